"""One line, a few points and a choice of losses: what the loss calls best, and how hard each point pulls.

Modelled: the score s = w x + b. On numbers the loss compares s with y, r = s - y being the residual: squared r^2 / 2, absolute
|r|, Huber. On classes 0 and 1: log loss and squared error of p = sigmoid(s), hinge and zero-one of the margin, which is s for
class 1 and -s for class 0. The cost is the mean over the points. One step moves (w, b) once against the gradient of the cost of
all points; at a kink that is the one of ``engine.maths.losses``. The best line of each loss is found apart from the descent.

Left out: penalties, weights of points, more than one input, mini-batches.

Units: none; log loss in nats. Known limits: at most 40 points; for zero-one and the squared error of a probability the lowest
cost is the lowest place of the map, not of the whole plane; a line whose w or b passes 1,000 counts as diverged.

Source: Bishop 2006, sections 1.5.5, 4.3 and 7.1.2; Goodfellow, Bengio, Courville 2016, sections 6.2 and 8.1.2; Huber 1964.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

import numpy as np

from engine.maths import line_losses
from engine.maths.line_losses import OF_CLASSES, OF_NUMBERS, Curves, Line, LineLoss, Survey
from engine.maths.line_points import CLASSES, MAX_POINTS, NUMBERS, WINDOWS, Data, Points, draw, edited_points
from engine.params import Choice, Flag, Integer, Real, Scale, Spec, param, parameters, plain
from engine.presets import build
from engine.presets.loss_functions import ROWS
from engine.rng import step_rng
from engine.simulation import Event, FloatArray, Outcome, Readout, Simulation, Status, readonly

FAR = 1000.0
HORIZON = 200
SMALL_GRADIENT = 1e-6
WORDS: dict[Enum, str] = {
    Data.LINE: "numbers near a line",
    Data.FOUR: "four numbers 0, 0, 0, y",
    Data.SAME_X: "numbers at one x",
    Data.OVERLAP: "classes that overlap",
    Data.GAP: "classes with a gap",
    Data.PAIR: "two points of class 1",
}
NAMES: dict[Enum, str] = {
    LineLoss.HUBER: "Huber",
    LineLoss.SQUARED_PROBABILITY: "squared (of p)",
    LineLoss.ZERO_ONE: "zero-one",
}


class NumberLoss(StrEnum):
    """The losses of numbers."""

    SQUARED = "squared"
    ABSOLUTE = "absolute"
    HUBER = "huber"


class ClassLoss(StrEnum):
    """The losses of classes."""

    LOG = "log"
    SQUARED_PROBABILITY = "squared_probability"
    HINGE = "hinge"
    ZERO_ONE = "zero_one"


_NUMBER_LOSS = Choice(
    label="Loss",
    help="How far a number may be off, and what that costs.",
    options=NumberLoss,
    labels={NumberLoss.HUBER: "Huber"},
    when={"data": NUMBERS},
)
_CLASS_LOSS = Choice(
    label="Loss",
    help="What a score costs, given the class.",
    options=ClassLoss,
    labels={loss: NAMES[LineLoss(loss)] for loss in ClassLoss if LineLoss(loss) in NAMES},
    when={"data": CLASSES},
)
_OUTLIER_HELP = "On numbers: added to the y of the last point. Twice as far, and only some losses care."
_STRAY_HELP = "Where the last point of class 0 lies: far to the right it is on the side of class 1."
_DELTA_HELP = "Residual beyond which the Huber loss grows in a straight line."
_FIT_HELP = "Whether the slope w is learned; otherwise it stays and only a constant is fitted."
_CLOUDS = {"data": (Data.LINE, Data.SAME_X, Data.OVERLAP, Data.GAP)}
_STRAY = {"data": (Data.OVERLAP, Data.GAP)}
_HUBER = {"data": NUMBERS, "loss": (NumberLoss.HUBER,)}


@parameters
class Params:
    """What a run is made of."""

    data: Data = param(Data.LINE, Choice(label="Points", help="What is to be fitted.", options=Data, labels=WORDS))
    loss: NumberLoss = param(NumberLoss.SQUARED, _NUMBER_LOSS)
    class_loss: ClassLoss = param(ClassLoss.LOG, _CLASS_LOSS)
    outlier: float = param(
        8.0, Real(label="Outlier", help=_OUTLIER_HELP, low=-20.0, high=20.0, step=0.1, when={"data": NUMBERS})
    )
    stray: float = param(-1.0, Real(label="Stray point", help=_STRAY_HELP, low=-3.0, high=4.0, step=0.05, when=_STRAY))
    delta: float = param(
        1.0, Real(label="Huber's δ", symbol="δ", help=_DELTA_HELP, low=0.05, high=10.0, step=0.05, when=_HUBER)
    )
    points: int = param(10, Integer(label="Points", symbol="N", help="Number of points.", low=1, high=MAX_POINTS, when=_CLOUDS))
    fit_slope: bool = param(True, Flag(label="Learn the slope", help=_FIT_HELP))
    learning_rate: float = param(
        0.1, Real(label="Learning rate", symbol="η", help="Factor of each update.", low=1e-3, high=10.0, scale=Scale.LOG)
    )
    start_w: float = param(
        0.0, Real(label="Start w", symbol="w₀", help="Slope of the line at the start.", low=-10.0, high=10.0, step=0.01)
    )
    start_b: float = param(
        0.0,
        Real(label="Start b", symbol="b₀", help="Height of the line at x = 0 at the start.", low=-10.0, high=10.0, step=0.01),
    )


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Updates so far.
        points: (x, y) of each point; y is 0 or 1 for classes.
        line: w and b.
        diverged_at: Update after which the line had left; 0 while it has not.
        edited: Whether the user changed the points.
    """

    step: int
    points: Points
    line: Line
    diverged_at: int = 0
    edited: bool = False


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """What is drawn. ``family`` are the losses that fit the data; what has one row a loss is in its order.

    Attributes:
        classes: Whether the targets are classes.
        loss: The loss in force.
        family: All losses of this kind of target.
        points: (x, y), shape (n_points, 2).
        line: w and b.
        scores: w x + b of each point, shape (n_points,); ``losses`` and ``slopes`` (by the score) likewise.
        cost: Mean of the losses; 0 without points. ``gradient`` is its derivative by w and b.
        survey: Map and best lines; None without points.
        lowest: Lowest cost that is known; 0 without points. ``lowest_at`` is the line that has it.
        valley: The only x there is, when all x are equal; then all lines of one height there are equally good. Otherwise None.
        curves: The cost along b, and the loss of one point, for each of ``family``.
        centres: Mean and median of y - w x, for numbers; None for classes or without points.
        places: Residual of each point, or its margin, shape (n_points,).
        edited: Whether the user changed the points.
    """

    classes: bool
    loss: LineLoss
    family: tuple[LineLoss, ...]
    points: FloatArray
    line: Line
    scores: FloatArray
    losses: FloatArray
    slopes: FloatArray
    cost: float
    gradient: Line
    survey: Survey | None
    lowest: float
    lowest_at: Line
    valley: float | None
    curves: Curves
    centres: Line | None
    places: FloatArray
    edited: bool


