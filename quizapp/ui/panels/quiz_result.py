"""The result of a quiz: score, topics, wrong beliefs, and every question that was missed."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from quizapp.domain.quizzes import GradedItem, QuizResult
from quizapp.services.library import Library
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import button, label, scrolled
from quizapp.ui.widgets.feedback import feedback_markdown, question_markdown
from quizapp.ui.widgets.rich_text import RichText


class QuizResultPanel(QFrame):
    """The last page of a quiz.

    Signals:
        again: Another quiz is asked for.
        card_asked: Id of a card to look at.
    """

    again = Signal()
    card_asked = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._theme = theme
        self._texts: list[RichText] = []
        self._inner: QWidget | None = None
        self._outer = QVBoxLayout(self)
        self._outer.setContentsMargins(0, 0, 0, 18)
        row = QHBoxLayout()
        row.setContentsMargins(32, 8, 32, 0)
        self._again = button("Another quiz    Space", self, self.again.emit, "primary")
        self._again.setAccessibleName("Another quiz")
        row.addWidget(self._again)
        row.addStretch(1)
        self._outer.addLayout(row)

    def show_result(self, result: QuizResult, library: Library) -> None:
        """Show a result."""
        if self._inner is not None:
            self._outer.removeWidget(self._inner)
            self._inner.deleteLater()
        self._texts = []
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(32, 28, 32, 12)
        column.setSpacing(8)
        column.addWidget(label("Result", page, "over"))
        points = sum(graded.grade.score for graded in result.graded)
        column.addWidget(label(f"{points:g} of {len(result.graded)}", page, "figure"))
        column.addWidget(label(_words(result), page, "secondary", wrap=True))
        column.addSpacing(14)
        column.addLayout(_topic_rows(result, library, page))
        if result.misconceptions:
            column.addSpacing(14)
            column.addWidget(label("Beliefs to check", page, "over"))
            column.addWidget(self._text(_beliefs(result, library), page))
        if result.missed:
            column.addSpacing(14)
            column.addWidget(label("To look at again", page, "over"))
            for graded in result.missed:
                self._missed(graded, library, page, column)
        column.addStretch(1)
        area = scrolled(page, self)
        self._inner = area
        self._outer.insertWidget(0, area, 1)
        self._again.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for text in self._texts:
            text.set_theme(theme)

    def _missed(self, graded: GradedItem, library: Library, page: QWidget, column: QVBoxLayout) -> None:
        question = graded.item.question
        column.addWidget(self._text(f"{question_markdown(question)}\n\n{feedback_markdown(question, graded.grade, {})}", page))
        card = library.find(graded.item.card_id)
        if card is not None:
            link = button(f"Card: {card.title}", page, self._on_card, "small")
            link.setProperty("card_id", card.id)
            row = QHBoxLayout()
            row.addWidget(link)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(10)

    def _text(self, markdown: str, page: QWidget) -> RichText:
        made = RichText(page, body=15.0, fitted=True)
        made.set_theme(self._theme)
        made.set_markdown(markdown)
        self._texts.append(made)
        return made

    def _on_card(self) -> None:
        self.card_asked.emit(str(self.sender().property("card_id")))


def _words(result: QuizResult) -> str:
    skipped = len(result.graded) - result.answered
    parts = [f"{result.score:.0%} of the points."]
    if skipped:
        parts.append(f"{skipped} not answered.")
    if not result.missed:
        parts.append("Nothing missed.")
    return " ".join(parts)


def _topic_rows(result: QuizResult, library: Library, page: QWidget) -> QGridLayout:
    titles = {topic.id: topic.title for topic in library.topics}
    grid = QGridLayout()
    grid.setHorizontalSpacing(16)
    grid.setVerticalSpacing(8)
    for row, score in enumerate(result.topics):
        bar = QProgressBar(page)
        bar.setTextVisible(False)
        bar.setRange(0, 1000)
        bar.setValue(round(1000 * score.points / score.questions))
        title = titles.get(score.topic, score.topic)
        bar.setAccessibleName(f"{title}: {score.points:g} of {score.questions}")
        grid.addWidget(label(title, page, "value"), row, 0)
        grid.addWidget(bar, row, 1)
        grid.addWidget(label(f"{score.points:g} of {score.questions}", page, "mono"), row, 2)
    grid.setColumnStretch(1, 1)
    return grid


def _beliefs(result: QuizResult, library: Library) -> str:
    lines: Sequence[str] = [
        f"- {belief.belief} **In fact:** {belief.correction}"
        for belief in (library.misconceptions.get(name) for name, _ in result.misconceptions)
        if belief is not None
    ]
    return "\n".join(lines)
