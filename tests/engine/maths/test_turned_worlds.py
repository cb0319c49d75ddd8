"""Worlds that can be turned: as many points of each class, distances kept, turns that add up."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.turned_worlds import APEX, RADIUS, World, draw, turned


@pytest.mark.parametrize("world", list(World))
@pytest.mark.parametrize("n_points", [1, 4, 25, 400])
def test_half_of_the_points_belong_to_each_class_and_all_lie_in_the_picture(world: World, n_points: int) -> None:
    points, labels = draw(world, np.random.default_rng(0), n_points)
    assert points.shape == (n_points, 2)
    assert labels.sum() == n_points // 2
    assert np.hypot(*points.T).max() < 2.0


def test_corner_is_spread_evenly_over_a_disc() -> None:
    points, labels = draw(World.CORNER, np.random.default_rng(1), 20_000)
    assert ((points > APEX).all(axis=1) == (labels == 1.0)).all()
    inside = points[labels == 1.0]
    quadrant, rim = (inside > 0.0).all(axis=1).mean(), np.hypot(*inside.T).max()
    grid = np.stack(np.meshgrid(*[np.linspace(-RADIUS, RADIUS, 801)] * 2), axis=-1).reshape(-1, 2)
    corner = grid[(np.hypot(*grid.T) <= RADIUS) & (grid > APEX).all(axis=1)]
    assert quadrant == pytest.approx((corner > 0.0).all(axis=1).mean(), abs=0.015)
    assert 1.59 < rim <= RADIUS


def test_turns_keep_distances_and_add_up() -> None:
    rng = np.random.default_rng(2)
    for degrees, more, twist in rng.uniform(-180.0, 180.0, (1000, 3)).tolist():
        points = rng.uniform(-1.6, 1.6, (5, 2))
        once = turned(points, degrees + more, twist)
        assert np.hypot(*once.T) == pytest.approx(np.hypot(*points.T))
        assert turned(turned(points, degrees, twist), more, 0.0) == pytest.approx(once)
        assert turned(once, 0.0, -twist) == pytest.approx(turned(points, degrees + more, 0.0))


def test_turn_is_that_of_complex_numbers() -> None:
    points = np.random.default_rng(3).uniform(-1.6, 1.6, (50, 2))
    expected = (points[:, 0] + 1j * points[:, 1]) * np.exp(1j * np.pi / 6)
    assert turned(points, 30.0, 0.0) == pytest.approx(np.column_stack([expected.real, expected.imag]))
