"""Run by test_kill.py in a process of its own: studies until it is killed and says what it has done, line by line."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

from quizapp.domain.cards import Card, Deck, Topic
from quizapp.domain.scheduling import Rating
from quizapp.services.clock import SystemClock
from quizapp.services.library import Library, LoadedDeck
from quizapp.services.settings import SettingsService
from quizapp.services.study import Presented, StudyService, fsrs_scheduler
from quizapp.storage.collection import open_collection


def library(size: int) -> Library:
    """Return a library of cards without content."""
    texts: dict[str, Any] = dict.fromkeys(("answer_short", "answer_long", "whiteboard", "wrong_answers", "follow_ups"), "Text.")
    lists: dict[str, Any] = dict.fromkeys(
        ("tags", "aliases", "prerequisites", "confusable_with", "simulations", "citations", "questions"), ()
    )
    plain: dict[str, Any] = {"title": "Card", "topic": "basics", "difficulty": 1, "level": "junior", "rev": 1}
    cards = {f"card-{number}": Card(id=f"card-{number}", **plain, **texts, **lists) for number in range(size)}
    shared: dict[str, Any] = {"sources": {}, "misconceptions": {}, "glossary": {}}
    deck = Deck(id="deck", title="Deck", licence="CC0", topics=(Topic("basics", "Basics"),), cards=cards, **shared)
    return Library((LoadedDeck(Path("deck"), deck, ()),))


def say(line: str) -> None:
    """Write a line that the parent reads at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def main(path: Path, answers: int) -> None:
    """Answer cards, take every ninth answer back, and acknowledge each step after it is done."""
    clock = SystemClock()
    database = open_collection(path, clock.now_ms())
    settings = SettingsService(database)
    settings.change(new_per_day=999)
    study = StudyService(database, library(20), fsrs_scheduler, clock, settings)
    say("ready")
    for number in range(answers):
        presented = study.next_card()
        if not isinstance(presented, Presented):
            presented = study.present(f"card-{number % 20}")
        rating = Rating(number * 7 % 4 + 1)
        study.answer(presented, rating, number)
        say(f"answer {presented.card.id} {int(rating)}")
        if number % 9 == 8:
            study.undo()
            say("undo")
    database.close()
    say("end")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
