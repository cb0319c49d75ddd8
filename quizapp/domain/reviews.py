"""The review log: what was answered and the schedule that followed. It is only ever added to, and it is the truth.

A review holds its outcome, because the rules it was scheduled by (retention, steps, the model's version) change over the
years: replaying the log gives what the learner was told, bit for bit, whatever the rules are today.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from quizapp.domain.scheduling import CardState, MemoryState, Rating


@dataclass(frozen=True, slots=True)
class Review:
    """One answer to one card.

    Attributes:
        card_id: The card.
        rating: What the learner pressed.
        was: State of the card before.
        after: The schedule that followed; it also says when and on which of the learner's days the answer was given.
        duration_ms: Time from the question to the rating, in milliseconds.
    """

    card_id: str
    rating: Rating
    was: CardState
    after: MemoryState
    duration_ms: int


def replay(reviews: Iterable[Review]) -> dict[str, MemoryState]:
    """Return the memory state of every card from the reviews that stand, oldest first.

    Args:
        reviews: All reviews without the retracted ones, in the order they were given.
    """
    return {review.card_id: review.after for review in reviews}
