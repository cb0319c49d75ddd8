"""What one threshold unit cannot do: the best line through labelled points, all 16 gates, and Cover's count of labellings.

Modelled: points in the plane with labels 0 and 1, given to one unit with two inputs, a bias and, if wanted, one more feature
computed from the inputs. The best line is found by trying every labelling a line can make. At each step the perceptron rule,
with rate 1 from zero weights, is shown one point, always in the same order; and each of the first N of 20 other random points,
for N = 1 to 20, are given random labels, and it is noted whether the unit could make them. The shares so counted approach
Cover's C(N, D) / 2^N, with D inputs, the bias among them. The inputs of a gate are -1 and 1.

Left out: more than one unit, smooth outputs, learning rates, more than one added feature.

Units: none. Coordinates are rounded to thousandths. Known limits: 4 to 20 points; a gap of less than a millionth may be
overlooked once points are not in general position.

Source: Cover 1965; Minsky & Papert 1969; Rosenblatt 1958; Vapnik & Chervonenkis 1971 (D points can be shattered, D + 1 cannot).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.errors import ParamError
from engine.maths.dichotomies import IntArray, best_dichotomy, cover_count, dichotomies, in_general_position
from engine.maths.perceptron import output
from engine.params import Choice, Integer, Real, Spec, param, parameters
from engine.presets import build
from engine.presets.single_layer_limits import ROWS
from engine.rng import step_rng
from engine.simulation import Event, FloatArray, Outcome, Readout, Simulation, Status, readonly

MOST = 20
REACH = 1.5  # half the width of the picture
GRID = 61
CORNERS = readonly(np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]]))
TRUE_LINE = np.array([1.0, 0.6, 0.1])  # labels a cloud before any is flipped


class Points(StrEnum):
    """Where the points are."""

    GATE = "gate"
    CLOUD = "cloud"
    IN_A_ROW = "in_a_row"


class Feature(StrEnum):
    """What the unit sees besides the two coordinates."""

    NONE = "none"
    PRODUCT = "product"
    SQUARES = "squares"


_CLOUDS, _ON_GATE = {"points": (Points.CLOUD, Points.IN_A_ROW)}, {"points": (Points.GATE,)}
_POINTS = Choice(
    label="Points",
    help="The four inputs of a gate, points anywhere, or points on one straight line.",
    options=Points,
    labels={Points.CLOUD: "anywhere", Points.IN_A_ROW: "in a row"},
)
_FEATURE = Choice(
    label="Added feature",
    help="One more input, computed from the coordinates: their product, or the sum of their squares.",
    options=Feature,
    labels={Feature.PRODUCT: "x₁x₂", Feature.SQUARES: "x₁² + x₂²"},
)
_GATE_HELP = "Answers to 00, 01, 10 and 11 read as a binary number: AND is 1, XOR 6, OR 7, NAND 14."
_NOISE_HELP = "Share of the labels that are flipped after a line gave them; at 0.5 they are random."


@parameters
class Params:
    """What a run is made of."""

    points: Points = param(Points.GATE, _POINTS)
    gate: int = param(6, Integer(label="Gate", help=_GATE_HELP, low=0, high=15, when=_ON_GATE))
    feature: Feature = param(Feature.NONE, _FEATURE)
    size: int = param(6, Integer(label="Number", symbol="N", help="How many points.", low=4, high=MOST, when=_CLOUDS))
    noise: float = param(0.5, Real(label="Noise", help=_NOISE_HELP, low=0.0, high=0.5, step=0.01, when=_CLOUDS))


@dataclass(frozen=True, slots=True, eq=False)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Steps so far.
        seed: Seed of the run.
        points: Positions, shape (n_points, 2).
        labels: 0 or 1, shape (n_points,).
        weights: Of the perceptron rule: for x1, x2, the feature if there is one, and the bias, shape (D,).
        pass_start: The same before the pass under way.
        position: Points of that pass already shown.
        mistakes: Corrections since the start.
        returned: Whether the last full pass had mistakes and ended with the weights it began with.
        made: For N = 1 to 20, how many of the random labellings the unit could make, shape (20,).
    """

    step: int
    seed: int
    points: FloatArray
    labels: IntArray
    weights: FloatArray
    pass_start: FloatArray
    position: int
    mistakes: int
    returned: bool
    made: IntArray


