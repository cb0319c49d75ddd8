"""Decks joined with the engine: runs, steps, formulas, computed questions. Broken files for each rule are in tests/content."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.errors import EngineError
from engine.problem import Distractor, Problem, ProblemFamily
from quizapp.domain.kinds.generated import Generated
from quizapp.services.content_check import SHORT_SEEDS, check, family_problem, generated_problem, instance_problem

GOOD = Path(__file__).parents[2] / "content" / "good"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "deck"))


def sums(seed: int) -> Problem:
    """The sum of two numbers, with three wrong ones."""
    one, two = float(seed % 50), 3.0
    wrong = tuple(Distractor(value, "", "No.", f"{value:g}") for value in (one - two, one + two + 1, one + two + 2))
    givens = {"one": one, "two": two}
    texts: dict[str, Any] = {"family": "sums", "version": 1, "prompt": "Sum?", "steps": ("Add.",)}
    return Problem(seed=seed, givens=givens, key=one + two, key_text=f"{one + two:g}", distractors=wrong, **texts)


def family(generate: Any = lambda _params, seed: sums(seed), solve: Any = None) -> ProblemFamily:
    def add(givens: Mapping[str, Any]) -> float:
        return float(givens["one"] + givens["two"])

    return ProblemFamily(
        id="sums", version=1, title="Sums", Params=object, generate=generate, solve=solve or add, forms=("single",)
    )


def codes(folder: Path, **options: Any) -> list[tuple[str, int, str]]:
    findings = check(folder, **{"formula_error": lambda _tex: None, "seeds": 30} | options)
    return [(finding.file, finding.line, finding.code) for finding in findings]


def edit(deck: Path, old: str, new: str) -> None:
    card = deck / "cards" / "good.md"
    text = card.read_text(encoding="utf-8")
    assert old in text
    card.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_good_family_has_no_problem() -> None:
    assert family_problem(family(), None, SHORT_SEEDS) == ""


def test_family_that_repeats_its_keys_is_found() -> None:
    assert "only 20 different answers in 300 seeds" in family_problem(family(lambda _params, seed: sums(seed % 20)), None, 300)


def test_words_may_repeat_if_the_questions_differ() -> None:
    def worded(_params: object, seed: int) -> Problem:
        wrong = tuple(Distractor(word, "", "No.", word) for word in ("odd", "prime", "zero"))
        return replace(sums(seed), key="even", key_text="even", distractors=wrong)

    assert family_problem(family(worded, lambda _givens: "even"), None, 300) == ""


def test_key_that_the_solution_does_not_give_is_found() -> None:
    assert family_problem(family(solve=lambda givens: givens["one"]), None, 300) == (
        "sums, seed 0: the key is 3.0, but solving the givens gives 0.0"
    )


def test_family_that_finds_no_problem_is_found() -> None:
    def fail(_params: object, seed: int) -> Problem:
        raise EngineError("allow wider ranges")

    assert family_problem(family(fail), None, 300) == "sums finds no problem for seed 0: allow wider ranges"


@pytest.mark.parametrize(
    ("value", "text"), [(3.0, "three"), (3.005, "3.005"), (4.0, "4"), (99.0, "3")], ids=["key", "near", "another", "text"]
)
def test_answers_that_cannot_be_told_apart_are_found(value: float, text: str) -> None:
    problem = sums(0)
    wrong = (*problem.distractors, Distractor(value, "", "No.", text))
    assert "cannot be told apart" in instance_problem(replace(problem, distractors=wrong, tolerance=0.005), 3.0)


def test_too_few_distractors_are_found() -> None:
    problem = sums(0)
    assert "it has 2 distractors" in instance_problem(replace(problem, distractors=problem.distractors[:2]), 3.0)


@pytest.mark.parametrize(("solved", "is_good"), [((1.0, 2.0), True), ((1.0, 2.1), False), ((1.0,), False), ("1 2", False)])
def test_keys_of_several_numbers_are_compared_in_order(solved: Any, is_good: bool) -> None:
    wrong = tuple(Distractor((1.0, value), "", "No.", str(value)) for value in (3.0, 4.0, 5.0))
    assert (instance_problem(replace(sums(0), key=(1.0, 2.0), distractors=wrong), solved) == "") is is_good


@pytest.mark.parametrize(
    ("body", "code", "key"),
    [
        (Generated("no_such_family"), "E026", "template"),
        (Generated("perceptron_update", form="numeric"), "E023", "as"),
        (Generated("gradient_step", (("rate", 1.0),)), "E023", "params"),
        (Generated("gradient_step", (("largest_rate", 99.0),)), "E023", "params"),
    ],
)
def test_computed_question_must_be_possible(body: Generated, code: str, key: str) -> None:
    problem = generated_problem(body, 30)
    assert problem is not None
    assert problem[:2] == (code, key)


def test_formula_error_is_at_its_line_wherever_the_formula_stands(deck: Path) -> None:
    edit(deck, "It gives the reason, $a + b$,", "It gives\n$$\na\n\\bad\n$$\nand $b$ `$\\bad$` \\$ $\\bad$,")
    edit(deck, "explain = 'Count.'", "explain = '''\nCount $x$\nand $x + \\bad$.'''")

    def formula_error(tex: str) -> tuple[int, str] | None:
        return (tex.index("\\bad"), "unknown command \\bad") if "\\bad" in tex else None

    assert codes(deck, formula_error=formula_error) == [
        ("cards/good.md", 21, "E071"),
        ("cards/good.md", 23, "E071"),
        ("cards/good.md", 56, "E071"),
    ]


def test_formulas_spoilt_by_an_escape_are_not_reported_twice(deck: Path) -> None:
    edit(deck, "explain = 'Count.'", 'explain = "Count $\\theta$."')
    assert codes(deck, formula_error=lambda tex: (0, "bad") if "heta" in tex else None) == [("cards/good.md", 49, "E074")]


@pytest.mark.parametrize(("at", "expected"), [(0, []), (1600, []), (1601, [("cards/good.md", 9, "E023")])])
def test_step_of_a_simulation_lies_within_ten_whole_runs(deck: Path, at: int, expected: list[Any]) -> None:
    link = f'simulations = [{{ run = "perceptron_learning/and_gate", at = {at}, caption = "c" }}]'
    edit(deck, "rev = 1", f"rev = 1\n{link}")
    edit(deck, "answer = 2", 'skill = "predict"\nanswer = 2')
    edit(deck, "Because it", "[Because](sim:perceptron_learning/and_gate) [it](sim:perceptron_learning@1?data=or)")
    assert codes(deck) == expected


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ("gate = 5, at = 5", []),
        ("gate = 6, at = 5", [("cards/good.md", 9, "E023")]),
        ("gate = 1600, at = 1601", [("cards/good.md", 9, "E023")]),
        ("gate = 99", [("cards/good.md", 9, "E023")]),
        ("gate = -1", [("cards/good.md", 9, "E023")]),
    ],
)
def test_gate_lies_not_after_the_step_that_makes_the_point(deck: Path, places: str, expected: list[Any]) -> None:
    edit(deck, "rev = 1", f'rev = 1\nsimulations = [{{ run = "perceptron_learning/and_gate", {places}, caption = "c" }}]')
    edit(deck, "answer = 2", 'skill = "predict"\nanswer = 2')
    edit(deck, "Because it", "[Because](sim:perceptron_learning/and_gate) [it](sim:perceptron_learning@1?data=or)")
    assert codes(deck) == expected


GATED = """
[[simulations]]
run = "perceptron_learning/and_gate"
gate = 17
{}
caption = "c"
[simulations.predict]
prompt = "What of b?"
{}
"""
CLOSE = 'options = [{ text = "falls", high = -2.5 }, { text = "stays", low = -2.5 }]'


@pytest.mark.parametrize(
    ("at", "keys", "expected"),
    [
        ("at = 18", f'readout = "b"\n{CLOSE}', []),
        ("at = 18", 'readout = "b"\natol = 0.5', []),
        ("", 'readout = "b"\natol = 0.5', [(15, "E062")]),
        ("at = 18", 'readout = "bias"\natol = 0.5', [(17, "E061")]),
        ("at = 18", f'readout = "b"\n{CLOSE.replace("low = -2.5", "low = -2.75")}', [(18, "E063")]),
        ("at = 18", f'readout = "b"\n{CLOSE.replace("high = -2.5", "high = -3.5")}', [(18, "E063")]),
        ("at = 18", f'readout = "b"\n{CLOSE.replace("2.5", "3.0")}', [(18, "E064"), (18, "E064")]),
        ("at = 99999", f'readout = "b"\n{CLOSE}', [(13, "E023")]),
    ],
)
def test_prediction_must_be_one_that_the_run_decides(deck: Path, at: str, keys: str, expected: list[Any]) -> None:
    card = deck / "cards" / "good.md"
    text = card.read_text(encoding="utf-8")
    front, plus, rest = text.partition("\n+++\n")
    card.write_text(front + GATED.format(at, keys).rstrip() + plus + rest, encoding="utf-8")
    edit(deck, "answer = 2", 'skill = "predict"\nanswer = 2')
    edit(deck, "Because it", "[Because](sim:perceptron_learning/and_gate) [it](sim:perceptron_learning@1?data=or)")
    assert [(line, code) for _, line, code in codes(deck)] == expected


def test_simulation_that_a_card_opens_must_exist(deck: Path) -> None:
    edit(deck, "rev = 1", 'rev = 1\nsimulations = [\n  { run = "perceptron/and_gate", caption = "c" },\n]')
    edit(deck, "answer = 2", 'skill = "predict"\nanswer = 2')
    edit(deck, "Because it", "[Because](sim:perceptron_learning/and_gate) [it](sim:perceptron_learning@1?data=or)")
    assert codes(deck) == [("cards/good.md", 10, "E026")]


@pytest.mark.parametrize("run", ["perceptron_learning/and_gat", "perceptron_learning@1?data=nor", "nothing/at_all", "a b"])
@pytest.mark.parametrize("place", ['run = "{}"\nanswer = 2', "answer = 2"])
def test_run_that_does_not_exist_is_found_in_items_and_misconceptions(deck: Path, run: str, place: str) -> None:
    edit(deck, "answer = 2", place.format(run))
    if "run" not in place:
        belief = f"[M-MORE]\nbelief = 'x'\ncorrection = 'y'\nrun = '{run}'\n"
        (deck / "misconceptions.toml").write_text(belief, encoding="utf-8")
    file, line = ("cards/good.md", 47) if "run" in place else ("misconceptions.toml", 4)
    assert codes(deck) == [(file, line, "E026")]


def test_deck_that_cannot_be_read_is_still_answered(tmp_path: Path) -> None:
    assert codes(tmp_path / "nowhere") == [("cards", 1, "E080"), ("deck.toml", 1, "E080")]
