"""One description of a parameter: what it accepts, how it is written and read, what it says when it refuses."""

from __future__ import annotations

import dataclasses
import math
from enum import Enum, StrEnum
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import ParamError
from engine.params import (
    Choice,
    Flag,
    Integer,
    Real,
    Scale,
    Spec,
    from_texts,
    has_effect,
    param,
    parameters,
    plain,
    refusal,
    specs,
    texts,
    unknown,
    values,
)


class Colour(StrEnum):
    RED = "red"
    DARK_BLUE = "dark_blue"


class Look(StrEnum):
    RED = "red"


RATE = Real(label="Rate", low=0.001, high=1.0, scale=Scale.LOG)
SHIFT = Real(label="Shift", low=-1.0, high=1.0, step=0.25)
COUNT = Integer(label="Count", low=2, high=5)
COLOUR = Choice(label="Colour", options=Colour, labels={Colour.RED: "Fire"})
GLOW = Flag(label="Glow")


@parameters
class Params:
    rate: float = param(0.1, RATE)
    count: int = param(3, COUNT)
    colour: Colour = param(Colour.RED, COLOUR)
    glow: bool = param(True, Flag(label="Glow", when={"colour": (Colour.RED,)}))


@pytest.mark.parametrize("spec", [RATE, SHIFT, COUNT, COLOUR, GLOW], ids=lambda spec: spec.label)
def test_spec_refuses_its_bad_values_with_what_is_allowed(spec: Spec) -> None:
    for bad in spec.bad_values():
        with pytest.raises(ValueError, match="^" + spec.allowed.replace("(", r"\(") + "$"):
            spec.clean(bad)


@pytest.mark.parametrize(
    ("spec", "kind", "allowed"),
    [
        (RATE, "real", "a number from 0.001 to 1"),
        (COUNT, "integer", "a whole number from 2 to 5"),
        (COLOUR, "choice", "one of red, dark_blue"),
        (GLOW, "flag", "true or false"),
    ],
)
def test_spec_names_its_kind_and_what_is_allowed(spec: Spec, kind: str, allowed: str) -> None:
    assert (spec.kind, spec.allowed) == (kind, allowed)


@pytest.mark.parametrize("value", [0.5, np.float32(0.5), np.float64(0.5), Fraction(1, 2)])
def test_real_takes_any_real_number_and_keeps_a_plain_float(value: Any) -> None:
    assert type(RATE.clean(value)) is float
    assert RATE.clean(value) == 0.5


@pytest.mark.parametrize("value", [np.array([0.5]), np.array(0.5), np.True_, 0.5j, np.complex128(0.5), b"1", 10**400, [0.5]])
def test_real_refuses_what_is_no_single_real_number(value: Any) -> None:
    with pytest.raises(ValueError, match="a number from"):
        RATE.clean(value)


@pytest.mark.parametrize("value", [3.0, np.float64(3.0), np.array([3]), np.array(3), np.True_, Fraction(7, 2), "3"])
def test_integer_refuses_what_is_no_single_whole_number(value: Any) -> None:
    with pytest.raises(ValueError, match="a whole number from"):
        COUNT.clean(value)


def test_integer_takes_numpy_integers_and_keeps_a_plain_int() -> None:
    assert type(COUNT.clean(np.int64(4))) is int


def test_real_has_no_negative_zero_so_equal_runs_have_equal_texts() -> None:
    assert math.copysign(1.0, SHIFT.clean(-0.0)) == 1.0
    assert SHIFT.format(SHIFT.parse("-0.0")) == "0.0"


def test_choice_refuses_the_equal_member_of_another_enumeration() -> None:
    with pytest.raises(ValueError, match="one of red"):
        COLOUR.clean(Look.RED)


def test_choice_shows_words_for_its_members() -> None:
    assert [COLOUR.label_of(member) for member in COLOUR.members] == ["Fire", "dark blue"]


@given(st.floats(0.001, 1.0))
def test_real_text_gives_the_same_bits_back(value: float) -> None:
    assert RATE.parse(RATE.format(value)).hex() == value.hex()


