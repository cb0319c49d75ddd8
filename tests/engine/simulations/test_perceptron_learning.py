"""Facts of perceptron learning: known runs, the mistake bound, cycles, ties, and what the user may do to the points."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from typing import Any

import numpy as np
import pytest

from engine.errors import ParamError
from engine.maths.perceptron_learner import RECENT_PASSES
from engine.simulation import Outcome, Run
from engine.simulations.perceptron_learning import SIMULATION, Data, Order, Params
from engine.timeline import Timeline


def after(count: int, params: Params, seed: int = 0) -> Timeline[Any, Any, Any]:
    timeline = Timeline(Run(SIMULATION, params, seed))
    timeline.seek(count)
    return timeline


def rosenblatt(params: Params, points: np.ndarray, labels: np.ndarray, passes: int) -> tuple[list[Fraction], list[int]]:
    """The rule as it is written, in exact fractions: w1, w2, b and the mistakes of each pass, in cyclic order."""
    rate, sums, mistakes = Fraction(params.learning_rate), [Fraction(0)] * 3, []
    for _ in range(passes):
        mistakes.append(0)
        for point, label in zip(points, labels, strict=True):
            x = [*map(Fraction, point.tolist()), Fraction(1)]
            score = sum(w * value for w, value in zip(sums, x, strict=True))
            error = int(label) - int(score >= 0 if params.fires_at_zero else score > 0)
            sums = [w + rate * error * value for w, value in zip(sums, x, strict=True)]
            mistakes[-1] += abs(error)
    return sums, mistakes


@pytest.mark.parametrize(
    ("data", "fires_at_zero", "updates", "passes", "weights"),
    [
        (Data.AND, True, 11, 6, (2.0, 1.0, -3.0)),
        (Data.AND, False, 10, 6, (2.0, 1.0, -2.0)),
        (Data.OR, True, 5, 4, (1.0, 1.0, -1.0)),
        (Data.NAND, True, 10, 6, (-2.0, -1.0, 2.0)),
    ],
)
def test_gate_is_learned_with_the_known_numbers(
    data: Data, fires_at_zero: bool, updates: int, passes: int, weights: tuple[float, ...]
) -> None:
    timeline = after(200, Params(data=data, fires_at_zero=fires_at_zero))
    readouts = timeline.frame().readouts
    assert (readouts["updates"], readouts["passes"], readouts["mistakes"], readouts["accuracy"]) == (updates, passes, 0, 1)
    assert (readouts["w1"], readouts["w2"], readouts["b"]) == weights
    assert timeline.status.outcome is Outcome.CONVERGED
    assert f"Pass {passes} made no mistake" in timeline.status.reason


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("fires_at_zero", [True, False])
@pytest.mark.parametrize("data", [Data.XOR, Data.SEPARABLE, Data.NOISY])
def test_run_is_the_rule_in_exact_arithmetic(data: Data, fires_at_zero: bool, seed: int) -> None:
    params = Params(data=data, fires_at_zero=fires_at_zero, points=12, margin=0.05, noise=0.2)
    start = after(0, params, seed).frame().observation
    passes = 9
    frame = after(passes * len(start.labels), params, seed).frame()
    thousandths = [[Fraction(round(x * 1000), 1000) for x in point] for point in start.points.tolist()]
    sums, mistakes = rosenblatt(params, np.array(thousandths), start.labels, passes)
    assert [frame.readouts[name] for name in ("w1", "w2", "b")] == [float(value) for value in sums]
    shown = frame.observation.mistakes_per_pass
    assert list(shown) == mistakes[: len(shown)]
    assert not any(mistakes[len(shown) :])


@pytest.mark.parametrize("data", Data)
@pytest.mark.parametrize("rate", [0.01, 0.1, 0.3, 7.0])
def test_rate_scales_the_weights_and_changes_no_update(data: Data, rate: float) -> None:
    unit, scaled = after(300, Params(data=data)), after(300, Params(data=data, learning_rate=rate))
    one, other = unit.history(), scaled.history()
    assert (one["updates"] == other["updates"]).all()
    assert (one["mistakes"] == other["mistakes"]).all()
    for name in ("w1", "w2", "b"):
        assert (other[name] == rate * one[name]).all()


@pytest.mark.parametrize("fires_at_zero", [True, False])
def test_xor_cycles_with_a_period_of_one_pass(fires_at_zero: bool) -> None:
    timeline = after(40, Params(data=Data.XOR, fires_at_zero=fires_at_zero))
    assert timeline.status.outcome is Outcome.CYCLING
    assert not timeline.status.final
    assert "every pass, for ever" in timeline.status.reason
    assert "the best gets 1 of 4 wrong" in timeline.status.reason
    ends = [[timeline.history()[name][step] for name in ("w1", "w2", "b")] for step in range(8, 41, 4)]
    assert all(end == ends[0] for end in ends)
    assert timeline.frame().readouts["best_accuracy"] == 0.75


def test_longer_cycle_names_its_period() -> None:
    timeline = Timeline(Run(SIMULATION, Params(data=Data.XOR)))
    timeline.act("move_point", 3, 2.0, 1.0)
    timeline.seek(2_000)
    period = timeline.state.cycle.period
    assert timeline.status.outcome is Outcome.CYCLING
    assert f"every {period} passes" in timeline.status.reason
    ends = np.array([timeline.history()[name][4::4] for name in ("w1", "w2", "b")]).T
    assert period > 1
    assert (ends[-1] == ends[-1 - period]).all()
    assert not any((ends[-1] == ends[-1 - shorter]).all() for shorter in range(1, period))


def test_random_order_is_a_permutation_that_changes_from_pass_to_pass() -> None:
    timeline = Timeline(Run(SIMULATION, Params(data=Data.NOISY, order=Order.RANDOM, points=10, noise=0.4), 1))
    orders = []
    for first in (0, 10, 20):
        shown = []
        for step in range(first + 1, first + 11):
            timeline.seek(step)
            shown.append(timeline.frame().observation.example)
        orders.append(shown)
        assert sorted(shown) == list(range(10))
    assert orders[0] != orders[1] != orders[2]
    assert timeline.status.outcome is Outcome.RUNNING
    assert "keeps running" in timeline.status.reason


@pytest.mark.parametrize("margin", [0.0, 0.02, 0.1, 0.4, 0.8])
@pytest.mark.parametrize("order", Order)
def test_mistakes_stay_within_novikoffs_bound(margin: float, order: Order) -> None:
    for seed in range(20):
        params = Params(data=Data.SEPARABLE, margin=margin, points=30, order=order, fires_at_zero=seed % 2 == 0)
        state = SIMULATION.init(params, seed)
        bound = SIMULATION.observe(params, state).mistake_bound
        for _ in range(30 * 40):
            state = SIMULATION.step(params, state)
        assert state.updates <= bound * (1 + 1e-9)


def test_status_of_a_learnable_run_names_the_bound() -> None:
    assert "1 correction of at most (R/γ)² = 51 so far" in after(1, Params()).status.reason


def test_converged_run_freezes_all_but_the_step() -> None:
    done, later = after(24, Params()), after(500, Params())
    assert repr(dataclasses.replace(later.state, step=24)) == repr(done.state)
    assert done.status.final
    assert later.frame().readouts == done.frame().readouts
    assert done.frame().observation.next_example is None


def test_run_is_not_called_converged_before_a_full_clean_pass() -> None:
    assert [after(step, Params()).status.outcome for step in (22, 23, 24)] == [Outcome.RUNNING] * 2 + [Outcome.CONVERGED]


def test_correction_is_the_arrow_from_the_old_line_to_the_new_one() -> None:
    observation = after(4, Params(fires_at_zero=False, learning_rate=0.5)).frame().observation
    correction = observation.correction
    assert (correction.step, correction.index, correction.error, observation.example) == (4, 3, 1, 3)
    assert (correction.old_weights.tolist(), correction.old_bias) == ([0.0, 0.0], 0.0)
    assert (correction.new_weights.tolist(), correction.new_bias) == ([0.5, 0.5], 0.5)
    assert observation.weights.tolist() == [0.5, 0.5]


def test_before_the_first_full_pass_mistakes_are_those_so_far() -> None:
    timeline = after(4, Params(data=Data.XOR))
    assert timeline.history()["mistakes"].tolist() == [0, 1, 2, 2, 3]


def test_thinner_gap_of_the_same_cloud_needs_more_corrections() -> None:
    wide, thin = (SIMULATION.preset(name) for name in ("wide_margin", "thin_margin"))
    corrections = []
    for preset in (wide, thin):
        timeline = after(preset.at, preset.params, preset.seed)
        assert timeline.status.outcome is Outcome.CONVERGED
        corrections.append(timeline.frame().readouts["updates"])
    assert wide.seed == thin.seed
    assert corrections[1] > 10 * corrections[0]


@pytest.mark.parametrize("name", ["and_gate", "and_strict", "or_gate", "nand_gate", "small_rate"])
def test_gate_presets_stop_at_the_step_of_convergence(name: str) -> None:
    preset = SIMULATION.preset(name)
    timeline = after(preset.at - 1, preset.params)
    assert timeline.status.outcome is Outcome.RUNNING
    timeline.seek(preset.at)
    assert timeline.status.outcome is Outcome.CONVERGED


def test_noise_flips_the_stated_share() -> None:
    clean = after(0, Params(data=Data.NOISY, noise=0.0)).frame().observation
    noisy = after(0, Params(data=Data.NOISY, noise=0.25)).frame().observation
    assert (clean.points == noisy.points).all()
    assert (clean.labels != noisy.labels).sum() == 10
    assert clean.fewest_errors == 0 < noisy.fewest_errors <= 10


def test_memory_of_an_endless_run_stays_flat() -> None:
    state = after(4 * (RECENT_PASSES + 50), Params(data=Data.XOR)).state
    assert len(state.mistakes_per_pass) == RECENT_PASSES


# What the user may do.


def test_edit_keeps_the_weights_and_begins_a_new_pass() -> None:
    timeline = after(10, Params())
    before = timeline.frame().observation
    timeline.act("add_point", 0.5, 0.25, 1)
    after_edit = timeline.frame().observation
    assert after_edit.weights.tolist() == before.weights.tolist()
    assert (after_edit.updates, after_edit.passes, after_edit.pass_mistakes) == (before.updates, before.passes, 0)
    assert (after_edit.example, after_edit.correction, after_edit.mistakes_per_pass) == (None, None, ())
    assert after_edit.next_example == 0
    assert len(after_edit.labels) == 5


def test_converged_run_learns_again_after_an_edit() -> None:
    timeline = after(30, Params())
    timeline.act("flip_point", 0)
    assert timeline.status.outcome is Outcome.RUNNING
    timeline.seek(200)
    assert timeline.status.outcome is Outcome.CYCLING  # AND with (0, 0) flipped is XNOR
    timeline.act("flip_point", 3)
    timeline.seek(600)
    assert timeline.status.outcome is Outcome.CONVERGED
    assert timeline.frame().readouts["accuracy"] == 1.0


def test_bound_is_dropped_once_learning_did_not_begin_from_zero() -> None:
    early, late = after(0, Params()), after(10, Params())
    for timeline in (early, late):
        timeline.act("move_point", 0, -1.0, -1.0)
    assert early.frame().observation.mistake_bound is not None
    assert late.frame().observation.mistake_bound is None
    assert "of at most" in early.status.reason
    assert "of at most" not in late.status.reason


def test_no_points_are_said_and_nothing_happens() -> None:
    timeline = after(2, Params())
    for _ in range(4):
        timeline.act("remove_point", 0)
    timeline.seek(20)
    frame = timeline.frame()
    assert frame.status.final
    assert frame.status.reason == "There is no point to learn from; add one."
    assert (frame.readouts["accuracy"], frame.readouts["margin"]) == (1.0, 0.0)
    assert SIMULATION.describe(frame.params, frame.observation) == "The plane holds no points."
    timeline.act("add_point", 1.0, 1.0, 1)
    timeline.seek(40)
    assert timeline.status.outcome is Outcome.CONVERGED


@pytest.mark.parametrize("label", [0, 1])
def test_one_class_is_said_and_learned(label: int) -> None:
    timeline = after(0, Params())
    for index in [3] if label == 0 else [0, 1, 2]:
        timeline.act("flip_point", index)
    assert "All labels are equal" in timeline.status.reason
    timeline.seek(40)
    assert timeline.status.outcome is Outcome.CONVERGED
    assert "one constant answer is enough" in timeline.status.reason
    assert timeline.frame().observation.predictions.tolist() == [label] * 4


def test_same_place_with_both_labels_is_said() -> None:
    timeline = after(0, Params())
    timeline.act("add_point", 1.0, 1.0, 0)
    timeline.seek(100)
    assert "(1 place with both labels)" in timeline.status.reason
    assert "the best gets 1 of 5 wrong" in timeline.status.reason
    assert timeline.status.outcome is Outcome.CYCLING


def test_edit_of_a_missing_point_is_refused_and_changes_nothing() -> None:
    timeline = after(5, Params())
    before = timeline.state
    with pytest.raises(ParamError, match="there is no point 4; indices run from 0 to 3"):
        timeline.act("flip_point", 4)
    assert timeline.state is before


def test_description_tells_line_and_score() -> None:
    timeline = after(0, Params())
    texts = []
    for step in (0, 24):
        timeline.seek(step)
        frame = timeline.frame()
        texts.append(SIMULATION.describe(frame.params, frame.observation))
    assert texts == [
        "4 points, 1 labelled 1. There is no line yet, every point gets the answer 1; 1 of 4 are right after 0 corrections.",
        "4 points, 1 labelled 1. The line 2 x1 +1 x2 -3 = 0 parts the plane; 4 of 4 are right after 11 corrections.",
    ]
