"""A small table of two features and a target, with moments that are exactly as set and with the flaws that real tables have."""

from __future__ import annotations

import math
from dataclasses import dataclass
from enum import StrEnum

import numpy as np

from engine.maths.activations import FloatArray

NOISE = 0.3  # standard deviation of the target around the linear model
MISSING_EVERY = 5


class SecondFeature(StrEnum):
    """What feature 2 is like."""

    VARIES = "varies"
    CONSTANT = "constant"
    MISSING = "missing"


@dataclass(frozen=True, slots=True, kw_only=True)
class FeatureTable:
    """What a table is drawn from.

    Attributes:
        spreads: Standard deviation of each feature.
        means: Mean of each feature in its own standard deviations.
        correlation: Of the two features, between -1 and 1.
        second: Feature 2 may be constant; or missing in every fifth training example but the last, which is filled with the
            mean of the known ones.
        outlier: If above 0, feature 2 of the last example lies so many standard deviations above its mean.
        outlier_in_test: Whether that is the last test example rather than the last training example.
    """

    spreads: tuple[float, float]
    means: tuple[float, float] = (0.0, 0.0)
    correlation: float = 0.0
    second: SecondFeature = SecondFeature.VARIES
    outlier: float = 0.0
    outlier_in_test: bool = False

    def draw(self, rng: np.random.Generator, n_train: int, n_test: int) -> tuple[FloatArray, FloatArray, FloatArray]:
        """Draw training examples, shape (n_train, 2), their targets, shape (n_train,), and test examples, shape (n_test, 2).

        Before the flaws, three or more training examples have the set means, spreads and correlation exactly; test examples
        have them on average. The target is z1 + 2 z2 + noise, z being the standardised features before the flaws.

        Example:
            >>> train, _, _ = FeatureTable(spreads=(1.0, 5.0), correlation=0.8).draw(np.random.default_rng(0), 20, 5)
            >>> train.std(axis=0).round(12).tolist(), round(float(np.corrcoef(train.T)[0, 1]), 12)
            ([1.0, 5.0], 0.8)

        Source: Bishop 2006, section 11.1.1 (correlated normal numbers from a factor of the covariance).
        """
        normal = rng.standard_normal((n_train + n_test, 2))
        if n_train >= 3:
            normal[:n_train] = _exact(normal[:n_train])
        scores = normal @ np.array([[1.0, self.correlation], [0.0, math.sqrt(1.0 - self.correlation**2)]])
        targets = scores[:n_train] @ np.array([1.0, 2.0]) + NOISE * rng.standard_normal(n_train)
        if self.second is SecondFeature.CONSTANT:
            scores[:, 1] = 0.0
        elif self.outlier:
            scores[-1 if self.outlier_in_test else n_train - 1, 1] = self.outlier
        if self.second is SecondFeature.MISSING:
            missing = np.arange(0, n_train - 1, MISSING_EVERY)
            scores[missing, 1] = np.delete(scores[:n_train, 1], missing).mean()
        features: FloatArray = (scores + np.array(self.means)) * np.array(self.spreads)
        return features[:n_train], targets, features[n_train:]


def _exact(normal: FloatArray) -> FloatArray:
    """Return columns with mean 0, variance 1 and correlation 0 that are close to the given ones."""
    basis, triangle = np.linalg.qr(normal - normal.mean(axis=0))
    exact: FloatArray = basis * np.sign(np.diag(triangle)) * math.sqrt(len(normal))
    return exact
