"""What stands above a simulation's picture: its title, what to look at, and the numbers that matter."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from quizapp.ui.widgets.basics import button, label
from quizapp.ui.widgets.readout_row import ReadoutRow, ReadoutSpec

NARROW_PX = 500


class SimulationHead(QWidget):
    """Title and headline numbers, beside one another or in a narrow panel below one another; the caption under them.

    Signals:
        next_example: The learner asks for the next of the card's simulations.
    """

    next_example = Signal()

    def __init__(self, specs: Sequence[ReadoutSpec], parent: QWidget) -> None:
        super().__init__(parent)
        self._over = label("Live simulation", self, "over")
        self._title = label("", self, "title", wrap=True)
        self._caption = label("", self, "muted", wrap=True)
        self._examples = button("", self, self.next_example.emit, "chip", "The next simulation of this card (E)")
        self._examples.hide()
        self._numbers = ReadoutRow(specs, self)
        words = QVBoxLayout()
        words.setSpacing(2)
        first = QHBoxLayout()
        first.setSpacing(8)
        first.addWidget(self._over)
        first.addWidget(self._examples)
        first.addStretch(1)
        words.addLayout(first)
        words.addWidget(self._title)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._box.setSpacing(12)
        self._box.addLayout(words, 1)
        self._box.addWidget(self._numbers, 0, Qt.AlignmentFlag.AlignTop)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(self._box)
        column.addWidget(self._caption)

    def show_words(self, title: str, caption: str) -> None:
        """Show the title and what to look at."""
        self._title.setText(title)
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))
        self.updateGeometry()  # at once, so that the panel lays out its picture once and not twice

    def show_examples(self, position: int | None, count: int) -> None:
        """Show which of a card's simulations this is; None for one that a link led to."""
        self._examples.setVisible(count > 1)
        self._examples.setText(f"{'' if position is None else f'{position + 1} of '}{count} of this card" + "  ›")

    def show_values(self, values: Mapping[str, float]) -> None:
        """Show the numbers by name."""
        self._numbers.show_values(values)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the numbers below the words in a narrow panel."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() is not direction:
            self._box.setDirection(direction)
            self._box.setSpacing(4 if narrow else 12)
