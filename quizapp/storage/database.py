"""The one connection to the collection file: statements, transactions, and failures told in one sentence."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

APPLICATION_ID = 0x44_4C_51_5A  # "DLQZ", the mark of our files in the SQLite header
LOCK_TIMEOUT_S = 0.5  # long enough for an instance that is just closing

# The exclusive lock is what keeps a second instance out, and the operating system frees it however the first one ends. It also
# keeps clear of the defect of SQLite before 3.51.3 in which two connections to one WAL file could damage it.
PRAGMAS = (
    "locking_mode = EXCLUSIVE",
    "journal_mode = WAL",
    "synchronous = FULL",
    "foreign_keys = ON",
    "recursive_triggers = ON",  # so that REPLACE, too, meets the triggers that keep the log
    "mmap_size = 0",
    "trusted_schema = OFF",
    "cell_size_check = ON",
)

_IN_USE = "is open in another window or program: close that first"
_NOT_WRITABLE = "cannot be written: check the permissions of the file and of its folder"
# A write-ahead log left beside another file of the same name would be written into it, so it has to go, too.
REMEDY = "move it away, with the -wal file beside it if there is one, and put a backup in its place or begin a new one"
_DAMAGED = f"is damaged: {REMEDY}"
_CAUSES = {
    sqlite3.SQLITE_BUSY: _IN_USE,
    sqlite3.SQLITE_LOCKED: _IN_USE,
    sqlite3.SQLITE_FULL: "was not written because the disk is full: free some space and try again; what was stored is safe",
    sqlite3.SQLITE_READONLY: _NOT_WRITABLE,
    sqlite3.SQLITE_PERM: _NOT_WRITABLE,
    sqlite3.SQLITE_CANTOPEN: _NOT_WRITABLE,
    sqlite3.SQLITE_IOERR: "could not be read or written: check the disk it is on",
    sqlite3.SQLITE_CORRUPT: _DAMAGED,
    sqlite3.SQLITE_NOTADB: _DAMAGED,
}


class CollectionError(Exception):
    """The collection cannot be used. The message is one sentence for the user: what is wrong, where, and what to do."""


def explained(error: sqlite3.Error, path: Path) -> CollectionError | None:
    """Return a failure of the file in words; None for a mistake of the program, such as a broken constraint."""
    cause = _CAUSES.get(getattr(error, "sqlite_errorcode", 0) & 0xFF)
    return None if cause is None else CollectionError(f"The collection {path} {cause} ({error}).")


@contextmanager
def failures_explained(path: Path) -> Iterator[None]:
    """Turn failures of the file into ``CollectionError``; let everything else through."""
    try:
        yield
    except sqlite3.Error as error:
        known = explained(error, path)
        if known is None:
            raise
        raise known from error


class Database:
    """An open collection. Reading is free; writing happens inside ``transaction``."""

    def __init__(self, connection: sqlite3.Connection, path: Path) -> None:
        self._connection = connection
        self.path = path

    def rows(self, sql: str, parameters: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        with failures_explained(self.path):
            return self._connection.execute(sql, parameters).fetchall()

    def row(self, sql: str, parameters: Sequence[Any] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, or None."""
        with failures_explained(self.path):
            found: tuple[Any, ...] | None = self._connection.execute(sql, parameters).fetchone()
            return found

    def write(self, sql: str, parameters: Sequence[Any] = ()) -> int:
        """Run a writing statement inside a transaction and return the id of the row it added.

        Raises:
            RuntimeError: Outside of a transaction, where each statement would be made durable by itself.
        """
        if not self._connection.in_transaction:
            raise RuntimeError("writing needs a transaction")
        with failures_explained(self.path):
            return self._connection.execute(sql, parameters).lastrowid or 0

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Make everything written in the block durable together when it ends, or nothing of it.

        Raises:
            CollectionError: If the file cannot be written; it then holds what it held before.
        """
        with failures_explained(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:  # a full disk has rolled back already
                    self._connection.execute("ROLLBACK")
                raise

    def close(self) -> None:
        """Bring the write-ahead log into the file and close it. Everything is durable before, so a failure loses nothing."""
        with closing(self._connection), suppress(sqlite3.DatabaseError):  # a full disk: the next opening reads the log
            self._connection.execute("PRAGMA optimize")
            self._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def connect(path: Path) -> sqlite3.Connection:
    """Return a connection that holds the only lock on an existing file.

    Raises:
        CollectionError: If another instance has it, or it cannot be written.
    """
    with failures_explained(path):
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, isolation_level=None, timeout=LOCK_TIMEOUT_S)
        try:
            for pragma in PRAGMAS:
                connection.execute(f"PRAGMA {pragma}")
            connection.execute("BEGIN IMMEDIATE")  # takes the lock and finds out whether the place can be written
            connection.execute("ROLLBACK")
        except BaseException:
            connection.close()
            raise
        return connection
