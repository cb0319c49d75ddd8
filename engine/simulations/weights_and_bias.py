"""What weights and bias of one unit do to its line: turn it, shift it, sharpen it, one notch after the other.

Modelled: a unit with output sigma(s), s = w.x + b, on points of the plane; its answer is 1 for s >= 0. A run moves it in one
way: turn (w by 3.6 degrees a notch, its length and b kept), shift (b grows by 0.05), scale (w and b together, doubled in ten
notches) or lengthen (w alone, doubled in ten notches). One step is one notch. Nothing is learned.

At every notch the geometry is told in closed form: the line lies at -b/||w|| from the origin, seen along w; s/||w|| is the
signed distance of a point from it; along w the output passes 1/2 there with slope ||w||/4. What no setting can beat is found
exactly: the best line, and the best line through the origin.

Left out: learning (see the simulation of perceptron learning), more inputs, other activation functions.

Units: none; angles in degrees, the log loss in nats. Known limits: weights and scores are rounded to 12 decimals, which makes
ties exact; without weights there is no line, and its distance and the margin are given as 0.

Source: Bishop 2006, sections 4.1.1 (geometry) and 4.3.2 (sigmoid unit, log loss).
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import sigmoid
from engine.maths.boolean import truth_table
from engine.maths.examples import THOUSAND
from engine.maths.losses import binary_cross_entropy
from engine.maths.perceptron import fewest_errors, smallest_margin
from engine.maths.through_origin import fewest_errors_through_origin
from engine.params import Choice, Flag, Real, Scale, param, parameters
from engine.presets import build
from engine.presets.weights_and_bias import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly

IntArray: TypeAlias = NDArray[np.int64]

CLOUD_SIZE, CLOUD_DEPTH, CLOUD_WIDTH = 40, (0.15, 1.0), 1.3
NOTCH_DEGREES, NOTCH_BIAS, DOUBLING = 3.6, 0.05, 10.0
REACH = 3.0  # how far along w the output is drawn


class Motion(StrEnum):
    """What a notch changes."""

    TURN = "turn"
    SHIFT = "shift"
    SCALE = "scale"
    LENGTHEN = "lengthen"


class Data(StrEnum):
    """Which points are to be divided."""

    CLOUD = "cloud"
    AND = "and"
    OR = "or"
    ONE_CLASS = "one_class"
    NONE = "none"


NOTCHES = {Motion.TURN: 100, Motion.SHIFT: 75, Motion.SCALE: 50, Motion.LENGTHEN: 50}
MOTION_WORDS: dict[Enum, str] = {
    Motion.TURN: "turn w by 3.6°", Motion.SHIFT: "add 0.05 to b", Motion.SCALE: "scale w and b", Motion.LENGTHEN: "lengthen w",
}  # fmt: skip
DATA_WORDS: dict[Enum, str] = {
    Data.CLOUD: "cloud with a gap", Data.AND: "AND", Data.OR: "OR", Data.ONE_CLASS: "cloud, all 1", Data.NONE: "no points",
}  # fmt: skip
MOTION_HELP = "What one notch does; ten notches of scaling or lengthening double."
SCALE_HELP = "Factor of weights and bias together: it moves no line, it only sharpens."
NO_BIAS_HELP = "Without a bias the line has to go through the origin."
BIAS_HELP = "Score at the origin; the line lies at −b/‖w‖ along w."


def _weight(number: int) -> Real:
    words = f"How much the score grows with input {number}."
    return Real(label=f"Weight {number}", symbol="w" + "₁₂"[number - 1], help=words, low=-5.0, high=5.0, step=0.05)


@parameters
class Params:
    """What a run is made of."""

    motion: Motion = param(Motion.TURN, Choice(label="Each notch", help=MOTION_HELP, options=Motion, labels=MOTION_WORDS))
    w1: float = param(2.0, _weight(1))
    w2: float = param(1.5, _weight(2))
    b: float = param(
        -1.25, Real(label="Bias", symbol="b", help=BIAS_HELP, low=-5.0, high=5.0, step=0.05, when={"use_bias": (True,)})
    )
    scale: float = param(1.0, Real(label="Scale both", symbol="c", help=SCALE_HELP, low=0.1, high=30.0, scale=Scale.LOG))
    use_bias: bool = param(True, Flag(label="With a bias", help=NO_BIAS_HELP))
    data: Data = param(
        Data.CLOUD, Choice(label="Points", help="Points with labels 0 and 1, or none.", options=Data, labels=DATA_WORDS)
    )


class Known(NamedTuple):
    """The points, and what the best lines make of them.

    Attributes:
        points: Positions, shape (n_points, 2).
        labels: Wanted answers, 0 or 1, shape (n_points,).
        fewest_errors: Points that the best line, or constant answer, gets wrong.
        fewest_through_origin: Points that the best line through the origin gets wrong.
    """

    points: FloatArray
    labels: IntArray
    fewest_errors: int
    fewest_through_origin: int


@dataclass(frozen=True, slots=True)
class State:
    """A notch; everything else follows from the parameters.

    Attributes:
        step: Notches so far; beyond the last one nothing moves.
        seed: Seed of the cloud.
    """

    step: int
    seed: int


class Moved(NamedTuple):
    """How far the unit has been moved: w = lengthened * (w turned), b = scaled * b + shifted.

    Attributes:
        turned: Angle in degrees.
        lengthened: Factor of w.
        scaled: Factor of b.
        shifted: What was added to b.
    """

    turned: float
    lengthened: float
    scaled: float
    shifted: float


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """What is drawn.

    Attributes:
        known: The points, and what the best lines make of them.
        weights: Weights at this notch, shape (2,); ``bias`` likewise.
        moved: How they came from the parameters.
        scores: w.x + b of each point, shape (n_points,).
        answers: 1 where the score is at least 0, shape (n_points,).
        loss: Mean log loss in nats; 0 without points.
        length: ||w||.
        midpoint: Position of the line along w, -b/||w||; 0 if there is none.
        margin: Smallest distance of a point from the line, negative on the wrong side; 0 without line or points.
        nearest: Index of that point; None without line or points.
        along: Position of each point along w, shape (n_points,).
        grid: Positions along w, shape (n_grid,), close together where the output rises.
        outputs: Output of the unit there, same shape.
    """

    known: Known
    weights: FloatArray
    bias: float
    moved: Moved
    scores: FloatArray
    answers: IntArray
    loss: float
    length: float
    midpoint: float
    margin: float
    nearest: int | None
    along: FloatArray
    grid: FloatArray
    outputs: FloatArray


def _cloud(seed: int) -> tuple[IntArray, IntArray]:
    """Return points in thousandths on both sides of the line 0.8 x1 + 0.6 x2 = 0.5, and 1 for those beyond it."""
    rng = step_rng(seed, 0, "points")
    labels = np.arange(CLOUD_SIZE) % 2
    depth = 0.5 + np.where(labels == 1, 1.0, -1.0) * rng.uniform(*CLOUD_DEPTH, CLOUD_SIZE)
    along = rng.uniform(-CLOUD_WIDTH, CLOUD_WIDTH, CLOUD_SIZE)
    places = np.outer(depth, [0.8, 0.6]) + np.outer(along, [-0.6, 0.8])
    return np.rint(places * THOUSAND).astype(np.int64), labels


@lru_cache(maxsize=16)
def known_points(data: Data, seed: int) -> Known:
    """Return the points of a run with what the best lines make of them."""
    if data in (Data.CLOUD, Data.ONE_CLASS):
        places, labels = _cloud(seed)
        labels = np.ones_like(labels) if data is Data.ONE_CLASS else labels
    elif data is Data.NONE:
        places, labels = np.empty((0, 2), np.int64), np.empty(0, np.int64)
    else:
        inputs, labels = truth_table(data.value)
        places = inputs * THOUSAND
    errors = fewest_errors(places, labels) if len(labels) else 0
    through_origin = fewest_errors_through_origin(places, labels)
    return Known(readonly(places / THOUSAND), readonly(labels), errors, through_origin)


def moved_by(params: Params, step: int) -> Moved:
    """Return how far so many notches move the unit."""
    notch = min(step, NOTCHES[params.motion])
    growth = 2.0 ** (notch / DOUBLING)
    scaled = params.scale * (growth if params.motion is Motion.SCALE else 1.0)
    return Moved(
        turned=NOTCH_DEGREES * notch if params.motion is Motion.TURN else 0.0,
        lengthened=scaled * (growth if params.motion is Motion.LENGTHEN else 1.0),
        scaled=scaled if params.use_bias else 0.0,
        shifted=NOTCH_BIAS * notch if params.motion is Motion.SHIFT and params.use_bias else 0.0,
    )


def unit_at(params: Params, step: int) -> tuple[FloatArray, float]:
    """Return weights, shape (2,), and bias at a notch."""
    moved = moved_by(params, step)
    angle = math.radians(moved.turned)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    weights: FloatArray = np.round(moved.lengthened * (turn @ [params.w1, params.w2]), 12) + 0.0
    return weights, round(moved.scaled * params.b + moved.shifted, 12) + 0.0


def init(_params: Params, seed: int) -> State:
    """Return the first notch."""
    return State(0, seed)


def step(_params: Params, state: State) -> State:
    """Go to the next notch."""
    return State(state.step + 1, state.seed)


def horizon(params: Params) -> int:
    """Return the number of notches: a full turn, 3.75 units of bias, or a factor of 32."""
    return NOTCHES[params.motion]


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    known, (weights, bias) = known_points(params.data, state.seed), unit_at(params, state.step)
    length = float(np.hypot(*weights))
    scores = np.round(known.points @ weights + bias, 12)
    midpoint = -bias / length + 0.0 if length else 0.0
    rise = midpoint + np.linspace(-8.0, 8.0, 81) / length if length else np.empty(0)
    grid = np.unique(np.clip(np.concatenate([np.linspace(-REACH, REACH, 121), rise]), -REACH, REACH))
    signed = (2 * known.labels - 1) * scores
    return Observation(
        known=known,
        weights=readonly(weights),
        bias=bias,
        moved=moved_by(params, state.step),
        scores=readonly(scores),
        answers=readonly((scores >= 0.0).astype(np.int64)),
        loss=float(binary_cross_entropy(scores, known.labels.astype(float)).mean()) if len(scores) else 0.0,
        length=length,
        midpoint=midpoint,
        margin=smallest_margin(known.points, known.labels, weights, bias),
        nearest=int(signed.argmin()) if length and len(scores) else None,
        along=readonly(known.points @ weights / length if length else np.zeros(len(scores))),
        grid=readonly(grid),
        outputs=readonly(sigmoid(length * grid + bias)),
    )


def accuracy(observation: Observation) -> float:
    """Return the share of points with the wanted answer; 1 without points."""
    return 1.0 - _share(observation, int((observation.answers != observation.known.labels).sum()))


def _share(observation: Observation, count: int) -> float:
    return count / max(len(observation.known.labels), 1)


def trace(params: Params, state: State) -> tuple[float, ...]:
    """Return share right, log loss and the position of the line along w."""
    seen = observe(params, state)
    return accuracy(seen), seen.loss, seen.midpoint


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars."""
    seen, (w1, w2) = observation, observation.weights.tolist()
    return {
        "midpoint": seen.midpoint,
        "slope": seen.length / 4.0,
        "accuracy": accuracy(seen),
        "loss": seen.loss,
        "w1": w1,
        "w2": w2,
        "b": seen.bias,
        "length": seen.length,
        "angle": math.degrees(math.atan2(w2, w1)) % 360.0,
        "margin": seen.margin,
        "best_accuracy": 1.0 - _share(seen, seen.known.fewest_errors),
        "best_through_origin": 1.0 - _share(seen, seen.known.fewest_through_origin),
    }


