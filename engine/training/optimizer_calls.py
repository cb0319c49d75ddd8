"""The calls of every optimizer: one pass over all parameters ``W``, with gradient ``G`` and slots ``s1``, ``s2``.

What a slot holds may differ from ``engine.maths.optimizers`` by a constant factor, which the last factors of a step make good:
with s1 the decaying *sum* of the gradients instead of their mean, Adam needs two calls less. The steps are the same up to
rounding. Lower-case names are the numbers of ``factors`` and ``corrections``; ``t`` and ``u`` are scratch.
"""

from __future__ import annotations

import math
from typing import TypeAlias

from engine.maths import optimizers
from engine.maths.activations import FloatArray
from engine.maths.optimizers import DECOUPLED, Optimizer, Rule
from engine.training.plan import Call, Part

Rate: TypeAlias = float | FloatArray  # one learning rate, or one for each network

_Row = tuple[str, tuple[str, ...], str, str]  # function, operands, result, formula

_SUM_OF_SQUARES: tuple[_Row, ...] = (
    ("multiply", ("s2", "rho"), "s2", "ρ s"),
    ("multiply", ("G", "G"), "t", "g²"),
    ("add", ("s2", "t"), "s2", "s = ρ s + g²"),
)
_VELOCITY: tuple[_Row, ...] = (
    ("multiply", ("s1", "mu"), "s1", "μ v"),
    ("add", ("s1", "G"), "s1", "v = μ v + g"),
)
_STEP: tuple[_Row, ...] = (
    ("multiply", ("t", "rate"), "t", "step"),
    ("subtract", ("W", "t"), "W", "W − step"),
)
_ADAM: tuple[_Row, ...] = (
    *_VELOCITY,
    *_SUM_OF_SQUARES,
    ("sqrt", ("s2",), "t", "√s"),
    ("add", ("t", "epsilon"), "t", "√s + ε, in units of s"),
    ("divide", ("s1", "t"), "t", "v / (√s + ε)"),
    *_STEP,
)
_ROWS: dict[Optimizer, tuple[_Row, ...]] = {
    Optimizer.PLAIN: (("subtract", ("W", "G"), "W", "W − η ∂C/∂W: the learning rate is in c"),),
    Optimizer.MOMENTUM: (*_VELOCITY, ("multiply", ("s1", "rate"), "t", "η v"), _STEP[1]),
    Optimizer.NESTEROV: (
        *_VELOCITY,
        ("multiply", ("s1", "mu"), "t", "μ v"),
        ("add", ("t", "G"), "t", "g + μ v"),
        *_STEP,
    ),
    Optimizer.ADAGRAD: (
        ("multiply", ("G", "G"), "t", "g²"),
        ("add", ("s1", "t"), "s1", "s = s + g²"),
        ("sqrt", ("s1",), "t", "√s"),
        ("add", ("t", "epsilon"), "t", "√s + ε"),
        ("divide", ("G", "t"), "t", "g / (√s + ε)"),
        *_STEP,
    ),
    Optimizer.RMSPROP: (
        ("multiply", ("s1", "rho"), "s1", "ρ s"),
        ("multiply", ("G", "G"), "t", "g²"),
        ("add", ("s1", "t"), "s1", "s = ρ s + g²"),
        ("sqrt", ("s1",), "t", "√s"),
        ("add", ("t", "epsilon"), "t", "√s + ε, in units of s"),
        ("divide", ("G", "t"), "t", "g / (√s + ε)"),
        *_STEP,
    ),
    Optimizer.ADAM: _ADAM,
    Optimizer.ADAMW: _ADAM,
    Optimizer.NADAM: (
        *_VELOCITY,
        *_SUM_OF_SQUARES,
        ("multiply", ("G", "of_gradient"), "t", "a g"),
        ("multiply", ("s1", "of_mean"), "u", "b v"),
        ("add", ("t", "u"), "t", "a g + b v"),
        ("sqrt", ("s2",), "u", "√s"),
        ("add", ("u", "epsilon"), "u", "√s + ε, in units of s"),
        ("divide", ("t", "u"), "t", "(a g + b v) / (√s + ε)"),
        *_STEP,
    ),
    Optimizer.ADADELTA: (
        ("multiply", ("s1", "rho"), "s1", "ρ s"),
        ("multiply", ("G", "G"), "t", "g²"),
        ("add", ("s1", "t"), "s1", "s = ρ s + g²"),
        ("add", ("s1", "epsilon"), "t", "s + ε, in units of s"),
        ("add", ("s2", "epsilon"), "u", "q + ε, in units of q"),
        ("divide", ("u", "t"), "t", "(q + ε) / (s + ε)"),
        ("sqrt", ("t",), "t", "√((q + ε) / (s + ε))"),
        ("multiply", ("t", "G"), "t", "d = √((q + ε) / (s + ε)) g"),
        ("multiply", ("s2", "rho"), "s2", "ρ q"),
        ("multiply", ("t", "t"), "u", "d²"),
        ("add", ("s2", "u"), "s2", "q = ρ q + d²"),
        *_STEP,
    ),
    Optimizer.LION: (
        ("multiply", ("s1", "mu"), "t", "0.09 v"),
        ("add", ("t", "G"), "t", "0.09 v + g, ten times 0.9 of the mean and 0.1 g"),
        ("sign", ("t",), "t", "its sign"),
        ("multiply", ("s1", "rho"), "s1", "0.99 v"),
        ("add", ("s1", "G"), "s1", "v = 0.99 v + g"),
        *_STEP,
    ),
}


