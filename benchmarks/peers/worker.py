"""The process of one peer: it answers the coordinator's requests one at a time, and sleeps on its pipe in between."""

from __future__ import annotations

import resource
import time
import traceback
from importlib import import_module
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.peers.jobs import CHANGES, RECIPES, Job, make
from engine.maths.activations import FloatArray

ROUND_S = 0.1  # CPU time that the updates of a round are to take
SHORTEST_S = 0.02  # what is timed to find out how many those are


class Worker:
    """A peer with its job in progress; the public methods are the requests."""

    def __init__(self, peer: str, dtype: str) -> None:
        self._peer: Any = import_module(f"benchmarks.peers.{peer.replace('-', '_')}")
        self._dtype = dtype
        self._job: Job | None = None
        self._state: Any = None
        self._n_updates = 0

    def jobs(self) -> list[str]:
        """Return the jobs this peer does."""
        return sorted(self._peer.JOBS)

    def begin(self, name: str) -> FloatArray | None:
        """Build a job, and return the parameters after its first updates; None for a peer with a path of its own."""
        self._job = make(RECIPES[name])
        self._state = self._peer.build(self._job, self._dtype)
        self._peer.advance(self._state, self._job.recipe.parity_updates)
        return self._parameters(self._state)

    def settle(self) -> int:
        """Find how many updates, in whole epochs, make a round; run them once, as some peers compile for their number."""
        assert self._job is not None
        per_epoch = self._job.updates_per_epoch
        n_updates, spent = per_epoch, 0.0
        while True:
            self._timed(n_updates)
            spent = self._timed(n_updates)
            if spent >= SHORTEST_S:
                break
            n_updates *= 8
        self._n_updates = max(1, round(n_updates * ROUND_S / spent / per_epoch)) * per_epoch
        self._timed(self._n_updates)
        return self._n_updates

    def one_round(self) -> float:
        """Return the CPU time of an update, in microseconds."""
        return self._timed(self._n_updates) / self._n_updates * 1e6

    def change(self, name: str, n_hidden: int) -> tuple[float, FloatArray | None]:
        """Run a whole job with hidden layers of a width; return its CPU time, in microseconds, and the parameters."""
        recipe = CHANGES[name].with_hidden(n_hidden)
        job = make(recipe)
        began = cpu_s()
        state = self._peer.build(job, self._dtype)
        self._peer.advance(state, recipe.whole)
        spent = cpu_s() - began
        return spent * 1e6, self._parameters(state)

    def _timed(self, n_updates: int) -> float:
        began = cpu_s()
        self._peer.advance(self._state, n_updates)
        return cpu_s() - began

    def _parameters(self, state: Any) -> FloatArray | None:
        parameters: FloatArray = self._peer.parameters(state)
        return parameters if self._peer.SAME_PATH else None


def cpu_s() -> float:
    """Return the CPU time of this process, all its threads, and of the compilers that it has run."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime


def serve(connection: Connection, peer: str, dtype: str) -> None:
    """Answer requests (name of a method, its arguments) with (what it returned, None) or (None, what went wrong)."""
    worker: Worker | None = None
    while (request := connection.recv()) is not None:
        name, arguments = request
        try:
            worker = worker or Worker(peer, dtype)
            connection.send((getattr(worker, name)(*arguments), None))
        except Exception as error:  # noqa: BLE001 - whatever a peer raises is the coordinator's to report
            connection.send((None, "".join(traceback.format_exception_only(error)).strip()))
