"""A short program of gradient descent, run line by line: its variables, what its tests say, and slips that look like training.

Modelled: three programs. ``regression`` fits w x + b by mini-batch gradient descent, ``valley`` descends (x^2 + 10 y^2) / 2,
``xor_network`` trains four tanh units and one sigmoid unit by backpropagation. The text that is shown is what runs, with the
settings of the run written into it; one step executes one line. After each turn of the loop three tests look at it: each
derivative that the program has computed against a central difference of its own loss; the loss of the last turns against that
of the first; parameters and path against those of the program without a slip. Beside it stands the error of the central
difference for steps h from 1e-12 to 1, with what truncation and rounding explain.

Left out: validation data, momentum, schedules. The learner's own lines are no part of a run: see ``engine.tracing.child``.

Units: none; the loss of the network in nats. Known limits: a test looks at whole turns of the loop; the loss is that of the
last batch, and before the first turn is finished it is the one that turn will give. A run ends with the line after which a
parameter, a gradient or the loss is no finite number, and is said to diverge once the loss is 1,000 times the first one.

Source: Goodfellow, Bengio, Courville 2016, sections 6.5, 8.3.1 and 11.5; Dennis & Schnabel 1983, chapter 5 (step of a central
difference); LeCun et al. 1998, section 5.1 (largest safe rate).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache

import numpy as np

from engine.params import Choice, Integer, Real, Scale, param, parameters, plain
from engine.presets import build
from engine.presets.code_trace import ROWS
from engine.simulation import Outcome, Readout, Simulation, Status
from engine.tracing.gradient_check import Check, check, digits, error_curve
from engine.tracing.lights import Mark, gap, lights, losses
from engine.tracing.listings import CURVATURES, NAMES, Bug, Listing, Program, largest_safe_rate, listing
from engine.tracing.playback import Scene, Variable, after, finished, hits, next_line, path_of, printed
from engine.tracing.tracer import Recording, record

GROWN = 1000.0  # times the first loss
MOST = 1e9  # a difference is shown up to here
_PROGRAM_LABELS: dict[Enum, str] = {
    Program.REGRESSION: "line through points",
    Program.VALLEY: "valley (x² + 10 y²) / 2",
    Program.XOR_NETWORK: "network for XOR",
}
_BUG_LABELS: dict[Enum, str] = {bug: f"slip {number}" if number else "none" for number, bug in enumerate(Bug)}


@parameters
class Params:
    """What a run is made of."""

    program: Program = param(
        Program.REGRESSION, Choice(label="Program", help="What is run.", options=Program, labels=_PROGRAM_LABELS)
    )
    bug: Bug = param(
        Bug.NONE,
        Choice(label="Slip", help="A wrong line; the status names it at the end of the run.", options=Bug, labels=_BUG_LABELS),
    )
    learning_rate: float = param(
        0.1, Real(label="Learning rate", symbol="η", help="Factor of the step.", low=1e-3, high=10.0, scale=Scale.LOG)
    )
    batch_size: int = param(
        8, Integer(label="Batch size", help="Rows of a batch, of 40.", low=1, high=40, when={"program": (Program.REGRESSION,)})
    )


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Steps so far.
        seed: Seed of the run.
        executed: Lines executed; no more than the program takes.
        line: The line that runs next; 0 at the end.
        variables: What the program's variables are.
    """

    step: int
    seed: int
    executed: int
    line: int
    variables: tuple[Variable, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is drawn.

    Attributes:
        program: Which program runs.
        scene: The program at this step.
        right: Text of the program without a slip.
        turns: Finished turns of the loop.
        loss: Loss of the last finished turn; of the first one before it is finished.
        correct_digits: Digits to which the worst derivative of that turn equals its central difference; 0 before.
        difference: How far parameters and path are from those of the right program.
        place: The first two parameters.
    """

    program: Program
    scene: Scene
    right: str
    turns: int
    loss: float
    correct_digits: float
    difference: float
    place: tuple[float, float]


def program_of(params: Params, seed: int) -> Listing:
    """Return the program that a run executes."""
    return listing(params.program, params.bug, params.learning_rate, params.batch_size, seed)


@lru_cache(maxsize=8)  # a recording takes up to some megabytes
def _recorded(source: str, program: Program) -> Recording:
    return record(source, NAMES[program], stop_at_infinity=True)


def _recording(params: Params, seed: int) -> Recording:
    return _recorded(program_of(params, seed).source, params.program)


def _right(params: Params, seed: int) -> Recording:
    return _recording(replace(params, bug=Bug.NONE), seed)


def init(params: Params, seed: int) -> State:
    """Return the state before the first line."""
    return State(0, seed, 0, next_line(_recording(params, seed), 0))


def step(params: Params, state: State) -> State:
    """Return the state one executed line later."""
    recording = _recording(params, state.seed)
    if state.executed == len(recording.events):
        return replace(state, step=state.step + 1)
    executed = state.executed + 1
    variables = after(state.variables, recording.events[state.executed], executed)
    return State(state.step + 1, state.seed, executed, next_line(recording, executed), variables)


def _numbers(recording: Recording, params: Params, turns: int) -> tuple[float, float, float]:
    """Return the loss of the last finished turn, or of the first one, and the first two parameters after the finished ones."""
    last = min(max(turns, 1), len(recording.turns) - 1)
    loss = float(losses(recording, NAMES[params.program], last)[-1])
    values = recording.turns[min(turns, len(recording.turns) - 1)].values
    flat = np.concatenate([np.ravel(np.asarray(values[name], float)) for name in NAMES[params.program].parameters])
    return loss, float(flat[0]), float(flat[1])


def trace(params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    recording = _recording(params, state.seed)
    return (*_numbers(recording, params, finished(recording, state.executed)), float(state.line))


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    recording, right, names = _recording(params, state.seed), _right(params, state.seed), NAMES[params.program]
    source = program_of(params, state.seed).source
    turns = finished(recording, state.executed)
    found = check(recording, names, turns - 1) if turns else None
    loss, *place = _numbers(recording, params, turns)
    sizes = gap(recording, right, names).sizes
    scene = Scene(
        source=source,
        line=state.line,
        last=recording.events[state.executed - 1].line if state.executed else 0,
        variables=state.variables,
        hits=hits(recording, state.executed, source.count("\n") + 1),
        losses=losses(recording, names, turns),
        right_losses=losses(right, names, min(turns, len(right.turns) - 1)),
        path=path_of(state.variables, names.path),
        lights=lights(recording, right, names, turns),
        checked=found.worst if isinstance(found, Check) else "",
        curve=error_curve(recording, names, turns - 1) if turns else None,
        printed=printed(recording, state.executed),
    )
    return Observation(
        program=params.program,
        scene=scene,
        right=program_of(replace(params, bug=Bug.NONE), state.seed).source,
        turns=turns,
        loss=loss,
        correct_digits=digits(found.error) if isinstance(found, Check) else 0.0,
        difference=min(float(sizes[min(turns, len(sizes) - 1)]), MOST),
        place=(place[0], place[1]),
    )


READOUTS = (
    Readout(name="loss", label="Loss", digits=4, headline=True),
    Readout(name="correct_digits", label="Digits right", digits=2, headline=True),
    Readout(name="passed", label="Tests passed", digits=0, headline=True),
    Readout(name="turns", label="Turns", digits=0),
    Readout(name="line", label="Next line", digits=0),
    Readout(name="difference", label="Off the right one", digits=6),
    Readout(name="first", label="First parameter", digits=4),
    Readout(name="second", label="Second", digits=4),
)
TRACE_NAMES = ("loss", "first", "second", "next_line")


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars."""
    seen = observation
    passed = sum(light.mark is Mark.PASSED for light in seen.scene.lights)
    numbers = [seen.loss, seen.correct_digits, passed, seen.turns, seen.scene.line, seen.difference, *seen.place]
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return where the program stands; a slip is named at the end."""
    recording = _recording(params, state.seed)
    turns, ended = finished(recording, state.executed), state.executed == len(recording.events)
    slip = program_of(params, state.seed).slip
    answer = f" {slip}" if ended and slip else ""
    left = _left_at(recording, params, turns)
    if left is not None:
        return Status(Outcome.DIVERGED, f"{left} {_limit(params)}{answer}", ended)
    if params.bug is not Bug.NONE and not slip:
        answer = " It has no line for this slip and runs as it is."
    if ended:
        failed = sum(
            light.mark is Mark.FAILED for light in lights(recording, _right(params, state.seed), NAMES[params.program], turns)
        )
        said = "all three tests pass" if not failed else f"{failed} of 3 tests {'fails' if failed == 1 else 'fail'}"
        outcome = Outcome.RUNNING if failed else Outcome.CONVERGED
        return Status(outcome, f"The program has ended after {turns} turns of the loop: {said}.{answer}", True)
    if params.program is Program.VALLEY and params.bug in (Bug.NONE, Bug.IN_PLACE) and math.isclose(params.learning_rate, 0.2):
        return Status(Outcome.CYCLING, "The rate is 2/10: each update only changes the sign of y.")
    return Status(Outcome.RUNNING, f"Line {state.line} runs next, in turn {turns + 1} of the loop. {_limit(params)}{answer}")


def _left_at(recording: Recording, params: Params, turns: int) -> str | None:
    """Return when the loss left all bounds, in words; None if it has not."""
    seen = losses(recording, NAMES[params.program], turns)
    far = ~np.isfinite(seen) | (seen > GROWN * seen[:1])
    if not far.any():
        return None
    return f"After turn {int(far.argmax()) + 1} the loss is more than 1,000 times the first one."


def _limit(params: Params) -> str:
    """Return how the rate compares with the largest safe one."""
    safe, rate = largest_safe_rate(params.program), params.learning_rate
    if safe is None:
        return "No largest safe rate is known for a network."
    if rate <= safe:
        end = ": look for a slip." if params.bug is not Bug.NONE else "."
        return f"The rate {plain(rate)} is {'at' if rate == safe else 'below'} the largest safe one, {safe:.3g}{end}"
    if params.program is Program.REGRESSION:
        return f"The rate {plain(rate)} is above the largest safe one, 2/L = {safe:.3g}."
    factor = plain(1.0 - rate * max(CURVATURES)).replace("-", "\u2212")
    return f"The rate {plain(rate)} is above the largest safe one, 2/10: each update multiplies y by {factor}."


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    seen, scene = observation, observation.scene
    tests = ", ".join(f"{light.name.lower()} {light.mark.value}" for light in scene.lights)
    n_lines = len(scene.hits)
    where = f"line {scene.line} of {n_lines} runs next" if scene.line else f"all of its {n_lines} lines are done"
    changed = " and ".join(variable.name for variable in scene.variables if variable.changed)
    by = f", line {scene.last} has changed {changed}" if changed else ""
    loss = f"loss {seen.loss:.4g}" if math.isfinite(seen.loss) else "a loss beyond all numbers"
    return f"Program {seen.program.value.replace('_', ' ')}: {where}{by}; {seen.turns} turns, {loss}; {tests}."


def horizon(params: Params) -> int:
    """Return the length of a whole run in steps: the lines it executes."""
    return len(_recording(params, 0).events)


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="code_trace",
    version=1,
    title="The program is the run",
    summary="Run gradient descent line by line, find the slip that a falling loss hides, and test lines of your own.",
    step_name="line",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=TRACE_NAMES,
    trace=trace,
    horizon=horizon,
    presets=build(Params, ROWS),
    sources=(
        "Goodfellow, Bengio, Courville 2016, sections 6.5, 8.3.1 and 11.5 (backpropagation, mini-batches, gradient check)",
        "Dennis & Schnabel 1983, chapter 5 (central differences, step eps^(1/3))",
        "Press et al. 2007, section 5.7 (truncation and rounding of differences)",
        "LeCun et al. 1998, Efficient BackProp, section 5.1 (largest safe rate)",
    ),
    instant=True,
)
