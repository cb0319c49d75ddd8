"""Gradient descent with all examples, a mini-batch or one example an update: three walkers, one start, one stream of examples.

Modelled: a cost of two parameters that is the mean over N examples. ``data_fit`` is half the mean squared error of a line
w x + b through N points; the position is (w, b). On every other surface example i is the surface tilted by a slope of its own,
and the tilts cancel over all N. At each update *batch* takes the gradient of all N examples, *mini_batch* that of the next B of
the stream, *stochastic* that of the next one. The stream is a new shuffle of the examples each epoch (or N draws with
replacement), the same for all; a short last batch is averaged over its real size. One optimizer moves all three.

Left out: the time an update takes (compare per update, or per example used), schedules, weight decay (without it AdamW is
Adam), more than two parameters.

Units: none. Known limits: a walker more than 1,000 from the origin counts as diverged and stays where it was last; where the
curvature changes, the largest stable rate holds near the lowest minimum only; a batch larger than N is N.

Source: Robbins & Monro 1951; Goodfellow, Bengio, Courville 2016, sections 4.3, 8.1.3 and 8.3; Bottou, Curtis, Nocedal 2018,
sections 3 and 4; for each surface and optimizer see ``engine.maths``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.maths.datasets import noisy_line
from engine.maths.finite_sums import FiniteSum, Stream, line_fit, tilted
from engine.maths.optimizers import Optimizer, Rule, largest_stable_rate
from engine.maths.racing import Walkers, at_start, race
from engine.maths.sampling import samples_used
from engine.maths.surfaces import BEALE, DOUBLE_WELL, ROSENBROCK, SADDLE, Landscape, Surface, quadratic, survey
from engine.params import Choice, Flag, Integer, Real, Scale, param, parameters, plain
from engine.presets import build
from engine.presets.gradient_descent import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly

RACERS = {"batch": "Batch", "mini_batch": "Mini-batch", "stochastic": "Stochastic"}
SMALL_GRADIENT = 1e-6


class SurfaceName(StrEnum):
    """Which cost is descended."""

    DATA_FIT = "data_fit"
    QUADRATIC = "quadratic"
    ROSENBROCK = "rosenbrock"
    BEALE = "beale"
    SADDLE = "saddle"
    DOUBLE_WELL = "double_well"


_FIXED = {
    SurfaceName.ROSENBROCK: ROSENBROCK,
    SurfaceName.BEALE: BEALE,
    SurfaceName.SADDLE: SADDLE,
    SurfaceName.DOUBLE_WELL: DOUBLE_WELL,
}
_CONSTANT_CURVATURE = (SurfaceName.DATA_FIT, SurfaceName.QUADRATIC)
_ON_DATA = {"surface": (SurfaceName.DATA_FIT,)}
_ON_SURFACES = {"surface": (SurfaceName.QUADRATIC, *_FIXED)}
_ON_QUADRATIC = {"surface": (SurfaceName.QUADRATIC,)}
_WITH_MOMENTUM = {"optimizer": (Optimizer.MOMENTUM, Optimizer.NESTEROV)}
_SURFACE = Choice(
    label="Surface",
    help="The cost of two parameters that is descended.",
    options=SurfaceName,
    labels={SurfaceName.DATA_FIT: "line through points", SurfaceName.ROSENBROCK: "Rosenbrock", SurfaceName.BEALE: "Beale"},
)
_OPTIMIZER = Choice(
    label="Optimizer",
    help="How a gradient becomes a step; the same for all three walkers.",
    options=Optimizer,
    labels={
        Optimizer.NESTEROV: "Nesterov",
        Optimizer.ADAGRAD: "AdaGrad",
        Optimizer.RMSPROP: "RMSProp",
        Optimizer.ADAM: "Adam",
        Optimizer.ADADELTA: "Adadelta",
        Optimizer.ADAMW: "AdamW",
        Optimizer.NADAM: "NAdam",
        Optimizer.LION: "Lion",
    },
)
_BATCH_HELP = "Examples per update of the mini-batch walker; more than all examples means all of them."
_POINTS_HELP = "Number of examples: points of the line fit, or tilted copies of the surface."
_NOISE_HELP = "Standard deviation of the points around the true line."
_TILT_HELP = "Standard deviation of the gradient of one example around the true one; at 0 the three walkers coincide."
_KAPPA_HELP = "Curvature of the steepest direction over that of the flattest: f = (x² + κ y²) / 2."
_DRAW_HELP = "Draw every example from all of them anew, rather than shuffle them once an epoch."


@parameters
class Params:
    """What a run is made of."""

    surface: SurfaceName = param(SurfaceName.DATA_FIT, _SURFACE)
    optimizer: Optimizer = param(Optimizer.PLAIN, _OPTIMIZER)
    learning_rate: float = param(
        0.1,
        Real(label="Learning rate", symbol="η", help="Factor of the step.", low=1e-4, high=10.0, scale=Scale.LOG, live=True),
    )
    momentum: float = param(
        0.9,
        Real(
            label="Momentum",
            symbol="β",
            help="Share of the velocity kept.",
            low=0.0,
            high=0.99,
            step=0.01,
            live=True,
            when=_WITH_MOMENTUM,
        ),
    )
    batch_size: int = param(8, Integer(label="Batch size", symbol="B", help=_BATCH_HELP, low=1, high=256))
    points: int = param(64, Integer(label="Examples", symbol="N", help=_POINTS_HELP, low=4, high=256))
    noise: float = param(0.5, Real(label="Noise", symbol="σ", help=_NOISE_HELP, low=0.0, high=1.0, step=0.01, when=_ON_DATA))
    gradient_noise: float = param(
        0.5, Real(label="Gradient noise", symbol="σ", help=_TILT_HELP, low=0.0, high=10.0, step=0.1, when=_ON_SURFACES)
    )
    condition_number: float = param(
        10.0,
        Real(label="Condition number", symbol="κ", help=_KAPPA_HELP, low=1.0, high=1e3, scale=Scale.LOG, when=_ON_QUADRATIC),
    )
    start_x: float = param(
        -1.5, Real(label="Start x", symbol="x₀", help="x, or the line's slope w.", low=-6.0, high=6.0, step=0.01)
    )
    start_y: float = param(
        2.0, Real(label="Start y", symbol="y₀", help="y, or the line's intercept b.", low=-6.0, high=6.0, step=0.01)
    )
    replacement: bool = param(False, Flag(label="With replacement", help=_DRAW_HELP))


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Updates so far.
        seed: Seed of the run.
        walkers: The three walkers in the order of ``RACERS``.
    """

    step: int
    seed: int
    walkers: Walkers


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is drawn. What belongs to a walker is in the order of ``RACERS``.

    Attributes:
        surface: Which cost is descended.
        landscape: Its map; the ranges of the picture are those of its axes.
        data: Points of the line fit, shape (n_points, 2); none on other surfaces, shape (0, 2).
        positions: Shape (3, 2); on ``data_fit`` slope and intercept of the three lines.
        losses: Full cost at each walker, shape (3,).
        gradients: Full gradient at each walker, shape (3, 2).
        samples: Examples each walker has used.
        diverged_at: Update at which each walker left; 0 while it has not.
        epoch: Epochs that the mini-batch walker has finished.
        batch_size: Examples per update of the mini-batch walker, at most all of them.
        minimizers: All local minima, the lowest first, shape (n_minimizers, 2).
        lowest_loss: Cost at the lowest minimum.
        eigenvalues: Curvature of the flattest and the steepest direction there.
        largest_stable_rate: Of the full gradient there; None where no formula holds.
    """

    surface: SurfaceName
    landscape: Landscape
    data: FloatArray
    positions: FloatArray
    losses: FloatArray
    gradients: FloatArray
    samples: tuple[int, ...]
    diverged_at: tuple[int, ...]
    epoch: int
    batch_size: int
    minimizers: FloatArray
    lowest_loss: float
    eigenvalues: tuple[float, float]
    largest_stable_rate: float | None


def _examples(params: Params, seed: int) -> FiniteSum:
    """Return what is descended; optimizer, rate, batch size and start do not change it, so it is kept between runs."""
    return _make_examples(params.surface, params.points, params.noise, params.gradient_noise, params.condition_number, seed)


@lru_cache(maxsize=16)
def _make_examples(name: SurfaceName, n: int, noise: float, tilt: float, kappa: float, seed: int) -> FiniteSum:
    rng = step_rng(seed, 0, "data")
    if name is SurfaceName.DATA_FIT:
        return line_fit(*noisy_line(rng, n, noise))
    if name is SurfaceName.QUADRATIC:
        surface = quadratic(np.diag([1.0, kappa]), (0.0, 0.0), 0.0, (-3.0, 3.0), (-3.0, 3.0))
    else:
        surface = _FIXED[name]
    return tilted(surface, rng, n, tilt)


def landscape(params: Params, seed: int) -> Landscape:
    """Return the map of a run's surface; it is computed once and kept."""
    return survey(_examples(params, seed).surface)


