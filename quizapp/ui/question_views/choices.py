"""A column of options, one or several of which are chosen; the views of the choice kinds are made of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quizapp.ui.theme import Theme
from quizapp.ui.widgets.option_row import OptionRow


class ChoiceColumn(QWidget):
    """Options below one another with digit keys.

    Signals:
        changed: Another set of options is chosen now.
    """

    changed = Signal()

    def __init__(self, texts: Sequence[str], parent: QWidget, *, exclusive: bool, first_key: int = 1) -> None:
        """Make the rows.

        Args:
            texts: Markdown of each option.
            parent: Owner.
            exclusive: Whether one option is chosen rather than several.
            first_key: Digit of the first option.
        """
        super().__init__(parent)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        self._first_key = first_key
        self.rows = [
            OptionRow(text, str(number) if number <= 9 else "", self, exclusive=exclusive)
            for number, text in enumerate(texts, first_key)
        ]
        for row in self.rows:
            row.toggled.connect(self._on_toggled)
            column.addWidget(row)

    def chosen(self) -> tuple[int, ...]:
        """Return the indices of the chosen options."""
        return tuple(index for index, row in enumerate(self.rows) if row.chosen)

    def key(self, text: str) -> bool:
        """Choose the option of a digit. Returns whether there is one."""
        index = int(text) - self._first_key if text.isdecimal() else -1
        if not 0 <= index < len(self.rows):
            return False
        self.rows[index].toggle()
        return True

    def lock(self, right: Sequence[bool]) -> None:
        """Take no more input and mark every option.

        Args:
            right: Whether each option should have been chosen.
        """
        for row, should in zip(self.rows, right, strict=True):
            verdict = ("right" if should else "wrong") if row.chosen else ("missed" if should else "")
            row.lock(verdict)

    def focus(self) -> None:
        """Put the keyboard on the first option."""
        if self.rows:
            self.rows[0].button.setFocus()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for row in self.rows:
            row.set_theme(theme)

    def _on_toggled(self, chosen: bool) -> None:  # noqa: ARG002
        self.changed.emit()
