"""A recording at one of its moments: which line is next, what the variables are, how often each line has run."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from engine.simulation import FloatArray, readonly
from engine.tracing.gradient_check import ErrorCurve
from engine.tracing.lights import Light
from engine.tracing.tracer import Event, Recording
from engine.tracing.values import Cut, Value, text


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable after some lines.

    Attributes:
        name: Its name; behind the name of its function and a dot if it lives in one.
        value: What it is.
        before: What it was before the last line, if that changed it; None if it did not, or the variable is new.
        changed: Whether the last line made or changed it.
        at: Number of lines executed when it was last changed.
    """

    name: str
    value: Value
    before: Value | None = None
    changed: bool = False
    at: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """What is drawn of a program that runs.

    Attributes:
        source: Its text.
        line: The line that runs next, from 1; 0 at the end.
        last: The line that has just run; 0 at the start.
        variables: In the order in which they came to be.
        hits: How often each line has run, one number a line of the text.
        losses: Loss of each finished turn of the loop, shape (n_turns,).
        right_losses: The same of the right program, as far as it goes.
        path: The places in the variable of that name, shape (n, 2); empty without one.
        lights: The three tests.
        checked: The derivative that ``curve`` belongs to.
        curve: Error of central differences against their step; None where there is none.
        printed: What the program has printed.
    """

    source: str
    line: int
    last: int
    variables: tuple[Variable, ...]
    hits: tuple[int, ...]
    losses: FloatArray
    right_losses: FloatArray
    path: FloatArray
    lights: tuple[Light, ...]
    checked: str
    curve: ErrorCurve | None
    printed: str


def after(variables: tuple[Variable, ...], event: Event, executed: int) -> tuple[Variable, ...]:
    """Return the variables after one more line, with which ``executed`` lines have run.

    Example:
        >>> after((Variable("w", 1.0),), Event(2, (("w", 0.5), ("b", 0.0)), 0), 7)[0]
        Variable(name='w', value=0.5, before=1.0, changed=True, at=7)
    """
    changed = dict(event.changed)
    kept = []
    for one in variables:
        if one.name in changed:
            one = Variable(one.name, changed.pop(one.name), one.value, True, executed)
        elif one.changed:
            one = replace(one, before=None, changed=False)
        kept.append(one)
    return (*kept, *(Variable(name, value, None, True, executed) for name, value in changed.items()))


def next_line(recording: Recording, step: int) -> int:
    """Return the line that runs after so many; 0 at the end.

    Example:
        >>> recording = Recording((Event(1, (), 0), Event(3, (), 0)))
        >>> next_line(recording, 1), next_line(recording, 2)
        (3, 0)
    """
    return recording.events[step].line if step < len(recording.events) else 0


def finished(recording: Recording, step: int) -> int:
    r"""Return how many turns of the loop are finished after so many lines.

    Example:
        >>> from engine.tracing.tracer import Names, record
        >>> made = record("for k in range(2):\n    loss = k", Names("loss", (), ()))
        >>> [finished(made, step) for step in range(6)]
        [0, 0, 0, 1, 1, 2]
    """
    return max(0, sum(turn.event <= step for turn in recording.turns) - 1)


def hits(recording: Recording, step: int, n_lines: int) -> tuple[int, ...]:
    """Return how often each line has run after so many lines, ``n_lines`` numbers.

    Example:
        >>> hits(Recording((Event(1, (), 0), Event(3, (), 0), Event(3, (), 0))), 3, 4)
        (1, 0, 2, 0)
    """
    lines = np.array([event.line for event in recording.events[:step]], np.int64)
    counted: list[int] = np.bincount(lines, minlength=n_lines + 1).tolist()
    return tuple(counted[1 : n_lines + 1])


def printed(recording: Recording, step: int) -> str:
    """Return what has been printed after so many lines.

    Example:
        >>> printed(Recording((Event(1, (), 0), Event(2, (), 3)), printed="abc"), 2)
        'abc'
    """
    return recording.printed[: recording.events[step - 1].printed] if step else ""


def path_of(variables: tuple[Variable, ...], name: str) -> FloatArray:
    """Return the places in a variable, shape (n, 2); empty if it holds no pairs.

    Example:
        >>> path_of((Variable("path", np.zeros((3, 2))),), "path").shape, path_of((), "path").shape
        ((3, 2), (0, 2))
    """
    for variable in variables:
        pairs = isinstance(variable.value, np.ndarray) and variable.value.ndim == 2 and variable.value.shape[1] == 2
        if variable.name.split(".")[-1] == name and pairs:
            return readonly(np.array(variable.value, float))
    return readonly(np.empty((0, 2)))


def written(value: Value, most: int = 4) -> str:
    """Return a value in few letters.

    Example:
        >>> written(0.25), written(np.arange(40.0)), written(np.zeros((2, 2))), written(True)
        ('0.25', '[0, 1, 2, 3, …] 40', '[0, 0, 0, 0] 2×2', 'True')
    """
    if isinstance(value, str | bool):
        return str(value)
    if isinstance(value, int):
        return f"{value:,}" if abs(value) >= 10_000 else str(value).replace("-", "\u2212")
    if isinstance(value, float):
        return text(value)
    numbers = value.first if isinstance(value, Cut) else value.ravel()
    shape = value.shape
    rest = ", …" if int(np.prod(shape)) > most else ""
    size = "" if len(shape) == 1 and not rest else f" {'×'.join(map(str, shape))}"
    return f"[{', '.join(text(float(number)) for number in numbers[:most])}{rest}]{size}"
