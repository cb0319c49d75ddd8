"""One learner on training sets of many sizes at once, each with the smaller ones in it: what a learning curve is made of."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError
from engine.maths.activations import FloatArray
from engine.maths.networks import Network, forward, layers
from engine.training.plan import Array
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer


def nested_trainer(recipe: Recipe, inputs: Array, targets: Array, sizes: Sequence[int]) -> Trainer:
    """Return a trainer of one network for each size, on the first so many examples; single precision, parameters all zero.

    An update takes all examples of a set. A smaller set is repeated until it is as long as the largest: the mean over it is the
    same, and so is the update.

    Args:
        recipe: What to train, without a batch size.
        inputs: All examples, shape (n_examples, n_inputs).
        targets: Shape (n_examples, n_outputs).
        sizes: Each has to divide n_examples.

    Raises:
        EngineError: If a size does not divide the number of examples, or the recipe has a batch size.

    Example:
        >>> from engine.maths.losses import Loss
        >>> from engine.maths.optimizers import Optimizer, Rule
        >>> recipe = Recipe(Network((1, 1), ()), Loss.SQUARED, Rule(Optimizer.PLAIN, 0.5))
        >>> trainer = nested_trainer(recipe, np.ones((4, 1)), np.array([[1.0], [3.0], [5.0], [7.0]]), [1, 2, 4])
        >>> trainer.run(1)
        >>> trainer.theta[:, 1].tolist()  # half of each mean
        [0.5, 1.0, 2.0]
    """
    n_examples = len(inputs)
    wrong = [size for size in sizes if size < 1 or n_examples % size]
    if wrong:
        raise EngineError(f"sizes must divide the number of examples, {n_examples}, got {wrong[0]}")
    if recipe.batch_size is not None:
        raise EngineError(f"batch_size must be None, since an update takes all examples of a set, got {recipe.batch_size}")
    rows = np.arange(n_examples) % np.array(sizes)[:, None]
    theta = np.zeros((len(sizes), recipe.network.n_parameters), np.float32)
    return Trainer(recipe, inputs[rows], targets[rows], theta)


def scores(network: Network, theta: Array, inputs: Array) -> NDArray[np.float32]:
    """Return what a network with one output says of points, shape (n_points,); single precision if all arguments are.

    Example:
        >>> scores(Network((1, 1), ()), np.array([2.0, 1.0]), np.array([[3.0], [4.0]])).tolist()
        [7.0, 9.0]
    """
    parts = layers(network, cast(FloatArray, theta))
    return cast(NDArray[np.float32], forward(network, parts, cast(FloatArray, inputs)).outputs[:, 0])


def shares_right(network: Network, thetas: Array, inputs: Array, labels: NDArray[np.bool_]) -> NDArray[np.float64]:
    """Return the share of points that each of several networks puts on the right side of 0.

    Args:
        network: The shape of all of them.
        thetas: Parameters, shape (n_networks, n_parameters).
        inputs: Shape (n_points, n_inputs).
        labels: Whether a point's score should be above 0, shape (n_points,).

    Returns:
        Shape (n_networks,).

    Example:
        >>> points, labels = np.array([[-1.0], [2.0]]), np.array([True, True])
        >>> shares_right(Network((1, 1), ()), np.array([[1.0, 0.0], [1.0, 2.0]]), points, labels).tolist()
        [0.5, 1.0]

    Source: Bishop 2006, section 1.5.1 (decision).
    """
    return np.array([((scores(network, theta, inputs) > 0.0) == labels).mean() for theta in thetas])
