"""Pieces of text that several programs share: update rules of the optimizers, activations, settings changed in mid-run.

For the modules of ``engine.programs``. The names in the text are those that these programs use: ``theta`` and ``g`` for
parameters and gradient, ``step`` for the number of the update, counted from 1.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any, NamedTuple

from engine.maths.activations import Activation
from engine.maths.optimizers import Optimizer
from engine.simulation import Run

ENTRIES = 4  # of a table, in a line


class Update(NamedTuple):
    """An optimizer as lines of a program.

    Attributes:
        memory: What it remembers, each one array of the shape of ``theta`` that starts with zeros.
        lines: What turns the gradient ``g`` into a new ``theta``; uses ``learning_rate``, and ``momentum`` where there is one.
    """

    memory: tuple[str, ...]
    lines: str


def memory(update: Update) -> str:
    """Return the line that makes what an optimizer remembers, empty if that is nothing.

    Example:
        >>> print(memory(UPDATES[Optimizer.ADAM]).strip())
        u = s = np.zeros_like(theta)  # what the optimizer remembers
    """
    return f"{' = '.join(update.memory)} = np.zeros_like(theta)  # what the optimizer remembers\n" if update.memory else ""


_ADAM_MOMENTS = """\
u = u + (1.0 - 0.9) * (g - u)
s = 0.999 * s + (1.0 - 0.999) * np.square(g)
"""
_ADAM = Update(
    ("u", "s"),
    f"""\
{_ADAM_MOMENTS}size = learning_rate / (1.0 - 0.9**step)  # u and s started at 0: what that lacks is made up for
theta = theta - size * u / (np.sqrt(s) / math.sqrt(1.0 - 0.999**step) + 1e-8)
""",
)
# As in ``engine.maths.optimizers.update_in_place``, operation for operation.
UPDATES: dict[Optimizer, Update] = {
    Optimizer.PLAIN: Update((), "theta = theta - learning_rate * g\n"),
    Optimizer.MOMENTUM: Update(("v",), "v = momentum * v + g\ntheta = theta - learning_rate * v\n"),
    Optimizer.NESTEROV: Update(
        ("v",),
        "v = momentum * v + g\ntheta = theta - learning_rate * (g + momentum * v)  # one step ahead along the velocity\n",
    ),
    Optimizer.ADAGRAD: Update(("s",), "s = s + np.square(g)\ntheta = theta - learning_rate * g / (np.sqrt(s) + 1e-10)\n"),
    Optimizer.RMSPROP: Update(
        ("s",),
        "s = 0.99 * s + (1.0 - 0.99) * np.square(g)\ntheta = theta - learning_rate * g / (np.sqrt(s) + 1e-8)\n",
    ),
    Optimizer.ADADELTA: Update(
        ("s", "q"),
        """\
