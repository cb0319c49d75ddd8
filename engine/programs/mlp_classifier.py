"""Training of a small network as a program: forward pass, backpropagation and update as one writes them on a whiteboard."""

from __future__ import annotations

from itertools import pairwise
from string import Template
from textwrap import indent
from typing import Any, NamedTuple

from engine.maths.activations import Activation, erf, sigmoid
from engine.maths.datasets import circles, moons, spirals, xor_cloud
from engine.maths.initializers import RECTIFIERS, glorot_uniform, he_normal
from engine.maths.optimizers import Optimizer, nadam_shares
from engine.maths.sampling import updates_per_epoch
from engine.program import assemble, literal
from engine.program_parts import TRAINER_UPDATES, UNITS, blocks, live, memory
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.mlp_classifier import Data, FirstWeights, Params, examples_of

USES = (circles, erf, glorot_uniform, he_normal, moons, nadam_shares, sigmoid, spirals, step_rng, xor_cloud)


class _Stable(NamedTuple):
    """An activation as ``engine.maths.activations`` computes it, where the trainer does it in another way.

    Attributes:
        value: Expression of phi(z); empty where it is the same.
        slope: Body of a function that returns phi'(z), indented.
    """

    value: str
    slope: str


_DECAY = "    decay = np.exp(-np.abs({}))\n    return {}\n"
STABLE = {
    Activation.SIGMOID: _Stable("sigmoid(z)", _DECAY.format("z", "decay / (1.0 + decay) ** 2")),
    Activation.TANH: _Stable("", _DECAY.format("2.0 * z", "4.0 * (decay / (1.0 + decay) ** 2)")),
    Activation.ELU: _Stable("", "    return np.exp(np.minimum(z, 0.0))\n"),
    Activation.SOFTPLUS: _Stable("", "    return sigmoid(z)\n"),
    Activation.SILU: _Stable("z * sigmoid(z)", _DECAY.format("z", "sigmoid(z) + z * (decay / (1.0 + decay) ** 2)")),
}
SETUP = Template("""\
np.seterr(all="ignore")  # overflow on the way to divergence is part of the lesson
seed, steps, every = $seed, $steps, $every
${live}$data
$per_epoch
rows = np.column_stack([points, np.ones(len(points))])  # the bias is the weight of a last input, always 1
columns = np.ascontiguousarray(rows.T)
""")
XOR = Template("""\
points = $points
labels = $labels
n, training = 4, slice(0, 4)
members = np.ones((4, 2))  # the four corners are all there is: to train on, and to validate on""")
CLOUD = Template("""\
points, labels = $data(step_rng(seed, 0, "data"), $points, $noise)
n, training = $n, slice(0, $n)  # the rest is held out
members = np.zeros((len(points), 2))  # a column of ones for the points to train on, and one for the others
members[:n, 0] = members[n:, 1] = 1.0""")
ALL_POINTS = "x, y = rows[training].T, labels[training]"
MINI_BATCH = """\
epoch, batch = divmod(step - 1, per_epoch)
if batch == 0:
    order = step_rng(seed, epoch, "order").permutation(n)  # a new one each epoch
chosen = order[batch * batch_size:(batch + 1) * batch_size]
x, y = rows[chosen].T, labels[chosen]"""
MATRICES = Template("""\


def matrices(theta):
    \"\"\"Return the parameters of each layer: a row an input, the biases as the last row.\"\"\"
    return [
$blocks,
    ]


""")
VALUE = Template("""\
def $name(z):
    return $value


""")
SLOPE = Template("""\
def $name($argument):
    \"\"\"Return $words.\"\"\"
$slope

""")
DEEP = Template("""\
def forward(W, x):
    \"\"\"Return the inputs of every layer, a row of ones below them, and its sums; a column an example.\"\"\"
    a, z = [x], [W[0].T @ x]
    for w in W[1:]:
        a.append(np.vstack([$output, np.ones(x.shape[1])]))
        z.append(w.T @ a[-1])
    return a, z


def gradient_norm(W):
    \"\"\"Return the length of the gradient of the training loss; the run computes it with a row an example.\"\"\"
    a, z = [points], [points @ W[0][:-1] + W[0][-1]]
    for w in W[1:]:
        a.append($stable_output)
        z.append(a[-1] @ w[:-1] + w[-1])
    delta, gradients = (sigmoid(z[-1][training]) - labels[training, None]) / n, []
    for layer in range(len(W) - 1, -1, -1):
        gradients = [(a[layer][training].T @ delta).ravel(), delta.sum(axis=0), *gradients]
        if layer > 0:
            delta = delta @ W[layer][:-1].T$times_stable_slope
    return float(np.linalg.norm(np.concatenate(gradients)))


def scores(W):
    \"\"\"Return mean losses and shares of points on the right side; class 1 is where the logit is above 0.\"\"\"
    z = forward(W, columns)[1][-1]
""")
LINEAR = """\


def gradient_norm(w):
    \"\"\"Return the length of the gradient of the training loss; the run computes it with a row an example.\"\"\"
    z = points @ w[:-1] + w[-1]
    delta = (sigmoid(z[training]) - labels[training, None]) / n
    return float(np.linalg.norm(np.append(points[training].T @ delta, delta.sum(axis=0))))


def scores(w):
    \"\"\"Return mean losses and shares of points on the right side; class 1 is where the logit is above 0.\"\"\"
    z = w.T @ columns
"""
SCORES = """\
    miss = (z > 0.0) - labels
    losses = z * miss + np.log1p(np.exp(-np.abs(z)))  # cross-entropy of sigmoid(z), without overflow
    counts = members.sum(axis=0)
    loss, validation_loss = (losses @ members)[0] / counts
    accuracy, validation_accuracy = (counts - (np.abs(miss) @ members)[0]) / counts
    return loss, accuracy, validation_loss, validation_accuracy


"""
LOOP = Template("""\
${rng}weights = [
$weights,
]
theta = np.concatenate([np.append(w, np.zeros(w.shape[1])) for w in weights])  # biases start at 0
${memory}diverged, readouts = False, []
names = ["loss", "accuracy", "validation_loss", "validation_accuracy", "epoch", "gradient_norm"]
for step in range(steps + 1):
    if step > 0 and not diverged:
$batch
        c = $factor
$backpropagation
        before = theta
$update
        if not np.abs(theta).max() <= 1e4:  # diverged, NaN included: the network stays as it was before
            theta, diverged = before, True
${changes}    if step % every == 0 or step == steps:
        $unpack
        numbers = [*scores($network), step // per_epoch, gradient_norm($network)]
        readouts.append({"step": step} | {name: float(number) for name, number in zip(names, numbers)})
print(json.dumps({"readouts": readouts}))
""")
BACKPROPAGATION = Template("""\
W = matrices(theta)
a, z = forward(W, x)
delta = c * (1.0 - y) - c / (1.0 + np.exp(z[-1]))  # c (sigmoid(z) - y), from the cross-entropy
gradients = []
for layer in range(len(W) - 1, -1, -1):  # the chain rule, from the last layer back
    gradients.append((a[layer] @ delta.T).ravel())
    if layer > 0:
        delta = W[layer][:-1] @ delta$times_slope
g = np.concatenate(gradients[::-1])""")
LINEAR_GRADIENT = """\
z = theta.reshape(3, 1).T @ x
delta = c * (1.0 - y) - c / (1.0 + np.exp(z))  # c (sigmoid(z) - y), from the cross-entropy
g = (x @ delta.T).ravel()"""


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return the training of a network as a program."""
    params, update = run.params, TRAINER_UPDATES[run.params.optimizer]
    with_momentum = params.optimizer in (Optimizer.MOMENTUM, Optimizer.NESTEROV)
    changing = live(run, ["learning_rate", "momentum"] if with_momentum else ["learning_rate"], steps)
    examples = examples_of(params, run.seed)
    n = len(examples.points[examples.training])
    names: dict[str, Any] = {
        "seed": run.seed,
        "steps": steps,
        "every": every,
        "live": changing.setup,
        "changes": changing.loop,
        "data": _data(params, run.seed, n),
        "per_epoch": _per_epoch(params.batch_size, n),
        "batch": indent(MINI_BATCH if params.batch_size < n else ALL_POINTS, " " * 8),
        "factor": _factor(params.optimizer),
        "memory": memory(update),
        "update": indent(update.lines.rstrip("\n"), " " * 8),
        "rng": "" if params.first_weights is FirstWeights.ZEROS else 'rng = step_rng(seed, 0, "weights")\n',
        "weights": indent(",\n".join(_first_weights(params)), "    "),
        "unpack": "W = matrices(theta)" if params.layers else "w = theta.reshape(3, 1)  # two weights and the bias",
        "network": "W" if params.layers else "w",
    }
    if params.layers:
        names |= _deep(params)
        network = MATRICES.substitute(names) + _functions(params.activation) + DEEP.substitute(names)
    else:
        names["backpropagation"], network = LINEAR_GRADIENT, LINEAR
    names["backpropagation"] = indent(names["backpropagation"], " " * 8)
    return assemble(run, SETUP.substitute(names) + network + SCORES + LOOP.substitute(names), USES)


def _data(params: Params, seed: int, n: int) -> str:
    """Return the lines that make the points: n of them to train on, and the rest to validate on."""
    if params.data is Data.XOR:
        examples = examples_of(params, seed)
        return XOR.substitute(points=literal(examples.points), labels=literal(examples.labels[:, 0]))
    return CLOUD.substitute(data=params.data.value, points=params.points, noise=params.noise, n=n)


def _per_epoch(batch_size: int, n: int) -> str:
    if batch_size >= n:
        return "per_epoch = 1  # updates: each takes all points"
    return f"batch_size, per_epoch = {batch_size}, {updates_per_epoch(n, batch_size)}  # updates; the last batch may be short"


def _factor(optimizer: Optimizer) -> str:
    """Return what every derivative is multiplied with."""
    if optimizer is Optimizer.PLAIN:
        return "learning_rate * (1.0 / len(y))  # the loss is a mean; and the update is one subtraction then"
    return "1.0 / len(y)  # the loss is a mean"


def _first_weights(params: Params) -> list[str]:
    """Return the calls that draw the weights of each layer."""
    sizes = (2, *[params.width] * params.layers, 1)
    hidden = "he_normal" if params.activation in RECTIFIERS else "glorot_uniform"
    draws = [hidden] * params.layers + ["glorot_uniform"]
    if params.first_weights is not FirstWeights.MATCHED:
        form = "rng.normal(0.0, 1.0, size=({}, {}))" if params.first_weights is FirstWeights.NORMAL else "np.zeros(({}, {}))"
        return [form.format(*shape) for shape in pairwise(sizes)]
    return [f"{draw}(rng, {n_in}, {n_out})" for draw, (n_in, n_out) in zip(draws, pairwise(sizes), strict=True)]


def _functions(activation: Activation) -> str:
    """Return the activation and its slope, once as the training computes them and once more where the readouts do otherwise."""
    unit, stable = UNITS[activation], STABLE.get(activation)
    if activation is Activation.IDENTITY:
        return ""
    text = VALUE.substitute(name="phi", value=unit.value)
    if activation is not Activation.STEP:
        words = "phi'(z), from a = phi(z)" if unit.slope_of == "a" else "phi'(z)"
        text += SLOPE.substitute(name="phi_prime", argument=unit.slope_of, words=words, slope=unit.slope)
    if stable and stable.value:
        text += VALUE.substitute(name="stable_phi", value=stable.value)
    if stable:
        words = "phi'(z), so that nothing overflows or cancels"
        text += SLOPE.substitute(name="stable_phi_prime", argument="z", words=words, slope=stable.slope)
    return text


def _deep(params: Params) -> dict[str, str]:
    """Return what the lines of a network with hidden layers say of its activation, and its shape."""
    activation, stable = params.activation, STABLE.get(params.activation)
    sizes = (2, *[params.width] * params.layers, 1)
    phi = "{}" if activation is Activation.IDENTITY else "phi({})"
    place = "a[layer][:-1]" if UNITS[activation].slope_of == "a" else "z[layer - 1]"
    slope = stable_slope = ""
    if activation is Activation.STEP:
        slope = stable_slope = " * 0.0  # the step function passes no gradient"
    elif activation is not Activation.IDENTITY:
        slope = f" * phi_prime({place})"
        stable_slope = f" * {'stable_' if stable else ''}phi_prime(z[layer - 1][training])"
    return {
        "blocks": indent(",\n".join(blocks(sizes)), " " * 8),
        "output": phi.format("z[-1]"),
        "stable_output": f"{'stable_' if stable and stable.value else ''}{phi.format('z[-1]')}",
        "times_stable_slope": stable_slope,
        "backpropagation": BACKPROPAGATION.substitute(times_slope=slope),
    }
