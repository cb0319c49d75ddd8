"""The one adapter to the ``fsrs`` package (FSRS-6). Import it only when the first schedule is needed: it is slow to load.

What it keeps away from the program: random fuzz, the package's own clock and sleeping constructor, days of 24 hours where
the learner's days are meant, and stabilities without a limit.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import fsrs

from quizapp.domain.days import LearnerDays
from quizapp.domain.scheduling import (
    DAY_S,
    MAX_INTERVAL_DAYS,
    MAX_STABILITY_DAYS,
    CardState,
    MemoryState,
    NextStates,
    Outcome,
    Rating,
    ScheduleRules,
)

_STATES = {
    CardState.LEARNING: fsrs.State.Learning,
    CardState.REVIEW: fsrs.State.Review,
    CardState.RELEARNING: fsrs.State.Relearning,
}
_CARD_STATES = {state: card_state for card_state, state in _STATES.items()}


class FsrsScheduler:
    """Computes next states with FSRS-6 and its published parameters.

    The package counts days as 24 hours since the last review. It is given midnight UTC of the learner's day instead of the
    instant, so that its day count is the number of the learner's days between two reviews.

    Source: open-spaced-repetition, py-fsrs 6.3; the algorithm is described in its wiki page "The Algorithm".
    """

    def __init__(self, rules: ScheduleRules) -> None:
        self._fsrs = fsrs.Scheduler(
            desired_retention=rules.desired_retention,
            learning_steps=[timedelta(minutes=step) for step in rules.learning_steps],
            relearning_steps=[timedelta(minutes=step) for step in rules.relearning_steps],
            maximum_interval=MAX_INTERVAL_DAYS,
            enable_fuzzing=False,
        )

    def next_states(self, memory: MemoryState | None, now_ms: int, days: LearnerDays) -> NextStates:
        """Return the outcomes of the four ratings for a card answered now; without a memory the card is new."""
        today = days.day_of(now_ms)
        if memory is not None:
            today = max(today, memory.last_review_day)  # a clock that was set back does not undo days
        again, hard, good, easy = (self._outcome(memory, rating, now_ms, today, days) for rating in Rating)
        return NextStates(again, hard, good, easy)

    def _outcome(self, memory: MemoryState | None, rating: Rating, now_ms: int, today: int, days: LearnerDays) -> Outcome:
        asked = _midnight(today)
        card, _log = self._fsrs.review_card(_card(memory), fsrs.Rating(rating), asked)
        assert card.stability is not None  # a review sets it
        assert card.difficulty is not None
        interval_s = round((card.due - asked).total_seconds())
        in_days = card.state is fsrs.State.Review
        after = MemoryState(
            state=_CARD_STATES[card.state],
            step=card.step,
            stability=min(card.stability, MAX_STABILITY_DAYS),
            difficulty=card.difficulty,
            due_ms=days.start_ms(today + interval_s // DAY_S) if in_days else now_ms + interval_s * 1000,
            last_review_ms=now_ms,
            last_review_day=today,
        )
        return Outcome(after, interval_s)


def _card(memory: MemoryState | None) -> fsrs.Card:
    """Return the package's form of a card. Id and due date are given because the constructor would ask the clock for them."""
    if memory is None:
        return fsrs.Card(card_id=0, due=_midnight(1))
    return fsrs.Card(
        card_id=0,
        state=_STATES[memory.state],
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=_midnight(1),
        last_review=_midnight(memory.last_review_day),
    )


def _midnight(day: int) -> datetime:
    return datetime.combine(date.fromordinal(day), time(), UTC)
