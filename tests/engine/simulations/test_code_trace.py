"""What is particular to the program simulation: its lines are really run, and its words are true of the run."""

from __future__ import annotations

import contextlib
import io
from typing import Any

import numpy as np
import pytest

from engine.errors import ParamError
from engine.simulation import Outcome, Run
from engine.simulations.code_trace import SIMULATION, Params, program_of
from engine.timeline import Frame, Timeline
from engine.tracing.lights import Mark
from engine.tracing.listings import Bug, Program


def frame(params: Params, seed: int = 0, step: int | None = None) -> Frame[Any, Any]:
    timeline = Timeline(Run(SIMULATION, params, seed))
    timeline.seek(SIMULATION.horizon(params) if step is None else step)
    return timeline.frame()


def of_preset(name: str, step: int | None = None) -> Frame[Any, Any]:
    preset = SIMULATION.preset(name)
    return frame(preset.params, preset.seed, preset.at if step is None else step)


@pytest.mark.parametrize("program", Program)
@pytest.mark.parametrize("bug", Bug)
def test_variables_at_the_end_are_those_of_the_text_run_on_its_own(program: Program, bug: Bug) -> None:
    params = Params(program=program, bug=bug, learning_rate=0.12, batch_size=16)
    namespace: dict[str, Any] = {}
    with contextlib.redirect_stdout(io.StringIO()) as printed, np.errstate(all="ignore"):
        exec(program_of(params, 3).source, namespace)
    scene = frame(params, 3).observation.scene
    assert scene.printed == printed.getvalue()
    for variable in scene.variables:
        if isinstance(variable.value, float | np.ndarray):
            assert np.array_equal(variable.value, namespace[variable.name]), variable.name


def test_a_step_is_a_line_and_the_marked_one_has_not_run_yet() -> None:
    before, after = (frame(Params(), 0, step).observation.scene for step in (5, 6))
    assert (before.line, before.last) == (7, 6)
    assert after.line == 8
    assert "path" not in [variable.name for variable in before.variables]
    assert [variable.name for variable in after.variables if variable.changed] == ["path"]


def test_before_the_first_turn_is_finished_no_test_tells_anything() -> None:
    preset = SIMULATION.preset("which_line_1")
    seen = frame(preset.params, 0, 17)
    assert (seen.readouts["turns"], seen.readouts["correct_digits"], seen.readouts["passed"]) == (0.0, 0.0, 0.0)
    assert (seen.observation.scene.curve, seen.observation.scene.checked) == (None, "")


def test_hits_count_every_line_that_ran() -> None:
    for step in (0, 10, 100, 352):
        seen = frame(Params(), 0, step).observation.scene
        assert sum(seen.hits) == step
    assert seen.hits[15] == 40


@pytest.mark.parametrize(("batch", "turns"), [(1, 320), (8, 40), (16, 24), (40, 8)])
def test_the_last_batch_is_short_and_there_is_one_turn_for_each(batch: int, turns: int) -> None:
    assert frame(Params(batch_size=batch)).readouts["turns"] == turns


def test_valley_multiplies_by_one_minus_rate_times_curvature() -> None:
    path = of_preset("valley", 281).observation.scene.path
    k = np.arange(46)
    assert path == pytest.approx(np.column_stack([-1.5 * 0.85**k, 2.0 * (-0.5) ** k]), abs=1e-15)


def test_a_rate_too_large_is_explained_with_turn_factor_and_largest_safe_rate() -> None:
    standing = of_preset("rate_too_large").status
    first = next(k for k in range(1, 101) if 1.125 * 0.79 ** (2 * (k - 1)) + 20.0 * 1.1 ** (2 * (k - 1)) > 1000.0 * 21.125)
    assert standing.outcome is Outcome.DIVERGED
    assert standing.reason.startswith(f"After turn {first} the loss is more than 1,000 times the first one.")
    assert standing.reason.endswith("the largest safe one, 2/10: each update multiplies y by −1.1.")


def test_the_slip_is_named_at_the_end_and_not_before() -> None:
    preset = SIMULATION.preset("which_line_2")
    end = SIMULATION.horizon(preset.params)
    reasons = [of_preset("which_line_2", step).status.reason for step in (preset.at, end - 1, end)]
    assert ["Line 14" in reason and "mean" in reason for reason in reasons] == [False, False, True]


