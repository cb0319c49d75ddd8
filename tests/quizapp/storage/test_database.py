"""Transactions and what closing leaves behind."""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path

import pytest

from quizapp.storage.collection import open_collection
from quizapp.storage.database import CollectionError, Database, explained

INSERT = "INSERT INTO settings VALUES (?, '1')"


def keys(database: Database) -> list[str]:
    return [key for (key,) in database.rows("SELECT key FROM settings ORDER BY key")]


def write_all(database: Database, keys: Iterable[str]) -> None:
    with database.transaction():
        for key in keys:
            database.write(INSERT, (key,))


def test_failed_transaction_leaves_nothing(database: Database) -> None:
    with pytest.raises(ZeroDivisionError):
        write_all(database, (str(1 // number) for number in (2, 1, 0)))
    assert keys(database) == []
    write_all(database, "b")
    assert keys(database) == ["b"]


def test_writing_outside_of_a_transaction_is_a_mistake(database: Database) -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        database.write(INSERT, ("a",))


def test_broken_constraint_is_a_mistake_of_the_program_and_not_of_the_file(database: Database) -> None:
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        write_all(database, "aa")
    assert keys(database) == []


def test_closing_brings_the_log_into_the_file(tmp_path: Path) -> None:
    opened = open_collection(tmp_path / "collection.db", 0)
    with opened.transaction():
        opened.write(INSERT, ("a",))
    opened.close()
    assert [path.name for path in tmp_path.iterdir()] == ["collection.db"]


def test_connection_stays_in_its_thread(database: Database) -> None:
    caught: list[Exception] = []

    def use() -> None:
        try:
            keys(database)
        except sqlite3.ProgrammingError as error:
            caught.append(error)

    thread = threading.Thread(target=use)
    thread.start()
    thread.join()
    assert "same thread" in str(caught[0])


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (sqlite3.SQLITE_FULL, "the disk is full"),
        (sqlite3.SQLITE_IOERR | 4 << 8, "check the disk it is on"),
        (sqlite3.SQLITE_READONLY, "check the permissions"),
        (sqlite3.SQLITE_BUSY, "another window or program"),
        (sqlite3.SQLITE_CORRUPT, "put a backup in its place or begin a new one"),
    ],
)
def test_failure_of_the_file_is_told_in_one_sentence(code: int, words: str) -> None:
    error = sqlite3.OperationalError("reason")
    error.sqlite_errorcode = code
    told = explained(error, Path("/data/collection.db"))
    assert isinstance(told, CollectionError)
    assert str(told).startswith("The collection /data/collection.db ")
    assert words in str(told)
    assert str(told).endswith("(reason).")


def test_other_failures_are_not_blamed_on_the_file() -> None:
    assert explained(sqlite3.OperationalError("no such table"), Path("c")) is None
