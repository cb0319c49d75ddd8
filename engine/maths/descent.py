"""Gradient descent on a parabola, where everything can be said in closed form."""

from __future__ import annotations

import math
from enum import StrEnum


class Regime(StrEnum):
    """How gradient descent with a fixed rate behaves on a parabola."""

    MONOTONE = "monotone"
    ONE_STEP = "one_step"
    OSCILLATES = "oscillates"
    FOR_EVER = "for_ever"
    DIVERGES = "diverges"


def parabola_slope(x: float, curvature: float, minimizer: float = 0.0) -> float:
    """Return f'(x) of f(x) = curvature / 2 * (x - minimizer)^2.

    Example:
        >>> parabola_slope(3.0, 2.0, 1.0)
        4.0
    """
    return curvature * (x - minimizer)


def descend(x: float, slope: float, learning_rate: float) -> float:
    """Return the position after one step against the slope: x - rate * f'(x).

    Example:
        >>> descend(3.0, 4.0, 0.25)
        2.0

    Source: Goodfellow, Bengio, Courville 2016, section 4.3, equation 4.5.
    """
    return x - learning_rate * slope


def regime(curvature: float, learning_rate: float) -> Regime:
    """Return how x_(k+1) = (1 - rate * curvature) x_k behaves from any start but the minimum.

    The product rate * curvature decides: below 1 the sign stays, at 1 the factor is 0, between 1 and 2 the sign changes and the
    size falls, at 2 the factor is -1, beyond 2 the size grows. Both numbers are taken as the decimals they are written as, so a
    product within rounding of 1 or 2 counts as exactly that.

    Args:
        curvature: Second derivative of the parabola, above 0.
        learning_rate: Above 0.

    Example:
        >>> regime(4.0, 0.25), regime(0.1, 30.0)
        (<Regime.ONE_STEP: 'one_step'>, <Regime.DIVERGES: 'diverges'>)

    Source: Nesterov 2004, section 1.2.3; Goodfellow, Bengio, Courville 2016, section 4.3.1.
    """
    product = learning_rate * curvature
    if math.isclose(product, 1.0, rel_tol=1e-12):
        return Regime.ONE_STEP
    if math.isclose(product, 2.0, rel_tol=1e-12):
        return Regime.FOR_EVER
    if product < 1.0:
        return Regime.MONOTONE
    return Regime.OSCILLATES if product < 2.0 else Regime.DIVERGES
