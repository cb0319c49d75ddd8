"""Central differences against derivatives that are known, and the law of their error over many random functions."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.finite_differences import BEST_STEP, EPS, central_difference, expected_error, third_derivative


def random_wave(rng: np.random.Generator) -> tuple[float, float, float]:
    """Size, frequency and phase of a sine; its derivatives are known and of the order of the frequency's powers."""
    return float(rng.uniform(0.1, 10.0)), float(rng.uniform(0.3, 3.0)), float(rng.uniform(0.0, 2.0 * math.pi))


def test_central_difference_of_a_cubic_is_off_by_h_squared() -> None:
    assert central_difference(lambda t: 2.0 + 3.0 * t + 5.0 * t**3, 0.1) == pytest.approx(3.0 + 5.0 * 0.01)


def test_error_is_no_larger_than_truncation_and_rounding_explain() -> None:
    rng = np.random.default_rng(0)
    for _ in range(1500):
        size, frequency, phase = random_wave(rng)
        h = 10.0 ** rng.uniform(-11.0, -1.5)
        found = central_difference(lambda t, a=size, w=frequency, p=phase: a * math.sin(w * t + p), h)
        error = abs(found - size * frequency * math.cos(phase))
        # Largest third derivative near by; the argument w t + p of the sine is rounded too, which moves it by eps times 7.
        worst = float(expected_error(h, size * (1.0 + 7.0 * frequency), size * frequency**3))
        assert error <= 2.0 * worst


def test_best_step_is_within_a_factor_of_the_best_of_all() -> None:
    rng, steps = np.random.default_rng(1), 10.0 ** np.arange(-12.0, 0.0, 0.25)
    for _ in range(1000):
        size, frequency, _ = random_wave(rng)
        errors = expected_error(steps, size, size * frequency**3)
        assert float(expected_error(BEST_STEP, size, size * frequency**3)) <= 12.0 * errors.min()


def test_lowest_point_of_the_v_is_where_the_formula_says() -> None:
    steps = 10.0 ** np.linspace(-8.0, -2.0, 6001)
    lowest = steps[expected_error(steps, 2.0, 5.0).argmin()]
    assert lowest == pytest.approx((3.0 * EPS * 2.0 / 5.0) ** (1.0 / 3.0), rel=1e-2)


@pytest.mark.parametrize(("size", "frequency"), [(1.0, 1.0), (3.0, 0.5), (0.2, 2.0)])
def test_third_derivative_of_a_wave(size: float, frequency: float) -> None:
    found = third_derivative(lambda t: size * math.sin(frequency * t))
    assert found == pytest.approx(-size * frequency**3, rel=1e-3)


def test_third_derivative_of_a_parabola_is_zero_and_not_noise() -> None:
    rng = np.random.default_rng(2)
    for a, b, c in rng.uniform(-5.0, 5.0, (200, 3)):
        assert third_derivative(lambda t, a=a, b=b, c=c: a + b * t + c * t * t) == 0.0
