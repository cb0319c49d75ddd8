"""A cost small enough to be followed by hand, and the finite differences that check its gradient."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from engine.maths.activations import FloatArray, sigmoid
from engine.maths.losses import binary_cross_entropy, binary_cross_entropy_gradient
from engine.maths.surfaces import Surface


class Inside(NamedTuple):
    """What the gradient at one place is made of.

    Attributes:
        predictions: Of each example, shape (n_examples,); empty on a function.
        targets: Of each example, of the same shape.
        terms: Part of each example in the gradient, shape (n_examples, 2); their sum is the gradient.
        differences: The gradient from central differences.
    """

    predictions: FloatArray
    targets: FloatArray
    terms: FloatArray
    differences: tuple[float, float]


def sigmoid_unit(example: float, label: float) -> Surface:
    """Return the cross-entropy of p = sigmoid(w x + b) on one example, as a function of (w, b); it has no minimum.

    With z = w x + b the gradient is (p - y) (x, 1) and the Hessian p (1 - p) (x, 1) (x, 1)^T.

    Args:
        example: x.
        label: y, 0 or 1.

    Example:
        >>> unit = sigmoid_unit(2.0, 1.0)
        >>> unit.gradient(np.array([0.5, -1.0])).tolist()
        [-1.0, -0.5]

    Source: Bishop 2006, equations 4.90, 4.91 and 4.97.
    """
    inputs, target = np.array([example, 1.0]), np.float64(label)

    def logit(points: FloatArray) -> FloatArray:
        return points[..., 0] * example + points[..., 1]

    def value(points: FloatArray) -> FloatArray:
        return binary_cross_entropy(logit(points), np.broadcast_to(target, points.shape[:-1]))

    def gradient(points: FloatArray) -> FloatArray:
        slope = binary_cross_entropy_gradient(logit(points), np.broadcast_to(target, points.shape[:-1]))
        product: FloatArray = slope[..., None] * inputs
        return product

    def hessian(points: FloatArray) -> FloatArray:
        p = sigmoid(logit(points))
        matrix: FloatArray = (p * (1.0 - p))[..., None, None] * np.outer(inputs, inputs)
        return matrix

    return Surface(value, gradient, hessian, np.empty((0, 2)), (-6.0, 6.0), (-6.0, 6.0))


def central_differences(
    value: Callable[[FloatArray], FloatArray], theta: tuple[float, float], step: float
) -> tuple[float, float]:
    """Return the gradient of a function of two parameters from its values alone: (f(t + h) - f(t - h)) / (2 h).

    Args:
        value: f at points of shape (..., 2).
        theta: Where.
        step: h for parameters up to 1 in size; larger ones take it relative to their size.

    Example:
        >>> x, y = central_differences(lambda p: p[..., 0] ** 2 + 3.0 * p[..., 1], (2.0, 1.0), 1e-5)
        >>> round(x, 6), round(y, 6)
        (4.0, 3.0)

    Source: Press et al. 2007, section 5.7.
    """
    shifts = np.diag([step * max(1.0, abs(number)) for number in theta])
    rise = value(np.array(theta) + shifts) - value(np.array(theta) - shifts)
    x, y = (rise / (2.0 * np.diag(shifts))).tolist()
    return x, y
