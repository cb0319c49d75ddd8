"""First weights of a layer, drawn so that signals neither fade nor swell from layer to layer at the start."""

from __future__ import annotations

import math

import numpy as np

from engine.maths.activations import Activation, FloatArray

RECTIFIERS = frozenset(
    {Activation.RELU, Activation.LEAKY_RELU, Activation.ELU, Activation.SOFTPLUS, Activation.GELU, Activation.SILU}
)


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


def weights_for(activation: Activation, rng: np.random.Generator, fan_in: int, fan_out: int) -> FloatArray:
    """Draw the weights that suit the activation of a layer: He for the family of rectifiers, Glorot for all others.

    Args:
        activation: Activation of the layer's own units; identity for a linear output layer.
        rng: Where the numbers come from.
        fan_in: Number of inputs of the layer, at least 1.
        fan_out: Number of units of the layer, at least 1.

    Returns:
        Weights, shape (fan_in, fan_out).

    Source: Goodfellow, Bengio, Courville 2016, section 8.4; He et al. 2015, section 2.2.
    """
    draw = he_normal if activation in RECTIFIERS else glorot_uniform
    return draw(rng, fan_in, fan_out)
