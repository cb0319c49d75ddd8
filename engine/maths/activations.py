"""Activation functions, their derivatives and softmax: element-wise on float64 arrays, stable for every finite input.

Conventions at the kinks are those of PyTorch's backward pass: relu'(0) = 0, leaky_relu'(0) = slope. The step function fires at
zero, H(0) = 1, and its derivative is taken as 0 everywhere: it passes no gradient.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]
_Elementwise: TypeAlias = Callable[[FloatArray], FloatArray]


class Activation(StrEnum):
    """The element-wise activation functions. Softmax is none of them: each of its outputs depends on all inputs."""

    IDENTITY = "identity"
    STEP = "step"
    SIGMOID = "sigmoid"
    TANH = "tanh"
    RELU = "relu"
    LEAKY_RELU = "leaky_relu"
    ELU = "elu"
    SOFTPLUS = "softplus"
    GELU = "gelu"
    SILU = "silu"


def value(activation: Activation, z: ArrayLike, slope: float = 0.01) -> FloatArray:
    """Return the output a = phi(z) of units with pre-activation z.

    Args:
        activation: Which function.
        z: Pre-activations, any shape, finite. float32 stays float32, which is enough for pictures; all else becomes float64.
        slope: Slope of leaky ReLU for negative z, 0 to 1; the others ignore it.

    Returns:
        Array of the shape of ``z``.

    Example:
        >>> value(Activation.RELU, [-2.0, 3.0]).tolist()
        [0.0, 3.0]
    """
    pre_activation = np.asarray(z)
    if pre_activation.dtype != np.float32:
        pre_activation = pre_activation.astype(np.float64, copy=False)
    if activation is Activation.LEAKY_RELU:
        return leaky_relu(pre_activation, slope)
    return _VALUES[activation](pre_activation)


def derivative(activation: Activation, z: ArrayLike, slope: float = 0.01) -> FloatArray:
    """Return phi'(z); what holds at a kink is said at the head of this module.

    Args:
        activation: Which function.
        z: Pre-activations, any shape, finite.
        slope: Slope of leaky ReLU for negative z, 0 to 1; the others ignore it.

    Returns:
        Array of the shape of ``z``.

    Example:
        >>> derivative(Activation.SIGMOID, [0.0]).tolist()
        [0.25]
    """
    pre_activation = np.asarray(z, dtype=np.float64)
    if activation is Activation.LEAKY_RELU:
        return np.where(pre_activation > 0.0, 1.0, slope)
    return _DERIVATIVES[activation](pre_activation)


def largest_slope(activation: Activation) -> float:
    """Return the supremum of |phi'(z)| over all z: the most that one layer can pass on of a gradient (weights of 1).

    The two above 1 in closed form: GELU peaks at z = sqrt(2) with (1 + erf 1) / 2 + exp(-1) / sqrt(pi) = 1.1289; SiLU peaks at
    z = 2u, where u tanh u = 1, with (1 + u) / 2 = 1.0998. Both follow from phi''(z) = 0. Leaky ReLU's slope is at most 1.

    Example:
        >>> largest_slope(Activation.SIGMOID), round(largest_slope(Activation.SILU), 4)
        (0.25, 1.0998)
    """
    return LARGEST_SLOPE[activation]


def identity(z: FloatArray) -> FloatArray:
    """phi(z) = z. Range: all reals. phi'(z) = 1.

    Example:
        >>> identity(np.array([-2.0, 3.0])).tolist()
        [-2.0, 3.0]

    Source: Bishop 2006, section 5.1 (output units for regression).
    """
    return z + 0.0


def step(z: FloatArray) -> FloatArray:
    """phi(z) = 1 if z >= 0 else 0. Range: {0, 1}. phi'(z) = 0, undefined at 0 and taken as 0.

    Example:
        >>> step(np.array([-2.0, 0.0, 3.0])).tolist()
        [0.0, 1.0, 1.0]

    Source: Rosenblatt 1958; Bishop 2006, section 4.1.7.
    """
    return np.where(z >= 0.0, 1.0, 0.0)


def sigmoid(z: FloatArray) -> FloatArray:
    """phi(z) = 1 / (1 + exp(-z)). Range: (0, 1). phi' = phi (1 - phi), at most 1/4, at z = 0.

    Only exp(-|z|) is taken, so nothing overflows and small outputs keep their relative accuracy.

    Example:
        >>> sigmoid(np.array([-1000.0, 0.0, 1000.0])).tolist()
        [0.0, 0.5, 1.0]

    Source: Bishop 2006, equations 4.59 and 4.88.
    """
    decay = np.exp(-np.abs(z))
    return np.where(z >= 0.0, 1.0, decay) / (1.0 + decay)


def tanh(z: FloatArray) -> FloatArray:
    """phi(z) = (exp(z) - exp(-z)) / (exp(z) + exp(-z)). Range: (-1, 1). phi' = 1 - phi^2, at most 1, at z = 0.

    Example:
        >>> tanh(np.array([-1000.0, 0.0, 1000.0])).tolist()
        [-1.0, 0.0, 1.0]

    Source: LeCun, Bottou, Orr, Mueller 1998, section 4.4.
    """
    return np.tanh(z)


def relu(z: FloatArray) -> FloatArray:
    """phi(z) = max(0, z). Range: [0, inf). phi' = 1 for z > 0, else 0.

    Example:
        >>> relu(np.array([-2.0, 3.0])).tolist()
        [0.0, 3.0]

    Source: Goodfellow, Bengio, Courville 2016, section 6.3.1.
    """
    return np.maximum(z, 0.0)


def leaky_relu(z: FloatArray, slope: float) -> FloatArray:
    """phi(z) = z for z > 0, slope * z otherwise. Range: all reals (slope > 0). phi' = 1 for z > 0, else slope.

    Example:
        >>> leaky_relu(np.array([-2.0, 3.0]), 0.1).tolist()
        [-0.2, 3.0]

    Source: Maas, Hannun, Ng 2013.
    """
    return np.where(z > 0.0, z, slope * z)


def elu(z: FloatArray) -> FloatArray:
    """phi(z) = z for z > 0, exp(z) - 1 otherwise (alpha = 1). Range: (-1, inf). phi' = 1 for z > 0, else exp(z): no kink.

    Example:
        >>> elu(np.array([-1000.0, 0.0, 3.0])).tolist()
        [-1.0, 0.0, 3.0]

    Source: Clevert, Unterthiner, Hochreiter 2016, section 3.
    """
    return np.where(z > 0.0, z, np.expm1(np.minimum(z, 0.0)))


def softplus(z: FloatArray) -> FloatArray:
    """phi(z) = log(1 + exp(z)). Range: (0, inf). phi' = sigmoid(z), below 1.

    Unlike PyTorch's default, it is not cut to z above z = 20; the difference there is at most 2.1e-9.

    Example:
        >>> softplus(np.array([-1000.0, 0.0, 1000.0])).round(4).tolist()  # log 2 at 0
        [0.0, 0.6931, 1000.0]

    Source: Dugas, Bengio, Belisle, Nadeau, Garcia 2001; Goodfellow et al. 2016, section 6.3.3.
    """
    return np.logaddexp(z, 0.0)


def gelu(z: FloatArray) -> FloatArray:
    """phi(z) = z Phi(z), Phi the normal distribution function; the exact form, not its tanh approximation.

    Range: [-0.16997, inf). phi' = Phi(z) + z exp(-z^2 / 2) / sqrt(2 pi), between -0.1289 and 1.1289.

    Example:
        >>> gelu(np.array([0.0, 1.0, 10.0])).round(4).tolist()  # Phi(1) at 1
        [0.0, 0.8413, 10.0]

    Source: Hendrycks & Gimpel 2016, section 2.
    """
    return z * _normal_distribution(z)


def silu(z: FloatArray) -> FloatArray:
    """phi(z) = z sigmoid(z), also called Swish. Range: [-0.27846, inf). phi' = s (1 + z (1 - s)), s = sigmoid(z).

    Example:
        >>> silu(np.array([0.0, 1.0, 100.0])).round(4).tolist()  # sigmoid(1) at 1
        [0.0, 0.7311, 100.0]

    Source: Hendrycks & Gimpel 2016; Elfwing, Uchibe, Doya 2018; Ramachandran, Zoph, Le 2017.
    """
    return z * sigmoid(z)


def softmax(z: ArrayLike, temperature: float = 1.0) -> FloatArray:
    """Return p_i = exp(z_i / T) / sum_j exp(z_j / T) along the last axis.

    The largest logit is subtracted first, which changes nothing (the factor cancels) and keeps every exponent at or below 0.

    Args:
        z: Logits, shape (..., n_classes), finite.
        temperature: T > 0; towards 0 the largest logit takes all, towards infinity all are equal.

    Returns:
        Probabilities of the shape of ``z``; each row sums to 1.

    Example:
        >>> softmax([1000.0, 1000.0]).tolist()
        [0.5, 0.5]

    Source: Bishop 2006, equation 4.62; Goodfellow et al. 2016, section 4.1 (shift); Hinton, Vinyals, Dean 2015 (temperature).
    """
    logits = np.asarray(z, dtype=np.float64)
    shifted = (logits - logits.max(axis=-1, keepdims=True)) / temperature
    weights = np.exp(shifted)
    probabilities: FloatArray = weights / weights.sum(axis=-1, keepdims=True)
    return probabilities


def softmax_jacobian(z: ArrayLike, temperature: float = 1.0) -> FloatArray:
    """Return dp_i / dz_j = p_i (delta_ij - p_j) / T.

    Args:
        z: Logits, shape (..., n_classes), finite.
        temperature: T > 0.

    Returns:
        Jacobians, shape (..., n_classes, n_classes), symmetric; each row sums to 0.

    Example:
        >>> softmax_jacobian([0.0, 0.0]).tolist()
        [[0.25, -0.25], [-0.25, 0.25]]

    Source: Bishop 2006, equation 4.106.
    """
    p = softmax(z, temperature)
    jacobian: FloatArray = (p[..., :, None] * (np.eye(p.shape[-1]) - p[..., None, :])) / temperature
    return jacobian


def erf(x: ArrayLike) -> FloatArray:
    """Return the error function 2 / sqrt(pi) * integral from 0 to x of exp(-t^2) dt, to a few units in the last place.

    NumPy has none. This is a Taylor series around the nearest multiple of 1/32, where the standard library knows the value;
    beyond 6 the result rounds to 1.

    Example:
        >>> erf([0.0, 1.0]).round(6).tolist()
        [0.0, 0.842701]

    Source: coefficients from the differential equation y'' = -2 x y', which NIST DLMF 7.2.1 and 7.10.1 give.
    """
    points = np.asarray(x, dtype=np.float64)
    size = np.minimum(np.abs(points), _ERF_END)
    node = np.rint(size * _ERF_NODES_PER_UNIT).astype(np.intp)
    offset = size - node / _ERF_NODES_PER_UNIT
    total = _ERF_COEFFICIENTS[-1][node]
    for coefficients in _ERF_COEFFICIENTS[-2::-1]:
        total = total * offset + coefficients[node]
    result: FloatArray = np.copysign(total, points)
    return result


_ERF_END = 6.0  # erf(6) differs from 1 by 2e-17, less than half a unit in the last place
_ERF_NODES_PER_UNIT = 32
_ERF_TERMS = 10  # the largest neglected term, |offset|^10 with |offset| <= 1/64, is below 1e-17


def _erf_coefficients() -> FloatArray:
    """Return Taylor coefficients of erf around each node, shape (n_terms, n_nodes).

    With g = erf' and its coefficients g_n, the equation g' = -2 x g at x = node + offset gives
    (n + 1) g_(n+1) = -2 (node g_n + g_(n-1)), and erf's own coefficient n + 1 is g_n / (n + 1).
    """
    nodes = np.arange(int(_ERF_END * _ERF_NODES_PER_UNIT) + 1) / _ERF_NODES_PER_UNIT
    rows = [np.array([math.erf(node) for node in nodes])]
    previous = np.zeros_like(nodes)
    current = 2.0 / math.sqrt(math.pi) * np.exp(-(nodes**2))
    for n in range(_ERF_TERMS - 1):
        rows.append(current / (n + 1))
        previous, current = current, -2.0 * (nodes * current + previous) / (n + 1)
    return np.array(rows)


_ERF_COEFFICIENTS = _erf_coefficients()


def _normal_distribution(z: FloatArray) -> FloatArray:
    """Return Phi(z) = (1 + erf(z / sqrt 2)) / 2."""
    return 0.5 * (1.0 + erf(z * math.sqrt(0.5)))


def _sigmoid_derivative(z: FloatArray) -> FloatArray:
    """Return s (1 - s) of the sigmoid s, without the cancellation of 1 - s."""
    decay = np.exp(-np.abs(z))
    return decay / (1.0 + decay) ** 2


def _gelu_derivative(z: FloatArray) -> FloatArray:
    near = np.clip(z, -40.0, 40.0)  # beyond, the density is 0 in float64; z^2 would overflow
    return _normal_distribution(z) + near * np.exp(-0.5 * near**2) / math.sqrt(2.0 * math.pi)


def _silu_derivative(z: FloatArray) -> FloatArray:
    return sigmoid(z) + z * _sigmoid_derivative(z)


_VALUES: dict[Activation, _Elementwise] = {
    Activation.IDENTITY: identity,
    Activation.STEP: step,
    Activation.SIGMOID: sigmoid,
    Activation.TANH: tanh,
    Activation.RELU: relu,
    Activation.ELU: elu,
    Activation.SOFTPLUS: softplus,
    Activation.GELU: gelu,
    Activation.SILU: silu,
}

_DERIVATIVES: dict[Activation, _Elementwise] = {
    Activation.IDENTITY: np.ones_like,
    Activation.STEP: np.zeros_like,
    Activation.SIGMOID: _sigmoid_derivative,
    Activation.TANH: lambda z: 4.0 * _sigmoid_derivative(2.0 * z),  # tanh(z) = 2 sigmoid(2 z) - 1
    Activation.RELU: lambda z: np.where(z > 0.0, 1.0, 0.0),
    Activation.ELU: lambda z: np.exp(np.minimum(z, 0.0)),
    Activation.SOFTPLUS: sigmoid,
    Activation.GELU: _gelu_derivative,
    Activation.SILU: _silu_derivative,
}

_SILU_PEAK = 1.1996786402577338  # root of u tanh u = 1

LARGEST_SLOPE: dict[Activation, float] = {
    Activation.IDENTITY: 1.0,
    Activation.STEP: 0.0,
    Activation.SIGMOID: 0.25,
    Activation.TANH: 1.0,
    Activation.RELU: 1.0,
    Activation.LEAKY_RELU: 1.0,
    Activation.ELU: 1.0,
    Activation.SOFTPLUS: 1.0,
    Activation.GELU: 0.5 * (1.0 + math.erf(1.0)) + math.exp(-1.0) / math.sqrt(math.pi),
    Activation.SILU: 0.5 * (1.0 + _SILU_PEAK),
}
