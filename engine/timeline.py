"""The only thing with a cursor: replays a run to any step, bit for bit, from keyframes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Generic, NamedTuple, TypeVar

import numpy as np

from engine.errors import EngineError, ParamError, UnknownNameError
from engine.params import refusal, specs, unknown
from engine.simulation import Event, FloatArray, HasStep, Run, Simulation, Status, readonly

P = TypeVar("P")
S = TypeVar("S", bound=HasStep)
O = TypeVar("O")  # noqa: E741

MAX_KEYFRAMES = 512  # beyond this their distance doubles: memory stays flat, a seek replays at most that distance
FIRST_DISTANCE = 32

# Overflow on the way to divergence is part of the lesson; the simulation's status names it.
_overflow_is_a_lesson = np.errstate(over="ignore", invalid="ignore", divide="ignore")


@dataclass(frozen=True, slots=True)
class Frame(Generic[P, O]):
    """Everything a view draws at one step.

    Attributes:
        params: Parameters in force at this step.
        step: Step index.
        observation: What the simulation shows at this step.
        history: Recorded scalars by trace name from step 0 to this one, each of shape (step + 1,), read-only.
        readouts: Named scalars.
        status: Where the run stands.
    """

    params: P
    step: int
    observation: O
    history: dict[str, FloatArray]
    readouts: dict[str, float]
    status: Status


class _Moment(NamedTuple, Generic[P, S]):
    """A state and the parameters in force there, both after the events of that step."""

    params: P
    state: S


class Timeline(Generic[P, S, O]):
    """Plays a run and finds any step of it again.

    States are kept at keyframes; what lies between is replayed. The scalars named by the simulation's ``trace_names`` are
    recorded at every step on the way.
    """

    def __init__(self, run: Run[P, S, O]) -> None:
        self._run = run
        self._distance = FIRST_DISTANCE
        self._keyframes: dict[int, _Moment[P, S]] = {}
        self._traces = np.empty((FIRST_DISTANCE, len(run.simulation.trace_names)))
        self._recorded = 0
        self._begin()

    @property
    def run(self) -> Run[P, S, O]:
        """The run, with all events so far."""
        return self._run

    @property
    def step(self) -> int:
        """Index of the step the cursor stands at."""
        return self._now.state.step

    @property
    def length(self) -> int:
        """Number of steps computed so far, wherever the cursor stands."""
        return self._recorded - 1

    @property
    def state(self) -> S:
        """State at the cursor."""
        return self._now.state

    @property
    def params(self) -> P:
        """Parameters in force at the cursor."""
        return self._now.params

    @property
    @_overflow_is_a_lesson
    def status(self) -> Status:
        """Where the run stands at the cursor."""
        return self._run.simulation.status(self._now.params, self._now.state)

    @_overflow_is_a_lesson
    def seek(self, step: int) -> None:
        """Move the cursor to a step, forward or back.

        Raises:
            EngineError: If the step is negative.
        """
        if step < 0:
            raise EngineError(f"step must be at least 0, got {step}")
        nearest = max(key for key in self._keyframes if key <= step)
        if step < self.step or nearest > self.step:
            self._now = self._keyframes[nearest]
        while self.step < step:
            self._forward(step)

    @_overflow_is_a_lesson
    def act(self, kind: str, *args: object) -> None:
        """Record an event at the cursor and apply it. Everything beyond the cursor is dropped.

        Args:
            kind: ``"set"`` to change a live parameter, or a kind of the simulation's ``event_specs``.
            args: For ``"set"`` the parameter's name and value, otherwise the arguments of that kind.

        Raises:
            EngineError: If the kind, a name or an argument is not allowed; the run is unchanged then.
        """
        event = Event(self.step, kind, clean_args(self._run.simulation, kind, args))
        moment = _happen(self._run.simulation, self._now, event)
        earlier = tuple(past for past in self._run.events if past.step <= event.step)
        self._run = replace(self._run, events=(*earlier, event))
        self._keyframes = {key: kept for key, kept in self._keyframes.items() if key < event.step}
        self._traces = self._traces.copy()  # frames already handed out keep the numbers they were drawn with
        self._recorded = event.step
        self._settle(moment)

    @_overflow_is_a_lesson
    def frame(self) -> Frame[P, O]:
        """Return what is drawn at the cursor."""
        simulation, (params, state) = self._run.simulation, self._now
        observation = simulation.observe(params, state)
        return Frame(
            params=params,
            step=state.step,
            observation=observation,
            history=self.history(),
            readouts=simulation.readouts(observation),
            status=simulation.status(params, state),
        )

    def history(self) -> dict[str, FloatArray]:
        """Return the recorded scalars from step 0 to the cursor by name, each of shape (step + 1,), read-only."""
        rows = readonly(self._traces[: self.step + 1].view())
        return {name: rows[:, column] for column, name in enumerate(self._run.simulation.trace_names)}

    @_overflow_is_a_lesson
    def _begin(self) -> None:
        run = self._run
        self._arrive(_Moment(run.params, run.simulation.init(run.params, run.seed)))

    def _forward(self, target: int) -> None:
        """Move one stretch towards a step: to the next event, keyframe or the step itself."""
        now = self.step
        stops = [event.step for event in self._run.events if event.step > now][:1]
        count = min(target, now - now % self._distance + self._distance, *stops) - now
        simulation, (params, state) = self._run.simulation, self._now
        if now + count < self._recorded and simulation.advance is None:  # a replay: what is recorded need not be again
            for _ in range(count):
                state = simulation.step(params, state)
        else:
            state, traces = steps(simulation, params, state, count)
            self._record(now + 1, traces[:-1])
        self._arrive(_Moment(params, state))

    def _arrive(self, moment: _Moment[P, S]) -> None:
        """Apply the events of the step just reached."""
        for event in self._run.events:
            if event.step == moment.state.step:
                moment = _happen(self._run.simulation, moment, event)
        self._settle(moment)

    def _settle(self, moment: _Moment[P, S]) -> None:
        """Put the cursor on a moment and keep what is worth keeping of it."""
        self._now = moment
        step = moment.state.step
        self._record(step, np.array([self._run.simulation.trace(*moment)]))
        if step % self._distance == 0:
            self._keyframes[step] = moment
        if len(self._keyframes) > MAX_KEYFRAMES:
            self._distance *= 2
            self._keyframes = {key: kept for key, kept in self._keyframes.items() if key % self._distance == 0}

    def _record(self, first: int, rows: FloatArray) -> None:
        """Keep the scalars of steps from ``first`` on; steps recorded before are the same numbers."""
        end = first + len(rows)
        if end <= self._recorded:
            return
        if end > len(self._traces):
            grown = np.empty((max(end, 2 * len(self._traces)), self._traces.shape[1]))
            grown[: self._recorded] = self._traces[: self._recorded]
            self._traces = grown
        self._traces[first:end] = rows
        self._recorded = end


def steps(simulation: Simulation[P, S, Any], params: P, state: S, count: int) -> tuple[S, FloatArray]:
    """Return the state ``count`` steps later and the traces of these steps, shape (count, n_traces).

    Example:
        >>> from engine.catalog import load_simulation
        >>> simulation = load_simulation("perceptron_learning")
        >>> state, traces = steps(simulation, simulation.Params(), simulation.init(simulation.Params(), 0), 3)
        >>> state.step, len(traces)
        (3, 3)
    """
    if simulation.advance is not None:
        return simulation.advance(params, state, count)
    traces = np.empty((count, len(simulation.trace_names)))
    for row in range(count):
        state = simulation.step(params, state)
        traces[row] = simulation.trace(params, state)
    return state, traces


def clean_args(simulation: Simulation[Any, Any, Any], kind: str, args: Sequence[object]) -> tuple[Any, ...]:
    """Return the arguments of an event in their normal form.

    Raises:
        UnknownNameError: If the kind or the live parameter does not exist.
        ParamError: If the number of arguments or a value is wrong.

    Example:
        >>> from engine.catalog import load_simulation
        >>> clean_args(load_simulation("gradient_descent"), "set", ["learning_rate", 1])
        ('learning_rate', 1.0)
    """
    if kind == "set":
        live = {name: spec for name, spec in specs(simulation.Params).items() if spec.live}
        target = str(args[0]) if args else ""
        if target not in live:
            raise UnknownNameError(unknown(f"{simulation.id} has no live parameter", target, live))
        wanted = {target: live[target]}
        rest = args[1:]
    elif kind in simulation.event_specs:
        wanted = dict(simulation.event_specs[kind])
        rest = args
    else:
        raise UnknownNameError(unknown(f"{simulation.id} has no event", kind, ["set", *simulation.event_specs]))
    if len(rest) != len(wanted):
        raise ParamError([f"event {kind} takes {', '.join(wanted)}; got {len(rest)} values"])
    cleaned, problems = [], []
    for (name, spec), value in zip(wanted.items(), rest, strict=True):
        try:
            cleaned.append(spec.clean(value))
        except ValueError:
            problems.append(refusal(name, spec, value))
    if problems:
        raise ParamError(problems)
    return (str(args[0]), *cleaned) if kind == "set" else tuple(cleaned)


def _happen(simulation: Simulation[P, S, Any], moment: _Moment[P, S], event: Event) -> _Moment[P, S]:
    """Return the moment after an event."""
    if event.kind == "set":
        name, value = event.args
        return moment._replace(params=replace(moment.params, **{name: value}))  # type: ignore[type-var]
    if simulation.apply is None:
        raise UnknownNameError(f"{simulation.id} knows no events")
    return moment._replace(state=simulation.apply(moment.params, moment.state, event))
