"""One example through a small network and back as a program: every sum, output and derivative is a name, layer by layer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from string import Template
from textwrap import indent
from typing import Any, NamedTuple

import numpy as np

from engine.maths.activations import Activation, sigmoid
from engine.maths.network_parts import part_names
from engine.maths.networks import layers
from engine.program import assemble
from engine.program_parts import UNITS, blocks, live
from engine.simulation import Run
from engine.simulations.inside_the_network import Cost, Kind, Params, answer_of, network_of, start_weights


class _Loss(NamedTuple):
    """A loss as lines of a program.

    Attributes:
        value: The loss as an expression of the sum ``z`` of the output unit.
        gradient: c times its derivative by the sum of the output unit.
        output: What the network answers, of that sum in the place of {0}.
    """

    value: str
    gradient: str
    output: str


LOSSES = {
    Cost.SQUARED: _Loss("0.5 * np.square(z - y)", "c * (z{0} - y)", "{0}"),
    Cost.CROSS_ENTROPY: _Loss(
        "z * ((z > 0.0) - y) + np.log1p(np.exp(-np.abs(z)))",
        "c * (1.0 - y) - c / (1.0 + np.exp(z{0}))  # c (sigmoid(z{0}) - y)",
        "sigmoid({0})",
    ),
}
QUIET = {
    Kind.RELU: "a <= 0.0  # dead: no gradient passes",
    Kind.TANH: "1.0 - a**2 <= 0.1  # saturated: a tenth of the steepest slope or less",
    Kind.SIGMOID: "4.0 * a * (1.0 - a) <= 0.1  # saturated: a tenth of the steepest slope or less",
}
OVERFLOW = 'np.seterr(all="ignore")  # overflow on the way to divergence is part of the lesson\n'
SETUP = Template("""\
${overflow}steps, every = $steps, $every
${live}x, y = np.array([[$x1], [$x2], [1.0]]), $y  # the bias is the weight of a last input that is always 1
start = [  # of each layer a row of weights for each input, the biases as the last row
$start
]
theta = origin = np.concatenate([np.ravel(layer) for layer in start])
chosen = $chosen  # place of the weight that is looked at


def matrices(theta):
    return $matrices


""")
UNIT = Template("""\
def phi(z):
    return $value


def phi_prime($slope_of):
$slope

def is_quiet(a):
    return $quiet


def with_one(a):
    return np.append(a, [[1.0]], axis=0)


""")
PASSES = Template("""\
def loss(z):
    return float(($loss)[0, 0])


def forward(theta):
    \"\"\"Return the sums and outputs of every layer in turn; the last one is the sum of the output unit.\"\"\"
    $W = matrices(theta)
$forward
    return $passed


def backward(theta, c):
    \"\"\"Return c times the gradient by all weights and biases: the chain rule, from the output back.\"\"\"
$unpack
$backward
    return np.concatenate([$gradients])


def differences(theta):
    \"\"\"Return the gradient from the loss alone: each weight a little up, a little down.\"\"\"
    found = np.empty_like(theta)
    for place, middle in enumerate(theta.tolist()):
        h = 6e-6 * max(1.0, abs(middle))
        losses = []
        for weight in (middle + h, middle - h):
            shifted = theta.copy()
            shifted[place] = weight
            losses.append(loss(forward(shifted)[-1]))
        found[place] = (losses[0] - losses[1]) / (2.0 * h)
    return found


def answer(theta):
    \"\"\"Return the sum of the output unit, biases added at the end: rounded as the answer of the run.\"\"\"
$answer
    return z


""")
LOOP = Template("""\
n_parts = $n_parts  # of an update: $parts
part, updates, stopped, readouts = 0, 0, False, []
for step in range(steps + 1):
    if step > 0 and not stopped:
        part = part % n_parts + 1
        if part == 1:
            origin = theta
        elif part == n_parts:
            new, updates = origin - backward(origin, learning_rate), updates + 1
            if np.abs(new).max() <= 1000.0:
                theta = new
                stopped = np.linalg.norm(theta - origin) / learning_rate <= 1e-6  # nothing moves any more
            else:
                stopped = True  # diverged: the update is not made
${changes}    if step % every == 0 or step == steps:
        gradient, check = backward(origin, 1.0), differences(origin)
        readouts.append({
            "step": step,
            "loss": loss(answer(theta)),
            "gradient": float(gradient[chosen]),
            "difference": float(check[chosen]),
            "weight": float(theta[chosen]),
            "output": float($output[0, 0]),
            "gap": float(np.abs(gradient - check).max()),
            "parameters": float(len(theta)),
            "quiet_units": $quiet_units,
            "updates": float(updates),
        })
