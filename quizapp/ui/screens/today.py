"""Today: what is due in minutes, one button to start, what comes first, and the whole deck at a glance."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from quizapp.domain.scheduling import CardState, MemoryState, state_of
from quizapp.services.study import Done, Overview
from quizapp.ui.context import Context
from quizapp.ui.screens.screen import Keys, Screen
from quizapp.ui.theme import Theme
from quizapp.ui.times import when_text
from quizapp.ui.widgets.basics import button, label, panel
from quizapp.ui.widgets.card_grid import CardGrid, Tile
from quizapp.ui.widgets.rich_text import RichText

STATE_WORDS = {
    CardState.NEW: "new",
    CardState.LEARNING: "learning",
    CardState.RELEARNING: "learning again",
    CardState.REVIEW: "known",
}


class TodayScreen(Screen):
    """The first page."""

    def __init__(self, context: Context, theme: Theme, parent: QWidget) -> None:
        super().__init__(context, theme, parent)
        self._figure = label("", self, "figure")
        self._words = label("", self, "secondary", wrap=True)
        self._counts = label("", self, "muted", wrap=True)
        self._start = button("Start    Space", self, self._on_start, "primary")
        self._start.setAccessibleName("Start")
        self._next_over = label("First comes", self, "over")
        self._next = RichText(self, body=18.0, fitted=True, heading=True)
        self._grid = CardGrid(self)
        self._grid.chosen.connect(self._on_card)
        self._grid_words = label("", self, "muted", wrap=True)
        self._lay_out()
        self.set_theme(theme)

    def enter(self, detail: str) -> None:  # noqa: ARG002
        """Look anew at what is due."""
        overview = self.context.study.overview()
        self._show_overview(overview)
        self._show_next()
        self._show_deck(self.context.study.memories())
        self._start.setFocus()

    def keys(self) -> Keys:
        """Return the keys of this page."""
        return (("Space", "Start"), ("Tab", "To the cards of the deck"), ("Enter", "Study the chosen card"))

    def key(self, event: QKeyEvent) -> bool:
        """Start."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._on_start()
            return True
        return False

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        super().set_theme(theme)
        self._next.set_theme(theme)
        self._grid.set_theme(theme)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 14, 18, 18)
        column.setSpacing(14)
        column.addWidget(label("Today", self, "heading"))
        row = QHBoxLayout()
        row.setSpacing(14)
        row.addWidget(self._left_panel(), 5)
        row.addWidget(self._right_panel(), 6)
        column.addLayout(row, 1)

    def _left_panel(self) -> QWidget:
        box = panel(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(4)
        column.addWidget(label("Due now", box, "over"))
        column.addWidget(self._figure)
        column.addWidget(self._words)
        column.addSpacing(6)
        column.addWidget(self._counts)
        column.addSpacing(18)
        column.addWidget(self._start)
        column.addSpacing(26)
        column.addWidget(self._next_over)
        column.addSpacing(4)
        column.addWidget(self._next)
        column.addStretch(1)
        return box

    def _right_panel(self) -> QWidget:
        box = panel(self)
        column = QVBoxLayout(box)
        column.setContentsMargins(32, 28, 32, 28)
        column.setSpacing(12)
        column.addWidget(label("Your deck", box, "over"))
        column.addWidget(self._grid_words)
        column.addWidget(self._grid)
        column.addStretch(1)
        return box

    def _show_overview(self, overview: Overview) -> None:
        counts = overview.counts
        something = counts.total > 0
        self._figure.setText(f"{overview.minutes} minute{'' if overview.minutes == 1 else 's'}" if something else "Nothing due")
        parts = [
            f"{number} {words}"
            for number, words in ((counts.due, "to review"), (counts.learning, "being learned"), (counts.new, "new"))
            if number
        ]
        self._counts.setText(" · ".join(parts))
        self._counts.setVisible(bool(parts))
        if something:
            self._words.setText("Every answer is saved as you go. You can stop at any card.")
        elif overview.next_due_ms is not None:
            when = when_text(overview.next_due_ms, self.context.clock.now_ms(), self.context.clock.zone())
            self._words.setText(f"The next card comes {when}. Until then a quiz keeps you warm.")
        else:
            self._words.setText("There are no cards. The deck could not be loaded; run quizapp check to see why.")
        self._start.setText("Start    Space" if something else "Take a quiz    Space")
        self._start.setAccessibleName("Start" if something else "Take a quiz")

    def _show_next(self) -> None:
        upcoming = self.context.study.next_card()
        known = not isinstance(upcoming, Done)
        self._next_over.setVisible(known)
        self._next.setVisible(known)
        if not isinstance(upcoming, Done):
            self._next.set_markdown(upcoming.card.title)

    def _show_deck(self, memories: Mapping[str, MemoryState | None]) -> None:
        titles = {topic.id: topic.title for topic in self.context.library.topics}
        tiles = []
        for card_id, memory in memories.items():
            card = self.context.library.cards[card_id]
            state = state_of(memory)
            tiles.append(Tile(card_id, card.title, titles.get(card.topic, card.topic), state.value, STATE_WORDS[state]))
        self._grid.show_tiles(tiles)
        known = sum(tile.state == CardState.REVIEW.value for tile in tiles)
        begun = sum(tile.state != CardState.NEW.value for tile in tiles)
        self._grid_words.setText(
            f"{len(tiles)} questions: {known} known, {begun - known} being learned, {len(tiles) - begun} new."
        )

    def _on_start(self) -> None:
        self.go.emit("study" if self.context.study.overview().counts.total else "quiz")

    def _on_card(self, card_id: str) -> None:
        self.go.emit(f"cards/{card_id}")
