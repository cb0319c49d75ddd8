"""Three learners of handwritten digits against the number of examples: distances, hand-made features, a network on pixels.

Modelled: digits drawn as strokes on 8 x 8 pixels, the first n of one growing training set, 800 others to test on. By
distance: a picture is what the nearest training picture is (or the nearest mean picture of a digit). By features: a linear
softmax on numbers that a person chose, scaled by mean and deviation of the training set. By network: one hidden layer of ReLU
on the pixels, less their mean. Both are trained with Adam in batches of 64, the linear one with 150 updates and an L2 penalty
of 0.03. Shuffle moves the pixels of all pictures by one fixed permutation.

Left out: real handwriting, convolutions, boosted trees, tuning for each n, validation. One training and one test set a seed.

Units: none; accuracy is the share of the 800 test digits that are read right. Known limits: an accuracy of 90 % is known to
about two points either way, and curves that lie closer than that may cross by luck; all digits come about equally often.

Source: LeCun, Bengio, Hinton 2015 (features designed or learned); Dalal, Triggs 2005 (directions of edges); Cover, Hart 1967
(nearest neighbour); Wilson 1927 (intervals); Wolpert 1996 (no learner is ahead on all problems).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import Activation, softmax
from engine.maths.digits import N_CLASSES, digits
from engine.maths.intervals import wilson_interval
from engine.maths.losses import Loss
from engine.maths.networks import Network, forward, init_theta, layers
from engine.maths.optimizers import Optimizer, Rule
from engine.maths.picture_features import crossings, directions, zones
from engine.params import Choice, Flag, Integer, Real, param, parameters
from engine.presets import build
from engine.presets.crossing_curves import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly
from engine.training.penalties import Penalty
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

SIDE = 8  # pixels
TESTED = 800
SIZES = (25, 35, 50, 71, 100, 141, 200, 283, 400, 566, 800, 1131, 1600)
TRACE_NAMES = ("distance", "features", "network")
SHOWN = 10  # first-layer units and mistakes that are drawn
BATCH = 64
LINEAR_UPDATES = 150
_COLUMNS = {"directions": slice(0, 64), "crossings": slice(64, 80), "zones": slice(80, 96)}

IntArray = NDArray[np.int64]


class Distance(StrEnum):
    """What a picture is compared with."""

    NEIGHBOUR = "neighbour"
    MEAN = "mean"


_DISTANCE = Choice(
    label="By distance",
    help="What a picture is compared with: every training picture, or the mean picture of each digit.",
    options=Distance,
    labels={Distance.NEIGHBOUR: "nearest picture", Distance.MEAN: "nearest mean"},
)


@parameters
class Params:
    """What a run is made of."""

    distortion: float = param(
        1.5,
        Real(
            label="Distortion", help="How much pictures of one digit differ; at 0 all are equal.", low=0.0, high=2.5, step=0.1
        ),
    )
    shuffle: bool = param(False, Flag(label="Shuffle", help="Move the pixels of all pictures by one fixed permutation."))
    directions: bool = param(True, Flag(label="Directions", help="Feature: directions of edges in 4 x 4 zones, 64 numbers."))
    crossings: bool = param(True, Flag(label="Crossings", help="Feature: strokes that rows and columns cross, 16 numbers."))
    zones: bool = param(False, Flag(label="Zones", help="Feature: mean ink in 4 x 4 zones, 16 numbers."))
    distance: Distance = param(Distance.NEIGHBOUR, _DISTANCE)
    hidden: int = param(48, Integer(label="Hidden", help="Units in the hidden layer of the network.", low=2, high=64))
    updates: int = param(250, Integer(label="Updates", help="Updates of the network, at every n.", low=10, high=250))


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Steps so far.
        seed: Seed of the run.
        right: Test digits each learner reads right at each size so far, shape (n_learners, n_sizes_so_far).
        in_order: The same of the features with no pixel moved, shape (n_sizes_so_far,); empty without shuffle.
    """

    step: int
    seed: int
    right: IntArray
    in_order: IntArray


