"""Numbers as people type them."""

from __future__ import annotations

import contextlib
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.numbers import parse_quantity, show_number


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0.5", 0.5),
        ("0,5", 0.5),
        (",5", 0.5),
        ("5.", 5.0),
        ("+5", 5.0),
        ("-1.5", -1.5),
        ("−1.5", -1.5),
        ("– 1.5", -1.5),
        ("1/3", 1 / 3),
        ("−2 ⁄ 3", -2 / 3),
        ("2e-3", 0.002),
        ("2E3", 2000.0),
        ("2·10^-3", 0.002),
        ("2×10^(−3)", 0.002),
        ("π", math.pi),
        ("Pi", math.pi),
        ("2 pi", 2 * math.pi),
        ("3π/4", 3 * math.pi / 4),
        ("1/2π", 1 / (2 * math.pi)),
        ("10\u2009000", 10_000.0),
        ("1 234 567,5", 1_234_567.5),
        ("1,234,567", 1_234_567.0),
        ("1,234.5", 1_234.5),
        ("1.234,5", 1_234.5),
        ("0,123", 0.123),
    ],
)
def test_parse_takes_what_people_type(text: str, value: float) -> None:
    assert parse_quantity(text).value == pytest.approx(value, rel=1e-15)
    assert parse_quantity(text).unit == ""


@pytest.mark.parametrize(
    ("text", "unit"),
    [("5 ms", "ms"), ("5ms", "ms"), ("50\u00a0%", "%"), ("5 m/s^2", "m/s^2"), ("5 kg·m", "kg*m"), ("2 pixels", "pixels")],
)
def test_parse_keeps_the_unit(text: str, unit: str) -> None:
    assert parse_quantity(text).unit == unit


@pytest.mark.parametrize(
    "text", ["", " ", "two", "--5", "1..2", "1,2,3", "1.2.3", "5 or 6", "3 1/2", "2 e-3", "٥", "1" * 81, "5 + 3", "=5", "5\n6"]
)
def test_parse_refuses_with_what_is_accepted(text: str) -> None:
    with pytest.raises(ValueError, match="type a number such as"):
        parse_quantity(text)


@pytest.mark.parametrize(
    ("text", "message"), [("235,146", "235146 or 235.146"), ("1/0", "divided by zero"), ("1e999", "too large")]
)
def test_parse_names_the_particular_trouble(text: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        parse_quantity(text)


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_parse_reads_every_number_python_writes(number: float) -> None:
    assert parse_quantity(repr(number)).value == number


@given(st.text(max_size=90))
def test_parse_raises_nothing_but_value_error(text: str) -> None:
    with contextlib.suppress(ValueError):
        assert math.isfinite(parse_quantity(text).value)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(36.0, 0, "36"), (-1.5, 0, "−1.5"), (1 / 3, 3, "0.333"), (235146.0, 0, "235146"), (1e-7, 0, "$1\\cdot10^{-7}$")],
)
def test_show_number_reads_as_a_person_writes(value: float, digits: int, text: str) -> None:
    assert show_number(value, digits) == text
