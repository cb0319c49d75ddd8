"""Novikoff's theorem over random separable clouds: the engine's learner against the engine's bound."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.examples import THOUSAND, Examples, separable_cloud
from engine.maths.perceptron import mistake_bound
from engine.maths.perceptron_learner import show, start


def mistakes_and_bound(rng: np.random.Generator, seed: int) -> tuple[int, float]:
    """Mistakes until nothing is left to learn, and (R / gamma)^2, of a cloud of random size and margin."""
    places, labels = separable_cloud(rng, int(rng.integers(2, 13)), float(10.0 ** rng.uniform(-2.0, 0.0)))
    bound = mistake_bound(places / THOUSAND, labels)
    rows = np.column_stack([places, np.full(len(labels), THOUSAND)])
    learner = start(Examples(rows, labels, 0, bound), seed, cyclic=bool(rng.integers(2)))
    fires_at_zero, cyclic = bool(rng.integers(2)), bool(rng.integers(2))
    while not learner.converged:
        learner, _ = show(learner, 50, fires_at_zero=fires_at_zero, cyclic=cyclic)
    return learner.updates, bound


@pytest.mark.parametrize("n_runs", [2_000, pytest.param(10_000, marks=pytest.mark.slow)])
def test_perceptron_never_makes_more_mistakes_than_the_bound(n_runs: int) -> None:
    rng = np.random.default_rng(0)
    mistakes, bounds = np.array([mistakes_and_bound(rng, seed) for seed in range(n_runs)]).T
    # Wolfe's method stops within 1e-12 R^2 of gamma^2; here R^2 < 10 and gamma > 0.009, so the bound is right to 2e-7 of it.
    assert (mistakes <= bounds * (1.0 + 1e-6)).all()
    assert (mistakes / bounds).max() > 0.5  # it is no idle bound
