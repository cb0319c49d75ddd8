"""Cards, decks and libraries: frozen values that deck files are read into."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from quizapp.domain.predictions import Prediction
from quizapp.domain.questions import Question

LEVELS = ("intern", "junior", "senior")


@dataclass(frozen=True, slots=True)
class SimulationLink:
    """A simulation that a card opens.

    Attributes:
        run: Preset (``gradient_descent/overshoot``) or share text.
        at: Step that makes the point; None for the preset's own.
        caption: What to look at, or what to predict.
        gate: Step at which the simulation waits until the learner has answered.
        predict: What the learner is asked there, to be graded at ``at``; None for nothing.
    """

    run: str
    at: int | None = None
    caption: str = ""
    gate: int = 0
    predict: Prediction | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A source and the place in it."""

    key: str
    at: str


@dataclass(frozen=True, slots=True)
class Source:
    """A work that cards cite."""

    key: str
    authors: str
    year: int
    title: str
    kind: str


@dataclass(frozen=True, slots=True)
class Misconception:
    """A wrong belief that distractors and wrong answers name.

    Attributes:
        id: For example ``"M-PERC-SIGN"``.
        belief: The wrong belief in one line.
        correction: What is right, in one line.
        run: Simulation that refutes it; empty where none does yet.
    """

    id: str
    belief: str
    correction: str
    run: str


@dataclass(frozen=True, slots=True)
class Topic:
    """A topic of a deck, in the deck's order."""

    id: str
    title: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One interview question with its answers, derivation, traps and quiz items. All texts are Markdown with formulas."""

    id: str
    title: str
    topic: str
    difficulty: int
    level: str
    rev: int
    tags: tuple[str, ...]
    aliases: tuple[str, ...]
    prerequisites: tuple[str, ...]
    confusable_with: tuple[str, ...]
    simulations: tuple[SimulationLink, ...]
    citations: tuple[Citation, ...]
    answer_short: str
    answer_long: str
    whiteboard: str
    wrong_answers: str
    follow_ups: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deck:
    """A folder of cards with what they share.

    Attributes:
        id: As written in deck.toml, or the folder name.
        cards: By id, in the deck's order.
    """

    id: str
    title: str
    licence: str
    topics: tuple[Topic, ...]
    cards: Mapping[str, Card]
    sources: Mapping[str, Source]
    misconceptions: Mapping[str, Misconception]
    glossary: Mapping[str, str]
