"""Settings and what the window remembers, in the collection file: names with JSON values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from quizapp.storage.database import Database


def load(database: Database) -> dict[str, Any]:
    """Return all stored values by name."""
    return {key: json.loads(value) for key, value in database.rows("SELECT key, value FROM settings")}


def save(database: Database, values: Mapping[str, Any]) -> None:
    """Store values that JSON can hold; others of the same name are replaced."""
    for key, value in values.items():
        database.write(
            "INSERT INTO settings VALUES (?, ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value",
            (key, json.dumps(value, ensure_ascii=False)),
        )
