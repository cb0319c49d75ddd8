"""What is particular to scaled valleys: condition numbers, limits and counts of updates, and what no scaler can do."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from engine.maths.conditioning import Valley, descend, least_squares_valley, updates_needed, worst_case_updates
from engine.maths.feature_table import FeatureTable, SecondFeature
from engine.maths.scalers import Scaling, fit
from engine.rng import step_rng
from engine.share import from_share
from engine.simulation import FloatArray, Outcome, Run, Status
from engine.simulations.normalization import (
    SIMULATION,
    Observation,
    Params,
    RateRule,
    advance,
    init,
    observe,
    readouts,
    setting_of,
    status,
)
from engine.timeline import Timeline


def played(params: Params, count: int, seed: int = 0) -> tuple[Observation, Status, FloatArray]:
    """Observation, status and the traces as (updates, walkers, [flat, steep, way])."""
    state, traces = advance(params, init(params, seed), count)
    return observe(params, state), status(params, state), traces.reshape(count, 2, 3)


def at_goal(preset_id: str) -> tuple[dict[str, float], Status]:
    """Readouts and status of a preset where it makes its point."""
    preset = SIMULATION.preset(preset_id)
    timeline = Timeline(Run(SIMULATION, preset.params, preset.seed))
    timeline.seek(preset.at)
    return timeline.frame().readouts, timeline.frame().status


def random_valley(rng: np.random.Generator) -> Valley:
    """A valley of one to three directions with condition number up to a million."""
    curvatures = np.sort(10.0 ** rng.uniform(-3.0, 3.0, rng.integers(1, 4)))
    return Valley(curvatures, np.abs(rng.standard_normal(len(curvatures))), flat=False, floor=0.0)


def test_the_walkers_are_gradient_descent_on_the_weights_themselves() -> None:
    params = Params(correlation=0.8, mean_2=1.0, ratio=3.0)
    *_, path = played(params, 60)
    setting = setting_of(params, 0)
    _, targets, _ = FeatureTable(spreads=(1.0, 3.0), means=(0.0, 1.0), correlation=0.8).draw(step_rng(0, 0, "data"), 100, 30)
    for walker, inputs in enumerate((setting.features, setting.train)):
        design = np.column_stack([np.ones(100), inputs])
        best, weights, ways = np.linalg.lstsq(design, targets)[0], np.zeros(3), []
        for _ in range(60):
            weights = weights - setting.rates[walker] * design.T @ (design @ weights - targets) / 100
            ways.append(np.linalg.norm(weights - best) / np.linalg.norm(best))
        assert path[:, walker, 2] == pytest.approx(ways, rel=1e-9, abs=1e-13)


def test_curvatures_are_the_eigenvalues_of_the_hessian() -> None:
    rng = np.random.default_rng(3)
    for _ in range(100):
        inputs = rng.standard_normal((12, 2)) @ rng.standard_normal((2, 2)) + rng.standard_normal(2)
        design = np.column_stack([np.ones(12), inputs])
        valley = least_squares_valley(inputs, rng.standard_normal(12))
        assert valley.curvatures == pytest.approx(np.linalg.eigvalsh(design.T @ design / 12), rel=1e-6)


def test_standardised_features_have_the_condition_number_of_their_correlation() -> None:
    rng = np.random.default_rng(0)
    for _ in range(1000):
        rho = float(rng.uniform(-0.99, 0.99))
        spreads = (10.0 ** rng.uniform(-1.0, 2.0), 10.0 ** rng.uniform(-1.0, 6.0))
        table = FeatureTable(spreads=spreads, means=(rng.uniform(-10, 10), rng.uniform(-10, 10)), correlation=rho)
        inputs, targets, _ = table.draw(rng, int(rng.integers(3, 60)), 1)
        valley = least_squares_valley(fit(Scaling.STANDARD, inputs).apply(inputs), targets)
        assert valley.condition_number == pytest.approx((1.0 + abs(rho)) / (1.0 - abs(rho)), rel=1e-6)


def test_no_start_needs_more_updates_than_the_worst_case_says() -> None:
    rng = np.random.default_rng(1)
    for _ in range(1000):
        valley = random_valley(rng)
        bound = worst_case_updates(valley.condition_number, 1e-6)
        assert 1.0 <= updates_needed(valley, valley.best_rate, 1e-6) <= math.ceil(bound * (1.0 + 1e-9))
        assert bound == pytest.approx(max(1.0, 0.5 * valley.condition_number * math.log(1e6)), rel=0.7, abs=14.0)


def test_updates_needed_are_those_that_a_descent_makes() -> None:
    rng = np.random.default_rng(2)
    for _ in range(200):
        valley = random_valley(rng)
        rate, share = float(rng.uniform(0.05, 0.99)) * valley.largest_stable_rate, float(10.0 ** rng.uniform(-6.0, -0.1))
        way = np.linalg.norm(descend(valley, rate, valley.start, 3000)[0], axis=1) / np.linalg.norm(valley.start)
        counted = np.flatnonzero(way <= share)
        if len(counted):
            assert abs(updates_needed(valley, rate, share) - (counted[0] + 1)) <= (abs(way[counted[0]] / share - 1.0) < 1e-9)
        else:
            assert updates_needed(valley, rate, share) > 3000


def test_two_over_the_largest_curvature_is_the_border_of_divergence() -> None:
    rng = np.random.default_rng(5)
    for _ in range(1000):
        valley = random_valley(rng)
        below, above = (
            np.abs(descend(valley, factor * valley.largest_stable_rate, valley.start, 40)[0][:, -1])
            for factor in (0.999, 1.001)
        )
        assert (np.diff(below) <= 0.0).all()
        assert (np.diff(above) >= 0.0).all()
        assert math.isinf(updates_needed(valley, 1.001 * valley.largest_stable_rate, 0.5))


def test_no_fixed_rate_has_a_smaller_slowest_factor_than_the_best_one() -> None:
    rng = np.random.default_rng(6)
    for _ in range(1000):
        valley = random_valley(rng)
        rates = np.append(valley.best_rate, rng.uniform(0.0, 1.2, 50) * valley.largest_stable_rate)
        slowest = np.abs(1.0 - rates[:, None] * valley.curvatures).max(axis=1)
        kappa = valley.condition_number
        assert slowest[0] == pytest.approx((kappa - 1.0) / (kappa + 1.0), abs=1e-12)
        assert slowest[0] <= slowest.min() + 1e-12


def test_age_and_income_needs_1e11_updates_raw_and_about_a_dozen_standardised() -> None:
    numbers, _ = at_goal("age_and_income")
    assert numbers["condition_number_raw"] == pytest.approx(4.0e10, rel=0.02)
    assert numbers["largest_rate_raw"] == pytest.approx(7.7e-10, rel=0.02)
    assert numbers["updates_needed_raw"] == pytest.approx(2.7e11, rel=0.03)
    assert numbers["condition_number"] == pytest.approx(2.01, rel=0.02)
    assert 12 <= numbers["updates_needed"] <= 14
    assert at_goal("age_and_income_min_max")[0]["condition_number"] == pytest.approx(64.0, rel=0.1)


def test_means_of_5_and_10_deviations_cost_four_powers_of_ten() -> None:
    numbers, _ = at_goal("centre_only")
    assert numbers["condition_number_raw"] == pytest.approx(1.3e8, rel=0.03)
    assert numbers["condition_number"] == pytest.approx(1e4)
    assert numbers["updates_needed"] == math.ceil(worst_case_updates(1e4, 1e-6))


def test_uncorrelated_or_whitened_features_need_one_update() -> None:
    for preset in ("round_valley", "whitened"):
        numbers, standing = at_goal(preset)
        assert numbers["condition_number"] == pytest.approx(1.0)
        assert numbers["updates_needed"] == 1.0
        assert standing.outcome is Outcome.CONVERGED


@pytest.mark.parametrize("scaling", [kind for kind in Scaling if kind is not Scaling.PER_ROW])
def test_no_affine_scaler_changes_the_lowest_loss(scaling: Scaling) -> None:
    params = Params(scaling=scaling, correlation=0.6, mean_2=4.0, outlier=9.0)
    raw, scaled = setting_of(params, 2).valleys
    assert scaled.floor == pytest.approx(raw.floor)


def test_rows_of_length_one_have_a_higher_lowest_loss_and_it_is_said() -> None:
    numbers, standing = at_goal("per_row")
    assert numbers["lowest_loss"] > 10 * at_goal("age_and_income")[0]["lowest_loss"]
    assert "lost their size" in standing.reason


def test_an_outlier_squeezes_min_max_and_leaves_the_quartiles() -> None:
    assert at_goal("outlier_min_max")[0]["middle_half"] == pytest.approx(1 / 30, rel=0.1)
    robust = at_goal("outlier_robust")[0]
    assert robust["middle_half"] == pytest.approx(1.0)
    assert robust["condition_number"] > 10.0


def test_only_a_scaler_that_has_seen_the_test_set_keeps_it_inside() -> None:
    honest, leaking = at_goal("test_outside")[0], at_goal("leak")[0]
    assert honest["highest_test"] > 1.0
    assert honest["leak"] == 0.0
    assert leaking["highest_test"] == 1.0
    assert leaking["leak"] > 0.1


@pytest.mark.parametrize("scaling", Scaling)
@pytest.mark.parametrize(
    "flaw", [{"second": SecondFeature.CONSTANT}, {"points": 1}, {"points": 2}, {"second": SecondFeature.MISSING, "points": 2}]
)
def test_data_without_spread_stay_finite(scaling: Scaling, flaw: dict[str, object]) -> None:
    params = dataclasses.replace(Params(scaling=scaling, mean_2=3.0), **flaw)  # type: ignore[arg-type]
    observation, standing, path = played(params, 100)
    assert np.isfinite(path).all()
    assert all(math.isfinite(number) for number in readouts(observation).values())
    assert standing.reason.endswith(".")


def test_a_constant_feature_and_a_single_example_are_explained() -> None:
    assert "Feature 2 is constant" in played(Params(second=SecondFeature.CONSTANT), 1)[1].reason
    assert "One example has no spread" in played(Params(points=1), 1)[1].reason
    assert "filled with the mean" in played(Params(second=SecondFeature.MISSING), 1)[1].reason


def test_missing_values_become_the_mean_of_the_known_ones() -> None:
    full, _, _ = FeatureTable(spreads=(1.0, 2.0)).draw(np.random.default_rng(7), 21, 1)
    filled, _, _ = FeatureTable(spreads=(1.0, 2.0), second=SecondFeature.MISSING).draw(np.random.default_rng(7), 21, 1)
    missing = np.flatnonzero(filled[:, 1] != full[:, 1])
    assert missing.tolist() == [0, 5, 10, 15]
    assert filled[missing, 1] == pytest.approx(np.delete(full[:, 1], missing).mean())


def test_divergence_names_walkers_update_and_limits_and_ends_the_run() -> None:
    params = Params(rate=RateRule.SHARE, rate_share=1.2)
    observation, standing, path = played(params, 200)
    raw = setting_of(params, 0).valleys[0]
    left = next(k for k in range(1, 200) if raw.start[-1] * 1.4**k > 1e6 * np.linalg.norm(raw.start))
    assert observation.diverged_at[0] == left
    assert f"raw at update {left}" in standing.reason
    assert "0.08 raw and 2 scaled" in standing.reason
    assert (standing.outcome, standing.final) == (Outcome.DIVERGED, True)
    assert abs(path[-1, 0, 1]) == pytest.approx(raw.start[-1] * 1.4 ** (left - 1))


def test_exactly_at_the_limit_the_steepest_direction_swings_for_ever() -> None:
    *_, path = played(Params(rate=RateRule.SHARE, rate_share=1.0), 100)
    assert np.abs(path[:, 0, 1]) == pytest.approx(np.full(100, abs(path[0, 0, 1])))
    assert played(Params(rate=RateRule.SHARE, rate_share=1.0), 100)[1].outcome is Outcome.CYCLING


NEARLY_FLAT = "scaling=per_row&ratio=1000&spread=0.1&correlation=0.34&mean_1=3.1&mean_2=-7.4&points=167"


def test_updates_stay_finite_where_the_steepest_factor_rounds_to_one() -> None:
    run = from_share(f"normalization@1?{NEARLY_FLAT}")
    setting = observe(run.params, init(run.params, run.seed)).setting
    assert setting.conditions[-1] > 1e15
    assert np.isfinite(setting.needed).all()
    assert setting.needed[-1] <= 1.01 * setting.worst[-1]
