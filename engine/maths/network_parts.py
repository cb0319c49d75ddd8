"""The parts of a small dense network by name: its units, its weights and biases, and what one update computes in turn."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from engine.maths.networks import Network, layers

_SUBSCRIPTS = "₀₁₂₃₄₅₆₇₈₉"


@dataclass(frozen=True, slots=True)
class Link:
    """Where a weight or a bias lies.

    Attributes:
        place: Its place in the vector of all parameters.
        layer: Layer of units it leaves, 0 for the inputs.
        source: Unit it leaves; None for a bias.
        target: Unit of the next layer it enters.
    """

    place: int
    layer: int
    source: int | None
    target: int


def links(sizes: tuple[int, ...]) -> Iterator[Link]:
    """Yield all parameters of a network in the order of its parameter vector.

    Args:
        sizes: Inputs, units of each hidden layer, outputs.

    Example:
        >>> [(link.source, link.target) for link in links((2, 1))]
        [(0, 0), (1, 0), (None, 0)]
    """
    place = 0
    for layer, (n_inputs, n_units) in enumerate(pairwise(sizes)):
        for source in range(n_inputs + 1):
            for target in range(n_units):
                yield Link(place, layer, source if source < n_inputs else None, target)
                place += 1


def unit_name(sizes: tuple[int, ...], layer: int, unit: int) -> str:
    """Return the name of a unit: an input x, a hidden unit h (one prime more in each further layer), or the only output.

    Example:
        >>> unit_name((2, 3, 3, 1), 0, 1), unit_name((2, 3, 3, 1), 2, 0), unit_name((2, 3, 3, 1), 3, 0)
        ('x₂', 'h₁′', 'ŷ')
    """
    if layer == len(sizes) - 1:
        return "ŷ"
    return f"{'h' if layer else 'x'}{_SUBSCRIPTS[unit + 1]}{'′' * (layer - 1)}"


def link_name(sizes: tuple[int, ...], link: Link) -> str:
    """Return where a parameter lies in words: from which unit to which, or whose bias it is.

    Example:
        >>> [link_name((2, 1), link) for link in links((2, 1))]
        ['x₁ → ŷ', 'x₂ → ŷ', 'bias of ŷ']
    """
    target = unit_name(sizes, link.layer + 1, link.target)
    return f"bias of {target}" if link.source is None else f"{unit_name(sizes, link.layer, link.source)} → {target}"


def part_names(hidden: int) -> tuple[str, ...]:
    """Return what an update computes in turn: sums and outputs, loss, deltas and gradients from the output back, weights.

    Args:
        hidden: Number of hidden layers.

    Example:
        >>> part_names(1)
        ('z1', 'a1', 'z2', 'ŷ', 'L', 'δ2', '∂W2', 'δ1', '∂W1', 'W')

    Source: Goodfellow, Bengio, Courville 2016, algorithms 6.3 and 6.4.
    """
    last = hidden + 1
    ahead = [f"{letter}{layer}" for layer in range(1, last) for letter in "za"]
    back = [f"{letter}{layer}" for layer in range(last, 0, -1) for letter in ("δ", "∂W")]
    return (*ahead, f"z{last}", "ŷ", "L", *back, "W")


def whole_numbers(network: Network) -> NDArray[np.float64]:
    """Return weights to reckon with by hand: 1 and -1, hidden biases 0, 2, 4, ..., and 2, -1, 2, ... with bias 1 at the output.

    Returns:
        Shape (n_parameters,).

    Example:
        >>> from engine.maths.activations import Activation
        >>> whole_numbers(Network((2, 2, 1), Activation.RELU)).tolist()
        [1.0, 1.0, 1.0, -1.0, 0.0, 2.0, 2.0, -1.0, 1.0]
    """
    theta = np.empty(network.n_parameters)
    cut = layers(network, theta)
    for layer in cut:
        rows, columns = np.indices(layer.weights.shape)
        layer.weights[...] = np.where(rows * columns % 2 == 1, -1.0, 1.0)
        layer.bias[...] = 2.0 * np.arange(len(layer.bias))
    cut[-1].weights[...] = np.where(np.arange(len(cut[-1].weights)) % 2 == 1, -1.0, 2.0)[:, np.newaxis]
    cut[-1].bias[...] = 1.0
    return theta
