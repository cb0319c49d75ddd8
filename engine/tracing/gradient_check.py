"""The gradients that a program computed beside central differences of its own loss, and the error of those by their step."""

from __future__ import annotations

import copy
import math
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from engine.maths.finite_differences import BEST_STEP, central_difference, expected_error, third_derivative
from engine.simulation import FloatArray, readonly
from engine.tracing.rules import permitted_builtins
from engine.tracing.tracer import Names, Recording, Turn
from engine.tracing.values import Cut

MOST_CHECKED = 400  # derivatives
STEPS = readonly(10.0 ** np.arange(-12.0, 0.25, 0.5))
_FAILURES = (ArithmeticError, ValueError, TypeError, LookupError, NameError, AttributeError, RuntimeError, AssertionError)


@dataclass(frozen=True, slots=True)
class Check:
    """The gradients that a turn computed beside central differences of its own loss.

    Attributes:
        count: Number of derivatives.
        worst: The one that is farthest off, as it would be written.
        place: Its place among all.
        analytic: What the program says.
        numeric: What the central difference says.
        error: Difference of the two over the largest derivative.
    """

    count: int
    worst: str
    place: int
    analytic: float
    numeric: float
    error: float


@dataclass(frozen=True, slots=True, eq=False)
class ErrorCurve:
    """How far central differences are from the program's derivative, against their step.

    Attributes:
        steps: h, shape (n,), ascending.
        errors: Measured, shape (n,).
        expected: What truncation and rounding explain, shape (n,).
    """

    steps: FloatArray
    errors: FloatArray
    expected: FloatArray


class _Costs:
    """The loss of one turn as a function of one parameter, computed by the program's own lines."""

    def __init__(self, recording: Recording, names: Names, turn: Turn) -> None:
        self._forward, self._loss = recording.forward, names.loss
        self._base = dict(turn.namespace)
        self._base.pop(names.loss, None)
        self._changeable = [
            key for key, value in self._base.items() if isinstance(value, list | dict | set | np.random.Generator)
        ]
        self._base["__builtins__"] = permitted_builtins(_silent)
        self.places = [
            (name, index)
            for name in names.parameters
            if name in turn.namespace
            for index in np.ndindex(np.shape(turn.namespace[name]))
        ]

    def value(self, place: int) -> float:
        name, index = self.places[place]
        return float(np.asarray(self._base[name], float)[index])

    def along(self, place: int) -> Callable[[float], float]:
        """Return the loss as a function of what is added to one parameter."""
        name, index = self.places[place]

        def cost(shift: float) -> float:
            moved = np.array(self._base[name], float)
            moved[index] += shift
            namespace = dict(self._base)
            for key in self._changeable:
                namespace[key] = copy.deepcopy(self._base[key])
            namespace[name] = moved if moved.ndim else float(moved)
            with np.errstate(all="ignore"):
                exec(self._forward, namespace)  # type: ignore[arg-type]  # lines of a program that has run already
            return float(namespace[self._loss])

        return cost


def _silent(*_values: object, **_named: object) -> None:
    """Print nothing: the lines have printed already when they ran."""


