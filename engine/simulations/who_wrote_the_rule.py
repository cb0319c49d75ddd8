"""One task, three programs: thresholds that a person typed, features that a person ticked, features that a network learns.

Modelled: two classes of points in the plane. The rule (AI without learning) is one or two thresholds joined by a word; no data
change it. Logistic regression on the ticked features (machine learning) and a network with two hidden layers of tanh units on
the raw coordinates (deep learning) are trained by gradient descent with Adam at rates 0.1 and 0.05, the first from zero
weights, the second from Glorot's. One step is one update of both on all training points. Training sets of 4 to 400 points,
each with the smaller ones in it, are learned from at once, from the same first weights; one of them is shown. Everyone is
judged by the same 1,000 fresh points: the share that is right is the performance P of Mitchell's definition, the number of
training points the experience E. The world, fresh points included, can be turned and twisted; rule and features stay.

Left out: validation, regularisation, features that depend on data, other rules, label noise, a tuning for each n.

Units: shares of points; angles in degrees. Known limits: half of all points belong to each class, so guessing is right for
50 %; a share of 95 % is known to 1.4 points either way. Counted as chosen by hand are thresholds and features, not what is
decided without looking at this world: the layers, their width, rates, the number of updates. Single precision.

Source: Mitchell 1997, section 1.1 (P, T, E); Goodfellow, Bengio, Courville 2016, chapter 1 (nested sets, which part is
learned); LeCun, Bengio, Hinton 2015 (representation learning); Kingma, Ba 2015 (Adam).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.maths.plane_features import N_NUMBERS, n_features, plane_features
from engine.maths.threshold_rules import ThresholdRule, contradicts_itself, n_thresholds, rule_scores
from engine.maths.turned_worlds import World
from engine.params import Choice, Flag, Integer, Real, param, parameters
from engine.presets import build
from engine.presets.who_wrote_the_rule import ROWS
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly
from engine.training.feature_learners import N_FRESH, Bench, Lesson, Seen, Trained, bench_of, networks
from engine.training.nested_sets import scores, shares_right

UPDATES = 300
REACH = 1.8  # half the width of the picture
PICTURE_SIZE = 64
PLACES = readonly(
    np.mgrid[-REACH : REACH : PICTURE_SIZE * 1j, -REACH : REACH : PICTURE_SIZE * 1j][::-1].reshape(2, -1).T.astype(np.float32)
)  # its pixels
LEARNERS = ("features", "network")


class Points(StrEnum):
    """Sizes of the training sets; all divide the last one, as ``nested_trainer`` wants it."""

    N4 = "4"
    N8 = "8"
    N16 = "16"
    N25 = "25"
    N50 = "50"
    N100 = "100"
    N200 = "200"
    N400 = "400"


SIZES = tuple(int(size) for size in Points)
TRACE_NAMES = ("rule", *LEARNERS, *(f"{name}_{size}" for name in LEARNERS for size in SIZES))

_WORLD_WORDS: dict[Enum, str] = {World.XOR: "four squares, XOR", World.CIRCLES: "two rings", World.MOONS: "two moons"}
_RULE_WORDS: dict[Enum, str] = {
    ThresholdRule.ABOVE: "x₁ > a", ThresholdRule.BOTH: "x₁ > a and x₂ > b", ThresholdRule.EITHER: "x₁ > a or x₂ > b",
    ThresholdRule.ONE: "exactly one of x₁ > a, x₂ > b", ThresholdRule.BAND: "a < x₁ < b",
    ThresholdRule.BOX: "a < x₁ < b and a < x₂ < b",
}  # fmt: skip
_TWO = tuple(rule for rule in ThresholdRule if n_thresholds(rule) == 2)
_POINTS_HELP = "Training points n of the two learners that are shown; all sizes are learned from at once."
_TWIST_HELP = "How much farther the rim of the world is turned than its centre."
_TURN_HELP = "Update after which the world is turned and twisted; 0 for a world that is so from the start."


def _threshold(number: int) -> Real:
    letter, rules = "ab"[number], _TWO if number else (ThresholdRule.ABOVE, *_TWO)
    words = f"The number {letter} of the rule, chosen by a person."
    return Real(label="Threshold", symbol=letter, help=words, low=-2.0, high=2.0, step=0.05, live=True, when={"rule": rules})


@parameters
class Params:
    """What a run is made of."""

    world: World = param(
        World.CORNER, Choice(label="World", help="What divides the classes.", options=World, labels=_WORLD_WORDS)
    )
    points: Points = param(Points.N8, Choice(label="Examples", symbol="n", help=_POINTS_HELP, options=Points, live=True))
    rotation: float = param(
        0.0,
        Real(label="Turn the world", help="Anticlockwise.", unit="°", low=-180.0, high=180.0, step=5.0, live=True),
    )
    twist: float = param(0.0, Real(label="Twist it", help=_TWIST_HELP, unit="°", low=0.0, high=180.0, step=5.0, live=True))
    turn_at: int = param(0, Integer(label="Turn after update", help=_TURN_HELP, low=0, high=UPDATES))
    rule: ThresholdRule = param(
        ThresholdRule.BOTH,
        Choice(label="Rule", help="Where a person says 1.", options=ThresholdRule, labels=_RULE_WORDS, live=True),
    )
    threshold_1: float = param(-0.5, _threshold(0))
    threshold_2: float = param(-0.5, _threshold(1))
    coordinates: bool = param(True, Flag(label="Feature x₁, x₂", help="The coordinates as they are: two features."))
    product: bool = param(True, Flag(label="Feature x₁x₂", help="Their product."))
    squares: bool = param(False, Flag(label="Feature x₁², x₂²", help="Their squares: two features."))
    radius: bool = param(False, Flag(label="Feature radius", help="The distance from the origin."))
    width: int = param(8, Integer(label="Units a layer", help="Of both hidden layers of the network.", low=1, high=12))


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Updates so far.
        seed: Seed of the run.
        learners: The linear model on the ticked features, and the network.
    """

    step: int
    seed: int
    learners: tuple[Trained, Trained]


