"""The log of predictions in the collection file. Call the writing function inside a transaction."""

from __future__ import annotations

import json
import math
from dataclasses import asdict
from typing import Any, NamedTuple

from quizapp.domain.predictions import Commitment
from quizapp.storage.database import Database

_COLUMNS = "predicted_at_ms, card_id, run, gate, at, kind, asked, response, truth, is_right"


class LoggedPrediction(NamedTuple):
    """A prediction as it was put, answered and decided; tables and lists as JSON kept them.

    Attributes:
        predicted_at_ms: UTC milliseconds.
        card_id: The card whose simulation asked.
        run: Share text.
        gate: Step at which it was made.
        at: Step that decided.
        kind: ``number``, ``choice`` or ``click``.
        asked: The prediction that was asked for; an end that an interval did not have is None.
        response: What was committed to; None if the run was just to be shown.
        truth: What the engine computed; a number that is not finite is None, and so is what was not known yet.
        right: Whether it came true; None if nothing was committed to.
    """

    predicted_at_ms: int
    card_id: str
    run: str
    gate: int
    at: int
    kind: str
    asked: dict[str, Any]
    response: dict[str, Any] | None
    truth: Any
    right: bool | None


def append(database: Database, card_id: str, made: Commitment, now_ms: int) -> None:
    """Add a commitment to the log."""
    response = None if made.response is None else _to_json(asdict(made.response))
    right = None if made.right is None else int(made.right)
    database.write(
        f"INSERT INTO predictions ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            *(now_ms, card_id, made.run, made.gate, made.at, made.prediction.kind),
            *(_to_json(asdict(made.prediction)), response, _to_json(made.truth), right),
        ),
    )


def load(database: Database) -> list[LoggedPrediction]:
    """Return the whole log, oldest first."""
    return [_logged(row) for row in database.rows(f"SELECT {_COLUMNS} FROM predictions ORDER BY id")]


def _logged(row: tuple[Any, ...]) -> LoggedPrediction:
    response, right = row[7], row[9]
    decided = None if response is None else json.loads(response), json.loads(row[8]), None if right is None else bool(right)
    return LoggedPrediction._make((*row[:6], json.loads(row[6]), *decided))


def _to_json(value: object) -> str:
    return json.dumps(_finite(value), ensure_ascii=False, allow_nan=False)


def _finite(value: Any) -> Any:
    """Return plain data in which None stands for numbers that JSON has no word for."""
    if isinstance(value, dict):
        return {key: _finite(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(inner) for inner in value]
    return None if isinstance(value, float) and not math.isfinite(value) else value