READOUTS = (
    Readout(name="midpoint", label="line, −b/‖w‖", headline=True),
    Readout(name="slope", label="slope, ‖w‖/4", headline=True),
    Readout(name="accuracy", label="share right", headline=True),
    Readout(name="loss", label="log loss", unit="nat", digits=4),
    Readout(name="w1", label="w₁"),
    Readout(name="w2", label="w₂"),
    Readout(name="b", label="b"),
    Readout(name="length", label="‖w‖"),
    Readout(name="angle", label="direction of w", unit="°", digits=1),
    Readout(name="margin", label="nearest point"),
    Readout(name="best_accuracy", label="best line"),
    Readout(name="best_through_origin", label="best through 0"),
)


def status(params: Params, state: State) -> Status:
    """Return where the line is, and what the labels allow."""
    seen, done = observe(params, state), state.step >= horizon(params)
    known, n_points = seen.known, len(seen.known.labels)
    where = _line_words(seen) + (_motion_words(params, seen) if state.step else "")
    right = n_points - int((seen.answers != known.labels).sum())
    what = f"{right} of {n_points} right; the best line gets {n_points - known.fewest_errors}"
    what += f", through the origin {n_points - known.fewest_through_origin}."
    if not n_points:
        what = "There are no points to divide."
    elif known.labels.min() == known.labels.max():
        what = f"All labels are {known.labels[0]}: a constant answer is enough; {right} of {n_points} right."
    return Status(Outcome.CONVERGED if done else Outcome.RUNNING, f"{where} {what}", final=done)


