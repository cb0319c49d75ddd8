"""Which card comes next, and how much is left: pure functions of the cards' states, the moment and the limits."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from quizapp.domain.cards import Card
from quizapp.domain.scheduling import CardState, MemoryState

LEARN_AHEAD_MS = 20 * 60 * 1000
TYPICAL_ANSWER_MS = 40_000  # until the learner's own times are known


@dataclass(frozen=True, slots=True)
class CardFilter:
    """A selection of cards; an empty set means no restriction."""

    topics: frozenset[str] = frozenset()
    card_ids: frozenset[str] = frozenset()

    def admits(self, card: Card) -> bool:
        """Return whether a card belongs to the selection."""
        return (not self.topics or card.topic in self.topics) and (not self.card_ids or card.id in self.card_ids)


@dataclass(frozen=True, slots=True)
class Moment:
    """What the queue needs to know of now.

    Attributes:
        now_ms: UTC milliseconds.
        today: Number of the learner's day.
        tomorrow_ms: When the learner's next day begins, UTC milliseconds.
        new_left: How many new cards may still be begun today.
    """

    now_ms: int
    today: int
    tomorrow_ms: int
    new_left: int


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cards a sitting would ask now."""

    new: int
    learning: int
    due: int

    @property
    def total(self) -> int:
        """All of them."""
        return self.new + self.learning + self.due


@dataclass(frozen=True, slots=True)
class Queue:
    """The cards to ask now, each group in its order, and when there is more.

    Attributes:
        learning: In learning or relearning and due, the longest waiting first.
        due: Due reviews, the most forgotten first.
        new: New cards in the deck's order, as many as today still allows.
        ahead: In learning or relearning and due within ``LEARN_AHEAD_MS``; asked early only when nothing else is left.
        next_due_ms: When the first card that is in none of these groups can be asked; None if there is none.
    """

    learning: tuple[str, ...]
    due: tuple[str, ...]
    new: tuple[str, ...]
    ahead: tuple[str, ...]
    next_due_ms: int | None

    @property
    def order(self) -> tuple[str, ...]:
        """All cards in the order they are asked."""
        return self.learning + self.due + self.new + self.ahead

    @property
    def counts(self) -> Counts:
        """The sizes of the groups."""
        return Counts(len(self.new), len(self.learning) + len(self.ahead), len(self.due))


def relative_overdueness(memory: MemoryState, today: int) -> float:
    """Return the days since the last review over the stability.

    In FSRS the chance of recall is R = (1 + F·t/S)^−d with one F and one d for all cards: the largest t/S has the smallest R.

    Source: J. Ye and others, "The Algorithm", FSRS-6 forgetting curve, open-spaced-repetition wiki.
    """
    return (today - memory.last_review_day) / memory.stability


def arrange(cards: Mapping[str, MemoryState | None], moment: Moment) -> Queue:
    """Sort cards into the groups of a queue.

    Due reviews come with the lowest chance of recall first. Simulations of a large backlog worked off under a daily limit
    favour the opposite order (ankitects/anki, issue 3460, 2024): it gives up what is nearly lost. Here a sitting has no
    limit of reviews, a deck is small enough to be finished, and before an interview the likely gaps are what must be seen.

    Args:
        cards: Memory by card id in the deck's order, None for new cards; cards that are equal keep this order.
        moment: Now, and what it allows.
    """
    new = [card_id for card_id, memory in cards.items() if memory is None]
    seen = sorted(((card_id, memory) for card_id, memory in cards.items() if memory is not None), key=_due_ms)
    reviews = [card for card in seen if card[1].state is CardState.REVIEW]
    steps = [card for card in seen if card[1].state is not CardState.REVIEW]
    soon_ms = moment.now_ms + LEARN_AHEAD_MS
    later = [_due_ms(card) for card in reviews if _due_ms(card) > moment.now_ms]
    later += [_due_ms(card) for card in steps if _due_ms(card) > soon_ms]
    if len(new) > moment.new_left:
        later.append(moment.tomorrow_ms)
    due = [card for card in reviews if _due_ms(card) <= moment.now_ms]
    due.sort(key=lambda card: relative_overdueness(card[1], moment.today), reverse=True)
    return Queue(
        learning=tuple(card[0] for card in steps if _due_ms(card) <= moment.now_ms),
        due=tuple(card[0] for card in due),
        new=tuple(new[: moment.new_left]),
        ahead=tuple(card[0] for card in steps if moment.now_ms < _due_ms(card) <= soon_ms),
        next_due_ms=min(later, default=None),
    )


def _due_ms(card: tuple[str, MemoryState]) -> int:
    return card[1].due_ms


def median_ms(durations_ms: Sequence[int]) -> int:
    """Return the middle answer time, the upper one of two; ``TYPICAL_ANSWER_MS`` if there is none yet."""
    return sorted(durations_ms)[len(durations_ms) // 2] if durations_ms else TYPICAL_ANSWER_MS


def minutes_needed(counts: Counts, answer_ms: int, learning_steps: int) -> int:
    """Return the whole minutes that the counted cards will take.

    Args:
        counts: Cards to ask.
        answer_ms: How long one answer takes.
        learning_steps: How often a new card is asked before it is put off to another day; at least one time is counted.

    Example:
        >>> minutes_needed(Counts(new=3, learning=1, due=5), answer_ms=40_000, learning_steps=2)
        8
    """
    answers = counts.due + counts.learning + counts.new * max(1, learning_steps)
    return math.ceil(answers * answer_ms / 60_000)
