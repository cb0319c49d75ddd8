"""Collections for the storage tests: a fresh one, and copies of old and new ones with something in every table."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizapp.storage.collection import open_collection
from quizapp.storage.database import Database
from quizapp.storage.migrations import released

DATABASES = Path(__file__).parents[2] / "fixtures" / "databases"


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    return Path(shutil.copy(DATABASES / "schema-1.db", tmp_path / "collection.db"))


@pytest.fixture
def newest(tmp_path: Path) -> Path:
    return Path(shutil.copy(DATABASES / f"schema-{len(released())}.db", tmp_path / "collection.db"))


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    opened = open_collection(tmp_path / "fresh.db", 0)
    yield opened
    opened.close()
