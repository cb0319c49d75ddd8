"""A sentence that stands at the foot of the window for a while."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

SHOWN_MS = 5000
MARGIN_PX = 22


class Toast(QFrame):
    """Floats over its parent; a click takes it away."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self.setProperty("role", "toast")
        self._words = QLabel(self)
        self._words.setWordWrap(True)
        self._words.setTextFormat(Qt.TextFormat.PlainText)
        row = QHBoxLayout(self)
        row.setContentsMargins(18, 10, 18, 10)
        row.addWidget(self._words)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.hide)
        self.hide()

    def say(self, text: str) -> None:
        """Show a sentence."""
        self._words.setText(text)
        self.setAccessibleName(text)
        self.place()
        self.show()
        self.raise_()
        self._timer.start(SHOWN_MS)

    def place(self) -> None:
        """Stand at the foot of the parent, in the middle."""
        parent = self._over
        width = min(620, parent.width() - 2 * MARGIN_PX, self._words.fontMetrics().horizontalAdvance(self._words.text()) + 60)
        self.setFixedWidth(max(120, width))
        self.adjustSize()
        self.move((parent.width() - self.width()) // 2, parent.height() - self.height() - MARGIN_PX)

    def mousePressEvent(self, event: object) -> None:  # noqa: ARG002
        """Go away."""
        self._timer.stop()
        self.hide()
