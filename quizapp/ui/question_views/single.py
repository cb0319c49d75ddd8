"""One right option among several."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quizapp.domain.kinds.single import Single
from quizapp.domain.questions import Grade
from quizapp.ui.question_views.choices import ChoiceColumn
from quizapp.ui.theme import Theme


def build_view(body: Single, theme: Theme, parent: QWidget) -> QWidget:
    """Return a new view."""
    return SingleView(body, theme, parent)


class SingleView(QWidget):
    """Radio buttons; a digit chooses."""

    changed = Signal()

    def __init__(self, body: Single, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._body = body
        self._choices = ChoiceColumn([option.text for option in body.options], self, exclusive=True)
        self._choices.changed.connect(self.changed)
        self._choices.set_theme(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._choices)

    def response(self) -> int | None:
        """Return the index of the chosen option."""
        chosen = self._choices.chosen()
        return chosen[0] if chosen else None

    def complaint(self) -> str:
        """Return nothing: every choice can be taken."""
        return ""

    def show_grade(self, grade: Grade, response: Any) -> None:  # noqa: ARG002
        """Mark the options."""
        self._choices.lock([option.correct for option in self._body.options])

    def key(self, text: str) -> bool:
        """Choose by digit."""
        return self._choices.key(text)

    def focus(self) -> None:
        """Put the keyboard on the first option."""
        self._choices.focus()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._choices.set_theme(theme)
