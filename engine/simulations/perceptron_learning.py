"""The perceptron learning rule on points of the plane, one example a step.

Modelled: a threshold unit y = H(w.x + b), all weights zero at the start, that is shown one labelled point after another. After
each, w grows by rate * (d - y) * x and b by rate * (d - y), d being the wanted and y the given answer, 0 or 1: a right answer
changes nothing. A pass shows every point once, always in the same order (cyclic) or in a fresh one (random).

Left out: margins in the rule, averaged and pocket variants, more than two inputs.

Units: none. Coordinates are whole thousandths; examples are added up in whole thousandths, and the learning rate multiplies
what is shown. So ties, cycles and "the rate only scales" are exact: nothing is rounded on the way.

Known limits: at most 200 points; cycles are looked for in cyclic order only, at the ends of passes; the mistake bound needs a
zero start, so it is dropped once the user changes a point after the first correction.

Source: Rosenblatt 1958; Bishop 2006, section 4.1.7; Novikoff 1962 (bound); Minsky & Papert 1969 (XOR; weights stay bounded).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.maths.boolean import truth_table
from engine.maths.examples import MAX_POINTS, THOUSAND, edited, examples, flip_labels, separable_cloud
from engine.maths.perceptron import smallest_margin
from engine.maths.perceptron_learner import Correction as Correction  # part of the observation, for the views
from engine.maths.perceptron_learner import Learner, last_correction, restart, scaled, show, start, weights_of
from engine.params import Choice, Flag, Integer, Real, Scale, Spec, param, parameters
from engine.rng import step_rng
from engine.simulation import Event, FloatArray, Outcome, Preset, Readout, Simulation, Status, readonly

IntArray: TypeAlias = NDArray[np.int64]

NOISY_MARGIN = 0.2
HORIZON_PASSES = 40


class Data(StrEnum):
    """Which points are to be learned."""

    AND = "and"
    OR = "or"
    NAND = "nand"
    XOR = "xor"
    SEPARABLE = "separable"
    NOISY = "noisy"


class Order(StrEnum):
    """In which order a pass shows the points."""

    CYCLIC = "cyclic"
    RANDOM = "random"


CLOUDS = (Data.SEPARABLE, Data.NOISY)
DATA_WORDS: dict[Enum, str] = {gate: gate.value.upper() for gate in Data if gate not in CLOUDS}
CLOUD_WORDS: dict[Enum, str] = {Data.SEPARABLE: "cloud with a gap", Data.NOISY: "cloud, some labels flipped"}
ORDER_WORDS: dict[Enum, str] = {Order.CYCLIC: "same every pass", Order.RANDOM: "fresh every pass"}
DATA_HELP = "A truth table of two inputs, a cloud that a line divides, or such a cloud with some labels flipped."
ORDER_HELP = "Whether every pass shows the points in the same order or in a fresh random one."
RATE_HELP = "Size of each correction. From a zero start it scales weights and bias and changes no answer."
TIE_HELP = "The tie rule: whether a score of exactly 0 gives the answer 1 rather than 0."
MARGIN_HELP = "Every point lies at least this far from the line that divides the cloud."
NOISE_HELP = "Share of the points whose label is flipped to the wrong one."


@parameters
class Params:
    """What a run is made of."""

    data: Data = param(Data.AND, Choice(label="Points", help=DATA_HELP, options=Data, labels=DATA_WORDS | CLOUD_WORDS))
    order: Order = param(Order.CYCLIC, Choice(label="Order", help=ORDER_HELP, options=Order, labels=ORDER_WORDS))
    learning_rate: float = param(
        1.0, Real(label="Learning rate", symbol="η", help=RATE_HELP, low=0.01, high=10.0, scale=Scale.LOG)
    )
    fires_at_zero: bool = param(True, Flag(label="Fires at zero", help=TIE_HELP))
    points: int = param(
        40, Integer(label="Cloud size", symbol="N", help="Number of points.", low=4, high=MAX_POINTS, when={"data": CLOUDS})
    )
    margin: float = param(
        0.2,
        Real(label="Margin", symbol="γ", help=MARGIN_HELP, low=0.0, high=0.8, step=0.01, when={"data": (Data.SEPARABLE,)}),
    )
    noise: float = param(
        0.1, Real(label="Flipped labels", help=NOISE_HELP, low=0.0, high=0.4, step=0.01, when={"data": (Data.NOISY,)})
    )


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """What is drawn; counts as in ``Learner``.

    Attributes:
        points: Positions, shape (n_points, 2).
        labels: Wanted answers, shape (n_points,).
        predictions: Answers of the unit as it is now, shape (n_points,).
        weights: Shape (2,).
        bias: Bias.
        example: Index of the point shown last; None if there is none.
        next_example: Index of the point shown next; None if nothing is left to learn.
        correction: The latest change of the weights; None before the first.
        pass_number: Number of the pass under way, from 1; once converged, of the pass without a mistake.
        fewest_errors: Points that the best line gets wrong.
        mistake_bound: (R / gamma)^2; None if no line divides the classes or learning did not begin from zero.
    """

    points: FloatArray
    labels: IntArray
    predictions: IntArray
    weights: FloatArray
    bias: float
    example: int | None
    next_example: int | None
    correction: Correction | None
    mistakes_per_pass: tuple[int, ...]
    last_mistakes: int
    pass_mistakes: int
    pass_number: int
    passes: int
    updates: int
    fewest_errors: int
    mistake_bound: float | None


def init(params: Params, seed: int) -> Learner:
    """Return the unit with zero weights before the first example."""
    if params.data in CLOUDS:
        margin = params.margin if params.data is Data.SEPARABLE else NOISY_MARGIN
        places, labels = separable_cloud(step_rng(seed, 0, "points"), params.points, margin)
        if params.data is Data.NOISY:
            labels = flip_labels(step_rng(seed, 0, "noise"), labels, params.noise)
    else:
        inputs, labels = truth_table(params.data.value)
        places = inputs * THOUSAND
    return start(examples(places, labels), seed, cyclic=params.order is Order.CYCLIC)


def step(params: Params, state: Learner) -> Learner:
    """Show one example: w += rate * (d - y) * x, b += rate * (d - y).

    Source: Rosenblatt 1958; Bishop 2006, section 4.1.7.
    """
    return show(state, 1, fires_at_zero=params.fires_at_zero, cyclic=params.order is Order.CYCLIC)[0]


def advance(params: Params, state: Learner, count: int) -> tuple[Learner, FloatArray]:
    """Show many examples; return the state and the traces on the way, shape (count, 5)."""
    state, record = show(state, count, fires_at_zero=params.fires_at_zero, cyclic=params.order is Order.CYCLIC)
    return state, np.hstack([scaled(record[:, :3], params.learning_rate), record[:, 3:]])


def apply(params: Params, state: Learner, event: Event) -> Learner:
    """Change the points; learning goes on from the weights as they are, with a new pass.

    Raises:
        ParamError: If there is no such point, or there are as many points as allowed.
    """
    return restart(state, edited(state.examples, event.kind, event.args), cyclic=params.order is Order.CYCLIC)


def observe(params: Params, state: Learner) -> Observation:
    """Return what is drawn."""
    known = state.examples
    scores = known.rows @ state.sums
    weights, bias = weights_of(state.sums, params.learning_rate)
    return Observation(
        points=readonly(known.positions),
        labels=known.labels,
        predictions=readonly((scores >= 0 if params.fires_at_zero else scores > 0).astype(np.int64)),
        weights=weights,
        bias=bias,
        example=state.shown,
        next_example=None if state.converged or not known.n_points else int(state.order[state.position]),
        correction=last_correction(state, params.learning_rate),
        mistakes_per_pass=state.mistakes_per_pass,
        last_mistakes=state.last_mistakes,
        pass_mistakes=state.pass_mistakes,
        pass_number=state.passes if state.converged else state.passes + 1,
        passes=state.passes,
        updates=state.updates,
        fewest_errors=known.fewest_errors,
        mistake_bound=known.mistake_bound if state.from_zero else None,
    )


def trace(params: Params, state: Learner) -> tuple[float, ...]:
    """Return w1, w2, b, corrections so far, and mistakes of the last full pass."""
    weights, bias = weights_of(state.sums, params.learning_rate)
    return float(weights[0]), float(weights[1]), bias, float(state.updates), float(state.last_mistakes)


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; without points the accuracy is 1, since no answer is wrong."""
    seen, n_points = observation, max(len(observation.labels), 1)
    return {
        "mistakes": float(seen.last_mistakes),
        "updates": float(seen.updates),
        "accuracy": 1.0 - int((seen.predictions != seen.labels).sum()) / n_points,
        "passes": float(seen.passes),
        "w1": float(seen.weights[0]),
        "w2": float(seen.weights[1]),
        "b": seen.bias,
        "example": 0.0 if seen.example is None else seen.example + 1.0,
        "margin": smallest_margin(seen.points, seen.labels, seen.weights, seen.bias),
        "best_accuracy": 1.0 - seen.fewest_errors / n_points,
    }


