"""One option of a choice: a radio button or check box, its key, and its text with formulas."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QRadioButton, QVBoxLayout, QWidget

from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label, set_property
from quizapp.ui.widgets.marks import Check
from quizapp.ui.widgets.rich_text import RichText

MARKS = {"right": "✓", "wrong": "✗", "missed": "✓"}


class OptionRow(QFrame):
    """A row that can be chosen by mouse, by its digit or by its button.

    Signals:
        toggled: Whether it is chosen now.
    """

    toggled = Signal(bool)

    def __init__(self, text: str, key: str, parent: QWidget, *, exclusive: bool) -> None:
        """Make a row.

        Args:
            text: Markdown.
            key: What the key cap says; empty for none.
            parent: Owner; exclusive rows of one owner exclude each other.
            exclusive: Whether it is one of several of which one is chosen.
        """
        super().__init__(parent)
        self.setProperty("role", "option")
        self.button: QRadioButton | Check = QRadioButton(parent) if exclusive else Check(parent)
        self.button.toggled.connect(self._on_toggled)
        self.text = RichText(self, body=15.0, fitted=True)
        self.text.set_markdown(text)
        self.text.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.text.viewport().setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.button.setAccessibleName(self.text.plain_text())
        self._mark = QLabel("", self)
        self._mark.setFixedWidth(18)
        row = QHBoxLayout(self)
        row.setContentsMargins(14, 11, 12, 11)
        row.setSpacing(10)
        row.addWidget(self.button, 0, Qt.AlignmentFlag.AlignTop)
        middle = QVBoxLayout()
        middle.addWidget(self.text)
        row.addLayout(middle, 1)
        row.addWidget(self._mark, 0, Qt.AlignmentFlag.AlignTop)
        if key:
            row.addWidget(label(key, self, "key"), 0, Qt.AlignmentFlag.AlignTop)

    @property
    def chosen(self) -> bool:
        """Whether it is chosen."""
        return self.button.isChecked()

    def toggle(self) -> None:
        """Choose it, or take the choice back where several may be chosen."""
        self.button.setFocus()
        self.button.click()

    def lock(self, verdict: str) -> None:
        """Take no more input, and show ``right``, ``wrong``, ``missed`` (right but not chosen) or nothing."""
        self.button.setEnabled(False)
        set_property(self, "verdict", verdict)
        self._mark.setText(MARKS.get(verdict, ""))
        set_property(self._mark, "tone", "bad" if verdict == "wrong" else "good")

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.text.set_theme(theme)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it with a click anywhere on the row."""
        if event.button() is Qt.MouseButton.LeftButton and self.button.isEnabled():
            self.toggle()

    def _on_toggled(self, chosen: bool) -> None:
        set_property(self, "chosen", chosen)
        self.toggled.emit(chosen)
