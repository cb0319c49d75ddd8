"""One update of a perceptron, against exact fractions."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import pytest

from engine.problem import Problem
from engine.problems.perceptron_update import FAMILY, Params

PROBLEMS = [FAMILY.generate(Params(), seed) for seed in range(1000)]


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def answer(givens: Any) -> int:
    products = (exact(w) * exact(x) for w, x in zip(givens["weights"], givens["x"], strict=True))
    return int(sum(products, Fraction()) + exact(givens["bias"]) > 0)


def changed(givens: Any, step: Fraction) -> list[float]:
    rows = [*zip(givens["weights"], givens["x"], strict=True), (givens["bias"], 1)]
    return [float(exact(weight) + step * exact(x)) for weight, x in rows]


def is_mistake(problem: Problem) -> bool:
    return answer(problem.givens) != problem.givens["d"]


def test_key_is_the_rule_in_exact_arithmetic() -> None:
    for problem in PROBLEMS:
        step = exact(problem.givens["learning_rate"]) * (problem.givens["d"] - answer(problem.givens))
        assert list(problem.key) == pytest.approx(changed(problem.givens, step), abs=1e-9)


def test_sign_error_is_the_update_backwards() -> None:
    for problem in filter(is_mistake, PROBLEMS):
        step = exact(problem.givens["learning_rate"]) * (problem.givens["d"] - answer(problem.givens))
        (wrong,) = [one for one in problem.distractors if one.misconception == "M-PERC-SIGN"]
        assert list(wrong.value) == pytest.approx(changed(problem.givens, -step), abs=1e-9)


def test_right_answers_change_nothing_and_test_the_belief_that_they_do() -> None:
    right = [problem for problem in PROBLEMS if not is_mistake(problem)]
    assert 0.1 < len(right) / len(PROBLEMS) < 0.3
    for problem in right:
        assert list(problem.key) == [*problem.givens["weights"], problem.givens["bias"]]
        assert "M-PERC-ALWAYS" in {wrong.misconception for wrong in problem.distractors}


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_share_of_mistakes_is_followed(share: float) -> None:
    problems = [FAMILY.generate(Params(mistakes=share), seed) for seed in range(50)]
    assert {is_mistake(problem) for problem in problems} == {bool(share)}


def test_labels_and_tie_rule_are_stated() -> None:
    assert "labels are 0 and 1" in PROBLEMS[0].prompt
    assert r"$s \ge 0$" in PROBLEMS[0].prompt
    assert "$s > 0$" in FAMILY.generate(Params(fires_at_zero=False), 0).prompt
