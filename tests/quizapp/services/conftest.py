"""A real collection file, a clock that stands, and builders of cards and libraries."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.cards import Card, Deck, Topic
from quizapp.domain.questions import Question
from quizapp.services.clock import FixedClock
from quizapp.services.library import Library, LoadedDeck
from quizapp.services.settings import SettingsService
from quizapp.services.study import StudyService, fsrs_scheduler
from quizapp.storage.collection import open_collection
from quizapp.storage.database import Database

SUNDAY_10_O_CLOCK_MS = 1_795_341_600_000  # 22 November 2026, 10:00 UTC


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(SUNDAY_10_O_CLOCK_MS)


@pytest.fixture
def collection(tmp_path: Path) -> Path:
    return tmp_path / "collection.db"


@pytest.fixture
def database(collection: Path, clock: FixedClock) -> Iterator[Database]:
    opened = open_collection(collection, clock.now_ms())
    yield opened
    opened.close()


@pytest.fixture
def make_card() -> Callable[..., Card]:
    def make(card_id: str, topic: str = "basics", questions: tuple[Question, ...] = (), aliases: tuple[str, ...] = ()) -> Card:
        texts: dict[str, Any] = dict.fromkeys(
            ("answer_short", "answer_long", "whiteboard", "wrong_answers", "follow_ups"), "Text."
        )
        lists: dict[str, Any] = dict.fromkeys(("tags", "prerequisites", "confusable_with", "simulations", "citations"), ())
        plain: dict[str, Any] = {"title": card_id.title(), "difficulty": 1, "level": "junior", "rev": 1}
        return Card(id=card_id, topic=topic, questions=questions, aliases=aliases, **texts, **lists, **plain)

    return make


@pytest.fixture
def make_deck() -> Callable[..., Deck]:
    def make(*cards: Card, name: str = "deck") -> Deck:
        topics = tuple(Topic(topic, topic.title()) for topic in dict.fromkeys(card.topic for card in cards))
        shared: dict[str, Any] = {"sources": {}, "misconceptions": {}, "glossary": {}}
        by_id = {card.id: card for card in cards}
        return Deck(id=name, title=name, licence="CC0", topics=topics, cards=by_id, **shared)

    return make


@pytest.fixture
def make_library(make_deck: Callable[..., Deck]) -> Callable[..., Library]:
    def make(*cards: Card) -> Library:
        return Library((LoadedDeck(Path("deck"), make_deck(*cards), ()),))

    return make


@pytest.fixture
def settings(database: Database) -> SettingsService:
    return SettingsService(database)


@pytest.fixture
def make_study(database: Database, clock: FixedClock, settings: SettingsService, make_card: Any, make_library: Any) -> Any:
    """A study service over cards of the given ids, or over given cards."""

    def make(*cards: str | Card) -> StudyService:
        library = make_library(*(make_card(card) if isinstance(card, str) else card for card in cards))
        return StudyService(database, library, fsrs_scheduler, clock, settings)

    return make
