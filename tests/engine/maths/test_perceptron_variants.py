"""Pocket and averaged perceptron against transcriptions of their definitions in whole numbers, and against the best line."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.datasets import Gate, gate
from engine.maths.examples import flip_labels, separable_cloud
from engine.maths.perceptron import fewest_errors, mistake_bound
from engine.maths.perceptron_variants import Averager, Pocket, empty_pocket, fill_pocket, new_averager, show
from engine.maths.sampling import epoch_order

SEEDS = range(12)


def scattered(seed: int, n_points: int = 12) -> tuple[np.ndarray, np.ndarray]:
    """Whole coordinates and random labels: mostly no line divides them."""
    rng = np.random.default_rng(seed)
    return rng.integers(-4, 5, (n_points, 2)).astype(float), rng.integers(0, 2, n_points)


def filled(seed: int, count: int) -> Pocket:
    points, labels = scattered(seed)
    return fill_pocket(empty_pocket(points, labels), points, labels, seed, count)


def averaged(seed: int, count: int) -> Averager:
    points, labels = scattered(seed)
    return show(new_averager(2), points, labels, seed, count)


def answers_right(line: list[int], row: list[int], label: int) -> bool:
    return (sum(w * x for w, x in zip(line, row, strict=True)) >= 0) == (label == 1)


def corrected(line: list[int], row: list[int], label: int) -> list[int]:
    return [w + (1 if label else -1) * x for w, x in zip(line, row, strict=True)]


def rows_and_labels(seed: int) -> list[tuple[list[int], int]]:
    points, labels = scattered(seed)
    return [([int(x), int(y), 1], int(label)) for (x, y), label in zip(points, labels, strict=True)]


@pytest.mark.parametrize("seed", SEEDS)
def test_pocket_follows_the_algorithm_step_by_step(seed: int) -> None:
    examples, line, kept, run, kept_run = rows_and_labels(seed), [0, 0, 0], [0, 0, 0], 0, 0
    draws = np.concatenate([epoch_order(seed, number, 12, replacement=True) for number in range(25)])
    for index in draws:
        if not answers_right(line, *examples[index]):
            line, run = corrected(line, *examples[index]), 0
            continue
        run += 1
        right, kept_right = (sum(answers_right(each, *example) for example in examples) for each in (line, kept))
        if run > kept_run and right > kept_right:
            kept, kept_run = line, run
    pocket = filled(seed, 300)
    assert (pocket.line.tolist(), pocket.run) == (line, run)
    assert (pocket.kept.tolist(), pocket.kept_run) == (kept, kept_run)


def test_pocket_holds_a_best_line_of_almost_every_small_set() -> None:
    # The theorem is a limit: the walk must happen to draw a separable part of the points alone, and for long enough.
    excess = []
    for seed in range(60):
        points, labels = scattered(seed, 8)
        pocket = fill_pocket(empty_pocket(points, labels), points, labels, seed, 2000)
        excess.append(8 - pocket.kept_right - fewest_errors(points, labels))
    assert min(excess) == 0
    assert excess.count(0) >= 54


@pytest.mark.parametrize("seed", SEEDS)
def test_pocket_never_gets_worse_and_counts_rightly(seed: int) -> None:
    points, labels = scattered(seed)
    pocket, before = empty_pocket(points, labels), 0
    for _ in range(60):
        pocket = fill_pocket(pocket, points, labels, seed, 5)
        right = ((points @ pocket.kept[:2] + pocket.kept[2] >= 0) == (labels == 1)).sum()
        assert before <= pocket.kept_right == right
        before = pocket.kept_right


def test_pocket_of_xor_holds_three_of_four() -> None:
    points, labels = gate(Gate.XOR)
    assert fill_pocket(empty_pocket(points, labels.astype(int)), points, labels.astype(int), 0, 400).kept_right == 3


@pytest.mark.parametrize("seed", SEEDS)
def test_average_is_the_mean_of_the_lines_after_each_example(seed: int) -> None:
    examples, line, lines = rows_and_labels(seed), [0, 0, 0], []
    for index in np.concatenate([epoch_order(seed, number, 12) for number in range(20)]):
        if not answers_right(line, *examples[index]):
            line = corrected(line, *examples[index])
        lines.append(line)
    learned = averaged(seed, 240)
    assert learned.line.tolist() == line
    assert learned.average == pytest.approx(np.mean(lines, axis=0), rel=1e-12, abs=1e-12)


@pytest.mark.parametrize("seed", SEEDS)
def test_learning_in_pieces_is_the_same_learning(seed: int) -> None:
    points, labels = scattered(seed)
    pocket, averager = empty_pocket(points, labels), new_averager(2)
    for count in (1, 11, 30, 7):
        pocket = fill_pocket(pocket, points, labels, seed, count)
        averager = show(averager, points, labels, seed, count)
    whole = filled(seed, 49)
    assert (pocket.kept.tolist(), pocket.kept_run, pocket.run) == (whole.kept.tolist(), whole.kept_run, whole.run)
    assert averager.average.tolist() == averaged(seed, 49).average.tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_on_separable_points_both_end_without_a_mistake_and_within_the_bound(seed: int) -> None:
    places, labels = separable_cloud(np.random.default_rng(seed), 30, 0.2)
    points = places / 1000
    pocket = fill_pocket(empty_pocket(points, labels), points, labels, seed, 3000)
    averager = show(new_averager(2), points, labels, seed, 3000)
    assert pocket.kept_right == 30
    assert averager.mistakes <= mistake_bound(points, labels)
    assert show(averager, points, labels, seed, 30).mistakes == averager.mistakes


def test_average_of_noisy_points_is_right_more_often_than_the_last_line() -> None:
    shares = []
    for seed in range(40):
        rng = np.random.default_rng(seed)
        places, true = separable_cloud(rng, 200, 0.1)
        points, noisy = places / 1000, flip_labels(rng, true, 0.15)
        learned = show(new_averager(2), points[:100], noisy[:100], seed, 1000)
        answers = [points[100:] @ line[:2] + line[2] >= 0 for line in (learned.average, learned.line)]
        shares.append([(answer == (true[100:] == 1)).mean() for answer in answers])
    average, last = np.mean(shares, axis=0)
    assert average > last + 0.05


def test_records_cannot_be_edited_in_place() -> None:
    pocket, averager = filled(0, 50), averaged(0, 50)
    for array in (pocket.line, pocket.kept, averager.line, averager.delays):
        assert not array.flags.writeable