@dataclass(frozen=True, slots=True, kw_only=True)
class Observation:
    """What is drawn.

    Attributes:
        sizes: Numbers of training examples so far, shape (n_sizes_so_far,).
        accuracies: Share of the test digits that each learner reads right, shape (n_learners, n_sizes_so_far).
        intervals: Ends of their 95 % intervals, shape (n_learners, n_sizes_so_far, 2).
        in_order: Accuracy of the features with no pixel moved, shape (n_sizes_so_far,); empty without shuffle.
        crossing: n from which the network stays ahead of the features; None if it is behind at the last size.
        weights: Incoming weights of the hidden units with the largest, shape (n_shown, 64).
        mistakes: Test pictures that the network reads wrong, the surest first, shape (n_shown, 64).
        drawn: The digits they are, shape (n_shown,).
        read: The digits that the network reads, shape (n_shown,).
        learned: Weights and biases that features and network learn.
    """

    sizes: FloatArray
    accuracies: FloatArray
    intervals: FloatArray
    in_order: FloatArray
    crossing: float | None
    weights: FloatArray
    mistakes: FloatArray
    drawn: IntArray
    read: IntArray
    learned: tuple[int, int]


class World(NamedTuple):
    """What decides the pictures."""

    distortion: float
    shuffle: bool
    seed: int


class Pictures(NamedTuple):
    """Pictures as the learners see them, shape (n, 64), all features of them, (n, 96), and their digits, (n,)."""

    images: FloatArray
    features: FloatArray
    labels: IntArray


class Reading(NamedTuple):
    """What a trained network makes of the test set: number read right, then as in ``Observation``."""

    right: int
    weights: FloatArray
    mistakes: FloatArray
    drawn: IntArray
    read: IntArray


@lru_cache(maxsize=64)
def _pictures(place: World, index: int) -> Pictures:
    """Return the training pictures that a size has more than the one before; those to test on for index -1."""
    if place.shuffle:
        images, _, labels = _pictures(place._replace(shuffle=False), index)  # drawn once for both
        images = images[:, step_rng(place.seed, 0, "shuffle").permutation(SIDE * SIDE)]
    else:
        count = int(np.diff(SIZES, prepend=0)[index]) if index >= 0 else TESTED
        rng = step_rng(place.seed, max(index, 0), "test" if index < 0 else "data")
        images, labels = digits(rng, count, SIDE, place.distortion)
    square = images.reshape(-1, SIDE, SIDE)
    features = np.concatenate([directions(square), crossings(square), zones(square)], axis=1)
    return Pictures(readonly(images), readonly(features), readonly(labels))


def training_set(place: World, index: int) -> Pictures:
    """Return the training pictures of a size; each size contains those before it."""
    parts = [_pictures(place, part) for part in range(index + 1)]
    return Pictures(*(np.concatenate(arrays) for arrays in zip(*parts, strict=True)))


def held_out(place: World) -> Pictures:
    """Return the pictures to test on."""
    return _pictures(place, -1)


@lru_cache(maxsize=64)
def _nearest(place: World, index: int) -> tuple[FloatArray, IntArray]:
    """Return the squared distance of each test picture to its nearest training picture, less its own square, and that digit."""
    new, tested = _pictures(place, index), held_out(place)
    squares = np.square(new.images).sum(axis=1) - 2.0 * tested.images @ new.images.T
    nearest = squares.argmin(axis=1)
    least, labels = squares[np.arange(TESTED), nearest], new.labels[nearest]
    if index:
        before, labels_before = _nearest(place, index - 1)
        least, labels = np.minimum(least, before), np.where(least < before, labels, labels_before)
    return readonly(least), readonly(labels)


def _right_by_distance(place: World, index: int, distance: Distance) -> int:
    tested = held_out(place)
    if distance is Distance.NEIGHBOUR:
        return int((_nearest(place, index)[1] == tested.labels).sum())
    images, _, labels = training_set(place, index)
    means = np.stack([images[labels == digit].mean(axis=0) for digit in range(N_CLASSES)])
    squares = np.square(means).sum(axis=1) - 2.0 * tested.images @ means.T
    return int((squares.argmin(axis=1) == tested.labels).sum())


