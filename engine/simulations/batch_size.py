"""Batch sizes from 1 to 512 side by side: how many updates each needs to a target cost, and how long these take.

Modelled: f = (x² + κ y²) / 2 as the mean over 512 examples, each the same bowl tilted in a direction of its own, so that the
gradient of one example has noise σ along each axis. At every update each batch size takes the next B examples, drawn with
replacement, the same for all rates, in 64 repetitions (above B = 64 these share examples with their neighbours). A size has
reached the target once the mean cost over its repetitions is the given part of the cost at the start, at one of 15 learning
rates (the best for it), or at one rate for all. The time of an update is a + c B.

Left out: momentum, schedules, memory, generalisation, and the clock of this machine: a and c are parameters. Their defaults
were measured once with this engine: 27,000 examples a second at B = 1 and 3.7 million at B = 500.

Units: microseconds for a and c, milliseconds for totals. Known limits: a toy of two parameters with the same noise everywhere;
where noise or curvature change on the way, so does the best batch size. A size that is not there after 1,000 updates counts as
not reached.

Source: McCandlish, Kaplan, Amodei 2018 (updates against batch size); Zhang et al. 2019 (noisy quadratic model);
Bottou, Curtis, Nocedal 2018, section 4.2 (noise and fixed rates); Goodfellow, Bengio, Courville 2016, section 8.1.3.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from engine.maths.batch_laws import StepLaw, expected_excess, fastest_size, fit_step_law, update_time
from engine.maths.finite_sums import tilted
from engine.maths.surfaces import quadratic
from engine.params import Choice, Integer, Real, Scale, param, parameters, plain
from engine.presets import build
from engine.presets.batch_size import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly

EXAMPLES = 512
SIZES: FloatArray = readonly(2.0 ** np.arange(10))
REPETITIONS = 64
DRAWN = 64  # examples of a repetition at an update; larger batches take those of the next repetitions too
LONGEST = 1000  # updates
FIRST_COST = 4.0
FAR = 1e6  # where a walker that runs away is held
_FIRSTS = np.append(0, SIZES[:6]).astype(np.intp)  # up to 64, each size adds the draws from the size before on
_HALVINGS = 0.5 ** (np.arange(15) / 2.0)


class Rates(StrEnum):
    """How the learning rate is chosen."""

    TUNED = "tuned"
    SAME = "same"


_RATES = Choice(
    label="Learning rate",
    help="The best of 15 for each batch size, or one for all.",
    options=Rates,
    labels={Rates.TUNED: "best for each size", Rates.SAME: "one for all"},
)
_RATE_HELP = "Factor of the step, for every batch size."
_NOISE_HELP = "Standard deviation of the gradient of one example along each axis."
_KAPPA_HELP = "Curvature of the steepest direction over that of the flattest."
_TARGET_HELP = "Part of the cost at the start that may be left."
_OVERHEAD_HELP = "Time of an update that does not depend on the batch: calls, memory traffic, waiting."
_PER_EXAMPLE_HELP = "Time that one more example in the batch adds."
_MARK_HELP = "The size whose numbers are shown: the power of two nearest to it."


@parameters
class Params:
    """What a run is made of."""

    batch_size: int = param(64, Integer(label="Marked size", symbol="B", help=_MARK_HELP, low=1, high=EXAMPLES, live=True))
    overhead: float = param(
        37.0, Real(label="Overhead", symbol="a", unit="µs", help=_OVERHEAD_HELP, low=0.0, high=200.0, step=1.0, live=True)
    )
    per_example: float = param(
        0.2,
        Real(label="Example", symbol="c", unit="µs", help=_PER_EXAMPLE_HELP, low=1e-3, high=10.0, scale=Scale.LOG, live=True),
    )
    noise: float = param(5.0, Real(label="Gradient noise", symbol="σ", help=_NOISE_HELP, low=0.0, high=20.0, step=0.5))
    target: float = param(0.01, Real(label="Target", symbol="ε", help=_TARGET_HELP, low=1e-3, high=0.5, scale=Scale.LOG))
    condition_number: float = param(
        10.0, Real(label="Condition number", symbol="κ", help=_KAPPA_HELP, low=1.0, high=100.0, scale=Scale.LOG)
    )
    rates: Rates = param(Rates.TUNED, _RATES)
    learning_rate: float = param(
        0.02,
        Real(label="Rate", symbol="η", help=_RATE_HELP, low=1e-3, high=2.0, scale=Scale.LOG, when={"rates": (Rates.SAME,)}),
    )


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Updates so far.
        seed: Seed of the run.
        made: Updates made; fewer than ``step`` once the run has ended.
        places: Positions, shape (n_sizes, n_rates, n_repetitions, 2).
        reached: Update at which each size reached the target, 0 before it, shape (n_sizes,).
        best: Index of the rate it did so with, shape (n_sizes,).
        squares: Sum of the squared noise of its batch gradients along both axes, shape (n_sizes,).
    """

    step: int
    seed: int
    made: int
    places: FloatArray
    reached: NDArray[np.int64]
    best: NDArray[np.int64]
    squares: FloatArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is drawn; arrays over the batch sizes have shape (n_sizes,).

    Attributes:
        updates: Updates each size needed, 0 where it has not reached the target.
        made: Updates made by all.
        best_rates: Learning rate it did so with, 0 before.
        times: Milliseconds these updates take; 0 before.
        throughputs: Examples a second.
        noises: Measured standard deviation of the batch gradient along an axis; 0 before the first update.
        noise: That of one example.
        expected: Updates that the closed form expects, infinite beyond the longest run.
        law: Updates against batch size, fitted to what is expected; None if fewer than three sizes can get there.
        marked: Index of the marked size.
        overhead: Microseconds.
        per_example: Microseconds.
    """

    updates: NDArray[np.int64]
    made: int
    best_rates: FloatArray
    times: FloatArray
    throughputs: FloatArray
    noises: FloatArray
    noise: float
    expected: FloatArray
    law: StepLaw | None
    marked: int
    overhead: float
    per_example: float


def curvatures(params: Params) -> FloatArray:
    """Return the curvature along both axes."""
    return np.array([1.0, params.condition_number])


def start(params: Params) -> FloatArray:
    """Return where all begin: both axes have an equal part in the first cost."""
    return np.array([2.0, 2.0 / math.sqrt(params.condition_number)])


def learning_rates(params: Params) -> FloatArray:
    """Return the rates that are tried: downwards from the best one without noise, 2 / (1 + κ), or the one rate."""
    if params.rates is Rates.SAME:
        return np.array([params.learning_rate])
    return 2.0 / (1.0 + params.condition_number) * _HALVINGS


@lru_cache(maxsize=8)
def _tilts(noise: float, kappa: float, seed: int) -> FloatArray:
    surface = quadratic(np.diag([1.0, kappa]), (0.0, 0.0), 0.0, (-3.0, 3.0), (-3.0, 3.0))
    return tilted(surface, step_rng(seed, 0, "data"), EXAMPLES, noise).statistics


def batch_noise(params: Params, seed: int, update: int) -> FloatArray:
    """Return the deviation of the gradient of each size and repetition at an update, shape (n_sizes, n_repetitions, 2)."""
    tilts = _tilts(params.noise, params.condition_number, seed)
    drawn = tilts[step_rng(seed, update, "order").integers(EXAMPLES, size=(REPETITIONS, DRAWN))]
    sums = np.empty((len(SIZES), REPETITIONS, 2))
    sums[: len(_FIRSTS)] = np.add.reduceat(drawn, _FIRSTS, axis=1).cumsum(axis=1).transpose(1, 0, 2)
    for index in range(len(_FIRSTS), len(SIZES)):
        smaller = sums[index - 1]
        sums[index] = smaller + np.roll(smaller, -int(SIZES[index - 1]) // DRAWN, axis=0)
    sums /= SIZES[:, None, None]
    return sums


def init(params: Params, seed: int) -> State:
    """Return the state before the first update: all at the start."""
    places = np.tile(start(params), (len(SIZES), len(learning_rates(params)), REPETITIONS, 1))
    none = readonly(np.zeros(len(SIZES), np.int64))
    return State(0, seed, 0, readonly(places), none, none, readonly(np.zeros(len(SIZES))))


def _ended(state: State) -> bool:
    return bool(state.reached.all()) or state.made >= LONGEST


def step(params: Params, state: State) -> State:
    """Return the state one update later."""
    if _ended(state):
        return replace(state, step=state.step + 1)
    made, curved = state.made + 1, curvatures(params)
    noise = batch_noise(params, state.seed, made)
    running = np.flatnonzero(state.reached == 0)
    before = state.places[running]
    moved = before - learning_rates(params)[:, None, None] * (before * curved + noise[running, None])
    places, reached, best = state.places.copy(), state.reached.copy(), state.best.copy()
    places[running] = np.clip(moved, -FAR, FAR)
    costs = 0.5 * (np.square(moved).mean(axis=2) * curved).sum(axis=-1)
    there = costs.min(axis=1) <= params.target * FIRST_COST
    reached[running[there]], best[running[there]] = made, costs[there].argmin(axis=1)
    return State(
        state.step + 1,
        state.seed,
        made,
        readonly(places),
        readonly(reached),
        readonly(best),
        readonly(state.squares + np.square(noise).sum(axis=(1, 2))),
    )


def trace(_params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    return (float(np.count_nonzero(state.reached)),)


@lru_cache(maxsize=8)
def _expected(noise: float, target: float, kappa: float, rates: tuple[float, ...]) -> tuple[FloatArray, StepLaw | None]:
    """Return the updates that the closed form expects of each size at its best rate, and the law fitted to them."""
    curved, begin = np.array([1.0, kappa]), np.array([2.0, 2.0 / math.sqrt(kappa)])
    stable = np.array([rate for rate in rates if rate * kappa < 2.0])
    updates = np.full(len(SIZES), np.inf)
    steps = np.arange(1.0, LONGEST + 1.0)
    for index, size in enumerate(SIZES.tolist()):
        excess = expected_excess(steps, begin, curved, stable[:, None], np.array(noise**2 / size))
        there = (excess <= target * FIRST_COST).any(axis=0)
        updates[index] = steps[there.argmax()] if there.any() else np.inf
    finite = np.isfinite(updates)
    law = fit_step_law(SIZES[finite], updates[finite]) if finite.sum() >= 3 else None
    return readonly(updates), law


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    rates = learning_rates(params)
    expected, law = _expected(params.noise, params.target, params.condition_number, tuple(rates.tolist()))
    duration = update_time(SIZES, params.overhead, params.per_example)
    return Observation(
        updates=state.reached,
        made=state.made,
        best_rates=readonly(np.where(state.reached > 0, rates[state.best], 0.0)),
        times=readonly(state.reached * duration / 1000.0),
        throughputs=readonly(1e6 * SIZES / duration),
        noises=readonly(np.sqrt(state.squares / (2.0 * REPETITIONS * max(1, state.made)))),
        noise=params.noise,
        expected=expected,
        law=law,
        marked=int(np.abs(np.log2(SIZES / params.batch_size)).argmin()),
        overhead=params.overhead,
        per_example=params.per_example,
    )


READOUTS = (
    Readout(name="best_size", label="Fastest B", digits=0, headline=True),
    Readout(name="best_time", label="Its time", unit="ms", digits=2, headline=True),
    Readout(name="speed_up", label="Against B = 1", unit="×", digits=1, headline=True),
    Readout(name="predicted_best_size", label="√(B_crit a / c)", digits=1),
    Readout(name="critical_size", label="B_crit", digits=1),
    Readout(name="least_updates", label="S_min", digits=1),
    Readout(name="reached", label="Sizes at the target", digits=0),
    Readout(name="updates", label="Updates at B", digits=0),
    Readout(name="time", label="Time at B", unit="ms", digits=2),
    Readout(name="throughput", label="Examples at B", unit="1/s", digits=0),
    Readout(name="noise", label="Noise at B", digits=3),
)
TRACE_NAMES = ("reached",)


def fastest(observation: Observation) -> int | None:
    """Return the index of the size with the least time among those that have reached the target."""
    times = np.where(observation.updates > 0, observation.times, np.inf)
    return int(times.argmin()) if np.isfinite(times).any() else None


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; 0 stands for what is not known yet."""
    seen, best = observation, fastest(observation)
    time = 0.0 if best is None else float(seen.times[best])
    law = seen.law or StepLaw(0.0, 0.0)
    numbers = [
        0.0 if best is None else SIZES[best],
        time,
        seen.times[0] / time if time else 0.0,
        fastest_size(law, seen.overhead, seen.per_example),
        law.critical,
        law.least,
        np.count_nonzero(seen.updates),
        *(row[seen.marked] for row in (seen.updates, seen.times, seen.throughputs, seen.noises)),
    ]
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return which sizes have reached the target."""
    count, total = np.count_nonzero(state.reached), len(SIZES)
    if params.rates is Rates.SAME and params.learning_rate * params.condition_number >= 2.0:
        safe = plain(2.0 / params.condition_number)
        return Status(
            Outcome.DIVERGED, f"The rate {plain(params.learning_rate)} is not below 2/κ = {safe}: no batch size settles."
        )
    if count == total:
        return Status(Outcome.CONVERGED, f"All {total} batch sizes are at {params.target:.3g} of the first cost.", final=True)
    late = f"not there within {LONGEST:,} updates" if _ended(state) else "still on their way"
    missing = [plain(size) for size in SIZES[state.reached == 0].tolist()]
    which = f"; {late}: B = {', '.join(missing)}" if count else ""
    reason = f"{count} of {total} batch sizes are at {params.target:.3g} of the first cost{which}."
    return Status(Outcome.RUNNING, reason, final=_ended(state))


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    seen, best = observation, fastest(observation)
    if best is None:
        return f"After {seen.made} updates no batch size has reached the target yet."
    words = [
        f"B = {SIZES[place]:g}{', the fastest,' if place == best else ''} "
        f"{f'{seen.times[place]:.3g} ms for {seen.updates[place]} updates' if seen.updates[place] else 'not there yet'}"
        for place in dict.fromkeys((0, best, len(SIZES) - 1))
    ]
    return f"Time to the target by batch size after {seen.made} updates: {'; '.join(words)}."


def horizon(_params: Params) -> int:
    """Return the length of a whole run in updates."""
    return LONGEST


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="batch_size",
    version=1,
    title="Batch size",
    summary="Find out which batch size reaches a target soonest, and how noise, overhead and learning rate decide that.",
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
        "McCandlish, Kaplan, Amodei 2018 (updates against batch size)",
        "Zhang, Li, Nado, Martens, Sachdeva, Dahl, Shallue, Grosse 2019 (noisy quadratic model)",
        "Bottou, Curtis, Nocedal 2018, section 4.2 (noise at a fixed rate)",
        "Goodfellow, Bengio, Courville 2016, section 8.1.3 (noise of a batch, cost of an update)",
    ),
)
