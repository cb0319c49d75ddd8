"""One sitting of study as a value: question shown, answer revealed, rated; and what was done so far."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from enum import Enum

from quizapp.domain.errors import DomainError
from quizapp.domain.scheduling import Rating

MAX_ANSWER_MS = 10 * 60 * 1000  # who takes longer has left the desk


class Phase(Enum):
    """Where the sitting stands."""

    IDLE = "idle"
    QUESTION = "question"
    ANSWER = "answer"


@dataclass(frozen=True, slots=True)
class StudySession:
    """A sitting. Each method returns the next value; what the phase does not allow raises ``DomainError``.

    Attributes:
        phase: Nothing on the screen, a question, or its answer.
        shown_ms: When the present question was shown, UTC milliseconds.
        ratings: The ratings given, in order; an undone one is taken out again.
        spent_ms: Time spent on the rated cards.

    Example:
        >>> session = StudySession().show(1_000).reveal().rate(Rating.GOOD, 31_000)
        >>> session.ratings, session.spent_ms
        ((<Rating.GOOD: 3>,), 30000)
    """

    phase: Phase = Phase.IDLE
    shown_ms: int = 0
    ratings: tuple[Rating, ...] = field(default=())
    spent_ms: int = 0

    def show(self, now_ms: int) -> StudySession:
        """A question comes on the screen."""
        return replace(self, phase=Phase.QUESTION, shown_ms=now_ms)

    def reveal(self) -> StudySession:
        """The answer is revealed."""
        if self.phase is not Phase.QUESTION:
            raise DomainError("an answer can be revealed only while its question is shown")
        return replace(self, phase=Phase.ANSWER)

    def duration_ms(self, now_ms: int) -> int:
        """Return how long the present card has been on the screen, at most ``MAX_ANSWER_MS`` and never negative."""
        return min(max(now_ms - self.shown_ms, 0), MAX_ANSWER_MS)

    def rate(self, rating: Rating, now_ms: int) -> StudySession:
        """The card is rated and leaves the screen."""
        if self.phase is not Phase.ANSWER:
            raise DomainError("a card can be rated only after its answer was revealed")
        spent_ms = self.spent_ms + self.duration_ms(now_ms)
        return replace(self, phase=Phase.IDLE, ratings=(*self.ratings, rating), spent_ms=spent_ms)

    def undo(self) -> StudySession:
        """The last rating is taken back; an undo that reaches behind the sitting's start changes nothing here."""
        return replace(self, phase=Phase.IDLE, ratings=self.ratings[:-1])