@dataclass(frozen=True, slots=True, eq=False)
class Limits:
    """What is known of some labelled points without any learning.

    Attributes:
        weights: Of the best line, shape (D,).
        answers: What it says of the points, shape (n_points,).
        field: Its score over the picture, shape (61, 61), row 0 at the lowest x2.
        general: Whether the points are in general position.
    """

    weights: FloatArray
    answers: IntArray
    field: FloatArray
    general: bool


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """What is drawn.

    Attributes:
        points: Positions, shape (n_points, 2).
        labels: Wanted answers, shape (n_points,).
        gate: Number of the gate if the points are as its inputs and answers; else None.
        limits: The best line.
        errors: Points it gets wrong.
        predictions: Answers of the perceptron as it is now, shape (n_points,).
        weights: Its weights, shape (D,).
        mistakes: Its corrections since the start.
        gates: Best lines of the 16 gates.
        solved: Whether they make no mistake, shape (16,).
        cover: C(N, D) / 2^N for N = 1 to 20, shape (20,); ``plain_cover`` the same without an added feature.
        shares: Shares of the random labellings that could be made, shape (20,); not a number before the first.
        trials: Random labellings tried for each N.
        capacity: 2 D: at so many points half of all labellings can be made.
    """

    points: FloatArray
    labels: IntArray
    gate: int | None
    limits: Limits
    errors: int
    predictions: IntArray
    weights: FloatArray
    mistakes: int
    gates: tuple[Limits, ...]
    solved: NDArray[np.bool_]
    cover: FloatArray
    plain_cover: FloatArray
    shares: FloatArray
    trials: int
    capacity: int


def lifted(points: FloatArray, feature: Feature) -> FloatArray:
    """Return what the unit sees of points (..., 2): x1, x2, the feature if there is one, and 1; shape (..., D)."""
    x1, x2 = points[..., 0], points[..., 1]
    extra = {Feature.NONE: (), Feature.PRODUCT: (x1 * x2,), Feature.SQUARES: (x1 * x1 + x2 * x2,)}[feature]
    return np.stack([x1, x2, *extra, np.ones_like(x1)], axis=-1)


def _truth_table(gate: int) -> IntArray:
    return (gate >> np.array([3, 2, 1, 0])) & 1


def limits_of(points: FloatArray, labels: IntArray, feature: Feature) -> Limits:
    """Return the best line; it is kept."""
    return _limits(points.tobytes(), labels.tobytes(), feature)


@lru_cache(maxsize=64)
def _limits(points: bytes, labels: bytes, feature: Feature) -> Limits:
    seen = lifted(np.frombuffer(points).reshape(-1, 2), feature)
    answers, weights = best_dichotomy(seen, np.frombuffer(labels, np.int64))
    axis = np.linspace(-REACH, REACH, GRID)
    field = readonly(lifted(np.stack(np.meshgrid(axis, axis), axis=-1), feature) @ weights)
    return Limits(readonly(weights), readonly(answers.copy()), field, in_general_position(seen))


@lru_cache(maxsize=4)
def _gates(feature: Feature) -> tuple[tuple[Limits, ...], NDArray[np.bool_]]:
    """Return the best lines of the 16 gates, and whether they make no mistake."""
    best = tuple(limits_of(CORNERS, _truth_table(gate), feature) for gate in range(16))
    return best, readonly(np.array([(one.answers == _truth_table(gate)).all() for gate, one in enumerate(best)]))


@lru_cache(maxsize=16)
def _makeable(feature: Feature, seed: int) -> tuple[NDArray[np.bool_], ...]:
    """Return for N = 1 to 20 which of the 2^N labellings of the first N random points the unit can make, by their numbers."""
    every = dichotomies(lifted(step_rng(seed, 0, "other points").uniform(-1.0, 1.0, (MOST, 2)), feature))
    tables = []
    for n in range(1, MOST + 1):
        table = np.zeros(1 << n, dtype=np.bool_)
        table[every & ((1 << n) - 1)] = True
        tables.append(readonly(table))
    return tuple(tables)


@lru_cache(maxsize=4)
def _cover(n_inputs: int) -> FloatArray:
    return readonly(np.array([cover_count(n, n_inputs) / 2.0**n for n in range(1, MOST + 1)]))


