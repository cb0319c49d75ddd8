"""Check boxes and number fields with the app's own marks: a style sheet takes Qt's away."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QSpinBox, QStyle, QStyleOptionButton, QWidget


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)


class Check(QCheckBox):
    """A check box whose tick is drawn, not loaded."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, then the tick."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(_pen(self.palette().highlightedText().color(), 2.0))
        middle = QPointF(box.center()) + QPointF(0.5, 0.5)
        tick = [middle + offset for offset in (QPointF(-3.6, 0.2), QPointF(-1.0, 2.9), QPointF(3.8, -3.0))]
        painter.drawPolyline(QPolygonF(tick))
        painter.end()


class Number(QSpinBox):
    """A number field with two chevrons."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.lineEdit().setTextMargins(8, 0, 0, 0)  # the style sheet's padding does not reach it

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the field, then the chevrons in the text's colour."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colour = self.palette().text().color()
        colour.setAlphaF(0.65)
        painter.setPen(_pen(colour, 1.6))
        x, y = self.width() - 14.0, self.height() / 2
        for side in (-1.0, 1.0):
            edge, tip = y + side * 3.4, y + side * 7.0
            painter.drawPolyline(QPolygonF([QPointF(x - 4, edge), QPointF(x, tip), QPointF(x + 4, edge)]))
        painter.end()
