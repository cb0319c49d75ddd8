"""Small labelled point sets in the plane, and points along curves, each drawn from a given generator.

Two-class sets return points of shape (n_points, 2), centred on the origin and about 1.5 wide to each side, and labels 0.0 or
1.0 of shape (n_points,); half of the points (rounded up) belong to class 0. Curves return x and y, each of shape (n_points,).
"""

from __future__ import annotations

from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import FloatArray

Labelled: TypeAlias = tuple[FloatArray, FloatArray]

LINE_SLOPE = 1.5
LINE_INTERCEPT = 2.0
SPIRAL_TURNS = 1.25
BLOB_RADIUS = 1.0


class Gate(StrEnum):
    """Boolean functions that depend on the number of ones among their inputs only."""

    AND = "and"
    OR = "or"
    NAND = "nand"
    NOR = "nor"
    XOR = "xor"
    XNOR = "xnor"


_FIRES_AT = {  # numbers of ones that the gate answers with 1
    Gate.AND: (2,),
    Gate.OR: (1, 2),
    Gate.NAND: (0, 1),
    Gate.NOR: (0,),
    Gate.XOR: (1,),
    Gate.XNOR: (0, 2),
}


def noisy_line(rng: np.random.Generator, n_points: int, noise: float) -> tuple[FloatArray, FloatArray]:
    """Return x in [-1, 2] and y = 1.5 x + 2 + noise * e with e standard normal, each of shape (n_points,).

    One x lies in each of n_points equal stretches of the interval, so that even four points determine a slope. Since x is
    not centred, slope and intercept depend on each other, and the cost is a tilted valley.

    Example:
        >>> x, y = noisy_line(np.random.default_rng(0), 5, noise=0.0)
        >>> bool(np.allclose(y, 1.5 * x + 2.0))
        True

    Source: Bishop 2006, section 3.1.1 (linear model with Gaussian noise); the numbers are ours.
    """
    x = _spread(rng, n_points, -1.0, 2.0)
    return x, LINE_SLOPE * x + LINE_INTERCEPT + noise * rng.standard_normal(n_points)


def noisy_sine(rng: np.random.Generator, n_points: int, noise: float) -> tuple[FloatArray, FloatArray]:
    """Return x in [0, 1] and y = sin(2 pi x) + noise * e with e standard normal, each of shape (n_points,).

    One x lies in each of n_points equal stretches of the interval.

    Example:
        >>> x, y = noisy_sine(np.random.default_rng(0), 5, noise=0.0)
        >>> bool(np.allclose(y, np.sin(2.0 * np.pi * x)))
        True

    Source: Bishop 2006, section 1.1 (polynomial curve fitting), with even in place of fixed x.
    """
    x = _spread(rng, n_points, 0.0, 1.0)
    return x, np.sin(2.0 * np.pi * x) + noise * rng.standard_normal(n_points)


def noisy_parabola(rng: np.random.Generator, n_points: int, noise: float) -> tuple[FloatArray, FloatArray]:
    """Return x in [-1, 1] and y = 2 x^2 - 1 + noise * e with e standard normal, each of shape (n_points,).

    One x lies in each of n_points equal stretches of the interval. Over it x and y are uncorrelated although y follows from x,
    so the best line is flat.

    Example:
        >>> x, y = noisy_parabola(np.random.default_rng(0), 5, noise=0.0)
        >>> bool(np.allclose(y, 2.0 * x**2 - 1.0))
        True

    Source: ours; y is the Chebyshev polynomial of degree 2.
    """
    x = _spread(rng, n_points, -1.0, 1.0)
    return x, 2.0 * x * x - 1.0 + noise * rng.standard_normal(n_points)


def gate(which: Gate) -> Labelled:
    """Return the truth table of a gate: the corners of the unit square, not centred, and the answers.

    Example:
        >>> points, labels = gate(Gate.NOR)
        >>> points.tolist(), labels.tolist()
        ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [1.0, 0.0, 0.0, 0.0])

    Source: Minsky & Papert 1969, chapter 2 (of these, only the two exclusive ones need more than a line).
    """
    points = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    return points, np.isin(points.sum(axis=1), _FIRES_AT[which]).astype(np.float64)


def xor() -> Labelled:
    """Return the truth table of the exclusive or: the corners of the unit square, not centred, and their labels.

    Example:
        >>> points, labels = xor()
        >>> points.tolist(), labels.tolist()
        ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0])

    Source: Minsky & Papert 1969; Goodfellow, Bengio, Courville 2016, section 6.1.
    """
    return gate(Gate.XOR)


def xor_cloud(rng: np.random.Generator, n_points: int, noise: float) -> Labelled:
    """Return points spread evenly over four squares, one in each quadrant; class 1 where the signs of x and y differ.

    Without noise the coordinates lie between 0.2 and 1.4 in size, so the classes are 0.4 apart.

    Args:
        rng: Where the numbers come from.
        n_points: Number of points.
        noise: Standard deviation of the normal noise on each coordinate, added after labelling.

    Example:
        >>> points, labels = xor_cloud(np.random.default_rng(0), 4, noise=0.0)
        >>> (points[:, 0] * points[:, 1] < 0.0).tolist(), labels.tolist()
        ([False, True, False, True], [0.0, 1.0, 0.0, 1.0])

    Source: the exclusive or of two signs, as in the "exclusive or" set of TensorFlow Playground; the numbers are ours.
    """
    labels = _labels(n_points)
    size = rng.uniform(0.2, 1.4, size=(n_points, 2))
    sign = rng.choice([-1.0, 1.0], size=n_points)
    size[:, 0] *= sign
    size[:, 1] *= np.where(labels == 1.0, -sign, sign)
    return _jitter(rng, size, noise), labels


