"""Two perceptrons for points that no line divides: one keeps the best line it has met, one averages all lines on its way.

Both walk with the plain rule of ``engine.maths.perceptron``, which on such points never comes to rest. A line is one vector
(w, b), its inputs are rows (x, 1), labels are 0 or 1, and a score of 0 gives the answer 1. Records hold read-only arrays.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from engine.maths.perceptron import FloatArray, IntArray, output
from engine.maths.sampling import epoch_order


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pocket:
    """A perceptron and the best line it has met.

    Attributes:
        step: Examples shown so far.
        line: Line of the perceptron, (w, b), shape (n_inputs + 1,).
        run: Right answers of that line in a row.
        kept: Line in the pocket, same shape.
        kept_run: Right answers in a row that it had given when it was put there.
        kept_right: Points of all that it answers rightly.
    """

    step: int = 0
    line: FloatArray
    run: int = 0
    kept: FloatArray
    kept_run: int = 0
    kept_right: int


def empty_pocket(points: FloatArray, labels: IntArray) -> Pocket:
    """Return a perceptron with the line 0, which is also in its pocket, before its first example.

    Args:
        points: Shape (n_points, n_inputs), at least one.
        labels: 0 or 1 each, shape (n_points,).

    Example:
        >>> empty_pocket(np.array([[0.0], [1.0], [2.0]]), np.array([0, 1, 1])).kept_right
        2
    """
    line = _frozen(np.zeros(points.shape[1] + 1))
    return Pocket(line=line, kept=line, kept_right=_n_right(_rows(points), labels, line))


def fill_pocket(pocket: Pocket, points: FloatArray, labels: IntArray, seed: int, count: int) -> Pocket:
    """Return the perceptron after some more examples, each drawn from all with replacement.

    A wrong answer corrects the line and ends its run. A right one lengthens the run; when it is longer than that of the line in
    the pocket, and the line answers more of all points rightly (the ratchet), it takes its place. A long run only hints at a
    good line, and saves counting after each example; the ratchet makes sure that the pocket never gets worse. With the number
    of examples the chance that it holds a best line goes to 1.

    Args:
        pocket: Where the learning stands.
        points: As of ``empty_pocket``.
        labels: As of ``empty_pocket``.
        seed: Seed of the draws.
        count: Number of examples, at least 1.

    Example:
        >>> points, labels = np.array([[0.0], [1.0], [2.0], [3.0]]), np.array([0, 1, 0, 1])
        >>> fill_pocket(empty_pocket(points, labels), points, labels, seed=0, count=200).kept_right
        3

    Source: Gallant 1990, "Perceptron-Based Learning Algorithms" (pocket algorithm with ratchet); there the count of the first
    line starts at 0, here at what it is.
    """
    rows = _rows(points)
    line, run, kept, kept_run, kept_right = pocket.line, pocket.run, pocket.kept, pocket.kept_run, pocket.kept_right
    for index in _shown(seed, len(points), pocket.step, count, replacement=True):
        error = _error(line, rows[index], labels[index])
        if error:
            line, run = line + error * rows[index], 0
            continue
        run += 1
        if run > kept_run and (right := _n_right(rows, labels, line)) > kept_right:
            kept, kept_run, kept_right = line, run, right
    return Pocket(
        step=pocket.step + count, line=_frozen(line), run=run, kept=_frozen(kept), kept_run=kept_run, kept_right=kept_right
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Averager:
    """A perceptron that remembers enough to average its line over all examples.

    Attributes:
        step: Examples shown so far.
        line: Line of the perceptron, (w, b), shape (n_inputs + 1,).
        delays: Sum of the corrections, each times the number of examples before it; same shape.
        mistakes: Corrections so far.
    """

    step: int = 0
    line: FloatArray
    delays: FloatArray
    mistakes: int = 0

    @property
    def average(self) -> FloatArray:
        """Mean of the lines after each example so far, shape (n_inputs + 1,); the line itself before the first.

        A correction made after k of t examples is part of t - k of the t lines, so the mean is the line minus delays / t: that
        is all there is to remember, and right answers cost nothing.
        """
        return self.line - self.delays / max(self.step, 1)


def new_averager(n_inputs: int) -> Averager:
    """Return a perceptron with the line 0 before its first example.

    Example:
        >>> new_averager(2).average.tolist()
        [0.0, 0.0, 0.0]
    """
    zeros = _frozen(np.zeros(n_inputs + 1))
    return Averager(line=zeros, delays=zeros)


def show(averager: Averager, points: FloatArray, labels: IntArray, seed: int, count: int) -> Averager:
    """Return the perceptron after some more examples; each pass over them has a fresh order.

    The mean weighs each line with the number of examples it lived through, so the many lines that were nearly right outvote the
    few that an odd example has just upset. It stands in for the vote of all lines, which would need them all.

    Args:
        averager: Where the learning stands.
        points: Shape (n_points, n_inputs), at least one.
        labels: 0 or 1 each, shape (n_points,).
        seed: Seed of the orders.
        count: Number of examples, at least 1.

    Example:
        >>> points, labels = np.array([[-1.0], [2.0]]), np.array([0, 1])
        >>> show(new_averager(1), points, labels, seed=0, count=20).mistakes
        1

    Source: Freund & Schapire 1999, "Large Margin Classification Using the Perceptron Algorithm", figure 1 (vote) and
    its experiments (average); the sum of delays: Daumé 2017, "A Course in Machine Learning", algorithm 7.
    """
    rows = _rows(points)
    line, delays, mistakes = averager.line, averager.delays, averager.mistakes
    shown = _shown(seed, len(points), averager.step, count, replacement=False)
    for before, index in enumerate(shown, start=averager.step):
        error = _error(line, rows[index], labels[index])
        if error:
            correction = error * rows[index]
            line, delays, mistakes = line + correction, delays + before * correction, mistakes + 1
    return Averager(step=averager.step + count, line=_frozen(line), delays=_frozen(delays), mistakes=mistakes)


def _rows(points: FloatArray) -> FloatArray:
    """Return (x, 1) of each point."""
    return np.column_stack([points, np.ones(len(points))])


def _error(line: FloatArray, row: FloatArray, label: int) -> int:
    """Return wanted minus given answer."""
    return int(label) - output(float(line @ row))


def _n_right(rows: FloatArray, labels: IntArray, line: FloatArray) -> int:
    return int(((rows @ line >= 0.0) == (labels == 1)).sum())


def _shown(seed: int, n_points: int, first: int, count: int, *, replacement: bool) -> list[int]:
    """Return the indices of ``count`` examples of one endless stream, from its place ``first`` on."""
    passes = range(first // n_points, (first + count - 1) // n_points + 1)
    orders = [epoch_order(seed, number, n_points, replacement=replacement) for number in passes]
    indices: list[int] = np.concatenate(orders)[first % n_points :][:count].tolist()
    return indices


def _frozen(array: FloatArray) -> FloatArray:
    array.flags.writeable = False
    return array
