"""Softmax: three logits and the three probabilities they become, as bars with their numbers, and the Jacobian."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from quizapp.sim_views.plotting import bare_plot, set_ticks, style_plot, ticks
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.activation_functions import Observation

PLACES = np.arange(3.0)
SUBSCRIPTS = "₁₂₃"


class SoftmaxBars(QWidget):
    """Logits on the left, probabilities on the right, slopes below."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._logits = _Bars("Logits z", self)
        self._probabilities = _Bars("Probabilities p, always adding up to 1", self)
        self._cells: list[QLabel] = []
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(20)
        row.addWidget(self._logits, 1)
        row.addWidget(self._probabilities, 1)
        column.addLayout(row, 1)
        column.addWidget(self._make_table())

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._logits.set_style(style, style.blue)
        self._probabilities.set_style(style, style.orange)

    def show_softmax(self, seen: Observation) -> None:
        """Draw logits, probabilities and their slopes."""
        self._logits.show_values(seen.logits, min(0.0, float(seen.logits.min())), max(1.0, float(seen.logits.max())))
        self._probabilities.show_values(seen.probabilities, 0.0, 1.0)
        for cell, slope in zip(self._cells, seen.jacobian.ravel(), strict=True):
            cell.setText(f"{slope:+.3f}".replace("-", "\u2212"))

    def _make_table(self) -> QWidget:
        box = QWidget(self)
        grid = QGridLayout(box)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(14)
        title = QLabel("SLOPES: HOW EACH PROBABILITY MOVES WITH EACH LOGIT", box)
        title.setProperty("role", "over")
        grid.addWidget(title, 0, 0, 1, 4)
        for number, mark in enumerate(SUBSCRIPTS, 1):
            across, down = QLabel(f"∂/∂z{mark}", box), QLabel(f"p{mark}", box)
            for words in (across, down):
                words.setProperty("role", "muted")
            across.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(across, 1, number)
            grid.addWidget(down, number + 1, 0)
        for place in range(9):
            cell = QLabel(box)
            cell.setProperty("role", "mono")
            cell.setAlignment(Qt.AlignmentFlag.AlignRight)
            grid.addWidget(cell, place // 3 + 2, place % 3 + 1)
            self._cells.append(cell)
        for column in (1, 2, 3):
            grid.setColumnStretch(column, 1)
        return box


class _Bars(QWidget):
    """Three bars with their numbers above them."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        words = QLabel(title.upper(), self)
        words.setProperty("role", "over")
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(34)
        self._plot.getAxis("bottom").setHeight(20)
        self._bars = pg.BarGraphItem(x=PLACES, height=[0, 0, 0], width=0.62)
        self._plot.addItem(self._bars)
        self._numbers = [pg.TextItem(anchor=(0.5, 1.0)) for _ in PLACES]
        for number in self._numbers:
            self._plot.addItem(number)
        self._plot.getAxis("bottom").setTicks([[(place, mark) for place, mark in zip(PLACES, "123", strict=True)]])
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(words)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle, colour: str) -> None:
        style_plot(self._plot, style)
        self._bars.setOpts(brush=style.mix(colour, 0.8), pen=pg.mkPen(None))
        for number in self._numbers:
            number.setColor(style.text)
            number.setFont(style.font(12))

    def show_values(self, values: np.ndarray[tuple[int], np.dtype[np.float64]], low: float, high: float) -> None:
        self._bars.setOpts(height=values)
        span = high - low
        self._plot.setRange(xRange=(-0.6, 2.6), yRange=(low, high + 0.16 * span), padding=0)
        set_ticks(self._plot, "left", ticks(low, high, 4))
        for place, (number, value) in enumerate(zip(self._numbers, values, strict=True)):
            number.setText(f"{value:.3g}".replace("-", "\u2212"))
            number.setPos(float(place), max(float(value), 0.0))
