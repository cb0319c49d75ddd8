"""Labelled points of the plane in whole thousandths: random clouds, edits, and what a line can do for them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParamError
from engine.maths.perceptron import fewest_errors, mistake_bound

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]

THOUSAND = 1000
MAX_POINTS = 200
HALF_LENGTH = 1.5  # how far along the line a cloud reaches
DEPTH = 1.2  # how far beyond the margin it reaches
LARGEST_OFFSET = 0.3  # of the line from the origin
_SNAP = 0.001  # snapping to thousandths moves a point by less than this


@dataclass(frozen=True, slots=True, eq=False)
class Examples:
    """Points, their labels, and what is known of them before any learning. Made by ``examples``.

    Attributes:
        rows: (x1, x2, 1) of each point in thousandths, shape (n_points, 3).
        labels: Wanted answers, 0 or 1, shape (n_points,).
        fewest_errors: Points that the best line gets wrong; 0 if a line divides the classes.
        mistake_bound: Most mistakes of a perceptron that starts from zero; None if no line divides the classes.
    """

    rows: IntArray
    labels: IntArray
    fewest_errors: int
    mistake_bound: float | None

    @property
    def n_points(self) -> int:
        """Number of points."""
        return len(self.labels)

    @property
    def positions(self) -> FloatArray:
        """Positions, shape (n_points, 2)."""
        positions: FloatArray = self.rows[:, :2] / THOUSAND
        return positions

    @property
    def contradictions(self) -> int:
        """Number of places where points of both labels lie."""
        places = [{tuple(row) for row in self.rows[self.labels == label].tolist()} for label in (0, 1)]
        return len(places[0] & places[1])


def examples(places: IntArray, labels: IntArray) -> Examples:
    """Return points with what a line can do for them.

    Args:
        places: Positions in thousandths, shape (n_points, 2).
        labels: 0 or 1, shape (n_points,).

    Example:
        >>> examples(np.array([[0, 0], [1000, 1000]]), np.array([0, 1])).fewest_errors
        0
    """
    rows = np.column_stack([places, np.full(len(labels), THOUSAND)]).astype(np.int64)
    wanted = labels.astype(np.int64)
    errors = fewest_errors(places, wanted)
    bound = mistake_bound(places / THOUSAND, wanted) if errors == 0 and len(wanted) else None
    rows.flags.writeable = wanted.flags.writeable = False
    return Examples(rows, wanted, errors, bound)


def separable_cloud(rng: np.random.Generator, n_points: int, margin: float) -> tuple[IntArray, IntArray]:
    """Draw points on both sides of a random line, none nearer to it than ``margin``.

    The draws do not depend on the margin: the same generator with another margin gives the same cloud with another gap.

    Args:
        rng: Where the line and the points come from.
        n_points: Number of points; half of them (rounded down) have label 1.
        margin: Smallest distance from the line, at least 0.

    Returns:
        Positions in thousandths, shape (n_points, 2), and labels 0 or 1, shape (n_points,).

    Example:
        >>> places, labels = separable_cloud(np.random.default_rng(0), 6, 0.2)
        >>> places.shape, int(labels.sum())
        ((6, 2), 3)
    """
    angle = rng.uniform(0.0, 2.0 * np.pi)
    offset = rng.uniform(-LARGEST_OFFSET, LARGEST_OFFSET)
    labels = rng.permutation(np.arange(n_points, dtype=np.int64) % 2)
    along = rng.uniform(-HALF_LENGTH, HALF_LENGTH, n_points)
    distance = (2 * labels - 1) * (margin + _SNAP + rng.uniform(0.0, DEPTH, n_points))
    normal = np.array([np.cos(angle), np.sin(angle)])
    tangent = np.array([-normal[1], normal[0]])
    places = (offset + distance)[:, None] * normal + along[:, None] * tangent
    return np.rint(places * THOUSAND).astype(np.int64), labels


def flip_labels(rng: np.random.Generator, labels: IntArray, share: float) -> IntArray:
    """Return labels of which a share, rounded to whole points, is wrong; a larger share flips these and more.

    Example:
        >>> int(flip_labels(np.random.default_rng(0), np.zeros(10, dtype=np.int64), 0.3).sum())
        3
    """
    flipped = labels.copy()
    chosen = rng.permutation(len(labels))[: round(share * len(labels))]
    flipped[chosen] = 1 - flipped[chosen]
    return flipped


def edited(old: Examples, kind: str, args: tuple[float, ...]) -> Examples:
    """Return the points after one edit.

    Args:
        old: The points before.
        kind: One of ``"add_point"``, ``"move_point"``, ``"flip_point"`` and ``"remove_point"``.
        args: (x, y, label), (index, x, y), (index,) and (index,) in turn; positions are rounded to thousandths.

    Raises:
        ParamError: If there is no such point, or there are as many points as allowed.

    Example:
        >>> points = examples(np.array([[0, 0], [1000, 1000]]), np.array([0, 1]))
        >>> edited(points, "flip_point", (0,)).labels.tolist()
        [1, 1]
    """
    places, labels = old.rows[:, :2].copy(), old.labels.copy()
    if kind == "add_point":
        if old.n_points >= MAX_POINTS:
            raise ParamError([f"there can be at most {MAX_POINTS} points"])
        return examples(np.vstack([places, _thousandths(args[:2])]), np.append(labels, int(args[2])))
    index = int(args[0])
    if index >= old.n_points:
        allowed = f"indices run from 0 to {old.n_points - 1}" if old.n_points else "there are no points left"
        raise ParamError([f"there is no point {index}; {allowed}"])
    if kind == "remove_point":
        return examples(np.delete(places, index, axis=0), np.delete(labels, index))
    if kind == "move_point":
        places[index] = _thousandths(args[1:])
    else:
        labels[index] = 1 - labels[index]
    return examples(places, labels)


def _thousandths(position: tuple[float, ...]) -> IntArray:
    return np.array([round(coordinate * THOUSAND) for coordinate in position], dtype=np.int64)
