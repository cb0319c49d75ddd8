"""What comes next and how much is left."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.domain.queue import LEARN_AHEAD_MS, Counts, Moment, arrange, median_ms, minutes_needed, relative_overdueness
from quizapp.domain.scheduling import CardState, MemoryState

NOW = 10_000_000_000
TODAY = 739_000
TOMORROW = NOW + 20_000_000
MOMENT = Moment(NOW, TODAY, TOMORROW, new_left=10)


def review(*, stability: float = 5.0, days_ago: int = 5, due_in_ms: int = 0) -> MemoryState:
    return MemoryState(CardState.REVIEW, None, stability, 5.0, NOW + due_in_ms, NOW - days_ago * 86_400_000, TODAY - days_ago)


def learning(due_in_ms: int, state: CardState = CardState.LEARNING) -> MemoryState:
    return MemoryState(state, 0, 0.5, 5.0, NOW + due_in_ms, NOW - 60_000, TODAY)


def test_due_steps_come_before_reviews_before_new_cards() -> None:
    cards = {"new": None, "review": review(), "relearning": learning(-1, CardState.RELEARNING), "learning": learning(-2)}
    assert arrange(cards, MOMENT).order == ("learning", "relearning", "review", "new")


def test_reviews_come_with_the_lowest_chance_of_recall_first() -> None:
    cards = {
        "late but stable": review(stability=100, days_ago=120),
        "fragile": review(stability=1, days_ago=3),
        "on time": review(stability=5, days_ago=5),
    }
    assert arrange(cards, MOMENT).due == ("fragile", "late but stable", "on time")


def test_equal_reviews_keep_the_order_of_the_deck() -> None:
    assert arrange({name: review() for name in "bac"}, MOMENT).due == ("b", "a", "c")


def test_new_cards_stop_at_the_limit_of_the_day() -> None:
    queue = arrange(dict.fromkeys("abcd"), replace(MOMENT, new_left=2))
    assert queue.new == ("a", "b")
    assert queue.next_due_ms == TOMORROW


def test_steps_that_are_not_due_come_early_only_when_nothing_else_is_left() -> None:
    cards = {"ahead": learning(LEARN_AHEAD_MS), "new": None}
    assert arrange(cards, MOMENT).order == ("new", "ahead")
    assert arrange({"ahead": cards["ahead"]}, MOMENT).order == ("ahead",)


def test_steps_beyond_the_window_wait() -> None:
    queue = arrange({"far": learning(LEARN_AHEAD_MS + 1)}, MOMENT)
    assert (queue.order, queue.next_due_ms) == ((), NOW + LEARN_AHEAD_MS + 1)


def test_reviews_are_never_shown_ahead() -> None:
    queue = arrange({"tomorrow": review(due_in_ms=1), "later": review(due_in_ms=99)}, MOMENT)
    assert (queue.order, queue.next_due_ms) == ((), NOW + 1)


def test_nothing_comes_after_the_last_card() -> None:
    assert arrange({}, MOMENT).next_due_ms is None


def test_counts_are_those_of_the_groups() -> None:
    cards = {"a": None, "b": None, "c": learning(-1), "d": learning(5), "e": review(), "f": review(due_in_ms=5)}
    assert arrange(cards, replace(MOMENT, new_left=1)).counts == Counts(new=1, learning=2, due=1)


@given(st.lists(st.one_of(st.none(), st.integers(-(10**7), 10**7)), max_size=12), st.integers(0, 5), st.randoms())
@settings(deadline=None)
def test_every_card_is_asked_or_waits(offsets: list[int | None], new_left: int, random: object) -> None:
    kinds = [review(due_in_ms=o) if o is not None and o % 2 else o if o is None else learning(o) for o in offsets]
    cards = {str(position): memory for position, memory in enumerate(kinds)}
    queue = arrange(cards, replace(MOMENT, new_left=new_left))
    waiting = set(cards) - set(queue.order)
    assert len(queue.order) == len(set(queue.order)) == queue.counts.total
    assert (queue.next_due_ms is not None) == bool(waiting)


@given(st.floats(0.1, 1000), st.floats(0.1, 1000), st.integers(0, 400), st.integers(0, 400))
@settings(deadline=None)
def test_more_overdue_is_less_retrievable(stability_a: float, stability_b: float, days_a: int, days_b: int) -> None:
    def recall(stability: float, days: int) -> float:  # FSRS-6 with its published decay
        return (1 + (0.9 ** (-1 / 0.1542) - 1) * days / stability) ** -0.1542

    a = relative_overdueness(review(stability=stability_a, days_ago=days_a), TODAY)
    b = relative_overdueness(review(stability=stability_b, days_ago=days_b), TODAY)
    if a > b:
        assert recall(stability_a, days_a) <= recall(stability_b, days_b)


@pytest.mark.parametrize(("durations", "median"), [([], 40_000), ([7], 7), ([9, 1, 5], 5), ([1, 2], 2)])
def test_median_ms(durations: list[int], median: int) -> None:
    assert median_ms(durations) == median


def test_minutes_count_a_new_card_once_for_each_learning_step() -> None:
    counts = Counts(new=2, learning=1, due=3)
    assert minutes_needed(counts, 60_000, learning_steps=2) == 8
    assert minutes_needed(counts, 60_000, learning_steps=0) == 6
    assert minutes_needed(Counts(0, 0, 0), 60_000, learning_steps=2) == 0
