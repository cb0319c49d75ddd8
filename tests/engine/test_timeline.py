"""The timeline: replay, keyframes, seek, events and branches, on a toy walk whose every step can be said in closed form."""

from __future__ import annotations

import dataclasses
import math
import random
import tracemalloc
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import EngineError, ParamError, UnknownNameError
from engine.params import Integer, Real, param, parameters
from engine.rng import step_rng
from engine.share import find_run
from engine.simulation import Event, FloatArray, Outcome, Preset, Readout, Run, Simulation, Status, readonly
from engine.timeline import FIRST_DISTANCE, MAX_KEYFRAMES, Timeline, clean_args


@parameters
class Params:
    pace: float = param(1.0, Real(label="Pace", low=0.0, high=10.0, live=True))
    start: int = param(0, Integer(label="Start", low=0, high=9))


@dataclasses.dataclass(frozen=True, slots=True)
class State:
    step: int
    seed: int
    place: float


def step(params: Params, state: State) -> State:
    noise = step_rng(state.seed, state.step, "walk").standard_normal()
    return State(state.step + 1, state.seed, state.place + params.pace * noise)


def advance(params: Params, state: State, count: int) -> tuple[State, FloatArray]:
    rows = []
    for _ in range(count):
        state = step(params, state)
        rows.append((state.place, params.pace))
    return state, np.array(rows).reshape(count, 2)


def apply(params: Params, state: State, event: Event) -> State:
    if event.args[0] == 13:
        raise ParamError(["13 is refused by this toy"])
    return dataclasses.replace(state, place=state.place + event.args[0])


WALK: Simulation[Params, State, float] = Simulation(
    id="walk",
    version=1,
    title="Walk",
    summary="A random walk.",
    step_name="step",
    Params=Params,
    init=lambda params, seed: State(0, seed, float(params.start)),
    step=step,
    observe=lambda _params, state: state.place,
    readouts=lambda observation: {"place": observation},
    readout_specs=(Readout(name="place", label="place"),),
    status=lambda _params, state: Status(Outcome.RUNNING, f"At {np.float64(state.place) * 0:.3f}."),
    describe=lambda _params, _observation: "A walk.",
    trace_names=("place", "pace"),
    trace=lambda params, state: (state.place, params.pace),
    horizon=lambda _params: 100,
    presets=(Preset(id="calm", title="Calm", caption="Calm.", params=Params()),),
    sources=("toy",),
    event_specs={"jump": {"by": Integer(label="By", low=-20, high=20)}},
    apply=apply,
)
FAST_WALK = dataclasses.replace(WALK, advance=advance)


def place_after(count: int, seed: int = 5, pace: float = 1.0) -> float:
    place = 0.0
    for index in range(count):
        place += pace * step_rng(seed, index, "walk").standard_normal()
    return place


def timeline(*events: Event) -> Timeline[Params, State, float]:
    return Timeline(Run(WALK, Params(), 5, events))


@pytest.mark.parametrize("simulation", [WALK, FAST_WALK], ids=["single steps", "advance"])
@pytest.mark.parametrize("target", [0, 1, 31, 32, 33, 64, 100])
def test_seek_reaches_the_state_that_stepping_gives(simulation: Any, target: int) -> None:
    walk = Timeline(Run(simulation, Params(), 5))
    walk.seek(target)
    assert (walk.step, walk.state.place, walk.length) == (target, place_after(target), target)


@settings(max_examples=25, deadline=None)
@given(st.lists(st.integers(0, 150), min_size=1, max_size=8))
def test_any_order_of_seeks_gives_the_same_bits(targets: list[int]) -> None:
    walk, straight = timeline(), timeline()
    straight.seek(150)
    for target in targets:
        walk.seek(target)
        assert walk.history()["place"].tobytes() == straight.history()["place"][: target + 1].tobytes()
    assert walk.length == max(targets)


def test_seek_back_replays_at_most_one_keyframe_distance() -> None:
    calls = []
    counted = dataclasses.replace(WALK, step=lambda params, state: calls.append(state.step) or step(params, state))
    walk = Timeline(Run(counted, Params(), 5))
    walk.seek(320)
    calls.clear()
    walk.seek(95)
    assert calls == list(range(64, 95))


