"""What stands around a simulation's picture: title and numbers above it, the status below."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from quizapp.ui.widgets.basics import label, set_property
from quizapp.ui.widgets.readout_row import ReadoutRow, ReadoutSpec

TONES = {"running": "info", "converged": "good", "cycling": "warn", "diverged": "bad", "waiting": "warn"}
NARROW_PX = 500
STATUS_LINES = 2


class SimulationHead(QWidget):
    """Title, caption and the headline numbers: beside one another, or below one another in a narrow panel."""

    def __init__(self, specs: Sequence[ReadoutSpec], parent: QWidget) -> None:
        super().__init__(parent)
        self._over = label("Live simulation", self, "over")
        self._title = label("", self, "title", wrap=True)
        self._caption = label("", self, "muted", wrap=True)
        self._numbers = ReadoutRow(specs, self)
        words = QVBoxLayout()
        words.setSpacing(2)
        for widget in (self._over, self._title, self._caption):
            words.addWidget(widget)
        self._box = QBoxLayout(QBoxLayout.Direction.LeftToRight, self)
        self._box.setContentsMargins(0, 0, 0, 0)
        self._box.setSpacing(12)
        self._box.addLayout(words, 1)
        self._box.addWidget(self._numbers, 0, Qt.AlignmentFlag.AlignTop)

    def show_words(self, title: str, caption: str) -> None:
        """Show the title and what to look at."""
        self._title.setText(title)
        self._caption.setText(caption)
        self._caption.setVisible(bool(caption))

    def show_values(self, values: Mapping[str, float]) -> None:
        """Show the numbers by name."""
        self._numbers.show_values(values)

    def set_roomy(self, roomy: bool) -> None:
        """Show the caption only where there is room for it; the title's tool tip says it too."""
        self._caption.setVisible(roomy and bool(self._caption.text()))
        self._title.setToolTip(self._caption.text())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the numbers below the words in a narrow panel."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        direction = QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight
        if self._box.direction() is not direction:
            self._box.setDirection(direction)
            self._box.setSpacing(4 if narrow else 12)


class StatusLine(QWidget):
    """How the run stands, and why: always two lines high, so that nothing below it moves while it plays."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._outcome = label("", self, "secondary")
        self._reason = QLabel(self)
        self._reason.setProperty("role", "muted")
        self._reason.setWordWrap(True)
        self._reason.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._reason.setMinimumWidth(60)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._outcome, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._reason, 1, Qt.AlignmentFlag.AlignTop)

    def show_status(self, outcome: str, reason: str) -> None:
        """Show where the run stands."""
        self._outcome.setText(f"● {outcome}")
        set_property(self._outcome, "tone", TONES.get(outcome, "warn"))
        self.setToolTip(reason)
        self._reason.setText(self._fitted(reason))
        self.setFixedHeight(STATUS_LINES * self._reason.fontMetrics().lineSpacing() + 2)

    def _fitted(self, text: str) -> str:
        """Return as much of a text as the lines hold; the tool tip has all of it."""
        width = self._reason.width()
        metrics = self._reason.fontMetrics()
        if width < 80 or metrics.horizontalAdvance(text) < (STATUS_LINES - 0.35) * width:
            return text
        return metrics.elidedText(text, Qt.TextElideMode.ElideRight, int((STATUS_LINES - 0.35) * width))
