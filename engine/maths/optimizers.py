"""Optimizers as pure update rules over arrays; what an optimizer remembers is data, its slots.

Every rule works element by element, so one call moves one parameter vector or any number of racers at once. Definitions and
order of operations are those of ``torch.optim``, so that a run here and a run there give the same numbers.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate
from operator import mul

import numpy as np

from engine.maths.activations import FloatArray

ADAGRAD_EPSILON = 1e-10
RMSPROP_DECAY = 0.99
RMSPROP_EPSILON = 1e-8
ADADELTA_DECAY = 0.9
ADADELTA_EPSILON = 1e-6
ADAM_DECAY_MEAN = 0.9
ADAM_DECAY_SQUARE = 0.999
ADAM_EPSILON = 1e-8
NADAM_WARMING = 0.004
LION_DECAY_STEP = 0.9
LION_DECAY_MEAN = 0.99


class Optimizer(StrEnum):
    """The update rules."""

    PLAIN = "plain"
    MOMENTUM = "momentum"
    NESTEROV = "nesterov"
    ADAGRAD = "adagrad"
    RMSPROP = "rmsprop"
    ADAM = "adam"
    ADADELTA = "adadelta"
    ADAMW = "adamw"
    NADAM = "nadam"
    LION = "lion"


N_SLOTS = {
    Optimizer.PLAIN: 0,
    Optimizer.MOMENTUM: 1,  # velocity
    Optimizer.NESTEROV: 1,  # velocity
    Optimizer.ADAGRAD: 1,  # sum of squared gradients
    Optimizer.RMSPROP: 1,  # decaying mean of squared gradients
    Optimizer.ADAM: 2,  # decaying means of gradients and of squared gradients
    Optimizer.ADADELTA: 2,  # decaying means of squared gradients and of squared changes
    Optimizer.ADAMW: 2,  # as Adam
    Optimizer.NADAM: 2,  # as Adam
    Optimizer.LION: 1,  # decaying mean of gradients
}
DECOUPLED = frozenset({Optimizer.ADAMW, Optimizer.LION})  # weight decay shrinks theta itself and is no part of the gradient


@dataclass(frozen=True, slots=True)
class Rule:
    """An optimizer with its settings.

    Attributes:
        optimizer: Which update rule.
        learning_rate: Factor of the step, above 0.
        momentum: Share of the velocity that stays, 0 to below 1; momentum and Nesterov only.
        weight_decay: Pull of every parameter towards 0, at least 0; ``update_in_place`` says where it enters.
    """

    optimizer: Optimizer
    learning_rate: float
    momentum: float = 0.9
    weight_decay: float = 0.0


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
        step: Number of updates made before this one, at least 0; the bias corrections of Adam and its kin count from there.

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

    Arguments as of ``update``; ``gradient`` is only read. With g the gradient, r the learning rate, m the momentum and
    t = step + 1:

    ========  ===========================================================================================
    plain     theta -= r g
    momentum  v = m v + g;  theta -= r v
    nesterov  v = m v + g;  theta -= r (g + m v)
    adagrad   s += g^2;  theta -= r g / (sqrt(s) + 1e-10)
    rmsprop   s = 0.99 s + 0.01 g^2;  theta -= r g / (sqrt(s) + 1e-8)
    adadelta  s = 0.9 s + 0.1 g^2;  d = sqrt(q + 1e-6) / sqrt(s + 1e-6) g;  q = 0.9 q + 0.1 d^2;  theta -= r d
    adam      u += 0.1 (g - u);  s = 0.999 s + 0.001 g^2;  theta -= r u / c1 / (sqrt(s) / sqrt(c2) + 1e-8),
              c1 = 1 - 0.9^t, c2 = 1 - 0.999^t
    nadam     u, s as in adam;  theta -= r (a g + b u) / (sqrt(s / c2) + 1e-8),
              a = (1 - m_t) / (1 - m_1 ... m_t), b = m_(t+1) / (1 - m_1 ... m_(t+1)), m_t = 0.9 (1 - 0.96^(0.004 t) / 2)
    lion      theta -= r sign(0.9 u + 0.1 g);  u = 0.99 u + 0.01 g
    ========  ===========================================================================================

    Weight decay w comes first. It is coupled, g <- g + w theta, the gradient of a penalty w |theta|^2 / 2 of the cost, so the
    adaptive rules divide it like the rest of the gradient. In adamw, which otherwise is adam, and in lion it is decoupled:
    theta <- (1 - r w) theta, the same share of every parameter.

    Example:
        >>> theta, velocity = np.array([8.0]), np.array([[2.0]])
        >>> update_in_place(Rule(Optimizer.MOMENTUM, 0.5, momentum=0.5), theta, np.array([2.0]), velocity, 1)
        >>> theta.tolist(), velocity.tolist()
        ([6.5], [[3.0]])

    Source: Polyak 1964 and Sutskever, Martens, Dahl, Hinton 2013, section 2 (momentum, Nesterov, here with the learning rate
    outside the velocity); Duchi, Hazan, Singer 2011 (Adagrad); Tieleman & Hinton 2012, lecture 6.5 (RMSprop); Zeiler 2012,
    algorithm 1 (Adadelta); Kingma & Ba 2015, algorithm 1 (Adam); Loshchilov & Hutter 2019, algorithm 2 (AdamW); Dozat 2016
    (NAdam); Chen et al. 2023, "Symbolic Discovery of Optimization Algorithms", algorithm 2 (Lion); PyTorch documentation of
    torch.optim for the places of epsilon and of the weight decay.
    """
    if rule.weight_decay and rule.optimizer in DECOUPLED:
        theta *= 1.0 - rule.learning_rate * rule.weight_decay
    elif rule.weight_decay:
        gradient = gradient + rule.weight_decay * theta
    match rule.optimizer:
        case Optimizer.PLAIN:
            theta -= rule.learning_rate * gradient
        case Optimizer.MOMENTUM | Optimizer.NESTEROV:
            _follow_velocity(rule, theta, gradient, slots[0])
        case Optimizer.ADAGRAD | Optimizer.RMSPROP:
            _divide_by_size(rule, theta, gradient, slots[0])
        case Optimizer.ADADELTA:
            _match_units(rule, theta, gradient, slots)
        case Optimizer.ADAM | Optimizer.ADAMW | Optimizer.NADAM:
            _follow_moments(rule, theta, gradient, slots, step)
        case Optimizer.LION:
            theta -= rule.learning_rate * np.sign(LION_DECAY_STEP * slots[0] + (1.0 - LION_DECAY_STEP) * gradient)
            _decay_and_add(slots[0], LION_DECAY_MEAN, (1.0 - LION_DECAY_MEAN) * gradient)


