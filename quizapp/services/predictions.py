"""Keeps what learners predict. Every commitment is durable before the method returns."""

from __future__ import annotations

from quizapp.domain.predictions import Commitment
from quizapp.services.clock import Clock
from quizapp.storage import predictions
from quizapp.storage.database import Database


class PredictionService:
    """The log of predictions of one collection."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    def record(self, card_id: str, made: Commitment) -> None:
        """Add a commitment made at a card.

        Raises:
            CollectionError: If the file cannot be written; nothing is kept then.
        """
        with self._database.transaction():
            predictions.append(self._database, card_id, made, self._clock.now_ms())