def _start_points(params: Params, seed: int) -> tuple[FloatArray, IntArray]:
    if params.points is Points.GATE:
        return CORNERS, _truth_table(params.gate)
    rng, n = step_rng(seed, 0, "points"), params.size
    row = np.linspace(-1.2, 1.2, n)[:, None] * [1.0, 0.5]
    points = row.round(3) if params.points is Points.IN_A_ROW else rng.uniform(-1.2, 1.2, (n, 2)).round(3)
    labels = (lifted(points, Feature.NONE) @ TRUE_LINE > 0.0).astype(np.int64)
    flipped = step_rng(seed, 0, "noise").random(n) < params.noise
    return points, np.where(flipped, 1 - labels, labels)


def init(params: Params, seed: int) -> State:
    """Return the state before the first step."""
    points, labels = _start_points(params, seed)
    zero = readonly(np.zeros(lifted(points, params.feature).shape[1]))
    none = readonly(np.zeros(MOST, np.int64))
    return State(0, seed, readonly(points), readonly(labels), zero, zero, 0, 0, False, none)


def step(params: Params, state: State) -> State:
    """Show one point to the perceptron rule, and try one random labelling for each N.

    Source: Rosenblatt 1958 (w += (d - y) x); Cover 1965.
    """
    seen = lifted(state.points[state.position], params.feature)
    error = int(state.labels[state.position]) - output(float(seen @ state.weights))
    weights = readonly(state.weights + error * seen) if error else state.weights
    position, returned, pass_start = state.position + 1, state.returned, state.pass_start
    mistakes = state.mistakes + abs(error)
    if position == len(state.points):
        clean = not _wrong(params, state.points, state.labels, weights)
        returned = not clean and bool(np.allclose(weights, pass_start, rtol=0.0, atol=1e-9))
        position, pass_start = 0, weights
    words = step_rng(state.seed, state.step + 1, "labels").integers(0, 1 << np.arange(1, MOST + 1))
    makeable = _makeable(params.feature, state.seed)
    hits = np.array([table[word] for table, word in zip(makeable, words, strict=True)], dtype=np.int64)
    learned = replace(state, weights=weights, pass_start=pass_start, position=position, mistakes=mistakes, returned=returned)
    return replace(learned, step=state.step + 1, made=readonly(state.made + hits))


def _wrong(params: Params, points: FloatArray, labels: IntArray, weights: FloatArray) -> int:
    return int(((lifted(points, params.feature) @ weights >= 0.0) != labels).sum())


def apply(_params: Params, state: State, event: Event) -> State:
    """Move a point or flip its label; the perceptron goes on from its weights with a new pass.

    Raises:
        ParamError: If there is no such point.
    """
    index, *place = event.args
    if index >= len(state.points):
        raise ParamError([f"index must be a whole number from 0 to {len(state.points) - 1}, got {index}"])
    points, labels = state.points.copy(), state.labels.copy()
    if event.kind == "flip_point":
        labels[index] = 1 - labels[index]
    else:
        points[index] = np.round(place, 3)
    edited = replace(state, points=readonly(points), labels=readonly(labels))
    return replace(edited, pass_start=state.weights, position=0, returned=False)


def trace(_params: Params, state: State) -> tuple[float, ...]:
    """Return w1, w2, b and the corrections so far."""
    return float(state.weights[0]), float(state.weights[1]), float(state.weights[-1]), float(state.mistakes)


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    best, (gates, solved) = limits_of(state.points, state.labels, params.feature), _gates(params.feature)
    n_inputs, trials = len(state.weights), state.step
    as_gate = state.points.shape == CORNERS.shape and bool((state.points == CORNERS).all())
    shares = state.made / trials if trials else np.full(MOST, np.nan)
    return Observation(
        points=state.points,
        labels=state.labels,
        gate=int(state.labels @ [8, 4, 2, 1]) if as_gate else None,
        limits=best,
        errors=int((best.answers != state.labels).sum()),
        predictions=readonly((lifted(state.points, params.feature) @ state.weights >= 0.0).astype(np.int64)),
        weights=state.weights,
        mistakes=state.mistakes,
        gates=gates,
        solved=solved,
        cover=_cover(n_inputs),
        plain_cover=_cover(3),
        shares=readonly(shares),
        trials=trials,
        capacity=2 * n_inputs,
    )


