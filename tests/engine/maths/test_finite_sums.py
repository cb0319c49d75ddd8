"""Costs as means over examples: batch gradients against the plain definition, and the law of their noise."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.datasets import noisy_line
from engine.maths.finite_sums import FiniteSum, Stream, batch_means, line_fit, tilted
from engine.maths.losses import squared_error
from engine.maths.sampling import epoch_order
from engine.maths.surfaces import ROSENBROCK, SADDLE
from engine.rng import step_rng


def line() -> tuple[np.ndarray, np.ndarray, FiniteSum]:
    x, y = noisy_line(step_rng(0, 0, "data"), 50, 0.5)
    return x, y, line_fit(x, y)


def test_line_cost_and_minimum_are_those_of_least_squares() -> None:
    x, y, cost = line()
    assert np.polyfit(x, y, 1) == pytest.approx(cost.surface.minimizers[0], rel=1e-12)
    for w, b in ((0.0, 0.0), (1.5, 2.0), (-3.0, 4.0)):
        assert cost.surface.value(np.array([w, b])) == pytest.approx(squared_error(w * x + b, y).mean(), rel=1e-12)


@pytest.mark.parametrize("rows", [slice(0, 50), slice(3, 11), slice(7, 8)], ids=["batch", "mini_batch", "stochastic"])
def test_line_gradient_is_the_mean_residual_times_input(rows: slice) -> None:
    x, y, cost = line()
    w, b = 0.4, -1.0
    residual = w * x[rows] + b - y[rows]
    gradient = cost.gradient(np.array([w, b]), cost.statistics[rows].mean(axis=0))
    assert gradient == pytest.approx([(residual * x[rows]).mean(), residual.mean()], rel=1e-12)


def test_line_hessian_gives_the_eigenvalues_of_the_design_matrix() -> None:
    x, _, cost = line()
    design = np.column_stack([x, np.ones_like(x)])
    assert np.linalg.svd(design)[1] ** 2 / 50 == pytest.approx(cost.surface.eigenvalues[::-1], rel=1e-12)


def test_tilts_cancel_exactly_over_all_examples_and_have_the_stated_spread() -> None:
    cost = tilted(ROSENBROCK, np.random.default_rng(0), 64, 3.0)
    assert cost.mean.tolist() == [0.0, 0.0]
    assert np.abs(cost.statistics.mean(axis=0)).max() < 1e-15
    assert np.cov(cost.statistics.T, bias=True) == pytest.approx(9.0 * np.eye(2), abs=1e-12)


def test_full_gradient_of_a_tilted_surface_is_that_of_the_surface() -> None:
    cost, ridge = tilted(SADDLE, np.random.default_rng(0), 16, 2.0), np.array([1.2, 0.0])
    assert cost.gradient(ridge, cost.mean).tolist() == [1.2, 0.0]
    shifted = cost.gradient(ridge, cost.statistics[3]) - SADDLE.gradient(ridge)
    assert shifted == pytest.approx(cost.statistics[3], rel=1e-12)


def test_last_batch_is_averaged_over_its_real_size() -> None:
    statistics = np.array([[1.0], [2.0], [3.0], [4.0], [10.0]])
    assert batch_means(statistics, np.array([4, 0, 1, 2, 3]), 2).ravel().tolist() == [5.5, 2.5, 4.0]


@pytest.mark.parametrize("batch_size", [1, 4, 16, 64])
@pytest.mark.parametrize("replacement", [False, True])
def test_noise_of_a_batch_falls_with_the_root_of_its_size(batch_size: int, replacement: bool) -> None:
    n, cost = 256, tilted(ROSENBROCK, np.random.default_rng(0), 256, 6.0)
    drawn = Stream(0, batch_size, replacement).statistics(cost, 0, 400 * n // batch_size)
    correction = 1.0 if replacement else (n - batch_size) / (n - 1)  # sampling without replacement
    assert drawn.std() == pytest.approx(6.0 * math.sqrt(correction / batch_size), rel=0.03)


@pytest.mark.parametrize("replacement", [False, True])
@pytest.mark.parametrize("batch_size", [1, 7, 32, 50, 200])
def test_a_stream_read_in_pieces_is_the_same_stream(batch_size: int, replacement: bool) -> None:
    _, _, cost = line()
    stream = Stream(3, batch_size, replacement)
    pieces = [stream.statistics(cost, first, count) for first, count in ((0, 1), (1, 9), (10, 100), (110, 13))]
    assert np.concatenate(pieces).tobytes() == np.ascontiguousarray(stream.statistics(cost, 0, 123)).tobytes()


def test_single_examples_and_batches_walk_one_order() -> None:
    _, _, cost = line()
    singles, batches = (Stream(5, size).statistics(cost, 0, count) for size, count in ((1, 100), (10, 10)))
    assert singles.reshape(10, 10, -1).mean(axis=1) == pytest.approx(batches, rel=1e-12)
    assert np.array_equal(singles[50:], cost.statistics[epoch_order(5, 1, 50)])


@pytest.mark.parametrize("batch_size", [50, 51, 256])
def test_a_batch_of_all_examples_is_exactly_the_mean(batch_size: int) -> None:
    _, _, cost = line()
    assert np.array_equal(Stream(0, batch_size).statistics(cost, 4, 3), np.tile(cost.mean, (3, 1)))
