"""What gradient descent does on f(x) = a x^2 / 2 with a fixed rate: five regimes, two of them exact boundary cases."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.maths.descent import Regime, regime
from engine.params import Real, param, parameters
from engine.problem import Distractor, Problem, ProblemFamily, decimal, factor, first_acceptable, pick

ID, VERSION = "learning_rate_regime", 1
SMALLEST_PRODUCT = 0.1
NEAREST = 0.05  # of rate * curvature to a boundary, unless it is exactly there

WORDS = {
    Regime.MONOTONE: "It approaches 0 from one side, closer at every step.",
    Regime.ONE_STEP: "It reaches 0 in a single step.",
    Regime.OSCILLATES: "It jumps from side to side, closer to 0 every time.",
    Regime.FOR_EVER: "It jumps between $x_0$ and $-x_0$ for ever.",
    Regime.DIVERGES: "It jumps from side to side, further from 0 every time.",
}
CONDITIONS = {
    Regime.MONOTONE: "$0 < \\eta a < 1$",
    Regime.ONE_STEP: "exactly $\\eta a = 1$",
    Regime.OSCILLATES: "$1 < \\eta a < 2$",
    Regime.FOR_EVER: "exactly $\\eta a = 2$",
    Regime.DIVERGES: "$\\eta a > 2$",
}
PRESETS = {
    Regime.MONOTONE: "crawl",
    Regime.ONE_STEP: "one_step",
    Regime.OSCILLATES: "overshoot",
    Regime.FOR_EVER: "edge_of_stability",
    Regime.DIVERGES: "diverges",
}
EXACT = {Regime.ONE_STEP: 1.0, Regime.FOR_EVER: 2.0}
# Curvatures a with rates that make 1 and 2 exactly: 1/a and 2/a have at most three decimals.
CURVATURES = (0.5, 0.8, 1.0, 1.25, 1.6, 2.0, 2.5, 4.0, 5.0, 8.0, 10.0)
STARTS = (-3.0, -2.0, -1.0, 1.0, 2.0, 3.0)


@parameters
class Params:
    """What to draw from."""

    largest_product: float = param(
        3.0, Real(label="Largest ηa", help="Largest product of rate and curvature.", low=2.2, high=4.0, step=0.1)
    )


def solve(givens: Mapping[str, Any]) -> str:
    """Return the regime."""
    return regime(givens["a"], givens["learning_rate"]).value


def generate(params: Params, seed: int) -> Problem:
    """Return the problem of a seed; each regime is as likely as the others."""
    return first_acceptable(ID, seed, lambda rng: _draw(params, seed, rng))


def _draw(params: Params, seed: int, rng: np.random.Generator) -> Problem:
    wanted, curvature = pick(rng, tuple(Regime)), pick(rng, CURVATURES)
    rate = _rate(rng, wanted, curvature, params.largest_product)
    givens = {"a": curvature, "learning_rate": rate, "x0": pick(rng, STARTS)}
    key = solve(givens)
    return Problem(
        family=ID,
        version=VERSION,
        seed=seed,
        prompt=_prompt(givens),
        givens=givens,
        key=key,
        key_text=WORDS[Regime(key)],
        distractors=_distractors(Regime(key), givens),
        steps=_steps(givens, Regime(key)),
        run=f"gradient_descent/{PRESETS[Regime(key)]}",
    )


def _rate(rng: np.random.Generator, wanted: Regime, curvature: float, largest_product: float) -> float:
    """Return a rate of at most three decimals that gives the wanted regime, and no near miss of another."""
    if wanted in EXACT:
        return EXACT[wanted] / curvature
    low, high = {
        Regime.MONOTONE: (SMALLEST_PRODUCT, 1.0 - NEAREST),
        Regime.OSCILLATES: (1.0 + NEAREST, 2.0 - NEAREST),
        Regime.DIVERGES: (2.0 + NEAREST, largest_product),
    }[wanted]
    first, last = np.ceil(low * 1000 / curvature), np.floor(high * 1000 / curvature)
    return int(rng.integers(int(first), int(last) + 1)) / 1000


def _prompt(givens: Mapping[str, Any]) -> str:
    a, start, rate = decimal(givens["a"], 2), decimal(givens["x0"], 0), decimal(givens["learning_rate"], 3)
    return (
        f"Gradient descent runs on $f(x) = \\frac{{1}}{{2}}\\,a\\,x^2$ with $a = {a}$ from $x_0 = {start}$, with the fixed "
        f"learning rate $\\eta = {rate}$ (both numbers are exact). What does $x_k$ do?"
    )


def _distractors(right: Regime, givens: Mapping[str, Any]) -> tuple[Distractor, ...]:
    product = decimal(givens["learning_rate"] * givens["a"], 5)
    return tuple(
        Distractor(
            other.value, _belief(right, other), f"That needs {CONDITIONS[other]}; here $\\eta a = {product}$.", WORDS[other]
        )
        for other in Regime
        if other is not right
    )


def _belief(right: Regime, chosen: Regime) -> str:
    """Return the misconception that takes one regime for another; empty where it is but a slip."""
    if chosen is Regime.DIVERGES and right in (Regime.OSCILLATES, Regime.ONE_STEP):
        return "M-CURV-HALF"
    if right is Regime.DIVERGES and chosen in (Regime.OSCILLATES, Regime.FOR_EVER):
        return "M-LR-ALWAYS-BOUNCE"
    return ""


def _steps(givens: Mapping[str, Any], key: Regime) -> tuple[str, ...]:
    a, rate = givens["a"], givens["learning_rate"]
    product, shrink = decimal(rate * a, 5), decimal(1.0 - rate * a, 5)
    start, second = givens["x0"], (1.0 - rate * a) * givens["x0"]
    boundary = " This is a boundary case." if key in EXACT else ""
    return (
        "The derivative is $a x$, so $x_{k+1} = x_k - \\eta a x_k = (1 - \\eta a)\\,x_k$.",
        f"Here $\\eta a = {decimal(rate, 3)} \\cdot {decimal(a, 2)} = {product}$.",
        f"So every step multiplies $x$ by $1 - {product} = {shrink}$.",
        f"From $x_0 = {decimal(start, 0)}$: $x_1 = {shrink} \\cdot {factor(start, 0)} = {decimal(second, 5)}$.",
        f"That is {CONDITIONS[key]}.{boundary} {WORDS[key]}",
    )


FAMILY = ProblemFamily(
    id=ID,
    version=VERSION,
    title="What a learning rate does",
    Params=Params,
    generate=generate,
    solve=solve,
    forms=("single",),
    sources=("Nesterov 2004, section 1.2.3", "Goodfellow, Bengio, Courville 2016, sections 4.3 and 8.2.1"),
)
