"""The calls of a forward and a backward pass through a dense network, for every activation, loss and layout.

Names: ``A0`` inputs and a unit of ones, ``Z1`` sums of layer 1, ``a1`` outputs, ``A1`` these and a unit of ones, ``D1`` the
derivative of the cost by ``Z1``; ``S1`` is scratch. ``one`` and ``zero`` are constants; ``c`` is a factor of every derivative:
1 / batch size, since the cost is a mean, and for plain gradient descent the learning rate too, so that the update is one
subtraction.
"""

from __future__ import annotations

from collections.abc import Sequence

from engine.maths.activations import Activation
from engine.maths.losses import Loss
from engine.maths.networks import Network
from engine.training.layouts import Layout, backward_product, forward_product, weight_gradient
from engine.training.plan import Call, Part

# Their derivative follows from their value, so one shared array of all outputs gives all derivatives at once.
FROM_OUTPUT = frozenset({Activation.TANH, Activation.SIGMOID})

_Row = tuple[str, tuple[str, ...], str, str]  # function, operands, result, formula; {l} stands for the layer

_SIGMOID: tuple[_Row, ...] = (
    ("negative", ("Z{l}",), "{to}{l}", "−z{l}"),
    ("exp", ("{to}{l}",), "{to}{l}", "exp(−z{l})"),
    ("add", ("{to}{l}", "one"), "{to}{l}", "1 + exp(−z{l})"),
    ("divide", ("one", "{to}{l}"), "{to}{l}", "σ(z{l}) = 1 / (1 + exp(−z{l}))"),
)


def _sigmoid(to: str) -> tuple[_Row, ...]:
    return tuple(
        (function, tuple(name.replace("{to}", to) for name in names), result.replace("{to}", to), formula)
        for function, names, result, formula in _SIGMOID
    )


_OUTPUTS: dict[Activation, tuple[_Row, ...]] = {
    Activation.IDENTITY: (("positive", ("Z{l}",), "a{l}", "a{l} = z{l}"),),
    Activation.STEP: (("heaviside", ("Z{l}", "one"), "a{l}", "a{l} = 1 where z{l} ≥ 0, else 0"),),
    Activation.SIGMOID: _sigmoid("a"),
    Activation.TANH: (("tanh", ("Z{l}",), "a{l}", "a{l} = tanh(z{l})"),),
    Activation.RELU: (("maximum", ("Z{l}", "zero"), "a{l}", "a{l} = max(z{l}, 0)"),),
    Activation.LEAKY_RELU: (
        ("multiply", ("Z{l}", "slope"), "a{l}", "0.01 z{l}"),
        ("maximum", ("Z{l}", "a{l}"), "a{l}", "a{l} = max(z{l}, 0.01 z{l})"),
    ),
    Activation.ELU: (
        ("minimum", ("Z{l}", "zero"), "S{l}", "min(z{l}, 0)"),
        ("expm1", ("S{l}",), "S{l}", "exp(min(z{l}, 0)) − 1"),
        ("maximum", ("Z{l}", "zero"), "a{l}", "max(z{l}, 0)"),
        ("add", ("a{l}", "S{l}"), "a{l}", "a{l} = max(z{l}, 0) + exp(min(z{l}, 0)) − 1"),
    ),
    Activation.SOFTPLUS: (("logaddexp", ("Z{l}", "zero"), "a{l}", "a{l} = log(1 + exp(z{l}))"),),
    Activation.GELU: (("gelu", ("Z{l}",), "a{l}", "a{l} = z{l} Φ(z{l})"),),
    Activation.SILU: (*_sigmoid("S"), ("multiply", ("Z{l}", "S{l}"), "a{l}", "a{l} = z{l} σ(z{l})")),
}
_SLOPES: dict[Activation, tuple[_Row, ...]] = {  # the derivative of the activation, into S
    Activation.STEP: (("multiply", ("a{l}", "zero"), "S{l}", "φ'(z{l}) = 0"),),
    Activation.SIGMOID: (
        ("subtract", ("one", "a{l}"), "S{l}", "1 − a{l}"),
        ("multiply", ("S{l}", "a{l}"), "S{l}", "φ'(z{l}) = a{l} (1 − a{l})"),
    ),
    Activation.TANH: (
        ("multiply", ("a{l}", "a{l}"), "S{l}", "a{l}²"),
        ("subtract", ("one", "S{l}"), "S{l}", "φ'(z{l}) = 1 − a{l}²"),
    ),
    Activation.RELU: (("sign", ("a{l}",), "S{l}", "φ'(z{l}) = 1 where z{l} > 0, else 0"),),
    Activation.LEAKY_RELU: (
        ("heaviside", ("Z{l}", "zero"), "S{l}", "1 where z{l} > 0, else 0"),
        ("maximum", ("S{l}", "slope"), "S{l}", "φ'(z{l}) = 1 where z{l} > 0, else 0.01"),
    ),
    Activation.ELU: (("add", ("S{l}", "one"), "S{l}", "φ'(z{l}) = exp(min(z{l}, 0))"),),
    Activation.SOFTPLUS: _sigmoid("S"),
    Activation.GELU: (("gelu_derivative", ("Z{l}",), "S{l}", "φ'(z{l}) = Φ(z{l}) + z{l} φ(z{l})"),),
    Activation.SILU: (
        ("subtract", ("one", "S{l}"), "Z{l}", "1 − σ(z{l})"),
        ("multiply", ("Z{l}", "a{l}"), "Z{l}", "a{l} (1 − σ(z{l}))"),
        ("add", ("S{l}", "Z{l}"), "S{l}", "φ'(z{l}) = σ(z{l}) + a{l} (1 − σ(z{l}))"),
    ),
}


