"""One update in slow motion: every number with its name and formula, every derivative beside a finite difference.

These are the calls of the fast run, made one at a time, so the numbers are the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.errors import EngineError
from engine.maths import losses
from engine.training.layouts import Layout
from engine.training.plan import Array, Arrays, Call, Part, bind
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

STEP = 6e-6  # of a central difference, about the cube root of the rounding error, where it errs least
MOST_CHECKED = 2000  # numbers of an array; a difference for each of more would take seconds


@dataclass(frozen=True, slots=True)
class MicroStep:
    """What one call computed.

    Attributes:
        call: The call: code, formula, names.
        value: Its result, a copy.
        check: The same from central differences of the cost, if the result is a derivative by few enough numbers; else None.
    """

    call: Call
    value: Array
    check: Array | None


def micro_steps(trainer: Trainer) -> list[MicroStep]:
    """Make one update of a single network and return every number of it, in order.

    Raises:
        EngineError: If many networks are trained side by side.

    Example:
        >>> from engine.maths.networks import Network
        >>> from engine.maths.optimizers import Optimizer, Rule
        >>> recipe = Recipe(Network((1, 1), ()), losses.Loss.SQUARED, Rule(Optimizer.PLAIN, 0.5))
        >>> steps = micro_steps(Trainer(recipe, [[2.0]], [[1.0]], [3.0, 0.0]))
        >>> [(step.call.result, step.value.ravel().tolist()) for step in steps[:3]]
        [('Z1', [6.0]), ('D1', [5.0]), ('D1', [2.5])]

    Source: central differences, Press et al. 2007, section 5.7.
    """
    if trainer.layout is not Layout.SINGLE:
        raise EngineError("one update can be looked into for a single network; take one of the networks out")
    arrays = trainer.prepare()
    with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
        checks = {
            call.derivative_of: _differences(trainer.recipe, trainer.calls, arrays, call.derivative_of)
            for call in trainer.calls
            if call.derivative_of and arrays[call.derivative_of].size <= MOST_CHECKED
        }
        steps = []
        for call in trainer.calls:
            bind(call, arrays)()
            steps.append(MicroStep(call, arrays[call.result].copy(), checks.get(call.derivative_of)))
    trainer.update += 1
    return steps


def _differences(recipe: Recipe, calls: Sequence[Call], arrays: Arrays, name: str) -> Array:
    """Return c times the derivative of the summed losses by every number of an array, as central differences."""
    forward = [call for call in calls if call.part is Part.FORWARD]
    computed = [index for index, call in enumerate(forward) if call.result == name]
    after = computed[-1] + 1 if computed else 0  # a parameter is there before the first call
    before, behind = ([bind(call, arrays) for call in part] for part in (forward[:after], forward[after:]))
    array, factor = arrays[name], float(arrays["c"])
    for call in before:
        call()
    found = np.zeros(array.shape)
    for place in np.ndindex(array.shape):
        middle = float(array[place])
        step = STEP * max(1.0, abs(middle))
        costs = []
        for shifted in (middle + step, middle - step):
            array[place] = shifted
            for call in behind:
                call()
            costs.append(_summed_loss(recipe, arrays))
        array[place] = middle
        found[place] = factor * (costs[0] - costs[1]) / (2.0 * step)
    return found


def _summed_loss(recipe: Recipe, arrays: Arrays) -> float:
    outputs, targets = arrays[f"Z{len(recipe.network.sizes) - 1}"].T, arrays["Y"].T
    return float(losses.value(recipe.loss, outputs, targets).sum())
