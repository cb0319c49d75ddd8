"""How many updates mini-batch training makes: one a batch, the short last one included, every epoch."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from engine.maths.sampling import updates_per_epoch
from engine.params import Integer, param, parameters
from engine.problem import Distractor, Problem, ProblemFamily, decimal, first_acceptable, pick

ID, VERSION = "updates_per_epoch", 1
SMALLEST_DATASET = 100
BATCH_SIZES = (8, 10, 16, 20, 25, 32, 50, 64)


@parameters
class Params:
    """What to draw from."""

    largest_dataset: int = param(
        5000, Integer(label="Largest data set", symbol="N", help="Most examples.", low=200, high=1_000_000)
    )
    largest_epochs: int = param(20, Integer(label="Most epochs", symbol="E", help="Most epochs, at least 2.", low=2, high=200))


def solve(givens: Mapping[str, Any]) -> float:
    """Return the number of updates."""
    return float(givens["epochs"] * updates_per_epoch(givens["n_examples"], givens["batch_size"]))


def generate(params: Params, seed: int) -> Problem:
    """Return the problem of a seed."""
    return first_acceptable(ID, seed, lambda rng: _draw(params, seed, rng))


def _draw(params: Params, seed: int, rng: np.random.Generator) -> Problem:
    givens = {
        "n_examples": int(rng.integers(SMALLEST_DATASET, params.largest_dataset + 1)),
        "batch_size": pick(rng, BATCH_SIZES),
        "epochs": int(rng.integers(2, params.largest_epochs + 1)),
    }
    key = solve(givens)
    return Problem(
        family=ID,
        version=VERSION,
        seed=seed,
        prompt=_prompt(givens),
        givens=givens,
        key=key,
        key_text=_text(key),
        distractors=_distractors(givens),
        steps=_steps(givens, key),
        run="gradient_descent/three_walkers",
    )


def _text(count: float) -> str:
    return f"${decimal(count, 0)}$"


def _prompt(givens: Mapping[str, Any]) -> str:
    n, size, epochs = givens["n_examples"], givens["batch_size"], givens["epochs"]
    return (
        f"A network is trained on {n} examples in mini-batches of {size} for {epochs} epochs; the last batch of an epoch may "
        "be shorter and counts as an update. How many updates of the weights are made?"
    )


def _distractors(givens: Mapping[str, Any]) -> tuple[Distractor, ...]:
    n, size, epochs = givens["n_examples"], givens["batch_size"], givens["epochs"]
    wrong = (
        (n // size * epochs, "M-LAST-BATCH", "The last, shorter batch of every epoch makes an update, too."),
        (updates_per_epoch(n, size), "", "That is one epoch only."),
        (epochs, "M-BATCH-WORDS", "One update an epoch is batch gradient descent; here every mini-batch makes one."),
        (n * epochs, "M-BATCH-WORDS", "One update an example is stochastic gradient descent with a batch size of 1."),
        (size * epochs, "M-BATCH-WORDS", "The batch size is the number of examples in an update, not of updates in an epoch."),
    )
    return tuple(Distractor(float(count), belief, why, _text(count)) for count, belief, why in wrong)


def _steps(givens: Mapping[str, Any], key: float) -> tuple[str, ...]:
    n, size, epochs = givens["n_examples"], givens["batch_size"], givens["epochs"]
    each = updates_per_epoch(n, size)
    full, rest = divmod(n, size)
    return (
        f"${n} = {full} \\cdot {size} + {rest}$: {full} full batches and a last one of {rest}.",
        f"Updates an epoch: $\\lceil {n} / {size} \\rceil = {each}$.",
        f"In {epochs} epochs: ${epochs} \\cdot {each} = {decimal(key, 0)}$.",
    )


FAMILY = ProblemFamily(
    id=ID,
    version=VERSION,
    title="Updates in so many epochs",
    Params=Params,
    generate=generate,
    solve=solve,
    forms=("numeric", "single"),
    sources=("Goodfellow, Bengio, Courville 2016, section 8.1.3",),
)
