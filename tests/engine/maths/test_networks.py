"""Networks against hand-written loops, published weights and counts; backpropagation against central differences."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from engine.maths.activations import Activation, value
from engine.maths.initializers import glorot_uniform, he_normal
from engine.maths.losses import binary_cross_entropy, binary_cross_entropy_gradient
from engine.maths.networks import Network, backward, forward, init_theta, layers

DEPTHS = {0: (2, 1), 1: (2, 5, 1), 2: (2, 8, 8, 1), 3: (2, 4, 6, 3, 1)}
H = 1e-6
Draw = Callable[[np.random.Generator, int, int], np.ndarray]


def problem(network: Network) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Parameters with biases away from 0, inputs and targets."""
    rng = np.random.default_rng(7)
    theta = init_theta(network, rng) + 0.1 * rng.normal(size=network.n_parameters)
    return theta, rng.normal(size=(11, network.sizes[0])), rng.integers(2, size=(11, network.sizes[-1])).astype(float)


def cost(network: Network, theta: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> float:
    return float(binary_cross_entropy(forward(network, layers(network, theta), inputs).outputs, targets).mean())


def backpropagated(network: Network, theta: np.ndarray, inputs: np.ndarray, targets: np.ndarray) -> np.ndarray:
    gradient, parameters = np.full_like(theta, np.nan), layers(network, theta)
    passed = forward(network, parameters, inputs)
    output_gradient = binary_cross_entropy_gradient(passed.outputs, targets) / targets.size
    backward(network, parameters, passed, output_gradient, layers(network, gradient))
    return gradient


@pytest.mark.parametrize(
    ("sizes", "count"),
    [((3, 4, 2), 26), ((4, 8, 3), 67), ((2, 8, 8, 8, 1), 177), ((784, 256, 128, 10), 235_146), ((2, 1), 3)],
)
def test_number_of_parameters(sizes: tuple[int, ...], count: int) -> None:
    network = Network(sizes, Activation.RELU)
    assert network.n_parameters == count
    assert init_theta(network, np.random.default_rng(0)).shape == (count,)


def test_layers_are_views_that_cover_the_vector_once() -> None:
    network = Network((2, 3, 4, 1), Activation.TANH)
    theta = np.zeros(network.n_parameters)
    for layer in layers(network, theta):
        layer.weights[...] += 1.0
        layer.bias[...] += 1.0
    assert theta.tolist() == [1.0] * network.n_parameters


@pytest.mark.parametrize("activation", Activation)
def test_forward_pass_equals_neuron_by_neuron_arithmetic(activation: Activation) -> None:
    network = Network((2, 3, 2, 1), activation)
    theta, inputs, _ = problem(network)
    cut = layers(network, theta)
    for row, output in zip(inputs, forward(network, cut, inputs).outputs, strict=True):
        signal = row.tolist()
        for depth, (weights, bias) in enumerate(cut):
            z = [math.fsum(s * w for s, w in zip(signal, column, strict=True)) for column in weights.T]
            z = [total + b for total, b in zip(z, bias, strict=True)]
            signal = z if depth == 2 else value(activation, z).tolist()
        assert output[0] == pytest.approx(signal[0], rel=1e-12, abs=1e-14)


def test_forward_pass_solves_xor_with_the_textbook_weights() -> None:
    network = Network((2, 2, 1), Activation.RELU)  # Goodfellow, Bengio, Courville 2016, section 6.1
    theta = np.array([1.0, 1.0, 1.0, 1.0, 0.0, -1.0, 1.0, -2.0, 0.0])
    corners = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
    assert forward(network, layers(network, theta), corners).outputs.ravel().tolist() == [0.0, 1.0, 1.0, 0.0]


@pytest.mark.parametrize("sizes", DEPTHS.values(), ids=DEPTHS.keys())
@pytest.mark.parametrize("activation", [phi for phi in Activation if phi is not Activation.STEP])
def test_backpropagation_agrees_with_central_differences(activation: Activation, sizes: tuple[int, ...]) -> None:
    network = Network(sizes, activation)
    theta, inputs, targets = problem(network)
    nudges = H * np.maximum(1.0, np.abs(theta)) * np.eye(len(theta))
    difference = [
        (cost(network, theta + nudge, inputs, targets) - cost(network, theta - nudge, inputs, targets)) / (2 * nudge.max())
        for nudge in nudges
    ]
    gradient = backpropagated(network, theta, inputs, targets)
    assert np.abs(gradient - difference).max() < 1e-7 * np.abs(gradient).max()


def test_backpropagation_serves_several_outputs() -> None:
    network = Network((3, 4, 2), Activation.TANH)
    theta, inputs, targets = problem(network)
    gradient, nudge = backpropagated(network, theta, inputs, targets), np.zeros_like(theta)
    nudge[5] = H
    difference = (cost(network, theta + nudge, inputs, targets) - cost(network, theta - nudge, inputs, targets)) / (2 * H)
    assert gradient[5] == pytest.approx(difference, rel=1e-7)


def test_step_function_passes_no_gradient_to_hidden_layers() -> None:
    network = Network((2, 4, 1), Activation.STEP)
    gradient = backpropagated(network, *problem(network))
    assert not gradient[:12].any()
    assert gradient[12:].any()


def test_zero_weights_keep_all_hidden_units_alike() -> None:
    network = Network((2, 4, 1), Activation.TANH)
    theta, inputs, targets = np.full(network.n_parameters, 0.5), *problem(network)[1:]
    for _ in range(20):
        theta -= 0.5 * backpropagated(network, theta, inputs, targets)
    hidden = layers(network, theta)[0]
    assert np.ptp(hidden.weights, axis=1).max() < 1e-14
    assert np.ptp(hidden.bias) < 1e-14


@pytest.mark.parametrize(("activation", "draw"), [(Activation.TANH, glorot_uniform), (Activation.RELU, he_normal)])
def test_first_weights_suit_the_hidden_units_and_a_linear_output(activation: Activation, draw: Draw) -> None:
    network = Network((2, 6, 1), activation)
    hidden, output = layers(network, init_theta(network, np.random.default_rng(3)))
    rng = np.random.default_rng(3)
    assert np.array_equal(hidden.weights, draw(rng, 2, 6))
    assert np.array_equal(output.weights, glorot_uniform(rng, 6, 1))
    assert not hidden.bias.any()
    assert not output.bias.any()


def test_linear_layers_collapse_to_one() -> None:
    network = Network((2, 8, 8, 1), Activation.IDENTITY)
    theta, inputs, _ = problem(network)
    (w1, b1), (w2, b2), (w3, b3) = layers(network, theta)
    collapsed = inputs @ (w1 @ w2 @ w3) + (b1 @ w2 @ w3 + b2 @ w3 + b3)
    assert np.abs(forward(network, layers(network, theta), inputs).outputs - collapsed).max() < 1e-14
