"""What is particular to one turn of gradient descent: its six numbers, the upper bound, and how the loop ends."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.descent_lemma import largest_safe_rate, point_at, updates_until, upper_bound
from engine.maths.small_costs import sigmoid_unit
from engine.simulation import Outcome, Run
from engine.simulations.one_step import (
    MODELS,
    SIMULATION,
    STAGES,
    Observation,
    Params,
    Problem,
    State,
    describe,
    init,
    largest_curvature,
    observe,
    readouts,
    status,
    step,
    surface,
)
from engine.timeline import Timeline

TURN = len(STAGES)
WITH_L = (Problem.SIGMOID_UNIT, Problem.TWO_POINTS, Problem.PARABOLA, Problem.VALLEY)


def played(params: Params, count: int) -> State:
    state = init(params, 0)
    for _ in range(count):
        state = step(params, state)
    return state


def turn(params: Params) -> Observation:
    return observe(params, played(params, TURN))


def random_params(rng: np.random.Generator, problem: Problem) -> Params:
    w, b = rng.uniform(-4.0, 4.0, 2).tolist()
    return Params(
        problem=problem,
        learning_rate=float(np.exp(rng.uniform(math.log(1e-3), math.log(10.0)))),
        start_w=w,
        start_b=b,
        example=float(rng.uniform(-4.0, 4.0)),
        label=int(rng.integers(2)),
        curvature=float(rng.uniform(0.1, 10.0)),
        condition_number=float(rng.uniform(1.0, 100.0)),
    )


def test_whiteboard_turn_has_the_numbers_of_the_founding_card() -> None:
    seen = turn(SIMULATION.preset("whiteboard").params)
    assert seen.inside.predictions.tolist() == [0.5]
    assert seen.origin.cost == pytest.approx(math.log(2.0))
    assert seen.origin.gradient == (-1.0, -0.5)
    assert seen.held.theta == pytest.approx((0.9, -0.8))
    assert seen.held.cost == pytest.approx(-math.log(1.0 / (1.0 + math.exp(-1.0))))
    assert seen.origin.cost - seen.bound == pytest.approx(0.4 * (1.0 - 0.2 * 1.25) * 1.25)


def test_two_points_add_their_residuals_times_their_inputs() -> None:
    seen = turn(SIMULATION.preset("two_points").params)
    assert seen.inside.terms.tolist() == [[0.0, 0.0], [-3.0, -1.5]]  # residuals 0 and -3, half of each
    assert seen.origin.cost == 0.5 * (0.0**2 + 3.0**2) / 2.0
    assert seen.held.theta == pytest.approx((0.6, 0.3))


def test_numbers_become_known_one_at_a_time_and_parameters_change_at_the_fifth() -> None:
    params = Params()
    states = [played(params, count) for count in range(TURN + 2)]
    assert [state.stage for state in states] == [0, 1, 2, 3, 4, 5, 6, 1]
    assert [state.updates for state in states] == [0, 0, 0, 0, 0, 1, 1, 1]
    assert [state.held.theta == (0.5, -1.0) for state in states] == [True] * 5 + [False] * 3
    assert states[6].origin.theta == (0.5, -1.0)
    assert states[7].origin == states[6].held


def test_cost_never_lies_above_the_bound_where_l_holds() -> None:
    rng = np.random.default_rng(0)
    for index in range(1200):
        seen = turn(random_params(rng, WITH_L[index % len(WITH_L)]))
        slack = 1e-12 * (1.0 + abs(seen.bound) + seen.origin.cost)
        assert seen.landing_cost <= seen.bound + slack
        assert (seen.along.costs <= seen.along.bounds + 1e-12 * (1.0 + np.abs(seen.along.bounds))).all()
        if seen.rate < seen.safe_rate:
            assert seen.bound <= seen.origin.cost


def test_on_a_parabola_the_bound_is_the_cost() -> None:
    seen = turn(Params(problem=Problem.PARABOLA, curvature=3.0, learning_rate=0.2, start_w=2.0))
    assert seen.along.bounds == pytest.approx(seen.along.costs, abs=1e-12)


@pytest.mark.parametrize("problem", Problem)
def test_gradient_equals_central_differences_and_the_trainer(problem: Problem) -> None:
    rng = np.random.default_rng(1)
    for _ in range(40):
        seen = turn(random_params(rng, problem))
        assert seen.inside.differences == pytest.approx(seen.origin.gradient, rel=1e-6, abs=1e-7)
        if problem in MODELS:
            assert seen.inside.terms.sum(axis=0) == pytest.approx(seen.origin.gradient, rel=1e-12, abs=1e-14)


def test_tangent_and_bound_touch_the_cost_where_the_turn_begins() -> None:
    along = turn(Params()).along
    slopes = [np.interp([-1e-3, 1e-3], along.rates, curve) for curve in (along.costs, along.bounds, along.tangent)]
    rises = [(right - left) / 2e-3 for left, right in slopes]
    assert rises == pytest.approx([-1.25] * 3, rel=2e-2)


def test_curvature_of_the_unit_is_that_of_its_cost_and_never_above_l() -> None:
    rng, h = np.random.default_rng(2), 1e-5
    for example, w, b in rng.uniform(-4.0, 4.0, (200, 3)).tolist():
        unit = sigmoid_unit(example, 1.0)
        shifts = h * np.eye(2)
        differences = (unit.gradient(np.array([w, b]) + shifts) - unit.gradient(np.array([w, b]) - shifts)) / (2.0 * h)
        hessian = unit.hessian(np.array([w, b]))
        assert hessian == pytest.approx(differences, abs=1e-8)
        assert np.linalg.eigvalsh(hessian)[1] <= largest_curvature(Params(example=example), (w, b)) + 1e-12


@pytest.mark.parametrize(
    ("factor", "outcome"), [(0.5, Outcome.CONVERGED), (1.99, Outcome.RUNNING), (2.0, Outcome.CYCLING), (2.01, Outcome.DIVERGED)]
)
def test_two_over_l_divides_the_rates(factor: float, outcome: Outcome) -> None:
    params = Params(problem=Problem.PARABOLA, curvature=4.0, learning_rate=factor / 4.0, start_w=1.0)
    standing = status(params, played(params, TURN * (100 if factor < 2.0 else 800)))
    assert standing.outcome is outcome
    if outcome in (Outcome.CYCLING, Outcome.DIVERGED):
        assert "2/L = 0.5" in standing.reason


def test_divergence_names_update_and_parameter_and_keeps_the_turn_before() -> None:
    params = Params(problem=Problem.PARABOLA, curvature=2.0, learning_rate=1.5, start_w=1.0)
    state = played(params, 20 * TURN)
    left = next(k for k in range(1, 20) if 2.0**k > 1000.0)
    assert status(params, state).reason.startswith(f"Update {left} drove x beyond 1,000.")
    assert abs(state.held.theta[0]) == 2.0 ** (left - 1)


def test_long_valley_takes_691_turns_as_the_formula_says() -> None:
    preset = SIMULATION.preset("long_valley")
    timeline = Timeline(Run(SIMULATION, preset.params))
    timeline.seek(preset.at - 1)
    assert timeline.status.outcome is Outcome.RUNNING
    timeline.seek(preset.at)
    assert timeline.status.outcome is Outcome.CONVERGED
    assert timeline.frame().readouts["updates"] == updates_until(99.0 / 101.0, 1e-6) == 691


def test_turns_left_are_an_upper_limit_of_what_it_takes() -> None:
    params = Params(problem=Problem.TWO_POINTS, learning_rate=0.3)
    promised = int(status(params, init(params, 0)).reason.split(" promised")[-1].split(": the cost must fall. ")[1].split()[0])
    state = init(params, 0)
    while state.outcome is Outcome.RUNNING:
        state = step(params, state)
    assert promised - 3 <= state.updates <= promised


@pytest.mark.parametrize(("preset", "words"), [("saddle", "a saddle point"), ("nothing_to_reach", "has no minimum")])
def test_stopping_is_not_called_success_where_it_is_none(preset: str, words: str) -> None:
    named = SIMULATION.preset(preset)
    standing = status(named.params, played(named.params, named.at))
    assert (standing.outcome, standing.final) == (Outcome.CONVERGED, True)
    assert words in standing.reason


def test_zero_gradient_moves_nothing_and_stops() -> None:
    params = Params(problem=Problem.SADDLE, start_w=0.0, start_b=0.0)
    state = played(params, TURN)
    assert (state.held.theta, state.updates, state.outcome) == ((0.0, 0.0), 1, Outcome.CONVERGED)


def test_estimate_of_l_can_promise_a_fall_that_does_not_come() -> None:
    seen = turn(SIMULATION.preset("estimate_fails").params)
    assert not seen.proven
    assert seen.bound < seen.origin.cost < seen.landing_cost


def test_lucky_step_falls_without_a_promise() -> None:
    numbers = readouts(turn(SIMULATION.preset("lucky").params))
    assert numbers["promised_fall"] < 0.0 < numbers["fall"]


def test_rate_changed_after_the_update_counts_from_the_next_turn() -> None:
    timeline = Timeline(Run(SIMULATION, Params()))
    timeline.seek(5)
    timeline.act("set", "learning_rate", 1.0)
    assert timeline.frame().observation.rate == 0.4
    timeline.seek(7)
    assert timeline.frame().observation.rate == 1.0


def test_a_parabola_has_one_parameter() -> None:
    assert turn(Params(problem=Problem.PARABOLA, start_b=3.0)).held.theta[1] == 0.0


def test_safe_rate_is_where_the_bound_is_back_at_the_start() -> None:
    for curvature in (0.1, 1.0, 7.0):
        assert upper_bound(5.0, largest_safe_rate(curvature), curvature, 3.0) == pytest.approx(5.0)


def test_point_knows_cost_gradient_and_step() -> None:
    params = Params(problem=Problem.VALLEY, condition_number=4.0)
    point = point_at(surface(params), (-1.5, 2.0))
    assert (point.cost, point.gradient) == (0.5 * (1.5**2 + 4.0 * 2.0**2), (-1.5, 8.0))
    assert point.after(0.25) == (-1.125, 0.0)


def test_description_says_where_the_turn_begins_what_is_known_and_where_it_leads() -> None:
    params = Params(problem=Problem.PARABOLA, start_w=1.5)
    words = [describe(params, observe(params, played(params, count))) for count in (0, 3)]
    assert "nothing computed yet" in words[0]
    assert words[1].startswith("Turn from x = 1.5 with cost 2.25 and gradient 3, gradient is the last number known")
    assert words[1].endswith("a step of rate 0.4 leads to cost 0.09, where the upper bound is 0.09.")


def test_best_rate_lands_on_the_minimum_and_stops() -> None:
    preset = SIMULATION.preset("best_promise")
    assert status(preset.params, played(preset.params, preset.at)).reason.endswith("stop after update 1, at the minimum.")
