"""The unit in the plane, its output along w as a sigmoid, and what each notch makes of the answers and of the loss."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QBrush, QColor, QLinearGradient, QPainter
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from engine.params import Real, specs
from engine.timeline import Frame
from quizapp.sim_views.chart import Chart, Series
from quizapp.sim_views.half_planes import line_in
from quizapp.sim_views.items import Curve, DashedCurve, Scatter
from quizapp.sim_views.legend import titled
from quizapp.sim_views.plotting import bare_plot, diverging, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.style import ViewStyle
from quizapp.sim_views.unit_plane import Unit, UnitPlane

if TYPE_CHECKING:
    from engine.simulations.weights_and_bias import Observation

PLANE = QRectF(-1.6, -1.7, 4.0, 4.0)
FAR = PLANE.adjusted(-6.0, -6.0, 6.0, 6.0)
ANCHOR = (-0.6, 1.4)  # the arrow of w stands near it, away from most points
REACH = 2.6  # how far along w the output is shown
FULL_SCORE = 6.0  # from here on the colour is full: the output is within 0.0025 of 0 or 1
UNIT = Series("unit", "blue")
BEST = Series("best", "muted", Qt.PenStyle.DotLine)
PINNED = Series("b = 0", "orange", Qt.PenStyle.DashLine)
LOSS = Series("nat", "green")


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return WeightsAndBiasView(style)


class WeightsAndBiasView(QWidget):
    """The line can be shifted, and its arrow turned."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._frame: Frame[Any, Any] | None = None
        self._compact = False
        self._make_plane()
        self._make_profile()
        self._right = Chart("Share right", (UNIT, BEST, PINNED), self)
        self._loss = Chart("Log loss", (LOSS,), self)
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Drag the line to shift it (b), its arrow to turn it (w)."

    def set_compact(self, compact: bool) -> None:
        """Drop what there is no room for."""
        self._compact = compact
        self._write_legends()
        self._show_charts()

    def _show_charts(self) -> None:
        """Hide the charts where there is no room for them, or no point to count."""
        wanted = self._frame is None or len(self._frame.observation.known.labels) > 0
        self._loss.setVisible(wanted and not self._compact)
        self._right.setVisible(wanted and (not self._compact or self.height() > 260))

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self._plane.set_style(style)
        self._shade.set_colours(diverging(style))
        style_plot(self._profile, style)
        for item in self._bands:
            item.setPen(style.pen(style.mix(style.text, 0.6).name(), 1.2))
        self._margin.setPen(style.pen(style.green, 2.6))
        self._output.setPen(style.pen(style.text, 2.4))
        self._tangent.setPen(style.pen(style.accent, 1.8))
        self._half.setPen(style.pen(style.border, 1))
        for scatter, colour in zip(self._projected, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(colour))
            scatter.setPen(style.pen(style.surface, 1))
        for chart in (self._right, self._loss):
            chart.set_style(style)
        self._write_legends()

    def _write_legends(self) -> None:
        """Name what is drawn; in a small panel what has no name is told by the readouts."""
        style = self._style
        marks = ((style.text, "┈┈ −b/‖w‖"), (style.muted, "╌╌ s = ±1"), (style.green, "━━ nearest"))
        slope = "╌╌ ‖w‖/4" if self._compact else "╌╌ slope ‖w‖/4"
        self._plane_legend.show_marks(marks)
        self._profile_legend.show_marks(((style.text, "━━ σ"), (style.accent, slope)))

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        self._show_charts()
        self._draw_plane(seen)
        self._draw_profile(seen)
        self._draw_charts(frame)

    def _make_plane(self) -> None:
        self._plane = UnitPlane(PLANE, ANCHOR, self, tinted=False)
        self._plane.shaped.connect(self._pick)
        self._shade = SigmoidShade()
        self._bands = (DashedCurve((6.0, 4.0)), DashedCurve((6.0, 4.0)))
        self._margin = Curve()
        for item in (self._shade, *self._bands, self._margin):
            self._plane.plot.addItem(item)
            item.setZValue(-10)

    def _make_profile(self) -> None:
        self._profile = bare_plot(self, axes=True)
        self._profile.getAxis("left").setWidth(38)
        self._profile.getAxis("bottom").setHeight(18)
        self._half = pg.PlotCurveItem([-9, 9, -9, 9, -9, 9], [0, 0, 0.5, 0.5, 1, 1], connect="pairs")
        self._output, self._tangent = Curve(), DashedCurve((7.0, 4.0))
        self._projected = (Scatter("o", 8), Scatter("t1", 8))
        for item in (self._half, self._tangent, self._output, *self._projected):
            self._profile.addItem(item)
        set_range(self._profile, (-REACH, REACH), (-0.12, 1.12))
        set_ticks(self._profile, "left", [0.0, 0.5, 1.0])
        set_ticks(self._profile, "bottom", ticks(-REACH, REACH, 5))

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(16)
        grid.setVerticalSpacing(3)
        self._plane_legend = titled(grid, 0, 0, "Plane")
        self._profile_legend = titled(grid, 0, 1, "Along w")
        grid.addWidget(self._plane, 1, 0)
        side = QVBoxLayout()
        side.setSpacing(8)
        side.addWidget(self._profile, 4)
        side.addWidget(self._right, 3)
        side.addWidget(self._loss, 3)
        grid.addLayout(side, 1, 1)
        grid.setColumnStretch(0, 6)
        grid.setColumnStretch(1, 5)
        grid.setRowStretch(1, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addLayout(grid)

    def _draw_plane(self, seen: Observation) -> None:
        known, weights, bias = seen.known, seen.weights, seen.bias
        self._shade.set_unit(weights, bias)
        self._plane.show_unit(Unit(weights=weights, bias=bias, points=known.points, wanted=known.labels, answers=seen.answers))
        for band, score in zip(self._bands, (-1.0, 1.0), strict=True):
            ends = np.array(line_in(FAR, weights, bias - score) if seen.length else []).reshape(-1, 2)
            band.set_points(ends[:, 0], ends[:, 1])
        if seen.nearest is None:
            put(self._margin, [], [])
            return
        point = known.points[seen.nearest]
        foot = point - seen.scores[seen.nearest] / seen.length**2 * weights
        put(self._margin, [point[0], foot[0]], [point[1], foot[1]])

    def _draw_profile(self, seen: Observation) -> None:
        put(self._output, seen.grid, seen.outputs)
        half = 2.0 / seen.length if seen.length else math.nan  # a slope of ||w|| / 4 climbs by 1 over 4 / ||w||
        self._tangent.set_points(seen.midpoint + np.array([-half, half]), np.array([0.0, 1.0]))
        for label, scatter in enumerate(self._projected):
            along = seen.along[seen.known.labels == label] if seen.length else np.empty(0)
            put(scatter, along, np.full(len(along), float(label)))

    def _draw_charts(self, frame: Frame[Any, Any]) -> None:
        notches = np.arange(frame.step + 1.0)
        end = float({"turn": 100, "shift": 75}.get(frame.params.motion.value, 50))
        flat = np.ones(len(notches))
        curves = {
            UNIT.name: (notches, frame.history["accuracy"]),
            BEST.name: (notches, frame.readouts["best_accuracy"] * flat),
            PINNED.name: (notches, frame.readouts["best_through_origin"] * flat),
        }
        self._right.show_curves(curves, end)
        self._loss.show_curves({LOSS.name: (notches, frame.history["loss"])}, end)

    def _pick(self, w1: float, w2: float, b: float) -> None:
        """Ask for the parameters that, moved as far as the unit is now, give these weights and this bias."""
        if self._frame is None:
            return
        moved = self._frame.observation.moved
        angle = math.radians(-moved.turned)
        turned_back = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]]) @ [w1, w2]
        wanted = dict(zip(("w1", "w2"), (turned_back / moved.lengthened).tolist(), strict=True))
        if moved.scaled:
            wanted["b"] = (b - moved.shifted) / moved.scaled
        known = specs(type(self._frame.params))
        self.picked.emit(
            {name: spec.nearest(wanted[name]) for name, spec in known.items() if name in wanted and isinstance(spec, Real)}
        )


