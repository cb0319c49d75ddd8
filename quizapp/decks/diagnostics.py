"""What is wrong with a deck, as data: the same list feeds the command line, the tests and the app."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

MAX_MESSAGE = 300  # a message quotes the deck, and a deck may hold anything


@dataclass(frozen=True, slots=True, order=True)
class Diagnostic:
    """One finding. Sorted by file, line and code.

    Attributes:
        file: Path inside the deck, with forward slashes.
        line: Line of the offending key or text, from 1.
        code: Code of the rule, see ``quizapp.decks.rules``.
        message: One sentence: what is wrong and what is allowed.
    """

    file: str
    line: int
    code: str
    message: str

    def __post_init__(self) -> None:
        words = " ".join(self.message.split())
        object.__setattr__(self, "message", words if len(words) <= MAX_MESSAGE else words[: MAX_MESSAGE - 1] + "…")

    @property
    def severity(self) -> Literal["error", "warning"]:
        """Return ``"error"`` or ``"warning"``, as the code's letter says."""
        return "error" if self.code.startswith("E") else "warning"

    @property
    def text(self) -> str:
        """Return the finding as one line: ``cards/a.md:7: E023 level "middle" is not one of intern, junior, senior``."""
        return f"{self.file}:{self.line}: {self.code} {self.message}"

    def as_json(self) -> dict[str, Any]:
        """Return the finding as a table for JSON."""
        return {
            "file": self.file,
            "line": self.line,
            "code": self.code,
            "severity": self.severity,
            "message": self.message,
        }
