"""A function and its slope with a probe to drag, and what a chain of layers makes of a signal and its gradient."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QStackedWidget, QVBoxLayout, QWidget

from engine.params import Real, specs
from engine.timeline import Frame
from quizapp.sim_views.chart import Chart, Series
from quizapp.sim_views.items import Curve, Mark, Scatter
from quizapp.sim_views.plotting import bare_plot, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.softmax_bars import SoftmaxBars
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.activation_functions import Observation

LOW = 300  # pixels from which a small panel has room for the lower chart
VALUE = Series("φ(z)", "blue", Qt.PenStyle.SolidLine, 2.6)
SLOPE = Series("φ′(z)", "orange", Qt.PenStyle.DashLine, 2.2)
GRADIENT = Series("this chain", "blue")
LARGEST = Series("largest possible", "orange", Qt.PenStyle.DashLine)
SIGNAL = Series("signal", "green")


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return ActivationView(style)


class ActivationView(QWidget):
    """Clicking or dragging on the curves moves the probe."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._frame: Frame[Any, Any] | None = None
        self._compact = False
        self._pages = QStackedWidget(self)
        self._softmax = SoftmaxBars(self)
        self._make_curves()
        self._gradient = Chart("Gradient at the first layer", (GRADIENT, LARGEST), self, log=True)
        self._signal = Chart("Signal after each layer", (SIGNAL,), self)
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Drag on the curves to move the probe z."

    def set_compact(self, compact: bool) -> None:
        """Drop what there is no room for."""
        self._compact = compact
        self._signal.setVisible(not compact)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the lower charts where there is no room for them."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._lower.setVisible(not self._compact or self.height() > LOW)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plot, style)
        for line, dot, series in ((self._value, self._value_dot, VALUE), (self._slope, self._slope_dot, SLOPE)):
            colour = getattr(style, series.colour)
            line.setPen(style.pen(colour, series.width, series.dash))
            dot.set_look(style.pen(style.surface, 1.5), QColor(colour))
        self._probe.setPen(style.pen(style.accent, 1.5))
        self._axes.setPen(style.pen(style.mix(style.text, 0.35).name(), 1))
        self._grid.setPen(style.pen(style.border, 1))
        self._chain.setBrush(pg.mkBrush(style.mix(style.green, 0.75)))
        self._chain.setPen(style.pen(style.surface, 1))
        marks = (
            f'<span style="color:{style.blue}">━━ φ(z)</span>&nbsp;&nbsp;&nbsp;'
            f'<span style="color:{style.orange}">╌╌ φ′(z)</span>&nbsp;&nbsp;&nbsp;'
            f'<span style="color:{style.green}">● what each layer receives</span>'
        )
        self._legend.setText(marks)
        self._legend.setStyleSheet("font-size: 12px")
        for part in (self._gradient, self._signal, self._softmax):
            part.set_style(style)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        softmax = seen.function.value == "softmax"
        self._pages.setCurrentIndex(1 if softmax else 0)
        if softmax:
            self._softmax.show_softmax(seen)
            return
        self._draw_curves(seen)
        layers = np.arange(1, len(seen.products) + 1, dtype=float)
        end = float(max(2, seen.n_layers))
        start = np.append(0.0, layers)
        self._gradient.show_curves(
            {
                GRADIENT.name: (start, np.append(1.0, np.abs(seen.products))),
                LARGEST.name: (start, np.append(1.0, seen.bounds)),
            },
            end,
        )
        self._signal.show_curves({SIGNAL.name: (layers, seen.signals)}, end)

    def _make_curves(self) -> None:
        self._page = QWidget(self)
        self._plot = bare_plot(self._page, axes=True)
        self._plot.setMinimumHeight(140)
        self._plot.getAxis("left").setWidth(34)
        self._plot.getAxis("bottom").setHeight(20)
        self._grid = pg.PlotCurveItem(connect="pairs")
        self._axes = pg.PlotCurveItem(connect="pairs")
        self._value = Curve()
        self._slope = pg.PlotCurveItem(antialias=True, skipFiniteCheck=True)
        self._probe = pg.InfiniteLine(0, 90)
        self._chain = Scatter("o", 8)
        self._value_dot = Mark("o", 13)
        self._slope_dot = Mark("s", 13)
        curves = (self._grid, self._axes, self._slope, self._value, self._probe)
        for item in (*curves, self._chain, self._slope_dot, self._value_dot):
            self._plot.addItem(item)
        pointer = Pointer(self._plot)
        pointer.dragged.connect(self._pick)
        pointer.clicked.connect(self._on_clicked)
        self._legend = QLabel(self._page)
        self._legend.setTextFormat(Qt.TextFormat.RichText)

    def _lay_out(self) -> None:
        self._lower = QWidget(self._page)
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self._gradient, 1)
        row.addWidget(self._signal, 1)
        column = QVBoxLayout(self._page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._legend)
        column.addWidget(self._plot, 5)
        column.addWidget(self._lower, 3)
        self._pages.addWidget(self._page)
        self._pages.addWidget(self._softmax)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(self._pages)

    def _draw_curves(self, seen: Observation) -> None:
        low = min(0.0, float(seen.values.min()), float(seen.derivatives.min()))
        high = max(1.0, float(seen.values.max()), float(seen.derivatives.max()))
        room = 0.07 * (high - low)
        left, right = float(seen.grid[0]), float(seen.grid[-1])
        set_range(self._plot, (left, right), (low - room, high + room))
        up = ticks(low, high, 4)
        set_ticks(self._plot, "left", up)
        set_ticks(self._plot, "bottom", ticks(left, right, 6))
        put(self._grid, np.tile([left, right], len(up)), np.repeat(up, 2))
        put(self._axes, [left, right, 0, 0], [0, 0, low - room, high + room])
        put(self._value, seen.grid, seen.values)
        put(self._slope, seen.grid, seen.derivatives)
        self._probe.setPos(seen.probe)
        self._value_dot.place(seen.probe, seen.value)
        self._slope_dot.place(seen.probe, seen.derivative)
        inside = (seen.pre_activations >= left) & (seen.pre_activations <= right)
        put(self._chain, seen.pre_activations[inside], seen.signals[inside])

    def _pick(self, x: float, _y: float) -> None:
        if self._frame is None:
            return
        spec = specs(type(self._frame.params))["probe"]
        if isinstance(spec, Real):
            self.picked.emit({"probe": spec.nearest(x)})

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pick(x, y)
