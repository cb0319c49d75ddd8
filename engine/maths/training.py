"""Training of a two-class network on points: batches of a shuffled stream, one update after another, scores after each."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple, TypeAlias

import numpy as np

from engine.maths.activations import FloatArray
from engine.maths.losses import binary_cross_entropy, binary_cross_entropy_gradient
from engine.maths.networks import ForwardPass, Layer, Network, backward, forward, init_theta, layers
from engine.maths.optimizers import Rule, init_slots, update_in_place
from engine.maths.sampling import epoch_order, updates_per_epoch

Batch: TypeAlias = tuple[FloatArray, FloatArray]

LARGEST = 1e4  # training has diverged once a parameter is beyond this


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Labelled points, some to learn from and some to validate on. Arrays are read-only.

    Attributes:
        points: Shape (n_points, n_inputs).
        labels: 0.0 or 1.0, shape (n_points, 1).
        training: Rows to learn from.
        validation: Rows to validate on.
    """

    points: FloatArray
    labels: FloatArray
    training: slice
    validation: slice


class Scores(NamedTuple):
    """How good a network is: mean losses, and shares of points on the right side."""

    loss: float
    accuracy: float
    validation_loss: float
    validation_accuracy: float


@dataclass(frozen=True, slots=True)
class Divergence:
    """The parameter that grew beyond all bounds.

    Attributes:
        update: Number of the update that did it, from 1.
        layer: Index of its layer, from 0; the output layer is the last.
        quantity: ``"weight"`` or ``"bias"``.
    """

    update: int
    layer: int
    quantity: str


@dataclass(frozen=True, slots=True)
class Learner:
    """A network in training. Arrays are read-only.

    Attributes:
        theta: All weights and biases, shape (n_parameters,); after a divergence those before it.
        slots: What the optimizer remembers, shape (n_slots, n_parameters).
        scores: How good the network is.
        divergence: What ended the training; None while nothing has.
    """

    theta: FloatArray
    slots: FloatArray
    scores: Scores
    divergence: Divergence | None = None


def beginner(network: Network, rule: Rule, examples: Examples, rng: np.random.Generator) -> Learner:
    """Return a network with its first weights, before any update.

    Example:
        >>> from engine.maths.optimizers import Optimizer
        >>> points = Examples(np.array([[-1.0], [1.0]]), np.array([[0.0], [1.0]]), slice(0, 1), slice(1, 2))
        >>> learner = beginner(Network((1, 1), ()), Rule(Optimizer.ADAM, 0.1), points, np.random.default_rng(0))
        >>> learner.theta.shape, learner.slots.tolist()
        ((2,), [[0.0, 0.0], [0.0, 0.0]])
    """
    theta = init_theta(network, rng)
    return _learner(theta, init_slots(rule.optimizer, theta.shape), score(network, layers(network, theta), examples), None)


def _learner(theta: FloatArray, slots: FloatArray, scores: Scores, divergence: Divergence | None) -> Learner:
    theta.flags.writeable = slots.flags.writeable = False
    return Learner(theta, slots, scores, divergence)


def score(network: Network, parameters: Sequence[Layer], examples: Examples) -> Scores:
    """Return losses and accuracies; a point belongs to class 1 where its logit is above 0.

    Example:
        >>> network = Network((1, 1), ())
        >>> points = Examples(np.array([[-1.0], [1.0]]), np.array([[0.0], [1.0]]), slice(0, 1), slice(1, 2))
        >>> score(network, layers(network, np.array([1000.0, 0.0])), points)
        Scores(loss=0.0, accuracy=1.0, validation_loss=0.0, validation_accuracy=1.0)

    Source: Bishop 2006, equation 4.90 (loss) and section 1.5.1 (decision).
    """
    logits = forward(network, parameters, examples.points).outputs
    losses = binary_cross_entropy(logits, examples.labels)
    right = (logits > 0.0) == (examples.labels > 0.5)
    parts = [(losses[rows], right[rows]) for rows in (examples.training, examples.validation)]
    (loss, accuracy), (validation_loss, validation_accuracy) = (
        (float(chosen.sum()) / len(chosen), int(np.count_nonzero(hits)) / len(hits)) for chosen, hits in parts
    )
    return Scores(loss, accuracy, validation_loss, validation_accuracy)


