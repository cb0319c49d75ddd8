"""Finds out whether a sequence repeats, and with which period, while remembering a single value of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class CycleWatch(Generic[T]):
    """What is remembered of a sequence in which each value alone decides the next.

    Attributes:
        anchor: The value that later ones are compared with.
        age: Values seen since the anchor.
        limit: Age at which a newer value becomes the anchor.
        period: Length of the cycle once it is found; 0 before.
    """

    anchor: T
    age: int = 0
    limit: int = 1
    period: int = 0


def watch(cycle: CycleWatch[T], value: T) -> CycleWatch[T]:
    """Return the watch after the sequence's next value.

    The anchor moves on after 1, 2, 4, ... values, so sooner or later it lies inside the cycle; the first return to it gives
    the period.

    Example:
        >>> cycle = CycleWatch(9)
        >>> for value in [1, 2, 3, 1, 2, 3, 1]:
        ...     cycle = watch(cycle, value)
        >>> cycle.period
        3

    Source: Brent 1980, BIT 20, section 2.
    """
    if cycle.period:
        return cycle
    age = cycle.age + 1
    if value == cycle.anchor:
        return replace(cycle, age=age, period=age)
    if age == cycle.limit:
        return CycleWatch(value, limit=2 * cycle.limit)
    return replace(cycle, age=age)