def _rule(params: Params) -> Rule:
    return Rule(params.optimizer, params.learning_rate, params.momentum)


def init(params: Params, seed: int) -> State:
    """Return the state before the first update: all walkers at the start."""
    return State(0, seed, at_start(_rule(params), (params.start_x, params.start_y), len(RACERS)))


def step(params: Params, state: State) -> State:
    """Return the state one update later."""
    return advance(params, state, 1)[0]


def advance(params: Params, state: State, n: int) -> tuple[State, FloatArray]:
    """Return the state n updates later and the traces of these updates, shape (n, n_traces)."""
    examples = _examples(params, state.seed)
    drawn = [Stream(state.seed, size, params.replacement) for size in (params.batch_size, 1)]
    streams = [Stream(state.seed, params.points), *drawn]
    walkers, path = race(examples, streams, _rule(params), state.walkers, state.step, n)
    samples = _samples(params, np.arange(state.step + 1, state.step + n + 1), walkers.diverged_at)
    return State(state.step + n, state.seed, walkers), _traces(examples.surface, path, samples)


def _samples(params: Params, steps: NDArray[np.int64], diverged_at: tuple[int, ...]) -> NDArray[np.int64]:
    """Return how many examples each walker has used at some steps, shape (n_steps, 3); one that has left uses no more."""
    updates = [np.minimum(steps, left) if left else steps for left in diverged_at]
    sizes = (params.points, params.batch_size, 1)
    return np.column_stack([samples_used(made, params.points, size) for made, size in zip(updates, sizes, strict=True)])


