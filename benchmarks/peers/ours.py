"""The engine."""

from __future__ import annotations

import numpy as np

from benchmarks.peers.jobs import CHANGES, RECIPES, SEED, Job
from engine.maths.activations import Activation, FloatArray
from engine.maths.losses import Loss
from engine.maths.networks import Network
from engine.maths.optimizers import Optimizer, Rule
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

JOBS = frozenset({*RECIPES, *CHANGES})
SAME_PATH = True
LOSSES = {"binary": Loss.BINARY_CROSS_ENTROPY, "softmax": Loss.SOFTMAX_CROSS_ENTROPY}


def build(job: Job, dtype: str) -> Trainer:
    """Return the job before its first update."""
    given = job.recipe
    network = Network(given.sizes, Activation.TANH)
    rule = Rule(Optimizer(given.optimizer), given.learning_rate)
    recipe = Recipe(network, LOSSES[given.loss], rule, given.batch_size)
    return Trainer(recipe, job.inputs, job.targets, job.theta.astype(dtype), seed=SEED)


def advance(state: Trainer, n_updates: int) -> None:
    """Make updates."""
    state.run(n_updates)


def parameters(state: Trainer) -> FloatArray:
    """Return a copy of the parameters, shape of ``Job.theta``."""
    return np.asarray(state.parameters())
