from __future__ import annotations

from dataclasses import replace

import pytest

from engine.errors import EngineError
from engine.timeline import Timeline
from quizapp.services.named_runs import all_simulations, find
from quizapp.services.simulations import SimulationSession


class Stopwatch:
    """Seconds that pass only as the test says: each reading costs a little."""

    def __init__(self, cost_s: float = 0.0) -> None:
        self.now = 0.0
        self.cost_s = cost_s

    def __call__(self) -> float:
        self.now += self.cost_s
        return self.now


def session(run: str, cost_s: float = 0.0) -> SimulationSession:
    return SimulationSession(find(run), Stopwatch(cost_s))


def arrive(used: SimulationSession) -> None:
    while used.goal != used.step:
        used.work(1.0)


def test_find_takes_a_preset_a_share_text_and_a_bare_id() -> None:
    by_preset, bare = find("perceptron_learning/and_gate"), find("perceptron_learning")
    assert by_preset.run == bare.run
    assert find("perceptron_learning@1?data=xor&seed=3").run.seed == 3


def test_all_simulations_have_words() -> None:
    assert all(each.title and each.summary for each in all_simulations())


def test_seek_moves_the_goal_and_work_the_cursor() -> None:
    used = session("perceptron_learning/and_gate")
    used.seek(12)
    assert (used.step, used.goal) == (0, 12)
    arrive(used)
    assert (used.step, used.idle) == (12, True)


def test_work_stops_when_its_time_is_used_up() -> None:
    used = session("mlp_classifier/moons", cost_s=0.01)
    used.seek(2000)
    used.work(0.05)
    assert 0 < used.step < 2000


def test_the_frame_is_that_of_a_plain_replay() -> None:
    used = session("gradient_descent/three_walkers")
    used.seek(40)
    arrive(used)
    used.seek(15)
    arrive(used)
    replayed = Timeline(used.run)
    replayed.seek(15)
    assert used.frame().readouts == replayed.frame().readouts


def test_playing_takes_the_planned_time_for_a_whole_run() -> None:
    used = session("gradient_descent/three_walkers")
    horizon = used.horizon
    used.play()
    for _ in range(300):
        used.tick(1 / 30)
        used.work(1.0)
    assert used.step == horizon
    assert not used.playing


def test_speed_multiplies_the_steps_of_a_second() -> None:
    used = session("gradient_descent/three_walkers")
    used.speed = 4.0
    used.play()
    used.tick(1.0)
    used.work(1.0)
    assert used.step == pytest.approx(4 * used.horizon / 10, abs=1)


def test_playing_stops_when_nothing_can_change_any_more() -> None:
    used = session("perceptron_learning/and_gate")
    used.play()
    for _ in range(1000):
        used.tick(0.1)
        used.work(1.0)
    assert not used.playing
    assert used.frame().status.outcome == "converged"


def test_playing_from_the_end_goes_on_as_far_again() -> None:
    used = session("gradient_descent/three_walkers")
    end = used.horizon
    used.seek(end)
    arrive(used)
    used.play()
    assert used.horizon == 2 * end


def test_playing_a_finished_run_starts_over() -> None:
    used = session("perceptron_learning/and_gate")
    used.seek(160)
    arrive(used)
    used.play()
    assert used.goal == 0


def test_a_parameter_restarts_the_run_unless_it_is_live() -> None:
    used = session("mlp_classifier/moons")
    used.seek(20)
    arrive(used)
    used.set_param("learning_rate", 0.5)
    assert (used.step, used.params.learning_rate) == (20, 0.5)
    used.set_param("width", 3)
    assert (used.step, used.params.width, used.run.events) == (0, 3, ())


def test_an_instant_simulation_keeps_its_step() -> None:
    used = session("gradient_descent/three_walkers")
    used.seek(30)
    arrive(used)
    used.set_param("batch_size", 3)
    arrive(used)
    assert used.step == 30


def test_a_refused_parameter_changes_nothing() -> None:
    used = session("gradient_descent/three_walkers")
    before = used.run
    with pytest.raises(EngineError, match="batch_size must be"):
        used.set_param("batch_size", 0)
    assert used.run == before
    assert not used.can_undo


