"""Rules that a person writes without any data: one or two thresholds on the coordinates of the plane, joined by a word."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray


class ThresholdRule(StrEnum):
    """When the answer is 1; a and b are the thresholds."""

    NONE = "none"
    ABOVE = "above"
    BOTH = "both"
    EITHER = "either"
    ONE = "one"
    BAND = "band"
    BOX = "box"


_LINES = {
    ThresholdRule.NONE: (),
    ThresholdRule.ABOVE: ((0, 0),),
    ThresholdRule.BAND: ((0, 0), (1, 0)),
    ThresholdRule.BOX: ((0, 0), (1, 0), (0, 1), (1, 1)),
}
_ONE_EACH = ((0, 0), (1, 1))


def lines(rule: ThresholdRule) -> tuple[tuple[int, int], ...]:
    """Return where thresholds lie: pairs of threshold, 0 for a and 1 for b, and coordinate, 0 for x1 and 1 for x2.

    Example:
        >>> lines(ThresholdRule.BOTH), lines(ThresholdRule.BAND)
        (((0, 0), (1, 1)), ((0, 0), (1, 0)))
    """
    return _LINES.get(rule, _ONE_EACH)


def n_thresholds(rule: ThresholdRule) -> int:
    """Return how many numbers a person has to choose.

    Example:
        >>> [n_thresholds(rule) for rule in (ThresholdRule.NONE, ThresholdRule.ABOVE, ThresholdRule.BOX)]
        [0, 1, 2]
    """
    return len({threshold for threshold, _ in lines(rule)})


def contradicts_itself(rule: ThresholdRule, a: float, b: float) -> bool:
    """Return whether no point at all can meet the rule: one coordinate would have to be above a and below a smaller b.

    Example:
        >>> contradicts_itself(ThresholdRule.BAND, 0.5, -0.5), contradicts_itself(ThresholdRule.BOTH, 0.5, -0.5)
        (True, False)
    """
    return rule in (ThresholdRule.BAND, ThresholdRule.BOX) and b <= a


def rule_scores(rule: ThresholdRule, a: float, b: float, points: NDArray[Any]) -> NDArray[Any]:
    """Return a number for each point that is above 0 where the rule answers 1 and 0 on the edge of that region.

    "And" is the smaller, "or" the larger of two numbers, "exactly one" the product with its sign turned. Without a rule the
    answer is 0 everywhere.

    Args:
        rule: Which of the seven.
        a: First threshold, on x1; for a box on x2 as well.
        b: Second threshold, on x2; for a band on x1, for a box on both.
        points: Shape (..., 2).

    Example:
        >>> points = np.array([[1.0, 1.0], [1.0, -1.0], [-1.0, -1.0]])
        >>> [(rule_scores(rule, 0.0, 0.0, points) > 0.0).tolist() for rule in (ThresholdRule.BOTH, ThresholdRule.ONE)]
        [[True, False, False], [False, True, False]]

    Source: Zadeh 1965, Fuzzy sets, section II (intersection and union as minimum and maximum).
    """
    x1, x2 = points[..., 0], points[..., 1]
    match rule:
        case ThresholdRule.NONE:
            found = np.full_like(x1, -1.0)
        case ThresholdRule.ABOVE:
            found = x1 - a
        case ThresholdRule.BOTH:
            found = np.minimum(x1 - a, x2 - b)
        case ThresholdRule.EITHER:
            found = np.maximum(x1 - a, x2 - b)
        case ThresholdRule.ONE:
            found = (x1 - a) * (b - x2)
        case ThresholdRule.BAND:
            found = np.minimum(x1 - a, b - x1)
        case ThresholdRule.BOX:
            found = np.minimum(points - a, b - points).min(axis=-1)
    return found