READOUTS = (
    Readout(name="mistakes", label="mistakes, last pass", digits=0, headline=True),
    Readout(name="updates", label="corrections", digits=0, headline=True),
    Readout(name="accuracy", label="accuracy", headline=True),
    Readout(name="passes", label="full passes", digits=0),
    Readout(name="w1", label="w₁"),
    Readout(name="w2", label="w₂"),
    Readout(name="b", label="b"),
    Readout(name="example", label="point shown", digits=0),
    Readout(name="margin", label="nearest point"),
    Readout(name="best_accuracy", label="best line"),
)


def status(_params: Params, state: Learner) -> Status:
    """Return whether the rule has settled, repeats itself, or is still at work."""
    known, corrections = state.examples, _count(state.updates, "correction")
    if not known.n_points:
        return Status(Outcome.CONVERGED, "There is no point to learn from; add one.", final=True)
    one_class = "" if 0 < known.labels.sum() < known.n_points else " All labels are equal: one constant answer is enough."
    if state.converged:
        reason = f"Pass {state.passes} made no mistake, so nothing changes any more: {corrections} in all."
        return Status(Outcome.CONVERGED, reason + one_class, final=True)
    if known.fewest_errors == 0:
        bound = f" of at most (R/γ)² = {known.mistake_bound:.4g}" if state.from_zero else ""
        return Status(Outcome.RUNNING, f"A line divides the classes: {corrections}{bound} so far.{one_class}")
    both = f" ({_count(known.contradictions, 'place')} with both labels)" if known.contradictions else ""
    best = f"No line divides the classes{both}; the best gets {known.fewest_errors} of {known.n_points} wrong."
    if state.cycle.period:
        every = "pass" if state.cycle.period == 1 else f"{state.cycle.period} passes"
        return Status(Outcome.CYCLING, f"Weights and bias come back to the same values every {every}, for ever. {best}")
    return Status(Outcome.RUNNING, f"{best} So the rule keeps running: {corrections} so far.")


