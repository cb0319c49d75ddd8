"""Every error the engine raises on bad input. Each message says what was wrong, where, and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable


class EngineError(ValueError):
    """Base of all errors that a caller of the engine can handle."""


class ParamError(EngineError):
    """One or more parameters are wrong; all problems are reported together.

    Attributes:
        problems: One sentence for each wrong parameter.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))


class UnknownNameError(EngineError):
    """A simulation, preset, problem or event of that name does not exist."""


class ShareError(EngineError):
    """A text that should describe a run cannot be read as one."""
