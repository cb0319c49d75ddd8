"""Which labellings of points a hyperplane through the origin can make, how many there are, and the nearest to a wanted one.

A hyperplane with a bias is one through the origin of the points with a 1 appended, so everything here has no bias.
"""

from __future__ import annotations

from itertools import combinations
from math import comb
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from engine.maths.activations import FloatArray
from engine.rng import step_rng

IntArray: TypeAlias = NDArray[np.int64]

_ZERO = 1e-9  # of unit vectors: what is smaller is rounding error
_JITTER = 1e-6  # of unit vectors: moves points into general position


def cover_count(n_points: int, n_dimensions: int) -> int:
    """Return how many of the 2^N labellings of N points in general position a hyperplane through the origin can make.

    C(N, D) = 2 * sum of binomial(N - 1, k) over k < D: all of them up to N = D, exactly half at N = 2 D.

    Example:
        >>> [cover_count(n, 3) for n in (3, 4, 6)]
        [8, 14, 32]

    Source: Cover 1965, theorem 1.
    """
    return 2 * sum(comb(n_points - 1, k) for k in range(n_dimensions))


def in_general_position(vectors: FloatArray) -> bool:
    """Return whether every D of the vectors, shape (n_points, D), are linearly independent (all of them if there are fewer).

    Example:
        >>> in_general_position(np.array([[1.0, 0.0], [0.0, 1.0], [2.0, 2.0]]))
        True

    Source: Cover 1965, section 2.
    """
    unit = _unit(vectors)
    count = min(unit.shape)
    return bool((np.linalg.svd(unit[_subsets(len(unit), count)], compute_uv=False)[:, -1] > _ZERO).all())


def _unit(vectors: FloatArray) -> FloatArray:
    lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
    unit: FloatArray = vectors / np.where(lengths > 0.0, lengths, 1.0)
    return unit


def _subsets(n: int, size: int) -> IntArray:
    return np.array(list(combinations(range(n), size)), dtype=np.int64).reshape(-1, size)


def rays(vectors: FloatArray) -> FloatArray:
    """Return the unit normals of all hyperplanes through the origin that are pinned by the vectors on them.

    The weights that make one labelling are a cone; its edges are among these normals.

    Args:
        vectors: Shape (n_points, D), n_points at least 1.

    Returns:
        Normals in both directions, inside the space the vectors span, shape (n_rays, D).

    Example:
        >>> (rays(np.array([[1.0, 0.0], [0.0, 2.0]])).round(12) + 0.0).tolist()
        [[0.0, 1.0], [1.0, 0.0], [0.0, -1.0], [-1.0, 0.0]]

    Source: Cover 1965, section 2 (hyperplanes turned until points lie on them).
    """
    unit = _unit(vectors)
    _, singular, axes = np.linalg.svd(unit, full_matrices=False)
    basis = axes[singular > _ZERO * max(float(singular[0]), 1.0)]
    inside, rank = unit @ basis.T, len(basis)
    if rank <= 1:
        return np.concatenate([basis, -basis])
    _, spans, frames = np.linalg.svd(inside[_subsets(len(unit), rank - 1)], full_matrices=True)
    normals = frames[spans[:, -1] > _ZERO, -1] @ basis
    largest = np.take_along_axis(normals, np.abs(normals).argmax(axis=1, keepdims=True), axis=1)
    normals = normals * np.sign(largest)
    return np.concatenate([normals, -normals])


def separator(vectors: FloatArray, labels: IntArray, normals: FloatArray) -> FloatArray | None:
    """Return weights w with w.x > 0 for the vectors labelled 1 and w.x < 0 for those labelled 0, from the middle of all such.

    The sum of the edges of a cone lies strictly inside it; if it does not, the cone has no inside.

    Args:
        vectors: Shape (n_points, D).
        labels: 0 or 1 each, shape (n_points,).
        normals: What ``rays`` returns for the vectors.

    Returns:
        A unit vector, shape (D,); None if no hyperplane does it.

    Example:
        >>> corners = np.array([[-1.0, -1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, 1]])
        >>> separator(corners, np.array([0, 1, 1, 0]), rays(corners)) is None
        True

    Source: Cover 1965, section 2; a pointed cone is the sum of its edges (Rockafellar 1970, corollary 18.5.2).
    """
    signed = _unit(vectors) * (2.0 * labels - 1.0)[:, None]
    edges = normals[(normals @ signed.T >= -_ZERO).all(axis=1)]
    middle: FloatArray = np.unique(edges.round(9), axis=0).sum(axis=0)
    if not len(edges) or (signed @ middle <= _ZERO).any():
        return None
    inside: FloatArray = middle / np.linalg.norm(middle)
    return inside


def dichotomies(vectors: FloatArray) -> IntArray:
    """Return all labellings that a hyperplane through the origin makes of vectors in general position, each as a number.

    Args:
        vectors: Shape (n_points, D), at most 62, at least D.

    Returns:
        Ascending numbers whose bit i is the label of vector i, shape (n_labellings,).

    Example:
        >>> dichotomies(np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])).tolist()
        [0, 1, 2, 5, 6, 7]

    Source: Cover 1965, section 2: a hyperplane through D - 1 of the points, and a small turn that puts each on either side.
    """
    unit, size = _unit(vectors), vectors.shape[1] - 1
    pinned = _subsets(len(unit), size)
    normals = np.linalg.svd(unit[pinned], full_matrices=True)[2][:, -1]
    above = (normals @ unit.T > 0.0).astype(np.int64)
    np.put_along_axis(above, pinned, 0, axis=1)
    words = above @ (1 << np.arange(len(unit), dtype=np.int64))
    turns = (np.arange(1 << size)[:, None] >> np.arange(size)) & 1
    found = (words[:, None] + (1 << pinned) @ turns.T).ravel()
    return np.unique(np.concatenate([found, (1 << len(unit)) - 1 - found]))


def best_dichotomy(vectors: FloatArray, labels: IntArray) -> tuple[IntArray, FloatArray]:
    """Return the labelling of a hyperplane through the origin that differs least from a wanted one, and its weights.

    Args:
        vectors: Shape (n_points, D), with a last column of ones, so that all may get the same label.
        labels: 0 or 1 each, shape (n_points,).

    Example:
        >>> corners = np.array([[-1.0, -1, 1], [-1, 1, 1], [1, -1, 1], [1, 1, 1]])
        >>> answers, _ = best_dichotomy(corners, np.array([0, 1, 1, 0]))
        >>> int((answers != [0, 1, 1, 0]).sum())
        1

    Source: all labellings are tried. Points that are not in general position are moved a little to list them, and a labelling
    is only taken if the points as they are allow it.
    """
    normals = rays(vectors)
    weights = separator(vectors, labels, normals)
    if weights is not None:
        return labels, weights
    moved = vectors
    if len(vectors) < vectors.shape[1] or not in_general_position(vectors):
        moved = _unit(vectors) + _JITTER * step_rng(0, 0, "jitter").standard_normal(vectors.shape)
    bits = np.arange(len(labels), dtype=np.int64)
    answers = (dichotomies(moved)[:, None] >> bits) & 1
    for index in np.argsort((answers != labels).sum(axis=1), kind="stable"):
        weights = separator(vectors, answers[index], normals)
        if weights is not None:
            return answers[index], weights
    raise AssertionError("all points may get the same label")  # pragma: no cover
