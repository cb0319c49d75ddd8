"""A small multilayer perceptron that learns to tell two classes of points in the plane apart, one parameter update a step.

Modelled: a dense network with 0 to 3 hidden layers of equal width and one linear output, the logit of class 1. The cost is the
mean binary cross-entropy of the training points; its gradient on a batch comes from backpropagation and goes to the optimizer.
Each epoch takes the training points in a new order; a short last batch is averaged over its real size. First weights are Glorot
uniform, or He normal for the family of rectifiers; or N(0, 1) whatever the width; or all 0. Biases begin at 0. The last 30 % of
a cloud's points are held out for validation. The four points of XOR are all there is, so validation looks at the same four.

The network sees the coordinates as they are drawn: XOR in {0, 1} as in a truth table, clouds centred and about 1.5 wide to each
side.

Left out: regularisation (without weight decay AdamW is Adam), schedules, more than one output, activations that differ between
layers.

Units: none. Known limits: a parameter beyond 10,000 counts as diverged, and the network stays as it was before that update; the
step function passes no gradient, so with it only the output layer learns.

Source: Rumelhart, Hinton, Williams 1986; Goodfellow, Bengio, Courville 2016, sections 6.1 (XOR), 6.5 (backpropagation) and 8.4
(first weights); Bishop 2006, section 4.3.2 (cross-entropy).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, StrEnum
from functools import cached_property, lru_cache
from typing import cast

import numpy as np
from numpy.typing import NDArray

from engine.maths import datasets
from engine.maths.activations import Activation, sigmoid
from engine.maths.networks import Layer, Network, forward, init_theta, layers
from engine.maths.optimizers import Optimizer, Rule
from engine.maths.sampling import updates_per_epoch
from engine.params import Choice, Integer, Real, Scale, param, parameters
from engine.presets import build
from engine.presets.mlp_classifier import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly
from engine.training.classifier import Course, Examples, Learner, Scores, beginner, gradient, train

HELD_OUT = 0.3  # share of a cloud's points kept for validation
LOW_LOSS = 0.1  # training has converged when every training point is right and the loss is below this
PICTURE_SIZE = 64


class Data(StrEnum):
    """Which points are to be told apart."""

    XOR = "xor"
    XOR_CLOUD = "xor_cloud"
    CIRCLES = "circles"
    MOONS = "moons"
    SPIRALS = "spirals"


class FirstWeights(StrEnum):
    """How the weights are drawn."""

    MATCHED = "matched"
    NORMAL = "normal"
    ZEROS = "zeros"


_STD = {FirstWeights.MATCHED: None, FirstWeights.NORMAL: 1.0, FirstWeights.ZEROS: 0.0}
_CLOUDS = {
    Data.XOR_CLOUD: datasets.xor_cloud,
    Data.CIRCLES: datasets.circles,
    Data.MOONS: datasets.moons,
    Data.SPIRALS: datasets.spirals,
}
_DATA = Choice(
    label="Data",
    help="The points: the truth table of XOR, or a cloud.",
    options=Data,
    labels={Data.XOR: "XOR, four points", Data.XOR_CLOUD: "XOR, cloud", Data.CIRCLES: "two rings", Data.MOONS: "two moons"},
)
_FIRST_WEIGHTS = Choice(
    label="First weights",
    help="Drawn as suits activation and width (Glorot or He), from N(0, 1), or all 0: then hidden units stay alike.",
    options=FirstWeights,
    labels={FirstWeights.MATCHED: "as suits", FirstWeights.NORMAL: "N(0, 1)", FirstWeights.ZEROS: "all 0"},
)
_ACTIVATION_LABELS: dict[Enum, str] = {
    Activation.RELU: "ReLU",
    Activation.LEAKY_RELU: "leaky ReLU",
    Activation.ELU: "ELU",
    Activation.GELU: "GELU",
    Activation.SILU: "SiLU",
}
_OPTIMIZER_LABELS: dict[Enum, str] = {
    Optimizer.NESTEROV: "Nesterov",
    Optimizer.ADAGRAD: "AdaGrad",
    Optimizer.RMSPROP: "RMSProp",
    Optimizer.ADAM: "Adam",
    Optimizer.ADADELTA: "Adadelta",
    Optimizer.ADAMW: "AdamW",
    Optimizer.NADAM: "NAdam",
    Optimizer.LION: "Lion",
}
_IN_CLOUDS = {"data": tuple(_CLOUDS)}
_WITH_HIDDEN = {"layers": (1, 2, 3)}
_WITH_MOMENTUM = {"optimizer": (Optimizer.MOMENTUM, Optimizer.NESTEROV)}
_POINTS_HELP = "Size of the cloud; 30 % of it are held out for validation."
_NOISE_HELP = "Standard deviation of the noise on each coordinate."
_BATCH_HELP = "Training points per update; more than all of them means all of them."
_LAYERS_HELP = "0 is a linear classifier."


@parameters
class Params:
    """What a run is made of."""

    data: Data = param(Data.XOR, _DATA)
    layers: int = param(1, Integer(label="Hidden layers", help=_LAYERS_HELP, low=0, high=3))
    width: int = param(4, Integer(label="Units a layer", help="Units of each hidden layer.", low=1, high=8, when=_WITH_HIDDEN))
    activation: Activation = param(
        Activation.TANH,
        Choice(
            label="Activation",
            symbol="φ",
            help="Of the hidden units.",
            options=Activation,
            labels=_ACTIVATION_LABELS,
            when=_WITH_HIDDEN,
        ),
    )
    optimizer: Optimizer = param(
        Optimizer.MOMENTUM,
        Choice(label="Optimizer", help="How a gradient becomes a step.", options=Optimizer, labels=_OPTIMIZER_LABELS),
    )
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
    batch_size: int = param(32, Integer(label="Batch size", symbol="B", help=_BATCH_HELP, low=1, high=512))
    points: int = param(200, Integer(label="Points", symbol="N", help=_POINTS_HELP, low=20, high=500, when=_IN_CLOUDS))
    first_weights: FirstWeights = param(FirstWeights.MATCHED, _FIRST_WEIGHTS)
    noise: float = param(0.1, Real(label="Noise", symbol="σ", help=_NOISE_HELP, low=0.0, high=0.5, step=0.01, when=_IN_CLOUDS))


@dataclass(frozen=True, slots=True)
class State:
    """Everything the next step depends on.

    Attributes:
        step: Updates so far.
        seed: Seed of the run.
        learner: The network with its optimizer's memory and its scores.
    """

    step: int
    seed: int
    learner: Learner


@dataclass(frozen=True, kw_only=True)  # without slots, so that pictures can be kept once they are asked for
class Observation:
    """What is drawn.

    Attributes:
        network: The shape of the network.
        parameters: Weights and biases of each layer, the output layer last.
        points: Shape (n_points, 2).
        labels: 0.0 or 1.0, shape (n_points,).
        training: Whether a point is learned from, shape (n_points,); all of them where none are held out.
        probabilities: What the network says is the chance of class 1, shape (n_points,).
        scores: Losses and accuracies.
        epoch: Epochs finished.
        gradient_norm: Length of the gradient of the training loss.
        dead: For each hidden layer, whether each unit gives 0 for every training point; shape (n_units,).
        window: Interval of both axes worth looking at.
    """

    network: Network
    parameters: tuple[Layer, ...]
    points: FloatArray
    labels: FloatArray
    training: NDArray[np.bool_]
    probabilities: FloatArray
    scores: Scores
    epoch: int
    gradient_norm: float
    dead: tuple[NDArray[np.bool_], ...]
    window: tuple[float, float]

    @cached_property
    def _layer_pictures(self) -> tuple[NDArray[np.float32], ...]:
        """Outputs of each layer over the window, each of shape (64, 64, n_units), in single precision: it is for the eye."""
        single = [Layer(*(cast(FloatArray, array.astype(np.float32)) for array in layer)) for layer in self.parameters]
        passed = forward(self.network, single, cast(FloatArray, _grid(self.window)))  # single precision in, single out
        outputs = (*passed.activations[1:], passed.outputs)
        return tuple(output.astype(np.float32, copy=False).reshape(PICTURE_SIZE, PICTURE_SIZE, -1) for output in outputs)

    @cached_property
    def surface(self) -> NDArray[np.float32]:
        """Logits over the window, shape (64, 64): row i lies at the i-th y from below, column j at the j-th x from the left."""
        return readonly(self._layer_pictures[-1][:, :, 0])

    @cached_property
    def unit_maps(self) -> tuple[NDArray[np.float32], ...]:
        """Outputs of the units of each hidden layer over the window, laid out alike, each of shape (n_units, 32, 32)."""
        return tuple(readonly(outputs[::2, ::2].transpose(2, 0, 1).copy()) for outputs in self._layer_pictures[:-1])


@lru_cache(maxsize=8)
def _grid(window: tuple[float, float]) -> NDArray[np.float32]:
    """Return the points of the pictures, row by row, shape (64 * 64, 2)."""
    axis = np.linspace(*window, PICTURE_SIZE, dtype=np.float32)
    return readonly(np.stack(np.meshgrid(axis, axis), axis=-1).reshape(-1, 2))


@lru_cache(maxsize=16)
def _make_examples(data: Data, n: int, noise: float, seed: int) -> Examples:
    if data is Data.XOR:
        points, labels = datasets.xor()
        training = validation = slice(0, len(points))
    else:
        points, labels = _CLOUDS[data](step_rng(seed, 0, "data"), n, noise)
        n_training = n - round(HELD_OUT * n)
        training, validation = slice(0, n_training), slice(n_training, n)
    return Examples(readonly(points), readonly(labels[:, None]), training, validation)


def examples_of(params: Params, seed: int) -> Examples:
    """Return the points of a run; they are kept between runs that differ in the network only."""
    return _make_examples(params.data, params.points, params.noise, seed)


def _network(params: Params) -> Network:
    return Network((2, *[params.width] * params.layers, 1), params.activation)


def _course(params: Params, seed: int) -> Course:
    rule = Rule(params.optimizer, params.learning_rate, params.momentum)
    return Course(_network(params), rule, params.batch_size, examples_of(params, seed), seed)


def init(params: Params, seed: int) -> State:
    """Return the state before the first update."""
    theta = init_theta(_network(params), step_rng(seed, 0, "weights"), _STD[params.first_weights])
    return State(0, seed, beginner(_course(params, seed), theta))


def step(params: Params, state: State) -> State:
    """Return the state one update later."""
    return advance(params, state, 1)[0]


def advance(params: Params, state: State, n: int) -> tuple[State, FloatArray]:
    """Return the state n updates later and the traces of these updates, shape (n, n_traces)."""
    learner, history = train(_course(params, state.seed), state.learner, state.step, n)
    return State(state.step + n, state.seed, learner), np.array(history)


def trace(_params: Params, state: State) -> tuple[float, ...]:
    """Return what ``TRACE_NAMES`` names."""
    return state.learner.scores


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    examples, network, theta = examples_of(params, state.seed), _network(params), state.learner.theta
    parameters, rows = layers(network, theta), examples.training
    passed = forward(network, parameters, examples.points)
    training = np.zeros(len(examples.points), dtype=np.bool_)
    training[rows] = True
    reach = max(2.0, 1.05 * float(np.abs(examples.points).max()))
    return Observation(
        network=network,
        parameters=parameters,
        points=examples.points,
        labels=examples.labels[:, 0],
        training=readonly(training),
        probabilities=readonly(sigmoid(passed.outputs[:, 0])),
        scores=state.learner.scores,
        epoch=state.step // updates_per_epoch(int(training.sum()), params.batch_size),
        gradient_norm=float(np.linalg.norm(gradient(_course(params, state.seed), theta, passed))),
        dead=tuple(readonly((outputs[rows] == 0.0).all(axis=0)) for outputs in passed.activations[1:]),
        window=(-0.5, 1.5) if params.data is Data.XOR else (-reach, reach),
    )


READOUTS = (
    Readout(name="loss", label="Loss", digits=4, headline=True),
    Readout(name="accuracy", label="Accuracy", headline=True),
    Readout(name="validation_loss", label="Validation loss", digits=4),
    Readout(name="validation_accuracy", label="Validation accuracy", headline=True),
    Readout(name="epoch", label="Epochs", digits=0),
    Readout(name="gradient_norm", label="Gradient", digits=5),
)


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars."""
    scores = observation.scores._asdict()
    return {**scores, "epoch": float(observation.epoch), "gradient_norm": observation.gradient_norm}


