"""A number or interval that was predicted and the one that came true, on one axis."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from quizapp.domain.predictions import Estimate
from quizapp.ui.fonts import font
from quizapp.ui.theme import LIGHT, Theme

HEIGHT_PX = 42
EDGE_PX = 34.0
ROOM = 0.12  # beside the outermost mark, as a share of what the axis spans


class PredictionAxis(QWidget):
    """A diamond with its tolerance, or a bar, for what was said; a ring for what came true; each with its word."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._theme: Theme = LIGHT
        self._said = Estimate(0.0, 0.0)
        self._atol, self._came = 1.0, 0.0
        self._words = ("", "")
        self.setFixedHeight(HEIGHT_PX)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        """Take whatever width there is."""
        return QSize(200, HEIGHT_PX)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_result(self, said: Estimate, atol: float, came: float, words: tuple[str, str]) -> None:
        """Show a prediction and the truth.

        Args:
            said: What was predicted.
            atol: How far off a single number may be.
            came: What came true.
            words: Both as text.
        """
        self._said, self._atol, self._came, self._words = said, atol, came, words
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the axis and both marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        painter.setPen(QPen(QColor(self._theme.border_strong), 1.4))
        painter.drawLine(QPointF(0, middle), QPointF(self.width(), middle))
        self._paint_said(painter, middle)
        if math.isfinite(self._came):
            painter.setPen(QPen(QColor(self._theme.text), 2.2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawEllipse(QPointF(self._x(self._came), middle), 6.5, 6.5)
        centre = self._x((self._said.low + self._said.high) / 2)
        self._write(painter, f"you {self._words[0]}", centre, 0.0)
        self._write(painter, f"the run {self._words[1]}", self._x(self._came), self.height() - 15.0)
        painter.end()

    def _paint_said(self, painter: QPainter, middle: float) -> None:
        colour = QColor(self._theme.purple)
        painter.setPen(Qt.PenStyle.NoPen)
        soft = QColor(colour)
        soft.setAlphaF(0.35)
        is_interval = self._said.low < self._said.high
        low, high = self._ends()
        painter.setBrush(soft)
        half = 5.0 if is_interval else 2.5
        painter.drawRoundedRect(QRectF(self._x(low), middle - half, self._x(high) - self._x(low), 2 * half), half, half)
        painter.setBrush(colour)
        for place in {self._said.low, self._said.high}:
            x, reach = self._x(place), 2.0 if is_interval else 6.0
            corners = ((-reach, 0.0), (0.0, -6.0), (reach, 0.0), (0.0, 6.0))
            painter.drawPolygon(QPolygonF([QPointF(x + across, middle + up) for across, up in corners]))

    def _ends(self) -> tuple[float, float]:
        """Return the ends of the bar: those of the interval, or what is near enough to a number."""
        slack = 0.0 if self._said.low < self._said.high else self._atol
        return self._said.low - slack, self._said.high + slack

    def _x(self, value: float) -> float:
        low, high = self._ends()
        if math.isfinite(self._came):
            low, high = min(low, self._came), max(high, self._came)
        room = ROOM * (high - low)
        share = (value - low + room) / (high - low + 2 * room)
        return EDGE_PX + (self.width() - 2 * EDGE_PX) * (share if math.isfinite(share) else 0.5)

    def _write(self, painter: QPainter, text: str, x: float, top: float) -> None:
        face = font(11)
        painter.setFont(face)
        painter.setPen(QColor(self._theme.text_secondary))
        width = QFontMetricsF(face).horizontalAdvance(text)
        painter.drawText(QRectF(min(max(x - width / 2, 0.0), self.width() - width), top, width + 2, 15.0), text)
