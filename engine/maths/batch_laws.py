"""How many updates a batch size needs, how long they take, and which batch size is fastest.

The cost is a bowl with the curvatures ``curvatures`` along its axes; the gradient of a batch of B examples is the true one plus
noise of standard deviation sigma / sqrt(B) along each axis. There everything can be said in closed form.
"""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np

from engine.maths.activations import FloatArray


class StepLaw(NamedTuple):
    """Updates needed with batches of B: least * (1 + critical / B)."""

    least: float
    critical: float

    def updates(self, sizes: FloatArray) -> FloatArray:
        """Return the updates needed for some batch sizes, any shape.

        Example:
            >>> StepLaw(10.0, 32.0).updates(np.array([1.0, 32.0])).tolist()
            [330.0, 20.0]

        Source: McCandlish, Kaplan, Amodei 2018.
        """
        return self.least * (1.0 + self.critical / sizes)


def fit_step_law(sizes: FloatArray, updates: FloatArray) -> StepLaw:
    """Return the law that fits measured numbers best, by least squares of the relative errors.

    Args:
        sizes: Batch sizes, shape (n,), at least two different ones.
        updates: Updates needed, shape (n,), above 0.

    Example:
        >>> law = fit_step_law(np.array([1.0, 4.0, 16.0]), np.array([90.0, 30.0, 15.0]))
        >>> round(law.least, 9), round(law.critical, 9)
        (10.0, 8.0)

    Source: McCandlish, Kaplan, Amodei 2018; the weights are ours.
    """
    rows = np.stack([1.0 / updates, 1.0 / (sizes * updates)], axis=1)
    least, slope = np.linalg.lstsq(rows, np.ones(len(sizes)))[0].tolist()
    return StepLaw(max(least, 1e-9), max(slope, 0.0) / max(least, 1e-9))


def update_time(sizes: FloatArray, overhead: float, per_example: float) -> FloatArray:
    """Return how long an update takes: overhead + per_example * B, in the unit of both.

    Example:
        >>> update_time(np.array([1.0, 100.0]), 37.0, 0.25).tolist()
        [37.25, 62.0]
    """
    return overhead + per_example * sizes


def fastest_size(law: StepLaw, overhead: float, per_example: float) -> float:
    """Return the batch size with the least total time: sqrt(critical * overhead / per_example).

    The total least * (1 + critical / B) * (overhead + per_example * B) has two terms with B, overhead * critical / B and
    per_example * B, and they are equal there. It need not be a whole number.

    Example:
        >>> fastest_size(StepLaw(10.0, 32.0), 50.0, 1.0)
        40.0
    """
    return math.sqrt(law.critical * overhead / per_example)


def expected_excess(
    steps: FloatArray, start: FloatArray, curvatures: FloatArray, rate: FloatArray, variance: FloatArray
) -> FloatArray:
    """Return the mean cost above the minimum after some updates of stochastic gradient descent on a bowl.

    Along an axis of curvature c the position x keeps the factor a = 1 - rate * c and gains noise rate * e at each update, so
    E x_n^2 = a^2n x_0^2 + rate^2 * variance * (1 - a^2n) / (1 - a^2), and the excess is the sum of c E x_n^2 / 2.

    Args:
        steps: Numbers of updates, of a shape that broadcasts with ``rate`` and ``variance``.
        start: Position before the first update, shape (n_axes,).
        curvatures: Shape (n_axes,), above 0.
        rate: Learning rates, above 0 and below 2 / the largest curvature.
        variance: Of the gradient's noise along each axis.

    Example:
        >>> expected_excess(np.array(1.0), np.array([2.0]), np.array([1.0]), np.array(0.5), np.array(4.0)).item()
        1.0

    Source: Bottou, Curtis, Nocedal 2018, section 4.2, for a quadratic, where its bound is an equality.
    """
    total = np.zeros(np.broadcast_shapes(np.shape(steps), np.shape(rate), np.shape(variance)))
    for x, curvature in zip(start.tolist(), curvatures.tolist(), strict=True):
        square = np.square(1.0 - rate * curvature)
        kept = square**steps
        total += 0.5 * curvature * (kept * x * x + np.square(rate) * variance * (1.0 - kept) / (1.0 - square))
    return total
