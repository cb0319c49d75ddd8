"""Facts of the two neurons: the cell against a fine simulation and the formula, the unit against truth tables."""

from __future__ import annotations

import itertools
import math
from typing import Any

import numpy as np
import pytest

from engine.maths.integrate_and_fire import Membrane, Potential, firing_rate, first_spike, integrate, integrate_noisy
from engine.simulation import Outcome, Run
from engine.simulations.neuron import LEARNER, SIMULATION, WINDOW_MS, WORDS, Params, Target, truth_table
from engine.timeline import Frame, Timeline


def frame_of(params: Params, step: int = WINDOW_MS, seed: int = 0) -> Frame[Any, Any]:
    timeline = Timeline(Run(SIMULATION, params, seed))
    timeline.seek(step)
    return timeline.frame()


def euler(excess: float, membrane: Membrane, duration: float, dt: float = 1e-3) -> tuple[float, list[float]]:
    """The equation as it is written, in tiny steps: potential above rest, and spike times."""
    above, rest_until, spikes = 0.0, 0.0, []
    for number in range(1, round(duration / dt) + 1):
        now = number * dt
        if now <= rest_until:
            continue
        above += dt / membrane.time_constant_ms * (-above + 10.0 * (1.0 + excess))
        if above >= 10.0:
            spikes.append(now)
            above, rest_until = 0.0, now + membrane.refractory_ms
    return above, spikes


@pytest.mark.parametrize("excess", [-1.3, -0.05, 0.3, 2.0])
@pytest.mark.parametrize("membrane", [Membrane(), Membrane(25.0, 1.0), Membrane(3.0, 7.5)])
def test_cell_follows_its_equation(excess: float, membrane: Membrane) -> None:
    cell, spikes = integrate(Potential(), excess, 61.7, membrane)
    above, expected = euler(excess, membrane, 61.7)
    assert spikes == pytest.approx(expected, abs=0.05)
    if cell.wait_ms == 0.0:
        assert cell.above_rest_mv == pytest.approx(above, abs=0.05)


def test_many_small_times_are_one_long_time() -> None:
    whole, spikes = integrate(Potential(), 0.7, 60.0, Membrane())
    cell, found = Potential(), []
    for start in range(60):
        cell, new = integrate(cell, 0.7, 1.0, Membrane())
        found += [start + time for time in new]
    assert cell == pytest.approx(whole, abs=1e-9)
    assert found == pytest.approx(spikes, abs=1e-9)


def test_measured_rate_is_the_formula_in_a_thousand_random_cells() -> None:
    rng = np.random.default_rng(3)
    for _ in range(1_000):
        membrane = Membrane(float(rng.uniform(2.0, 50.0)), float(rng.uniform(1.0, 20.0)))
        excess = float(10.0 ** rng.uniform(-3.0, 1.0))
        interval = membrane.refractory_ms + membrane.time_constant_ms * math.log((1.0 + excess) / excess)
        _, spikes = integrate(Potential(), excess, 3.5 * interval, membrane)
        assert np.diff(spikes) == pytest.approx(interval, rel=1e-9)
        assert len(spikes) == 1 + math.floor(2.5 + membrane.refractory_ms / interval)  # the first comes without a rest
        assert float(firing_rate(excess, membrane)) == pytest.approx(1000.0 / interval, rel=1e-9)
        assert spikes[0] == pytest.approx(first_spike(excess, membrane), rel=1e-9)


def test_no_cell_at_or_below_the_rheobase_spikes_in_a_thousand_random_ones() -> None:
    rng = np.random.default_rng(4)
    for excess in [0.0, *(-(10.0 ** rng.uniform(-12.0, 1.0, 1_000))).tolist()]:
        membrane = Membrane(float(rng.uniform(2.0, 100.0)), 1.0)
        _, spikes = integrate(Potential(), excess, 10_000.0, membrane)
        assert not spikes
        assert float(firing_rate(excess, membrane)) == 0.0
        assert first_spike(excess, membrane) == math.inf


def test_rate_stays_below_the_refractory_limit_and_grows_with_the_current() -> None:
    rates = firing_rate(np.geomspace(1e-9, 1e6, 200), Membrane(10.0, 4.0))
    assert (np.diff(rates) > 0.0).all()
    assert rates[-1] < 250.0 == pytest.approx(rates[-1], rel=1e-5)


def test_noisy_potential_has_the_stated_spread() -> None:
    kicks = 2.0 * np.random.default_rng(5).standard_normal(200_000)
    cell, ends = Potential(-40.0), []
    for part in kicks.reshape(-1, 50):
        cell, spikes = integrate_noisy(cell, -5.0, part, 0.2, Membrane())  # 50 mV below threshold: never a spike
        assert not spikes
        ends.append(cell.above_rest_mv)
    assert np.mean(ends) == pytest.approx(-40.0, abs=0.2)
    assert np.std(ends) == pytest.approx(2.0, rel=0.06)


def test_noise_free_limit_of_the_noisy_cell_is_the_exact_one() -> None:
    _, exact = integrate(Potential(), 0.5, 100.0, Membrane())
    _, noisy = integrate_noisy(Potential(), 0.5, np.zeros(50_000), 0.002, Membrane())
    assert noisy == pytest.approx(exact, abs=0.02)


