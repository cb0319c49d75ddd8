"""What a straight line costs under each loss, and which line each loss calls best.

The line gives the score s = w x + b. Numbers are compared with the score itself; classes 0 and 1 with its sigmoid or its sign.
Every cost is the mean over the points, so that adding a copy of all points changes nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from engine.maths.activations import FloatArray, sigmoid
from engine.maths.line_points import Points
from engine.maths.losses import Loss, gradient, squared_error, squared_error_gradient, value
from engine.maths.surfaces import Interval, Landscape

Line: TypeAlias = tuple[float, float]

MAP_SIZE = 61
CURVE_POINTS = 161
MARGIN_REACH = 8.0
RESIDUAL_REACH = 3.0
NEWTON_STEPS = 100
REWEIGHTINGS = 2_000
SETTLED = 1e-13


class LineLoss(StrEnum):
    """Losses of a score: three against numbers, four against classes 0 and 1."""

    SQUARED = "squared"
    ABSOLUTE = "absolute"
    HUBER = "huber"
    LOG = "log"
    SQUARED_PROBABILITY = "squared_probability"
    HINGE = "hinge"
    ZERO_ONE = "zero_one"


OF_NUMBERS = (LineLoss.SQUARED, LineLoss.ABSOLUTE, LineLoss.HUBER)
OF_CLASSES = (LineLoss.LOG, LineLoss.SQUARED_PROBABILITY, LineLoss.HINGE, LineLoss.ZERO_ONE)
_SIGNED = (LineLoss.HINGE, LineLoss.ZERO_ONE)
_NAMED = {
    LineLoss.SQUARED: Loss.SQUARED,
    LineLoss.ABSOLUTE: Loss.ABSOLUTE,
    LineLoss.HUBER: Loss.HUBER,
    LineLoss.LOG: Loss.BINARY_CROSS_ENTROPY,
    LineLoss.HINGE: Loss.HINGE,
    LineLoss.ZERO_ONE: Loss.ZERO_ONE,
}


def losses(loss: LineLoss, scores: FloatArray, targets: FloatArray, delta: float = 1.0) -> FloatArray:
    """Return the loss of each example.

    Args:
        loss: Which loss; squared_probability is (sigmoid(s) - y)^2 / 2.
        scores: s, any shape, finite.
        targets: Numbers, or classes 0 and 1, of a shape that broadcasts with ``scores``.
        delta: Where the Huber loss turns linear.

    Example:
        >>> losses(LineLoss.HINGE, np.array([2.0, 0.5]), np.array([1.0, 0.0])).tolist()
        [0.0, 1.5]
    """
    if loss is LineLoss.SQUARED_PROBABILITY:
        return squared_error(sigmoid(scores), targets)
    wanted = 2.0 * targets - 1.0 if loss in _SIGNED else targets
    return value(_NAMED[loss], scores, wanted, delta)


def slopes(loss: LineLoss, scores: FloatArray, targets: FloatArray, delta: float = 1.0) -> FloatArray:
    """Return the derivative of each example's loss with respect to its score; 0 for zero-one, which is flat but for its jump.

    Of squared_probability it is (p - y) p (1 - p), of log p - y: the sigmoid's slope is what the first loses when p saturates.

    Example:
        >>> [slopes(loss, np.array([-5.0]), np.array([1.0])).round(4).tolist() for loss in OF_CLASSES[:2]]
        [[-0.9933], [-0.0066]]

    Source: Bishop 2006, equations 4.88 and 4.91; Goodfellow, Bengio, Courville 2016, section 6.2.2.2.
    """
    if loss is LineLoss.ZERO_ONE:
        return np.zeros(np.broadcast_shapes(scores.shape, targets.shape))
    if loss is LineLoss.SQUARED_PROBABILITY:
        p = sigmoid(scores)
        return squared_error_gradient(p, targets) * p * sigmoid(-scores)
    wanted = 2.0 * targets - 1.0 if loss in _SIGNED else targets
    return gradient(_NAMED[loss], scores, wanted, delta)


def costs(loss: LineLoss, lines: FloatArray, points: FloatArray, delta: float = 1.0) -> FloatArray:
    """Return the mean loss of each line.

    Args:
        loss: Which loss.
        lines: (w, b) of each, shape (..., 2).
        points: (x, y) of each, shape (n_points, 2), n_points >= 1.
        delta: Where the Huber loss turns linear.

    Returns:
        Shape (...).

    Example:
        >>> float(costs(LineLoss.ABSOLUTE, np.array([0.0, 2.5]), np.array([[0, 0], [1, 0], [2, 0], [3, 10.0]])))
        3.75
    """
    scores = lines[..., :1] * points[:, 0] + lines[..., 1:]
    mean: FloatArray = losses(loss, scores, points[:, 1], delta).mean(axis=-1)
    return mean


def cost_gradient(loss: LineLoss, line: Line, points: FloatArray, delta: float = 1.0) -> Line:
    """Return the derivatives of the cost by w and b: the means of slope * x and of slope.

    Example:
        >>> cost_gradient(LineLoss.SQUARED, (0.0, 0.0), np.array([[2.0, -3.0]]))
        (6.0, 3.0)

    Source: chain rule; Bishop 2006, equation 3.13.
    """
    pulls = slopes(loss, line[0] * points[:, 0] + line[1], points[:, 1], delta)
    return float((pulls * points[:, 0]).mean()), float(pulls.mean())


def overlapping(points: FloatArray) -> bool:
    """Return whether both classes are there and no threshold on x parts them, not even one through a point of each.

    Exactly then the log loss of a line with a free slope has a minimum, unless all x are equal.

    Example:
        >>> overlapping(np.array([[0.0, 0.0], [2.0, 1.0]])), overlapping(np.array([[0.0, 0.0], [2.0, 1.0], [3.0, 0.0]]))
        (False, True)

    Source: Albert & Anderson 1984 (existence of maximum likelihood estimates).
    """
    zeros, ones = (points[points[:, 1] == label, 0] for label in (0.0, 1.0))
    return bool(len(zeros) and len(ones) and zeros.max() > ones.min() and ones.max() > zeros.min())


def best_line(loss: LineLoss, points: FloatArray, delta: float = 1.0, slope: float | None = None) -> Line | None:
    """Return a line of lowest cost.

    Args:
        loss: Which loss.
        points: (x, y) of each, shape (n_points, 2), n_points >= 1.
        delta: Where the Huber loss turns linear.
        slope: Held at this value; None means that the slope is free.

    Returns:
        w and b. Where many lines are equally good one of them: if all x are equal that with w = 0, for the median of an even
        number the middle. None if no line attains the lowest cost, and for zero_one and squared_probability, which are not
        convex.

    Example:
        >>> numbers = np.array([[0, 0], [1, 0], [2, 0], [3, 10.0]])
        >>> [best_line(loss, numbers, slope=0.0) for loss in (LineLoss.SQUARED, LineLoss.ABSOLUTE)]
        [(0.0, 2.5), (0.0, 0.0)]

    Source: Bishop 2006, section 1.5.5 and exercise 1.27 (mean and median); Bloomfield & Steiger 1983 (an absolute fit through
    two points); Huber 1964; Bishop 2006, section 4.3.3 (Newton on the log loss).
    """
    if loss in (LineLoss.ZERO_ONE, LineLoss.SQUARED_PROBABILITY):
        return None
    held = 0.0 if slope is None and not np.ptp(points[:, 0]) else slope
    if loss in (LineLoss.ABSOLUTE, LineLoss.HINGE):
        return _best_corner(loss, points, held)
    if loss is LineLoss.LOG:
        return _by_newton(points, held)
    return _reweighted(points, np.inf if loss is LineLoss.SQUARED else delta, held)


def _best_corner(loss: LineLoss, points: FloatArray, slope: float | None) -> Line:
    """Return the lowest corner of a cost made of planes: a line that two points (or one and the slope) decide."""
    x, y = points.T
    wanted = 2.0 * y - 1.0 if loss is LineLoss.HINGE else y
    if loss is LineLoss.ABSOLUTE and slope is not None:
        return slope, float(np.median(y - slope * x))
    if slope is not None:
        lines = np.column_stack([np.full_like(x, slope), wanted - slope * x])
    else:
        one, other = np.triu_indices(len(x), 1)
        apart = x[one] != x[other]
        one, other = one[apart], other[apart]
        w = (wanted[other] - wanted[one]) / (x[other] - x[one])
        lines = np.column_stack([w, wanted[one] - w * x[one]])
    w, b = lines[int(costs(loss, lines, points).argmin())].tolist()
    return w, b


def _solve(points: FloatArray, weights: FloatArray, targets: FloatArray, slope: float | None) -> Line:
    """Return the line that minimises the sum of weights * (w x + b - target)^2."""
    x, total = points[:, 0], weights.sum()
    mean_x, mean_y = (weights @ x) / total, (weights @ targets) / total
    if slope is None:
        away = x - mean_x
        slope = float((weights * away) @ (targets - mean_y) / ((weights * away) @ away))
    return slope, float(mean_y - slope * mean_x)


def _reweighted(points: FloatArray, delta: float, slope: float | None) -> Line:
    """Return the line of lowest Huber cost by reweighted least squares; with an infinite delta that of least squares."""
    w, b = _solve(points, np.ones(len(points)), points[:, 1], slope)
    for _ in range(REWEIGHTINGS):
        size = np.abs(w * points[:, 0] + b - points[:, 1])
        if size.max() <= delta:
            break
        before = w, b
        w, b = _solve(points, delta / np.maximum(size, delta), points[:, 1], slope)
        if max(abs(w - before[0]), abs(b - before[1])) < SETTLED:
            break
    return w, b


def _by_newton(points: FloatArray, slope: float | None) -> Line | None:
    """Return the line of lowest log loss; None if the cost falls for ever as the line gets steeper or higher."""
    classes = len(set(points[:, 1].tolist()))
    if classes < 2 or (slope is None and not overlapping(points)):
        return None
    line = np.array([slope or 0.0, 0.0])
    free = slice(0 if slope is None else 1, 2)
    design = np.column_stack([points[:, 0], np.ones(len(points))])[:, free]
    for _ in range(NEWTON_STEPS):
        scores = line[0] * points[:, 0] + line[1]
        p = sigmoid(scores)
        pull = design.T @ (p - points[:, 1])
        bend = design.T @ ((p * sigmoid(-scores))[:, None] * design)
        move = np.zeros(2)
        move[free] = -np.linalg.solve(bend + 1e-14 * np.eye(len(pull)), pull)
        size, here = 1.0, float(costs(LineLoss.LOG, line, points))
        while size > 1e-6 and float(costs(LineLoss.LOG, line + size * move, points)) > here + SETTLED:
            size /= 2.0
        line = line + size * move
        if np.abs(move).max() < 1e-12:
            break
    return float(line[0]), float(line[1])


def largest_safe_rate(loss: LineLoss, points: FloatArray, *, slope_free: bool = True) -> float | None:
    """Return 2 / L, L being the largest curvature that the cost can have; None where no such number is known.

    Args:
        loss: Which loss.
        points: (x, y) of each, shape (n_points, 2), n_points >= 1.
        slope_free: Whether the slope is learned beside b.

    Example:
        >>> largest_safe_rate(LineLoss.SQUARED, np.array([[1.0, 0.0], [-1.0, 0.0]]))
        2.0

    Source: Nesterov 2004, section 1.2.3; Bohning & Lindsay 1988 (the log loss bends by at most 1/4 in the score).
    """
    bend = {LineLoss.SQUARED: 1.0, LineLoss.HUBER: 1.0, LineLoss.LOG: 0.25}.get(loss)
    if bend is None:
        return None
    x = points[:, 0]
    moments = np.array([[np.square(x).mean(), x.mean()], [x.mean(), 1.0]]) if slope_free else np.ones((1, 1))
    return 2.0 / (bend * float(np.linalg.eigvalsh(moments)[-1]))


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Costs and losses as curves, one row a loss; all arrays read-only.

    Attributes:
        b: Heights of the line, shape (n_curve,).
        costs: Cost with w as it is and b there, shape (n_losses, n_curve).
        places: Residuals, or margins, shape (n_curve,).
        losses: Loss of one point there, shape (n_losses, n_curve); ``slopes`` (by the score) likewise.
    """

    b: FloatArray
    costs: FloatArray
    places: FloatArray
    losses: FloatArray
    slopes: FloatArray


