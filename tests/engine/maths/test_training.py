"""Training against a plain loop, batches against the counting rule, and the end of a run that diverges."""

from __future__ import annotations

from itertools import repeat

import numpy as np
import pytest

from engine.maths.activations import Activation
from engine.maths.datasets import moons
from engine.maths.networks import Network, forward, layers
from engine.maths.optimizers import Optimizer, Rule
from engine.maths.training import LARGEST, Divergence, Examples, Learner, batches, beginner, gradient_into, score, train
from engine.rng import step_rng

NETWORK = Network((2, 5, 1), Activation.TANH)
RULE = Rule(Optimizer.PLAIN, 0.3)


def moon_examples(n: int = 50, n_training: int = 35) -> Examples:
    points, labels = moons(step_rng(0, 0, "data"), n, 0.2)
    return Examples(points, labels[:, None], slice(0, n_training), slice(n_training, n))


def fresh(network: Network = NETWORK, rule: Rule = RULE) -> Learner:
    return beginner(network, rule, moon_examples(), step_rng(0, 0, "weights"))


@pytest.mark.parametrize("batch_size", [1, 8, 34])
def test_batches_show_each_training_point_once_an_epoch_and_no_other(batch_size: int) -> None:
    examples = moon_examples()
    per_epoch = -(-35 // batch_size)
    epoch = list(batches(examples, 3, batch_size, 2 * per_epoch, per_epoch))
    shown = np.concatenate([inputs for inputs, _ in epoch])
    assert sorted(map(tuple, shown)) == sorted(map(tuple, examples.points[:35]))
    assert [len(inputs) for inputs, _ in epoch] == [min(batch_size, 35 - i) for i in range(0, 35, batch_size)]
    assert all(len(inputs) == len(targets) for inputs, targets in epoch)


def test_batches_keep_points_and_labels_together() -> None:
    examples = moon_examples()
    label_of = {tuple(point): label[0] for point, label in zip(examples.points, examples.labels, strict=True)}
    for inputs, targets in batches(examples, 1, 8, 0, 12):
        assert [label_of[tuple(point)] for point in inputs] == targets[:, 0].tolist()


def test_batches_from_the_middle_are_those_of_a_straight_walk() -> None:
    examples = moon_examples()
    straight = [inputs.tobytes() for inputs, _ in batches(examples, 2, 8, 0, 23)]
    assert [inputs.tobytes() for inputs, _ in batches(examples, 2, 8, 7, 16)] == straight[7:]


def test_a_batch_larger_than_all_points_is_all_points() -> None:
    examples = moon_examples()
    (first, _), (second, _) = batches(examples, 2, 512, 5, 2)
    assert first is second
    assert np.array_equal(first, examples.points[:35])


def test_scores_are_those_of_the_definition() -> None:
    examples, theta = moon_examples(), fresh().theta
    logits = forward(NETWORK, layers(NETWORK, theta), examples.points).outputs
    p = 1.0 / (1.0 + np.exp(-logits))
    losses = -np.where(examples.labels == 1.0, np.log(p), np.log(1.0 - p))
    right = np.where(p > 0.5, 1.0, 0.0) == examples.labels
    expected = (losses[:35].mean(), right[:35].mean(), losses[35:].mean(), right[35:].mean())
    assert score(NETWORK, layers(NETWORK, theta), examples) == pytest.approx(expected, rel=1e-12)


def test_training_is_gradient_descent_on_each_batch() -> None:
    examples, learner = moon_examples(), fresh()
    theta, gradient = learner.theta.copy(), np.empty_like(learner.theta)
    for inputs, targets in batches(examples, 0, 8, 0, 20):
        passed = forward(NETWORK, layers(NETWORK, theta), inputs)
        gradient_into(NETWORK, layers(NETWORK, theta), passed, targets, layers(NETWORK, gradient))
        theta -= 0.3 * gradient
    trained, history = train(NETWORK, RULE, examples, batches(examples, 0, 8, 0, 20), learner, 0)
    assert trained.theta == pytest.approx(theta, rel=1e-13)
    assert history[-1] == trained.scores == score(NETWORK, layers(NETWORK, trained.theta), examples)
    assert len(history) == 20


def test_training_leaves_the_learner_it_was_given_alone() -> None:
    learner = fresh()
    before = learner.theta.tobytes()
    trained, _ = train(NETWORK, RULE, moon_examples(), batches(moon_examples(), 0, 8, 0, 5), learner, 0)
    assert learner.theta.tobytes() == before
    assert not trained.theta.flags.writeable
    assert not trained.slots.flags.writeable


def test_divergence_names_update_layer_and_quantity_and_keeps_the_last_sound_network() -> None:
    network, rule = Network((2, 4, 4, 1), Activation.IDENTITY), Rule(Optimizer.PLAIN, 10.0)
    examples, learner = moon_examples(), fresh(network, rule)
    trained, history = train(network, rule, examples, batches(examples, 0, 64, 0, 80), learner, 0)
    assert trained.divergence is not None
    update = trained.divergence.update
    before, _ = train(network, rule, examples, batches(examples, 0, 64, 0, update - 1), learner, 0)
    assert before.divergence is None
    assert trained.theta.tobytes() == before.theta.tobytes()
    assert history[update - 1 :] == [before.scores] * (81 - update)


@pytest.mark.parametrize(
    ("position", "layer", "quantity"), [(0, 0, "weight"), (11, 0, "bias"), (18, 1, "weight"), (20, 1, "bias")]
)
def test_blame_falls_on_the_largest_parameter(position: int, layer: int, quantity: str) -> None:
    learner, examples = fresh(), moon_examples()
    theta = learner.theta.copy()
    theta[position] = 2.0 * LARGEST
    huge = Learner(theta, learner.slots, learner.scores)
    gone, _ = train(NETWORK, RULE, examples, repeat((examples.points[:35], examples.labels[:35]), 3), huge, 6)
    assert gone.divergence == Divergence(7, layer, quantity)
