"""The order of the examples and the counting of updates and examples."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths.sampling import epoch_order, samples_used, updates_per_epoch

sizes = st.integers(1, 300)


@given(seed=st.integers(0, 2**31 - 1), epoch=st.integers(0, 10_000), n=sizes)
def test_a_shuffle_shows_every_example_once(seed: int, epoch: int, n: int) -> None:
    assert sorted(epoch_order(seed, epoch, n)) == list(range(n))


def test_each_epoch_has_its_own_order_and_each_seed_too() -> None:
    orders = {tuple(epoch_order(seed, epoch, 20)) for seed in range(5) for epoch in range(5)}
    assert len(orders) == 25


def test_draws_with_replacement_are_uniform_and_repeat_examples() -> None:
    draws = np.concatenate([epoch_order(0, epoch, 10, replacement=True) for epoch in range(2000)])
    counts = np.bincount(draws, minlength=10)
    assert np.abs(counts - 2000).max() < 4 * math.sqrt(2000)
    assert len(set(epoch_order(0, 0, 64, replacement=True).tolist())) < 64


@given(n=sizes, batch_size=sizes)
def test_counts_agree_with_walking_through_the_batches(n: int, batch_size: int) -> None:
    batches = [min(batch_size, n - start) for start in range(0, n, batch_size)]
    assert updates_per_epoch(n, batch_size) == len(batches)
    walked = np.cumsum([0, *batches, *batches])
    assert samples_used(np.arange(len(walked)), n, batch_size).tolist() == walked.tolist()


@pytest.mark.parametrize(("n", "batch_size", "updates"), [(500, 32, 16), (4, 32, 1), (60_000, 64, 938), (10, 1, 10)])
def test_updates_per_epoch(n: int, batch_size: int, updates: int) -> None:
    assert updates_per_epoch(n, batch_size) == updates
