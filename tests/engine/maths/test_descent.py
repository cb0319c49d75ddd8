"""Descent on a parabola against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.maths.descent import Regime, descend, parabola_slope, regime


def regime_by_walking(curvature: Fraction, rate: Fraction) -> Regime:
    """Walk in exact arithmetic from 1 and look."""
    walk = [Fraction(1)]
    for _ in range(3):
        walk.append(walk[-1] - rate * curvature * walk[-1])
    sizes = [abs(place) for place in walk]
    if walk[1] == 0:
        return Regime.ONE_STEP
    if sizes[1] == sizes[0]:
        return Regime.FOR_EVER
    if sizes[1] > sizes[0]:
        return Regime.DIVERGES
    return Regime.MONOTONE if walk[1] > 0 else Regime.OSCILLATES


@pytest.mark.parametrize("curvature", ["0.1", "0.3", "0.7", "1", "1.6", "3", "7", "10"])
def test_regime_is_what_an_exact_walk_does(curvature: str) -> None:
    for thousandths in range(50, 3000, 50):
        rate = Fraction(thousandths, 1000) / Fraction(curvature)
        assert regime(float(curvature), float(rate)) is regime_by_walking(Fraction(curvature), rate)


def test_boundary_cases_are_exact_for_decimals_that_floats_cannot_hold() -> None:
    assert regime(0.1, 10.0) is Regime.ONE_STEP
    assert regime(0.7, 2.0 / 0.7) is Regime.FOR_EVER
    assert regime(0.1, 10.001) is Regime.OSCILLATES
    assert regime(0.1, 20.001) is Regime.DIVERGES


def test_slope_and_step_of_a_parabola() -> None:
    assert parabola_slope(5.0, 3.0, 1.0) == 12.0
    assert descend(5.0, 12.0, 0.25) == 2.0
    assert descend(5.0, parabola_slope(5.0, 3.0, 1.0), 1 / 3) == pytest.approx(1.0)
