"""The built-in programs: text with its settings written in, and the slips that can be planted in each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.tracing.tracer import Names

ROWS = 40  # of the regression
LOW, HIGH = -1.0, 3.0  # ends of its x, which are in order
CURVATURES = (1.0, 10.0)  # of the valley


class Program(StrEnum):
    """Which program runs."""

    REGRESSION = "regression"
    VALLEY = "valley"
    XOR_NETWORK = "xor_network"


class Bug(StrEnum):
    """A slip that runs without an error message."""

    NONE = "none"
    PLUS_FOR_MINUS = "plus_for_minus"
    ONE_AFTER_OTHER = "one_after_other"
    MEAN_TWICE = "mean_twice"
    WRONG_DIVISOR = "wrong_divisor"
    FORGOTTEN_FACTOR = "forgotten_factor"
    FORGOTTEN_BIAS = "forgotten_bias"
    NO_SHUFFLE = "no_shuffle"
    IN_PLACE = "in_place"


@dataclass(frozen=True, slots=True)
class Listing:
    """A program as it runs.

    Attributes:
        source: Its text.
        names: What its loss, parameters and gradients are called.
        slip: What is wrong with it, a sentence with the line; empty if nothing is.
    """

    source: str
    names: Names
    slip: str = ""


_VALLEY = """\
import numpy as np

lr = {rate}
curvature = np.array([1.0, 10.0])
theta = np.array([-1.5, 2.0])
path = [theta]
for k in range(100):
    loss = 0.5 * np.sum(curvature * theta**2)
    gradient = curvature * theta
    if np.linalg.norm(gradient) < 1e-3:
        break
    theta = theta - lr * gradient
    path.append(theta)
print(theta)
"""

_REGRESSION = """\
import numpy as np

rng = np.random.default_rng({seed})
X = np.linspace(-1, 3, 40)
y = 2 * X - 1 + 0.5 * rng.normal(size=40)
w, b, lr, batch = 0.0, 0.0, {rate}, {batch}
path = [(w, b)]
for epoch in range(8):
    order = rng.permutation(len(X))
    for start in range(0, len(X), batch):
        rows = order[start : start + batch]
        error = w * X[rows] + b - y[rows]
        loss = 0.5 * np.mean(error**2)
        grad_w = np.mean(error * X[rows])
        grad_b = np.mean(error)
        w, b = w - lr * grad_w, b - lr * grad_b
        path.append((w, b))
print(w, b)
"""

_XOR_NETWORK = """\
import numpy as np

rng = np.random.default_rng({seed})
X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
y = np.array([0, 1, 1, 0])
W, b = rng.normal(size=(2, 4)), np.zeros(4)
v, c, lr = rng.normal(size=4), 0.0, {rate}
for k in range(50):
    h = np.tanh(X @ W + b)
    p = 1 / (1 + np.exp(-(h @ v + c)))
    loss = -np.mean(np.log(np.where(y, p, 1 - p)))
    d = (p - y) / len(y)
    grad_v, grad_c = d @ h, d.sum()
    back = np.outer(d, v) * (1 - h**2)
    grad_W, grad_b = X.T @ back, back.sum(axis=0)
    W, b = W - lr * grad_W, b - lr * grad_b
    v, c = v - lr * grad_v, c - lr * grad_c
