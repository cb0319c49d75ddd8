"""The arithmetic of an update as a list of calls on named arrays: run it, watch it, read it.

A ``Call`` says in names what is computed from what. Bound to arrays it is one NumPy call without any work around it, and on the
small networks of this program nine tenths of an update are the cost of calling. The same call tells its formula and its line of
code, so the numbers that are watched and the program that is read are those of the fast run.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.maths import activations, losses

Array: TypeAlias = NDArray[Any]  # float64, or float32 where asked for
Arrays: TypeAlias = Mapping[str, Array]

# What NumPy has no call for: computed into a new array, which is then copied.
_COMPOSED: dict[str, Callable[..., Array]] = {
    "gelu": activations.gelu,
    "gelu_derivative": partial(activations.derivative, activations.Activation.GELU),
    **{f"{loss.value}_gradient": partial(losses.gradient, loss) for loss in losses.Loss if loss is not losses.Loss.ZERO_ONE},
}
_BY_KEYWORD = ("maximum", "minimum")  # NumPy wants their result named, which costs a little more


class Part(StrEnum):
    """The parts of an update, in order."""

    FORWARD = "forward"
    LOSS = "loss gradient"
    BACKWARD = "backward"
    UPDATE = "update"


@dataclass(frozen=True, slots=True)
class Call:
    """One step of the arithmetic.

    Attributes:
        part: Part of the update it belongs to.
        function: A function of NumPy; ``dot``; a reduction like ``add.reduce`` with its axis after a space; ``einsum`` with its
            subscripts after a space; or one of the composed functions of this module.
        operands: Names of the arrays it reads.
        result: Name of the array it writes.
        formula: What that means, in the notation of the books.
        derivative_of: Name of the array by which the cost is derived, if the result is such a derivative.
    """

    part: Part
    function: str
    operands: tuple[str, ...]
    result: str
    formula: str
    derivative_of: str = ""

    @property
    def code(self) -> str:
        """The call as a line of Python.

        Example:
            >>> Call(Part.FORWARD, "tanh", ("Z1",), "a1", "a1 = tanh(z1)").code
            'np.tanh(Z1, a1)'
        """
        name, _, detail = self.function.partition(" ")
        given = ", ".join(self.operands)
        if name == "dot":
            return f"{self.operands[0]}.dot({self.operands[1]}, {self.result})"
        if name == "einsum":
            return f'np.einsum("{detail}", {given}, out={self.result})'
        if name.endswith(".reduce"):
            return f"np.{name}({given}, {detail}, None, {self.result}, True)"
        if name in _COMPOSED:
            return f"{self.result}[...] = {name}({given})"
        if name in _BY_KEYWORD:
            return f"np.{name}({given}, out={self.result})"
        return f"np.{name}({given}, {self.result})"


def bind(call: Call, arrays: Arrays) -> Callable[[], object]:
    """Return the call on its arrays, ready to be made without arguments.

    Args:
        call: What to compute.
        arrays: The arrays by name, of fitting shapes.

    Example:
        >>> arrays = {"Z1": np.array([-1.0, 2.0]), "zero": np.array(0.0), "a1": np.empty(2)}
        >>> relu = bind(Call(Part.FORWARD, "maximum", ("Z1", "zero"), "a1", "a1 = max(z1, 0)"), arrays)
        >>> relu() is arrays["a1"], arrays["a1"].tolist()
        (True, [0.0, 2.0])
    """
    inputs, result = [arrays[name] for name in call.operands], arrays[call.result]
    name, _, detail = call.function.partition(" ")
    if name == "dot":
        return partial(inputs[0].dot, inputs[1], result)
    if name == "einsum":
        return partial(np.einsum, detail, *inputs, out=result)
    if name.endswith(".reduce"):
        return partial(getattr(np, name.removesuffix(".reduce")).reduce, *inputs, int(detail), None, result, True)
    if name in _COMPOSED:
        return partial(_compose, _COMPOSED[name], inputs, result)
    if name in _BY_KEYWORD:
        return partial(getattr(np, name), *inputs, out=result)
    return partial(getattr(np, name), *inputs, result)


def listing(calls: Iterable[Call]) -> str:
    """Return the calls as a program of one line each, with the formulas beside it.

    Example:
        >>> print(listing([Call(Part.FORWARD, "tanh", ("Z1",), "a1", "a1 = tanh(z1)")]))
        # forward
        np.tanh(Z1, a1)                             # a1 = tanh(z1)
    """
    lines, part = [], None
    for call in calls:
        if call.part is not part:
            part = call.part
            lines.append(f"# {part.value}")
        lines.append(f"{call.code:<43} # {call.formula}")
    return "\n".join(lines)


def _compose(function: Callable[..., Array], inputs: list[Array], result: Array) -> None:
    result[...] = function(*inputs)
