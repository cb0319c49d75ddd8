"""Settings in the collection: durable, checked, forgiving of what an older or newer version left."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.domain.errors import InvalidSettingsError
from quizapp.domain.settings import Settings, Theme
from quizapp.services.changes import Changes
from quizapp.services.settings import SettingsService
from quizapp.storage import settings as stored
from quizapp.storage.collection import open_collection
from quizapp.storage.database import Database


def test_defaults_hold_until_something_is_changed(settings: SettingsService, database: Database) -> None:
    assert settings.current == Settings()
    assert stored.load(database) == {}


def test_change_is_there_after_a_restart(settings: SettingsService, database: Database, collection: Path) -> None:
    changes = settings.change(theme=Theme.DARK, learning_steps=(2, 20), text_scale=1.5)
    database.close()
    reopened = open_collection(collection, 0)
    assert SettingsService(reopened).current == Settings(theme=Theme.DARK, learning_steps=(2, 20), text_scale=1.5)
    assert changes == Changes(settings=True, queue=True)
    reopened.close()


def test_refused_change_changes_nothing(settings: SettingsService, database: Database) -> None:
    with pytest.raises(InvalidSettingsError, match="desired_retention"):
        settings.change(new_per_day=5, desired_retention=1.5)
    assert settings.current == Settings()
    assert stored.load(database) == {}


def test_stored_nonsense_is_told_and_the_default_stands_in(database: Database) -> None:
    with database.transaction():
        stored.save(database, {"theme": "pink", "new_per_day": 3, "from_a_newer_version": 1, "text_scale": None})
    settings = SettingsService(database)
    assert settings.current == Settings(new_per_day=3)
    assert sorted(sentence.split()[0] for sentence in settings.ignored) == ["text_scale", "theme", "there"]


def test_window_remembers_texts_apart_from_the_settings(settings: SettingsService, database: Database) -> None:
    assert settings.recall("theme") is None
    for geometry in ("0,0", "10,20 λ"):
        settings.remember("theme", geometry)
    again = SettingsService(database)
    assert (again.recall("theme"), settings.recall("theme")) == ("10,20 λ", "10,20 λ")
    assert (again.current, again.ignored) == (Settings(), ())
