"""The numbers of one update of a small network under the names the books give them, layer by layer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.simulation import readonly
from engine.training.micro import micro_steps
from engine.training.trainer import Trainer

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Inside:
    """The numbers of one update on one example; all arrays are read-only.

    Attributes:
        sums: z of each layer, the output layer last.
        hidden: Outputs of each hidden layer.
        deltas: Derivative of the loss by the sums of each layer.
        gradient: Derivative by every weight and bias, shape (n_parameters,).
        differences: The same from central differences of the loss.
    """

    sums: tuple[FloatArray, ...]
    hidden: tuple[FloatArray, ...]
    deltas: tuple[FloatArray, ...]
    gradient: FloatArray
    differences: FloatArray


def inside_of(trainer: Trainer) -> Inside:
    """Make one update on one example and return its numbers.

    Args:
        trainer: A single network with one example, few enough parameters to be checked, and plain gradient descent of rate 1:
            otherwise derivatives would come out multiplied with the rate.

    Example:
        >>> from engine.maths.losses import Loss
        >>> from engine.maths.networks import Network
        >>> from engine.maths.optimizers import Optimizer, Rule
        >>> from engine.training.recipe import Recipe
        >>> recipe = Recipe(Network((1, 1), ()), Loss.SQUARED, Rule(Optimizer.PLAIN, 1.0))
        >>> found = inside_of(Trainer(recipe, [[2.0]], [[1.0]], [3.0, 0.0]))
        >>> found.deltas[0].tolist(), found.gradient.tolist(), found.differences.round(6).tolist()
        ([5.0], [10.0, 5.0], [10.0, 5.0])
    """
    made = {one.call.result: one for one in micro_steps(trainer)}  # the last call that writes a name has what it is called
    numbers = range(1, len(trainer.recipe.network.sizes))
    gradients = [made[f"G{layer}"] for layer in numbers]
    checks = [np.full(one.value.shape, np.nan) if one.check is None else one.check for one in gradients]
    return Inside(
        sums=tuple(readonly(made[f"Z{layer}"].value[:, 0]) for layer in numbers),
        hidden=tuple(readonly(made[f"a{layer}"].value[:, 0]) for layer in numbers[:-1]),
        deltas=tuple(readonly(made[f"D{layer}"].value[:, 0]) for layer in numbers),
        gradient=readonly(np.concatenate([one.value.ravel() for one in gradients])),
        differences=readonly(np.concatenate([one.ravel() for one in checks])),
    )