READOUTS = (
    Readout(name="best_accuracy", label="Best line", unit="%", digits=0, headline=True),
    Readout(name="gates", label="Gates of 16", digits=0, headline=True),
    Readout(name="cover", label="Cover at N", headline=True),
    Readout(name="share", label="Tried at N"),
    Readout(name="errors", label="Errors", digits=0),
    Readout(name="accuracy", label="Perceptron", unit="%", digits=0),
    Readout(name="mistakes", label="Corrections", digits=0),
    Readout(name="capacity", label="Half at N", digits=0),
)


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; before the first trial the share tried is Cover's."""
    seen, n = observation, len(observation.labels)
    cover = float(seen.cover[n - 1])
    numbers = (
        *(1.0 - seen.errors / n, seen.solved.sum(), cover, seen.shares[n - 1] if seen.trials else cover, seen.errors),
        *((seen.predictions == seen.labels).mean(), seen.mistakes, seen.capacity),
    )
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return where the perceptron stands, and what can be reached at all."""
    best, n = limits_of(state.points, state.labels, params.feature), len(state.labels)
    errors = int((best.answers != state.labels).sum())
    what = "line" if params.feature is Feature.NONE else "curve"
    remark = "" if best.general else " The points are not in general position, so Cover's count does not hold for them."
    if state.labels.min() == state.labels.max():
        remark += " All labels are equal: one constant answer is enough."
    wrong = _wrong(params, state.points, state.labels, state.weights)
    corrections = f"{state.mistakes} correction{'' if state.mistakes == 1 else 's'}"
    if errors == 0 and wrong == 0:
        return Status(Outcome.CONVERGED, f"A {what} divides the classes, and after {corrections} the rule has one.{remark}")
    if errors == 0:
        return Status(Outcome.RUNNING, f"A {what} divides the classes; after {corrections} {wrong} of {n} are wrong.{remark}")
    wall = f"No {what} divides the classes: the best gets {n - errors} of {n} right"
    if state.returned:
        return Status(Outcome.CYCLING, f"{wall}, and the rule comes back to the same weights every pass, for ever.{remark}")
    return Status(Outcome.RUNNING, f"{wall}. The rule cannot settle: {corrections} so far.{remark}")


def describe(params: Params, observation: Observation) -> str:
    """Return what the picture shows in a few sentences."""
    seen, n = observation, len(observation.labels)
    extra = "" if params.feature is Feature.NONE else f" with the feature {_FEATURE.label_of(params.feature)}"
    share = f"; of {seen.trials} random labellings {100.0 * seen.shares[n - 1]:.3g} % could be made" if seen.trials else ""
    return (
        f"{n} points, {int(seen.labels.sum())} labelled 1; the best boundary{extra} gets {n - seen.errors} right. "
        f"{int(seen.solved.sum())} of 16 gates can be made. Cover counts {100.0 * seen.cover[n - 1]:.3g} % for N = {n}{share}."
    )


def horizon(_params: Params) -> int:
    """Return the length of a whole run in steps."""
    return 400


_INDEX = Integer(label="Point", help="Index of the point, from 0.", low=0, high=MOST - 1)
_PLACE = {axis: Real(label=f"Position {axis}", help="Kept to three decimals.", low=-1.4, high=1.4, step=0.01) for axis in "xy"}
EVENTS: dict[str, dict[str, Spec]] = {"flip_point": {"index": _INDEX}, "move_point": {"index": _INDEX, **_PLACE}}

SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="single_layer_limits",
    version=1,
    title="Limits of a single layer",
    summary="Find out which labellings of points one unit can make, how few they become, and what one more feature changes.",
    step_name="trial",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=("w1", "w2", "b", "mistakes"),
    trace=trace,
    horizon=horizon,
    presets=build(Params, ROWS),
    sources=(
        "Cover 1965, theorem 1 (how many labellings a hyperplane makes; half at N = 2D)",
        "Minsky & Papert 1969, Perceptrons (XOR; weights stay bounded)",
        "Vapnik & Chervonenkis 1971 (all labellings of at most D points); Rosenblatt 1958 (the learning rule)",
        "Goodfellow, Bengio, Courville 2016, section 6.1 (XOR and an added feature)",
    ),
    event_specs=EVENTS,
    apply=apply,
)
