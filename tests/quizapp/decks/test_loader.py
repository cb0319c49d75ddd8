"""Deck folders to decks."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from quizapp.decks.loader import load_deck
from quizapp.domain.cards import Deck


def loaded(folder: Path) -> Deck:
    deck, findings = load_deck(folder)
    assert findings == []
    assert deck is not None
    return deck


def test_good_deck_is_read_whole(deck: Path) -> None:
    good = loaded(deck)
    assert (good.id, good.title, good.licence) == ("good", "A deck without fault", "CC0")
    assert [topic.id for topic in good.topics] == ["foundations", "practice"]
    assert (list(good.sources), list(good.misconceptions), list(good.glossary)) == (["book"], ["M-MORE"], ["card"])


def test_good_card_is_read_whole(deck: Path) -> None:
    card = loaded(deck).cards["good"]
    assert (card.title, card.topic, card.difficulty, card.level, card.rev) == (
        "What is a good card?",
        "foundations",
        1,
        "intern",
        1,
    )
    assert card.answer_short == "A good card is short and right."
    assert [question.id for question in card.questions] == ["one", "two", "three"]
    assert [(citation.key, citation.at) for citation in card.citations] == [("book", "chapter 1")]
    assert "quiz" not in card.follow_ups


def test_confusable_sets_reach_their_members(deck: Path) -> None:
    cards = loaded(deck).cards
    assert (cards["good"].confusable_with, cards["other"].confusable_with) == (("other",), ("good",))


def test_listed_cards_come_first_and_the_others_by_id(deck: Path, good_card: str) -> None:
    for name in ("zeta", "alpha"):
        (deck / "cards" / f"{name}.md").write_text(good_card.replace('id = "good"', f'id = "{name}"'), encoding="utf-8")
    assert list(loaded(deck).cards) == ["good", "alpha", "other", "zeta"]


def test_broken_card_is_left_out_and_the_others_load(deck: Path) -> None:
    (deck / "cards" / "broken.md").write_text("+++\nnonsense\n+++\n", encoding="utf-8")
    good, findings = load_deck(deck)
    assert good is not None
    assert list(good.cards) == ["good", "other"]
    assert {finding.file for finding in findings} == {"cards/broken.md"}


def test_card_that_names_a_broken_one_is_not_blamed(deck: Path, good_card: str) -> None:
    (deck / "cards" / "broken.md").write_text("", encoding="utf-8")
    text = good_card.replace("rev = 1", 'rev = 1\nprerequisites = ["broken"]')
    (deck / "cards" / "good.md").write_text(text, encoding="utf-8")
    good, findings = load_deck(deck)
    assert good is not None
    assert good.cards["good"].prerequisites == ("broken",)
    assert [finding.file for finding in findings] == ["cards/broken.md"]


def test_faulty_deck_file_still_gives_the_cards(deck: Path) -> None:
    (deck / "deck.toml").write_text("format = 1\n", encoding="utf-8")
    good, findings = load_deck(deck)
    assert good is not None
    assert (good.id, good.title, sorted(good.cards)) == ("deck", "deck", ["good", "other"])
    assert {finding.code for finding in findings} == {"E020"}


@pytest.mark.parametrize("name", ["sources.toml", "misconceptions.toml"])
def test_unreadable_shared_file_is_one_finding(deck: Path, name: str) -> None:
    (deck / name).write_text("[", encoding="utf-8")
    good, findings = load_deck(deck)
    assert good is not None
    assert [(finding.file, finding.code) for finding in findings] == [(name, "E010")]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("format = 2", ["E023"]), ("", ["E020"]), ('format = "1"', ["E021"])],
)
def test_card_in_another_format_is_told_so(deck: Path, good_card: str, written: str, expected: list[str]) -> None:
    (deck / "cards" / "good.md").write_text(good_card.replace("format = 1", written), encoding="utf-8")
    assert [finding.code for finding in load_deck(deck)[1]] == expected


def test_missing_sources_are_found_where_they_are_cited(deck: Path) -> None:
    (deck / "sources.toml").unlink()
    codes = {(finding.file, finding.line, finding.code) for finding in load_deck(deck)[1]}
    assert codes == {("cards/good.md", 9, "E026"), ("cards/other.md", 9, "E026")}


def test_folder_without_anything_has_no_deck_and_says_why(tmp_path: Path) -> None:
    deck, findings = load_deck(tmp_path / "nowhere")
    assert deck is None
    assert [(finding.file, finding.code) for finding in findings] == [("cards", "E080"), ("deck.toml", "E080")]


def test_flat_folder_of_cards_can_be_checked(tmp_path: Path, good_card: str) -> None:
    (tmp_path / "good.md").write_text(good_card.replace('level = "intern"', 'level = "middle"'), encoding="utf-8")
    texts = [finding.text for finding in load_deck(tmp_path)[1]]
    assert 'good.md:7: E023 level "middle" is not one of intern, junior, senior' in texts


def test_name_of_a_missing_card_is_told_and_hides_no_card(deck: Path, good_card: str) -> None:
    text = good_card.replace("rev = 1", 'rev = 1\nprerequisites = ["nowhere"]')
    (deck / "cards" / "good.md").write_text(text, encoding="utf-8")
    good, findings = load_deck(deck)
    assert good is not None
    assert "good" in good.cards
    assert [(finding.line, finding.code) for finding in findings] == [(9, "E026")]


@pytest.mark.parametrize(
    ("old", "new"), [('topic = "foundations"', 'topic = "none"'), ('"M-MORE"', '"M-NONE"'), ('"book"', '"none"')]
)
def test_card_that_names_what_the_deck_lacks_is_left_out(deck: Path, good_card: str, old: str, new: str) -> None:
    (deck / "cards" / "good.md").write_text(good_card.replace(old, new), encoding="utf-8")
    good, findings = load_deck(deck)
    assert good is not None
    assert list(good.cards) == ["other"]
    assert {finding.code for finding in findings} == {"E026"}


def test_fifteen_cards_load_fast(deck: Path, good_card: str) -> None:
    for number in range(13):
        (deck / "cards" / f"c{number}.md").write_text(good_card.replace('id = "good"', f'id = "c{number}"'), encoding="utf-8")
    best = min(_cpu_seconds(deck) for _ in range(5))
    assert best < 0.1  # the budget is 0.04 s for cards three times as long; this catches what is many times slower


def _cpu_seconds(deck: Path) -> float:
    start = time.process_time()
    load_deck(deck)
    return time.process_time() - start
