"""Statements that need a source."""

from __future__ import annotations

import pytest

from quizapp.decks.claims import absolute_words, surnames_of, unsourced_claims
from quizapp.domain.cards import Source

NAMES = frozenset({"Novikoff"})


def claims(text: str) -> list[str]:
    return [claim for _, claim in unsourced_claims(text, NAMES)]


@pytest.mark.parametrize(
    ("text", "claim"),
    [
        ("It was found in 1958.", "1958"),
        ("It gets 75 % right.", "75"),
        ("It took 1,000 passes.", "1,000"),
        ("Novikoff proved it.", "Novikoff"),
        ("By Moore's law it doubles.", "Moore's law"),
        ("By Cover’s counting theorem half are.", "Cover’s counting theorem"),
        ("[It ran](sim:a/b) in 1958.", "1958"),
        ("See [20 pages](https://x.org).", "20"),
    ],
)
def test_claim_without_source_is_found(text: str, claim: str) -> None:
    assert claims(text) == [claim]


@pytest.mark.parametrize(
    "text",
    [
        "It was found in 1958.[^rosenblatt]",
        "[It takes 11 corrections](sim:a/b).",
        "The picture is 2-D and takes a 30-second answer.",
        "The layer has $25$ units and `x = 3`.",
        "1. A step without a claim.",
        "L2 and x1 are names.",
        "What a rule is.",
    ],
)
def test_what_is_sourced_computed_or_no_claim_passes(text: str) -> None:
    assert claims(text) == []


def test_each_block_needs_a_source_of_its_own() -> None:
    text = "- In 1958.[^a]\n- In 1962.\n\nAnd 3 more."
    assert [(text[start:][:4], claim) for start, claim in unsourced_claims(text, NAMES)] == [("- In", "1962"), ("And ", "3")]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It always works.", ["always"]),
        ("Never. It guarantees the Best.", ["Never", "guarantees", "Best"]),
        ("It does not always work.", []),
        ("There is no guarantee of the best weights.", []),
        ("It isn’t perfect. It is impossible.", ["impossible"]),
        ("It always works.[^a]", []),
        ("The `best` of $best$.", []),
    ],
)
def test_absolute_words_need_a_source_or_a_negation(text: str, found: list[str]) -> None:
    assert [word for _, word in absolute_words(text)] == found


def test_surnames_are_the_last_words_of_the_names_unless_they_are_common() -> None:
    sources = [
        Source("a", "Marvin Minsky and Seymour Papert", 1969, "", ""),
        Source("b", "Thomas M. Cover, Jimmy Ba", 1965, "", ""),
    ]
    assert surnames_of(sources) == {"Minsky", "Papert"}
