"""Handwriting without a data set: ten digits as strokes, bent and blurred from a seed, drawn on a grid of any size.

Places are in the unit square, x to the right and y downwards, as rows of a picture run.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import FloatArray

N_CLASSES = 10
# How far a digit at distortion 1 may go to each side of its model.
ROTATION = math.radians(12.0)
SHEAR = 0.2
SCALE = 0.15  # of the logarithm of width and height
SHIFT = 0.06
WAVE = 0.02  # height of a sine that bends the strokes
WAVE_CYCLES = 1.5  # of that sine over the unit square
HALF_WIDTH = 0.06  # of a stroke
HALF_WIDTH_CHANGE = 0.2  # of its logarithm
NOISE = 0.04  # standard deviation of each pixel

_SEGMENT = 0.08  # longest straight piece of a stroke: at 28 pixels the tightest arc is then off by an eighth of one
_BLOCK = 256  # pictures drawn at once, so that memory stays flat


def _line(*corners: tuple[float, float]) -> FloatArray:
    return np.array(corners)


def _arc(centre: tuple[float, float], radii: tuple[float, float], first: float, last: float) -> FloatArray:
    """Return points of an ellipse from one angle to another, in degrees: 0 is right, 90 is below."""
    angles = np.radians(np.linspace(first, last, 25))
    points: FloatArray = np.array(centre) + np.array(radii) * np.column_stack([np.cos(angles), np.sin(angles)])
    return points


def _pieces(stroke: FloatArray) -> FloatArray:
    """Cut a polyline into equally long pieces, at most ``_SEGMENT`` each; shape (n_segments, 2, 2)."""
    ways = np.concatenate([[0.0], np.cumsum(np.hypot(*np.diff(stroke, axis=0).T))])
    n_segments = math.ceil(ways[-1] / _SEGMENT)
    corners = np.union1d(np.linspace(0.0, ways[-1], n_segments + 1), _corners(stroke, ways))
    places = np.column_stack([np.interp(corners, ways, axis) for axis in stroke.T])
    return np.stack([places[:-1], places[1:]], axis=1)


def _corners(stroke: FloatArray, ways: FloatArray) -> FloatArray:
    """Return how far along a polyline it turns by more than 30 degrees."""
    steps = np.diff(stroke, axis=0)
    turns = np.abs(np.angle(np.exp(1j * np.diff(np.arctan2(steps[:, 1], steps[:, 0])))))
    return ways[1:-1][turns > math.radians(30.0)]


_STROKES = (
    (_arc((0.5, 0.5), (0.21, 0.35), 0, 360),),
    (_line((0.33, 0.32), (0.52, 0.13), (0.52, 0.87)),),
    (np.vstack([_arc((0.5, 0.34), (0.2, 0.2), -165, 40), _line((0.28, 0.85), (0.73, 0.85))]),),
    (_arc((0.47, 0.325), (0.2, 0.185), -150, 90), _arc((0.47, 0.68), (0.23, 0.18), -90, 150)),
    (_line((0.6, 0.87), (0.6, 0.13), (0.25, 0.63), (0.76, 0.63)),),
    (np.vstack([_line((0.7, 0.14), (0.36, 0.14), (0.32, 0.46)), _arc((0.48, 0.63), (0.23, 0.23), -132, 145)]),),
    (_arc((0.68, 0.66), (0.39, 0.53), -95, -180), _arc((0.5, 0.66), (0.21, 0.2), 0, 360)),
    (_line((0.27, 0.15), (0.73, 0.15), (0.42, 0.87)),),
    (_arc((0.5, 0.315), (0.17, 0.175), 0, 360), _arc((0.5, 0.68), (0.21, 0.19), 0, 360)),
    (_arc((0.32, 0.34), (0.39, 0.53), 85, 0), _arc((0.5, 0.34), (0.21, 0.2), 0, 360)),
)


def _models() -> FloatArray:
    """Return the pieces of all ten digits, shape (10, n_segments, 2, 2); short ones repeat their last piece."""
    cut = [np.concatenate([_pieces(stroke) for stroke in strokes]) for strokes in _STROKES]
    longest = max(map(len, cut))
    models = np.stack([np.pad(pieces, ((0, longest - len(pieces)), (0, 0), (0, 0)), mode="edge") for pieces in cut])
    models.flags.writeable = False
    return models


MODELS = _models()


def digits(
    rng: np.random.Generator, n_examples: int, size: int = 8, distortion: float = 1.0
) -> tuple[FloatArray, NDArray[np.int64]]:
    """Draw pictures of digits, each bent, slanted, scaled, shifted and written with a pen of its own; 1 is ink, 0 is paper.

    Generators in the same state draw the same digits at every size; only the noise of the pixels, drawn last, differs.

    Args:
        rng: Where the numbers come from.
        n_examples: Number of pictures, at least 1; each digit comes equally often, or once more.
        size: Pixels along each side, at least 4.
        distortion: Factor of all that makes two pictures of a digit differ, at least 0; at 0 they are equal.

    Returns:
        Pictures, row by row from the top, values in [0, 1], shape (n_examples, size * size); and digits, shape (n_examples,).

    Example:
        >>> images, labels = digits(np.random.default_rng(0), 20, size=8)
        >>> images.shape, np.bincount(labels).tolist()
        ((20, 64), [2, 2, 2, 2, 2, 2, 2, 2, 2, 2])

    Source: ours; distortions of the kinds in Simard, Steinkraus, Platt 2003, section 2 (affine and smooth displacements).
    """
    labels = rng.permutation(np.arange(n_examples) % N_CLASSES)
    strokes = _distorted(rng, MODELS[labels], distortion)
    half_widths = HALF_WIDTH * np.exp(distortion * rng.uniform(-HALF_WIDTH_CHANGE, HALF_WIDTH_CHANGE, n_examples))
    images = render(strokes, half_widths, size)
    images += distortion * NOISE * rng.standard_normal(images.shape)
    return np.clip(images, 0.0, 1.0, out=images), labels


def _distorted(rng: np.random.Generator, strokes: FloatArray, distortion: float) -> FloatArray:
    """Bend each digit along a sine of random phase, then map it affinely around the middle; shape of ``strokes``."""
    n_examples = len(strokes)
    phase = rng.uniform(0.0, 2.0 * np.pi, (n_examples, 1, 1, 2))
    angle, shear = distortion * rng.uniform(-1.0, 1.0, (2, n_examples)) * np.array([[ROTATION], [SHEAR]])
    scale = np.exp(distortion * rng.uniform(-SCALE, SCALE, (n_examples, 2)))
    shift = distortion * rng.uniform(-SHIFT, SHIFT, (n_examples, 1, 1, 2))
    # x moves with y and y with x, so that straight strokes bend.
    bent = strokes + distortion * WAVE * np.sin(2.0 * np.pi * WAVE_CYCLES * strokes[..., ::-1] + phase)
    cosine, sine = np.cos(angle), np.sin(angle)
    turn = np.stack([np.stack([cosine, -sine], axis=-1), np.stack([sine, cosine], axis=-1)], axis=-2)
    slant = np.zeros((n_examples, 2, 2))
    slant[:, 0, 0], slant[:, 1, 1], slant[:, 0, 1] = scale[:, 0], scale[:, 1], shear
    moved: FloatArray = np.einsum("nij,nsej->nsei", turn @ slant, bent - 0.5) + 0.5 + shift
    return moved


def render(strokes: FloatArray, half_widths: FloatArray, size: int) -> FloatArray:
    """Return pictures of strokes: each pixel's share of ink, from the distance of its middle to the nearest piece.

    A pixel of width h whose middle is d away from a stroke of half width r is covered to about clip(1/2 + (r - d) / h, 0, 1):
    exactly so where a stroke no thinner than the pixel runs along a row or column.

    Args:
        strokes: Ends of straight pieces in the unit square, shape (n_pictures, n_segments, 2, 2): (..., 0, :) one end.
        half_widths: r of each picture, shape (n_pictures,).
        size: Pixels along each side, at least 1.

    Returns:
        Shape (n_pictures, size * size), row by row from the top.

    Example:
        >>> bar = np.array([[[[0.5, -1.0], [0.5, 2.0]]]])
        >>> render(bar, np.array([0.125]), 4).reshape(4, 4)[0].tolist()
        [0.0, 0.5, 0.5, 0.0]

    Source: ours; distance to a segment: Ericson 2005, section 5.1.2.
    """
    middles = (np.arange(size) + 0.5) / size
    x, y = np.tile(middles, size), np.repeat(middles, size)
    images = np.empty((len(strokes), size * size))
    for first in range(0, len(strokes), _BLOCK):
        rows = slice(first, first + _BLOCK)
        distance = _distance_to_nearest(strokes[rows], x, y)
        images[rows] = np.clip(0.5 + (half_widths[rows, None] - distance) * size, 0.0, 1.0)
    return images


def _distance_to_nearest(strokes: FloatArray, x: FloatArray, y: FloatArray) -> FloatArray:
    """Return the distance of each place to the nearest piece of each picture, shape (n_pictures, n_places)."""
    squares = np.full((len(strokes), len(x)), np.inf)
    for piece in strokes.transpose(1, 2, 3, 0)[..., None]:
        (from_x, from_y), (to_x, to_y) = piece
        along_x, along_y = to_x - from_x, to_y - from_y
        offset_x, offset_y = x - from_x, y - from_y
        length_squared = np.maximum(along_x**2 + along_y**2, np.finfo(np.float64).tiny)  # a piece may be a point
        share = np.clip((offset_x * along_x + offset_y * along_y) / length_squared, 0.0, 1.0)
        offset_x -= share * along_x
        offset_y -= share * along_y
        np.minimum(squares, offset_x**2 + offset_y**2, out=squares)
    distance: FloatArray = np.sqrt(squares)
    return distance