def _count(number: int, word: str) -> str:
    return f"{number} {word}" if number == 1 else f"{number} {word}s"


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in two sentences."""
    seen, n_points = observation, len(observation.labels)
    if not n_points:
        return "The plane holds no points."
    right = int((seen.predictions == seen.labels).sum())
    (w1, w2), b = seen.weights.tolist(), seen.bias
    line = f"The line {w1:.3g} x1 {w2:+.3g} x2 {b:+.3g} = 0 parts the plane"
    if w1 == w2 == 0.0:
        line = f"There is no line yet, every point gets the answer {seen.predictions[0]}"
    count = _count(seen.updates, "correction")
    return f"{n_points} points, {seen.labels.sum()} labelled 1. {line}; {right} of {n_points} are right after {count}."


def horizon(params: Params) -> int:
    """Return the number of examples in 40 passes."""
    return HORIZON_PASSES * (params.points if params.data in CLOUDS else 4)


_PLACE = "Kept to three decimals."
_POSITION = {axis: Real(label=f"Position {axis}", help=_PLACE, low=-3.0, high=3.0, step=0.01) for axis in ("x", "y")}
_INDEX = {"index": Integer(label="Point", help="Index of the point, from 0.", low=0, high=MAX_POINTS - 1)}
EVENTS: dict[str, dict[str, Spec]] = {
    "add_point": {**_POSITION, "label": Integer(label="Label", low=0, high=1)},
    "move_point": {**_INDEX, **_POSITION},
    "flip_point": {**_INDEX},
    "remove_point": {**_INDEX},
}

PRESETS = (
    Preset(
        id="and_gate",
        title="AND is learned",
        caption="Eleven corrections, then a clean sixth pass. Watch the line turn only when an answer is wrong.",
        params=Params(),
        at=24,
    ),
    Preset(
        id="and_strict",
        title="AND with the strict tie rule",
        caption="A score of 0 now gives the answer 0: one correction fewer and another bias. The tie rule changes the run.",
        params=Params(fires_at_zero=False),
        at=24,
    ),
    Preset(
        id="or_gate",
        title="OR is easier",
        caption="Four passes are enough: three of the four points share a label, and the line only has to cut off one corner.",
        params=Params(data=Data.OR),
        at=16,
    ),
    Preset(
        id="nand_gate",
        title="NAND is possible too",
        caption="NAND is AND with its labels swapped, so a line can do it as well: w = (−2, −1), b = 2 after six passes.",
        params=Params(data=Data.NAND),
        at=24,
    ),
    Preset(
        id="xor_cycles",
        title="XOR goes round in circles",
        caption="From the second pass on, weights and bias come back to the same values every pass. No line gets 4 of 4.",
        params=Params(data=Data.XOR),
        at=40,
    ),
    Preset(
        id="wide_margin",
        title="A wide gap is quickly found",
        caption="With a gap of 0.8 on both sides, a handful of mistakes must be enough: the bound (R/γ)² is small.",
        params=Params(data=Data.SEPARABLE, margin=0.8),
        seed=1,
        at=80,
    ),
    Preset(
        id="thin_margin",
        title="A thin gap takes many corrections",
        caption="The same cloud with a gap of 0.02: the bound grows with 1/γ², and the line has to be turned again and again.",
        params=Params(data=Data.SEPARABLE, margin=0.02),
        seed=1,
        at=760,
    ),
    Preset(
        id="small_rate",
        title="A small rate changes nothing but the scale",
        caption="AND with η = 0.1: the same eleven corrections on the same points. Weights and bias are ten times smaller.",
        params=Params(learning_rate=0.1),
        at=24,
    ),
    Preset(
        id="noisy_never_settles",
        title="Wrong labels keep it moving",
        caption="With a few labels flipped no line is free of mistakes: every pass corrects again, and the accuracy jumps.",
        params=Params(data=Data.NOISY),
        at=400,
    ),
    Preset(
        id="one_update",
        title="One correction, number by number",
        caption="Three right answers changed nothing. The point (1, 1) is answered 0 instead of 1: w grows by η·x, b by η.",
        params=Params(fires_at_zero=False),
        at=4,
    ),
)

SIMULATION = Simulation(
    id="perceptron_learning",
    version=1,
    title="Perceptron learning",
    summary="Find out when a line through labelled points can be learned from mistakes, how fast, and when never.",
    step_name="example",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=("w1", "w2", "b", "updates", "mistakes"),
    trace=trace,
    horizon=horizon,
    presets=PRESETS,
    sources=(
        "Rosenblatt 1958, The perceptron, Psychological Review 65: the unit and its learning rule",
        "Bishop 2006, Pattern Recognition and Machine Learning, section 4.1.7: rule and convergence",
        "Novikoff 1962, On convergence proofs for perceptrons: at most (R/γ)² mistakes",
        "Minsky & Papert 1969, Perceptrons: XOR; the weights stay bounded when no line exists",
        "Cover 1965: which labellings a line can make",
        "Brent 1980, BIT 20: finding the period of a cycle",
    ),
    event_specs=EVENTS,
    apply=apply,
    advance=advance,
    instant=True,
)
