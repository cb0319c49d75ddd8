"""What every simulation must do, whoever wrote it: a new module of ``engine.simulations`` is covered the moment it exists."""

from __future__ import annotations

import copy
import dataclasses
import importlib
import json
import math
import re
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pytest

from engine.catalog import load_simulation, simulation_ids
from engine.errors import EngineError, ParamError
from engine.params import Choice, Flag, Integer, Real, Spec, from_texts, specs, texts
from engine.share import find_run, from_share, to_share
from engine.simulation import Event, Outcome, Preset, Run, Simulation
from engine.timeline import Timeline, clean_args, steps

STEPS = 200
SLUG = re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)*")
SIMULATIONS = [load_simulation(name) for name in simulation_ids()]

AnySimulation = Simulation[Any, Any, Any]


@pytest.fixture(params=SIMULATIONS, ids=lambda simulation: simulation.id)
def simulation(request: pytest.FixtureRequest) -> AnySimulation:
    return request.param


def cases(make: Any) -> pytest.MarkDecorator:
    """Parametrise a test over (simulation, case) pairs, where ``make`` lists (name, case) of one simulation."""
    pairs = [pytest.param(one, case, id=f"{one.id}-{name}") for one in SIMULATIONS for name, case in make(one)]
    return pytest.mark.parametrize(("simulation", "case"), pairs)


def presets(simulation: AnySimulation) -> Iterator[tuple[str, Preset[Any]]]:
    for preset in simulation.presets:
        yield preset.id, preset


def parameters(simulation: AnySimulation) -> Iterator[tuple[str, str]]:
    for name in specs(simulation.Params):
        yield name, name


def extremes(spec: Spec) -> tuple[Any, ...]:
    if isinstance(spec, Real | Integer):
        return spec.low, spec.high
    return (False, True) if isinstance(spec, Flag) else tuple(spec.members) if isinstance(spec, Choice) else ()


def corners(simulation: AnySimulation) -> Iterator[tuple[str, Any]]:
    """Every parameter at its ends, with the parameters it depends on set so that it has an effect."""
    for name, spec in specs(simulation.Params).items():
        needed = {other: allowed[0] for other, allowed in spec.when.items()}
        for value in extremes(spec):
            yield f"{name}={spec.format(value)}", simulation.Params(**{**needed, name: value})


def some_value(spec: Spec) -> Any:
    if isinstance(spec, Real):
        return spec.at(0.3)
    return spec.low if isinstance(spec, Integer) else extremes(spec)[-1]


def some_events(simulation: AnySimulation) -> list[tuple[Any, ...]]:
    """One event of every kind, as arguments of ``Timeline.act``."""
    live = [("set", name, some_value(spec)) for name, spec in specs(simulation.Params).items() if spec.live]
    return live + [(kind, *map(some_value, wanted.values())) for kind, wanted in simulation.event_specs.items()]