def test_a_program_without_that_line_says_so() -> None:
    params = Params(program=Program.VALLEY, bug=Bug.NO_SHUFFLE, learning_rate=0.15)
    assert frame(params).status.reason.endswith("It has no line for this slip and runs as it is.")
    assert frame(params).readouts == frame(Params(program=Program.VALLEY, learning_rate=0.15)).readouts


def test_only_a_program_whose_tests_all_pass_has_converged() -> None:
    assert of_preset("right", 352).status.outcome is Outcome.CONVERGED
    assert of_preset("which_line_1", 432).status.outcome is Outcome.RUNNING
    swinging = frame(Params(program=Program.VALLEY, learning_rate=0.2), 0, 50).status
    assert swinging.outcome is Outcome.CYCLING


def test_captions_of_the_hunts_are_true() -> None:
    marks = {
        f"which_line_{n}": [light.mark for light in of_preset(f"which_line_{n}").observation.scene.lights] for n in range(1, 9)
    }
    passed, failed = Mark.PASSED, Mark.FAILED
    assert marks["which_line_1"] == [failed, passed, failed]
    assert marks["which_line_2"] == [failed, passed, failed]
    assert marks["which_line_3"] == [passed, passed, failed]
    assert marks["which_line_4"] == [passed, failed, failed]
    assert marks["which_line_5"] == [passed, passed, failed]
    assert marks["which_line_6"][0] is failed
    assert marks["which_line_7"] == [passed, passed, failed]
    assert "5 times as much" in of_preset("which_line_8").observation.scene.lights[0].reason


def test_the_hidden_slip_ends_with_a_loss_as_low_as_the_right_one() -> None:
    hidden, right = of_preset("which_line_1", 432).observation.scene, of_preset("right", 352).observation.scene
    assert hidden.losses[-8:].mean() == pytest.approx(right.losses[-8:].mean(), rel=0.1)


def test_in_place_the_path_is_one_point_and_the_parameters_are_right() -> None:
    seen = of_preset("which_line_3", 281).observation
    assert len(np.unique(seen.scene.path, axis=0)) == 1
    assert seen.place == of_preset("valley", 281).observation.place


def test_twelve_of_seventeen_derivatives_are_wrong_without_the_slope_of_tanh() -> None:
    scenes = [
        frame(Params(program=Program.XOR_NETWORK, bug=bug, learning_rate=2.0), 1, 17).observation.scene
        for bug in (Bug.NONE, Bug.FORGOTTEN_FACTOR)
    ]
    values = [
        {variable.name: np.atleast_1d(variable.value) for variable in scene.variables if variable.name.startswith("grad")}
        for scene in scenes
    ]
    wrong = {name: int((np.abs(values[0][name] - values[1][name]) > 1e-9).sum()) for name in values[0]}
    assert sum(value.size for value in values[0].values()) == 17
    assert (wrong["grad_v"], wrong["grad_c"]) == (0, 0)


def test_the_network_learns_xor() -> None:
    shown = {variable.name: variable.value for variable in of_preset("v_shape", 608).observation.scene.variables}
    assert np.rint(np.asarray(shown["p"], float)).tolist() == [0.0, 1.0, 1.0, 0.0]


def test_without_a_shuffle_the_path_swings_the_same_way_in_every_epoch() -> None:
    same = []
    for bug in (Bug.NO_SHUFFLE, Bug.NONE):
        path = frame(Params(bug=bug, learning_rate=0.2)).observation.scene.path
        swings = np.sign(np.diff(path, axis=0)).reshape(8, 5, 2)[4:]
        same.append(bool((swings == swings[0]).all()))
    assert same == [True, False]


def test_description_tells_line_changes_and_tests() -> None:
    seen = of_preset("right")
    said = SIMULATION.describe(seen.params, seen.observation)
    assert said.startswith("Program regression: line 17 of 18 runs next, line 16 has changed w and b; 16 turns, loss ")
    assert said.endswith("gradient check passed, loss falls passed, equals the right program passed.")


def test_a_batch_has_at_least_one_row() -> None:
    with pytest.raises(ParamError, match="batch_size must be a whole number from 1 to 40, got 0"):
        Params(batch_size=0)
