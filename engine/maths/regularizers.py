"""What keeps a network from fitting noise: penalties on the size of its weights, and dropout.

A penalty is added to the cost, its gradient to the gradient of the cost. Biases are not penalised: ``weight_mask`` tells them
apart (Goodfellow, Bengio, Courville 2016, section 7.1).
"""

from __future__ import annotations

from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import EngineError
from engine.maths.activations import FloatArray
from engine.maths.networks import Network, layers


class Regularizer(StrEnum):
    """The penalties on the size of the weights."""

    NONE = "none"
    L1 = "l1"
    L2 = "l2"


def weight_mask(network: Network) -> FloatArray:
    """Return 1 for every weight of a network's parameter vector and 0 for every bias, shape (n_parameters,).

    Example:
        >>> from engine.maths.activations import Activation
        >>> weight_mask(Network((2, 1), Activation.TANH)).tolist()
        [1.0, 1.0, 0.0]

    Source: Goodfellow, Bengio, Courville 2016, section 7.1 (why biases are left out).
    """
    mask = np.zeros(network.n_parameters)
    for layer in layers(network, mask):
        layer.weights[...] = 1.0
    return mask


def value(regularizer: Regularizer, theta: ArrayLike, strength: float, mask: ArrayLike) -> FloatArray:
    """Return the penalty of a parameter vector, or of each of several.

    Args:
        regularizer: Which penalty.
        theta: Parameters, shape (..., n_parameters).
        strength: Factor of the penalty, at least 0.
        mask: 1 for what is penalised, 0 for the rest, shape (n_parameters,).

    Returns:
        Shape (...); a single number for a single vector.

    Example:
        >>> float(value(Regularizer.L2, [3.0, 4.0, 5.0], 0.1, [1.0, 1.0, 0.0]))
        1.25
    """
    parameters, chosen = np.asarray(theta, dtype=np.float64), np.asarray(mask, dtype=np.float64)
    match regularizer:
        case Regularizer.NONE:
            return np.zeros(parameters.shape[:-1])
        case Regularizer.L1:
            return l1(parameters, strength, chosen)
        case Regularizer.L2:
            return l2(parameters, strength, chosen)


def gradient(regularizer: Regularizer, theta: ArrayLike, strength: float, mask: ArrayLike) -> FloatArray:
    """Return the derivative of a penalty with respect to each parameter; of L1 the subgradient that is 0 at 0.

    Args:
        regularizer: Which penalty.
        theta: Parameters, shape (..., n_parameters).
        strength: Factor of the penalty, at least 0.
        mask: 1 for what is penalised, 0 for the rest, shape (n_parameters,).

    Returns:
        Array of the shape of ``theta``.

    Example:
        >>> gradient(Regularizer.L1, [3.0, -4.0, 5.0], 0.5, [1.0, 1.0, 0.0]).tolist()
        [0.5, -0.5, 0.0]
    """
    parameters, chosen = np.asarray(theta, dtype=np.float64), np.asarray(mask, dtype=np.float64)
    match regularizer:
        case Regularizer.NONE:
            return np.zeros(parameters.shape)
        case Regularizer.L1:
            return l1_gradient(parameters, strength, chosen)
        case Regularizer.L2:
            return l2_gradient(parameters, strength, chosen)


def l1(theta: FloatArray, strength: float, mask: FloatArray) -> FloatArray:
    """Return strength * sum |w| over the parameters w that the mask keeps; arguments as of ``value``.

    Every weight is pulled towards 0 with the same force however small it is, so many end there: the solution is sparse.

    Example:
        >>> float(l1(np.array([3.0, -4.0, 5.0]), 0.5, np.array([1.0, 1.0, 0.0])))
        3.5

    Source: Goodfellow, Bengio, Courville 2016, equation 7.18; Tibshirani 1996.
    """
    total: FloatArray = strength * np.dot(np.abs(theta), mask)
    return total


def l1_gradient(theta: FloatArray, strength: float, mask: FloatArray) -> FloatArray:
    """Return strength * sign(w), and 0 where the mask is 0; arguments as of ``value``.

    At w = 0 every number from -strength to strength is a subgradient; 0 is taken, as by PyTorch's backward of abs.

    Example:
        >>> l1_gradient(np.array([3.0, 0.0, 5.0]), 0.5, np.array([1.0, 1.0, 0.0])).tolist()
        [0.5, 0.0, 0.0]

    Source: Goodfellow, Bengio, Courville 2016, equation 7.20.
    """
    return strength * mask * np.sign(theta)


def l2(theta: FloatArray, strength: float, mask: FloatArray) -> FloatArray:
    """Return (strength / 2) sum w^2 over the parameters w that the mask keeps; arguments as of ``value``.

    The half makes the gradient strength * w, which is what ``weight_decay`` adds in PyTorch's plain gradient descent.

    Example:
        >>> float(l2(np.array([3.0, -4.0, 5.0]), 0.1, np.array([1.0, 1.0, 0.0])))
        1.25

    Source: Goodfellow, Bengio, Courville 2016, section 7.1.1.
    """
    total: FloatArray = 0.5 * strength * np.dot(np.square(theta), mask)
    return total


def l2_gradient(theta: FloatArray, strength: float, mask: FloatArray) -> FloatArray:
    """Return strength * w, and 0 where the mask is 0; arguments as of ``value``.

    Example:
        >>> l2_gradient(np.array([4.0, 5.0]), 0.5, np.array([1.0, 0.0])).tolist()
        [2.0, 0.0]

    Source: Goodfellow, Bengio, Courville 2016, equation 7.3.
    """
    return strength * mask * theta


def dropout_mask(rng: np.random.Generator, shape: tuple[int, ...], rate: float) -> FloatArray:
    """Draw which units stay in one training step: 0 with probability ``rate``, else 1 / (1 - rate), each on its own.

    Forward, the activations are multiplied by the mask; backward, the gradients with respect to them by the same mask. Its
    expectation is 1 and its variance rate / (1 - rate), so the sums that the next layer forms keep their expectation, and
    nothing has to be scaled when the trained network is used without dropout (hence "inverted").

    Args:
        rng: Where the numbers come from.
        shape: Shape of the activations, (n_examples, n_units).
        rate: Share of units dropped, at least 0 and below 1.

    Returns:
        Mask of that shape.

    Raises:
        EngineError: If the rate is out of its range.

    Example:
        >>> sorted(set(dropout_mask(np.random.default_rng(0), (10, 10), 0.5).ravel().tolist()))
        [0.0, 2.0]

    Source: Srivastava, Hinton, Krizhevsky, Sutskever, Salakhutdinov 2014, section 4, and section 10 (scaling in training).
    """
    if not 0.0 <= rate < 1.0:
        raise EngineError(f"rate of dropout must be at least 0 and below 1, got {rate}")
    return np.where(rng.random(shape) < rate, 0.0, 1.0 / (1.0 - rate))
