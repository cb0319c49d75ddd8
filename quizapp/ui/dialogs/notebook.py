"""The runs of a sitting: what each changed, how it stood, and the way back to it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QModelIndex, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QVBoxLayout, QWidget

from quizapp.services.notebook import Entry
from quizapp.services.tables import Table
from quizapp.ui.dialogs.tables import MARGIN, TableView
from quizapp.ui.widgets.basics import button, label

SIZE = (940, 560)
EMPTY = "Nothing yet. Play a run and change something: the run you leave is kept here, until the program is closed."
WORDS = "The newest run first. Each is compared with the run of the same simulation before it. Enter opens one."


class NotebookDialog(QDialog):
    """Lists runs.

    Signals:
        opened: Share text of a run to open, and the step at which it was left.
        compared: Share text of a run to show beside the open one.
    """

    opened = Signal(str, int)
    compared = Signal(str)

    def __init__(self, entries: tuple[Entry, ...], simulation_id: str, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            entries: The runs, the newest first.
            simulation_id: Simulation that is open; only its runs can be compared with the open one.
            parent: Owner.
        """
        super().__init__(parent)
        self._entries, self._simulation_id = entries, simulation_id
        self.setWindowTitle("Lab notebook")
        room = parent.window().size()
        self.resize(min(SIZE[0], room.width() - MARGIN), min(SIZE[1], room.height() - MARGIN))
        self._view = TableView(self)
        self._view.setAccessibleName("Runs")
        self._view.setVisible(bool(entries))
        self._view.doubleClicked.connect(self._on_double_click)
        self._view.horizontalHeader().setStretchLastSection(True)
        self._detail = label("", self, "secondary", wrap=True)
        self._detail.setMinimumHeight(2 * self._detail.fontMetrics().lineSpacing() + 4)
        self._said = label("", self, "secondary")
        self._open = button("Open", self, self._on_open, "primary", "Show this run at the step where it was left (Enter)")
        self._open.setDefault(True)
        self._compare = button("Compare", self, self._on_compare, tip="Show this run beside the open one")
        self._copy = button("Copy link", self, self._on_copy, tip="This run as one line of text")
        self._lay_out()
        if entries:
            self._view.show_table(_table(entries))
            self._view.selectionModel().currentRowChanged.connect(self._on_row)
            self._view.selectRow(0)
            self._view.setFocus()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        column.addWidget(label("Lab notebook", self, "over"))
        column.addWidget(label(WORDS if self._entries else EMPTY, self, wrap=True))
        column.addWidget(self._view, 1)
        column.addWidget(self._detail)
        if not self._entries:
            column.addStretch(1)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(button("Close", self, self.reject))
        for made in (self._copy, self._compare, self._open):
            foot.addWidget(made)
            made.setEnabled(bool(self._entries))
        column.addLayout(foot)

    @property
    def _entry(self) -> Entry:
        return self._entries[self._view.currentIndex().row()]

    def _on_row(self, _new: QModelIndex, _old: QModelIndex) -> None:
        self._said.setText("")
        self._detail.setText("\n".join(filter(None, (self._entry.numbers, self._entry.changed))))
        self._compare.setEnabled(self._entry.run.simulation.id == self._simulation_id)

    def _on_double_click(self, _index: QModelIndex) -> None:
        self._on_open()

    def _on_open(self) -> None:
        self.opened.emit(self._entry.share, self._entry.step)
        self.accept()

    def _on_compare(self) -> None:
        self.compared.emit(self._entry.share)
        self.accept()

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._entry.share)
        self._said.setText("Copied.")


def _table(entries: tuple[Entry, ...]) -> Table:
    columns = {
        "run": [entry.title for entry in entries],
        "at": [f"{entry.run.simulation.step_name} {entry.step}" for entry in entries],
        "stood": [entry.outcome for entry in entries],
        "what it changed": [entry.changed for entry in entries],
    }
    return Table("Runs", tuple(columns), tuple(np.array(texts) for texts in columns.values()))
