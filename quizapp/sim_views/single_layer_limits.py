"""The plane with the best boundary, the board of gates, Cover's curve with what was tried, and the path of the weights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.timeline import Frame
from quizapp.sim_views.gate_board import GateBoard
from quizapp.sim_views.items import Curve, DashedCurve, HeatMap, Mark, Scatter
from quizapp.sim_views.plotting import bare_plot, diverging, isoline, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.single_layer_limits import Observation

REACH = 1.5  # half the width of the plane
REACH_PX = 14  # how near the mouse must be to a point to take hold of it
GRID = 61
RECENT = 60  # weights of the path
LOW = 300  # pixels from which a small panel has room for Cover's curve


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return LimitsView(style)


class LimitsView(QWidget):
    """Points can be flipped (click) and moved (drag); a click on a gate chooses it."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._compact = False
        self._seen: Observation | None = None
        self._gate_kind: object = None
        self._held: int | None = None
        self._make_plane()
        self._board = GateBoard(self)
        self._board.chosen.connect(self._on_gate)
        self._cover = _CoverChart(self)
        self._weights = _WeightPath(self)
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Click a point to flip its label, drag it to move it. Click a gate on the board to choose it."

    def set_compact(self, compact: bool) -> None:
        """Drop what there is no room for."""
        self._weights.setVisible(not compact)
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
        style_plot(self._plane, style)
        self._heat.set_colours(diverging(style))
        self._boundary.setPen(style.pen(style.text, 2.2))
        self._wrong.setPen(style.pen(style.vermillion, 2.4))
        self._wrong.setBrush(None)
        self._moved.set_look(style.pen(style.accent, 2.4), None)
        for scatter, colour in zip(self._classes, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(colour))
            scatter.setPen(style.pen(style.surface, 1.2))
        for part in (self._board, self._cover, self._weights):
            part.set_style(style)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._seen, self._gate_kind = seen, type(frame.params.points)("gate")
        self._draw_plane(seen)
        self._board.show_gates(seen, REACH)
        self._cover.show_counts(seen)
        self._weights.show_path(frame.history["w1"], frame.history["w2"])

    def _make_plane(self) -> None:
        self._title = QLabel(self)
        self._title.setProperty("role", "over")
        self._title.setMinimumWidth(40)
        self._plane = bare_plot(self, axes=False, locked=True)
        self._plane.setMinimumHeight(120)
        self._heat = HeatMap(GRID, GRID)
        cell = 2 * REACH / (GRID - 1)  # the outermost values lie on the edge of the plane
        self._area = QRectF(-REACH - cell / 2, -REACH - cell / 2, 2 * REACH + cell, 2 * REACH + cell)
        self._heat.set_rect(self._area)
        self._boundary = Curve("finite")
        self._wrong, self._moved = Scatter("o", 22), Mark("o", 24)
        self._classes = (Scatter("o", 12), Scatter("t1", 13))
        for item in (self._heat, self._boundary, self._wrong, self._moved, *self._classes):
            self._plane.addItem(item)
        set_range(self._plane, (-REACH, REACH), (-REACH, REACH))
        pointer = Pointer(self._plane)
        pointer.pressed.connect(self._on_pressed)
        pointer.dragged.connect(self._on_dragged)
        pointer.dropped.connect(self._on_dropped)
        pointer.clicked.connect(self._on_clicked)
        self._pointer = pointer

    def _lay_out(self) -> None:
        plane = QVBoxLayout()
        plane.setSpacing(4)
        plane.addWidget(self._title)
        plane.addWidget(self._plane, 1)
        top = QHBoxLayout()
        top.setSpacing(16)
        top.addLayout(plane, 1)
        top.addWidget(self._board, 1)
        self._lower = QWidget(self)
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._cover, 5)
        row.addWidget(self._weights, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top, 5)
        column.addWidget(self._lower, 3)

    def _draw_plane(self, seen: Observation) -> None:
        best = seen.limits
        steepness = 6.0 / max(float(np.abs(best.field).max()), 1e-9)
        self._heat.set_field(0.5 + steepness * best.field)
        put(self._boundary, *isoline(best.field, 0.0, self._area))
        for label, scatter in enumerate(self._classes):
            chosen = seen.points[seen.labels == label]
            put(scatter, chosen[:, 0], chosen[:, 1])
        wrong = seen.points[best.answers != seen.labels]
        put(self._wrong, wrong[:, 0], wrong[:, 1])
        self._moved.place(np.nan, np.nan)
        n = len(seen.labels)
        self._title.setText(f"AT BEST {n - seen.errors} OF {n} RIGHT")

    # -- the mouse

    def _on_pressed(self, x: float, y: float) -> None:
        self._held = None
        if self._seen is not None:
            width, height = self._pointer.pixel_size()
            distances = np.hypot(*((self._seen.points - [x, y]) / [width or 1.0, height or 1.0]).T)
            nearest = int(distances.argmin())
            self._held = nearest if distances[nearest] <= REACH_PX else None

    def _on_dragged(self, x: float, y: float) -> None:
        if self._held is not None:
            self._moved.place(x, y)

    def _on_dropped(self, x: float, y: float) -> None:
        if self._held is not None:
            limit = REACH - 0.1
            self.acted.emit("move_point", [self._held, min(max(x, -limit), limit), min(max(y, -limit), limit)])

    def _on_clicked(self, _x: float, _y: float, event: QMouseEvent) -> None:
        if self._held is not None and event.button() is Qt.MouseButton.LeftButton:
            self.acted.emit("flip_point", [self._held])

    def _on_gate(self, gate: int) -> None:
        self.picked.emit({"points": self._gate_kind, "gate": gate})