def curves(family: tuple[LineLoss, ...], line: Line, points: FloatArray, delta: float, heights: Interval) -> Curves:
    """Return the curves of all losses of a family through a line.

    Args:
        family: ``OF_NUMBERS`` or ``OF_CLASSES``.
        line: w and b.
        points: (x, y) of each, shape (n_points, 2); without points all costs are 0.
        delta: Where the Huber loss turns linear.
        heights: Interval of b.

    Example:
        >>> curves(OF_NUMBERS, (0.0, 0.0), np.array([[0.0, 1.0]]), 1.0, (0.0, 2.0)).costs.min(axis=1).tolist()
        [0.0, 0.0, 0.0]
    """
    b, reach = np.linspace(*heights, CURVE_POINTS), MARGIN_REACH
    if family is OF_NUMBERS:
        reach = max(RESIDUAL_REACH, 1.1 * float(np.abs(line[0] * points[:, 0] + line[1] - points[:, 1]).max(initial=0.0)))
    places, target = np.linspace(-reach, reach, CURVE_POINTS), np.array(float(family is OF_CLASSES))
    lines = np.column_stack([np.full(CURVE_POINTS, line[0]), b])
    rows = [costs(loss, lines, points, delta) if len(points) else np.zeros(CURVE_POINTS) for loss in family]
    found = (
        b,
        np.array(rows),
        places,
        np.array([losses(loss, places, target, delta) for loss in family]),
        np.array([slopes(loss, places, target, delta) for loss in family]),
    )
    for array in found:
        array.flags.writeable = False
    return Curves(*found)


