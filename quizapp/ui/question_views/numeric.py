"""A number that is typed."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from quizapp.domain.kinds.numeric import Numeric, check
from quizapp.domain.questions import Grade
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label, set_property


def build_view(body: Numeric, theme: Theme, parent: QWidget) -> QWidget:
    """Return a new view."""
    return NumericView(body, theme, parent)


class NumericView(QWidget):
    """One field; what cannot be read as a number is said before it costs a point."""

    changed = Signal()

    def __init__(self, body: Numeric, theme: Theme, parent: QWidget) -> None:  # noqa: ARG002
        super().__init__(parent)
        self._body = body
        self._field = QLineEdit(self)
        self._field.setAccessibleName("Your answer, a number")
        self._field.setPlaceholderText("A number: 0.25, 1/4, 2.5e-1, 25 %, −3, 2π")
        self._field.setMaxLength(60)
        self._field.setFixedWidth(340)
        self._field.textEdited.connect(self._on_edited)
        self._note = label("", self, "muted", wrap=True)
        row = QHBoxLayout()
        row.addWidget(self._field)
        self._mark = label("", self, "title")
        row.addWidget(self._mark)
        if body.unit and body.unit != "share":
            row.addWidget(label(f"in {body.unit}", self, "secondary"))
        row.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(row)
        column.addWidget(self._note)

    def response(self) -> str | None:
        """Return the typed text."""
        return self._field.text().strip() or None

    def complaint(self) -> str:
        """Return why the text is no number."""
        if self.response() is None:
            return "type a number"
        try:
            check(self._body, self.response())
        except ValueError as error:
            return str(error)
        return ""

    def show_grade(self, grade: Grade, response: Any) -> None:  # noqa: ARG002
        """Show what was typed, right or wrong."""
        self._field.setReadOnly(True)
        right = grade.score >= 1.0
        set_property(self._field, "invalid", not right)
        self._mark.setText("✓" if right else "✗")
        set_property(self._mark, "tone", "good" if right else "bad")

    def key(self, text: str) -> bool:  # noqa: ARG002
        """Digits are typed, not chosen."""
        return False

    def focus(self) -> None:
        """Put the keyboard into the field."""
        self._field.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Nothing here has colours of its own."""

    def _on_edited(self, text: str) -> None:
        self._note.setText(self.complaint() if text.strip() and text.strip()[-1] not in "-−+./,eE" else "")
        self.changed.emit()
