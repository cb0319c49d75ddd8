"""A card: its question, and once revealed its answers in four tabs, with links that set the simulation beside it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from quizapp.domain.cards import Card
from quizapp.services.library import Library
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label, rule
from quizapp.ui.widgets.document import Reference
from quizapp.ui.widgets.rich_text import RichText

TABS = (("Answer", "1"), ("Whiteboard", "2"), ("Traps", "3"), ("Follow-ups", "4"))
DIFFICULTY = {1: "recall", 2: "explain", 3: "derive"}


class CardPanel(QFrame):
    """Shows one card.

    Signals:
        link_activated: Address of a link in the answer.
    """

    link_activated = Signal(str)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._library: Library | None = None
        self._card: Card | None = None
        self._texts = [RichText(self) for _ in TABS]
        self._built: set[int] = set()
        self._over = label("", self, "over")
        self._title = RichText(self, body=22.0, fitted=True, heading=True)
        self._before = label("", self, "muted", wrap=True)
        # Before the reveal the question stands in the middle of the panel, held there by these two.
        self._above, self._below = QWidget(self), QWidget(self)
        self._pages = QStackedWidget(self)
        self._tabs = QButtonGroup(self)
        self._tab_row = QWidget(self)
        self.footer = QVBoxLayout()
        self._lay_out()

    @property
    def card(self) -> Card | None:
        """The card that is shown."""
        return self._card

    @property
    def revealed(self) -> bool:
        """Whether the answer is shown."""
        return self._card is not None and not self._tab_row.isHidden()

    def show_question(self, card: Card, library: Library, before: str) -> None:
        """Show the question alone, with a line on what to do before looking."""
        self._card, self._library = card, library
        topic = next((topic.title for topic in library.topics if topic.id == card.topic), card.topic)
        self._over.setText(f"{topic}  ·  {DIFFICULTY[card.difficulty]}".upper())
        self._title.set_markdown(card.title)
        self._before.setText(before)
        self._set_revealed(False)
        self._built.clear()

    def prepare(self) -> None:
        """Lay out the answer while the learner thinks, so that revealing it takes no time."""
        if self._card is not None:
            self._build(0)

    def reveal(self) -> None:
        """Show the answer."""
        self._set_revealed(True)
        self._tabs.button(0).setChecked(True)
        self._show_tab(0)
        self._texts[0].setFocus()

    def next_tab(self, by: int) -> None:
        """Go to a neighbouring tab."""
        if self.revealed:
            self._show_tab((self._pages.currentIndex() + by) % len(TABS))

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for text in (self._title, *self._texts):
            text.set_theme(theme)

    def plain_text(self) -> str:
        """Return what is shown as text, with formulas in words."""
        shown = self._texts[self._pages.currentIndex()].plain_text() if self.revealed else ""
        return f"{self._title.plain_text()}\n{shown}".strip()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(32, 24, 22, 18)
        column.setSpacing(0)
        column.addWidget(self._over)
        column.addWidget(self._above)
        column.addSpacing(8)
        column.addWidget(self._title)
        column.addSpacing(14)
        column.addWidget(rule(self))
        column.addSpacing(12)
        column.addWidget(self._before)
        tabs = QHBoxLayout(self._tab_row)
        tabs.setContentsMargins(0, 0, 0, 8)
        tabs.setSpacing(4)
        for position, (name, _) in enumerate(TABS):
            tab = QPushButton(name, self._tab_row)
            tab.setProperty("kind", "tab")
            tab.setCheckable(True)
            tab.setAccessibleName(f"{name} of the card")
            self._tabs.addButton(tab, position)
            tabs.addWidget(tab)
        tabs.addStretch(1)
        self._tabs.idClicked.connect(self._show_tab)
        column.addWidget(self._tab_row)
        for text, (name, _) in zip(self._texts, TABS, strict=True):
            text.setAccessibleName(name)
            text.link_activated.connect(self.link_activated)
            self._pages.addWidget(text)
        column.addWidget(self._pages, 1)
        column.addWidget(self._below)
        column.setStretchFactor(self._above, 2)
        column.setStretchFactor(self._below, 3)
        self.footer.setContentsMargins(0, 12, 10, 0)
        column.addLayout(self.footer)
        column.setAlignment(self._before, Qt.AlignmentFlag.AlignTop)

    def _set_revealed(self, revealed: bool) -> None:
        for widget in (self._tab_row, self._pages):
            widget.setVisible(revealed)
        for widget in (self._above, self._below, self._before):
            widget.setVisible(not revealed)

    def _show_tab(self, position: int) -> None:
        self._build(position)
        self._tabs.button(position).setChecked(True)
        self._pages.setCurrentIndex(position)

    def _build(self, position: int) -> None:
        if position in self._built or self._card is None or self._library is None:
            return
        self._built.add(position)
        self._texts[position].set_parts(_parts(self._card, self._library, position), references(self._card, self._library))


def _parts(card: Card, library: Library, tab: int) -> tuple[tuple[str, str], ...]:
    if tab == 0:
        return (
            ("In thirty seconds", card.answer_short),
            ("In two minutes", card.answer_long),
            ("Sources", _source_list(card, library)),
        )
    return (("", (card.whiteboard, card.wrong_answers, card.follow_ups)[tab - 1]),)


def references(card: Card, library: Library) -> dict[str, Reference]:
    """Return the numbered source marks of a card."""
    return {
        citation.key: Reference(number, _cited(library, citation.key, citation.at))
        for number, citation in enumerate(card.citations, 1)
    }


def _cited(library: Library, key: str, at: str) -> str:
    source = library.sources.get(key)
    where = f", {at}" if at else ""
    return f"{key}{where}" if source is None else f"{source.authors} ({source.year}). {source.title}{where}"


def _source_list(card: Card, library: Library) -> str:
    lines = [f"{number}. {_cited(library, citation.key, citation.at)}" for number, citation in enumerate(card.citations, 1)]
    return "\n".join(lines)
