"""Points with their line and what each costs; the cost over all lines; below, its parts, and the losses as curves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.params import Real, specs
from engine.timeline import Frame
from quizapp.sim_views.items import DashedCurve, Mark, Scatter
from quizapp.sim_views.loss_charts import LossCurves, PointBars
from quizapp.sim_views.loss_map import CostMap
from quizapp.sim_views.loss_parts import (
    DASHES,
    LEFT,
    RIGHT,
    Areas,
    Smooth,
    colour_of,
    drawn_line,
    height_range,
    legend_of,
    score_at,
    shown,
    target_at,
    targets,
)
from quizapp.sim_views.plotting import bare_plot, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.loss_functions import Observation

REACH_PX = 14  # how near the mouse must be to a point to take hold of it


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return LossView(style)


class LossView(QWidget):
    """The line is dragged in either plane; points are dragged, added with a click and removed with a right click."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._frame: Frame[Any, Any] | None = None
        self._held: int | None = None
        self._known: tuple[object, ...] = ()  # what the drawn best lines belong to
        self._grip = 0.0  # where the line was taken hold of
        self._moved: tuple[float, float] | None = None
        self._make_plane()
        self._map = CostMap(style, self)
        self._map.moved.connect(self._move)
        self._map.dropped.connect(self._drop)
        self._bars = PointBars(self)
        self._curves = LossCurves(self)
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return (
            "Drag the line: in the middle to shift it, near an end to turn it. Or drag on the map. "
            "Drag a point, click to add one, right-click to remove it."
        )

    def set_compact(self, compact: bool) -> None:
        """Drop the lower row where there is no room."""
        self._map_words.setHidden(compact)
        self._bars.setHidden(compact)
        self._lower.setHidden(compact and self.height() <= 300)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plane, style)
        self._axes.setPen(style.pen(style.mix(style.text, 0.18).name(), 1))
        self._line.setPen(style.pen(style.text, 2.6))
        self._start_line.setPen(style.pen(style.muted, 1.4))
        for scatter, colour in zip(self._classes, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(colour))
            scatter.setPen(style.pen(style.surface, 1.2))
        self._wrong.setPen(style.pen(style.vermillion, 2.0))
        self._wrong.setBrush(None)
        self._grabbed.set_look(style.pen(style.accent, 2.4), None)
        for words in (self._plane_words, self._map_words):
            words.setStyleSheet("font-size: 12px")
        self._map.set_style(style)
        if self._frame is not None:
            self.show_frame(self._frame)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        style = self._style
        self._draw_plane(seen, frame.params)
        self._map.show_frame(frame)
        self._bars.show_points(seen, style)
        self._curves.show_losses(seen, style)

    # -- making

    def _make_plane(self) -> None:
        self._plane = bare_plot(self, axes=True)
        self._plane.setMinimumSize(130, 110)
        self._plane.getAxis("left").setWidth(30)
        self._plane.getAxis("bottom").setHeight(20)
        self._axes = pg.PlotCurveItem(connect="pairs")
        self._areas = Areas()
        self._sticks = pg.PlotCurveItem(connect="pairs", antialias=True)
        self._bests = [DashedCurve(dash) if dash[1] else Smooth() for dash in DASHES]
        self._start_line = DashedCurve((4.0, 4.0))
        self._line = Smooth()
        self._wrong = Scatter("o", 18)
        self._classes = (Scatter("o", 11), Scatter("t1", 12))
        self._grabbed = Mark("o", 24)
        self._grabbed.place(np.nan, np.nan)
        below = (self._axes, self._areas, self._sticks, *self._bests, self._start_line, self._line)
        for item in (*below, self._wrong, *self._classes, self._grabbed):
            self._plane.addItem(item)
        self._pointer = Pointer(self._plane)
        self._pointer.pressed.connect(self._on_pressed)
        self._pointer.dragged.connect(self._on_dragged)
        self._pointer.dropped.connect(self._on_dropped)
        self._pointer.clicked.connect(self._on_clicked)

    def _lay_out(self) -> None:
        self._plane_words, self._map_words = QLabel(self), QLabel(self)
        self._map_words.setText("Cost of every line (w, b): blue is low")
        words, upper, column = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        for row in (words, upper):
            row.setSpacing(14)
        for label, plot in ((self._plane_words, self._plane), (self._map_words, self._map)):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            words.addWidget(label, 1)
            upper.addWidget(plot, 1)
        self._lower = QWidget(self)
        lower = QHBoxLayout(self._lower)
        lower.setContentsMargins(0, 0, 0, 0)
        lower.setSpacing(18)
        lower.addWidget(self._bars, 1)
        lower.addWidget(self._curves, 1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(words)
        column.addLayout(upper, 5)
        column.addWidget(self._lower, 3)

    # -- drawing

    def _draw_plane(self, seen: Observation, params: Any) -> None:
        style = self._style
        low, high = height_range(seen)
        set_range(self._plane, (LEFT, RIGHT), (low, high))
        set_ticks(self._plane, "bottom", ticks(LEFT, RIGHT, 4))
        set_ticks(self._plane, "left", ticks(low, high, 4))
        put(self._axes, [LEFT, RIGHT], [0.0, 0.0])
        self._line.set_points(*drawn_line(seen, seen.line))
        start = (params.start_w, params.start_b)
        # Dashes cost much to cut, so what descent does not move is drawn again only when it is another.
        known = (style, seen.survey, seen.loss, low, high, start, start == seen.line)
        if known != self._known:
            self._known = known
            points = drawn_line(seen, start)
            self._start_line.set_points(*(points if start != seen.line else (np.empty(0), np.empty(0))))
            self._draw_bests(seen)
            colour = colour_of(style, seen.loss)
            self._sticks.setPen(style.pen(colour, 1.8))
            self._areas.set_look(style.mix(colour, 0.22), style.pen(colour, 1.0))
            self._plane_words.setText(legend_of(style, seen))
        self._draw_points(seen)

    def _draw_bests(self, seen: Observation) -> None:
        """Draw the best line of each loss."""
        style, nothing = self._style, np.empty(0)
        bests = seen.survey.bests if seen.survey is not None else ()
        for number, curve in enumerate(self._bests):
            best = bests[number] if number < len(bests) else None
            if best is None:
                curve.set_points(nothing, nothing)
                continue
            loss = seen.family[number]
            curve.set_points(*drawn_line(seen, best))
            curve.setPen(style.pen(colour_of(style, loss), 2.4 if loss is seen.loss else 1.6))

    def _draw_points(self, seen: Observation) -> None:
        x = seen.points[:, 0]
        heights, line = targets(seen), shown(seen, seen.scores)
        label = seen.points[:, 1] if seen.classes else np.zeros(len(x))
        for number, scatter in enumerate(self._classes):
            chosen = label == number
            put(scatter, x[chosen], heights[chosen])
        squares = seen.loss.value == "squared"
        self._areas.set_residuals(x[: len(x) * squares], heights[: len(x) * squares], line[: len(x) * squares])
        counted = (seen.losses > 0.0) & (seen.loss.value != "zero_one")
        put(self._sticks, np.repeat(x[counted], 2), np.column_stack([heights[counted], line[counted]]).ravel())
        wrong = (seen.places <= 0.0) & seen.classes
        put(self._wrong, x[wrong], heights[wrong])

    # -- the mouse

    def _nearest(self, x: float, y: float) -> int | None:
        seen = self._frame.observation if self._frame is not None else None
        if seen is None or not len(seen.points):
            return None
        width, height = self._pointer.pixel_size()
        distances = np.hypot((seen.points[:, 0] - x) / (width or 1.0), (targets(seen) - y) / (height or 1.0))
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= REACH_PX else None

    def _on_pressed(self, x: float, y: float) -> None:
        self._held = self._nearest(x, y)
        self._grip = x

    def _on_dragged(self, x: float, y: float) -> None:
        if self._frame is None:
            return
        if self._held is not None:
            self._grabbed.place(x, y)
            return
        seen, (w, b) = self._frame.observation, self._base(self._frame)
        score = score_at(seen, y)
        if abs(self._grip) < RIGHT / 3:
            self._move(w, score - w * x)
        else:  # turn it about where it is on the other side
            pivot = -np.sign(self._grip) * RIGHT / 2
            turned = (score - w * pivot - b) / (x - pivot if abs(x - pivot) > 0.5 else 0.5)
            self._move(turned, w * pivot + b - turned * pivot)

    def _on_dropped(self, x: float, y: float) -> None:
        self._grabbed.place(np.nan, np.nan)
        if self._frame is None:
            return
        if self._held is None:
            self._drop()
        else:
            self.acted.emit("move_point", [self._held, x, target_at(self._frame.observation, y)])

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        right = event.button() is Qt.MouseButton.RightButton
        if self._held is not None and right:
            self.acted.emit("remove_point", [self._held])
        elif self._held is None and not right and self._frame is not None:
            self.acted.emit("add_point", [x, target_at(self._frame.observation, y)])

    def _base(self, frame: Frame[Any, Any]) -> tuple[float, float]:
        """Return the line that a drag starts from: the one at the start, or the present one once points were changed."""
        if self._moved is not None:
            return self._moved
        w, b = frame.observation.line if frame.observation.edited else (frame.params.start_w, frame.params.start_b)
        return float(w), float(b)

    def _move(self, w: float, b: float) -> None:
        """Set the start; where points were changed, which a new start would undo, show the line until it is dropped."""
        if self._frame is None:
            return
        known = specs(type(self._frame.params))
        wanted = {}
        for name, number in (("start_w", w), ("start_b", b)):
            spec = known[name]
            wanted[name] = spec.nearest(number) if isinstance(spec, Real) else number
        seen = self._frame.observation
        if not seen.edited:
            self.picked.emit(wanted)
            return
        w, b = self._moved = wanted["start_w"], wanted["start_b"]
        self._line.set_points(*drawn_line(seen, (w, b)))
        self._map.show_line(w, b)

    def _drop(self) -> None:
        moved, self._moved = self._moved, None
        if moved is not None:
            self.acted.emit("move_line", [*moved])
