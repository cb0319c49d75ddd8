"""Losses of predictions against targets: element-wise, so that the caller decides what to average.

A *loss* belongs to one example; a *cost* is its mean over a set of examples (Goodfellow, Bengio, Courville 2016, section 8.1).
"""

from __future__ import annotations

import numpy as np

from engine.maths.activations import FloatArray, sigmoid


def squared_error(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    """Return l = (p - y)^2 / 2 of each example, shape of the arguments.

    The half makes the gradient p - y; the mean of l over N examples is the cost (1 / 2N) sum (p - y)^2.

    Example:
        >>> squared_error(np.array([3.0]), np.array([1.0])).tolist()
        [2.0]

    Source: Bishop 2006, equation 1.2 (the sum); Zhang, Lipton, Li, Smola 2023, section 3.1.1.3 (the mean).
    """
    loss: FloatArray = 0.5 * np.square(predictions - targets)
    return loss


def binary_cross_entropy(logits: FloatArray, targets: FloatArray) -> FloatArray:
    """Return l = -y log s(z) - (1 - y) log(1 - s(z)) of each example, where s is the sigmoid and z the logit.

    Computed as max(z, 0) - z y + log(1 + exp(-|z|)), which is the same and neither overflows nor takes the logarithm of 0.

    Args:
        logits: z, any shape, finite.
        targets: y in [0, 1], of the same shape.

    Example:
        >>> binary_cross_entropy(np.array([-1000.0, 0.0]), np.array([1.0, 1.0])).round(4).tolist()
        [1000.0, 0.6931]

    Source: Bishop 2006, equation 4.90; the stable form is that of PyTorch's BCEWithLogitsLoss.
    """
    loss: FloatArray = np.maximum(logits, 0.0) - logits * targets + np.log1p(np.exp(-np.abs(logits)))
    return loss


def binary_cross_entropy_gradient(logits: FloatArray, targets: FloatArray) -> FloatArray:
    """Return dl/dz = s(z) - y of each example, where s is the sigmoid and z the logit.

    Args:
        logits: z, any shape, finite.
        targets: y in [0, 1], of the same shape.

    Example:
        >>> binary_cross_entropy_gradient(np.array([0.0, 0.0]), np.array([0.0, 1.0])).tolist()
        [0.5, -0.5]

    Source: Bishop 2006, equation 4.91.
    """
    return sigmoid(logits) - targets