def circles(rng: np.random.Generator, n_points: int, noise: float) -> Labelled:
    """Return two rings around the origin: class 0 with radius 1.4, class 1 inside it with radius 0.7.

    Args:
        rng: Where the numbers come from.
        n_points: Number of points.
        noise: Standard deviation of the normal noise on each coordinate.

    Example:
        >>> points, labels = circles(np.random.default_rng(0), 3, noise=0.0)
        >>> np.hypot(*points.T).round(12).tolist(), labels.tolist()
        ([1.4, 0.7, 1.4], [0.0, 1.0, 0.0])

    Source: scikit-learn, make_circles (ratio of the radii 0.5 here).
    """
    labels = _labels(n_points)
    angle = rng.uniform(0.0, 2.0 * np.pi, n_points)
    radius = np.where(labels == 1.0, 0.7, 1.4)
    return _jitter(rng, _polar(radius, angle), noise), labels


def moons(rng: np.random.Generator, n_points: int, noise: float) -> Labelled:
    """Return two interleaved half circles: (cos t, sin t) and (1 - cos t, 1/2 - sin t), t in [0, pi], centred.

    Args:
        rng: Where the numbers come from.
        n_points: Number of points.
        noise: Standard deviation of the normal noise on each coordinate.

    Example:
        >>> points, labels = moons(np.random.default_rng(0), 100, noise=0.0)
        >>> upper = points[labels == 0.0] + [0.5, 0.25]  # the half circle before it was centred
        >>> bool(np.allclose(np.hypot(*upper.T), 1.0)), bool((upper[:, 1] >= 0.0).all())
        (True, True)

    Source: scikit-learn, make_moons.
    """
    labels = _labels(n_points)
    upper = _polar(np.ones(n_points), rng.uniform(0.0, np.pi, n_points))
    lower = np.array([1.0, 0.5]) - upper
    points = np.where(labels[:, None] == 1.0, lower, upper) - np.array([0.5, 0.25])
    return _jitter(rng, points, noise), labels


def spirals(rng: np.random.Generator, n_points: int, noise: float) -> Labelled:
    """Return two intertwined spirals: radius 1.5 u at angle 2 pi 1.25 u, u in [0.1, 1], the second turned by half a circle.

    Args:
        rng: Where the numbers come from.
        n_points: Number of points.
        noise: Standard deviation of the normal noise on each coordinate.

    Example:
        >>> points, labels = spirals(np.random.default_rng(0), 100, noise=0.0)
        >>> radius, side = np.hypot(*points.T), 1.0 - 2.0 * labels
        >>> bool(np.allclose(points[:, 0], side * radius * np.cos(2.5 * np.pi * radius / 1.5)))
        True

    Source: Lang & Witbrock 1988; their spirals make three turns, these 1.25, so that eight units a layer can learn them.
    """
    labels = _labels(n_points)
    way = rng.uniform(0.1, 1.0, n_points)
    angle = 2.0 * np.pi * SPIRAL_TURNS * way + np.pi * labels
    return _jitter(rng, _polar(1.5 * way, angle), noise), labels


def blobs(rng: np.random.Generator, n_points: int, noise: float, n_classes: int = 3) -> tuple[FloatArray, NDArray[np.int64]]:
    """Return one round normal cloud a class, their centres evenly on the unit circle, the first at the top.

    Args:
        rng: Where the numbers come from.
        n_points: Number of points.
        noise: Standard deviation of each cloud along each axis.
        n_classes: Number of clouds, at least 2.

    Returns:
        Points, shape (n_points, 2), and classes 0, 1, ... in turn, shape (n_points,).

    Example:
        >>> points, classes = blobs(np.random.default_rng(0), 5, noise=0.0)
        >>> classes.tolist(), points[0].round(12).tolist()
        ([0, 1, 2, 0, 1], [0.0, 1.0])

    Source: scikit-learn, make_blobs (centres drawn there, placed here); Bishop 2006, section 4.2.1 (equal round covariances:
    the best boundaries are the straight lines half way between the centres).
    """
    classes = np.arange(n_points) % n_classes
    angle = 0.5 * np.pi + 2.0 * np.pi * classes / n_classes
    return _jitter(rng, _polar(np.full(n_points, BLOB_RADIUS), angle), noise), classes


def _spread(rng: np.random.Generator, n_points: int, low: float, high: float) -> FloatArray:
    """Draw one number in each of n_points equal stretches of an interval, ascending."""
    places: FloatArray = low + (high - low) * (np.arange(n_points) + rng.random(n_points)) / n_points
    return places


def _labels(n_points: int) -> FloatArray:
    """Return 0, 1, 0, 1, ... as floats."""
    return (np.arange(n_points) % 2).astype(np.float64)


def _polar(radius: FloatArray, angle: FloatArray) -> FloatArray:
    points: FloatArray = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return points


def _jitter(rng: np.random.Generator, points: FloatArray, noise: float) -> FloatArray:
    return points + noise * rng.standard_normal(points.shape)
