"""The six numbers of a turn of gradient descent, as cards in their order."""

from __future__ import annotations

from typing import TypeAlias

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from quizapp.sim_views.style import ViewStyle

ROOMY = 720  # pixels from which the cards stand in one row
HEIGHTS = {2: 42, 3: 58, 4: 74}  # of a card with so many lines: name and number, formula, remark

Card: TypeAlias = tuple[str, str, str, str]  # name, formula, number, remark


class StepCards(QWidget):
    """Six cards in the order of the turn; those whose number is not known yet keep it back."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._style: ViewStyle | None = None
        self._cards: list[Card] = []
        self._stage = 0
        self._lines = 4
        self.setMinimumWidth(200)

    def sizeHint(self) -> QSize:
        """Return one row, or two where there is little room."""
        row = HEIGHTS[self._lines]
        return QSize(600, row if self.width() >= ROOMY else 2 * row + 6)

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        """Take one row or two."""
        self.setFixedHeight(self.sizeHint().height())

    def set_lines(self, lines: int) -> None:
        """Give each card two to four lines: name and number, then the formula, then a remark."""
        self._lines = lines
        self.setFixedHeight(self.sizeHint().height())
        self.update()

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self.update()

    def show_cards(self, cards: list[Card], stage: int) -> None:
        """Show cards; those after ``stage`` without their number and remark."""
        if (cards, stage) != (self._cards, self._stage):
            self._cards, self._stage = cards, stage
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the cards."""
        if self._style is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        columns = 6 if self.width() >= ROOMY else 3
        width, row = (self.width() + 6) / columns, HEIGHTS[self._lines]
        for index, card in enumerate(self._cards):
            place = QRectF(index % columns * width + 0.5, index // columns * (row + 6) + 0.5, width - 7, row - 1)
            self._draw_card(painter, self._style, place, index, card)
        painter.end()

    def _draw_card(self, painter: QPainter, style: ViewStyle, place: QRectF, index: int, card: Card) -> None:
        name, formula, value, remark = card
        known, last = index < self._stage, index == self._stage - 1
        painter.setPen(style.pen(style.accent if last else style.border, 2 if last else 1))
        painter.setBrush(QColor(style.surface if known else style.sunken))
        painter.drawRoundedRect(place, 6, 6)
        inside = place.adjusted(8, 5, -4, -4)
        lines = (
            (11, style.accent if last else style.muted, f"{index + 1}  {name}"),
            *([(11, style.muted, formula)] if self._lines > 2 else []),
            (14, style.text if known else style.muted, value if known else "?"),
            (10, style.muted, remark if known and self._lines > 3 else ""),
        )
        top = inside.top()
        for size, colour, words in lines:
            painter.setFont(style.font(size))
            painter.setPen(QColor(colour))
            line = QRectF(inside.left(), top, inside.width(), size + 5)
            if painter.fontMetrics().horizontalAdvance(words) > inside.width():
                painter.setFont(style.font(10))
            fitted = painter.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, round(inside.width()))
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, fitted)
            top += size + 5
