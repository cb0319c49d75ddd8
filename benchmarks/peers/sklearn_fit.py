"""scikit-learn's ``MLPClassifier.fit``.

It draws its own first weights and batches, and its Adam has epsilon elsewhere, so its path is another than ours.
"""

from __future__ import annotations

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from benchmarks.peers.jobs import CHANGES, RECIPES, Job
from engine.maths.activations import FloatArray

JOBS = frozenset({*RECIPES, *CHANGES} - {"J6"})
SAME_PATH = False


@dataclass(slots=True)
class State:
    """A job whose updates are whole epochs of a new fit."""

    job: Job
    inputs: Any
    labels: Any
    fitted: Any = None


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update."""
    labels = job.targets[:, 0] if job.recipe.loss == "binary" else job.targets.argmax(1)
    return State(job, job.inputs.astype(dtype), labels.astype(int))


def advance(state: State, n_updates: int) -> None:
    """Make updates, whole epochs."""
    recipe, epochs = state.job.recipe, n_updates // state.job.updates_per_epoch
    model = MLPClassifier(
        recipe.sizes[1:-1],
        activation="tanh",
        solver="adam" if recipe.optimizer == "adam" else "sgd",
        alpha=0.0,
        batch_size=recipe.batch_size or len(state.inputs),
        learning_rate_init=recipe.learning_rate,
        momentum=0.0,
        nesterovs_momentum=False,
        shuffle=recipe.batch_size is not None,
        max_iter=epochs,
        n_iter_no_change=epochs + 1,
        tol=0.0,
        random_state=0,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # the number of epochs is meant
        state.fitted = model.fit(state.inputs, state.labels)


def parameters(state: State) -> FloatArray:
    """Return a copy of the parameters, shape of ``Job.theta``."""
    pairs = zip(state.fitted.coefs_, state.fitted.intercepts_, strict=True)
    return np.concatenate([one.ravel() for pair in pairs for one in pair])
