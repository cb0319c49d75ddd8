"""Two classes of points in a round part of the plane, which can be turned and twisted about the origin.

All distances from the origin stay as they are, so every world fits into the same picture however it is turned.
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np

from engine.maths import datasets
from engine.maths.activations import FloatArray
from engine.maths.datasets import Labelled

RADIUS = 1.6  # of the disc that the corner lies in; the twist counts from the centre to here
APEX = -0.6  # both coordinates of the corner's tip: it takes up 53 % of the disc
NOISE = 0.1  # on the coordinates of the points in all other worlds
XOR_SCALE = 0.8  # so that the four squares stay in the picture when they are turned


class World(StrEnum):
    """What divides the classes, before it is turned."""

    CORNER = "corner"
    XOR = "xor"
    CIRCLES = "circles"
    MOONS = "moons"
    SPIRALS = "spirals"


_CLOUDS = {World.CIRCLES: datasets.circles, World.MOONS: datasets.moons, World.SPIRALS: datasets.spirals}


def draw(world: World, rng: np.random.Generator, n_points: int) -> Labelled:
    """Return points, shape (n_points, 2), and labels 0.0, 1.0, 0.0, ... in turn, shape (n_points,).

    Example:
        >>> points, labels = draw(World.CORNER, np.random.default_rng(0), 6)
        >>> ((points > APEX).all(axis=1) == (labels == 1.0)).all(), labels.tolist()
        (np.True_, [0.0, 1.0, 0.0, 1.0, 0.0, 1.0])
    """
    if world is World.CORNER:
        return _corner(rng, n_points)
    if world is World.XOR:
        points, labels = datasets.xor_cloud(rng, n_points, NOISE)
        return XOR_SCALE * points, labels
    return _CLOUDS[world](rng, n_points, NOISE)


def turned(points: FloatArray, degrees: float, twist: float) -> FloatArray:
    """Return points turned about the origin by ``degrees``, those at distance r by ``twist * r / 1.6`` degrees more.

    Args:
        points: Shape (n_points, 2).
        degrees: Anticlockwise.
        twist: How much farther the rim of the disc is turned than its centre, in degrees.

    Example:
        >>> turned(np.array([[1.0, 0.0], [1.6, 0.0]]), 0.0, 90.0).round(3).tolist()
        [[0.556, 0.831], [0.0, 1.6]]
    """
    angles = np.radians(degrees + twist / RADIUS * np.hypot(points[:, 0], points[:, 1]))
    cosines, sines = np.cos(angles), np.sin(angles)
    return np.column_stack([cosines * points[:, 0] - sines * points[:, 1], sines * points[:, 0] + cosines * points[:, 1]])


def _corner(rng: np.random.Generator, n_points: int) -> Labelled:
    """Return points spread evenly over a disc; class 1 where both coordinates are above the tip's."""
    labels = (np.arange(n_points) % 2).astype(np.float64)
    inside, points = np.empty((0, 2)), np.empty((n_points, 2))
    while True:
        square = rng.uniform(-RADIUS, RADIUS, (4 * n_points, 2))
        inside = np.concatenate([inside, square[np.square(square).sum(axis=1) <= RADIUS**2]])
        in_corner = (inside > APEX).all(axis=1)
        if min(np.count_nonzero(in_corner), np.count_nonzero(~in_corner)) >= n_points:
            break
    for label in (0, 1):
        places = points[label::2]
        places[...] = inside[in_corner == bool(label)][: len(places)]
    return points, labels
