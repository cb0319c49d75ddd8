"""What a unit without a bias can do: the best line through the origin, found exactly."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray: TypeAlias = NDArray[np.int64]


def fewest_errors_through_origin(places: IntArray, labels: IntArray) -> int:
    """Return how many points the best line through the origin gets wrong, the answer being 1 for w.x >= 0.

    As w turns, an answer changes only where w is at right angles to a point. So all these directions are tried, and one between
    each two neighbours; in whole numbers, so that every sign is exact.

    Args:
        places: Positions in whole numbers up to 2^15, shape (n_points, 2).
        labels: 0 or 1 each, shape (n_points,).

    Example:
        >>> corners = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
        >>> fewest_errors_through_origin(corners, np.array([0, 0, 0, 1]))  # AND: at most two of the four are right
        2

    Source: angular sweep; the turning argument is that of Cover 1965, section 2.
    """
    rays = np.concatenate([places[places.any(axis=1)], np.array([[0, 1]])])
    rays = np.concatenate([rays, -rays])
    edges = rays[:, ::-1] * np.array([-1, 1])
    edges = edges[np.argsort(np.arctan2(edges[:, 1], edges[:, 0]))]
    following = np.roll(edges, -1, axis=0)
    # Opposite neighbours add up to nothing; then all points lie on one line, and w along it, a ray, is in between.
    directions = np.concatenate([edges, edges + following, rays])
    answers = places @ directions[directions.any(axis=1)].T >= 0
    return int((answers != (labels == 1)[:, None]).sum(axis=0).min())
