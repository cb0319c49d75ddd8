"""What is particular to the inside of a network: its parts in turn, and gradients that hold against three other ways."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.activations import Activation, derivative
from engine.maths.network_parts import links, part_names
from engine.maths.networks import backward, forward, layers
from engine.simulation import Outcome, Run
from engine.simulations.inside_the_network import (
    SIMULATION,
    Cost,
    Kind,
    Observation,
    Params,
    Start,
    State,
    describe,
    init,
    network_of,
    observe,
    readouts,
    start_weights,
    status,
    step,
)
from engine.timeline import Timeline


def played(params: Params, count: int, seed: int = 0) -> State:
    state = init(params, seed)
    for _ in range(count):
        state = step(params, state)
    return state


def shown(preset_id: str) -> Observation:
    preset = SIMULATION.preset(preset_id)
    return observe(preset.params, played(preset.params, preset.at, preset.seed))


def random_params(rng: np.random.Generator) -> Params:
    x1, x2, target = rng.uniform(-4.0, 4.0, 3).tolist()
    return Params(
        hidden=int(rng.integers(3)),
        units=int(rng.integers(1, 4)),
        activation=list(Kind)[rng.integers(3)],
        loss=list(Cost)[rng.integers(2)],
        start=Start.RANDOM,
        x1=x1,
        x2=x2,
        target=target,
        label=int(rng.integers(2)),
    )


def test_first_preset_is_the_pass_of_the_founding_card() -> None:
    seen = shown("open_the_case")
    assert [z.tolist() for z in seen.inside.sums] == [[3.0, 1.0], [6.0]]
    assert [a.tolist() for a in seen.outputs] == [[1.0, 2.0], [3.0, 1.0], [6.0]]
    assert [delta.tolist() for delta in seen.inside.deltas] == [[2.0, -1.0], [1.0]]
    assert seen.inside.gradient.tolist() == [2.0, -1.0, 4.0, -2.0, 2.0, -1.0, 3.0, 1.0, 1.0]
    assert (seen.loss, seen.part, seen.agrees) == (0.5, 9, True)


def test_delta_rule_and_count_of_parameters_hold_in_1000_random_networks() -> None:
    rng = np.random.default_rng(0)
    for seed in range(1000):
        params = random_params(rng)
        seen = observe(params, init(params, seed))
        cut, deltas = layers(network_of(params), seen.origin), seen.inside.deltas
        assert deltas[-1] == pytest.approx(seen.outputs[-1] - seen.target, abs=1e-12)
        for index in range(len(deltas) - 1):
            slope = derivative(Activation(params.activation.value), seen.inside.sums[index])
            assert deltas[index] == pytest.approx((cut[index + 1].weights @ deltas[index + 1]) * slope, abs=1e-12)
        n, m = params.units, params.hidden
        assert len(seen.origin) == (3 if m == 0 else 3 * n + (m - 1) * (n + 1) * n + n + 1)


def test_gradients_equal_differences_and_the_reference_backpropagation() -> None:
    rng = np.random.default_rng(1)
    for seed in range(300):
        params = random_params(rng)
        seen, network = observe(params, init(params, seed)), network_of(params)
        cut, expected = layers(network, seen.origin), np.zeros(network.n_parameters)
        passed = forward(network, cut, np.array([[params.x1, params.x2]]))
        backward(network, cut, passed, (seen.outputs[-1] - seen.target)[np.newaxis], layers(network, expected))
        assert seen.inside.gradient == pytest.approx(expected, rel=1e-12, abs=1e-13)
        on_kink = params.activation is Kind.RELU and any((np.abs(z) < 1e-4).any() for z in seen.inside.sums[:-1])
        assert seen.agrees or on_kink


def test_each_gradient_is_the_input_of_its_link_times_the_delta_of_its_unit() -> None:
    seen = shown("deep_sigmoid")
    for link in links(seen.sizes):
        source = 1.0 if link.source is None else seen.outputs[link.layer][link.source]
        assert seen.inside.gradient[link.place] == pytest.approx(source * seen.inside.deltas[link.layer][link.target])


@pytest.mark.parametrize("hidden", [0, 1, 2])
def test_parts_become_known_one_at_a_time_and_weights_change_at_the_last(hidden: int) -> None:
    params, count = Params(hidden=hidden, target=4.0), len(part_names(hidden))
    states = [played(params, number) for number in range(count + 2)]
    assert [state.part for state in states] == [*range(count + 1), 1]
    assert [state.updates for state in states] == [0] * count + [1, 1]
    assert [(state.held == states[0].held).all() for state in states] == [True] * count + [False] * 2
    assert states[count].origin.tolist() == states[0].origin.tolist()
    assert states[count + 1].origin.tolist() == states[count].held.tolist()


def test_update_is_the_rate_times_the_gradient() -> None:
    seen = shown("one_update")
    assert seen.held == pytest.approx(seen.origin - 0.02 * seen.inside.gradient, abs=1e-15)
    assert seen.loss_held == pytest.approx(0.0184, abs=5e-5)
    assert seen.loss_held < seen.loss == 0.5


def test_dead_unit_gets_no_gradient_and_is_named() -> None:
    preset = SIMULATION.preset("dead_unit")
    seen = shown("dead_unit")
    assert seen.quiet == ((False, True),)
    assert all(seen.inside.gradient[link.place] == 0.0 for link in links(seen.sizes) if (link.layer, link.target) == (0, 1))
    assert status(preset.params, played(preset.params, preset.at)).reason.startswith("1 hidden unit is dead")


def test_saturated_units_pass_back_a_fraction_of_what_comes() -> None:
    seen = shown("saturated")
    assert seen.quiet == ((True, True),)
    assert np.abs(seen.inside.deltas[0]).max() < 0.02 * abs(seen.inside.deltas[1][0])


def test_units_that_start_alike_stay_alike() -> None:
    seen = shown("alike")
    assert seen.updates == 5
    for layer in layers(network_of(SIMULATION.preset("alike").params), seen.held):
        assert np.ptp(layer.weights.reshape(-1, 2), axis=1) == pytest.approx([0.0] * (layer.weights.size // 2), abs=0.0)


def test_cut_link_takes_the_delta_of_its_unit_away_but_has_a_gradient_itself() -> None:
    seen = shown("cut_link")
    assert (seen.origin[6], seen.inside.deltas[0][0], seen.inside.gradient[6]) == (0.0, 0.0, -15.0)


def test_on_the_kink_the_difference_is_the_mean_of_both_slopes() -> None:
    preset, seen = SIMULATION.preset("kink"), shown("kink")
    assert (seen.inside.gradient[1], seen.agrees) == (0.0, False)
    assert seen.inside.differences[1] == pytest.approx(0.5 * (0.0 + 4.0 * -1.0 * 1.0), abs=1e-4)
    assert "kink" in status(preset.params, played(preset.params, preset.at)).reason


def test_delta_shrinks_from_layer_to_layer_behind_sigmoids() -> None:
    sizes = [float(np.abs(delta).max()) for delta in shown("deep_sigmoid").inside.deltas]
    assert sizes == sorted(sizes)
    assert sizes[0] < 0.03 * sizes[2]


def test_too_fast_kills_both_units_at_the_third_update() -> None:
    params = SIMULATION.preset("too_fast").params
    quiet = [sum(observe(params, played(params, 10 * update + 1)).quiet[0]) for update in range(4)]
    assert quiet == [0, 0, 1, 2]


@pytest.mark.parametrize(("factor", "outcome"), [(0.5, Outcome.CONVERGED), (1.05, Outcome.DIVERGED)])
def test_named_safe_rate_divides_the_rates_of_a_linear_network(factor: float, outcome: Outcome) -> None:
    limit = 2.0 / (2.0**2 + 1.0**2 + 1.0)  # the derivatives of the output are the inputs and 1
    params = Params(hidden=0, x1=2.0, x2=1.0, learning_rate=factor * limit)
    standing = status(params, played(params, 6 * 200))
    assert standing.outcome is outcome
    assert ("about 0.333 was the largest safe rate" in standing.reason) == (outcome is Outcome.DIVERGED)


def test_nudge_changes_the_chosen_weight_alone_and_a_number_too_large_is_the_last() -> None:
    plain, nudged = (start_weights(Params(chosen=25, nudge=by), 0) for by in (0.0, 1.5))
    assert (nudged - plain).tolist() == [0.0] * 8 + [1.5]
    assert observe(Params(chosen=25), init(Params(), 0)).chosen.place == 8


def test_cross_entropy_of_a_sigmoid_is_minus_the_log_of_its_class() -> None:
    numbers = readouts(shown("no_hidden_layer"))
    assert numbers["output"] == pytest.approx(1.0 / (1.0 + math.exp(-1.0)))
    assert numbers["loss"] == pytest.approx(-math.log(1.0 - numbers["output"]))
    assert numbers["parameters"] == 3.0


def test_rate_changed_in_mid_update_counts_for_it() -> None:
    timeline = Timeline(Run(SIMULATION, Params()))
    timeline.seek(5)
    timeline.act("set", "learning_rate", 0.01)
    timeline.seek(10)
    assert timeline.frame().readouts["weight"] == pytest.approx(1.0 - 0.01 * 2.0)


def test_description_says_answer_part_and_both_slopes() -> None:
    words = describe(Params(), shown("open_the_case"))
    assert words == (
        "Network 2-2-1 with 9 parameters answers 6 where 5 is wanted, loss 0.5; ∂W1 is the last part known; x₁ → h₁ has "
        "gradient 2, by finite difference 2."
    )
