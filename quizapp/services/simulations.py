"""A simulation being used: plays, seeks, changes and undoes. Knows neither screen nor clock; time and budgets are passed in."""

from __future__ import annotations

import pickle
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import Any

from engine.errors import EngineError
from engine.params import specs
from engine.share import Named, to_share
from engine.simulation import MAX_SEED, FloatArray, Run, Simulation
from engine.timeline import Frame, Timeline

PLAY_SECONDS = 10.0  # a whole run takes this long at speed 1
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0, 16.0)
MAX_UNDO = 200


class Holds(Enum):
    """From when on a changed parameter holds."""

    AS_USUAL = "a live parameter from this step on, unless a whole run is computed at once; any other from the start"
    FROM_START = "from the start: a fair comparison"
    FROM_HERE = "a live parameter from this step on: a branch"


class SimulationSession:
    """One simulation on the screen.

    The cursor follows a goal: ``seek`` and ``play`` only set the goal, ``work`` moves towards it in small portions, so that the
    window never waits. Every change of the run (a parameter, an event, a seed) can be undone.
    """

    def __init__(self, named: Named, cpu_clock: Callable[[], float]) -> None:
        """Start with a run at its first step.

        Args:
            named: The run, from ``find``.
            cpu_clock: Seconds that only grow, for portions of work.
        """
        self._clock = cpu_clock
        self._cost_s = 1e-4  # of one step, measured as it goes
        self._undo: list[tuple[Run[Any, Any, Any], int]] = []
        self._redo: list[tuple[Run[Any, Any, Any], int]] = []
        self._playing = False
        self._dragged: frozenset[str] = frozenset()
        self._owed = 0.0
        self._stop_at = 0
        self._trip: tuple[int, float] | None = None
        self.speed = 1.0
        self.holds = Holds.AS_USUAL
        self.on_left: Callable[[Run[Any, Any, Any], Frame[Any, Any]], None] | None = None  # hears of every run that is changed
        self._drawn: tuple[Run[Any, Any, Any], Frame[Any, Any]] | None = None
        self._origin = named
        self._load(named.run, 0)

    @property
    def simulation(self) -> Simulation[Any, Any, Any]:
        """The simulation that is used."""
        return self._timeline.run.simulation

    @property
    def origin(self) -> Named:
        """The named run that was opened last."""
        return self._origin

    @property
    def run(self) -> Run[Any, Any, Any]:
        """The run as it is now."""
        return self._timeline.run

    @property
    def params(self) -> Any:
        """Parameters in force at the cursor."""
        return self._timeline.params

    @property
    def step(self) -> int:
        """Step the cursor stands at."""
        return self._timeline.step

    @property
    def goal(self) -> int:
        """Step the cursor is on its way to."""
        return self._goal

    @property
    def horizon(self) -> int:
        """Length of the scrub bar: a whole run, or more if more has been played."""
        return max(self._base_horizon, self._timeline.length, self._stop_at)

    @property
    def playing(self) -> bool:
        """Whether time drives the cursor."""
        return self._playing

    @property
    def idle(self) -> bool:
        """Whether there is nothing to compute and nothing plays."""
        return not self._playing and self._goal == self._timeline.step

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back."""
        return bool(self._undo)

    @property
    def can_redo(self) -> bool:
        """Whether there is an undone change to make again."""
        return bool(self._redo)

    @property
    def share(self) -> str:
        """The run as one line of text."""
        return to_share(self._timeline.run)

    def frame(self) -> Frame[Any, Any]:
        """Return what is to be drawn now."""
        frame = self._timeline.frame()
        self._drawn = self._timeline.run, frame
        return frame

    def history(self) -> dict[str, FloatArray]:
        """Return the recorded scalars from step 0 to the cursor by name, each of shape (step + 1,)."""
        return self._timeline.history()

    def describe(self, frame: Frame[Any, Any]) -> str:
        """Return one sentence that says what a frame shows."""
        return self.simulation.describe(frame.params, frame.observation)

    def open(self, named: Named, *, at: int | None = None) -> None:
        """Go to another run of this simulation, as an undoable change, at the step that makes its point."""
        if named.run.simulation.id != self.simulation.id:
            raise EngineError(f"this session shows {self.simulation.id}, not {named.run.simulation.id}")
        self._origin = named
        self._change(named.run, named.at if at is None else at)

    def seek(self, step: int) -> None:
        """Go to a step; playing stops."""
        self._halt()
        self._set_goal(step)

    def back(self) -> None:
        """Go one step back; playing stops."""
        self.seek(max(0, self._timeline.step - 1))

    def forward(self) -> None:
        """Go one step on; playing stops."""
        self.seek(self._timeline.step + 1)

    def play(self) -> None:
        """Let time drive the cursor: to the end of the bar, and on by as much again if it stands there."""
        if self._timeline.status.final and self._timeline.step:
            self._set_goal(0)
        elif self._timeline.step >= self.horizon:
            self._stop_at = self._timeline.step + self._base_horizon
        self._halt()
        self._playing = True
        self._owed = 0.0

    def play_to(self, step: int, seconds: float) -> None:
        """Let time drive the cursor on to a step and stop there.

        Args:
            step: A step after the cursor.
            seconds: How long it takes where the machine keeps up.
        """
        self._playing = True
        self._owed = 0.0
        self._stop_at = max(self._stop_at, step)
        self._trip = step, (step - self._timeline.step) / seconds

    def pause(self) -> None:
        """Stop where the cursor is."""
        self._halt()
        self._goal = self._timeline.step

    def settle(self) -> None:
        """Compute until the cursor has arrived, however long it takes."""
        while self._goal != self._timeline.step:
            self.work(1.0)

    def reset(self) -> None:
        """Go back to the same start: same parameters, same seed, no events."""
        run = self._timeline.run
        if run.events:
            self._change(replace(run, events=()), 0)
        self.pause()
        self._set_goal(0)

    def new_seed(self) -> None:
        """Draw the random numbers of the run anew: the next seed."""
        run = self._timeline.run
        self._change(replace(run, seed=(run.seed + 1) % (MAX_SEED + 1), events=()), self._kept_step())

    def take_seed(self, seed: int, at: int) -> None:
        """Go to a step of the same run, with its events, from another seed."""
        self._change(replace(self._timeline.run, seed=seed), at)

    def forget_changes(self) -> None:
        """Make the run as it is the one that undo goes back to at most."""
        self._undo.clear()
        self._redo.clear()
        self._dragged = frozenset()

    def restore(self) -> None:
        """Go back to the run this session was opened with."""
        self._change(self._origin.run, self._origin.at)

    def set_param(self, name: str, value: object) -> None:
        """Change a parameter: in mid-run if it is live, otherwise the run starts anew.

        Raises:
            EngineError: If the value is not allowed; nothing is changed then.
        """
        self.set_params({name: value})

    def set_params(self, changes: dict[str, object]) -> None:
        """Change several parameters at once. Changes of the same ones in a row, as a slider makes them, are undone together.

        Raises:
            EngineError: If a value is not allowed; nothing is changed then.
        """
        run = self._timeline.run
        again = self._dragged == changes.keys() and bool(self._undo)
        before = self._undo.pop() if again else self._moment()
        try:
            self._set_params(run, changes)
        except EngineError:
            if again:
                self._undo.append(before)
            raise
        self._keep(before)
        self._dragged = frozenset(changes)

    def _set_params(self, run: Run[Any, Any, Any], changes: dict[str, object]) -> None:
        known = specs(type(run.params))
        live = all(known[name].live for name in changes if name in known) and self._timeline.step > 0
        at_once = self.simulation.instant and self.holds is not Holds.FROM_HERE
        if live and not at_once and self.holds is not Holds.FROM_START:
            for name, value in changes.items():
                self._timeline.act("set", name, value)
            self._goal = max(self._goal, self._timeline.step) if self._playing else self._timeline.step
        else:
            changed = replace(run, params=replace(run.params, **changes), events=())
            kept = run.events if run.events and self.simulation.instant and _same_start(run, changed) else ()
            self._load(replace(changed, events=kept), self._kept_step())

    def act(self, kind: str, *args: object) -> None:
        """Let the learner interfere at this step.

        Raises:
            EngineError: If the event is not allowed; nothing is changed then.
        """
        before = self._moment()
        self._timeline.act(kind, *args)
        self._keep(before)
        self._goal = self._timeline.step

    def undo(self) -> None:
        """Take back the last change of the run, if there is one."""
        self._swap(self._undo, self._redo)

    def redo(self) -> None:
        """Make the last undone change again, if there is one."""
        self._swap(self._redo, self._undo)

    def tick(self, elapsed_s: float) -> None:
        """Let time pass: while playing, the goal moves on."""
        if not self._playing or self._goal > self._timeline.step:
            return
        end, per_second = self._trip or (self.horizon, self.speed * self._base_horizon / PLAY_SECONDS)
        self._owed += elapsed_s * per_second
        whole = int(self._owed)
        self._owed -= whole
        self._goal = min(self._timeline.step + whole, end)

    def work(self, budget_s: float) -> bool:
        """Move towards the goal for at most about this long.

        Returns:
            Whether the cursor moved.
        """
        before = self._timeline.step
        deadline = self._clock() + budget_s
        while self._goal != self._timeline.step:
            self._portion(deadline - self._clock())
            if self._clock() >= deadline:
                break
        if self._playing and self._goal == self._timeline.step and self._has_played():
            self._halt()
        return self._timeline.step != before

    def _has_played(self) -> bool:
        """Return whether the cursor has come to where playing ends; a trip goes on where nothing changes any more."""
        if self._trip is not None:
            return self._timeline.step >= self._trip[0]
        return self._timeline.status.final or self._timeline.step >= self.horizon

    def _halt(self) -> None:
        self._playing = False
        self._trip = None

    def _portion(self, left_s: float) -> None:
        """Go as far towards the goal as the time left allows, at least one step."""
        timeline = self._timeline
        if self._goal <= timeline.length:
            timeline.seek(self._goal)
            return
        start = max(timeline.step, timeline.length)
        steps = max(1, min(self._goal - start, int(left_s / self._cost_s)))
        began = self._clock()
        timeline.seek(start + steps)
        self._cost_s = max(1e-7, (self._clock() - began) / steps)

    def _set_goal(self, step: int) -> None:
        self._goal = max(0, step)
        self._stop_at = max(self._stop_at, self._goal)

    def _kept_step(self) -> int:
        """Return where to stand after a change: the same step if a whole run is cheap, else the start."""
        return self._timeline.step if self.simulation.instant else 0

    def _moment(self) -> tuple[Run[Any, Any, Any], int]:
        return self._timeline.run, self._timeline.step

    def _keep(self, before: tuple[Run[Any, Any, Any], int]) -> None:
        self._undo.append(before)
        del self._undo[:-MAX_UNDO]
        self._redo.clear()
        self._dragged = frozenset()
        if self.on_left is not None and self._drawn is not None and self._drawn[0] is before[0]:
            self.on_left(*self._drawn)

    def _change(self, run: Run[Any, Any, Any], step: int) -> None:
        self._keep(self._moment())
        self._load(run, step)

    def _swap(self, source: list[tuple[Run[Any, Any, Any], int]], target: list[tuple[Run[Any, Any, Any], int]]) -> None:
        if source:
            target.append(self._moment())
            self._dragged = frozenset()
            self._load(*source.pop())
            self._halt()

    def _load(self, run: Run[Any, Any, Any], step: int) -> None:
        self._timeline = Timeline(run)
        self._base_horizon = max(1, run.simulation.horizon(run.params))
        self._stop_at = 0
        self._trip = None
        self._set_goal(step)


def _same_start(first: Run[Any, Any, Any], second: Run[Any, Any, Any]) -> bool:
    """Return whether two runs begin in the same state, so that what was done in one means the same in the other."""
    states = [run.simulation.init(run.params, run.seed) for run in (first, second)]
    return pickle.dumps(states[0]) == pickle.dumps(states[1])
