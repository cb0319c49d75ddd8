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


@pytest.mark.parametrize(
    ("gate", "meaning"),
    [
        (datasets.Gate.AND, lambda a, b: a and b),
        (datasets.Gate.OR, lambda a, b: a or b),
        (datasets.Gate.NAND, lambda a, b: not (a and b)),
        (datasets.Gate.NOR, lambda a, b: not (a or b)),
        (datasets.Gate.XOR, lambda a, b: a != b),
        (datasets.Gate.XNOR, lambda a, b: a == b),
    ],
)
def test_gate_answers_as_its_name_says(gate: datasets.Gate, meaning: Callable[[bool, bool], bool]) -> None:
    points, labels = datasets.gate(gate)
    assert [(int(x), int(y)) for x, y in points] == [(0, 0), (0, 1), (1, 0), (1, 1)]
    assert labels.tolist() == [float(meaning(bool(x), bool(y))) for x, y in points]


@pytest.mark.parametrize("n_classes", [2, 3, 5])
def test_blobs_lie_evenly_around_the_origin_with_the_stated_spread(n_classes: int) -> None:
    points, classes = datasets.blobs(step_rng(0, 0, "data"), 400 * n_classes, 0.2, n_classes)
    assert np.bincount(classes).tolist() == [400] * n_classes
    for each in range(n_classes):
        cloud = points[classes == each]
        angle = 2.0 * np.pi * (each / n_classes)
        # Standard errors are 0.2 / sqrt(400) = 0.01 for a mean and 0.2 / sqrt(800) = 0.007 for a deviation; five of them.
        assert cloud.mean(axis=0) == pytest.approx([-np.sin(angle), np.cos(angle)], abs=0.05)
        assert cloud.std(axis=0) == pytest.approx([0.2, 0.2], abs=0.035)


def test_well_separated_blobs_belong_to_their_nearest_centre() -> None:
    points, classes = datasets.blobs(step_rng(0, 0, "data"), 300, 0.1, 4)
    centres = np.array([points[classes == each].mean(axis=0) for each in range(4)])
    assert np.array_equal(np.hypot(*(points[:, None] - centres).T).argmin(axis=0), classes)


@pytest.mark.parametrize(
    ("curve", "low", "high", "meaning"),
    [
        (datasets.noisy_sine, 0.0, 1.0, lambda x: np.sin(2.0 * np.pi * x)),
        (datasets.noisy_parabola, -1.0, 1.0, lambda x: np.polynomial.chebyshev.chebval(x, [0, 0, 1])),
    ],
)
def test_noisy_curve_covers_its_interval_evenly_and_scatters_as_stated(
    curve: Cloud, low: float, high: float, meaning: Callable[[np.ndarray], np.ndarray]
) -> None:
    x, y = curve(step_rng(0, 0, "data"), 400, 0.3)
    assert np.array_equal(np.floor((x - low) / (high - low) * 400), np.arange(400))
    assert (y - meaning(x)).std() == pytest.approx(0.3, abs=5 * 0.3 / np.sqrt(800))  # five standard errors
    clean = curve(step_rng(0, 0, "data"), 400, 0.0)
    assert np.array_equal(clean[0], x)
    assert clean[1] == pytest.approx(meaning(x), abs=1e-14)


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
