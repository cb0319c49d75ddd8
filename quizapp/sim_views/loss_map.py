"""The cost of every line as a map, with the way of the descent and the best lines. For the view of losses only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QColor, QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QVBoxLayout, QWidget

from engine.timeline import Frame
from quizapp.sim_views.items import Curve, DashedCurve, HeatMap, Mark
from quizapp.sim_views.loss_parts import DASHES, colour_of
from quizapp.sim_views.plotting import bare_plot, isoline, put, sequential, set_range, set_ticks, style_plot, thinned, ticks
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.maths.line_losses import Survey
    from engine.maths.surfaces import Landscape
    from engine.simulations.loss_functions import Observation

SIZE = 61  # of the map


class CostMap(QWidget):
    """w across, b up.

    Signals:
        moved: w and b where the mouse is, while it drags or where it clicked.
        dropped: A drag or a click has ended.
    """

    moved = Signal(float, float)
    dropped = Signal()

    def __init__(self, style: ViewStyle, parent: QWidget) -> None:
        super().__init__(parent)
        self._style = style
        self._survey: Survey | None = None
        self._make_map()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._map)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self._survey = None
        style_plot(self._map, style)
        self._heat.set_colours(sequential(style, style.accent, 0.5 if style.dark else 0.4))
        self._contours.setPen(style.pen(style.mix(style.text, 0.30).name(), 1))
        self._path.setPen(style.pen(style.text, 2.0))
        self._valley.setPen(style.pen(style.text, 2.0))
        self._here.set_look(style.pen(style.surface, 1.4), QColor(style.text))
        self._start.set_look(style.pen(style.text, 1.8), None)

    def show_line(self, w: float, b: float) -> None:
        """Show where a line is that is being dragged."""
        self._here.place(w, b)

    def _make_map(self) -> None:
        self._map = bare_plot(self, axes=True)
        self._map.setMinimumSize(130, 110)
        self._map.getAxis("left").setWidth(30)
        self._map.getAxis("bottom").setHeight(20)
        self._heat = HeatMap(SIZE, SIZE)
        self._contours = pg.PlotCurveItem(connect="finite")
        for still in (self._heat, self._contours):
            still.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
        self._valley = DashedCurve((5.0, 4.0))
        self._path = Curve()
        self._start = Mark("o", 13)
        self._marks = [Mark("x", 15) for _ in DASHES]
        self._here = Mark("o", 12)
        for item in (self._heat, self._contours, self._valley, *self._marks, self._path, self._start, self._here):
            self._map.addItem(item)
        pointer = Pointer(self._map)
        pointer.dragged.connect(self.moved)
        pointer.clicked.connect(self._on_clicked)
        pointer.dropped.connect(self._on_dropped)

    def _on_clicked(self, w: float, b: float, _event: QMouseEvent) -> None:
        self.moved.emit(w, b)
        self.dropped.emit()

    def _on_dropped(self, _w: float, _b: float) -> None:
        self.dropped.emit()

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw the map, the way to the line and the best lines."""
        seen: Observation = frame.observation
        survey = seen.survey
        for item in (self._heat, self._contours):
            item.setVisible(survey is not None)
        if survey is None:
            self._survey = None
            for mark in self._marks:
                mark.hide()
            self._valley.set_points(np.empty(0), np.empty(0))
        elif survey is not self._survey:
            self._survey = survey
            self._draw_landscape(survey.landscape, linear=seen.loss.value == "zero_one")
            self._mark_bests(seen, survey)
        kept = thinned(frame.step + 1)
        w, b = frame.history["w"][kept], frame.history["b"][kept]
        near = (np.abs(w) < 100.0) & (np.abs(b) < 100.0)
        put(self._path, w[near], b[near])
        self._start.place(frame.params.start_w, frame.params.start_b)
        self._here.place(*seen.line)

    def _mark_bests(self, seen: Observation, survey: Survey) -> None:
        """Mark the best line of each loss, and the valley where there are many."""
        for number, mark in enumerate(self._marks):
            best = survey.bests[number] if number < len(survey.bests) else None
            mark.place(*(best if best is not None else (np.nan, np.nan)))
            if best is not None:
                colour = colour_of(self._style, seen.family[number])
                mark.set_look(self._style.pen(self._style.surface, 1.2), QColor(colour))
        if seen.valley is None:
            self._valley.set_points(np.empty(0), np.empty(0))
            return
        ends, (w, b) = survey.landscape.x[[0, -1]], seen.lowest_at
        self._valley.set_points(ends, b + (w - ends) * seen.valley)

    def _draw_landscape(self, land: Landscape, *, linear: bool) -> None:
        half_w, half_b = (land.x[1] - land.x[0]) / 2, (land.y[1] - land.y[0]) / 2
        rect = QRectF(land.x[0] - half_w, land.y[0] - half_b, np.ptp(land.x) + 2 * half_w, np.ptp(land.y) + 2 * half_b)
        x_range, y_range = (float(land.x[0]), float(land.x[-1])), (float(land.y[0]), float(land.y[-1]))
        set_range(self._map, x_range, y_range)
        set_ticks(self._map, "bottom", ticks(*x_range, 4))
        set_ticks(self._map, "left", [tick for tick in ticks(*y_range, 4) if tick < y_range[1]])  # the topmost would be cut
        span = max(float(land.levels[-1]) - float(land.values.min()), 1e-9)
        height = np.clip((land.values - land.values.min()) / span, 0.0, 1.0)
        self._heat.set_rect(rect)
        self._heat.set_field(1.0 - (height if linear else np.sqrt(height)))
        gap = np.array([np.nan])
        pieces = [isoline(land.values, float(level), rect) for level in land.levels]
        parts: list[list[NDArray[np.float64]]] = [[part for piece in pieces for part in (piece[axis], gap)] for axis in (0, 1)]
        self._contours.setData(np.concatenate(parts[0]), np.concatenate(parts[1]), connect="finite")