@dataclass(frozen=True, kw_only=True)  # without slots, so that maps can be kept once they are asked for
class Observation:
    """What is drawn.

    Attributes:
        params: Parameters in force.
        fresh: The points everyone is judged by.
        training: The training points of the chosen size.
        shares: Shares of the fresh points that rule, features and network get right, shape (3,).
        curves: The same of features and network at every size, shape (2, n_sizes).
        fitted: Shares of the training points that features and network get right, shape (2,).
        thetas: Parameters of both learners at the chosen size.
        by_hand: Numbers that a person chose in each program: thresholds, features, nothing.
        learned: Numbers that each program learned.
    """

    params: Params
    fresh: Seen
    training: Seen
    shares: FloatArray
    curves: FloatArray
    fitted: FloatArray
    thetas: tuple[NDArray[np.float32], ...]
    by_hand: tuple[int, int, int]
    learned: tuple[int, int, int]

    @cached_property
    def maps(self) -> tuple[NDArray[Any], ...]:
        """Scores of rule, features and network over the picture, each (64, 64), row 0 at the lowest x2; above 0 means 1."""
        features = chosen(self.params)
        inputs, shapes = (plane_features(PLACES, features), PLACES), networks(features, self.params.width)
        learned = (scores(*three) for three in zip(shapes, self.thetas, inputs, strict=True))
        rule = _rule_map(self.params.rule, self.params.threshold_1, self.params.threshold_2)
        return rule, *(readonly(map_.reshape(rule.shape)) for map_ in learned)


@lru_cache(maxsize=16)
def _rule_map(rule: ThresholdRule, a: float, b: float) -> NDArray[Any]:
    """Return the scores of a rule over the picture; it is the same array from frame to frame."""
    return readonly(rule_scores(rule, a, b, PLACES).reshape(PICTURE_SIZE, PICTURE_SIZE))


def chosen(params: Params) -> tuple[str, ...]:
    """Return the names of the features that are ticked."""
    return tuple(name for name in N_NUMBERS if getattr(params, name))


def lesson_at(params: Params, seed: int, step: int) -> Lesson:
    """Return what is seen and learned from after so many updates."""
    degrees, twist = (params.rotation, params.twist) if step >= params.turn_at else (0.0, 0.0)
    return Lesson(params.world, seed, degrees, twist, chosen(params), params.width, SIZES)


def _bench_at(params: Params, state: State) -> Bench:
    return bench_of(lesson_at(params, state.seed, state.step))


def init(params: Params, seed: int) -> State:
    """Return the state before the first update."""
    return State(0, seed, bench_of(lesson_at(params, seed, 0)).beginners())


def step(params: Params, state: State) -> State:
    """Return the state one update of both learners later."""
    return State(state.step + 1, state.seed, _bench_at(params, state).updated(state.learners, state.step))


def _rule_share(params: Params, fresh: Seen) -> float:
    answers = rule_scores(params.rule, params.threshold_1, params.threshold_2, fresh.points) > 0.0
    return float((answers == fresh.labels).mean())


