"""The Wilson interval against its own equation, published numbers and its coverage counted by brute force."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths.intervals import Z_95, wilson_interval

counts = st.integers(1, 10_000).flatmap(lambda trials: st.tuples(st.integers(0, trials), st.just(trials)))


@given(counts)
def test_ends_lie_z_standard_errors_from_the_count(count: tuple[int, int]) -> None:
    successes, trials = count
    for end in wilson_interval(successes, trials):
        distance = abs(successes - trials * end)
        assert distance == pytest.approx(Z_95 * math.sqrt(trials * end * (1.0 - end)), rel=1e-6, abs=1e-9 * trials)


@given(counts)
def test_interval_holds_the_share_and_stays_in_the_unit_interval(count: tuple[int, int]) -> None:
    low, high = wilson_interval(*count)
    assert 0.0 <= low <= count[0] / count[1] <= high <= 1.0


@pytest.mark.parametrize("trials", [1, 7, 64, 100_000])
def test_none_and_all_have_the_closed_form(trials: int) -> None:
    assert wilson_interval(0, trials) == (0.0, pytest.approx(Z_95**2 / (trials + Z_95**2), rel=1e-12))
    assert wilson_interval(trials, trials) == (pytest.approx(trials / (trials + Z_95**2), rel=1e-12), 1.0)


def test_newcombe_1998_example() -> None:
    # Newcombe 1998, Statistics in Medicine 17, table I, method 3: 81 of 263.
    low, high = wilson_interval(81, 263)
    assert (round(low, 4), round(high, 4)) == (0.2553, 0.3662)


@pytest.mark.parametrize("trials", [16, 64])
def test_coverage_is_95_percent_on_average_over_all_shares(trials: int) -> None:
    shares = (np.arange(2000) + 0.5) / 2000
    covered = np.zeros_like(shares)
    for successes in range(trials + 1):
        low, high = wilson_interval(successes, trials)
        chance = math.comb(trials, successes) * shares**successes * (1.0 - shares) ** (trials - successes)
        covered += chance * ((low <= shares) & (shares <= high))
    assert covered.mean() == pytest.approx(0.95, abs=0.005)
    assert covered.min() > 0.83  # the known dip near 0 and 1: Brown, Cai, DasGupta 2001, section 3.1.1


@pytest.mark.parametrize("count", [(0, 0), (-1, 5), (6, 5)])
def test_impossible_counts_are_refused(count: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="successes must be from 0 to the number of trials"):
        wilson_interval(*count)
