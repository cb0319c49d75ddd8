"""Cards: search as you type, filter, and look at a card with its simulation."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QSplitter, QVBoxLayout, QWidget

from quizapp.domain.cards import Card
from quizapp.domain.scheduling import CardState, state_of
from quizapp.ui.context import Context
from quizapp.ui.panels.card_panel import CardPanel
from quizapp.ui.panels.simulation_host import SimulationHost
from quizapp.ui.screens.screen import Keys, Screen
from quizapp.ui.screens.today import STATE_WORDS
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import button, label, panel
from quizapp.ui.widgets.card_grid import CardGrid, Tile
from quizapp.ui.widgets.combo import Combo

WIDE_PX = 1150  # from here on list, card and simulation stand side by side
DIFFICULTIES = ((0, "Any difficulty"), (1, "Recall"), (2, "Explain"), (3, "Derive"))
STATES = ((None, "Any state"), (CardState.NEW, "New"), (CardState.LEARNING, "Being learned"), (CardState.REVIEW, "Known"))


class CardsScreen(Screen):
    """A list beside a preview."""

    def __init__(self, context: Context, theme: Theme, parent: QWidget) -> None:
        super().__init__(context, theme, parent)
        self._chosen = ""
        self._show_simulation = False
        self._make_widgets()
        self._lay_out()
        self.set_theme(theme)

    def enter(self, detail: str) -> None:
        """Show a card, or the one shown last."""
        self._refresh()
        wanted = detail or self._chosen or next(iter(self.context.library.cards), "")
        if wanted in self.context.library.cards:
            self._open(wanted)
        self._search.setFocus()

    def detail(self) -> str:
        """Return the shown card."""
        return self._chosen

    def keys(self) -> Keys:
        """Return the keys of this page."""
        return (
            ("Ctrl+F", "Search"),
            ("↓ ↑  Enter", "Choose a card"),
            ("← →", "Answer, Whiteboard, Traps, Follow-ups"),
            ("Ctrl+Enter", "Study this card now"),
            ("V", "Card or simulation, in a small window"),
            ("E  P  .  ,  R  D  S  C", "The simulation, as in Study"),
        )

    def key(self, event: QKeyEvent) -> bool:
        """Tabs, search and the simulation."""
        code, text = event.key(), event.text().lower()
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if control and code == Qt.Key.Key_F:
            self._search.setFocus()
            self._search.selectAll()
        elif control and code in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_study()
        elif code in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            self._card.next_tab(1 if code == Qt.Key.Key_Right else -1)
        elif code == Qt.Key.Key_Escape and self._search.text():
            self._search.clear()
        elif text == "v":
            self._on_swap()
        else:
            shown = self._simulation.current
            return shown is not None and shown.key(text)
        return True

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        super().set_theme(theme)
        self._list.set_theme(theme)
        self._card.set_theme(theme)
        self._simulation.set_theme(theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show card and simulation together where there is room."""
        super().resizeEvent(event)
        self._arrange()

    def _make_widgets(self) -> None:
        self._search = QLineEdit(self)
        self._search.setPlaceholderText("Search")
        self._search.setAccessibleName("Search the cards")
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._refresh)
        self._search.returnPressed.connect(self._on_first)
        topics = self.context.library.topics
        used = {card.topic for card in self.context.library.cards.values()}
        self._topics = [topic for topic in topics if topic.id in used]
        self._topic = self._combo("Topic", ["Any topic", *(topic.title for topic in self._topics)])
        self._state = self._combo("State", [words for _, words in STATES])
        self._difficulty = self._combo("Difficulty", [words for _, words in DIFFICULTIES])
        self._found = label("", self, "muted")
        self._list = CardGrid(self, tall=True)
        self._list.chosen.connect(self._open)
        self._card = CardPanel(self)
        self._card.link_activated.connect(self._on_link)
        self._simulation = SimulationHost(self.context, self.theme, self)
        self._simulation.failed.connect(self.said)
        self._study = button("Study this card", self, self._on_study, tip="Ctrl+Enter")
        self._swap = button("Simulation", self, self._on_swap, tip="Show the simulation or the card (V)")
        self._back = button("Back to the card", self, self._on_swap, "small")

    def _combo(self, name: str, words: list[str]) -> Combo:
        made = Combo(self)
        made.addItems(words)
        made.setAccessibleName(name)
        made.currentIndexChanged.connect(self._refresh)
        return made

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 18, 18)
        column.setSpacing(12)
        column.addWidget(label("Cards", self, "heading"))
        self._splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self._splitter.setHandleWidth(14)
        self._splitter.setChildrenCollapsible(False)
        self._splitter.addWidget(self._list_panel())
        self._splitter.addWidget(self._card)
        right = QWidget(self)
        inside = QVBoxLayout(right)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.setSpacing(8)
        inside.addWidget(self._simulation, 1)
        inside.addWidget(self._back, 0, Qt.AlignmentFlag.AlignLeft)
        self._right = right
        self._splitter.addWidget(right)
        self._splitter.setSizes([300, 480, 480])
        for place, stretch in enumerate((2, 4, 4)):
            self._splitter.setStretchFactor(place, stretch)
        column.addWidget(self._splitter, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._study)
        buttons.addWidget(self._swap)
        buttons.addStretch(1)
        self._card.footer.addLayout(buttons)

    def _list_panel(self) -> QWidget:
        box = panel(self)
        box.setMinimumWidth(230)
        column = QVBoxLayout(box)
        column.setContentsMargins(16, 16, 12, 12)
        column.setSpacing(8)
        column.addWidget(self._search)
        column.addWidget(self._topic)
        row = QHBoxLayout()
        row.setSpacing(6)
        row.addWidget(self._state)
        row.addWidget(self._difficulty)
        column.addLayout(row)
        column.addWidget(self._found)
        column.addWidget(self._list, 1)
        return box

    def _arrange(self) -> None:
        wide = self.width() >= WIDE_PX
        self._card.setVisible(wide or not self._show_simulation)
        self._right.setVisible(wide or self._show_simulation)
        self._swap.setVisible(not wide)
        self._back.setVisible(not wide)

    def _refresh(self) -> None:
        memories = self.context.study.memories()
        titles = {topic.id: topic.title for topic in self.context.library.topics}
        tiles = []
        for card in self.context.library.cards.values():
            state = state_of(memories.get(card.id))
            if self._admits(card, state):
                tiles.append(Tile(card.id, card.title, titles.get(card.topic, card.topic), state.value, STATE_WORDS[state]))
        self._list.show_tiles(tiles)
        self._found.setText(f"{len(tiles)} of {len(self.context.library.cards)} cards" if tiles else "No card matches.")

    def _admits(self, card: Card, state: CardState) -> bool:
        words = self._search.text().casefold().split()
        text = " ".join((card.title, card.id, *card.tags, card.answer_short, card.answer_long)).casefold()
        topic = self._topic.currentIndex()
        wanted = STATES[self._state.currentIndex()][0]
        if state is CardState.RELEARNING:
            state = CardState.LEARNING
        return (
            all(word in text for word in words)
            and (topic <= 0 or card.topic == self._topics[topic - 1].id)
            and DIFFICULTIES[self._difficulty.currentIndex()][0] in (0, card.difficulty)
            and wanted in (None, state)
        )

    def _open(self, card_id: str) -> None:
        card = self.context.library.cards[card_id]
        self._chosen = card_id
        self._card.show_question(card, self.context.library, "")
        self._card.reveal()
        self._simulation.show_card(card)
        self._arrange()

    def _on_first(self) -> None:
        first = self._list.first()
        if first:
            self._open(first)

    def _on_link(self, address: str) -> None:
        if address.startswith("sim:"):
            self._simulation.show_run(address.removeprefix("sim:"))
            if self.width() < WIDE_PX:
                self._on_swap()
        else:
            self.said.emit(f"No browser could be opened for {address}")

    def _on_study(self) -> None:
        if self._chosen:
            self.go.emit(f"study/card:{self._chosen}")

    def _on_swap(self) -> None:
        self._show_simulation = not self._show_simulation
        self._arrange()
