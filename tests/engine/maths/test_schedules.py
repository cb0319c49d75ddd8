"""Schedules at the places where their formulas have round values, and as the rules of a run."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths.optimizers import Optimizer, Rule, init_slots, update
from engine.maths.schedules import Constant, Cosine, OneCycle, Schedule, StepDecay, WarmUp

SCHEDULES: list[Schedule] = [
    Constant(0.3),
    StepDecay(0.3, 7, 0.5),
    Cosine(0.3, 40, 0.01),
    WarmUp(Cosine(0.3, 30), 10),
    OneCycle(0.3, 40),
]


def test_step_decay_falls_at_whole_multiples_only() -> None:
    rates = [StepDecay(1.0, every=3, factor=0.5).rate(step) for step in range(9)]
    assert rates == [1.0] * 3 + [0.5] * 3 + [0.25] * 3


@pytest.mark.parametrize(("share", "height"), [(0, 1.0), (1 / 3, 0.75), (1 / 2, 0.5), (2 / 3, 0.25), (1, 0.0)])
def test_cosine_at_thirds_and_halves(share: float, height: float) -> None:
    schedule = Cosine(0.5, length=600, lowest=0.1)
    assert schedule.rate(round(600 * share)) == pytest.approx(0.1 + 0.4 * height, rel=1e-14)


def test_cosine_stays_at_the_lowest_rate_after_its_end() -> None:
    assert {Cosine(0.5, length=6, lowest=0.1).rate(step) for step in range(6, 30)} == {0.1}


def test_mean_rate_of_a_cosine_is_the_middle() -> None:
    # The cosine is odd around its middle, so the rates of steps k and n - k average to the middle.
    rates = [Cosine(0.5, length=80, lowest=0.1).rate(step) for step in range(81)]
    assert math.fsum(rates) / 81 == pytest.approx(0.3, rel=1e-14)


def test_warm_up_rises_in_equal_steps_and_then_plays_the_other_from_its_beginning() -> None:
    after = StepDecay(0.8, every=2, factor=0.5)
    schedule = WarmUp(after, length=4, start=0.0)
    assert [schedule.rate(step) for step in range(8)] == pytest.approx([0.0, 0.2, 0.4, 0.6, 0.8, 0.8, 0.4, 0.4], rel=1e-14)


def test_one_cycle_starts_peaks_and_ends_at_its_three_rates() -> None:
    schedule = OneCycle(2.0, length=100, rising=0.25)
    assert [schedule.rate(step) for step in (0, 24, 99)] == pytest.approx([0.08, 2.0, 8e-6], rel=1e-14)
    assert schedule.rate(12) == pytest.approx((0.08 + 2.0) / 2.0, rel=1e-14)
    assert schedule.rate(1000) == schedule.rate(99)


@pytest.mark.parametrize("length", [2, 3, 4])
def test_one_cycle_too_short_for_a_rise_starts_at_its_peak(length: int) -> None:
    rates = [OneCycle(1.0, length, rising=0.25).rate(step) for step in range(length)]
    assert rates[0] == 1.0
    assert rates[-1] == pytest.approx(4e-6, rel=1e-12)
    assert rates == sorted(rates, reverse=True)


@given(peak=st.floats(1e-4, 10.0), length=st.integers(4, 500), rising=st.floats(0.05, 0.95))
def test_one_cycle_rises_to_its_peak_then_falls(peak: float, length: int, rising: float) -> None:
    rates = np.array([OneCycle(peak, length, rising).rate(step) for step in range(length)])
    top = int(rates.argmax())
    assert (np.diff(rates[: top + 1]) >= 0.0).all()
    assert (np.diff(rates[top:]) <= 0.0).all()
    assert 0.0 < rates.min() <= rates.max() <= peak


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_a_run_under_a_schedule_sums_its_rates(schedule: Schedule) -> None:
    rule, theta, slots = Rule(Optimizer.PLAIN, 1.0), np.zeros(1), init_slots(Optimizer.PLAIN, (1,))
    for step in range(50):
        theta, slots = update(replace(rule, learning_rate=schedule.rate(step)), theta, np.ones(1), slots, step)
    assert -theta[0] == pytest.approx(math.fsum(schedule.rate(step) for step in range(50)), rel=1e-13)


@pytest.mark.parametrize("schedule", SCHEDULES)
def test_schedules_are_values(schedule: Schedule) -> None:
    twin = replace(schedule)
    assert twin == schedule
    assert hash(twin) == hash(schedule)
