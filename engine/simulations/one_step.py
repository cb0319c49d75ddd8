"""One turn of gradient descent, number by number (predict, loss, gradient, scale, update, stop test), and what it must gain.

Modelled: a cost of two parameters at most, descended with its full gradient and a fixed rate. Each step computes one of the six
numbers of a turn. ``sigmoid_unit`` is p = sigmoid(w x + b) on an example with cross-entropy -ln p or -ln(1 - p); ``two_points``
half the mean squared error of the line w x + b through (-1, 0) and (2, 3); the others are functions of x and y. The picture is
the cost after a step of any rate along the negative gradient, with its tangent and the parabola of curvature L that touches it:
as long as no curvature exceeds L, the cost cannot lie above it. The stop test looks at the new gradient.

Left out: mini-batches, momentum, schedules, validation, and with it early stopping.

Units: none; cross-entropy in nats. Known limits: L is exact for quadratics and the largest possible one for the unit; the
double well and the saddle have no L that holds everywhere, so the largest curvature at the current point stands in, and is
called an estimate. An update to a parameter beyond 1,000 counts as diverged and is not made.

Source: Goodfellow, Bengio, Courville 2016, sections 4.3 and 6.5; Nesterov 2004, section 1.2.3 (upper bound, 2/L) and theorem
2.1.15 (number of turns); Bishop 2006, section 4.3.2 (sigmoid and cross-entropy).
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import lru_cache

import numpy as np

from engine.maths.activations import sigmoid
from engine.maths.descent_lemma import Point, Slice, largest_safe_rate, point_at, slice_along, updates_until, upper_bound
from engine.maths.finite_sums import line_fit
from engine.maths.losses import Loss
from engine.maths.networks import Network
from engine.maths.optimizers import Optimizer, Rule
from engine.maths.small_costs import Inside, central_differences, sigmoid_unit
from engine.maths.surfaces import DOUBLE_WELL, SADDLE, Surface, quadratic
from engine.params import Choice, Integer, Real, Scale, param, parameters, plain
from engine.presets import build
from engine.presets.one_step import ROWS
from engine.simulation import Outcome, Readout, Simulation, Status, readonly
from engine.training.micro import STEP, micro_steps
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

STAGES = ("predict", "loss", "gradient", "scale", "update", "stop test")
UPDATE = 5  # the stage after which the parameters are new
LIMIT = 1000.0
CURVE_POINTS = 161


class Problem(StrEnum):
    """What is descended."""

    SIGMOID_UNIT = "sigmoid_unit"
    TWO_POINTS = "two_points"
    PARABOLA = "parabola"
    VALLEY = "valley"
    DOUBLE_WELL = "double_well"
    SADDLE = "saddle"


MODELS = (Problem.SIGMOID_UNIT, Problem.TWO_POINTS)
_QUADRATIC = (Problem.TWO_POINTS, Problem.PARABOLA, Problem.VALLEY)
_UNKNOWN_L = (Problem.DOUBLE_WELL, Problem.SADDLE)
_LINE_INPUTS, _LINE_TARGETS = readonly(np.array([-1.0, 2.0])), readonly(np.array([0.0, 3.0]))
_LABELS: dict[Enum, str] = {Problem.TWO_POINTS: "line through two points", Problem.VALLEY: "valley (x² + κ y²) / 2"}
_PROBLEM_HELP = "A model with examples, or a function of one or two parameters."
_RATE_HELP = "Factor of the step."
_TOLERANCE_HELP = "The loop stops once the gradient is no longer than this."
_KAPPA_HELP = "Curvature of the steepest direction over that of the flattest."
_ON_UNIT, _ON_PARABOLA, _ON_VALLEY = ({"problem": (one,)} for one in (Problem.SIGMOID_UNIT, Problem.PARABOLA, Problem.VALLEY))
_WITH_B = {"problem": tuple(problem for problem in Problem if problem is not Problem.PARABOLA)}


@parameters
class Params:
    """What a run is made of."""

    problem: Problem = param(Problem.SIGMOID_UNIT, Choice(label="Cost", help=_PROBLEM_HELP, options=Problem, labels=_LABELS))
    learning_rate: float = param(
        0.4, Real(label="Learning rate", symbol="η", help=_RATE_HELP, low=1e-3, high=10.0, scale=Scale.LOG, live=True)
    )
    start_w: float = param(
        0.5, Real(label="Start w", symbol="w₀", help="First weight; x of a function.", low=-6.0, high=6.0, step=0.01)
    )
    start_b: float = param(
        -1.0,
        Real(label="Start b", symbol="b₀", help="Bias; y of a function.", low=-6.0, high=6.0, step=0.01, when=_WITH_B),
    )
    example: float = param(
        2.0, Real(label="Input", symbol="x", help="The example.", low=-4.0, high=4.0, step=0.1, when=_ON_UNIT)
    )
    label: int = param(1, Integer(label="Label", symbol="y", help="Class of the example.", low=0, high=1, when=_ON_UNIT))
    curvature: float = param(
        2.0, Real(label="Curvature", symbol="λ", help="f = λ x² / 2.", low=0.1, high=10.0, step=0.1, when=_ON_PARABOLA)
    )
    condition_number: float = param(
        10.0, Real(label="Condition number", symbol="κ", help=_KAPPA_HELP, low=1.0, high=1e3, scale=Scale.LOG, when=_ON_VALLEY)
    )
    tolerance: float = param(
        1e-6, Real(label="Tolerance", symbol="ε", help=_TOLERANCE_HELP, low=1e-8, high=0.1, scale=Scale.LOG)
    )


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Steps so far.
        stage: How many of the six numbers of the turn are known; 0 only before the first step.
        updates: Updates made.
        rate: Learning rate of the last update; 0 before it.
        origin: Where the turn began.
        held: What the program holds in its parameters: the new ones from the update on.
        bound: Most that the last update could leave of the cost.
        outcome: How the loop ended, RUNNING while it has not.
    """

    step: int
    stage: int
    updates: int
    rate: float
    origin: Point
    held: Point
    bound: float
    outcome: Outcome = Outcome.RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is drawn: the turn at hand, whole; the view hides the numbers that are not known yet.

    Attributes:
        problem: What is descended.
        stage: How many of the six numbers are known.
        updates: Updates made.
        origin: Where the turn began.
        held: What the program holds in its parameters.
        inside: What the gradient there is made of.
        rate: Learning rate of the turn.
        landing_cost: Cost after the update.
        curvature: L of the upper bound.
        proven: Whether no curvature exceeds L anywhere; else L is an estimate from the current point.
        safe_rate: 2 / L.
        bound: Most that the cost can be after the step, if L holds.
        lowest: Lowest cost there is, or that is approached.
        along: The cost after a step of any rate, with tangent and bound.
    """

    problem: Problem
    stage: int
    updates: int
    origin: Point
    held: Point
    inside: Inside
    rate: float
    landing_cost: float
    curvature: float
    proven: bool
    safe_rate: float
    bound: float
    lowest: float
    along: Slice


def surface(params: Params) -> Surface:
    """Return the cost of a run as a function of its two parameters."""
    return _surface(params.problem, params.example, params.label, params.curvature, params.condition_number)


@lru_cache(maxsize=16)
def _surface(problem: Problem, example: float, label: int, curvature: float, kappa: float) -> Surface:
    if problem is Problem.SIGMOID_UNIT:
        return sigmoid_unit(example, float(label))
    if problem is Problem.TWO_POINTS:
        return line_fit(_LINE_INPUTS, _LINE_TARGETS).surface
    if problem in _UNKNOWN_L:
        return DOUBLE_WELL if problem is Problem.DOUBLE_WELL else SADDLE
    diagonal = [curvature, curvature] if problem is Problem.PARABOLA else [1.0, kappa]
    return quadratic(np.diag(diagonal), (0.0, 0.0), 0.0, (-3.0, 3.0), (-3.0, 3.0))


def largest_curvature(params: Params, theta: tuple[float, float]) -> float:
    """Return L: the largest curvature anywhere where it is known, else the largest in size at ``theta``."""
    if params.problem is Problem.SIGMOID_UNIT:
        return 0.25 * (params.example**2 + 1.0)  # p (1 - p) is 1/4 at most
    return float(np.abs(np.linalg.eigvalsh(surface(params).hessian(np.array(theta)))).max())


def init(params: Params, _seed: int) -> State:
    """Return the state before the first number is computed; nothing is drawn at random."""
    start = point_at(surface(params), (params.start_w, 0.0 if params.problem is Problem.PARABOLA else params.start_b))
    return State(0, 0, 0, 0.0, start, start, start.cost)


def step(params: Params, state: State) -> State:
    """Return the state one number later."""
    if state.outcome is not Outcome.RUNNING:
        return replace(state, step=state.step + 1)
    stage = state.stage % len(STAGES) + 1
    if stage == UPDATE:
        return _update(params, replace(state, step=state.step + 1, stage=stage))
    stops = stage == len(STAGES) and state.held.norm <= params.tolerance
    outcome = Outcome.CONVERGED if stops else Outcome.RUNNING
    origin = state.held if stage == 1 else state.origin
    return replace(state, step=state.step + 1, stage=stage, origin=origin, outcome=outcome)


def _update(params: Params, state: State) -> State:
    rate, theta = params.learning_rate, state.origin.after(params.learning_rate)
    state = replace(state, rate=rate, updates=state.updates + 1)
    if max(map(abs, theta)) > LIMIT:
        return replace(state, outcome=Outcome.DIVERGED)
    curvature = largest_curvature(params, state.origin.theta)
    bound = upper_bound(state.origin.cost, rate, curvature, state.origin.norm**2)
    return replace(state, held=point_at(surface(params), theta), bound=bound)


def trace(_params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    return (*state.held.theta, state.held.cost, state.held.norm, state.bound)


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    origin, rate = state.origin, state.rate if state.stage >= UPDATE else params.learning_rate
    curvature = largest_curvature(params, origin.theta)
    safe = largest_safe_rate(curvature)
    rates = np.linspace(-0.12, 1.0, CURVE_POINTS) * (1.25 * safe if rate < 1.15 * safe else 1.1 * rate)
    return Observation(
        problem=params.problem,
        stage=state.stage,
        updates=state.updates,
        origin=origin,
        held=state.held,
        inside=_inside(params, origin.theta),
        rate=rate,
        landing_cost=float(surface(params).value(np.array(origin.after(rate)))),
        curvature=curvature,
        proven=params.problem not in _UNKNOWN_L,
        safe_rate=safe,
        bound=upper_bound(origin.cost, rate, curvature, origin.norm**2),
        lowest=0.0 if params.problem is Problem.SIGMOID_UNIT else surface(params).lowest,
        along=slice_along(surface(params), origin, curvature, rates),
    )


@lru_cache(maxsize=16)
def _inside_model(problem: Problem, example: float, label: int, theta: tuple[float, float]) -> Inside:
    """Return the numbers of one update of the engine's own trainer, at rate 1, so that its gradient is the bare one."""
    unit = problem is Problem.SIGMOID_UNIT
    inputs, targets = (np.array([example]), np.array([float(label)])) if unit else (_LINE_INPUTS, _LINE_TARGETS)
    loss = Loss.BINARY_CROSS_ENTROPY if unit else Loss.SQUARED
    recipe = Recipe(Network((1, 1), ()), loss, Rule(Optimizer.PLAIN, 1.0))
    found = {made.call.result: made for made in micro_steps(Trainer(recipe, inputs[:, None], targets[:, None], theta))}
    sums, check = found["Z1"].value[0], found["G1"].check
    slopes = found["D1"].value[0]
    w, b = (math.nan, math.nan) if check is None else check[:, 0].tolist()
    terms = np.stack([slopes * inputs, slopes], axis=1)
    return Inside(readonly(sigmoid(sums) if unit else sums), readonly(targets), readonly(terms), (w, b))


