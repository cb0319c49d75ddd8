"""Quiz: choose, answer one question after another with feedback, see the result."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QStackedWidget, QVBoxLayout, QWidget

from quizapp.domain.cards import Topic
from quizapp.domain.errors import InvalidResponseError, QuizError
from quizapp.domain.quizzes import QuizItem
from quizapp.ui.context import Context
from quizapp.ui.panels.quiz_question import QuizQuestion
from quizapp.ui.panels.quiz_result import QuizResultPanel
from quizapp.ui.panels.quiz_setup import QuizSetup
from quizapp.ui.panels.simulation_host import SimulationHost
from quizapp.ui.screens.screen import Keys, Screen
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label

SEEDS = 2**31 - 1
BESIDE_PX = 1000  # from here on a simulation fits beside the question


class QuizScreen(Screen):
    """Setup, questions and result."""

    def __init__(self, context: Context, theme: Theme, parent: QWidget) -> None:
        super().__init__(context, theme, parent)
        self._at = 0
        self._shown_ms = 0
        self._setup = QuizSetup(self._topics(), self)
        self._question = QuizQuestion(theme, self)
        self._result = QuizResultPanel(theme, self)
        self._simulation = SimulationHost(context, theme, self)
        self._pages = QStackedWidget(self)
        self._position = label("", self, "muted")
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(200)
        self._progress.setAccessibleName("Progress of the quiz")
        self._lay_out()
        self._connect()
        self.set_theme(theme)

    def enter(self, detail: str) -> None:
        """Go on with the question on the screen, or offer to start or resume; a number as detail puts that question."""
        quiz = self.context.quizzes.quiz
        if detail.isdecimal() and quiz is not None and int(detail) < len(quiz.items):
            self._show_question(int(detail))
            return
        if self._pages.currentIndex() == 1 and self.context.quizzes.quiz is not None:
            return
        self._show_setup()

    def keys(self) -> Keys:
        """Return the keys of this page."""
        return (
            ("1 … 9", "Choose an option"),
            ("Enter", "Answer"),
            ("Space", "Next question, after the answer"),
            ("V", "See it in the simulation, after the answer"),
            ("Esc", "Leave the quiz; it can be resumed"),
        )

    def key(self, event: QKeyEvent) -> bool:
        """Answer, go on, leave."""
        code, page = event.key(), self._pages.currentIndex()
        if code in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            return self._confirm(page, code == Qt.Key.Key_Space)
        if code == Qt.Key.Key_Escape and page != 0:
            self._show_setup()
            return True
        text = event.text().lower()
        if page == 0:
            return self._setup.choose_count(text)
        if page == 1 and not self._question.key(text):
            shown = self._simulation.current
            return not self._simulation.isHidden() and shown is not None and shown.key(text)
        return page == 1

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        super().set_theme(theme)
        self._question.set_theme(theme)
        self._result.set_theme(theme)
        self._simulation.set_theme(theme)

    def _confirm(self, page: int, space: bool) -> bool:
        if page == 0:
            self._setup.start()
        elif page == 2:
            self._show_setup()
        elif self._question.graded or not space:
            self._question.enter_pressed()
        return True

    def _topics(self) -> list[tuple[Topic, int]]:
        library = self.context.library
        numbers = {
            topic.id: sum(len(card.questions) for card in library.cards.values() if card.topic == topic.id)
            for topic in library.topics
        }
        return [(topic, numbers[topic.id]) for topic in library.topics if numbers[topic.id]]

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 18, 18)
        column.setSpacing(12)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(label("Quiz", self, "heading"))
        top.addWidget(self._position)
        top.addStretch(1)
        top.addWidget(self._progress)
        column.addLayout(top)
        self._pages.addWidget(self._setup)
        row_page = QWidget(self)
        row = QHBoxLayout(row_page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        row.addWidget(self._question, 1)
        row.addWidget(self._simulation, 1)
        self._simulation.hide()
        self._pages.addWidget(row_page)
        self._pages.addWidget(self._result)
        column.addWidget(self._pages, 1)

    def _connect(self) -> None:
        self._setup.started.connect(self._on_started)
        self._setup.resumed.connect(self._on_resumed)
        self._question.submitted.connect(self._on_submitted)
        self._question.continued.connect(self._on_continued)
        self._question.simulation_asked.connect(self._on_simulation)
        self._result.again.connect(self._show_setup)
        self._result.card_asked.connect(self._on_card)
        self._simulation.failed.connect(self.said)

    def _show_setup(self) -> None:
        self._pages.setCurrentIndex(0)
        self._position.setText("")
        self._progress.hide()
        unfinished = self.context.quizzes.resume()
        items = unfinished.items if unfinished is not None else ()
        self._setup.show_unfinished(sum(item.attempt is not None for item in items), len(items))
        self._setup.focus()

    def _on_started(self, topics: list[str], count: int) -> None:
        seed = self.context.clock.now_ms() % SEEDS
        try:
            self.context.quizzes.start(topics, count, seed)
        except QuizError as error:
            self.said.emit(str(error))
            return
        self._show_question(0)

    def _on_resumed(self) -> None:
        quiz = self.context.quizzes.resume()
        if quiz is None:
            self._show_setup()
            return
        open_items = [index for index, item in enumerate(quiz.items) if item.attempt is None]
        if open_items:
            self._show_question(open_items[0])
        else:
            self._show_result()

    def _show_question(self, index: int) -> None:
        quiz = self.context.quizzes.quiz
        if quiz is None:
            return
        self._at = index
        item = quiz.items[index]
        title = next((topic.title for topic in self.context.library.topics if topic.id == item.topic), item.topic)
        self._simulation.hide()
        self._pages.setCurrentIndex(1)
        self._question.show_question(item.question, f"Question {index + 1}  ·  {title}", self._run_of(item))
        self._position.setText(f"question {index + 1} of {len(quiz.items)}")
        self._progress.show()
        self._progress.setRange(0, len(quiz.items))
        self._progress.setValue(index)
        self._shown_ms = self.context.clock.now_ms()

    def _run_of(self, item: QuizItem) -> str:
        card = self.context.library.find(item.card_id)
        first = card.simulations[0].run if card is not None and card.simulations else ""
        return item.question.run or first

    def _on_submitted(self, response: object) -> None:
        quizzes = self.context.quizzes
        if quizzes.quiz is None:
            return
        spent = max(0, self.context.clock.now_ms() - self._shown_ms)
        try:
            grade = quizzes.respond(self._at, response, spent)
        except InvalidResponseError as error:
            self.said.emit(str(error))
            return
        last = self._next_open() is None
        self._progress.setValue(self._at + 1)
        self._question.show_grade(grade, response, self.context.library.misconceptions, last)

    def _next_open(self) -> int | None:
        quiz = self.context.quizzes.quiz
        items = quiz.items if quiz is not None else ()
        return next((index for index, item in enumerate(items) if item.attempt is None), None)

    def _on_continued(self) -> None:
        index = self._next_open()
        if index is None:
            self._show_result()
        else:
            self._show_question(index)

    def _show_result(self) -> None:
        result = self.context.quizzes.finish()
        self._pages.setCurrentIndex(2)
        self._position.setText("")
        self._progress.hide()
        self._result.show_result(result, self.context.library)

    def _on_simulation(self, run: str) -> None:
        if self.width() < BESIDE_PX:
            self.go.emit(f"lab/{run}")  # the question waits here
            return
        self._simulation.show()
        self._simulation.show_run(run)

    def _on_card(self, card_id: str) -> None:
        self.go.emit(f"cards/{card_id}")
