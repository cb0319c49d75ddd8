"""Immutable copies of a program's variables, small enough to be kept for every line that changes them."""

from __future__ import annotations

import math
import reprlib
from dataclasses import dataclass
from types import ModuleType
from typing import Any, TypeAlias

import numpy as np

from engine.simulation import FloatArray, readonly

MAX_VALUES = 64  # of an array that is kept in full
MAX_PATH = 2048  # of the path, which is drawn
MAX_TEXT = 120
_MOST_BITS = 64


@dataclass(frozen=True, slots=True)
class Cut:
    """What is kept of a large array.

    Attributes:
        shape: Its shape.
        first: Its first numbers, shape (n,).
    """

    shape: tuple[int, ...]
    first: FloatArray


Value: TypeAlias = float | str | FloatArray | Cut  # whole numbers and truth values are floats that print as what they are
_SHORT = reprlib.Repr()
_SHORT.maxother = _SHORT.maxstring = MAX_TEXT


def snapshot(value: object, most: int = MAX_VALUES) -> Value | None:
    """Return an immutable copy of a value for showing; None for what is not shown: modules, functions, generators.

    Example:
        >>> snapshot(3), snapshot([1.0, 2.0]), snapshot({"a": 1}), snapshot(len)
        (3, array([1., 2.]), "{'a': 1}", None)
        >>> snapshot(np.zeros((50, 2))).shape
        (50, 2)
    """
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return f"a whole number of {value.bit_length():,} bits"
    if isinstance(value, float | int):
        return value
    if isinstance(value, ModuleType | np.random.Generator) or callable(value):
        return None
    array = _as_array(value)
    if array is None:
        return value[:MAX_TEXT] if isinstance(value, str) else _SHORT.repr(value)
    return readonly(array.astype(float)) if array.size <= most else Cut(array.shape, readonly(array.ravel()[:4].astype(float)))


def _size(first: object) -> int:
    """Return how many numbers an entry of a list stands for; too many for what is none."""
    if isinstance(first, int | float | np.generic):
        return 1
    if isinstance(first, np.ndarray):
        return first.size
    plain = isinstance(first, list | tuple) and all(isinstance(one, int | float | np.generic) for one in first[:MAX_PATH])
    return len(first) if plain and isinstance(first, list | tuple) else 2 * MAX_PATH + 1


def _as_array(value: object) -> np.ndarray[Any, Any] | None:
    """Return an array, or a list of numbers or of equally long arrays, as an array of numbers; None for anything else."""
    if isinstance(value, list | tuple) and value and len(value) * _size(value[0]) <= 2 * MAX_PATH:
        try:
            value = np.array(value)
        except (ValueError, TypeError, OverflowError):
            return None
    return value if isinstance(value, np.ndarray) and value.dtype.kind in "biuf" else None


def same(one: Value | None, other: Value) -> bool:
    """Return whether two values are equal bit for bit; NaN equals NaN.

    Example:
        >>> same(math.nan, math.nan), same(np.array([1.0]), np.array([1.5])), same(1.0, "1.0")
        (True, False, False)
    """
    if isinstance(one, Cut) and isinstance(other, Cut):
        return one.shape == other.shape and one.first.tobytes() == other.first.tobytes()
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return one.shape == other.shape and one.tobytes() == other.tobytes()
    return type(one) is type(other) and (one == other or (one != one and other != other))  # NaN


def finite(value: Value | None) -> bool:
    """Return whether a value holds no infinity and no NaN.

    Example:
        >>> finite(2.0), finite(math.nan), finite(np.array([1.0, math.inf]))
        (True, False, False)
    """
    if isinstance(value, float):
        return math.isfinite(value)
    numbers = value.first if isinstance(value, Cut) else value
    return not isinstance(numbers, np.ndarray) or bool(np.isfinite(numbers).all())


def text(value: float) -> str:
    """Return a number in four significant digits, with a real minus.

    Example:
        >>> text(-0.123456), text(2e-16), text(3.0)
        ('−0.1235', '2e−16', '3')
    """
    return f"{value + 0.0:.4g}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e").replace("-", "\u2212")
