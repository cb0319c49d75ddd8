"""The two sides of a line in the plane, tinted, and the line itself."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QBrush, QColor, QPainter, QPolygonF


class HalfPlanes(pg.GraphicsObject):
    """Fills the sides of w.x + b = 0 with two colours."""

    def __init__(self) -> None:
        super().__init__()
        self._line = (0.0, 0.0, 0.0)
        self._at_zero = True
        self._colours = (QColor("white"), QColor("white"))
        self.setZValue(-20)

    def set_colours(self, negative: QColor, positive: QColor) -> None:
        """Set the colours of the side where the score is negative and of the other."""
        self._colours = (negative, positive)
        self.update()

    def set_line(self, weights: NDArray[np.float64], bias: float, *, positive_at_zero: bool) -> None:
        """Set the line; without weights the whole plane is on one side."""
        self._line = (float(weights[0]), float(weights[1]), float(bias))
        self._at_zero = positive_at_zero
        self.update()

    def boundingRect(self) -> QRectF:
        """Return all that can be seen."""
        return self._visible()

    def viewRangeChanged(self) -> None:
        """Cover the new range."""
        self.prepareGeometryChange()

    def paint(self, painter: QPainter, *_: object) -> None:
        """Fill both sides."""
        w1, w2, b = self._line
        area = self._visible()
        painter.setPen(pg.mkPen(None))
        if w1 == 0 and w2 == 0:
            positive = b > 0 or (b == 0 and self._at_zero)
            painter.fillRect(area, self._colours[positive])
            return
        painter.fillRect(area, self._colours[0])
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(QBrush(self._colours[1]))
        painter.drawPolygon(QPolygonF(positive_side(area, w1, w2, b)))

    def _visible(self) -> QRectF:
        rect = self.viewRect()
        return QRectF() if rect is None else QRectF(rect)


def positive_side(area: QRectF, w1: float, w2: float, b: float) -> list[QPointF]:
    """Return the corners of the part of a rectangle where w1 x + w2 y + b >= 0.

    Source: Sutherland & Hodgman 1974, polygon clipping, for one clipping line.
    """
    corners = [area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft()]
    kept: list[QPointF] = []
    for here, there in zip(corners, corners[1:] + corners[:1], strict=True):
        score_here = w1 * here.x() + w2 * here.y() + b
        score_there = w1 * there.x() + w2 * there.y() + b
        if score_here >= 0:
            kept.append(here)
        if (score_here >= 0) != (score_there >= 0):
            share = score_here / (score_here - score_there)
            kept.append(here + (there - here) * share)
    return kept


def line_in(area: QRectF, weights: NDArray[np.float64], bias: float) -> list[tuple[float, float]]:
    """Return the two ends of the line w.x + b = 0 inside a rectangle; nothing if it does not cross it."""
    w1, w2 = float(weights[0]), float(weights[1])
    corners = [area.topLeft(), area.topRight(), area.bottomRight(), area.bottomLeft()]
    ends = []
    for here, there in zip(corners, corners[1:] + corners[:1], strict=True):
        low = w1 * here.x() + w2 * here.y() + bias
        high = w1 * there.x() + w2 * there.y() + bias
        if (low < 0) != (high < 0):
            share = low / (low - high)
            crossing = here + (there - here) * share
            ends.append((crossing.x(), crossing.y()))
    return ends[:2]
