"""What a good tutorial writes in NumPy: fresh arrays in every update, a dictionary of parameters and one of gradients."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

import numpy as np

from benchmarks.peers.jobs import ADAM_DECAYS, ADAM_EPSILON, CHANGES, RECIPES, Job
from engine.maths.activations import FloatArray

JOBS = frozenset({*RECIPES, *CHANGES})
SAME_PATH = True

Named: TypeAlias = dict[str, FloatArray]


@dataclass(slots=True)
class Model:
    """A network in training: parameters W1, b1, W2, b2 and so on, and Adam's memory of each."""

    job: Job
    params: Named
    means: Named = field(default_factory=dict)
    squares: Named = field(default_factory=dict)
    n_updates: int = 0
    loss: float = 0.0


@dataclass(slots=True)
class State:
    """The networks, one after another, and their data."""

    models: list[Model]
    X: FloatArray
    Y: FloatArray


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update."""
    networks = job.recipe.n_networks
    pairs = [(W.astype(dtype), b.astype(dtype)) for W, b in job.layers()]
    chosen = [pairs] if networks is None else [[(W[r], b[r]) for W, b in pairs] for r in range(networks)]
    return State([_model(job, one) for one in chosen], job.inputs.astype(dtype), job.targets.astype(dtype))


def advance(state: State, n_updates: int) -> None:
    """Make updates."""
    for model in state.models:
        for _ in range(n_updates):
            X, Y = state.X, state.Y
            if model.job.order is not None:
                rows = model.job.order[model.n_updates % len(model.job.order)]
                X, Y = X[rows], Y[rows]
            model.loss, grads = loss_and_grads(model.params, X, Y, model.job.recipe.loss)
            model.n_updates += 1
            if model.job.recipe.optimizer == "adam":
                adam(model, grads)
            else:
                for name in model.params:
                    model.params[name] = model.params[name] - model.job.recipe.learning_rate * grads[name]


def parameters(state: State) -> FloatArray:
    """Return a copy of the parameters, shape of ``Job.theta``."""
    flat = [np.concatenate([array.ravel() for array in model.params.values()]) for model in state.models]
    return flat[0] if state.models[0].job.recipe.n_networks is None else np.array(flat)


def _model(job: Job, pairs: list[tuple[FloatArray, FloatArray]]) -> Model:
    model = Model(job, {f"{kind}{i}": one for i, pair in enumerate(pairs, 1) for kind, one in zip("Wb", pair, strict=True)})
    if job.recipe.optimizer == "adam":
        model.means = {name: np.zeros_like(array) for name, array in model.params.items()}
        model.squares = {name: np.zeros_like(array) for name, array in model.params.items()}
    return model


def loss_and_grads(params: Named, X: FloatArray, Y: FloatArray, loss_name: str) -> tuple[float, Named]:
    """Return the mean loss over a batch and its gradient with respect to each parameter."""
    n_layers, n_examples = len(params) // 2, X.shape[0]
    A = [X]
    for i in range(1, n_layers):
        A.append(np.tanh(A[-1] @ params[f"W{i}"] + params[f"b{i}"]))
    Z = A[-1] @ params[f"W{n_layers}"] + params[f"b{n_layers}"]
    if loss_name == "binary":
        loss = np.mean(np.maximum(Z, 0) - Z * Y + np.log1p(np.exp(-np.abs(Z))))
        dZ = (1 / (1 + np.exp(-Z)) - Y) / n_examples
    else:
        shifted = np.exp(Z - np.max(Z, axis=1, keepdims=True))
        P = shifted / np.sum(shifted, axis=1, keepdims=True)
        loss = -np.mean(np.log(np.sum(P * Y, axis=1)))
        dZ = (P - Y) / n_examples
    grads = {}
    for i in range(n_layers, 0, -1):
        grads[f"W{i}"] = A[i - 1].T @ dZ
        grads[f"b{i}"] = np.sum(dZ, axis=0)
        if i > 1:
            dZ = (dZ @ params[f"W{i}"].T) * (1 - A[i - 1] ** 2)
    return float(loss), grads


def adam(model: Model, grads: Named) -> None:
    """Make one update of Adam (Kingma & Ba 2015, algorithm 1)."""
    beta1, beta2 = ADAM_DECAYS
    for name, grad in grads.items():
        model.means[name] = beta1 * model.means[name] + (1 - beta1) * grad
        model.squares[name] = beta2 * model.squares[name] + (1 - beta2) * grad**2
        mean = model.means[name] / (1 - beta1**model.n_updates)
        square = model.squares[name] / (1 - beta2**model.n_updates)
        model.params[name] = model.params[name] - model.job.recipe.learning_rate * mean / (np.sqrt(square) + ADAM_EPSILON)
