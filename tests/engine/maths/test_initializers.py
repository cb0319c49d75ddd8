"""Moments of the first weights within three standard errors, and what they are for."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from engine.maths.activations import Activation, value
from engine.maths.initializers import RECTIFIERS, glorot_uniform, he_normal, weights_for

SIZES = [(2, 8), (8, 8), (64, 32)]


def draws(draw: Callable[..., np.ndarray], fan_in: int, fan_out: int) -> np.ndarray:
    """At least 100,000 weights."""
    rng, needed = np.random.default_rng(0), math.ceil(100_000 / (fan_in * fan_out))
    return np.concatenate([draw(rng, fan_in, fan_out).ravel() for _ in range(needed)])


@pytest.mark.parametrize(("fan_in", "fan_out"), SIZES)
def test_glorot_has_mean_0_its_variance_and_its_bound(fan_in: int, fan_out: int) -> None:
    weights, variance = draws(glorot_uniform, fan_in, fan_out), 2.0 / (fan_in + fan_out)
    n = len(weights)
    assert abs(weights.mean()) < 3.0 * math.sqrt(variance / n)
    assert abs(weights.var() - variance) < 3.0 * variance * math.sqrt(0.8 / n)  # kurtosis of a uniform is 1.8
    assert np.abs(weights).max() <= math.sqrt(3.0 * variance)


@pytest.mark.parametrize(("fan_in", "fan_out"), SIZES)
def test_he_has_mean_0_and_its_variance(fan_in: int, fan_out: int) -> None:
    weights, variance = draws(he_normal, fan_in, fan_out), 2.0 / fan_in
    n = len(weights)
    assert abs(weights.mean()) < 3.0 * math.sqrt(variance / n)
    assert abs(weights.var() - variance) < 3.0 * variance * math.sqrt(2.0 / n)


def test_he_keeps_the_size_of_signals_through_twenty_relu_layers() -> None:
    rng = np.random.default_rng(1)
    signal = rng.standard_normal((200, 256))
    for _ in range(20):
        signal = value(Activation.RELU, signal @ he_normal(rng, 256, 256))
    assert 0.3 < np.square(signal).mean() < 3.0


@pytest.mark.parametrize("activation", Activation)
def test_weights_suit_the_activation(activation: Activation) -> None:
    expected = he_normal if activation in RECTIFIERS else glorot_uniform
    weights = weights_for(activation, np.random.default_rng(2), 3, 5)
    assert np.array_equal(weights, expected(np.random.default_rng(2), 3, 5))
