"""How stretched the squared error of a linear model is, and how many updates of gradient descent that costs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from engine.maths.activations import FloatArray

_NO_CURVATURE = 1e-12  # singular values below this share of the largest are rounding error
TOO_FAR = 1e6  # times the distance of the start: a descent that is so far away has diverged
_SAME_CURVATURE = 1e-9  # relative difference below which two directions count as equally curved


@dataclass(frozen=True, slots=True, eq=False)
class Valley:
    """The cost (1 / 2N) |b + X w - y|^2 along its principal directions, seen from the start at zero. Arrays are read-only.

    Within directions of equal curvature the descent runs straight, so they count as one.

    Attributes:
        curvatures: The distinct curvatures above 0, ascending, shape (n_directions,).
        start: How far the start is from the minimum along each, shape (n_directions,).
        flat: Whether there is also a direction without curvature: parameters that the data do not determine.
        floor: Cost at the minimum.
    """

    curvatures: FloatArray
    start: FloatArray
    flat: bool
    floor: float

    @property
    def condition_number(self) -> float:
        """Largest curvature over the smallest above 0."""
        return float(self.curvatures[-1] / self.curvatures[0])

    @property
    def largest_stable_rate(self) -> float:
        """2 / (largest curvature): beyond it, the steepest direction grows at each update."""
        return float(2.0 / self.curvatures[-1])

    @property
    def best_rate(self) -> float:
        """The rate that makes the slowest factor smallest.

        Source: Nesterov 2004, theorem 2.1.14.
        """
        return float(2.0 / (self.curvatures[0] + self.curvatures[-1]))

    @property
    def plane_curvatures(self) -> tuple[float, float]:
        """Curvatures of the two directions of ``in_plane``."""
        lowest = 0.0 if self.flat and len(self.curvatures) == 1 else float(self.curvatures[0])
        return lowest, float(self.curvatures[-1])

    def in_plane(self, left: FloatArray) -> FloatArray:
        """Return the part of some distances in the plane of the flattest and the steepest direction, shape (..., 2).

        In a round valley, where any direction can be drawn, both parts are equal; beside a flat direction the first one is 0.

        Args:
            left: Distances from the minimum along each direction, shape (..., n_directions).
        """
        if len(self.curvatures) > 1:
            return left[..., [0, -1]]
        if self.flat:
            return np.concatenate([np.zeros_like(left), left], axis=-1)
        return np.concatenate([left, left], axis=-1) * math.sqrt(0.5)

    def seen_along(self, path: FloatArray) -> FloatArray:
        """Return for each point of a path its place as in ``in_plane``, and the share of the way that is left, shape (n, 3).

        Args:
            path: Distances from the minimum along each direction, shape (n, n_directions).
        """
        whole = np.linalg.norm(self.start)
        way = np.sqrt(np.square(path).sum(axis=1))
        return np.column_stack([self.in_plane(path), way / whole if whole else way])


def least_squares_valley(inputs: FloatArray, targets: FloatArray) -> Valley:
    """Return the valley of a linear model with an intercept.

    The curvatures are squares of singular values: eigenvalues of X^T X would lose the small ones of a stretched valley.

    Args:
        inputs: X without a column for the intercept, shape (n_examples, n_features), at least one example.
        targets: y, shape (n_examples,).

    Example:
        >>> valley = least_squares_valley(np.array([[-3.0], [3.0]]), np.array([-3.0, 3.0]))
        >>> valley.curvatures.round(12).tolist(), valley.start.round(12).tolist(), round(valley.condition_number, 12)
        ([1.0, 9.0], [0.0, 1.0], 9.0)

    Source: LeCun, Bottou, Orr, Mueller 1998, section 5.1 (Hessian of a linear model).
    """
    design = np.column_stack([np.ones(len(inputs)), inputs])
    left, singular, _ = np.linalg.svd(design, full_matrices=False)
    seen = singular > _NO_CURVATURE * singular[0]
    along, singular = (left.T @ targets)[seen], singular[seen]
    curvatures, places = _distinct(np.square(singular[::-1]) / len(inputs))
    start = np.sqrt(np.bincount(places, np.square(along / singular)[::-1]))
    missed = targets - left[:, seen] @ along
    for array in (curvatures, start):
        array.flags.writeable = False
    return Valley(curvatures, start, bool(seen.sum() < design.shape[1]), float(missed @ missed) / (2.0 * len(inputs)))


def _distinct(ascending: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return the distinct ones of some numbers in ascending order, and for each number the index of its own."""
    new = np.append(True, np.diff(ascending) > _SAME_CURVATURE * ascending[1:])
    return ascending[new].copy(), np.cumsum(new) - 1


