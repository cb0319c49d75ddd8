"""How arrays are laid out for one network or for many side by side, and which call multiplies them.

======== ======================== =========================== =================================================
layout   parameters               values of a layer           good for
======== ======================== =========================== =================================================
single   (n_parameters,)          (units, samples)            one network
stacked  (R, n_parameters)        (R, units, samples)         R networks, layers of five units and more
last     (n_parameters, R)        (samples, units, R)         many networks of up to four units a layer
======== ======================== =========================== =================================================

A layer reads its inputs with a constant last unit of 1, and its weights W have the biases as their last row: neither the bias
nor its gradient needs a call of its own. V is W without that row: no gradient flows back into a constant.
"""

from __future__ import annotations

from enum import StrEnum
from itertools import pairwise

import numpy as np
from numpy.typing import DTypeLike

from engine.maths.networks import Network
from engine.training.plan import Array, Call, Part

WIDEST_LAST = 4  # units of a layer up to which the replicas go last
FEWEST_LAST = 32  # replicas from which they do


class Layout(StrEnum):
    """Where the replicas are."""

    SINGLE = "single"
    STACKED = "stacked"
    LAST = "last"


def layout_for(network: Network, replicas: int | None) -> Layout:
    """Return the layout that trains fastest.

    Args:
        network: The shape of every network.
        replicas: Number of networks; None for a single one.

    Example:
        >>> from engine.maths.activations import Activation
        >>> layout_for(Network((2, 4, 1), Activation.TANH), 256)
        <Layout.LAST: 'last'>
    """
    if replicas is None:
        return Layout.SINGLE
    small = max(network.sizes[1:]) <= WIDEST_LAST
    return Layout.LAST if small and replicas >= FEWEST_LAST else Layout.STACKED


def theta_shape(layout: Layout, n_parameters: int, replicas: int | None) -> tuple[int, ...]:
    """Return the shape of the parameters of all networks.

    Example:
        >>> [theta_shape(layout, 9, 5) for layout in Layout]
        [(9,), (5, 9), (9, 5)]
    """
    if layout is Layout.SINGLE:
        return (n_parameters,)
    return (int(replicas or 0), n_parameters) if layout is Layout.STACKED else (n_parameters, int(replicas or 0))


def values(layout: Layout, units: int, samples: int, replicas: int | None, dtype: DTypeLike) -> Array:
    """Return an array of ones for the values of a layer.

    Example:
        >>> [values(layout, 2, 3, 5, np.float64).shape for layout in Layout]
        [(2, 3), (5, 2, 3), (3, 2, 5)]
    """
    shape: dict[Layout, tuple[int, ...]] = {
        Layout.SINGLE: (units, samples),
        Layout.STACKED: (int(replicas or 0), units, samples),
        Layout.LAST: (samples, units, int(replicas or 0)),
    }
    return np.ones(shape[layout], dtype)


def units(layout: Layout, array: Array, start: int, stop: int | None) -> Array:
    """Return some of the units of the values of a layer.

    Example:
        >>> units(Layout.SINGLE, np.array([[1.0, 2.0], [3.0, 4.0], [5.0, 6.0]]), 0, 2).tolist()
        [[1.0, 2.0], [3.0, 4.0]]
    """
    return array[start:stop] if layout is Layout.SINGLE else array[:, start:stop]


