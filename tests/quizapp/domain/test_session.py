"""A sitting: what each phase allows."""

from __future__ import annotations

import pytest

from quizapp.domain.errors import DomainError
from quizapp.domain.scheduling import Rating
from quizapp.domain.session import MAX_ANSWER_MS, Phase, StudySession


def test_card_is_shown_revealed_and_rated() -> None:
    session = StudySession().show(1_000)
    assert session.phase is Phase.QUESTION
    session = session.reveal()
    assert session.phase is Phase.ANSWER
    session = session.rate(Rating.HARD, 4_000)
    assert (session.phase, session.ratings, session.spent_ms) == (Phase.IDLE, (Rating.HARD,), 3_000)


def test_rating_before_the_reveal_is_refused() -> None:
    with pytest.raises(DomainError, match="only after its answer was revealed"):
        StudySession().show(0).rate(Rating.GOOD, 1)


@pytest.mark.parametrize("session", [StudySession(), StudySession().show(0).reveal()], ids=["idle", "revealed"])
def test_reveal_without_a_question_is_refused(session: StudySession) -> None:
    with pytest.raises(DomainError, match="only while its question is shown"):
        session.reveal()


@pytest.mark.parametrize(("now_ms", "duration_ms"), [(5_000, 4_000), (500, 0), (10**9, MAX_ANSWER_MS)])
def test_duration_is_never_negative_and_ends_when_the_desk_was_left(now_ms: int, duration_ms: int) -> None:
    assert StudySession().show(1_000).duration_ms(now_ms) == duration_ms


def test_undo_takes_the_last_rating_out() -> None:
    session = StudySession().show(0).reveal().rate(Rating.GOOD, 1).show(2).reveal().rate(Rating.AGAIN, 3)
    assert session.undo().ratings == (Rating.GOOD,)
    assert session.undo().undo().undo().ratings == ()
