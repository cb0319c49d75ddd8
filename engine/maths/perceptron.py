"""The threshold unit, its learning rule, and what theory says of it: can a line do it, and after how many mistakes at most."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]

_HULL_TOLERANCE = 1e-12  # relative to the largest vector: rounding of the dot products stays well below


def score(weights: ArrayLike, bias: float, point: ArrayLike) -> float:
    """Return s = w.x + b of one point.

    Example:
        >>> score([1.0, 1.0], -1.5, [1.0, 1.0])
        0.5

    Source: Rosenblatt 1958; Bishop 2006, section 4.1.7.
    """
    return float(np.dot(weights, point)) + bias


def output(score: float, *, fires_at_zero: bool = True) -> int:
    """Return the unit's answer: 1 if s >= 0 (or, if it does not fire at zero, s > 0), else 0.

    Example:
        >>> output(0.0), output(0.0, fires_at_zero=False)
        (1, 0)

    Source: Rosenblatt 1958; Bishop 2006, section 4.1.7.
    """
    return int(score >= 0 if fires_at_zero else score > 0)


def update(weights: ArrayLike, bias: float, point: ArrayLike, error: int, learning_rate: float) -> tuple[FloatArray, float]:
    """Return weights and bias after one example: w + rate * (d - y) * x and b + rate * (d - y).

    Args:
        weights: Weights before, shape (n_inputs,).
        bias: Bias before.
        point: Inputs x of the example, shape (n_inputs,).
        error: Desired minus actual answer, d - y: -1, 0 or 1. A right answer, 0, changes nothing.
        learning_rate: Size of the correction, above 0.

    Example:
        >>> weights, bias = update([0.5, -0.5], 0.0, [1.0, 2.0], 1, 0.1)
        >>> weights.round(3).tolist(), bias
        ([0.6, -0.3], 0.1)

    Source: Rosenblatt 1958; Bishop 2006, equation 4.55 (there with labels -1 and 1).
    """
    change = learning_rate * error
    return np.asarray(weights, dtype=np.float64) + change * np.asarray(point, dtype=np.float64), bias + change


def smallest_margin(points: FloatArray, labels: IntArray, weights: FloatArray, bias: float) -> float:
    """Return the smallest distance of a point from the line w.x + b = 0, negative for a point on the wrong side.

    Args:
        points: Positions, shape (n_points, 2).
        labels: 0 or 1 each, shape (n_points,).
        weights: Normal vector of the line, shape (2,).
        bias: Score of the origin.

    Returns:
        The distance; 0 if there is no line (all weights zero) or no point.

    Example:
        >>> smallest_margin(np.array([[0.0, 0.0], [3.0, 4.0]]), np.array([0, 1]), np.array([3.0, 4.0]), -10.0)
        2.0

    Source: Bishop 2006, section 4.1.1.
    """
    length = float(np.hypot(*weights))
    if length == 0.0 or not len(points):
        return 0.0
    return float(((2 * labels - 1) * (points @ weights + bias)).min()) / length + 0.0


def fewest_errors(points: NDArray[Any], labels: IntArray) -> int:
    """Return how many points the best line, or constant answer, still gets wrong; 0 means linearly separable.

    Any line can be moved, without changing who is right, until it passes through two of the points; so all pairs are tried. The
    points on such a line can be split at any place between two of them by a small turn, either way round. The answer is exact
    for whole coordinates below 2^25, since every sign is then computed without rounding.

    Args:
        points: Positions in the plane, shape (n_points, 2).
        labels: 0 or 1 each, shape (n_points,).

    Example:
        >>> fewest_errors(np.array([[0, 0], [0, 1], [1, 0], [1, 1]]), np.array([0, 1, 1, 0]))
        1

    Source: brute force over pairs; the turning argument is that of Cover 1965, section 2.
    """
    signs = 2.0 * labels - 1.0
    places = points.astype(np.float64)
    best = int(min(labels.sum(), (1 - labels).sum()))
    for first in range(len(places)):
        if best == 0:
            break
        directions = places[first + 1 :] - places[first]
        directions = directions[directions.any(axis=1)]
        normals = directions[:, ::-1] * np.array([-1.0, 1.0])
        sides = np.sign((places - places[first]) @ normals.T)
        wrong = (np.abs(sides).sum(axis=0) - np.abs(signs @ sides)) / 2.0
        for line in np.argsort(wrong):
            if wrong[line] >= best:
                break
            on_line = sides[:, line] == 0
            best = min(best, int(wrong[line]) + _fewest_errors_on_line(places[on_line] @ directions[line], signs[on_line]))
    return best


def _fewest_errors_on_line(positions: FloatArray, signs: FloatArray) -> int:
    """Return how many points on a line the best single cut of it gets wrong; points at one position stay together."""
    places, group = np.unique(positions, return_inverse=True)
    before_cut = np.concatenate([[0.0], np.cumsum(np.bincount(group, weights=signs, minlength=len(places)))])
    agreement = np.abs(2.0 * before_cut - before_cut[-1]).max()
    return round(float(len(signs) - agreement) / 2.0)


def mistake_bound(points: FloatArray, labels: IntArray) -> float:
    """Return (R / gamma)^2: from a zero start the rule makes no more mistakes than this on separable points.

    R is the length of the longest example (x, 1), gamma the largest margin that any unit vector (w, b) gives all examples. The
    margin is the distance from the origin to the convex hull of the examples, those of class 0 mirrored at the origin.

    Args:
        points: Linearly separable positions, shape (n_points, 2), at least one.
        labels: 0 or 1 each, shape (n_points,).

    Returns:
        The bound, at least 1; infinite if no line separates the points.

    Example:
        >>> round(mistake_bound(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([0, 1])), 9)
        9.0

    Source: Novikoff 1962; the hull form: Keerthi, Shevade, Bhattacharyya, Murthy 2000.
    """
    examples = np.column_stack([points, np.ones(len(points))])
    mirrored: FloatArray = np.where(labels == 1, 1.0, -1.0)[:, None] * examples
    margin = distance_to_hull(mirrored)
    radius_squared = float((examples**2).sum(axis=1).max())
    return radius_squared / margin**2 if margin > 0.0 else float("inf")


def distance_to_hull(vectors: FloatArray) -> float:
    """Return the distance from the origin to the convex hull of some vectors; 0 if the origin lies in it.

    Wolfe's method: walk from one affine hull of at most n_dimensions + 1 vectors to a nearer one until no vector lies beyond
    the plane through the nearest point.

    Args:
        vectors: Shape (n_vectors, n_dimensions), at least one.

    Example:
        >>> distance_to_hull(np.array([[3.0, -1.0], [3.0, 2.0]]))
        3.0

    Source: Wolfe 1976, Mathematical Programming 11.
    """
    squares = (vectors**2).sum(axis=1)
    slack = _HULL_TOLERANCE * float(squares.max())
    corral = [int(squares.argmin())]
    shares = np.array([1.0])
    nearest = vectors[corral[0]]
    while True:
        reach = vectors @ nearest
        candidate = int(reach.argmin())
        if candidate in corral or reach[candidate] > nearest @ nearest - slack:
            break
        corral, shares = _nearest_shares(vectors, [*corral, candidate], np.append(shares, 0.0))
        nearest = shares @ vectors[corral]
    distance = float(np.sqrt(nearest @ nearest))
    return distance if distance**2 > slack else 0.0


def _nearest_shares(vectors: FloatArray, corral: list[int], shares: FloatArray) -> tuple[list[int], FloatArray]:
    """Return the vectors whose hull holds the nearest point of the corral's hull, and that point's shares of them."""
    while True:
        chosen = vectors[corral]
        # The nearest point of the affine hull: all its vectors have the same dot product with it.
        solution = np.linalg.lstsq(chosen @ chosen.T + 1.0, np.ones(len(corral)), rcond=None)[0]
        weights: FloatArray = np.divide(solution, solution.sum())
        if (weights > _HULL_TOLERANCE).all():
            return corral, weights
        leaving = weights <= _HULL_TOLERANCE
        steps = shares[leaving] / np.maximum(shares[leaving] - weights[leaving], _HULL_TOLERANCE)
        shares = shares + min(1.0, float(steps.min())) * (weights - shares)
        keep = shares > _HULL_TOLERANCE
        keep[np.flatnonzero(leaving)[steps.argmin()]] = False
        corral = [index for index, kept in zip(corral, keep, strict=True) if kept]
        shares = shares[keep] / shares[keep].sum()
