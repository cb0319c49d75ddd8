"""The four grades of a review, each with the interval it leads to."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

RATINGS = ((1, "Again", "bad"), (2, "Hard", "warn"), (3, "Good", "good"), (4, "Easy", "info"))


class RatingBar(QWidget):
    """Four buttons: word, key and next interval.

    Signals:
        rated: 1 again, 2 hard, 3 good, 4 easy.
    """

    rated = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        self._buttons: dict[int, QPushButton] = {}
        self._intervals: dict[int, QLabel] = {}
        for value, word, tone in RATINGS:
            button = QPushButton(self)
            button.setProperty("kind", "rate")
            button.setProperty("rating", value)
            button.clicked.connect(self._on_clicked)
            self._intervals[value] = _fill(button, value, word, tone)
            self._buttons[value] = button
            row.addWidget(button, 1)

    def show_intervals(self, intervals: Mapping[int, str]) -> None:
        """Show the interval that each grade leads to."""
        for value, word, _ in RATINGS:
            self._intervals[value].setText(intervals[value])
            self._buttons[value].setAccessibleName(f"{word}, next in {intervals[value]}")

    def _on_clicked(self) -> None:
        self.rated.emit(int(self.sender().property("rating")))


def _fill(button: QPushButton, value: int, word: str, tone: str) -> QLabel:
    column = QVBoxLayout(button)
    column.setContentsMargins(14, 8, 12, 8)
    column.setSpacing(1)
    top = QHBoxLayout()
    name = QLabel(word, button)
    name.setProperty("tone", tone)
    name.setStyleSheet("font-weight: 600; font-size: 15px")
    key = QLabel(str(value), button)
    key.setProperty("role", "key")
    top.addWidget(name)
    top.addStretch(1)
    top.addWidget(key)
    column.addLayout(top)
    interval = QLabel(button)
    interval.setProperty("role", "muted")
    column.addWidget(interval)
    for label in (name, key, interval):
        label.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
    return interval
