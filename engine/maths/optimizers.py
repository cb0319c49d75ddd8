"""Optimizers as pure update rules over arrays; what an optimizer remembers is data, its slots.

Every rule works element by element, so one call moves one parameter vector or any number of racers at once. Definitions and
order of operations are those of ``torch.optim``, so that a run here and a run there give the same numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.maths.activations import FloatArray

ADAGRAD_EPSILON = 1e-10
RMSPROP_DECAY = 0.99
RMSPROP_EPSILON = 1e-8
ADAM_DECAY_MEAN = 0.9
ADAM_DECAY_SQUARE = 0.999
ADAM_EPSILON = 1e-8


class Optimizer(StrEnum):
    """The update rules."""

    PLAIN = "plain"
    MOMENTUM = "momentum"
    NESTEROV = "nesterov"
    ADAGRAD = "adagrad"
    RMSPROP = "rmsprop"
    ADAM = "adam"


N_SLOTS = {
    Optimizer.PLAIN: 0,
    Optimizer.MOMENTUM: 1,  # velocity
    Optimizer.NESTEROV: 1,  # velocity
    Optimizer.ADAGRAD: 1,  # sum of squared gradients
    Optimizer.RMSPROP: 1,  # decaying mean of squared gradients
    Optimizer.ADAM: 2,  # decaying means of gradients and of squared gradients
}


@dataclass(frozen=True, slots=True)
class Rule:
    """An optimizer with its settings.

    Attributes:
        optimizer: Which update rule.
        learning_rate: Factor of the step, above 0.
        momentum: Share of the velocity that stays, 0 to below 1; momentum and Nesterov only.
    """

    optimizer: Optimizer
    learning_rate: float
    momentum: float = 0.9


def init_slots(optimizer: Optimizer, shape: tuple[int, ...]) -> FloatArray:
    """Return the empty memory of an optimizer for parameters of a shape: zeros, n_slots arrays of that shape.

    Example:
        >>> init_slots(Optimizer.ADAM, (3, 2)).shape
        (2, 3, 2)
    """
    return np.zeros((N_SLOTS[optimizer], *shape))


def update(rule: Rule, theta: FloatArray, gradient: FloatArray, slots: FloatArray, step: int) -> tuple[FloatArray, FloatArray]:
    """Return the parameters and slots after one update; the arguments stay as they are.

    Args:
        rule: Optimizer and settings.
        theta: Parameters, any shape.
        gradient: Gradient of the cost at ``theta``, same shape.
        slots: What the optimizer remembers, n_slots arrays of that shape; ``init_slots`` before the first update.
        step: Number of updates made before this one, at least 0; Adam's bias correction counts from there.

    Example:
        >>> theta, _ = update(Rule(Optimizer.PLAIN, 0.5), np.array([8.0]), np.array([2.0]), np.empty((0, 1)), 0)
        >>> theta.tolist()
        [7.0]
    """
    theta, slots = theta.copy(), slots.copy()
    update_in_place(rule, theta, gradient, slots, step)
    return theta, slots


def update_in_place(rule: Rule, theta: FloatArray, gradient: FloatArray, slots: FloatArray, step: int) -> None:
    """Make one update in the arrays ``theta`` and ``slots`` themselves, for loops that own them.

    Arguments as of ``update``; ``gradient`` is only read. With g the gradient, r the learning rate, m the momentum:

    ========  ===========================================================================================
    plain     theta -= r g
    momentum  v = m v + g;  theta -= r v
    nesterov  v = m v + g;  theta -= r (g + m v)
    adagrad   s += g^2;  theta -= r g / (sqrt(s) + 1e-10)
    rmsprop   s = 0.99 s + 0.01 g^2;  theta -= r g / (sqrt(s) + 1e-8)
    adam      u += 0.1 (g - u);  s = 0.999 s + 0.001 g^2;  theta -= r u / c1 / (sqrt(s) / sqrt(c2) + 1e-8),
              c1 = 1 - 0.9^t, c2 = 1 - 0.999^t, t = step + 1
    ========  ===========================================================================================

    Source: Polyak 1964 and Sutskever, Martens, Dahl, Hinton 2013, section 2 (momentum, Nesterov, here with the learning rate
    outside the velocity); Duchi, Hazan, Singer 2011 (Adagrad); Tieleman & Hinton 2012, lecture 6.5 (RMSprop); Kingma & Ba 2015,
    algorithm 1 (Adam); PyTorch documentation of torch.optim for the places of epsilon.
    """
    match rule.optimizer:
        case Optimizer.PLAIN:
            theta -= rule.learning_rate * gradient
        case Optimizer.MOMENTUM:
            _decay_and_add(slots[0], rule.momentum, gradient)
            theta -= rule.learning_rate * slots[0]
        case Optimizer.NESTEROV:
            _decay_and_add(slots[0], rule.momentum, gradient)
            theta -= rule.learning_rate * (gradient + rule.momentum * slots[0])
        case Optimizer.ADAGRAD:
            slots[0] += np.square(gradient)
            theta -= rule.learning_rate * gradient / (np.sqrt(slots[0]) + ADAGRAD_EPSILON)
        case Optimizer.RMSPROP:
            _decay_and_add(slots[0], RMSPROP_DECAY, (1.0 - RMSPROP_DECAY) * np.square(gradient))
            theta -= rule.learning_rate * gradient / (np.sqrt(slots[0]) + RMSPROP_EPSILON)
        case Optimizer.ADAM:
            mean, square = slots
            mean += (1.0 - ADAM_DECAY_MEAN) * (gradient - mean)
            _decay_and_add(square, ADAM_DECAY_SQUARE, (1.0 - ADAM_DECAY_SQUARE) * np.square(gradient))
            size = rule.learning_rate / (1.0 - ADAM_DECAY_MEAN ** (step + 1))
            scale = math.sqrt(1.0 - ADAM_DECAY_SQUARE ** (step + 1))
            theta -= size * mean / (np.sqrt(square) / scale + ADAM_EPSILON)


def _decay_and_add(slot: FloatArray, decay: float, addend: FloatArray) -> None:
    slot *= decay
    slot += addend


def largest_stable_rate(rule: Rule, curvature: float) -> float | None:
    """Return the learning rate up to which an optimizer converges on f(x) = curvature x^2 / 2, or None where no formula holds.

    One update is linear there, (x, v) -> A (x, v), and converges exactly when all eigenvalues of A lie inside the unit circle.
    With k = rate * curvature and m = momentum their characteristic polynomial is

    * plain: z = 1 - k, so 0 < k < 2;
    * momentum: z^2 - (1 + m - k) z + m, so 0 < k < 2 (1 + m);
    * Nesterov: z^2 - (1 + m)(1 - k) z + m (1 - k) in the point where the gradient is taken, so 0 < k < 2 (1 + m) / (1 + 2 m);

    by the Jury conditions |q| < 1 and |p| < 1 + q for z^2 - p z + q; the root that leaves first is z = -1, an oscillation of
    period 2. In more dimensions each eigenvector of the Hessian moves on its own, so the largest eigenvalue decides.
    The adaptive optimizers divide by the gradients they have seen, so their limit moves with the run.

    Args:
        rule: Optimizer and momentum; its learning rate plays no part.
        curvature: Second derivative, or largest eigenvalue of the Hessian, above 0.

    Example:
        >>> largest_stable_rate(Rule(Optimizer.PLAIN, 0.1), curvature=10.0)
        0.2

    Source: Goh 2017, "Why Momentum Really Works" (plain and momentum); Lessard, Recht, Packard 2016 (the linear
    systems); Jury 1964 (the conditions); Cohen et al. 2022 (what takes the limit's place for adaptive optimizers).
    """
    beta = rule.momentum
    match rule.optimizer:
        case Optimizer.PLAIN:
            return 2.0 / curvature
        case Optimizer.MOMENTUM:
            return 2.0 * (1.0 + beta) / curvature
        case Optimizer.NESTEROV:
            return 2.0 * (1.0 + beta) / ((1.0 + 2.0 * beta) * curvature)
        case _:
            return None
