"""What is particular to the network: what it can and cannot learn, how it fails, and its pictures."""

from __future__ import annotations

import dataclasses
import math

import numpy as np
import pytest

from engine.maths.activations import Activation
from engine.maths.networks import forward
from engine.maths.optimizers import Optimizer
from engine.simulation import Outcome, Status
from engine.simulations.mlp_classifier import (
    PICTURE_SIZE,
    SIMULATION,
    Data,
    Observation,
    Params,
    advance,
    describe,
    examples_of,
    init,
    observe,
    readouts,
    status,
)

N_SEEDS = 100


def trained(params: Params, count: int, seed: int = 0) -> tuple[Observation, Status]:
    state, _ = advance(params, init(params, seed), count)
    return observe(params, state), status(params, state)


def share_that_solves(params: Params, count: int, n_seeds: int = N_SEEDS) -> float:
    """Share of seeds with every training point right after so many updates."""
    return sum(trained(params, count, seed)[0].scores.accuracy == 1.0 for seed in range(n_seeds)) / n_seeds


def test_four_units_solve_xor_from_at_least_95_of_100_seeds() -> None:
    assert share_that_solves(Params(layers=1, width=4), 800) >= 0.95


def test_no_seed_solves_xor_without_a_hidden_layer() -> None:
    for seed in range(N_SEEDS):
        _, traces = advance(Params(layers=0), init(Params(layers=0), seed), 300)
        assert traces[:, 1].max() <= 0.75
        assert traces[-1, 0] == pytest.approx(math.log(2.0), abs=2e-3)


def test_one_unit_never_solves_xor_and_two_sometimes_do() -> None:
    assert share_that_solves(Params(width=1), 400, 40) == 0.0
    assert 0.3 < share_that_solves(Params(width=2), 1000, 60) < 0.9


@pytest.mark.parametrize("layers", [1, 3])
def test_linear_layers_are_no_better_than_none(layers: int) -> None:
    identity = Params(data=Data.CIRCLES, layers=layers, width=8, activation=Activation.IDENTITY)
    observation, standing = trained(identity, 300)
    assert observation.scores.loss > 0.6
    assert "straight line" in standing.reason
    surface = observation.surface.astype(float)
    assert np.abs(np.diff(surface, 2, axis=0)).max() < 1e-4 * (1.0 + np.abs(surface).max())


@pytest.mark.parametrize(("data", "width"), [(Data.MOONS, 8), (Data.CIRCLES, 4), (Data.XOR_CLOUD, 8)])
def test_clouds_are_learned_and_held_out_points_agree(data: Data, width: int) -> None:
    scores = trained(Params(data=data, width=width, noise=0.05), 1500)[0].scores
    assert scores.accuracy >= 0.98
    assert scores.validation_accuracy >= 0.9


def test_spirals_need_more_than_four_units() -> None:
    deep, shallow = (SIMULATION.preset(name) for name in ("spirals_deep", "spirals_shallow"))
    assert trained(deep.params, 1000)[0].scores.accuracy == 1.0
    assert trained(shallow.params, 1000)[0].scores.accuracy < 0.9


def test_two_units_cannot_close_a_ring_and_three_can() -> None:
    two, three = (share_that_solves(Params(data=Data.CIRCLES, width=width, noise=0.0), 1500, 8) for width in (2, 3))
    assert two == 0.0
    assert three >= 0.75


def test_overfitting_shows_in_the_validation_loss_only() -> None:
    preset = SIMULATION.preset("overfits_noise")
    state, traces = advance(preset.params, init(preset.params, preset.seed), preset.at)
    assert state.learner.scores.accuracy == 1.0
    lowest = int(traces[:, 2].argmin()) + 1
    assert lowest == pytest.approx(414, abs=30)
    assert traces[-1, 2] > 2.0 * traces[lowest - 1, 2]


def test_convergence_says_when_every_training_point_is_right_and_goes_on() -> None:
    _, standing = trained(Params(), 400)
    assert (standing.outcome, standing.final) == (Outcome.CONVERGED, False)
    assert "below 0.1" in standing.reason


def test_huge_rate_diverges_names_update_layer_and_quantity_and_stops() -> None:
    params = Params(data=Data.MOONS, layers=3, width=8, activation=Activation.IDENTITY, learning_rate=10.0)
    state, traces = advance(params, init(params, 0), 60)
    standing, divergence = status(params, state), state.learner.divergence
    assert divergence is not None
    assert (standing.outcome, standing.final) == (Outcome.DIVERGED, True)
    assert standing.reason.startswith(f"Update {divergence.update} drove a {divergence.quantity} of ")
    assert np.ptp(traces[divergence.update - 1 :], axis=0).max() == 0.0
    assert all(math.isfinite(number) for number in readouts(observe(params, state)).values())


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("activation", Activation)
def test_nothing_overflows_at_the_largest_rate(activation: Activation, optimizer: Optimizer) -> None:
    params = Params(
        data=Data.SPIRALS,
        layers=3,
        width=8,
        activation=activation,
        optimizer=optimizer,
        learning_rate=10.0,
        momentum=0.99,
        points=40,
    )
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        state, traces = advance(params, init(params, 0), 150)
        observation = observe(params, state)
        assert np.isfinite(observation.surface).all()
    assert np.isfinite(traces).all()
    assert status(params, state).reason


