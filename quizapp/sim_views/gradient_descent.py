"""The map of the cost with three paths on it; below, the cost of each walker, and on data the three lines."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGraphicsItem, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from engine.params import Real, specs
from engine.timeline import Frame
from quizapp.sim_views.chart import Chart, Series
from quizapp.sim_views.items import Curve, HeatMap, Mark
from quizapp.sim_views.places import Place, PlaceMarks
from quizapp.sim_views.plotting import Points, bare_plot, isoline, put, sequential, style_plot, thinned
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.maths.surfaces import Landscape
    from engine.simulations.gradient_descent import Observation

LOW = 300  # pixels from which a small panel has room for the lower row
WALKERS = (
    ("batch", Series("all examples", "blue", Qt.PenStyle.SolidLine, 2.6), "o"),
    ("mini_batch", Series("mini-batch", "green", Qt.PenStyle.DashLine, 2.0), "s"),
    ("stochastic", Series("one example", "orange", Qt.PenStyle.DotLine, 1.6), "t1"),
)


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return GradientDescentView(style)


class GradientDescentView(QWidget):
    """Clicking or dragging on the map places the start, or points where a walker is expected."""

    acted = Signal(str, list)
    picked = Signal(object)
    pointed = Signal(float, float)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._compact = False
        self._taking = False
        self._landscape: Landscape | None = None
        self._frame: Frame[Any, Any] | None = None
        self._make_map()
        self._chart = Chart("Cost", tuple(series for _, series, _ in WALKERS), self, log=True)
        self._per = QPushButton("per update", self)
        self._per.setCheckable(True)
        self._per.setProperty("kind", "tab")
        self._per.setToolTip("Compare after the same number of updates, or after the same number of examples used")
        self._per.toggled.connect(self._on_per)
        self._chart.add_tool(self._per)
        self._make_data_plot()
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Click or drag on the map to place the start."

    def take_places(self, taking: bool) -> None:
        """While taking, the mouse on the map only points."""
        self._taking = taking

    def show_places(self, said: Place | None, came: Place | None) -> None:
        """Mark two places on the map."""
        self._places.show(said, came)

    def set_compact(self, compact: bool) -> None:
        """Drop the lower row where there is no room."""
        self._compact = compact
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the lower row where there is no room, or bring it back."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._lower.setVisible(not self._compact or self.height() > LOW)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._map, style)
        style_plot(self._data_plot, style)
        self._heat.set_colours(sequential(style, style.accent, 0.42 if style.dark else 0.34))
        self._contours.setPen(style.pen(style.mix(style.text, 0.30).name(), 1))
        self._minima.setPen(style.pen(style.text, 1.6))
        self._start.set_look(style.pen(style.text, 1.8), None)
        for (_, series, _), path, line, mark in zip(WALKERS, self._paths, self._lines, self._marks, strict=True):
            colour = getattr(style, series.colour)
            path.setPen(style.pen(colour, series.width))
            line.setPen(style.pen(colour, series.width, series.dash))
            mark.set_look(style.pen(style.surface, 1.4), QColor(colour))
        self._points.setBrush(pg.mkBrush(style.mix(style.text, 0.55)))
        self._places.set_style(style)
        self._chart.set_style(style)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        if seen.landscape is not self._landscape:
            self._draw_landscape(seen)
        self._start.place(frame.params.start_x, frame.params.start_y)
        kept = thinned(frame.step + 1)
        for place, (name, _, _) in enumerate(WALKERS):
            x, y = frame.history[f"x_{name}"][kept], frame.history[f"y_{name}"][kept]
            put(self._paths[place], x, y)
            self._marks[place].place(*seen.positions[place])
        self._draw_curves(frame, seen)
        self._draw_data(seen)

    def _make_map(self) -> None:
        self._map = bare_plot(self, axes=False)
        self._map.setMinimumHeight(150)
        self._heat = HeatMap(121, 121)
        self._contours = pg.PlotCurveItem(connect="finite")
        self._minima = pg.ScatterPlotItem(size=12, symbol="+")
        for still in (self._heat, self._contours):
            still.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._start = Mark("o", 13)
        self._paths = [Curve() for _ in WALKERS]
        self._marks = [Mark(symbol, 12) for _, _, symbol in WALKERS]
        # The path with the fewest turns lies on top, or it would not be seen under the noisy ones.
        for item in (self._heat, self._contours, self._minima, *self._paths[::-1], self._start, *self._marks[::-1]):
            self._map.addItem(item)
        self._places = PlaceMarks(self._map)
        pointer = Pointer(self._map)
        pointer.dragged.connect(self._pick)
        pointer.clicked.connect(self._on_clicked)

    def _make_data_plot(self) -> None:
        self._data_box = QWidget(self)
        column = QVBoxLayout(self._data_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        title = QLabel("THE THREE LINES", self._data_box)
        title.setProperty("role", "over")
        column.addWidget(title)
        self._data_plot = bare_plot(self._data_box, axes=False)
        self._points = pg.ScatterPlotItem(size=5, pen=None)
        self._lines = [Curve() for _ in WALKERS]
        self._data: NDArray[np.float64] | None = None
        for item in (self._points, *self._lines[::-1]):
            self._data_plot.addItem(item)
        column.addWidget(self._data_plot, 1)

    def _lay_out(self) -> None:
        self._lower = QWidget(self)
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self._chart, 5)
        row.addWidget(self._data_box, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addWidget(self._map, 5)
        column.addWidget(self._lower, 3)

    def _draw_landscape(self, seen: Observation) -> None:
        land = seen.landscape
        self._landscape = land
        half_x, half_y = (land.x[1] - land.x[0]) / 2, (land.y[1] - land.y[0]) / 2
        rect = QRectF(land.x[0] - half_x, land.y[0] - half_y, np.ptp(land.x) + 2 * half_x, np.ptp(land.y) + 2 * half_y)
        self._map.setRange(xRange=(land.x[0], land.x[-1]), yRange=(land.y[0], land.y[-1]), padding=0)
        low, high = land.levels[0], land.levels[-1]
        lowest = land.values.min()
        height = np.log(np.maximum(land.values - lowest, low - lowest if low > lowest else 1e-9))
        bottom, top = height.min(), np.log(max(high - lowest, 1e-9))
        self._heat.set_rect(rect)
        self._heat.set_field(1.0 - (height - bottom) / max(top - bottom, 1e-9))
        pieces = [isoline(land.values, float(level), rect) for level in land.levels]
        gap = np.array([np.nan])
        x = np.concatenate([part for piece in pieces for part in (piece[0], gap)])
        y = np.concatenate([part for piece in pieces for part in (piece[1], gap)])
        self._contours.setData(x, y, connect="finite")
        self._minima.setData(seen.minimizers[:, 0], seen.minimizers[:, 1])

    def _draw_curves(self, frame: Frame[Any, Any], seen: Observation) -> None:
        """Show the cost above the lowest minimum on a logarithmic axis, or the cost itself where there is no lowest."""
        lowest = seen.lowest_loss
        above = bool(np.isfinite(lowest))
        self._chart.set_log(above)
        self._chart.set_title("Cost above minimum" if above else "Cost")
        by_example = self._per.isChecked()
        steps = np.arange(frame.step + 1, dtype=float)
        curves: dict[str, Points] = {}
        for name, series, _ in WALKERS:
            loss = frame.history[f"loss_{name}"]
            across = frame.history[f"samples_{name}"] if by_example else steps
            curves[series.name] = (across, np.maximum(loss - lowest, 1e-16) if above else loss)
        self._chart.show_curves(curves, 1.0 if by_example else 20.0, floor=None)

    def _draw_data(self, seen: Observation) -> None:
        self._data_box.setVisible(len(seen.data) > 0)
        if len(seen.data) == 0:
            return
        if self._data is None or not np.array_equal(seen.data, self._data):
            self._data = seen.data
            low, high = seen.data.min(axis=0), seen.data.max(axis=0)
            room = 0.12 * np.maximum(high - low, 1e-6)
            self._points.setData(seen.data[:, 0], seen.data[:, 1])
            self._data_plot.setRange(
                xRange=(low[0] - room[0], high[0] + room[0]), yRange=(low[1] - room[1], high[1] + room[1]), padding=0
            )
        ends = np.array(self._data_plot.getViewBox().viewRange()[0])
        for line, (slope, intercept) in zip(self._lines, seen.positions, strict=True):
            put(line, ends, slope * ends + intercept)

    # -- the mouse

    def _pick(self, x: float, y: float) -> None:
        if self._frame is None:
            return
        if self._taking:
            self.pointed.emit(x, y)
            return
        allowed = specs(type(self._frame.params))
        chosen = {}
        for name, value in (("start_x", x), ("start_y", y)):
            spec = allowed[name]
            if isinstance(spec, Real):
                chosen[name] = spec.nearest(value)
        self.picked.emit(chosen)

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pick(x, y)

    def _on_per(self, by_example: bool) -> None:
        self._per.setText("per example" if by_example else "per update")
        if self._frame is not None:
            self.show_frame(self._frame)
