"""Brings a collection file from its schema to the newest. The steps are the files in ``sql/``, never edited after release."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from quizapp.storage.database import APPLICATION_ID, CollectionError

SCRIPTS = Path(__file__).parent / "sql"


@dataclass(frozen=True, slots=True)
class Migration:
    """One step: its name and the SQL that makes it."""

    name: str
    script: str


@cache
def released() -> tuple[Migration, ...]:
    """Return all steps in order; a file that has made the first n of them has schema number n."""
    return tuple(Migration(path.stem, path.read_text(encoding="utf-8")) for path in sorted(SCRIPTS.glob("*.sql")))


def schema_number(connection: sqlite3.Connection) -> int:
    """Return the schema number of an open file, 0 for one without tables."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection, steps: Sequence[Migration], now_ms: int) -> None:
    """Make the steps that a file has not made yet, each in one transaction together with the record of it."""
    done = schema_number(connection)
    for number, step in enumerate(steps[done:], start=done + 1):
        record = f"INSERT INTO migrations VALUES ({number}, '{step.name}', {now_ms});"
        marks = f"PRAGMA user_version = {number}; PRAGMA application_id = {APPLICATION_ID};"
        try:
            connection.executescript(f"BEGIN IMMEDIATE;\n{step.script}\n{record}\n{marks}\nCOMMIT;")
        except sqlite3.Error:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise


def keep_copy(connection: sqlite3.Connection, path: Path) -> Path:
    """Write a copy of a file beside it before it is migrated, open it, compare it, and return its path.

    Raises:
        CollectionError: If the copy is not sound or not complete; nothing has been changed then.
    """
    copy = path.with_name(f"{path.name}.schema-{schema_number(connection)}.backup")
    unfinished = copy.with_name(f"{copy.name}.new")
    unfinished.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(unfinished)) as target:
            connection.backup(target)
            target.execute("PRAGMA journal_mode = DELETE")
            finding = target.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if finding != "ok" or _sizes(target) != _sizes(connection):
                raise CollectionError(f"The collection {path} was not migrated because its copy is not sound ({finding}).")
        with unfinished.open("rb+") as file:
            os.fsync(file.fileno())
        return unfinished.replace(copy)
    finally:
        unfinished.unlink(missing_ok=True)


def _sizes(connection: sqlite3.Connection) -> dict[str, int]:
    """Return the number of rows by table."""
    tables = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall()
    return {table: connection.execute(f'SELECT count(*) FROM "{table}"').fetchone()[0] for (table,) in tables}
