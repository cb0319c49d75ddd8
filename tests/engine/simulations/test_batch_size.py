"""What is particular to batch sizes side by side: noise, updates needed, time, and the laws they follow."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.batch_laws import StepLaw, expected_excess, fastest_size, fit_step_law, update_time
from engine.maths.finite_sums import tilted
from engine.maths.surfaces import quadratic
from engine.rng import step_rng
from engine.simulation import Outcome, Run
from engine.simulations.batch_size import (
    DRAWN,
    EXAMPLES,
    LONGEST,
    REPETITIONS,
    SIMULATION,
    SIZES,
    Observation,
    Params,
    Rates,
    batch_noise,
    curvatures,
    describe,
    fastest,
    init,
    learning_rates,
    readouts,
    start,
    status,
    step,
)
from engine.timeline import Timeline


def at_end(params: Params, seed: int = 0, steps: int = LONGEST) -> Observation:
    timeline = Timeline(Run(SIMULATION, params, seed))
    timeline.seek(steps)
    return timeline.frame().observation


def test_batches_are_means_of_the_drawn_examples() -> None:
    params, seed, update = Params(), 3, 5
    bowl = quadratic(np.diag([1.0, 10.0]), (0.0, 0.0), 0.0, (-3.0, 3.0), (-3.0, 3.0))
    tilts = tilted(bowl, step_rng(seed, 0, "data"), EXAMPLES, 5.0).statistics
    drawn = step_rng(seed, update, "order").integers(EXAMPLES, size=(REPETITIONS, DRAWN))
    noise = batch_noise(params, seed, update)
    endless = np.concatenate([drawn, drawn]).ravel()
    for index, size in enumerate(SIZES.astype(int).tolist()):
        for repetition in (0, 17, REPETITIONS - 1):
            first = repetition * DRAWN
            assert noise[index, repetition] == pytest.approx(tilts[endless[first : first + size]].mean(axis=0), abs=1e-12)


def test_noise_of_a_batch_falls_with_the_root_of_its_size() -> None:
    # 20 updates of 64 repetitions and two axes give 2,560 draws at B = 64 and less; above, every eighth is a new one at least.
    # The deviation of a root mean square of n normal draws is 1 / sqrt(2 n) of it: five of them with n = 320 are 20 %.
    seen = at_end(Params(noise=3.0), seed=1, steps=20)
    assert seen.noises == pytest.approx(3.0 / np.sqrt(SIZES), rel=0.2)
    assert seen.noises[:7] == pytest.approx(3.0 / np.sqrt(SIZES[:7]), rel=0.07)


def test_one_update_is_a_step_against_curvature_and_noise() -> None:
    params, seed = Params(condition_number=4.0), 2
    after = step(params, init(params, seed)).places
    for size, rate, repetition in ((0, 0, 0), (4, 3, 9), (9, 14, 63)):
        gradient = start(params) * np.array([1.0, 4.0]) + batch_noise(params, seed, 1)[size, repetition]
        expected = start(params) - learning_rates(params)[rate] * gradient
        assert after[size, rate, repetition] == pytest.approx(expected, rel=1e-12)


def test_expected_excess_is_that_of_the_recursion_of_mean_squares() -> None:
    rng = np.random.default_rng(0)
    for _ in range(1000):
        curved, begin = rng.uniform(0.1, 5.0, 2), rng.normal(size=2)
        rate, variance, steps = float(rng.uniform(0.01, 0.39)), float(rng.uniform(0.0, 4.0)), int(rng.integers(0, 40))
        squares = begin**2
        for _ in range(steps):
            squares = (1.0 - rate * curved) ** 2 * squares + rate**2 * variance
        found = expected_excess(np.array(steps), begin, curved, np.array(rate), np.array(variance))
        assert float(found) == pytest.approx(0.5 * float(curved @ squares), rel=1e-9)


def test_mean_cost_of_the_repetitions_is_the_expected_one() -> None:
    params = Params(rates=Rates.SAME, learning_rate=0.05, target=1e-3, noise=8.0)
    state = init(params, 4)
    for _ in range(12):
        state = step(params, state)
    costs = 0.5 * np.square(state.places[:, 0]) @ curvatures(params)
    variance = 64.0 / SIZES
    expected = expected_excess(np.array(12.0), start(params), curvatures(params), np.array(0.05), variance)
    independent = np.array([64] * 7 + [32, 16, 8])  # repetitions that share no example
    room = 5.0 * costs.std(axis=1) / np.sqrt(independent)
    assert (state.reached == 0).all()
    assert (np.abs(costs.mean(axis=1) - expected) <= room).all()


def test_fastest_size_of_the_law_beats_every_other_size() -> None:
    rng = np.random.default_rng(1)
    sizes = np.geomspace(1e-3, 1e7, 400)
    for least, critical, overhead, per_example in np.exp(rng.uniform(-3.0, 6.0, (1000, 4))).tolist():
        law = StepLaw(least, critical)
        best = fastest_size(law, overhead, per_example)
        times = law.updates(sizes) * update_time(sizes, overhead, per_example)
        at_best = law.updates(np.array(best)) * update_time(np.array(best), overhead, per_example)
        assert float(at_best) <= times.min() * (1.0 + 1e-12)


def test_fit_finds_a_law_that_holds_exactly() -> None:
    rng = np.random.default_rng(2)
    for least, critical in np.exp(rng.uniform(0.0, 6.0, (1000, 2))).tolist():
        law = fit_step_law(SIZES, StepLaw(least, critical).updates(SIZES))
        assert law == pytest.approx((least, critical), rel=1e-6)


def test_fit_without_benefit_of_size_has_no_critical_size() -> None:
    assert fit_step_law(SIZES, np.full(10, 12.0)).critical == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_updates_measured_are_near_the_expected_ones(seed: int) -> None:
    seen = at_end(Params(), seed)
    both = (seen.updates > 0) & np.isfinite(seen.expected)
    assert both.sum() >= 9
    assert (np.abs(np.log(seen.updates[both] / seen.expected[both])) < math.log(1.6)).all()


def test_time_is_a_u_with_its_bottom_between_the_ends() -> None:
    seen = at_end(SIMULATION.preset("the_u").params)
    best = fastest(seen)
    assert best is not None
    assert SIZES[best] in (64.0, 128.0, 256.0)
    assert seen.times[0] > 20.0 * seen.times[best]
    assert seen.times[-1] > 1.2 * seen.times[best]
    assert seen.times == pytest.approx(seen.updates * (37.0 + 0.2 * SIZES) / 1000.0)


def test_without_overhead_the_smallest_batch_is_fastest_and_without_cost_the_largest() -> None:
    assert fastest(at_end(SIMULATION.preset("no_overhead").params)) == 0
    assert fastest(at_end(SIMULATION.preset("parallel_hardware").params)) == len(SIZES) - 1


def test_twice_the_noise_is_a_batch_of_a_quarter() -> None:
    calm, rough = (at_end(SIMULATION.preset(preset).params) for preset in ("the_u", "noisier_gradients"))
    assert rough.expected[3:] == pytest.approx(calm.expected[1:-2])
    assert abs(rough.updates[5] / calm.updates[3] - 1.0) < 0.15


def test_at_one_rate_for_all_large_batches_need_the_same_updates() -> None:
    seen = at_end(SIMULATION.preset("one_rate_for_all").params)
    assert seen.updates[4] <= 1.1 * seen.updates[-1]


def test_size_that_does_not_arrive_is_named_and_stays_without_a_time() -> None:
    params = SIMULATION.preset("strict_target").params
    timeline = Timeline(Run(SIMULATION, params))
    timeline.seek(LONGEST)
    standing, seen = timeline.status, timeline.frame().observation
    assert standing.final
    assert "not there within 1,000 updates: B = 1, 2, 4, 8." in standing.reason
    assert seen.times[:4].tolist() == [0.0] * 4


def test_no_rate_above_two_over_the_curvature_settles() -> None:
    params = Params(rates=Rates.SAME, learning_rate=0.3)
    timeline = Timeline(Run(SIMULATION, params))
    timeline.seek(LONGEST)
    assert timeline.status.outcome is Outcome.DIVERGED
    assert "2/κ = 0.2" in timeline.status.reason
    assert np.isfinite(timeline.state.places).all()
    assert timeline.frame().readouts["predicted_best_size"] == 0.0


def test_times_change_in_mid_run_without_training_anew() -> None:
    timeline = Timeline(Run(SIMULATION, Params()))
    timeline.seek(50)
    reached = timeline.state.reached
    timeline.act("set", "overhead", 0.0)
    assert timeline.state.reached is reached
    assert timeline.frame().observation.times[-1] == pytest.approx(reached[-1] * 0.2 * 512 / 1000.0)


@pytest.mark.parametrize(("asked", "shown"), [(1, 1.0), (3, 4.0), (60, 64.0), (512, 512.0)])
def test_marked_size_is_the_nearest_power_of_two(asked: int, shown: float) -> None:
    assert SIZES[at_end(Params(batch_size=asked), steps=0).marked] == shown


def test_nothing_is_known_before_the_first_update_but_the_law() -> None:
    params = Params()
    numbers = readouts(at_end(params, steps=0))
    assert (numbers["best_size"], numbers["reached"], numbers["noise"]) == (0.0, 0.0, 0.0)
    assert numbers["predicted_best_size"] == pytest.approx(math.sqrt(numbers["critical_size"] * 37.0 / 0.2))
    assert status(params, init(params, 0)).outcome is Outcome.RUNNING


def test_description_names_the_ends_and_the_fastest() -> None:
    params = Params()
    assert describe(params, at_end(params, steps=5)) == "After 5 updates no batch size has reached the target yet."
    words = describe(params, at_end(params, steps=100))
    assert all(part in words for part in ("B = 1 not there yet", "B = 128, the fastest,", "B = 512 "))
