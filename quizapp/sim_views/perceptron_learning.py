"""The plane with points, boundary and last correction; below it, the mistakes of each pass."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.timeline import Frame
from quizapp.sim_views.half_planes import HalfPlanes, line_in
from quizapp.sim_views.items import Curve, Mark, Scatter
from quizapp.sim_views.plotting import bare_plot, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.maths.perceptron_learner import Correction
    from engine.simulations.perceptron_learning import Observation

REACH_PX = 14  # how near the mouse must be to a point to take hold of it
BARS = 40
LOW = 260  # pixels from which a small panel has room for the bars


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return PerceptronView(style)


class PerceptronView(QWidget):
    """Points can be added (click), flipped (click on one), moved (drag) and removed (right click)."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._compact = False
        self._shown: Observation | None = None
        self._held: int | None = None
        self._window: QRectF | None = None
        self._make_plane()
        self._make_bars()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._plane, 5)
        column.addWidget(self._bars_box, 2)
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return (
            "Drag a point to move it. Click a point to flip its label, right-click to remove it. "
            "Click the plane to add an orange point, Shift-click for a blue one."
        )

    def set_compact(self, compact: bool) -> None:
        """Drop the bars where there is no room."""
        self._compact = compact
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the bars where there is no room, or bring them back."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._bars_box.setVisible(not self._compact or self.height() > LOW)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plane, style)
        style_plot(self._bars_plot, style)
        self._sides.set_colours(style.mix(style.blue, 0.22), style.mix(style.orange, 0.22))
        self._boundary.setPen(style.pen(style.text, 2.2))
        self._old_boundary.setPen(style.pen(style.muted, 1.4, Qt.PenStyle.DashLine))
        self._arrow.setPen(style.pen(style.accent, 2.4))
        for scatter, colour in zip(self._classes, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(colour))
            scatter.setPen(style.pen(style.surface, 1.2))
        self._wrong.setPen(style.pen(style.vermillion, 2.2))
        self._wrong.setBrush(None)
        self._current.set_look(style.pen(style.accent, 2.4), None)
        self._bars.setOpts(brush=style.mix(style.vermillion, 0.75), pen=pg.mkPen(None))
        self._axes.setPen(style.pen(style.mix(style.text, 0.18).name(), 1))

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._shown = seen
        self._fit(seen.points)
        self._sides.set_line(seen.weights, seen.bias, positive_at_zero=frame.params.fires_at_zero)
        self._draw_line(self._boundary, seen.weights, seen.bias)
        self._draw_points(seen)
        self._draw_correction(seen.correction, frame.step)
        self._draw_bars(seen)

    def _make_plane(self) -> None:
        self._plane = bare_plot(self, axes=False, locked=True)
        self._plane.setMinimumHeight(150)
        self._sides = HalfPlanes()
        self._axes = pg.PlotCurveItem(connect="pairs")
        self._old_boundary = Curve()
        self._boundary = Curve()
        self._arrow = Curve("finite")
        self._current = Mark("o", 24)
        self._wrong = Scatter("o", 18)
        self._classes = (Scatter("o", 11), Scatter("t1", 12))
        lines = (self._sides, self._axes, self._old_boundary, self._boundary, self._current, self._wrong)
        for item in (*lines, *self._classes, self._arrow):
            self._plane.addItem(item)
        pointer = Pointer(self._plane)
        pointer.pressed.connect(self._on_pressed)
        pointer.dragged.connect(self._on_dragged)
        pointer.dropped.connect(self._on_dropped)
        pointer.clicked.connect(self._on_clicked)
        self._pointer = pointer

    def _make_bars(self) -> None:
        self._bars_box = QWidget(self)
        column = QVBoxLayout(self._bars_box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        row = QHBoxLayout()
        title = QLabel("MISTAKES IN EACH PASS", self._bars_box)
        title.setProperty("role", "over")
        row.addWidget(title)
        row.addStretch(1)
        self._legend = QLabel(self._bars_box)
        self._legend.setProperty("role", "muted")
        row.addWidget(self._legend)
        column.addLayout(row)
        self._bars_plot = bare_plot(self._bars_box, axes=True)
        self._bars_plot.getAxis("left").setWidth(30)
        self._bars_plot.getAxis("bottom").setHeight(20)
        self._bars = pg.BarGraphItem(x=[], height=[], width=0.7)
        self._bars_plot.addItem(self._bars)
        column.addWidget(self._bars_plot, 1)

    def _fit(self, points: NDArray[np.float64]) -> None:
        """Show all points with some room; the window only changes when a point leaves it."""
        if len(points) == 0:
            points = np.array([[0.0, 0.0], [1.0, 1.0]])
        low, high = points.min(axis=0), points.max(axis=0)
        if self._window is not None:
            inside = self._window.adjusted(0.05, 0.05, -0.05, -0.05)
            small = max(high - low) < 0.45 * max(self._window.width(), self._window.height())
            if inside.contains(*low) and inside.contains(*high) and not small:
                return
        room = 0.35 * max(*(high - low), 0.6)
        self._window = QRectF(low[0] - room, low[1] - room, high[0] - low[0] + 2 * room, high[1] - low[1] + 2 * room)
        self._plane.setRange(self._window, padding=0)

    def _visible(self) -> QRectF:
        return QRectF(self._plane.getViewBox().viewRect())

    def _draw_line(self, item: pg.PlotCurveItem, weights: NDArray[np.float64], bias: float) -> None:
        area = self._visible()
        grown = area.adjusted(-area.width(), -area.height(), area.width(), area.height())
        ends = line_in(grown, weights, bias) if np.any(weights) else []
        put(item, [end[0] for end in ends], [end[1] for end in ends])
        left, right, bottom, top = grown.left(), grown.right(), grown.top(), grown.bottom()
        put(self._axes, [left, right, 0, 0], [0, 0, bottom, top])

    def _draw_points(self, seen: Observation) -> None:
        for label, scatter in enumerate(self._classes):
            chosen = seen.points[seen.labels == label]
            put(scatter, chosen[:, 0], chosen[:, 1])
        wrong = seen.points[seen.predictions != seen.labels]
        put(self._wrong, wrong[:, 0], wrong[:, 1])
        self._current.place(*(seen.points[seen.example] if seen.example is not None else (np.nan, np.nan)))

    def _draw_correction(self, correction: Correction | None, step: int) -> None:
        """Show where the boundary was, and an arrow from there to where it is, if the last step moved it."""
        if correction is None or correction.step != step or self._shown is None:
            put(self._old_boundary, [], [])
            put(self._arrow, [], [])
            return
        self._draw_line(self._old_boundary, correction.old_weights, correction.old_bias)
        point = self._shown.points[correction.index]
        start = _foot(point, correction.old_weights, correction.old_bias)
        end = _foot(point, correction.new_weights, correction.new_bias)
        if start is None or end is None:
            put(self._arrow, [], [])
            return
        x, y = _arrow(start, end, self._pointer.pixel_size()[0] * 9)
        put(self._arrow, x, y)

    def _draw_bars(self, seen: Observation) -> None:
        finished, last = seen.mistakes_per_pass, seen.pass_number
        under_way = (seen.pass_mistakes,) if len(finished) < last else ()
        heights = np.array([*finished, *under_way][-BARS:], float)
        passes = np.arange(last - len(heights) + 1, last + 1)
        if not np.array_equal(heights, self._bars.opts["height"]) or not np.array_equal(passes, self._bars.opts["x"]):
            self._bars.setOpts(x=passes, height=heights, width=0.7)
        top = max(2.0, heights.max(initial=0.0) * 1.15)
        set_range(self._bars_plot, (passes[0] - 0.6, max(passes[-1], passes[0] + 7) + 0.6), (0, top))
        set_ticks(self._bars_plot, "left", [tick for tick in ticks(0, top, 3) if tick == int(tick)])
        set_ticks(
            self._bars_plot,
            "bottom",
            [tick for tick in ticks(passes[0], passes[0] + max(7, len(passes)), 6) if tick == int(tick)],
        )
        bound = seen.mistake_bound
        self._legend.setText("" if bound is None else f"{seen.updates} corrections; never more than {bound:,.0f}")

    # -- the mouse

    def _nearest(self, x: float, y: float) -> int | None:
        if self._shown is None or len(self._shown.points) == 0:
            return None
        width, height = self._pointer.pixel_size()
        offsets = (self._shown.points - [x, y]) / [width or 1.0, height or 1.0]
        distances = np.hypot(offsets[:, 0], offsets[:, 1])
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= REACH_PX else None

    def _on_pressed(self, x: float, y: float) -> None:
        self._held = self._nearest(x, y)

    def _on_dragged(self, x: float, y: float) -> None:
        if self._held is not None:
            self._current.place(x, y)

    def _on_dropped(self, x: float, y: float) -> None:
        if self._held is not None:
            self.acted.emit("move_point", [self._held, x, y])

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        right = event.button() is Qt.MouseButton.RightButton
        if self._held is not None:
            self.acted.emit("remove_point" if right else "flip_point", [self._held])
        elif not right:
            self.acted.emit("add_point", [x, y, 0 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1])


def _foot(point: NDArray[np.float64], weights: NDArray[np.float64], bias: float) -> NDArray[np.float64] | None:
    """Return the point of the line that is nearest to a point; None if there is no line."""
    square = float(weights @ weights)
    return None if square == 0 else point - (float(weights @ point) + bias) / square * weights


def _arrow(start: NDArray[np.float64], end: NDArray[np.float64], head: float) -> tuple[list[float], list[float]]:
    """Return the strokes of an arrow, NaN between shaft and head."""
    along = end - start
    length = float(np.hypot(*along))
    if length == 0:
        return [], []
    unit = along / length
    side = np.array([-unit[1], unit[0]])
    left, right = end - head * (unit + 0.55 * side), end - head * (unit - 0.55 * side)
    strokes = np.array([start, end, (np.nan, np.nan), left, end, right])
    return strokes[:, 0].tolist(), strokes[:, 1].tolist()
