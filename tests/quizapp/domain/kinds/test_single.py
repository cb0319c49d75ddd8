"""Choosing one option."""

from __future__ import annotations

from typing import Any

import pytest

from quizapp.domain.fields import Fields
from quizapp.domain.kinds.single import Option, Single, grade, read, rendered

RIGHT = Option("$d - y$", True, "Desired minus actual.")
WRONG = Option("$y - d$", False, "The sign is turned.", "M-PERC-SIGN")
BODY = Single((RIGHT, WRONG))


def codes(table: dict[str, Any]) -> list[tuple[str, str]]:
    fields = Fields(table)
    read(fields)
    return [(complaint.code, complaint.key) for complaint in fields.complaints]


def test_wrong_choice_names_its_misconception_and_shows_the_right_option() -> None:
    first, second = grade(BODY, 1).remarks
    assert (first.about, first.right, first.why, first.misconception) == (WRONG.text, False, WRONG.why, "M-PERC-SIGN")
    assert (second.about, second.right, second.misconception) == (RIGHT.text, True, "")


def test_right_choice_is_explained() -> None:
    (remark,) = grade(BODY, 0).remarks
    assert (remark.about, remark.right, remark.why) == (RIGHT.text, True, RIGHT.why)


def test_options_are_required() -> None:
    assert codes({}) == [("E020", "options")]


@pytest.mark.parametrize("count", [1, 9])
def test_number_of_options_is_limited(count: int) -> None:
    options = [{"text": "yes", "correct": True}, *({"text": str(number), "why": "No."} for number in range(count - 1))]
    assert codes({"options": options}) == [("E076", "options")]


def test_wrong_option_needs_a_why_even_with_a_misconception() -> None:
    options = [{"text": "yes", "correct": True}, {"text": "no", "misconception": "M-PERC-SIGN"}]
    assert codes({"options": options}) == [("E053", "options.2.why")]


def test_option_with_unknown_key_is_located() -> None:
    options = [{"text": "yes", "correct": True}, {"text": "no", "why": "No.", "wy": ""}]
    assert codes({"options": options}) == [("E022", "options.2.wy")]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("momentum", "**Momentum** ", True),
        ("$\\eta$", "$ \\eta $", True),
        ("0.5", "$0.5$", True),
        ("$X$", "$x$", False),
        ("$2/a$", "$1/a$", False),
    ],
)
def test_rendered_tells_apart_what_the_eye_does(one: str, other: str, same: bool) -> None:
    assert (rendered(one) == rendered(other)) is same