def loss_of(params: Params) -> LineLoss:
    """Return the loss in force."""
    return LineLoss(params.class_loss if params.data in CLASSES else params.loss)


def init(params: Params, seed: int) -> State:
    """Return the points and the line at its start."""
    points = draw(step_rng(seed, 0, "data"), params.data, params.points, params.outlier, params.stray)
    return State(0, points, (params.start_w, params.start_b))


def step(params: Params, state: State) -> State:
    """Move w and b against the gradient of the cost.

    Source: Goodfellow, Bengio, Courville 2016, section 4.3.
    """
    if state.diverged_at or not state.points:
        return replace(state, step=state.step + 1)
    (w, b), (by_w, by_b) = state.line, _gradient(params, state)
    moved = w - params.learning_rate * by_w, b - params.learning_rate * by_b
    left = max(map(abs, moved)) > FAR
    return replace(state, step=state.step + 1, line=moved, diverged_at=state.step + 1 if left else 0)


def _gradient(params: Params, state: State) -> Line:
    """Return the derivatives of the cost by what is learned; 0 for a slope that is held."""
    if not state.points:
        return 0.0, 0.0
    by_w, by_b = line_losses.cost_gradient(loss_of(params), state.line, np.array(state.points), params.delta)
    return (by_w if params.fit_slope else 0.0), by_b