def leaves(value: Any) -> Iterator[Any]:
    """Everything a value is made of, in a fixed order."""
    if dataclasses.is_dataclass(value):
        for field in dataclasses.fields(value):
            yield from leaves(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for key in value:
            yield key
            yield from leaves(value[key])
    elif isinstance(value, tuple | list):
        yield len(value)
        for item in value:
            yield from leaves(item)
    else:
        yield value


def bits(value: Any) -> list[Any]:
    """A form of a value that is equal only if every bit is; NaN equals NaN, 0.0 does not equal -0.0."""
    return [
        (leaf.shape, leaf.dtype.str, leaf.tobytes()) if isinstance(leaf, np.ndarray | np.generic)
        else leaf.hex() if isinstance(leaf, float)
        else leaf
        for leaf in leaves(value)
    ]  # fmt: skip


def play(simulation: AnySimulation, params: Any, seed: int, count: int) -> tuple[Any, np.ndarray]:
    """State and traces after so many single steps."""
    state, rows = simulation.init(params, seed), []
    with np.errstate(all="ignore"):
        for _ in range(count):
            state = simulation.step(params, state)
            rows.append(simulation.trace(params, state))
    return state, np.array(rows).reshape(count, len(simulation.trace_names))


def test_simulation_is_named_like_its_module_and_says_what_it_is(simulation: AnySimulation) -> None:
    module = importlib.import_module(f"engine.simulations.{simulation.id}")
    assert module.SIMULATION is simulation
    assert SLUG.fullmatch(simulation.id)
    assert simulation.version >= 1
    assert all([simulation.title, simulation.summary, simulation.step_name, simulation.presets, simulation.sources])
    assert all(word in str(module.__doc__) for word in ("Modelled", "Left out", "Units", "Known limits", "Source"))


def test_names_are_unique_and_at_most_three_readouts_are_headlines(simulation: AnySimulation) -> None:
    readouts = [readout.name for readout in simulation.readout_specs]
    for names in (readouts, simulation.trace_names, [preset.id for preset in simulation.presets]):
        assert len(set(names)) == len(names) > 0
        assert all(SLUG.fullmatch(name) for name in names)
    assert sum(readout.headline for readout in simulation.readout_specs) <= 3
    assert (simulation.apply is None) == (not simulation.event_specs)


@cases(parameters)
def test_parameter_has_words_and_depends_on_real_values(simulation: AnySimulation, case: str) -> None:
    known = specs(simulation.Params)
    assert known[case].label
    assert known[case].help.endswith(".")
    assert getattr(simulation.Params(), case) == known[case].clean(getattr(simulation.Params(), case))
    for other, allowed in known[case].when.items():
        assert all(known[other].clean(value) == value for value in allowed)


@cases(parameters)
def test_parameter_refuses_each_bad_value_by_name_with_what_is_allowed(simulation: AnySimulation, case: str) -> None:
    spec = specs(simulation.Params)[case]
    for bad in spec.bad_values():
        with pytest.raises(ParamError) as refused:
            simulation.Params(**{case: bad})
        assert refused.value.problems[0].startswith(f"{case} must be {spec.allowed}, got ")


@cases(corners)
def test_corner_survives_texts_and_share(simulation: AnySimulation, case: Any) -> None:
    assert from_texts(simulation.Params, texts(case)) == case
    run = Run(simulation, case, seed=7)
    assert from_share(to_share(run)) == run


@cases(corners)
def test_corner_stays_finite_or_says_that_it_diverged(simulation: AnySimulation, case: Any) -> None:
    timeline = Timeline(Run(simulation, case))
    timeline.seek(STEPS)
    frame = timeline.frame()
    assert simulation.horizon(case) >= 1
    assert frame.status.reason
    if frame.status.outcome is not Outcome.DIVERGED:
        assert all(math.isfinite(number) for number in frame.readouts.values())
        assert all(np.isfinite(curve).all() for curve in frame.history.values())


@cases(presets)
def test_preset_shows_something_and_says_what(simulation: AnySimulation, case: Preset[Any]) -> None:
    named = find_run(f"{simulation.id}/{case.id}")
    assert (named.run, named.at) == (Run(simulation, case.params, case.seed), case.at)
    assert from_share(to_share(named.run)) == named.run
    assert case.title
    assert case.caption.endswith((".", "?", "!"))
    assert 0 <= case.at <= simulation.horizon(case.params)
    timeline = Timeline(named.run)
    timeline.seek(case.at)
    frame = timeline.frame()
    assert frame.step == case.at
    assert frame.status.reason.endswith((".", "!"))
    assert simulation.describe(frame.params, frame.observation).endswith(".")


@cases(presets)
def test_readouts_are_the_declared_ones_and_fit_into_json(simulation: AnySimulation, case: Preset[Any]) -> None:
    timeline = Timeline(Run(simulation, case.params, case.seed))
    for step in (0, 1, min(case.at, STEPS)):
        timeline.seek(step)
        frame = timeline.frame()
        assert list(frame.readouts) == [readout.name for readout in simulation.readout_specs]
        assert all(isinstance(number, float) for number in frame.readouts.values())
        assert json.loads(json.dumps(frame.readouts, allow_nan=frame.status.outcome is Outcome.DIVERGED))
        assert frame.history.keys() == set(simulation.trace_names)


def test_same_seed_gives_the_same_run_whatever_the_global_seed(simulation: AnySimulation) -> None:
    runs = []
    for global_seed in (1, 2):
        np.random.seed(global_seed)  # noqa: NPY002, TID251  (the simulation must not notice)
        runs.append(bits(play(simulation, simulation.Params(), 5, 40)))
    assert runs[0] == runs[1]


@cases(presets)
def test_step_and_observe_are_pure_and_their_arrays_read_only(simulation: AnySimulation, case: Preset[Any]) -> None:
    params, start = case.params, min(case.at, 40)
    state, _ = play(simulation, params, case.seed, start)
    for expected in range(start + 1, start + 4):
        before = bits(state)
        observed = [simulation.observe(params, state) for _ in range(2)]
        following = [simulation.step(params, state) for _ in range(2)]
        assert bits(state) == before
        assert bits(observed[0]) == bits(observed[1])
        assert bits(following[0]) == bits(following[1])
        arrays = [leaf for leaf in leaves((state, *observed, *following)) if isinstance(leaf, np.ndarray)]
        assert not any(array.flags.writeable for array in arrays)
        state = following[0]
        assert state.step == expected


def test_resumed_run_equals_a_straight_one(simulation: AnySimulation) -> None:
    params = simulation.Params()
    straight, _ = play(simulation, params, 3, 60)
    state, _ = play(simulation, params, 3, 25)
    state = copy.deepcopy(state)
    for _ in range(35):
        state = simulation.step(params, state)
    assert bits(state) == bits(straight)


@cases(presets)
def test_many_steps_at_once_equal_single_ones_bit_for_bit(simulation: AnySimulation, case: Preset[Any]) -> None:
    expected, rows = play(simulation, case.params, case.seed, 50)
    state, traces = simulation.init(case.params, case.seed), []
    with np.errstate(all="ignore"):
        for count in (1, 7, 42):
            before = bits(state)
            following, curves = steps(simulation, case.params, state, count)
            assert bits(state) == before
            assert curves.shape == (count, len(simulation.trace_names))
            traces.append(curves)
            state = following
    assert bits(state) == bits(expected)
    assert np.concatenate(traces).tobytes() == rows.tobytes()


@cases(presets)
def test_nothing_but_the_step_index_grows_after_a_final_status(simulation: AnySimulation, case: Preset[Any]) -> None:
    state, _ = play(simulation, case.params, case.seed, min(case.at, STEPS))
    if not simulation.status(case.params, state).final:
        return
    later = simulation.step(case.params, state)
    assert later.step == state.step + 1
    assert bits(dataclasses.replace(later, step=state.step)) == bits(state)
    assert simulation.status(case.params, later) == simulation.status(case.params, state)


def test_seek_finds_every_step_again_with_events_on_the_way(simulation: AnySimulation) -> None:
    timeline = Timeline(Run(simulation, simulation.Params(), 11))
    for number, event in enumerate(some_events(simulation)):
        timeline.seek(10 + 9 * number)
        timeline.act(*event)
    timeline.seek(150)
    replayed = Timeline(from_share(to_share(timeline.run)))
    forward = {}
    for step in (0, 10, 19, 28, 75, 150):
        replayed.seek(step)
        forward[step] = bits((replayed.state, replayed.params, replayed.frame().history, replayed.frame().readouts))
    for step in (150, 28, 0, 75, 19, 10):
        timeline.seek(step)
        assert bits((timeline.state, timeline.params, timeline.frame().history, timeline.frame().readouts)) == forward[step]


def test_every_event_survives_a_share_text(simulation: AnySimulation) -> None:
    events = tuple(
        Event(step, kind, clean_args(simulation, kind, args)) for step, (kind, *args) in enumerate(some_events(simulation))
    )
    run = Run(simulation, simulation.Params(), 1, events)
    assert from_share(to_share(run)) == run


def test_branch_drops_what_came_after_and_equals_a_fresh_run(simulation: AnySimulation) -> None:
    for event in some_events(simulation):
        timeline = Timeline(Run(simulation, simulation.Params(), 2))
        timeline.seek(90)
        timeline.seek(33)
        timeline.act(*event)
        assert timeline.length == 33
        timeline.seek(70)
        fresh = Timeline(timeline.run)
        fresh.seek(70)
        assert bits((timeline.state, timeline.history())) == bits((fresh.state, fresh.history()))


def test_random_interaction_raises_nothing_but_engine_errors(simulation: AnySimulation) -> None:
    rng = np.random.default_rng(4)
    kinds = [("set", {name: spec}) for name, spec in specs(simulation.Params).items() if spec.live]
    kinds += [(kind, dict(wanted)) for kind, wanted in simulation.event_specs.items()]
    timeline = Timeline(Run(simulation, simulation.Params(), 8))
    for _ in range(60):
        timeline.seek(int(rng.integers(120)))
        kind, wanted = kinds[int(rng.integers(len(kinds)))] if kinds else ("none", {})
        values = [extremes(spec)[int(rng.integers(len(extremes(spec))))] for spec in wanted.values()]
        before = timeline.run
        try:
            timeline.act(kind, *(wanted if kind == "set" else ()), *values)
        except EngineError:
            assert timeline.run is before
        frame = timeline.frame()
        assert frame.status.reason
        assert simulation.describe(frame.params, frame.observation)


def test_no_simulation_imports_qt() -> None:
    code = (
        "import sys; from engine.catalog import load_simulation, simulation_ids\n"
        "for name in simulation_ids(): load_simulation(name)\n"
        "print(*[name for name in sys.modules if name.split('.')[0] in ('PySide6', 'pyqtgraph', 'quizapp')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == ""
