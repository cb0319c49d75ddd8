"""One update of a perceptron: only a wrong answer changes weights and bias, by rate * (d - y) * x and rate * (d - y)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.maths.perceptron import output, score, update
from engine.params import Flag, Real, param, parameters
from engine.problem import Distractor, Problem, ProblemFamily, decimal, factor, first_acceptable, pick

ID, VERSION = "perceptron_update", 1
SMALLEST_SCORE = 0.1  # the tie at zero is another question
TOLERANCE = 0.005

WEIGHTS = tuple(sign * tenths / 10 for tenths in range(1, 21) for sign in (-1, 1))
INPUTS = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)
RATES = (0.1, 0.2, 0.25, 0.5, 2.0)


@parameters
class Params:
    """What to draw from."""

    fires_at_zero: bool = param(True, Flag(label="Fires at zero", help="Whether a score of 0 gives 1; stated in the prompt."))
    mistakes: float = param(
        0.8, Real(label="Share of mistakes", help="How often the unit answers wrongly.", low=0.0, high=1.0, step=0.05)
    )


def solve(givens: Mapping[str, Any]) -> tuple[float, float, float]:
    """Return w1, w2 and b after the update."""
    error = givens["d"] - _answer(givens)
    weights, bias = update(givens["weights"], givens["bias"], givens["x"], error, givens["learning_rate"])
    return round(float(weights[0]), 9), round(float(weights[1]), 9), round(bias, 9)


def generate(params: Params, seed: int) -> Problem:
    """Return the problem of a seed."""
    return first_acceptable(ID, seed, lambda rng: _draw(params, seed, rng))


def _answer(givens: Mapping[str, Any]) -> int:
    return output(_score(givens), fires_at_zero=givens["fires_at_zero"])


def _score(givens: Mapping[str, Any]) -> float:
    return round(score(givens["weights"], givens["bias"], givens["x"]), 9)


def _draw(params: Params, seed: int, rng: np.random.Generator) -> Problem:
    givens: dict[str, Any] = {"fires_at_zero": params.fires_at_zero, "learning_rate": pick(rng, RATES)}
    total = 0.0
    while abs(total) < SMALLEST_SCORE:
        givens |= {"weights": [pick(rng, WEIGHTS), pick(rng, WEIGHTS)], "bias": pick(rng, WEIGHTS)}
        givens["x"] = [pick(rng, INPUTS), pick(rng, INPUTS)]
        total = _score(givens)
    mistaken = rng.random() < params.mistakes
    givens["d"] = 1 - _answer(givens) if mistaken else _answer(givens)
    key = solve(givens)
    return Problem(
        family=ID,
        version=VERSION,
        seed=seed,
        prompt=_prompt(givens),
        givens=givens,
        key=key,
        key_text=_text(key),
        tolerance=TOLERANCE,
        distractors=_after_a_mistake(givens) if mistaken else _after_a_right_answer(givens),
        steps=_steps(givens, key),
        run="perceptron_learning/one_update",
    )


def _text(values: tuple[float, float, float]) -> str:
    w1, w2, b = (decimal(value, 2) for value in values)
    return f"$w = ({w1},\\ {w2})$, $b = {b}$"


def _prompt(givens: Mapping[str, Any]) -> str:
    weights = ",\\ ".join(decimal(weight, 1) for weight in givens["weights"])
    x = ",\\ ".join(decimal(coordinate, 0) for coordinate in givens["x"])
    bias, rate = decimal(givens["bias"], 1), decimal(givens["learning_rate"], 2)
    rule = "s \\ge 0" if givens["fires_at_zero"] else "s > 0"
    return (
        f"A perceptron has $w = ({weights})$ and $b = {bias}$; its output is 1 if ${rule}$, else 0. It is shown $x = ({x})$ "
        f"with the label $d = {givens['d']}$ (labels are 0 and 1). What are weights and bias after one step of the perceptron "
        f"rule with learning rate $\\eta = {rate}$?"
    )


def _wrong(givens: Mapping[str, Any], change: tuple[float, float, float], belief: str, why: str) -> Distractor:
    (w1, w2), bias = givens["weights"], givens["bias"]
    values = (round(w1 + change[0], 2), round(w2 + change[1], 2), round(bias + change[2], 2))
    return Distractor(values, belief, why, _text(values))


def _after_a_mistake(givens: Mapping[str, Any]) -> tuple[Distractor, ...]:
    (x1, x2), rate = givens["x"], givens["learning_rate"]
    error = givens["d"] - _answer(givens)
    step = rate * error
    return (
        _wrong(givens, (-step * x1, -step * x2, -step), "M-PERC-SIGN", "The sign is that of $y - d$; the rule adds $d - y$."),
        _wrong(givens, (step, step, step), "M-PERC-NOX", "The factor $x$ is missing: each weight moves by its own input."),
        _wrong(givens, (error * x1, error * x2, error), "", "The learning rate was left out."),
        _wrong(givens, (step * x1, step * x2, 0.0), "", "The bias is updated as well, as a weight whose input is always 1."),
    )


def _after_a_right_answer(givens: Mapping[str, Any]) -> tuple[Distractor, ...]:
    (x1, x2), rate = givens["x"], givens["learning_rate"]
    step = rate if givens["d"] else -rate
    always = "The answer is right, so $d - y = 0$ and nothing changes."
    return (
        _wrong(givens, (step * x1, step * x2, step), "M-PERC-ALWAYS", always),
        _wrong(givens, (-step * x1, -step * x2, -step), "M-PERC-SIGN", always + " Besides, this moves away from the label."),
        _wrong(givens, (step * x1, step * x2, 0.0), "M-PERC-ALWAYS", always + " The bias would have moved, too."),
        _wrong(givens, (0.0, 0.0, step), "M-PERC-ALWAYS", always + " That holds for the bias as well."),
    )


def _steps(givens: Mapping[str, Any], key: tuple[float, float, float]) -> tuple[str, ...]:
    (w1, w2), (x1, x2), bias = givens["weights"], givens["x"], givens["bias"]
    total, answer, rate = _score(givens), _answer(givens), decimal(givens["learning_rate"], 2)
    error = givens["d"] - answer
    products = f"{factor(w1, 1)} \\cdot {factor(x1, 0)} + {factor(w2, 1)} \\cdot {factor(x2, 0)} + {factor(bias, 1)}"
    first = f"Score: $s = {products} = {decimal(total, 2)}$, so $y = {answer}$."
    second = f"Error: $d - y = {givens['d']} - {answer} = {error}$."
    if error == 0:
        return first, second, "The answer is right: $\\eta\\,(d - y)\\,x = 0$, so weights and bias stay as they are."
    change = f"{rate} \\cdot {factor(error, 0)}"
    return (
        first,
        second,
        f"First weight: $w_1 = {decimal(w1, 1)} + {change} \\cdot {factor(x1, 0)} = {decimal(key[0], 2)}$.",
        f"Second weight: $w_2 = {decimal(w2, 1)} + {change} \\cdot {factor(x2, 0)} = {decimal(key[1], 2)}$.",
        f"Bias: $b = {decimal(bias, 1)} + {change} = {decimal(key[2], 2)}$.",
    )


FAMILY = ProblemFamily(
    id=ID,
    version=VERSION,
    title="One update of a perceptron",
    Params=Params,
    generate=generate,
    solve=solve,
    forms=("single",),
    sources=("Rosenblatt 1958, The perceptron", "Bishop 2006, section 4.1.7, equation 4.55"),
)