def status(params: Params, state: State) -> Status:
    """Return where the training stands."""
    scores, divergence = state.learner.scores, state.learner.divergence
    if divergence is not None:
        where = "the output layer" if divergence.layer == params.layers else f"hidden layer {divergence.layer + 1}"
        what = f"Update {divergence.update} drove a {divergence.quantity} of {where} beyond 10,000"
        return Status(Outcome.DIVERGED, f"{what}; take a smaller learning rate.", final=True)
    if scores.accuracy == 1.0 and scores.loss < LOW_LOSS:
        return Status(Outcome.CONVERGED, f"Every training point is right, and the loss {scores.loss:.3g} is below {LOW_LOSS}.")
    examples = examples_of(params, state.seed)
    n_training = len(examples.labels[examples.training])
    standing = f"Loss {scores.loss:.3g}, {_count(scores.accuracy, n_training)} training points right."
    return Status(Outcome.RUNNING, f"{standing} {_obstacle(params, state)}".rstrip())


def _count(share: float, total: int) -> str:
    """Return a share of some points in whole points: one that is nearly 1 must not be rounded to all of them."""
    return f"{round(share * total)} of {total}"


def _obstacle(params: Params, state: State) -> str:
    """Return what stands in the way of learning, if it is known."""
    if params.layers == 0 or params.activation is Activation.IDENTITY:
        return "Without a non-linear hidden layer the boundary is a straight line."
    if params.first_weights is FirstWeights.ZEROS:
        return "All weights began at 0: the hidden units of a layer get the same gradient and stay alike."
    if params.activation is Activation.STEP:
        return "The step function passes no gradient: only the output layer learns."
    if params.activation is not Activation.RELU:
        return ""
    observation = observe(params, state)
    for index in range(params.layers, 0, -1):
        if observation.dead[index - 1].all():
            return f"All units of hidden layer {index} are dead: no gradient passes them, and only what follows still learns."
    n_dead = sum(int(dead.sum()) for dead in observation.dead)
    return f"{n_dead} of {params.layers * params.width} hidden units are dead and learn no more." if n_dead else ""


