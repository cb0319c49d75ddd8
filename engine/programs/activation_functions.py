"""A signal through a chain of units and the gradient that comes back, as a program with the one activation of the run."""

from __future__ import annotations

from string import Template
from typing import Any, NamedTuple

from engine.maths.activations import erf, sigmoid
from engine.program import assemble
from engine.simulation import Run
from engine.simulations.activation_functions import Function, Params

USES = (erf, sigmoid)


class _Formulas(NamedTuple):
    """An activation function, its derivative, and the largest size of the latter, as lines of a program."""

    value: str
    derivative: str
    steepest: str


_ONE = "1.0  # largest |phi'|"
_PEAK_OF_GELU = "0.5 * (1.0 + math.erf(1.0)) + math.exp(-1.0) / math.sqrt(math.pi)  # largest |phi'|, at z = sqrt(2)"
_DECAY = "decay = np.exp(-abs({}))  # never above 1: nothing overflows\n    "
FORMULAS = {
    Function.IDENTITY: _Formulas("return z", "return 1.0", _ONE),
    Function.STEP: _Formulas("return np.where(z >= 0.0, 1.0, 0.0)", "return 0.0  # beside the jump", "0.0  # largest |phi'|"),
    Function.SIGMOID: _Formulas(
        f"{_DECAY.format('z')}return np.where(z >= 0.0, 1.0, decay) / (1.0 + decay)  # 1 / (1 + exp(-z))",
        f"{_DECAY.format('z')}return decay / np.square(1.0 + decay)  # phi (1 - phi)",
        "0.25  # largest |phi'|, at z = 0",
    ),
    Function.TANH: _Formulas(
        "return np.tanh(z)",
        f"{_DECAY.format('2.0 * z')}return 4.0 * (decay / np.square(1.0 + decay))  # 1 - phi^2, and nothing cancels",
        "1.0  # largest |phi'|, at z = 0",
    ),
    Function.RELU: _Formulas("return np.maximum(z, 0.0)", "return np.where(z > 0.0, 1.0, 0.0)", _ONE),
    Function.LEAKY_RELU: _Formulas("return np.where(z > 0.0, z, leak * z)", "return np.where(z > 0.0, 1.0, leak)", _ONE),
    Function.ELU: _Formulas(
        "return np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0)))", "return np.exp(np.minimum(z, 0.0))", _ONE
    ),
    Function.SOFTPLUS: _Formulas("return np.logaddexp(z, 0.0)  # log(1 + exp(z))", "return sigmoid(z)", _ONE),
    Function.GELU: _Formulas(
        "return z * (0.5 * (1.0 + erf(z * math.sqrt(0.5))))  # z times the normal distribution function",
        "z_near = np.clip(z, -40.0, 40.0)  # beyond, the density below is 0\n"
        "    density = z_near * np.exp(-0.5 * np.square(z_near)) / math.sqrt(2.0 * math.pi)\n"
        "    return 0.5 * (1.0 + erf(z * math.sqrt(0.5))) + density",
        _PEAK_OF_GELU,
    ),
    Function.SILU: _Formulas(
        "return z * sigmoid(z)",
        f"{_DECAY.format('z')}return sigmoid(z) + z * (decay / np.square(1.0 + decay))",
        "0.5 * (1.0 + 1.1996786402577338)  # largest |phi'|, at z = 2u, where u tanh u = 1",
    ),
}
CHAIN = Template("""\
steps, every = $steps, $every
probe, gain, layers = $probe, $gain, $layers
${leak}steepest = $steepest


def phi(z):
    $value


def phi_prime(z):
    $derivative


logits, temperature = np.array($logits), $temperature  # of a softmax, which the chain does not have
weights = np.exp((logits - logits.max()) / temperature)
p = weights / weights.sum()
at_probe = float(phi(probe)), float(phi_prime(probe))
signal, product, largest = probe, 1.0, 1.0
readouts = []
for step in range(steps + 1):
    if 1 <= step <= layers:
        w = gain if step > 1 else 1.0  # the first unit is given the probe itself
        z = w * signal
        signal = float(phi(z))
        product = product * w * float(phi_prime(z))  # chain rule: one factor more for each layer
        largest = largest * w * steepest
""")
SOFTMAX = Template("""\
steps, every, layers = $steps, $every, 1
logits, temperature = np.array($logits), $temperature
weights = np.exp((logits - logits.max()) / temperature)  # the shift cancels, and nothing overflows
p = weights / weights.sum()
jacobian = p[:, None] * (np.eye(3) - p) / temperature  # dp_i / dz_j
at_probe = p[0], jacobian[0, 0]
signal, product, largest = logits[0], 1.0, 1.0
readouts = []
for step in range(steps + 1):
    if step == 1:
        signal, product, largest = p[0], jacobian[0, 0], 0.25 / temperature
""")
REPORT = """\
    if step % every == 0 or step == steps:
        readouts.append({
            "step": step,
            "value": at_probe[0],
            "derivative": at_probe[1],
            "product": product,
            "layer": float(min(step, layers)),
            "signal": signal,
            "largest_product": largest,
            "p1": p[0],
            "p2": p[1],
            "p3": p[2],
            "entropy": -(p * np.log(np.maximum(p, np.finfo(float).tiny))).sum() + 0.0,
        })
print(json.dumps({"readouts": readouts}))
"""


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the activation functions as a program."""
    params = run.params
    names: dict[str, Any] = {
        "steps": steps,
        "every": every,
        "logits": [params.logit_1, params.logit_2, params.logit_3],
        "temperature": params.temperature,
    }
    if params.activation is Function.SOFTMAX:
        return assemble(run, SOFTMAX.substitute(names) + REPORT)
    names |= FORMULAS[params.activation]._asdict()
    names |= {"probe": params.probe, "gain": params.gain, "layers": params.layers}
    names["leak"] = f"leak = {params.leaky_slope}\n" if params.activation is Function.LEAKY_RELU else ""
    return assemble(run, CHAIN.substitute(names) + REPORT, USES)