def forward(network: Network, layout: Layout, *, shared: bool, dropout: bool) -> list[Call]:
    """Return the calls from the inputs to the sums of the output layer.

    Args:
        network: The shape.
        layout: How the arrays are laid out.
        shared: Whether all networks see the same inputs.
        dropout: Whether the outputs of the hidden layers are multiplied with masks ``M1``, ``M2``, ...

    Example:
        >>> calls = forward(Network((2, 3, 1), Activation.TANH), Layout.SINGLE, shared=True, dropout=False)
        >>> [call.code for call in calls]
        ['W1T.dot(A0, Z1)', 'np.tanh(Z1, a1)', 'W2T.dot(A1, Z2)']

    Source: Goodfellow, Bengio, Courville 2016, algorithm 6.3; Srivastava et al. 2014 (dropout).
    """
    calls = []
    for layer, activation in enumerate((*network.activations, Activation.IDENTITY), 1):
        output = layer > len(network.activations)
        calls.append(forward_product(layout, layer, shared=shared and layer == 1))
        if not output:
            calls += _rows(Part.FORWARD, _OUTPUTS[activation], layer)
            if dropout:  # the derivatives come first: they need the outputs as they were
                calls += _rows(Part.FORWARD, _SLOPES.get(activation, ()), layer)
                formula = f"a{layer}, some outputs set to 0 and the others raised"
                calls.append(Call(Part.FORWARD, "multiply", (f"a{layer}", f"M{layer}"), f"a{layer}", formula))
    return calls


def loss_gradient(loss: Loss, layout: Layout, layer: int) -> list[Call]:
    """Return the calls of c dl/dz by the sums of the output layer, with ``Y`` the targets.

    Args:
        loss: The loss of one example.
        layout: How the arrays are laid out.
        layer: Number of the output layer.

    Example:
        >>> [call.code for call in loss_gradient(Loss.SQUARED, Layout.SINGLE, 1)]
        ['np.subtract(Z1, Y, D1)', 'np.multiply(D1, c, D1)']

    Source: Bishop 2006, equations 4.91 (binary cross-entropy) and 4.109 (softmax); see ``engine.maths.losses``.
    """
    z, d, of = f"Z{layer}", f"D{layer}", f"Z{layer}"
    if loss is Loss.BINARY_CROSS_ENTROPY:  # (1 - y) - 1 / (1 + e^z), which is s(z) - y in three calls and a constant
        return [
            Call(Part.LOSS, "exp", (z,), d, f"exp(z{layer})"),
            Call(Part.LOSS, "add", (d, "one"), d, f"1 + exp(z{layer})"),
            Call(Part.LOSS, "divide", ("c", d), d, f"c σ(−z{layer})"),
            Call(Part.LOSS, "subtract", ("Yc", d), d, f"c ∂l/∂z{layer} = c (1 − y) − c σ(−z{layer}) = c (σ(z{layer}) − y)", of),
        ]
    if loss is Loss.SOFTMAX_CROSS_ENTROPY:
        axis = 0 if layout is Layout.SINGLE else 1
        total = Call(Part.LOSS, f"add.reduce {axis}", (d,), "m", "sum over the classes")
        if layout is Layout.SINGLE:  # a product with ones is a sum at a third of the cost
            total = Call(Part.LOSS, "dot", ("ones", d), "m", "sum over the classes, as a product with ones")
        return [
            Call(Part.LOSS, f"maximum.reduce {axis}", (z,), "m", f"largest z{layer} of each example"),
            Call(Part.LOSS, "subtract", (z, "m"), d, "shifted, so that nothing overflows"),
            Call(Part.LOSS, "exp", (d,), d, f"exp(z{layer} − m)"),
            total,
            Call(Part.LOSS, "divide", ("c", "m"), "m", "c / sum"),
            Call(Part.LOSS, "multiply", (d, "m"), d, "c p, p the softmax"),
            Call(Part.LOSS, "subtract", (d, "Yc"), d, f"c ∂l/∂z{layer} = c (p − y)", of),
        ]
    if loss is Loss.SQUARED:
        difference = [Call(Part.LOSS, "subtract", (z, "Y"), d, "p − y")]
    else:
        difference = [Call(Part.LOSS, f"{loss.value}_gradient", (z, "Y"), d, f"∂l/∂z{layer}")]
    return [*difference, Call(Part.LOSS, "multiply", (d, "c"), d, f"c ∂l/∂z{layer}", of)]


