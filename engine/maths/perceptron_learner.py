"""A perceptron that learns from labelled points one after another, pass after pass, in exact whole-number arithmetic."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.maths.cycles import CycleWatch, watch
from engine.maths.examples import THOUSAND, Examples
from engine.maths.perceptron import output
from engine.rng import step_rng

FloatArray: TypeAlias = NDArray[np.float64]
IntArray: TypeAlias = NDArray[np.int64]

RECENT_PASSES = 200  # passes whose mistakes are remembered: a bar chart shows no more, and memory stays flat


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Learner:
    """Where the learning stands.

    Attributes:
        step: Steps so far; each shows one example until nothing is left to learn.
        seed: Seed of the orders.
        examples: The points.
        from_zero: Whether the weights were zero when learning from these points began.
        sums: Sum of error * (x1, x2, 1) in thousandths, that is (w1, w2, b) without the learning rate; shape (3,).
        order: Indices of the points in the order of the pass under way, shape (n_points,).
        position: Points of that pass already shown.
        pass_mistakes: Mistakes in that pass so far.
        mistakes_per_pass: Mistakes of the latest full passes over these points.
        passes: Full passes since the start.
        updates: Corrections since the start.
        shown: Index of the point shown last; None before the first and after a change of the points.
        corrected: Step, index and error of the latest correction; None before the first and after a change of the points.
        cycle: Watches weights and bias at the ends of passes.
        converged: Whether a full pass over these points made no mistake.
    """

    step: int = 0
    seed: int
    examples: Examples
    from_zero: bool = True
    sums: IntArray
    order: IntArray
    position: int = 0
    pass_mistakes: int = 0
    mistakes_per_pass: tuple[int, ...] = ()
    passes: int = 0
    updates: int = 0
    shown: int | None = None
    corrected: tuple[int, int, int] | None = None
    cycle: CycleWatch[tuple[int, ...]]
    converged: bool = False

    @property
    def settled(self) -> bool:
        """Whether no further example can change anything."""
        return self.converged or not self.examples.n_points

    @property
    def last_mistakes(self) -> int:
        """Mistakes of the last full pass; before the first is full, those so far."""
        return self.mistakes_per_pass[-1] if self.mistakes_per_pass else self.pass_mistakes


@dataclass(frozen=True, slots=True, eq=False)
class Correction:
    """One change of the weights: the arrow from the old boundary to the new one.

    Attributes:
        step: Step at which it happened.
        index: The point that was answered wrongly.
        error: Wanted minus given answer, -1 or 1.
        old_weights: Weights before, shape (2,); ``old_bias`` likewise.
        new_weights: Weights after, shape (2,); ``new_bias`` likewise.
    """

    step: int
    index: int
    error: int
    old_weights: FloatArray
    old_bias: float
    new_weights: FloatArray
    new_bias: float


def start(examples: Examples, seed: int, *, cyclic: bool) -> Learner:
    """Return a learner with zero weights before its first example.

    Args:
        examples: What to learn.
        seed: Seed of the orders.
        cyclic: Whether every pass has the same order; else each has a fresh one.

    Example:
        >>> from engine.maths.examples import examples
        >>> points = examples(np.array([[1000, 2000]]), np.array([1]))
        >>> start(points, seed=0, cyclic=True).sums.tolist()
        [0, 0, 0]
    """
    order = _pass_order(seed, 0, examples.n_points, cyclic=cyclic)
    return Learner(seed=seed, examples=examples, sums=_frozen(np.zeros(3, np.int64)), order=order, cycle=CycleWatch((0, 0, 0)))


def restart(learner: Learner, examples: Examples, *, cyclic: bool) -> Learner:
    """Return the learner in front of other points: the weights and all counts stay, a new pass begins.

    Example:
        >>> from engine.maths.examples import examples
        >>> points = examples(np.array([[1000, 2000]]), np.array([1]))
        >>> learner, _ = show(start(points, 0, cyclic=True), 1, fires_at_zero=False, cyclic=True)
        >>> restart(learner, points, cyclic=True).sums.tolist()
        [1000, 2000, 1000]
    """
    return Learner(
        step=learner.step,
        seed=learner.seed,
        examples=examples,
        from_zero=learner.updates == 0,
        sums=learner.sums,
        order=_pass_order(learner.seed, learner.passes, examples.n_points, cyclic=cyclic),
        passes=learner.passes,
        updates=learner.updates,
        cycle=CycleWatch(tuple(learner.sums.tolist())),
    )


def show(learner: Learner, count: int, *, fires_at_zero: bool, cyclic: bool) -> tuple[Learner, IntArray]:
    """Return the learner after so many examples: for each w += (d - y) x and b += d - y, the learning rate left out.

    The learning rate only scales weights and bias, and no answer depends on that, because learning starts from zero.

    Args:
        learner: Where the learning stands.
        count: Number of examples, at least 1.
        fires_at_zero: Whether a score of 0 gives the answer 1.
        cyclic: Whether every pass has the same order; else each has a fresh one.

    Returns:
        The learner, and what it went through: the three sums, ``updates`` and ``last_mistakes`` after each example, shape
        (count, 5).

    Example:
        >>> from engine.maths.examples import examples
        >>> points = examples(np.array([[1000, 2000]]), np.array([1]))
        >>> show(start(points, 0, cyclic=True), 2, fires_at_zero=False, cyclic=True)[1].tolist()
        [[1000, 2000, 1000, 1, 1], [1000, 2000, 1000, 1, 0]]

    Source: Rosenblatt 1958; Bishop 2006, section 4.1.7.
    """
    record = np.empty((count, 5), dtype=np.int64)
    done = 0
    while done < count and not learner.settled:
        taken = min(count - done, len(learner.order) - learner.position)
        learner, record[done : done + taken] = _show_within_pass(learner, taken, fires_at_zero=fires_at_zero)
        done += taken
        if learner.position == len(learner.order):
            learner = _end_pass(learner, cyclic=cyclic)
            record[done - 1, 4] = learner.last_mistakes
    record[done:] = (*learner.sums, learner.updates, learner.last_mistakes)
    return replace(learner, step=learner.step + count - done), record


def _show_within_pass(learner: Learner, count: int, *, fires_at_zero: bool) -> tuple[Learner, list[tuple[int, ...]]]:
    """Show examples up to the end of the pass at most. Plain integers: at these sizes they beat arrays by far."""
    indices = learner.order[learner.position : learner.position + count].tolist()
    rows, labels = learner.examples.rows[indices].tolist(), learner.examples.labels[indices].tolist()
    w1, w2, b = learner.sums.tolist()
    updates, mistakes, corrected = learner.updates, learner.pass_mistakes, learner.corrected
    record: list[tuple[int, ...]] = []
    for shown, (x1, x2, one), label in zip(range(count), rows, labels, strict=True):
        error = label - output(w1 * x1 + w2 * x2 + b * one, fires_at_zero=fires_at_zero)
        if error:
            w1, w2, b = w1 + error * x1, w2 + error * x2, b + error * one
            updates, mistakes = updates + 1, mistakes + 1
            corrected = (learner.step + shown + 1, indices[shown], error)
        last_mistakes = learner.mistakes_per_pass[-1] if learner.mistakes_per_pass else mistakes
        record.append((w1, w2, b, updates, last_mistakes))
    after = replace(
        learner,
        step=learner.step + count,
        sums=_frozen(np.array([w1, w2, b], dtype=np.int64)),
        position=learner.position + count,
        pass_mistakes=mistakes,
        updates=updates,
        shown=indices[-1],
        corrected=corrected,
    )
    return after, record


def _end_pass(learner: Learner, *, cyclic: bool) -> Learner:
    """Count the pass that has just been completed and prepare the next one."""
    passes = learner.passes + 1
    return replace(
        learner,
        position=0,
        pass_mistakes=0,
        mistakes_per_pass=(*learner.mistakes_per_pass, learner.pass_mistakes)[-RECENT_PASSES:],
        passes=passes,
        order=learner.order if cyclic else _pass_order(learner.seed, passes, len(learner.order), cyclic=False),
        cycle=watch(learner.cycle, tuple(learner.sums.tolist())) if cyclic else learner.cycle,
        converged=learner.pass_mistakes == 0,
    )


def scaled(sums: IntArray, learning_rate: float) -> FloatArray:
    """Return (w1, w2, b) from the sums of a learner, shape (..., 3).

    Example:
        >>> scaled(np.array([1000, 2000, -500]), 0.5).tolist()
        [0.5, 1.0, -0.25]
    """
    weights: FloatArray = learning_rate * (sums / THOUSAND)
    return weights


def weights_of(sums: IntArray, learning_rate: float) -> tuple[FloatArray, float]:
    """Return weights, shape (2,), read-only, and bias from the sums of a learner.

    Example:
        >>> weights, bias = weights_of(np.array([1000, 2000, -500]), 0.5)
        >>> weights.tolist(), bias
        ([0.5, 1.0], -0.25)
    """
    weights = scaled(sums, learning_rate)
    weights.flags.writeable = False
    return weights[:2], float(weights[2])


def last_correction(learner: Learner, learning_rate: float) -> Correction | None:
    """Return the latest change of the weights; None if there was none since the points were last changed.

    Example:
        >>> from engine.maths.examples import examples
        >>> points = examples(np.array([[1000, 2000]]), np.array([1]))
        >>> learner, _ = show(start(points, 0, cyclic=True), 1, fires_at_zero=False, cyclic=True)
        >>> last_correction(learner, 0.5).new_weights.tolist()
        [0.5, 1.0]
    """
    if learner.corrected is None:
        return None
    step, index, error = learner.corrected
    before = weights_of(learner.sums - error * learner.examples.rows[index], learning_rate)
    return Correction(step, index, error, *before, *weights_of(learner.sums, learning_rate))


def _pass_order(seed: int, number: int, n_points: int, *, cyclic: bool) -> IntArray:
    order = np.arange(n_points) if cyclic else step_rng(seed, number, "order").permutation(n_points)
    return _frozen(order.astype(np.int64, copy=False))


def _frozen(array: IntArray) -> IntArray:
    array.flags.writeable = False
    return array
