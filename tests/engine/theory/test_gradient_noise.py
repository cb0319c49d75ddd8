"""The noise of a batch gradient: its size falls as 1 / sqrt(B), and without replacement faster still."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.datasets import noisy_line
from engine.maths.finite_sums import FiniteSum, Stream, line_fit
from engine.maths.sampling import updates_per_epoch
from engine.rng import step_rng

N_RUNS = 10_000
N_EXAMPLES = 64


def cost() -> FiniteSum:
    return line_fit(*noisy_line(step_rng(0, 0, "data"), N_EXAMPLES, 0.5))


def first_batch_gradients(theta: np.ndarray, batch_size: int, *, replacement: bool, n_runs: int) -> np.ndarray:
    """Gradients of the first batches of so many epochs: draws that do not know of each other."""
    examples, per_epoch = cost(), updates_per_epoch(N_EXAMPLES, batch_size)
    statistics = Stream(7, batch_size, replacement).statistics(examples, 0, n_runs * per_epoch)[::per_epoch]
    return examples.gradient(np.tile(theta, (n_runs, 1)), statistics)


@pytest.mark.parametrize("replacement", [False, True])
@pytest.mark.parametrize("batch_size", [1, 4, 16, 48])
def test_variance_of_a_batch_gradient_is_that_of_one_example_over_the_batch_size(batch_size: int, replacement: bool) -> None:
    examples, theta = cost(), np.array([0.3, -0.8])
    of_examples = examples.gradient(np.tile(theta, (N_EXAMPLES, 1)), examples.statistics)
    left_over = 1.0 if replacement else (N_EXAMPLES - batch_size) / (N_EXAMPLES - 1)
    expected = of_examples.var(axis=0) * left_over / batch_size
    drawn = first_batch_gradients(theta, batch_size, replacement=replacement, n_runs=N_RUNS)
    deviations = drawn - examples.gradient(theta, examples.mean)
    # A mean of n squares has the standard error expected * sqrt((kurtosis - 1) / n), a mean sqrt(expected / n); five of them.
    kurtosis = (deviations**4).mean(axis=0) / np.square((deviations**2).mean(axis=0))
    room = 5.0 * np.sqrt((kurtosis - 1.0) / N_RUNS)
    assert (np.abs((deviations**2).mean(axis=0) / expected - 1.0) <= room).all()
    assert (np.abs(deviations.mean(axis=0)) <= 5.0 * np.sqrt(expected / N_RUNS)).all()  # and it is unbiased


def test_a_whole_epoch_in_one_batch_has_no_noise() -> None:
    drawn = first_batch_gradients(np.array([0.3, -0.8]), N_EXAMPLES, replacement=False, n_runs=100)
    assert np.ptp(drawn, axis=0).max() == 0.0