def apply(params: Params, state: State, event: Event) -> State:
    """Change a point or the line; a line that had left stays where it is until it is moved.

    Raises:
        ParamError: If there is no such point, or there are as many points as allowed.
    """
    if event.kind == "move_line":
        w, b = event.args
        return replace(state, line=(w, b), diverged_at=0)
    points = edited_points(state.points, event.kind, event.args, classes=params.data in CLASSES)
    return replace(state, points=points, edited=True)


def _survey(params: Params, state: State) -> Survey | None:
    held = None if params.fit_slope else state.line[0]
    return line_losses.survey(state.points, loss_of(params), params.delta, held, WINDOWS[params.data]) if state.points else None


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    loss, delta, classes = loss_of(params), params.delta, params.data in CLASSES
    family = OF_CLASSES if classes else OF_NUMBERS
    points = np.array(state.points).reshape(-1, 2)
    (w, b), (x, y) = state.line, points.T
    scores = w * x + b
    found = _survey(params, state)
    places = (2.0 * y - 1.0) * scores if classes else scores - y
    left = y - w * x
    return Observation(
        classes=classes,
        loss=loss,
        family=family,
        points=readonly(points),
        line=state.line,
        scores=readonly(scores),
        losses=readonly(line_losses.losses(loss, scores, y, delta)),
        slopes=readonly(line_losses.slopes(loss, scores, y, delta)),
        cost=float(line_losses.losses(loss, scores, y, delta).mean()) if len(points) else 0.0,
        gradient=_gradient(params, state),
        survey=found,
        lowest=found.lowest if found else 0.0,
        lowest_at=found.lowest_at if found else state.line,
        valley=float(x[0]) if len(points) and not np.ptp(x) else None,
        curves=line_losses.curves(family, state.line, points, delta, WINDOWS[params.data][1]),
        centres=None if classes or not len(points) else (float(left.mean()), float(np.median(left))),
        places=readonly(places),
        edited=state.edited,
    )


