"""Facts of turning, shifting and scaling a unit: geometry against brute force, the best lines against sweeps."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from engine.maths.through_origin import fewest_errors_through_origin
from engine.simulation import Outcome, Run
from engine.simulations.weights_and_bias import NOTCHES, SIMULATION, Data, Motion, Params, known_points, unit_at
from engine.timeline import Frame, Timeline


def frame_of(params: Params, step: int = 0, seed: int = 0) -> Frame[Any, Any]:
    timeline = Timeline(Run(SIMULATION, params, seed))
    timeline.seek(step)
    return timeline.frame()


def random_params(rng: np.random.Generator) -> Params:
    w1, w2, b = rng.uniform(-5.0, 5.0, 3).round(3).tolist()
    motion = list(Motion)[int(rng.integers(4))]
    return Params(motion=motion, w1=w1, w2=w2, b=b, scale=float(rng.uniform(0.1, 5.0)), use_bias=bool(rng.integers(5)))


def test_line_lies_where_theory_says_in_a_thousand_random_units() -> None:
    rng = np.random.default_rng(1)
    for _ in range(1_000):
        params = random_params(rng)
        seen = SIMULATION.observe(params, SIMULATION.step(params, SIMULATION.init(params, 0)))
        w, b = seen.weights, seen.bias
        foot = seen.midpoint * w / np.hypot(*w)
        tangent = np.array([-w[1], w[0]]) / np.hypot(*w)
        on_line = foot + rng.uniform(-3.0, 3.0, (20, 1)) * tangent
        assert on_line @ w + b == pytest.approx(0.0, abs=1e-9)
        assert np.hypot(*on_line.T).min() >= abs(seen.midpoint) - 1e-9  # the foot is the nearest
        point = rng.uniform(-3.0, 3.0, 2)
        nearest = point - (w @ point + b) / (w @ w) * w
        assert np.hypot(*(point - nearest)) == pytest.approx(abs(w @ point + b) / np.hypot(*w), abs=1e-9)
        assert w @ nearest + b == pytest.approx(0.0, abs=1e-9)


def test_output_rises_with_a_quarter_of_the_length_in_a_thousand_random_units() -> None:
    rng, h = np.random.default_rng(2), 1e-5
    for _ in range(1_000):
        params = random_params(rng)
        readouts = frame_of(params).readouts

        def output(place: float, length: float = readouts["length"], bias: float = readouts["b"]) -> float:
            return 1.0 / (1.0 + math.exp(-(length * place + bias)))

        assert output(readouts["midpoint"]) == pytest.approx(0.5)
        numeric = (output(readouts["midpoint"] + h) - output(readouts["midpoint"] - h)) / (2 * h)
        assert readouts["slope"] == pytest.approx(numeric, rel=1e-6)


def test_scaling_both_changes_no_answer_and_no_line_in_a_thousand_random_units() -> None:
    rng = np.random.default_rng(3)
    for _ in range(1_000):
        w1, w2, b = rng.uniform(-5.0, 5.0, 3).round(2).tolist()
        one, other = (frame_of(Params(w1=w1, w2=w2, b=b, scale=scale)) for scale in (1.0, float(rng.uniform(0.1, 30.0))))
        assert one.observation.answers.tolist() == other.observation.answers.tolist()
        for name in ("midpoint", "margin", "angle", "accuracy"):
            assert other.readouts[name] == pytest.approx(one.readouts[name], abs=1e-8)


def angular_grid(places: np.ndarray, labels: np.ndarray) -> int:
    """Fewest errors over 20,000 directions, none of them at right angles to a point."""
    angles = (np.arange(20_000) + 0.377) * 2.0 * math.pi / 20_000
    answers = places @ np.array([np.cos(angles), np.sin(angles)]) >= 0
    return int((answers != (labels == 1)[:, None]).sum(axis=0).min())


def test_best_line_through_the_origin_is_found_in_a_thousand_random_clouds() -> None:
    rng = np.random.default_rng(4)
    for _ in range(1_000):
        places = rng.integers(-9, 10, (int(rng.integers(1, 9)), 2))
        labels = rng.integers(0, 2, len(places))
        best, tried = fewest_errors_through_origin(places, labels), angular_grid(places, labels)
        right_angles = np.concatenate([places[:, ::-1] * [-1, 1], places[:, ::-1] * [1, -1]])
        right_angles = right_angles[right_angles.any(axis=1)]
        exact = [int(((places @ normal >= 0) != (labels == 1)).sum()) for normal in right_angles]
        assert best == min([tried, *exact])


@pytest.mark.parametrize(
    ("places", "labels", "errors"),
    [
        ([], [], 0),
        ([[0, 0]], [0], 1),  # its score is 0 for every w, so its answer is 1
        ([[1, 1], [2, 2], [-1, -1]], [1, 1, 0], 0),  # all on one line through the origin
        ([[1, 1], [2, 2], [-1, -1]], [1, 0, 0], 1),
        ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 1, 1, 1], 1),  # OR: only (0, 0)
    ],
)
def test_best_line_through_the_origin_of_special_points(places: list[Any], labels: list[int], errors: int) -> None:
    assert fewest_errors_through_origin(np.array(places, np.int64).reshape(-1, 2), np.array(labels, np.int64)) == errors


@pytest.mark.parametrize("data", [Data.CLOUD, Data.AND, Data.OR])
def test_no_unit_beats_the_stated_best(data: Data) -> None:
    rng = np.random.default_rng(5)
    known = known_points(data, 2)
    for bias, fewest in ((True, known.fewest_errors), (False, known.fewest_through_origin)):
        units = rng.uniform(-1.0, 1.0, (20_000, 3)) * [1.0, 1.0, bias]
        answers = known.points @ units[:, :2].T + units[:, 2] >= 0.0
        found = int((answers != (known.labels == 1)[:, None]).sum(axis=0).min())
        assert found == fewest


def test_turning_keeps_length_and_distance_and_comes_back() -> None:
    first, quarter, last = (frame_of(Params(), step) for step in (0, 25, 100))
    for name in ("length", "midpoint", "slope"):
        assert quarter.readouts[name] == pytest.approx(first.readouts[name], rel=1e-9)
    assert quarter.observation.weights == pytest.approx([-1.5, 2.0])
    assert last.observation.weights == pytest.approx([2.0, 1.5])
    assert (quarter.readouts["angle"] - first.readouts["angle"]) % 360.0 == pytest.approx(90.0)


def test_shifting_keeps_the_direction_and_moves_the_line_against_the_arrow() -> None:
    first, later = (frame_of(Params(motion=Motion.SHIFT), step) for step in (0, 30))
    assert later.observation.weights.tolist() == first.observation.weights.tolist()
    assert later.readouts["midpoint"] - first.readouts["midpoint"] == pytest.approx(-30 * 0.05 / 2.5)


def test_lengthening_divides_the_distance_and_scaling_does_not() -> None:
    for motion, factor in ((Motion.LENGTHEN, 0.25), (Motion.SCALE, 1.0)):
        first, later = (frame_of(Params(motion=motion), step) for step in (0, 20))
        assert later.readouts["length"] == pytest.approx(4.0 * first.readouts["length"])
        assert later.readouts["midpoint"] == pytest.approx(factor * first.readouts["midpoint"])


@pytest.mark.parametrize("motion", list(Motion))
def test_what_was_moved_tells_how_to_come_back(motion: Motion) -> None:
    params = Params(motion=motion, w1=1.2, w2=-0.7, b=0.9, scale=2.0)
    seen = frame_of(params, 17).observation
    turn = complex(math.cos(math.radians(seen.moved.turned)), math.sin(math.radians(seen.moved.turned)))
    back = complex(*seen.weights) / turn / seen.moved.lengthened
    assert (back.real, back.imag) == pytest.approx((1.2, -0.7))
    assert (seen.bias - seen.moved.shifted) / seen.moved.scaled == pytest.approx(0.9)


@pytest.mark.parametrize("motion", list(Motion))
def test_beyond_the_last_notch_nothing_moves(motion: Motion) -> None:
    params, end = Params(motion=motion), NOTCHES[motion]
    assert unit_at(params, end)[0].tolist() == unit_at(params, end + 9)[0].tolist()
    assert frame_of(params, end - 1).status.outcome is Outcome.RUNNING
    assert frame_of(params, end).status.final


def test_whiteboard_examples() -> None:
    three_four = frame_of(SIMULATION.preset("three_four_ten").params)
    assert three_four.observation.weights.tolist() == [3.0, 4.0]
    assert three_four.readouts["midpoint"] == 2.0
    assert three_four.status.reason.startswith("The line has slope -0.75 and lies 2 from the origin.")
    one_input = frame_of(SIMULATION.preset("one_input").params)
    assert (one_input.readouts["midpoint"], one_input.readouts["slope"]) == (0.5, 1.0)
    assert one_input.status.reason.startswith("The line is upright")


def test_without_a_bias_and_is_out_of_reach_all_the_way_round() -> None:
    preset = SIMULATION.preset("no_bias_and")
    frame = frame_of(preset.params, preset.at)
    assert frame.history["accuracy"].max() == 0.5 == frame.readouts["best_through_origin"]
    assert frame.readouts["best_accuracy"] == 1.0
    assert (frame.history["midpoint"] == 0.0).all()


@pytest.mark.parametrize("name", ["turn", "shift", "lengthen", "and_gate", "one_class"])
def test_preset_ends_with_all_points_right(name: str) -> None:
    preset = SIMULATION.preset(name)
    frame = frame_of(preset.params, preset.at)
    assert frame.readouts["accuracy"] == 1.0
    assert frame.history["accuracy"][0] < 1.0


def test_log_loss_of_wrong_points_grows_with_the_scale_though_no_answer_changes() -> None:
    preset = SIMULATION.preset("sure_and_wrong")
    history = frame_of(preset.params, preset.at).history
    assert set(history["accuracy"]) == {1.0 - 9 / 40}
    assert history["loss"][[0, -1]] == pytest.approx([0.54, 1.04], abs=0.005)


def test_log_loss_is_the_written_one() -> None:
    frame = frame_of(Params(w1=0.7, w2=-0.2, b=0.3))
    known = frame.observation.known
    p = 1.0 / (1.0 + np.exp(-(known.points @ [0.7, -0.2] + 0.3)))
    assert frame.readouts["loss"] == pytest.approx(-np.log(np.where(known.labels == 1, p, 1.0 - p)).mean())


def test_huge_weights_stay_finite() -> None:
    frame = frame_of(Params(motion=Motion.SCALE, w1=-5.0, w2=-5.0, b=5.0, scale=30.0), 50)
    assert frame.readouts["loss"] > 1_000.0
    assert np.isfinite(frame.observation.outputs).all()


@pytest.mark.parametrize(("b", "answer", "output"), [(0.0, 1, "0.5"), (-1.0, 0, "0.269")])
def test_no_weights_are_said(b: float, answer: int, output: str) -> None:
    frame = frame_of(Params(w1=0.0, w2=0.0, b=b))
    assert frame.status.reason.startswith(f"w = 0, so there is no line: the output is σ(b) = {output} everywhere.")
    assert set(frame.observation.answers.tolist()) == {answer}
    assert (frame.readouts["midpoint"], frame.readouts["margin"], frame.observation.nearest) == (0.0, 0.0, None)


def test_one_class_and_no_points_are_said() -> None:
    assert "All labels are 1: a constant answer is enough" in frame_of(Params(data=Data.ONE_CLASS)).status.reason
    empty = frame_of(Params(data=Data.NONE))
    assert empty.status.reason.endswith("There are no points to divide.")
    assert (empty.readouts["accuracy"], empty.readouts["loss"]) == (1.0, 0.0)


def test_cloud_keeps_its_gap_whatever_the_seed() -> None:
    for seed in range(50):
        known = known_points(Data.CLOUD, seed)
        depth = known.points @ [0.8, 0.6] - 0.5
        assert ((depth > 0) == (known.labels == 1)).all()
        assert np.abs(depth).min() > 0.149
        assert known.fewest_errors == 0
