"""One step of gradient descent on f(x) = a (x - c)^2."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.maths.descent import descend, parabola_slope
from engine.params import Real, param, parameters
from engine.problem import Distractor, Problem, ProblemFamily, decimal, factor, first_acceptable, pick

ID, VERSION = "gradient_step", 1
TOLERANCE = 0.005
SMALLEST_DISTANCE = 1.0  # from the minimum, so that the step is worth computing

FACTORS = (0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0)
MINIMIZERS = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)
STARTS = tuple(halves / 2 for halves in range(-10, 11))


@parameters
class Params:
    """What to draw from."""

    largest_rate: float = param(
        0.4, Real(label="Largest rate", symbol="η", help="Rates go from 0.05 to this.", low=0.1, high=1.0, step=0.05)
    )


def solve(givens: Mapping[str, Any]) -> float:
    """Return the position after the step."""
    return round(descend(givens["x"], _slope(givens), givens["learning_rate"]), 9)


def generate(params: Params, seed: int) -> Problem:
    """Return the problem of a seed."""
    return first_acceptable(ID, seed, lambda rng: _draw(params, seed, rng))


def _slope(givens: Mapping[str, Any]) -> float:
    return parabola_slope(givens["x"], 2.0 * givens["a"], givens["c"])


def _draw(params: Params, seed: int, rng: np.random.Generator) -> Problem:
    product = 1.0
    while product in (1.0, 2.0):  # one step to the minimum, and a swing for ever, are asked elsewhere
        a, twentieths = pick(rng, FACTORS), int(rng.integers(1, round(params.largest_rate * 20) + 1))
        product = round(2.0 * a * twentieths / 20, 9)
    c = pick(rng, MINIMIZERS)
    x = pick(rng, [start for start in STARTS if abs(start - c) >= SMALLEST_DISTANCE])
    givens = {"a": a, "c": c, "x": x, "learning_rate": twentieths / 20}
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
        distractors=_distractors(givens),
        steps=_steps(givens, key),
        run="gradient_descent/overshoot" if product > 1.0 else "gradient_descent/crawl",
    )


def _text(x: float) -> str:
    return f"$x_1 = {decimal(x, 3)}$"


def _shifted(givens: Mapping[str, Any]) -> str:
    """Return x - c as it stands in the formula, for example ``x + 2``."""
    return f"x {'-' if givens['c'] > 0 else '+'} {decimal(abs(givens['c']), 1)}"


def _prompt(givens: Mapping[str, Any]) -> str:
    front = "" if givens["a"] == 1.0 else f"{decimal(givens['a'], 1)}\\,"
    start, rate = decimal(givens["x"], 1), decimal(givens["learning_rate"], 2)
    return (
        f"Gradient descent on $f(x) = {front}({_shifted(givens)})^2$ stands at $x_0 = {start}$. "
        f"With learning rate $\\eta = {rate}$, what is $x_1$ after one step?"
    )


def _distractors(givens: Mapping[str, Any]) -> tuple[Distractor, ...]:
    a, c, x, rate = givens["a"], givens["c"], givens["x"], givens["learning_rate"]
    slope = _slope(givens)
    wrong = (
        (x + rate * slope, "M-GD-ASCENT", "This adds the gradient and climbs; descent subtracts it."),
        (x - rate * slope / 2, "", "The derivative of the square brings a factor 2, which is missing here."),
        (x - slope, "", "The learning rate was left out: the step is the gradient times $\\eta$."),
        (x - rate * a * (x - c) ** 2, "", "This subtracts the value of $f$; the step goes along its derivative."),
    )
    return tuple(Distractor(round(value, 3), belief, why, _text(value)) for value, belief, why in wrong)


def _steps(givens: Mapping[str, Any], key: float) -> tuple[str, ...]:
    x, rate, slope = givens["x"], decimal(givens["learning_rate"], 2), _slope(givens)
    twice = decimal(2.0 * givens["a"], 1)
    return (
        f"Derivative: $f'(x) = {twice}\\,({_shifted(givens)})$.",
        f"At $x_0 = {decimal(x, 1)}$: $f'(x_0) = {twice} \\cdot {factor(x - givens['c'], 1)} = {decimal(slope, 2)}$.",
        f"Step against it: $x_1 = {decimal(x, 1)} - {rate} \\cdot {factor(slope, 2)} = {decimal(key, 3)}$.",
    )


FAMILY = ProblemFamily(
    id=ID,
    version=VERSION,
    title="One step of gradient descent",
    Params=Params,
    generate=generate,
    solve=solve,
    forms=("numeric", "single"),
    sources=("Goodfellow, Bengio, Courville 2016, section 4.3, equation 4.5",),
)
