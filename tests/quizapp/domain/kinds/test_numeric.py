"""A typed number: tolerance, units, listed wrong values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.fields import Fields
from quizapp.domain.kinds.numeric import Numeric, Wrong, check, grade, read, shown
from quizapp.domain.questions import Verdict

numbers = st.floats(-1e6, 1e6).map(lambda number: round(number, 3))


def codes(**table: Any) -> list[tuple[str, str]]:
    fields = Fields({"answer": 0.5, "rtol": 0.01} | table)
    read(fields)
    return [(complaint.code, complaint.key) for complaint in fields.complaints]


@given(numbers, numbers, st.sampled_from([0.0, 0.01, 0.5]), st.sampled_from([0.0, 0.1]))
def test_tolerances_add(answer: float, typed: float, rtol: float, atol: float) -> None:
    distance, allowed = abs(typed - answer), atol + rtol * abs(answer)
    if abs(distance - allowed) > 1e-6:  # on the edge, decimals and binary fractions differ
        score = grade(Numeric(answer, rtol, atol), repr(typed)).score
        assert score == (1.0 if distance < allowed else 0.0)


@pytest.mark.parametrize("typed", ["0.2", "0.4", "0,4", "2/5"])
def test_edge_of_the_tolerance_counts_as_typed_in_decimals(typed: str) -> None:
    assert grade(Numeric(0.3, atol=0.1), typed).verdict is Verdict.CORRECT  # abs(0.4 - 0.3) > 0.1 in floating point


def test_tolerance_zero_takes_the_number_in_any_spelling() -> None:
    assert {grade(Numeric(235146.0), typed).score for typed in ("235146", "235 146", "2.35146e5", "235146.0")} == {1.0}
    assert grade(Numeric(235146.0), "235147").score == 0.0


@pytest.mark.parametrize(("unit", "typed", "score"), [("", "50 %", 1.0), ("share", "50%", 1.0), ("share", "0.5", 1.0)])
def test_share_may_be_typed_as_a_percentage(unit: str, typed: str, score: float) -> None:
    assert grade(Numeric(0.5, rtol=0.01, unit=unit), typed).score == score


def test_percent_as_unit_is_like_any_unit() -> None:
    body = Numeric(50.0, rtol=0.01, unit="%")
    assert [grade(body, typed).score for typed in ("50 %", "50", "50 ms", "0.5 %")] == [1.0, 0.5, 0.5, 0.0]


def test_missing_unit_earns_half_and_says_so() -> None:
    grade_ = grade(Numeric(2.0, rtol=0.01, unit="ms"), "2")
    assert (grade_.score, grade_.verdict) == (0.5, Verdict.PARTIAL)
    assert "must be ms" in grade_.remarks[0].why


def test_pure_number_with_a_unit_earns_half() -> None:
    assert grade(Numeric(26.0, atol=0.0), "26 weights").score == 0.5


def test_other_accepted_unit_is_converted() -> None:
    body = Numeric(1500.0, rtol=0.01, unit="ms", units_ok=(("s", 1000.0),))
    assert grade(body, "1.5 s").score == 1.0
    assert grade(body, "1500 s").score == 0.0


def test_nearest_listed_wrong_value_is_explained() -> None:
    body = Numeric(36.0, rtol=0.01, wrong=(Wrong(6.0, "not squared", "M-A"), Wrong(18.0, "half squared", "M-B")))
    remark = grade(body, "18").remarks[0]
    assert (remark.right, remark.why, remark.misconception) == (False, "half squared", "M-B")
    assert grade(body, "17").remarks[0].misconception == ""


def test_unlisted_wrong_value_shows_the_answer() -> None:
    assert grade(Numeric(1 / 3, rtol=0.01, sigfig=3), "3").remarks[0].why == "The answer is 0.333."


@pytest.mark.parametrize(("body", "text"), [(Numeric(2.0, unit="ms"), "2 ms"), (Numeric(0.5, unit="share"), "0.5")])
def test_shown_has_the_unit_that_is_to_be_typed(body: Numeric, text: str) -> None:
    assert shown(body) == text


def test_check_says_what_is_accepted_with_the_unit() -> None:
    with pytest.raises(ValueError, match=r"type a number such as .* with its unit ms"):
        check(Numeric(2.0, unit="ms"), "two")
    assert check(Numeric(2.0), " 1/3 ") == "1/3"


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"rtol": -0.1}, ("E023", "rtol")),
        ({"unit": "a+b"}, ("E023", "unit")),
        ({"unit": "x" * 25}, ("E023", "unit")),
        ({"units_ok": {"s": 0}}, ("E023", "units_ok.s")),
        ({"units_ok": {"1s": 1}}, ("E023", "units_ok.1s")),
        ({"sigfig": 13}, ("E023", "sigfig")),
        ({"wrong": [{"value": 0.6, "why": "No."}, {"value": 0.502, "why": "No."}]}, ("E051", "wrong.2.value")),
        ({"wrong": [{"value": 0.6}]}, ("E053", "wrong.1.why")),
        ({"answer": 10**400}, ("E023", "answer")),
    ],
)
def test_faults_in_a_deck_are_located(table: dict[str, Any], expected: tuple[str, str]) -> None:
    assert codes(**table) == [expected]


def test_tolerance_must_be_stated() -> None:
    fields = Fields({"answer": 1})
    read(fields)
    assert [complaint.code for complaint in fields.complaints] == ["E050"]
