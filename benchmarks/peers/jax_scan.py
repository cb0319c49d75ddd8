"""JAX, all updates in one call: ``jax.lax.scan`` over the update of ``jax_step``, compiled for that number of updates."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jax

from benchmarks.peers.jax_step import parameters, start, update_of
from benchmarks.peers.jobs import CHANGES, RECIPES, Job

__all__ = ["JOBS", "SAME_PATH", "State", "advance", "build", "parameters"]

JOBS = frozenset({*RECIPES, *CHANGES})
SAME_PATH = True


@dataclass(slots=True)
class State:
    """A job in progress; ``carry`` as in ``jax_step``."""

    run: Any
    carry: Any
    arrays: tuple[Any, ...]


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update."""
    update = update_of(job.recipe)

    def run(carry: Any, arrays: tuple[Any, ...], n_updates: int) -> Any:
        return jax.lax.scan(lambda before, _: (update(before, *arrays), None), carry, length=n_updates)[0]

    return State(jax.jit(run, static_argnums=2), *start(job, dtype))


def advance(state: State, n_updates: int) -> None:
    """Make updates."""
    state.carry = jax.block_until_ready(state.run(state.carry, state.arrays, n_updates))
