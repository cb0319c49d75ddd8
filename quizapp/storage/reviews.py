"""The review log in the collection file, its retractions, and the cache of where each card stands. Call inside transactions."""

from __future__ import annotations

from typing import Any, NamedTuple

from quizapp.domain.reviews import Review, replay
from quizapp.domain.scheduling import CardState, MemoryState, Rating
from quizapp.storage.database import Database

_MEMORY = "state, step, stability, difficulty, due_ms, reviewed_at_ms, reviewed_day"
_REVIEW = f"card_id, rating, was, duration_ms, {_MEMORY}"


class LoggedReview(NamedTuple):
    """A review with its number in the log."""

    id: int
    review: Review


def _memory(row: tuple[Any, ...]) -> MemoryState:
    return MemoryState(CardState(row[0]), *row[1:])


def _review(row: tuple[Any, ...]) -> Review:
    card_id, rating, was, duration_ms, *memory = row
    return Review(card_id, Rating(rating), CardState(was), _memory(tuple(memory)), duration_ms)


def append(database: Database, review: Review) -> int:
    """Add a review to the log, note it as the card's last one, and return its number."""
    after = review.after
    memory = (after.state.value, after.step, after.stability, after.difficulty)
    times = (after.due_ms, after.last_review_ms, after.last_review_day)
    review_id = database.write(
        f"INSERT INTO reviews ({_REVIEW}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (review.card_id, int(review.rating), review.was.value, review.duration_ms, *memory, *times),
    )
    _point(database, review.card_id, review_id)
    return review_id


def states(database: Database) -> dict[str, MemoryState]:
    """Return where each card stands, by card id; cards that were never reviewed are missing."""
    query = f"SELECT card_states.card_id, {_MEMORY} FROM card_states JOIN reviews ON reviews.id = card_states.review_id"
    return {row[0]: _memory(row[1:]) for row in database.rows(query)}


def state(database: Database, card_id: str) -> MemoryState | None:
    """Return where one card stands; None if it was never reviewed."""
    query = f"SELECT {_MEMORY} FROM card_states JOIN reviews ON reviews.id = review_id WHERE card_states.card_id = ?"
    row = database.row(query, (card_id,))
    return None if row is None else _memory(row)


def standing(database: Database) -> list[Review]:
    """Return all reviews that are not retracted, oldest first."""
    return [_review(row) for row in database.rows(f"SELECT {_REVIEW} FROM standing_reviews ORDER BY id")]


def newest_standing(database: Database) -> LoggedReview | None:
    """Return the last review that is not retracted: the one an undo takes back."""
    row = database.row(f"SELECT id, {_REVIEW} FROM standing_reviews ORDER BY id DESC LIMIT 1")
    return None if row is None else LoggedReview(row[0], _review(row[1:]))


def newest_retracted(database: Database) -> LoggedReview | None:
    """Return the review that a redo brings back: the last retracted one, as long as no card was answered since."""
    row = database.row(
        f"""SELECT id, {_REVIEW} FROM reviews JOIN
            (SELECT max(id) AS word, review_id, retracted, newest_review_id FROM retractions GROUP BY review_id)
            ON review_id = reviews.id
            WHERE retracted = 1 AND newest_review_id = (SELECT max(id) FROM reviews) ORDER BY word DESC LIMIT 1"""
    )
    return None if row is None else LoggedReview(row[0], _review(row[1:]))


def retract(database: Database, logged: LoggedReview, now_ms: int) -> None:
    """Take a review back."""
    _say(database, logged.id, retracted=True, now_ms=now_ms)
    query = "SELECT id FROM standing_reviews WHERE card_id = ? ORDER BY id DESC LIMIT 1"
    before = database.row(query, (logged.review.card_id,))
    if before is None:
        database.write("DELETE FROM card_states WHERE card_id = ?", (logged.review.card_id,))
    else:
        _point(database, logged.review.card_id, before[0])


def reinstate(database: Database, logged: LoggedReview, now_ms: int) -> None:
    """Let a retracted review stand again."""
    _say(database, logged.id, retracted=False, now_ms=now_ms)
    _point(database, logged.review.card_id, logged.id)


def begun_on(database: Database, day: int) -> int:
    """Return how many cards were answered for the first time on one of the learner's days."""
    query = "SELECT count(*) FROM standing_reviews WHERE reviewed_day = ? AND was = 'new'"
    row = database.row(query, (day,))
    return int(row[0]) if row else 0


def recent_durations_ms(database: Database, limit: int) -> list[int]:
    """Return the durations of the last standing reviews."""
    return [row[0] for row in database.rows("SELECT duration_ms FROM standing_reviews ORDER BY id DESC LIMIT ?", (limit,))]


def rebuild_states(database: Database) -> int:
    """Make the cache anew from the log and return how many cards it had wrong."""
    before, after = states(database), replay(standing(database))
    database.write("DELETE FROM card_states")
    database.write("INSERT INTO card_states SELECT card_id, max(id) FROM standing_reviews GROUP BY card_id")
    return sum(before.get(card_id) != after.get(card_id) for card_id in before.keys() | after.keys())


def _point(database: Database, card_id: str, review_id: int) -> None:
    database.write(
        "INSERT INTO card_states VALUES (?, ?) ON CONFLICT (card_id) DO UPDATE SET review_id = excluded.review_id",
        (card_id, review_id),
    )


def _say(database: Database, review_id: int, *, retracted: bool, now_ms: int) -> None:
    database.write(
        "INSERT INTO retractions (review_id, retracted, newest_review_id, retracted_at_ms) "
        "SELECT ?, ?, max(id), ? FROM reviews",
        (review_id, int(retracted), now_ms),
    )
