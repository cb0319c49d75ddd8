"""What the quiz screen expects of the view of a question, and how it finds the one for a kind."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any, Protocol

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QWidget

from quizapp.domain.questions import Grade
from quizapp.ui.theme import Theme


class QuestionView(Protocol):
    """A widget that takes the response to one question and shows its grade.

    Attributes:
        changed: Signal(): the response is another one now.
    """

    changed: SignalInstance

    def response(self) -> Any:
        """Return the response as plain data; None as long as there is none."""
        ...

    def complaint(self) -> str:
        """Return why the response cannot be taken as it is, one sentence; empty if it can."""
        ...

    def show_grade(self, grade: Grade, response: Any) -> None:
        """Take no more input and mark what was right and wrong."""
        ...

    def key(self, text: str) -> bool:
        """Do what a digit key means here. Returns whether it means anything."""
        ...

    def focus(self) -> None:
        """Put the keyboard where the response begins."""
        ...

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        ...


def build_question_view(kind: str, body: Any, theme: Theme, parent: QWidget) -> QWidget:
    """Return the view for a question's body: a widget that is a ``QuestionView``."""
    build: Callable[[Any, Theme, QWidget], QWidget] = import_module(f"quizapp.ui.question_views.{kind}").build_view
    return build(body, theme, parent)
