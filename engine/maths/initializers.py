"""First weights of a layer, drawn so that signals neither fade nor swell from layer to layer at the start.

Weights have shape (fan_in, fan_out). Normal draws are not cut off at two standard deviations, as in PyTorch (Keras does cut).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from enum import StrEnum
from typing import TypeAlias

import numpy as np

from engine.maths.activations import Activation, FloatArray

_Draw: TypeAlias = Callable[[np.random.Generator, int, int], FloatArray]

RECTIFIERS = frozenset(
    {Activation.RELU, Activation.LEAKY_RELU, Activation.ELU, Activation.SOFTPLUS, Activation.GELU, Activation.SILU}
)


class Initializer(StrEnum):
    """The ways to draw first weights."""

    ZEROS = "zeros"
    NORMAL = "normal"
    UNIFORM = "uniform"
    LECUN_NORMAL = "lecun_normal"
    LECUN_UNIFORM = "lecun_uniform"
    GLOROT_NORMAL = "glorot_normal"
    GLOROT_UNIFORM = "glorot_uniform"
    HE_NORMAL = "he_normal"
    HE_UNIFORM = "he_uniform"
    ORTHOGONAL = "orthogonal"


def draw(initializer: Initializer, rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw the first weights of a layer.

    Args:
        initializer: Which way; normal and orthogonal with their default scales.
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> draw(Initializer.HE_NORMAL, np.random.default_rng(0), 3, 5).shape
        (3, 5)
    """
    return _DRAWS[initializer](rng, fan_in, fan_out)


def zeros(fan_in: int, fan_out: int) -> FloatArray:
    """Return weights of 0: right for biases and linear models, a trap for networks.

    All hidden units of a layer then compute the same and get the same gradient, so they stay copies of one another for ever.

    Args:
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> zeros(1, 2).tolist()
        [[0.0, 0.0]]

    Source: Goodfellow, Bengio, Courville 2016, section 8.4 (breaking symmetry).
    """
    return np.zeros((fan_in, fan_out))


def normal(rng: np.random.Generator, fan_in: int, fan_out: int, std: float = 0.01) -> FloatArray:
    """Draw weights W ~ N(0, std^2), whatever the width of the layer: what the width-aware ways improve on.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.
        std: Standard deviation, at least 0.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> normal(np.random.default_rng(0), 2, 1, std=0.0).tolist()
        [[0.0], [0.0]]

    Source: Krizhevsky, Sutskever, Hinton 2012, section 5 (std = 0.01).
    """
    return rng.normal(0.0, std, size=(fan_in, fan_out))


def uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw weights W ~ U(-a, a) with a = 1 / sqrt(fan_in): variance 1 / (3 fan_in), the custom before Glorot & Bengio.

    A layer of linear units shrinks the variance of its signals to a third. It is still the default of PyTorch's Linear.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> bool(np.abs(uniform(np.random.default_rng(0), 4, 8)).max() <= 0.5)
        True

    Source: Glorot & Bengio 2010, equation 1.
    """
    return _symmetric(rng, 1.0 / (3.0 * fan_in), fan_in, fan_out)


def lecun_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw weights W ~ N(0, 1 / fan_in): weighted sums of inputs with variance 1 have variance 1.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> lecun_normal(np.random.default_rng(0), 3, 5).shape
        (3, 5)

    Source: LeCun, Bottou, Orr, Mueller 1998, section 4.6.
    """
    return rng.normal(0.0, math.sqrt(1.0 / fan_in), size=(fan_in, fan_out))


def lecun_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw weights W ~ U(-a, a) with a = sqrt(3 / fan_in): variance 1 / fan_in.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> bool(np.abs(lecun_uniform(np.random.default_rng(0), 3, 5)).max() <= 1.0)
        True

    Source: LeCun, Bottou, Orr, Mueller 1998, section 4.6.
    """
    return _symmetric(rng, 1.0 / fan_in, fan_in, fan_out)


def glorot_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw weights W ~ N(0, 2 / (fan_in + fan_out)); why this variance, ``glorot_uniform`` says.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> glorot_normal(np.random.default_rng(0), 3, 5).shape
        (3, 5)

    Source: Glorot & Bengio 2010, equation 12.
    """
    return rng.normal(0.0, math.sqrt(2.0 / (fan_in + fan_out)), size=(fan_in, fan_out))


