"""Every error of the domain that a caller can handle. Each message says what was wrong and what is allowed."""

from __future__ import annotations

from collections.abc import Iterable


class DomainError(ValueError):
    """Base of all errors of the domain."""


class StaleCardError(DomainError):
    """A card was answered whose schedule has changed since it was shown."""


class InvalidResponseError(DomainError):
    """A response that the question cannot get."""


class QuizError(DomainError):
    """Something was asked of a quiz that it cannot do in its present state."""


class InvalidSettingsError(DomainError):
    """One or more settings are wrong; all problems are reported together.

    Attributes:
        problems: One sentence for each wrong setting.
    """

    def __init__(self, problems: Iterable[str]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(self.problems))