def _follow_velocity(rule: Rule, theta: FloatArray, gradient: FloatArray, velocity: FloatArray) -> None:
    """Momentum; Nesterov looks one step ahead along the new velocity."""
    _decay_and_add(velocity, rule.momentum, gradient)
    if rule.optimizer is Optimizer.NESTEROV:
        theta -= rule.learning_rate * (gradient + rule.momentum * velocity)
    else:
        theta -= rule.learning_rate * velocity


def _divide_by_size(rule: Rule, theta: FloatArray, gradient: FloatArray, square: FloatArray) -> None:
    """Adagrad divides by the root of the sum of all squared gradients, RMSprop by that of a mean that forgets."""
    if rule.optimizer is Optimizer.ADAGRAD:
        square += np.square(gradient)
        epsilon = ADAGRAD_EPSILON
    else:
        _decay_and_add(square, RMSPROP_DECAY, (1.0 - RMSPROP_DECAY) * np.square(gradient))
        epsilon = RMSPROP_EPSILON
    theta -= rule.learning_rate * gradient / (np.sqrt(square) + epsilon)


def _match_units(rule: Rule, theta: FloatArray, gradient: FloatArray, slots: FloatArray) -> None:
    """Adadelta: the ratio of two root mean squares gives the change the unit of theta, so that the rate is a pure number."""
    square, change_square = slots
    _decay_and_add(square, ADADELTA_DECAY, (1.0 - ADADELTA_DECAY) * np.square(gradient))
    change = np.sqrt(change_square + ADADELTA_EPSILON) / np.sqrt(square + ADADELTA_EPSILON) * gradient
    _decay_and_add(change_square, ADADELTA_DECAY, (1.0 - ADADELTA_DECAY) * np.square(change))
    theta -= rule.learning_rate * change


