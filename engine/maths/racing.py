"""Walkers that descend one finite sum side by side: same start, same optimizer, each with its own batches of one stream."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from engine.maths.activations import FloatArray
from engine.maths.finite_sums import FiniteSum, Stream
from engine.maths.optimizers import Rule, init_slots, update

FAR = 1000.0  # a walker farther from the origin than this along either axis has diverged: a hundred maps away


@dataclass(frozen=True, slots=True)
class Walkers:
    """Where walkers stand and what moves them. Arrays are read-only.

    Attributes:
        positions: Shape (n_walkers, 2); of a diverged walker the last one before it left.
        slots: What the optimizer remembers, shape (n_slots, n_walkers, 2).
        diverged_at: Number of the update at which each walker left; 0 while it has not.
    """

    positions: FloatArray
    slots: FloatArray
    diverged_at: tuple[int, ...]


def at_start(rule: Rule, start: tuple[float, float], n_walkers: int) -> Walkers:
    """Return walkers that stand on one point and remember nothing.

    Example:
        >>> from engine.maths.optimizers import Optimizer
        >>> at_start(Rule(Optimizer.PLAIN, 0.5), (1.0, 2.0), 2).positions.tolist()
        [[1.0, 2.0], [1.0, 2.0]]
    """
    return _walkers(np.tile(start, (n_walkers, 1)), init_slots(rule.optimizer, (n_walkers, 2)), [0] * n_walkers)


def race(
    examples: FiniteSum, streams: Sequence[Stream], rule: Rule, walkers: Walkers, first: int, count: int
) -> tuple[Walkers, FloatArray]:
    """Return the walkers ``count`` updates later and their path, shape (count, n_walkers, 2).

    Args:
        examples: What is descended.
        streams: How each walker takes its examples.
        rule: Optimizer and settings of all walkers.
        walkers: Where they stand.
        first: Updates made before.
        count: Updates to make, at least 1.

    Example:
        >>> from engine.maths.finite_sums import line_fit
        >>> from engine.maths.optimizers import Optimizer
        >>> rule, line = Rule(Optimizer.PLAIN, 0.5), line_fit(np.array([-1.0, 1.0]), np.array([1.0, 3.0]))
        >>> race(line, [Stream(0, 2)], rule, at_start(rule, (0.0, 0.0), 1), 0, 2)[1].tolist()
        [[[0.5, 1.0]], [[0.75, 1.5]]]
    """
    statistics = np.stack([stream.statistics(examples, first, count) for stream in streams], axis=1)
    theta, slots, diverged_at = walkers.positions, walkers.slots, np.array(walkers.diverged_at)
    path = np.empty((count, *theta.shape))
    for k in range(count):
        gradient = examples.gradient(theta, statistics[k])
        moved, moved_slots = update(rule, theta, gradient, slots, first + k)
        if diverged_at.any() or not np.abs(moved).max() <= FAR:  # a NaN fails the comparison
            lost = ~(np.abs(moved).max(axis=1) <= FAR)
            diverged_at[lost & (diverged_at == 0)] = first + k + 1
            held = diverged_at > 0
            moved[held], moved_slots[:, held] = theta[held], slots[:, held]
        path[k] = theta = moved
        slots = moved_slots
    return _walkers(theta, slots, diverged_at.tolist()), path


def _walkers(positions: FloatArray, slots: FloatArray, diverged_at: list[int]) -> Walkers:
    positions.flags.writeable = slots.flags.writeable = False
    return Walkers(positions, slots, tuple(diverged_at))
