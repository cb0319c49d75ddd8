"""The jobs: data, first weights, order of the batches, loss and optimizer, the same for the engine and every peer."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import FloatArray
from engine.maths.datasets import moons, xor
from engine.maths.sampling import epoch_order

Order: TypeAlias = NDArray[np.intp]
Pair: TypeAlias = tuple[FloatArray, FloatArray]

ADAM_DECAYS = (0.9, 0.999)
ADAM_EPSILON = 1e-8
EPOCHS = 50  # after so many the order of the batches begins again
SEED = 20240607


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a job is, before any number of it is drawn.

    Attributes:
        sizes: Inputs, units of each hidden layer (tanh), outputs.
        data: Draws inputs, shape (n_examples, n_inputs), and targets, shape (n_examples, n_outputs).
        batch_size: Examples of an update; None for all of them.
        loss: Binary cross-entropy from one logit, or softmax cross-entropy; the mean over the batch.
        optimizer: Plain gradient descent, or Adam.
        learning_rate: Its rate.
        parity_updates: Updates after which parameters are compared; whole epochs.
        whole: Updates of the whole job, as a learner runs it.
        n_networks: Networks that learn side by side from the same data.
    """

    sizes: tuple[int, ...]
    data: Callable[[np.random.Generator], Pair]
    batch_size: int | None
    loss: Literal["binary", "softmax"]
    optimizer: Literal["plain", "adam"]
    learning_rate: float
    parity_updates: int
    whole: int
    n_networks: int | None = None

    def with_hidden(self, n_units: int) -> Recipe:
        """Return the same job for hidden layers of another width."""
        return replace(self, sizes=(self.sizes[0], *[n_units] * (len(self.sizes) - 2), self.sizes[-1]))


@dataclass(frozen=True, slots=True, eq=False)
class Job:
    """A job with all its numbers, in float64. Arrays are only read.

    Attributes:
        recipe: What it is.
        inputs: Shape (n_examples, n_inputs).
        targets: Shape (n_examples, n_outputs): 0 or 1, one-hot where there are ten classes.
        order: Rows of each batch, shape (n_batches, batch_size), 50 epochs of it; update t takes batch t modulo n_batches.
            None where a batch is all of the data.
        theta: First parameters, shape (n_parameters,) or (n_networks, n_parameters): layer after layer, weights of shape
            (n_inputs, n_units) row after row, then the bias.
    """

    recipe: Recipe
    inputs: FloatArray
    targets: FloatArray
    order: Order | None
    theta: FloatArray

    @property
    def updates_per_epoch(self) -> int:
        """Number of batches in which every example is seen once."""
        return 1 if self.order is None else len(self.order) // EPOCHS

    def layers(self) -> list[Pair]:
        """Return copies of the first weights, shape (..., n_inputs, n_units), and biases, shape (..., n_units)."""
        return cut(self.recipe.sizes, self.theta.copy())


def cut(sizes: tuple[int, ...], theta: FloatArray) -> list[Pair]:
    """Return weights and biases of each layer as views of parameters, shape (..., n_parameters)."""
    pairs, start = [], 0
    for n_inputs, n_units in pairwise(sizes):
        middle, end = start + n_inputs * n_units, start + (n_inputs + 1) * n_units
        pairs.append((theta[..., start:middle].reshape(*theta.shape[:-1], n_inputs, n_units), theta[..., middle:end]))
        start = end
    return pairs


def make(recipe: Recipe) -> Job:
    """Draw the numbers of a job; the same recipe gives the same numbers, in every process."""
    rng = np.random.default_rng(SEED)
    inputs, targets = recipe.data(rng)
    order = None if recipe.batch_size is None else _order(len(inputs), recipe.batch_size)
    networks = () if recipe.n_networks is None else (recipe.n_networks,)
    theta = np.zeros((*networks, sum((n_inputs + 1) * n_units for n_inputs, n_units in pairwise(recipe.sizes))))
    for weights, _ in cut(recipe.sizes, theta):
        weights[...] = rng.standard_normal(weights.shape) / np.sqrt(weights.shape[-2])
    return Job(recipe, inputs, targets, order, theta)


def _order(n_examples: int, batch_size: int) -> Order:
    """Return the order in which the engine takes the examples."""
    return np.concatenate([epoch_order(SEED, epoch, n_examples).reshape(-1, batch_size) for epoch in range(EPOCHS)])


def _gate(_rng: np.random.Generator) -> Pair:
    points, labels = xor()
    return points, labels[:, None]


def _moons(rng: np.random.Generator) -> Pair:
    points, labels = moons(rng, 500, noise=0.2)
    return points, labels[:, None]


def _ten_classes(n_examples: int, n_features: int) -> Callable[[np.random.Generator], Pair]:
    """Return ten normal clouds that overlap, about as hard as digits of so many pixels."""

    def draw(rng: np.random.Generator) -> Pair:
        centres = rng.standard_normal((10, n_features)) * 4.0 / np.sqrt(n_features)
        labels = rng.integers(10, size=n_examples)
        return centres[labels] + rng.standard_normal((n_examples, n_features)), np.eye(10)[labels]

    return draw


RECIPES = {
    "J1": Recipe((2, 4, 1), _gate, None, "binary", "plain", 0.5, parity_updates=1000, whole=10_000),
    "J2": Recipe((2, 8, 8, 1), _moons, 10, "binary", "plain", 0.1, parity_updates=500, whole=2500),
    "J3": Recipe((64, 64, 10), _ten_classes(1792, 64), 32, "softmax", "adam", 1e-3, parity_updates=112, whole=560),
    "J4": Recipe((784, 128, 10), _ten_classes(4992, 784), 128, "softmax", "adam", 1e-3, parity_updates=39, whole=78),
    "J6": Recipe((2, 4, 1), _gate, None, "binary", "plain", 0.5, parity_updates=50, whole=5000, n_networks=256),
}
CHANGES = {"change J1": RECIPES["J1"], "change J2": RECIPES["J2"]}