def test_noise_is_drawn_from_the_seed_for_each_cell() -> None:
    params = Params(x2=1.0, noise=3.0)
    one, other = frame_of(params).observation, frame_of(params, seed=1).observation
    assert one.spikes[LEARNER] != other.spikes[LEARNER]
    assert one.spikes[LEARNER] != one.spikes[3]  # the same inputs, its own noise


@pytest.mark.parametrize(
    "preset", [preset for preset in SIMULATION.presets if preset.params.noise == 0.0], ids=lambda one: one.id
)
def test_unit_and_cell_agree_except_on_the_line(preset: Any) -> None:
    seen = frame_of(preset.params).observation
    off = seen.scores != 0.0
    assert ((seen.answers == 1) == (seen.counts > 0))[off].all()
    assert (seen.counts[~off] == 0).all()
    several = seen.counts > 1
    assert seen.rates[several] == pytest.approx(seen.theory[several], rel=1e-9)


def test_all_sixteen_functions_are_there_once_and_fourteen_have_a_line() -> None:
    tables = [truth_table(target) for target in Target]
    assert sorted(tables) == sorted(itertools.product((0, 1), repeat=4))
    without = [target for target in Target if frame_of(Params(target=target), 0).observation.fewest_errors]
    assert without == [Target.XOR, Target.XNOR]
    assert set(WORDS) == set(Target)


@pytest.mark.parametrize("target", list(Target))
def test_small_integers_make_every_function_that_has_a_line(target: Target) -> None:
    """Brute force over whole weights and biases up to 2: the unit's own truth table."""
    made = {
        tuple(int(w1 * x1 + w2 * x2 + b >= 0) for x1, x2 in itertools.product((0, 1), repeat=2))
        for w1, w2, b in itertools.product(range(-2, 3), repeat=3)
    }
    assert (truth_table(target) in made) == (frame_of(Params(target=target), 0).observation.fewest_errors == 0)


@pytest.mark.parametrize(
    ("name", "function"),
    [
        ("and_both", lambda x1, x2: x1 and x2),
        ("or_gate", lambda x1, x2: x1 or x2),
        ("nand_gate", lambda x1, x2: not (x1 and x2)),
        ("nand_integers", lambda x1, x2: not (x1 and x2)),
        ("inhibition", lambda x1, x2: x1 and not x2),
    ],
)
def test_preset_makes_the_function_it_names(name: str, function: Any) -> None:
    frame = frame_of(SIMULATION.preset(name).params)
    expected = [int(function(x1, x2)) for x1, x2 in itertools.product((0, 1), repeat=2)]
    assert frame.observation.answers[:LEARNER].tolist() == expected == frame.observation.wanted.tolist()
    assert frame.readouts["corners_right"] == 4.0


def test_distances_are_those_of_the_whiteboard() -> None:
    readouts = frame_of(Params(w1=0.6, w2=0.8, b=-2.0, x1=1.5, x2=1.0), 0).readouts  # (3, 4) and -10, a fifth of it
    assert readouts["line_distance"] == pytest.approx(2.0)
    assert readouts["distance"] == pytest.approx((0.6 * 1.5 + 0.8 - 2.0) / 1.0)


def test_no_weights_are_said_and_distances_are_zero() -> None:
    frame = frame_of(Params(w1=0.0, w2=0.0, b=0.0))
    assert "there is no line: every input gets the answer 1" in frame.status.reason
    assert (frame.readouts["distance"], frame.readouts["line_distance"]) == (0.0, 0.0)
    assert SIMULATION.describe(frame.params, frame.observation).startswith("There is no line")


@pytest.mark.parametrize(("fires_at_zero", "answer"), [(True, 1), (False, 0)])
def test_tie_rule_is_said_and_decimals_that_do_not_add_up_still_tie(*, fires_at_zero: bool, answer: int) -> None:
    frame = frame_of(Params(w1=0.1, w2=0.2, b=-0.3, fires_at_zero=fires_at_zero))  # 0.1 + 0.2 - 0.3 is 5.6e-17
    assert frame.readouts["score"] == 0.0
    assert frame.readouts["output"] == answer
    assert f"the unit says {answer} by the tie rule" in frame.status.reason
    assert frame.readouts["spikes"] == 0.0


def test_status_says_when_the_answer_of_the_cell_is_settled() -> None:
    timeline = Timeline(Run(SIMULATION, Params()))
    outcomes = []
    for step in (10, 20, 26):  # spikes at 10.99 and 25.97 ms
        timeline.seek(step)
        outcomes.append(timeline.status.outcome)
    assert outcomes == [Outcome.RUNNING, Outcome.RUNNING, Outcome.CONVERGED]
    assert timeline.status.reason == "The cell spikes first after 11 ms, then every 15 ms. The unit is “AND”."


def test_xor_is_said_to_have_no_line() -> None:
    assert "14 of the 16 functions have a line" in frame_of(SIMULATION.preset("xor_fails").params).status.reason
    assert "some line gets all" in frame_of(Params(b=-0.5)).status.reason


def test_memory_of_an_endless_run_stays_flat() -> None:
    timeline = Timeline(Run(SIMULATION, Params(w1=3.0, w2=3.0, b=3.0, refractory=1.0)))
    timeline.seek(3 * WINDOW_MS)
    spikes = timeline.frame().observation.spikes[LEARNER]
    assert min(spikes) >= 2 * WINDOW_MS
    assert timeline.frame().readouts["spikes"] > 2 * len(spikes)
