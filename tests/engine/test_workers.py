"""Handing out tasks: every result once, lost workers made up for, failures and the caller's wishes passed on."""

from __future__ import annotations

import operator
from collections.abc import Callable
from concurrent.futures import CancelledError, Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import Any

import pytest

from engine.workers import MAX_RETRIES, Workers, WorkersLostError, map_over


class Careless(Executor):
    """Computes at once, but meets an error at some calls, counted over all its copies."""

    def __init__(self, fails: Callable[[int], BaseException | None], calls: list[tuple[Any, ...]]) -> None:
        self.fails, self.calls, self.broken, self.ended = fails, calls, False, False

    def submit(self, fn: Callable[..., Any], /, *args: Any, **_kwargs: Any) -> Future[Any]:
        if self.broken:
            raise BrokenProcessPool("broken before")
        error = self.fails(len(self.calls))
        self.calls.append(args)
        future: Future[Any] = Future()
        if error is None:
            future.set_result(fn(*args))
        else:
            self.broken = isinstance(error, BrokenProcessPool)
            future.set_exception(error)
        return future

    def shutdown(self, *_args: Any, **_kwargs: Any) -> None:
        self.ended = True


def collected(workers: Executor | Workers, n_tasks: int = 5) -> list[int]:
    found = dict(item for item in map_over(operator.neg, range(n_tasks), workers) if item)
    return [found[index] for index in range(n_tasks)]


def test_every_argument_gets_its_own_result() -> None:
    with ThreadPoolExecutor(3) as executor:
        assert collected(executor, 500) == [-number for number in range(500)]


def test_a_broken_executor_is_replaced_and_its_tasks_are_done() -> None:
    calls: list[tuple[Any, ...]] = []
    made: list[Careless] = []

    def start() -> Careless:
        made.append(Careless(lambda call: BrokenProcessPool("died") if call in (1, 4) else None, calls))
        return made[-1]

    assert collected(Workers(start=start, at_once=2)) == [0, -1, -2, -3, -4]
    assert len(made) == 3
    assert all(executor.ended for executor in made)


class LostError(Exception):
    """What a cluster says of a task whose worker died."""


@pytest.mark.parametrize("error", [LostError(), CancelledError()])
def test_a_lost_task_is_called_again_as_another_call(error: BaseException) -> None:
    calls: list[tuple[Any, ...]] = []
    executor = Careless(lambda call: error if call < MAX_RETRIES else None, calls)
    assert collected(Workers(start=lambda: executor, lost=(LostError,)), 1) == [0]
    assert len(set(calls)) == len(calls) == MAX_RETRIES + 1


@pytest.mark.parametrize("error", [BrokenProcessPool("died"), LostError()])
def test_a_task_that_kills_every_worker_is_given_up(error: BaseException) -> None:
    calls: list[tuple[Any, ...]] = []
    with pytest.raises(WorkersLostError, match="lost its worker 4 times"):
        collected(Workers(start=lambda: Careless(lambda _: error, calls), lost=(LostError,)), 1)
    assert len(calls) == MAX_RETRIES + 1


def test_a_broken_executor_of_the_callers_own_is_an_error_and_left_alone() -> None:
    executor = Careless(lambda call: BrokenProcessPool("died") if call == 2 else None, [])
    with pytest.raises(WorkersLostError, match="BrokenProcessPool"):
        collected(executor)
    assert not executor.ended


def test_an_error_of_the_function_is_the_callers() -> None:
    executor = ThreadPoolExecutor(1)
    with pytest.raises(ZeroDivisionError):
        list(map_over(lambda number: 1 // number, [1, 0], Workers(start=lambda: executor)))
    with pytest.raises(RuntimeError, match="after shutdown"):
        executor.submit(abs, 1)


class Silent(Careless):
    """Never gives anything back."""

    def submit(self, _fn: Callable[..., Any], /, *args: Any, **_kwargs: Any) -> Future[Any]:
        self.calls.append(args)
        return Future()


def test_workers_out_of_reach_are_an_error() -> None:
    executor = Silent(lambda _: None, [])
    with pytest.raises(WorkersLostError, match="cannot be reached"):
        collected(Workers(start=lambda: executor, alive=lambda: False))


def test_no_more_tasks_are_out_than_wished() -> None:
    executor = Silent(lambda _: None, [])
    going = map_over(operator.neg, range(100), Workers(start=lambda: executor, at_once=4))
    assert next(going) is None
    going.close()
    assert len(executor.calls) == 4
    assert executor.ended


def test_closing_cancels_what_is_out_on_the_callers_own_executor() -> None:
    out: list[Future[int]] = []

    class Keeping(Silent):
        def submit(self, fn: Callable[..., Any], /, *args: Any, **_kwargs: Any) -> Future[Any]:
            out.append(super().submit(fn, *args))
            return out[-1]

    going = map_over(operator.neg, range(3), Keeping(lambda _: None, []))
    next(going)
    going.close()
    assert [future.cancelled() for future in out] == [True] * 3