def _line_words(seen: Observation) -> str:
    if seen.length == 0.0:
        return f"w = 0, so there is no line: the output is σ(b) = {float(sigmoid(np.array(seen.bias))):.3g} everywhere."
    w1, w2 = seen.weights.tolist()
    slope = f"has slope {-w1 / w2:.3g}" if w2 else "is upright"
    return f"The line {slope} and lies {abs(seen.midpoint):.3g} from the origin."


def _motion_words(params: Params, seen: Observation) -> str:
    moved = seen.moved
    match params.motion:
        case Motion.TURN:
            return f" w has turned by {moved.turned:.0f}°."
        case Motion.SHIFT:
            return f" b has grown by {moved.shifted:.3g}." if params.use_bias else " Without a bias nothing shifts."
        case Motion.SCALE:
            return f" w and b are {moved.lengthened:.3g} times what was set."
        case _:
            return f" w is {moved.lengthened / params.scale:.3g} times as long."


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in two sentences."""
    seen, (w1, w2) = observation, observation.weights.tolist()
    unit = f"The unit has w = ({w1:.3g}, {w2:.3g}) and b = {seen.bias:.3g}"
    points = f"{len(seen.answers)} points, {accuracy(seen):.0%} of them right" if len(seen.answers) else "no points"
    if seen.length == 0.0:
        return f"{unit}: there is no line. The plane holds {points}."
    rise = f"its output rises with slope {seen.length / 4.0:.3g} at {seen.midpoint:.3g} along w"
    return f"{unit}; {rise}. The plane holds {points}."


SIMULATION = Simulation(
    id="weights_and_bias",
    version=1,
    title="Weights and bias",
    summary="Turn, shift and scale one unit: what the direction of w, its length and the bias each do to the line.",
    step_name="notch",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=("accuracy", "loss", "midpoint"),
    trace=trace,
    horizon=horizon,
    presets=build(Params, ROWS),
    sources=(
        "Bishop 2006, Pattern Recognition and Machine Learning, section 4.1.1: signed distance (w.x + b)/‖w‖",
        "Bishop 2006, section 4.3.2: the sigmoid unit; from equation 4.88 its slope w/4 in the middle",
        "CS231n, Linear classification: w turns the line, b shifts it",
        "Cover 1965: which labellings a line can make, with a bias and without",
    ),
    instant=True,
)
