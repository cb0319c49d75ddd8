"""A statement that is true or false, and why."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quizapp.domain.kinds.truefalse import TrueFalse
from quizapp.domain.questions import Grade
from quizapp.ui.question_views.choices import ChoiceColumn
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label, panel
from quizapp.ui.widgets.rich_text import RichText


def build_view(body: TrueFalse, theme: Theme, parent: QWidget) -> QWidget:
    """Return a new view."""
    return TrueFalseView(body, theme, parent)


class TrueFalseView(QWidget):
    """The statement, the two verdicts, and the reasons if there are any."""

    changed = Signal()

    def __init__(self, body: TrueFalse, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self._body = body
        box = panel(self, "note")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(16, 12, 16, 12)
        self._statement = RichText(box, fitted=True)
        self._statement.set_markdown(body.statement)
        inside.addWidget(self._statement)
        self._verdict = ChoiceColumn(["True", "False"], self, exclusive=True)
        self._because = label("Because …", self, "over")
        self._reasons = ChoiceColumn([reason.text for reason in body.reasons], self, exclusive=True, first_key=3)
        for choices in (self._verdict, self._reasons):
            choices.changed.connect(self.changed)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        for widget in (box, self._verdict, self._because, self._reasons):
            column.addWidget(widget)
        self._because.setVisible(bool(body.reasons))
        self.set_theme(theme)

    def response(self) -> dict[str, Any] | None:
        """Return verdict and reason."""
        verdict, reason = self._verdict.chosen(), self._reasons.chosen()
        if not verdict:
            return None
        return {"verdict": verdict[0] == 0, "reason": reason[0] if reason else None}

    def complaint(self) -> str:
        """Return whether a part is missing."""
        if not self._verdict.chosen():
            return "choose true or false"
        return "choose the reason too" if self._body.reasons and not self._reasons.chosen() else ""

    def show_grade(self, grade: Grade, response: Any) -> None:  # noqa: ARG002
        """Mark verdict and reasons."""
        self._verdict.lock([self._body.answer, not self._body.answer])
        self._reasons.lock([reason.correct for reason in self._body.reasons])

    def key(self, text: str) -> bool:
        """Choose by digit: 1 and 2 the verdict, 3 and on the reason."""
        return self._verdict.key(text) or self._reasons.key(text)

    def focus(self) -> None:
        """Put the keyboard on the verdict."""
        self._verdict.focus()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._statement.set_theme(theme)
        self._verdict.set_theme(theme)
        self._reasons.set_theme(theme)