def test_undo_and_redo_walk_through_all_changes() -> None:
    used = session("perceptron_learning/and_gate")
    runs = [used.run]
    used.set_param("learning_rate", 0.5)
    runs.append(used.run)
    used.act("flip_point", 0)
    runs.append(used.run)
    used.new_seed()
    runs.append(used.run)
    for expected in reversed(runs[:-1]):
        used.undo()
        assert used.run == expected
    assert not used.can_undo
    for expected in runs[1:]:
        used.redo()
        assert used.run == expected


def test_one_drag_of_a_slider_is_one_undo() -> None:
    used = session("gradient_descent/three_walkers")
    start = used.run
    for rate in (0.2, 0.3, 0.4):
        used.set_param("learning_rate", rate)
    used.undo()
    assert used.run == start
    used.redo()
    assert used.params.learning_rate == 0.4


def test_a_refused_value_in_mid_drag_keeps_the_undo() -> None:
    used = session("gradient_descent/three_walkers")
    start = used.run
    used.set_param("learning_rate", 0.2)
    with pytest.raises(EngineError):
        used.set_param("learning_rate", -1.0)
    used.undo()
    assert used.run == start


def test_reset_returns_to_the_same_start_without_events() -> None:
    used = session("perceptron_learning/and_gate")
    seed = used.run.seed
    used.seek(3)
    arrive(used)
    used.act("flip_point", 1)
    used.reset()
    arrive(used)
    assert (used.step, used.run.events, used.run.seed) == (0, (), seed)


def test_opening_another_run_can_be_undone() -> None:
    used = session("perceptron_learning/and_gate")
    first = used.run
    used.open(find("perceptron_learning/xor_cycles"))
    assert used.goal == find("perceptron_learning/xor_cycles").at
    used.undo()
    assert used.run == first


def test_a_session_refuses_another_simulations_run() -> None:
    with pytest.raises(EngineError, match="this session shows perceptron_learning"):
        session("perceptron_learning/and_gate").open(find("gradient_descent/one_step"))


def test_the_share_text_opens_the_same_run() -> None:
    used = session("perceptron_learning/and_gate")
    used.seek(5)
    arrive(used)
    used.act("move_point", 1, 0.25, 0.75)
    again = find(used.share).run
    assert again == replace(used.run)


def test_a_trip_to_a_step_takes_the_time_it_was_given_and_ends_there() -> None:
    used = session("gradient_descent/three_walkers")
    used.play_to(60, 1.5)
    for _ in range(15):
        used.tick(0.05)
        used.work(1.0)
    assert (used.step, used.playing) == (30, True)
    for _ in range(16):
        used.tick(0.05)
        used.work(1.0)
    assert (used.step, used.playing, used.idle) == (60, False, True)


def test_a_trip_goes_on_where_nothing_changes_any_more() -> None:
    used = session("perceptron_learning/and_gate")
    used.play_to(200, 1.0)
    for _ in range(30):
        used.tick(0.05)
        used.work(1.0)
    assert (used.step, used.frame().status.final, used.playing) == (200, True, False)


@pytest.mark.parametrize("stop", ["pause", "reset", "forward"])
def test_whatever_moves_the_cursor_ends_a_trip(stop: str) -> None:
    used = session("gradient_descent/three_walkers")
    used.play_to(60, 1.5)
    getattr(used, stop)()
    used.settle()
    used.tick(10.0)
    used.settle()
    assert used.step <= 1
    assert not used.playing


def test_changes_that_are_forgotten_cannot_be_taken_back() -> None:
    used = session("perceptron_learning/and_gate")
    used.open(find("perceptron_learning/xor_cycles"))
    used.forget_changes()
    assert (used.can_undo, used.can_redo) == (False, False)
    used.set_param("learning_rate", 0.5)
    used.undo()
    assert used.run == find("perceptron_learning/xor_cycles").run


def test_a_dragged_point_stays_when_another_loss_is_chosen() -> None:
    used = session("loss_functions/one_outlier")
    used.act("move_point", 0, 1.0, 2.0)
    moved = used.run.events
    used.set_param("loss", type(used.params.loss)("absolute"))
    assert used.run.events == moved
    used.set_param("outlier", used.params.outlier + 1.0)  # other points: what was done to the old ones means nothing
    assert used.run.events == ()
