"""What the engine says of a prediction: whether it can be asked of a run at all, and what comes true."""

from __future__ import annotations

import math
from collections.abc import Iterator
from itertools import combinations
from typing import Any

from engine.params import unknown
from engine.simulation import Outcome, Run
from engine.timeline import Frame, Timeline
from quizapp.domain.cards import SimulationLink
from quizapp.domain.predictions import OUTCOME, ChoicePrediction, ClickPrediction, Option, Prediction, Truth, holds

_EDGE = 1e-6  # relative; nearer to an option's end, the last bits of another machine could decide
OUTCOMES = tuple(outcome.value for outcome in Outcome)


def readouts_of(prediction: Prediction) -> tuple[str, ...]:
    """Return the names of the readouts that decide a prediction; none if the run's outcome does."""
    if isinstance(prediction, ClickPrediction):
        return prediction.readouts
    return () if _is_of_outcome(prediction) else (prediction.readout,)


def _is_of_outcome(prediction: Prediction) -> bool:
    return isinstance(prediction, ChoicePrediction) and prediction.readout == OUTCOME


def truth_of(prediction: Prediction, before: Frame[Any, Any], after: Frame[Any, Any]) -> Truth:
    """Return what came true.

    Args:
        prediction: One that has no objection.
        before: Frame at the gate.
        after: Frame at the step that decides.
    """
    if isinstance(prediction, ClickPrediction):
        x, y = (float(after.readouts[name]) for name in prediction.readouts)
        return x, y
    if _is_of_outcome(prediction):
        return after.status.outcome.value
    value = float(after.readouts[prediction.readout])
    is_change = isinstance(prediction, ChoicePrediction) and prediction.change
    return value - float(before.readouts[prediction.readout]) if is_change else value


def forecast(run: Run[Any, Any, Any], gate: int, at: int, prediction: Prediction) -> Truth:
    """Return what comes true in a run, computed at once.

    Example:
        >>> from engine.share import find_run
        >>> from quizapp.domain.predictions import NumberPrediction
        >>> asked = NumberPrediction("How far out?", "y_batch", atol=0.1)
        >>> round(forecast(find_run("gradient_descent/diverges").run, 0, 1, asked), 3)
        -2.2
    """
    timeline = Timeline(run)
    timeline.seek(gate)
    before = timeline.frame()
    timeline.seek(at)
    return truth_of(prediction, before, timeline.frame())


def objections(link: SimulationLink, run: Run[Any, Any, Any]) -> Iterator[tuple[str, str, str]]:
    """Yield code, key and message of what keeps a link's prediction from being asked; its run is not computed."""
    if link.predict is None:
        return
    if link.at is None or link.at <= link.gate:
        found = "at is missing" if link.at is None else f"at {link.at} is not after gate {link.gate}"
        yield "E062", "predict", f"{found}: a prediction is made at the gate and decided at a later step"
    known = [spec.name for spec in run.simulation.readout_specs]
    allowed = [*known, OUTCOME] if isinstance(link.predict, ChoicePrediction) else known
    for name in readouts_of(link.predict):
        if name not in known:
            key = "click" if isinstance(link.predict, ClickPrediction) else "readout"
            yield "E061", f"predict.{key}", unknown(f"{run.simulation.id} has no readout", name, allowed)
    if isinstance(link.predict, ChoicePrediction) and link.predict.readout == OUTCOME:
        for position, option in enumerate(link.predict.options, 1):
            if option.outcome not in OUTCOMES:
                message = unknown("there is no outcome", option.outcome, OUTCOMES)
                yield "E061", f"predict.options.{position}.outcome", message


def faults(prediction: Prediction, truth: Truth) -> Iterator[tuple[str, str, str]]:
    """Yield code, key and message of what is wrong with the options of a prediction, or with its key.

    Args:
        prediction: One that has no objection.
        truth: What comes true.
    """
    numbers = () if isinstance(truth, str) else truth if isinstance(truth, tuple) else (truth,)
    if not all(map(math.isfinite, numbers)):
        yield "E061", "predict", "what is asked for is not a finite number at this step"
    elif isinstance(prediction, ChoicePrediction):
        yield from _choice_faults(prediction, truth)


def _choice_faults(prediction: ChoicePrediction, truth: Truth) -> Iterator[tuple[str, str, str]]:
    for (first, one), (second, other) in combinations(enumerate(prediction.options, 1), 2):
        if _overlap(one, other):
            yield "E063", f"predict.options.{second}", f"options {first} and {second} overlap"
    right = [option for option in prediction.options if holds(option, truth)]
    if not right:
        yield "E063", "predict.options", f"no option holds what the run does: {_shown(truth)}"
    elif len(right) == len(prediction.options):
        yield "E063", "predict.options", f"every option holds what the run does, {_shown(truth)}: none is wrong"
    if isinstance(truth, float):
        for position, option in enumerate(prediction.options, 1):
            if any(math.isclose(truth, edge, rel_tol=_EDGE, abs_tol=_EDGE) for edge in (option.low, option.high)):
                yield "E064", f"predict.options.{position}", f"the run gives {_shown(truth)}, an end of option {position}"


def _overlap(one: Option, other: Option) -> bool:
    if one.outcome or other.outcome:
        return one.outcome == other.outcome
    return max(one.low, other.low) < min(one.high, other.high)


def _shown(truth: Truth) -> str:
    return f"{truth:.9g}" if isinstance(truth, float) else str(truth)
