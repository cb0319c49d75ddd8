"""The threshold unit, its rule, and the theory around it, against exact fractions and brute force."""

from __future__ import annotations

from fractions import Fraction
from itertools import combinations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths.boolean import GATES, truth_table
from engine.maths.perceptron import distance_to_hull, fewest_errors, mistake_bound, output, score, smallest_margin, update

SQUARE = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])


@pytest.mark.parametrize(
    ("total", "fires_at_zero", "expected"),
    [(0.0, True, 1), (0.0, False, 0), (-0.0, True, 1), (1e-300, False, 1), (-1e-300, True, 0)],
)
def test_output_follows_the_tie_rule(total: float, fires_at_zero: bool, expected: int) -> None:
    assert output(total, fires_at_zero=fires_at_zero) == expected


tenths = st.integers(-50, 50)


@given(st.tuples(tenths, tenths), tenths, st.tuples(tenths, tenths))
def test_score_is_the_weighted_sum_plus_bias(weights: tuple[int, int], bias: int, point: tuple[int, int]) -> None:
    exact = sum(Fraction(w, 10) * Fraction(x, 10) for w, x in zip(weights, point, strict=True)) + Fraction(bias, 10)
    assert score(np.array(weights) / 10, bias / 10, np.array(point) / 10) == pytest.approx(float(exact), abs=1e-13)


@pytest.mark.parametrize("error", [-1, 0, 1])
def test_update_moves_by_rate_times_error_times_input(error: int) -> None:
    weights, bias = update([0.5, -1.0], 0.25, [2.0, -3.0], error, 0.5)
    assert weights.tolist() == [0.5 + error, -1.0 - 1.5 * error]
    assert bias == 0.25 + 0.5 * error


def test_update_brings_the_score_of_the_point_towards_its_label() -> None:
    point = np.array([2.0, -3.0])
    weights, bias = update([0.0, 0.0], 0.0, point, 1, 0.1)
    assert score(weights, bias, point) == pytest.approx(0.1 * (point @ point + 1.0))


def test_two_of_sixteen_boolean_functions_are_no_matter_of_a_line() -> None:
    labellings = [np.array([number >> bit & 1 for bit in range(4)]) for number in range(16)]
    separable = [labels for labels in labellings if fewest_errors(SQUARE, labels) == 0]
    assert len(separable) == 14
    assert fewest_errors(*truth_table("xor")) == 1


@pytest.mark.parametrize("gate", GATES)
def test_truth_table_computes_its_gate(gate: str) -> None:
    inputs, answers = truth_table(gate)
    meaning = {"and": lambda a, b: a & b, "or": lambda a, b: a | b, "nand": lambda a, b: 1 - (a & b), "xor": lambda a, b: a ^ b}
    assert answers.tolist() == [meaning[gate](a, b) for a, b in inputs.tolist()]


def fewest_errors_by_turning(points: np.ndarray, labels: np.ndarray) -> int:
    """Best threshold along every direction between two neighbouring critical ones."""
    angles = [np.arctan2(*(a - b)[::-1]) + np.pi / 2 for a, b in combinations(points, 2) if (a != b).any()]
    critical = np.unique(np.round(np.mod(angles, np.pi), 10)) if angles else np.array([0.0])
    best = min(labels.sum(), (1 - labels).sum())
    for angle in (critical + np.append(critical[1:], critical[0] + np.pi)) / 2:
        places = np.round(points @ np.array([np.cos(angle), np.sin(angle)]), 9)
        for cut in np.unique(places):
            wrong = int(((places > cut) != (labels == 1)).sum())
            best = min(best, wrong, len(labels) - wrong)
    return int(best)


@pytest.mark.parametrize("seed", range(60))
def test_fewest_errors_equals_brute_force_also_with_duplicates_and_lines(seed: int) -> None:
    rng = np.random.default_rng(seed)
    points = rng.integers(0, rng.integers(2, 7), (int(rng.integers(1, 10)), 2))
    labels = rng.integers(0, 2, len(points))
    assert fewest_errors(points, labels) == fewest_errors_by_turning(points, labels)


@pytest.mark.parametrize(
    ("places", "labels", "expected"),
    [
        ([[5, 5], [5, 5]], [0, 1], 1),
        ([[0, 0], [1, 1], [2, 2], [3, 3]], [0, 1, 0, 1], 1),
        ([[0, 0], [1, 1], [2, 2], [3, 3], [4, 4]], [0, 1, 0, 1, 0], 2),
        ([[7, 7]], [1], 0),
    ],
)
def test_fewest_errors_of_degenerate_points(places: list[list[int]], labels: list[int], expected: int) -> None:
    assert fewest_errors(np.array(places), np.array(labels)) == expected


def test_no_points_have_no_errors() -> None:
    assert fewest_errors(np.empty((0, 2), dtype=int), np.empty(0, dtype=int)) == 0


def test_smallest_margin_is_negative_on_the_wrong_side() -> None:
    points, labels = np.array([[3.0, 4.0], [0.0, 0.0]]), np.array([1, 0])
    line = (np.array([3.0, 4.0]), -30.0)
    assert smallest_margin(points, labels, *line) == pytest.approx(-1.0)
    assert smallest_margin(points, 1 - labels, *line) == pytest.approx(-6.0)
    assert smallest_margin(points, labels, np.zeros(2), 1.0) == 0.0
    assert smallest_margin(points[:0], labels[:0], *line) == 0.0


def distance_by_brute_force(vectors: np.ndarray) -> float:
    """Nearest point over all hulls of one, two or three of the vectors (in three dimensions no more are needed)."""
    best = np.inf
    for size in (1, 2, 3):
        for chosen in combinations(range(len(vectors)), size):
            corners = vectors[list(chosen)]
            shares = np.linalg.lstsq(corners @ corners.T + 1.0, np.ones(size), rcond=None)[0]
            shares /= shares.sum()
            if (shares >= -1e-12).all():
                best = min(best, float(np.linalg.norm(shares @ corners)))
    return best


@pytest.mark.parametrize("seed", range(40))
def test_distance_to_hull_equals_brute_force(seed: int) -> None:
    rng = np.random.default_rng(seed)
    vectors = rng.normal(size=(int(rng.integers(1, 12)), 3)) + rng.normal(size=3) * 3
    inside = distance_to_hull(vectors) == 0.0
    if inside:  # then no direction sees all vectors on its positive side
        directions = rng.normal(size=(20_000, 3))
        assert (directions @ vectors.T).min(axis=1).max() <= 0.0
    else:
        assert distance_to_hull(vectors) == pytest.approx(distance_by_brute_force(vectors), rel=1e-9)


def test_distance_to_hull_of_vectors_around_the_origin_is_zero() -> None:
    assert distance_to_hull(np.array([[1.0, 0.0], [-1.0, 1.0], [-1.0, -1.0]])) == 0.0
    assert distance_to_hull(np.array([[1.0, 2.0], [-1.0, -2.0]])) == 0.0
    assert distance_to_hull(np.zeros((3, 3))) == 0.0


def test_mistake_bound_of_and_in_closed_form() -> None:
    # The best (w, b) is along (2, 2, -3): margins 1 at (0, 1), (1, 0), (1, 1), so gamma^2 = 1 / 17; R^2 = 3.
    inputs, answers = truth_table("and")
    assert mistake_bound(inputs.astype(float), answers) == pytest.approx(3 * 17)


def test_mistake_bound_without_a_line_is_infinite() -> None:
    inputs, answers = truth_table("xor")
    assert mistake_bound(inputs.astype(float), answers) == np.inf
