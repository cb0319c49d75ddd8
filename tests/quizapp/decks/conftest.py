"""A deck without fault in a folder of its own, and a card of it to be spoilt."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.decks.card_reader import CardReading, read_card

GOOD = Path(__file__).parents[2] / "content" / "good"


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "deck"))


@pytest.fixture
def good_card() -> str:
    return (GOOD / "cards" / "good.md").read_text(encoding="utf-8")


@pytest.fixture
def spoilt(good_card: str) -> Callable[..., CardReading]:
    """The good card with one text replaced by another."""

    def read(old: str = "", new: str = "") -> CardReading:
        assert old in good_card
        return read_card("cards/good.md", "good", good_card.replace(old, new, 1))

    return read