def calls(rule: Rule) -> list[Call]:
    """Return the calls that turn the gradient into new parameters.

    Example:
        >>> [call.code for call in calls(Rule(Optimizer.MOMENTUM, 0.1))]
        ['np.multiply(s1, mu, s1)', 'np.add(s1, G, s1)', 'np.multiply(s1, rate, t)', 'np.subtract(W, t, W)']

    Source: see ``engine.maths.optimizers.update_in_place``.
    """
    rows = _ROWS[rule.optimizer]
    if rule.weight_decay and rule.optimizer in DECOUPLED:
        rows = (("multiply", ("W", "shrink"), "W", "W (1 − η w): weight decay, decoupled"), *rows)
    elif rule.weight_decay:
        rows = (("multiply", ("W", "decay"), "t", "w W"), ("add", ("G", "t"), "G", "g + w W: weight decay, coupled"), *rows)
    return [Call(Part.UPDATE, *row) for row in rows]


def gradient_factor(rule: Rule, rate: Rate) -> Rate:
    """Return what the gradient is multiplied with from the start: the learning rate where the update is one subtraction.

    Example:
        >>> [gradient_factor(Rule(optimizer, 0.1), 0.1) for optimizer in (Optimizer.PLAIN, Optimizer.MOMENTUM)]
        [0.1, 1.0]
    """
    return rate if rule.optimizer is Optimizer.PLAIN else 1.0


def factors(rule: Rule, rate: Rate) -> dict[str, Rate]:
    """Return the numbers that the calls read and that stay as they are.

    Args:
        rule: Optimizer and settings.
        rate: The learning rate, in place of the rule's own.

    Example:
        >>> factors(Rule(Optimizer.MOMENTUM, 0.5, momentum=0.9), 0.5)
        {'rate': 0.5, 'mu': 0.9, 'decay': 0.0, 'shrink': 1.0}
    """
    found: dict[str, Rate] = {
        "rate": rate,
        "mu": rule.momentum,
        "decay": gradient_factor(rule, rate) * rule.weight_decay,
        "shrink": 1.0 - rate * rule.weight_decay,
    }
    match rule.optimizer:
        case Optimizer.ADAGRAD:
            found |= {"epsilon": optimizers.ADAGRAD_EPSILON}
        case Optimizer.RMSPROP:
            unit = math.sqrt(1.0 - optimizers.RMSPROP_DECAY)
            found |= {"rho": optimizers.RMSPROP_DECAY, "epsilon": optimizers.RMSPROP_EPSILON / unit, "rate": rate / unit}
        case Optimizer.ADADELTA:
            unit = 1.0 - optimizers.ADADELTA_DECAY
            found |= {"rho": optimizers.ADADELTA_DECAY, "epsilon": optimizers.ADADELTA_EPSILON / unit}
        case Optimizer.LION:
            share = optimizers.LION_DECAY_STEP * (1.0 - optimizers.LION_DECAY_MEAN) / (1.0 - optimizers.LION_DECAY_STEP)
            found |= {"mu": share, "rho": optimizers.LION_DECAY_MEAN}
        case Optimizer.ADAM | Optimizer.ADAMW | Optimizer.NADAM:
            found |= {"mu": optimizers.ADAM_DECAY_MEAN, "rho": optimizers.ADAM_DECAY_SQUARE}
    return found


def corrections(rule: Rule, rate: Rate, step: int) -> dict[str, Rate]:
    """Return the numbers that differ from update to update: Adam and its kin free their means of the pull to 0; else none.

    Args:
        rule: Optimizer and settings.
        rate: The learning rate, in place of the rule's own.
        step: Number of updates made before this one, at least 0.

    Example:
        >>> corrections(Rule(Optimizer.ADAM, 0.5), 0.5, 0), corrections(Rule(Optimizer.PLAIN, 0.5), 0.5, 0)
        ({'epsilon': 1e-08, 'rate': 0.5}, {})
    """
    if rule.optimizer not in (Optimizer.ADAM, Optimizer.ADAMW, Optimizer.NADAM):
        return {}
    of_sum = 1.0 - optimizers.ADAM_DECAY_MEAN
    unit = math.sqrt((1.0 - optimizers.ADAM_DECAY_SQUARE ** (step + 1)) / (1.0 - optimizers.ADAM_DECAY_SQUARE))
    epsilon = optimizers.ADAM_EPSILON * unit
    if rule.optimizer is Optimizer.NADAM:
        of_gradient, of_mean = optimizers.nadam_shares(step + 1)
        return {"epsilon": epsilon, "rate": rate * unit, "of_gradient": of_gradient, "of_mean": of_mean * of_sum}
    return {"epsilon": epsilon, "rate": rate * (unit * of_sum / (1.0 - optimizers.ADAM_DECAY_MEAN ** (step + 1)))}