def backward(network: Network, layout: Layout, *, shared: bool, dropout: bool) -> list[Call]:
    """Return the calls from the derivative by the output sums to all gradients, by the chain rule; arguments as of ``forward``.

    Example:
        >>> calls = backward(Network((2, 3, 1), Activation.IDENTITY), Layout.SINGLE, shared=True, dropout=False)
        >>> [call.code for call in calls]
        ['A1.dot(D2T, G2)', 'V2.dot(D2, D1)', 'A0.dot(D1T, G1)']

    Source: Rumelhart, Hinton, Williams 1986; Goodfellow, Bengio, Courville 2016, algorithm 6.4.
    """
    calls = []
    if at_once(network.activations, dropout=dropout):
        rows = _SLOPES[network.activations[0]]
        calls += [_all_layers(call) for call in _rows(Part.BACKWARD, rows, 1)]
    for layer in range(len(network.activations) + 1, 0, -1):
        calls.append(weight_gradient(layout, layer, shared=shared and layer == 1))
        if layer > 1:
            calls += _to_layer_below(network, layout, layer, dropout=dropout)
    return calls


def at_once(activations: Sequence[Activation], *, dropout: bool) -> bool:
    """Return whether one pair of calls gives the derivatives of all hidden layers: they share one array.

    Example:
        >>> at_once([Activation.TANH, Activation.TANH], dropout=False), at_once([Activation.RELU], dropout=False)
        (True, False)
    """
    return bool(activations) and len(set(activations)) == 1 and activations[0] in FROM_OUTPUT and not dropout


def _to_layer_below(network: Network, layout: Layout, layer: int, *, dropout: bool) -> list[Call]:
    below, activation = layer - 1, network.activations[layer - 2]
    calls = [backward_product(layout, layer)]
    if dropout:
        names = (f"D{below}", f"M{below}")
        calls.append(Call(Part.BACKWARD, "multiply", names, f"D{below}", f"∂C/∂a{below}, of the outputs that were kept"))
    if activation is Activation.IDENTITY:  # its slope is 1
        return calls
    if not dropout and not at_once(network.activations, dropout=dropout):
        calls += _rows(Part.BACKWARD, _SLOPES[activation], below)
    formula = f"δ{below} = ∂C/∂z{below} = ∂C/∂a{below} φ'(z{below})"
    names = (f"D{below}", f"S{below}")
    return [*calls, Call(Part.BACKWARD, "multiply", names, f"D{below}", formula, f"Z{below}")]


def _rows(part: Part, rows: Sequence[_Row], layer: int) -> list[Call]:
    return [
        Call(part, function, tuple(name.format(l=layer) for name in names), result.format(l=layer), formula.format(l=layer))
        for function, names, result, formula in rows
    ]


def _all_layers(call: Call) -> Call:
    """Return a call on layer 1 as one on all hidden layers at once."""
    names = tuple(name.replace("a1", "A").replace("S1", "S") for name in call.operands)
    formula = call.formula.replace("a1", "a").replace("z1", "z") + ", all hidden layers at once"
    return Call(call.part, call.function, names, "S", formula)
