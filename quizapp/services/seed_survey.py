"""One run from many seeds, computed in small portions: how often it ends well, and how far its curves spread."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from engine.maths.intervals import wilson_interval
from engine.simulation import FloatArray, Outcome, Run
from engine.timeline import Timeline
from quizapp.services.comparison import followed

SEEDS = 256
POINTS = 200  # of a curve; a chart of a few hundred pixels shows no more
QUANTILES = (0.05, 0.5, 0.95)
FIRST_GUESS_S = 1e-4  # what a step may cost, until it is measured


@dataclass(frozen=True, slots=True)
class SeedEnd:
    """How the run from one seed ended.

    Attributes:
        seed: The seed.
        outcome: Where the run stood at the last step.
        value: The followed readout there.
    """

    seed: int
    outcome: Outcome
    value: float


class SeedSurvey:
    """The runs from seeds 0, 1, 2, ... of one setting.

    Attributes:
        run: The setting; its own seed does not count.
        length: Steps of each run.
        readout: The readout whose curve is followed; None if none is recorded at every step.
        ends: How the runs that are done ended, in the order of the seeds.
    """

    def __init__(self, run: Run[Any, Any, Any], length: int, cpu_clock: Callable[[], float], n_seeds: int = SEEDS) -> None:
        """Prepare; nothing is computed yet.

        Args:
            run: The setting.
            length: Steps of each run, at least 0.
            cpu_clock: Seconds that only grow, for portions of work.
            n_seeds: Number of seeds, at least 1.
        """
        self.run, self.length, self.total = run, length, n_seeds
        self.readout = followed(run)
        self.ends: list[SeedEnd] = []
        self._clock = cpu_clock
        self._cost_s = FIRST_GUESS_S
        self._places = np.unique(np.linspace(0, length, min(POINTS, length + 1)).round().astype(int))
        self._curves = np.empty((n_seeds, len(self._places)))
        self._timeline: Timeline[Any, Any, Any] | None = None

    @property
    def done(self) -> bool:
        """Whether all runs are done."""
        return len(self.ends) == self.total

    def work(self, budget_s: float) -> None:
        """Compute for about this long, at least one step."""
        deadline = self._clock() + budget_s
        while not self.done:
            self._portion(deadline - self._clock())
            if self._clock() >= deadline:
                return

    def share(self) -> tuple[int, float, float]:
        """Return how many runs have converged, and the 95 % Wilson interval of the chance that one does."""
        converged = sum(end.outcome is Outcome.CONVERGED for end in self.ends)
        return (converged, *wilson_interval(converged, max(1, len(self.ends))))

    def counts(self) -> dict[Outcome, int]:
        """Return how many runs ended in each outcome, the most frequent first."""
        return dict(Counter(end.outcome for end in self.ends).most_common())

    def bands(self) -> tuple[FloatArray, FloatArray]:
        """Return steps of shape (n,) and the quantiles of the curves there, shape (3, n); without a curve they are empty."""
        if self.readout is None or not self.ends:
            return np.empty(0), np.empty((len(QUANTILES), 0))
        curves = self._curves[: len(self.ends)]
        return self._places.astype(float), np.quantile(curves, QUANTILES, axis=0, method="closest_observation")

    def all_alike(self) -> bool:
        """Return whether no run differs from the others: nothing random is in them."""
        return (
            len({(end.outcome, end.value) for end in self.ends}) == 1
            and not np.ptp(self._curves[: len(self.ends)], axis=0).any()
        )

    def _portion(self, left_s: float) -> None:
        if self._timeline is None:
            self._timeline = Timeline(replace(self.run, seed=len(self.ends)))
        timeline = self._timeline
        steps = max(1, min(self.length - timeline.step, int(left_s / self._cost_s)))
        began = self._clock()
        if timeline.step < self.length:
            timeline.seek(timeline.step + steps)
            self._cost_s = max(1e-7, (self._clock() - began) / steps)
        if timeline.step >= self.length or timeline.status.final:
            self._finish(timeline)

    def _finish(self, timeline: Timeline[Any, Any, Any]) -> None:
        value = np.nan
        if self.readout is not None:
            curve = timeline.history()[self.readout.name]
            self._curves[len(self.ends)] = curve[np.minimum(self._places, len(curve) - 1)]  # what is final stays
            value = float(curve[-1])
        self.ends.append(SeedEnd(len(self.ends), timeline.status.outcome, value))
        self._timeline = None
