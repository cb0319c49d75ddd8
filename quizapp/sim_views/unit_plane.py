"""A unit's line in the plane with labelled points; its line can be shifted, its arrow turned, an input dragged."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quizapp.sim_views.half_planes import HalfPlanes, line_in
from quizapp.sim_views.items import Curve, DashedCurve, Mark, Scatter
from quizapp.sim_views.plotting import bare_plot, put, style_plot
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

REACH_PX = 14  # how near the mouse must be to something to take hold of it


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Unit:
    """What is drawn.

    Attributes:
        weights: Shape (2,).
        bias: Bias.
        points: Positions, shape (n_points, 2).
        wanted: Wanted answers, 0 or 1, shape (n_points,).
        answers: Answers of the unit, shape (n_points,).
        fires_at_zero: Which side the line itself belongs to.
        ringed: Position of the input that can be dragged; None for none.
    """

    weights: NDArray[np.float64]
    bias: float
    points: NDArray[np.float64]
    wanted: NDArray[np.int64]
    answers: NDArray[np.int64]
    fires_at_zero: bool = True
    ringed: NDArray[np.float64] | None = None


class UnitPlane(QWidget):
    """Class 0 is a blue disc, class 1 an orange triangle; a red ring marks a wrong answer.

    Signals:
        moved: x1, x2: the ringed input was dragged, or the plane clicked.
        shaped: w1, w2, b: the line was shifted or its arrow turned.
    """

    moved = Signal(float, float)
    shaped = Signal(float, float, float)

    def __init__(self, area: QRectF, anchor: tuple[float, float], parent: QWidget, *, tinted: bool = True) -> None:
        """Make an empty plane.

        Args:
            area: The part that is shown.
            anchor: The arrow stands on the line where it is nearest to this point, away from the data.
            parent: Owner.
            tinted: Whether both sides of the line are tinted; not where the view paints the ground itself.
        """
        super().__init__(parent)
        self._unit: Unit | None = None
        self._held = ""
        self._pivot = np.zeros(2)
        self._anchor = np.array(anchor)
        self._arrow = 0.18 * area.width()
        self._far = area.adjusted(-area.width(), -area.height(), area.width(), area.height())
        self.plot = bare_plot(self, axes=False, locked=True)
        self.plot.setMinimumHeight(110)
        self._add_items(area)
        self._sides.setVisible(tinted)
        self._pointer = Pointer(self.plot)
        self._pointer.pressed.connect(self._on_pressed)
        self._pointer.dragged.connect(self._on_dragged)
        self._pointer.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.plot)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        style_plot(self.plot, style)
        self._sides.set_colours(style.mix(style.blue, 0.22), style.mix(style.orange, 0.22))
        self._boundary.setPen(style.pen(style.text, 2.2))
        self._ruler.setPen(style.pen(style.text, 1.4))
        self._shaft.setPen(style.pen(style.accent, 2.4))
        self._head.set_look(style.pen(style.surface, 1), QColor(style.accent))
        self._axes.setPen(style.pen(style.mix(style.text, 0.18).name(), 1))
        for scatter, colour in zip(self._classes, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(colour))
            scatter.setPen(style.pen(style.surface, 1.2))
        self._wrong.setPen(style.pen(style.vermillion, 2.2))
        self._wrong.setBrush(None)
        self._ring.set_look(style.pen(style.accent, 2.4), None)

    def show_unit(self, unit: Unit) -> None:
        """Draw a unit."""
        self._unit = unit
        self._sides.set_line(unit.weights, unit.bias, positive_at_zero=unit.fires_at_zero)
        for label, scatter in enumerate(self._classes):
            chosen = unit.points[unit.wanted == label]
            put(scatter, chosen[:, 0], chosen[:, 1])
        wrong = unit.points[unit.answers != unit.wanted]
        put(self._wrong, wrong[:, 0], wrong[:, 1])
        self._ring.place(*(unit.ringed if unit.ringed is not None else (math.nan, math.nan)))
        self._draw_line(unit)

    def _add_items(self, area: QRectF) -> None:
        self._sides = HalfPlanes()
        far = self._far
        self._axes = pg.PlotCurveItem([far.left(), far.right(), 0, 0], [0, 0, far.top(), far.bottom()], connect="pairs")
        self._boundary, self._shaft, self._ruler = Curve(), Curve(), DashedCurve((3.0, 3.0))
        self._head = Mark("t1", 15)
        self._wrong = Scatter("o", 21)
        self._classes = (Scatter("o", 12), Scatter("t1", 13))
        self._ring = Mark("o", 26)
        lines = (self._sides, self._axes, self._ruler, self._boundary)
        for item in (*lines, self._wrong, *self._classes, self._shaft, self._head, self._ring):
            self.plot.addItem(item)
        self.plot.setRange(area, padding=0)

    def _draw_line(self, unit: Unit) -> None:
        """Draw the line, the arrow of w on it, and the shortest way from the origin to it; nothing if there is no line."""
        foot, base = self._nearest(np.zeros(2)), self._nearest(self._anchor)
        if foot is None or base is None:
            for item in (self._boundary, self._shaft):
                put(item, [], [])
            self._ruler.set_points(np.empty(0), np.empty(0))
            self._head.place(math.nan, math.nan)
            return
        tip = self._tip(base)
        ends = line_in(self._far, unit.weights, unit.bias)
        put(self._boundary, [end[0] for end in ends], [end[1] for end in ends])
        put(self._shaft, [base[0], tip[0]], [base[1], tip[1]])
        self._ruler.set_points(np.array([0.0, foot[0]]), np.array([0.0, foot[1]]))
        self._head.setRotation(90.0 - math.degrees(math.atan2(unit.weights[1], unit.weights[0])))
        self._head.place(*tip)

    def _nearest(self, point: NDArray[np.float64]) -> NDArray[np.float64] | None:
        """Return the point of the line nearest to a point; None if there is no line."""
        if self._unit is None or not self._unit.weights.any():
            return None
        weights = self._unit.weights
        nearest: NDArray[np.float64] = point - (weights @ point + self._unit.bias) / (weights @ weights) * weights
        return nearest

    def _tip(self, base: NDArray[np.float64]) -> NDArray[np.float64]:
        weights = np.zeros(2) if self._unit is None else self._unit.weights
        tip: NDArray[np.float64] = base + self._arrow / np.hypot(*weights) * weights
        return tip

    # -- the mouse

    def _on_pressed(self, x: float, y: float) -> None:
        here, base = np.array([x, y]), self._nearest(self._anchor)
        on_line = self._nearest(here)
        self._held = ""
        if self._unit is not None and self._unit.ringed is not None and self._near(self._unit.ringed, here):
            self._held = "input"
        elif base is not None and on_line is not None:
            self._held = "arrow" if self._near(self._tip(base), here) else "line" if self._near(on_line, here) else ""
            self._pivot = base

    def _near(self, point: ArrayLike, here: NDArray[np.float64]) -> bool:
        return float(np.hypot(*(np.asarray(point) - here))) <= REACH_PX * self._pointer.pixel_size()[0]

    def _on_dragged(self, x: float, y: float) -> None:
        if self._unit is None:
            return
        here, weights = np.array([x, y]), self._unit.weights
        if self._held == "input":
            self.moved.emit(x, y)
        elif self._held == "line":
            self.shaped.emit(*weights, -float(weights @ here))
        elif self._held == "arrow" and (here != self._pivot).any():
            along = here - self._pivot
            turned = along * (np.hypot(*weights) / np.hypot(*along))
            self.shaped.emit(*turned, -float(turned @ self._pivot))

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton and self._unit is not None and self._unit.ringed is not None:
            self.moved.emit(x, y)
