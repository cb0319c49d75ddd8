"""One signal through a chain of equal layers, and the gradient that comes back, for eleven activation functions.

Modelled: a chain of single units without biases. Layer k takes z_k, puts out a_k = phi(z_k) and hands on z_(k+1) = gain * a_k;
z_1 is the probe. One step is one layer. The derivative of a_k with respect to the probe is the product of phi'(z_j) over these
layers times gain^(k-1); the most any probe could give is max|phi'|^k * gain^(k-1). Beside it phi and phi' are drawn as curves.

Softmax is no element-wise function, so it is shown as what it is used for: one output layer over three logits, one step long.
Its curve is the first probability as the first logit varies; value, derivative, signal and product are those of that output.

Left out: width, biases, different weights per layer, and the training that would move them.

Units: none; entropy in nats. Known limits: the chain is one path of a network, whose gradient sums over all paths.

Source: Goodfellow, Bengio, Courville 2016, sections 6.3 and 6.2.2.3; Glorot & Bengio 2010 (products of derivatives); for each
function see ``engine.maths.activations``.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import Enum, StrEnum

import numpy as np

from engine.maths.activations import Activation, derivative, largest_slope, softmax, softmax_jacobian, value
from engine.params import Choice, Integer, Real, Scale, param, parameters
from engine.simulation import FloatArray, Outcome, Preset, Readout, Simulation, Status, readonly

PROBE_LIMIT = 6.0
LOGIT_LIMIT = 10.0
CURVE_POINTS = 481


class Function(StrEnum):
    """The activation functions on offer: the element-wise ones and softmax."""

    IDENTITY = "identity"
    STEP = "step"
    SIGMOID = "sigmoid"
    TANH = "tanh"
    RELU = "relu"
    LEAKY_RELU = "leaky_relu"
    ELU = "elu"
    SOFTPLUS = "softplus"
    GELU = "gelu"
    SILU = "silu"
    SOFTMAX = "softmax"


ELEMENTWISE = tuple(function for function in Function if function is not Function.SOFTMAX)
NAMES: dict[Enum, str] = {Function.RELU: "ReLU", Function.LEAKY_RELU: "leaky ReLU", Function.SILU: "SiLU (Swish)"}
NAMES |= {function: function.value.upper() for function in (Function.ELU, Function.GELU)}
FUNCTION_HELP = "The function that turns a unit's weighted sum into its output."
PROBE_HELP = "What the first unit is given: its weighted sum plus bias."
GAIN_HELP = "Weight between one unit and the next: every layer multiplies signal and gradient by it."
LOGIT_HELP = "Score of the class before softmax; only the differences between the three matter."
SLOPE_HELP = "Slope of leaky ReLU left of zero; 0 is ReLU, 1 the identity."
HEAT_HELP = "Divides the logits: below 1 the largest takes more, above 1 all come closer together."
CHAIN, LEAKY, SOFTMAX = ({"activation": group} for group in (ELEMENTWISE, (Function.LEAKY_RELU,), (Function.SOFTMAX,)))


def _logit(number: int) -> Real:
    name, limit = f"Logit {number}", LOGIT_LIMIT
    return Real(label=name, symbol="z" + "₁₂₃"[number - 1], help=LOGIT_HELP, low=-limit, high=limit, step=0.1, when=SOFTMAX)


@parameters
class Params:
    """What a run is made of."""

    activation: Function = param(
        Function.SIGMOID, Choice(label="Function", symbol="φ", help=FUNCTION_HELP, options=Function, labels=NAMES)
    )
    probe: float = param(
        1.0, Real(label="Probe", symbol="z", help=PROBE_HELP, low=-PROBE_LIMIT, high=PROBE_LIMIT, step=0.05, when=CHAIN)
    )
    gain: float = param(1.0, Real(label="Gain", symbol="w", help=GAIN_HELP, low=0.1, high=3.0, step=0.05, when=CHAIN))
    layers: int = param(10, Integer(label="Layers", symbol="n", help="Length of the chain.", low=1, high=50, when=CHAIN))
    leaky_slope: float = param(0.01, Real(label="Leak", symbol="α", help=SLOPE_HELP, low=0.0, high=1.0, when=LEAKY))
    logit_1: float = param(2.0, _logit(1))
    logit_2: float = param(1.0, _logit(2))
    logit_3: float = param(0.0, _logit(3))
    temperature: float = param(
        1.0, Real(label="Temperature", symbol="T", help=HEAT_HELP, low=0.05, high=10.0, scale=Scale.LOG, when=SOFTMAX)
    )


@dataclass(frozen=True, slots=True)
class State:
    """The layers passed so far; after the last one only ``step`` grows.

    Attributes:
        step: Steps so far.
        pre_activations: z_k of each layer passed; ``signals`` are the a_k.
        products: Derivative of a_k with respect to the probe, for each layer passed.
        bounds: Largest absolute product that any probe could give, for each layer passed.
    """

    step: int
    pre_activations: tuple[float, ...] = ()
    signals: tuple[float, ...] = ()
    products: tuple[float, ...] = ()
    bounds: tuple[float, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """What is drawn.

    Attributes:
        function: The activation function.
        grid: Abscissae of the curves, shape (n_grid,).
        values: phi on the grid, same shape; for softmax p1 as a function of the first logit.
        derivatives: phi' on the grid, same shape; for softmax dp1/dz1.
        probe: z_1; for softmax the first logit.
        value: phi at the probe; ``derivative`` likewise.
        n_layers: Length of the chain.
        pre_activations: As in ``State``, shape (n_passed,); ``signals``, ``products`` and ``bounds`` likewise.
        logits: The three logits, shape (3,); like the next two shown for softmax only.
        probabilities: Softmax of the logits, shape (3,).
        jacobian: dp_i/dz_j, shape (3, 3).
    """

    function: Function
    grid: FloatArray
    values: FloatArray
    derivatives: FloatArray
    probe: float
    value: float
    derivative: float
    n_layers: int
    pre_activations: FloatArray
    signals: FloatArray
    products: FloatArray
    bounds: FloatArray
    logits: FloatArray
    probabilities: FloatArray
    jacobian: FloatArray


def init(_params: Params, _seed: int) -> State:
    """Return the chain before the first layer; nothing is random, so the seed changes nothing."""
    return State(step=0)


def step(params: Params, state: State) -> State:
    """Pass one layer: a_k = phi(z_k), and the product of derivatives grows by phi'(z_k) and the gain.

    Source: chain rule; Goodfellow, Bengio, Courville 2016, equation 6.44; Glorot & Bengio 2010, section 4.2.
    """
    passed = len(state.signals)
    if passed == horizon(params):
        return replace(state, step=state.step + 1)
    gain = params.gain if passed else 1.0
    z = gain * state.signals[-1] if passed else _probe(params)
    values, slopes = _curves(params, np.array([z]))
    product, bound = (state.products[-1], state.bounds[-1]) if passed else (1.0, 1.0)
    return State(
        step=state.step + 1,
        pre_activations=(*state.pre_activations, z),
        signals=(*state.signals, float(values[0])),
        products=(*state.products, product * gain * float(slopes[0])),
        bounds=(*state.bounds, bound * gain * _largest_slope(params)),
    )


def horizon(params: Params) -> int:
    """Return the number of layers; softmax is one."""
    return 1 if params.activation is Function.SOFTMAX else params.layers


def _probe(params: Params) -> float:
    return params.logit_1 if params.activation is Function.SOFTMAX else params.probe


def _curves(params: Params, z: FloatArray) -> tuple[FloatArray, FloatArray]:
    """Return phi and phi' at each z; for softmax p1 and dp1/dz1 with z as the first logit."""
    if params.activation is Function.SOFTMAX:
        logits = np.column_stack([z, np.full_like(z, params.logit_2), np.full_like(z, params.logit_3)])
        return softmax(logits, params.temperature)[:, 0], softmax_jacobian(logits, params.temperature)[:, 0, 0]
    activation = Activation(params.activation.value)
    return value(activation, z, params.leaky_slope), derivative(activation, z, params.leaky_slope)


