"""The acceptance rule of computed questions and the way their numbers are written."""

from __future__ import annotations

import dataclasses
import math
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.problem import Answer, Distractor, Problem, acceptable, decimal, differ, factor, first_acceptable, pick


def problem(key: Answer, *wrong: Answer, tolerance: float = 0.01) -> Problem:
    distractors = tuple(Distractor(value, "", "A slip.", f"text of {value}") for value in wrong)
    return Problem(
        family="toy", version=1, seed=0, prompt="What?", givens={}, key=key, key_text=f"text of {key}",
        tolerance=tolerance, distractors=distractors, steps=("So.",),
    )  # fmt: skip


@pytest.mark.parametrize(
    "good",
    [problem(1.0, 2.0, 3.0, 4.0), problem("a", "b", "c", "d"), problem((1.0, 2.0), (1.0, 3.0), (2.0, 2.0), (0.0, 0.0))],
)
def test_clear_problem_is_accepted(good: Problem) -> None:
    assert acceptable(good)


@pytest.mark.parametrize(
    "bad",
    [
        problem(1.0, 2.0, 3.0),
        problem(1.0, 2.0, 3.0, 1.02),
        problem(1.0, 2.0, 2.015, 4.0),
        problem(math.nan, 2.0, 3.0, 4.0),
        problem(1.0, 2.0, math.inf, 4.0),
        problem("a", "b", "c", "a"),
        problem((1.0, 2.0), (1.0, 2.01), (3.0, 3.0), (4.0, 4.0)),
        problem(1.0, 2.0, 3.0, 3.0, tolerance=0.0),
    ],
)
def test_unclear_problem_is_refused(bad: Problem) -> None:
    assert not acceptable(bad)


def test_answers_that_read_the_same_are_refused() -> None:
    same = dataclasses.replace(problem(1.0, 2.0, 3.0, 4.0), key_text="text of 2.0")
    assert not acceptable(same)


def test_differ_needs_one_clear_difference() -> None:
    assert not differ((1.0, 5.0), (1.0, 5.0), 0.0)
    assert differ((1.0, 5.0), (1.0, 5.1), 0.04)
    assert not differ(1.0, 1.0 + 1e-12, 0.0)
    with pytest.raises(ValueError, match="zip"):
        differ((1.0, 2.0), 1.0, 0.0)


def test_drawing_goes_on_until_a_problem_is_accepted() -> None:
    drawn: list[float] = []

    def draw(rng: np.random.Generator) -> Problem:
        drawn.append(float(rng.integers(4)))
        return problem(drawn[-1], 1.0, 2.0, 3.0)

    assert first_acceptable("toy", 3, draw).key == 0.0
    assert drawn[-1] == 0.0
    assert 0.0 not in drawn[:-1]


def test_same_seed_draws_the_same_and_families_differ() -> None:
    def keys(family: str, seed: int) -> Any:
        return first_acceptable(family, seed, lambda rng: problem(10 + rng.random(), 1.0, 2.0, 3.0)).key

    assert keys("a", 1) == keys("a", 1)
    assert len({keys("a", 1), keys("a", 2), keys("b", 1)}) == 3


def test_impossible_ranges_are_one_clear_error() -> None:
    with pytest.raises(EngineError, match="toy: no acceptable problem in 1000 draws; allow wider ranges"):
        first_acceptable("toy", 0, lambda _: problem(1.0))


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [(2.5, 2, "2.5"), (-0.004, 2, "0"), (100.0, 0, "100"), (0.125, 3, "0.125"), (-3.0, 1, "-3"), (1200.0, 2, "1200")],
)
def test_decimal_has_no_needless_zeros(value: float, decimals: int, text: str) -> None:
    assert decimal(value, decimals) == text


def test_factor_puts_negative_numbers_in_parentheses() -> None:
    assert [factor(value, 1) for value in (-0.5, 0.5, -0.01)] == ["(-0.5)", "0.5", "0"]


def test_pick_reaches_every_value() -> None:
    rng = np.random.default_rng(0)
    assert {pick(rng, "abc") for _ in range(100)} == set("abc")
