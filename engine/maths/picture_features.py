"""Features of small grey pictures that a person would write down: directions of edges, strokes crossed, ink by zone.

All of them rest on which pixel lies beside which: in pictures with shuffled pixels they mean little.
"""

from __future__ import annotations

import numpy as np

from engine.maths.activations import FloatArray

INK = 0.5  # from which a pixel counts as ink
ZONES = 4  # along each side
DIRECTIONS = 4  # of an edge, 45 degrees apart


def zones(images: FloatArray) -> FloatArray:
    """Return the mean ink in each of 4 x 4 zones.

    Args:
        images: Square pictures whose side is a multiple of 4, shape (n_pictures, size, size).

    Returns:
        Row by row from the top, shape (n_pictures, 16).

    Example:
        >>> zones(np.eye(4)[None])[0, :6].tolist()
        [1.0, 0.0, 0.0, 0.0, 0.0, 1.0]

    Source: Trier, Jain, Taxt 1996 (zoning).
    """
    count, size, _ = images.shape
    means: FloatArray = images.reshape(count, ZONES, size // ZONES, ZONES, size // ZONES).mean(axis=(2, 4))
    return means.reshape(count, ZONES * ZONES)


def directions(images: FloatArray) -> FloatArray:
    """Return how much the grey changes along each of 4 directions in each of 4 x 4 zones.

    The gradient of a pixel, of length m and direction a between 0 and 180 degrees, adds m to its zone, shared between the two
    nearest of 0, 45, 90 and 135 degrees. What lies to the right counts as 0, what lies below as 90 degrees.

    Args:
        images: Square pictures whose side is a multiple of 4, shape (n_pictures, size, size).

    Returns:
        The zones of the first direction, then those of the next, shape (n_pictures, 64).

    Example:
        >>> ramp = np.tile(np.arange(4.0), (4, 1))
        >>> directions(ramp[None]).reshape(4, 16).sum(axis=1).tolist()
        [16.0, 0.0, 0.0, 0.0]

    Source: Dalal, Triggs 2005 (binning of orientations), without their normalisation of blocks.
    """
    down, right = np.gradient(images, axis=(1, 2))
    length = np.hypot(right, down)
    place = np.arctan2(down, right) * (DIRECTIONS / np.pi)
    place[place < 0.0] += DIRECTIONS  # an edge has no sense: 180 degrees are 0
    found = []
    for direction in range(DIRECTIONS):
        apart = np.abs(place - direction)
        share = np.maximum(1.0 - np.minimum(apart, DIRECTIONS - apart), 0.0)
        found.append(zones(length * share))
    return np.concatenate(found, axis=1)


def crossings(images: FloatArray) -> FloatArray:
    """Return how many strokes each row and each column crosses: the runs of ink, a pixel of 0.5 or more being ink.

    Args:
        images: Shape (n_pictures, size, size).

    Returns:
        Rows from the top, then columns from the left, shape (n_pictures, 2 * size).

    Example:
        >>> crossings(np.array([[[1.0, 0.0, 1.0], [1.0, 1.0, 1.0], [0.0, 0.0, 0.0]]])).tolist()
        [[2.0, 1.0, 0.0, 1.0, 1.0, 1.0]]

    Source: ours; crossings of a character with a line, Trier, Jain, Taxt 1996.
    """
    ink = np.pad(images >= INK, ((0, 0), (1, 0), (1, 0)))
    in_rows = ink[:, 1:, 1:] & ~ink[:, 1:, :-1]
    in_columns = ink[:, 1:, 1:] & ~ink[:, :-1, 1:]
    return np.concatenate([in_rows.sum(axis=2), in_columns.sum(axis=1)], axis=1).astype(float)
