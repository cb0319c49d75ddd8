"""The 16 functions of two inputs on a board, each with the boundary that makes it, or marked as out of reach."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from quizapp.sim_views.items import Curve, Scatter
from quizapp.sim_views.plotting import Points, bare_plot, isoline, put, set_range, style_plot
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.single_layer_limits import Observation

SIDE = 4  # gates in a row
HALF = 0.37  # half the width of a cell; its centre has whole coordinates
NAMES = {1: "AND", 6: "XOR", 7: "OR", 8: "NOR", 9: "XNOR", 14: "NAND"}


class GateBoard(QWidget):
    """Clicking a gate chooses it."""

    chosen = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shown: object = None
        self._title = QLabel(self)
        self._title.setProperty("role", "over")
        self._title.setMinimumWidth(40)
        self._plot = bare_plot(self, axes=False, locked=True)
        self._plot.setMinimumHeight(120)
        self._frames, self._walls, self._chosen = Curve("pairs"), Curve("pairs"), Curve()
        self._lines = Curve("finite")
        self._classes = (Scatter("o", 6), Scatter("t1", 7))
        self._names = [pg.TextItem(name, anchor=(0.5, 0.5)) for name in NAMES.values()]
        for item in (self._frames, self._lines, *self._classes, self._walls, self._chosen, *self._names):
            self._plot.addItem(item)
        for gate, name in zip(NAMES, self._names, strict=True):
            x, y = _centre(gate)
            name.setPos(x, y - 0.5)
        Pointer(self._plot).clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self._title)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        style_plot(self._plot, style)
        self._frames.setPen(style.pen(style.border, 1))
        self._walls.setPen(style.pen(style.vermillion, 1.8))
        self._chosen.setPen(style.pen(style.accent, 2.4))
        self._lines.setPen(style.pen(style.text, 1.4))
        for scatter, colour in zip(self._classes, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(colour))
            scatter.setPen(pg.mkPen(None))
        for name in self._names:
            name.setColor(style.muted)
            name.setFont(style.font(9))

    def show_gates(self, seen: Observation, reach: float) -> None:
        """Draw the board.

        Args:
            seen: What is known of the gates, and which of them is shown large.
            reach: Half the width of the plane in which the boundaries are given.
        """
        self._title.setText(f"{int(seen.solved.sum())} OF 16 GATES")
        x, y = _square(seen.gate, HALF + 0.04) if seen.gate is not None else (np.empty(0), np.empty(0))
        put(self._chosen, x, y)
        if seen.gates is self._shown:
            return
        self._shown = seen.gates
        set_range(self._plot, (-0.5, SIDE - 0.5), (-SIDE + 0.4, 0.5))
        corners = np.array([[-1, -1], [-1, 1], [1, -1], [1, 1]]) * (HALF / reach)
        labels = (np.arange(16)[:, None] >> np.array([3, 2, 1, 0])) & 1
        places = np.array([_centre(gate) for gate in range(16)])[:, None, :] + corners
        for label, scatter in enumerate(self._classes):
            put(scatter, *places[labels == label].T)
        self._draw_frames(seen)
        pieces = [self._boundary(seen, gate) for gate in range(16) if seen.solved[gate]]
        gap = np.array([np.nan])
        put(self._lines, *(np.concatenate([part for piece in pieces for part in (piece[axis], gap)]) for axis in (0, 1)))

    def _draw_frames(self, seen: Observation) -> None:
        for item, wanted in ((self._frames, True), (self._walls, False)):
            squares = [_square(gate, HALF) for gate in range(16) if bool(seen.solved[gate]) is wanted]
            ends = [
                np.concatenate([np.repeat(square[axis], 2)[1:-1] for square in squares] or [np.empty(0)]) for axis in (0, 1)
            ]
            put(item, *ends)

    def _boundary(self, seen: Observation, gate: int) -> Points:
        x, y = _centre(gate)
        return isoline(seen.gates[gate].field, 0.0, QRectF(x - HALF, y - HALF, 2 * HALF, 2 * HALF))

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        column, row = round(x), round(-y)
        if event.button() is Qt.MouseButton.LeftButton and 0 <= column < SIDE and 0 <= row < SIDE:
            self.chosen.emit(SIDE * row + column)


def _centre(gate: int) -> tuple[float, float]:
    return float(gate % SIDE), -float(gate // SIDE)


def _square(gate: int, half: float) -> Points:
    """Return the outline of a cell, closed."""
    x, y = _centre(gate)
    return x + half * np.array([-1.0, 1, 1, -1, -1]), y + half * np.array([-1.0, -1, 1, 1, -1])
