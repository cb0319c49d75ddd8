"""One question of a quiz: prompt, response, and after it the feedback with the reasoning."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from quizapp.domain.cards import Misconception
from quizapp.domain.questions import Grade, Question, Verdict
from quizapp.ui.question_views.protocol import QuestionView, build_question_view
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import button, label, panel, scrolled, set_property
from quizapp.ui.widgets.feedback import feedback_markdown
from quizapp.ui.widgets.rich_text import RichText

MEASURE_PX = 720  # longer lines are hard to read
VERDICT_WORDS = {
    Verdict.CORRECT: ("Right", "good"),
    Verdict.PARTIAL: ("Partly right", "warn"),
    Verdict.WRONG: ("Not right", "bad"),
    Verdict.UNANSWERED: ("Not answered", "warn"),
}


class QuizQuestion(QFrame):
    """Takes one response and shows its grade.

    Signals:
        submitted: The response, None for giving up.
        continued: On to the next question.
        simulation_asked: Preset or share text of the simulation that shows it.
    """

    submitted = Signal(object)
    continued = Signal()
    simulation_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._theme = theme
        self._view: QuestionView | None = None
        self._widget: QWidget | None = None
        self._question: Question | None = None
        self._run = ""
        self._graded = False
        self._over = label("", self, "over")
        self._prompt = RichText(self, body=18.0, fitted=True)
        self._verdict = label("", self, "title")
        self._feedback = RichText(self, body=15.0, fitted=True)
        self._feedback_box = panel(self, "good")
        self._note = label("", self, "muted", wrap=True)
        self._submit = button("Answer    Enter", self, self._on_submit, "primary")
        self._submit.setAccessibleName("Answer")
        self._skip = button("I don't know", self, self._on_skip, "quiet")
        self._next = button("Next    Space", self, self.continued.emit, "primary")
        self._next.setAccessibleName("Next")
        self._see = button("See it in the simulation", self, self._on_see, tip="V")
        self._lay_out()

    @property
    def graded(self) -> bool:
        """Whether the present question has been answered."""
        return self._graded

    def show_question(self, question: Question, over: str, run: str) -> None:
        """Put a question.

        Args:
            question: The concrete question.
            over: Small line above it: number and topic.
            run: Simulation that shows it; empty for none.
        """
        self._question, self._run, self._graded = question, run, False
        if self._widget is not None:
            self._slot.removeWidget(self._widget)
            self._widget.hide()
            self._widget.deleteLater()
        self._over.setText(over.upper())
        self._prompt.set_markdown(question.prompt)
        self._widget = build_question_view(question.body.kind, question.body, self._theme, self)
        self._view = self._widget  # type: ignore[assignment]  # a widget that is a QuestionView, see its builder
        self._slot.addWidget(self._widget)
        self._feedback_box.hide()
        self._note.setText("")
        self._set_phase()
        self._area.verticalScrollBar().setValue(0)
        if self._view is not None:
            self._view.changed.connect(self._on_changed)
            self._view.focus()

    def show_grade(self, grade: Grade, response: Any, misconceptions: Mapping[str, Misconception], last: bool) -> None:
        """Show the grade, why, and the reasoning."""
        if self._view is None or self._question is None:
            return
        self._graded = True
        self._view.show_grade(grade, response)
        words, tone = VERDICT_WORDS[grade.verdict]
        points = "" if grade.score in (0.0, 1.0) else f": {grade.score:.0%} of the point"
        self._verdict.setText(words + points)
        set_property(self._verdict, "tone", tone)
        set_property(self._feedback_box, "role", "good" if grade.score >= 1.0 else "bad" if grade.score == 0.0 else "note")
        self._feedback.set_markdown(feedback_markdown(self._question, grade, misconceptions))
        self._feedback_box.show()
        self._next.setText("Result    Space" if last else "Next    Space")
        self._set_phase()
        self._next.setFocus()
        QTimer.singleShot(0, self, self._show_feedback)

    def enter_pressed(self) -> None:
        """Answer, or go on after the answer."""
        if self._graded:
            self.continued.emit()
        else:
            self._on_submit()

    def key(self, text: str) -> bool:
        """Choose by digit, or ask for the simulation. Returns whether the key means anything."""
        if text == "v" and self._graded and self._run:
            self._on_see()
            return True
        return not self._graded and self._view is not None and self._view.key(text)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for text in (self._prompt, self._feedback):
            text.set_theme(theme)
        if self._view is not None:
            self._view.set_theme(theme)

    def _lay_out(self) -> None:
        inner = QWidget(self)
        reading = QWidget(inner)
        reading.setMaximumWidth(MEASURE_PX)
        centred = QHBoxLayout(inner)
        centred.setContentsMargins(32, 26, 32, 10)
        centred.addWidget(reading, 1)
        column = QVBoxLayout(reading)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(self._over)
        column.addWidget(self._prompt)
        column.addSpacing(4)
        self._slot = QVBoxLayout()
        column.addLayout(self._slot)
        box = QVBoxLayout(self._feedback_box)
        box.setContentsMargins(18, 14, 18, 14)
        box.setSpacing(8)
        box.addWidget(self._verdict)
        box.addWidget(self._feedback)
        column.addWidget(self._feedback_box)
        column.addStretch(1)
        self._area: QScrollArea = scrolled(inner, self)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 18)
        outer.setSpacing(8)
        outer.addWidget(self._area, 1)
        foot = QWidget(self)
        foot.setMaximumWidth(MEASURE_PX)
        row = QHBoxLayout(foot)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        for widget in (self._submit, self._skip, self._next, self._see):
            row.addWidget(widget, 0, Qt.AlignmentFlag.AlignLeft)
        row.addWidget(self._note, 1)
        below = QHBoxLayout()
        below.setContentsMargins(32, 0, 32, 0)
        below.addWidget(foot, 1)
        outer.addLayout(below)

    def _set_phase(self) -> None:
        for widget in (self._submit, self._skip):
            widget.setVisible(not self._graded)
        self._next.setVisible(self._graded)
        self._see.setVisible(self._graded and bool(self._run))
        self._on_changed()

    def _on_changed(self) -> None:
        self._submit.setEnabled(self._view is not None and self._view.response() is not None)
        self._note.setText("")

    def _show_feedback(self) -> None:
        """Scroll to the feedback, once it has its place."""
        self._area.ensureWidgetVisible(self._feedback_box, 0, 40)

    def _on_submit(self) -> None:
        if self._view is None or self._graded or self._view.response() is None:
            return
        complaint = self._view.complaint()
        if complaint:
            self._note.setText(f"{complaint[0].upper()}{complaint[1:]}.")
            return
        self.submitted.emit(self._view.response())

    def _on_skip(self) -> None:
        self.submitted.emit(None)

    def _on_see(self) -> None:
        self.simulation_asked.emit(self._run)
