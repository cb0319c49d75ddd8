"""Many seeds of one run: each run is the run that the simulation itself makes, in any portions."""

from __future__ import annotations

from itertools import count

import numpy as np
import pytest

from engine.simulation import Outcome
from engine.timeline import Timeline
from quizapp.services.named_runs import find
from quizapp.services.seed_survey import QUANTILES, SeedSurvey
from quizapp.services.simulations import SimulationSession

SMALL = "mlp_classifier@1?data=xor&width=2&seed=77"


def survey(text: str, length: int, n_seeds: int = 12) -> SeedSurvey:
    ticks = count()
    return SeedSurvey(find(text).run, length, lambda: next(ticks) * 1e-4, n_seeds)


def finished(made: SeedSurvey, budget_s: float = 1.0) -> SeedSurvey:
    while not made.done:
        made.work(budget_s)
    return made


def test_every_run_is_the_run_of_its_seed() -> None:
    made = finished(survey(SMALL, 90))
    for seed in (0, 5, 11):
        timeline = Timeline(find(SMALL.replace("77", str(seed))).run)
        timeline.seek(90)
        end = made.ends[seed]
        assert (end.seed, end.outcome) == (seed, timeline.status.outcome)
        assert end.value == timeline.frame().readouts["loss"]


def test_portions_do_not_matter() -> None:
    at_once, bit_by_bit = finished(survey(SMALL, 40), 10.0), finished(survey(SMALL, 40), 1e-6)
    assert at_once.ends == bit_by_bit.ends
    assert np.array_equal(at_once.bands()[1], bit_by_bit.bands()[1])


def test_bands_are_quantiles_of_the_curves_and_in_order() -> None:
    made = finished(survey(SMALL, 500))
    steps, bands = made.bands()
    assert (steps[0], steps[-1], len(bands)) == (0.0, 500.0, len(QUANTILES))
    assert (np.diff(bands, axis=0) >= 0.0).all()
    assert sorted(end.value for end in made.ends)[5] <= bands[1, -1] <= sorted(end.value for end in made.ends)[6]


def test_the_share_counts_what_converged() -> None:
    made = finished(survey(SMALL, 300))
    converged, low, high = made.share()
    assert converged == made.counts().get(Outcome.CONVERGED, 0)
    assert 0.0 <= low <= converged / 12 <= high <= 1.0
    assert sum(made.counts().values()) == 12


def test_a_run_without_chance_is_known_as_one() -> None:
    assert finished(survey("perceptron_learning@1?data=and", 20)).all_alike()
    assert not finished(survey(SMALL, 20)).all_alike()


def test_what_diverges_keeps_its_place_in_the_curves() -> None:
    made = finished(survey("mlp_classifier@1?data=xor&learning_rate=10.0&activation=identity&layers=2", 400, 6))
    assert Outcome.DIVERGED in made.counts()
    assert np.isfinite(made.bands()[1]).all()


def test_nothing_done_is_no_share() -> None:
    made = survey(SMALL, 10)
    assert made.share() == (0, 0.0, pytest.approx(1.959964**2 / (1.0 + 1.959964**2)))  # of no success in one trial
    assert made.bands()[1].shape == (3, 0)
    assert not made.done


def test_a_seed_is_taken_with_the_events_of_the_run() -> None:
    session = SimulationSession(find("perceptron_learning@1?data=noisy&seed=3"), lambda: 0.0)
    events = session.run.events
    session.take_seed(9, 25)
    assert (session.run.seed, session.run.events, session.goal) == (9, events, 25)
    session.undo()
    assert session.run.seed == 3
