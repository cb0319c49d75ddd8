"""A quiz as a value: its concrete questions, the attempts at them, and the result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.kinds import kinds
from quizapp.domain.questions import Grade, Question


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One response to one question of a quiz.

    Attributes:
        response: Plain data that JSON can hold; None if the question was given up.
        score: 0 to 1.
        confidence: How sure the learner was, 0 to 1; None if it was not asked.
        duration_ms: Time from the question to the response.
        answered_at_ms: UTC milliseconds.
    """

    response: Any
    score: float
    confidence: float | None
    duration_ms: int
    answered_at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class QuizItem:
    """One concrete question of a quiz.

    Attributes:
        card_id: The card it belongs to.
        topic: Id of the card's topic.
        question: As it is put: options in this order, numbers filled in.
        origin: Family, version, seed and givens of a computed question; None for a written one.
        attempt: What was answered; None as long as nothing was.
    """

    card_id: str
    topic: str
    question: Question
    origin: Mapping[str, Any] | None = None
    attempt: Attempt | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Quiz:
    """A quiz with what was answered so far.

    Attributes:
        id: Its number in the collection; 0 before it is stored.
        topics: Ids of the topics that were chosen; empty for all.
        seed: What its choice and its order of options were drawn with.
        started_at_ms: UTC milliseconds.
        items: The questions in the order they are put.
    """

    id: int = 0
    topics: tuple[str, ...]
    seed: int
    started_at_ms: int
    items: tuple[QuizItem, ...]


@dataclass(frozen=True, slots=True)
class GradedItem:
    """A question of a quiz with its grade; one that was never answered counts as unanswered."""

    item: QuizItem
    grade: Grade


@dataclass(frozen=True, slots=True)
class TopicScore:
    """Points reached in one topic, out of so many questions."""

    topic: str
    points: float
    questions: int


@dataclass(frozen=True, slots=True)
class QuizResult:
    """What a quiz showed.

    Attributes:
        graded: All questions in their order.
        topics: Points by topic, in the order the topics came up.
        misconceptions: How often each wrong belief showed, the most frequent first.
    """

    graded: tuple[GradedItem, ...]
    topics: tuple[TopicScore, ...]
    misconceptions: tuple[tuple[str, int], ...]

    @property
    def score(self) -> float:
        """Share of all points, 0 to 1."""
        return sum(graded.grade.score for graded in self.graded) / len(self.graded)

    @property
    def answered(self) -> int:
        """Questions that got a response."""
        return sum(_response(graded.item) is not None for graded in self.graded)

    @property
    def missed(self) -> tuple[GradedItem, ...]:
        """Questions that did not get the full score."""
        return tuple(graded for graded in self.graded if graded.grade.score < 1.0)


def result(quiz: Quiz) -> QuizResult:
    """Grade all questions of a quiz and add up."""
    graded = tuple(GradedItem(item, _grade(item)) for item in quiz.items)
    scores: dict[str, list[float]] = {}
    beliefs: Counter[str] = Counter()
    for each in graded:
        scores.setdefault(each.item.topic, []).append(each.grade.score)
        beliefs.update({remark.misconception for remark in each.grade.remarks if remark.misconception and not remark.right})
    topics = tuple(TopicScore(topic, sum(points), len(points)) for topic, points in scores.items())
    return QuizResult(graded, topics, tuple(beliefs.most_common()))


def _grade(item: QuizItem) -> Grade:
    return kinds()[item.question.body.kind].grade(item.question.body, _response(item))


def _response(item: QuizItem) -> Any:
    return None if item.attempt is None else item.attempt.response
