"""Updates of mini-batch training, counted by cutting a list into batches."""

from __future__ import annotations

from typing import Any

import pytest

from engine.problems.updates_per_epoch import FAMILY, Params

PROBLEMS = [FAMILY.generate(Params(), seed) for seed in range(500)]


def counted(givens: Any) -> int:
    return sum(1 for _ in range(givens["epochs"]) for _ in range(0, givens["n_examples"], givens["batch_size"]))


def test_key_is_the_number_of_batches_cut() -> None:
    for problem in PROBLEMS:
        assert problem.key == counted(problem.givens)


def test_last_batch_is_always_short_and_stated_to_count() -> None:
    for problem in PROBLEMS:
        assert problem.givens["n_examples"] % problem.givens["batch_size"] != 0
        assert "counts as an update" in problem.prompt
        (floor,) = [one.value for one in problem.distractors if one.misconception == "M-LAST-BATCH"]
        assert floor == problem.key - problem.givens["epochs"]


def test_well_known_case() -> None:
    assert FAMILY.solve({"n_examples": 500, "batch_size": 32, "epochs": 3}) == 48


@pytest.mark.parametrize(("largest", "epochs"), [(200, 2), (1_000_000, 200)])
def test_ranges_are_followed(largest: int, epochs: int) -> None:
    params = Params(largest_dataset=largest, largest_epochs=epochs)
    for seed in range(50):
        givens = FAMILY.generate(params, seed).givens
        assert 100 <= givens["n_examples"] <= largest
        assert 2 <= givens["epochs"] <= epochs
