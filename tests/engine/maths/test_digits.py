"""Stroke digits: what the generator promises, the drawing against counted ink, and whether they can be told apart."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.digits import HALF_WIDTH, MODELS, N_CLASSES, digits, render
from engine.maths.optimizers import Optimizer, Rule, init_slots, update
from engine.rng import step_rng


def some(n_examples: int, size: int = 8, distortion: float = 1.0, seed: int = 0) -> tuple[np.ndarray, np.ndarray]:
    return digits(step_rng(seed, 0, "data"), n_examples, size, distortion)


@pytest.mark.parametrize("size", [8, 16, 28])
def test_pictures_have_their_shape_and_are_ink_on_paper(size: int) -> None:
    images, labels = some(40, size)
    assert images.shape == (40, size * size)
    assert (images.min(), images.max()) == (0.0, 1.0)
    assert labels.dtype == np.int64
    assert np.bincount(labels).tolist() == [4] * N_CLASSES


@pytest.mark.parametrize("n_examples", [1, 9, 13])
def test_each_digit_comes_equally_often_or_once_more(n_examples: int) -> None:
    _, labels = some(n_examples)
    counts = np.bincount(labels, minlength=N_CLASSES)
    assert len(labels) == n_examples
    assert np.ptp(counts) <= 1


def test_digits_depend_on_their_generator_only() -> None:
    first, second, other = some(30, seed=3), some(30, seed=3), some(30, seed=4)
    assert first[0].tobytes() == second[0].tobytes()
    assert not np.array_equal(first[1], other[1])


def test_without_distortion_all_pictures_of_a_digit_are_equal_and_no_two_digits_alike() -> None:
    images, labels = some(50, distortion=0.0)
    models = np.array([images[labels == digit][0] for digit in range(N_CLASSES)])
    assert np.array_equal(images, models[labels])
    differences = np.abs(models[:, None] - models).sum(axis=2)
    assert differences[~np.eye(N_CLASSES, dtype=bool)].min() > 3.0  # the ink of three full pixels


def test_more_distortion_takes_pictures_farther_from_their_model() -> None:
    models = render(MODELS, np.full(N_CLASSES, HALF_WIDTH), 8)
    distances = []
    for distortion in (0.25, 0.5, 1.0, 2.0):
        images, labels = some(400, distortion=distortion)
        distances.append(np.linalg.norm(images - models[labels], axis=1).mean())
    assert distances == sorted(distances)


def test_the_same_digits_are_drawn_at_every_size() -> None:
    coarse, labels = some(60, 8)
    fine, same = some(60, 16)
    pooled = fine.reshape(60, 8, 2, 8, 2).mean(axis=(2, 4)).reshape(60, 64)
    distances = np.linalg.norm(coarse[:, None] - pooled, axis=2)
    assert np.array_equal(labels, same)
    assert np.array_equal(distances.argmin(axis=1), np.arange(60))


def test_many_pictures_are_drawn_as_each_alone() -> None:
    strokes = MODELS[np.arange(600) % 10] + np.linspace(-0.1, 0.1, 600)[:, None, None, None]
    half_widths = np.linspace(0.03, 0.08, 600)
    together = render(strokes, half_widths, 8)
    for index in (0, 255, 256, 511, 512, 599):
        alone = render(strokes[index : index + 1], half_widths[index : index + 1], 8)
        assert np.array_equal(together[index], alone[0])


def ink(strokes: np.ndarray, half_width: float, size: int, finer: int = 16) -> np.ndarray:
    """Share of each pixel within reach of a piece, counted on a grid of finer x finer points."""
    middles = (np.arange(size * finer) + 0.5) / (size * finer)
    places = np.stack(np.meshgrid(middles, middles), axis=-1)
    covered = np.zeros(places.shape[:2], dtype=bool)
    for start, end in strokes:
        along = end - start
        share = np.clip((places - start) @ along / (along @ along), 0.0, 1.0)
        covered |= np.hypot(*np.moveaxis(places - start - share[..., None] * along, -1, 0)) <= half_width
    return covered.reshape(size, finer, size, finer).mean(axis=(1, 3)).ravel()


@pytest.mark.parametrize("digit", range(N_CLASSES))
def test_drawing_is_close_to_counted_ink(digit: int) -> None:
    drawn, counted = render(MODELS[digit : digit + 1], np.array([HALF_WIDTH]), 16)[0], ink(MODELS[digit], HALF_WIDTH, 16)
    # An edge at 45 degrees is drawn at most (sqrt(2) - 1)^2 / 4 = 0.043 off; the few pixels where strokes end or meet, more.
    assert np.abs(drawn - counted).mean() < 0.043
    assert np.quantile(np.abs(drawn - counted), 0.99) < 0.125
    assert drawn.sum() == pytest.approx(counted.sum(), rel=0.05)


@pytest.mark.parametrize("half_width", [0.07, 0.125, 0.3])
def test_edges_along_rows_are_exact(half_width: float) -> None:
    bar = np.array([[[[-1.0, 0.5], [2.0, 0.5]]]])
    rows = render(bar, np.array([half_width]), 8).reshape(8, 8)
    edges = np.arange(9) / 8
    overlap = np.minimum(edges[1:], 0.5 + half_width) - np.maximum(edges[:-1], 0.5 - half_width)
    assert rows[:, 3] == pytest.approx(8.0 * np.maximum(overlap, 0.0), abs=1e-12)


def test_a_piece_that_is_a_point_is_a_dot() -> None:
    dot = render(np.full((1, 1, 2, 2), 0.5), np.array([0.25]), 8).reshape(8, 8)
    assert dot[3:5, 3:5].tolist() == [[1.0, 1.0], [1.0, 1.0]]
    assert dot[0].tolist() == [0.0] * 8


def with_ones(images: np.ndarray) -> np.ndarray:
    return np.column_stack([images, np.ones(len(images))])


def softmax_regression(images: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Weights of a linear classifier after 150 full-batch updates of the cross-entropy."""
    inputs, rule = with_ones(images), Rule(Optimizer.ADAM, 0.05)
    weights = np.zeros((inputs.shape[1], N_CLASSES))
    slots = init_slots(rule.optimizer, weights.shape)
    for step in range(150):
        logits = inputs @ weights
        shares = np.exp(logits - logits.max(axis=1, keepdims=True))
        shares /= shares.sum(axis=1, keepdims=True)
        gradient = inputs.T @ (shares - np.eye(N_CLASSES)[labels]) / len(labels)
        weights, slots = update(rule, weights, gradient, slots, step)
    return weights


def test_a_linear_classifier_reads_more_than_nine_in_ten_unseen_digits() -> None:
    weights = softmax_regression(*some(1000, seed=1))
    images, labels = some(1000, seed=2)
    right = (with_ones(images) @ weights).argmax(axis=1) == labels
    assert right.mean() > 0.9
    assert min(right[labels == digit].mean() for digit in range(N_CLASSES)) > 0.75
