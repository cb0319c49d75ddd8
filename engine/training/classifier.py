"""Training of a two-class network in small portions: one update after another, scores after each, divergence named.

What goes in and what comes out are values; the arrays between them are kept from portion to portion, one set for each thread.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from engine.maths.activations import FloatArray
from engine.maths.losses import Loss, binary_cross_entropy_gradient
from engine.maths.networks import ForwardPass, Network, backward, layers
from engine.maths.optimizers import Rule
from engine.training.layouts import Layout
from engine.training.plan import Part, bind
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer
from engine.training.workspace import workspace

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
        slots: What the optimizer remembers, as ``Trainer.slots``.
        scores: How good the network is.
        divergence: What ended the training; None while nothing has.
    """

    theta: FloatArray
    slots: FloatArray
    scores: Scores
    divergence: Divergence | None = None


@dataclass(frozen=True, slots=True)
class Course:
    """What is learned, and how.

    Attributes:
        network: The shape; one output, the logit of class 1.
        rule: The optimizer.
        batch_size: Points of an update; more than there are means all of them.
        examples: The points.
        seed: Decides the order of the points.
    """

    network: Network
    rule: Rule
    batch_size: int
    examples: Examples
    seed: int


def beginner(course: Course, theta: FloatArray) -> Learner:
    """Return a network with these first weights, before any update.

    Example:
        >>> from engine.maths.optimizers import Optimizer
        >>> points = labels = np.array([[0.0], [1.0]])
        >>> examples = Examples(points, labels, slice(0, 2), slice(0, 2))
        >>> course = Course(Network((1, 1), ()), Rule(Optimizer.PLAIN, 1.0), 2, examples, seed=0)
        >>> beginner(course, np.zeros(2)).theta.shape
        (2,)
    """
    bench = _bench_of(course)
    bench.trainer.restore(theta, np.zeros_like(bench.trainer.slots), 0)
    with np.errstate(over="ignore"):
        return bench.learner(bench.score(), None)


def train(course: Course, learner: Learner, first: int, count: int) -> tuple[Learner, list[Scores]]:
    """Return the network after some updates, and its scores after each of them.

    If a parameter grows beyond 10,000, the network stays as it was before that update.

    Args:
        course: What is learned.
        learner: The network so far.
        first: Updates made before.
        count: Updates to make.

    Example:
        >>> from engine.maths.optimizers import Optimizer
        >>> points = labels = np.array([[0.0], [1.0]])
        >>> examples = Examples(points, labels, slice(0, 2), slice(0, 2))
        >>> course = Course(Network((1, 1), ()), Rule(Optimizer.PLAIN, 1.0), 2, examples, seed=0)
        >>> trained, scores = train(course, beginner(course, np.zeros(2)), 0, 100)
        >>> trained.scores == scores[-1], trained.scores.accuracy
        (True, 1.0)

    Source: Goodfellow, Bengio, Courville 2016, algorithm 8.1.
    """
    if learner.divergence is not None:
        return learner, [learner.scores] * count
    bench = _bench_of(course)
    trainer, history = bench.trainer, list[Scores]()
    trainer.restore(learner.theta, learner.slots, first)
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        while len(history) < count:
            before = trainer.theta.copy(), trainer.slots.copy(), trainer.update
            trainer.step()
            if not bench.largest() <= LARGEST:  # not a number is beyond it too
                divergence = _blame(course.network, trainer.theta, trainer.update)
                trainer.restore(*before)
                last = history[-1] if history else learner.scores
                return bench.learner(last, divergence), history + [last] * (count - len(history))
            history.append(bench.score())
    return bench.learner(history[-1] if history else learner.scores, None), history


def gradient(course: Course, theta: FloatArray, passed: ForwardPass) -> FloatArray:
    """Return the gradient of the mean binary cross-entropy of the training points, shape (n_parameters,).

    Args:
        course: What is learned.
        theta: Parameters, shape (n_parameters,).
        passed: The forward pass of all points with them.

    Example:
        >>> from engine.maths.networks import forward
        >>> from engine.maths.optimizers import Optimizer
        >>> points = labels = np.array([[0.0], [1.0]])
        >>> course = Course(Network((1, 1), ()), Rule(Optimizer.PLAIN, 1.0), 2, Examples(points, labels, slice(2), slice(2)), 0)
        >>> theta = np.zeros(2)
        >>> gradient(course, theta, forward(course.network, layers(course.network, theta), points)).tolist()
        [-0.25, 0.0]

    Source: Goodfellow, Bengio, Courville 2016, section 6.5; see ``engine.maths.networks.backward``.
    """
    rows, found = course.examples.training, np.empty_like(theta)
    of_training = passed.of(rows)
    slope = binary_cross_entropy_gradient(of_training.outputs, course.examples.labels[rows])
    slope /= len(slope)
    backward(course.network, layers(course.network, theta), of_training, slope, layers(course.network, found))
    return found


