"""The numbers of the card pc-learning, computed here by a perceptron of their own, without the engine."""

from __future__ import annotations

import itertools
import math
import random
from collections.abc import Sequence
from pathlib import Path

import pytest

from engine.share import find_run
from engine.timeline import Timeline

CARD = (Path(__file__).parents[2] / "content" / "deep-learning" / "cards" / "pc-learning.md").read_text(encoding="utf-8")
POINTS = ((0, 0), (0, 1), (1, 0), (1, 1))
AND, XOR = (0, 0, 0, 1), (0, 1, 1, 0)


def trained(labels: Sequence[int], *, strict: bool = False, rate: float = 1, passes: int = 20) -> tuple[list[int], list[float]]:
    """Return the mistakes of each pass and (w1, w2, b) after the last."""
    w1 = w2 = b = 0.0
    mistakes = []
    while len(mistakes) < passes and (not mistakes or mistakes[-1]):
        mistakes.append(0)
        for (x1, x2), wanted in zip(POINTS, labels, strict=True):
            score = w1 * x1 + w2 * x2 + b
            error = wanted - int(score > 0 if strict else score >= 0)
            w1, w2, b = w1 + rate * error * x1, w2 + rate * error * x2, b + rate * error
            mistakes[-1] += error != 0
    return mistakes, [w1, w2, b]


@pytest.mark.parametrize(("strict", "corrections", "bias"), [(False, 11, -3), (True, 10, -2)])
def test_and_takes_the_corrections_and_passes_of_the_card(strict: bool, corrections: int, bias: int) -> None:
    mistakes, weights = trained(AND, strict=strict)
    assert (sum(mistakes), len(mistakes), weights) == (corrections, 6, [2, 1, bias])
    assert f"{corrections} corrections](sim:" in CARD


def test_a_smaller_rate_makes_the_same_mistakes() -> None:
    mistakes, weights = trained(AND, rate=0.5)
    assert (mistakes, weights) == (trained(AND)[0], [1, 0.5, -1.5])


def test_xor_repeats_every_pass_from_the_second_on() -> None:
    after = [trained(XOR, passes=passes)[1] for passes in range(2, 12)]
    assert all(weights == after[0] for weights in after)


def test_no_line_gets_more_than_three_points_of_xor() -> None:
    grid = [value / 4 for value in range(-8, 9)]
    right = [
        sum((w1 * x1 + w2 * x2 + b >= 0) == wanted for (x1, x2), wanted in zip(POINTS, XOR, strict=True))
        for w1, w2, b in itertools.product(grid, repeat=3)
    ]
    assert max(right) == 3


def test_margin_and_bound_of_and_are_those_of_the_whiteboard() -> None:
    inputs = [((*point, 1), 2 * wanted - 1) for point, wanted in zip(POINTS, AND, strict=True)]

    def margin(u: Sequence[float]) -> float:
        return min(t * sum(a * c for a, c in zip(u, x, strict=True)) for x, t in inputs) / math.hypot(*u)

    best = margin((2, 2, -3))
    numbers = random.Random(0)
    assert best == pytest.approx(1 / math.sqrt(17))
    assert all(margin([numbers.gauss(0, 1) for _ in range(3)]) <= best for _ in range(20_000))
    assert round(max(sum(a * a for a in x) for x, _ in inputs) / best**2) == 51


def test_step_17_of_the_run_is_the_moment_the_caption_describes() -> None:
    timeline = Timeline(find_run("perceptron_learning/and_gate").run)
    timeline.seek(17)
    before = timeline.frame().readouts
    timeline.seek(18)
    after = timeline.frame().readouts
    assert (before["updates"], before["w1"], before["w2"], before["b"]) == (10, 2, 2, -2)
    assert (after["updates"], after["w1"], after["w2"], after["b"]) == (11, 2, 1, -3)


def test_random_order_of_the_card_ends_elsewhere() -> None:
    timeline = Timeline(find_run("perceptron_learning@1?data=and&order=random&seed=3").run)
    timeline.seek(200)
    frame = timeline.frame()
    assert frame.status.outcome == "converged"
    assert (frame.readouts["updates"], frame.readouts["w1"], frame.readouts["w2"]) != (11, 2, 1)
