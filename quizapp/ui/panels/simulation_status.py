"""How a run stands, as the status line under its picture says it."""

from __future__ import annotations

from typing import Any

TONES = {
    "running": "blue",
    "converged": "green",
    "cycling": "orange_text",
    "diverged": "vermillion",
}
WAITING = ("waiting", "orange_text", "Answer first. Space shows the answer and sets the simulation going.")


def status_words(status: Any, *, waiting: bool) -> tuple[str, str, str]:
    """Return word, tone and reason of a run's status, or of waiting for the learner's answer."""
    outcome = status.outcome.value
    return WAITING if waiting else (outcome, TONES[outcome], status.reason)
