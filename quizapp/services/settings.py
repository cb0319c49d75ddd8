"""The settings in use, kept in the collection; and what the window remembers of itself."""

from __future__ import annotations

from typing import Any

from quizapp.domain.errors import InvalidSettingsError
from quizapp.domain.settings import Settings, changed, from_plain, to_plain
from quizapp.services.changes import Changes
from quizapp.storage import settings as stored_settings
from quizapp.storage.database import Database

WINDOW = "window."  # begins the names that are not settings


class SettingsService:
    """Reads the settings once and writes what changes at once.

    Attributes:
        current: The settings in use.
        ignored: What was stored but is not allowed, one sentence each; the defaults stand in for it.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._remembered: dict[str, Any] = {}
        self.current = Settings()
        self.ignored: tuple[str, ...] = ()
        for name, value in stored_settings.load(database).items():
            if name.startswith(WINDOW):
                self._remembered[name] = value
            else:
                self._take(name, value)

    def _take(self, name: str, value: object) -> None:
        try:
            self.current = changed(self.current, {name: from_plain(name, value)})
        except InvalidSettingsError as error:
            self.ignored += error.problems

    def change(self, **values: Any) -> Changes:
        """Change some settings and make them durable.

        Raises:
            InvalidSettingsError: If a name is unknown or a value is not allowed; nothing is changed then.
        """
        new = changed(self.current, values)
        plain = to_plain(new)
        with self._database.transaction():
            stored_settings.save(self._database, {name: plain[name] for name in values})
        self.current = new
        return Changes(settings=True, queue=True)

    def remember(self, name: str, text: str) -> None:
        """Keep something of the window, for example its place or its geometry."""
        with self._database.transaction():
            stored_settings.save(self._database, {WINDOW + name: text})
        self._remembered[WINDOW + name] = text

    def recall(self, name: str) -> str | None:
        """Return what was remembered, or None."""
        text = self._remembered.get(WINDOW + name)
        return text if isinstance(text, str) else None