READOUTS = (
    Readout(name="cost", label="cost", digits=4, headline=True),
    Readout(name="lowest", label="lowest cost", digits=4, headline=True),
    Readout(name="largest_share", label="largest share", unit="%", digits=1, headline=True),
    Readout(name="w", label="w", digits=4),
    Readout(name="b", label="b", digits=4),
    Readout(name="lowest_w", label="w at the lowest", digits=4),
    Readout(name="lowest_b", label="b at the lowest", digits=4),
    Readout(name="gradient_norm", label="gradient", digits=6),
    Readout(name="strongest_pull", label="strongest pull", digits=4),
    Readout(name="mistakes", label="mistakes", digits=0),
)


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars. The share is that of one point in the cost; mistakes are counted on classes only."""
    seen = observation
    total = float(seen.losses.sum())
    numbers = (
        seen.cost,
        seen.lowest,
        float(seen.losses.max()) / total if total else 0.0,
        *seen.line,
        *seen.lowest_at,
        math.hypot(*seen.gradient),
        float(np.abs(seen.slopes).max(initial=0.0)),
        float((seen.places <= 0.0).sum()) if seen.classes else 0.0,
    )
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def trace(params: Params, state: State) -> tuple[float, ...]:
    """Return w, b and the cost."""
    points = np.array(state.points).reshape(-1, 2)
    cost = float(line_losses.costs(loss_of(params), np.array(state.line), points, params.delta)) if len(points) else 0.0
    return *state.line, cost


def status(params: Params, state: State) -> Status:
    """Return where the descent stands, and what the loss has to say to that."""
    if not state.points:
        return Status(Outcome.CONVERGED, "There is no point to fit; add one.", final=True)
    points, loss = np.array(state.points), loss_of(params)
    limit = line_losses.largest_safe_rate(loss, points, slope_free=params.fit_slope)
    if state.diverged_at:
        safe = "no rate is safe beforehand" if limit is None else f"the largest safe one is 2/L = {limit:.4g}"
        where = f"after update {state.diverged_at} w or b is beyond {FAR:,.0f}"
        return Status(Outcome.DIVERGED, f"Diverged: {where}. The rate is {plain(params.learning_rate)}; {safe}.", final=True)
    if loss is LineLoss.ZERO_ONE:
        return Status(Outcome.CONVERGED, f"Counts have slope 0: descent cannot move. {_where(params, state)}", final=True)
    size = math.hypot(*_gradient(params, state))
    if size < SMALL_GRADIENT:
        return Status(Outcome.CONVERGED, f"The gradient is {size:.1g}: nothing pulls. {_where(params, state)}", final=not size)
    above = limit is not None and params.learning_rate > limit
    warning = f" The rate is above the largest safe one, 2/L = {limit:.4g}." if above else ""
    return Status(Outcome.RUNNING, f"The gradient is {size:.3g}. {_where(params, state)}{warning}")


def _where(params: Params, state: State) -> str:
    """Return how the cost compares with the lowest."""
    found, loss, labels = _survey(params, state), loss_of(params), {y for _, y in state.points}
    assert found is not None
    cost = trace(params, state)[2]
    if found.attained:
        (w, b), one_x = found.lowest_at, params.fit_slope and len({x for x, _ in state.points}) == 1
        valley = " All x are equal, so a whole valley of lines is that good." if one_x else ""
        return f"The cost is {cost:.4g}; the lowest is {found.lowest:.4g}, at w = {w:.3f} and b = {b:.3f}.{valley}"
    if loss is LineLoss.LOG:
        why = "there is one class only" if len(labels) < 2 else "a threshold parts the classes"
        return f"The cost is {cost:.4g} and has no lowest place: {why}, so a surer line is always better."
    return f"The cost is {cost:.4g}; the lowest on the map is {found.lowest:.4g}."


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in two sentences."""
    seen, n_points = observation, len(observation.points)
    if not n_points:
        return "The plane holds no points."
    name = NAMES.get(seen.loss, seen.loss.value)
    w, b = seen.line
    worst = int(seen.losses.argmax())
    x, y = seen.points[worst]
    what = "scores" if seen.classes else "predicts"
    bests = [
        f"{NAMES.get(loss, loss.value)} at w = {best[0]:.3g}, b = {best[1]:.3g}"
        for loss, best in zip(seen.family, seen.survey.bests if seen.survey else (), strict=True)
        if best is not None
    ]
    best = f" Lowest costs: {'; '.join(bests)}." if bests else ""
    return (
        f"The line {w:.3g} x {b:+.3g} {what} {n_points} points; its cost by the {name} loss is {seen.cost:.4g}, of which the "
        f"point at ({x:.3g}, {y:.3g}) makes {100 * readouts(seen)['largest_share']:.0f} %.{best}"
    )


_PLACE = {
    "x": Real(label="Position x", help="Kept to three decimals.", low=-4.0, high=4.0, step=0.01),
    "y": Real(label="Position y", help="Kept to three decimals; from 0.5 up it is class 1.", low=-25.0, high=25.0, step=0.01),
}
_INDEX = {"index": Integer(label="Point", help="Index of the point, from 0.", low=0, high=MAX_POINTS - 1)}
EVENTS: dict[str, dict[str, Spec]] = {
    "add_point": {**_PLACE},
    "move_point": {**_INDEX, **_PLACE},
    "remove_point": {**_INDEX},
    "move_line": {
        "w": Real(label="w", help="Slope of the line.", low=-10.0, high=10.0, step=0.01),
        "b": Real(label="b", help="Height of the line at x = 0.", low=-10.0, high=10.0, step=0.01),
    },
}

SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="loss_functions",
    version=1,
    title="Loss functions",
    summary="Find out what each loss calls the best line, and how hard each point pulls on it.",
    step_name="update",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=("w", "b", "cost"),
    trace=trace,
    horizon=lambda _params: HORIZON,
    presets=build(Params, ROWS),
    sources=(
        "Bishop 2006, section 1.5.5 and exercise 1.27 (squared error: the mean; absolute error: the median)",
        "Bishop 2006, section 7.1.2 and figure 7.5 (hinge and log loss above the zero-one loss)",
        "Goodfellow, Bengio, Courville 2016, sections 6.2.2.2 and 8.1.2 (saturated sigmoids; surrogate losses)",
        "Huber 1964, Robust estimation of a location parameter (between mean and median)",
        "Albert & Anderson 1984 (when the log loss has a minimum)",
        "Nesterov 2004, section 1.2.3 (largest safe rate 2/L)",
    ),
    event_specs=EVENTS,
    apply=apply,
    instant=True,
)