def _largest_slope(params: Params) -> float:
    """Return max|phi'|; for softmax max p(1 - p) / T = 1 / (4 T)."""
    if params.activation is Function.SOFTMAX:
        return 0.25 / params.temperature
    return largest_slope(Activation(params.activation.value))


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    limit = LOGIT_LIMIT if params.activation is Function.SOFTMAX else PROBE_LIMIT
    grid = np.linspace(-limit, limit, CURVE_POINTS)
    values, derivatives = _curves(params, grid)
    at_probe = [float(curve[0]) for curve in _curves(params, np.array([_probe(params)]))]
    logits = np.array([params.logit_1, params.logit_2, params.logit_3])
    return Observation(
        function=params.activation,
        grid=readonly(grid),
        values=readonly(values),
        derivatives=readonly(derivatives),
        probe=_probe(params),
        value=at_probe[0],
        derivative=at_probe[1],
        n_layers=horizon(params),
        pre_activations=readonly(np.array(state.pre_activations)),
        signals=readonly(np.array(state.signals)),
        products=readonly(np.array(state.products)),
        bounds=readonly(np.array(state.bounds)),
        logits=readonly(logits),
        probabilities=readonly(softmax(logits, params.temperature)),
        jacobian=readonly(softmax_jacobian(logits, params.temperature)),
    )


