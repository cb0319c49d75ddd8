"""Losses of predictions against targets: one number for each example, so that the caller decides what to average.

A *loss* belongs to one example; a *cost* is its mean over a set of examples (Goodfellow, Bengio, Courville 2016, section 8.1).
At kinks the gradients are those of PyTorch's backward pass: 0 for the absolute error, -y for hinge and perceptron.
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.errors import EngineError
from engine.maths.activations import FloatArray, sigmoid

_OfExamples: TypeAlias = Callable[[FloatArray, FloatArray], FloatArray]


class Loss(StrEnum):
    """The losses, by what their targets are.

    Numbers: squared, absolute, Huber. Labels -1 and 1 against scores: hinge, perceptron, zero-one. Probabilities against
    logits: binary cross-entropy (one class against the other) and softmax cross-entropy (a row of classes).
    """

    SQUARED = "squared"
    ABSOLUTE = "absolute"
    HUBER = "huber"
    HINGE = "hinge"
    PERCEPTRON = "perceptron"
    ZERO_ONE = "zero_one"
    BINARY_CROSS_ENTROPY = "binary_cross_entropy"
    SOFTMAX_CROSS_ENTROPY = "softmax_cross_entropy"


def value(loss: Loss, predictions: ArrayLike, targets: ArrayLike, delta: float = 1.0) -> FloatArray:
    """Return the loss of each example.

    Args:
        loss: Which loss.
        predictions: Predicted numbers, scores or logits, any shape, finite; for softmax cross-entropy (..., n_classes).
        targets: What they should have been, of the same shape; ``Loss`` says what each loss takes.
        delta: Where the Huber loss turns linear, above 0; the others ignore it.

    Returns:
        Array of the shape of ``predictions``; for softmax cross-entropy without the last axis.

    Example:
        >>> value(Loss.HINGE, [2.0, 0.5], [1.0, -1.0]).tolist()
        [0.0, 1.5]
    """
    given, wanted = np.asarray(predictions, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    if loss is Loss.HUBER:
        return huber_loss(given, wanted, delta)
    return _VALUES[loss](given, wanted)


def gradient(loss: Loss, predictions: ArrayLike, targets: ArrayLike, delta: float = 1.0) -> FloatArray:
    """Return the derivative of each example's loss with respect to its prediction, score or logits.

    Args:
        loss: Which loss; zero-one has no gradient.
        predictions: Predicted numbers, scores or logits, any shape, finite; for softmax cross-entropy (..., n_classes).
        targets: What they should have been, of the same shape; ``Loss`` says what each loss takes.
        delta: Where the Huber loss turns linear, above 0; the others ignore it.

    Returns:
        Array of the shape of ``predictions``.

    Raises:
        EngineError: If the loss is zero-one.

    Example:
        >>> gradient(Loss.HINGE, [2.0, 0.5], [1.0, -1.0]).tolist()
        [0.0, 1.0]
    """
    if loss is Loss.ZERO_ONE:
        allowed = ", ".join(_GRADIENTS)
        raise EngineError(f"zero_one has no gradient to follow: it is flat on both sides of its jump; allowed: {allowed}")
    given, wanted = np.asarray(predictions, dtype=np.float64), np.asarray(targets, dtype=np.float64)
    if loss is Loss.HUBER:
        return huber_loss_gradient(given, wanted, delta)
    return _GRADIENTS[loss](given, wanted)


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


def squared_error_gradient(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    """Return dl/dp = p - y of each example, shape of the arguments: the further off, the harder the pull.

    Example:
        >>> squared_error_gradient(np.array([3.0]), np.array([1.0])).tolist()
        [2.0]

    Source: Bishop 2006, equation 3.13 (for a linear model, there with the inputs as a factor).
    """
    return predictions - targets


def absolute_error(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    """Return l = |p - y| of each example, shape of the arguments; the best constant prediction is the median.

    Example:
        >>> absolute_error(np.array([3.0]), np.array([1.0])).tolist()
        [2.0]

    Source: Bishop 2006, equation 1.91 with q = 1.
    """
    return np.abs(predictions - targets)


def absolute_error_gradient(predictions: FloatArray, targets: FloatArray) -> FloatArray:
    """Return dl/dp = sign(p - y) of each example, shape of the arguments; 0 at the kink p = y, as in PyTorch.

    Example:
        >>> absolute_error_gradient(np.array([3.0, 1.0]), np.array([1.0, 1.0])).tolist()
        [1.0, 0.0]

    Source: Bishop 2006, equation 1.91 with q = 1; PyTorch's L1Loss (the kink).
    """
    return np.sign(predictions - targets)


def huber_loss(predictions: FloatArray, targets: FloatArray, delta: float = 1.0) -> FloatArray:
    """Return l = r^2 / 2 where |r| <= delta, else delta (|r| - delta / 2), with r = p - y, of each example.

    Computed as c (|r| - c / 2) with c = min(|r|, delta), which is both branches in one and never squares a large r.

    Args:
        predictions: p, any shape, finite.
        targets: y, of the same shape.
        delta: Where the parabola goes over into lines, above 0; they meet with the same slope.

    Example:
        >>> huber_loss(np.array([0.5, 3.0]), np.zeros(2)).tolist()
        [0.125, 2.5]

    Source: Huber 1964; in this scale PyTorch's HuberLoss.
    """
    size = np.abs(predictions - targets)
    bounded = np.minimum(size, delta)
    loss: FloatArray = bounded * (size - 0.5 * bounded)
    return loss


def huber_loss_gradient(predictions: FloatArray, targets: FloatArray, delta: float = 1.0) -> FloatArray:
    """Return dl/dp = p - y of each example, held between -delta and delta: no outlier pulls harder than delta.

    Args:
        predictions: p, any shape, finite.
        targets: y, of the same shape.
        delta: Where the parabola goes over into lines, above 0.

    Example:
        >>> huber_loss_gradient(np.array([0.5, -3.0]), np.zeros(2)).tolist()
        [0.5, -1.0]

    Source: Huber 1964.
    """
    return np.clip(predictions - targets, -delta, delta)


def hinge_loss(scores: FloatArray, labels: FloatArray) -> FloatArray:
    """Return l = max(0, 1 - m) of each example, where m = y s is its margin: positive on the right side of the boundary.

    It asks for a margin of 1, not just for the right side, and is never below the zero-one loss.

    Args:
        scores: s, any shape, finite.
        labels: y, each -1 or 1, of the same shape.

    Example:
        >>> hinge_loss(np.array([2.0, 0.25, -1.0]), np.ones(3)).tolist()
        [0.0, 0.75, 2.0]

    Source: Bishop 2006, equation 7.44; Cortes & Vapnik 1995.
    """
    return np.maximum(0.0, 1.0 - labels * scores)


def hinge_loss_gradient(scores: FloatArray, labels: FloatArray) -> FloatArray:
    """Return dl/ds = -y of each example with margin m = y s <= 1, else 0.

    The kink, m = 1, gets -y, as from PyTorch's MarginRankingLoss with margin 1 (relu(1 - y s) would get 0 there).

    Args:
        scores: s, any shape, finite.
        labels: y, each -1 or 1, of the same shape.

    Example:
        >>> hinge_loss_gradient(np.array([2.0, 1.0, 0.25]), np.ones(3)).tolist()
        [0.0, -1.0, -1.0]

    Source: Bishop 2006, equation 7.44.
    """
    return np.where(labels * scores <= 1.0, -labels, 0.0)


def perceptron_loss(scores: FloatArray, labels: FloatArray) -> FloatArray:
    """Return l = max(0, -m) of each example, where m = y s is its margin: how far it lies on the wrong side.

    Args:
        scores: s, any shape, finite.
        labels: y, each -1 or 1, of the same shape.

    Example:
        >>> perceptron_loss(np.array([2.0, -0.5]), np.array([-1.0, -1.0])).tolist()
        [2.0, 0.0]

    Source: Bishop 2006, equation 4.54.
    """
    return np.maximum(0.0, -labels * scores)


def perceptron_loss_gradient(scores: FloatArray, labels: FloatArray) -> FloatArray:
    """Return dl/ds = -y of each example with margin m = y s <= 0, else 0: a step of -dl/dw = y x is Rosenblatt's update.

    The kink, m = 0, gets -y, as from PyTorch's MarginRankingLoss with margin 0. Learning from zero weights depends on it:
    there all scores are 0, and a gradient of 0 would keep them so.

    Args:
        scores: s, any shape, finite.
        labels: y, each -1 or 1, of the same shape.

    Example:
        >>> perceptron_loss_gradient(np.array([2.0, -0.5, 0.0]), np.array([-1.0, -1.0, 1.0])).tolist()
        [1.0, 0.0, -1.0]

    Source: Bishop 2006, equations 4.54 and 4.55.
    """
    return np.where(labels * scores <= 0.0, -labels, 0.0)


def zero_one_loss(scores: FloatArray, labels: FloatArray) -> FloatArray:
    """Return l = 1 where the margin m = y s <= 0, else 0, of each example: whether it is a mistake. Its mean is the error rate.

    There is no gradient to follow: l is flat on both sides of a jump at m = 0, so its derivative is 0 or does not exist.
    Training therefore follows a loss that bounds or resembles it, such as hinge or cross-entropy. A score of 0 decides for no
    class and counts as a mistake, as the kink of the perceptron loss does.

    Args:
        scores: s, any shape, finite.
        labels: y, each -1 or 1, of the same shape.

    Example:
        >>> zero_one_loss(np.array([2.0, -0.5, 0.0]), np.ones(3)).tolist()
        [0.0, 1.0, 1.0]

    Source: Goodfellow, Bengio, Courville 2016, section 8.1.2; Bishop 2006, section 7.1.2 and figure 7.5 (the bounds).
    """
    return np.where(labels * scores <= 0.0, 1.0, 0.0)


def binary_cross_entropy(logits: FloatArray, targets: FloatArray) -> FloatArray:
    """Return l = -y log s(z) - (1 - y) log(1 - s(z)) of each example, where s is the sigmoid and z the logit.

    Computed as z ([z > 0] - y) + log(1 + exp(-|z|)), which is the same: both terms are at least 0, so nothing cancels, nothing
    overflows and no logarithm is taken of 0.

    Args:
        logits: z, any shape, finite.
        targets: y in [0, 1], of the same shape.

    Example:
        >>> binary_cross_entropy(np.array([-1000.0, 0.0]), np.array([1.0, 1.0])).round(4).tolist()
        [1000.0, 0.6931]

    Source: Bishop 2006, equation 4.90; PyTorch's BCEWithLogitsLoss (log(1 + exp(-|z|))).
    """
    loss: FloatArray = logits * ((logits > 0.0) - targets) + np.log1p(np.exp(-np.abs(logits)))
    return loss


def binary_cross_entropy_gradient(logits: FloatArray, targets: FloatArray) -> FloatArray:
    """Return dl/dz = s(z) - y of each example, where s is the sigmoid and z the logit.

    Its error is that of rounding a number near 1, so that a gradient below 1e-16, of an example long learnt, comes out as 0.

    Args:
        logits: z, any shape, finite.
        targets: y in [0, 1], of the same shape.

    Example:
        >>> binary_cross_entropy_gradient(np.array([0.0, 0.0]), np.array([0.0, 1.0])).tolist()
        [0.5, -0.5]

    Source: Bishop 2006, equation 4.91.
    """
    return sigmoid(logits) - targets


def softmax_cross_entropy(logits: FloatArray, targets: FloatArray) -> FloatArray:
    """Return l = -sum_k y_k log p_k of each row, where p is the softmax of its logits z.

    As log p_k = (z_k - z_max) - log(1 + rest), with rest the sum of exp(z_j - z_max) over all classes but the largest. No
    exponent is above 0, and a loss near 0 keeps its relative accuracy, which log(sum of all) would lose next to 1.

    Args:
        logits: z, shape (..., n_classes), finite.
        targets: y, of the same shape: one-hot rows, or soft ones; at least 0, each row sums to 1.

    Returns:
        Losses, shape (...).

    Example:
        >>> softmax_cross_entropy(np.array([[1000.0, 0.0], [0.0, 0.0]]), np.array([[0.0, 1.0], [0.5, 0.5]])).round(4).tolist()
        [1000.0, 0.6931]

    Source: Bishop 2006, equation 4.108; Goodfellow, Bengio, Courville 2016, section 6.2.2.3.
    """
    _, _, rest = _split_at_largest(logits)
    below = logits.max(axis=-1, keepdims=True) - logits
    loss: FloatArray = (targets * (below + np.log1p(rest))).sum(axis=-1)
    return loss


def softmax_cross_entropy_gradient(logits: FloatArray, targets: FloatArray) -> FloatArray:
    """Return dl/dz_k = p_k - y_k of each row, where p is the softmax of its logits z; each row sums to 0.

    The largest p is 1 - rest / (1 + rest), with rest as of ``softmax_cross_entropy``. Its gradient is taken as
    (1 - y) - rest / (1 + rest), so that it keeps its relative accuracy when p and y are both close to 1.

    Args:
        logits: z, shape (..., n_classes), finite.
        targets: y, of the same shape: one-hot rows, or soft ones; at least 0, each row sums to 1.

    Returns:
        Gradients, shape of ``logits``.

    Example:
        >>> softmax_cross_entropy_gradient(np.array([[0.0, 0.0]]), np.array([[1.0, 0.0]])).tolist()
        [[-0.5, 0.5]]

    Source: Bishop 2006, equation 4.109 (there with the inputs as a factor).
    """
    top, others, rest = _split_at_largest(logits)
    slope: FloatArray = others / (1.0 + rest) - targets
    np.put_along_axis(slope, top, (1.0 - np.take_along_axis(targets, top, axis=-1)) - rest / (1.0 + rest), axis=-1)
    return slope


def _split_at_largest(logits: FloatArray) -> tuple[NDArray[np.intp], FloatArray, FloatArray]:
    """Return where each row's largest logit is, exp(z - z_max) with 0 in that place, and the sum of the latter."""
    top = logits.argmax(axis=-1, keepdims=True)
    others = np.exp(logits - np.take_along_axis(logits, top, axis=-1))
    np.put_along_axis(others, top, 0.0, axis=-1)
    return top, others, others.sum(axis=-1, keepdims=True)


_VALUES: dict[Loss, _OfExamples] = {
    Loss.SQUARED: squared_error,
    Loss.ABSOLUTE: absolute_error,
    Loss.HUBER: huber_loss,
    Loss.HINGE: hinge_loss,
    Loss.PERCEPTRON: perceptron_loss,
    Loss.ZERO_ONE: zero_one_loss,
    Loss.BINARY_CROSS_ENTROPY: binary_cross_entropy,
    Loss.SOFTMAX_CROSS_ENTROPY: softmax_cross_entropy,
}

_GRADIENTS: dict[Loss, _OfExamples] = {
    Loss.SQUARED: squared_error_gradient,
    Loss.ABSOLUTE: absolute_error_gradient,
    Loss.HUBER: huber_loss_gradient,
    Loss.HINGE: hinge_loss_gradient,
    Loss.PERCEPTRON: perceptron_loss_gradient,
    Loss.BINARY_CROSS_ENTROPY: binary_cross_entropy_gradient,
    Loss.SOFTMAX_CROSS_ENTROPY: softmax_cross_entropy_gradient,
}
