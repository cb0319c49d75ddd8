"""Scalings of inputs: learnt from the training data, then applied, as they are, to any other data.

Scaling a validation or test set by its own numbers would let it tell something of itself, and would move its points against
the boundary that was learnt. Variances and covariances divide by the number of examples, not by one less.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike

from engine.errors import EngineError
from engine.maths.activations import FloatArray

_Parts: TypeAlias = tuple[FloatArray, FloatArray, FloatArray | None]  # shift, scale, rotation

WHITENING_EPSILON = 1e-10  # a direction with less than this share of the widest spread has no spread but rounding error


class Scaling(StrEnum):
    """The kinds of scaling."""

    NONE = "none"
    CENTRE = "centre"
    MIN_MAX = "min_max"
    STANDARD = "standard"
    ROBUST = "robust"
    WHITENING = "whitening"
    PER_ROW = "per_row"


@dataclass(frozen=True, slots=True, eq=False)
class Scaler:
    """A fitted scaling: the affine map x -> (x - shift) R / scale. Arrays are read-only.

    Per-row scaling is the exception: it learns nothing, divides each example by its own length, and cannot be undone.

    Attributes:
        scaling: Its kind.
        shift: What is subtracted, shape (n_features,).
        scale: What each feature (for whitening, each direction) is divided by, above 0, shape (n_features,).
        rotation: R with orthonormal columns, shape (n_features, n_features), for whitening; None stands for the identity.
    """

    scaling: Scaling
    shift: FloatArray
    scale: FloatArray
    rotation: FloatArray | None = None

    def apply(self, points: ArrayLike) -> FloatArray:
        """Return the points scaled, a new array.

        Args:
            points: Shape (..., n_features). An example of length 0 stays as it is under per-row scaling.

        Raises:
            EngineError: If there are not as many features as in the fit.

        Example:
            >>> fit(Scaling.MIN_MAX, [[1.0], [3.0]]).apply([[2.0], [5.0]]).tolist()
            [[0.5], [2.0]]
        """
        x = self._checked(points)
        if self.scaling is Scaling.PER_ROW:
            return _unit_rows(x)
        centred = x - self.shift
        turned = centred if self.rotation is None else centred @ self.rotation
        return turned / self.scale

    def undo(self, scaled: ArrayLike) -> FloatArray:
        """Return the points whose scaled form is given: x = (z * scale) R^T + shift, a new array.

        Args:
            scaled: Shape (..., n_features).

        Raises:
            EngineError: If there are not as many features as in the fit, or the scaling is per row and forgot the lengths.

        Example:
            >>> fit(Scaling.MIN_MAX, [[1.0], [3.0]]).undo([[0.5]]).tolist()
            [[2.0]]
        """
        z = self._checked(scaled)
        if self.scaling is Scaling.PER_ROW:
            allowed = ", ".join(scaling for scaling in Scaling if scaling is not Scaling.PER_ROW)
            raise EngineError(f"per_row cannot be undone: the lengths of the examples are gone; allowed: {allowed}")
        stretched = z * self.scale
        turned = stretched if self.rotation is None else stretched @ self.rotation.T
        return turned + self.shift

    def _checked(self, points: ArrayLike) -> FloatArray:
        """Return the points as an array, which must have the features of the fit: broadcasting would hide the mistake."""
        array = np.asarray(points, dtype=np.float64)
        if array.shape[-1:] != self.shift.shape:
            raise EngineError(f"points must have shape (..., {len(self.shift)}) as in the fit, got {array.shape}")
        return array


def fit(scaling: Scaling, points: ArrayLike) -> Scaler:
    """Learn a scaling from training data.

    ==========  ==================  =====================================  ==============================================
    kind        shift               scale                                  what becomes of the training data
    ==========  ==================  =====================================  ==============================================
    none        0                   1                                      as they were
    centre      mean                1                                      each feature has mean 0
    min_max     minimum             maximum - minimum                      each feature fills [0, 1]
    standard    mean                standard deviation                     each feature has mean 0 and variance 1
    robust      median              upper - lower quartile                 median 0, middle half 1 wide, outliers or not
    whitening   mean                standard deviations along the          mean 0, covariance the identity
                                    principal axes, which R turns to
    per_row     (0)                 (1)                                    each example has length 1
    ==========  ==================  =====================================  ==============================================

    Where a scale would be 0, it is 1: a constant feature, one example, a feature most of whose values are equal (robust), a
    direction in which the data do not spread (whitening: less than 1e-10 of the widest spread). A constant feature becomes
    0, which is all it can tell, and dividing by its spread would blow rounding errors, or the first new value, up to anything.

    Args:
        scaling: Which kind.
        points: Training data, shape (n_examples, n_features), at least one of each, finite.

    Raises:
        EngineError: If the points are none, or not such an array, or not all finite.

    Example:
        >>> scaler = fit(Scaling.STANDARD, [[1.0, 7.0], [3.0, 7.0]])
        >>> scaler.shift.tolist(), scaler.scale.tolist(), scaler.apply([[5.0, 8.0]]).tolist()
        ([2.0, 7.0], [1.0, 1.0], [[3.0, 1.0]])

    Source: LeCun, Bottou, Orr, Mueller 1998, section 4.3 (centre, standard); Bishop 2006, equation 12.24 (whitening);
    scikit-learn user guide, "Preprocessing data" (min-max, robust, per row, scale 1 for constant features).
    """
    array = np.asarray(points, dtype=np.float64)
    if array.ndim != 2 or array.size == 0:
        raise EngineError(f"points must have shape (n_examples, n_features) with at least one of each, got {array.shape}")
    wrong = np.argwhere(~np.isfinite(array))
    if len(wrong):
        row, column = wrong[0]
        raise EngineError(f"points must be finite, got {array[row, column]} in example {row}, feature {column}")
    shift, scale, rotation = _FITS[scaling](array)
    for part in (shift, scale, rotation):
        if part is not None:
            part.flags.writeable = False
    return Scaler(scaling, shift, scale, rotation)


def _unit_rows(points: FloatArray) -> FloatArray:
    """Return each example divided by its length; first by its largest entry, so that no square over- or underflows."""
    shrunk = points / _one_for_zero(np.abs(points).max(axis=-1, keepdims=True))
    unit: FloatArray = shrunk / _one_for_zero(np.sqrt(np.square(shrunk).sum(axis=-1, keepdims=True)))
    return unit


def _one_for_zero(spread: FloatArray) -> FloatArray:
    return np.where(spread > 0.0, spread, 1.0)


def _means(points: FloatArray) -> FloatArray:
    """Return the mean of each feature; exactly its value where it is constant, which the sum of many would miss by rounding."""
    mean: FloatArray = points[0] + (points - points[0]).mean(axis=0)
    return mean


def _unscaled(points: FloatArray) -> _Parts:
    n_features = points.shape[1]
    return np.zeros(n_features), np.ones(n_features), None


def _centre(points: FloatArray) -> _Parts:
    return _means(points), np.ones(points.shape[1]), None


def _min_max(points: FloatArray) -> _Parts:
    lowest = points.min(axis=0)
    return lowest, _one_for_zero(points.max(axis=0) - lowest), None


def _standard(points: FloatArray) -> _Parts:
    mean = _means(points)
    return mean, _one_for_zero(np.sqrt(np.square(points - mean).mean(axis=0))), None


def _robust(points: FloatArray) -> _Parts:
    lower, median, upper = np.percentile(points, (25.0, 50.0, 75.0), axis=0)
    return median, _one_for_zero(upper - lower), None


def _whitening(points: FloatArray) -> _Parts:
    """Return mean, spreads along the principal axes (widest first), and the axes, each with its largest entry positive.

    The axes come from the singular values of the centred data: eigenvalues of their covariance would be squares, with half
    the digits. With fewer examples than features the missing axes are filled up, so that R is square and can be undone.
    """
    n_examples, n_features = points.shape
    mean = _means(points)
    _, singular, axes = np.linalg.svd(points - mean, full_matrices=n_examples < n_features)
    largest = np.take_along_axis(axes, np.abs(axes).argmax(axis=1, keepdims=True), axis=1)
    spread = np.zeros(n_features)
    spread[: len(singular)] = singular / np.sqrt(n_examples)
    spread[spread < WHITENING_EPSILON * spread.max()] = 0.0
    return mean, _one_for_zero(spread), np.ascontiguousarray((axes * np.sign(largest)).T)


_FITS: dict[Scaling, Callable[[FloatArray], _Parts]] = {
    Scaling.NONE: _unscaled,
    Scaling.CENTRE: _centre,
    Scaling.MIN_MAX: _min_max,
    Scaling.STANDARD: _standard,
    Scaling.ROBUST: _robust,
    Scaling.WHITENING: _whitening,
    Scaling.PER_ROW: _unscaled,
}
