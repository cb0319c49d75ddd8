"""Labelled points: the promised margin, flipped labels, edits."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import ParamError
from engine.maths.examples import MAX_POINTS, THOUSAND, Examples, edited, examples, flip_labels, separable_cloud


def of(*points: tuple[float, float, int]) -> Examples:
    places = np.array([[round(x * THOUSAND), round(y * THOUSAND)] for x, y, _ in points]).reshape(-1, 2)
    return examples(places, np.array([label for *_, label in points], dtype=int))


def gap(places: np.ndarray, labels: np.ndarray) -> float:
    """Twice the largest margin: the smallest distance between the hulls, searched over all directions."""
    directions = np.linspace(0.0, 2.0 * np.pi, 200_001)
    normals = np.column_stack([np.cos(directions), np.sin(directions)])
    scores = (places / THOUSAND) @ normals.T
    return float((scores[labels == 1].min(axis=0) - scores[labels == 0].max(axis=0)).max())


@pytest.mark.parametrize("margin", [0.0, 0.02, 0.2, 0.8])
@pytest.mark.parametrize("seed", range(6))
def test_cloud_keeps_its_margin(margin: float, seed: int) -> None:
    places, labels = separable_cloud(np.random.default_rng(seed), 40, margin)
    assert gap(places, labels) >= 2 * margin - 1e-9
    assert examples(places, labels).fewest_errors == 0
    assert labels.sum() == 20
    assert np.abs(places).max() < 3 * THOUSAND


def test_margin_only_widens_the_gap_of_a_cloud() -> None:
    near, labels = separable_cloud(np.random.default_rng(3), 30, 0.1)
    far, same = separable_cloud(np.random.default_rng(3), 30, 0.6)
    assert (labels == same).all()
    moved = np.linalg.norm((far - near) / THOUSAND, axis=1)
    np.testing.assert_allclose(moved, 0.5, atol=0.0015)


@pytest.mark.parametrize(("share", "expected"), [(0.0, 0), (0.1, 4), (0.4, 16)])
def test_flip_labels_flips_its_share_and_a_larger_one_more(share: float, expected: int) -> None:
    labels = np.arange(40) % 2
    flipped = flip_labels(np.random.default_rng(0), labels, share) != labels
    more = flip_labels(np.random.default_rng(0), labels, 0.4) != labels
    assert flipped.sum() == expected
    assert (more >= flipped).all()


def test_examples_know_what_a_line_can_do() -> None:
    assert of((0, 0, 0), (1, 1, 1)).mistake_bound == pytest.approx(9.0)
    contradiction = of((0.5, 0.5, 0), (0.5, 0.5, 1), (0.5, 0.5, 1), (1, 1, 1))
    assert (contradiction.fewest_errors, contradiction.mistake_bound, contradiction.contradictions) == (1, None, 1)
    empty = of()
    assert (empty.n_points, empty.fewest_errors, empty.mistake_bound, empty.positions.shape) == (0, 0, None, (0, 2))


def test_examples_are_read_only() -> None:
    known = of((0, 0, 0), (1, 1, 1))
    for array in (known.rows, known.labels):
        with pytest.raises(ValueError, match="read-only"):
            array[0] = 1


def test_edits_change_what_they_say() -> None:
    known = of((0, 0, 0), (1, 1, 1))
    added = edited(known, "add_point", (0.25, -0.5, 1))
    assert added.rows[2].tolist() == [250, -500, 1000]
    assert added.labels.tolist() == [0, 1, 1]
    assert edited(known, "move_point", (0, 2.0, 0.1234)).positions[0].tolist() == [2.0, 0.123]
    assert edited(known, "flip_point", (1,)).labels.tolist() == [0, 0]
    assert edited(known, "remove_point", (0,)).positions.tolist() == [[1.0, 1.0]]
    assert known.labels.tolist() == [0, 1]


@pytest.mark.parametrize("kind", ["move_point", "flip_point", "remove_point"])
def test_edit_of_a_missing_point_is_refused(kind: str) -> None:
    with pytest.raises(ParamError, match="there is no point 2; indices run from 0 to 1"):
        edited(of((0, 0, 0), (1, 1, 1)), kind, (2, 0.0, 0.0))
    with pytest.raises(ParamError, match="there is no point 0; there are no points left"):
        edited(of(), kind, (0, 0.0, 0.0))


def test_more_points_than_allowed_are_refused() -> None:
    places, labels = separable_cloud(np.random.default_rng(0), MAX_POINTS, 0.5)
    with pytest.raises(ParamError, match="at most 200 points"):
        edited(examples(places, labels), "add_point", (0.0, 0.0, 1))
