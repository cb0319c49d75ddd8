"""Parameters of a fully connected network, counted by building it."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest

from engine.problems.mlp_parameters import FAMILY, Params

PROBLEMS = [FAMILY.generate(Params(hidden_layers=4), seed) for seed in range(500)]


def counted(sizes: list[int]) -> int:
    return sum(np.empty((n_out, n_in)).size + np.empty(n_out).size for n_in, n_out in pairwise(sizes))


def test_key_is_the_number_of_entries_of_all_matrices_and_vectors() -> None:
    for problem in PROBLEMS:
        assert problem.key == counted(problem.givens["sizes"])


@pytest.mark.parametrize(
    ("sizes", "count"), [([3, 4, 2], 26), ([4, 8, 3], 67), ([784, 256, 128, 10], 235_146), ([2, 8, 8, 8, 1], 177)]
)
def test_well_known_networks(sizes: list[int], count: int) -> None:
    assert FAMILY.solve({"sizes": sizes}) == count


def test_beliefs_miscount_as_they_say() -> None:
    for problem in PROBLEMS:
        sizes, wrong = problem.givens["sizes"], {one.misconception: one.value for one in problem.distractors}
        assert wrong["M-PARAM-NOBIAS"] == problem.key - sum(sizes[1:])
        assert wrong["M-PARAM-INPUTBIAS"] == problem.key + sizes[0]


def test_ranges_are_followed_and_all_depths_occur() -> None:
    sizes = [problem.givens["sizes"] for problem in PROBLEMS]
    assert {len(one) for one in sizes} == {3, 4, 5, 6}
    assert max(max(one) for one in sizes) <= 16


def test_prompt_lists_the_layers_in_words() -> None:
    (two,) = [problem for problem in PROBLEMS if len(problem.givens["sizes"]) == 4][:1]
    n_in, first, second, _ = two.givens["sizes"]
    assert f"has {n_in} inputs, hidden layers of {first} and {second} units" in two.prompt
    assert "hidden and output unit has a bias" in two.prompt
