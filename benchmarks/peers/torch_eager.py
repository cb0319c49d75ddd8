"""PyTorch as its tutorials write it: ``nn.Sequential``, autograd, ``torch.optim`` as it comes (no fused kernels)."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import torch
from torch import nn

from benchmarks.peers.jobs import CHANGES, RECIPES, Job
from engine.maths.activations import FloatArray

JOBS = frozenset({*RECIPES, *CHANGES} - {"J6"})  # many networks at once: torch_vmap
SAME_PATH = True

torch.set_num_threads(1)


@dataclass(slots=True)
class State:
    """A job in progress."""

    model: Any
    loss: Any
    optimizer: Any
    inputs: Any
    targets: Any
    order: Any
    n_updates: int = 0


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update."""
    recipe, kind = job.recipe, getattr(torch, dtype)
    linears = [nn.Linear(n_inputs, n_units, dtype=kind) for n_inputs, n_units in pairwise(recipe.sizes)]
    with torch.no_grad():
        for linear, (weights, bias) in zip(linears, job.layers(), strict=True):
            linear.weight.copy_(torch.from_numpy(weights.T))
            linear.bias.copy_(torch.from_numpy(bias))
    model = nn.Sequential(*[module for linear in linears[:-1] for module in (linear, nn.Tanh())], linears[-1])
    rule = torch.optim.Adam if recipe.optimizer == "adam" else torch.optim.SGD
    targets = torch.from_numpy(job.targets)
    return State(
        model,
        nn.BCEWithLogitsLoss() if recipe.loss == "binary" else nn.CrossEntropyLoss(),
        rule(model.parameters(), lr=recipe.learning_rate),
        torch.from_numpy(job.inputs).to(kind),
        targets.to(kind) if recipe.loss == "binary" else targets.argmax(1),
        None if job.order is None else torch.from_numpy(job.order),
    )


def advance(state: State, n_updates: int) -> None:
    """Make updates."""
    x, y = state.inputs, state.targets
    for _ in range(n_updates):
        if state.order is not None:
            rows = state.order[state.n_updates % len(state.order)]
            x, y = state.inputs[rows], state.targets[rows]
        state.optimizer.zero_grad()
        loss = state.loss(state.model(x), y)
        loss.backward()
        state.optimizer.step()
        state.n_updates += 1


def parameters(state: State) -> FloatArray:
    """Return a copy of the parameters, shape of ``Job.theta``."""
    return np.concatenate([one.detach().numpy().T.ravel() for one in state.model.parameters()])
