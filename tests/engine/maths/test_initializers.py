"""Moments of the first weights within three standard errors, and what they are for."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

import numpy as np
import pytest

from engine.maths.activations import Activation, value
from engine.maths.initializers import RECTIFIERS, Initializer, draw, glorot_uniform, he_normal, normal, orthogonal, weights_for

SIZES = [(2, 8), (8, 8), (64, 32)]
SHAPES = [(1, 1), (1, 5), (5, 1), (3, 7), (7, 3), (6, 6), (64, 10)]
INDEPENDENT = [initializer for initializer in Initializer if initializer not in (Initializer.ZEROS, Initializer.ORTHOGONAL)]
UNIFORM = [initializer for initializer in Initializer if "uniform" in initializer]


def variance_of(initializer: Initializer, fan_in: int, fan_out: int) -> float:
    match initializer:
        case Initializer.NORMAL:
            return 0.01**2
        case Initializer.UNIFORM:
            return 1.0 / (3.0 * fan_in)
        case Initializer.LECUN_NORMAL | Initializer.LECUN_UNIFORM:
            return 1.0 / fan_in
        case Initializer.GLOROT_NORMAL | Initializer.GLOROT_UNIFORM:
            return 2.0 / (fan_in + fan_out)
        case _:
            return 2.0 / fan_in


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


@pytest.mark.parametrize(("fan_in", "fan_out"), SIZES)
@pytest.mark.parametrize("initializer", INDEPENDENT)
def test_independent_weights_have_mean_0_their_variance_and_their_kurtosis(
    initializer: Initializer, fan_in: int, fan_out: int
) -> None:
    weights, variance = draws(partial(draw, initializer), fan_in, fan_out), variance_of(initializer, fan_in, fan_out)
    n, kurtosis, eighth = len(weights), *((1.8, 9.0) if initializer in UNIFORM else (3.0, 105.0))  # E z^4, E z^8
    assert abs(weights.mean()) < 3.0 * math.sqrt(variance / n)
    assert abs(weights.var() - variance) < 3.0 * variance * math.sqrt((kurtosis - 1.0) / n)
    assert abs(np.mean(weights**4) / variance**2 - kurtosis) < 3.0 * math.sqrt((eighth - kurtosis**2) / n)
    assert initializer not in UNIFORM or np.abs(weights).max() <= math.sqrt(3.0 * variance)


@pytest.mark.parametrize("initializer", Initializer)
@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
def test_weights_have_their_shape_and_follow_the_seed(initializer: Initializer, fan_in: int, fan_out: int) -> None:
    first, again, other = (draw(initializer, np.random.default_rng(seed), fan_in, fan_out) for seed in (5, 5, 6))
    assert (first.shape, first.dtype, first.flags.c_contiguous) == ((fan_in, fan_out), np.float64, True)
    assert first.tobytes() == again.tobytes()
    alike = initializer is Initializer.ZEROS or (initializer is Initializer.ORTHOGONAL and fan_in == fan_out == 1)
    assert alike or (first != other).any()


def test_zeros_are_zeros() -> None:
    assert draw(Initializer.ZEROS, np.random.default_rng(0), 2, 3).tolist() == [[0.0] * 3] * 2


def test_normal_has_the_standard_deviation_asked_for() -> None:
    ones, halves = (normal(np.random.default_rng(0), 4, 3, std) for std in (1.0, 0.5))
    assert (halves == 0.5 * ones).all()


@pytest.mark.parametrize(("fan_in", "fan_out"), SHAPES)
@pytest.mark.parametrize("gain", [1.0, math.sqrt(2.0)])
def test_orthogonal_rows_or_columns_are_orthonormal_times_the_gain(fan_in: int, fan_out: int, gain: float) -> None:
    weights = orthogonal(np.random.default_rng(0), fan_in, fan_out, gain)
    gram = weights.T @ weights if fan_in >= fan_out else weights @ weights.T
    assert np.abs(gram - gain**2 * np.eye(min(fan_in, fan_out))).max() < 1e-12


@pytest.mark.parametrize(("fan_in", "fan_out"), [(1, 1), (3, 3), (4, 2), (2, 4)])
def test_orthogonal_is_uniform_so_every_entry_has_mean_0_and_the_moments_of_a_sphere(fan_in: int, fan_out: int) -> None:
    rng, n, d = np.random.default_rng(0), 5_000, max(fan_in, fan_out)
    weights = np.array([orthogonal(rng, fan_in, fan_out) for _ in range(n)])
    second, fourth, eighth = 1.0 / d, 3.0 / (d * (d + 2)), 105.0 / (d * (d + 2) * (d + 4) * (d + 6))  # a unit vector's
    assert np.abs(weights.mean(axis=0)).max() < 3.0 * math.sqrt(second / n)
    assert np.abs((weights**2).mean(axis=0) - second).max() < 3.0 * math.sqrt((fourth - second**2) / n) + 1e-15
    assert np.abs((weights**4).mean(axis=0) - fourth).max() < 3.0 * math.sqrt((eighth - fourth**2) / n) + 1e-15


def test_orthogonal_keeps_lengths_through_fifty_linear_layers_and_glorot_only_on_average() -> None:
    rng = np.random.default_rng(1)
    start = rng.standard_normal((10, 32))
    kept, wandering = start, start
    for _ in range(50):
        kept = kept @ draw(Initializer.ORTHOGONAL, rng, 32, 32)
        wandering = wandering @ draw(Initializer.GLOROT_NORMAL, rng, 32, 32)
    assert np.linalg.norm(kept, axis=1) == pytest.approx(np.linalg.norm(start, axis=1), rel=1e-12)
    assert np.abs(np.log(np.linalg.norm(wandering, axis=1) / np.linalg.norm(start, axis=1))).max() > 0.1
