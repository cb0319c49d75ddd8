"""Features that a person may choose for points of the plane, by name; each name stands for one number or two."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

N_NUMBERS = {"coordinates": 2, "product": 1, "squares": 2, "radius": 1}


def n_features(names: Sequence[str]) -> int:
    """Return how many numbers these features are for one point.

    Example:
        >>> n_features(["coordinates", "product"])
        3
    """
    return sum(N_NUMBERS[name] for name in names)


def plane_features(points: NDArray[Any], names: Sequence[str]) -> NDArray[np.float32]:
    """Return the features of points: x1 and x2, x1 x2, x1^2 and x2^2, or the distance from the origin; single precision.

    Args:
        points: Shape (n_points, 2).
        names: Some of ``N_NUMBERS``.

    Returns:
        Shape (n_points, n_features); without any name one column of zeros, so that a linear model is left with its bias.

    Example:
        >>> plane_features(np.array([[3.0, 4.0]]), ["product", "radius"]).tolist()
        [[12.0, 5.0]]

    Source: Bishop 2006, section 4.3.1 (fixed basis functions).
    """
    x1, x2 = points[:, 0], points[:, 1]
    columns = {"coordinates": (x1, x2), "product": (x1 * x2,), "squares": (x1 * x1, x2 * x2), "radius": (np.hypot(x1, x2),)}
    picked = [column for name in names for column in columns[name]] or [np.zeros_like(x1)]
    return np.stack(picked, axis=1).astype(np.float32)
