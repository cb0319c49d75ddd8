"""PyTorch, many networks at once: ``torch.func.vmap`` over ``torch.func.grad``, not compiled."""

from __future__ import annotations

from typing import Any

from benchmarks.peers import torch_compile
from benchmarks.peers.jobs import Job
from benchmarks.peers.torch_compile import State, advance, parameters

__all__ = ["JOBS", "SAME_PATH", "State", "advance", "build", "parameters"]

JOBS = frozenset({"J6"})
SAME_PATH = True


def build(job: Job, dtype: str) -> State:
    """Return the job before its first update."""
    return torch_compile.start(job, dtype, _as_it_is)


def _as_it_is(update: Any) -> Any:
    return update
