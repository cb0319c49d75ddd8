"""JAX, one call of a jitted update after another: batch, ``jax.grad`` and optimizer in one program; state is donated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np

from benchmarks.peers.jobs import ADAM_DECAYS, ADAM_EPSILON, RECIPES, Job, Recipe
from engine.maths.activations import FloatArray

JOBS = frozenset(RECIPES)
SAME_PATH = True

jax.config.update("jax_enable_x64", True)
jax.config.update("jax_cpu_enable_async_dispatch", False)  # one thread; with a second that waits for the first it is slower


@dataclass(slots=True)
class State:
    """A job in progress; ``carry`` is what an update replaces: weights, Adam's memory, number of updates."""

    update: Any
    carry: Any
    arrays: tuple[Any, ...]


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update."""
    return State(jax.jit(update_of(job.recipe), donate_argnums=0), *start(job, dtype))


def advance(state: State, n_updates: int) -> None:
    """Make updates."""
    update, carry, arrays = state.update, state.carry, state.arrays
    for _ in range(n_updates):
        carry = update(carry, *arrays)
    state.carry = jax.block_until_ready(carry)


def parameters(state: Any) -> FloatArray:
    """Return a copy of the parameters, shape of ``Job.theta``."""
    flat = [np.asarray(one) for pair in state.carry[0] for one in pair]
    networks = flat[-1].shape[:-1]
    return np.concatenate([one.reshape(*networks, -1) for one in flat], axis=-1)


def start(job: Job, dtype: str) -> tuple[Any, tuple[Any, ...]]:
    """Return what an update replaces and what it only reads: inputs, targets, order of the batches."""
    weights = [(jnp.asarray(W, dtype), jnp.asarray(b, dtype)) for W, b in job.layers()]
    slots = [jax.tree.map(jnp.zeros_like, weights) for _ in ADAM_DECAYS] if job.recipe.optimizer == "adam" else []
    order = None if job.order is None else jnp.asarray(job.order)
    carry = weights, slots, jnp.zeros((), jnp.int64)
    return carry, (jnp.asarray(job.inputs, dtype), jnp.asarray(job.targets, dtype), order)


def update_of(recipe: Recipe) -> Callable[..., Any]:
    """Return the update as a pure function of what ``start`` returns."""

    def cost(weights: Any, x: Any, y: Any) -> Any:
        for W, b in weights[:-1]:
            x = jnp.tanh(x @ W + b)
        z = x @ weights[-1][0] + weights[-1][1]
        if recipe.loss == "binary":
            return jnp.mean(jnp.logaddexp(z, 0.0) - z * y)
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(z), axis=1))

    gradient = jax.grad(cost)
    if recipe.n_networks is not None:
        gradient = jax.vmap(gradient, in_axes=(0, None, None))

    def update(carry: Any, x: Any, y: Any, order: Any) -> Any:
        weights, slots, n_updates = carry
        if order is not None:
            rows = order[n_updates % len(order)]
            x, y = x[rows], y[rows]
        gradients = gradient(weights, x, y)
        if recipe.optimizer == "adam":
            weights, slots = _adam(recipe.learning_rate, weights, gradients, slots, n_updates + 1)
        else:
            weights = jax.tree.map(lambda one, g: one - recipe.learning_rate * g, weights, gradients)
        return weights, slots, n_updates + 1

    return update


def _adam(learning_rate: float, weights: Any, gradients: Any, slots: Any, t: Any) -> tuple[Any, Any]:
    first, second = ADAM_DECAYS
    means = jax.tree.map(lambda mean, g: first * mean + (1 - first) * g, slots[0], gradients)
    squares = jax.tree.map(lambda square, g: second * square + (1 - second) * g * g, slots[1], gradients)

    def moved(one: Any, mean: Any, square: Any) -> Any:
        size = (learning_rate / (1 - first**t)).astype(one.dtype)
        scale = jnp.sqrt(1 - second**t).astype(one.dtype)
        return one - size * mean / (jnp.sqrt(square) / scale + ADAM_EPSILON)

    return jax.tree.map(moved, weights, means, squares), [means, squares]
