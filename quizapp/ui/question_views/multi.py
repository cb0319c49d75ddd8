"""Several right options among several."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quizapp.domain.kinds.multi import Multi, check
from quizapp.domain.questions import Grade
from quizapp.ui.question_views.choices import ChoiceColumn
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label


def build_view(body: Multi, theme: Theme, parent: QWidget) -> QWidget:
    """Return a new view."""
    return MultiView(body, theme, parent)


class MultiView(QWidget):
    """Check boxes; a digit ticks and unticks. The number of ticks is said in words."""

    changed = Signal()

    def __init__(self, body: Multi, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._body = body
        self._count = label("", self, "muted")
        self._choices = ChoiceColumn([option.text for option in body.options], self, exclusive=False)
        self._choices.changed.connect(self._on_changed)
        self._choices.set_theme(theme)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._count)
        column.addWidget(self._choices)
        self._say_count()

    def response(self) -> list[int] | None:
        """Return the chosen indices."""
        return list(self._choices.chosen()) or None

    def complaint(self) -> str:
        """Return whether too few or too many options are chosen."""
        try:
            check(self._body, self.response() or [])
        except ValueError as error:
            return str(error)
        return ""

    def show_grade(self, grade: Grade, response: Any) -> None:  # noqa: ARG002
        """Mark the options."""
        self._choices.lock([option.correct for option in self._body.options])

    def key(self, text: str) -> bool:
        """Tick by digit."""
        return self._choices.key(text)

    def focus(self) -> None:
        """Put the keyboard on the first option."""
        self._choices.focus()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._choices.set_theme(theme)

    def _on_changed(self) -> None:
        self._say_count()
        self.changed.emit()

    def _say_count(self) -> None:
        self._count.setText(f"Choose all that are right. {len(self._choices.chosen())} of {len(self._body.options)} chosen.")
