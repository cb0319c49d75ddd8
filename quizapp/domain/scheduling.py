"""What a schedule is: ratings, memory states, the four next states a card can get, and the rules they are computed by.

The memory model itself is behind the protocol ``Scheduler``; its one adapter is ``quizapp.services.fsrs_scheduler``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, IntEnum
from typing import Protocol

from quizapp.domain.days import LearnerDays
from quizapp.domain.errors import InvalidSettingsError

MINUTE_S = 60
HOUR_S = 60 * MINUTE_S
DAY_S = 24 * HOUR_S
YEAR_DAYS = 365.25

MAX_INTERVAL_DAYS = 36_500
MAX_STABILITY_DAYS = 36_500.0
RETENTION_RANGE = (0.70, 0.99)
MAX_STEPS = 8
MAX_STEP_MINUTES = 12 * 60  # FSRS waits up to one and a half steps after "hard"; that must stay below a day


class Rating(IntEnum):
    """How well a card was remembered."""

    AGAIN = 1
    HARD = 2
    GOOD = 3
    EASY = 4


class CardState(Enum):
    """Where a card is on its way; the value is what the collection file holds."""

    NEW = "new"
    LEARNING = "learning"
    REVIEW = "review"
    RELEARNING = "relearning"


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What is known of the memory of a card that was reviewed at least once.

    Attributes:
        state: Learning, review or relearning; never new.
        step: Index of the learning or relearning step; None in review.
        stability: Days after which the chance of recall has fallen to 90 %.
        difficulty: 1 to 10.
        due_ms: When it is to be asked again, UTC milliseconds.
        last_review_ms: When it was last answered, UTC milliseconds.
        last_review_day: The learner's day that this review counted for. It is kept, not computed again, because a learner
            may travel or choose another hour for the day to begin.
    """

    state: CardState
    step: int | None
    stability: float
    difficulty: float
    due_ms: int
    last_review_ms: int
    last_review_day: int


def state_of(memory: MemoryState | None) -> CardState:
    """Return the state of a card; one without a memory is new."""
    return CardState.NEW if memory is None else memory.state


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one rating leads to.

    Attributes:
        memory: The state if the rating were given at the moment it was computed for.
        interval_s: Time to the next question in seconds; whole days of 86,400 s once the learning steps are done.
    """

    memory: MemoryState
    interval_s: int

    @property
    def text(self) -> str:
        """The interval as a button shows it."""
        return interval_text(self.interval_s)

    def taken_at(self, now_ms: int) -> MemoryState:
        """Return the state when the rating is given: a learning step begins to count now, a day stays the day shown."""
        if self.memory.step is None:
            return replace(self.memory, last_review_ms=now_ms)
        return replace(self.memory, last_review_ms=now_ms, due_ms=now_ms + self.interval_s * 1000)


@dataclass(frozen=True, slots=True)
class NextStates:
    """The outcomes of all four ratings, computed together when a card is shown."""

    again: Outcome
    hard: Outcome
    good: Outcome
    easy: Outcome

    def of(self, rating: Rating) -> Outcome:
        """Return the outcome of a rating."""
        return (self.again, self.hard, self.good, self.easy)[rating - 1]


def interval_text(seconds: int) -> str:
    """Return an interval in the unit a person would use, with at most one decimal.

    Example:
        >>> [interval_text(s) for s in (60, 600, 5400, 259_200, 5_259_600, 44_100_000)]
        ['1 min', '10 min', '1.5 hours', '3 days', '2 months', '1.4 years']
    """
    days = seconds / DAY_S
    if seconds < HOUR_S:
        return f"{max(1, round(seconds / MINUTE_S))} min"
    if seconds < DAY_S:
        return _amount(seconds / HOUR_S, "hour")
    if days <= 30:
        return _amount(round(days), "day")
    if days < YEAR_DAYS - 1:
        return _amount(days / (YEAR_DAYS / 12), "month")
    return _amount(days / YEAR_DAYS, "year")


def _amount(number: float, unit: str) -> str:
    """Return a rounded number with its unit in the right number."""
    text = f"{number:.1f}".removesuffix(".0")
    return f"{text} {unit}" if text == "1" else f"{text} {unit}s"


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleRules:
    """What the learner may decide about the schedule. Wrong values cannot be constructed.

    Attributes:
        desired_retention: Chance of recall at which a card is asked again, 0.70 to 0.99.
        learning_steps: Minutes between the first answers to a new card, not decreasing; empty for none.
        relearning_steps: The same after a card was forgotten.

    Raises:
        InvalidSettingsError: On construction, naming everything that is wrong.
    """

    desired_retention: float = 0.9
    learning_steps: tuple[int, ...] = (1, 10)
    relearning_steps: tuple[int, ...] = (10,)

    def __post_init__(self) -> None:
        problems = [*_retention_problems(self.desired_retention)]
        problems += _step_problems("learning_steps", self.learning_steps)
        problems += _step_problems("relearning_steps", self.relearning_steps)
        if problems:
            raise InvalidSettingsError(problems)


def _retention_problems(value: object) -> list[str]:
    low, high = RETENTION_RANGE
    if isinstance(value, (int, float)) and not isinstance(value, bool) and low <= value <= high:
        return []
    return [f"desired_retention must be a number from {low:.2f} to {high:.2f}, got {value!r}"]


def _step_problems(name: str, steps: object) -> list[str]:
    whole = isinstance(steps, tuple) and all(type(step) is int and 1 <= step <= MAX_STEP_MINUTES for step in steps)
    if isinstance(steps, tuple) and whole and len(steps) <= MAX_STEPS and list(steps) == sorted(steps):
        return []
    allowed = f"up to {MAX_STEPS} whole numbers of minutes from 1 to {MAX_STEP_MINUTES}, none smaller than the one before"
    return [f"{name} must be {allowed}, got {steps!r}"]


class Scheduler(Protocol):
    """A memory model: it says where each rating would lead."""

    def next_states(self, memory: MemoryState | None, now_ms: int, days: LearnerDays) -> NextStates:
        """Return the outcomes of the four ratings for a card answered now; without a memory the card is new."""
        ...
