"""numba: all updates in one compiled call, for the very sizes of the network, which the compiler sees as constants.

Small networks go example by example through nested loops; the networks with ten classes take a batch at a time through BLAS.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numba import njit

from benchmarks.peers.jobs import ADAM_DECAYS, ADAM_EPSILON, CHANGES, RECIPES, Job, Recipe
from engine.maths.activations import FloatArray

JOBS = frozenset({*RECIPES, *CHANGES})
SAME_PATH = True


@dataclass(slots=True)
class State:
    """A job in progress; parameters have a leading axis of networks."""

    job: Job
    run: Any
    theta: Any
    slots: Any
    inputs: Any
    targets: Any
    order: Any
    n_updates: int = 0


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update."""
    order = np.arange(len(job.inputs))[None] if job.order is None else job.order
    theta = np.atleast_2d(job.theta).astype(dtype)
    run = _plain(job.recipe) if job.recipe.optimizer == "plain" else _adam(job.recipe, dtype)
    slots = np.zeros((2, theta.shape[1]), dtype)
    return State(job, run, theta, slots, job.inputs.astype(dtype), job.targets.astype(dtype), order)


def advance(state: State, n_updates: int) -> None:
    """Make updates."""
    span = state.n_updates, state.n_updates + n_updates
    state.run(state.theta, state.slots, state.inputs, state.targets, state.order, span)
    state.n_updates += n_updates


def parameters(state: State) -> FloatArray:
    """Return a copy of the parameters, shape of ``Job.theta``."""
    copy: FloatArray = state.theta.reshape(state.job.theta.shape).copy()
    return copy


def _plain(recipe: Recipe) -> Any:
    """Return the loop over networks and updates of gradient descent."""
    n_inputs, n_units = recipe.sizes[0], sum(recipe.sizes)
    rate, learn = recipe.learning_rate, _layer(recipe.sizes, 0, 0)

    def run(theta: Any, _slots: Any, inputs: Any, targets: Any, order: Any, span: tuple[int, int]) -> None:
        a, d = np.empty(n_units, theta.dtype), np.empty(n_units, theta.dtype)
        gradient = np.empty_like(theta[0])
        step = theta.dtype.type(rate / order.shape[1])
        for network in range(len(theta)):
            w = theta[network]
            for update in range(span[0], span[1]):
                gradient[:] = 0
                for row in order[update % len(order)]:
                    for i in range(n_inputs):
                        a[i] = inputs[row, i]
                    learn(a, d, targets[row, 0], w, gradient)
                for k in range(len(w)):
                    w[k] -= step * gradient[k]

    return njit(run, fastmath=True)


def _layer(sizes: tuple[int, ...], unit: int, start: int) -> Any:
    """Return the forward and backward pass of one example through a layer and all after it.

    Args:
        sizes: Inputs and units from this layer on.
        unit: Where its inputs lie among all units, in activations ``a`` and derivatives ``d``.
        start: Where its weights lie among all parameters.
    """
    n_inputs, n_units = sizes[0], sizes[1]
    out, bias = unit + n_inputs, start + n_inputs * n_units
    back = _back(n_inputs, n_units, unit, start)

    def learn_last(a: Any, d: Any, y: Any, w: Any, gradient: Any) -> None:
        for j in range(n_units):
            z = w[bias + j]
            for i in range(n_inputs):
                z += a[unit + i] * w[start + i * n_units + j]
            d[out + j] = 1 / (1 + math.exp(-z)) - y
        back(a, d, w, gradient)

    if len(sizes) == 2:
        return njit(learn_last, fastmath=True)
    rest = _layer(sizes[1:], out, bias + n_units)

    def learn_hidden(a: Any, d: Any, y: Any, w: Any, gradient: Any) -> None:
        for j in range(n_units):
            z = w[bias + j]
            for i in range(n_inputs):
                z += a[unit + i] * w[start + i * n_units + j]
            a[out + j] = math.tanh(z)
        rest(a, d, y, w, gradient)
        for j in range(n_units):
            d[out + j] *= 1 - a[out + j] * a[out + j]
        back(a, d, w, gradient)

    return njit(learn_hidden, fastmath=True)


def _back(n_inputs: int, n_units: int, unit: int, start: int) -> Any:
    """Return what adds one example's gradient of a layer, and passes derivatives on to its inputs; arguments of ``_layer``."""
    out, bias, is_first = unit + n_inputs, start + n_inputs * n_units, unit == 0

    def back(a: Any, d: Any, w: Any, gradient: Any) -> None:
        for i in range(n_inputs):
            total = a[unit] * 0
            for j in range(n_units):
                gradient[start + i * n_units + j] += a[unit + i] * d[out + j]
                total += w[start + i * n_units + j] * d[out + j]
            if not is_first:
                d[unit + i] = total
        for j in range(n_units):
            gradient[bias + j] += d[out + j]

    return njit(back, fastmath=True)


def _adam(recipe: Recipe, dtype: str) -> Any:
    """Return the loop over updates of Adam on one network with one hidden layer and softmax outputs."""
    n_inputs, n_hidden, n_outputs = recipe.sizes
    one, two, three = n_inputs * n_hidden, (n_inputs + 1) * n_hidden, (n_inputs + 1) * n_hidden + n_hidden * n_outputs
    (first_decay, second_decay), number = ADAM_DECAYS, np.dtype(dtype).type
    keep, take = number(first_decay), number(1 - first_decay)
    keep_square, take_square, epsilon = number(second_decay), number(1 - second_decay), number(ADAM_EPSILON)
    rate = recipe.learning_rate

    def run(theta: Any, slots: Any, inputs: Any, targets: Any, order: Any, span: tuple[int, int]) -> None:
        w, gradient = theta[0], np.empty_like(theta[0])
        mean, square = slots[0], slots[1]
        W1, b1 = w[:one].reshape(n_inputs, n_hidden), w[one:two]
        W2, b2 = w[two:three].reshape(n_hidden, n_outputs), w[three:]
        G1, G2 = gradient[:one].reshape(n_inputs, n_hidden), gradient[two:three].reshape(n_hidden, n_outputs)
        for update in range(span[0], span[1]):
            rows = order[update % len(order)]
            x, y = inputs[rows], targets[rows]
            a = np.tanh(np.dot(x, W1) + b1)
            p = np.dot(a, W2) + b2
            for i in range(len(p)):
                p[i] = np.exp(p[i] - p[i].max())
                p[i] = (p[i] / p[i].sum() - y[i]) / len(p)
            d = np.dot(p, W2.T) * (1 - a * a)
            np.dot(a.T, p, G2)
            np.dot(x.T, d, G1)
            gradient[three:] = p.sum(axis=0)
            gradient[one:two] = d.sum(axis=0)
            size = number(rate / (1 - first_decay ** (update + 1)))
            scale = number(1 / math.sqrt(1 - second_decay ** (update + 1)))
            for k in range(len(w)):
                mean[k] = keep * mean[k] + take * gradient[k]
                square[k] = keep_square * square[k] + take_square * gradient[k] * gradient[k]
                w[k] -= size * mean[k] / (np.sqrt(square[k]) * scale + epsilon)

    return njit(run, fastmath=True)
