"""The predictions that the shipped cards ask for: enough of them, each decided by the engine, none a foregone conclusion."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from engine.share import find_run
from quizapp.decks.loader import load_deck
from quizapp.domain.cards import Card, SimulationLink
from quizapp.domain.predictions import ChoicePrediction, ClickPrediction, Truth, holds
from quizapp.services.forecast import forecast

FOUNDING = Path(__file__).parents[2] / "content" / "deep-learning"
AT_LEAST = 2
TAKING = {"gradient_descent"}  # simulations whose view can be clicked for a prediction; held by the tests of the views


def founding_cards() -> dict[str, Card]:
    deck, _ = load_deck(FOUNDING)
    return dict(deck.cards) if deck else {}


CARDS = founding_cards()
ASKED = [(card, link) for card in CARDS.values() for link in card.simulations if link.predict is not None]


def truth(link: SimulationLink) -> Truth:
    assert link.predict is not None
    assert link.at is not None
    return forecast(find_run(link.run).run, link.gate, link.at, link.predict)


@pytest.mark.parametrize("card", CARDS.values(), ids=lambda card: card.id)
def test_founding_card_asks_for_predictions(card: Card) -> None:
    assert sum(link.predict is not None for link in card.simulations) >= AT_LEAST


@pytest.mark.parametrize(("card", "link"), ASKED, ids=lambda value: getattr(value, "run", getattr(value, "id", "")))
def test_the_engine_decides_it_and_one_can_be_wrong(card: Card, link: SimulationLink) -> None:
    found = truth(link)
    if isinstance(link.predict, ChoicePrediction):
        assert sum(holds(option, found) for option in link.predict.options) == 1
        assert any(not holds(option, found) for option in link.predict.options)
    else:
        assert all(map(math.isfinite, found if isinstance(found, tuple) else (found,)))  # type: ignore[arg-type]


@pytest.mark.parametrize(("card", "link"), ASKED, ids=lambda value: getattr(value, "run", getattr(value, "id", "")))
def test_its_words_fit_under_a_picture(card: Card, link: SimulationLink) -> None:
    assert link.predict is not None
    assert len(link.predict.prompt) <= 170
    options = link.predict.options if isinstance(link.predict, ChoicePrediction) else ()
    assert len(options) <= 4
    assert all(len(option.text) <= 75 for option in options)


def test_places_are_only_asked_for_where_they_can_be_pointed_at() -> None:
    clicks = [link.run.partition("/")[0] for _, link in ASKED if isinstance(link.predict, ClickPrediction)]
    assert clicks
    assert set(clicks) <= TAKING


def test_the_right_option_is_not_always_at_one_place() -> None:
    places = [
        next(place for place, option in enumerate(link.predict.options) if holds(option, truth(link)))
        for _, link in ASKED
        if isinstance(link.predict, ChoicePrediction)
    ]
    assert max(places.count(place) for place in set(places)) <= 0.6 * len(places)
