"""Every released schema still opens; a step is made whole or not at all; a copy is kept before."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.scheduling import Rating
from quizapp.storage import quizzes, reviews, settings
from quizapp.storage.collection import open_collection
from quizapp.storage.database import CollectionError, Database
from quizapp.storage.migrations import Migration, keep_copy, migrate, released, schema_number

FIXTURES = sorted((Path(__file__).parents[2] / "fixtures" / "databases").glob("schema-*.db"))
NEXT = Migration(
    "next", "CREATE TABLE notes (card_id TEXT PRIMARY KEY, text TEXT) STRICT; INSERT INTO notes VALUES ('a', 'b');"
)
LATER = len(released()) + 1  # number of the schema after the newest
BROKEN = Migration("broken", "CREATE TABLE half (a); INSERT INTO nowhere VALUES (1);")


def schema(database: Database) -> set[tuple[Any, ...]]:
    return set(database.rows("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%'"))


@pytest.fixture
def connection(filled: Path) -> Iterator[sqlite3.Connection]:
    opened = sqlite3.connect(filled, isolation_level=None)
    yield opened
    opened.close()


def test_every_released_schema_has_its_fixture() -> None:
    assert [path.name for path in FIXTURES] == [f"schema-{number}.db" for number in range(1, len(released()) + 1)]


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_released_file_opens_with_the_schema_of_a_new_one(fixture: Path, tmp_path: Path, database: Database) -> None:
    opened = open_collection(Path(shutil.copy(fixture, tmp_path / "old.db")), 0)
    assert schema(opened) == schema(database)
    assert opened.row("PRAGMA integrity_check") == ("ok",)
    opened.close()


@pytest.mark.parametrize("fixture", FIXTURES, ids=lambda path: path.stem)
def test_released_file_still_says_what_it_said(fixture: Path, tmp_path: Path) -> None:
    opened = open_collection(Path(shutil.copy(fixture, tmp_path / "old.db")), 0)
    standing = [(review.card_id, review.rating) for review in reviews.standing(opened)]
    assert standing == [("first", Rating.GOOD), ("second", Rating.EASY), ("first", Rating.AGAIN)]
    assert settings.load(opened)["learning_steps"] == [1, 15]
    quiz = quizzes.load_open(opened)
    assert quiz is not None
    assert [item.attempt is not None for item in quiz.items] == [True, False, False]
    with opened.transaction():
        assert reviews.rebuild_states(opened) == 0
    opened.close()


def test_step_is_made_together_with_the_record_of_it(connection: sqlite3.Connection) -> None:
    migrate(connection, (*released(), NEXT), 77)
    assert connection.execute("SELECT * FROM migrations ORDER BY number").fetchall()[-1] == (LATER, "next", 77)
    assert (schema_number(connection), connection.execute("SELECT count(*) FROM notes").fetchone()) == (LATER, (1,))


def test_steps_already_made_are_not_made_again(connection: sqlite3.Connection) -> None:
    for _ in range(2):
        migrate(connection, (*released(), NEXT), 77)
    assert connection.execute("SELECT count(*) FROM notes").fetchone() == (1,)


def test_failed_step_leaves_the_one_before(connection: sqlite3.Connection) -> None:
    with pytest.raises(sqlite3.OperationalError, match="no such table: nowhere"):
        migrate(connection, (*released(), NEXT, BROKEN), 77)
    assert (schema_number(connection), connection.in_transaction) == (LATER, False)
    assert connection.execute("SELECT name FROM sqlite_schema WHERE name = 'half'").fetchall() == []


def test_kept_copy_is_a_whole_collection(connection: sqlite3.Connection, filled: Path) -> None:
    copy = keep_copy(connection, filled)
    assert copy.name == "collection.db.schema-1.backup"
    opened = open_collection(copy, 0)
    assert len(reviews.standing(opened)) == 3
    opened.close()


def test_copy_holds_what_is_still_in_the_log(connection: sqlite3.Connection, filled: Path) -> None:
    connection.execute("INSERT INTO settings VALUES ('late', '1')")
    assert Path(f"{filled}-wal").stat().st_size > 0
    opened = open_collection(keep_copy(connection, filled), 0)
    assert settings.load(opened)["late"] == 1
    opened.close()


def test_copy_of_a_damaged_file_is_refused_and_removed(connection: sqlite3.Connection, filled: Path) -> None:
    connection.execute("PRAGMA writable_schema = ON")
    connection.execute("UPDATE sqlite_schema SET sql = replace(sql, 'rating BETWEEN 1 AND 4', 'rating > 4')")
    with pytest.raises(CollectionError, match=r"copy is not sound \(CHECK constraint failed in reviews\)"):
        keep_copy(connection, filled)
    assert list(filled.parent.glob("*.backup*")) == []
