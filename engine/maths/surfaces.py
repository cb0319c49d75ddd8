"""Functions of two parameters to walk on, each with its gradient and Hessian in closed form.

Points are arrays of shape (..., 2); only additions and multiplications are used, so that one point alone and the same point
inside a larger array give the same bits.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from engine.maths.activations import FloatArray

Interval: TypeAlias = tuple[float, float]


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """A function f of two parameters; each is a thing of its own, equal only to itself.

    Attributes:
        value: f at points of shape (..., 2), shape (...).
        gradient: Gradient at points of shape (..., 2), same shape.
        hessian: Second derivatives at points of shape (..., 2), shape (..., 2, 2).
        minimizers: All local minima, the lowest first, shape (n_minimizers, 2), read-only.
        x_range: Part of the first axis worth looking at.
        y_range: Part of the second axis worth looking at.
    """

    value: Callable[[FloatArray], FloatArray]
    gradient: Callable[[FloatArray], FloatArray]
    hessian: Callable[[FloatArray], FloatArray]
    minimizers: FloatArray
    x_range: Interval
    y_range: Interval

    @property
    def lowest(self) -> float:
        """Value at the lowest minimum."""
        return float(self.value(self.minimizers[0]))

    @property
    def eigenvalues(self) -> tuple[float, float]:
        """Eigenvalues of the Hessian at the lowest minimum, ascending: the curvature of the flattest and steepest direction."""
        flat, steep = np.linalg.eigvalsh(self.hessian(self.minimizers[0]))
        return float(flat), float(steep)


@dataclass(frozen=True, slots=True)
class Landscape:
    """The map of a surface.

    Attributes:
        x: First coordinates of the columns, shape (n_columns,), read-only.
        y: Second coordinates of the rows, shape (n_rows,), read-only.
        values: f at (x[j], y[i]), shape (n_rows, n_columns), read-only.
        levels: Values of the contour lines, ascending, shape (n_levels,), read-only.
    """

    x: FloatArray
    y: FloatArray
    values: FloatArray
    levels: FloatArray


@lru_cache(maxsize=16)
def survey(surface: Surface, size: int = 121, n_levels: int = 14) -> Landscape:
    """Return the map of a surface over its ranges; the maps of the last surfaces are kept.

    The heights of the contour lines above the lowest minimum grow by a constant factor, so that the floor of a valley shows as
    well as its walls. They span all but the lowest 0.4 % and the highest 3 % of the map.

    Args:
        surface: What to map.
        size: Grid points along each axis.
        n_levels: Number of contour lines.

    Example:
        >>> survey(ROSENBROCK, size=5).values.shape
        (5, 5)
    """
    x, y = np.linspace(*surface.x_range, size), np.linspace(*surface.y_range, size)
    values = surface.value(np.stack(np.meshgrid(x, y), axis=-1))
    low, high = np.quantile(values - surface.lowest, [0.004, 0.97])
    levels = surface.lowest + np.geomspace(low, high, n_levels)
    for array in (x, y, values, levels):
        array.flags.writeable = False
    return Landscape(x, y, values, levels)


def quadratic(
    curvature: FloatArray, minimizer: tuple[float, float], lowest: float, x_range: Interval, y_range: Interval
) -> Surface:
    """Return f(p) = lowest + (p - m)^T H (p - m) / 2, with minimum m and constant Hessian H.

    Args:
        curvature: H, shape (2, 2), symmetric, positive definite.
        minimizer: m.
        lowest: Value at m.
        x_range: Part of the first axis worth looking at.
        y_range: Part of the second axis worth looking at.

    Example:
        >>> bowl = quadratic(np.diag([1.0, 10.0]), (0.0, 0.0), 0.0, (-3.0, 3.0), (-3.0, 3.0))
        >>> float(bowl.value(np.array([2.0, 1.0])))
        7.0

    Source: Boyd & Vandenberghe 2004, section 9.3.2.
    """
    (xx, xy), (_, yy) = curvature.tolist()
    x_min, y_min = minimizer

    def gradient(points: FloatArray) -> FloatArray:
        u, v = points[..., 0] - x_min, points[..., 1] - y_min
        return _pairs(xx * u + xy * v, xy * u + yy * v)

    def value(points: FloatArray) -> FloatArray:
        u, v = points[..., 0] - x_min, points[..., 1] - y_min
        height: FloatArray = lowest + 0.5 * (u * (xx * u + xy * v) + v * (xy * u + yy * v))
        return height

    def hessian(points: FloatArray) -> FloatArray:
        return np.broadcast_to(curvature, (*points.shape, 2)).copy()

    return Surface(value, gradient, hessian, _constant([minimizer]), x_range, y_range)


def _pairs(first: FloatArray, second: FloatArray) -> FloatArray:
    """Put two arrays of shape (...) side by side, shape (..., 2)."""
    result = np.empty((*np.shape(first), 2))
    result[..., 0] = first
    result[..., 1] = second
    return result


def _symmetric(xx: FloatArray, xy: FloatArray, yy: FloatArray) -> FloatArray:
    """Put the entries of symmetric matrices together, shape (..., 2, 2)."""
    result = np.empty((*np.broadcast_shapes(np.shape(xx), np.shape(xy), np.shape(yy)), 2, 2))
    result[..., 0, 0] = xx
    result[..., 0, 1] = result[..., 1, 0] = xy
    result[..., 1, 1] = yy
    return result


def _constant(points: list[tuple[float, float]]) -> FloatArray:
    array = np.array(points, dtype=np.float64)
    array.flags.writeable = False
    return array


def rosenbrock(points: FloatArray) -> FloatArray:
    """Return f = (1 - x)^2 + 100 (y - x^2)^2 at points of shape (..., 2): a curved valley, minimum 0 at (1, 1).

    Example:
        >>> float(rosenbrock(np.array([1.0, 1.0])))
        0.0

    Source: Rosenbrock 1960.
    """
    x, y = points[..., 0], points[..., 1]
    height: FloatArray = np.square(1.0 - x) + 100.0 * np.square(y - x * x)
    return height


def rosenbrock_gradient(points: FloatArray) -> FloatArray:
    """Return (-2 (1 - x) - 400 x (y - x^2), 200 (y - x^2)), shape of ``points``.

    Example:
        >>> rosenbrock_gradient(np.array([0.0, 0.0])).tolist()
        [-2.0, 0.0]
    """
    x, y = points[..., 0], points[..., 1]
    rise = 200.0 * (y - x * x)
    return _pairs(2.0 * (x - 1.0) - 2.0 * (x * rise), rise)


def rosenbrock_hessian(points: FloatArray) -> FloatArray:
    """Return ((2 + 1200 x^2 - 400 y, -400 x), (-400 x, 200)), shape (..., 2, 2).

    Example:
        >>> rosenbrock_hessian(np.array([1.0, 1.0])).tolist()
        [[802.0, -400.0], [-400.0, 200.0]]
    """
    x, y = points[..., 0], points[..., 1]
    return _symmetric(2.0 + 1200.0 * (x * x) - 400.0 * y, -400.0 * x, np.full_like(x, 200.0))


def beale(points: FloatArray) -> FloatArray:
    """Return f = sum over k = 1, 2, 3 of (c_k - x (1 - y^k))^2, c = (1.5, 2.25, 2.625), at points of shape (..., 2).

    A wide plateau with steep corners; minimum 0 at (3, 0.5), a saddle at (0, 1).

    Example:
        >>> float(beale(np.array([3.0, 0.5])))
        0.0

    Source: Beale 1958; More, Garbow, Hillstrom 1981, problem 5.
    """
    a, b, c = _beale_terms(points)
    height: FloatArray = a * a + b * b + c * c
    return height


def _beale_terms(points: FloatArray) -> tuple[FloatArray, FloatArray, FloatArray]:
    x, y = points[..., 0], points[..., 1]
    return 1.5 - x * (1.0 - y), 2.25 - x * (1.0 - y * y), 2.625 - x * (1.0 - y * y * y)


def beale_gradient(points: FloatArray) -> FloatArray:
    """Return 2 sum_k r_k grad r_k with the terms r_k of ``beale``: dr_k/dx = y^k - 1, dr_k/dy = k x y^(k-1).

    Example:
        >>> beale_gradient(np.array([0.0, 0.0])).tolist()  # each grad r_k is (-1, 0)
        [-12.75, 0.0]
    """
    x, y = points[..., 0], points[..., 1]
    a, b, c = _beale_terms(points)
    square = y * y
    along_x = a * (y - 1.0) + b * (square - 1.0) + c * (square * y - 1.0)
    along_y = x * (a + 2.0 * (y * b) + 3.0 * (square * c))
    return _pairs(2.0 * along_x, 2.0 * along_y)


def beale_hessian(points: FloatArray) -> FloatArray:
    """Return 2 sum_k (grad r_k grad r_k^T + r_k Hessian of r_k) with the terms r_k of ``beale``, shape (..., 2, 2).

    Example:
        >>> beale_hessian(np.array([0.0, 1.0])).tolist()  # eigenvalues of both signs: the saddle
        [[0.0, 27.75], [27.75, 0.0]]
    """
    x, y = points[..., 0], points[..., 1]
    a, b, c = _beale_terms(points)
    square, cube = y * y, y * y * y
    xx = np.square(y - 1.0) + np.square(square - 1.0) + np.square(cube - 1.0)
    xy = x * ((y - 1.0) + 2.0 * y * (square - 1.0) + 3.0 * square * (cube - 1.0)) + a + 2.0 * (y * b) + 3.0 * (square * c)
    yy = x * x * (1.0 + 4.0 * square + 9.0 * (square * square)) + x * (2.0 * b + 6.0 * (y * c))
    return _symmetric(2.0 * xx, 2.0 * xy, 2.0 * yy)


def saddle(points: FloatArray) -> FloatArray:
    """Return f = x^2 / 2 + (y^2 - 1)^2 / 4 at points of shape (..., 2): a saddle at (0, 0) between minima 0 at (0, 1), (0, -1).

    On the ridge y = 0 the gradient points straight at the saddle. The fourth power keeps the surface bounded below, unlike the
    bare x^2 - y^2.

    Example:
        >>> float(saddle(np.array([0.0, 0.0])))
        0.25

    Source: Nesterov 2004, example 1.2.2, shifted so that the minimum is 0.
    """
    x, y = points[..., 0], points[..., 1]
    height: FloatArray = 0.5 * (x * x) + 0.25 * np.square(y * y - 1.0)
    return height


def saddle_gradient(points: FloatArray) -> FloatArray:
    """Return (x, y (y^2 - 1)), shape of ``points``.

    Example:
        >>> saddle_gradient(np.array([1.0, 2.0])).tolist()
        [1.0, 6.0]
    """
    x, y = points[..., 0], points[..., 1]
    return _pairs(x, y * (y * y - 1.0))


def saddle_hessian(points: FloatArray) -> FloatArray:
    """Return ((1, 0), (0, 3 y^2 - 1)), shape (..., 2, 2).

    Example:
        >>> saddle_hessian(np.array([0.0, 0.0])).tolist()
        [[1.0, 0.0], [0.0, -1.0]]
    """
    x, y = points[..., 0], points[..., 1]
    return _symmetric(np.ones_like(x), np.zeros_like(x), 3.0 * (y * y) - 1.0)


def double_well(points: FloatArray) -> FloatArray:
    """Return f = (x^2 - 1)^2 + 0.3 x + y^2 / 2 at points of shape (..., 2): a deep basin on the left, one shallow on the right.

    Along y it is a plain bowl, so that what happens along x is the one-dimensional double well.

    Example:
        >>> float(double_well(np.array([1.0, 0.0])))
        0.3

    Source: ours; the quartic double well is the standard example of escape from a basin (Kramers 1940).
    """
    x, y = points[..., 0], points[..., 1]
    height: FloatArray = np.square(x * x - 1.0) + 0.3 * x + 0.5 * (y * y)
    return height


def double_well_gradient(points: FloatArray) -> FloatArray:
    """Return (4 x (x^2 - 1) + 0.3, y), shape of ``points``.

    Example:
        >>> double_well_gradient(np.array([1.0, 2.0])).tolist()
        [0.3, 2.0]
    """
    x, y = points[..., 0], points[..., 1]
    return _pairs(4.0 * (x * (x * x - 1.0)) + 0.3, y)


def double_well_hessian(points: FloatArray) -> FloatArray:
    """Return ((12 x^2 - 4, 0), (0, 1)), shape (..., 2, 2).

    Example:
        >>> double_well_hessian(np.array([1.0, 0.0])).tolist()
        [[8.0, 0.0], [0.0, 1.0]]
    """
    x, y = points[..., 0], points[..., 1]
    return _symmetric(12.0 * (x * x) - 4.0, np.zeros_like(x), np.ones_like(y))


# The three stationary points of the double well along x, roots of 4 x^3 - 4 x + 0.3: deep minimum, barrier, shallow minimum.
DEEP, BARRIER, SHALLOW = (float(root) for root in np.sort(np.roots([4.0, 0.0, -4.0, 0.3]).real))

ROSENBROCK = Surface(rosenbrock, rosenbrock_gradient, rosenbrock_hessian, _constant([(1.0, 1.0)]), (-2.0, 2.0), (-1.0, 3.0))
BEALE = Surface(beale, beale_gradient, beale_hessian, _constant([(3.0, 0.5)]), (-4.5, 4.5), (-4.5, 4.5))
SADDLE = Surface(saddle, saddle_gradient, saddle_hessian, _constant([(0.0, 1.0), (0.0, -1.0)]), (-2.2, 2.2), (-2.2, 2.2))
DOUBLE_WELL = Surface(
    double_well,
    double_well_gradient,
    double_well_hessian,
    _constant([(DEEP, 0.0), (SHALLOW, 0.0)]),
    (-2.2, 2.2),
    (-3.0, 3.0),
)