def trace(params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    bench = _bench_at(params, state)
    curves = bench.shares(state.learners)
    here = curves[:, SIZES.index(int(params.points))]
    return _rule_share(params, bench.fresh), *here.tolist(), *curves.ravel().tolist()


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    bench, n = _bench_at(params, state), int(params.points)
    place, curves = SIZES.index(n), bench.shares(state.learners)
    thetas = tuple(trained.theta[place] for trained in state.learners)
    labels = bench.training.labels[:n]
    fitted = [
        shares_right(network, theta[None], inputs[:n], labels)[0]
        for network, theta, inputs in zip(bench.networks, thetas, bench.training_inputs, strict=True)
    ]
    count = n_features(chosen(params))
    return Observation(
        params=params,
        fresh=bench.fresh,
        training=Seen(readonly(bench.training.points[:n]), readonly(labels)),
        shares=readonly(np.array([_rule_share(params, bench.fresh), *curves[:, place]])),
        curves=curves,
        fitted=readonly(np.array(fitted)),
        thetas=thetas,
        by_hand=(n_thresholds(params.rule), count, 0),
        learned=(0, count + 1, bench.networks[1].n_parameters),
    )


READOUTS = (
    Readout(name="rule", label="Rule", unit="%", digits=1, headline=True),
    Readout(name="features", label="Features", unit="%", digits=1, headline=True),
    Readout(name="network", label="Network", unit="%", digits=1, headline=True),
    Readout(name="examples", label="Examples", digits=0),
    Readout(name="gain_features", label="n 4 to 400, features", unit="%", digits=1),
    Readout(name="gain_network", label="n 4 to 400, network", unit="%", digits=1),
    Readout(name="fitted_features", label="Training, features", unit="%", digits=1),
    Readout(name="fitted_network", label="Training, network", unit="%", digits=1),
    Readout(name="by_hand_rule", label="By hand, rule", digits=0),
    Readout(name="by_hand_features", label="By hand, features", digits=0),
    Readout(name="learned_features", label="Learned, features", digits=0),
    Readout(name="learned_network", label="Learned, network", digits=0),
)


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars."""
    seen = observation
    gains = seen.curves[:, -1] - seen.curves[:, 0]
    numbers = (*seen.shares, len(seen.training.labels), *gains, *seen.fitted, *seen.by_hand[:2], *seen.learned[1:])
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return who is ahead, and which program has nothing to go by."""
    seen = observe(params, state)
    standing = f"{_nothing_to_go_by(params)}{_standing(seen)}"
    if seen.fitted[1] == 1.0:
        return Status(Outcome.CONVERGED, f"The network has all {params.points.value} training points right. {standing}")
    return Status(Outcome.RUNNING, standing)


def _nothing_to_go_by(params: Params) -> str:
    """Return what is missing or contradicts itself, if anything."""
    a, b = params.threshold_1, params.threshold_2
    if params.rule is ThresholdRule.NONE:
        return "Nobody wrote a rule, so the answer is 0 everywhere. "
    if contradicts_itself(params.rule, a, b):
        return f"No x₁ is above {a:g} and below {b:g}: the rule contradicts itself and answers 0 everywhere. ".replace("-", "−")
    if not chosen(params):
        return "No feature is ticked: the linear model only knows how often each class comes. "
    return ""


def _standing(seen: Observation) -> str:
    names, most = ("the rule", "the features", "the network"), seen.shares.max()
    best = [name for name, share in zip(names, seen.shares, strict=True) if share == most]
    return f"Ahead on fresh points: {' and '.join(best)}, {100.0 * most:.1f} %."


def describe(params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    seen = observation
    rule, features, network = (100.0 * seen.shares).tolist()
    return (
        f"Of {N_FRESH:,} fresh points the rule (thresholds: {seen.by_hand[0]}) gets {rule:.1f} % right, a linear model on "
        f"hand-made features ({seen.by_hand[1]}) {features:.1f} % and a network with {seen.learned[2]} learned numbers "
        f"{network:.1f} %, both learned from {params.points.value} points."
    )


def horizon(_params: Params) -> int:
    """Return the number of updates of a whole run."""
    return UPDATES


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="who_wrote_the_rule",
    version=1,
    title="Who wrote the rule?",
    summary="Find out what a person has to know in each program: the whole rule, the features, or neither, and what breaks it.",
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
        "Mitchell 1997, Machine Learning, section 1.1: it learns if performance P at tasks T improves with experience E",
        "Goodfellow, Bengio, Courville 2016, Deep Learning, chapter 1: nested sets, and which parts are learned",
        "LeCun, Bengio, Hinton 2015, Deep learning, Nature 521: features designed or learned",
        "Kingma, Ba 2015 (Adam); Bishop 2006, section 4.3.2 (logistic regression on fixed features)",
    ),
)
