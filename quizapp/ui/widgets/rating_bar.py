"""The four grades of a review, each with the interval it leads to."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

RATINGS = ((1, "Again", "bad"), (2, "Hard", "warn"), (3, "Good", "good"), (4, "Easy", "info"))

NARROW_PX = 440


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
        self._keys: list[QLabel] = []
        for value, word, tone in RATINGS:
            button = QPushButton(self)
            button.setProperty("kind", "rate")
            button.setProperty("rating", value)
            button.clicked.connect(self._on_clicked)
            self._intervals[value], key = _fill(button, value, word, tone)
            self._keys.append(key)
            self._buttons[value] = button
            row.addWidget(button, 1)

    def show_intervals(self, intervals: Mapping[int, str]) -> None:
        """Show the interval that each grade leads to."""
        for value, word, _ in RATINGS:
            self._intervals[value].setText(intervals[value])
            self._buttons[value].setAccessibleName(f"{word}, next in {intervals[value]}")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the keys out and write smaller where the words would be cut."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        for key in self._keys:
            key.setVisible(not narrow)
        for value, interval in self._intervals.items():
            interval.setStyleSheet("font-size: 12px" if narrow else "")
            layout = self._buttons[value].layout()
            if layout is not None:
                layout.setContentsMargins(*((8, 8, 4, 8) if narrow else (14, 8, 12, 8)))

    def _on_clicked(self) -> None:
        self.rated.emit(int(self.sender().property("rating")))


def _fill(button: QPushButton, value: int, word: str, tone: str) -> tuple[QLabel, QLabel]:
    """Put word, key and interval into a button; return interval and key."""
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
    return interval, key
