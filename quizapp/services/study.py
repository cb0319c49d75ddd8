"""Study: what is next, the answer, undo and redo. Every answer is durable before the method returns."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from quizapp.domain.cards import Card
from quizapp.domain.days import LearnerDays
from quizapp.domain.errors import StaleCardError
from quizapp.domain.queue import CardFilter, Counts, Moment, Queue, arrange, median_ms, minutes_needed
from quizapp.domain.reviews import Review
from quizapp.domain.scheduling import MemoryState, NextStates, Rating, Scheduler, ScheduleRules, state_of
from quizapp.services.changes import Changes
from quizapp.services.clock import Clock
from quizapp.services.library import Library
from quizapp.services.settings import SettingsService
from quizapp.storage import reviews
from quizapp.storage.database import Database

EVERYTHING = CardFilter()
RECENT_ANSWERS = 200
STUDY_CHANGES = Changes(reviews=True, queue=True)


@dataclass(frozen=True)
class Presented:
    """A card to be shown.

    Attributes:
        card: The card.
        memory: Where it stands; None for a new card.
        counts: What a sitting would ask now, this card included.
        shown_ms: For which moment the next states are computed, UTC milliseconds.
    """

    card: Card
    memory: MemoryState | None
    counts: Counts
    shown_ms: int
    _compute: Callable[[], NextStates] = field(repr=False, compare=False)

    @cached_property
    def next_states(self) -> NextStates:
        """Where each rating leads: computed once, for the labels and for the answer.

        The first use in a program loads the scheduler's package; do that after the card is painted.
        """
        return self._compute()


@dataclass(frozen=True, slots=True)
class Done:
    """Nothing is left to ask now.

    Attributes:
        next_due_ms: When there is something again, UTC milliseconds; None if there is no card at all.
    """

    next_due_ms: int | None


@dataclass(frozen=True, slots=True)
class Overview:
    """What there is to do.

    Attributes:
        counts: Cards that a sitting would ask now.
        minutes: How long that takes by the learner's own answer times.
        next_due_ms: When the first of the other cards can be asked, UTC milliseconds; None if there are none.
        cards: All cards of the selection.
    """

    counts: Counts
    minutes: int
    next_due_ms: int | None
    cards: int


@dataclass(frozen=True, slots=True)
class Reversal:
    """What an undo took back or a redo brought back.

    Attributes:
        card_id: The card; its present id if it was renamed since.
        rating: The rating it had been given.
        changes: What to refresh.
    """

    card_id: str
    rating: Rating
    changes: Changes


def fsrs_scheduler(rules: ScheduleRules) -> Scheduler:
    """Return the FSRS scheduler; its package is loaded here and not before."""
    from quizapp.services.fsrs_scheduler import FsrsScheduler

    return FsrsScheduler(rules)


class StudyService:
    """Joins the library, the review log, the scheduler and the learner's clock."""

    def __init__(
        self,
        database: Database,
        library: Library,
        make_scheduler: Callable[[ScheduleRules], Scheduler],
        clock: Clock,
        settings: SettingsService,
    ) -> None:
        self._database = database
        self._library = library
        self._make_scheduler = make_scheduler
        self._clock = clock
        self._settings = settings
        self._scheduler: tuple[ScheduleRules, Scheduler] | None = None

    def overview(self, selection: CardFilter = EVERYTHING) -> Overview:
        """Return how much there is to do in a selection of cards."""
        queue = self._queue(selection)
        answer_ms = median_ms(reviews.recent_durations_ms(self._database, RECENT_ANSWERS))
        minutes = minutes_needed(queue.counts, answer_ms, len(self._settings.current.learning_steps))
        cards = sum(selection.admits(card) for card in self._library.cards.values())
        return Overview(queue.counts, minutes, queue.next_due_ms, cards)

    def memories(self, selection: CardFilter = EVERYTHING) -> dict[str, MemoryState | None]:
        """Return where each card of a selection stands, in the library's order; None for new cards."""
        stored = reviews.states(self._database)
        cards = [card for card in self._library.cards.values() if selection.admits(card)]
        return {card.id: next((stored[name] for name in _names(card) if name in stored), None) for card in cards}

    def next_card(self, selection: CardFilter = EVERYTHING) -> Presented | Done:
        """Return the card to ask now."""
        queue = self._queue(selection)
        if not queue.order:
            return Done(queue.next_due_ms)
        return self._present(self._library.cards[queue.order[0]], queue.counts)

    def present(self, card_id: str, selection: CardFilter = EVERYTHING) -> Presented:
        """Return a particular card to be asked now, due or not; for example the one whose answer was undone.

        Raises:
            KeyError: If the library has no such card.
        """
        card = self._library.find(card_id)
        if card is None:
            raise KeyError(card_id)
        return self._present(card, self._queue(selection).counts)

    def answer(self, presented: Presented, rating: Rating, duration_ms: int) -> Changes:
        """Write down an answer with the schedule that its button showed.

        Args:
            presented: The card as it was shown.
            rating: What the learner pressed.
            duration_ms: Time from the question to the rating, at least 0.

        Raises:
            StaleCardError: If the card was answered or undone since it was shown; nothing is written then.
            CollectionError: If the file cannot be written; nothing is written then.
        """
        card = presented.card
        after = presented.next_states.of(rating).taken_at(self._clock.now_ms())
        review = Review(card.id, rating, state_of(presented.memory), after, duration_ms)
        with self._database.transaction():
            if self._memory(card) != presented.memory:
                raise StaleCardError(f'"{card.title}" has been answered or undone since it was shown: show it again')
            reviews.append(self._database, review)
        return STUDY_CHANGES

    def undo(self) -> Reversal | None:
        """Take back the last answer that still stands, however long ago; None if there is none."""
        with self._database.transaction():
            logged = reviews.newest_standing(self._database)
            if logged is not None:
                reviews.retract(self._database, logged, self._clock.now_ms())
        return self._reversal(logged)

    def redo(self) -> Reversal | None:
        """Bring back the answer that was undone last; None if there is none, or a card was answered since."""
        with self._database.transaction():
            logged = reviews.newest_retracted(self._database)
            if logged is not None:
                reviews.reinstate(self._database, logged, self._clock.now_ms())
        return self._reversal(logged)

    def rebuild(self) -> int:
        """Make the cached states anew from the review log and return how many were wrong."""
        with self._database.transaction():
            return reviews.rebuild_states(self._database)

    def _reversal(self, logged: reviews.LoggedReview | None) -> Reversal | None:
        if logged is None:
            return None
        card = self._library.find(logged.review.card_id)
        card_id = logged.review.card_id if card is None else card.id
        return Reversal(card_id, logged.review.rating, STUDY_CHANGES)

    def _memory(self, card: Card) -> MemoryState | None:
        found = (reviews.state(self._database, name) for name in _names(card))
        return next((memory for memory in found if memory is not None), None)

    def _present(self, card: Card, counts: Counts) -> Presented:
        memory, now_ms, days, rules = self._memory(card), self._clock.now_ms(), self._days(), self._settings.current.schedule
        return Presented(card, memory, counts, now_ms, lambda: self._scheduler_for(rules).next_states(memory, now_ms, days))

    def _scheduler_for(self, rules: ScheduleRules) -> Scheduler:
        if self._scheduler is None or self._scheduler[0] != rules:
            self._scheduler = (rules, self._make_scheduler(rules))
        return self._scheduler[1]

    def _queue(self, selection: CardFilter) -> Queue:
        now_ms, days = self._clock.now_ms(), self._days()
        today = days.day_of(now_ms)
        new_left = max(0, self._settings.current.new_per_day - reviews.begun_on(self._database, today))
        return arrange(self.memories(selection), Moment(now_ms, today, days.start_ms(today + 1), new_left))

    def _days(self) -> LearnerDays:
        return LearnerDays(self._clock.zone(), self._settings.current.day_start_hour)


def _names(card: Card) -> tuple[str, ...]:
    """Return the ids under which a card's reviews may be logged, the present one first."""
    return (card.id, *card.aliases)
