"""Three tests of a recorded program, each with its reason: gradient check, loss falls, equal to the right program."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np

from engine.simulation import FloatArray, readonly
from engine.tracing.gradient_check import Check, check, digits, missing
from engine.tracing.tracer import Names, Recording
from engine.tracing.values import Cut, Value, finite, text

RIGHT = 1e-6  # relative error of a gradient that passes
EQUAL = 1e-12
TITLES = ("Gradient check", "Loss falls", "Equals the right program")


class Mark(StrEnum):
    """How a test stands."""

    PASSED = "passed"
    FAILED = "failed"
    WAITING = "waiting"
    UNTESTED = "not tested"


@dataclass(frozen=True, slots=True)
class Light:
    """A test: its name, how it stands, and why."""

    name: str
    mark: Mark
    reason: str


def untested(why: str) -> tuple[Light, ...]:
    """Return three lights that say why there are no tests.

    Example:
        >>> untested("nothing has run")[1]
        Light(name='Loss falls', mark=<Mark.UNTESTED: 'not tested'>, reason='Not tested: nothing has run.')
    """
    return tuple(Light(title, Mark.UNTESTED, f"Not tested: {why}.") for title in TITLES)


def losses(recording: Recording, names: Names, turns: int) -> FloatArray:
    r"""Return the loss of each finished turn, shape (turns,).

    Example:
        >>> from engine.tracing.tracer import record
        >>> names = Names("loss", ("w",), ())
        >>> losses(record("w = 4.0\nfor k in range(2):\n    loss = w\n    w = w / 2", names), names, 2).tolist()
        [4.0, 2.0]
    """
    kept = [turn.values.get(names.loss, math.nan) for turn in recording.turns[1 : turns + 1]]
    return readonly(np.array([value if isinstance(value, float | int) else math.nan for value in kept], float))


def lights(recording: Recording, right: Recording, names: Names, turns: int) -> tuple[Light, Light, Light]:
    """Return the three tests after so many finished turns.

    Args:
        recording: A run.
        right: The right program's.
        names: What the variables are called in both.
        turns: Turns of the loop to look at.

    Example:
        >>> from engine.tracing.tracer import record
        >>> names = Names("loss", ("w",), ("grad",))
        >>> lines = ["w = 2.0", "for k in range(3):", " loss = w * w", " grad = 2 * w", " w = w - 0.1 * grad"]
        >>> made = record(chr(10).join(lines), names)
        >>> [light.mark.value for light in lights(made, made, names, 3)]
        ['passed', 'passed', 'passed']
    """
    return (
        gradient_light(recording, names, turns),
        _loss_light(recording, names, turns),
        _equal_light(recording, right, names, turns),
    )


def gradient_light(recording: Recording, names: Names, turns: int) -> Light:
    """Return the gradient check of the last of so many finished turns.

    Example:
        >>> gradient_light(Recording(()), Names("loss", (), ()), 0).reason
        'Not tested: no loop assigns a variable `loss`.'
    """
    title = TITLES[0]
    lacking = missing(recording, names, max(0, turns - 1))
    if lacking and (turns or lacking != "no turn of the loop is finished"):
        return Light(title, Mark.UNTESTED, f"Not tested: {lacking}.")
    if not turns:
        return Light(title, Mark.WAITING, "Waits for the first turn of the loop.")
    found = check(recording, names, turns - 1)
    if isinstance(found, str):
        return Light(title, Mark.UNTESTED, f"Not tested: {found}.")
    if found.error <= RIGHT:
        which = "The derivative equals its" if found.count == 1 else f"All {found.count} derivatives equal their"
        return Light(title, Mark.PASSED, f"{which} central difference, to {digits(found.error):.0f} digits.")
    times = _times(found)
    said = f"{found.worst} is {text(found.analytic)}, its central difference {text(found.numeric)}{times}."
    return Light(title, Mark.FAILED, said)


def _times(found: Check) -> str:
    """Say if the one is a whole multiple of the other: that points to a mean."""
    if found.analytic == 0.0 or found.numeric == 0.0:
        return ""
    ratio = found.numeric / found.analytic
    for factor, words in ((ratio, "times as much"), (1.0 / ratio, "times less")):
        if 1.5 < factor < 1000.0 and abs(factor - round(factor)) < 1e-5 * factor:
            return f", {round(factor)} {words}"
    return ""


def _loss_light(recording: Recording, names: Names, turns: int) -> Light:
    title, seen = TITLES[1], losses(recording, names, turns)
    if recording.forward is None:
        return Light(title, Mark.UNTESTED, f"Not tested: no loop assigns a variable `{names.loss}`.")
    if len(seen) < 2:
        return Light(title, Mark.WAITING, "Waits for the second turn.")
    if not np.isfinite(seen).all():
        return Light(title, Mark.FAILED, f"From turn {int(np.argmin(np.isfinite(seen))) + 1} on it is no finite number.")
    part = max(1, len(seen) // 5)
    first, last = float(seen[:part].mean()), float(seen[-part:].mean())
    mark = Mark.PASSED if last < first else Mark.FAILED
    return Light(title, mark, f"Mean of the first {part}: {text(first)}, of the last {part}: {text(last)}.")


@dataclass(frozen=True, slots=True)
class Gap:
    """Where a program leaves the right one.

    Attributes:
        sizes: Largest difference after each number of finished turns, shape (n_turns,).
        first: Number of turns after which it is too large; None if it never is.
        words: What differs there.
    """

    sizes: FloatArray
    first: int | None
    words: str


@lru_cache(maxsize=16)
def gap(recording: Recording, right: Recording, names: Names) -> Gap:
    r"""Return how far parameters and path are from those of the right program, turn by turn.

    Example:
        >>> from engine.tracing.tracer import record
        >>> names, lines = Names("loss", ("w",), ()), "w = 8.0\nfor k in range(2):\n    loss = w\n    w = w - 1"
        >>> found = gap(record(lines.replace("1", "3"), names), record(lines, names), names)
        >>> found.sizes.round(3).tolist(), found.words
        ([0.0, 0.286, 0.667], 'w is 5, in the right program 7')
    """
    with np.errstate(all="ignore"):
        return _gap(recording, right, names)


def _gap(recording: Recording, right: Recording, names: Names) -> Gap:
    sizes, first, words = [], None, ""
    for turn, (one, other) in enumerate(zip(recording.turns, right.turns, strict=False)):
        largest = 0.0
        for name in (*names.parameters, *([names.path] if names.path else [])):
            size = _distance(one.values.get(name), other.values.get(name))
            if size > EQUAL and first is None:
                first = turn
                words = _apart(name, one.values.get(name), other.values.get(name))
            largest = max(largest, size)
        sizes.append(largest)
    return Gap(readonly(np.array(sizes)), first, words)


def _distance(one: Value | None, other: Value | None) -> float:
    """Return the largest difference of two values, over the size of the larger ones where that is above 1."""
    if other is None or one is None:
        return 0.0 if one is other else math.inf
    if isinstance(one, str | Cut) or isinstance(other, str | Cut) or np.shape(one) != np.shape(other):
        return math.inf
    if not (finite(one) and finite(other)):
        return math.inf
    scale = max(1.0, float(np.abs(other).max(initial=0.0)) if isinstance(other, np.ndarray) else abs(other))
    return float(np.max(np.abs(np.subtract(one, other)), initial=0.0)) / scale


def _apart(name: str, one: Value | None, other: Value | None) -> str:
    """Say where two values differ most."""
    if one is None or other is None:
        return (
            f"{name} is {'missing' if one is None else 'there'}, in the right program {'missing' if other is None else 'there'}"
        )
    if isinstance(one, str | Cut) or isinstance(other, str | Cut) or np.shape(one) != np.shape(other):
        return f"{name} is of another kind or size than in the right program"
    place = np.unravel_index(int(np.argmax(np.abs(np.subtract(one, other)))), np.shape(one))
    where = f"{name}[{', '.join(map(str, place))}]" if place else name
    mine, wanted = (text(float(np.asarray(value)[place])) for value in (one, other))
    return f"{where} is {mine}, in the right program {wanted}"


def _equal_light(recording: Recording, right: Recording, names: Names, turns: int) -> Light:
    title = TITLES[2]
    if recording.forward is None:
        return Light(title, Mark.UNTESTED, f"Not tested: no loop assigns a variable `{names.loss}`.")
    if not turns:
        return Light(title, Mark.WAITING, "Waits for the first turn of the loop.")
    found = gap(recording, right, names)
    if found.first is not None and found.first <= turns:
        when = f"After turn {found.first}" if found.first else "Before the first turn"
        return Light(title, Mark.FAILED, f"{when} {found.words}.")
    last = turns == len(recording.turns) - 1
    if turns >= len(found.sizes) or (last and len(right.turns) != len(recording.turns)):
        return Light(title, Mark.FAILED, f"It makes {turns} turns of the loop, the right program {len(right.turns) - 1}.")
    watched = ", ".join((*names.parameters, *([names.path] if names.path else [])))
    most = float(found.sizes[: turns + 1].max())
    return Light(title, Mark.PASSED, f"{watched}: {f'at most {text(most)} apart' if most else 'equal to the last bit'}.")
