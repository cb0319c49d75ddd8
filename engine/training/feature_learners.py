"""Two learners of one task side by side: a linear model on features that a person chose, and a network on the coordinates.

Both learn from nested training sets of a turned world, and are judged by the same fresh points.
"""

from __future__ import annotations

import threading
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import Activation, FloatArray
from engine.maths.losses import Loss
from engine.maths.networks import Network, init_theta
from engine.maths.optimizers import Optimizer, Rule
from engine.maths.plane_features import n_features, plane_features
from engine.maths.turned_worlds import World, draw, turned
from engine.rng import step_rng
from engine.simulation import readonly
from engine.training.nested_sets import nested_trainer, shares_right
from engine.training.recipe import Recipe

N_FRESH = 1000
RATES = (0.1, 0.05)  # of Adam, for the linear model and for the network


class Seen(NamedTuple):
    """Points as they lie now, shape (n_points, 2), and whether each is of class 1, shape (n_points,)."""

    points: FloatArray
    labels: NDArray[np.bool_]


class Trained(NamedTuple):
    """One learner on all training sets: parameters, shape (n_sizes, n_parameters), and what Adam remembers of them."""

    theta: NDArray[np.float32]
    slots: NDArray[np.float32]


class Lesson(NamedTuple):
    """What the learners are and what they see.

    Attributes:
        world: What divides the classes.
        seed: Decides the points and the first weights.
        degrees: How far the world is turned.
        twist: How much farther its rim is turned.
        features: Names of the features of the linear model.
        width: Units of both hidden layers of the network.
        sizes: Of the training sets, ascending; each has to divide the last.
    """

    world: World
    seed: int
    degrees: float
    twist: float
    features: tuple[str, ...]
    width: int
    sizes: tuple[int, ...]


def networks(features: tuple[str, ...], width: int) -> tuple[Network, Network]:
    """Return the shapes of the linear model and of the network.

    Example:
        >>> [network.n_parameters for network in networks(("coordinates", "product"), 8)]
        [4, 105]
    """
    return Network((n_features(features) or 1, 1), ()), Network((2, width, width, 1), Activation.TANH)


@lru_cache(maxsize=16)
def _drawn(world: World, seed: int, largest: int) -> tuple[Seen, Seen]:
    """Return the fresh points and the largest training set, before the world is turned."""
    both = (draw(world, step_rng(seed, 0, stream), n) for stream, n in (("fresh", N_FRESH), ("data", largest)))
    fresh, training = (Seen(readonly(points), readonly(labels == 1.0)) for points, labels in both)
    return fresh, training


class Bench:
    """What stays while the lesson is the same: points as they lie now, inputs of both learners, arrays of their training.

    Attributes:
        networks: Shapes of linear model and network.
        fresh: The points to judge by.
        training: The largest training set; the smaller ones are its beginnings.
        fresh_inputs: What both learners see of the fresh points, each of shape (n_points, n_inputs).
        training_inputs: What they see of the training points.
    """

    def __init__(self, lesson: Lesson) -> None:
        self.networks = networks(lesson.features, lesson.width)
        self.fresh, self.training = (
            Seen(readonly(turned(seen.points, lesson.degrees, lesson.twist)), seen.labels)
            for seen in _drawn(lesson.world, lesson.seed, lesson.sizes[-1])
        )
        self.fresh_inputs, self.training_inputs = (
            (plane_features(seen.points, lesson.features), seen.points.astype(np.float32))
            for seen in (self.fresh, self.training)
        )
        self._seed = lesson.seed
        self._judged: tuple[Any, FloatArray] = (None, np.empty(0))  # the last learners asked about, and their shares
        targets = self.training.labels[:, None].astype(np.float32)
        self._trainers = [
            nested_trainer(Recipe(shape, Loss.BINARY_CROSS_ENTROPY, Rule(Optimizer.ADAM, rate)), inputs, targets, lesson.sizes)
            for shape, rate, inputs in zip(self.networks, RATES, self.training_inputs, strict=True)
        ]

    def beginners(self) -> tuple[Trained, Trained]:
        """Return both learners before the first update: all zero the linear model, the network alike at every size."""
        thetas = [np.zeros_like(trainer.theta) for trainer in self._trainers]
        thetas[1][...] = init_theta(self.networks[1], step_rng(self._seed, 0, "weights"))
        slots = [np.zeros_like(trainer.slots) for trainer in self._trainers]
        linear, network = (Trained(readonly(theta), readonly(empty)) for theta, empty in zip(thetas, slots, strict=True))
        return linear, network

    def updated(self, learners: tuple[Trained, Trained], made: int) -> tuple[Trained, Trained]:
        """Return both learners after one more update.

        Args:
            learners: As they are.
            made: Updates made before.
        """
        for trainer, trained in zip(self._trainers, learners, strict=True):
            trainer.restore(*trained, made)
            trainer.run(1)
        linear, network = (Trained(readonly(one.theta.copy()), readonly(one.slots.copy())) for one in self._trainers)
        return linear, network

    def shares(self, learners: tuple[Trained, Trained]) -> FloatArray:
        """Return the shares of fresh points that both get right after each training set, shape (2, n_sizes)."""
        if self._judged[0] is not learners:  # values, so the same ones need not be judged again
            each = zip(self.networks, learners, self.fresh_inputs, strict=True)
            rows = [shares_right(network, one.theta, inputs, self.fresh.labels) for network, one, inputs in each]
            self._judged = learners, readonly(np.stack(rows))
        return self._judged[1]


_kept = threading.local()  # a step follows the last one of the same lesson: its arrays are still there


def bench_of(lesson: Lesson) -> Bench:
    """Return the bench of a lesson; it is kept until another one is asked for in this thread.

    Example:
        >>> bench = bench_of(Lesson(World.CORNER, 0, 0.0, 0.0, ("coordinates",), 2, (4, 8)))
        >>> learners = bench.updated(bench.beginners(), 0)
        >>> bench.shares(learners).shape
        (2, 2)
    """
    if getattr(_kept, "lesson", None) != lesson:
        _kept.lesson, _kept.bench = lesson, Bench(lesson)
    bench: Bench = _kept.bench
    return bench