class _CoverChart(QWidget):
    """Cover's share of makeable labellings over the number of points, and the shares among those that were tried."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = QLabel("LABELLINGS THAT CAN BE MADE", self)
        title.setProperty("role", "over")
        self._legend = QLabel(self)
        for label in (title, self._legend):
            label.setMinimumWidth(40)
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(38)
        self._plot.getAxis("bottom").setHeight(20)
        self._plain, self._theory, self._half = DashedCurve((6.0, 4.0)), Curve(), Curve("pairs")
        self._tried, self._here = Scatter("o", 7), Mark("o", 16)
        self._words = pg.TextItem(anchor=(0.0, 0.0))
        for item in (self._words, self._half, self._plain, self._theory, self._tried, self._here):
            self._plot.addItem(item)
        set_range(self._plot, (0.5, 20.5), (-0.05, 1.08))
        set_ticks(self._plot, "bottom", [1, 4, 6, 8, 10, 12, 14, 16, 18, 20])
        set_ticks(self._plot, "left", [0.0, 0.5, 1.0])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(self._legend)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        style_plot(self._plot, style)
        self._half.setPen(style.pen(style.mix(style.text, 0.3).name(), 1))
        self._plain.setPen(style.pen(style.muted, 1.6))
        self._theory.setPen(style.pen(style.accent, 2.2))
        self._tried.setBrush(pg.mkBrush(style.green))
        self._tried.setPen(style.pen(style.surface, 1))
        self._here.set_look(style.pen(style.vermillion, 2.0), None)
        self._words.setColor(style.muted)
        self._words.setFont(style.font(11))
        self._legend.setStyleSheet("font-size: 12px")
        self._legend.setText(
            f'<span style="color:{style.accent}">━━ C(N, D) / 2<sup>N</sup></span>&nbsp; '
            f'<span style="color:{style.green}">● tried</span>&nbsp; '
            f'<span style="color:{style.vermillion}">○ these points</span>'
        )

    def show_counts(self, seen: Observation) -> None:
        """Draw both curves up to the most points, and the half at N = 2 D."""
        n = np.arange(1.0, len(seen.cover) + 1.0)
        put(self._theory, n, seen.cover)
        other = seen.cover is not seen.plain_cover
        self._plain.set_points(*((n, seen.plain_cover) if other else (np.empty(0), np.empty(0))))
        put(self._half, [0.5, 20.5, seen.capacity, seen.capacity], [0.5, 0.5, -0.05, 1.08])
        self._words.setPos(seen.capacity, 1.08)
        self._words.setText(f"half at N = 2D = {seen.capacity}")
        known = np.isfinite(seen.shares)
        put(self._tried, n[known], seen.shares[known])
        here = len(seen.labels)
        self._here.place(here, seen.cover[here - 1])


class _WeightPath(QWidget):
    """Where the two weights of the perceptron rule have been lately."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = QLabel("WEIGHTS OF THE RULE", self)
        title.setProperty("role", "over")
        self._note = QLabel("w₂ over w₁, last 60", self)
        self._note.setProperty("role", "muted")
        for label in (title, self._note):
            label.setMinimumWidth(40)
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(30)
        self._plot.getAxis("bottom").setHeight(20)
        self._axes, self._path, self._place = Curve("pairs"), Curve(), Mark("o", 11)
        for item in (self._axes, self._path, self._place):
            self._plot.addItem(item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(self._note)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        style_plot(self._plot, style)
        self._axes.setPen(style.pen(style.border, 1))
        self._path.setPen(style.pen(style.purple, 2.0))
        self._place.set_look(style.pen(style.surface, 1.4), QColor(style.purple))

    def show_path(self, w1: np.ndarray[Any, Any], w2: np.ndarray[Any, Any]) -> None:
        """Draw the last weights."""
        w1, w2 = w1[-RECENT - 1 :], w2[-RECENT - 1 :]
        reach = 1.25 * max(2.0, float(np.ceil(max(np.abs(w1).max(), np.abs(w2).max()))))
        set_range(self._plot, (-reach, reach), (-reach, reach))
        set_ticks(self._plot, "left", ticks(-reach, reach, 3))
        set_ticks(self._plot, "bottom", ticks(-reach, reach, 3))
        put(self._axes, [-reach, reach, 0.0, 0.0], [0.0, 0.0, -reach, reach])
        put(self._path, w1, w2)
        self._place.place(float(w1[-1]), float(w2[-1]))
