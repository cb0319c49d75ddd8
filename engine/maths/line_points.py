"""Points to fit a line to: numbers or classes over one input, with an outlier at a place of one's choice; and edits of them."""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

import numpy as np

from engine.errors import ParamError

Points: TypeAlias = tuple[tuple[float, float], ...]

MAX_POINTS = 40


class Data(StrEnum):
    """Which points there are: three sets of numbers, then three of classes."""

    LINE = "line"
    FOUR = "four"
    SAME_X = "same_x"
    OVERLAP = "overlap"
    GAP = "gap"
    PAIR = "pair"


NUMBERS = (Data.LINE, Data.FOUR, Data.SAME_X)
CLASSES = (Data.OVERLAP, Data.GAP, Data.PAIR)

WINDOWS = {
    Data.LINE: ((-2.0, 4.0), (-2.0, 4.0)),
    Data.FOUR: ((-3.0, 4.0), (-2.0, 8.0)),
    Data.SAME_X: ((-3.0, 5.0), (-3.0, 5.0)),
    Data.OVERLAP: ((-1.0, 4.0), (-3.0, 3.0)),
    Data.GAP: ((-1.0, 9.0), (-4.0, 4.0)),
    Data.PAIR: ((-2.0, 6.0), (-2.0, 6.0)),
}
"""Ranges of slope and height worth looking at."""


def draw(rng: np.random.Generator, data: Data, n: int, outlier: float, stray: float) -> Points:
    """Return points in whole thousandths.

    Args:
        rng: Where the noise comes from.
        data: Which set; ``FOUR`` and ``PAIR`` are fixed.
        n: Number of points of the others, at least 1.
        outlier: For numbers, added to the y of the last point.
        stray: For ``OVERLAP`` and ``GAP``, x of the last point, whose class is 0.

    Example:
        >>> draw(np.random.default_rng(0), Data.FOUR, 4, 10.0, 0.0)
        ((-1.5, 0.0), (-0.5, 0.0), (0.5, 0.0), (1.5, 10.0))
    """
    if data is Data.FOUR:
        x, y = np.array([-1.5, -0.5, 0.5, 1.5]), np.array([0.0, 0.0, 0.0, outlier])
    elif data is Data.PAIR:
        x, y = np.array([-1.0, 1.0]), np.ones(2)
    elif data in NUMBERS:
        x = np.linspace(-2.0, 2.0, n) if data is Data.LINE else np.ones(n)
        y = 0.8 * x + 1.0 + 0.4 * rng.standard_normal(n)
        y[-1] += outlier
    else:
        y = (np.arange(n) % 2)[::-1].astype(float)
        away = rng.uniform(0.4, 2.6, n) if data is Data.GAP else 0.9 + 1.1 * rng.standard_normal(n)
        x = (2.0 * y - 1.0) * away
        x[-1], y[-1] = stray, 0.0
    return tuple((round(one, 3), round(other, 3)) for one, other in zip(x.tolist(), y.tolist(), strict=True))


def edited_points(points: Points, kind: str, args: tuple[float, ...], *, classes: bool) -> Points:
    """Return the points after one edit.

    Args:
        points: The points before.
        kind: One of ``"add_point"``, ``"move_point"`` and ``"remove_point"``.
        args: (x, y), (index, x, y) and (index,) in turn; places are rounded to thousandths.
        classes: Whether y is a class: it is 1 from 0.5 up, otherwise 0.

    Raises:
        ParamError: If there is no such point, or there are as many points as allowed.

    Example:
        >>> edited_points(((0.0, 0.0),), "move_point", (0, 2.0, 0.7), classes=True)
        ((2.0, 1.0),)
    """
    if kind == "add_point":
        if len(points) >= MAX_POINTS:
            raise ParamError([f"there can be at most {MAX_POINTS} points"])
        return (*points, _target(args, classes=classes))
    index = int(args[0])
    if index >= len(points):
        allowed = f"indices run from 0 to {len(points) - 1}" if points else "there are no points left"
        raise ParamError([f"there is no point {index}; {allowed}"])
    kept = () if kind == "remove_point" else (_target(args[1:], classes=classes),)
    return (*points[:index], *kept, *points[index + 1 :])


def _target(place: tuple[float, ...], *, classes: bool) -> tuple[float, float]:
    x, y = place
    return round(x, 3), (float(y >= 0.5) if classes else round(y, 3))