@pytest.mark.parametrize(
    ("spec", "text"),
    [(RATE, "abc"), (RATE, "nan"), (RATE, "inf"), (RATE, "2"), (RATE, ""), (COUNT, "3.0"), (COUNT, "9" * 5000), (COUNT, "6"),
     (COLOUR, "RED"), (COLOUR, ""), (GLOW, "True"), (GLOW, "1")],
)  # fmt: skip
def test_parse_refuses_other_texts_with_what_is_allowed(spec: Spec, text: str) -> None:
    with pytest.raises(ValueError, match="^" + spec.allowed + "$"):
        spec.parse(text)


@given(st.floats(0.0, 1.0))
def test_log_slider_travel_and_value_agree(fraction: float) -> None:
    assert RATE.fraction(RATE.at(fraction)) == pytest.approx(fraction, abs=1e-3)


def test_slider_offers_values_a_person_would_type() -> None:
    assert [SHIFT.at(fraction) for fraction in (0.0, 0.3, 0.5, 1.0)] == [-1.0, -0.5, 0.0, 1.0]
    assert RATE.nearest(0.0316227) == 0.0316
    assert SHIFT.fraction(0.5) == 0.75


@pytest.mark.parametrize("fraction", [-5.0, 7.0])
def test_slider_stays_inside_the_interval(fraction: float) -> None:
    assert SHIFT.at(fraction) in (-1.0, 1.0)
    assert RATE.low <= RATE.nearest(fraction) <= RATE.high


def test_params_are_frozen_and_take_keywords_only() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        Params().rate = 0.2  # type: ignore[misc]
    with pytest.raises(TypeError):
        Params(0.2)  # type: ignore[misc]


def test_constructor_reports_all_problems_together() -> None:
    with pytest.raises(ParamError) as refused:
        Params(rate=2.0, count=7, glow=False)
    assert refused.value.problems == (
        "rate must be a number from 0.001 to 1, got 2.0",
        "count must be a whole number from 2 to 5, got 7",
    )
    assert str(refused.value) == "; ".join(refused.value.problems)


def test_replacing_a_value_is_checked_as_well() -> None:
    with pytest.raises(ParamError, match="count must be"):
        dataclasses.replace(Params(), count=0)


def test_texts_round_trip() -> None:
    changed = Params(rate=0.3, count=5, colour=Colour.DARK_BLUE, glow=False)
    assert texts(changed) == {"rate": "0.3", "count": "5", "colour": "dark_blue", "glow": "false"}
    assert from_texts(Params, texts(changed)) == changed


def test_from_texts_keeps_defaults_or_the_base_for_what_is_not_given() -> None:
    assert from_texts(Params, {"count": "4"}) == Params(count=4)
    assert from_texts(Params, {"count": "4"}, base=Params(rate=0.5)) == Params(rate=0.5, count=4)


def test_from_texts_reports_unknown_names_and_bad_texts_together() -> None:
    with pytest.raises(ParamError) as refused:
        from_texts(Params, {"coumt": "3", "rate": "fast"}, owner="toy")
    assert refused.value.problems == (
        'toy has no parameter "coumt"; did you mean "count"? Allowed: rate, count, colour, glow',
        "rate must be a number from 0.001 to 1, got fast",
    )


def test_specs_and_values_keep_the_order_of_the_fields() -> None:
    assert list(specs(Params)) == list(values(Params())) == ["rate", "count", "colour", "glow"]
    assert values(Params(count=4))["count"] == 4


def test_has_effect_follows_what_a_parameter_depends_on() -> None:
    glow = specs(Params)["glow"]
    assert has_effect(glow, Params())
    assert not has_effect(glow, Params(colour=Colour.DARK_BLUE))
    assert has_effect(RATE, Params())


def test_messages_say_what_was_given_and_what_is_allowed() -> None:
    assert refusal("count", COUNT, "many") == "count must be a whole number from 2 to 5, got many"
    assert unknown("there is no deck", "zzz", ["one", "two"]) == 'there is no deck "zzz"; allowed: one, two'


@pytest.mark.parametrize(("number", "text"), [(10.0, "10"), (0.001, "0.001"), (1e-05, "1e-05"), (0.1 + 0.2, "0.3")])
def test_plain_writes_numbers_without_needless_digits(number: float, text: str) -> None:
    assert plain(number) == text


def test_choice_works_with_plain_enumerations() -> None:
    class Size(Enum):
        SMALL = "small"

    spec = Choice(label="Size", options=Size)
    assert spec.parse(spec.format(Size.SMALL)) is Size.SMALL
