"""Words and numbers that change with every frame, and move nothing around them when they do.

A plain label asks for a new layout of the whole panel whenever its text changes; that costs more than drawing it.
"""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPaintEvent, QTextLayout, QTextOption
from PySide6.QtWidgets import QLabel, QWidget

from quizapp.ui.fonts import font
from quizapp.ui.theme import LIGHT, Theme


class SteadyLabel(QLabel):
    """A label whose size only grows: as long as its text fits, changing it asks for no layout."""

    def __init__(self, parent: QWidget, width: int, height: int) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.setFixedSize(width, height)

    def show_text(self, text: str) -> None:
        """Show a text."""
        if text == self.text():
            return
        self.ensurePolished()  # the style sheet sets the font
        needed = self.fontMetrics().horizontalAdvance(text) + 2
        if needed > self.width():
            self.setFixedWidth(needed)
        self.setText(text)


class StatusLine(QWidget):
    """A coloured word and a sentence beside it, always two lines high."""

    LINES = 2
    GAP_PX = 10.0

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self._theme: Theme = LIGHT
        self._word, self._tone, self._sentence = "", "text_muted", ""
        self._face = font(13)
        self.setFixedHeight(round(self.LINES * QFontMetricsF(self._face).lineSpacing()) + 2)

    def sizeHint(self) -> QSize:
        """Take whatever width there is."""
        return QSize(200, self.height())

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_status(self, word: str, tone: str, sentence: str) -> None:
        """Show a status.

        Args:
            word: How it stands.
            tone: The theme's field that colours the word.
            sentence: Why; what does not fit is in the tool tip.
        """
        if (word, tone, sentence) != (self._word, self._tone, self._sentence):
            self._word, self._tone, self._sentence = word, tone, sentence
            self.setToolTip(sentence)
            self.setAccessibleName(f"{word}. {sentence}")
            self.update()

    def text(self) -> str:
        """Return the word and the sentence."""
        return f"{self._word} {self._sentence}"

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw word and sentence."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._theme.surface))
        painter.setFont(self._face)
        metrics = QFontMetricsF(self._face)
        painter.setPen(QColor(getattr(self._theme, self._tone)))
        painter.drawText(QRectF(0, 0, self.width(), metrics.lineSpacing()), f"● {self._word}")
        painter.setPen(QColor(self._theme.text_muted))
        left = metrics.horizontalAdvance(f"● {self._word}") + self.GAP_PX
        for place, line in enumerate(self._lines(self.width() - left, metrics)):
            painter.drawText(QRectF(left, place * metrics.lineSpacing(), self.width() - left, metrics.lineSpacing()), line)
        painter.end()

    def _lines(self, width: float, metrics: QFontMetricsF) -> list[str]:
        """Break the sentence at words; the last line that is shown ends in an ellipsis if more follows."""
        layout = QTextLayout(self._sentence, self._face)
        layout.setTextOption(QTextOption(Qt.AlignmentFlag.AlignLeft))
        layout.beginLayout()
        lines: list[str] = []
        while len(lines) < self.LINES:
            line = layout.createLine()
            if not line.isValid():
                break
            line.setLineWidth(max(40.0, width))
            start = line.textStart()
            if len(lines) == self.LINES - 1:
                lines.append(metrics.elidedText(self._sentence[start:], Qt.TextElideMode.ElideRight, width))
            else:
                lines.append(self._sentence[start : start + line.textLength()])
        layout.endLayout()
        return lines