s = 0.9 * s + (1.0 - 0.9) * np.square(g)
change = np.sqrt(q + 1e-6) / np.sqrt(s + 1e-6) * g  # in the unit of theta
q = 0.9 * q + (1.0 - 0.9) * np.square(change)
theta = theta - learning_rate * change
""",
    ),
    Optimizer.ADAM: _ADAM,
    Optimizer.ADAMW: _ADAM,  # the same without weight decay
    Optimizer.NADAM: Update(
        ("u", "s"),
        f"""\
{_ADAM_MOMENTS}of_gradient, of_mean = nadam_shares(step)
scale = np.sqrt(s / (1.0 - 0.999**step)) + 1e-8
theta = theta - learning_rate * of_gradient * g / scale
theta = theta - learning_rate * of_mean * u / scale
""",
    ),
    Optimizer.LION: Update(
        ("u",),
        "theta = theta - learning_rate * np.sign(0.9 * u + (1.0 - 0.9) * g)\nu = 0.99 * u + (1.0 - 0.99) * g\n",
    ),
}

_SUMS = """\
v = 0.9 * v + g  # a decaying sum of the gradients: ten times their mean
s = 0.999 * s + g * g  # that of their squares: a thousand times the mean
unit = math.sqrt((1.0 - 0.999**step) / (1.0 - 0.999))  # of the root of s, which started at 0
"""
_TRAINER_ADAM = Update(
    ("v", "s"),
    f"""\
{_SUMS}size = learning_rate * (unit * (1.0 - 0.9) / (1.0 - 0.9**step))
theta = theta - size * (v / (np.sqrt(s) + 1e-8 * unit))
""",
)
# As in ``engine.training.optimizer_calls``, operation for operation: sums in place of means, constants at the end.
TRAINER_UPDATES: dict[Optimizer, Update] = {
    Optimizer.PLAIN: Update((), "theta = theta - g  # the learning rate is a factor of g\n"),
    Optimizer.MOMENTUM: UPDATES[Optimizer.MOMENTUM],
    Optimizer.NESTEROV: UPDATES[Optimizer.NESTEROV],
    Optimizer.ADAGRAD: Update(("s",), "s = s + g * g\ntheta = theta - learning_rate * (g / (np.sqrt(s) + 1e-10))\n"),
    Optimizer.RMSPROP: Update(
        ("s",),
        """\
s = 0.99 * s + g * g  # a decaying sum of the squares: a hundred times their mean
unit = math.sqrt(1.0 - 0.99)
theta = theta - learning_rate / unit * (g / (np.sqrt(s) + 1e-8 / unit))
""",
    ),
    Optimizer.ADADELTA: Update(
        ("s", "q"),
        """\
epsilon = 1e-6 / (1.0 - 0.9)  # s and q are decaying sums of squares: ten times their means
s = 0.9 * s + g * g
change = np.sqrt((q + epsilon) / (s + epsilon)) * g  # in the unit of theta
q = 0.9 * q + change * change
theta = theta - learning_rate * change
""",
    ),
    Optimizer.ADAM: _TRAINER_ADAM,
    Optimizer.ADAMW: _TRAINER_ADAM,
    Optimizer.NADAM: Update(
        ("v", "s"),
        f"""\
{_SUMS}of_gradient, of_mean = nadam_shares(step)
change = (of_gradient * g + of_mean * (1.0 - 0.9) * v) / (np.sqrt(s) + 1e-8 * unit)
theta = theta - learning_rate * unit * change
""",
    ),
    Optimizer.LION: Update(
        ("v",),
        """\
theta = theta - learning_rate * np.sign(0.9 * (1.0 - 0.99) / (1.0 - 0.9) * v + g)
v = 0.99 * v + g  # a decaying sum of the gradients: a hundred times their mean
""",
    ),
}


class Unit(NamedTuple):
    """An activation as the trainer computes it.

    Attributes:
        value: Expression of a = phi(z), in ``z``.
        slope: Body of a function that returns phi'(z), indented; empty where that is 1 everywhere.
        slope_of: What the slope is computed from, the sum ``z`` or the output ``a``.
    """

    value: str
    slope: str
    slope_of: str = "a"


_SIGMOID = "1.0 / (1.0 + np.exp(-z))"
_GELU_SLOPE = """\
    near = np.clip(z, -40.0, 40.0)  # beyond, the density is 0
    density = near * np.exp(-0.5 * near**2) / math.sqrt(2.0 * math.pi)
    return 0.5 * (1.0 + erf(z * math.sqrt(0.5))) + density
"""
_SILU_SLOPE = f"""\
    s = {_SIGMOID}
    return s + (1.0 - s) * (z * s)
