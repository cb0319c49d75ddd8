"""Predictions at a simulation's gate: what a deck asks, what a learner commits to, and whether the run bears it out.

The key is never written in a deck. The engine computes it, and whoever grades passes it in as the truth.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TypeAlias

from quizapp.domain.fields import Fields
from quizapp.domain.kinds.single import MAX_OPTIONS, rendered

OUTCOME = "outcome"  # stands in place of a readout: how the run stands, in one of the engine's words
_ROUNDING = 1e-12  # relative; a typed 0.4 is within 0.1 of 0.3 though their floating-point difference is not


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice: an interval of the readout, or an outcome of the run.

    Attributes:
        text: What is claimed, plain text.
        low: Lowest value it stands for.
        high: Lowest value above those it stands for.
        outcome: The outcome it stands for, where the choice is about that; else empty.
    """

    text: str
    low: float = -math.inf
    high: float = math.inf
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class NumberPrediction:
    """What will a readout be?

    Attributes:
        prompt: The question, plain text.
        readout: Name of the readout.
        atol: How far off a number may be, in the readout's own scale.
    """

    prompt: str
    readout: str
    atol: float
    kind: str = "number"


@dataclass(frozen=True, slots=True)
class ChoicePrediction:
    """Which of these will it be?

    Attributes:
        prompt: The question, plain text.
        readout: Name of the readout, or ``OUTCOME``.
        options: What there is to choose from.
        change: Whether the options speak of the readout's change since the gate.
    """

    prompt: str
    readout: str
    options: tuple[Option, ...]
    change: bool = False
    kind: str = "choice"


@dataclass(frozen=True, slots=True)
class ClickPrediction:
    """Where in the picture will it be?

    Attributes:
        prompt: The question, plain text.
        readouts: Names of the two readouts that are the coordinates.
        atol: How far off the place may be, in units of the picture.
    """

    prompt: str
    readouts: tuple[str, str]
    atol: float
    kind: str = "click"


Prediction: TypeAlias = NumberPrediction | ChoicePrediction | ClickPrediction
Truth: TypeAlias = float | str | tuple[float, float]  # a readout, an outcome, a place
UNKNOWN = math.nan  # stands for the truth while a run that is just to be shown has not told it


@dataclass(frozen=True, slots=True)
class Estimate:
    """A number, or an interval that is to hold it. Both ends are equal for a number."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Pick:
    """An option by its index."""

    option: int


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in the picture."""

    x: float
    y: float


Response: TypeAlias = Estimate | Pick | Spot


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What a learner committed to at a gate, and what the run did then.

    Attributes:
        run: The run as share text.
        gate: Step at which the prediction was made.
        at: Step that decides.
        prediction: What was asked.
        response: What the learner said; None if the run was just to be shown.
        truth: What the engine computed; ``UNKNOWN`` if the run was just to be shown and had not come so far.
    """

    run: str
    gate: int
    at: int
    prediction: Prediction
    response: Response | None
    truth: Truth

    @property
    def right(self) -> bool | None:
        """Whether the prediction came true; None if none was made."""
        return None if self.response is None else is_right(self.prediction, self.response, self.truth)


def read(fields: Fields) -> Prediction:
    """Read a ``predict`` table; problems are left in the fields. Its keys tell the kind: options, click, or a number."""
    prompt = fields.text("prompt")
    prediction: Prediction
    if fields.has("options"):
        readout = fields.text("readout")
        change = readout != OUTCOME and fields.flag("change", False)
        prediction = ChoicePrediction(prompt, readout, _options(fields, readout), change)
    elif fields.has("click"):
        prediction = ClickPrediction(prompt, _coordinates(fields), _atol(fields))
    else:
        prediction = NumberPrediction(prompt, fields.text("readout"), _atol(fields))
    fields.finish()
    return prediction


def _coordinates(fields: Fields) -> tuple[str, str]:
    names = fields.texts("click")
    if len(names) != 2:
        fields.complain("E023", "click", f"click must name two readouts, found {len(names)}")
        return "", ""
    return names[0], names[1]


def _atol(fields: Fields) -> float:
    atol = fields.number("atol")
    if fields.has("atol") and atol <= 0.0:
        fields.complain("E023", "atol", f"atol must be above 0, got {atol:g}")
    return atol


def _options(fields: Fields, readout: str) -> tuple[Option, ...]:
    options = [_outcome(table) if readout == OUTCOME else _interval(table) for table in fields.tables("options")]
    if not 2 <= len(options) <= MAX_OPTIONS:
        fields.complain("E076", "options", f"there must be 2 to {MAX_OPTIONS} options, found {len(options)}")
    texts = [rendered(option.text) for option in options]
    for position, text in enumerate(texts):
        if text and text in texts[:position]:
            fields.complain("E054", f"options.{position + 1}.text", f'two options read "{options[position].text}"')
    return tuple(options)


def _outcome(table: Fields) -> Option:
    option = Option(table.text("text"), outcome=table.text("outcome"))
    table.finish()
    return option


def _interval(table: Fields) -> Option:
    if not table.has("low") and not table.has("high"):
        table.complain("E020", "", 'an option needs "low", "high" or both')
    low = table.number("low") if table.has("low") else -math.inf
    high = table.number("high") if table.has("high") else math.inf
    if not low < high:
        table.complain("E023", "high", f"high must be above low, got low {low:g} and high {high:g}")
    option = Option(table.text("text"), low, high)
    table.finish()
    return option


def holds(option: Option, truth: Truth) -> bool:
    """Return whether an option is what came true.

    Example:
        >>> holds(Option("it falls", high=0.0), -0.3), holds(Option("it settles", outcome="converged"), "diverged")
        (True, False)
    """
    if isinstance(truth, str):
        return option.outcome == truth
    return not isinstance(truth, tuple) and option.low <= truth < option.high


def distance(response: Estimate | Spot, truth: Truth) -> float:
    """Return how far a number, an interval or a place is from the truth; 0 inside an interval.

    Example:
        >>> distance(Estimate(1.0, 2.0), 2.5), distance(Spot(0.0, 3.0), (4.0, 0.0))
        (0.5, 5.0)
    """
    if isinstance(response, Spot):
        return math.dist((response.x, response.y), truth) if isinstance(truth, tuple) else math.nan
    if not isinstance(truth, float | int):
        return math.nan
    return max(response.low - truth, truth - response.high, 0.0) if math.isfinite(truth) else math.nan


def is_right(prediction: Prediction, response: Response, truth: Truth) -> bool:
    """Return whether a prediction came true.

    A number or a place is right within ``atol``; an interval if it holds the truth; an option if it stands for it.

    Example:
        >>> asked = NumberPrediction("How many?", "accuracy", atol=0.02)
        >>> is_right(asked, Estimate(0.86, 0.86), 0.871), is_right(asked, Estimate(0.86, 0.87), 0.871)
        (True, False)
    """
    if isinstance(prediction, ChoicePrediction):
        return isinstance(response, Pick) and holds(prediction.options[response.option], truth)
    if isinstance(response, Pick):
        return False
    is_interval = isinstance(response, Estimate) and response.low < response.high
    allowed = 0.0 if is_interval else prediction.atol
    return distance(response, truth) <= allowed + _ROUNDING * _size(truth)


def _size(truth: Truth) -> float:
    return math.hypot(*truth) if isinstance(truth, tuple) else 0.0 if isinstance(truth, str) else abs(truth)
