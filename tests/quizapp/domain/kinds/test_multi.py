"""Choosing several options."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.fields import Fields
from quizapp.domain.kinds.multi import Multi, check, grade, read
from quizapp.domain.kinds.single import Option
from quizapp.domain.questions import Verdict

flags = st.lists(st.booleans(), min_size=2, max_size=8).filter(any)


def body(correct: list[bool]) -> Multi:
    return Multi(tuple(Option(str(index), right, f"why {index}", f"M-{index}") for index, right in enumerate(correct)))


def complaints(**table: Any) -> list[tuple[str, str]]:
    options = [{"text": "a", "correct": True}, {"text": "b", "correct": True}, {"text": "c", "why": "No."}]
    fields = Fields({"options": options} | table)
    read(fields)
    return [(complaint.code, complaint.key) for complaint in fields.complaints]


@given(flags, st.data())
def test_score_is_the_net_share_of_correct_options(correct: list[bool], data: st.DataObject) -> None:
    chosen = data.draw(st.sets(st.sampled_from(range(len(correct))), min_size=1))
    right = {index for index, is_right in enumerate(correct) if is_right}
    expected = max(0.0, (len(chosen & right) - len(chosen - right)) / len(right))
    assert grade(body(correct), sorted(chosen)).score == expected


@given(flags)
def test_exactly_the_right_options_score_one(correct: list[bool]) -> None:
    chosen = [index for index, right in enumerate(correct) if right]
    assert grade(body(correct), chosen).verdict is Verdict.CORRECT


def test_choosing_everything_earns_what_is_left_after_false_alarms() -> None:
    assert grade(body([True, True, True, False]), [0, 1, 2, 3]).score == pytest.approx(2 / 3)
    assert grade(body([True, False]), [0, 1]).score == 0.0


def test_every_option_gets_a_remark_also_those_rightly_left_out() -> None:
    remarks = grade(body([True, True, False, False]), [0, 2]).remarks
    assert [remark.right for remark in remarks] == [True, False, False, True]
    assert [remark.misconception for remark in remarks] == ["", "", "M-2", ""]
    assert all(remark.why for remark in remarks)


def test_check_sorts_and_keeps_the_bounds() -> None:
    limited = Multi(body([True, True, False]).options, least=2, most=2)
    assert check(limited, [2, 0]) == [0, 2]
    with pytest.raises(ValueError, match="choose 2 of the 3 options"):
        check(limited, [0])
    with pytest.raises(ValueError, match="choose 1 to 8 of the 3 options"):
        check(body([True, True, False]), [0, 0])


def test_bounds_must_allow_the_right_answer() -> None:
    assert complaints(min=3) == [("E023", "min")]
    assert complaints(max=1) == [("E023", "max")]
    assert complaints(min=2, max=2) == []
