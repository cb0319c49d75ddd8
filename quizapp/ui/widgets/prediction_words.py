"""A prediction and what came of it, in one sentence. Needs no widget."""

from __future__ import annotations

from collections.abc import Sequence

from quizapp.domain.predictions import (
    ChoicePrediction,
    Commitment,
    Estimate,
    Pick,
    Spot,
    Truth,
    distance,
    holds,
)
from quizapp.ui.widgets.readout_row import ReadoutSpec, number_text

LETTERS = "ABCDEFGH"
HAS = {
    "running": "the run is still going on",
    "converged": "the run has converged",
    "cycling": "the run goes in a circle",
    "diverged": "the run has diverged",
}


def sentence(made: Commitment, specs: Sequence[ReadoutSpec]) -> str:
    """Return what was said, what came true, and how far apart they are.

    Args:
        made: The commitment.
        specs: The readouts it is about, in the prediction's order; none if it is about the run's outcome.
    """
    truth, response = truth_text(made, specs), made.response
    if response is None:
        letter = right_letter(made)
        return f"Not predicted. It is {letter}: {truth}." if letter else f"Not predicted: {truth}."
    if isinstance(response, Pick):
        said, right = LETTERS[response.option], right_letter(made)
        return f"You said {said}, and so it is: {truth}." if made.right else f"You said {said}; it is {right}: {truth}."
    said = response_text(response, specs)
    verb = "pointed at" if isinstance(response, Spot) else "said"
    return f"You {verb} {said}; {_value(made.truth, specs)}: {_apart(made, specs)}."


def truth_text(made: Commitment, specs: Sequence[ReadoutSpec]) -> str:
    """Return what came true, as part of a sentence."""
    if isinstance(made.truth, str):
        return HAS.get(made.truth, made.truth)
    if isinstance(made.truth, tuple):
        return _value(made.truth, specs)
    is_change = isinstance(made.prediction, ChoicePrediction) and made.prediction.change
    return f"{specs[0].label} {'changes by ' if is_change else ''}{number_text(made.truth, specs[0])}"


def right_letter(made: Commitment) -> str:
    """Return the letter of the option that came true; empty where there are no options."""
    if not isinstance(made.prediction, ChoicePrediction):
        return ""
    return next(
        (letter for letter, option in zip(LETTERS, made.prediction.options, strict=False) if holds(option, made.truth)), ""
    )


def response_text(response: Estimate | Spot, specs: Sequence[ReadoutSpec]) -> str:
    """Return a number, an interval or a place as it was said."""
    if isinstance(response, Spot):
        return _pair((response.x, response.y), specs)
    ends = [number_text(end, specs[0]) for end in (response.low, response.high)]
    return ends[0] if response.low == response.high else " to ".join(ends)


def size_text(size: float, spec: ReadoutSpec) -> str:
    """Return a difference of two values of a readout."""
    return f"{100 * size:.3g} points" if spec.unit == "%" else f"{size:.3g} {spec.unit}".rstrip()


def _apart(made: Commitment, specs: Sequence[ReadoutSpec]) -> str:
    response, prediction = made.response, made.prediction
    if isinstance(prediction, ChoicePrediction) or not isinstance(response, Estimate | Spot):
        return ""
    off, allowed = size_text(distance(response, made.truth), specs[0]), size_text(prediction.atol, specs[0])
    if isinstance(response, Estimate) and response.low < response.high:
        width = size_text(response.high - response.low, specs[0])
        return f"{'inside' if made.right else f'{off} outside'}; {width} wide, ± {allowed} asked"
    return f"{off} off, within {allowed}" if made.right else f"{off} off, more than {allowed}"


def _value(truth: Truth, specs: Sequence[ReadoutSpec]) -> str:
    if isinstance(truth, tuple):
        return f"it is at {_pair(truth, specs)}"
    return f"it is {truth if isinstance(truth, str) else number_text(truth, specs[0])}"


def _pair(place: tuple[float, float], specs: Sequence[ReadoutSpec]) -> str:
    return "(" + ", ".join(number_text(value, spec) for value, spec in zip(place, specs, strict=True)) + ")"
