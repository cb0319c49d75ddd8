"""Random numbers as a function of seed, step and stream."""

from __future__ import annotations

import numpy as np
import pytest

from engine.rng import step_rng


def test_same_words_give_the_same_numbers() -> None:
    assert (step_rng(7, 3, "order").random(100) == step_rng(7, 3, "order").random(100)).all()


@pytest.mark.parametrize("other", [(8, 3, "order"), (7, 4, "order"), (7, 3, "noise"), (3, 7, "order")])
def test_another_seed_step_or_stream_gives_other_numbers(other: tuple[int, int, str]) -> None:
    assert not (step_rng(7, 3, "order").random(100) == step_rng(*other).random(100)).any()


def test_global_random_state_has_no_say() -> None:
    first = step_rng(0, 0, "a").random()
    np.random.rand(10)  # noqa: NPY002  (must not matter)
    assert step_rng(0, 0, "a").random() == first


def test_first_numbers_of_neighbouring_steps_are_uncorrelated() -> None:
    draws = np.array([step_rng(1, step, "noise").standard_normal() for step in range(4_000)])
    assert abs(draws.mean()) < 4 / np.sqrt(len(draws))
    assert abs(np.corrcoef(draws[:-1], draws[1:])[0, 1]) < 4 / np.sqrt(len(draws))


@pytest.mark.parametrize("words", [(-1, 0), (0, -1)])
def test_negative_seed_or_step_is_refused(words: tuple[int, int]) -> None:
    with pytest.raises(ValueError, match="non-negative"):
        step_rng(*words, "order")
