"""Sweeps: the same numbers wherever they are computed, whatever happens to the workers; honest summaries; clear refusals."""

from __future__ import annotations

import logging
import math
import multiprocessing
import os
import signal
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from engine.catalog import load_simulation, simulation_ids
from engine.errors import EngineError
from engine.simulation import MAX_SEED, Outcome, Run
from engine.sweep import MAX_JOBS, Job, Result, Sweep, SweepCancelled, run, run_job, summarise
from engine.timeline import Timeline
from engine.workers import Workers

RATES = tuple(eighths / 8 for eighths in range(1, 9))


def big_sweep(steps: int) -> Sweep:
    """Return 64 grid points times 64 seeds."""
    grid = {"learning_rate": RATES, "width": tuple(range(1, 9))}
    return Sweep(simulation="mlp_classifier", grid=grid, seeds=range(64), steps=steps)


@pytest.fixture(scope="module")
def big() -> tuple[Sweep, tuple[Result, ...]]:
    sweep = big_sweep(3)
    results = run(sweep)
    assert len(set(results)) == 64 * 64  # every run is its own, so a result out of place would be seen
    return sweep, results


def spawned(count: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(count, mp_context=multiprocessing.get_context("spawn"))


def killing_once(victim: Callable[[], int | None]) -> tuple[Callable[[int, int], None], list[int]]:
    """Return a progress function that kills a process when the first runs are done, and the list of the killed."""
    killed: list[int] = []

    def progress(done: int, total: int) -> None:
        if 0 < done < total and not killed:
            killed.append(victim() or 0)
            os.kill(killed[0], signal.SIGKILL)

    return progress, killed


def test_threads_give_the_same_numbers(big: tuple[Sweep, tuple[Result, ...]]) -> None:
    sweep, expected = big
    with ThreadPoolExecutor(3) as executor:
        assert run(sweep, executor) == expected


def test_processes_give_the_same_numbers(big: tuple[Sweep, tuple[Result, ...]]) -> None:
    sweep, expected = big
    with spawned(2) as executor:
        assert run(sweep, executor) == expected


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_processes_give_the_same_numbers_when_one_is_killed(big: tuple[Sweep, tuple[Result, ...]]) -> None:
    sweep, expected = big
    others = set(multiprocessing.active_children())
    progress, killed = killing_once(lambda: (set(multiprocessing.active_children()) - others).pop().pid)
    assert run(sweep, Workers(start=lambda: spawned(2), at_once=4), progress=progress) == expected
    assert killed


@pytest.fixture
def dask_cluster() -> Iterator[Any]:
    """Give a client of two workers; a task that loses its worker fails at once, so that the sweep must see to it."""
    distributed = pytest.importorskip("distributed")
    config = pytest.importorskip("dask.config")
    logging.disable()
    with (
        config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster,
        distributed.Client(cluster, set_as_default=False) as client,
    ):
        yield client
    logging.disable(logging.NOTSET)


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
@pytest.mark.parametrize("steps", [3, pytest.param(60, marks=pytest.mark.slow)])
def test_a_dask_cluster_gives_the_same_numbers_when_one_worker_is_killed(steps: int, dask_cluster: Any) -> None:
    from distributed import KilledWorker

    sweep = big_sweep(steps)
    progress, killed = killing_once(lambda: min(dask_cluster.run(os.getpid).values()))
    workers = Workers(start=lambda: dask_cluster.get_executor(pure=False), lost=(KilledWorker,))
    assert run(sweep, workers, progress=progress) == run(sweep)
    assert killed


@pytest.mark.parametrize("simulation_id", simulation_ids())
def test_a_job_ends_as_the_timeline_does(simulation_id: str) -> None:
    simulation = load_simulation(simulation_id)
    for preset in simulation.presets[:4]:
        names = tuple(readout.name for readout in simulation.readout_specs)
        timeline = Timeline(Run(simulation, preset.params, 5))
        timeline.seek(1100)  # longer than one stretch
        frame = timeline.frame()
        result = run_job(Job(simulation_id, preset.params, 5, 1100, names))
        assert result == Result(frame.status.outcome, tuple(frame.readouts.values()))


def test_jobs_come_point_by_point_and_seed_by_seed() -> None:
    grid = {"learning_rate": (0.5, 1.0), "points": (8, 9)}
    jobs = Sweep(simulation="perceptron_learning", grid=grid, seeds=(4, 2), readouts=("b",)).jobs()
    order = [(job.params.learning_rate, job.params.points, job.seed) for job in jobs]
    assert order == [(rate, points, seed) for rate in (0.5, 1.0) for points in (8, 9) for seed in (4, 2)]
    assert {job.readouts for job in jobs} == {("b",)}


def test_whole_runs_are_as_long_as_each_point_wants() -> None:
    simulation = load_simulation("gradient_descent")
    surfaces = tuple(type(simulation.Params().surface))
    sweep = Sweep(simulation="gradient_descent", grid={"surface": surfaces})
    assert [job.steps for job in sweep.jobs()] == [simulation.horizon(point) for point in sweep.points()]
    assert len({job.steps for job in sweep.jobs()}) > 1


def small(**changes: Any) -> Sweep:
    return Sweep(**{"simulation": "perceptron_learning", "seeds": range(400), "steps": 30, "readouts": ("updates",)} | changes)


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor], ids=["here", "threads"])
def test_progress_grows_from_nothing_to_all(executor: Callable[[], Any] | None) -> None:
    told: list[tuple[int, int]] = []
    workers = None if executor is None else Workers(start=executor)
    run(small(), workers, progress=lambda done, total: told.append((done, total)))
    assert (told[0], told[-1]) == ((0, 400), (400, 400))
    assert told == sorted(set(told))
    assert len(told) > 2


