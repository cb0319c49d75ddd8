"""The engine beside its peers: CPU time of training jobs on one thread, each peer in a process of its own, by turns.

A ratio is a peer's CPU time over ours in the same round, and the table has its median over rounds: the machine's slow moments
then fall on both. A peer must hold our parameters after the same number of updates, or it has no row: equal work is proven.
"""

from __future__ import annotations

import multiprocessing
import os
import statistics
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from importlib.util import find_spec
from typing import Any

import numpy as np

from benchmarks.peers.jobs import CHANGES, RECIPES
from benchmarks.peers.worker import serve
from engine.maths.activations import FloatArray

OURS = "ours"
NEEDS = {
    "textbook": "numpy",
    "torch-eager": "torch",
    "torch-compile": "torch",
    "torch-vmap": "torch",
    "sklearn-fit": "sklearn",
    "jax-step": "jax",
    "jax-scan": "jax",
    "numba": "numba",
}
PEERS = tuple(NEEDS)
JOBS = (*RECIPES, *CHANGES)
DTYPES = ("float64", "float32")
TOLERANCE = {"float64": 1e-10, "float32": 1e-4}
ROUNDS = 5
ONE_THREAD = {
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMBA_NUM_THREADS": "1",
    "XLA_FLAGS": "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1",
    "NPROC": "1",  # XLA's thread pool
    "JAX_PLATFORMS": "cpu",
    "TORCHINDUCTOR_COMPILE_THREADS": "1",  # compiles in the process itself, where its time is counted
    "JAX_ENABLE_COMPILATION_CACHE": "false",
}


class PeerError(Exception):
    """What went wrong in a peer's process, or that its parameters are not ours."""


class Remote:
    """A peer's process, seen from here."""

    def __init__(self, peer: str, dtype: str) -> None:
        self._peer = peer
        context = multiprocessing.get_context("spawn")
        self._connection, theirs = context.Pipe()
        self._process = context.Process(target=serve, args=(theirs, peer, dtype), daemon=True)
        self._process.start()
        theirs.close()

    def ask(self, request: str, *arguments: Any) -> Any:
        """Return the answer to a request, a method of ``benchmarks.peers.worker.Worker``.

        Raises:
            PeerError: If the peer raised anything, or its process ended.
        """
        try:
            self._connection.send((request, arguments))
            answer, error = self._connection.recv()
        except (EOFError, OSError) as gone:
            raise PeerError(f"{self._peer}: its process ended") from gone
        if error is not None:
            raise PeerError(f"{self._peer}: {error}")
        return answer

    def close(self) -> None:
        """End the process."""
        try:
            self._connection.send(None)
        except OSError:
            self._process.terminate()
        self._process.join()


def measure(
    jobs: Sequence[str] = JOBS, rounds: int = ROUNDS, peers: Sequence[str] = PEERS, dtypes: Sequence[str] = DTYPES
) -> tuple[list[dict[str, Any]], list[str]]:
    """Return a row for each job, peer and dtype, and what kept a peer from having one.

    A change of architecture is measured in float64 only, in which lessons run.

    Raises:
        PeerError: If the engine itself fails, or a peer while it is timed.
    """
    rows: list[dict[str, Any]] = []
    errors: list[str] = []
    for dtype in dtypes:
        chosen = [job for job in jobs if dtype == "float64" or job not in CHANGES]
        with _processes([OURS, *peers] if chosen else [], dtype) as remotes:
            able = {peer: _jobs_of(peer, remote, errors) for peer, remote in remotes.items()}
            for job in chosen:
                here = {peer: remote for peer, remote in remotes.items() if job in able[peer]}
                rounds_of = _changes if job in CHANGES else _updates
                rows += _rows(job, dtype, rounds_of(job, dtype, here, rounds, errors))
    return rows, errors


def installed() -> list[str]:
    """Return the peers that can be measured; say on standard error which are left out."""
    found = [peer for peer in PEERS if find_spec(NEEDS[peer]) is not None]
    for peer in PEERS:
        if peer not in found:
            print(f"{peer} is left out: {NEEDS[peer]} is not installed", file=sys.stderr)
    return found