class _Bench:
    """The arrays of a course: a trainer on the training points, and a forward pass of all points for the scores."""

    def __init__(self, course: Course) -> None:
        examples, theta = course.examples, np.zeros(course.network.n_parameters)
        recipe = Recipe(course.network, Loss.BINARY_CROSS_ENTROPY, course.rule, course.batch_size)
        inputs, targets = (array[examples.training] for array in (examples.points, examples.labels))
        self.trainer = Trainer(recipe, inputs, targets, theta, seed=course.seed)
        n_points = len(examples.points)
        points = np.ones((course.network.sizes[0] + 1, n_points))
        points[:-1] = examples.points.T
        arrays = {**self.trainer.prepare(), **workspace(course.network, Layout.SINGLE, n_points, None, np.float64)}
        arrays |= {"A0": points, "A0T": points.T}
        self._forward = [bind(call, arrays) for call in self.trainer.calls if call.part is Part.FORWARD]
        self._logits = arrays[f"Z{len(course.network.sizes) - 1}"]
        self._labels = np.ascontiguousarray(examples.labels.T)
        self._miss, self._loss, self._size = (np.empty_like(self._logits) for _ in range(3))
        self._rows = np.zeros((n_points, 2))  # 1 for the points to add up: those to train on, those to validate on
        self._rows[examples.training, 0], self._rows[examples.validation, 1] = 1.0, 1.0
        self._counts: list[float] = self._rows.sum(axis=0).tolist()
        self._sizes = np.empty_like(theta)

    def score(self) -> Scores:
        """Return losses and accuracies; a point belongs to class 1 where its logit is above 0.

        With m the decision (0 or 1) minus the label, the loss is z m + log(1 + exp(-|z|)), as in ``binary_cross_entropy``, and
        |m| is 1 for a mistake.

        Source: Bishop 2006, equation 4.90 (loss) and section 1.5.1 (decision).
        """
        for call in self._forward:
            call()
        z, miss, loss, size = self._logits, self._miss, self._loss, self._size
        np.abs(z, size)
        np.negative(size, size)
        np.exp(size, size)
        np.log1p(size, size)
        np.greater(z, 0.0, miss)
        np.subtract(miss, self._labels, miss)
        np.multiply(z, miss, loss)
        np.add(loss, size, loss)
        np.abs(miss, miss)
        ((loss_sum, validation_loss_sum),) = loss.dot(self._rows).tolist()
        ((misses, validation_misses),) = miss.dot(self._rows).tolist()
        n_training, n_validation = self._counts
        return Scores(
            loss_sum / n_training,
            (n_training - misses) / n_training,
            validation_loss_sum / n_validation,
            (n_validation - validation_misses) / n_validation,
        )

    def largest(self) -> float:
        """Return the size of the largest parameter; not a number if one is not."""
        np.abs(self.trainer.theta, self._sizes)
        return float(np.maximum.reduce(self._sizes))

    def learner(self, scores: Scores, divergence: Divergence | None) -> Learner:
        """Return the state as a value."""
        theta: FloatArray = self.trainer.theta.copy()
        slots: FloatArray = self.trainer.slots.copy()
        theta.flags.writeable = slots.flags.writeable = False
        return Learner(theta, slots, scores, divergence)


_kept = threading.local()  # a portion follows the last one of the same course: its arrays are still there


def _bench_of(course: Course) -> _Bench:
    """Return the arrays of a course, whatever is in them."""
    if getattr(_kept, "course", None) != course:
        _kept.course, _kept.bench = course, _Bench(course)
    bench: _Bench = _kept.bench
    return bench


def _blame(network: Network, theta: FloatArray, update: int) -> Divergence:
    """Return which layer holds the largest parameter."""
    peaks = [
        (float(np.abs(values).max()), index, quantity)
        for index, layer in enumerate(layers(network, theta))
        for quantity, values in zip(("weight", "bias"), layer, strict=True)
    ]
    _, index, quantity = max(peaks)
    return Divergence(update, index, quantity)
