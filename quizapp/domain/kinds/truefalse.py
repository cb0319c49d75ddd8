"""A statement that is true or false, and why. The reason counts more than the verdict, so that guessing earns at most 0.4."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from quizapp.domain.fields import Fields
from quizapp.domain.kinds.single import Option, read_options
from quizapp.domain.questions import Grade, QuestionKind, Remark, Verdict, verdict_of

VERDICT_SHARE = 0.4


@dataclass(frozen=True, slots=True)
class TrueFalse:
    """Body of a true-or-false question.

    A response is ``{"verdict": True, "reason": 0}``; the reason is None while none is chosen and where none is asked.

    Attributes:
        statement: Markdown with formulas.
        answer: Whether the statement holds.
        reasons: Reasons to choose from, exactly one right; empty if the verdict alone is asked.
        shuffle: Whether the reasons may be shown in any order.
    """

    statement: str
    answer: bool
    reasons: tuple[Option, ...] = ()
    shuffle: bool = True
    kind: str = "truefalse"


def read(fields: Fields) -> TrueFalse:
    """Read the keys of this kind."""
    body = TrueFalse(
        fields.text("statement"), fields.flag("answer"), read_options(fields, "reasons"), fields.flag("shuffle", True)
    )
    correct = sum(reason.correct for reason in body.reasons)
    if body.reasons and correct != 1:
        fields.complain("E052", "reasons", f"exactly one reason must be correct, found {correct}")
    return body


def check(body: TrueFalse, response: Any) -> dict[str, Any]:
    """Return the response.

    Raises:
        ValueError: If it is not a verdict with one of the reasons or None.
    """
    given = response if isinstance(response, Mapping) else {}
    if given.keys() - {"verdict", "reason"} or type(given.get("verdict")) is not bool:
        raise ValueError("choose true or false")
    reason = given.get("reason")
    if reason is not None and (type(reason) is not int or not 0 <= reason < len(body.reasons)):
        raise ValueError(f"choose one of the {len(body.reasons)} reasons" if body.reasons else "no reason is asked here")
    return {"verdict": given["verdict"], "reason": reason}


def grade(body: TrueFalse, response: Any) -> Grade:
    """Grade the verdict (0.4) and the reason (0.6), which counts only with the right verdict.

    Where no reasons are given the verdict is all.
    """
    right = next((reason for reason in body.reasons if reason.correct), None)
    if response is None:
        expected = [Remark(_word(body.answer), True, "")] + ([Remark(right.text, True, right.why)] if right else [])
        return Grade(0.0, Verdict.UNANSWERED, tuple(expected))
    given = check(body, response)
    reason = None if given["reason"] is None else body.reasons[given["reason"]]
    agrees = given["verdict"] == body.answer
    score = 0.0
    if agrees:
        score = 1.0 if right is None or reason == right else VERDICT_SHARE
    remarks = [Remark(_word(given["verdict"]), agrees, "" if agrees else f"The statement is {_word(body.answer).lower()}.")]
    if reason is not None:
        remarks.append(Remark(reason.text, reason.correct, reason.why, reason.misconception))
    if right is not None and reason != right:
        remarks.append(Remark(right.text, True, right.why))
    return Grade(score, verdict_of(score), tuple(remarks))


def _word(verdict: bool) -> str:
    return "True" if verdict else "False"


def from_json(stored: Mapping[str, Any]) -> TrueFalse:
    """Return the body that was stored with an attempt."""
    reasons = tuple(Option(**reason) for reason in stored["reasons"])
    return TrueFalse(stored["statement"], stored["answer"], reasons, stored["shuffle"])


KIND = QuestionKind("truefalse", read, grade, from_json, check, attrgetter("statement"))
