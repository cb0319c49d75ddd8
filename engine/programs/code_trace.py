"""The program simulation as a program: it runs the lines that are shown, watches them, and tests them with their own loss."""

from __future__ import annotations

import json
from dataclasses import replace
from string import Template
from textwrap import dedent
from typing import Any

from engine.maths.finite_differences import central_difference
from engine.program import assemble
from engine.simulation import Run
from engine.simulations.code_trace import Params, program_of
from engine.tracing.gradient_check import digits
from engine.tracing.listings import NAMES, Bug

USES = (central_difference, digits)
SETUP = Template('''\
import sys

np.seterr(all="ignore")  # overflow on the way to divergence is part of the lesson
steps, every = $steps, $every
BEST_STEP = float(np.finfo(float).eps) ** (1.0 / 3.0)  # of a central difference
PARAMETERS, GRADIENTS = $parameters, $gradients
WATCHED = ("loss", *PARAMETERS, *GRADIENTS)
COMPARED = $compared

PROGRAM = """\\
$source
"""
$right
TURN = $turn  # the line that a turn of the loop begins with
UP_TO_THE_LOSS = """\\
$forward
"""
''')
RIGHT = Template('''\
RIGHT = """\\
$source
"""
''')
BODY = """\
class Infinite(Exception):
    pass


def play(source):
    \"\"\"Run a program; return the lines it executes, and before each turn and at the end (lines so far, its variables).\"\"\"
    lines, turns = [], []
    names = {"print": lambda *_: None}

    def keep():
        kept = {name: value for name, value in names.items() if name not in ("__builtins__", "np")}
        kept.update({name: value.copy() for name, value in kept.items() if isinstance(value, np.ndarray)})
        if "path" in kept:
            kept["path"] = np.array(kept["path"], float)
        turns.append((len(lines), kept))

    def watch(frame, event, _):
        if frame.f_code.co_filename != "the lines":
            return None
        if event in ("line", "return"):  # before a line, and after the last one
            if not all(np.isfinite(names[name]).all() for name in WATCHED if name in names):
                raise Infinite
        if event == "line":
            if frame.f_lineno == TURN:
                keep()
            lines.append(frame.f_lineno)
        return watch

    code = compile(source, "the lines", "exec")
    sys.settrace(watch)
    try:
        exec(code, names)
    except Infinite:
        pass
    finally:
        sys.settrace(None)
    keep()
    return lines, turns


def gradient_error(turn):
    \"\"\"Return how far the derivatives of a turn are from central differences of its loss, relative to the largest.\"\"\"
    before, after = turns[turn][1], turns[turn + 1][1]
    said, found = np.concatenate([np.ravel(after[name]) for name in GRADIENTS]), []
    for name in PARAMETERS:
        for index in np.ndindex(np.shape(before[name])):

            def cost(shift, name=name, index=index):
                moved = np.array(before[name], float)
                moved[index] += shift
                names = {**before, "np": np, name: moved if moved.ndim else float(moved)}
                exec(forward, names)
                return float(names["loss"])

            h = BEST_STEP * max(1.0, abs(float(np.asarray(before[name], float)[index])))
            found.append(central_difference(cost, h))
    found = np.array(found)
    if not (np.isfinite(said).all() and np.isfinite(found).all()):
        return math.inf
    scale = max(float(np.abs(said).max()), float(np.abs(found).max()), 1e-9)
    return float(np.abs(said - found).max() / scale)


def distance(one, other):
    \"\"\"Return the largest difference of two values, over the size of the larger ones where that is above 1.\"\"\"
    if np.shape(one) != np.shape(other) or not (np.isfinite(one).all() and np.isfinite(other).all()):
        return math.inf
    return float(np.max(np.abs(np.subtract(one, other)))) / max(1.0, float(np.abs(other).max()))


def tests_passed(done):
    \"\"\"Return how many of the three tests pass after so many turns.\"\"\"
    part, seen = max(1, done // 5), np.array(losses[:done])
    gradient = done > 0 and gradient_error(done - 1) <= 1e-6
    falls = done > 1 and np.isfinite(seen).all() and seen[-part:].mean() < seen[:part].mean()
    length = done < len(gaps) and not (done == len(turns) - 1 and len(right_turns) != len(turns))
    same = done > 0 and length and max(gaps[: done + 1]) <= 1e-12
    return sum(map(bool, (gradient, falls, same)))


def readouts(step):
    executed = min(step, len(lines))
    done = max(0, sum(event <= executed for event, _ in turns) - 1)
    last = min(max(done, 1), len(turns) - 1)  # before a turn is finished: what the first one will give
    values = turns[min(done, len(turns) - 1)][1]
    place = np.concatenate([np.ravel(np.asarray(values[name], float)) for name in PARAMETERS])
    return {
        "step": step,
        "loss": losses[last - 1],
        "correct_digits": digits(gradient_error(done - 1)) if done else 0.0,
        "passed": float(tests_passed(done)),
        "turns": float(done),
        "line": float(lines[executed]) if executed < len(lines) else 0.0,
        "difference": min(gaps[min(done, len(gaps) - 1)], 1e9),
        "first": float(place[0]),
        "second": float(place[1]),
    }


forward = compile(UP_TO_THE_LOSS, "the lines", "exec")
lines, turns = play(PROGRAM)
right_turns = play(RIGHT)[1]
losses = [float(values["loss"]) for _, values in turns[1:]]
gaps = [max(distance(one[name], other[name]) for name in COMPARED) for (_, one), (_, other) in zip(turns, right_turns)]
print(json.dumps({"readouts": [readouts(step) for step in sorted({*range(0, steps, every), steps})]}))
"""


def program(run: Run[Any, Any, Any], steps: int, every: int) -> str:
    """Return the program of a run."""
    params: Params = run.params
    names = NAMES[params.program]
    source, right = (program_of(one, run.seed).source for one in (params, replace(params, bug=Bug.NONE)))
    turn, forward = _up_to_the_loss(source)
    setup = SETUP.substitute(
        steps=steps,
        every=every,
        parameters=_tuple(names.parameters),
        gradients=_tuple(names.gradients),
        compared=_tuple((*names.parameters, *([names.path] if names.path else []))),
        source=source,
        right="RIGHT = PROGRAM" if right == source else RIGHT.substitute(source=right),
        turn=turn,
        forward=forward,
    )
    return assemble(run, f"{setup}\n\n{BODY}", USES)


def _tuple(names: tuple[str, ...]) -> str:
    return json.dumps(names).replace("[", "(").replace("]", ",)" if len(names) == 1 else ")")


def _up_to_the_loss(source: str) -> tuple[int, str]:
    """Return the first line of the loop's body, and the lines from there to the one that assigns the loss."""
    lines = source.splitlines()
    loss = next(number for number, line in enumerate(lines) if line.lstrip().startswith("loss = "))
    first = next(number for number in range(loss, 0, -1) if lines[number - 1].endswith(":"))
    return first + 1, dedent("\n".join(lines[first : loss + 1]))