class SigmoidShade(pg.GraphicsObject):
    """The output of a unit as a colour of the plane: along w a gradient, across it nothing changes."""

    def __init__(self) -> None:
        super().__init__()
        self._weights, self._bias = np.zeros(2), 0.0
        self._colours: Sequence[QColor] = [QColor("white")] * 2

    def set_colours(self, colours: Sequence[QColor]) -> None:
        """Set the colour table, from output 0 to output 1."""
        self._colours = colours
        self.update()

    def set_unit(self, weights: NDArray[np.float64], bias: float) -> None:
        """Show another unit."""
        if (weights != self._weights).any() or bias != self._bias:
            self._weights, self._bias = weights, bias
            self.update()

    def boundingRect(self) -> QRectF:
        """Return all that can ever be seen."""
        return FAR

    def paint(self, painter: QPainter, *_: object) -> None:
        """Fill the plane."""
        square = float(self._weights @ self._weights)
        if square == 0.0:
            painter.fillRect(FAR, self._colour(self._bias))
            return
        foot, reach = -self._bias / square * self._weights, FULL_SCORE / square * self._weights
        gradient = QLinearGradient(QPointF(*(foot - reach)), QPointF(*(foot + reach)))
        for place in np.linspace(0.0, 1.0, 33).tolist():
            gradient.setColorAt(place, self._colour(FULL_SCORE * (2.0 * place - 1.0)))
        painter.fillRect(FAR, QBrush(gradient))

    def _colour(self, score: float) -> QColor:
        output = 0.5 * (1.0 + math.tanh(0.5 * score))
        return self._colours[round(output * (len(self._colours) - 1))]