def gradient_into(
    network: Network, parameters: Sequence[Layer], passed: ForwardPass, targets: FloatArray, into: Sequence[Layer]
) -> None:
    """Write the gradient of the mean binary cross-entropy over examples.

    Args:
        network: The shape.
        parameters: Weights and biases.
        passed: The forward pass of the examples.
        targets: 0.0 or 1.0, shape (n_examples, 1).
        into: Where the gradients go: ``layers`` of a vector of shape (n_parameters,).

    Example:
        >>> network, theta, gradient = Network((1, 1), ()), np.zeros(2), np.ones(2)
        >>> passed = forward(network, layers(network, theta), np.array([[2.0]]))
        >>> gradient_into(network, layers(network, theta), passed, np.array([[1.0]]), layers(network, gradient))
        >>> gradient.tolist()  # (sigmoid(0) - 1) (2, 1)
        [-1.0, -0.5]

    Source: Goodfellow, Bengio, Courville 2016, section 6.5; see ``engine.maths.networks.backward``.
    """
    output_gradient = binary_cross_entropy_gradient(passed.outputs, targets)
    output_gradient /= len(targets)
    backward(network, parameters, passed, output_gradient, into)


def batches(examples: Examples, seed: int, batch_size: int, first: int, count: int) -> Iterator[Batch]:
    """Yield inputs and targets of a number of updates: each epoch is a new shuffle, its last batch may be short.

    Args:
        examples: Where they come from; only training rows are used.
        seed: Seed of the run.
        batch_size: At least 1; more than all training points means all of them.
        first: Updates made before.
        count: Number of batches.

    Example:
        >>> points = Examples(np.arange(3.0)[:, None], np.zeros((3, 1)), slice(0, 3), slice(3, 3))
        >>> [len(inputs) for inputs, _ in batches(points, seed=0, batch_size=2, first=0, count=4)]
        [2, 1, 2, 1]
    """
    points, labels = examples.points[examples.training], examples.labels[examples.training]
    if batch_size >= len(points):  # the mean over all of them does not depend on their order
        yield from repeat((points, labels), count)
        return
    per_epoch = updates_per_epoch(len(points), batch_size)
    shuffled = -1
    for update in range(first, first + count):
        epoch, place = divmod(update, per_epoch)
        if epoch != shuffled:
            order, shuffled = epoch_order(seed, epoch, len(points)), epoch
            inputs, targets = points[order], labels[order]
        rows = slice(place * batch_size, (place + 1) * batch_size)
        yield inputs[rows], targets[rows]


def train(
    network: Network, rule: Rule, examples: Examples, stream: Iterable[Batch], learner: Learner, first: int
) -> tuple[Learner, list[Scores]]:
    """Return the network after one update a batch, and its scores after each update.

    Each update is: forward pass, loss gradient, backward pass, optimizer. The loop owns its arrays and works in place; what
    goes in and what comes out is read-only. If a parameter grows beyond 10,000, the network stays as it was before that update.

    Args:
        network: The shape.
        rule: Optimizer and settings.
        examples: What the network is scored on.
        stream: The batches.
        learner: The network so far.
        first: Updates made before.

    Example:
        >>> from engine.maths.optimizers import Optimizer
        >>> points = Examples(np.array([[2.0]]), np.array([[1.0]]), slice(1), slice(1))
        >>> learner, stream = Learner(np.zeros(2), np.empty((0, 2)), Scores(0.7, 0.0, 0.7, 0.0)), batches(points, 0, 1, 0, 1)
        >>> train(Network((1, 1), ()), Rule(Optimizer.PLAIN, 0.5), points, stream, learner, 0)[0].theta.tolist()
        [0.5, 0.25]

    Source: Goodfellow, Bengio, Courville 2016, algorithm 8.1.
    """
    theta, slots, gradient = learner.theta.copy(), learner.slots.copy(), np.empty_like(learner.theta)
    parameters, gradients = layers(network, theta), layers(network, gradient)
    scores, divergence, history = learner.scores, learner.divergence, []
    for update, (inputs, targets) in enumerate(stream, start=first):
        if divergence is None:
            before = theta.copy(), slots.copy()
            gradient_into(network, parameters, forward(network, parameters, inputs), targets, gradients)
            update_in_place(rule, theta, gradient, slots, update)
            if np.abs(theta).max() <= LARGEST:
                scores = score(network, parameters, examples)
            else:
                divergence = _blame(parameters, update + 1)
                theta, slots = before
        history.append(scores)
    return _learner(theta, slots, scores, divergence), history


def _blame(parameters: Sequence[Layer], update: int) -> Divergence:
    """Return which layer holds the largest parameter."""
    peaks = [
        (float(np.abs(values).max()), index, quantity)
        for index, layer in enumerate(parameters)
        for quantity, values in zip(("weight", "bias"), layer, strict=True)
    ]
    _, index, quantity = max(peaks)
    return Divergence(update, index, quantity)
