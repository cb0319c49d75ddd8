"""Networks on nested training sets side by side are what each of them would be alone."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError
from engine.maths.activations import Activation
from engine.maths.losses import Loss
from engine.maths.networks import Network, init_theta
from engine.maths.optimizers import Optimizer, Rule
from engine.training.nested_sets import nested_trainer, scores, shares_right
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

NETWORK = Network((2, 5, 5, 1), Activation.TANH)
RECIPE = Recipe(NETWORK, Loss.BINARY_CROSS_ENTROPY, Rule(Optimizer.ADAM, 0.05))
RNG = np.random.default_rng(0)
INPUTS, TARGETS = RNG.standard_normal((40, 2)), RNG.integers(0, 2, (40, 1)).astype(float)
START = init_theta(NETWORK, RNG)


def test_each_network_learns_as_it_would_alone() -> None:
    sizes = (4, 10, 20, 40)
    trainer = nested_trainer(RECIPE, INPUTS, TARGETS, sizes)
    trainer.restore(np.tile(START, (4, 1)), trainer.slots.copy(), 0)
    trainer.run(50)
    for size, theta in zip(sizes, trainer.theta, strict=True):
        alone = Trainer(RECIPE, INPUTS[:size], TARGETS[:size], START)
        alone.run(50)
        assert theta == pytest.approx(alone.theta, rel=2e-3, abs=2e-4)  # the nested ones are of single precision


def test_sets_that_cannot_be_repeated_to_the_same_length_are_refused() -> None:
    with pytest.raises(EngineError, match="sizes must divide the number of examples, 40, got 16"):
        nested_trainer(RECIPE, INPUTS, TARGETS, (4, 16))
    with pytest.raises(EngineError, match="batch_size must be None"):
        nested_trainer(Recipe(NETWORK, Loss.SQUARED, RECIPE.rule, 8), INPUTS, TARGETS, (4,))


def test_scores_are_those_of_the_formula() -> None:
    w1, w2, w3 = START[:15].reshape(3, 5), START[15:45].reshape(6, 5), START[45:].reshape(6, 1)
    first = np.tanh(INPUTS @ w1[:-1] + w1[-1])
    expected = (np.tanh(first @ w2[:-1] + w2[-1]) @ w3[:-1] + w3[-1])[:, 0]
    assert scores(NETWORK, START, INPUTS) == pytest.approx(expected)


def test_shares_count_the_points_on_the_right_side() -> None:
    thetas, labels = np.stack([START, -START, 0.0 * START]), TARGETS[:, 0] == 1.0
    expected = [
        np.mean([(score > 0.0) == label for score, label in zip(scores(NETWORK, one, INPUTS), labels, strict=True)])
        for one in thetas
    ]
    assert shares_right(NETWORK, thetas, INPUTS, labels).tolist() == expected
