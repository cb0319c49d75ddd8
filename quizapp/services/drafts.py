"""A learner's own lines in simulations that have any: kept in the collection, and nowhere else."""

from __future__ import annotations

import json

from quizapp.services.settings import SettingsService

MAX_LENGTH = 200_000  # characters; more is no program of a dozen lines


class Drafts:
    """Brings lines back when their simulation is shown again, also after a restart.

    They never become part of a run: no link, deck or export carries them.
    """

    def __init__(self, settings: SettingsService) -> None:
        self._settings = settings

    def load(self, simulation_id: str) -> dict[str, str]:
        """Return the lines by program; none if nothing is kept, or nothing that can be read."""
        try:
            found = json.loads(self._settings.recall(_name(simulation_id)) or "{}")
        except ValueError:
            return {}
        if not isinstance(found, dict):
            return {}
        return {str(program): text for program, text in found.items() if isinstance(text, str)}

    def save(self, simulation_id: str, drafts: dict[str, str]) -> None:
        """Keep the lines of a simulation, in place of those before.

        Raises:
            CollectionError: If the file cannot be written.
        """
        text = json.dumps(drafts, ensure_ascii=False)
        if len(text) <= MAX_LENGTH:
            self._settings.remember(_name(simulation_id), text)


def _name(simulation_id: str) -> str:
    return f"drafts.{simulation_id}"
