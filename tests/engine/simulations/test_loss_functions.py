"""Facts of losses of a line: best lines, pulls, bounds, and the descent."""

from __future__ import annotations

import math
from itertools import product
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.maths.line_losses import (
    OF_CLASSES,
    OF_NUMBERS,
    LineLoss,
    best_line,
    cost_gradient,
    costs,
    largest_safe_rate,
    losses,
    overlapping,
    slopes,
)
from engine.maths.line_points import CLASSES, NUMBERS, Data
from engine.simulation import Outcome, Run
from engine.simulations.loss_functions import SIMULATION, ClassLoss, NumberLoss, Params, loss_of
from engine.timeline import Frame, Timeline

SMOOTH = (LineLoss.SQUARED, LineLoss.HUBER, LineLoss.LOG, LineLoss.SQUARED_PROBABILITY)


def frame_of(params: Params, step: int = 0, seed: int = 0) -> Frame[Any, Any]:
    timeline = Timeline(Run(SIMULATION, params, seed))
    timeline.seek(step)
    return timeline.frame()


def preset(name: str) -> Frame[Any, Any]:
    found = SIMULATION.preset(name)
    return frame_of(found.params, found.at, found.seed)


def some_points(rng: np.random.Generator, loss: LineLoss, n: int | None = None) -> np.ndarray:
    n = int(rng.integers(1, 12)) if n is None else n
    targets = 2.0 * rng.standard_normal(n) if loss in OF_NUMBERS else rng.integers(0, 2, n).astype(float)
    return np.column_stack([rng.standard_normal(n), targets])


# Losses and their slopes


@pytest.mark.parametrize("loss", [*OF_NUMBERS, *OF_CLASSES[:3]])
def test_gradient_is_the_difference_quotient_of_the_cost(loss: LineLoss) -> None:
    rng, h = np.random.default_rng(1), 1e-6
    for _ in range(100):
        points, line = some_points(rng, loss), rng.standard_normal(2)
        found = cost_gradient(loss, (line[0], line[1]), points, 0.7)
        ends = [[costs(loss, line + sign * h * axis, points, 0.7) for sign in (1, -1)] for axis in np.eye(2)]
        numeric = [(up - down) / (2 * h) for up, down in ends]
        assert found == pytest.approx(numeric, abs=1e-6)


def test_a_saturated_sigmoid_shrinks_the_pull_of_squared_error_by_p_times_one_minus_p() -> None:
    scores = np.random.default_rng(2).uniform(-30.0, 30.0, 2_000)
    for label in (0.0, 1.0):
        log, squared = (slopes(loss, scores, np.array(label)) for loss in OF_CLASSES[:2])
        p = 1.0 / (1.0 + np.exp(-scores))
        np.testing.assert_allclose(squared, log * p * (1.0 / (1.0 + np.exp(scores))), rtol=1e-12, atol=1e-300)
    s = math.log(0.999 / 0.001)
    ratio = slopes(OF_CLASSES[1], np.array([s]), np.zeros(1)) / slopes(OF_CLASSES[0], np.array([s]), np.zeros(1))
    assert ratio[0] == pytest.approx(0.999e-3, rel=1e-9)


def test_hinge_and_log_to_base_two_lie_above_zero_one() -> None:
    rng = np.random.default_rng(3)
    scores, labels = rng.normal(0.0, 5.0, 5_000), rng.integers(0, 2, 5_000).astype(float)
    mistakes = losses(LineLoss.ZERO_ONE, scores, labels)
    assert (losses(LineLoss.HINGE, scores, labels) >= mistakes).all()
    assert (losses(LineLoss.LOG, scores, labels) / math.log(2.0) >= mistakes).all()


# Best lines


def test_mean_and_median_are_the_best_constants_of_squared_and_absolute_error() -> None:
    rng = np.random.default_rng(4)
    for _ in range(1_000):
        points, w = some_points(rng, LineLoss.SQUARED), float(rng.standard_normal())
        left = points[:, 1] - w * points[:, 0]
        for loss, centre in ((LineLoss.SQUARED, left.mean()), (LineLoss.ABSOLUTE, np.median(left))):
            best = best_line(loss, points, slope=w)
            assert best == pytest.approx((w, centre), abs=1e-12)
            others = np.column_stack([np.full(50, w), centre + rng.standard_normal(50)])
            assert (costs(loss, others, points) >= costs(loss, np.array(best), points) - 1e-12).all()


