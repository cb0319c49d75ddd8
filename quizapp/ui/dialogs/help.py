"""The keys of the present page."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from quizapp.ui.screens.screen import Keys
from quizapp.ui.widgets.basics import button, label

EVERYWHERE: Keys = (
    ("Ctrl+1 … Ctrl+4", "Today, Cards, Lab, Quiz"),
    ("Ctrl+,", "Settings"),
    ("T", "Light or dark"),
    ("?  F1", "This list"),
    ("Ctrl+Q", "Quit"),
)


class HelpDialog(QDialog):
    """Keys and what they do."""

    def __init__(self, keys: Keys, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle("Keys")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        for title, rows in (("On this page", keys), ("Everywhere", EVERYWHERE)):
            if not rows:
                continue
            column.addWidget(label(title, self, "over"))
            grid = QGridLayout()
            grid.setHorizontalSpacing(22)
            grid.setVerticalSpacing(6)
            for place, (key, meaning) in enumerate(rows):
                grid.addWidget(label(key, self, "mono"), place, 0)
                grid.addWidget(label(meaning, self), place, 1)
            grid.setColumnStretch(1, 1)
            column.addLayout(grid)
            column.addSpacing(8)
        close = button("Close", self, self.accept)
        column.addWidget(close, 0, Qt.AlignmentFlag.AlignRight)
        close.setFocus()
