"""What a learning rate does, against a walk in exact fractions."""

from __future__ import annotations

from collections import Counter
from fractions import Fraction
from typing import Any

from engine.maths.descent import Regime
from engine.problems.learning_rate_regime import CONDITIONS, EXACT, FAMILY, NEAREST, WORDS, Params

PROBLEMS = [FAMILY.generate(Params(), seed) for seed in range(1000)]


def exact_product(givens: Any) -> Fraction:
    return Fraction(str(givens["a"])) * Fraction(str(givens["learning_rate"]))


def walked(givens: Any) -> str:
    """Look at 30 steps of the real thing."""
    x, walk = Fraction(str(givens["x0"])), []
    for _ in range(30):
        walk.append(x)
        x -= exact_product(givens) * x
    turns, sizes = walk[0] * walk[1], [abs(place) for place in walk]
    if sizes[1] == 0:
        return "one_step"
    if sizes[-1] == sizes[0]:
        return "for_ever"
    if sizes[-1] > sizes[0]:
        return "diverges"
    return "monotone" if turns > 0 else "oscillates"


def test_key_is_what_the_walk_does() -> None:
    for problem in PROBLEMS:
        assert problem.key == walked(problem.givens)
        assert problem.key_text == WORDS[Regime(problem.key)]


def test_all_five_regimes_occur_and_both_boundaries_are_exact() -> None:
    counts = Counter(problem.key for problem in PROBLEMS)
    assert set(counts) == {regime.value for regime in Regime}
    for problem in PROBLEMS:
        regime = Regime(problem.key)
        if regime in EXACT:
            assert exact_product(problem.givens) == EXACT[regime]
            assert "This is a boundary case." in problem.steps[-1]
        else:
            assert min(abs(exact_product(problem.givens) - boundary) for boundary in (1, 2)) >= Fraction(str(NEAREST))
            assert "boundary" not in problem.steps[-1]


def test_distractors_are_the_other_four_with_what_they_would_need() -> None:
    for problem in PROBLEMS[:100]:
        others = {regime.value: CONDITIONS[regime] for regime in Regime if regime.value != problem.key}
        assert {wrong.value for wrong in problem.distractors} == set(others)
        assert all(others[str(wrong.value)] in wrong.why for wrong in problem.distractors)


def test_beliefs_are_named_where_they_lead_to_the_choice() -> None:
    beliefs = {(problem.key, wrong.value): wrong.misconception for problem in PROBLEMS for wrong in problem.distractors}
    assert beliefs["diverges", "oscillates"] == beliefs["diverges", "for_ever"] == "M-LR-ALWAYS-BOUNCE"
    assert beliefs["oscillates", "diverges"] == beliefs["one_step", "diverges"] == "M-CURV-HALF"
    assert beliefs["monotone", "diverges"] == ""


def test_numbers_in_the_steps_are_exact() -> None:
    for problem in PROBLEMS[:200]:
        assert f"= {float(exact_product(problem.givens)):.10g}$" in problem.steps[1]


def test_largest_product_is_followed() -> None:
    products = [exact_product(FAMILY.generate(Params(largest_product=2.2), seed).givens) for seed in range(200)]
    assert max(products) <= Fraction("2.2")
