"""Score and output of one perceptron: the weighted sum plus bias, then the threshold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.maths.activations import Activation, value
from engine.maths.perceptron import output, score
from engine.params import Flag, Integer, param, parameters
from engine.problem import Distractor, Problem, ProblemFamily, decimal, factor, first_acceptable, pick

ID, VERSION = "perceptron_output", 1
SMALLEST_SCORE = 0.2  # the tie at zero is another question
TOLERANCE = 0.005

WEIGHTS = tuple(sign * tenths / 10 for tenths in range(2, 31) for sign in (-1, 1))
INPUTS = tuple(halves / 2 for halves in range(-6, 7) if halves)
BIASES = tuple(sign * tenths / 10 for tenths in range(3, 26) for sign in (-1, 1))


@parameters
class Params:
    """What to draw from."""

    inputs: int = param(2, Integer(label="Inputs", help="Number of inputs of the unit.", low=2, high=4))
    fires_at_zero: bool = param(True, Flag(label="Fires at zero", help="Whether a score of 0 gives 1; stated in the prompt."))


def solve(givens: Mapping[str, Any]) -> tuple[float, float]:
    """Return score and output."""
    total = round(score(givens["weights"], givens["bias"], givens["x"]), 9)
    return total, float(output(total, fires_at_zero=givens["fires_at_zero"]))


def generate(params: Params, seed: int) -> Problem:
    """Return the problem of a seed."""
    return first_acceptable(ID, seed, lambda rng: _draw(params, seed, rng))


def _draw(params: Params, seed: int, rng: np.random.Generator) -> Problem:
    total = 0.0
    while abs(total) < SMALLEST_SCORE:
        givens: dict[str, Any] = {
            "weights": [pick(rng, WEIGHTS) for _ in range(params.inputs)],
            "x": [pick(rng, INPUTS) for _ in range(params.inputs)],
            "bias": pick(rng, BIASES),
            "fires_at_zero": params.fires_at_zero,
        }
        total, answer = solve(givens)
    return Problem(
        family=ID,
        version=VERSION,
        seed=seed,
        prompt=_prompt(givens),
        givens=givens,
        key=(total, answer),
        key_text=_text(total, answer),
        tolerance=TOLERANCE,
        distractors=_distractors(givens, total),
        steps=_steps(givens, total, answer),
        run="perceptron_learning/and_gate",
    )


def _text(total: float, answer: float) -> str:
    return f"$s = {decimal(total, 2)}$, $y = {decimal(answer, 2)}$"


def _vector(values: list[float]) -> str:
    return "(" + ",\\ ".join(decimal(value, 1) for value in values) + ")"


def _tie_rule(givens: Mapping[str, Any]) -> str:
    return "s \\ge 0" if givens["fires_at_zero"] else "s > 0"


def _prompt(givens: Mapping[str, Any]) -> str:
    weights, bias, x = _vector(givens["weights"]), decimal(givens["bias"], 1), _vector(givens["x"])
    return (
        f"A perceptron has weights $w = {weights}$ and bias $b = {bias}$. Its input is $x = {x}$, and it puts out 1 if "
        f"${_tie_rule(givens)}$, else 0. What are its score $s$ and output $y$?"
    )


def _distractors(givens: Mapping[str, Any], total: float) -> tuple[Distractor, ...]:
    weights, x, bias = givens["weights"], givens["x"], givens["bias"]
    likely = round(float(value(Activation.SIGMOID, total)), 2)
    slips = [
        (total - bias, "The bias was left out."),
        (total - 2 * bias, "The bias was subtracted; it is added to the weighted sum."),
        (weights[0] * x[0] + bias, "Only the first input was weighted; the score sums over all of them."),
        (sum(weights) + sum(x) + bias, "Weights and inputs were added; each input is multiplied by its weight."),
    ]
    wrong = []
    for slip, why in slips:
        shown = round(slip, 2)
        answer = float(output(shown, fires_at_zero=givens["fires_at_zero"]))
        wrong.append(Distractor((shown, answer), "", why, _text(shown, answer)))
    why = "A perceptron puts out 0 or 1; a sigmoid of the score would be logistic regression's probability."
    return (*wrong, Distractor((total, likely), "M-PERC-PROB", why, _text(total, likely)))


def _steps(givens: Mapping[str, Any], total: float, answer: float) -> tuple[str, ...]:
    products = " + ".join(
        f"{factor(weight, 1)} \\cdot {factor(x, 1)}" for weight, x in zip(givens["weights"], givens["x"], strict=True)
    )
    met = "holds" if answer else "does not hold"
    return (
        f"Weighted sum: $w \\cdot x = {products} = {decimal(total - givens['bias'], 2)}$.",
        f"Add the bias: $s = {decimal(total - givens['bias'], 2)} + {factor(givens['bias'], 1)} = {decimal(total, 2)}$.",
        f"Threshold: ${_tie_rule(givens)}$ {met}, so $y = {decimal(answer, 0)}$.",
    )


FAMILY = ProblemFamily(
    id=ID,
    version=VERSION,
    title="Score and output of a perceptron",
    Params=Params,
    generate=generate,
    solve=solve,
    forms=("single",),
    sources=("Rosenblatt 1958, The perceptron", "Bishop 2006, section 4.1.7"),
)