def describe(params: Params, observation: Observation) -> str:
    """Return what the picture shows in one sentence."""
    scores, training = observation.scores, observation.training
    n_training = int(training.sum())
    sizes = "-".join(str(size) for size in observation.network.sizes)
    held_out = "" if training.all() else f" and {_count(scores.validation_accuracy, len(training) - n_training)} held-out ones"
    n_dead = sum(int(dead.sum()) for dead in observation.dead) if params.activation is Activation.RELU else 0
    dead = f"; {n_dead} hidden units are dead" if n_dead else ""
    cut = f"; a batch of {params.batch_size} means all {n_training}" if params.batch_size > n_training else ""
    return (
        f"{_DATA.label_of(params.data)}, a {sizes} network with loss {scores.loss:.3g}: {_count(scores.accuracy, n_training)} "
        f"training points{held_out} lie on the right side of its boundary{dead}{cut}."
    )


def horizon(_params: Params) -> int:
    """Return the length of a whole run in updates."""
    return 2000


SIMULATION: Simulation[Params, State, Observation] = Simulation(
    id="mlp_classifier",
    version=1,
    title="Multilayer perceptron",
    summary="Find out which points a small network can tell apart, and how its layers, units and training decide that.",
    step_name="update",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=Scores._fields,
    trace=trace,
    horizon=horizon,
    presets=build(Params, ROWS),
    sources=(
        "Rumelhart, Hinton, Williams 1986 (backpropagation)",
        "Goodfellow, Bengio, Courville 2016, sections 6.1, 6.5, 8.1, 8.4 (XOR, backpropagation, mini-batches, first weights)",
        "Bishop 2006, section 4.3.2 (cross-entropy)",
        "Glorot & Bengio 2010, equation 16; He, Zhang, Ren, Sun 2015, equation 10 (first weights)",
        "Lang & Witbrock 1988 (two spirals); scikit-learn, make_moons and make_circles",
        "PyTorch documentation of torch.optim (update rules)",
    ),
    advance=advance,
)
