"""One step of gradient descent, with the derivative taken by a central difference (exact on a parabola)."""

from __future__ import annotations

from typing import Any

import pytest

from engine.problems.gradient_step import FAMILY, SMALLEST_DISTANCE, Params

PROBLEMS = [FAMILY.generate(Params(), seed) for seed in range(500)]


def numeric_slope(givens: Any) -> float:
    def f(x: float) -> float:
        return givens["a"] * (x - givens["c"]) ** 2

    return (f(givens["x"] + 1.0) - f(givens["x"] - 1.0)) / 2.0


def test_key_is_a_step_against_the_numeric_slope() -> None:
    for problem in PROBLEMS:
        step = problem.givens["learning_rate"] * numeric_slope(problem.givens)
        assert problem.key == pytest.approx(problem.givens["x"] - step, abs=1e-9)


def test_ascent_is_offered_as_the_known_wrong_belief() -> None:
    for problem in PROBLEMS:
        (belief,) = [one for one in problem.distractors if one.misconception == "M-GD-ASCENT"]
        assert belief.value == pytest.approx(2 * problem.givens["x"] - problem.key, abs=1e-9)


def test_no_problem_sits_on_a_boundary() -> None:
    for problem in PROBLEMS:
        givens = problem.givens
        product = 2 * givens["a"] * givens["learning_rate"]
        assert min(abs(product - 1), abs(product - 2)) > 1e-6
        assert abs(givens["x"] - givens["c"]) >= SMALLEST_DISTANCE


def test_largest_rate_is_followed() -> None:
    rates = {FAMILY.generate(Params(largest_rate=0.2), seed).givens["learning_rate"] for seed in range(200)}
    assert rates == {0.05, 0.1, 0.15, 0.2}


def test_key_is_shown_without_rounding() -> None:
    for problem in PROBLEMS:
        assert problem.key_text == f"$x_1 = {problem.key:g}$"
