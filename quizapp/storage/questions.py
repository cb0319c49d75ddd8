"""Concrete questions as JSON, so that an attempt keeps what was asked whatever becomes of the deck."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any

from quizapp.domain.kinds import kinds
from quizapp.domain.questions import Question


def to_json(question: Question) -> str:
    """Return a question as JSON."""
    return json.dumps(asdict(question), ensure_ascii=False, allow_nan=False)


def from_json(text: str) -> Question:
    """Return the question that was written as JSON."""
    stored: dict[str, Any] = json.loads(text)
    body, hints, sources = (stored.pop(name) for name in ("body", "hints", "sources"))
    return Question(**stored, body=kinds()[body["kind"]].from_json(body), hints=tuple(hints), sources=tuple(sources))
