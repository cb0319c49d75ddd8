"""How many weights and biases a fully connected network has: every layer n_in * n_out weights and n_out biases."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from typing import Any

import numpy as np

from engine.maths.activations import Activation
from engine.maths.networks import Network
from engine.params import Integer, param, parameters
from engine.problem import Distractor, Problem, ProblemFamily, decimal, first_acceptable

ID, VERSION = "mlp_parameters", 1
LARGEST_OUTPUT = 10


@parameters
class Params:
    """What to draw from."""

    hidden_layers: int = param(
        2, Integer(label="Hidden layers", help="There are one to this many hidden layers.", low=1, high=4)
    )
    largest_width: int = param(
        16, Integer(label="Largest width", help="Inputs and hidden layers have at most so many units.", low=4, high=1024)
    )


def solve(givens: Mapping[str, Any]) -> float:
    """Return the number of weights and biases."""
    return float(Network(tuple(givens["sizes"]), Activation.RELU).n_parameters)


def generate(params: Params, seed: int) -> Problem:
    """Return the problem of a seed."""
    return first_acceptable(ID, seed, lambda rng: _draw(params, seed, rng))


def _draw(params: Params, seed: int, rng: np.random.Generator) -> Problem:
    n_hidden = int(rng.integers(1, params.hidden_layers + 1))
    widths = rng.integers(2, params.largest_width + 1, n_hidden + 1)
    sizes = [*widths.tolist(), int(rng.integers(1, min(LARGEST_OUTPUT, params.largest_width) + 1))]
    givens = {"sizes": sizes}
    key = solve(givens)
    return Problem(
        family=ID,
        version=VERSION,
        seed=seed,
        prompt=_prompt(sizes),
        givens=givens,
        key=key,
        key_text=_text(key),
        distractors=_distractors(sizes),
        steps=_steps(sizes, key),
    )


def _text(count: float) -> str:
    return f"${decimal(count, 0)}$"


def _prompt(sizes: list[int]) -> str:
    hidden = ", ".join(str(width) for width in sizes[1:-2]) + f"{' and ' if len(sizes) > 3 else ''}{sizes[-2]}"
    layers = f"one hidden layer of {hidden} units" if len(sizes) == 3 else f"hidden layers of {hidden} units"
    outputs = "one output" if sizes[-1] == 1 else f"{sizes[-1]} outputs"
    return (
        f"A fully connected network has {sizes[0]} inputs, {layers} and {outputs}: {'-'.join(map(str, sizes))}. Every "
        "hidden and output unit has a bias. How many parameters, weights and biases together, does it have?"
    )


def _distractors(sizes: list[int]) -> tuple[Distractor, ...]:
    weights = sum(n_in * n_out for n_in, n_out in pairwise(sizes))
    biases = sum(sizes[1:])
    wrong = (
        (weights, "M-PARAM-NOBIAS", "These are the weights alone; every hidden and output unit has a bias, too."),
        (weights + sum(sizes), "M-PARAM-INPUTBIAS", "The inputs only pass values on: they have no biases."),
        (sum(sizes), "M-PARAM-NEURONS", "That counts the units, not the connections between them."),
        (weights + len(sizes) - 1, "", "Each unit has a bias of its own, not each layer."),
        (biases, "M-PARAM-NEURONS", "That counts the units that compute; each also has one weight for every input it gets."),
    )
    return tuple(Distractor(float(count), belief, why, _text(count)) for count, belief, why in wrong)


def _steps(sizes: list[int], key: float) -> tuple[str, ...]:
    layers = [(n_in, n_out, (n_in + 1) * n_out) for n_in, n_out in pairwise(sizes)]
    total = " + ".join(str(count) for _, _, count in layers)
    return (
        "A layer that turns $n$ values into $m$ has $n \\cdot m$ weights and $m$ biases.",
        *(
            f"Layer {number}: ${n_in} \\cdot {n_out} + {n_out} = {count}$."
            for number, (n_in, n_out, count) in enumerate(layers, 1)
        ),
        f"Together: ${total} = {decimal(key, 0)}$.",
    )


FAMILY = ProblemFamily(
    id=ID,
    version=VERSION,
    title="Parameters of a fully connected network",
    Params=Params,
    generate=generate,
    solve=solve,
    forms=("numeric", "single"),
    sources=("Goodfellow, Bengio, Courville 2016, chapter 6", "Stanford CS231n notes, Neural networks 1"),
)
