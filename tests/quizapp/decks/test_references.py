"""What one file of a deck names in another."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.decks.loader import load_deck


def write(deck: Path, good_card: str, **prerequisites: list[str]) -> None:
    for name, needs in prerequisites.items():
        text = good_card.replace('id = "good"', f'id = "{name}"').replace("rev = 1", f"rev = 1\nprerequisites = {needs}")
        (deck / "cards" / f"{name}.md").write_text(text, encoding="utf-8")


def texts(deck: Path) -> list[str]:
    return [finding.text for finding in load_deck(deck)[1]]


def test_circle_is_told_once_at_the_first_card(deck: Path, good_card: str) -> None:
    write(deck, good_card, a=["good", "b"], b=["c"], c=["a"])
    assert texts(deck) == ["cards/a.md:9: E027 prerequisites go in a circle: a -> b -> c -> a"]


def test_two_circles_are_two_findings(deck: Path, good_card: str) -> None:
    write(deck, good_card, a=["b"], b=["a", "c"], c=["b"])
    assert sorted(text.split("circle: ")[1] for text in texts(deck)) == ["a -> b -> a", "b -> c -> b"]


def test_long_chain_is_no_circle(deck: Path, good_card: str) -> None:
    write(deck, good_card, **{f"c{number}": [f"c{number + 1}"] for number in range(30)}, c30=["good"])
    assert texts(deck) == []


@pytest.mark.parametrize("alias", ["other", "good", "once"])
def test_alias_belongs_to_one_card(deck: Path, good_card: str, alias: str) -> None:
    other = deck / "cards" / "other.md"
    other.write_text(other.read_text(encoding="utf-8").replace("rev = 1", 'rev = 1\naliases = ["once"]'), encoding="utf-8")
    text = good_card.replace("rev = 1", f'rev = 1\naliases = ["{alias}"]')
    (deck / "cards" / "good.md").write_text(text, encoding="utf-8")
    (finding,) = load_deck(deck)[1]
    assert (finding.code, finding.line) == ("E025", 9)


def test_unknown_name_comes_with_the_nearest_known_one(deck: Path, good_card: str) -> None:
    write(deck, good_card, a=["othr"])
    assert texts(deck) == ['cards/a.md:9: E026 there is no card "othr"; did you mean "other"?']


def test_item_s_own_references_are_followed(deck: Path, good_card: str) -> None:
    text = good_card.replace("answer = 2", 'sources = ["book", "bok"]\nprereq = ["good", "god"]\nanswer = 2')
    (deck / "cards" / "good.md").write_text(text, encoding="utf-8")
    assert [(finding.line, finding.code) for finding in load_deck(deck)[1]] == [(47, "E026"), (48, "E026")]
