"""Walkers against a plain loop, and what happens to one that leaves the map."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.finite_sums import FiniteSum, Stream, tilted
from engine.maths.optimizers import Optimizer, Rule
from engine.maths.racing import FAR, at_start, race
from engine.maths.surfaces import BEALE, quadratic

STREAMS = [Stream(0, 16), Stream(0, 5), Stream(0, 1)]


def bowl(noise: float = 0.5) -> FiniteSum:
    surface = quadratic(np.diag([1.0, 10.0]), (0.0, 0.0), 0.0, (-3.0, 3.0), (-3.0, 3.0))
    return tilted(surface, np.random.default_rng(0), 16, noise)


def test_race_equals_a_plain_loop() -> None:
    examples, rule = bowl(), Rule(Optimizer.MOMENTUM, 0.05, 0.8)
    _, path = race(examples, STREAMS, rule, at_start(rule, (2.0, 1.0), 3), 0, 40)
    position, velocity = np.array([2.0, 1.0]), np.zeros(2)
    statistics = STREAMS[1].statistics(examples, 0, 40)
    for step in range(40):
        velocity = 0.8 * velocity + position * [1.0, 10.0] + statistics[step]
        position = position - 0.05 * velocity
        assert path[step, 1] == pytest.approx(position, rel=1e-12, abs=1e-14)


@pytest.mark.parametrize("optimizer", Optimizer)
def test_race_in_pieces_is_the_same_race(optimizer: Optimizer) -> None:
    examples, rule = bowl(), Rule(optimizer, 0.05)
    start = at_start(rule, (2.0, 1.0), 3)
    whole, path = race(examples, STREAMS, rule, start, 0, 30)
    half, first = race(examples, STREAMS, rule, start, 0, 11)
    rest, second = race(examples, STREAMS, rule, half, 11, 19)
    assert np.concatenate([first, second]).tobytes() == path.tobytes()
    assert rest.slots.tobytes() == whole.slots.tobytes()


def test_a_walker_beyond_all_bounds_stays_where_it_was_last() -> None:
    rule = Rule(Optimizer.PLAIN, 0.25)  # factor -1.5 along the steep axis
    walkers, path = race(bowl(0.0), STREAMS, rule, at_start(rule, (0.0, 1.0), 3), 0, 60)
    left = next(k for k in range(1, 60) if 1.5**k > FAR)
    assert walkers.diverged_at == (left, left, left)
    assert abs(walkers.positions[0, 1]) == pytest.approx(1.5 ** (left - 1))
    assert np.array_equal(path[left - 1 :], np.tile(path[left - 2], (60 - left + 1, 1, 1)))


def test_one_walker_leaves_and_the_others_go_on_unchanged() -> None:
    examples, rule = bowl(), Rule(Optimizer.MOMENTUM, 0.05, 0.5)
    here = at_start(rule, (2.0, 1.0), 3)
    lost = type(here)(here.positions, here.slots, (0, 4, 0))
    free, _ = race(examples, STREAMS, rule, here, 4, 30)
    held, _ = race(examples, STREAMS, rule, lost, 4, 30)
    assert held.positions[1].tolist() == [2.0, 1.0]
    assert not held.slots[:, 1].any()
    assert np.array_equal(held.positions[[0, 2]], free.positions[[0, 2]])


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("rate", [1e-4, 10.0])
def test_nothing_overflows_however_wild_the_run(optimizer: Optimizer, rate: float) -> None:
    rule, examples = Rule(optimizer, rate, 0.99), tilted(BEALE, np.random.default_rng(0), 16, 10.0)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        walkers, path = race(examples, STREAMS, rule, at_start(rule, (-6.0, 6.0), 3), 0, 200)
    assert np.abs(path).max() <= FAR
    assert np.isfinite(walkers.slots).all()


def test_walkers_cannot_be_edited_in_place() -> None:
    rule = Rule(Optimizer.ADAM, 0.1)
    for walkers in (at_start(rule, (0.0, 1.0), 3), race(bowl(), STREAMS, rule, at_start(rule, (0.0, 1.0), 3), 0, 2)[0]):
        assert not walkers.positions.flags.writeable
        assert not walkers.slots.flags.writeable
