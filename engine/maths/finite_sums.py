"""Costs that are the mean of the costs of many examples: what batch, mini-batch and stochastic gradients are taken of.

The gradient of any batch follows from a few numbers of each example, averaged over the batch; those are its statistics.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import FloatArray
from engine.maths.datasets import LINE_INTERCEPT, LINE_SLOPE
from engine.maths.losses import squared_error
from engine.maths.sampling import epoch_order, updates_per_epoch
from engine.maths.surfaces import Surface, quadratic

LINE_WINDOW = 3.5  # the map of a line fit reaches this far to each side of the true slope and intercept


@dataclass(frozen=True, slots=True, eq=False)
class FiniteSum:
    """A cost of two parameters that is the mean over n_examples.

    Attributes:
        surface: The cost itself, the mean over all examples.
        statistics: Numbers of each example, shape (n_examples, n_statistics).
        mean: Their mean over all examples, shape (n_statistics,).
        gradient: Gradient at points of shape (..., 2) of a batch with mean statistics of shape (..., n_statistics).
    """

    surface: Surface
    statistics: FloatArray
    mean: FloatArray
    gradient: Callable[[FloatArray, FloatArray], FloatArray]


def line_fit(x: FloatArray, y: FloatArray) -> FiniteSum:
    """Return the cost of the line w x + b through points, (1 / 2N) sum (w x + b - y)^2, as a function of (w, b).

    Its gradient on any batch is the mean of r (x, 1) with residual r = w x + b - y, that is
    (w mean(x^2) + b mean(x) - mean(x y), w mean(x) + b - mean(y)): four means are all it needs.
    As a function of (w, b) it is a quadratic with Hessian ((mean(x^2), mean(x)), (mean(x), 1)).

    Args:
        x: Shape (n_points,), at least two different values.
        y: Shape (n_points,).

    Example:
        >>> line = line_fit(np.array([0.0, 1.0]), np.array([1.0, 3.0]))
        >>> line.surface.minimizers.round(12).tolist(), line.gradient(np.zeros(2), line.mean).tolist()
        ([[2.0, 1.0]], [-1.5, -2.0])

    Source: Bishop 2006, section 3.1.1; Deisenroth, Faisal, Ong 2020, section 9.2.1 (normal equations).
    """
    statistics = np.column_stack([x * x, x, x * y, y])
    statistics.flags.writeable = False
    mean = statistics.mean(axis=0)
    xx, x_mean, xy, y_mean = mean.tolist()
    hessian = np.array([[xx, x_mean], [x_mean, 1.0]])
    slope, intercept = np.linalg.solve(hessian, [xy, y_mean]).tolist()
    surface = quadratic(
        hessian,
        (slope, intercept),
        float(squared_error(slope * x + intercept, y).mean()),
        (LINE_SLOPE - LINE_WINDOW, LINE_SLOPE + LINE_WINDOW),
        (LINE_INTERCEPT - LINE_WINDOW, LINE_INTERCEPT + LINE_WINDOW),
    )
    return FiniteSum(surface, statistics, mean, _line_gradient)


def _line_gradient(points: FloatArray, statistics: FloatArray) -> FloatArray:
    w, b = points[..., 0], points[..., 1]
    gradient = np.empty_like(points)
    gradient[..., 0] = w * statistics[..., 0] + b * statistics[..., 1] - statistics[..., 2]
    gradient[..., 1] = w * statistics[..., 1] + b - statistics[..., 3]
    return gradient


def tilted(surface: Surface, rng: np.random.Generator, n_examples: int, noise: float) -> FiniteSum:
    """Return a surface as a mean over examples: each example is the same surface, tilted in a direction of its own.

    Example i has the cost f(p) + noise * t_i . p, hence the gradient grad f(p) + noise * t_i. The tilts t_i are normal draws,
    shifted and scaled so that over all examples their mean is 0 and their covariance the unit matrix. The full gradient is
    then exact, and a batch of B deviates from it by noise / sqrt(B) in each direction.

    Args:
        surface: The mean of all examples.
        rng: Where the tilts come from.
        n_examples: Number of examples, at least 4.
        noise: Standard deviation of the gradient of one example along each axis.

    Example:
        >>> from engine.maths.surfaces import ROSENBROCK
        >>> tilted(ROSENBROCK, np.random.default_rng(0), 64, 2.0).statistics.std(axis=0).round(12).tolist()
        [2.0, 2.0]

    Source: Bottou, Curtis, Nocedal 2018, section 4.1 (unbiased gradient with additive noise of bounded variance).
    """
    draws = rng.standard_normal((n_examples, 2))
    draws -= draws.mean(axis=0)
    factor = np.linalg.cholesky(draws.T @ draws / n_examples)
    tilts = noise * np.linalg.solve(factor, draws.T).T
    tilts.flags.writeable = False

    def gradient(points: FloatArray, tilt: FloatArray) -> FloatArray:
        return surface.gradient(points) + tilt

    # The mean is 0 by construction; rounding errors in it would push a walker off a ridge on which it must stay.
    return FiniteSum(surface, tilts, np.zeros(2), gradient)


def batch_means(statistics: FloatArray, order: NDArray[np.intp], batch_size: int) -> FloatArray:
    """Return the mean statistics of the batches of one epoch, the last one averaged over its real size.

    Args:
        statistics: Shape (n_examples, n_statistics).
        order: Order of the examples in this epoch, shape (n_examples,).
        batch_size: At least 1.

    Returns:
        Shape (n_updates, n_statistics).

    Example:
        >>> batch_means(np.array([[1.0], [3.0], [8.0]]), np.array([0, 1, 2]), 2).tolist()
        [[2.0], [8.0]]
    """
    starts = np.arange(0, len(order), batch_size)
    sizes = np.diff(starts, append=len(order))
    means: FloatArray = np.add.reduceat(statistics[order], starts, axis=0) / sizes[:, None]
    return means


@dataclass(frozen=True, slots=True)
class Stream:
    """How one walker takes its examples: the next ``batch_size`` ones at each update, in an order that the seed gives.

    Attributes:
        seed: Seed of the run.
        batch_size: Examples per update, at least 1; the last batch of an epoch may be shorter.
        replacement: Whether every example is drawn from all of them anew, rather than shuffled once an epoch.
    """

    seed: int
    batch_size: int
    replacement: bool = False

    def statistics(self, examples: FiniteSum, first: int, count: int) -> FloatArray:
        """Return the mean statistics of the batches of ``count`` updates, shape (count, n_statistics).

        Args:
            examples: The examples.
            first: Index of the first update, from 0.
            count: Number of updates.
        """
        n_examples = len(examples.statistics)
        if self.batch_size >= n_examples and not self.replacement:
            return np.broadcast_to(examples.mean, (count, len(examples.mean)))
        per_epoch = updates_per_epoch(n_examples, self.batch_size)
        rows = [
            batch_means(
                examples.statistics,
                epoch_order(self.seed, epoch, n_examples, replacement=self.replacement),
                self.batch_size,
            )
            for epoch in range(first // per_epoch, (first + count - 1) // per_epoch + 1)
        ]
        start = first % per_epoch
        return np.concatenate(rows)[start : start + count]
