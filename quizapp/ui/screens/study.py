"""Study: the card on the left, its live simulation on the right, four grades below."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from quizapp.domain.errors import StaleCardError
from quizapp.domain.predictions import Commitment
from quizapp.domain.queue import CardFilter
from quizapp.domain.scheduling import Rating
from quizapp.domain.session import Phase, StudySession
from quizapp.services.study import Done, Presented
from quizapp.ui.context import Context
from quizapp.ui.panels.card_panel import CardPanel
from quizapp.ui.panels.simulation_host import SimulationHost
from quizapp.ui.screens.screen import Keys, Screen
from quizapp.ui.theme import Theme
from quizapp.ui.times import when_text
from quizapp.ui.widgets.basics import button, label, panel, tool
from quizapp.ui.widgets.rating_bar import RatingBar

PREPARE_MS = 30  # enough for the question to be painted first
RATING_KEYS = ("1", "2", "3", "4")
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
BEFORE = "Answer as you would in the interview: half a minute for the core, then the details. Then look."


class StudyScreen(Screen):
    """One sitting: question, answer, grade, next."""

    def __init__(self, context: Context, theme: Theme, parent: QWidget) -> None:
        super().__init__(context, theme, parent)
        self._selection = CardFilter()
        self._session = StudySession()
        self._presented: Presented | None = None
        self._answered = 0
        self._make_widgets()
        self._lay_out()
        self.set_theme(theme)

    def enter(self, detail: str) -> None:
        """Ask what is due; a detail restricts it to a topic (``topic:x``) or one card (``card:x``)."""
        kind, _, name = detail.partition(":")
        names = frozenset([name]) if name else frozenset()
        self._selection = CardFilter(names if kind == "topic" else frozenset(), names if kind == "card" else frozenset())
        self._answered = 0
        if kind == "card" and self.context.library.find(name) is not None:
            self._show(self.context.study.present(name, self._selection))
        else:
            self._next()

    def detail(self) -> str:
        """Return the restriction."""
        for kind, names in (("topic", self._selection.topics), ("card", self._selection.card_ids)):
            if names:
                return f"{kind}:{next(iter(names))}"
        return ""

    def keys(self) -> Keys:
        """Return the keys of this page."""
        return (
            ("Space", "Show the answer; then: Good"),
            ("1 2 3 4", "Again, Hard, Good, Easy"),
            ("A B C …", "Predict what the simulation will do; Enter commits"),
            ("U", "Undo the last answer"),
            ("← →", "Answer, Whiteboard, Traps, Follow-ups"),
            ("P  .  ,", "Simulation: play or pause, one step on, one back"),
            ("R  D  S", "Simulation: same start, new random numbers, speed"),
            ("E", "The next simulation of the card"),
            ("C  Z  Y", "Simulation: all controls, undo, redo"),
            ("Esc", "Back to Today"),
        )

    def key(self, event: QKeyEvent) -> bool:
        """Reveal, grade, undo, or play the simulation."""
        code, text = event.key(), event.text().lower()
        if self._predicts(code, text):
            return True
        if code == Qt.Key.Key_Space or code in ENTER:
            self._space()
        elif code == Qt.Key.Key_Escape:
            self.go.emit("today")
        elif code in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._card.next_tab(1 if code == Qt.Key.Key_Right else -1)
        elif text in RATING_KEYS:
            self._rate(int(text))
        elif text == "u":
            self._undo()
        else:
            shown = self._simulation.current
            return shown is not None and shown.key(text)
        return True

    def _predicts(self, code: int, text: str) -> bool:
        """Let a key answer what the simulation asks; once the card is revealed, digits grade it."""
        shown = self._simulation.current
        if shown is None or not shown.gate.asking or code == Qt.Key.Key_Space:
            return False
        if code in ENTER:
            shown.gate.commit()
            return True
        return not (text in RATING_KEYS and self._session.phase is Phase.ANSWER) and shown.key(text)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        super().set_theme(theme)
        self._card.set_theme(theme)
        self._simulation.set_theme(theme)

    def _make_widgets(self) -> None:
        self._position = label("", self, "muted")
        self._progress = QProgressBar(self)
        self._progress.setTextVisible(False)
        self._progress.setFixedWidth(200)
        self._progress.setAccessibleName("Progress of this sitting")
        self._left = label("", self, "muted")
        self._card = CardPanel(self)
        self._card.link_activated.connect(self._on_link)
        self._simulation = SimulationHost(self.context, self.theme, self)
        self._simulation.failed.connect(self.said)
        self._simulation.predicted.connect(self._on_predicted)
        self._ratings = RatingBar(self)
        self._ratings.rated.connect(self._rate)
        self._reveal = button("Show the answer    Space", self, self._space, "primary")
        self._reveal.setAccessibleName("Show the answer")
        self._pages = QStackedWidget(self)
        self._done = self._done_page()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 18, 18)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(tool("Back to Today (Esc)", "back", self, self._on_back))
        top.addWidget(label("Study", self, "title"))
        top.addWidget(self._position)
        top.addStretch(1)
        top.addWidget(self._progress)
        top.addWidget(self._left)
        top.addStretch(1)
        top.addWidget(tool("Undo the last answer (U)", "undo", self, self._undo))
        column.addLayout(top)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        splitter.setHandleWidth(14)
        splitter.setChildrenCollapsible(False)
        splitter.addWidget(self._card)
        splitter.addWidget(self._simulation)
        for place in (0, 1):
            splitter.setStretchFactor(place, 1)
        splitter.setSizes([1000, 1000])
        self._card.footer.addWidget(self._reveal)
        self._card.footer.addWidget(self._ratings)
        self._pages.addWidget(splitter)
        self._pages.addWidget(self._done)
        column.addWidget(self._pages, 1)

    def _done_page(self) -> QWidget:
        page = panel(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(40, 40, 40, 40)
        column.setSpacing(10)
        column.addStretch(1)
        self._done_title = label("", page, "heading")
        self._done_words = label("", page, "secondary", wrap=True)
        for words in (self._done_title, self._done_words):
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addSpacing(14)
        row = QHBoxLayout()
        row.addStretch(1)
        row.addWidget(button("Take a quiz", page, self._on_quiz, "primary"))
        row.addWidget(button("Open the Lab", page, self._on_lab))
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(2)
        return page

    # -- the sitting

    def _next(self) -> None:
        shown = self.context.study.next_card(self._selection)
        if isinstance(shown, Done):
            self._show_done(shown)
        else:
            self._show(shown)

    def _show(self, presented: Presented) -> None:
        self._presented = presented
        card = presented.card
        self._session = self._session.show(self.context.clock.now_ms())
        self._pages.setCurrentIndex(0)
        self._card.show_question(card, self.context.library, BEFORE)
        self._reveal.setVisible(True)
        self._ratings.setVisible(False)
        self._reveal.setFocus()
        self._show_progress()
        self._simulation.show_card(card, waiting=True, still=self.context.settings.current.reduced_motion)
        QTimer.singleShot(PREPARE_MS, self, self._prepare)

    def _prepare(self) -> None:
        """While the learner thinks, lay out the answer and compute where each grade leads: revealing must take no time."""
        self._card.prepare()
        if self._presented is not None:
            _ = self._presented.next_states

    def _show_progress(self) -> None:
        overview = self.context.study.overview(self._selection)
        left = overview.counts.total
        self._position.setText(f"card {self._answered + 1}")
        self._progress.setRange(0, max(1, self._answered + left))
        self._progress.setValue(self._answered)
        self._left.setText(f"{left} left · {overview.minutes} min" if left else "")

    def _space(self) -> None:
        if self._session.phase is Phase.QUESTION:
            self._show_answer()
        elif self._session.phase is Phase.ANSWER:
            self._rate(int(Rating.GOOD))

    def _show_answer(self) -> None:
        if self._presented is None:
            return
        self._session = self._session.reveal()
        self._card.reveal()
        states = self._presented.next_states
        self._ratings.show_intervals({int(rating): states.of(rating).text for rating in Rating})
        self._reveal.setVisible(False)
        self._ratings.setVisible(True)
        self._simulation.release()

    def _rate(self, value: int) -> None:
        if self._presented is None or self._session.phase is not Phase.ANSWER:
            return
        now_ms = self.context.clock.now_ms()
        try:
            self.context.study.answer(self._presented, Rating(value), self._session.duration_ms(now_ms))
        except StaleCardError as error:
            self.said.emit(str(error))
        else:
            self._session = self._session.rate(Rating(value), now_ms)
            self._answered += 1
        self._next()

    def _undo(self) -> None:
        reversal = self.context.study.undo()
        if reversal is None:
            self.said.emit("There is no answer to undo.")
            return
        self._session = self._session.undo()
        self._answered = max(0, self._answered - 1)
        if self.context.library.find(reversal.card_id) is None:
            self.said.emit(f"Undone: {reversal.rating.name.lower()} for a card that is no longer in the deck.")
            self._next()
        else:
            self.said.emit(f"Undone: {reversal.rating.name.lower()}. Here is the card again.")
            self._show(self.context.study.present(reversal.card_id, self._selection))

    def _show_done(self, done: Done) -> None:
        self._presented = None
        self._session = StudySession()
        self._pages.setCurrentIndex(1)
        self._done_title.setText("That is all for now")
        answered = f"{self._answered} answer{'' if self._answered == 1 else 's'} in this sitting. " if self._answered else ""
        if done.next_due_ms is None:
            self._done_words.setText(f"{answered}There are no cards in this selection.")
        else:
            when = when_text(done.next_due_ms, self.context.clock.now_ms(), self.context.clock.zone())
            self._done_words.setText(f"{answered}The next card comes {when}.")
        self._position.setText("")
        self._left.setText("")
        self._progress.setRange(0, 1)
        self._progress.setValue(1)

    def _on_predicted(self, made: Commitment) -> None:
        """Keep a prediction before anything else happens, and take the keyboard back from the strip that asked."""
        if self._presented is None:
            return
        if self._session.phase is Phase.QUESTION:
            self._reveal.setFocus()
        else:
            self._ratings.setFocus()
        self.context.predictions.record(self._presented.card.id, made)

    def _on_link(self, address: str) -> None:
        if address.startswith("sim:"):
            self._simulation.show_run(address.removeprefix("sim:"))
        else:
            self.said.emit(f"No browser could be opened for {address}")

    def _on_quiz(self) -> None:
        self.go.emit("quiz")

    def _on_lab(self) -> None:
        self.go.emit("lab")

    def _on_back(self) -> None:
        self.go.emit("today")
