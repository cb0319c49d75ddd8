"""Training in portions against a plain loop, scores against their definition, and the end of a run that diverges."""

from __future__ import annotations

import threading
from dataclasses import replace

import numpy as np
import pytest

from engine.maths.activations import Activation, FloatArray
from engine.maths.datasets import moons
from engine.maths.losses import binary_cross_entropy
from engine.maths.networks import Network, backward, forward, init_theta, layers
from engine.maths.optimizers import Optimizer, Rule
from engine.maths.sampling import epoch_order
from engine.rng import step_rng
from engine.training.classifier import LARGEST, Course, Divergence, Examples, Learner, Scores, beginner, gradient, train

NETWORK = Network((2, 5, 1), Activation.TANH)
RULE = Rule(Optimizer.PLAIN, 0.3)


def moon_examples(n: int = 50, n_training: int = 35) -> Examples:
    points, labels = moons(step_rng(0, 0, "data"), n, 0.2)
    return Examples(points, labels[:, None], slice(0, n_training), slice(n_training, n))


COURSE = Course(NETWORK, RULE, 8, moon_examples(), seed=0)


def fresh(course: Course = COURSE) -> Learner:
    return beginner(course, init_theta(course.network, step_rng(0, 0, "weights")))


def defined(course: Course, theta: FloatArray) -> Scores:
    examples = course.examples
    logits = forward(course.network, layers(course.network, theta), examples.points).outputs
    losses, right = binary_cross_entropy(logits, examples.labels), (logits > 0.0) == (examples.labels == 1.0)
    parts = examples.training, examples.validation
    return Scores(*(float(values[rows].mean()) for rows in parts for values in (losses, right)))


def test_scores_are_those_of_the_definition() -> None:
    learner = fresh()
    assert learner.scores == pytest.approx(defined(COURSE, learner.theta), rel=1e-12)


@pytest.mark.parametrize("size", [1e-3, 1.0, 30.0, 1e3])
def test_scores_hold_for_any_size_of_logits(size: float) -> None:
    learner = fresh()
    large = Learner(learner.theta * size, learner.slots, learner.scores)
    trained, (scores,) = train(replace(COURSE, rule=Rule(Optimizer.PLAIN, 1e-300)), large, 0, 1)
    assert scores == pytest.approx(defined(COURSE, trained.theta), rel=1e-12)


def test_training_is_gradient_descent_on_each_batch() -> None:
    theta, found = fresh().theta.copy(), np.empty(NETWORK.n_parameters)
    examples = COURSE.examples
    for update in range(20):
        epoch, batch = divmod(update, 5)
        rows = epoch_order(0, epoch, 35)[8 * batch : 8 * (batch + 1)]
        passed = forward(NETWORK, layers(NETWORK, theta), examples.points[rows])
        slope = (1.0 / (1.0 + np.exp(-passed.outputs)) - examples.labels[rows]) / len(rows)
        backward(NETWORK, layers(NETWORK, theta), passed, slope, layers(NETWORK, found))
        theta -= 0.3 * found
    trained, history = train(COURSE, fresh(), 0, 20)
    assert trained.theta == pytest.approx(theta, rel=1e-13)
    assert history[-1] == trained.scores
    assert len(history) == 20


@pytest.mark.parametrize("optimizer", [Optimizer.PLAIN, Optimizer.NADAM])
def test_portions_of_several_courses_in_turn_are_the_whole_runs(optimizer: Optimizer) -> None:
    courses = [replace(COURSE, seed=seed, rule=Rule(optimizer, 0.1)) for seed in (0, 1)]
    parts = [fresh(course) for course in courses]
    for first in range(0, 21, 7):
        parts = [train(course, part, first, 7)[0] for course, part in zip(courses, parts, strict=True)]
    for course, part in zip(courses, parts, strict=True):
        whole, _ = train(course, fresh(course), 0, 21)
        assert whole.theta.tobytes() == part.theta.tobytes()
        assert whole.slots.tobytes() == part.slots.tobytes()
        assert whole.scores == part.scores


def test_threads_do_not_share_arrays() -> None:
    alone, _ = train(COURSE, fresh(), 0, 300)
    found: list[bytes] = []
    together = [
        threading.Thread(target=lambda: found.append(train(COURSE, fresh(), 0, 300)[0].theta.tobytes())) for _ in range(4)
    ]
    for thread in together:
        thread.start()
    for thread in together:
        thread.join()
    assert found == [alone.theta.tobytes()] * 4


def test_the_gradient_is_that_of_the_training_loss() -> None:
    theta = fresh().theta
    passed = forward(NETWORK, layers(NETWORK, theta), COURSE.examples.points)
    steps = 1e-6 * np.eye(len(theta))
    differences = [(defined(COURSE, theta + step).loss - defined(COURSE, theta - step).loss) / 2e-6 for step in steps]
    assert gradient(COURSE, theta, passed) == pytest.approx(np.array(differences), abs=1e-9)


def test_training_leaves_the_learner_it_was_given_alone() -> None:
    learner = fresh()
    before = learner.theta.tobytes()
    trained, _ = train(COURSE, learner, 0, 5)
    assert learner.theta.tobytes() == before
    assert not trained.theta.flags.writeable
    assert not trained.slots.flags.writeable


def test_no_updates_change_nothing() -> None:
    learner = fresh()
    trained, history = train(COURSE, learner, 3, 0)
    assert (trained.theta.tobytes(), trained.scores, history) == (learner.theta.tobytes(), learner.scores, [])


def test_divergence_names_update_layer_and_quantity_and_keeps_the_last_sound_network() -> None:
    course = replace(
        COURSE, network=Network((2, 4, 4, 1), Activation.IDENTITY), rule=Rule(Optimizer.PLAIN, 10.0), batch_size=64
    )
    trained, history = train(course, fresh(course), 0, 80)
    assert trained.divergence is not None
    update = trained.divergence.update
    before, _ = train(course, fresh(course), 0, update - 1)
    assert before.divergence is None
    assert trained.theta.tobytes() == before.theta.tobytes()
    assert history[update - 1 :] == [before.scores] * (81 - update)
    assert train(course, trained, 80, 3) == (trained, [trained.scores] * 3)


@pytest.mark.parametrize(
    ("position", "layer", "quantity"), [(0, 0, "weight"), (11, 0, "bias"), (18, 1, "weight"), (20, 1, "bias")]
)
def test_blame_falls_on_the_largest_parameter(position: int, layer: int, quantity: str) -> None:
    learner = fresh()
    theta = learner.theta.copy()
    theta[position] = 2.0 * LARGEST
    gone, history = train(COURSE, Learner(theta, learner.slots, learner.scores), 6, 3)
    assert gone.divergence == Divergence(7, layer, quantity)
    assert history == [learner.scores] * 3