def test_keyframes_stay_few_and_seeks_right_in_a_long_run() -> None:
    walk = Timeline(Run(dataclasses.replace(WALK, advance=hop), Params(start=4), 5))
    last = FIRST_DISTANCE * MAX_KEYFRAMES * 2 + 7
    walk.seek(last)
    assert len(walk._keyframes) <= MAX_KEYFRAMES
    for target in (last - 1, 12_345, 31, 0, last):
        walk.seek(target)
        assert (walk.step, walk.state.place) == (target, 4.0 + target)
        assert walk.history()["place"][-1] == 4.0 + target


def hop(params: Params, state: State, count: int) -> tuple[State, FloatArray]:
    """A cheap walk of one a step."""
    places = state.place + np.arange(1.0, count + 1.0)
    following = dataclasses.replace(state, step=state.step + count, place=state.place + count)
    return following, np.column_stack([places, np.zeros(count)])


def test_negative_step_is_refused_and_the_cursor_stays() -> None:
    walk = timeline()
    walk.seek(3)
    with pytest.raises(EngineError, match="step must be at least 0, got -1"):
        walk.seek(-1)
    assert walk.step == 3


def test_event_changes_the_state_at_its_step_and_is_recorded() -> None:
    walk = timeline()
    walk.seek(10)
    walk.act("jump", 7)
    assert walk.state.place == place_after(10) + 7
    assert walk.history()["place"][10] == walk.state.place
    assert walk.run.events == (Event(10, "jump", (7,)),)


def test_live_parameter_holds_from_its_event_on() -> None:
    walk = timeline()
    walk.seek(4)
    walk.act("set", "pace", 0.0)
    walk.seek(9)
    assert walk.state.place == place_after(4)
    assert walk.history()["pace"].tolist() == [1.0] * 4 + [0.0] * 6
    walk.seek(3)
    assert walk.params == Params()


def test_events_of_one_step_happen_in_their_order() -> None:
    walk = timeline()
    for size in (3, 4):
        walk.act("jump", size)
    assert [event.args for event in walk.run.events] == [(3,), (4,)]
    assert timeline(*walk.run.events).state.place == 7.0


@pytest.mark.parametrize("at", [0, 31, 32, 50, 64])
def test_run_with_events_replays_bit_for_bit(at: int) -> None:
    walk = timeline()
    walk.seek(at)
    walk.act("jump", 5)
    walk.seek(at + 40)
    walk.act("set", "pace", 2.0)
    walk.seek(130)
    again = timeline(*walk.run.events)
    again.seek(130)
    assert again.history()["place"].tobytes() == walk.history()["place"].tobytes()
    walk.seek(at)
    assert walk.state.place == again.history()["place"][at]


def test_event_in_the_past_drops_all_that_came_after() -> None:
    walk = timeline()
    walk.seek(80)
    walk.act("jump", 1)
    walk.seek(40)
    walk.act("jump", 2)
    assert [event.step for event in walk.run.events] == [40]
    assert walk.length == 40
    walk.seek(90)
    assert walk.state.place == pytest.approx(place_after(90) + 2)


@pytest.mark.parametrize(
    ("args", "error", "message"),
    [
        (("hop", 1), UnknownNameError, 'walk has no event "hop"; allowed: set, jump'),
        (("jump",), ParamError, "event jump takes by; got 0 values"),
        (("jump", 21), ParamError, "by must be a whole number from -20 to 20, got 21"),
        (("jump", 13), ParamError, "13 is refused by this toy"),
        (("set", "start", 3), UnknownNameError, 'walk has no live parameter "start"; allowed: pace'),
        (("set",), UnknownNameError, 'walk has no live parameter ""; allowed: pace'),
        (("set", ["pace"], 1.0), UnknownNameError, "walk has no live parameter"),
        (("set", "pace", math.nan), ParamError, "pace must be a number from 0 to 10, got nan"),
    ],
)
def test_refused_event_says_why_and_changes_nothing(args: Any, error: type[EngineError], message: str) -> None:
    walk = timeline()
    walk.seek(6)
    before = walk.run
    with pytest.raises(error) as refused:
        walk.act(*args)
    assert message in str(refused.value)
    assert (walk.run, walk.step) == (before, 6)


