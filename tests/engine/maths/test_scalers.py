"""Scalings against hand-computed cases and the properties that define them."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError
from engine.maths.scalers import Scaling, fit

UNDOABLE = [scaling for scaling in Scaling if scaling is not Scaling.PER_ROW]
SMALL = [[1.0, 10.0], [2.0, 10.0], [3.0, 10.0], [10.0, 10.0]]  # the second feature is constant


def cloud(n_examples: int = 200) -> np.ndarray:
    """Three correlated features of unlike scale and place."""
    rng = np.random.default_rng(4)
    mixing = np.array([[2.0, 0.5, 0.0], [0.0, 1.0, -0.3], [0.0, 0.0, 0.2]])
    return rng.normal(size=(n_examples, 3)) @ mixing + [5.0, -1.0, 0.5]


@pytest.mark.parametrize(
    ("scaling", "shift", "scale"),
    [
        (Scaling.NONE, 0.0, 1.0),
        (Scaling.CENTRE, 4.0, 1.0),
        (Scaling.MIN_MAX, 1.0, 9.0),
        (Scaling.STANDARD, 4.0, 12.5**0.5),  # squares 9 + 4 + 1 + 36 over 4
        (Scaling.ROBUST, 2.5, 4.75 - 1.75),  # quartiles a quarter of the way from 2 to 1 and from 3 to 10
    ],
)
def test_fit_by_hand(scaling: Scaling, shift: float, scale: float) -> None:
    scaler = fit(scaling, SMALL)
    assert (scaler.shift[0], scaler.scale[0]) == pytest.approx((shift, scale), rel=1e-15)
    assert scaler.scale[1] == 1.0
    assert scaler.rotation is None
    assert scaler.apply([[7.0, 10.0]])[0, 0] == pytest.approx((7.0 - shift) / scale, rel=1e-15)


def test_whitening_by_hand() -> None:
    scaler = fit(Scaling.WHITENING, [[3.0, 3.0], [-3.0, -3.0], [1.0, -1.0], [-1.0, 1.0]])  # axes along the diagonals
    assert scaler.scale == pytest.approx([3.0, 1.0], rel=1e-14)  # sqrt(2 * 18 / 4) and sqrt(2 * 2 / 4)
    assert scaler.rotation is not None
    assert np.abs(scaler.rotation) == pytest.approx(np.full((2, 2), 0.5**0.5), rel=1e-14)
    assert np.abs(scaler.apply([[3.0, 3.0]])) == pytest.approx(np.array([[2.0**0.5, 0.0]]), abs=1e-14)


def test_none_gives_equal_numbers_in_a_new_array() -> None:
    points = cloud()
    scaled = fit(Scaling.NONE, points).apply(points)
    assert (scaled == points).all()
    assert not np.shares_memory(scaled, points)


@pytest.mark.parametrize("scaling", [Scaling.CENTRE, Scaling.STANDARD, Scaling.WHITENING])
def test_means_become_0(scaling: Scaling) -> None:
    assert np.abs(fit(scaling, cloud()).apply(cloud()).mean(axis=0)).max() < 1e-12


def test_min_max_fills_the_unit_interval_exactly() -> None:
    scaled = fit(Scaling.MIN_MAX, cloud()).apply(cloud())
    assert scaled.min(axis=0).tolist() == [0.0] * 3
    assert scaled.max(axis=0).tolist() == [1.0] * 3


def test_standard_has_variance_1() -> None:
    assert fit(Scaling.STANDARD, cloud()).apply(cloud()).var(axis=0) == pytest.approx(np.ones(3), abs=1e-12)


def test_robust_has_median_0_and_a_middle_half_of_1() -> None:
    lower, median, upper = np.percentile(fit(Scaling.ROBUST, cloud()).apply(cloud()), (25, 50, 75), axis=0)
    assert np.abs(median).max() < 1e-12
    assert upper - lower == pytest.approx(np.ones(3), abs=1e-12)


def test_robust_does_not_feel_an_outlier_and_standard_does() -> None:
    points = cloud(201)
    spoilt = points.copy()
    spoilt[points[:, 0].argmax(), 0] = 1e6
    assert fit(Scaling.ROBUST, spoilt).scale[0] == fit(Scaling.ROBUST, points).scale[0]
    assert fit(Scaling.STANDARD, spoilt).scale[0] > 1e4 * fit(Scaling.STANDARD, points).scale[0]


def test_whitening_has_identity_covariance_widest_axis_first() -> None:
    scaler = fit(Scaling.WHITENING, cloud())
    scaled = scaler.apply(cloud())
    assert np.abs(scaled.T @ scaled / len(scaled) - np.eye(3)).max() < 1e-12
    eigenvalues = np.linalg.eigvalsh(np.cov(cloud(), rowvar=False, bias=True))
    assert np.square(scaler.scale) == pytest.approx(eigenvalues[::-1], rel=1e-10)
    assert scaler.rotation is not None
    assert np.abs(scaler.rotation.T @ scaler.rotation - np.eye(3)).max() < 1e-12


def test_whitening_axes_point_to_where_their_largest_entry_is_positive() -> None:
    for points in (cloud(), -cloud(), cloud()[::-1]):
        rotation = fit(Scaling.WHITENING, points).rotation
        assert rotation is not None
        assert (rotation.max(axis=0) == np.abs(rotation).max(axis=0)).all()


@pytest.mark.parametrize("n_examples", [200, 2], ids=["dependent_feature", "fewer_examples_than_features"])
def test_whitening_leaves_directions_without_spread_alone(n_examples: int) -> None:
    points = cloud(n_examples)
    points = np.column_stack([points, points[:, 0] - 2.0 * points[:, 1]])
    scaler = fit(Scaling.WHITENING, points)
    scaled, n_wide = scaler.apply(points), min(3, n_examples - 1)
    assert scaler.scale[n_wide:].tolist() == [1.0] * (4 - n_wide)
    assert np.abs(scaled[:, n_wide:]).max() < 1e-12
    assert scaled[:, :n_wide].var(axis=0) == pytest.approx(np.ones(n_wide), abs=1e-12)
    assert np.abs(scaler.undo(scaled) - points).max() < 1e-12


def test_per_row_gives_every_example_length_1() -> None:
    scaled = fit(Scaling.PER_ROW, cloud()).apply(cloud())
    assert np.linalg.norm(scaled, axis=1) == pytest.approx(np.ones(200), abs=1e-12)
    assert fit(Scaling.PER_ROW, [[3.0, 4.0]]).apply([[3.0, 4.0], [0.0, 0.0], [0.0, -2.0]]) == pytest.approx(
        np.array([[0.6, 0.8], [0.0, 0.0], [0.0, -1.0]]), rel=1e-15
    )


def test_per_row_survives_lengths_whose_squares_do_not() -> None:
    rows = [[3e200, 4e200], [3e-200, -4e-200]]
    assert fit(Scaling.PER_ROW, rows).apply(rows) == pytest.approx(np.array([[0.6, 0.8], [0.6, -0.8]]), rel=1e-14)


@pytest.mark.parametrize("scaling", UNDOABLE)
def test_undo_brings_training_and_other_points_back(scaling: Scaling) -> None:
    scaler, other = fit(scaling, cloud()), 10.0 * cloud(20)
    for points in (cloud(), other):
        assert np.abs(scaler.undo(scaler.apply(points)) - points).max() < 1e-12


def test_undo_of_per_row_is_refused_with_what_is_allowed() -> None:
    with pytest.raises(EngineError, match=r"per_row cannot be undone.*allowed: none, .*, whitening$"):
        fit(Scaling.PER_ROW, cloud()).undo(cloud())


@pytest.mark.parametrize("scaling", Scaling)
def test_other_data_are_scaled_by_the_numbers_of_the_training_data(scaling: Scaling) -> None:
    scaler, other = fit(scaling, cloud()), cloud()[:7] + 3.0
    together = scaler.apply(np.concatenate([cloud(), other]))
    assert scaler.apply(other) == pytest.approx(together[-7:], rel=1e-14, abs=1e-14)
    assert scaler.apply(other[3]) == pytest.approx(together[-4], rel=1e-14, abs=1e-14)


@pytest.mark.parametrize("scaling", UNDOABLE)
def test_constant_feature_is_divided_by_1(scaling: Scaling) -> None:
    points = np.full((7, 2), 0.1)  # the sum of seven 0.1 is not 0.7
    scaler = fit(scaling, points)
    assert scaler.scale.tolist() == [1.0, 1.0]
    assert scaler.apply(points).tolist() == (points if scaling is Scaling.NONE else 0.0 * points).tolist()


def test_robust_divides_by_1_where_the_middle_half_has_no_width() -> None:
    assert fit(Scaling.ROBUST, [[2.0]] * 8 + [[9.0]]).apply([[9.0]]).tolist() == [[7.0]]


@pytest.mark.parametrize("scaling", Scaling)
def test_one_example_is_enough(scaling: Scaling) -> None:
    scaled = fit(scaling, [[3.0, 4.0]]).apply([[3.0, 4.0]])
    expected = {Scaling.NONE: [3.0, 4.0], Scaling.PER_ROW: [0.6, 0.8]}.get(scaling, [0.0, 0.0])
    assert scaled[0] == pytest.approx(expected, rel=1e-15)


@pytest.mark.parametrize("scaling", Scaling)
@pytest.mark.parametrize("shape", [(0, 3), (3, 0), (0,), (3,), (2, 2, 2)])
def test_points_of_another_shape_are_refused(scaling: Scaling, shape: tuple[int, ...]) -> None:
    with pytest.raises(EngineError, match=r"\(n_examples, n_features\) with at least one of each, got \("):
        fit(scaling, np.ones(shape))


@pytest.mark.parametrize("scaling", Scaling)
def test_missing_value_is_refused_with_its_place(scaling: Scaling) -> None:
    points = cloud()
    points[4, 2] = np.nan
    with pytest.raises(EngineError, match="finite, got nan in example 4, feature 2"):
        fit(scaling, points)


@pytest.mark.parametrize("scaling", Scaling)
def test_other_number_of_features_is_refused(scaling: Scaling) -> None:
    scaler = fit(scaling, cloud())
    for wrong in (np.ones((5, 1)), np.ones((5, 4)), 1.0):
        with pytest.raises(EngineError, match=r"must have shape \(\.\.\., 3\) as in the fit"):
            scaler.apply(wrong)


@pytest.mark.parametrize("scaling", Scaling)
def test_fit_is_read_only_and_leaves_the_points_alone(scaling: Scaling) -> None:
    points = cloud()
    points.flags.writeable = False
    scaler = fit(scaling, points)
    parts = [scaler.shift, scaler.scale, *([] if scaler.rotation is None else [scaler.rotation])]
    assert not any(part.flags.writeable or np.shares_memory(part, points) for part in parts)