def _inside(params: Params, theta: tuple[float, float]) -> Inside:
    if params.problem in MODELS:
        return _inside_model(params.problem, params.example, params.label, theta)
    none = readonly(np.empty(0))
    return Inside(none, none, readonly(np.empty((0, 2))), central_differences(surface(params).value, theta, STEP))


READOUTS = (
    Readout(name="loss", label="Cost", digits=4, headline=True),
    Readout(name="gradient_norm", label="Gradient", digits=4, headline=True),
    Readout(name="updates", label="Updates", digits=0, headline=True),
    Readout(name="w", label="w or x", digits=4),
    Readout(name="b", label="b or y", digits=4),
    Readout(name="curvature", label="Curvature L", digits=4),
    Readout(name="safe_rate", label="2 / L", digits=4),
    Readout(name="promised_fall", label="Fall promised", digits=4),
    Readout(name="fall", label="Fall", digits=4),
    Readout(name="gradient_error", label="Error of the check", digits=9),
)
TRACE_NAMES = ("w", "b", "loss", "gradient_norm", "bound")


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; cost, gradient, w and b are those of what the program holds."""
    seen, origin = observation, observation.origin
    error = max(abs(one - other) for one, other in zip(origin.gradient, seen.inside.differences, strict=True))
    falls = (origin.cost - seen.bound, origin.cost - seen.landing_cost)
    numbers = [seen.held.cost, seen.held.norm, seen.updates, *seen.held.theta, seen.curvature, seen.safe_rate, *falls, error]
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return where the loop stands."""
    curvature = largest_curvature(params, state.origin.theta)
    rate = state.rate if state.stage >= UPDATE else params.learning_rate
    if state.outcome is Outcome.DIVERGED:
        which = max(zip(map(abs, state.origin.after(rate)), names(params.problem), strict=False))[1]
        return Status(
            Outcome.DIVERGED, f"Update {state.updates} drove {which} beyond 1,000. {_limit(params, curvature, rate)}", True
        )
    if state.outcome is Outcome.CONVERGED:
        test = f"The gradient {state.held.norm:.2g} is within the tolerance {plain(params.tolerance)}"
        return Status(Outcome.CONVERGED, f"{test}: stop after update {state.updates}, at {_place(params, state)}.", True)
    safe = largest_safe_rate(curvature)
    if (
        params.problem in _QUADRATIC
        and params.problem is not Problem.VALLEY
        and math.isclose(rate, safe)
        and state.origin.norm > 0.0
    ):
        return Status(
            Outcome.CYCLING, f"The rate is 2/L = {plain(safe)}: in the steepest direction each step only changes the sign."
        )
    return Status(Outcome.RUNNING, f"{_limit(params, curvature, rate)}{_turns_left(params, state, rate)}")


