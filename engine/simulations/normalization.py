"""Gradient descent on a linear model of two features, raw beside scaled: one valley of the cost, stretched and rounded.

Modelled: the cost (1 / 2N) |b + X w - y|^2 of N training examples. Their two features have the set means, spreads and
correlation exactly; y = z1 + 2 z2 + noise in the standardised features z. A scaler is fitted to the training examples, or
wrongly to the test examples too, and the same descent runs twice from zero weights: on the raw and on the scaled features. Each
takes a rate that suits its own valley, the best fixed one or a share of the largest stable one. An example can be made an
outlier, feature 2 be constant, or be missing in every fifth example and filled with the mean of the known ones.

A principal direction of the cost is stretched by its curvature and independent of the others. So the state is the distance from
the minimum along each; the picture shows the plane of the flattest and the steepest. Equal curvatures count as one direction.

Left out: mini-batches, momentum, networks (where scaling helps in the same way but no formula says how much), scaling of y.

Units: none; the spread of feature 1 sets the scale. Known limits: fewer than three training examples cannot have the set
correlation; a walker a million times as far away as it began counts as diverged and stays; per-row scaling bends the data, so
its lowest cost differs.

Source: LeCun, Bottou, Orr, Mueller 1998, sections 4.3 and 5.1; Nesterov 2004, theorem 2.1.14; Goodfellow, Bengio, Courville
2016, section 4.3.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import lru_cache
from typing import TypeAlias

import numpy as np

from engine.maths.conditioning import Valley, descend, least_squares_valley, updates_needed, worst_case_updates
from engine.maths.feature_table import FeatureTable, SecondFeature
from engine.maths.scalers import Scaling, fit
from engine.params import Choice, Flag, Integer, Real, Scale, param, parameters, plain
from engine.presets import build
from engine.presets.normalization import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly

WALKERS = ("raw", "scaled")
GOAL = 1e-6  # share of the way to the minimum that may be left
TEST_EXAMPLES = 30
Left: TypeAlias = tuple[FloatArray, FloatArray]


class RateRule(StrEnum):
    """How each walker chooses its learning rate."""

    BEST = "best"
    SHARE = "share"


SCALING_WORDS: dict[Enum, str] = {
    Scaling.NONE: "none",
    Scaling.CENTRE: "centre only",
    Scaling.MIN_MAX: "min-max",
    Scaling.STANDARD: "standardise",
    Scaling.ROBUST: "robust",
    Scaling.WHITENING: "whiten",
    Scaling.PER_ROW: "per row",
}
_SCALING = Choice(
    label="Scaler",
    help="Subtract the mean, fill [0, 1], z-scores, median and quartiles, decorrelate as well; or each row to length 1.",
    options=Scaling,
    labels=SCALING_WORDS,
)
_SECOND = Choice(
    label="Feature 2",
    help="Whether it varies, is the same everywhere, or is missing in every fifth training example.",
    options=SecondFeature,
    labels={SecondFeature.MISSING: "a fifth missing"},
)
_RATE = Choice(
    label="Rate",
    help="The best fixed rate 2 / (λmin + λmax), or a share of the largest stable one, 2 / λmax.",
    options=RateRule,
    labels={RateRule.BEST: "best fixed", RateRule.SHARE: "share of the limit"},
)
_SHARE_HELP = "Learning rate over 2 / λmax, the largest stable one; beyond 1 the steepest direction grows."
_RATIO_HELP = "Spread of feature 2 over that of feature 1."
_SPREAD_HELP = "Standard deviation of feature 1."
_MEAN_HELP = "Mean of the feature in its own standard deviations."
_OUTLIER_HELP = "How many standard deviations above the mean one example has its feature 2; 0 means no outlier."


@parameters
class Params:
    """What a run is made of."""

    scaling: Scaling = param(Scaling.STANDARD, _SCALING)
    ratio: float = param(5.0, Real(label="Ratio", symbol="σ₂/σ₁", help=_RATIO_HELP, low=1.0, high=1e4, scale=Scale.LOG))
    spread: float = param(1.0, Real(label="Spread", symbol="σ₁", help=_SPREAD_HELP, low=0.1, high=100.0, scale=Scale.LOG))
    correlation: float = param(
        0.0, Real(label="Correlation", symbol="ρ", help="Of the two features.", low=-0.99, high=0.99, step=0.01)
    )
    mean_1: float = param(0.0, Real(label="Mean 1", symbol="μ₁/σ₁", help=_MEAN_HELP, low=-10.0, high=10.0, step=0.1))
    mean_2: float = param(0.0, Real(label="Mean 2", symbol="μ₂/σ₂", help=_MEAN_HELP, low=-10.0, high=10.0, step=0.1))
    second: SecondFeature = param(SecondFeature.VARIES, _SECOND)
    outlier: float = param(0.0, Real(label="Outlier", unit="σ₂", help=_OUTLIER_HELP, low=0.0, high=100.0, step=1.0))
    outlier_in_test: bool = param(False, Flag(label="Outlier in the test set", help="Rather than in the training set."))
    fit_on_all: bool = param(False, Flag(label="Fit scaler on test too", help="The mistake: test data leak into training."))
    points: int = param(100, Integer(label="Training examples", symbol="N", help="Rows of X.", low=1, high=200))
    rate: RateRule = param(RateRule.BEST, _RATE)
    rate_share: float = param(
        0.5, Real(label="Share of the limit", help=_SHARE_HELP, low=0.01, high=1.2, step=0.01, when={"rate": (RateRule.SHARE,)})
    )


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Updates so far.
        seed: Seed of the run.
        left: Distance from the minimum along each direction of a walker's valley, in the order of ``WALKERS``.
        diverged_at: Update at which each walker left; 0 while it has not.
    """

    step: int
    seed: int
    left: Left
    diverged_at: tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Setting:
    """What follows from parameters and seed before any update; ``raw`` and ``scaled`` as in ``WALKERS``.

    Attributes:
        features: Training examples before scaling, shape (n_points, 2).
        train: The same scaled, shape (n_points, 2).
        test: Test examples scaled, shape (30, 2).
        valleys: Valley of the raw and of the scaled features.
        rates: Learning rate of each walker.
        conditions: Condition number for every kind of scaler, in the order of ``Scaling``, shape (7,).
        needed: Updates at the best fixed rate until a millionth of the way is left, for every kind, shape (7,).
        worst: The same from the worst start, by the formula, shape (7,).
        leak: How far a training example moves, root mean square, because the scaler saw the test examples.
    """

    features: FloatArray
    train: FloatArray
    test: FloatArray
    valleys: tuple[Valley, Valley]
    rates: tuple[float, float]
    conditions: FloatArray
    needed: FloatArray
    worst: FloatArray
    leak: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is drawn. Pairs and rows of two are in the order of ``WALKERS``.

    Attributes:
        setting: What does not change in the run.
        scaling: Kind of the scaler.
        curvatures: Of the flattest and the steepest direction of each valley, shape (2, 2).
        starts: Start in the plane of these directions, the minimum being the origin, shape (2, 2).
        positions: Where each walker is in its plane, shape (2, 2).
        way_left: Distance from the minimum over that of the start, shape (2,).
        slowest: Factor of the slowest direction of each valley at each update, shape (2,).
        outlier: Index of the outlier among the training examples, or, after these, the test examples; None without one.
        diverged_at: Update at which each walker left; 0 while it has not.
    """

    setting: Setting
    scaling: Scaling
    curvatures: FloatArray
    starts: FloatArray
    positions: FloatArray
    way_left: FloatArray
    slowest: FloatArray
    outlier: int | None
    diverged_at: tuple[int, int]


@lru_cache(maxsize=32)
def setting_of(params: Params, seed: int) -> Setting:
    """Return what a run starts with; it is kept."""
    table = FeatureTable(
        spreads=(params.spread, params.spread * params.ratio),
        means=(params.mean_1, params.mean_2),
        correlation=params.correlation,
        second=params.second,
        outlier=params.outlier,
        outlier_in_test=params.outlier_in_test,
    )
    features, targets, held_out = table.draw(step_rng(seed, 0, "data"), params.points, TEST_EXAMPLES)
    everything = np.concatenate([features, held_out])
    scalers = {kind: fit(kind, everything if params.fit_on_all else features) for kind in Scaling}
    valleys = {kind: least_squares_valley(scaler.apply(features), targets) for kind, scaler in scalers.items()}
    train, honest = (scaler.apply(features) for scaler in (scalers[params.scaling], fit(params.scaling, features)))
    pair = valleys[Scaling.NONE], valleys[params.scaling]
    conditions = np.array([valley.condition_number for valley in valleys.values()])
    return Setting(
        features=readonly(features),
        train=readonly(train),
        test=readonly(scalers[params.scaling].apply(held_out)),
        valleys=pair,
        rates=(_rate(params, pair[0]), _rate(params, pair[1])),
        conditions=readonly(conditions),
        needed=readonly(np.array([updates_needed(valley, valley.best_rate, GOAL) for valley in valleys.values()])),
        worst=readonly(np.array([worst_case_updates(condition, GOAL) for condition in conditions.tolist()])),
        leak=float(np.sqrt(np.square(train - honest).sum(axis=1).mean())),
    )


def _rate(params: Params, valley: Valley) -> float:
    if params.rate is RateRule.BEST:
        return valley.best_rate
    return params.rate_share * valley.largest_stable_rate


def init(params: Params, seed: int) -> State:
    """Return the state before the first update: both models with weights and bias zero."""
    raw, scaled = setting_of(params, seed).valleys
    return State(0, seed, (raw.start, scaled.start), (0, 0))


def step(params: Params, state: State) -> State:
    """Return the state one update later."""
    return advance(params, state, 1)[0]


def advance(params: Params, state: State, n: int) -> tuple[State, FloatArray]:
    """Return the state n updates later and the traces of these updates, shape (n, 6)."""
    setting, ends, left_at, traces = setting_of(params, state.seed), [], [], []
    for valley, rate, left, gone in zip(setting.valleys, setting.rates, state.left, state.diverged_at, strict=True):
        path, out = (np.tile(left, (n, 1)), 0) if gone else descend(valley, rate, left, n)
        ends.append(readonly(path[-1].copy()))
        left_at.append(gone or (state.step + out if out else 0))
        traces.append(valley.seen_along(path))
    later = State(state.step + n, state.seed, (ends[0], ends[1]), (left_at[0], left_at[1]))
    return later, np.hstack(traces)


def trace(params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    valleys = setting_of(params, state.seed).valleys
    rows = [valley.seen_along(left[None]) for valley, left in zip(valleys, state.left, strict=True)]
    return tuple(np.hstack(rows)[0].tolist())


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    setting = setting_of(params, state.seed)
    seen = np.array(trace(params, state)).reshape(2, 3)
    factors = [
        np.abs(1.0 - rate * valley.curvatures).max() for rate, valley in zip(setting.rates, setting.valleys, strict=True)
    ]
    place = params.points + TEST_EXAMPLES - 1 if params.outlier_in_test else params.points - 1
    return Observation(
        setting=setting,
        scaling=params.scaling,
        curvatures=readonly(np.array([valley.plane_curvatures for valley in setting.valleys])),
        starts=readonly(np.array([valley.in_plane(valley.start) for valley in setting.valleys])),
        positions=readonly(seen[:, :2].copy()),
        way_left=readonly(seen[:, 2].copy()),
        slowest=readonly(np.array(factors)),
        outlier=place if params.outlier and params.second is not SecondFeature.CONSTANT else None,
        diverged_at=state.diverged_at,
    )


READOUTS = (
    Readout(name="condition_number", label="κ scaled", headline=True),
    Readout(name="condition_number_raw", label="κ raw", headline=True),
    Readout(name="way_left", label="Way left", unit="%", digits=2, headline=True),
    Readout(name="way_left_raw", label="Way left, raw", unit="%", digits=2),
    Readout(name="updates_needed", label="Updates to 1e-6", digits=0),
    Readout(name="updates_needed_raw", label="Updates, raw", digits=0),
    Readout(name="largest_rate", label="Largest rate"),
    Readout(name="largest_rate_raw", label="Largest rate, raw", digits=6),
    Readout(name="lowest_loss", label="Lowest loss", digits=4),
    Readout(name="middle_half", label="Middle half of x2"),
    Readout(name="lowest_test", label="Lowest test value"),
    Readout(name="highest_test", label="Highest test value"),
    Readout(name="leak", label="Leak"),
)
TRACE_NAMES = tuple(f"{what}_{walker}" for walker in WALKERS for what in ("flat", "steep", "way"))


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; updates are those at the best fixed rate, whatever rate the run has."""
    seen, setting = observation, observation.setting
    raw, scaled = setting.valleys
    chosen = list(Scaling).index(seen.scaling)
    lower, upper = np.percentile(setting.train[:, 1], (25.0, 75.0))
    numbers = (
        *(scaled.condition_number, raw.condition_number),
        *seen.way_left[::-1],
        *(setting.needed[chosen], setting.needed[0]),
        *(scaled.largest_stable_rate, raw.largest_stable_rate),
        *(scaled.floor, upper - lower, setting.test.min(), setting.test.max(), setting.leak),
    )
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return where the run stands: what the walker on the scaled features does, unless one has left."""
    setting, remark = setting_of(params, state.seed), _remark(params, state.seed)
    limits = " raw and ".join(plain(valley.largest_stable_rate) for valley in setting.valleys)
    if any(state.diverged_at):
        left = [f"{name} at update {at}" for name, at in zip(WALKERS, state.diverged_at, strict=True) if at]
        reason = f"Diverged: {' and '.join(left)}. The largest stable rate is {limits} scaled.{remark}"
        return Status(Outcome.DIVERGED, reason, final=all(state.diverged_at))
    raw, scaled = (float(number) for number in trace(params, state)[2::3])
    standing = f"{_share(scaled)} of the way is left with scaling, {_share(raw)} without"
    if params.rate is RateRule.SHARE and params.rate_share == 1.0:
        return Status(
            Outcome.CYCLING, f"Exactly at the limit 2/λmax the steepest direction swings for ever; {standing}.{remark}"
        )
    if params.rate is RateRule.SHARE and params.rate_share > 1.0:
        growth = f"beyond the largest stable rate, {limits} scaled, the steepest direction grows"
        return Status(
            Outcome.RUNNING, f"{standing}: {growth} {2.0 * params.rate_share - 1.0:.3g} times at each update.{remark}"
        )
    if scaled > GOAL:
        return Status(Outcome.RUNNING, f"{standing}.{remark}")
    still = not any(left.any() for left in state.left)
    return Status(
        Outcome.CONVERGED,
        f"With scaling, less than a millionth of the way is left; without, {_share(raw)}.{remark}",
        final=still,
    )


def _share(way: float) -> str:
    """Return a share for reading: one that is nearly whole must not be rounded to all of it."""
    if way > 1.0:
        return f"{100.0 * way:,.0f} %"
    return f"{100.0 * way:.3g} %" if way < 0.9995 or way == 1.0 else "over 99.9 %"


def _remark(params: Params, seed: int) -> str:
    """Return what is particular about the data, if anything is."""
    setting, words = setting_of(params, seed), []
    if params.points == 1:
        words.append("One example has no spread: scales are 1, and the features only tell what the bias tells.")
    elif params.second is SecondFeature.CONSTANT:
        words.append("Feature 2 is constant: it has no spread to divide by and tells nothing; its scale is left at 1.")
    elif params.second is SecondFeature.MISSING:
        words.append("Missing values are filled with the mean of the known ones.")
    if params.fit_on_all:
        words.append(f"The scaler has seen the test set, which moves training examples by {setting.leak:.3g}.")
    if params.scaling is Scaling.PER_ROW:
        raw, scaled = (valley.floor for valley in setting.valleys)
        words.append(f"Rows of length 1 have lost their size: the lowest loss is {scaled:.3g}, not {raw:.3g}.")
    return "".join(f" {sentence}" for sentence in words)


def describe(params: Params, observation: Observation) -> str:
    """Return what the picture shows in two sentences."""
    numbers, words = readouts(observation), _SCALING.label_of(params.scaling)
    before, after = (_share(way) for way in observation.way_left.tolist())
    return (
        f"Two valleys of one cost, κ = {numbers['condition_number_raw']:.3g} with raw features and "
        f"{numbers['condition_number']:.3g} after scaling ({words}); {before} and {after} of the way are left. At best "
        f"{numbers['updates_needed_raw']:.3g} and {numbers['updates_needed']:.3g} updates lead to a millionth of it."
    )


def horizon(_params: Params) -> int:
    """Return the length of a whole run in updates."""
    return 150


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="normalization",
    version=1,
    title="Normalisation",
    summary="Find out how scaling rounds the valley that gradient descent has to cross, and what it cannot do.",
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
        "LeCun, Bottou, Orr, Mueller 1998, sections 4.3 and 5.1 (scaling inputs, curvature and rates)",
        "Nesterov 2004, theorem 2.1.14 (best fixed rate, worst case of κ)",
        "Goodfellow, Bengio, Courville 2016, section 4.3.1 (condition number)",
        "Goh 2017, Why Momentum Really Works (each direction by itself)",
        "scikit-learn user guide, Preprocessing data (kinds of scalers, fitted to training data only)",
    ),
    advance=advance,
    instant=True,
)
