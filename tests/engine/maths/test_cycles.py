"""Cycle detection against sequences whose tail and period are known."""

from __future__ import annotations

import pytest

from engine.maths.cycles import CycleWatch, watch


@pytest.mark.parametrize("tail", [0, 1, 5, 30])
@pytest.mark.parametrize("period", [1, 2, 3, 7, 16, 33])
def test_period_is_found_whatever_comes_before(tail: int, period: int) -> None:
    cycle, seen = CycleWatch(0), 0
    while not cycle.period:
        seen += 1
        cycle = watch(cycle, seen if seen <= tail else tail + (seen - tail) % period)
        assert seen <= 3 * (tail + period) + 3
    assert cycle.period == period


def test_sequence_without_repetition_is_never_called_a_cycle() -> None:
    cycle = CycleWatch(0)
    for number in range(1, 5_000):
        cycle = watch(cycle, number)
    assert cycle.period == 0


def test_found_cycle_stays_found() -> None:
    cycle = watch(CycleWatch(3), 3)
    assert watch(cycle, 99) is cycle
