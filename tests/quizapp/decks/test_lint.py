"""Rules on a card as a whole. The rules on single texts are tested where they live; every rule has a broken file as well."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.decks.card_reader import CardReading
from quizapp.decks.lint import lint_card
from quizapp.decks.shared_files import Shared

Spoil = Callable[..., CardReading]
OPTIONS = "{ text = 'short', correct = true }"


def codes(card: CardReading) -> list[tuple[int, str]]:
    return sorted((finding.line, finding.code) for finding in lint_card(card, Shared(), Path()))


def test_good_card_has_no_finding(spoilt: Spoil) -> None:
    assert codes(spoilt()) == []


@pytest.mark.parametrize(("count", "expected"), [(75, []), (76, [(12, "W101")])])
def test_short_answer_may_have_75_words(spoilt: Spoil, count: int, expected: list[tuple[int, str]]) -> None:
    words = "It is. " * (count // 2) + "So." * (count % 2)
    assert codes(spoilt("A good card is short and right.", words)) == expected


def test_formula_counts_as_one_word(spoilt: Spoil) -> None:
    words = "It is. " * 37 + r"$\frac{a + b + c}{d + e + f}$."
    assert codes(spoilt("A good card is short and right.", words)) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [("short, and right", [(1, "W105")]), ("nine long", []), ("$\\varepsilon_{0}$", []), ("very longe", [(1, "W105")])],
)
def test_right_option_that_is_the_longest_is_a_cue(spoilt: Spoil, text: str, expected: list[tuple[int, str]]) -> None:
    assert codes(spoilt(OPTIONS, f"{{ text = '{text}', correct = true }}")) == expected


def test_claims_are_looked_for_where_facts_stand_only(spoilt: Spoil) -> None:
    assert codes(spoilt("A good card is short and right.", "It has 75 words.")) == []
    assert codes(spoilt('"More is better." It is not.', "It has 75 words.")) == [(26, "W103")]


def test_absolute_words_of_a_wrong_belief_are_quoted_freely(spoilt: Spoil) -> None:
    assert codes(spoilt('"More is better."', '"More is always better."')) == []
    assert codes(spoilt("Because it can", "Because it always can")) == [(30, "W107")]


def test_front_matter_that_cannot_be_read_hides_no_fault_of_the_text(spoilt: Spoil) -> None:
    card = spoilt('difficulty = 1\nlevel = "intern"', "difficulty = \nlevel = ")
    card_too = spoilt("Because it", "Because <i>it</i>")
    assert codes(card) == []
    assert codes(card_too) == [(30, "E075"), (30, "E075")]


def test_broken_quiz_block_is_no_reason_to_miss_a_prediction(spoilt: Spoil) -> None:
    simulation = 'rev = 1\nsimulations = [{ run = "a/b", caption = "c" }]'
    whole = spoilt("rev = 1", simulation)
    assert codes(whole) == [(1, "W108"), (1, "W110")]
    text = whole.text
    assert text.front is not None
    whole.items.pop()
    assert codes(whole) == [(1, "W110")]
