from __future__ import annotations

import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.domain.fields import Fields
from quizapp.domain.predictions import (
    ChoicePrediction,
    ClickPrediction,
    Commitment,
    Estimate,
    NumberPrediction,
    Option,
    Pick,
    Spot,
    distance,
    is_right,
    read,
)

NUMBER = NumberPrediction("How many?", "accuracy", atol=0.1)
CHOICE = ChoicePrediction("Which?", "loss", (Option("low", high=0.1), Option("middle", 0.1, 0.6), Option("high", low=0.6)))
OUTCOME = ChoicePrediction("How?", "outcome", (Option("rests", outcome="converged"), Option("circles", outcome="cycling")))
CLICK = ClickPrediction("Where?", ("x", "y"), atol=0.5)
finite = st.floats(-1e6, 1e6)


def complaints(table: dict[str, Any]) -> list[tuple[str, str]]:
    fields = Fields(table)
    read(fields)
    return [(complaint.code, complaint.key) for complaint in fields.complaints]


@pytest.mark.parametrize(
    ("said", "truth", "right"),
    [
        (Estimate(0.8, 0.8), 0.871, True),
        (Estimate(0.4, 0.4), 0.3, True),  # the difference of these floats is above 0.1
        (Estimate(0.8, 0.8), 0.95, False),
        (Estimate(0.5, 0.9), 0.9, True),
        (Estimate(0.5, 0.86), 0.87, False),  # an interval has no tolerance of its own
        (Estimate(0.0, 1.0), math.nan, False),
        (Estimate(0.8, 0.8), math.inf, False),
    ],
)
def test_number_is_right_within_its_tolerance_and_an_interval_if_it_holds_the_truth(
    said: Estimate, truth: float, right: bool
) -> None:
    assert is_right(NUMBER, said, truth) is right


@pytest.mark.parametrize(("truth", "right"), [(-5.0, 0), (0.0999, 0), (0.1, 1), (0.6, 2), (1e9, 2)])
def test_option_holds_its_lowest_value_and_not_its_highest(truth: float, right: int) -> None:
    assert [is_right(CHOICE, Pick(place), truth) for place in range(3)] == [place == right for place in range(3)]


@pytest.mark.parametrize(
    ("truth", "right"), [("converged", [True, False]), ("cycling", [False, True]), ("running", [False] * 2)]
)
def test_outcome_is_right_by_its_word(truth: str, right: list[bool]) -> None:
    assert [is_right(OUTCOME, Pick(place), truth) for place in range(2)] == right


def test_place_is_right_within_a_circle() -> None:
    assert is_right(CLICK, Spot(0.3, 0.4), (0.0, 0.0))
    assert not is_right(CLICK, Spot(0.4, 0.4), (0.0, 0.0))
    assert not is_right(CLICK, Spot(0.0, 0.0), (math.nan, 0.0))


@given(finite, finite, finite)
def test_interval_is_right_exactly_if_nothing_is_missing_to_it(one: float, other: float, truth: float) -> None:
    said = Estimate(min(one, other), max(one, other))
    outside = distance(said, truth)
    assert (outside == 0.0) == (said.low <= truth <= said.high)
    if said.low < said.high and outside == 0.0:
        assert is_right(NUMBER, said, truth)


@given(finite, finite)
def test_number_is_as_far_off_as_the_difference(value: float, truth: float) -> None:
    assert distance(Estimate(value, value), truth) == abs(value - truth)


@pytest.mark.parametrize(("response", "right"), [(None, None), (Estimate(1.0, 1.0), True), (Estimate(2.0, 2.0), False)])
def test_commitment_is_right_wrong_or_none(response: Estimate | None, right: bool | None) -> None:
    assert Commitment(run="r", gate=0, at=1, prediction=NUMBER, response=response, truth=1.0).right is right


@pytest.mark.parametrize(
    ("response", "prediction", "truth"),
    [(Pick(0), NUMBER, 1.0), (Estimate(0, 0), CHOICE, 0.0), (Estimate(0, 0), CLICK, (0.0, 0.0))],
)
def test_response_of_another_kind_is_wrong(response: Any, prediction: Any, truth: Any) -> None:
    assert not is_right(prediction, response, truth)


def test_each_kind_is_read_by_its_keys() -> None:
    common = {"prompt": "What?"}
    options = [{"text": "less", "high": 1}, {"text": "more", "low": 1}]
    assert read(Fields(common | {"readout": "loss", "atol": 0.5})) == NumberPrediction("What?", "loss", 0.5)
    assert read(Fields(common | {"click": ["x", "y"], "atol": 1})) == ClickPrediction("What?", ("x", "y"), 1.0)
    found = read(Fields(common | {"readout": "loss", "options": options, "change": True}))
    assert found == ChoicePrediction("What?", "loss", (Option("less", high=1.0), Option("more", low=1.0)), change=True)


TWO = [{"text": "a", "low": 0}, {"text": "b", "high": 0}]


@pytest.mark.parametrize(
    ("table", "expected"),
    [
        ({"readout": "loss", "atol": 1}, [("E020", "prompt")]),
        ({"prompt": "p", "readout": "loss"}, [("E020", "atol")]),
        ({"prompt": "p", "readout": "loss", "atol": 0}, [("E023", "atol")]),
        ({"prompt": "p", "readout": "loss", "atol": 1, "rtol": 1}, [("E022", "rtol")]),
        ({"prompt": "p", "click": ["x"], "atol": 1}, [("E023", "click")]),
        ({"prompt": "p", "readout": "loss", "options": TWO[:1]}, [("E076", "options")]),
        ({"prompt": "p", "readout": "loss", "options": [TWO[0], {"text": "A", "high": 0}]}, [("E054", "options.2.text")]),
        ({"prompt": "p", "readout": "loss", "options": [TWO[0], {"text": "b"}]}, [("E020", "options.2.")]),
        (
            {"prompt": "p", "readout": "loss", "options": [TWO[0], {"text": "b", "low": 2, "high": 2}]},
            [("E023", "options.2.high")],
        ),
        ({"prompt": "p", "readout": "outcome", "options": TWO}, [("E020", "options.1.outcome"), ("E022", "options.1.low")]),
        ({"prompt": "p", "readout": "outcome", "change": True, "options": []}, [("E076", "options"), ("E022", "change")]),
    ],
)
def test_what_is_wrong_with_a_prediction_is_said(table: dict[str, Any], expected: list[tuple[str, str]]) -> None:
    assert complaints(table)[: len(expected)] == expected
