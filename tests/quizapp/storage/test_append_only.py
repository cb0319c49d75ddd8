"""What was answered cannot be changed or removed, and the file itself refuses nonsense."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.storage.collection import open_collection
from quizapp.storage.database import Database

KEPT = ["reviews", "retractions", "quiz_items", "attempts", "quizzes", "predictions"]


@pytest.fixture
def opened(newest: Path) -> Iterator[Database]:
    database = open_collection(newest, 0)
    yield database
    database.close()


def attempted(database: Database, statement: str, message: str) -> None:
    with pytest.raises(sqlite3.IntegrityError, match=message), database.transaction():
        database.write(statement)


@pytest.mark.parametrize("table", KEPT)
def test_rows_cannot_be_removed(opened: Database, table: str) -> None:
    attempted(opened, f"DELETE FROM {table}", f"{table.replace('_', ' ')} are only added")


@pytest.mark.parametrize("table", KEPT)
def test_no_column_can_be_changed(opened: Database, table: str) -> None:
    for (column,) in opened.rows("SELECT name FROM pragma_table_info(?)", (table,)):
        if (table, column) != ("quizzes", "finished_at_ms"):
            attempted(opened, f"UPDATE {table} SET {column} = {column}", "only")


@pytest.mark.parametrize("table", KEPT)
def test_rows_cannot_be_replaced(opened: Database, table: str) -> None:
    attempted(opened, f"REPLACE INTO {table} SELECT * FROM {table}", "only added")


def test_quiz_ends_once(opened: Database) -> None:
    with opened.transaction():
        opened.write("UPDATE quizzes SET finished_at_ms = 1 WHERE finished_at_ms IS NULL")
    attempted(opened, "UPDATE quizzes SET finished_at_ms = 2", "a quiz ends once")


def test_only_one_quiz_is_open(opened: Database) -> None:
    attempted(opened, "INSERT INTO quizzes (topics, count, seed, started_at_ms) VALUES ('[]', 1, 1, 1)", "UNIQUE")


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("card_id", "''"),
        ("rating", "0"),
        ("rating", "5"),
        ("was", "'old'"),
        ("duration_ms", "-1"),
        ("state", "'new'"),
        ("step", "NULL"),
        ("step", "-1"),
        ("stability", "0.0"),
        ("stability", "36501.0"),
        ("difficulty", "0.9"),
        ("difficulty", "10.1"),
        ("reviewed_day", "0"),
    ],
)
def test_review_that_cannot_be_is_refused(opened: Database, column: str, value: str) -> None:
    good = {"card_id": "'a'", "rating": "3", "was": "'new'", "duration_ms": "1", "state": "'learning'", "step": "1"}
    good |= {"stability": "2.5", "difficulty": "5.0", "due_ms": "9", "reviewed_at_ms": "1", "reviewed_day": "7"}
    row = good | {column: value}
    attempted(opened, f"INSERT INTO reviews ({', '.join(row)}) VALUES ({', '.join(row.values())})", "CHECK")
    with opened.transaction():
        opened.write(f"INSERT INTO reviews ({', '.join(good)}) VALUES ({', '.join(good.values())})")


@pytest.mark.parametrize(
    ("column", "value"),
    [("card_id", "''"), ("run", "''"), ("gate", "-1"), ("at", "2"), ("kind", "''"), ("is_right", "2"), ("is_right", "NULL")],
)
def test_prediction_that_cannot_be_is_refused(opened: Database, column: str, value: str) -> None:
    good = {"predicted_at_ms": "1", "card_id": "'a'", "run": "'r'", "gate": "2", "at": "3", "kind": "'number'"}
    good |= {"asked": "'{}'", "response": "'{}'", "truth": "'0.5'", "is_right": "1"}
    row = good | {column: value}
    attempted(opened, f"INSERT INTO predictions ({', '.join(row)}) VALUES ({', '.join(row.values())})", "CHECK")
    with opened.transaction():
        opened.write(f"INSERT INTO predictions ({', '.join(good)}) VALUES ({', '.join(good.values())})")


@pytest.mark.parametrize("table", ["retractions", "card_states"])
def test_reference_to_no_review_is_refused(opened: Database, table: str) -> None:
    values = "(99, 999, 1, 999, 1)" if table == "retractions" else "('z', 999)"
    attempted(opened, f"INSERT INTO {table} VALUES {values}", "FOREIGN KEY")


def test_attempt_at_a_question_that_was_not_put_is_refused(opened: Database) -> None:
    attempted(opened, "INSERT INTO attempts VALUES (99, 1, 77, NULL, 0.0, NULL, 1, 1)", "FOREIGN KEY")
