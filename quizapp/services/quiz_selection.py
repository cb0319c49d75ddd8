"""Which questions a quiz asks, and in which concrete form: balanced over topics and cards, options in a drawn order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest
from random import Random
from typing import Any, TypeVar

from engine.errors import EngineError
from quizapp.domain.cards import Card
from quizapp.domain.kinds.generated import Generated
from quizapp.domain.kinds.multi import Multi
from quizapp.domain.kinds.single import Single
from quizapp.domain.kinds.truefalse import TrueFalse
from quizapp.domain.questions import Body, Question
from quizapp.domain.quizzes import QuizItem

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Candidate:
    """A question that may be asked, with its card."""

    card: Card
    question: Question


@dataclass(frozen=True, slots=True)
class Selection:
    """The concrete questions of a quiz, and why others could not be asked, one sentence each."""

    items: tuple[QuizItem, ...]
    left_out: tuple[str, ...]


def select(cards: Iterable[Card], count: int, seed: int) -> Selection:
    """Draw the questions of a quiz.

    No question comes twice before all have come; then computed ones come with new numbers and others with another order of
    their options.

    Args:
        cards: Where the questions are taken from.
        count: How many to draw; fewer come only if nothing can be asked at all.
        seed: The same seed, cards and count give the same quiz.
    """
    rng = Random(seed)
    cards = list(cards)
    items: list[QuizItem] = []
    left_out: dict[str, None] = {}
    while len(items) < count:
        before = len(items)
        for candidate in balanced(cards, rng):
            if len(items) == count:
                break
            try:
                items.append(concrete(candidate, rng))
            except EngineError as error:
                left_out[f'question "{candidate.question.id}" of card "{candidate.card.id}" cannot be asked: {error}'] = None
        if len(items) == before:
            break
    return Selection(tuple(items), tuple(left_out))


def balanced(cards: Iterable[Card], rng: Random) -> list[Candidate]:
    """Return all questions in a drawn order in which topics take turns, and in each topic its cards."""
    topics: dict[str, list[list[Candidate]]] = {}
    for card in cards:
        topics.setdefault(card.topic, []).append(_drawn([Candidate(card, question) for question in card.questions], rng))
    return in_turns(_drawn([in_turns(_drawn(of_cards, rng)) for of_cards in topics.values()], rng))


def in_turns(groups: Sequence[Sequence[T]]) -> list[T]:
    """Return the first of each group, then the second of each, and so on.

    Example:
        >>> in_turns(["adf", "be", "c"])
        ['a', 'b', 'c', 'd', 'e', 'f']
    """
    return [item for turn in zip_longest(*groups) for item in turn if item is not None]


def _drawn(items: Sequence[T], rng: Random) -> list[T]:
    """Return the items in a random order."""
    return rng.sample(items, len(items))


def concrete(candidate: Candidate, rng: Random) -> QuizItem:
    """Return a question as it is put: numbers filled in, options in a drawn order.

    Raises:
        EngineError: If a computed question names what the engine does not have.
    """
    question = candidate.question
    origin: Mapping[str, Any] | None = None
    if isinstance(question.body, Generated):
        from quizapp.services.computed_questions import computed  # loads NumPy, which study does not need

        question, origin = computed(question, question.body, rng.randrange(2**31))
    question = replace(question, body=shuffled(question.body, rng))
    return QuizItem(card_id=candidate.card.id, topic=candidate.card.topic, question=question, origin=origin)


def shuffled(body: Body, rng: Random) -> Body:
    """Return a body with its options in a drawn order, where it has options that may be moved."""
    if isinstance(body, (Single, Multi)) and body.shuffle:
        return replace(body, options=tuple(_drawn(body.options, rng)))
    if isinstance(body, TrueFalse) and body.shuffle:
        return replace(body, reasons=tuple(_drawn(body.reasons, rng)))
    return body
