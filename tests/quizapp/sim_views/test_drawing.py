"""What the views share: pictures of fields, dashes, ticks and charts, looked at in the pixels they make."""

from __future__ import annotations

import itertools
import math

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QWidget

from quizapp.sim_views.chart import Chart, Series, roomy
from quizapp.sim_views.items import Curve, DashedCurve, HeatMap, Mark, Scatter
from quizapp.sim_views.plotting import MAX_POINTS, bare_plot, dashed, isoline, set_range, thinned, tick_text, ticks
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style

GREYS = [QColor(level, level, level) for level in range(256)]


def shown(plot: pg.PlotWidget) -> QImage:
    """Return a plot of 200 x 200 pixels over x and y from 0 to 10, as it is painted."""
    plot.resize(200, 200)
    plot.setBackground("w")
    set_range(plot, (0.0, 10.0), (0.0, 10.0))
    plot.show()
    QApplication.processEvents()
    image = QPixmap(plot.grab()).toImage()
    plot.hide()
    return image


def grey(image: QImage, x: float, y: float) -> int:
    """Return the lightness at a place in data coordinates."""
    return image.pixelColor(round(20 * x), round(200 - 20 * y)).lightness()


@pytest.fixture
def plot(parent: QWidget) -> pg.PlotWidget:
    return bare_plot(parent, axes=False)


def test_a_field_has_its_first_row_at_the_lowest_y_and_its_colours_from_the_table(plot: pg.PlotWidget) -> None:
    heat = HeatMap(2, 2)
    heat.set_rect(QRectF(0, 0, 10, 10))
    heat.set_colours(GREYS)
    heat.set_field(np.array([[0.0, 0.25], [0.5, 1.0]]))
    plot.addItem(heat)
    image = shown(plot)
    corners = [grey(image, *corner) for corner in ((0.4, 0.4), (9.6, 0.4), (0.4, 9.6), (9.6, 9.6))]
    assert corners == pytest.approx([0, 64, 128, 255], abs=12)


def test_a_field_clips_and_shows_what_is_not_a_number_as_zero(plot: pg.PlotWidget) -> None:
    heat = HeatMap(2, 2)
    heat.set_rect(QRectF(0, 0, 10, 10))
    heat.set_field(np.array([[-3.0, 7.0], [math.nan, math.inf]]))
    heat.set_colours(GREYS)  # a new table colours the old field
    plot.addItem(heat)
    image = shown(plot)
    corners = [grey(image, *corner) for corner in ((0.4, 0.4), (9.6, 0.4), (0.4, 9.6), (9.6, 9.6))]
    assert corners == pytest.approx([0, 255, 0, 255], abs=12)


def test_dashes_are_equally_long_whatever_the_distances_of_the_points() -> None:
    x = np.array([0.0, 0.1, 0.15, 4.0, 30.0])
    ends_x, ends_y = dashed((x, 2.0 * x), (1.0, 0.0), (3.0, 2.0))
    starts = np.arange(0.0, 30.0, 5.0)
    pieces = ends_x.reshape(-1, 2)
    assert ends_y == pytest.approx(2.0 * ends_x)
    assert pieces[:, 1].sum() - pieces[:, 0].sum() == pytest.approx(18.0)
    for place in np.linspace(0.01, 29.99, 500):
        inside = bool(((pieces[:, 0] <= place) & (place <= pieces[:, 1])).any())
        assert inside == bool((place - starts[starts <= place][-1]) <= 3.0), place


@pytest.mark.parametrize("y", [[], [1.0], [math.nan, math.nan], [2.0, math.nan, 3.0], [1.0, 1.0]])
def test_dashes_of_what_is_no_line_are_none(y: list[float]) -> None:
    x = np.zeros(len(y)) if y == [1.0, 1.0] else np.arange(float(len(y)))
    assert [len(ends) for ends in dashed((x, np.array(y)), (1.0, 1.0), (3.0, 2.0))] == [0, 0]


def test_a_curve_far_larger_than_any_picture_is_not_cut_into_millions_of_dashes() -> None:
    x = np.array([0.0, 1.0, 2.0])
    ends_x, ends_y = dashed((x, 3.0 * x), (1e12, 1.0), (3.0, 2.0))
    assert ends_x.tolist() == [0.0, 1.0, 1.0, 2.0]
    assert ends_y == pytest.approx(3.0 * ends_x)


def test_dashes_leave_the_gaps_of_a_broken_curve_open() -> None:
    x, y = np.arange(5.0), np.array([0.0, 0.0, math.nan, 0.0, 0.0])
    ends_x, _ = dashed((x, y), (1.0, 1.0), (100.0, 1.0))
    assert ends_x.tolist() == [0.0, 1.0, 3.0, 4.0]


def test_a_dashed_curve_is_cut_anew_when_another_part_of_the_plane_is_shown(plot: pg.PlotWidget) -> None:
    curve = DashedCurve((6.0, 6.0))
    curve.setPen(pg.mkPen("k", width=3))
    plot.addItem(curve)
    curve.set_points(np.array([0.0, 10.0]), np.array([5.0, 5.0]))
    before = changes(shown(plot))
    set_range(plot, (0.0, 5.0), (0.0, 10.0))
    plot.show()
    QApplication.processEvents()
    after = changes(QPixmap(plot.grab()).toImage())
    assert before == pytest.approx(200 / 6, abs=2)
    assert after == pytest.approx(before, abs=2)


def changes(image: QImage) -> int:
    """Return how often the middle row goes from dark to bright or back."""
    row = [image.pixelColor(x, 100).lightness() < 128 for x in range(200)]
    return sum(left != right for left, right in itertools.pairwise(row))