@dataclass(frozen=True, slots=True, eq=False)
class Survey:
    """What is known of a cost before any descent.

    Attributes:
        landscape: The cost over w and b.
        bests: The best line of each loss of the same kind of target, in the order of ``OF_NUMBERS`` or ``OF_CLASSES``.
        attained: Whether the loss surveyed has a best line.
        lowest: Lowest cost of the loss surveyed: that of its best line, or where there is none the lowest on the map.
        lowest_at: The line that has it.
    """

    landscape: Landscape
    bests: tuple[Line | None, ...]
    attained: bool
    lowest: float
    lowest_at: Line


@lru_cache(maxsize=64)
def survey(points: Points, loss: LineLoss, delta: float, slope: float | None, window: tuple[Interval, Interval]) -> Survey:
    """Return the map of a cost and the best lines; the last ones are kept.

    Args:
        points: At least one.
        loss: Which loss is mapped.
        delta: Where the Huber loss turns linear.
        slope: Held at this value; None means that the slope is free.
        window: Ranges of w and b on the map.

    Example:
        >>> survey(((0.0, 1.0), (1.0, 3.0)), LineLoss.SQUARED, 1.0, None, ((0.0, 4.0), (0.0, 4.0))).lowest_at
        (2.0, 1.0)
    """
    places, family = np.array(points), OF_NUMBERS if loss in OF_NUMBERS else OF_CLASSES
    w, b = (np.linspace(*interval, MAP_SIZE) for interval in window)
    values = costs(loss, np.stack(np.meshgrid(w, b), axis=-1), places, delta)
    bests = tuple(best_line(one, places, delta, slope) for one in family)
    best = bests[family.index(loss)]
    attained = best is not None
    if best is None:
        lines = np.stack(np.meshgrid(w if slope is None else [slope], b), axis=-1).reshape(-1, 2)
        first, second = lines[int(costs(loss, lines, places, delta).argmin())].tolist()
        best = first, second
    lowest = float(costs(loss, np.array(best), places, delta))
    levels = _levels(values, min(lowest, float(values.min())), loss, len(points))
    for array in (w, b, values, levels):
        array.flags.writeable = False
    return Survey(Landscape(w, b, values, levels), bests, attained, lowest, best)


def _levels(values: FloatArray, lowest: float, loss: LineLoss, n_points: int) -> FloatArray:
    """Return the heights of the contour lines: between the steps of zero-one, otherwise denser near the lowest."""
    if loss is LineLoss.ZERO_ONE:
        return (np.arange(n_points) + 0.5) / n_points
    low, high = np.maximum(np.quantile(values - lowest, [0.01, 0.97]), 1e-9)
    return lowest + np.geomspace(low, max(high, 2.0 * low), 12)
