"""Many runs at once: a grid of parameters times seeds, here or on any ``concurrent.futures`` executor, always the same numbers.

A job is one run. It is described by plain values and computed by a function of the module, so threads, processes and other
machines can do it alike. Jobs travel in chunks, so that handing them out costs little beside the work.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from concurrent.futures import Executor
from contextlib import closing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import chain, product
from math import prod
from typing import Any

import numpy as np

from engine.catalog import load_simulation
from engine.errors import EngineError, ParamError, UnknownNameError
from engine.maths.intervals import wilson_interval
from engine.params import refusal, specs, unknown
from engine.simulation import SEED, FloatArray, Outcome, Simulation
from engine.timeline import steps
from engine.workers import Workers, map_over

MAX_JOBS = 1_000_000  # more is a slip of the keyboard: each parameter multiplies the grid
CHUNK_STEPS = 10_000  # work of a chunk: some tenths of a second
START_STEPS = 50  # start and readouts of a run cost about as much as this many steps
STRETCH = 1024  # steps in one call; the traces of a call are thrown away, so memory stays flat


class SweepCancelled(Exception):  # noqa: N818  (what the caller wished for is no error)
    """The caller wanted no more of a sweep.

    Attributes:
        done: Jobs finished by then.
        total: Jobs of the whole sweep.
    """

    def __init__(self, done: int, total: int) -> None:
        self.done, self.total = done, total
        super().__init__(f"stopped after {done} of {total} runs")


@dataclass(frozen=True, slots=True)
class Job:
    """One run and what is wanted of its end.

    Attributes:
        simulation: Id of the simulation.
        params: Its parameters.
        seed: Seed of the run.
        steps: Length of the run.
        readouts: Names of the wanted readouts.
    """

    simulation: str
    params: Any
    seed: int
    steps: int
    readouts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Result:
    """How a run ended.

    Attributes:
        outcome: Where it stood after its last step.
        readouts: The wanted numbers, in the order of the job's names.
    """

    outcome: Outcome
    readouts: tuple[float, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sweep:
    """A grid of parameters times seeds. It is checked when it is made.

    Attributes:
        simulation: Id of the simulation.
        base: Parameters of every run where the grid says nothing; None for the defaults.
        grid: Values by parameter name; every combination is a point.
        seeds: Seeds that each point is run with.
        steps: Length of the runs; None for whole runs, which may differ from point to point.
        readouts: Names of the wanted readouts; empty means all, and becomes their names.

    Example:
        >>> sweep = Sweep(simulation="perceptron_learning", grid={"learning_rate": (0.1, 1.0)}, seeds=range(3))
        >>> [point.learning_rate for point in sweep.points()], len(sweep.jobs())
        ([0.1, 1.0], 6)
    """

    simulation: str
    base: Any = None
    grid: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    seeds: Sequence[int] = (0,)
    steps: int | None = None
    readouts: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        simulation = load_simulation(self.simulation)
        object.__setattr__(self, "base", simulation.Params() if self.base is None else self.base)
        object.__setattr__(self, "readouts", _readout_names(simulation, self.readouts))
        _check(simulation, self)

    def points(self) -> tuple[Any, ...]:
        """Return the parameters of all grid points; the parameter named last varies fastest."""
        return tuple(replace(self.base, **dict(zip(self.grid, point, strict=True))) for point in product(*self.grid.values()))

    def length(self, point: Any) -> int:
        """Return the number of steps of each run at a point."""
        return load_simulation(self.simulation).horizon(point) if self.steps is None else self.steps

    def jobs(self) -> tuple[Job, ...]:
        """Return all runs: point by point, at each point seed by seed."""
        lengths = [(point, self.length(point)) for point in self.points()]
        return tuple(
            Job(self.simulation, point, seed, length, self.readouts) for point, length in lengths for seed in self.seeds
        )


def _readout_names(simulation: Simulation[Any, Any, Any], wanted: Sequence[str]) -> tuple[str, ...]:
    known = [readout.name for readout in simulation.readout_specs]
    for name in wanted:
        if name not in known:
            raise UnknownNameError(unknown(f"{simulation.id} has no readout", name, known))
    return tuple(wanted) or tuple(known)


def _check(simulation: Simulation[Any, Any, Any], sweep: Sweep) -> None:
    """Refuse what cannot be run.

    Raises:
        EngineError: If a name is unknown, a value is not allowed, is there twice or is missing, or the jobs are too many.
    """
    if not isinstance(sweep.base, simulation.Params):
        raise EngineError(f"base must be parameters of {simulation.id}, got {sweep.base!r}")
    n_jobs = prod(len(values) for values in sweep.grid.values()) * len(sweep.seeds)
    if n_jobs > MAX_JOBS:
        raise EngineError(f"a sweep has at most {MAX_JOBS} runs, got {n_jobs}: take fewer values or seeds")
    known = specs(simulation.Params)
    for name, values in sweep.grid.items():
        if name not in known:
            raise UnknownNameError(unknown(f"{simulation.id} has no parameter", name, known))
        _check_list(name, values, known[name].clean, partial(refusal, name, known[name]))
    _check_list("seeds", sweep.seeds, SEED.clean, partial(refusal, "seed", SEED))
    _check_list("readouts", sweep.readouts, str, str)
    if sweep.steps is not None and sweep.steps < 0:
        raise EngineError(f"steps must be at least 0, got {sweep.steps}")


def _check_list(name: str, values: Sequence[Any], clean: Callable[[Any], Any], complaint: Callable[[Any], str]) -> None:
    if not len(values):
        raise EngineError(f"{name} needs at least one value")
    seen = set()
    for value in values:
        try:
            cleaned = clean(value)
        except ValueError:
            raise ParamError([complaint(value)]) from None
        if cleaned in seen:
            raise EngineError(f"{name} has {value} twice")
        seen.add(cleaned)


def run_job(job: Job) -> Result:
    """Compute one run: the readouts and the outcome that stepping a timeline to its end would show.

    Example:
        >>> run_job(Job("perceptron_learning", load_simulation("perceptron_learning").Params(), 0, 160, ("updates",)))
        Result(outcome=<Outcome.CONVERGED: 'converged'>, readouts=(11.0,))
    """
    simulation = load_simulation(job.simulation)
    # As in a timeline: overflow on the way to divergence is part of the lesson, and the outcome names it.
    with np.errstate(over="ignore", invalid="ignore", divide="ignore"):
        state = simulation.init(job.params, job.seed)
        for first in range(0, job.steps, STRETCH):
            state, _ = steps(simulation, job.params, state, min(STRETCH, job.steps - first))
        numbers = simulation.readouts(simulation.observe(job.params, state))
        outcome = simulation.status(job.params, state).outcome
    return Result(outcome, tuple(float(numbers[name]) for name in job.readouts))


def _run_jobs(jobs: Sequence[Job]) -> list[Result]:
    return [run_job(job) for job in jobs]


def _chunks(jobs: Sequence[Job]) -> list[Sequence[Job]]:
    """Cut jobs into chunks of about equal work, wherever they will be run."""
    chunks, first, work = [], 0, 0
    for end, job in enumerate(jobs, start=1):
        work += job.steps + START_STEPS
        if work >= CHUNK_STEPS or end == len(jobs):
            chunks.append(jobs[first:end])
            first, work = end, 0
    return chunks


def run(
    sweep: Sweep,
    executor: Executor | Workers | None = None,
    *,
    progress: Callable[[int, int], None] | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Result, ...]:
    """Compute all runs of a sweep.

    Args:
        sweep: What to run.
        executor: Where: here (None), on an executor of the caller's, or on workers that are replaced when they are lost.
        progress: Called with the jobs done and their total, at the start and whenever some are finished.
        cancelled: Asked again and again; once it says yes, what is not yet begun is dropped.

    Returns:
        The results in the order of ``sweep.jobs()``, the same numbers on every executor.

    Raises:
        SweepCancelled: If ``cancelled`` said yes before the last job was done.
        WorkersLostError: If a chunk of jobs loses its worker four times, or no worker can be reached.

    Example:
        >>> sweep = Sweep(simulation="perceptron_learning", seeds=range(2), readouts=("updates", "b"))
        >>> [result.readouts for result in run(sweep)]
        [(11.0, -3.0), (11.0, -3.0)]
    """
    jobs = sweep.jobs()
    chunks = _chunks(jobs)
    results: list[list[Result]] = [[] for _ in chunks]
    done = 0
    if progress is not None:
        progress(done, len(jobs))
    with closing(_here(chunks) if executor is None else map_over(_run_jobs, chunks, executor)) as finished:
        for index, outcomes in (item or (0, []) for item in finished):
            if outcomes:
                results[index] = outcomes
                done += len(outcomes)
                if progress is not None:
                    progress(done, len(jobs))
            if cancelled is not None and done < len(jobs) and cancelled():
                raise SweepCancelled(done, len(jobs))
    return tuple(chain.from_iterable(results))


def _here(chunks: Iterable[Sequence[Job]]) -> Generator[tuple[int, list[Result]] | None, None, None]:
    for index, chunk in enumerate(chunks):
        yield index, _run_jobs(chunk)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a readout is spread over the seeds of a point.

    Attributes:
        mean: Arithmetic mean; not a number or infinite where that of a run is.
        median: Middle of the sorted numbers. What is not a number counts as beyond all others here and below.
        q05: 5 % of the seeds lie below.
        q95: 5 % of the seeds lie above.
    """

    mean: float
    median: float
    q05: float
    q95: float


