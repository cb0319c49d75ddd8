"""Hands tasks to a ``concurrent.futures`` executor and hands those of lost workers out again. Serves ``engine.sweep``."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import BrokenExecutor, CancelledError, Executor, Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from typing import Generic, TypeVar

from engine.errors import EngineError

T = TypeVar("T")
R = TypeVar("R")

MAX_RETRIES = 3  # a task that loses its worker more often than this is the likely cause
POLL_SECONDS = 0.1  # how soon the caller gets to speak while nothing comes back


class WorkersLostError(EngineError):
    """A task lost its worker again and again, or all workers are gone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """Workers that are replaced when they are lost.

    Attributes:
        start: Makes an executor; called again when the one before is broken. Who takes the workers shuts it down, and its
            ``shutdown(wait=False)`` should give up what is not done.
        at_once: Tasks handed out at a time, so that one lost worker fails few of them; None for all.
        lost: Exceptions of a task that mean its worker was lost. A broken executor and a task that nobody here cancelled
            always do.
        alive: Asked while nothing comes back; once it says no, nothing ever will.
    """

    start: Callable[[], Executor]
    at_once: int | None = None
    lost: tuple[type[BaseException], ...] = ()
    alive: Callable[[], bool] = lambda: True


@dataclass(frozen=True, slots=True)
class _Task(Generic[T]):
    """An argument, its place in the order, and how often it lost its worker."""

    index: int
    argument: T
    losses: int = 0


def _call(function: Callable[[T], R], argument: T, _losses: int) -> R:
    """Call a function. The losses make each attempt another call: some executors give back the old failure of an equal one."""
    return function(argument)


def map_over(
    function: Callable[[T], R], arguments: Iterable[T], executor: Executor | Workers
) -> Generator[tuple[int, R] | None, None, None]:
    """Yield index and result of each argument as they come back.

    None comes whenever nothing does for a moment, so that the caller can say whether to go on. Closing the generator drops
    what is not begun. An executor of the caller's own is never shut down.

    Args:
        function: Called with one argument each; of a module, if it is to reach another process.
        arguments: What to call it with.
        executor: Where.

    Raises:
        WorkersLostError: If an argument loses its worker more than ``MAX_RETRIES`` times, or no worker can be reached.

    Example:
        >>> from concurrent.futures import ThreadPoolExecutor
        >>> sorted(filter(None, map_over(abs, [-3, 4], Workers(start=ThreadPoolExecutor))))
        [(0, 3), (1, 4)]
    """
    crew = _Crew(function, arguments, executor)
    try:
        while crew.busy:
            crew.hand_out()
            yield crew.collect()
    finally:
        crew.dismiss()


class _Crew(Generic[T, R]):
    """The tasks that wait and those that are out, and the executor of the moment."""

    def __init__(self, function: Callable[[T], R], arguments: Iterable[T], given: Executor | Workers) -> None:
        self._function = function
        self._owned = isinstance(given, Workers)
        self._workers = given if isinstance(given, Workers) else Workers(start=lambda: given)
        self._lost_worker: tuple[type[BaseException], ...] = (BrokenExecutor, CancelledError, *self._workers.lost)
        self._executor = self._workers.start()
        self._waiting = deque(_Task(index, argument) for index, argument in enumerate(arguments))
        self._out: dict[Future[R], tuple[_Task[T], Executor]] = {}
        self._returned: SimpleQueue[Future[R]] = SimpleQueue()

    @property
    def busy(self) -> bool:
        """Whether anything is left to do."""
        return bool(self._waiting or self._out)

    def hand_out(self) -> None:
        """Give out as many tasks as may be under way at once."""
        limit = self._workers.at_once
        while self._waiting and (limit is None or len(self._out) < limit):
            task = self._waiting.popleft()
            try:
                future = self._executor.submit(_call, self._function, task.argument, task.losses)
            except BrokenExecutor as error:
                self._again(task, self._executor, error)
                continue
            self._out[future] = task, self._executor
            future.add_done_callback(self._returned.put)

    def collect(self) -> tuple[int, R] | None:
        """Return what came back; None if nothing did for a moment, or if it was lost."""
        try:
            future = self._returned.get(timeout=POLL_SECONDS)
        except Empty:
            if not self._workers.alive():
                raise WorkersLostError("the workers cannot be reached any more") from None
            return None
        task, executor = self._out.pop(future)
        try:
            return task.index, future.result()
        except self._lost_worker as error:
            self._again(task, executor, error)
            return None

    def _again(self, task: _Task[T], executor: Executor, error: BaseException) -> None:
        """Put a task back in front, on a new executor if its own is broken."""
        if task.losses == MAX_RETRIES:
            what = f"a part of the work lost its worker {MAX_RETRIES + 1} times ({type(error).__name__})"
            raise WorkersLostError(f"{what}; is there enough memory?") from error
        self._waiting.appendleft(_Task(task.index, task.argument, task.losses + 1))
        # All tasks of a broken executor come back; only the first of them finds it still in use.
        if isinstance(error, BrokenExecutor) and executor is self._executor and self._owned:
            executor.shutdown(wait=False)
            self._executor = self._workers.start()

    def dismiss(self) -> None:
        """Drop what is not begun, and end the executor if it was made here; wait for it only if all is done."""
        if not self._workers.alive():
            return
        if self._owned:
            self._executor.shutdown(wait=not self.busy)
        else:
            for future in self._out:
                future.cancel()