print(json.dumps({"readouts": readouts}))
""")


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return one update of a small network after the other as a program."""
    params, loss = run.params, LOSSES[run.params.loss]
    theta, changing = start_weights(params, run.seed), live(run, ["learning_rate"], steps)
    parts = part_names(params.hidden)
    names: dict[str, Any] = {
        "overflow": OVERFLOW if _may_overflow(params) else "",
        "steps": steps,
        "every": every,
        "live": changing.setup,
        "changes": changing.loop,
        "x1": params.x1,
        "x2": params.x2,
        "y": answer_of(params),
        "start": "\n".join(f"    {np.vstack(layer).tolist()}," for layer in layers(network_of(params), theta)),
        "chosen": min(params.chosen, len(theta)) - 1,
        "loss": loss.value,
        "output": loss.output.format("answer(origin)"),
        "quiet_units": "float(sum(is_quiet(a).sum() for a in forward(origin)[1::2]))" if params.hidden else "0.0",
        "n_parts": len(parts),
        "parts": ", ".join(parts),
        **_passes(params),
    }
    unit = UNIT.substitute(_unit(params.activation)) if params.hidden else ""
    body = SETUP.substitute(names) + unit + PASSES.substitute(names) + LOOP.substitute(names)
    return assemble(run, body, [sigmoid])


def _may_overflow(params: Params) -> bool:
    """Return whether an exponential of a sum is taken."""
    return params.loss is Cost.CROSS_ENTROPY or (params.hidden > 0 and params.activation is Kind.SIGMOID)


def _unit(kind: Kind) -> dict[str, str]:
    return UNITS[Activation(kind.value)]._asdict() | {"quiet": QUIET[kind]}


def _passes(params: Params) -> dict[str, str]:
    """Return the lines that differ with the number of layers."""
    last = params.hidden + 1
    matrices = [f"W{layer}" for layer in range(1, last + 1)]
    passed = [f"{letter}{layer}" for layer in range(1, last) for letter in "za"] + [f"z{last}"]
    backward = _backward(params)
    unpack = [f"    {_pattern(passed, backward)} = forward(theta)"]
    if params.hidden:
        unpack.insert(0, f"    {_pattern(matrices, backward)} = matrices(theta)")
    return {
        "matrices": _tuple(blocks(network_of(params).sizes)),
        "W": _tuple(matrices),
        "forward": _forward(last),
        "passed": _tuple(passed),
        "unpack": "\n".join(unpack),
        "backward": backward,
        "gradients": ", ".join(f"dW{layer}.ravel()" for layer in range(1, last + 1)),
        "answer": _answer(params),
    }


def _tuple(items: Sequence[str]) -> str:
    return ", ".join(items) if len(items) > 1 else f"({items[0]},)"


def _pattern(names: Sequence[str], used_in: str) -> str:
    """Return the left side of an assignment that keeps only the names that are used."""
    return _tuple([name if re.search(rf"\b{name}\b", used_in) else "_" for name in names])


def _forward(last: int) -> str:
    lines = ["z1 = W1.T @ x"]
    for layer in range(2, last + 1):
        lines += [f"a{layer - 1} = phi(z{layer - 1})", f"z{layer} = W{layer}.T @ with_one(a{layer - 1})"]
    return indent("\n".join(lines), "    ")


def _backward(params: Params) -> str:
    last, slope_of = params.hidden + 1, UNITS[Activation(params.activation.value)].slope_of
    lines = [f"delta{last} = {LOSSES[params.loss].gradient.format(last)}"]
    for layer in range(last, 0, -1):
        below = layer - 1
        lines.append(f"dW{layer} = {f'with_one(a{below})' if below else 'x'} @ delta{layer}.T")
        if below:
            lines.append(f"delta{below} = W{layer}[:-1] @ delta{layer} * phi_prime({slope_of}{below})")
    return indent("\n".join(lines), "    ")


def _answer(params: Params) -> str:
    phi = "sigmoid" if params.activation is Kind.SIGMOID else "phi"
    lines = [
        f"{_tuple([f'W{layer}' for layer in range(1, params.hidden + 2)])} = matrices(theta)",
        "z = x[:2].T @ W1[:-1] + W1[-1]",
    ]
    lines += [f"z = {phi}(z) @ W{layer}[:-1] + W{layer}[-1]" for layer in range(2, params.hidden + 2)]
    return indent("\n".join(lines), "    ")