@dataclass(frozen=True, slots=True)
class Summary:
    """What the runs of one grid point have in common.

    Attributes:
        params: Parameters of the point.
        steps: Length of its runs.
        seeds: Number of its runs.
        share: Part of them that converged.
        low: Low end of the 95 % Wilson interval of that share.
        high: High end.
        readouts: Spread of each readout by name.
    """

    params: Any
    steps: int
    seeds: int
    share: float
    low: float
    high: float
    readouts: dict[str, Spread]


def summarise(sweep: Sweep, results: Sequence[Result]) -> tuple[Summary, ...]:
    """Return one summary for each grid point.

    Args:
        sweep: The sweep.
        results: What ``run`` returned for it.

    Example:
        >>> sweep = Sweep(simulation="perceptron_learning", seeds=range(4), readouts=("updates",))
        >>> [summary] = summarise(sweep, run(sweep))
        >>> summary.share, summary.readouts["updates"].median
        (1.0, 11.0)
    """
    n_seeds = len(sweep.seeds)
    return tuple(
        _summary(sweep, point, results[index * n_seeds : (index + 1) * n_seeds]) for index, point in enumerate(sweep.points())
    )


def _summary(sweep: Sweep, point: Any, results: Sequence[Result]) -> Summary:
    n_converged = sum(result.outcome is Outcome.CONVERGED for result in results)
    low, high = wilson_interval(n_converged, len(results))
    columns = np.array([result.readouts for result in results]).T
    spreads = {name: _spread(column) for name, column in zip(sweep.readouts, columns, strict=True)}
    return Summary(point, sweep.length(point), len(results), n_converged / len(results), low, high, spreads)


def _spread(numbers: FloatArray) -> Spread:
    ordered = np.sort(np.where(np.isnan(numbers), np.inf, numbers))
    with np.errstate(invalid="ignore", over="ignore"):  # a mean over infinities
        mean = float(numbers.mean())
    return Spread(mean, *(_quantile(ordered, part) for part in (0.5, 0.05, 0.95)))


def _quantile(ordered: FloatArray, part: float) -> float:
    """Return a quantile of sorted numbers, linear between neighbours; unlike NumPy's it stays exact beside infinities.

    Source: Hyndman & Fan 1996, American Statistician 50, definition 7.
    """
    place = (len(ordered) - 1) * part
    below = int(place)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    return low if low == high or place == below else low + (place - below) * (high - low)
