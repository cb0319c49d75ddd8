"""Penalties and dropout against their definitions, and every loss, activation and regulariser together through a network."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import pytest

from engine.errors import EngineError
from engine.maths import losses
from engine.maths.activations import Activation, derivative
from engine.maths.activations import value as activated
from engine.maths.losses import Loss
from engine.maths.networks import ForwardPass, Network, backward, forward, layers
from engine.maths.regularizers import (
    Regularizer,
    dropout_mask,
    gradient,
    l1,
    l1_gradient,
    l2,
    l2_gradient,
    value,
    weight_mask,
)

THETA, MASK = np.array([3.0, -4.0, 0.0, 5.0]), np.array([1.0, 1.0, 1.0, 0.0])
H = 1e-6
N_EXAMPLES = 5
STRENGTH = 0.3


def test_weight_mask_is_0_on_biases_only() -> None:
    network = Network((3, 4, 2), Activation.TANH)
    for layer in layers(network, weight_mask(network)):
        assert (layer.weights == 1.0).all()
        assert not layer.bias.any()


def test_penalties_by_hand() -> None:
    assert (l1(THETA, 0.5, MASK), l2(THETA, 0.5, MASK)) == (3.5, 6.25)
    assert l1_gradient(THETA, 0.5, MASK).tolist() == [0.5, -0.5, 0.0, 0.0]
    assert l2_gradient(THETA, 0.5, MASK).tolist() == [1.5, -2.0, 0.0, 0.0]


def test_none_is_0_and_pulls_at_nothing() -> None:
    assert value(Regularizer.NONE, THETA, 0.5, MASK) == 0.0
    assert gradient(Regularizer.NONE, THETA, 0.5, MASK).tolist() == [0.0] * 4


@pytest.mark.parametrize("regularizer", Regularizer)
def test_gradient_agrees_with_central_differences(regularizer: Regularizer) -> None:
    rng = np.random.default_rng(0)
    theta, mask = rng.normal(size=12), rng.integers(2, size=12)
    ahead, behind = (value(regularizer, theta + sign * H * np.eye(12), STRENGTH, mask) for sign in (1.0, -1.0))
    slope = gradient(regularizer, theta, STRENGTH, mask)
    assert np.abs(slope - (ahead - behind) / (2 * H)).max() <= 1e-7 * np.abs(slope).max()


@pytest.mark.parametrize("regularizer", Regularizer)
def test_several_vectors_are_penalised_as_each_alone(regularizer: Regularizer) -> None:
    stack = np.random.default_rng(1).normal(size=(3, 2, 4))
    for index in np.ndindex(3, 2):
        assert value(regularizer, stack, 0.1, MASK)[index] == pytest.approx(
            value(regularizer, stack[index], 0.1, MASK), rel=1e-15
        )
        assert (gradient(regularizer, stack, 0.1, MASK)[index] == gradient(regularizer, stack[index], 0.1, MASK)).all()


def test_descent_with_l2_shrinks_weights_geometrically_and_leaves_biases() -> None:
    theta = THETA.copy()
    for _ in range(10):
        theta = theta - 0.1 * l2_gradient(theta, 0.5, MASK)
    np.testing.assert_allclose(theta, np.append(THETA[:3] * 0.95**10, 5.0), rtol=1e-14)


def test_dropout_mask_has_two_values_expectation_1_and_its_variance() -> None:
    rate, n = 0.3, 100_000
    mask = dropout_mask(np.random.default_rng(0), (n // 100, 100), rate)
    assert set(mask.ravel().tolist()) == {0.0, 1.0 / (1.0 - rate)}
    dropped = np.mean(mask == 0.0)
    assert abs(dropped - rate) < 3.0 * math.sqrt(rate * (1.0 - rate) / n)
    assert abs(mask.mean() - 1.0) < 3.0 * math.sqrt(rate / (1.0 - rate) / n)
    assert mask.var() == pytest.approx(dropped * (1.0 - dropped) / (1.0 - rate) ** 2, rel=1e-9)


def test_dropout_keeps_the_expectation_of_weighted_sums() -> None:
    rng, n = np.random.default_rng(2), 40_000
    signals, weights = rng.normal(size=6), rng.normal(size=6)
    sums = (signals * dropout_mask(rng, (n, 6), 0.5)) @ weights
    std = math.sqrt(np.square(signals * weights).sum())  # variance of the mask is 1 at rate 1/2
    assert abs(sums.mean() - signals @ weights) < 3.0 * std / math.sqrt(n)


def test_dropout_of_rate_0_drops_nothing_and_the_same_seed_drops_the_same() -> None:
    assert (dropout_mask(np.random.default_rng(0), (50, 4), 0.0) == 1.0).all()
    masks = [dropout_mask(np.random.default_rng(5), (50, 4), 0.4) for _ in range(2)]
    assert masks[0].tobytes() == masks[1].tobytes()


@pytest.mark.parametrize("rate", [-0.1, 1.0, math.nan])
def test_dropout_rate_out_of_range_is_refused(rate: float) -> None:
    with pytest.raises(EngineError, match=rf"at least 0 and below 1, got {rate}$"):
        dropout_mask(np.random.default_rng(0), (2, 2), rate)


class Setup(NamedTuple):
    """A network 3-5-4-2 in two parts, with dropout on the last hidden layer between them."""

    front: Network
    back: Network
    inputs: np.ndarray
    targets: np.ndarray
    loss: Loss
    regularizer: Regularizer
    mask: np.ndarray


def setup(loss: Loss, activation: Activation, regularizer: Regularizer, rate: float) -> tuple[Setup, np.ndarray]:
    rng = np.random.default_rng(11)
    front, back = Network((3, 5, 4), activation), Network((4, 2), activation)
    theta, inputs = rng.normal(size=front.n_parameters + back.n_parameters), rng.normal(size=(N_EXAMPLES, 3))
    match loss:
        case Loss.HINGE | Loss.PERCEPTRON:
            targets = rng.choice([-1.0, 1.0], size=(N_EXAMPLES, 2))
        case Loss.BINARY_CROSS_ENTROPY:
            targets = rng.choice([0.0, 1.0], size=(N_EXAMPLES, 2))
        case Loss.SOFTMAX_CROSS_ENTROPY:
            targets = rng.dirichlet(np.ones(2), size=N_EXAMPLES)
        case _:
            targets = rng.normal(size=(N_EXAMPLES, 2))
    mask = dropout_mask(rng, (N_EXAMPLES, 4), rate)
    return Setup(front, back, inputs, targets, loss, regularizer, mask), theta


def passes(given: Setup, theta: np.ndarray) -> tuple[ForwardPass, ForwardPass]:
    split = given.front.n_parameters
    first = forward(given.front, layers(given.front, theta[:split]), given.inputs)
    hidden = activated(given.front.activation, first.outputs) * given.mask
    return first, forward(given.back, layers(given.back, theta[split:]), hidden)


def penalised(given: Setup) -> np.ndarray:
    return np.concatenate([weight_mask(given.front), weight_mask(given.back)])


def cost(given: Setup, theta: np.ndarray) -> float:
    outputs = passes(given, theta)[1].outputs
    mean_loss = losses.value(given.loss, outputs, given.targets).sum() / N_EXAMPLES
    return float(mean_loss + value(given.regularizer, theta, STRENGTH, penalised(given)))


def backpropagated(given: Setup, theta: np.ndarray) -> np.ndarray:
    split, slope = given.front.n_parameters, np.full_like(theta, np.nan)
    first, second = passes(given, theta)
    delta = losses.gradient(given.loss, second.outputs, given.targets) / N_EXAMPLES
    back = layers(given.back, theta[split:])
    backward(given.back, back, second, delta, layers(given.back, slope[split:]))
    delta = (delta @ back[0].weights.T) * given.mask * derivative(given.front.activation, first.outputs)
    backward(given.front, layers(given.front, theta[:split]), first, delta, layers(given.front, slope[:split]))
    return slope + gradient(given.regularizer, theta, STRENGTH, penalised(given))


def central_differences(function: Callable[[np.ndarray], float], theta: np.ndarray) -> np.ndarray:
    nudges = H * np.eye(len(theta))
    return np.array([(function(theta + nudge) - function(theta - nudge)) / (2 * H) for nudge in nudges])


@pytest.mark.parametrize("rate", [0.0, 0.5], ids=["all_units", "dropout"])
@pytest.mark.parametrize("regularizer", Regularizer)
@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("loss", [loss for loss in Loss if loss is not Loss.ZERO_ONE])
def test_gradient_of_a_network_agrees_with_central_differences(
    loss: Loss, activation: Activation, regularizer: Regularizer, rate: float
) -> None:
    given, theta = setup(loss, activation, regularizer, rate)
    slope = backpropagated(given, theta)
    difference = central_differences(lambda at: cost(given, at), theta)
    assert np.abs(slope).max() > 0.01
    assert np.abs(slope - difference).max() < 1e-7 * np.abs(slope).max()