def _limit(params: Params, curvature: float, rate: float) -> str:
    """Return how the rate compares with the largest safe one."""
    safe = largest_safe_rate(curvature)
    side = "equals" if math.isclose(rate, safe) else "is below" if rate < safe else "is above"
    if params.problem in _UNKNOWN_L:
        return f"No L holds everywhere here; the rate {plain(rate)} {side} 2/L = {plain(safe)} of the curvature at this point."
    promise = "the cost must fall" if rate < safe and not math.isclose(rate, safe) else "no fall is promised"
    return f"The rate {plain(rate)} {side} 2/L = {plain(safe)}: {promise}."


def _turns_left(params: Params, state: State, rate: float) -> str:
    """Return how long the loop will go on, where a formula tells."""
    if params.problem not in _QUADRATIC or state.held.norm <= params.tolerance:
        return ""
    curvatures = np.linalg.eigvalsh(surface(params).hessian(np.array(state.held.theta)))
    factor = float(np.abs(1.0 - rate * curvatures).max())
    if not 0.0 < factor < 1.0:
        return ""
    return f" {updates_until(factor, params.tolerance / state.held.norm):,} updates more, at most, to the tolerance."


def _place(params: Params, state: State) -> str:
    """Return what kind of point the loop has stopped at."""
    if params.problem is Problem.SIGMOID_UNIT:
        return f"cost {state.held.cost:.3g}, though a single example has no minimum: larger weights always fit it better"
    if np.linalg.eigvalsh(surface(params).hessian(np.array(state.held.theta)))[0] < 0.0:
        return "a saddle point, which is no minimum"
    above = state.held.cost - surface(params).lowest
    return "the minimum" if above < 1e-3 else f"a minimum {above:.3g} above the lowest"