"""
# As in ``engine.training.network_calls``, operation for operation.
UNITS: dict[Activation, Unit] = {
    Activation.IDENTITY: Unit("z", ""),
    Activation.STEP: Unit("np.heaviside(z, 1.0)", "    return 0.0 * a  # no gradient passes\n"),
    Activation.SIGMOID: Unit(_SIGMOID, "    return (1.0 - a) * a\n"),
    Activation.TANH: Unit("np.tanh(z)", "    return 1.0 - a * a\n"),
    Activation.RELU: Unit("np.maximum(z, 0.0)", "    return np.where(z > 0.0, 1.0, 0.0)\n", "z"),
    Activation.LEAKY_RELU: Unit("np.maximum(z, 0.01 * z)", "    return np.where(z > 0.0, 1.0, 0.01)\n", "z"),
    Activation.ELU: Unit("np.maximum(z, 0.0) + np.expm1(np.minimum(z, 0.0))", "    return np.minimum(a, 0.0) + 1.0\n"),
    Activation.SOFTPLUS: Unit("np.logaddexp(z, 0.0)", f"    return {_SIGMOID}\n", "z"),
    Activation.GELU: Unit("z * (0.5 * (1.0 + erf(z * math.sqrt(0.5))))", _GELU_SLOPE, "z"),
    Activation.SILU: Unit(f"z * ({_SIGMOID})", _SILU_SLOPE, "z"),
}


def blocks(sizes: Sequence[int]) -> list[str]:
    """Return the expression of each layer of a network as a part of ``theta``: a row an input, the biases as the last row.

    Args:
        sizes: Inputs, units of the hidden layers, outputs.

    Example:
        >>> blocks((2, 4, 1))
        ['theta[0:12].reshape(3, 4)', 'theta[12:17].reshape(5, 1)']
    """
    found, start = [], 0
    for n_inputs, n_units in pairwise(sizes):
        end = start + (n_inputs + 1) * n_units
        found.append(f"theta[{start}:{end}].reshape({n_inputs + 1}, {n_units})")
        start = end
    return found


class Live(NamedTuple):
    """Live parameters as lines of a program.

    Attributes:
        setup: Gives each its first value.
        loop: Gives each, at the end of a step, the value that the user set there; indented for the loop over the steps.
    """

    setup: str
    loop: str


def live(run: Run[Any, Any, Any], names: Sequence[str], steps: int) -> Live:
    """Return the lines of some live parameters of a run; those that nobody touched stay one number.

    Args:
        run: The run with its events.
        names: Parameters that the program reads.
        steps: Length of the program; what is set later has no effect.

    Example:
        >>> from engine.share import from_share
        >>> found = live(from_share("gradient_descent@1?event=3,set,learning_rate,0.5"), ["learning_rate"], 9)
        >>> print(found.setup + found.loop)
        learning_rate = 0.1
        new_learning_rate = {3: 0.5}  # set in mid-run, by step
            learning_rate = new_learning_rate.get(step, learning_rate)
        <BLANKLINE>
    """
    setup = loop = ""
    for name in names:
        setup += f"{name} = {getattr(run.params, name)}\n"
        sets = [event for event in run.events if event.kind == "set" and event.args[0] == name and event.step <= steps]
        if sets:
            new = {event.step: event.args[1] for event in sets}
            setup += _table(f"new_{name}", new)
            loop += f"    {name} = new_{name}.get(step, {name})\n"
    return Live(setup, loop)


def _table(name: str, entries: dict[int, Any]) -> str:
    """Return the line that makes a table of what was set, by step; some entries a line where they are many.

    Example:
        >>> print(_table("new_rate", dict.fromkeys(range(5), 0.5)))
        new_rate = {  # set in mid-run, by step
            0: 0.5, 1: 0.5, 2: 0.5, 3: 0.5,
            4: 0.5,
        }
        <BLANKLINE>
    """
    items = [f"{step}: {value}" for step, value in entries.items()]
    if len(items) <= ENTRIES:
        return f"{name} = {{{', '.join(items)}}}  # set in mid-run, by step\n"
    rows = [f"    {', '.join(items[start : start + ENTRIES])},\n" for start in range(0, len(items), ENTRIES)]
    return f"{name} = {{  # set in mid-run, by step\n{''.join(rows)}}}\n"