def test_simulation_without_events_refuses_them() -> None:
    still = dataclasses.replace(WALK, apply=None)
    with pytest.raises(UnknownNameError, match="walk knows no events"):
        Timeline(Run(still, Params(), 5)).act("jump", 1)


def test_clean_args_keeps_normal_forms() -> None:
    assert clean_args(WALK, "set", ["pace", 2]) == ("pace", 2.0)
    assert clean_args(WALK, "jump", [np.int64(3)]) == (3,)


def test_frame_holds_everything_of_its_step() -> None:
    walk = timeline()
    walk.seek(12)
    frame = walk.frame()
    assert (frame.step, frame.params, frame.observation) == (12, Params(), place_after(12))
    assert frame.readouts == {"place": frame.observation}
    assert frame.status == walk.status
    assert [len(curve) for curve in frame.history.values()] == [13, 13]


def test_frame_is_a_value_that_later_branches_do_not_change() -> None:
    walk = timeline()
    walk.seek(20)
    frame = walk.frame()
    before = frame.history["place"].copy()
    walk.seek(5)
    walk.act("jump", 9)
    walk.seek(20)
    assert (frame.history["place"] == before).all()
    with pytest.raises(ValueError, match="read-only"):
        frame.history["place"][0] = 1.0


def test_overflow_is_a_matter_of_the_status_not_of_warnings() -> None:
    def blow_up(params: Params, state: State) -> State:
        return dataclasses.replace(state, step=state.step + 1, place=np.float64(state.place) * 1e200 + 1e200)

    walk = Timeline(Run(dataclasses.replace(WALK, step=blow_up), Params(), 5))
    walk.seek(5)
    assert math.isinf(walk.frame().readouts["place"])
    assert walk.status.reason == "At nan."


@pytest.mark.parametrize("seed", [-1, 2**31, 1.5, "7", True, None])
def test_run_refuses_other_seeds(seed: Any) -> None:
    with pytest.raises(ParamError, match="seed must be a whole number from 0 to 2147483647, got"):
        Run(WALK, Params(), seed)


def test_run_refuses_events_out_of_order() -> None:
    with pytest.raises(EngineError, match="order of their steps"):
        Run(WALK, Params(), 1, (Event(4, "jump", (1,)), Event(3, "jump", (1,))))


def test_preset_is_found_by_its_id() -> None:
    assert WALK.preset("calm").title == "Calm"
    with pytest.raises(UnknownNameError, match='walk has no preset "calmer"; did you mean "calm"'):
        WALK.preset("calmer")


def test_readonly_array_refuses_edits() -> None:
    with pytest.raises(ValueError, match="read-only"):
        readonly(np.zeros(3))[0] = 1.0


def test_any_of_ten_thousand_epochs_is_found_again_bit_for_bit_in_little_memory() -> None:
    run = find_run("mlp_classifier/xor_four_units").run
    forward, wanted = Timeline(run), random.Random(0).sample(range(10_000), 40)
    passed = {}
    for step in sorted(wanted):
        forward.seek(step)
        passed[step] = forward.state.learner.theta.tobytes()
    tracemalloc.start()
    timeline = Timeline(run)
    timeline.seek(10_000)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    assert held < 16e6
    for step in wanted:  # to and fro
        timeline.seek(step)
        assert timeline.state.learner.theta.tobytes() == passed[step]


def test_a_replay_gives_the_traces_of_the_first_time() -> None:
    timeline = Timeline(find_run("weights_and_bias/turn").run)  # has no fast form
    timeline.seek(100)
    first = {name: values.copy() for name, values in timeline.history().items()}
    timeline.seek(37)
    timeline.seek(100)
    assert {name: values.tobytes() for name, values in timeline.history().items()} == {
        name: values.tobytes() for name, values in first.items()
    }