def names(problem: Problem) -> tuple[str, ...]:
    """Return what the parameters are called."""
    if problem in MODELS:
        return ("w", "b")
    return ("x",) if problem is Problem.PARABOLA else ("x", "y")


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    seen = observation
    place = ", ".join(f"{name} = {value:.4g}" for name, value in zip(names(seen.problem), seen.origin.theta, strict=False))
    rate = plain(seen.rate)
    known = "nothing computed yet" if seen.stage == 0 else f"{STAGES[seen.stage - 1]} is the last number known"
    kind = "upper bound" if seen.proven else "estimated bound"
    return (
        f"Turn from {place} with cost {seen.origin.cost:.4g} and gradient {seen.origin.norm:.4g}, {known}: a step of rate "
        f"{rate} leads to cost {seen.landing_cost:.4g}, where the {kind} is {seen.bound:.4g}."
    )


def horizon(params: Params) -> int:
    """Return the length of a whole run in steps: 40 turns, or as many as a narrow valley takes."""
    return len(STAGES) * (800 if params.problem is Problem.VALLEY else 40)


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="one_step",
    version=1,
    title="One step of gradient descent",
    summary="Find out how one update is computed, number by number, and for which learning rates it is sure to lower the cost.",
    step_name="number",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=TRACE_NAMES,
    trace=trace,
    horizon=horizon,
    presets=build(Params, ROWS),
    sources=(
        "Goodfellow, Bengio, Courville 2016, sections 4.3 and 6.5 (gradient descent, backpropagation)",
        "Nesterov 2004, lemma 1.2.3, section 1.2.3 and theorem 2.1.15 (upper bound, rate 2/L, number of updates)",
        "Bishop 2006, section 4.3.2 (sigmoid and cross-entropy)",
        "Press et al. 2007, section 5.7 (central differences)",
    ),
    instant=True,
)
