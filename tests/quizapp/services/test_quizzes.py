"""Quizzes over a real collection file: every response is kept, and an unfinished quiz survives."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.errors import InvalidResponseError, QuizError
from quizapp.domain.kinds.generated import Generated
from quizapp.domain.kinds.multi import Multi
from quizapp.domain.kinds.numeric import Numeric
from quizapp.domain.kinds.single import Option, Single
from quizapp.domain.kinds.truefalse import TrueFalse
from quizapp.domain.questions import Body, Question, Verdict
from quizapp.services.clock import FixedClock
from quizapp.services.library import Library
from quizapp.services.quizzes import QuizService
from quizapp.storage.collection import open_collection
from quizapp.storage.database import CollectionError, Database

OPTIONS = (Option("right", True, ""), Option("sign", False, "why", "M-SIGN"), Option("slip", False, "why"))


def question(body: Body) -> Question:
    return Question(id=body.kind, prompt="?", body=body)


@pytest.fixture
def library(make_card: Any, make_library: Any) -> Library:
    """Four written kinds in one card of each of two topics, and a computed question in a third topic."""
    written = (Single(OPTIONS), Multi(OPTIONS), TrueFalse("It is.", True, OPTIONS), Numeric(2.0, rtol=0.01))
    return make_library(  # type: ignore[no-any-return]
        make_card("a", "basics", tuple(map(question, written))),
        make_card("b", "loss", (question(Single(OPTIONS)),)),
        make_card("c", "computed", (question(Generated("gradient_step", form="numeric")),)),
    )


@pytest.fixture
def quizzes(database: Database, library: Library, clock: FixedClock) -> QuizService:
    return QuizService(database, library, clock)


def wrong_index(body: Any) -> int:
    """Return where the option that tests M-SIGN was put."""
    return [option.text for option in body.options].index("sign")


def test_quiz_has_the_wanted_topics_and_number(quizzes: QuizService) -> None:
    assert {item.topic for item in quizzes.start(["loss", "basics"], 4, 1).items} == {"loss", "basics"}
    assert {item.topic for item in quizzes.start([], 6, 1).items} == {"loss", "basics", "computed"}


@pytest.mark.parametrize(
    ("topics", "count", "message"),
    [
        (["los"], 5, 'there is no topic "los"; did you mean "loss"?'),
        ([], 0, "from 1 to 100 questions, not 0"),
        ([], 101, "from 1 to 100 questions, not 101"),
        ([], True, "from 1 to 100 questions, not True"),
    ],
)
def test_quiz_that_cannot_be_is_refused(quizzes: QuizService, topics: list[str], count: int, message: str) -> None:
    with pytest.raises(QuizError) as caught:
        quizzes.start(topics, count, 1)
    assert message in str(caught.value)


def test_topic_without_questions_is_refused(database: Database, clock: FixedClock, make_card: Any, make_library: Any) -> None:
    with pytest.raises(QuizError, match="there is no question in the chosen topics"):
        QuizService(database, make_library(make_card("a")), clock).start([], 5, 1)


def test_reason_is_given_if_nothing_can_be_computed(database: Database, clock: Any, make_card: Any, make_library: Any) -> None:
    library = make_library(make_card("a", questions=(question(Generated("nothing")),)))
    with pytest.raises(QuizError, match='of card "a" cannot be asked: there is no problem "nothing"'):
        QuizService(database, library, clock).start([], 5, 1)


def test_response_is_graded_as_it_was_put(quizzes: QuizService) -> None:
    for seed in range(10):
        body = quizzes.start(["loss"], 1, seed).items[0].question.body
        grade = quizzes.respond(0, wrong_index(body), 4_000)
        assert (grade.verdict, grade.remarks[0].misconception) == (Verdict.WRONG, "M-SIGN")


def test_attempt_is_in_the_file_with_the_concrete_question(quizzes: QuizService, database: Database, clock: FixedClock) -> None:
    quiz = quizzes.start(["computed"], 1, 9)
    body = quiz.items[0].question.body
    assert isinstance(body, Numeric)
    quizzes.respond(0, f" {body.answer!r} ", 4_000, confidence=0.9)
    (row,) = database.rows("SELECT card_id, question_id, kind, question, origin FROM quiz_items")
    assert row[:3] == ("c", "generated", "numeric")
    assert json.loads(row[3])["body"]["answer"] == body.answer
    assert json.loads(row[4]) == quiz.items[0].origin
    (attempt,) = database.rows("SELECT response, score, confidence, duration_ms, answered_at_ms FROM attempts")
    assert attempt == (json.dumps(repr(body.answer)), 1.0, 0.9, 4_000, clock.now_ms())


def test_computed_questions_come_with_fresh_numbers_each_time(quizzes: QuizService) -> None:
    prompts = {item.question.prompt for seed in range(3) for item in quizzes.start(["computed"], 4, seed).items}
    assert len(prompts) > 8


@pytest.mark.parametrize("response", [3, -1, "right", True, [0]])
def test_impossible_response_is_refused_and_can_be_given_again(quizzes: QuizService, response: object) -> None:
    quizzes.start(["loss"], 1, 1)
    with pytest.raises(InvalidResponseError, match="choose one of the 3 options"):
        quizzes.respond(0, response, 1)
    assert quizzes.respond(0, 0, 1).score in (0.0, 1.0)


def test_question_is_answered_once(quizzes: QuizService) -> None:
    quizzes.start(["loss"], 1, 1)
    quizzes.respond(0, 0, 1)
    with pytest.raises(QuizError, match="question 1 has been answered already"):
        quizzes.respond(0, 1, 1)


def test_question_outside_of_the_quiz_is_refused(quizzes: QuizService) -> None:
    quizzes.start(["loss"], 1, 1)
    for index in (-1, 1):
        with pytest.raises(QuizError, match=f"there is no question {index + 1}: the quiz has 1"):
            quizzes.respond(index, 0, 1)


def test_without_a_quiz_nothing_can_be_done(quizzes: QuizService) -> None:
    for use in (quizzes.finish, lambda: quizzes.respond(0, 0, 1)):
        with pytest.raises(QuizError, match="no quiz is open: start one first"):
            use()
    assert quizzes.resume() is None


def test_result_by_topic_and_misconception(quizzes: QuizService) -> None:
    quiz = quizzes.start(["loss", "basics"], 5, 3)
    for position, item in enumerate(quiz.items):
        body = item.question.body
        if isinstance(body, Single):
            quizzes.respond(position, wrong_index(body), 1)
        elif isinstance(body, Numeric):
            quizzes.respond(position, "2", 1)
        elif isinstance(body, Multi):
            quizzes.respond(position, None, 1)
    result = quizzes.finish()
    assert {(score.topic, score.points, score.questions) for score in result.topics} == {("basics", 1.0, 4), ("loss", 0.0, 1)}
    assert result.misconceptions == (("M-SIGN", 2),)
    assert (result.score, result.answered, len(result.missed)) == (0.2, 3, 4)
    assert quizzes.quiz is None


def test_crash_in_the_middle_leaves_a_quiz_to_be_resumed(
    quizzes: QuizService, collection: Path, tmp_path: Path, library: Library, clock: FixedClock
) -> None:
    quizzes.start([], 6, 4)
    for position in (0, 3):
        quizzes.respond(position, None, 1)
    crashed = tmp_path / "crashed.db"
    for suffix in ("", "-wal"):  # the files as a crash would leave them
        shutil.copy(f"{collection}{suffix}", f"{crashed}{suffix}")
    reopened = open_collection(crashed, 0)
    resumed = QuizService(reopened, library, clock)
    assert resumed.resume() == quizzes.quiz
    resumed.respond(1, None, 1)
    assert resumed.finish().answered == 0
    assert resumed.resume() is None
    reopened.close()


def test_resumed_quiz_does_not_need_its_deck(quizzes: QuizService, database: Database, clock: Any, make_library: Any) -> None:
    quiz = quizzes.start([], 6, 4)
    without = QuizService(database, make_library(), clock)
    assert without.resume() == quiz
    assert len(without.finish().missed) == 6


def test_starting_anew_closes_the_unfinished_quiz(quizzes: QuizService, database: Database) -> None:
    quizzes.start([], 6, 4)
    second = quizzes.start([], 2, 5)
    assert database.rows("SELECT id FROM quizzes WHERE finished_at_ms IS NULL") == [(second.id,)]
    assert quizzes.resume() == second


def test_full_disk_leaves_the_question_unanswered(quizzes: QuizService, database: Database) -> None:
    quizzes.start(["computed"], 100, 1)
    database.rows("PRAGMA max_page_count = 1")  # no page more than there are: SQLite then reports a full disk
    positions = iter(range(100))
    with pytest.raises(CollectionError, match="the disk is full"):
        all(quizzes.respond(position, "1" * 40, 1) for position in positions)
    refused = next(positions) - 1
    assert quizzes.quiz is not None
    assert [item.attempt is not None for item in quizzes.quiz.items] == [position < refused for position in range(100)]
    assert quizzes.resume() == quizzes.quiz or refused == 0