def table(rows: Sequence[dict[str, Any]]) -> str:
    """Return rows as text: a line for each job and dtype, a column for each peer."""
    peers = [peer for peer in PEERS if any(row["peer"] == peer for row in rows)]
    lines = [f"{'job':<10} {'dtype':<8} {'ours us':>10}" + "".join(f"{peer:>14}" for peer in peers)]
    for job, dtype in dict.fromkeys((row["job"], row["dtype"]) for row in rows):
        same = {row["peer"]: row for row in rows if (row["job"], row["dtype"]) == (job, dtype)}
        ours = next(iter(same.values()))["ours_us"]
        ratios = [f"{same[peer]['ratio_cpu']:.2f}" if peer in same else "-" for peer in peers]
        lines.append(f"{job:<10} {dtype:<8} {ours:>10.1f}" + "".join(f"{ratio:>14}" for ratio in ratios))
    lines += [
        "Ratio = CPU time of the peer / ours, median over rounds; above 1 ours is faster. One thread.",
        "us: an update; after a change, the new network, its compilation and the whole job; nothing compiled before is used.",
        "Parameters equal ours, but for sklearn-fit, which starts and shuffles by itself and has another Adam.",
    ]
    return "\n".join(lines)


@contextmanager
def _processes(peers: Sequence[str], dtype: str) -> Iterator[dict[str, Remote]]:
    """Start the processes, in surroundings of one thread, which they inherit; end them afterwards.

    What PyTorch compiles it keeps on disk, and finds again in the next run: it would then compile nothing, and the table would
    depend on what ran before. So it keeps it in a folder of this run.
    """
    before = dict(os.environ)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        try:
            os.environ.update(ONE_THREAD, TORCHINDUCTOR_CACHE_DIR=folder)
            remotes = {peer: Remote(peer, dtype) for peer in peers}
        finally:
            os.environ.clear()
            os.environ.update(before)
        for remote in remotes.values():
            stack.callback(remote.close)
        yield remotes


def _jobs_of(peer: str, remote: Remote, errors: list[str]) -> list[str]:
    """Return the jobs of a peer; none if it cannot be loaded."""
    try:
        jobs: list[str] = remote.ask("jobs")
    except PeerError as error:
        if peer == OURS:
            raise
        errors.append(str(error))
        return []
    return jobs


def _updates(job: str, dtype: str, remotes: dict[str, Remote], rounds: int, errors: list[str]) -> list[dict[str, float]]:
    """Return the CPU time of an update in each round, peer by peer."""
    expected = remotes[OURS].ask("begin", job)
    remotes[OURS].ask("settle")
    ready = {OURS: remotes[OURS]}
    for peer, remote in remotes.items():
        if peer == OURS:
            continue
        try:
            _check(peer, remote.ask("begin", job), expected, dtype)
            remote.ask("settle")
            ready[peer] = remote
        except PeerError as error:
            errors.append(f"{job} {dtype} {error}")
    return [{peer: remote.ask("one_round") for peer, remote in ready.items()} for _ in range(rounds)]


def _changes(job: str, dtype: str, remotes: dict[str, Remote], rounds: int, errors: list[str]) -> list[dict[str, float]]:
    """Return the CPU time of the whole job in each round, peer by peer; a first round, to warm up, is not counted."""
    ready = {peer: remote for peer, remote in remotes.items() if peer != OURS}
    times: list[dict[str, float]] = []
    n_hidden = CHANGES[job].sizes[1]
    for width in range(n_hidden, n_hidden + rounds + 1):
        spent, expected = remotes[OURS].ask("change", job, width)
        times.append({OURS: spent})
        for peer, remote in list(ready.items()):
            try:
                times[-1][peer], parameters = remote.ask("change", job, width)
                _check(peer, parameters, expected, dtype)
            except PeerError as error:
                errors.append(f"{job} {dtype} {error}")
                del ready[peer]
    return [{peer: one[peer] for peer in (OURS, *ready)} for one in times[1:]]


def _check(peer: str, parameters: FloatArray | None, expected: FloatArray, dtype: str) -> None:
    """Raise a PeerError where parameters are not those of the engine; None stands for a path of its own."""
    if parameters is None:
        return
    if parameters.shape != expected.shape:
        raise PeerError(f"{peer}: its parameters have shape {parameters.shape}, ours {expected.shape}")
    distance = float(np.max(np.abs(parameters - expected)))
    if not distance <= TOLERANCE[dtype]:  # also where it is not a number
        raise PeerError(f"{peer}: its parameters are up to {distance:.1e} from ours; at most {TOLERANCE[dtype]:.0e} is allowed")


def _rows(job: str, dtype: str, times: list[dict[str, float]]) -> list[dict[str, Any]]:
    return [
        {
            "job": job,
            "peer": peer,
            "dtype": dtype,
            "ratio_cpu": statistics.median(one[peer] / one[OURS] for one in times),
            "ours_us": statistics.median(one[OURS] for one in times),
            "rounds": len(times),
        }
        for peer in times[0]
        if peer != OURS
    ]