def trace(params: Params, state: State) -> tuple[float, ...]:
    """Return signal, product of derivatives and its bound; before the first layer the probe, 1 and 1."""
    if not state.signals:
        return _probe(params), 1.0, 1.0
    return state.signals[-1], state.products[-1], state.bounds[-1]


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars. p1 to p3 and the entropy depend on logits and temperature only, whatever the function is."""
    seen, passed, p = observation, len(observation.signals), observation.probabilities
    return {
        "value": seen.value,
        "derivative": seen.derivative,
        "product": float(seen.products[-1]) if passed else 1.0,
        "layer": float(passed),
        "signal": float(seen.signals[-1]) if passed else seen.probe,
        "largest_product": float(seen.bounds[-1]) if passed else 1.0,
        "p1": float(p[0]),
        "p2": float(p[1]),
        "p3": float(p[2]),
        "entropy": float(-(p * np.log(np.maximum(p, np.finfo(float).tiny))).sum()) + 0.0,
    }


READOUTS = (
    Readout(name="value", label="φ(z)", digits=4, headline=True),
    Readout(name="derivative", label="φ′(z)", digits=4, headline=True),
    Readout(name="product", label="gradient", digits=4, headline=True),
    Readout(name="layer", label="layer", digits=0),
    Readout(name="signal", label="signal", digits=4),
    Readout(name="largest_product", label="largest gradient", digits=4),
    Readout(name="p1", label="p₁", digits=4),
    Readout(name="p2", label="p₂", digits=4),
    Readout(name="p3", label="p₃", digits=4),
    Readout(name="entropy", label="entropy", unit="nat", digits=4),
)


def status(params: Params, state: State) -> Status:
    """Return how many layers the signal has passed."""
    passed, n_layers = len(state.signals), horizon(params)
    if passed < n_layers:
        return Status(Outcome.RUNNING, f"The signal has passed {passed} of {n_layers} layers.")
    if params.activation is Function.SOFTMAX:
        return Status(Outcome.CONVERGED, "The softmax layer has turned the three logits into probabilities.", final=True)
    layers = "the only layer" if n_layers == 1 else f"all {n_layers} layers"
    gradient = f"on the way back the gradient is multiplied by {state.products[-1]:.3g}"
    return Status(Outcome.CONVERGED, f"The signal has passed {layers}; {gradient}.", final=True)


def describe(_params: Params, observation: Observation) -> str:
    """Return what the picture shows in two sentences."""
    seen = observation
    if seen.function is Function.SOFTMAX:
        shares = ", ".join(f"{probability:.3f}" for probability in seen.probabilities)
        logits = ", ".join(f"{logit:g}" for logit in seen.logits)
        return f"Softmax turns the logits {logits} into the probabilities {shares}, which sum to 1."
    name = NAMES.get(seen.function, seen.function.value)
    curve = (
        f"The curve of {name} and its derivative: at z = {seen.probe:g} they are {seen.value:.4g} and {seen.derivative:.4g}."
    )
    if not len(seen.signals):
        return f"{curve} The signal has not entered the chain of {seen.n_layers} layers."
    passed = f"{len(seen.signals)} of {seen.n_layers} layers"
    return (
        f"{curve} After {passed} the signal is {seen.signals[-1]:.4g} and the product of derivatives {seen.products[-1]:.4g}."
    )


PRESETS = (
    Preset(
        id="sigmoid_saturates",
        title="Sigmoid saturates",
        caption="At z = 5 the output is 0.993 and the derivative 0.0066: a unit that is this sure passes hardly any gradient.",
        params=Params(probe=5.0),
        at=1,
    ),
    Preset(
        id="sigmoid_ten_layers",
        title="Ten sigmoids: at best 0.25 to the power of 10",
        caption="At best 9.5e-7 of the gradient survives ten sigmoids with weights of 1; this chain keeps 3.9e-7.",
        params=Params(probe=0.0),
        at=10,
    ),
    Preset(
        id="tanh_centred",
        title="Tanh is centred and steeper",
        caption="Tanh gives 0 for 0, where its derivative is 1, four times sigmoid's 0.25. Far from 0 it saturates too.",
        params=Params(activation=Function.TANH, probe=0.5),
        at=10,
    ),
    Preset(
        id="relu_gate",
        title="ReLU passes all of it",
        caption="For a positive input every derivative is 1: signal and gradient pass ten layers unchanged.",
        params=Params(activation=Function.RELU),
        at=10,
    ),
    Preset(
        id="dead_relu",
        title="... or nothing",
        caption="For a negative input ReLU is 0 and so is its derivative: what comes before it learns nothing from it.",
        params=Params(activation=Function.RELU, probe=-1.0),
        at=10,
    ),
    Preset(
        id="leaky_relu",
        title="A leak keeps the unit alive",
        caption="At z = −1 leaky ReLU passes 1 % of the gradient, ReLU none. In a long chain that 1 % is multiplied again.",
        params=Params(activation=Function.LEAKY_RELU, probe=-1.0),
        at=1,
    ),
    Preset(
        id="gelu_smooth",
        title="GELU has a dip and no kink",
        caption="GELU is smooth and lowest, −0.17, near z = −0.75; its slope peaks at 1.13, so it can enlarge a gradient.",
        params=Params(activation=Function.GELU, probe=-0.75),
        at=1,
    ),
    Preset(
        id="identity_collapses",
        title="Ten linear layers are one",
        caption="With the identity, ten layers only multiply the probe by 1.2 nine times: one layer of weight 5.16 does it.",
        params=Params(activation=Function.IDENTITY, gain=1.2),
        at=10,
    ),
    Preset(
        id="step_no_gradient",
        title="A step passes no gradient",
        caption="The step decides, but beside its jump its derivative is 0: backpropagation cannot train through it.",
        params=Params(activation=Function.STEP),
        at=1,
    ),
    Preset(
        id="softmax_shift",
        title="Softmax sees differences only",
        caption="The logits 5, 4, 3 give exactly the probabilities of 2, 1, 0: a constant added to all changes nothing.",
        params=Params(activation=Function.SOFTMAX, logit_1=5.0, logit_2=4.0, logit_3=3.0),
        at=1,
    ),
    Preset(
        id="softmax_temperature",
        title="Temperature sharpens or flattens",
        caption="At T = 0.25 the largest of the logits 2, 1, 0 takes 98 % instead of 67 %. Raise T and the three draw level.",
        params=Params(activation=Function.SOFTMAX, temperature=0.25),
        at=1,
    ),
    Preset(
        id="gain_explodes",
        title="A gain above 1 explodes",
        caption="With weights of 2, ReLU doubles signal and gradient in every further layer: 512 times as much after ten.",
        params=Params(activation=Function.RELU, gain=2.0),
        at=10,
    ),
)

SIMULATION = Simulation(
    id="activation_functions",
    version=1,
    title="Activation functions",
    summary="See what each activation function does to a signal, and how much gradient comes back through many layers of it.",
    step_name="layer",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=("signal", "product", "largest_product"),
    trace=trace,
    horizon=horizon,
    presets=PRESETS,
    sources=(
        "Goodfellow, Bengio, Courville 2016, Deep Learning, sections 6.2.2 and 6.3: the functions; 6.5.2: chain rule",
        "Bishop 2006, Pattern Recognition and Machine Learning, equations 4.59, 4.62, 4.88, 4.106: sigmoid and softmax",
        "LeCun et al. 1998, Efficient BackProp, section 4.4: tanh; Maas et al. 2013: leaky ReLU; Clevert et al. 2016: ELU",
        "Dugas et al. 2001: softplus; Hendrycks & Gimpel 2016: GELU; Elfwing et al. 2018, Ramachandran et al. 2017: SiLU",
        "Glorot & Bengio 2010, section 4.2: products of derivatives through depth; Hinton et al. 2015: temperature",
    ),
    instant=True,
)
