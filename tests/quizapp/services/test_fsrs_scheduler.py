"""The adapter against the ``fsrs`` package itself, and what it must not take over from the package."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

import fsrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.days import EPOCH, LearnerDays
from quizapp.domain.scheduling import DAY_S, CardState, MemoryState, Rating, ScheduleRules
from quizapp.services.fsrs_scheduler import FsrsScheduler

FIRST_DAY = date(2026, 1, 1).toordinal()
MINUTE_MS = 60_000
DAY_MS = DAY_S * 1000
RULES = [
    ScheduleRules(),
    ScheduleRules(desired_retention=0.7, learning_steps=(5,), relearning_steps=()),
    ScheduleRules(desired_retention=0.99, learning_steps=(), relearning_steps=(1, 20)),
    ScheduleRules(desired_retention=0.85, learning_steps=(1, 10, 60), relearning_steps=(10, 30)),
]


def peer_of(rules: ScheduleRules) -> fsrs.Scheduler:
    return fsrs.Scheduler(
        desired_retention=rules.desired_retention,
        learning_steps=[timedelta(minutes=step) for step in rules.learning_steps],
        relearning_steps=[timedelta(minutes=step) for step in rules.relearning_steps],
        enable_fuzzing=False,
    )


def histories(count: int, seed: int) -> list[list[tuple[int, Rating]]]:
    """Random histories of up to 20 reviews as (days since the one before, rating); half of the gaps are within a day."""
    rng = random.Random(seed)
    gaps = [0, 0, 0, 1, 2, 5, 13, 40, 200]
    return [[(rng.choice(gaps), Rating(rng.randint(1, 4))) for _ in range(rng.randint(1, 20))] for _ in range(count)]


@pytest.mark.parametrize("rules", RULES, ids=["default", "one step", "no steps", "many steps"])
def test_equals_the_package_when_reviews_are_whole_days_apart(rules: ScheduleRules) -> None:
    adapter, peer, days = FsrsScheduler(rules), peer_of(rules), LearnerDays(UTC, 0)
    for history in histories(600, seed=len(rules.learning_steps)):
        memory, card, now = None, fsrs.Card(card_id=1, due=EPOCH), datetime(2026, 1, 1, 12, tzinfo=UTC)
        for gap, rating in history:
            now += timedelta(days=gap)
            outcome = adapter.next_states(memory, (now - EPOCH) // timedelta(milliseconds=1), days).of(rating)
            card, _ = peer.review_card(card, fsrs.Rating(rating), now)
            memory = outcome.memory
            assert (memory.stability, memory.difficulty, memory.step) == (card.stability, card.difficulty, card.step)
            assert (memory.state.name, outcome.interval_s) == (card.state.name.upper(), (card.due - now).total_seconds())


@pytest.mark.parametrize("rules", RULES, ids=["default", "one step", "no steps", "many steps"])
def test_better_rating_never_comes_back_sooner(rules: ScheduleRules) -> None:
    adapter, days = FsrsScheduler(rules), LearnerDays(UTC, 4)
    for history in histories(300, seed=7):
        memory, now_ms = None, days.start_ms(FIRST_DAY)
        for gap, rating in history:
            now_ms += gap * DAY_MS + MINUTE_MS
            states = adapter.next_states(memory, now_ms, days)
            intervals = [states.of(each).interval_s for each in Rating]
            stabilities = [states.of(each).memory.stability for each in Rating]
            assert intervals == sorted(intervals)
            assert stabilities == sorted(stabilities)
            memory = states.of(rating).memory


zones = st.integers(-12 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


@given(zones, st.integers(0, 23), st.lists(st.tuples(st.integers(0, 60 * 24 * 60), st.sampled_from(Rating)), max_size=12))
@settings(deadline=None)
def test_schedule_depends_on_the_learners_days_alone(zone: tzinfo, hour: int, history: list[tuple[int, Rating]]) -> None:
    """The same ratings on the same numbered days give the same memory, whatever the zone, the hour and the time of day."""
    adapter, days, midnights = FsrsScheduler(ScheduleRules()), LearnerDays(zone, hour), LearnerDays(UTC, 0)
    here, there, now_ms = None, None, days.start_ms(FIRST_DAY)
    for minutes, rating in history:
        now_ms += minutes * MINUTE_MS
        noon_ms = midnights.start_ms(days.day_of(now_ms)) + 12 * 60 * MINUTE_MS
        here = adapter.next_states(here, now_ms, days).of(rating).memory
        there = adapter.next_states(there, noon_ms, midnights).of(rating).memory
        assert (here.state, here.step, here.stability, here.difficulty) == (
            there.state,
            there.step,
            there.stability,
            there.difficulty,
        )


@given(zones, st.integers(0, 23), st.integers(0, 24 * 60 - 1))
@settings(deadline=None)
def test_card_of_n_days_is_due_when_the_nth_day_begins(zone: tzinfo, hour: int, minute: int) -> None:
    days = LearnerDays(zone, hour)
    outcome = FsrsScheduler(ScheduleRules()).next_states(None, days.start_ms(FIRST_DAY) + minute * MINUTE_MS, days).easy
    assert outcome.memory.due_ms == days.start_ms(FIRST_DAY + outcome.interval_s // DAY_S)
    assert days.day_of(outcome.memory.due_ms) - days.day_of(outcome.memory.due_ms - 1) == 1


def test_evening_and_next_evening_count_as_two_days() -> None:
    adapter, days = FsrsScheduler(ScheduleRules()), LearnerDays(UTC, 4)
    late_ms = days.start_ms(FIRST_DAY) + 19 * 60 * MINUTE_MS  # 23:00
    learnt = MemoryState(CardState.REVIEW, None, 2.3065, 2.12, late_ms, late_ms, FIRST_DAY)
    assert adapter.next_states(learnt, late_ms + 23 * 60 * MINUTE_MS, days).good.memory.stability > 7
    assert adapter.next_states(learnt, late_ms + 4 * 60 * MINUTE_MS, days).good.memory.stability < 2.5


def test_clock_set_back_counts_as_the_same_day() -> None:
    adapter, days = FsrsScheduler(ScheduleRules()), LearnerDays(UTC, 4)
    now_ms = days.start_ms(FIRST_DAY)
    learnt = MemoryState(CardState.REVIEW, None, 50.0, 5.0, now_ms, now_ms, FIRST_DAY)
    good = adapter.next_states(learnt, now_ms - 300 * DAY_MS, days).good.memory
    assert good == FsrsScheduler(ScheduleRules()).next_states(learnt, now_ms, days).good.taken_at(now_ms - 300 * DAY_MS)


def test_stability_and_interval_stop_at_a_hundred_years() -> None:
    days = LearnerDays(UTC, 4)
    now_ms = days.start_ms(FIRST_DAY)
    old = MemoryState(CardState.REVIEW, None, 36_000.0, 1.0, now_ms, now_ms, FIRST_DAY - 36_000)
    easy = FsrsScheduler(ScheduleRules()).next_states(old, now_ms, days).easy
    assert (easy.memory.stability, easy.interval_s) == (36_500.0, 36_500 * DAY_S)


def test_same_question_gives_the_same_states_under_any_global_seed() -> None:
    days, outcomes = LearnerDays(UTC, 4), []
    for seed in (1, 2):
        random.seed(seed)
        outcomes.append(FsrsScheduler(ScheduleRules()).next_states(None, days.start_ms(FIRST_DAY), days))
    assert outcomes[0] == outcomes[1]
