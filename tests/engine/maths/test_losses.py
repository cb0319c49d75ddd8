"""Losses against their definitions in exact or high precision, and their gradients against central differences."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from engine.errors import EngineError
from engine.maths.losses import (
    Loss,
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    gradient,
    huber_loss,
    perceptron_loss_gradient,
    softmax_cross_entropy,
    softmax_cross_entropy_gradient,
    squared_error,
    value,
)

LOGITS = [-1000.0, -745.0, -37.0, -5.0, -1e-9, 0.0, 1e-9, 0.5, 5.0, 37.0, 745.0, 1000.0]
DELTA = 0.7
NUMBERS = np.linspace(-3.0, 3.0, 61)  # holds 0 and 1, where there are kinks
LABELS = np.where(np.arange(61) % 2, 1.0, -1.0)
H = 1e-6
PLAIN_PYTHON = {
    Loss.SQUARED: lambda p, y: (p - y) ** 2 / 2.0,
    Loss.ABSOLUTE: lambda p, y: abs(p - y),
    Loss.HUBER: lambda p, y: (p - y) ** 2 / 2.0 if abs(p - y) <= DELTA else DELTA * (abs(p - y) - DELTA / 2.0),
    Loss.HINGE: lambda p, y: max(0.0, 1.0 - y * p),
    Loss.PERCEPTRON: lambda p, y: max(0.0, -y * p),
    Loss.ZERO_ONE: lambda p, y: float(y * p <= 0.0),
    Loss.BINARY_CROSS_ENTROPY: lambda p, y: math.log(1.0 + math.exp(p)) - y * p,
}
WITH_GRADIENT = [loss for loss in PLAIN_PYTHON if loss is not Loss.ZERO_ONE]
ROWS = [[1000.0, -1000.0, 0.0], [37.0, 0.0, -1.5], [0.0, 0.0, 0.0], [-999.5, 1000.0, 1000.0], [300.0, 0.25, -400.0]]


def targets_of(loss: Loss) -> np.ndarray:
    """Targets for NUMBERS, of the kind that the loss takes."""
    return 0.5 * (LABELS + 1.0) if loss is Loss.BINARY_CROSS_ENTROPY else LABELS


def precise_softmax(logits: list[float]) -> tuple[list[Decimal], list[Decimal]]:
    """Probabilities and -log of them, to be called with enough digits to see exp(-745), the smallest float64, beside 1."""
    powers = [(Decimal(z) - Decimal(max(logits))).exp() for z in logits]
    probabilities = [power / sum(powers) for power in powers]
    return probabilities, [-p.ln() for p in probabilities]


def precise_cross_entropy(logit: float, target: int) -> float:
    """-log of the probability of the target, with 600 digits."""
    with localcontext() as context:
        context.prec = 600
        z = Decimal(logit)
        return float((1 + (-z if target else z).exp()).ln())


def test_cross_entropy_of_soft_targets_is_exact_however_close_to_0_or_1_they_are() -> None:
    logits = np.repeat([-1000.0, -30.0, 30.0, 1000.0], 4)
    targets = np.tile([1e-12, 0.3, 1.0 - 1e-6, 1.0 - 2.0**-50], 4)
    losses = binary_cross_entropy(logits, targets)
    with localcontext() as context:
        context.prec = 600
        for z, y, loss in zip(logits.tolist(), targets.tolist(), losses.tolist(), strict=True):
            expected = (1 + Decimal(z).exp()).ln() - Decimal(y) * Decimal(z)
            assert loss == pytest.approx(float(expected), rel=1e-14)


def test_cross_entropy_of_hard_targets_has_the_very_bits_of_the_common_stable_form() -> None:
    rng = np.random.default_rng(0)
    far = [0.0, -0.0, 1000.0, -1000.0]
    z = np.concatenate([rng.normal(size=5_000), 30.0 * rng.normal(size=5_000), far, far])
    y = np.concatenate([rng.integers(2, size=10_000), np.repeat([0, 1], 4)])
    common = np.maximum(z, 0.0) - z * y + np.log1p(np.exp(-np.abs(z)))
    assert binary_cross_entropy(z, y.astype(float)).tobytes() == common.tobytes()


def test_squared_error_is_half_the_square() -> None:
    predictions, targets = np.array([3.0, -1.0]), np.array([1.0, 1.0])
    assert squared_error(predictions, targets).tolist() == [2.0, 2.0]


@pytest.mark.parametrize("target", [0, 1])
@pytest.mark.parametrize("logit", LOGITS)
def test_cross_entropy_is_exact_and_finite_at_the_extremes(logit: float, target: int) -> None:
    loss = binary_cross_entropy(np.array([logit]), np.array([float(target)]))[0]
    assert loss == pytest.approx(precise_cross_entropy(logit, target), rel=1e-12, abs=1e-300)


@pytest.mark.parametrize("logit", LOGITS)
def test_cross_entropy_gradient_is_prediction_minus_target(logit: float) -> None:
    probability = 1.0 / (1.0 + math.exp(-logit)) if logit > -700 else 0.0
    gradient = binary_cross_entropy_gradient(np.array([logit, logit]), np.array([0.0, 1.0]))
    assert gradient.tolist() == pytest.approx([probability, probability - 1.0], abs=2e-16)


@pytest.mark.parametrize("target", [0.0, 0.3, 1.0])
def test_cross_entropy_gradient_agrees_with_central_differences(target: float) -> None:
    logits, h = np.linspace(-6.0, 6.0, 25), 1e-6
    targets = np.full_like(logits, target)
    difference = (binary_cross_entropy(logits + h, targets) - binary_cross_entropy(logits - h, targets)) / (2 * h)
    assert np.abs(binary_cross_entropy_gradient(logits, targets) - difference).max() < 1e-9


def test_lower_cross_entropy_can_go_with_lower_accuracy() -> None:
    def mean_loss(*probabilities: float) -> float:
        logits = np.array([math.log(p / (1.0 - p)) for p in probabilities])
        return float(binary_cross_entropy(logits, np.ones(2)).mean())

    assert mean_loss(0.60, 0.60) == pytest.approx(0.511, abs=5e-4)  # both right
    assert mean_loss(0.99, 0.49) == pytest.approx(0.362, abs=5e-4)  # one wrong, and yet the lower loss


def test_saturated_sigmoid_learns_from_cross_entropy_and_hardly_from_squared_error() -> None:
    s = 1.0 / (1.0 + math.exp(5.0))
    assert (s - 1.0) * s * (1.0 - s) == pytest.approx(-0.0066, abs=5e-5)  # gradient of (s - 1)^2 / 2
    assert binary_cross_entropy_gradient(np.array([-5.0]), np.array([1.0]))[0] == pytest.approx(-0.993, abs=5e-4)


@pytest.mark.parametrize("loss", PLAIN_PYTHON)
def test_value_is_the_formula(loss: Loss) -> None:
    targets = targets_of(loss)
    expected = [PLAIN_PYTHON[loss](p, y) for p, y in zip(NUMBERS.tolist(), targets.tolist(), strict=True)]
    np.testing.assert_allclose(value(loss, NUMBERS, targets, DELTA), expected, rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("loss", WITH_GRADIENT)
def test_gradient_agrees_with_central_differences_away_from_kinks(loss: Loss) -> None:
    points = NUMBERS + 0.013  # no multiple of a tenth any more, so 0.013 or more from each kink
    targets = targets_of(loss)
    difference = (value(loss, points + H, targets, DELTA) - value(loss, points - H, targets, DELTA)) / (2 * H)
    slope = gradient(loss, points, targets, DELTA)
    assert np.abs(slope - difference).max() < 1e-7 * np.abs(slope).max()


@pytest.mark.parametrize("soft", [False, True])
def test_softmax_gradient_agrees_with_central_differences(soft: bool) -> None:
    rng = np.random.default_rng(0)
    logits, targets = (
        3.0 * rng.normal(size=(20, 4)),
        rng.dirichlet(np.ones(4), 20) if soft else np.eye(4)[rng.integers(4, size=20)],
    )
    slope = gradient(Loss.SOFTMAX_CROSS_ENTROPY, logits, targets)
    for k, shift in enumerate(H * np.eye(4)):
        ahead, behind = (value(Loss.SOFTMAX_CROSS_ENTROPY, logits + sign * shift, targets) for sign in (1.0, -1.0))
        assert np.abs(slope[:, k] - (ahead - behind) / (2 * H)).max() < 1e-7 * np.abs(slope).max()


@pytest.mark.parametrize(
    ("loss", "prediction", "target", "expected"),
    [
        (Loss.ABSOLUTE, 2.0, 2.0, 0.0),
        (Loss.HUBER, 1.0 + DELTA, 1.0, DELTA),
        (Loss.HINGE, 1.0, 1.0, -1.0),
        (Loss.HINGE, -1.0, -1.0, 1.0),
        (Loss.PERCEPTRON, 0.0, 1.0, -1.0),
        (Loss.PERCEPTRON, -0.0, -1.0, 1.0),
    ],
)
def test_gradient_at_kinks_is_the_stated_convention(loss: Loss, prediction: float, target: float, expected: float) -> None:
    assert gradient(loss, [prediction], [target], DELTA)[0] == pytest.approx(expected, rel=1e-15)


def test_zero_one_gradient_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(EngineError, match=r"zero_one has no gradient.*allowed: squared, .*, softmax_cross_entropy$"):
        gradient(Loss.ZERO_ONE, [0.5], [1.0])


@pytest.mark.parametrize("loss", PLAIN_PYTHON)
def test_far_out_losses_are_finite_and_warn_of_nothing(loss: Loss) -> None:
    far, targets = np.array([-1e150, -1000.0, 1000.0, 1e150]), np.ones(4)
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert np.isfinite(value(loss, far, targets)).all()
        assert loss is Loss.ZERO_ONE or np.isfinite(gradient(loss, far, targets)).all()


def test_huber_is_finite_where_the_square_is_not() -> None:
    assert huber_loss(np.array([1e300]), np.zeros(1), 2.0).tolist() == [2e300]


@pytest.mark.parametrize("target", [0, 1, 2])
@pytest.mark.parametrize("logits", ROWS)
def test_softmax_cross_entropy_and_its_gradient_are_exact_at_the_extremes(logits: list[float], target: int) -> None:
    with localcontext() as context:
        context.prec = 400
        probabilities, losses = precise_softmax(logits)
        expected = [float(p - (k == target)) for k, p in enumerate(probabilities)]
        expected_loss = float(losses[target])
    row, targets = np.array([logits]), np.eye(3)[[target]]
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        loss, slope = softmax_cross_entropy(row, targets), softmax_cross_entropy_gradient(row, targets)
    assert loss.tolist() == pytest.approx([expected_loss], rel=1e-12, abs=1e-300)
    assert slope[0].tolist() == pytest.approx(expected, rel=1e-12, abs=1e-300)


def test_softmax_cross_entropy_of_random_extreme_logits_and_soft_targets_is_exact() -> None:
    rng = np.random.default_rng(1)
    logits, targets = rng.uniform(-1000.0, 1000.0, size=(50, 5)), rng.dirichlet(np.ones(5), 50)
    slopes, losses = softmax_cross_entropy_gradient(logits, targets), softmax_cross_entropy(logits, targets)
    with localcontext() as context:
        context.prec = 400
        for z, y, slope, loss in zip(logits.tolist(), targets.tolist(), slopes, losses, strict=True):
            probabilities, costs = precise_softmax(z)
            assert loss == pytest.approx(float(sum(Decimal(t) * c for t, c in zip(y, costs, strict=True))), rel=1e-12)
            assert slope == pytest.approx([float(p - Decimal(t)) for p, t in zip(probabilities, y, strict=True)], rel=1e-12)


def test_softmax_of_two_classes_is_binary_cross_entropy() -> None:
    targets = targets_of(Loss.BINARY_CROSS_ENTROPY)
    pairs, rows = np.column_stack([NUMBERS, np.zeros(61)]), np.column_stack([targets, 1.0 - targets])
    np.testing.assert_allclose(softmax_cross_entropy(pairs, rows), binary_cross_entropy(NUMBERS, targets), rtol=1e-14)
    slope = softmax_cross_entropy_gradient(pairs, rows)
    np.testing.assert_allclose(slope[:, 0], binary_cross_entropy_gradient(NUMBERS, targets), atol=2e-16)
    np.testing.assert_allclose(slope.sum(axis=1), 0.0, atol=2e-16)


def test_softmax_cross_entropy_takes_stacks_and_leaves_its_arguments_alone() -> None:
    logits, targets = np.arange(24.0).reshape(2, 3, 4), np.broadcast_to(np.eye(4)[1], (2, 3, 4))
    logits.flags.writeable = False
    assert softmax_cross_entropy(logits, targets).shape == (2, 3)
    assert softmax_cross_entropy_gradient(logits, targets)[1].tolist() == (
        softmax_cross_entropy_gradient(logits[1], targets[1]).tolist()
    )


def test_hinge_and_binary_cross_entropy_in_bits_bound_the_zero_one_loss() -> None:
    mistakes = value(Loss.ZERO_ONE, NUMBERS, LABELS)
    bits = value(Loss.BINARY_CROSS_ENTROPY, NUMBERS, targets_of(Loss.BINARY_CROSS_ENTROPY)) / math.log(2.0)
    assert (value(Loss.HINGE, NUMBERS, LABELS) >= mistakes).all()
    assert (bits >= mistakes - 1e-15).all()


@pytest.mark.parametrize(("loss", "best"), [(Loss.SQUARED, 2.5), (Loss.ABSOLUTE, 0.0)])
def test_best_constant_for_three_zeros_and_a_ten_is_the_mean_or_the_median(loss: Loss, best: float) -> None:
    constants = np.linspace(-2.0, 12.0, 1401)
    costs = value(loss, np.broadcast_to(constants[:, None], (1401, 4)), np.broadcast_to([0.0, 0.0, 0.0, 10.0], (1401, 4)))
    assert constants[costs.mean(axis=1).argmin()] == pytest.approx(best, abs=1e-9)


def test_descent_on_the_perceptron_loss_from_zero_weights_is_rosenblatts_rule() -> None:
    rng = np.random.default_rng(3)
    points = np.column_stack([rng.normal(size=(40, 2)), np.ones(40)])
    labels = np.where(points @ [1.0, -2.0, 0.3] > 0.0, 1.0, -1.0)
    weights, expected = np.zeros(3), np.zeros(3)
    for x, y in zip(points, labels, strict=True):
        weights = weights - perceptron_loss_gradient(weights @ x, y) * x
        expected = expected + (y * x if y * (expected @ x) <= 0.0 else 0.0)
    assert weights.any()
    assert weights.tolist() == expected.tolist()


@pytest.mark.parametrize("loss", Loss)
def test_every_loss_can_be_chosen_by_its_name(loss: Loss) -> None:
    targets = np.full((3, 2), 0.5) if loss is Loss.SOFTMAX_CROSS_ENTROPY else np.ones((3, 2))
    losses = value(Loss(loss.value), np.zeros((3, 2)), targets)
    assert (losses.shape, losses.dtype) == ((3,) if loss is Loss.SOFTMAX_CROSS_ENTROPY else (3, 2), np.float64)
