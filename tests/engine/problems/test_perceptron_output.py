"""Score and output of a perceptron, against exact fractions."""

from __future__ import annotations

from fractions import Fraction

import pytest

from engine.problem import Problem
from engine.problems.perceptron_output import FAMILY, SMALLEST_SCORE, Params

PROBLEMS = [FAMILY.generate(Params(), seed) for seed in range(500)]


def exact(number: float) -> Fraction:
    return Fraction(str(number))


def reference(problem: Problem) -> Fraction:
    givens = problem.givens
    products = (exact(w) * exact(x) for w, x in zip(givens["weights"], givens["x"], strict=True))
    return sum(products, Fraction()) + exact(givens["bias"])


def test_key_is_the_exact_score_and_its_side() -> None:
    for problem in PROBLEMS:
        score, answer = problem.key
        assert score == pytest.approx(float(reference(problem)), abs=1e-9)
        assert answer == (1.0 if reference(problem) > 0 else 0.0)


def test_no_score_is_near_the_tie() -> None:
    assert min(abs(problem.key[0]) for problem in PROBLEMS) >= SMALLEST_SCORE


def test_tie_rule_is_stated() -> None:
    assert r"$s \ge 0$" in PROBLEMS[0].prompt
    strict = FAMILY.generate(Params(fires_at_zero=False), 0)
    assert "$s > 0$" in strict.prompt
    assert strict.givens["fires_at_zero"] is False
    assert "$s > 0$" in strict.steps[-1]


def test_a_probability_is_offered_as_the_known_wrong_belief() -> None:
    for problem in PROBLEMS:
        (belief,) = [wrong for wrong in problem.distractors if wrong.misconception == "M-PERC-PROB"]
        assert belief.value[0] == problem.key[0]
        assert 0.0 < belief.value[1] < 1.0


@pytest.mark.parametrize("inputs", [2, 3, 4])
def test_number_of_inputs_is_followed(inputs: int) -> None:
    givens = FAMILY.generate(Params(inputs=inputs), 5).givens
    assert len(givens["weights"]) == len(givens["x"]) == inputs
