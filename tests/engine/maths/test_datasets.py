"""Shapes, balance and geometry of the point sets."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.maths import datasets
from engine.rng import step_rng

Cloud = Callable[[np.random.Generator, int, float], datasets.Labelled]
CLOUDS = [datasets.xor_cloud, datasets.circles, datasets.moons, datasets.spirals]


@pytest.mark.parametrize("n_points", [20, 21, 500])
@pytest.mark.parametrize("cloud", CLOUDS)
def test_cloud_has_its_size_and_both_classes_equally(cloud: Cloud, n_points: int) -> None:
    points, labels = cloud(step_rng(0, 0, "data"), n_points, 0.1)
    assert points.shape == (n_points, 2)
    assert labels.sum() == n_points // 2
    assert set(labels.tolist()) == {0.0, 1.0}


@pytest.mark.parametrize("cloud", CLOUDS)
def test_cloud_depends_on_its_generator_only(cloud: Cloud) -> None:
    first, second, other = (cloud(step_rng(seed, 0, "data"), 50, 0.2)[0] for seed in (3, 3, 4))
    assert first.tobytes() == second.tobytes()
    assert not np.array_equal(first, other)


@pytest.mark.parametrize("cloud", CLOUDS)
def test_cloud_is_centred_and_of_similar_size(cloud: Cloud) -> None:
    points, _ = cloud(step_rng(1, 0, "data"), 500, 0.0)
    assert np.abs(points.mean(axis=0)).max() < 0.25
    assert 1.2 < np.abs(points).max() <= 1.5


@pytest.mark.parametrize("cloud", CLOUDS)
def test_noise_has_the_stated_standard_deviation(cloud: Cloud) -> None:
    clean, noisy = (cloud(step_rng(2, 0, "data"), 500, noise)[0] for noise in (0.0, 0.3))
    assert (noisy - clean).std() == pytest.approx(0.3, rel=0.1)


def test_xor_is_the_truth_table() -> None:
    points, labels = datasets.xor()
    assert labels.tolist() == [float(int(x) ^ int(y)) for x, y in points]


def test_xor_cloud_labels_are_the_exclusive_or_of_the_signs_with_a_gap() -> None:
    points, labels = datasets.xor_cloud(step_rng(0, 0, "data"), 300, 0.0)
    assert np.array_equal(labels == 1.0, (points[:, 0] > 0) != (points[:, 1] > 0))
    assert np.abs(points).min() >= 0.2


def test_circles_are_two_radii() -> None:
    points, labels = datasets.circles(step_rng(0, 0, "data"), 100, 0.0)
    assert np.allclose(np.hypot(*points.T), np.where(labels == 1.0, 0.7, 1.4))


def test_moons_are_half_circles_that_interlock() -> None:
    points, labels = datasets.moons(step_rng(0, 0, "data"), 100, 0.0)
    upper, lower = points[labels == 0.0] + [0.5, 0.25], points[labels == 1.0] + [0.5, 0.25]
    assert np.allclose(np.hypot(*upper.T), 1.0)
    assert np.allclose(np.hypot(*(lower - [1.0, 0.5]).T), 1.0)
    assert upper[:, 1].min() >= 0.0
    assert lower[:, 1].max() <= 0.5


def test_spirals_are_each_other_turned_by_half_a_circle() -> None:
    points, labels = datasets.spirals(step_rng(0, 0, "data"), 200, 0.0)
    radius = np.hypot(*points.T)
    angle = np.arctan2(points[:, 1], points[:, 0]) - np.pi * labels
    expected = 2.0 * np.pi * datasets.SPIRAL_TURNS * radius / 1.5
    assert np.allclose(np.exp(1j * angle), np.exp(1j * expected))


def test_noisy_line_covers_its_interval_evenly() -> None:
    x, y = datasets.noisy_line(step_rng(0, 0, "data"), 4, 0.0)
    assert np.array_equal(np.floor((x + 1.0) / 0.75), [0, 1, 2, 3])
    assert np.allclose(y, datasets.LINE_SLOPE * x + datasets.LINE_INTERCEPT)


def test_noisy_line_scatters_with_the_stated_noise() -> None:
    x, y = datasets.noisy_line(step_rng(0, 0, "data"), 256, 0.5)
    assert (y - datasets.LINE_SLOPE * x - datasets.LINE_INTERCEPT).std() == pytest.approx(0.5, rel=0.15)
