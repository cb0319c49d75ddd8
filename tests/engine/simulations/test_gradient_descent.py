"""What is particular to the three walkers: regimes of the learning rate, fair streams, divergence, saddles and noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.optimizers import Optimizer
from engine.maths.surfaces import BARRIER
from engine.simulation import FloatArray, Outcome, Run, Status
from engine.simulations.gradient_descent import (
    RACERS,
    SIMULATION,
    Observation,
    Params,
    SurfaceName,
    advance,
    describe,
    init,
    landscape,
    observe,
    readouts,
    status,
    step,
)
from engine.timeline import Timeline

BOWL = {"surface": SurfaceName.QUADRATIC, "gradient_noise": 0.0, "start_x": 1.0, "start_y": 2.0}


def played(params: Params, count: int, seed: int = 0) -> tuple[Observation, Status, FloatArray]:
    """Observation, status and the traces as (updates, walkers, [x, y, loss, samples])."""
    state, traces = advance(params, init(params, seed), count)
    return observe(params, state), status(params, state), traces.reshape(count, 3, 4)


@pytest.mark.parametrize(
    ("rate", "outcome"), [(0.19, Outcome.CONVERGED), (0.2, Outcome.CYCLING), (0.21, Outcome.DIVERGED), (1e-3, Outcome.RUNNING)]
)
def test_curvature_10_converges_swings_or_diverges_around_a_fifth(rate: float, outcome: Outcome) -> None:
    observation, standing, _ = played(Params(learning_rate=rate, **BOWL), 200)
    assert standing.outcome is outcome
    assert observation.largest_stable_rate == pytest.approx(0.2)
    if outcome is not Outcome.CONVERGED:
        assert "0.2" in standing.reason


def test_plain_descent_on_a_bowl_is_geometric_in_each_direction() -> None:
    _, _, path = played(Params(learning_rate=0.03, **BOWL), 50)
    k = np.arange(1, 51)
    assert path[:, 0, 0] == pytest.approx(0.97**k, rel=1e-12)
    assert path[:, 0, 1] == pytest.approx(2.0 * 0.7**k, rel=1e-9)


def test_descent_lemma_holds_below_the_stable_rate() -> None:
    rate, steep = 0.15, 10.0
    _, _, path = played(Params(learning_rate=rate, **BOWL), 60)
    losses, (x, y) = path[:, 0, 2], path[:, 0, :2].T
    squared_gradient = x**2 + (steep * y) ** 2
    assert (losses[1:] <= losses[:-1] - rate * (1.0 - rate * steep / 2.0) * squared_gradient[:-1] + 1e-15).all()


def test_divergence_names_walkers_update_and_limit_and_ends_the_run() -> None:
    params = Params(learning_rate=0.21, **BOWL)
    observation, standing, path = played(params, 200)
    left = next(k for k in range(1, 200) if 2.0 * 1.1**k > 1000.0)
    assert observation.diverged_at == (left, left, left)
    assert f"Batch at update {left}" in standing.reason
    assert standing.final
    assert abs(path[-1, 0, 1]) == pytest.approx(2.0 * 1.1 ** (left - 1))
    assert observation.samples == (64 * left, 8 * left, left)


def test_stochastic_can_diverge_alone() -> None:
    observation, standing, _ = played(SIMULATION.preset("one_walker_diverges").params, 300)
    assert observation.diverged_at[:2] == (0, 0)
    assert observation.diverged_at[2] > 0
    assert observation.largest_stable_rate is not None
    assert observation.largest_stable_rate > 1.1
    assert (standing.outcome, standing.final) == (Outcome.DIVERGED, False)
    assert standing.reason.startswith(f"Diverged: Stochastic at update {observation.diverged_at[2]}.")


@pytest.mark.parametrize("optimizer", [Optimizer.ADAGRAD, Optimizer.RMSPROP, Optimizer.ADAM])
def test_no_limit_is_claimed_for_adaptive_optimizers(optimizer: Optimizer) -> None:
    observation, standing, _ = played(Params(optimizer=optimizer), 5)
    assert observation.largest_stable_rate is None
    assert "no largest stable rate is known" in standing.reason


def test_where_the_curvature_changes_the_limit_is_said_to_hold_near_the_minimum() -> None:
    _, standing, _ = played(Params(surface=SurfaceName.ROSENBROCK, learning_rate=1e-4), 5)
    assert "near the lowest minimum, 0.0019968" in standing.reason


def test_line_fit_ends_at_least_squares_for_batch() -> None:
    observation, standing, _ = played(Params(), 600)
    slope, intercept = np.polyfit(*observation.data.T, 1)
    assert observation.positions[0] == pytest.approx([slope, intercept], abs=1e-6)
    assert standing.outcome is Outcome.CONVERGED
    assert observation.losses[0] == pytest.approx(observation.lowest_loss)
    assert (observation.losses >= observation.lowest_loss).all()


def test_line_fit_limit_is_2_over_the_largest_eigenvalue_of_the_data() -> None:
    x = played(Params(), 1)[0].data[:, 0]
    steep = np.linalg.eigvalsh([[(x**2).mean(), x.mean()], [x.mean(), 1.0]])[1]
    for factor, outcome in ((0.99, Outcome.CONVERGED), (1.1, Outcome.DIVERGED)):
        params = Params(learning_rate=factor * 2.0 / steep, batch_size=64)
        observation, _, _ = played(params, 3000)
        assert (observation.diverged_at[0] > 0) == (outcome is Outcome.DIVERGED)


def test_without_gradient_noise_the_three_coincide_and_it_is_said() -> None:
    params = Params(surface=SurfaceName.BEALE, gradient_noise=0.0, learning_rate=0.01)
    observation, _, path = played(params, 100)
    assert np.array_equal(path[:, 0, :3], path[:, 1, :3])
    assert np.array_equal(path[:, 0, :3], path[:, 2, :3])
    assert "the three coincide" in describe(params, observation)


@pytest.mark.parametrize("surface", SurfaceName)
def test_a_batch_of_all_examples_is_the_batch_walker_and_more_than_all_is_all(surface: SurfaceName) -> None:
    shared = {"surface": surface, "learning_rate": 0.001, "points": 16}
    all_of_them, more = (Params(batch_size=size, **shared) for size in (16, 200))
    observation, _, path = played(more, 50)
    assert path.tobytes() == played(all_of_them, 50)[2].tobytes()
    assert np.array_equal(path[:, 0], path[:, 1])
    assert observation.batch_size == 16
    assert "a batch of 200 means all 16" in describe(more, observation)


def test_each_walker_uses_its_own_number_of_examples() -> None:
    observation, _, path = played(Params(points=20, batch_size=8), 7)
    assert observation.samples == (140, 48, 7)  # mini-batch: 8, 8, 4, 8, 8, 4, 8
    assert observation.epoch == 2
    assert path[:, 1, 3].tolist() == [8, 16, 20, 28, 36, 40, 48]


def test_mini_batch_of_1_is_the_stochastic_walker() -> None:
    _, _, path = played(Params(batch_size=1), 200)
    assert np.array_equal(path[:, 1], path[:, 2])


def test_exact_gradient_never_leaves_the_ridge_and_the_saddle_is_named() -> None:
    preset = SIMULATION.preset("saddle_stuck")
    observation, standing, path = played(preset.params, 2000)
    assert not path[:, :, 1].any()
    assert standing.outcome is Outcome.CONVERGED
    assert "saddle point" in standing.reason
    assert observation.losses[0] == pytest.approx(0.25)


@pytest.mark.parametrize("seed", range(5))
def test_noise_leaves_the_ridge_and_the_exact_gradient_does_not(seed: int) -> None:
    _, _, path = played(SIMULATION.preset("saddle_escape").params, 150, seed)
    assert not path[:, 0, 1].any()
    assert (np.abs(path[-1, 1:, 1]) > 0.5).all()


@pytest.mark.parametrize("seed", range(4))
def test_large_batch_stays_in_the_shallow_basin_and_single_examples_do_not(seed: int) -> None:
    _, _, path = played(SIMULATION.preset("double_well_large_batch").params, 3000, seed)
    in_deep_basin = path[:, :, 0] < BARRIER
    assert not in_deep_basin[:, :2].any()
    assert 0.2 < in_deep_basin[:, 2].mean() < 0.9


def test_batch_of_4_ends_in_the_deep_basin_in_most_runs() -> None:
    params = SIMULATION.preset("double_well_noise").params
    ended = [played(params, 3000, seed)[2][-1, 1, 0] < BARRIER for seed in range(24)]
    assert sum(ended) >= 18  # 92 % expected; 17 or fewer has a chance of 0.1 %


def test_one_step_of_rate_1_over_curvature_ends_on_the_minimum_for_good() -> None:
    preset = SIMULATION.preset("one_step")
    state = step(preset.params, init(preset.params, 0))
    standing = status(preset.params, state)
    assert (standing.outcome, standing.final) == (Outcome.CONVERGED, True)
    assert observe(preset.params, state).losses.tolist() == [0.0, 0.0, 0.0]


def test_shallow_minimum_is_not_called_the_lowest() -> None:
    params = Params(surface=SurfaceName.DOUBLE_WELL, start_x=0.96, start_y=0.0, gradient_noise=0.0)
    _, standing, _ = played(params, 300)
    assert "a minimum 0.6 above the lowest" in standing.reason


def test_changing_the_rate_on_the_way_takes_effect_from_there() -> None:
    timeline = Timeline(Run(SIMULATION, Params(learning_rate=0.05, **BOWL)))
    timeline.seek(3)
    timeline.act("set", "learning_rate", 0.1)
    timeline.seek(4)
    y = timeline.frame().history["y_batch"]
    assert y == pytest.approx([2.0, 1.0, 0.5, 0.25, 0.0])


def test_readouts_are_the_numbers_of_the_walkers() -> None:
    params = Params()
    observation, _, path = played(params, 30)
    numbers = readouts(observation)
    for racer, (x, y, loss, samples) in zip(RACERS, path[-1], strict=True):
        assert [numbers[f"{name}_{racer}"] for name in ("x", "y", "loss", "samples")] == [x, y, loss, samples]
    w, b = path[-1, 0, :2]
    residual = w * observation.data[:, 0] + b - observation.data[:, 1]
    expected = math.hypot((residual * observation.data[:, 0]).mean(), residual.mean())
    assert numbers["gradient_norm"] == pytest.approx(expected, rel=1e-9)


def test_map_is_shared_by_runs_that_differ_in_rate_optimizer_or_start_only() -> None:
    first = landscape(Params(), 0)
    assert landscape(Params(learning_rate=0.5, optimizer=Optimizer.ADAM, start_x=3.0, batch_size=2), 0) is first
    assert landscape(Params(), 1) is not first


@pytest.mark.parametrize("surface", SurfaceName)
def test_starts_reach_every_corner_of_every_map(surface: SurfaceName) -> None:
    shown = landscape(Params(surface=surface), 0)
    for x, y in ((shown.x[0], shown.y[0]), (shown.x[-1], shown.y[-1])):
        assert init(Params(surface=surface, start_x=x, start_y=y), 0).walkers.positions[0].tolist() == [x, y]
    start = Params(surface=surface)
    assert shown.x[0] <= start.start_x <= shown.x[-1]
    assert shown.y[0] <= start.start_y <= shown.y[-1]


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("surface", SurfaceName)
def test_readouts_stay_finite_at_the_largest_rate(surface: SurfaceName, optimizer: Optimizer) -> None:
    params = Params(
        surface=surface, optimizer=optimizer, learning_rate=10.0, momentum=0.99, gradient_noise=10.0, condition_number=1e3
    )
    with np.errstate(all="raise", under="ignore"):
        observation, _, path = played(params, 150)
    assert all(math.isfinite(number) for number in readouts(observation).values())
    assert np.isfinite(path).all()