def test_a_curve_is_broken_where_a_value_is_not_a_number(plot: pg.PlotWidget) -> None:
    curve = Curve("finite")
    curve.setPen(pg.mkPen("k", width=4))
    plot.addItem(curve)
    curve.set_points(np.array([0.0, 3.0, 5.0, 7.0, 10.0]), np.array([5.0, 5.0, math.nan, 5.0, 5.0]))
    image = shown(plot)
    assert [grey(image, x, 5.0) < 128 for x in (1.0, 2.0, 5.0, 8.0, 9.0)] == [True, True, False, True, True]


def test_a_mark_keeps_its_size_and_goes_nowhere_without_a_place(plot: pg.PlotWidget) -> None:
    mark = Mark("o", 20.0)
    mark.set_look(pg.mkPen("k"), QColor("black"))
    plot.addItem(mark)
    mark.place(5.0, 5.0)
    image = shown(plot)
    assert [grey(image, 5.0 + dx, 5.0) < 128 for dx in (0.0, 0.4, 0.7)] == [True, True, False]
    mark.place(math.nan, 5.0)
    assert not mark.isVisible()
    mark.place(1.0, 1.0)
    assert mark.isVisible()


def test_a_scatter_draws_every_point(plot: pg.PlotWidget) -> None:
    scatter = Scatter("o", 12.0)
    scatter.setBrush(pg.mkBrush("k"))
    scatter.setPen(pg.mkPen("k"))
    plot.addItem(scatter)
    scatter.setData(np.array([2.0, 8.0]), np.array([3.0, 7.0]))
    image = shown(plot)
    assert [grey(image, *place) < 128 for place in ((2.0, 3.0), (8.0, 7.0), (5.0, 5.0))] == [True, True, False]


@pytest.mark.parametrize("length", [0, 1, 2, MAX_POINTS, MAX_POINTS + 1, 2 * MAX_POINTS, 12_345])
def test_a_thinned_curve_keeps_its_ends_and_the_order(length: int) -> None:
    kept = thinned(length)
    assert len(kept) <= MAX_POINTS + 1
    assert (np.diff(kept) > 0).all()
    if length:
        assert (kept[0], kept[-1]) == (0, length - 1)
    if length <= MAX_POINTS:
        assert len(kept) == length


def test_an_isoline_of_a_plane_is_where_the_plane_has_the_value() -> None:
    rect = QRectF(-2.0, 1.0, 4.0, 2.0)
    x, y = np.meshgrid(-2.0 + 4.0 * (np.arange(20) + 0.5) / 20, 1.0 + 2.0 * (np.arange(10) + 0.5) / 10)
    line_x, line_y = isoline(x - 3.0 * y + 5.0, 0.0, rect)
    assert len(line_x) > 5
    assert line_x - 3.0 * line_y + 5.0 == pytest.approx(0.0, abs=1e-9)
    assert [len(part) for part in isoline(x, 99.0, rect)] == [0, 0]


@pytest.mark.parametrize(("low", "high"), [(0.0, 1.0), (-3.0, 7.0), (0.0, 2.5e-5), (1e6, 3e6), (5.0, 5.0), (0.0, 0.30000001)])
def test_ticks_are_in_the_interval_and_equally_far_apart(low: float, high: float) -> None:
    found = ticks(low, high, 4)
    assert 1 <= len(found) <= 6
    assert all(low - 1e-9 * abs(low) <= tick <= high * (1 + 1e-9) + 1e-12 for tick in found)
    assert np.diff(found) == pytest.approx(np.diff(found)[:1].repeat(len(found) - 1))


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.0, "0"),
        (0.5, "0.5"),
        (-2.0, "\N{MINUS SIGN}2"),
        (10_000.0, "10k"),
        (2.5e-4, "2.5e-4"),
        (-2e7, "\N{MINUS SIGN}2e7"),
        (1e6, "1e6"),
        (1e-16, "1e-16"),
    ],
)
def test_ticks_are_written_in_few_letters(value: float, text: str) -> None:
    assert tick_text(value) == text


@pytest.mark.parametrize("value", [-1.0, 0.0, 1e-9, 0.7, 1.0, 3.0, 99.0, 640.0, 5e8])
def test_a_roomy_end_holds_the_value_and_is_not_far_off(value: float) -> None:
    end = roomy(value)
    assert end >= value
    assert value <= 0 or end <= 2.0 * value * (1 + 1e-9)


def test_the_legend_of_a_chart_names_the_curves_that_are_there(parent: QWidget) -> None:
    chart = Chart("Loss", (Series("training", "blue"), Series("validation", "orange", Qt.PenStyle.DashLine)), parent)
    chart.set_style(view_style(LIGHT, 1.0))
    points = (np.arange(3.0), np.array([3.0, 2.0, 1.0]))
    chart.show_curves({"training": points}, 3.0)
    assert "training" in chart._legend.text()
    assert "validation" not in chart._legend.text()
    chart.show_curves({"training": points, "validation": points}, 3.0)
    assert "validation" in chart._legend.text()


@pytest.mark.parametrize("values", [[math.nan, math.nan], [math.inf, 1.0], [0.0, -1.0], [], [1e300, 1.0]])
@pytest.mark.parametrize("log", [False, True])
def test_a_chart_draws_what_it_can_of_any_numbers(values: list[float], *, log: bool, parent: QWidget) -> None:
    chart = Chart("Loss", (Series("training", "blue"),), parent, log=log)
    chart.set_style(view_style(LIGHT, 1.0))
    chart.resize(300, 150)
    chart.show_curves({"training": (np.arange(float(len(values))), np.array(values))}, 2.0)
    chart.grab()
    ranges = np.array(chart._plot.getViewBox().viewRange())
    assert np.isfinite(ranges).all()
    assert (ranges[:, 1] > ranges[:, 0]).all()