@pytest.mark.parametrize("loss", [*OF_NUMBERS, LineLoss.LOG, LineLoss.HINGE])
@pytest.mark.parametrize("held", [False, True])
def test_no_other_line_is_better_than_the_best(loss: LineLoss, held: bool) -> None:
    rng = np.random.default_rng(5)
    for _ in range(150):
        points, w = some_points(rng, loss), float(rng.standard_normal())
        best = best_line(loss, points, 0.7, w if held else None)
        if best is None:
            assert loss is LineLoss.LOG
            continue
        others = np.array(best) + rng.standard_normal((400, 2)) * np.geomspace(1e-4, 3.0, 400)[:, None]
        others[:, 0] = np.where(held, w, others[:, 0])
        assert (costs(loss, others, points, 0.7) >= costs(loss, np.array(best), points, 0.7) - 1e-9).all()


def test_least_squares_agrees_with_numpy_and_huber_with_a_wide_delta_agrees_with_it() -> None:
    rng = np.random.default_rng(6)
    for _ in range(50):
        points = some_points(rng, LineLoss.SQUARED, 8)
        expected = tuple(np.polyfit(points[:, 0], points[:, 1], 1).tolist())
        assert best_line(LineLoss.SQUARED, points) == pytest.approx(expected, rel=1e-9, abs=1e-11)
        assert best_line(LineLoss.HUBER, points, 1e6) == pytest.approx(expected, rel=1e-9, abs=1e-11)


def test_log_loss_has_a_minimum_exactly_if_no_threshold_parts_the_classes() -> None:
    rng = np.random.default_rng(7)
    for _ in range(300):
        points = some_points(rng, LineLoss.LOG)
        if len(points) < 2:
            continue
        y = points[np.argsort(points[:, 0]), 1]
        parted = any((y[:cut] == side).all() and (y[cut:] == 1 - side).all() for cut in range(len(y) + 1) for side in (0, 1))
        assert overlapping(points) != parted
        best = best_line(LineLoss.LOG, points)
        assert (best is None) == parted
        if best is not None:
            assert math.hypot(*cost_gradient(LineLoss.LOG, best, points)) < 1e-9


def test_equal_x_leave_a_valley_of_equally_good_lines() -> None:
    frame = preset("one_x_valley")
    seen, (w, b) = frame.observation, frame.observation.lowest_at
    assert seen.valley == 1.0
    for tilt in (-3.0, 0.5, 2.0):
        other = np.array([w + tilt, b - tilt])
        assert costs(seen.loss, other, seen.points) == pytest.approx(seen.lowest, rel=1e-12)
    assert "valley" in frame.status.reason
    assert sum(seen.line) == pytest.approx(w + b, abs=1e-4)
    assert seen.line[1] - seen.line[0] == pytest.approx(2.0)  # descent goes straight down the slope


# The descent


def test_below_the_largest_safe_rate_no_update_raises_the_cost() -> None:
    rng = np.random.default_rng(8)
    for _ in range(1_000):
        loss = (LineLoss.SQUARED, LineLoss.HUBER, LineLoss.LOG)[int(rng.integers(3))]
        points, (w, b) = some_points(rng, loss), rng.normal(0.0, 3.0, 2).tolist()
        limit = largest_safe_rate(loss, points)
        assert limit is not None
        before, (by_w, by_b), rate = costs(loss, np.array([w, b]), points), cost_gradient(loss, (w, b), points), 0.999 * limit
        assert costs(loss, np.array([w - rate * by_w, b - rate * by_b]), points) <= before + 1e-12


@pytest.mark.parametrize("loss", NumberLoss)
def test_descent_is_the_gradient_times_the_rate(loss: NumberLoss) -> None:
    params = Params(loss=loss, learning_rate=0.07, start_w=-1.0, start_b=2.0)
    w, b = -1.0, 2.0
    points = frame_of(params).observation.points
    for _ in range(5):
        residuals = w * points[:, 0] + b - points[:, 1]
        pull = {"squared": residuals, "absolute": np.sign(residuals), "huber": np.clip(residuals, -1, 1)}[loss.value]
        w, b = w - 0.07 * np.mean(pull * points[:, 0]), b - 0.07 * np.mean(pull)
    assert frame_of(params, 5).observation.line == pytest.approx((w, b), rel=1e-12)


def test_squared_error_diverges_past_two_over_l_and_says_so() -> None:
    limit = largest_safe_rate(LineLoss.SQUARED, frame_of(Params()).observation.points)
    assert limit is not None
    assert frame_of(Params(learning_rate=0.98 * limit), 200).readouts["cost"] < 4.0
    status = frame_of(Params(learning_rate=2.0 * limit), 200).status
    assert status.outcome is Outcome.DIVERGED
    assert status.final
    assert f"2/L = {limit:.4g}" in status.reason


def test_a_held_slope_stays_and_has_no_gradient() -> None:
    frame = frame_of(Params(fit_slope=False, start_w=1.5), 50)
    assert frame.observation.line[0] == 1.5
    assert frame.observation.gradient[0] == 0.0


def test_zero_one_never_moves() -> None:
    status = preset("staircase").status
    assert status.final
    assert preset("staircase").observation.line == (2.0, 0.0)