def test_dead_units_are_found_and_named() -> None:
    preset = SIMULATION.preset("xor_relu_dies")
    observation, standing = trained(preset.params, preset.at, preset.seed)
    assert [dead.tolist() for dead in observation.dead] == [[True, True]]
    assert observation.gradient_norm < 1e-6
    assert "All units of hidden layer 1 are dead" in standing.reason
    assert "2 hidden units are dead" in describe(preset.params, observation)


def test_step_activation_trains_the_output_layer_only() -> None:
    params = Params(activation=Activation.STEP)
    start = init(params, 0)
    observation, standing = trained(params, 50)
    hidden, output = observation.parameters
    assert np.array_equal(hidden.weights, observe(params, start).parameters[0].weights)
    assert not np.array_equal(output.weights, observe(params, start).parameters[1].weights)
    assert "passes no gradient" in standing.reason


def test_one_sigmoid_unit_is_a_valid_network() -> None:
    observation, _ = trained(Params(width=1, activation=Activation.SIGMOID, data=Data.MOONS), 300)
    assert observation.network.sizes == (2, 1, 1)
    assert 0.7 < observation.scores.accuracy < 1.0


def test_batch_larger_than_the_data_is_all_of_it_and_that_is_said() -> None:
    exact, more = (Params(data=Data.MOONS, batch_size=size) for size in (140, 512))
    observation, _ = trained(more, 30)
    assert observation.scores == trained(exact, 30)[0].scores
    assert observation.epoch == 30
    assert "a batch of 512 means all 140" in describe(more, observation)


@pytest.mark.parametrize(("batch_size", "epoch"), [(1, 0), (32, 6), (140, 30)])
def test_an_epoch_is_one_look_at_every_training_point(batch_size: int, epoch: int) -> None:
    assert trained(Params(data=Data.MOONS, batch_size=batch_size), 30)[0].epoch == epoch


def test_xor_validates_on_its_four_points_and_clouds_on_held_out_ones() -> None:
    four, cloud = (trained(Params(data=data), 10)[0] for data in (Data.XOR, Data.MOONS))
    assert four.training.all()
    assert four.scores[:2] == four.scores[2:]
    assert (len(cloud.points), cloud.training.sum()) == (200, 140)
    assert cloud.scores[:2] != cloud.scores[2:]


def test_scores_are_those_of_the_shown_probabilities() -> None:
    observation, _ = trained(Params(data=Data.CIRCLES), 200)
    rows = observation.training
    right = (observation.probabilities > 0.5) == (observation.labels == 1.0)
    picked = np.where(observation.labels == 1.0, observation.probabilities, 1.0 - observation.probabilities)
    expected = (-np.log(picked[rows]).mean(), right[rows].mean(), -np.log(picked[~rows]).mean(), right[~rows].mean())
    assert observation.scores == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize("layers", [0, 1, 3])
def test_pictures_show_what_the_network_computes(layers: int) -> None:
    params = Params(data=Data.SPIRALS, layers=layers, width=5)
    observation, _ = trained(params, 20)
    axis = np.linspace(*observation.window, PICTURE_SIZE)
    passed = forward(observation.network, observation.parameters, np.array([[axis[11 * 2], axis[20 * 2]]]))
    assert observation.surface.dtype == np.float32
    assert observation.surface[40, 22] == pytest.approx(passed.outputs[0, 0], rel=1e-5)
    assert len(observation.unit_maps) == layers
    for maps, outputs in zip(observation.unit_maps, passed.activations[1:], strict=True):
        assert maps.shape == (5, PICTURE_SIZE // 2, PICTURE_SIZE // 2)
        assert maps[:, 20, 11] == pytest.approx(outputs[0], rel=1e-5, abs=1e-6)


def test_pictures_are_computed_on_demand_once_and_cannot_be_edited() -> None:
    observation, _ = trained(Params(), 1)
    assert "surface" not in vars(observation)
    assert observation.surface is observation.surface
    assert not any(picture.flags.writeable for picture in (observation.surface, *observation.unit_maps))


@pytest.mark.parametrize("data", Data)
def test_every_point_lies_inside_the_window(data: Data) -> None:
    params = Params(data=data, noise=0.5)
    for seed in range(5):
        low, high = observe(params, init(params, seed)).window
        points = examples_of(params, seed).points
        assert low < points.min()
        assert points.max() < high


def test_gradient_norm_is_that_of_the_training_loss() -> None:
    params = Params(data=Data.MOONS, batch_size=512, optimizer=Optimizer.PLAIN, learning_rate=0.01)
    state, _ = advance(params, init(params, 0), 20)
    later, _ = advance(params, state, 1)
    moved = np.linalg.norm(later.learner.theta - state.learner.theta)
    assert readouts(observe(params, state))["gradient_norm"] == pytest.approx(moved / 0.01, rel=1e-9)


def test_seed_draws_data_weights_and_order_apart() -> None:
    params = Params(data=Data.MOONS)
    changed = dataclasses.replace(params, width=5)
    assert examples_of(params, 3) is examples_of(changed, 3)
    assert not np.array_equal(examples_of(params, 3).points, examples_of(params, 4).points)
    assert not np.array_equal(init(params, 3).learner.theta, init(params, 4).learner.theta)
