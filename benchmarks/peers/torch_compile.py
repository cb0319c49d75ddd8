"""PyTorch, the whole update compiled: batch, forward pass, gradient (``torch.func.grad``) and optimizer in one graph."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from torch.nn import functional

from benchmarks.peers.jobs import ADAM_DECAYS, ADAM_EPSILON, CHANGES, RECIPES, Job, Recipe
from engine.maths.activations import FloatArray

JOBS = frozenset({*RECIPES, *CHANGES})
SAME_PATH = True

torch.set_num_threads(1)


@dataclass(slots=True)
class State:
    """A job in progress; an update writes into the tensors themselves."""

    update: Any
    weights: list[Any]
    tensors: tuple[Any, ...]


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update; compiled for its very sizes, as ``dynamic`` kernels are slower."""
    torch.compiler.reset()
    return start(job, dtype, lambda update: torch.compile(update, fullgraph=True, dynamic=False))


def start(job: Job, dtype: str, compiled: Callable[[Any], Any]) -> State:
    """Return the job before its first update, which goes through ``compiled``."""
    kind = getattr(torch, dtype)
    weights = [torch.from_numpy(np.ascontiguousarray(one)).to(kind) for pair in job.layers() for one in pair]
    slots = [torch.zeros_like(one) for one in weights for _ in ADAM_DECAYS] if job.recipe.optimizer == "adam" else []
    targets = torch.from_numpy(job.targets)
    tensors = (
        weights,
        slots,
        torch.zeros(1, dtype=torch.int64),
        torch.from_numpy(job.inputs).to(kind),
        targets.to(kind) if job.recipe.loss == "binary" else targets.argmax(1),
        None if job.order is None else torch.from_numpy(job.order),
    )
    return State(compiled(_update_of(job.recipe)), weights, tensors)


def advance(state: State, n_updates: int) -> None:
    """Make updates."""
    update, tensors = state.update, state.tensors
    with torch.no_grad():
        for _ in range(n_updates):
            update(*tensors)


def parameters(state: State) -> FloatArray:
    """Return a copy of the parameters, shape of ``Job.theta``."""
    networks = state.weights[-1].shape[:-1]
    return np.concatenate([one.numpy().reshape(*networks, -1) for one in state.weights], axis=-1)


def _update_of(recipe: Recipe) -> Callable[..., None]:
    def cost(weights: list[Any], x: Any, y: Any) -> Any:
        for place in range(0, len(weights) - 2, 2):
            x = torch.tanh(torch.addmm(weights[place + 1], x, weights[place]))
        z = torch.addmm(weights[-1], x, weights[-2])
        return functional.binary_cross_entropy_with_logits(z, y) if recipe.loss == "binary" else functional.cross_entropy(z, y)

    gradient = torch.func.grad(cost)
    if recipe.n_networks is not None:
        gradient = torch.func.vmap(gradient, in_dims=(0, None, None))

    def update(weights: list[Any], slots: list[Any], n_updates: Any, x: Any, y: Any, order: Any) -> None:
        if order is not None:
            rows = order[n_updates % len(order)][0]
            x, y = x[rows], y[rows]
        gradients = gradient(weights, x, y)
        n_updates += 1
        if recipe.optimizer == "adam":
            _adam(weights, gradients, slots, n_updates, recipe.learning_rate)
        else:
            for one, g in zip(weights, gradients, strict=True):
                one -= recipe.learning_rate * g

    return update


def _adam(weights: list[Any], gradients: list[Any], slots: list[Any], n_updates: Any, learning_rate: float) -> None:
    t = n_updates.double()
    size = learning_rate / (1 - ADAM_DECAYS[0] ** t)
    scale = torch.sqrt(1 - ADAM_DECAYS[1] ** t)
    for one, g, mean, square in zip(weights, gradients, slots[::2], slots[1::2], strict=True):
        mean.lerp_(g, 1 - ADAM_DECAYS[0])
        square.mul_(ADAM_DECAYS[1]).add_((1 - ADAM_DECAYS[1]) * g * g)
        one -= size * mean / (square.sqrt() / scale + ADAM_EPSILON)
