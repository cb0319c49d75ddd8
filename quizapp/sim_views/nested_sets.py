"""A small picture of three nested sets, artificial intelligence, machine learning and deep learning, with one of them lit."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

RADII = (1.0, 0.68, 0.36)  # of the three circles, as shares of the largest; they touch at the bottom
SIDE = 26  # pixels


class NestedSets(QWidget):
    """Three circles, each in the one before; what belongs to the lit set but to no inner one is filled."""

    def __init__(self, lit: int, parent: QWidget) -> None:
        """Make a picture.

        Args:
            lit: Which set, 0 for the widest.
            parent: Owner.
        """
        super().__init__(parent)
        self._lit = lit
        self._outline, self._ground, self._light = QPen(), QColor("white"), QColor("black")
        self.setFixedSize(SIDE, SIDE)

    def set_colours(self, outline: QPen, ground: QColor, light: QColor) -> None:
        """Take on the colours of the circles, of what is not lit, and of what is."""
        self._outline, self._ground, self._light = outline, ground, light
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        """Draw the circles from the widest to the smallest."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(self._outline)
        largest, bottom = SIDE / 2 - 1.5, SIDE - 1.5
        for number, share in enumerate(RADII):
            painter.setBrush(self._light if number == self._lit else self._ground)
            painter.drawEllipse(QPointF(SIDE / 2, bottom - share * largest), share * largest, share * largest)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.end()
