"""Choose topics and count, or go on with a quiz that was left unfinished."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from quizapp.domain.cards import Topic
from quizapp.ui.widgets.basics import button, label, panel

COUNTS = (5, 10, 20, 30)


class QuizSetup(QFrame):
    """The first page of a quiz.

    Signals:
        started: Ids of the chosen topics (none for all) and the number of questions.
        resumed: The unfinished quiz is to go on.
    """

    started = Signal(list, int)
    resumed = Signal()

    def __init__(self, topics: Sequence[tuple[Topic, int]], parent: QWidget) -> None:
        """Make the page.

        Args:
            topics: Topics that have questions, each with their number.
            parent: Owner.
        """
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._topics = QButtonGroup(self)
        self._topics.setExclusive(False)
        self._counts = QButtonGroup(self)
        self._ids = [topic.id for topic, _ in topics]
        self._words = label("", self, "muted", wrap=True)
        self._start = button("Start    Space", self, self._on_start, "primary")
        self._start.setAccessibleName("Start")
        self._open = panel(self, "note")
        self._open_words = label("", self._open, "secondary", wrap=True)
        self._numbers = [number for _, number in topics]
        self._lay_out(topics)
        self._topics.idToggled.connect(self._say)
        self._counts.idToggled.connect(self._say)
        self._say()

    def show_unfinished(self, answered: int, total: int) -> None:
        """Offer to go on with a quiz; 0 of 0 for none."""
        self._open.setVisible(total > 0)
        self._open_words.setText(f"A quiz is unfinished: {answered} of {total} questions answered.")

    def focus(self) -> None:
        """Put the keyboard on Start."""
        self._start.setFocus()

    def start(self) -> None:
        """Start with what is chosen."""
        self._on_start()

    def choose_count(self, key: str) -> bool:
        """Choose the n-th count. Returns whether there is one."""
        if key.isdecimal() and 1 <= int(key) <= len(COUNTS):
            self._counts.button(COUNTS[int(key) - 1]).setChecked(True)
            return True
        return False

    def _lay_out(self, topics: Sequence[tuple[Topic, int]]) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(10)
        inside = QHBoxLayout(self._open)
        inside.setContentsMargins(16, 10, 10, 10)
        inside.addWidget(self._open_words, 1)
        inside.addWidget(button("Go on", self._open, self.resumed.emit))
        column.addWidget(self._open)
        column.addWidget(label("Topics", self, "over"))
        self._grid = QGridLayout()
        self._grid.setSpacing(8)
        for position, (topic, number) in enumerate(topics):
            chip = QPushButton(f"{topic.title}  {number}", self)
            chip.setCheckable(True)
            chip.setAccessibleName(f"{topic.title}, {number} questions")
            self._topics.addButton(chip, position)
        self._place_topics(3)
        column.addLayout(self._grid)
        column.addWidget(label("None chosen means all of them.", self, "muted"))
        column.addSpacing(10)
        column.addWidget(label("Questions", self, "over"))
        row = QHBoxLayout()
        row.setSpacing(8)
        for count in COUNTS:
            choice = QPushButton(str(count), self)
            choice.setCheckable(True)
            choice.setFixedWidth(64)
            choice.setAccessibleName(f"{count} questions")
            self._counts.addButton(choice, count)
            row.addWidget(choice)
        row.addStretch(1)
        self._counts.button(COUNTS[1]).setChecked(True)
        column.addLayout(row)
        column.addWidget(self._words)
        column.addSpacing(12)
        bottom = QHBoxLayout()
        bottom.addWidget(self._start)
        bottom.addStretch(1)
        column.addLayout(bottom)
        column.addStretch(1)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the topics as many columns as fit."""
        super().resizeEvent(event)
        widest = max((chip.sizeHint().width() for chip in self._topics.buttons()), default=1)
        self._place_topics(max(1, min(3, (self.width() - 64) // (widest + 8))))

    def minimumSizeHint(self) -> QSize:
        """One column of topics is enough."""
        return QSize(380, super().minimumSizeHint().height())

    def _place_topics(self, columns: int) -> None:
        for position, chip in enumerate(self._topics.buttons()):
            self._grid.addWidget(chip, position // columns, position % columns)

    def _chosen(self) -> list[int]:
        return [position for position in range(len(self._ids)) if self._topics.button(position).isChecked()]

    def _say(self) -> None:
        chosen = self._chosen() or range(len(self._ids))
        pool = sum(self._numbers[position] for position in chosen)
        count = self._counts.checkedId()
        more = " Some computed ones come again with other numbers." if count > pool else ""
        self._words.setText(f"{count} of {pool} questions, about {max(1, round(count * 0.75))} minutes.{more}")

    def _on_start(self) -> None:
        self.started.emit([self._ids[position] for position in self._chosen()], self._counts.checkedId())