print(p.round(2))
"""

_TEXTS = {Program.VALLEY: _VALLEY, Program.REGRESSION: _REGRESSION, Program.XOR_NETWORK: _XOR_NETWORK}
NAMES: Mapping[Program, Names] = {
    Program.VALLEY: Names("loss", ("theta",), ("gradient",), "path"),
    Program.REGRESSION: Names("loss", ("w", "b"), ("grad_w", "grad_b"), "path"),
    Program.XOR_NETWORK: Names("loss", ("W", "b", "v", "c"), ("grad_W", "grad_b", "grad_v", "grad_c")),
}
_BOTH = "        w, b = w - lr * grad_w, b - lr * grad_b\n"
_GRAD_W = "        grad_w = np.mean(error * X[rows])\n"
_GRAD_B = "        grad_b = np.mean(error)\n"
_BACK = "    back = np.outer(d, v) * (1 - h**2)\n"
_INNER = "    grad_W, grad_b = X.T @ back, back.sum(axis=0)\n"
_HIDDEN = "    W, b = W - lr * grad_W, b - lr * grad_b\n"
_OUTPUT = "    v, c = v - lr * grad_v, c - lr * grad_c\n"
# What stands there, what the slip makes of it, and what is wrong with that.
_SLIPS: Mapping[tuple[Program, Bug], tuple[str, str, str]] = {
    (Program.VALLEY, Bug.PLUS_FOR_MINUS): (
        "theta - lr * gradient",
        "theta + lr * gradient",
        "adds the step, and the gradient points uphill",
    ),
    (Program.VALLEY, Bug.FORGOTTEN_FACTOR): (
        "gradient = curvature * theta",
        "gradient = theta",
        "forgets the curvature that the derivative brings down",
    ),
    (Program.VALLEY, Bug.IN_PLACE): (
        "theta = theta - lr * gradient",
        "theta -= lr * gradient",
        "changes the array in place, and every entry of path is that one array",
    ),
    (Program.REGRESSION, Bug.PLUS_FOR_MINUS): (
        _BOTH,
        _BOTH.replace(" - ", " + "),
        "adds the step, and the gradient points uphill",
    ),
    (Program.REGRESSION, Bug.ONE_AFTER_OTHER): (
        _GRAD_W + _GRAD_B + _BOTH,
        _GRAD_W
        + "        w = w - lr * grad_w\n        error = w * X[rows] + b - y[rows]\n"
        + _GRAD_B
        + "        b = b - lr * grad_b\n",
        "updates w before the gradient of b is computed",
    ),
    (Program.REGRESSION, Bug.MEAN_TWICE): (
        _GRAD_W,
        _GRAD_W.replace("X[rows])", "X[rows]) / len(rows)"),
        "divides a mean by the batch size once more",
    ),
    (Program.REGRESSION, Bug.WRONG_DIVISOR): (
        _GRAD_W,
        _GRAD_W.replace("np.mean(error * X[rows])", "np.sum(error * X[rows]) / len(X)"),
        "divides the sum over a batch by the number of all rows",
    ),
    (Program.REGRESSION, Bug.FORGOTTEN_FACTOR): (
        _GRAD_W,
        _GRAD_W.replace("error * X[rows]", "error"),
        "forgets the input that the chain rule brings down",
    ),
    (Program.REGRESSION, Bug.FORGOTTEN_BIAS): (
        _BOTH,
        "        w = w - lr * grad_w\n",
        "leaves b as it is, although its gradient is there",
    ),
    (Program.REGRESSION, Bug.NO_SHUFFLE): (
        "rng.permutation(len(X))",
        "np.arange(len(X))",
        "takes the rows in their order, and x is sorted",
    ),
    (Program.XOR_NETWORK, Bug.PLUS_FOR_MINUS): (
        _OUTPUT,
        _OUTPUT.replace(" - ", " + "),
        "adds the step of the output unit, and the gradient points uphill",
    ),
    (Program.XOR_NETWORK, Bug.ONE_AFTER_OTHER): (
        _BACK + _INNER + _HIDDEN + _OUTPUT,
        _OUTPUT + _BACK + _INNER + _HIDDEN,
        "updates v before the gradient goes back through it",
    ),
    (Program.XOR_NETWORK, Bug.MEAN_TWICE): (
        _INNER,
        _INNER.replace("X.T @ back", "X.T @ back / len(y)"),
        "takes a mean of what is one already: d is divided by the number of rows",
    ),
    (Program.XOR_NETWORK, Bug.FORGOTTEN_FACTOR): (
        _BACK,
        _BACK.replace(" * (1 - h**2)", ""),
        "forgets the derivative of tanh",
    ),
    (Program.XOR_NETWORK, Bug.FORGOTTEN_BIAS): (
        _HIDDEN,
        "    W = W - lr * grad_W\n",
        "leaves the biases b as they are, although their gradient is there",
    ),
}


def listing(program: Program, bug: Bug, rate: float, batch: int, seed: int) -> Listing:
    """Return a program with its settings written in; without a slip if it has no line for that one.

    Args:
        program: Which.
        bug: The slip to plant.
        rate: Learning rate.
        batch: Rows of a batch, for the regression.
        seed: Of the random numbers it draws.

    Example:
        >>> made = listing(Program.VALLEY, Bug.IN_PLACE, 0.1, 8, 0)
        >>> made.source.splitlines()[11], made.slip[:30]
        ('    theta -= lr * gradient', 'Line 12 changes the array in p')
    """
    right = _TEXTS[program].format(rate=rate, batch=batch, seed=seed)
    if (program, bug) not in _SLIPS:
        return Listing(right.rstrip(), NAMES[program])
    before, after, wrong = _SLIPS[program, bug]
    text = right.replace(before, after)
    lines = zip(right.splitlines(), text.splitlines(), strict=False)
    line = next(number for number, (one, other) in enumerate(lines, 1) if one != other)
    return Listing(text.rstrip(), NAMES[program], f"Line {line} {wrong}.")


def largest_safe_rate(program: Program) -> float | None:
    """Return 2 / L, L the largest curvature of the mean cost of all rows; None where the curvature is not constant.

    Example:
        >>> largest_safe_rate(Program.VALLEY), round(largest_safe_rate(Program.REGRESSION), 3)
        (0.2, 0.684)

    Source: LeCun et al. 1998, Efficient BackProp, section 5.1; Nesterov 2004, section 1.2.3.
    """
    if program is Program.XOR_NETWORK:
        return None
    if program is Program.VALLEY:
        return 2.0 / max(CURVATURES)
    x = np.linspace(LOW, HIGH, ROWS)
    curvatures = np.linalg.eigvalsh(np.array([[(x * x).mean(), x.mean()], [x.mean(), 1.0]]))
    return float(2.0 / curvatures[-1])
