"""Quizzes and attempts in the collection file. Call the writing functions inside transactions."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from quizapp.domain.quizzes import Attempt, Quiz, QuizItem
from quizapp.storage import questions
from quizapp.storage.database import Database


def add(database: Database, quiz: Quiz) -> Quiz:
    """Add a quiz with its concrete questions and return it with its number."""
    topics = json.dumps(quiz.topics)
    quiz_id = database.write(
        "INSERT INTO quizzes (topics, count, seed, started_at_ms) VALUES (?, ?, ?, ?)",
        (topics, len(quiz.items), quiz.seed, quiz.started_at_ms),
    )
    for position, item in enumerate(quiz.items):
        question = item.question
        origin = None if item.origin is None else json.dumps(item.origin, ensure_ascii=False, allow_nan=False)
        database.write(
            "INSERT INTO quiz_items (quiz_id, position, card_id, topic, question_id, kind, question, origin) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (quiz_id, position, item.card_id, item.topic, question.id, question.body.kind, questions.to_json(question), origin),
        )
    return replace(quiz, id=quiz_id)


def add_attempt(database: Database, quiz_id: int, position: int, attempt: Attempt) -> None:
    """Add the attempt at one question of a quiz."""
    response = None if attempt.response is None else json.dumps(attempt.response, ensure_ascii=False, allow_nan=False)
    database.write(
        "INSERT INTO attempts (quiz_id, position, response, score, confidence, duration_ms, answered_at_ms) "
        "VALUES (?, ?, ?, ?, ?, ?, ?)",
        (quiz_id, position, response, attempt.score, attempt.confidence, attempt.duration_ms, attempt.answered_at_ms),
    )


def finish(database: Database, quiz_id: int, now_ms: int) -> None:
    """Write down that a quiz has ended."""
    database.write("UPDATE quizzes SET finished_at_ms = ? WHERE id = ?", (now_ms, quiz_id))


def load_open(database: Database) -> Quiz | None:
    """Return the quiz that has not ended yet, with its attempts; None if there is none."""
    row = database.row("SELECT id, topics, seed, started_at_ms FROM quizzes WHERE finished_at_ms IS NULL")
    if row is None:
        return None
    quiz_id, topics, seed, started_at_ms = row
    items = tuple(_item(fields) for fields in database.rows(_ITEMS, (quiz_id,)))
    return Quiz(id=quiz_id, topics=tuple(json.loads(topics)), seed=seed, started_at_ms=started_at_ms, items=items)


_ITEMS = """
    SELECT card_id, topic, question, origin, score, response, confidence, duration_ms, answered_at_ms
    FROM quiz_items LEFT JOIN attempts USING (quiz_id, position)
    WHERE quiz_id = ? ORDER BY position
"""


def _item(row: tuple[Any, ...]) -> QuizItem:
    card_id, topic, question, origin, score, response, confidence, duration_ms, answered_at_ms = row
    attempt = None
    if score is not None:
        attempt = Attempt(
            response=None if response is None else json.loads(response),
            score=score,
            confidence=confidence,
            duration_ms=duration_ms,
            answered_at_ms=answered_at_ms,
        )
    return QuizItem(
        card_id=card_id,
        topic=topic,
        question=questions.from_json(question),
        origin=None if origin is None else json.loads(origin),
        attempt=attempt,
    )
