"""One example through a small network and back: every part by its name, every gradient beside its finite difference.

Modelled: two inputs, up to two hidden layers of up to three units, one linear output; half the squared error of the output, or
the cross-entropy of its sigmoid. One example, plain gradient descent. A step computes one named part of an update: the sums and
outputs layer by layer, the loss, then from the output back the derivative delta by the sums and the gradient of the weights,
at last the new weights. The numbers are those of the engine's own trainer, call by call.

Left out: batches, momentum, regularisation, more outputs.

Units: none; cross-entropy in nats. Known limits: start weights are rounded to tenths; a gradient and its central difference
disagree where a ReLU's sum is exactly 0, since the slope jumps there; the largest safe rate named after a divergence holds for
the network linearised in its weights. An update of a weight beyond 1,000 counts as diverged and is not made.

Source: Rumelhart, Hinton, Williams 1986 (delta rule); Goodfellow, Bengio, Courville 2016, algorithms 6.3 and 6.4; Press et al.
2007, section 5.7 (central differences).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum
from functools import lru_cache

import numpy as np

from engine.maths import losses
from engine.maths.activations import Activation, sigmoid
from engine.maths.losses import Loss
from engine.maths.network_parts import Link, link_name, links, part_names, whole_numbers
from engine.maths.networks import Network, forward, init_theta, layers
from engine.maths.optimizers import Optimizer, Rule
from engine.params import Choice, Integer, Real, Scale, param, parameters, plain
from engine.presets import build
from engine.presets.inside_the_network import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly
from engine.training.inside import Inside, inside_of
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

LIMIT = 1000.0
TOLERANCE = 1e-6  # of the gradient's length, from which nothing moves any more
AGREES = 1e-6  # gradient and difference, relative to the larger of 1 and the gradient
SATURATED = 0.1  # slope, as a share of the steepest one
MOST_PARAMETERS = 25
UPDATES = 40


class Kind(StrEnum):
    """Activation of the hidden units."""

    RELU = "relu"
    TANH = "tanh"
    SIGMOID = "sigmoid"


class Cost(StrEnum):
    """Loss, and with it what the output means."""

    SQUARED = "squared"
    CROSS_ENTROPY = "cross_entropy"


class Start(StrEnum):
    """Where the first weights come from."""

    WHITEBOARD = "whiteboard"
    RANDOM = "random"
    LARGE = "large"
    ALIKE = "alike"


_KIND_NAMES: dict[Enum, str] = {Kind.RELU: "ReLU"}
_COST_NAMES: dict[Enum, str] = {Cost.SQUARED: "half squared error", Cost.CROSS_ENTROPY: "cross-entropy of the sigmoid"}
_START_NAMES: dict[Enum, str] = {
    Start.WHITEBOARD: "small whole numbers",
    Start.LARGE: "random, ten times as large",
    Start.ALIKE: "all one half",
}
_HIDDEN = {"hidden": (1, 2)}
_CHOSEN_HELP = "Number of the weight or bias that is explained, layer after layer; beyond the last one it is the last."


@parameters
class Params:
    """What a run is made of."""

    hidden: int = param(1, Integer(label="Layers", help="Hidden layers.", low=0, high=2))
    units: int = param(2, Integer(label="Units", help="Units of each hidden layer.", low=1, high=3, when=_HIDDEN))
    activation: Kind = param(
        Kind.RELU,
        Choice(label="Activation", symbol="φ", help="Of the hidden units.", options=Kind, labels=_KIND_NAMES, when=_HIDDEN),
    )
    loss: Cost = param(Cost.SQUARED, Choice(label="Loss", symbol="L", help="Of the example.", options=Cost, labels=_COST_NAMES))
    start: Start = param(Start.WHITEBOARD, Choice(label="Start", help="The first weights.", options=Start, labels=_START_NAMES))
    x1: float = param(1.0, Real(label="Input 1", symbol="x₁", help="The example.", low=-4.0, high=4.0, step=0.1))
    x2: float = param(2.0, Real(label="Input 2", symbol="x₂", help="The example.", low=-4.0, high=4.0, step=0.1))
    target: float = param(
        5.0,
        Real(
            label="Target", symbol="y", help="What it should be.", low=-9.0, high=9.0, step=0.1, when={"loss": (Cost.SQUARED,)}
        ),
    )
    label: int = param(
        1, Integer(label="Class", symbol="y", help="What it should be.", low=0, high=1, when={"loss": (Cost.CROSS_ENTROPY,)})
    )
    learning_rate: float = param(
        0.02, Real(label="Rate", symbol="η", help="Factor of the update.", low=1e-3, high=1.0, scale=Scale.LOG, live=True)
    )
    chosen: int = param(1, Integer(label="Weight no.", help=_CHOSEN_HELP, low=1, high=MOST_PARAMETERS))
    nudge: float = param(
        0.0, Real(label="Nudge", symbol="Δw", help="Added to that weight at the start.", low=-5.0, high=5.0, step=0.1)
    )


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Steps so far.
        part: How many parts of the update are known; 0 only before the first step.
        updates: Updates made.
        origin: Weights the update began with, shape (n_parameters,).
        held: Weights the network holds: the new ones once the update is made.
        output: What the network answers with these.
        loss: Its loss.
        outcome: How the run ended, RUNNING while it has not.
    """

    step: int
    part: int
    updates: int
    origin: FloatArray
    held: FloatArray
    output: float
    loss: float
    outcome: Outcome = Outcome.RUNNING


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is drawn: the update at hand, whole; the view hides the numbers that are not known yet.

    Attributes:
        sizes: Inputs, units of the hidden layers, output.
        loss_kind: The loss.
        parts: Names of the parts of an update, in order.
        part: How many of them are known.
        updates: Updates made.
        origin: Weights the update began with.
        held: Weights the network holds.
        inside: The numbers of the update.
        outputs: Outputs of each layer, the inputs first and the answer last.
        target: What the answer should be.
        loss: Loss of ``origin``.
        loss_held: Loss of ``held``.
        chosen: The explained parameter.
        quiet: For each hidden layer, whether each unit passes back little or nothing: dead or saturated.
        rate: Learning rate.
    """

    sizes: tuple[int, ...]
    loss_kind: Cost
    parts: tuple[str, ...]
    part: int
    updates: int
    origin: FloatArray
    held: FloatArray
    inside: Inside
    outputs: tuple[FloatArray, ...]
    target: float
    loss: float
    loss_held: float
    chosen: Link
    quiet: tuple[tuple[bool, ...], ...]
    rate: float

    @property
    def agrees(self) -> bool:
        """Whether every gradient equals its finite difference."""
        gap = np.abs(self.inside.gradient - self.inside.differences)
        return bool((gap <= AGREES * np.maximum(1.0, np.abs(self.inside.gradient))).all())


def network_of(params: Params) -> Network:
    """Return the shape."""
    return Network((2, *([params.units] * params.hidden), 1), Activation(params.activation.value))


def answer_of(params: Params) -> float:
    """Return what the network should answer."""
    return params.target if params.loss is Cost.SQUARED else float(params.label)


def start_weights(params: Params, seed: int) -> FloatArray:
    """Return the first weights, shape (n_parameters,), all in tenths."""
    network = network_of(params)
    theta = np.full(network.n_parameters, 0.5)
    if params.start is Start.WHITEBOARD:
        theta = whole_numbers(network)
    elif params.start is not Start.ALIKE:
        drawn = init_theta(network, step_rng(seed, 0, "weights"))
        theta = np.round(drawn * (10.0 if params.start is Start.LARGE else 1.0), 1)
    place = min(params.chosen, len(theta)) - 1
    theta[place] = round(theta[place] + params.nudge, 6)
    return theta


def _trainer(params: Params, theta: FloatArray, rate: float) -> Trainer:
    kind = Loss.SQUARED if params.loss is Cost.SQUARED else Loss.BINARY_CROSS_ENTROPY
    recipe = Recipe(network_of(params), kind, Rule(Optimizer.PLAIN, rate))
    return Trainer(recipe, [[params.x1, params.x2]], [[answer_of(params)]], theta)


def _answer(params: Params, theta: FloatArray) -> tuple[float, float]:
    """Return what the network answers, and the loss of that."""
    network = network_of(params)
    z = forward(network, layers(network, theta), np.array([[params.x1, params.x2]])).outputs
    kind = Loss.SQUARED if params.loss is Cost.SQUARED else Loss.BINARY_CROSS_ENTROPY
    loss = float(losses.value(kind, z, np.array([[answer_of(params)]])).sum())
    return float((z if params.loss is Cost.SQUARED else sigmoid(z))[0, 0]), loss


def init(params: Params, seed: int) -> State:
    """Return the state before anything is computed."""
    theta = readonly(start_weights(params, seed))
    return State(0, 0, 0, theta, theta, *_answer(params, theta))


def step(params: Params, state: State) -> State:
    """Return the state one part later."""
    if state.outcome is not Outcome.RUNNING:
        return replace(state, step=state.step + 1)
    count = len(part_names(params.hidden))
    part = state.part % count + 1
    later = replace(state, step=state.step + 1, part=part, origin=state.held if part == 1 else state.origin)
    return _update(params, later) if part == count else later


def _update(params: Params, state: State) -> State:
    trainer = _trainer(params, state.origin, params.learning_rate)
    trainer.run(1)
    theta = readonly(trainer.theta.copy())
    state = replace(state, updates=state.updates + 1)
    if not (np.abs(theta) <= LIMIT).all():
        return replace(state, outcome=Outcome.DIVERGED)
    moved = float(np.linalg.norm(theta - state.origin)) / params.learning_rate
    output, loss = _answer(params, theta)
    outcome = Outcome.CONVERGED if moved <= TOLERANCE else Outcome.RUNNING
    return replace(state, held=theta, output=output, loss=loss, outcome=outcome)


def trace(_params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    return (state.loss, state.output)


def inside(params: Params, theta: FloatArray) -> Inside:
    """Return every number of an update that begins with these weights."""
    neutral = replace(params, learning_rate=1.0, chosen=1, nudge=0.0)  # nothing of these changes the numbers
    return _inside(neutral, theta.tobytes())


@lru_cache(maxsize=32)
def _inside(params: Params, weights: bytes) -> Inside:
    return inside_of(_trainer(params, np.frombuffer(weights), 1.0))


def _quiet(kind: Kind, outputs: FloatArray) -> tuple[bool, ...]:
    """Return which units are dead (ReLU) or saturated: a tenth of the steepest slope or less."""
    steepness = {Kind.RELU: outputs, Kind.TANH: 1.0 - outputs**2, Kind.SIGMOID: 4.0 * outputs * (1.0 - outputs)}[kind]
    return tuple(bool(one) for one in steepness <= (0.0 if kind is Kind.RELU else SATURATED))


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    numbers, (answer, loss) = inside(params, state.origin), _answer(params, state.origin)
    return Observation(
        sizes=network_of(params).sizes,
        loss_kind=params.loss,
        parts=part_names(params.hidden),
        part=state.part,
        updates=state.updates,
        origin=state.origin,
        held=state.held,
        inside=numbers,
        outputs=(readonly(np.array([params.x1, params.x2])), *numbers.hidden, readonly(np.array([answer]))),
        target=answer_of(params),
        loss=loss,
        loss_held=state.loss,
        chosen=tuple(links(network_of(params).sizes))[min(params.chosen, len(state.held)) - 1],
        quiet=tuple(_quiet(params.activation, outputs) for outputs in numbers.hidden),
        rate=params.learning_rate,
    )


READOUTS = (
    Readout(name="loss", label="Loss", digits=4, headline=True),
    Readout(name="gradient", label="Gradient", digits=4, headline=True),
    Readout(name="difference", label="Difference", digits=4, headline=True),
    Readout(name="weight", label="Weight", digits=4),
    Readout(name="output", label="Output", digits=4),
    Readout(name="gap", label="Largest gap", digits=9),
    Readout(name="parameters", label="Parameters", digits=0),
    Readout(name="quiet_units", label="Quiet units", digits=0),
    Readout(name="updates", label="Updates", digits=0),
)
TRACE_NAMES = ("loss", "output")


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; loss and weight are those the network holds, gradients and output those of the update."""
    seen, numbers = observation, observation.inside
    gap = np.abs(numbers.gradient - numbers.differences).max()
    chosen = [one[seen.chosen.place] for one in (numbers.gradient, numbers.differences, seen.held)]
    found = [seen.loss_held, *chosen, seen.outputs[-1][0], gap, len(seen.held), sum(map(sum, seen.quiet)), seen.updates]
    return {readout.name: float(number) for readout, number in zip(READOUTS, found, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return where the run stands."""
    if state.outcome is Outcome.DIVERGED:
        return Status(Outcome.DIVERGED, f"Update {state.updates} drove a weight beyond 1,000: {_safe(params, state)}", True)
    if state.outcome is Outcome.CONVERGED:
        reason = f"The gradient is below {plain(TOLERANCE)}: update {state.updates} moves nothing, at loss {state.loss:.3g}."
        return Status(Outcome.CONVERGED, reason, True)
    seen = observe(params, state)
    quiet = sum(map(sum, seen.quiet))
    if quiet and seen.agrees:
        count = f"{quiet} hidden unit{' is' if quiet == 1 else 's are'}"
        if params.activation is Kind.RELU:
            return Status(Outcome.RUNNING, f"{count} dead: ReLU of a sum ≤ 0 passes no gradient.")
        return Status(Outcome.RUNNING, f"{count} saturated: slope a tenth of the steepest or less.")
    if seen.agrees:
        return Status(Outcome.RUNNING, f"Each of the {len(seen.held)} gradients equals its finite difference.")
    return Status(Outcome.RUNNING, "A gradient differs from its finite difference: the loss has a kink within the difference.")


def _safe(params: Params, state: State) -> str:
    """Return the largest safe rate of the network linearised where the update began, in words."""
    numbers = inside(params, state.origin)
    length = float(np.sum((numbers.gradient / numbers.deltas[-1][0]) ** 2))  # of the derivative of the output's sum, squared
    limit = (2.0 if params.loss is Cost.SQUARED else 8.0) / length
    return f"about {limit:.3g} was the largest safe rate, not {plain(params.learning_rate)}."


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    seen = observation
    known = f"{seen.parts[seen.part - 1]} is the last part known" if seen.part else "nothing is computed yet"
    shape = "-".join(map(str, seen.sizes))
    slope, check = (float(one[seen.chosen.place]) for one in (seen.inside.gradient, seen.inside.differences))
    return (
        f"Network {shape} with {len(seen.held)} parameters answers {seen.outputs[-1][0]:.4g} where {seen.target:.4g} is "
        f"wanted, loss {seen.loss:.4g}; {known}; {link_name(seen.sizes, seen.chosen)} has gradient {slope:.4g}, by "
        f"finite difference {check:.4g}."
    )


def horizon(params: Params) -> int:
    """Return the length of a whole run in steps: 40 updates."""
    return UPDATES * len(part_names(params.hidden))


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="inside_the_network",
    version=1,
    title="Inside the network",
    summary="Find out what each part of a network computes, forward and back, and that every gradient is a measurable slope.",
    step_name="part",
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
        "Rumelhart, Hinton, Williams 1986, Nature 323 (δ of a layer from the layer above)",
        "Goodfellow, Bengio, Courville 2016, algorithms 6.3 and 6.4 (forward and backward pass)",
        "Press et al. 2007, section 5.7 (central differences)",
    ),
    instant=True,
)