def weight_views(layout: Layout, network: Network, theta: Array, letter: str) -> dict[str, Array]:
    """Return the parameters (W) or their gradients (G) of each layer as views of one array, with the forms that products read.

    Args:
        layout: How ``theta`` is laid out.
        network: The shape.
        theta: All parameters of all networks.
        letter: First letter of the names: ``W1``, ``W1T`` transposed, ``V1`` without biases, ``W1F`` with units and
            replicas as one axis.

    Example:
        >>> views = weight_views(Layout.SINGLE, Network((2, 1), ()), np.array([1.0, 2.0, 3.0]), "W")
        >>> {name: view.tolist() for name, view in views.items()}
        {'W1T': [[1.0, 2.0, 3.0]], 'W1': [[1.0], [2.0], [3.0]], 'V1': [[1.0], [2.0]]}
    """
    found: dict[str, Array] = {}
    start = 0
    for number, (n_inputs, n_units) in enumerate(pairwise(network.sizes), 1):
        end = start + (n_inputs + 1) * n_units
        if layout is Layout.LAST:
            block = theta[start:end].reshape(n_inputs + 1, n_units, -1)
            found[f"{letter}{number}F"] = theta[start:end].reshape(n_inputs + 1, -1)
            inner = block[:-1]
        else:
            block = theta[..., start:end].reshape(*theta.shape[:-1], n_inputs + 1, n_units)
            found[f"{letter}{number}T"] = block.swapaxes(-1, -2)
            inner = block[..., :-1, :]
        found[f"{letter}{number}"] = block
        if letter == "W":
            found[f"V{number}"] = inner
        start = end
    return found


def forward_product(layout: Layout, layer: int, *, shared: bool) -> Call:
    """Return the call z = W x of a layer.

    Args:
        layout: The layout.
        layer: Number of the layer, from 1.
        shared: Whether the inputs of the layer are the same for all networks, as those of layer 1 can be.

    Example:
        >>> forward_product(Layout.SINGLE, 1, shared=True).code
        'W1T.dot(A0, Z1)'
    """
    formula = f"z{layer} = W{layer}ᵀ a{layer - 1}, the last row of W{layer} being the biases"
    if layout is Layout.LAST and shared:
        return Call(Part.FORWARD, "dot", ("A0T", "W1F"), "Z1F", formula)
    if layout is Layout.LAST:
        return Call(Part.FORWARD, "einsum nur,uor->nor", (f"A{layer - 1}", f"W{layer}"), f"Z{layer}", formula)
    function = "dot" if layout is Layout.SINGLE else "matmul"
    return Call(Part.FORWARD, function, (f"W{layer}T", f"A{layer - 1}"), f"Z{layer}", formula)


def weight_gradient(layout: Layout, layer: int, *, shared: bool) -> Call:
    """Return the call dC/dW = x (dC/dz)^T of a layer; arguments as of ``forward_product``.

    Example:
        >>> weight_gradient(Layout.SINGLE, 1, shared=True).code
        'A0.dot(D1T, G1)'
    """
    formula = f"∂C/∂W{layer} = a{layer - 1} δ{layer}ᵀ"
    if layout is Layout.LAST and shared:
        return Call(Part.BACKWARD, "dot", ("A0", "D1F"), "G1F", formula, "W1F")
    if layout is Layout.LAST:
        names = (f"A{layer - 1}", f"D{layer}")
        return Call(Part.BACKWARD, "einsum nur,nor->uor", names, f"G{layer}", formula, f"W{layer}")
    function = "dot" if layout is Layout.SINGLE else "matmul"
    return Call(Part.BACKWARD, function, (f"A{layer - 1}", f"D{layer}T"), f"G{layer}", formula, f"W{layer}")


def backward_product(layout: Layout, layer: int) -> Call:
    """Return the call dC/da = V dC/dz, from the sums of a layer to the outputs of the layer before.

    Example:
        >>> backward_product(Layout.SINGLE, 2).code
        'V2.dot(D2, D1)'
    """
    formula = f"∂C/∂a{layer - 1} = W{layer} δ{layer}, biases left out"
    names = (f"V{layer}", f"D{layer}")
    if layout is Layout.LAST:
        return Call(Part.BACKWARD, "einsum uor,nor->nur", names, f"D{layer - 1}", formula, f"a{layer - 1}")
    return Call(Part.BACKWARD, "dot" if layout is Layout.SINGLE else "matmul", names, f"D{layer - 1}", formula, f"a{layer - 1}")
