"""Losses against their definitions in exact or high precision, and their gradients against central differences."""

from __future__ import annotations

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

from engine.maths.losses import (
    binary_cross_entropy,
    binary_cross_entropy_gradient,
    squared_error,
)

LOGITS = [-1000.0, -745.0, -37.0, -5.0, -1e-9, 0.0, 1e-9, 0.5, 5.0, 37.0, 745.0, 1000.0]


def precise_cross_entropy(logit: float, target: int) -> float:
    """-log of the probability of the target, with 600 digits."""
    with localcontext() as context:
        context.prec = 600
        z = Decimal(logit)
        return float((1 + (-z if target else z).exp()).ln())


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