def _trained(
    network: Network, examples: tuple[FloatArray, IntArray], seed: int, updates: int, rule: tuple[float, float]
) -> FloatArray:
    """Return the parameters of a softmax classifier; ``rule`` is learning rate and L2 penalty."""
    inputs, labels = examples
    theta = init_theta(network, step_rng(seed, 0, "weights")).astype(np.float32)
    recipe = Recipe(network, Loss.SOFTMAX_CROSS_ENTROPY, Rule(Optimizer.ADAM, rule[0]), BATCH, Penalty(l2=rule[1]))
    trainer = Trainer(recipe, inputs, np.eye(N_CLASSES)[labels], theta, seed=seed)
    trainer.run(updates)
    return trainer.parameters()


@lru_cache(maxsize=64)
def _right_by_features(place: World, index: int, names: tuple[str, ...]) -> int:
    train, tested = training_set(place, index), held_out(place)
    if not names:  # nothing is known but how often each digit comes
        return int((tested.labels == np.bincount(train.labels).argmax()).sum())
    columns = np.concatenate([np.arange(96)[_COLUMNS[name]] for name in names])
    known, asked = train.features[:, columns], tested.features[:, columns]
    mean, deviation = known.mean(axis=0), known.std(axis=0) + 0.05  # so that a column that hardly varies is not blown up
    network = Network((len(columns), N_CLASSES), ())
    theta = _trained(network, ((known - mean) / deviation, train.labels), place.seed, LINEAR_UPDATES, (0.03, 0.03))
    scores = forward(network, layers(network, theta), ((asked - mean) / deviation).astype(np.float32)).outputs
    return int((scores.argmax(axis=1) == tested.labels).sum())


@lru_cache(maxsize=64)
def _read_by_network(place: World, index: int, hidden: int, updates: int) -> Reading:
    train, tested = training_set(place, index), held_out(place)
    network, mean = Network((SIDE * SIDE, hidden, N_CLASSES), Activation.RELU), train.images.mean(axis=0)
    theta = _trained(network, (train.images - mean, train.labels), place.seed, updates, (0.01, 0.0))
    parts = layers(network, theta)
    scores = forward(network, parts, (tested.images - mean).astype(np.float32)).outputs
    wrong = np.flatnonzero((read := scores.argmax(axis=1)) != tested.labels)
    sure = softmax(scores[wrong]).max(axis=1) if len(wrong) else np.empty(0)
    worst = wrong[np.argsort(-sure, kind="stable")[:SHOWN]]
    incoming = parts[0].weights.T
    largest = np.argsort(-np.square(incoming).sum(axis=1), kind="stable")[:SHOWN]
    arrays = incoming[largest].astype(float), tested.images[worst], tested.labels[worst], read[worst]
    return Reading(TESTED - len(wrong), *(readonly(array) for array in arrays))


def chosen(params: Params) -> tuple[str, ...]:
    """Return the names of the features that are ticked."""
    return tuple(name for name in _COLUMNS if getattr(params, name))


def _measured(params: Params, state: State) -> State:
    """Return the state with one more size."""
    place, index = World(params.distortion, params.shuffle, state.seed), state.right.shape[1]
    right = [
        _right_by_distance(place, index, params.distance),
        _right_by_features(place, index, chosen(params)),
        _read_by_network(place, index, params.hidden, params.updates).right,
    ]
    in_order = state.in_order
    if params.shuffle:
        in_order = np.append(in_order, _right_by_features(place._replace(shuffle=False), index, chosen(params)))
    return replace(state, right=readonly(np.column_stack([state.right, right])), in_order=readonly(in_order))


def init(params: Params, seed: int) -> State:
    """Return the state at the smallest training set."""
    return _measured(params, State(0, seed, np.empty((len(TRACE_NAMES), 0), np.int64), np.empty(0, np.int64)))


def step(params: Params, state: State) -> State:
    """Return the state with the next larger training set."""
    after = _measured(params, state) if state.right.shape[1] < len(SIZES) else state
    return replace(after, step=state.step + 1)


def crossing(sizes: FloatArray, behind: FloatArray, ahead: FloatArray) -> float | None:
    """Return the n from which ``ahead`` stays above ``behind``, on straight lines over log n; None if it is not at the end."""
    lead = ahead - behind
    if lead[-1] <= 0.0:
        return None
    last = np.flatnonzero(lead <= 0.0)
    if not len(last):
        return float(sizes[0])
    low = int(last[-1])
    share = -lead[low] / (lead[low + 1] - lead[low])
    return float(sizes[low] * (sizes[low + 1] / sizes[low]) ** share)


