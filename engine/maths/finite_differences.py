"""Central differences along a line, and how far off they must be: truncation falls with h, rounding grows."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import ArrayLike

from engine.maths.activations import FloatArray

EPS = float(np.finfo(float).eps)
BEST_STEP = EPS ** (1.0 / 3.0)  # 6.1e-6: where the two errors of a central difference are about equal
_STEP_OF_THIRD = 6e-3  # 8 eps^(1/5), where the same holds for the five-point third difference


def central_difference(f: Callable[[float], float], h: float) -> float:
    """Return (f(h) - f(-h)) / 2h, which is f'(0) + f'''(0) h^2 / 6 + O(h^4) but for rounding.

    Example:
        >>> round(central_difference(lambda t: (1.0 + t) ** 2, 1e-3), 9)
        2.0

    Source: Press et al. 2007, section 5.7.
    """
    return (f(h) - f(-h)) / (2.0 * h)


def third_derivative(f: Callable[[float], float]) -> float:
    """Return f'''(0), to three digits or so, by the central difference of five points; 0 where rounding would hide it.

    Example:
        >>> round(third_derivative(lambda t: (1.0 + t) ** 3), 3), third_derivative(lambda t: (0.1 + t) ** 2)
        (6.0, 0.0)

    Source: Abramowitz & Stegun 1964, table 25.2 (differentiation coefficients).
    """
    h = _STEP_OF_THIRD
    values = [f(2.0 * h), f(h), f(-h), f(-2.0 * h)]
    third = (values[0] - 2.0 * values[1] + 2.0 * values[2] - values[3]) / (2.0 * h * h * h)
    noise = 6.0 * EPS * max(map(abs, values)) / (h * h * h)
    return third if abs(third) > noise else 0.0


def expected_error(h: ArrayLike, size: float, third: float) -> FloatArray:
    """Return |f'''| h^2 / 6 + eps |f| / h: how far a central difference is off, to order of magnitude; shape of ``h``.

    The first term is what the next one of Taylor's series leaves, the second one is the rounding error of f divided by h. Their
    sum is a V on logarithmic axes, lowest at h = (3 eps |f| / |f'''|)^(1/3), about eps^(1/3) where f and f''' are alike.

    Args:
        h: Steps, positive.
        size: |f|, or the largest number that f is computed from.
        third: f'''.

    Example:
        >>> expected_error([1e-2, 6e-6, 1e-10], 1.0, 6.0).round(12).tolist()
        [0.0001, 7.3e-11, 2.220446e-06]

    Source: Dennis & Schnabel 1983, chapter 5 (central differences, step eps^(1/3)); Press et al. 2007, section 5.7.
    """
    steps = np.asarray(h, float)
    errors: FloatArray = abs(third) * steps**2 / 6.0 + EPS * abs(size) / steps
    return errors
