from __future__ import annotations

import math
from typing import Any

import pytest

from engine.share import find_run
from engine.timeline import Timeline
from quizapp.domain.cards import SimulationLink
from quizapp.domain.predictions import OUTCOME, ChoicePrediction, ClickPrediction, NumberPrediction, Option, Prediction
from quizapp.services.forecast import OUTCOMES, faults, forecast, objections

RUN = find_run("gradient_descent/diverges").run  # y grows by 1.1 and changes sides at every update
TWO = (Option("a", high=0.0), Option("b", low=0.0))


def codes(prediction: Prediction, *, gate: int = 0, at: int | None = 4) -> list[tuple[str, str]]:
    return [found[:2] for found in objections(SimulationLink("r", at, "c", gate, prediction), RUN)]


def test_the_truth_of_each_kind_is_the_engine_s() -> None:
    number = NumberPrediction("p", "y_batch", atol=0.1)
    assert forecast(RUN, 0, 4, number) == pytest.approx(2 * 1.1**4)
    assert forecast(RUN, 0, 4, ClickPrediction("p", ("x_batch", "y_batch"), 0.1)) == pytest.approx((-1.5 * 0.79**4, 2 * 1.1**4))
    assert forecast(RUN, 2, 4, ChoicePrediction("p", "y_batch", TWO, change=True)) == pytest.approx(2 * 1.1**4 - 2 * 1.1**2)
    timeline = Timeline(RUN)
    timeline.seek(4)
    assert forecast(RUN, 0, 4, ChoicePrediction("p", OUTCOME, TWO)) == timeline.status.outcome.value


def test_a_prediction_that_can_be_asked_has_no_objection() -> None:
    assert codes(NumberPrediction("p", "y_batch", atol=0.1)) == []
    assert codes(ChoicePrediction("p", OUTCOME, tuple(Option(name, outcome=name) for name in OUTCOMES))) == []
    assert list(objections(SimulationLink("r", 4, "c"), RUN)) == []


@pytest.mark.parametrize(
    ("prediction", "places", "expected"),
    [
        (NumberPrediction("p", "y", 0.1), {}, [("E061", "predict.readout")]),
        (NumberPrediction("p", OUTCOME, 0.1), {}, [("E061", "predict.readout")]),
        (ClickPrediction("p", ("x_batch", "y"), 0.1), {}, [("E061", "predict.click")]),
        (ChoicePrediction("p", OUTCOME, (Option("a", outcome="lost"),)), {}, [("E061", "predict.options.1.outcome")]),
        (NumberPrediction("p", "y_batch", 0.1), {"gate": 4}, [("E062", "predict")]),
        (NumberPrediction("p", "y_batch", 0.1), {"at": None}, [("E062", "predict")]),
    ],
)
def test_what_cannot_be_asked_is_objected_to(prediction: Any, places: dict[str, Any], expected: Any) -> None:
    assert codes(prediction, **places) == expected


@pytest.mark.parametrize(
    ("options", "truth", "expected"),
    [
        (TWO, 0.5, []),
        ((Option("a", high=0.2), Option("b", low=0.1)), 0.5, [("E063", "predict.options.2")]),
        ((Option("a", high=0.0), Option("b", low=1.0)), 0.5, [("E063", "predict.options")]),
        ((Option("a", high=1.0), Option("b", low=0.0)), 0.5, [("E063", "predict.options.2"), ("E063", "predict.options")]),
        (TWO, 1e-9, [("E064", "predict.options.1"), ("E064", "predict.options.2")]),
        (TWO, math.nan, [("E061", "predict")]),
        ((Option("a", outcome="cycling"), Option("b", outcome="running")), "cycling", []),
        ((Option("a", outcome="cycling"), Option("b", outcome="cycling")), "running", [("E063", "predict.options.2")]),
        ((Option("a", outcome="cycling"), Option("b", outcome="running")), "converged", [("E063", "predict.options")]),
    ],
)
def test_options_that_do_not_decide_are_found(options: Any, truth: Any, expected: Any) -> None:
    found = [fault[:2] for fault in faults(ChoicePrediction("p", OUTCOME, options), truth)]
    assert found[: len(expected)] == expected
    assert bool(found) == bool(expected)


def test_a_number_and_a_place_need_only_be_finite() -> None:
    assert list(faults(NumberPrediction("p", "r", 0.1), 3.0)) == []
    assert [fault[0] for fault in faults(ClickPrediction("p", ("x", "y"), 0.1), (0.0, math.inf))] == ["E061"]
