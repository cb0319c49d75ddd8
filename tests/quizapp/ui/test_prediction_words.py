from __future__ import annotations

from typing import Any

import pytest

from engine.simulation import Readout
from quizapp.domain.predictions import (
    ChoicePrediction,
    ClickPrediction,
    Commitment,
    Estimate,
    NumberPrediction,
    Option,
    Pick,
    Spot,
)
from quizapp.ui.widgets.prediction_words import sentence

LOSS = Readout(name="loss", label="Loss")
SHARE = Readout(name="share", label="Share", unit="%", digits=1)
NUMBER = NumberPrediction("p", "loss", atol=0.1)
TWO = (Option("less", high=0.5), Option("more", low=0.5))
CHOICE = ChoicePrediction("p", "loss", TWO)
CHANGE = ChoicePrediction("p", "loss", TWO, change=True)
OUTCOME = ChoicePrediction("p", "outcome", (Option("rests", outcome="converged"), Option("circles", outcome="cycling")))
CLICK = ClickPrediction("p", ("loss", "loss"), atol=0.5)


@pytest.mark.parametrize(
    ("prediction", "response", "truth", "specs", "expected"),
    [
        (NUMBER, Estimate(0.8, 0.8), 0.871, [LOSS], "You said 0.800; it is 0.871: 0.071 off, within 0.1."),
        (NUMBER, Estimate(0.2, 0.2), 0.871, [LOSS], "You said 0.200; it is 0.871: 0.671 off, more than 0.1."),
        (
            NUMBER,
            Estimate(0.8, 1.0),
            0.871,
            [LOSS],
            "You said 0.800 to 1.000; it is 0.871: inside; 0.2 wide, ± 0.1 asked.",
        ),
        (
            NUMBER,
            Estimate(0.5, 0.6),
            0.1,
            [LOSS],
            "You said 0.500 to 0.600; it is 0.100: 0.4 outside; 0.1 wide, ± 0.1 asked.",
        ),
        (NUMBER, Estimate(0.5, 0.5), 0.7, [SHARE], "You said 50.0%; it is 70.0%: 20 points off, more than 10 points."),
        (NUMBER, None, 0.871, [LOSS], "Not predicted: Loss 0.871."),
        (CHOICE, Pick(1), 0.9, [LOSS], "You said B, and so it is: Loss 0.900."),
        (CHOICE, Pick(1), 0.1, [LOSS], "You said B; it is A: Loss 0.100."),
        (CHANGE, Pick(0), -0.25, [LOSS], "You said A, and so it is: Loss changes by −0.250."),
        (OUTCOME, Pick(0), "cycling", [], "You said A; it is B: the run goes in a circle."),
        (OUTCOME, None, "converged", [], "Not predicted. It is A: the run has converged."),
        (
            CLICK,
            Spot(0.0, 3.0),
            (4.0, 0.0),
            [LOSS, LOSS],
            "You pointed at (0.000, 3.000); it is at (4.000, 0.000): 5 off, more than 0.5.",
        ),
        (CLICK, None, (4.0, 0.0), [LOSS, LOSS], "Not predicted: it is at (4.000, 0.000)."),
    ],
)
def test_sentence_says_what_was_said_what_came_and_how_far_apart(
    prediction: Any, response: Any, truth: Any, specs: Any, expected: str
) -> None:
    made = Commitment(run="r", gate=0, at=1, prediction=prediction, response=response, truth=truth)
    assert sentence(made, specs) == expected
