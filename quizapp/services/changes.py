"""What an operation changed, so that screens refresh what they show of it and nothing else."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What may look different after an operation.

    Attributes:
        reviews: The review log and the cards' schedules.
        queue: What is due, and how much.
        quizzes: Quizzes and their attempts.
        settings: The settings.

    Example:
        >>> Changes(reviews=True) | Changes(queue=True)
        Changes(reviews=True, queue=True, quizzes=False, settings=False)
    """

    reviews: bool = False
    queue: bool = False
    quizzes: bool = False
    settings: bool = False

    def __or__(self, other: Changes) -> Changes:
        return Changes(
            reviews=self.reviews or other.reviews,
            queue=self.queue or other.queue,
            quizzes=self.quizzes or other.quizzes,
            settings=self.settings or other.settings,
        )