@pytest.mark.parametrize("executor", [None, ThreadPoolExecutor], ids=["here", "threads"])
def test_a_cancelled_sweep_says_how_far_it_came(executor: Callable[[], Any] | None) -> None:
    workers = None if executor is None else Workers(start=executor, at_once=1)
    with pytest.raises(SweepCancelled, match=r"stopped after \d+ of 400 runs") as stopped:
        run(small(), workers, cancelled=lambda: True)
    assert stopped.value.done < stopped.value.total == 400


def test_a_wish_to_cancel_after_the_last_job_changes_nothing() -> None:
    assert len(run(small(seeds=range(3)), cancelled=lambda: True)) == 3


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"simulation": "perceptron"}, 'no simulation "perceptron"'),
        ({"grid": {"rate": (1.0,)}}, 'no parameter "rate"'),
        ({"grid": {"learning_rate": (1.0, 99.0)}}, "learning_rate must be a number from 0.01 to 10, got 99.0"),
        ({"grid": {"learning_rate": ()}}, "learning_rate needs at least one value"),
        ({"grid": {"learning_rate": (1, 1.0)}}, "learning_rate has 1.0 twice"),
        ({"seeds": ()}, "seeds needs at least one value"),
        ({"seeds": (3, 3)}, "seeds has 3 twice"),
        ({"seeds": (MAX_SEED + 1,)}, "seed must be a whole number"),
        ({"seeds": range(MAX_JOBS + 1)}, f"at most {MAX_JOBS} runs"),
        ({"steps": -1}, "steps must be at least 0, got -1"),
        ({"readouts": ("bias",)}, 'no readout "bias"'),
        ({"readouts": ("b", "b")}, "readouts has b twice"),
        ({"base": load_simulation("gradient_descent").Params()}, "base must be parameters of perceptron_learning"),
    ],
)
def test_what_cannot_be_run_is_refused_when_the_sweep_is_made(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(EngineError, match=message):
        small(**changes)


def test_summaries_are_what_numpy_says_of_each_point() -> None:
    grid = {"width": (1, 4)}
    sweep = Sweep(simulation="mlp_classifier", grid=grid, seeds=range(12), steps=60, readouts=("accuracy", "loss"))
    results = run(sweep)
    for point, summary in enumerate(summarise(sweep, results)):
        ended = results[12 * point : 12 * (point + 1)]
        losses = [result.readouts[1] for result in ended]
        spread = summary.readouts["loss"]
        assert (summary.params.width, summary.steps, summary.seeds) == (grid["width"][point], 60, 12)
        assert summary.share == sum(result.outcome is Outcome.CONVERGED for result in ended) / 12
        assert summary.low <= summary.share <= summary.high
        assert [spread.median, spread.q05, spread.q95] == pytest.approx(np.quantile(losses, [0.5, 0.05, 0.95]).tolist())
        assert spread.mean == pytest.approx(np.mean(losses))


def test_a_few_runs_beyond_all_numbers_leave_the_median_alone() -> None:
    sweep = small(seeds=range(5))
    readouts = (3.0, math.nan, 1.0, 2.0, math.inf)
    [summary] = summarise(sweep, [Result(Outcome.DIVERGED, (number,)) for number in readouts])
    spread = summary.readouts["updates"]
    assert (spread.q05, spread.median, spread.q95) == (pytest.approx(1.2), 3.0, math.inf)
    assert math.isnan(spread.mean)
    assert (summary.share, summary.low) == (0.0, 0.0)