def _traces(surface: Surface, path: FloatArray, samples: NDArray[np.int64]) -> FloatArray:
    """Return x, y, loss and used examples of each walker along a path of shape (n, 3, 2), shape (n, 12)."""
    rows = np.empty((len(path), len(RACERS), 4))
    rows[..., :2], rows[..., 2], rows[..., 3] = path, surface.value(path), samples
    return rows.reshape(len(path), -1)


def trace(params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    samples = _samples(params, np.array([state.step]), state.walkers.diverged_at)
    rows = _traces(_examples(params, state.seed).surface, state.walkers.positions[None], samples)
    return tuple(rows[0].tolist())


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    examples, walkers = _examples(params, state.seed), state.walkers
    surface = examples.surface
    samples = _samples(params, np.array([state.step]), walkers.diverged_at)[0].tolist()
    data = examples.statistics[:, [1, 3]] if params.surface is SurfaceName.DATA_FIT else np.empty((0, 2))
    return Observation(
        surface=params.surface,
        landscape=survey(surface),
        data=readonly(data),
        positions=walkers.positions,
        losses=readonly(surface.value(walkers.positions)),
        gradients=readonly(surface.gradient(walkers.positions)),
        samples=tuple(samples),
        diverged_at=walkers.diverged_at,
        epoch=samples[1] // params.points,
        batch_size=min(params.batch_size, params.points),
        minimizers=surface.minimizers,
        lowest_loss=surface.lowest,
        eigenvalues=surface.eigenvalues,
        largest_stable_rate=largest_stable_rate(_rule(params), surface.eigenvalues[1]),
    )


READOUTS = (
    *(Readout(name=f"loss_{racer}", label=f"{name} loss", digits=4, headline=True) for racer, name in RACERS.items()),
    *(Readout(name=f"{axis}_{racer}", label=f"{name} {axis}") for racer, name in RACERS.items() for axis in "xy"),
    *(Readout(name=f"samples_{racer}", label=f"{name} examples", digits=0) for racer, name in RACERS.items()),
    Readout(name="epoch", label="Mini-batch epochs", digits=0),
    Readout(name="gradient_norm", label="Batch gradient", digits=6),
)
TRACE_NAMES = tuple(f"{what}_{racer}" for racer in RACERS for what in ("x", "y", "loss", "samples"))


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars."""
    losses, places, samples = observation.losses.tolist(), observation.positions.ravel().tolist(), observation.samples
    numbers = [*losses, *places, *samples, observation.epoch, math.hypot(*observation.gradients[0])]
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return where the run stands: what the batch walker does, unless a walker has left."""
    surface, walkers = _examples(params, state.seed).surface, state.walkers
    gradients = surface.gradient(walkers.positions)
    norm, limit = math.hypot(*gradients[0]), _limit_words(params, surface)
    if any(walkers.diverged_at):
        left = [f"{name} at update {at}" for name, at in zip(RACERS.values(), walkers.diverged_at, strict=True) if at]
        alone = "" if walkers.diverged_at[0] else " A single example can be steeper than the mean of all."
        return Status(Outcome.DIVERGED, f"Diverged: {', '.join(left)}. {limit}{alone}", final=all(walkers.diverged_at))
    if norm <= SMALL_GRADIENT:
        still = _coincide(params) and not gradients.any() and not walkers.slots.any()
        return Status(Outcome.CONVERGED, _rest_words(params, surface, walkers, norm), final=still)
    rate = largest_stable_rate(_rule(params), surface.eigenvalues[1])
    if params.surface in _CONSTANT_CURVATURE and rate is not None and math.isclose(params.learning_rate, rate):
        return Status(Outcome.CYCLING, f"Batch ends up swinging across the valley for ever, with period 2. {limit}")
    return Status(Outcome.RUNNING, f"The full gradient at batch is {norm:.3g}. {limit}")


def _coincide(params: Params) -> bool:
    return params.surface is not SurfaceName.DATA_FIT and params.gradient_noise == 0.0


def _limit_words(params: Params, surface: Surface) -> str:
    """Return how the learning rate compares with the largest stable one."""
    limit = largest_stable_rate(_rule(params), surface.eigenvalues[1])
    if limit is None:
        return f"{_OPTIMIZER.label_of(params.optimizer)} scales its own steps: no largest stable rate is known beforehand."
    rate = params.learning_rate
    side = "equals" if math.isclose(rate, limit) else "is below" if rate < limit else "is above"
    where = "" if params.surface in _CONSTANT_CURVATURE else " near the lowest minimum"
    return f"The rate {plain(rate)} {side} the largest stable one of the full gradient{where}, {plain(limit)}."


def _rest_words(params: Params, surface: Surface, walkers: Walkers, norm: float) -> str:
    """Return where the batch walker came to rest, and where the others are."""
    position, heights = walkers.positions[0], surface.value(walkers.positions) - surface.lowest
    if np.linalg.eigvalsh(surface.hessian(position))[0] < 0.0:
        place = "a saddle point, which is no minimum"
    elif heights[0] < SMALL_GRADIENT:
        place = "the lowest point"
    else:
        place = f"a minimum {heights[0]:.3g} above the lowest"
    others = f"mini-batch is {heights[1]:.3g} and stochastic {heights[2]:.3g} above the lowest loss"
    return f"Batch stands at {place} (gradient {norm:.1e}); {'the others with it' if _coincide(params) else others}."


def describe(params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    walkers = [
        f"{name.lower()} at ({x:z.3f}, {y:z.3f}) with loss {loss:.4g} after {used} examples"
        for name, (x, y), loss, used in zip(
            RACERS.values(), observation.positions, observation.losses, observation.samples, strict=True
        )
    ]
    x, y = observation.minimizers[0]
    cut = f"; a batch of {params.batch_size} means all {params.points}" if params.batch_size > params.points else ""
    same = "; without gradient noise the three coincide" if _coincide(params) else ""
    return (
        f"Contour map of {_SURFACE.label_of(params.surface)}, lowest at ({x:z.3f}, {y:z.3f}) with loss "
        f"{observation.lowest_loss:.4g}: {', '.join(walkers)}{cut}{same}."
    )


def horizon(params: Params) -> int:
    """Return the length of a whole run in updates; leaving a basin by noise takes long."""
    return 3000 if params.surface is SurfaceName.DOUBLE_WELL else 300


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="gradient_descent",
    version=1,
    title="Gradient descent",
    summary="Find out how learning rate, batch size, noise and optimizer decide where a descent ends, and how soon.",
    step_name="update",
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
        "Robbins & Monro 1951 (stochastic approximation)",
        "Goodfellow, Bengio, Courville 2016, sections 4.3, 8.1.3, 8.3 (gradient descent, mini-batches, optimizers)",
        "Bottou, Curtis, Nocedal 2018, sections 3 and 4 (noise of batches, sampling)",
        "Goh 2017, Why Momentum Really Works (stable rates)",
        "Rosenbrock 1960; Beale 1958; Nesterov 2004, example 1.2.2 (surfaces)",
        "PyTorch documentation of torch.optim (update rules)",
    ),
    advance=advance,
    instant=True,
)
