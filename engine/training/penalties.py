"""Penalties on large weights as calls: what they add to the gradient. Biases go free."""

from __future__ import annotations

from dataclasses import dataclass

from engine.training.plan import Call, Part


@dataclass(frozen=True, slots=True)
class Penalty:
    """What the cost adds: l1 times the sum of |w| plus l2 / 2 times the sum of w^2, over all weights but no biases.

    Attributes:
        l1: At least 0.
        l2: At least 0.

    Source: Goodfellow, Bengio, Courville 2016, section 7.1; see ``engine.maths.regularizers``.
    """

    l1: float = 0.0
    l2: float = 0.0


def penalty_calls(penalty: Penalty) -> list[Call]:
    """Return the calls that add the derivative of the penalty to the gradient ``G`` of the loss.

    Example:
        >>> [call.code for call in penalty_calls(Penalty(l2=0.1))]
        ['np.multiply(W, l2, t)', 'np.add(G, t, G)']
    """
    calls = []
    if penalty.l2:
        calls += [
            Call(Part.BACKWARD, "multiply", ("W", "l2"), "t", "λ₂ w for weights, 0 for biases"),
            Call(Part.BACKWARD, "add", ("G", "t"), "G", "g + λ₂ w"),
        ]
    if penalty.l1:
        calls += [
            Call(Part.BACKWARD, "sign", ("W",), "t", "sign w"),
            Call(Part.BACKWARD, "multiply", ("t", "l1"), "t", "λ₁ sign w for weights, 0 for biases"),
            Call(Part.BACKWARD, "add", ("G", "t"), "G", "g + λ₁ sign w"),
        ]
    return calls
