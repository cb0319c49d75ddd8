"""The library: folders found, decks joined, broken ones told."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.loader import load_deck
from quizapp.domain.cards import Deck
from quizapp.services import library as module
from quizapp.services.library import Library, deck_folders, load_library, shipped_content

FINDING = Diagnostic("cards/bad.md", 3, "E020", "missing key")


@pytest.fixture
def decks(make_card: Any, make_deck: Any) -> dict[str, Deck | None]:
    return {
        "one": make_deck(make_card("b"), make_card("a", "loss", aliases=("old",)), name="one"),
        "two": make_deck(make_card("a"), make_card("z", "loss"), name="two"),
        "broken": None,
    }


@pytest.fixture
def loaded(decks: dict[str, Deck | None]) -> Library:
    return load_library(map(Path, decks), lambda folder: (decks[folder.name], [FINDING] if folder.name == "broken" else []))


def test_cards_keep_the_order_of_their_decks(loaded: Library) -> None:
    assert list(loaded.cards) == ["b", "a", "z"]
    assert [topic.id for topic in loaded.topics] == ["basics", "loss"]


def test_card_with_a_taken_id_is_reported_and_left_out(loaded: Library) -> None:
    assert loaded.cards["a"].topic == "loss"  # that of the first deck
    (finding,) = loaded.decks[1].findings
    assert (finding.file, finding.code) == ("cards/a.md", "E025")
    assert finding.message == 'the deck "one" has a card "a" already; every card needs an id of its own'


def test_deck_that_cannot_be_read_leaves_the_others(loaded: Library) -> None:
    assert loaded.decks[2].deck is None
    assert loaded.decks[2].findings == (FINDING,)


def test_what_decks_share_is_joined(loaded: Library) -> None:
    assert (loaded.misconceptions, loaded.sources, loaded.glossary) == ({}, {}, {})


def test_card_is_found_by_an_earlier_id(loaded: Library) -> None:
    assert loaded.find("old") is loaded.find("a")
    assert loaded.find("never") is None


def test_folders_with_a_deck_file_are_decks(tmp_path: Path) -> None:
    for name in ("second", "first", "no-deck"):
        (tmp_path / name).mkdir()
    for name in ("second", "first"):
        (tmp_path / name / "deck.toml").write_text("")
    assert [folder.name for folder in deck_folders(tmp_path)] == ["first", "second"]
    assert deck_folders(tmp_path / "missing") == []


def test_shipped_content_is_in_the_package_or_beside_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    package = tmp_path / "quizapp"
    monkeypatch.setattr(module, "PACKAGE", package)
    assert shipped_content() == tmp_path / "content"
    (package / "content").mkdir(parents=True)
    assert shipped_content() == package / "content"


def test_loader_of_decks_fits(tmp_path: Path) -> None:
    (tmp_path / "deck").mkdir()
    (tmp_path / "deck" / "deck.toml").write_text("no deck")
    (found,) = load_library(deck_folders(tmp_path), load_deck).decks
    assert found.deck is None
    assert found.findings
