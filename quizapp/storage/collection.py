"""Opens the collection file: creates it, looks before touching it, migrates it. A file that is refused is left as it is."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

from quizapp.storage.database import (
    APPLICATION_ID,
    LOCK_TIMEOUT_S,
    REMEDY,
    CollectionError,
    Database,
    connect,
    failures_explained,
)
from quizapp.storage.migrations import Migration, keep_copy, migrate, released, schema_number

OLDEST_SQLITE = (3, 37, 0)  # STRICT tables
MAGIC = b"SQLite format 3\x00"


def require_sqlite(version: tuple[int, ...]) -> None:
    """Refuse an SQLite library that is too old.

    Raises:
        CollectionError: If it is.
    """
    if version < OLDEST_SQLITE:
        needed, found = (".".join(map(str, numbers)) for numbers in (OLDEST_SQLITE, version))
        raise CollectionError(f"SQLite {needed} or newer is needed, but this Python has {found}: install a newer Python.")


def open_collection(path: Path, now_ms: int) -> Database:
    """Open a collection, or create it with its folder.

    Args:
        path: The file.
        now_ms: UTC milliseconds, for the record of migrations.

    Raises:
        CollectionError: If the file is damaged, not ours, newer than the program, open elsewhere, or cannot be written. It is
            left byte for byte as it was.
    """
    require_sqlite(sqlite3.sqlite_version_info)
    return open_with(released(), path.absolute(), now_ms)


def open_with(steps: Sequence[Migration], path: Path, now_ms: int) -> Database:
    """Open a collection under the schema that the given steps make; see ``open_collection``."""
    try:
        if not path.exists():
            _create(steps, path, now_ms)
        number = _look(path, len(steps))
        path.open("r+b").close()  # SQLite would open a file that it may not write, and then fail in other words
    except OSError as error:
        reason = error.strerror or str(error)
        raise CollectionError(f"The collection {path} cannot be used: {reason}; check its place and permissions.") from error
    connection = connect(path)
    try:
        if number < len(steps):
            with failures_explained(path):
                keep_copy(connection, path)
                migrate(connection, steps, now_ms)
    except BaseException:
        connection.close()
        raise
    return Database(connection, path)


def _create(steps: Sequence[Migration], path: Path, now_ms: int) -> None:
    """Make a new file beside its place and move it there whole, so that no crash leaves half a collection."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.new")
    unfinished.unlink(missing_ok=True)
    try:
        with failures_explained(path), closing(sqlite3.connect(unfinished, isolation_level=None)) as connection:
            connection.execute("PRAGMA synchronous = FULL")
            migrate(connection, steps, now_ms)
            connection.execute("PRAGMA journal_mode = WAL")
        _set_orphan_aside(path, now_ms)
        _place(unfinished, path)
    finally:
        unfinished.unlink(missing_ok=True)


def _set_orphan_aside(path: Path, now_ms: int) -> None:
    """Rename a write-ahead log whose collection is gone: SQLite would write it into the new one."""
    orphan = path.with_name(f"{path.name}-wal")
    if orphan.exists() and not path.exists():
        orphan.rename(path.with_name(f"{path.name}.{now_ms}.orphan-wal"))


def _place(unfinished: Path, path: Path) -> None:
    """Give a finished file its name, unless another instance, started at the same moment, was faster."""
    try:
        path.hardlink_to(unfinished)
    except FileExistsError:
        return
    except OSError:  # a file system without hard links
        unfinished.rename(path)


def _look(path: Path, newest: int) -> int:
    """Return the schema number of a file without changing anything.

    Args:
        path: The file.
        newest: The highest schema number that can be opened.

    Raises:
        CollectionError: If it is not a sound collection that this version can open.
    """
    if not path.is_file():
        raise CollectionError(f"{path} is not a file but a folder or a device: choose another place for the collection.")
    with path.open("rb") as file:
        beginning = file.read(len(MAGIC))
    if beginning != MAGIC:
        found = "is empty" if not beginning else "is not a collection, or its beginning is damaged"
        raise CollectionError(f"{path} {found}: {REMEDY}.")
    beside = [path.with_name(path.name + suffix) for suffix in ("-wal", "-shm")]
    log_exists, index_exists = (name.exists() for name in beside)
    # After a crash the write-ahead log holds answers: SQLite must read it, and makes an index beside it. Without a log nobody
    # has the file open, and SQLite is told to take it as it is, which leaves no trace.
    mode = "mode=ro" if log_exists else "immutable=1"
    try:
        uri = f"{path.as_uri()}?{mode}"
        with failures_explained(path), closing(sqlite3.connect(uri, uri=True, timeout=LOCK_TIMEOUT_S)) as connection:
            return _sound_schema_number(connection, path, newest)
    except (sqlite3.Error, UnicodeDecodeError) as error:  # the latter when SQLite's own message quotes damaged text
        raise _damaged(path, str(error)) from error
    finally:
        if not index_exists:
            beside[1].unlink(missing_ok=True)  # no instance of ours uses one


def _sound_schema_number(connection: sqlite3.Connection, path: Path, newest: int) -> int:
    connection.text_factory = lambda text: text.decode(errors="replace")  # a finding may quote damaged text
    for pragma in ("trusted_schema = OFF", "cell_size_check = ON", "mmap_size = 0"):
        connection.execute(f"PRAGMA {pragma}")
    if connection.execute("PRAGMA application_id").fetchone()[0] != APPLICATION_ID:
        raise CollectionError(f"{path} belongs to another program: choose another place for the collection.")
    number = schema_number(connection)
    if number > newest:
        raise CollectionError(
            f"The collection {path} was written by a newer version (schema {number}, this one knows {newest}): update the app."
        )
    finding = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    if finding != "ok":
        raise _damaged(path, finding.splitlines()[-1])
    recorded = connection.execute("SELECT max(number) FROM migrations").fetchone()[0]
    if number != recorded:
        raise _damaged(path, f"schema {number} in its header, {recorded} in its record")
    return number


def _damaged(path: Path, finding: str) -> CollectionError:
    return CollectionError(f"The collection {path} is damaged ({finding}): {REMEDY}.")
