"""What a command says on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_WIDTH = 40  # room of the line that tells the progress


class UsageError(Exception):
    """What was asked for is not possible; the message says why and what is."""


def say(text: str, *, error: bool = False) -> None:
    """Write a line to standard output or standard error."""
    print(text, file=sys.stderr if error else sys.stdout)


@contextmanager
def progress(what: str) -> Iterator[Callable[[int, int], None] | None]:
    """Give a function that shows how many of all things are done, in one line that is gone in the end.

    Without a terminal on standard error there is nobody to see it, and None is given.
    """
    if not sys.stderr.isatty():
        yield None
        return

    def show(done: int, total: int) -> None:
        sys.stderr.write(f"\r{done} of {total} {what}".ljust(_WIDTH))
        sys.stderr.flush()

    try:
        yield show
    finally:
        sys.stderr.write("\r" + " " * _WIDTH + "\r")
        sys.stderr.flush()
