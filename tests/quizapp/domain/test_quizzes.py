"""The result of a quiz: points, topics, misconceptions."""

from __future__ import annotations

import pytest

from quizapp.domain.kinds.single import Option, Single
from quizapp.domain.questions import Question, Verdict
from quizapp.domain.quizzes import Attempt, Quiz, QuizItem, TopicScore, result

OPTIONS = (Option("right", True, "so it is"), Option("sign", False, "no", "M-SIGN"), Option("slip", False, "no"))


def item(topic: str, response: int | None, *, answered: bool = True) -> QuizItem:
    question = Question(id=f"q-{topic}", prompt="?", body=Single(OPTIONS))
    attempt = Attempt(response=response, score=float(response == 0), confidence=None, duration_ms=5, answered_at_ms=9)
    return QuizItem(card_id="c", topic=topic, question=question, attempt=attempt if answered else None)


def quiz(*items: QuizItem) -> Quiz:
    return Quiz(topics=(), seed=1, started_at_ms=0, items=items)


def test_result_adds_up_by_topic_in_the_order_of_the_quiz() -> None:
    found = result(quiz(item("b", 0), item("a", 1), item("b", 0)))
    assert found.topics == (TopicScore("b", 2.0, 2), TopicScore("a", 0.0, 1))
    assert found.score == pytest.approx(2 / 3)


def test_result_counts_misconceptions_with_the_most_frequent_first() -> None:
    assert result(quiz(item("a", 1), item("a", 1), item("a", 2), item("a", 0))).misconceptions == (("M-SIGN", 2),)


def test_given_up_and_never_reached_questions_are_unanswered() -> None:
    found = result(quiz(item("a", None), item("a", 0, answered=False), item("a", 0)))
    assert [graded.grade.verdict for graded in found.graded] == [Verdict.UNANSWERED, Verdict.UNANSWERED, Verdict.CORRECT]
    assert (found.answered, len(found.missed)) == (1, 2)


def test_missed_questions_come_with_response_and_remarks() -> None:
    (missed,) = result(quiz(item("a", 0), item("a", 1))).missed
    assert missed.item.attempt is not None
    assert missed.item.attempt.response == 1
    assert missed.grade.remarks[0].misconception == "M-SIGN"
