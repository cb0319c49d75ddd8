"""Small labelled point sets in the plane, and points along a line, each drawn from a given generator.

Two-class sets return points of shape (n_points, 2), centred on the origin and about 1.5 wide to each side, and labels 0.0 or
1.0 of shape (n_points,); half of the points (rounded up) belong to class 0.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np

from engine.maths.activations import FloatArray

Labelled: TypeAlias = tuple[FloatArray, FloatArray]

LINE_SLOPE = 1.5
LINE_INTERCEPT = 2.0
SPIRAL_TURNS = 1.25


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
    x = -1.0 + 3.0 * (np.arange(n_points) + rng.random(n_points)) / n_points
    return x, LINE_SLOPE * x + LINE_INTERCEPT + noise * rng.standard_normal(n_points)


def xor() -> Labelled:
    """Return the truth table of the exclusive or: the corners of the unit square, not centred, and their labels.

    Example:
        >>> points, labels = xor()
        >>> points.tolist(), labels.tolist()
        ([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]], [0.0, 1.0, 1.0, 0.0])

    Source: Minsky & Papert 1969; Goodfellow, Bengio, Courville 2016, section 6.1.
    """
    return np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]]), np.array([0.0, 1.0, 1.0, 0.0])


def xor_cloud(rng: np.random.Generator, n_points: int, noise: float) -> Labelled:
    """Return points spread evenly over four squares, one in each quadrant; class 1 where the signs of x and y differ.

    Without noise the coordinates lie between 0.2 and 1.4 in size, so the classes are 0.4 apart.

    Args:
        rng: Where the numbers come from.
        n_points: Number of points.
        noise: Standard deviation of the normal noise on each coordinate, added after labelling.

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

    Source: Lang & Witbrock 1988; their spirals make three turns, these 1.25, so that eight units a layer can learn them.
    """
    labels = _labels(n_points)
    way = rng.uniform(0.1, 1.0, n_points)
    angle = 2.0 * np.pi * SPIRAL_TURNS * way + np.pi * labels
    return _jitter(rng, _polar(1.5 * way, angle), noise), labels


def _labels(n_points: int) -> FloatArray:
    """Return 0, 1, 0, 1, ... as floats."""
    return (np.arange(n_points) % 2).astype(np.float64)


def _polar(radius: FloatArray, angle: FloatArray) -> FloatArray:
    points: FloatArray = radius[:, None] * np.column_stack([np.cos(angle), np.sin(angle)])
    return points


def _jitter(rng: np.random.Generator, points: FloatArray, noise: float) -> FloatArray:
    return points + noise * rng.standard_normal(points.shape)
