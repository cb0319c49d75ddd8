"""Quizzes: start, respond, finish, resume. Every response is durable before the method returns."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from quizapp.domain.errors import InvalidResponseError, QuizError
from quizapp.domain.fields import near
from quizapp.domain.kinds import kinds
from quizapp.domain.questions import Grade
from quizapp.domain.quizzes import Attempt, Quiz, QuizResult, result
from quizapp.services.clock import Clock
from quizapp.services.library import Library
from quizapp.storage import quizzes
from quizapp.storage.database import Database

MAX_QUESTIONS = 100


class QuizService:
    """Runs one quiz at a time. What is asked is kept with the answers, whatever becomes of the deck.

    Attributes:
        quiz: The quiz that is being taken, with its attempts so far; None if there is none.
        left_out: Why questions could not be asked when it was started, one sentence each.
    """

    def __init__(self, database: Database, library: Library, clock: Clock) -> None:
        self._database = database
        self._library = library
        self._clock = clock
        self.quiz: Quiz | None = None
        self.left_out: tuple[str, ...] = ()

    def start(self, topics: Iterable[str], count: int, seed: int) -> Quiz:
        """Start a quiz; one that was left unfinished is closed as it stands.

        Args:
            topics: Ids of the topics to ask about; none means all.
            count: How many questions, 1 to 100.
            seed: What choice, order and numbers are drawn with.

        Raises:
            QuizError: If a topic is unknown, the count is not allowed, or there is nothing to ask.
        """
        chosen = tuple(dict.fromkeys(topics))
        self._check(chosen, count)
        cards = [card for card in self._library.cards.values() if not chosen or card.topic in chosen]
        from quizapp.services.quiz_selection import select  # loads the problem families: not for the first card

        selection = select(cards, count, seed)
        if not selection.items:
            raise QuizError("; ".join(selection.left_out) or "there is no question in the chosen topics: choose others")
        self.left_out = selection.left_out
        now_ms = self._clock.now_ms()
        quiz = Quiz(topics=chosen, seed=seed, started_at_ms=now_ms, items=selection.items)
        with self._database.transaction():
            unfinished = quizzes.load_open(self._database)
            if unfinished is not None:
                quizzes.finish(self._database, unfinished.id, now_ms)
            self.quiz = quizzes.add(self._database, quiz)
        return self.quiz

    def resume(self) -> Quiz | None:
        """Return the quiz that was left unfinished, also by a crash, with all its responses; None if there is none."""
        self.quiz = quizzes.load_open(self._database)
        return self.quiz

    def respond(self, index: int, response: Any, duration_ms: int, confidence: float | None = None) -> Grade:
        """Grade a response and store it.

        Args:
            index: Position of the question in the quiz, from 0.
            response: Plain data of the kind's form; None gives the question up.
            duration_ms: Time from the question to the response, at least 0.
            confidence: How sure the learner is, 0 to 1; None if it was not asked.

        Raises:
            QuizError: If no quiz is open, there is no such question, or it was answered before.
            InvalidResponseError: If the question cannot get this response; the message says what it can get.
            CollectionError: If the file cannot be written; the question then counts as not answered.
        """
        quiz = self._open()
        if not 0 <= index < len(quiz.items):
            raise QuizError(f"there is no question {index + 1}: the quiz has {len(quiz.items)}")
        item = quiz.items[index]
        if item.attempt is not None:
            raise QuizError(f"question {index + 1} has been answered already")
        kind = kinds()[item.question.body.kind]
        try:
            checked = None if response is None else kind.check(item.question.body, response)
        except ValueError as error:
            raise InvalidResponseError(str(error)) from error
        grade = kind.grade(item.question.body, checked)
        attempt = Attempt(
            response=checked,
            score=grade.score,
            confidence=confidence,
            duration_ms=duration_ms,
            answered_at_ms=self._clock.now_ms(),
        )
        with self._database.transaction():
            quizzes.add_attempt(self._database, quiz.id, index, attempt)
        items = (*quiz.items[:index], replace(item, attempt=attempt), *quiz.items[index + 1 :])
        self.quiz = replace(quiz, items=items)
        return grade

    def finish(self) -> QuizResult:
        """End the quiz and return its result; what was never answered counts as unanswered.

        Raises:
            QuizError: If no quiz is open.
        """
        quiz = self._open()
        with self._database.transaction():
            quizzes.finish(self._database, quiz.id, self._clock.now_ms())
        self.quiz = None
        return result(quiz)

    def _open(self) -> Quiz:
        if self.quiz is None:
            raise QuizError("no quiz is open: start one first")
        return self.quiz

    def _check(self, topics: tuple[str, ...], count: int) -> None:
        if type(count) is not int or not 1 <= count <= MAX_QUESTIONS:
            raise QuizError(f"a quiz has from 1 to {MAX_QUESTIONS} questions, not {count!r}")
        known = [topic.id for topic in self._library.topics]
        for topic in topics:
            if topic not in known:
                raise QuizError(f'there is no topic "{topic}"{near(topic, known)}')
