"""Learning rates that change during a run: each schedule is a frozen record, its rate a pure function of the update's number.

A run with a schedule gives every update the rule ``replace(rule, learning_rate=schedule.rate(step))``. Definitions are those of
``torch.optim.lr_scheduler`` where it has them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Protocol

ONE_CYCLE_START = 1 / 25  # first rate of a one-cycle run, as a share of its peak
ONE_CYCLE_END = 1e-4  # last rate, as a share of the first


class Schedule(Protocol):
    """Anything that has a learning rate for each update."""

    def rate(self, step: int) -> float:
        """Return the learning rate of the update that follows ``step`` others, ``step`` at least 0."""
        ...


@dataclass(frozen=True, slots=True)
class Constant:
    """The same rate for ever: r.

    Attributes:
        learning_rate: r, above 0.

    Example:
        >>> Constant(0.1).rate(1000)
        0.1

    Source: Goodfellow, Bengio, Courville 2016, section 8.3.1 (why it leaves noise that does not vanish).
    """

    learning_rate: float

    def rate(self, step: int) -> float:  # noqa: ARG002  (a schedule takes it)
        """Return r."""
        return self.learning_rate


@dataclass(frozen=True, slots=True)
class StepDecay:
    """A rate that falls by a factor after every so many updates: r f^floor(step / n).

    Attributes:
        learning_rate: r, above 0.
        every: n, at least 1.
        factor: f, above 0 and below 1.

    Example:
        >>> [StepDecay(0.8, every=3, factor=0.5).rate(step) for step in (0, 2, 3, 6)]
        [0.8, 0.8, 0.4, 0.2]

    Source: He, Zhang, Ren, Sun 2016, section 3.4 (a tenth when the error plateaus); PyTorch documentation, StepLR.
    """

    learning_rate: float
    every: int
    factor: float = 0.1

    def rate(self, step: int) -> float:
        """Return r f^floor(step / n)."""
        return self.learning_rate * self.factor ** (step // self.every)


@dataclass(frozen=True, slots=True)
class Cosine:
    """A rate that falls along half a cosine and then stays low: l + (r - l) (1 + cos(pi step / n)) / 2, l from step n on.

    Attributes:
        learning_rate: r, above 0.
        length: n, at least 1.
        lowest: l, from 0 to r.

    Example:
        >>> [round(Cosine(0.4, length=10).rate(step), 12) for step in (0, 5, 10, 11)]
        [0.4, 0.2, 0.0, 0.0]

    Source: Loshchilov & Hutter 2017, "SGDR", equation 5, without its restarts.
    """

    learning_rate: float
    length: int
    lowest: float = 0.0

    def rate(self, step: int) -> float:
        """Return the rate on the cosine, or the lowest after it."""
        return _along_cosine(self.learning_rate, self.lowest, step / self.length)


@dataclass(frozen=True, slots=True)
class WarmUp:
    """A straight rise to the first rate of another schedule, which follows: r_0 (s + (1 - s) step / n), then r_(step - n).

    Attributes:
        then: What follows; its rates are r_0, r_1, ...
        length: n, at least 1.
        start: s, share of r_0 at which the rise begins, from 0 to 1; at 0 the first update moves nothing.

    Example:
        >>> [WarmUp(Constant(0.8), length=4, start=0.25).rate(step) for step in (0, 2, 4, 100)]
        [0.2, 0.5, 0.8, 0.8]

    Source: Goyal et al. 2017, "Accurate, Large Minibatch SGD", section 2.2 (gradual warm-up).
    """

    then: Schedule
    length: int
    start: float = 0.1

    def rate(self, step: int) -> float:
        """Return the rate on the rise, or that of what follows."""
        if step >= self.length:
            return self.then.rate(step - self.length)
        return self.then.rate(0) * (self.start + (1.0 - self.start) * step / self.length)


@dataclass(frozen=True, slots=True)
class OneCycle:
    """One rise to a high rate and a long fall far below the start, both half cosines: from p / 25 to p to p / 250,000.

    The peak p is reached at step f n - 1, the end at step n - 1; after that the rate stays. The momentum, which the source
    moves the other way, is left alone.

    Attributes:
        peak: p, above 0.
        length: n, at least 2.
        rising: f, share of the run that rises, above 0 and below 1; without a step before the peak the run starts there.

    Example:
        >>> cycle = OneCycle(1.0, length=101, rising=41 / 101)
        >>> [round(cycle.rate(step), 6) for step in (0, 20, 40, 70, 100)]
        [0.04, 0.52, 1.0, 0.500002, 4e-06]

    Source: Smith & Topin 2018, "Super-Convergence", section 3, with the cosine form and the numbers of PyTorch's OneCycleLR.
    """

    peak: float
    length: int
    rising: float = 0.3

    def rate(self, step: int) -> float:
        """Return the rate on the rise or on the fall."""
        start, summit = self.peak * ONE_CYCLE_START, max(self.rising * self.length - 1.0, 0.0)
        if step < summit:
            return _along_cosine(start, self.peak, step / summit)
        return _along_cosine(self.peak, start * ONE_CYCLE_END, (step - summit) / (self.length - 1.0 - summit))


def _along_cosine(first: float, last: float, share: float) -> float:
    """Return where half a cosine from one rate to another is after a share of its way; from 1 on it stays at the last."""
    return last if share >= 1.0 else last + (first - last) * (1.0 + math.cos(math.pi * share)) / 2.0