def _follow_moments(rule: Rule, theta: FloatArray, gradient: FloatArray, slots: FloatArray, step: int) -> None:
    """Adam, AdamW, NAdam: the same two moments, each freed of its pull towards the zeros it started from."""
    mean, square = slots
    mean += (1.0 - ADAM_DECAY_MEAN) * (gradient - mean)
    _decay_and_add(square, ADAM_DECAY_SQUARE, (1.0 - ADAM_DECAY_SQUARE) * np.square(gradient))
    rate, correction = rule.learning_rate, 1.0 - ADAM_DECAY_SQUARE ** (step + 1)
    if rule.optimizer is Optimizer.NADAM:
        of_gradient, of_mean = nadam_shares(step + 1)
        scale = np.sqrt(square / correction) + ADAM_EPSILON
        theta -= rate * of_gradient * gradient / scale
        theta -= rate * of_mean * mean / scale
    else:
        size = rate / (1.0 - ADAM_DECAY_MEAN ** (step + 1))
        theta -= size * mean / (np.sqrt(square) / math.sqrt(correction) + ADAM_EPSILON)


def _nadam_momentum(t: int) -> float:
    """Return the momentum of NAdam's update t, counted from 1: from 0.45 slowly up to 0.9."""
    warming: float = 0.96 ** (t * NADAM_WARMING)
    return ADAM_DECAY_MEAN * (1.0 - 0.5 * warming)


# NAdam divides by 1 - m_1 m_2 ... m_t. The product has no closed form, but after 64 factors it is below 2^-54, where
# 1 - product is exactly 1: so a short table makes the update a function of its number, and no product need be remembered.
_NADAM_PRODUCTS = tuple(accumulate((_nadam_momentum(t) for t in range(1, 65)), mul))


def nadam_shares(t: int) -> tuple[float, float]:
    """Return the shares of the gradient and of its mean in NAdam's update t, counted from 1: a and b of ``update_in_place``.

    Example:
        >>> nadam_shares(1)[0], [round(share, 9) for share in nadam_shares(1_000_000)]  # in the end the momentum is 0.9
        (1.0, [0.1, 0.9])
    """
    now, later = (_NADAM_PRODUCTS[min(number, len(_NADAM_PRODUCTS)) - 1] for number in (t, t + 1))
    return (1.0 - _nadam_momentum(t)) / (1.0 - now), _nadam_momentum(t + 1) / (1.0 - later)


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
    Weight decay w adds w to every curvature. The adaptive optimizers divide by the gradients they have seen, so their limit
    moves with the run; Lion's steps have all one size, so it never comes to rest.

    Args:
        rule: Optimizer, momentum and weight decay; its learning rate plays no part.
        curvature: Second derivative, or largest eigenvalue of the Hessian, above 0.

    Example:
        >>> largest_stable_rate(Rule(Optimizer.PLAIN, 0.1), curvature=10.0)
        0.2

    Source: Goh 2017, "Why Momentum Really Works" (plain and momentum); Lessard, Recht, Packard 2016 (the linear
    systems); Jury 1964 (the conditions); Cohen et al. 2022 (what takes the limit's place for adaptive optimizers).
    """
    beta = rule.momentum
    curvature += rule.weight_decay
    match rule.optimizer:
        case Optimizer.PLAIN:
            return 2.0 / curvature
        case Optimizer.MOMENTUM:
            return 2.0 * (1.0 + beta) / curvature
        case Optimizer.NESTEROV:
            return 2.0 * (1.0 + beta) / ((1.0 + 2.0 * beta) * curvature)
        case _:
            return None
