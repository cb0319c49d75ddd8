"""Gradients and Hessians against central differences, minima, and the double well's published escape shares."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from engine.maths.surfaces import (
    BARRIER,
    BEALE,
    DEEP,
    DOUBLE_WELL,
    ROSENBROCK,
    SADDLE,
    SHALLOW,
    Surface,
    quadratic,
    survey,
)

TILTED_BOWL = quadratic(np.array([[2.0, 0.7], [0.7, 1.0]]), (0.3, -1.0), 0.25, (-2.0, 2.0), (-3.0, 1.0))
SURFACES = {"bowl": TILTED_BOWL, "rosenbrock": ROSENBROCK, "beale": BEALE, "saddle": SADDLE, "double_well": DOUBLE_WELL}
H = 1e-6


@pytest.fixture(params=SURFACES.values(), ids=SURFACES.keys())
def surface(request: pytest.FixtureRequest) -> Surface:
    return request.param


def points_on(surface: Surface, n: int = 200) -> np.ndarray:
    rng = np.random.default_rng(0)
    return np.column_stack([rng.uniform(*surface.x_range, n), rng.uniform(*surface.y_range, n)])


def differences(function: Callable[[np.ndarray], np.ndarray], points: np.ndarray) -> np.ndarray:
    """Central differences along both axes; the axis of the derivative comes last."""
    return np.stack([(function(points + H * e) - function(points - H * e)) / (2 * H) for e in np.eye(2)], axis=-1)


def test_gradient_agrees_with_central_differences(surface: Surface) -> None:
    points = points_on(surface)
    gradient = surface.gradient(points)
    scale = np.abs(gradient).max(axis=-1, keepdims=True) + surface.value(points)[:, None]
    assert (np.abs(gradient - differences(surface.value, points)) / scale).max() < 1e-7


def test_hessian_agrees_with_central_differences_and_is_symmetric(surface: Surface) -> None:
    points = points_on(surface)
    hessian = surface.hessian(points)
    scale = np.abs(hessian).max(axis=(-2, -1), keepdims=True) + np.abs(surface.gradient(points)).max(axis=-1)[:, None, None]
    assert (np.abs(hessian - differences(surface.gradient, points)) / scale).max() < 1e-7
    assert np.array_equal(hessian, np.swapaxes(hessian, -1, -2))


def test_minimizers_are_minima_inside_the_map_and_the_lowest_is_lowest(surface: Surface) -> None:
    for minimizer in surface.minimizers:
        assert np.abs(surface.gradient(minimizer)).max() < 1e-12
        assert np.linalg.eigvalsh(surface.hessian(minimizer)).min() > 0.0
        assert surface.x_range[0] < minimizer[0] < surface.x_range[1]
        assert surface.y_range[0] < minimizer[1] < surface.y_range[1]
    assert surface.lowest == pytest.approx(surface.value(surface.minimizers).min())
    assert (surface.value(points_on(surface, 20_000)) >= surface.lowest).all()


def test_one_point_gives_the_same_bits_as_the_same_point_in_an_array(surface: Surface) -> None:
    points = points_on(surface, 33)
    for function in (surface.value, surface.gradient, surface.hessian):
        assert function(points)[7].tobytes() == np.asarray(function(points[7])).tobytes()


def test_known_values() -> None:
    assert ROSENBROCK.value(np.array([-1.2, 1.0])) == pytest.approx(24.2)
    assert BEALE.value(np.array([0.0, 0.0])) == pytest.approx(1.5**2 + 2.25**2 + 2.625**2)
    assert BEALE.gradient(np.array([0.0, 1.0])).tolist() == [0.0, 0.0]
    assert np.linalg.det(BEALE.hessian(np.array([0.0, 1.0]))) < 0.0
    assert SADDLE.hessian(np.zeros(2)).tolist() == [[1.0, 0.0], [0.0, -1.0]]


def test_eigenvalues_are_the_curvatures_at_the_lowest_minimum() -> None:
    assert quadratic(np.diag([1.0, 30.0]), (0.0, 0.0), 0.0, (-1.0, 1.0), (-1.0, 1.0)).eigenvalues == (1.0, 30.0)
    flat, steep = ROSENBROCK.eigenvalues
    assert (flat, steep) == pytest.approx((0.39936, 1001.60064), abs=1e-5)


def test_map_shows_the_surface_and_its_levels_lie_in_it(surface: Surface) -> None:
    landscape = survey(surface)
    assert landscape.values[5, 9] == surface.value(np.array([landscape.x[9], landscape.y[5]]))
    assert (np.diff(landscape.levels) > 0.0).all()
    assert surface.lowest < landscape.levels[0]
    assert landscape.levels[-1] < landscape.values.max()
    assert not any(array.flags.writeable for array in (landscape.x, landscape.y, landscape.values, landscape.levels))


def test_map_is_computed_once(surface: Surface) -> None:
    assert survey(surface) is survey(surface)


def share_in_deep_basin(batch_size: int, rate: float, start: float, n_runs: int = 400) -> float:
    """One dimension, noise of standard deviation 6 on the gradient of one example, 3,000 updates."""
    rng = np.random.default_rng(batch_size)
    position = np.column_stack([np.full(n_runs, start), np.zeros(n_runs)])
    for _ in range(3000):
        noise = 6.0 / np.sqrt(batch_size) * rng.standard_normal(n_runs)
        position[:, 0] -= rate * (DOUBLE_WELL.gradient(position)[:, 0] + noise)
    return float((position[:, 0] < BARRIER).mean())


@pytest.mark.parametrize(
    ("batch_size", "rate", "start", "share"),
    [
        (1, 0.05, SHALLOW, 0.65),
        (4, 0.05, SHALLOW, 0.93),
        (16, 0.05, SHALLOW, 0.003),
        (64, 0.05, SHALLOW, 0.0),
        (1, 0.01, SHALLOW, 0.33),
        (4, 0.01, SHALLOW, 0.0),
        (1, 0.05, DEEP, 0.60),
        (4, 0.05, DEEP, 0.92),
    ],
)
def test_noise_scale_decides_who_leaves_the_shallow_basin(batch_size: int, rate: float, start: float, share: float) -> None:
    # Both the published share and ours come from 400 runs: four standard errors of their difference.
    tolerance = 4.0 * np.sqrt(2.0 * share * (1.0 - share) / 400.0) + 0.005
    assert share_in_deep_basin(batch_size, rate, start) == pytest.approx(share, abs=tolerance)
