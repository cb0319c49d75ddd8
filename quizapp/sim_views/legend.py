"""A title with the legend of its plot beside it, in one line; what does not fit is in the tool tip."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy

GAP = "&nbsp;&nbsp;"


class Legend(QLabel):
    """Marks of curves with their names; as many of them as there is room for."""

    def __init__(self) -> None:
        super().__init__()
        self._marks: Sequence[tuple[str, str]] = ()
        self.setTextFormat(Qt.TextFormat.RichText)
        self.setStyleSheet("font-size: 12px")
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def show_marks(self, marks: Sequence[tuple[str, str]]) -> None:
        """Show marks, the most important first, each with its colour."""
        if marks != self._marks:
            self._marks = marks
            self.setToolTip("  ".join(words for _, words in marks))
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show more or fewer marks."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Show the longest beginning that fits."""
        self.ensurePolished()  # the style sheet sets the font
        metrics, gap = self.fontMetrics(), 2 * self.fontMetrics().horizontalAdvance("\N{NO-BREAK SPACE}")
        shown: list[str] = []
        width = 0
        for colour, words in self._marks:
            width += metrics.horizontalAdvance(words) + (gap if shown else 0)
            if width + 4 > self.width():
                break
            shown.append(f'<span style="color:{colour}">{words}</span>')
        self.setText(GAP.join(shown))


def titled(grid: QGridLayout, row: int, column: int, words: str) -> Legend:
    """Put a title into a grid; return the legend beside it."""
    title, legend = QLabel(words.upper()), Legend()
    title.setProperty("role", "over")
    line = QHBoxLayout()
    line.setSpacing(10)
    line.addWidget(title)
    line.addWidget(legend, 1)
    grid.addLayout(line, row, column)
    return legend
