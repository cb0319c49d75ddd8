"""What is particular to the limits of one unit: Cover's count, the best line against brute force, and the rule."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.errors import ParamError
from engine.maths.dichotomies import best_dichotomy, cover_count, dichotomies, in_general_position, rays, separator
from engine.maths.perceptron import distance_to_hull, fewest_errors
from engine.simulation import FloatArray, Outcome, Run
from engine.simulations.single_layer_limits import (
    CORNERS,
    SIMULATION,
    Feature,
    Observation,
    Params,
    Points,
    init,
    lifted,
    limits_of,
    observe,
    readouts,
    status,
    step,
)
from engine.timeline import Frame, Timeline


def at_goal(preset_id: str, steps: int | None = None) -> Frame[Params, Observation]:
    """Frame of a preset where it makes its point."""
    preset = SIMULATION.preset(preset_id)
    timeline = Timeline(Run(SIMULATION, preset.params, preset.seed))
    timeline.seek(preset.at if steps is None else steps)
    return timeline.frame()


def with_bias(points: FloatArray) -> FloatArray:
    return np.column_stack([points, np.ones(len(points))])


def every_labelling(n: int) -> np.ndarray[tuple[int, ...], np.dtype[np.int64]]:
    return (np.arange(1 << n)[:, None] >> np.arange(n)) & 1


def test_cover_counts_what_a_margin_test_of_every_labelling_counts() -> None:
    rng = np.random.default_rng(0)
    for n in range(3, 8):
        vectors = with_bias(rng.standard_normal((n, 2)))
        made = [distance_to_hull(vectors * (2.0 * labels - 1.0)[:, None]) > 0.0 for labels in every_labelling(n)]
        assert sum(made) == cover_count(n, 3)
        assert np.flatnonzero(made).tolist() == dichotomies(vectors).tolist()


def test_cover_counts_the_dichotomies_of_any_points_in_general_position() -> None:
    rng = np.random.default_rng(1)
    for _ in range(1000):
        d = int(rng.integers(2, 5))
        n = int(rng.integers(d, 11))
        vectors = with_bias(rng.standard_normal((n, d - 1)))
        assert in_general_position(vectors)
        assert len(dichotomies(vectors)) == cover_count(n, d)


def test_cover_count_is_everything_up_to_d_points_and_half_at_twice_as_many() -> None:
    for d in range(1, 30):
        assert cover_count(d, d) == 2**d
        assert cover_count(d + 1, d) == 2 ** (d + 1) - 2
        assert cover_count(2 * d, d) == 2 ** (2 * d - 1)


def test_cover_count_obeys_its_recursion() -> None:
    for n in range(1, 30):
        for d in range(2, 12):
            assert cover_count(n + 1, d) == cover_count(n, d) + cover_count(n, d - 1)


def test_best_line_makes_as_few_errors_as_all_pairs_of_points_allow_degenerate_points_included() -> None:
    rng = np.random.default_rng(2)
    for _ in range(1000):
        points = rng.integers(-2, 3, (int(rng.integers(1, 9)), 2)).astype(float)
        labels = rng.integers(0, 2, len(points))
        answers, weights = best_dichotomy(with_bias(points), labels)
        assert int((answers != labels).sum()) == fewest_errors(points, labels)
        assert ((with_bias(points) @ weights > 0.0) == answers).all()


def test_separator_exists_just_where_the_margin_is_above_zero() -> None:
    rng = np.random.default_rng(3)
    for _ in range(1000):
        n, d = int(rng.integers(1, 10)), int(rng.integers(2, 5))
        vectors = with_bias(rng.integers(-3, 4, (n, d - 1)).astype(float))
        labels = rng.integers(0, 2, n)
        weights = separator(vectors, labels, rays(vectors))
        assert (weights is not None) == (distance_to_hull(vectors * (2.0 * labels - 1.0)[:, None]) > 0.0)


@pytest.mark.parametrize(("feature", "solved"), [(Feature.NONE, 14), (Feature.PRODUCT, 16), (Feature.SQUARES, 14)])
def test_number_of_gates_that_can_be_made(feature: Feature, solved: int) -> None:
    observation = observe(Params(feature=feature), init(Params(feature=feature), 0))
    assert observation.solved.sum() == solved
    assert np.flatnonzero(~observation.solved).tolist() == ([] if solved == 16 else [6, 9])


def test_104_of_the_256_functions_of_three_inputs_can_be_made() -> None:
    cube = with_bias(every_labelling(3).astype(float))
    normals = rays(cube)
    assert sum(separator(cube, labels, normals) is not None for labels in every_labelling(8)) == 104


def test_xor_gets_three_of_four_and_its_weights_come_back_to_zero_every_pass() -> None:
    state = init(Params(), 0)
    for _ in range(25):
        for _ in range(4):
            state = step(Params(), state)
        assert not state.weights.any()
    assert status(Params(), state).outcome is Outcome.CYCLING
    assert readouts(observe(Params(), state))["best_accuracy"] == 0.75


def test_the_perceptron_rule_stays_on_the_path_written_out_by_hand() -> None:
    params = Params(points=Points.CLOUD, size=9)
    state, weights = init(params, 4), np.zeros(3)
    for index in range(60):
        x = np.append(state.points[index % 9], 1.0)
        weights = weights + (state.labels[index % 9] - (weights @ x >= 0.0)) * x
        state = step(params, state)
        assert state.weights == pytest.approx(weights)


@pytest.mark.parametrize("preset", ["nand_gate", "xor_with_product", "one_class"])
def test_what_a_boundary_can_do_the_rule_learns(preset: str) -> None:
    frame = at_goal(preset)
    assert frame.status.outcome is Outcome.CONVERGED
    assert frame.readouts["accuracy"] == 1.0


@pytest.mark.parametrize("feature", [Feature.NONE, Feature.PRODUCT])
def test_shares_of_random_labellings_lie_within_their_noise_of_cover(feature: Feature) -> None:
    params = Params(points=Points.CLOUD, feature=feature)
    state = init(params, 5)
    for _ in range(2000):
        state = step(params, state)
    seen = observe(params, state)
    noise = np.sqrt(seen.cover * (1.0 - seen.cover) / 2000)
    assert (np.abs(seen.shares - seen.cover) <= 4.5 * noise + 1e-3).all()
    assert seen.shares[: seen.capacity // 2].tolist() == [1.0] * (seen.capacity // 2)


def test_points_in_a_row_and_twin_points_are_said_to_break_general_position() -> None:
    assert "not in general position" in at_goal("in_a_row").status.reason
    timeline = Timeline(Run(SIMULATION, Params(points=Points.CLOUD, size=4)))
    twin = timeline.frame().observation.points[0].tolist()
    timeline.act("move_point", 1, *twin)
    assert "not in general position" in timeline.frame().status.reason


def test_one_label_needs_no_line() -> None:
    for gate in (0, 15):
        reason = status(Params(gate=gate), init(Params(gate=gate), 0)).reason
        assert "All labels are equal" in reason
        assert readouts(observe(Params(gate=gate), init(Params(gate=gate), 0)))["errors"] == 0.0


def test_a_flip_and_a_move_change_the_best_line_and_a_missing_point_is_refused() -> None:
    timeline = Timeline(Run(SIMULATION, Params()))
    timeline.act("flip_point", 0)
    assert timeline.frame().observation.gate == 14
    assert timeline.frame().readouts["errors"] == 0.0
    timeline.act("move_point", 0, 0.3, 0.2)
    assert timeline.frame().observation.gate is None
    with pytest.raises(ParamError, match="index must be a whole number from 0 to 3, got 4"):
        timeline.act("flip_point", 4)


def test_the_field_is_the_score_of_the_best_line_over_the_plane() -> None:
    best = limits_of(CORNERS, np.array([0, 1, 1, 1]), Feature.PRODUCT)
    place = np.array([-1.5 + 3.0 * 11 / 60, -1.5 + 3.0 * 50 / 60])
    assert best.field[50, 11] == pytest.approx(float(lifted(place, Feature.PRODUCT) @ best.weights))


def test_before_the_first_trial_no_share_is_claimed() -> None:
    frame = at_goal("half_at_six", 0)
    assert np.isnan(frame.observation.shares).all()
    assert "random labellings" not in SIMULATION.describe(frame.params, frame.observation)
    assert math.isfinite(frame.readouts["share"])