@pytest.mark.parametrize("data", CLASSES)
def test_counted_mistakes_are_the_wrong_signs(data: Data) -> None:
    seen = frame_of(Params(data=data, class_loss=ClassLoss.ZERO_ONE, start_w=1.0, start_b=0.3)).observation
    wrong = sum((w > 0) != bool(y) for w, (_, y) in zip(seen.points[:, 0] + 0.3, seen.points, strict=True))
    assert seen.cost * len(seen.points) == pytest.approx(wrong)


# Captions


def test_captions_of_numbers_hold() -> None:
    assert preset("one_outlier").readouts["largest_share"] == pytest.approx(0.64, abs=0.005)
    assert preset("outlier_decides").readouts["largest_share"] == pytest.approx(0.99, abs=0.005)
    assert preset("absolute_shrugs").readouts["strongest_pull"] == 1.0
    assert preset("huber_between").readouts["strongest_pull"] == 1.0
    assert preset("mean_of_four").readouts["b"] == pytest.approx(2.5, abs=1e-3)
    assert preset("median_of_four").readouts["b"] == pytest.approx(0.0, abs=0.1)
    doubled = preset("outlier_doubles").observation
    assert [best[1] for best in doubled.survey.bests] == pytest.approx([5.0, 0.0, 1 / 3], abs=1e-9)
    assert [best[1] for best in preset("mean_of_four").observation.survey.bests] == pytest.approx([2.5, 0.0, 1 / 3], abs=1e-9)


def test_captions_of_classes_hold() -> None:
    stray = [preset(name).observation.slopes[-1] for name in ("sure_and_wrong", "sure_and_ignored")]
    assert stray == pytest.approx([0.999, 0.001], abs=1e-5)
    hinge = preset("hinge_margin").observation
    assert (np.abs(hinge.slopes) == (hinge.places <= 1.0)).all()
    both, one = preset("both_right").readouts, preset("one_wrong").readouts
    assert [both["cost"], one["cost"]] == pytest.approx([0.511, 0.362], abs=5e-4)
    assert [both["mistakes"], one["mistakes"]] == [0.0, 1.0]
    w = frame_of(SIMULATION.preset("surer_for_ever").params, 200).history["w"]
    assert (np.diff(w) > 0).all()
    assert "has no lowest place" in preset("surer_for_ever").status.reason


# Edges and edits


def test_without_points_there_is_nothing_to_fit() -> None:
    timeline = Timeline(Run(SIMULATION, Params(data=Data.PAIR)))
    timeline.act("remove_point", 0)
    assert "one class only" in timeline.frame().status.reason
    timeline.act("remove_point", 0)
    frame = timeline.frame()
    assert frame.status.final
    assert frame.readouts["cost"] == 0.0
    assert frame.observation.survey is None
    with pytest.raises(EngineError, match="no point 0; there are no points left"):
        timeline.act("move_point", 0, 0.0, 0.0)


def test_points_and_line_can_be_moved_in_mid_run() -> None:
    timeline = Timeline(Run(SIMULATION, Params(data=Data.FOUR)))
    timeline.seek(5)
    timeline.act("move_point", 3, 1.0, 2.5)
    timeline.act("add_point", -1.0, 4.0)
    timeline.act("move_line", 2.0, -1.0)
    seen = timeline.frame().observation
    assert seen.points[3:].tolist() == [[1.0, 2.5], [-1.0, 4.0]]
    assert seen.line == (2.0, -1.0)
    assert seen.edited


def test_there_are_at_most_forty_points() -> None:
    timeline = Timeline(Run(SIMULATION, Params(points=40)))
    with pytest.raises(EngineError, match="at most 40 points"):
        timeline.act("add_point", 0.0, 0.0)


@pytest.mark.parametrize(("data", "n"), list(product((*NUMBERS, Data.OVERLAP, Data.GAP), (1, 2, 40))))
def test_any_number_of_points_has_a_lowest_cost_that_no_place_of_the_map_beats(data: Data, n: int) -> None:
    for loss in NumberLoss if data in NUMBERS else ClassLoss:
        chosen = {"class_loss": loss} if data in CLASSES else {"loss": loss}
        params = Params(data=data, points=n, **chosen)  # type: ignore[arg-type]
        seen = frame_of(params).observation
        assert seen.loss is loss_of(params)
        assert seen.survey.landscape.values.min() >= seen.lowest - 1e-9
        assert np.isfinite(seen.curves.costs).all()


def test_descriptions_say_what_is_seen() -> None:
    frame = preset("mean_of_four")
    assert SIMULATION.describe(frame.params, frame.observation) == (
        "The line 0 x +2.5 predicts 4 points; its cost by the squared loss is 9.375, of which the point at (1.5, 10) makes "
        "75 %. Lowest costs: squared at w = 0, b = 2.5; absolute at w = 0, b = 0; Huber at w = 0, b = 0.333."
    )