def descend(valley: Valley, rate: float, left: FloatArray, n: int) -> tuple[FloatArray, int]:
    """Make some updates of gradient descent; each multiplies the distance along a direction by 1 - rate * curvature.

    Args:
        valley: The cost.
        rate: Learning rate, above 0.
        left: Distance from the minimum along each direction, shape (n_directions,).
        n: Number of updates.

    Returns:
        The distances after each update, shape (n, n_directions), and the update at which the descent diverged, from 1, or 0 if
        it did not. Once diverged, it stays where it was before that update.

    Example:
        >>> valley = least_squares_valley(np.array([[-3.0], [3.0]]), np.array([-3.0, 3.0]))
        >>> descend(valley, 0.2, valley.start, 2)[0][:, 1].round(3).tolist()
        [-0.8, 0.64]

    Source: Goodfellow, Bengio, Courville 2016, section 4.3; Goh 2017, "Why Momentum Really Works" (each direction by itself).
    """
    factors = np.tile(1.0 - rate * valley.curvatures, (n, 1))
    with np.errstate(over="ignore"):
        path = np.multiply.accumulate(np.vstack([left, factors]), axis=0)
    limit = TOO_FAR * float(np.linalg.norm(valley.start))
    out = np.flatnonzero((np.abs(path) > limit).any(axis=1))
    if not len(out):
        return path[1:], 0
    path[out[0] :] = path[out[0] - 1]
    return path[1:], int(out[0])


def updates_needed(valley: Valley, rate: float, share: float) -> float:
    """Return after how many updates of gradient descent at most this share of the way to the minimum is left.

    Along each direction an update multiplies the distance by 1 - rate * curvature, so no update has to be made.

    Args:
        valley: The cost.
        rate: Learning rate, above 0.
        share: Distance from the minimum over that of the start, between 0 and 1.

    Returns:
        A whole number; infinite if the rate is not below the largest stable one.

    Example:
        >>> valley = least_squares_valley(np.array([[-3.0], [3.0]]), np.array([-3.0, 3.0]))
        >>> updates_needed(valley, valley.best_rate, 1e-6)
        62.0

    Source: Goodfellow, Bengio, Courville 2016, section 4.3.1; Goh 2017, "Decomposing the error".
    """
    squares = np.square(valley.start)
    total = float(squares.sum())
    if total == 0.0:
        return 0.0
    logarithms = _log_factors(valley, rate)[squares > 0.0]
    squares = squares[squares > 0.0]
    slowest = float(logarithms.max())
    if slowest >= 0.0:
        return math.inf
    few, enough = 0, max(1, math.ceil(math.log(share) / slowest))
    while enough - few > 1:
        middle = (few + enough) // 2
        left = float(squares @ np.exp(2.0 * middle * logarithms))
        few, enough = (few, middle) if left <= share * share * total else (middle, enough)
    return float(enough)


def _log_factors(valley: Valley, rate: float) -> FloatArray:
    """Return ln |1 - rate * curvature| of each direction; with log1p, factors within rounding of 1 count."""
    logarithms = np.array([_log_factor(rate * curvature) for curvature in valley.curvatures.tolist()])
    if rate == valley.best_rate:  # then the steepest direction shrinks as the flattest; its own product may round to 2
        logarithms[-1] = logarithms[0]
    return logarithms


def _log_factor(product: float) -> float:
    """Return ln |1 - product|."""
    if product < 1.0:
        return math.log1p(-product)
    return math.log(product - 1.0) if product > 1.0 else -math.inf


def worst_case_updates(condition_number: float, share: float) -> float:
    """Return how many updates at the best fixed rate are enough from any start: ln(1 / share) / ln((k + 1) / (k - 1)).

    For a large condition number k this is about (k / 2) ln(1 / share).

    Args:
        condition_number: At least 1.
        share: Distance from the minimum over that of the start, between 0 and 1.

    Returns:
        A number of updates, not rounded, at least 1.

    Example:
        >>> round(worst_case_updates(100.0, 1e-6), 1)
        690.8

    Source: Nesterov 2004, theorem 2.1.14.
    """
    if condition_number <= 1.0:
        return 1.0
    return max(1.0, -math.log(share) / math.log1p(2.0 / (condition_number - 1.0)))
