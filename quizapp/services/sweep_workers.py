"""Where a sweep's runs are computed: on the cores of this machine, or on a Dask cluster that is there already."""

from __future__ import annotations

import logging
import multiprocessing
import os
import re
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from typing import Any, TypeVar

from engine.sweep import Summary, Sweep, run, summarise
from engine.workers import Workers

R = TypeVar("R")

CONNECT_SECONDS = 10
ADDRESS = re.compile(r"(?:(?:tcp|tls|ucx|ws|wss)://)?(?:[\w.-]+|\[[\da-fA-F:.%]+\]):\d{1,5}")


class ClusterError(Exception):
    """A cluster cannot be used; the message says why."""


def compute(
    sweep: Sweep, *, jobs: int | None, address: str | None, progress: Callable[[int, int], None] | None
) -> tuple[Summary, ...]:
    """Compute a sweep and return one summary for each grid point.

    Args:
        sweep: What to run.
        jobs: Number of processes; None for one on each core.
        address: A Dask scheduler to use instead; None for this machine.
        progress: Called with the runs done and their total.

    Raises:
        ClusterError: If the cluster cannot be used.
        WorkersLostError: If runs lost their worker again and again.
    """
    if address is not None:
        with cluster(address) as workers:
            results = run(sweep, workers, progress=progress)
    else:
        count = jobs or core_count()
        results = run(sweep, processes(count) if count > 1 else None, progress=progress)
    return summarise(sweep, results)


def core_count() -> int:
    """Return how many cores this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def processes(count: int) -> Workers:
    """Return worker processes on this machine; they end at once when the work is given up."""
    if os.name == "nt":
        count = min(count, 61)  # more handles than Windows can wait for
    # Two chunks a worker, so that none waits for the next one.
    return Workers(start=lambda: _Pool(count), at_once=2 * count)


class _Pool(ProcessPoolExecutor):
    """Processes that leave Ctrl-C to this one, from their first moment on.

    They start afresh (``spawn``): a fork would copy locks that threads of this process hold.
    """

    def __init__(self, count: int) -> None:
        self._others = set(multiprocessing.active_children())
        super().__init__(count, mp_context=multiprocessing.get_context("spawn"), initializer=_ignore_interrupts)

    def submit(self, fn: Callable[..., R], /, *args: Any, **kwargs: Any) -> Future[R]:
        # Workers are started in here and inherit what is blocked: until they could ignore it themselves, they import NumPy.
        if not hasattr(signal, "pthread_sigmask"):  # Windows
            return super().submit(fn, *args, **kwargs)
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
        try:
            return super().submit(fn, *args, **kwargs)
        finally:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        # Nobody wants what is under way any more, and a chunk may take long. The pool then finds itself broken and tidies up.
        if not wait:
            for child in set(multiprocessing.active_children()) - self._others:
                child.terminate()
        super().shutdown(cancel_futures=cancel_futures or not wait)


def _ignore_interrupts() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)


@contextmanager
def cluster(address: str) -> Iterator[Workers]:
    """Give the workers of a Dask scheduler; what is still under way there when the block ends is dropped.

    Raises:
        ClusterError: If the extra is not installed, no scheduler answers, or it is lost on the way.
    """
    try:
        from distributed import Client, KilledWorker
    except ImportError:
        raise ClusterError('--cluster needs the extra "cluster": pip install "quizapp[cluster]"') from None
    if not ADDRESS.fullmatch(address):
        raise ClusterError(
            f"--cluster must be the address of a Dask scheduler, for example tcp://127.0.0.1:8786, got {address}"
        )
    logging.disable()  # what goes wrong is said in one line, by who called this
    try:
        with _connected(Client, address) as client:
            # Not "pure": a call that lost its worker must be a new call, not the old failure found again by its arguments.
            yield Workers(
                start=lambda: client.get_executor(pure=False), lost=(KilledWorker,), alive=lambda: client.status != "closed"
            )
    except Exception as error:
        if any(isinstance(each, ImportError) for each in (error, error.__cause__)):
            what = error.__cause__ or error
            raise ClusterError(f"the machines of the cluster need the same quizapp as this one ({what})") from None
        raise
    finally:
        logging.disable(logging.NOTSET)


def _connected(client_type: Any, address: str) -> Any:
    try:
        return client_type(address, timeout=CONNECT_SECONDS, set_as_default=False)
    except OSError as error:
        raise ClusterError(f"no Dask scheduler answers at {address}: {error}") from None
