"""Facts of the chain of layers and of softmax."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.maths.activations import Activation, derivative, largest_slope, value
from engine.simulation import Outcome, Run
from engine.simulations.activation_functions import CURVE_POINTS, ELEMENTWISE, SIMULATION, Function, Params
from engine.timeline import Frame, Timeline


def frame_of(params: Params, step: int) -> Frame[Any, Any]:
    timeline = Timeline(Run(SIMULATION, params))
    timeline.seek(step)
    return timeline.frame()


def chain(params: Params, probe: float, layers: int) -> float:
    """Signal behind so many layers, as a function of the probe."""
    signal = probe
    for layer in range(layers):
        signal = float(value(Activation(params.activation.value), signal * (params.gain if layer else 1.0), params.leaky_slope))
    return signal


@pytest.mark.parametrize("function", ELEMENTWISE)
@pytest.mark.parametrize("gain", [0.5, 1.0, 1.7])
def test_product_is_the_derivative_of_the_whole_chain(function: Function, gain: float) -> None:
    params = Params(activation=function, probe=0.7, gain=gain, layers=6, leaky_slope=0.3)
    readouts, h = frame_of(params, 6).readouts, 1e-6
    numeric = (chain(params, 0.7 + h, 6) - chain(params, 0.7 - h, 6)) / (2 * h)
    assert readouts["signal"] == pytest.approx(chain(params, 0.7, 6), rel=1e-14)
    assert readouts["product"] == pytest.approx(numeric, rel=1e-7, abs=1e-9)


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_product_never_exceeds_its_bound(function: Function) -> None:
    for probe in np.linspace(-6.0, 6.0, 25).tolist():
        params = Params(activation=function, probe=probe, gain=1.3, layers=20, leaky_slope=0.5)
        history = frame_of(params, 20).history
        assert (np.abs(history["product"]) <= history["largest_product"] * (1 + 1e-12)).all()
        expected = [1.0, *(largest_slope(Activation(function.value)) ** k * 1.3 ** (k - 1) for k in range(1, 21))]
        np.testing.assert_allclose(history["largest_product"], expected, rtol=1e-12)


def test_ten_sigmoids_keep_at_best_a_quarter_each() -> None:
    preset = SIMULATION.preset("sigmoid_ten_layers")
    readouts = frame_of(preset.params, preset.at).readouts
    assert readouts["largest_product"] == 0.25**10 == pytest.approx(9.5367e-07, rel=1e-5)
    assert 0 < readouts["product"] < readouts["largest_product"]
    assert readouts["derivative"] == 0.25


@pytest.mark.parametrize(
    ("name", "product"),
    [("relu_gate", 1.0), ("dead_relu", 0.0), ("leaky_relu", 0.01), ("step_no_gradient", 0.0), ("gain_explodes", 512.0)],
)
def test_preset_shows_what_its_caption_says(name: str, product: float) -> None:
    preset = SIMULATION.preset(name)
    assert frame_of(preset.params, preset.at).readouts["product"] == product


def test_other_captions_hold_as_well() -> None:
    readouts = {preset.id: frame_of(preset.params, preset.at).readouts for preset in SIMULATION.presets}
    assert readouts["sigmoid_saturates"]["value"] == pytest.approx(0.993, abs=5e-4)
    assert readouts["sigmoid_saturates"]["derivative"] == pytest.approx(0.0066, abs=5e-5)
    assert readouts["sigmoid_ten_layers"]["product"] == pytest.approx(3.9e-7, abs=5e-9)
    assert readouts["gelu_smooth"]["value"] == pytest.approx(-0.17, abs=5e-4)
    assert readouts["identity_collapses"]["product"] == pytest.approx(5.16, abs=5e-3)
    assert readouts["softmax_temperature"]["p1"] == pytest.approx(0.98, abs=5e-3)


def test_linear_layers_collapse_into_one() -> None:
    params = Params(activation=Function.IDENTITY, gain=1.2, probe=-2.5)
    observation = frame_of(params, 10).observation
    assert observation.signals[-1] == pytest.approx(1.2**9 * -2.5, rel=1e-14)
    assert observation.signals[-1] == pytest.approx(observation.products[-1] * -2.5, rel=1e-14)


def test_layers_hand_on_gain_times_their_output() -> None:
    observation = frame_of(Params(activation=Function.TANH, gain=2.0, layers=5), 5).observation
    assert observation.pre_activations[0] == 1.0
    np.testing.assert_array_equal(observation.pre_activations[1:], 2.0 * observation.signals[:-1])
    np.testing.assert_array_equal(observation.signals, np.tanh(observation.pre_activations))


def test_run_ends_after_the_last_layer() -> None:
    timeline = Timeline(Run(SIMULATION, Params(layers=3)))
    timeline.seek(2)
    assert timeline.status.reason == "The signal has passed 2 of 3 layers."
    timeline.seek(3)
    assert timeline.status.final
    assert timeline.status.outcome is Outcome.CONVERGED
    timeline.seek(9)
    assert timeline.frame().readouts["layer"] == 3
    assert "all 3 layers" in timeline.status.reason
    assert "passed the only layer;" in frame_of(Params(layers=1), 1).status.reason


def test_before_the_first_layer_nothing_is_multiplied() -> None:
    readouts = frame_of(Params(probe=2.5), 0).readouts
    assert (readouts["layer"], readouts["signal"], readouts["product"], readouts["largest_product"]) == (0, 2.5, 1, 1)


@pytest.mark.parametrize("function", ELEMENTWISE)
def test_curves_are_the_functions(function: Function) -> None:
    observation = frame_of(Params(activation=function, probe=-1.5, leaky_slope=0.4), 0).observation
    activation = Activation(function.value)
    assert len(observation.grid) == CURVE_POINTS
    assert (observation.grid[0], observation.grid[CURVE_POINTS // 2], observation.grid[-1]) == (-6.0, 0.0, 6.0)
    np.testing.assert_array_equal(observation.values, value(activation, observation.grid, 0.4))
    np.testing.assert_array_equal(observation.derivatives, derivative(activation, observation.grid, 0.4))
    assert observation.value == float(value(activation, -1.5, 0.4))
    assert observation.derivative == float(derivative(activation, -1.5, 0.4))


def test_leaks_of_zero_and_one_are_relu_and_identity() -> None:
    for slope, twin in ((0.0, Function.RELU), (1.0, Function.IDENTITY)):
        leaky = frame_of(Params(activation=Function.LEAKY_RELU, leaky_slope=slope, probe=-2.0), 10).readouts
        other = frame_of(Params(activation=twin, probe=-2.0), 10).readouts
        assert (leaky["signal"], leaky["product"]) == (other["signal"], other["product"])


# Softmax


def softmax_params(*logits: float, temperature: float = 1.0) -> Params:
    one, two, three = logits
    return Params(activation=Function.SOFTMAX, logit_1=one, logit_2=two, logit_3=three, temperature=temperature)


def test_softmax_is_one_layer() -> None:
    timeline = Timeline(Run(SIMULATION, softmax_params(2.0, 1.0, 0.0)))
    assert SIMULATION.horizon(timeline.params) == 1
    assert timeline.status.outcome is Outcome.RUNNING
    timeline.seek(1)
    assert timeline.status.final
    powers = [math.exp(2), math.exp(1), 1.0]
    readouts = timeline.frame().readouts
    shares = [power / sum(powers) for power in powers]
    assert [readouts[name] for name in ("p1", "p2", "p3")] == pytest.approx(shares, rel=1e-14)
    assert readouts["entropy"] == pytest.approx(-sum(share * math.log(share) for share in shares), rel=1e-14)
    assert readouts["value"] == readouts["signal"] == pytest.approx(shares[0], rel=1e-14)
    assert readouts["product"] == readouts["derivative"] == pytest.approx(shares[0] * (1 - shares[0]), rel=1e-14)
    assert readouts["largest_product"] == 0.25


def test_adding_a_constant_to_all_logits_changes_nothing() -> None:
    shifted = SIMULATION.preset("softmax_shift")
    plain = frame_of(softmax_params(2.0, 1.0, 0.0), 1).readouts
    moved = frame_of(shifted.params, shifted.at).readouts
    assert all(moved[name] == plain[name] for name in ("p1", "p2", "p3", "entropy"))


def test_temperature_sharpens_and_flattens() -> None:
    cold, warm, hot = (
        frame_of(softmax_params(2.0, 1.0, 0.0, temperature=heat), 1).readouts["entropy"] for heat in (0.05, 1.0, 10.0)
    )
    assert 0.0 <= cold < 1e-6 < warm < hot < math.log(3)


def test_softmax_curve_is_the_first_probability_over_the_first_logit() -> None:
    observation = frame_of(softmax_params(0.5, 1.0, -2.0, temperature=2.0), 1).observation
    powers = np.exp(observation.grid / 2.0)
    others = math.exp(1.0 / 2.0) + math.exp(-2.0 / 2.0)
    np.testing.assert_allclose(observation.values, powers / (powers + others), rtol=1e-13)
    np.testing.assert_allclose(observation.derivatives, np.gradient(observation.values, observation.grid), atol=2e-4)
    assert observation.probe == 0.5
    assert observation.jacobian[0, 0] == observation.derivative


def test_probabilities_stay_finite_far_apart() -> None:
    readouts = frame_of(softmax_params(10.0, -10.0, -10.0, temperature=0.05), 1).readouts
    assert (readouts["p1"], readouts["entropy"]) == (1.0, pytest.approx(0.0, abs=1e-100))


def test_descriptions_say_what_is_seen() -> None:
    soft = frame_of(softmax_params(2.0, 1.0, 0.0), 1)
    assert SIMULATION.describe(soft.params, soft.observation) == (
        "Softmax turns the logits 2, 1, 0 into the probabilities 0.665, 0.245, 0.090, which sum to 1."
    )
    start = frame_of(Params(activation=Function.RELU), 0)
    assert SIMULATION.describe(start.params, start.observation) == (
        "The curve of ReLU and its derivative: at z = 1 they are 1 and 1. The signal has not entered the chain of 10 layers."
    )
