"""What one step of gradient descent is sure to do: the quadratic upper bound of a smooth cost, and the rates that follow.

If no curvature of f exceeds L, then f lies below the parabola that touches it at theta and has curvature L. Everything here is
that parabola along the step theta - rate * gradient.
"""

from __future__ import annotations

import math
from typing import NamedTuple, TypeVar

import numpy as np

from engine.maths.activations import FloatArray
from engine.maths.surfaces import Surface

Rate = TypeVar("Rate", float, FloatArray)


class Point(NamedTuple):
    """A place in the space of two parameters, with the cost and its gradient there."""

    theta: tuple[float, float]
    cost: float
    gradient: tuple[float, float]

    @property
    def norm(self) -> float:
        """Length of the gradient."""
        return math.hypot(*self.gradient)

    def after(self, rate: float) -> tuple[float, float]:
        """Return the parameters after a step of this rate: theta - rate * gradient."""
        (x, y), (slope_x, slope_y) = self.theta, self.gradient
        return x - rate * slope_x + 0.0, y - rate * slope_y + 0.0


def point_at(surface: Surface, theta: tuple[float, float]) -> Point:
    """Return cost and gradient at a place.

    Example:
        >>> from engine.maths.surfaces import SADDLE
        >>> point_at(SADDLE, (1.0, 2.0)).after(0.5)
        (0.5, -1.0)
    """
    place = np.array(theta)
    x, y = surface.gradient(place).tolist()
    return Point(theta, float(surface.value(place)), (x, y))


class Slice(NamedTuple):
    """The cost along the step: what a step of each rate leads to; every array of shape (n_rates,), read-only.

    Attributes:
        rates: Learning rates.
        costs: Cost after the step.
        bounds: Upper bound of that cost.
        tangent: Straight-line forecast of it.
    """

    rates: FloatArray
    costs: FloatArray
    bounds: FloatArray
    tangent: FloatArray


def slice_along(surface: Surface, point: Point, curvature: float, rates: FloatArray) -> Slice:
    """Return the cost, its bound and its tangent for steps of several rates.

    Args:
        surface: The cost.
        point: Where the steps begin.
        curvature: L of the bound.
        rates: Shape (n_rates,); negative ones climb.

    Example:
        >>> from engine.maths.surfaces import SADDLE
        >>> seen = slice_along(SADDLE, point_at(SADDLE, (1.0, 0.0)), 1.0, np.array([0.0, 1.0]))
        >>> seen.costs.tolist(), seen.bounds.tolist(), seen.tangent.tolist()
        ([0.75, 0.25], [0.75, 0.25], [0.75, -0.25])
    """
    squared = point.norm**2
    costs = surface.value(np.array(point.theta) - rates[:, None] * np.array(point.gradient))
    bounds = upper_bound(point.cost, rates, curvature, squared)
    seen = Slice(rates, costs, bounds, point.cost - rates * squared)
    for array in seen:
        array.flags.writeable = False
    return seen


def upper_bound(cost: float, rate: Rate, curvature: float, squared_gradient: float) -> Rate:
    """Return the most that f(theta - rate * gradient) can be: f - rate * (1 - rate * L / 2) * |gradient|^2.

    Args:
        cost: f(theta).
        rate: Learning rate, one or an array of any shape.
        curvature: L, at least as large as every curvature of f on the way.
        squared_gradient: Squared length of the gradient at theta.

    Example:
        >>> upper_bound(1.0, 0.5, 2.0, 4.0), upper_bound(1.0, 1.0, 2.0, 4.0)
        (0.0, 1.0)

    Source: Nesterov 2004, lemma 1.2.3 and section 1.2.3 (descent lemma).
    """
    return cost - rate * (1.0 - 0.5 * rate * curvature) * squared_gradient


def largest_safe_rate(curvature: float) -> float:
    """Return 2 / L: below it the upper bound lies below f(theta), so the step lowers the cost; infinite for no curvature.

    Example:
        >>> largest_safe_rate(4.0), largest_safe_rate(0.0)
        (0.5, inf)

    Source: Nesterov 2004, section 1.2.3.
    """
    return 2.0 / curvature if curvature > 0.0 else math.inf


def updates_until(factor: float, ratio: float) -> int:
    """Return how many updates shrink a distance to ``ratio`` of itself if each multiplies it by ``factor``.

    Gradient descent at its best fixed rate on a quadratic of condition number k has the factor (k - 1) / (k + 1).

    Args:
        factor: Above 0 and below 1.
        ratio: Above 0 and at most 1.

    Example:
        >>> updates_until(99 / 101, 1e-6)
        691

    Source: Nesterov 2004, theorem 2.1.15.
    """
    return math.ceil(math.log(ratio) / math.log(factor))
