"""Boolean functions of two inputs as points and labels."""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

IntArray: TypeAlias = NDArray[np.int64]

# Labels of the points (0, 0), (0, 1), (1, 0), (1, 1), in this order.
GATES: dict[str, tuple[int, int, int, int]] = {
    "and": (0, 0, 0, 1),
    "or": (0, 1, 1, 1),
    "nand": (1, 1, 1, 0),
    "xor": (0, 1, 1, 0),
}


def truth_table(gate: str) -> tuple[IntArray, IntArray]:
    """Return the four input pairs, shape (4, 2), and the gate's answers, shape (4,).

    Example:
        >>> inputs, answers = truth_table("and")
        >>> inputs.tolist(), answers.tolist()
        ([[0, 0], [0, 1], [1, 0], [1, 1]], [0, 0, 0, 1])
    """
    return np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.int64), np.array(GATES[gate], dtype=np.int64)