@lru_cache(maxsize=16)
def check(recording: Recording, names: Names, turn: int) -> Check | str:
    r"""Return the gradient check of a turn, or why there is none.

    Args:
        recording: A run.
        names: What its variables are called.
        turn: Number of the turn, from 0.

    Example:
        >>> from engine.tracing.tracer import record
        >>> names = Names("loss", ("w",), ("grad",))
        >>> made = record("w = 2.0\nfor k in range(2):\n    loss = w**3\n    grad = w**2\n    w = w - 0.1 * grad", names)
        >>> found = check(made, names, 0)
        >>> (found.worst, found.analytic, round(found.numeric, 6)) if isinstance(found, Check) else found
        ('grad', 4.0, 12.0)
    """
    lacking = missing(recording, names, turn)
    if lacking:
        return lacking
    before, after = recording.turns[turn], recording.turns[turn + 1].values
    costs = _Costs(recording, names, before)
    said = np.concatenate([np.ravel(np.asarray(after[name], float)) for name in names.gradients])
    if len(said) != len(costs.places):
        return f"there are {len(costs.places)} parameters and {len(said)} derivatives"
    if len(said) > MOST_CHECKED:
        return f"{len(said)} derivatives are too many to check them all"
    try:
        steps = [BEST_STEP * max(1.0, abs(costs.value(place))) for place in range(len(said))]
        found = np.array([central_difference(costs.along(place), step) for place, step in enumerate(steps)])
    except _FAILURES as error:
        return f"the lines up to the loss do not run once more: {error}"
    if not (np.isfinite(said).all() and np.isfinite(found).all()):
        return "not all numbers are finite"
    off = np.abs(said - found)
    place = int(off.argmax())
    scale = max(float(np.abs(said).max()), float(np.abs(found).max()), 1e-9)
    worst = _written(names, costs.places[place])
    return Check(len(said), worst, place, float(said[place]), float(found[place]), float(off[place] / scale))


def missing(recording: Recording, names: Names, turn: int) -> str:
    """Return what a gradient check lacks; empty if it has all.

    Example:
        >>> missing(Recording(()), Names("loss", ("w",), ("grad",)), 0)
        'no loop assigns a variable `loss`'
    """
    if recording.forward is None or not recording.turns:
        return f"no loop assigns a variable `{names.loss}`"
    if turn + 1 >= len(recording.turns):
        return "no turn of the loop is finished"
    before, known = recording.turns[turn].values, recording.turns[turn + 1].values
    found = [f"no variable `{name}`" for name in (names.loss, *names.gradients) if name not in known]
    found += [f"no variable `{name}` before the loop" for name in names.parameters if name not in before]
    for name, value in known.items():
        if isinstance(value, str | Cut) and name != names.path:
            found.append(f"`{name}` is no number and no small array")
    return found[0] if found else "" if names.gradients else "no variable for a gradient"


def _written(names: Names, place: tuple[str, tuple[int, ...]]) -> str:
    gradient = names.gradients[names.parameters.index(place[0])]
    return f"{gradient}[{', '.join(map(str, place[1]))}]" if place[1] else gradient


@lru_cache(maxsize=16)
def error_curve(recording: Recording, names: Names, turn: int) -> ErrorCurve | None:
    r"""Return the error of central differences against their step, for the derivative that is farthest off; None without one.

    A right derivative gives a V: truncation on the right, rounding on the left. A wrong one gives a plateau.

    Example:
        >>> from engine.tracing.tracer import record
        >>> names = Names("loss", ("w",), ("grad",))
        >>> made = record("w = 2.0\nfor k in range(2):\n    loss = w**3\n    grad = w**2\n    w = w - 0.1 * grad", names)
        >>> curve = error_curve(made, names, 0)
        >>> curve.errors[12].round(6) if curve else None  # 12 - 4 at h = 1e-6
        np.float64(8.0)
    """
    found = check(recording, names, turn)
    if isinstance(found, str):
        return None
    cost = _Costs(recording, names, recording.turns[turn]).along(found.place)
    try:
        errors = np.array([abs(central_difference(cost, h) - found.analytic) for h in STEPS])
        expected = expected_error(STEPS, cost(0.0), third_derivative(cost))
    except _FAILURES:
        return None
    return ErrorCurve(STEPS, readonly(errors), readonly(expected)) if np.isfinite(errors).all() else None


def digits(error: float) -> float:
    """Return how many digits a relative error leaves right, 0 to 16.

    Example:
        >>> digits(1e-10), digits(0.0), digits(3.0)
        (10.0, 16.0, 0.0)
    """
    return min(max(-math.log10(error), 0.0), 16.0) if error > 0.0 else 16.0