def trace(_params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    return tuple((state.right[:, -1] / TESTED).tolist())


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    index = state.right.shape[1] - 1
    reading = _read_by_network(World(params.distortion, params.shuffle, state.seed), index, params.hidden, params.updates)
    sizes, accuracies = np.array(SIZES[: index + 1], float), state.right / TESTED
    intervals = np.array([[wilson_interval(count, TESTED) for count in row] for row in state.right.tolist()])
    inputs = sum(_COLUMNS[name].stop - _COLUMNS[name].start for name in chosen(params))
    return Observation(
        sizes=readonly(sizes),
        accuracies=readonly(accuracies),
        intervals=readonly(intervals),
        in_order=readonly(state.in_order / TESTED),
        crossing=crossing(sizes, accuracies[1], accuracies[2]),
        weights=reading.weights,
        mistakes=reading.mistakes,
        drawn=reading.drawn,
        read=reading.read,
        learned=((inputs + 1) * N_CLASSES, 65 * params.hidden + (params.hidden + 1) * N_CLASSES),
    )


READOUTS = (
    Readout(name="crossing", label="Crossing n", digits=0, headline=True),
    Readout(name="features", label="Features", unit="%", digits=1, headline=True),
    Readout(name="network", label="Network", unit="%", digits=1, headline=True),
    Readout(name="distance", label="Distance", unit="%", digits=1),
    Readout(name="examples", label="Examples", digits=0),
    Readout(name="learned_features", label="Learned, features", digits=0),
    Readout(name="learned_network", label="Learned, network", digits=0),
)


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; a crossing of 0 stands for none."""
    seen = observation
    distance, features, network = seen.accuracies[:, -1].tolist()
    numbers = [seen.crossing or 0.0, features, network, distance, seen.sizes[-1], *seen.learned]
    return {readout.name: float(number) for readout, number in zip(READOUTS, numbers, strict=True)}


def status(params: Params, state: State) -> Status:
    """Return where the curves of features and network cross."""
    count = state.right.shape[1]
    done = count == len(SIZES)
    sizes, accuracies = np.array(SIZES[:count], float), state.right / TESTED
    features, network = (100.0 * accuracies[1:, -1]).tolist()
    place = crossing(sizes, accuracies[1], accuracies[2])
    score = f"{network:.1f} against {features:.1f} % at n = {SIZES[count - 1]:,}"
    if not chosen(params):
        reason = f"No feature is ticked: the linear model names one digit for all, right for {features:.0f} %."
    elif place is None:
        reason = f"No crossing up to now: the network is not ahead of the features, {score}."
    elif (accuracies[2] > accuracies[1]).all():
        reason = f"The network is ahead of the features at every n so far, {score}."
    else:
        reason = f"Curves cross at n = {place:,.0f}: from there on the network is ahead of the features, {score}."
    return Status(Outcome.CONVERGED if done else Outcome.RUNNING, reason, final=done)


def describe(params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    seen = observation
    shares = ", ".join(f"{name} {100.0 * share:.1f} %" for name, share in zip(TRACE_NAMES, seen.accuracies[:, -1], strict=True))
    where = (
        "no crossing of features and network" if seen.crossing is None else f"network ahead from n = {seen.crossing:,.0f} on"
    )
    pixels = "with shuffled pixels" if params.shuffle else "with pixels in order"
    return f"Test digits read right after {seen.sizes[-1]:,.0f} examples {pixels}: {shares}; {where}."


def horizon(_params: Params) -> int:
    """Return the number of steps to the largest training set."""
    return len(SIZES) - 1


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="crossing_curves",
    version=1,
    title="Crossing curves",
    summary="Find out from how many examples on a network on raw pixels beats features made by hand, and what decides that.",
    step_name="training set",
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
        "LeCun, Bengio, Hinton 2015, Deep learning, Nature 521 (features designed or learned)",
        "Dalal, Triggs 2005 (directions of edges as features)",
        "Cover, Hart 1967 (nearest neighbour)",
        "Wilson 1927 (the bars: 95 % intervals of a share); Wolpert 1996 (no free lunch: ahead here, not everywhere)",
    ),
)
