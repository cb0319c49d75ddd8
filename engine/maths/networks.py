"""Dense networks as pure functions over one parameter vector: forward pass, backpropagation, first weights.

All weights and biases lie in one vector theta, layer after layer, each as a block of shape (n_inputs + 1, n_units) whose last
row is the bias. ``layers`` cuts the vector into views, so an optimizer sees one array and a reader sees matrices.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import NamedTuple

import numpy as np

from engine.maths.activations import Activation, FloatArray, derivative, value
from engine.maths.initializers import normal, weights_for


@dataclass(frozen=True, slots=True)
class Network:
    """The shape of a network: every unit of a layer sees all units of the layer before; the output layer is linear.

    Attributes:
        sizes: Number of inputs, units of each hidden layer, number of outputs.
        activation: Activation of the hidden units: one for all hidden layers, or one for each.
    """

    sizes: tuple[int, ...]
    activation: Activation | tuple[Activation, ...]

    @property
    def activations(self) -> tuple[Activation, ...]:
        """Activation of each hidden layer.

        Example:
            >>> [one.value for one in Network((2, 8, 8, 1), Activation.TANH).activations]
            ['tanh', 'tanh']
        """
        if isinstance(self.activation, tuple):
            return self.activation
        return (self.activation,) * (len(self.sizes) - 2)

    @property
    def n_parameters(self) -> int:
        """Number of weights and biases: the sum of (n_inputs + 1) n_units over the layers.

        Example:
            >>> Network((2, 8, 8, 1), Activation.TANH).n_parameters
            105
        """
        return sum((n_inputs + 1) * n_units for n_inputs, n_units in pairwise(self.sizes))


class Layer(NamedTuple):
    """The parameters of one layer, or the gradients with respect to them.

    Attributes:
        weights: Shape (n_inputs, n_units).
        bias: Shape (n_units,).
    """

    weights: FloatArray
    bias: FloatArray


class ForwardPass(NamedTuple):
    """Everything a forward pass computes, which is what the backward pass needs.

    Attributes:
        activations: Outputs of the inputs layer and of each hidden layer, each of shape (n_examples, n_units).
        pre_activations: Weighted sums z of each hidden layer and of the output layer, each of shape (n_examples, n_units).
    """

    activations: tuple[FloatArray, ...]
    pre_activations: tuple[FloatArray, ...]

    @property
    def outputs(self) -> FloatArray:
        """Outputs of the network, shape (n_examples, n_outputs)."""
        return self.pre_activations[-1]

    def of(self, rows: slice) -> ForwardPass:
        """Return the pass of some of the examples."""
        return ForwardPass(*(tuple(array[rows] for array in arrays) for arrays in self))


def layers(network: Network, theta: FloatArray) -> tuple[Layer, ...]:
    """Return a parameter (or gradient) vector as one pair of weights and bias a layer; these are views, no copies.

    Args:
        network: The shape.
        theta: Shape (n_parameters,).

    Example:
        >>> [layer.weights.shape for layer in layers(Network((2, 3, 1), Activation.TANH), np.zeros(13))]
        [(2, 3), (3, 1)]
    """
    cut, start = [], 0
    for n_inputs, n_units in pairwise(network.sizes):
        end = start + (n_inputs + 1) * n_units
        block = theta[start:end].reshape(n_inputs + 1, n_units)
        cut.append(Layer(block[:-1], block[-1]))
        start = end
    return tuple(cut)


def init_theta(network: Network, rng: np.random.Generator, std: float | None = None) -> FloatArray:
    """Draw first parameters: weights as suits the activation (Glorot or He), the output layer as a linear one; zero biases.

    Args:
        network: The shape.
        rng: Where the numbers come from.
        std: Draw all weights from N(0, std^2) instead.

    Returns:
        Shape (n_parameters,).

    Example:
        >>> network = Network((2, 3, 1), Activation.TANH)
        >>> theta = init_theta(network, np.random.default_rng(0))
        >>> theta.shape, [layer.bias.tolist() for layer in layers(network, theta)]
        ((13,), [[0.0, 0.0, 0.0], [0.0]])

    Source: Goodfellow, Bengio, Courville 2016, section 8.4; see ``engine.maths.initializers``.
    """
    theta = np.zeros(network.n_parameters)
    cut = layers(network, theta)
    for layer, activation in zip(cut, (*network.activations, Activation.IDENTITY), strict=True):
        fan_in, fan_out = layer.weights.shape
        if std is None:
            layer.weights[...] = weights_for(activation, rng, fan_in, fan_out)
        else:
            layer.weights[...] = normal(rng, fan_in, fan_out, std)
    return theta


def forward(network: Network, parameters: Sequence[Layer], inputs: FloatArray) -> ForwardPass:
    """Compute the outputs of a network: in each layer z = a W + b, then a = phi(z); the output layer keeps z.

    Everything is double precision, unless parameters and inputs are single precision, as for pictures.

    Args:
        network: The shape.
        parameters: Weights and biases, as ``layers`` gives them.
        inputs: Shape (n_examples, n_inputs).

    Example:
        >>> network, ones = Network((2, 1), Activation.TANH), np.ones(3)
        >>> forward(network, layers(network, ones), np.array([[1.0, 2.0]])).outputs.tolist()
        [[4.0]]

    Source: Goodfellow, Bengio, Courville 2016, algorithm 6.3.
    """
    activations = [inputs]
    pre_activations: list[FloatArray] = []
    for layer in parameters:
        if pre_activations:
            activations.append(value(network.activations[len(pre_activations) - 1], pre_activations[-1]))
        z = activations[-1].dot(layer.weights)
        z += layer.bias
        pre_activations.append(z)
    return ForwardPass(tuple(activations), tuple(pre_activations))


def backward(
    network: Network, parameters: Sequence[Layer], passed: ForwardPass, output_gradient: FloatArray, into: Sequence[Layer]
) -> None:
    """Compute the gradient of a cost with respect to all weights and biases by the chain rule, from the last layer back.

    With delta the gradient with respect to the weighted sums z of a layer, of shape (n_examples, n_units):

    * weights: dC/dW = a^T delta, with a the inputs of the layer; bias: dC/db = the sum of delta over the examples;
    * the layer before: delta = (delta W^T) * phi'(z).

    Args:
        network: The shape.
        parameters: Weights and biases of the forward pass.
        passed: The forward pass.
        output_gradient: Gradient of the cost with respect to the outputs, shape (n_examples, n_outputs).
        into: Where the gradients are written: ``layers`` of a vector of shape (n_parameters,).

    Example:
        >>> network, ones, gradient = Network((2, 1), Activation.TANH), np.ones(3), np.zeros(3)
        >>> passed = forward(network, layers(network, ones), np.array([[2.0, 3.0]]))
        >>> backward(network, layers(network, ones), passed, np.array([[1.0]]), layers(network, gradient))
        >>> gradient.tolist()
        [2.0, 3.0, 1.0]

    Source: Rumelhart, Hinton, Williams 1986; Goodfellow, Bengio, Courville 2016, algorithm 6.4.
    """
    delta = output_gradient
    for index in range(len(parameters) - 1, -1, -1):
        np.dot(passed.activations[index].T, delta, out=into[index].weights)
        np.add.reduce(delta, axis=0, out=into[index].bias)
        if index > 0:
            delta = delta.dot(parameters[index].weights.T)
            delta *= derivative(network.activations[index - 1], passed.pre_activations[index - 1])
