"""A statement, its verdict and its reason."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.domain.kinds.single import Option
from quizapp.domain.kinds.truefalse import TrueFalse, check, grade
from quizapp.domain.questions import Verdict

REASONS = (
    Option("it is one affine map", True, "Matrices multiply."),
    Option("it is shallow", False, "Depth is not it.", "M-X"),
)
WITH = TrueFalse("Two linear layers gain nothing.", True, REASONS)
WITHOUT = TrueFalse("ReLU is linear.", False)


@pytest.mark.parametrize(
    ("verdict", "reason", "score"),
    [(True, 0, 1.0), (True, 1, 0.4), (True, None, 0.4), (False, 0, 0.0), (False, 1, 0.0), (False, None, 0.0)],
)
def test_reason_counts_only_with_the_right_verdict(verdict: bool, reason: int | None, score: float) -> None:
    assert grade(WITH, {"verdict": verdict, "reason": reason}).score == score


def test_verdict_is_all_where_no_reason_is_asked() -> None:
    assert grade(WITHOUT, {"verdict": False}).verdict is Verdict.CORRECT
    assert grade(WITHOUT, {"verdict": True, "reason": None}).score == 0.0


def test_wrong_reason_is_contrasted_with_the_right_one() -> None:
    verdict, chosen, right = grade(WITH, {"verdict": True, "reason": 1}).remarks
    assert verdict.right
    assert (chosen.right, chosen.why, chosen.misconception) == (False, "Depth is not it.", "M-X")
    assert (right.about, right.right) == ("it is one affine map", True)


def test_wrong_verdict_is_named_and_the_reason_still_explained() -> None:
    verdict, chosen = grade(WITH, {"verdict": False, "reason": 0}).remarks
    assert (verdict.about, verdict.right, verdict.why) == ("False", False, "The statement is true.")
    assert chosen.about == "it is one affine map"


@pytest.mark.parametrize("reason", [0, -1, True, "0"])
def test_reason_is_refused_where_none_is_asked(reason: Any) -> None:
    with pytest.raises(ValueError, match="no reason is asked here"):
        check(WITHOUT, {"verdict": True, "reason": reason})


def test_check_fills_in_the_missing_reason() -> None:
    assert check(WITH, {"verdict": True}) == {"verdict": True, "reason": None}
