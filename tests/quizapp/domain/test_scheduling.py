"""Ratings, outcomes, interval texts and the rules of a schedule. The scheduler itself: services/test_fsrs_scheduler.py."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.errors import InvalidSettingsError
from quizapp.domain.scheduling import (
    DAY_S,
    CardState,
    MemoryState,
    NextStates,
    Outcome,
    Rating,
    ScheduleRules,
    interval_text,
    state_of,
)

LEARNING = MemoryState(CardState.LEARNING, 0, 0.2, 6.4, due_ms=61_000, last_review_ms=1_000, last_review_day=700_000)
REVIEW = MemoryState(CardState.REVIEW, None, 2.3, 6.4, due_ms=900_000, last_review_ms=1_000, last_review_day=700_000)


def test_rating_numbers_are_the_keys() -> None:
    assert [(rating.name, int(rating)) for rating in Rating] == [("AGAIN", 1), ("HARD", 2), ("GOOD", 3), ("EASY", 4)]


def test_state_of_a_card_without_memory_is_new() -> None:
    assert state_of(None) is CardState.NEW
    assert state_of(LEARNING) is CardState.LEARNING


def test_next_states_are_found_by_rating() -> None:
    outcomes = [Outcome(LEARNING, seconds) for seconds in (60, 330, 600, DAY_S)]
    states = NextStates(*outcomes)
    assert [states.of(rating) for rating in Rating] == outcomes


def test_learning_step_counts_from_the_answer_not_from_the_showing() -> None:
    taken = Outcome(LEARNING, 60).taken_at(31_000)
    assert (taken.due_ms, taken.last_review_ms, taken.last_review_day) == (91_000, 31_000, 700_000)


def test_interval_of_days_stays_the_one_shown() -> None:
    taken = Outcome(REVIEW, 2 * DAY_S).taken_at(31_000)
    assert (taken.due_ms, taken.last_review_ms) == (900_000, 31_000)


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (20, "1 min"),
        (330, "6 min"),
        (3_600, "1 hour"),
        (9_000, "2.5 hours"),
        (DAY_S, "1 day"),
        (30 * DAY_S, "30 days"),
        (31 * DAY_S, "1 month"),
        (45 * DAY_S, "1.5 months"),
        (364 * DAY_S, "12 months"),
        (365 * DAY_S, "1 year"),
        (36_500 * DAY_S, "99.9 years"),
    ],
)
def test_interval_text(seconds: int, text: str) -> None:
    assert interval_text(seconds) == text


@given(st.integers(30, 36_500 * DAY_S))
@settings(deadline=None)
def test_interval_text_is_off_by_half_a_unit_at_most(seconds: int) -> None:
    number, unit = interval_text(seconds).split()
    length = {"min": 60, "hour": 3_600, "day": DAY_S, "month": 30.4375 * DAY_S, "year": 365.25 * DAY_S}[unit.removesuffix("s")]
    assert abs(float(number) * length - seconds) <= 0.5 * length


@pytest.mark.parametrize("retention", [0.69, 0.991, 1.5, 0, -1, math.nan, math.inf, "0.9", None, True])
def test_retention_outside_its_range_is_refused(retention: object) -> None:
    with pytest.raises(InvalidSettingsError, match=r"desired_retention must be a number from 0\.70 to 0\.99, got"):
        ScheduleRules(desired_retention=retention)  # type: ignore[arg-type]


@pytest.mark.parametrize("steps", [(0,), (-1,), (10, 1), (721,), (1.5,), ("1",), [1, 10], (1,) * 9, None, (True,)])
def test_steps_that_are_not_minutes_in_order_are_refused(steps: object) -> None:
    with pytest.raises(InvalidSettingsError, match=r"^learning_steps must be up to 8 whole numbers of minutes from 1 to 720"):
        ScheduleRules(learning_steps=steps)  # type: ignore[arg-type]


def test_all_wrong_rules_are_reported_together() -> None:
    with pytest.raises(InvalidSettingsError) as caught:
        ScheduleRules(desired_retention=2, learning_steps=(0,), relearning_steps=(0,))
    assert [problem.split()[0] for problem in caught.value.problems] == [
        "desired_retention",
        "learning_steps",
        "relearning_steps",
    ]


@pytest.mark.parametrize("steps", [(), (1,), (1, 10), (1, 1, 720)])
def test_steps_in_order_are_accepted(steps: tuple[int, ...]) -> None:
    assert ScheduleRules(learning_steps=steps, relearning_steps=steps).learning_steps == steps