def glorot_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw weights W ~ U(-a, a) with a = sqrt(6 / (fan_in + fan_out)): variance 2 / (fan_in + fan_out).

    It is the compromise between keeping the variance of the signals on the way forward (1 / fan_in) and that of the gradients
    on the way back (1 / fan_out), for units that are close to linear around 0.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> bool(np.abs(glorot_uniform(np.random.default_rng(0), 2, 4)).max() <= 1.0)
        True

    Source: Glorot & Bengio 2010, equation 16.
    """
    bound = math.sqrt(6.0 / (fan_in + fan_out))
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


def he_normal(rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw weights W ~ N(0, 2 / fan_in): a rectifier passes half of the variance, so twice as much is sent in.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> he_normal(np.random.default_rng(0), 3, 5).shape
        (3, 5)

    Source: He, Zhang, Ren, Sun 2015, equation 10.
    """
    return rng.normal(0.0, math.sqrt(2.0 / fan_in), size=(fan_in, fan_out))


def he_uniform(rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw weights W ~ U(-a, a) with a = sqrt(6 / fan_in): variance 2 / fan_in, as ``he_normal``.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> bool(np.abs(he_uniform(np.random.default_rng(0), 6, 2)).max() <= 1.0)
        True

    Source: He, Zhang, Ren, Sun 2015, equation 10 (the variance); PyTorch's kaiming_uniform_ (the distribution).
    """
    return _symmetric(rng, 2.0 / fan_in, fan_in, fan_out)


def orthogonal(rng: np.random.Generator, fan_in: int, fan_out: int, gain: float = 1.0) -> FloatArray:
    """Draw gain times a matrix with orthonormal rows or columns, whichever are fewer; every such matrix is as likely.

    All its singular values are equal to the gain, so a deep linear network neither stretches nor squeezes any direction. It is
    the factor Q of a matrix of standard normal numbers. QR leaves the sign of each column open, and what LAPACK picks is not
    random; the signs that make the diagonal of R positive are unique and make Q uniform.

    Args:
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.
        gain: Length of each of the rows or columns, at least 0.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> weights = orthogonal(np.random.default_rng(0), 2, 4)
        >>> bool(np.allclose(weights @ weights.T, np.eye(2)))
        True

    Source: Saxe, McClelland, Ganguli 2014; Mezzadri 2007, section 5 (the signs).
    """
    q, r = np.linalg.qr(rng.standard_normal((max(fan_in, fan_out), min(fan_in, fan_out))))
    q *= gain * np.where(np.diagonal(r) < 0.0, -1.0, 1.0)
    return q if fan_in > fan_out else np.ascontiguousarray(q.T)


def weights_for(activation: Activation, rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw the weights that suit the activation of a layer: He for the family of rectifiers, Glorot for all others.

    Args:
        activation: Activation of the layer's own units; identity for a linear output layer.
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Example:
        >>> weights_for(Activation.RELU, np.random.default_rng(0), 3, 5).shape
        (3, 5)

    Source: Goodfellow, Bengio, Courville 2016, section 8.4; He et al. 2015, section 2.2.
    """
    suited = he_normal if activation in RECTIFIERS else glorot_uniform
    return suited(rng, fan_in, fan_out)


def _symmetric(rng: np.random.Generator, variance: float, fan_in: int, fan_out: int) -> FloatArray:
    """Draw uniformly from -a to a with a = sqrt(3 variance)."""
    bound = math.sqrt(3.0 * variance)
    return rng.uniform(-bound, bound, size=(fan_in, fan_out))


_DRAWS: dict[Initializer, _Draw] = {
    Initializer.ZEROS: lambda _, fan_in, fan_out: zeros(fan_in, fan_out),
    Initializer.NORMAL: normal,
    Initializer.UNIFORM: uniform,
    Initializer.LECUN_NORMAL: lecun_normal,
    Initializer.LECUN_UNIFORM: lecun_uniform,
    Initializer.GLOROT_NORMAL: glorot_normal,
    Initializer.GLOROT_UNIFORM: glorot_uniform,
    Initializer.HE_NORMAL: he_normal,
    Initializer.HE_UNIFORM: he_uniform,
    Initializer.ORTHOGONAL: orthogonal,
}
