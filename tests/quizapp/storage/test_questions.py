"""Concrete questions survive being stored, whatever their kind."""

from __future__ import annotations

import pytest

from quizapp.domain.kinds import kinds
from quizapp.domain.kinds.generated import Generated
from quizapp.domain.kinds.multi import Multi
from quizapp.domain.kinds.numeric import Numeric, Wrong
from quizapp.domain.kinds.single import Option, Single
from quizapp.domain.kinds.truefalse import TrueFalse
from quizapp.domain.questions import Body, Question
from quizapp.storage.questions import from_json, to_json

OPTIONS = (Option("$w \\cdot x$ = “λ”", True, ""), Option("no", False, "why", "M-X"))
BODIES: list[Body] = [
    Single(OPTIONS, shuffle=False),
    Multi(OPTIONS, least=1, most=2),
    TrueFalse("It holds.", answer=False, reasons=OPTIONS),
    Numeric(0.1, rtol=1e-9, unit="ms", units_ok=(("s", 1000.0),), sigfig=3, wrong=(Wrong(0.2, "why", "M-X"),)),
    Generated("family", (("rate", 0.5), ("exact", True))),
]


@pytest.mark.parametrize("body", BODIES, ids=lambda body: body.kind)
def test_question_is_read_back_as_it_was(body: Body) -> None:
    plain = {"skill": "derive", "difficulty": 3, "time_s": 90, "explain": "So.", "run": "a/b"}
    question = Question(id="q", prompt="What?\n", body=body, hints=("a", "b"), sources=("dlb",), **plain)  # type: ignore[arg-type]
    assert from_json(to_json(question)) == question


def test_every_kind_has_a_case_here() -> None:
    assert {body.kind for body in BODIES} == kinds().keys()


def test_number_that_json_cannot_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="not JSON compliant"):
        to_json(Question(id="q", prompt="?", body=Numeric(float("nan"))))
