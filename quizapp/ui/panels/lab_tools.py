"""What can be done with the run that is open in the Lab: its tools as buttons, keys and dialogs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QWidget

from quizapp.ui.panels.simulation_host import SimulationHost
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import button

if TYPE_CHECKING:
    from quizapp.services.notebook import Notebook
    from quizapp.ui.panels.simulation_panel import SimulationPanel

KEYS = (
    ("B  F", "Compare with a changed run; branch: change it from here on"),
    ("M", "The same from 256 seeds"),
    ("N", "Notebook: the runs of this sitting"),
    ("V", "The values behind the picture, as tables"),
    ("K", "The run as a Python program"),
    ("X", "Export picture or numbers"),
    ("L  Ctrl+V", "Copy the run as a link, open a copied one"),
)


class LabTools(QWidget):
    """The row of buttons above an open simulation.

    Signals:
        said: A sentence for the learner.
        wanted: The share text of a run to open, and the step.
        compared: The share text of a run to show beside the open one; empty for the open one itself.
        branched: The run is to be shown beside a branch that begins at this step.
    """

    said = Signal(str)
    wanted = Signal(str, int)
    compared = Signal(str)
    branched = Signal()

    def __init__(self, host: SimulationHost, theme: Theme, clock: Callable[[], float], parent: QWidget) -> None:
        """Make the row.

        Args:
            host: Shows the open simulation.
            theme: Colours.
            clock: Seconds that only grow.
            parent: Owner.
        """
        super().__init__(parent)
        self.theme = theme
        self._host, self._clock = host, clock
        self._book: Notebook | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        tools: tuple[tuple[str, Callable[[], object], str], ...] = (
            ("Compare", self._on_compare, "This run beside a changed one (B)"),
            ("Branch", self.branched.emit, "This run beside one that is changed from here on (F)"),
            ("256 seeds", self.show_seeds, "The same run from 256 seeds: how often it works (M)"),
            ("Notebook", self.show_notebook, "The runs of this sitting, and what differs between them (N)"),
            ("Tables", self.show_tables, "The values behind the picture, as tables (V)"),
            ("Python", self.show_program, "This run as a short NumPy program (K)"),
            ("Export", self._on_export, "Picture as PNG or SVG, numbers as CSV (X)"),
            ("Copy link", self._on_copy, "This run as one line of text (L)"),
        )
        for text, action, tip in tools:
            row.addWidget(button(text, self, action, "small", tip))
        self._actions = dict(zip("bfmnvkxl", (action for _, action, _ in tools), strict=True))
        host.currentChanged.connect(self._on_shown)

    def key(self, text: str) -> bool:
        """Do what a key means. Returns whether it means anything."""
        action = self._actions.get(text)
        if action is not None:
            action()
        return action is not None

    def show_seeds(self) -> None:
        """Compute the open run from 256 seeds, as far as it is shown, or whole from its start, and show how they end."""
        from quizapp.services.seed_survey import SeedSurvey  # load NumPy and pyqtgraph, see WarmUp
        from quizapp.ui.dialogs.seeds import SeedsDialog

        shown = self._paused()
        if shown is not None:
            length = shown.session.step or shown.session.horizon
            dialog = SeedsDialog(SeedSurvey(shown.session.run, length, self._clock), self.theme, self._clock, self)
            dialog.chosen.connect(shown.take_seed)
            self._open(dialog)

    def show_program(self) -> None:
        """Show the open run, as far as it is shown, or whole from its start, as a program."""
        from quizapp.services.programs import program_of  # loads NumPy, see WarmUp
        from quizapp.ui.dialogs.program import ProgramDialog

        shown = self._paused()
        if shown is not None:
            self._open(ProgramDialog(program_of(shown.session), self.theme, self))

    def show_tables(self) -> None:
        """Show the numbers behind the picture."""
        from quizapp.services.tables import tables_of  # loads NumPy, see WarmUp
        from quizapp.ui.dialogs.tables import TablesDialog

        shown = self._paused()
        if shown is not None:
            frame = shown.session.frame()
            self._open(TablesDialog(tables_of(shown.session.simulation, frame), shown.session.describe(frame), self))

    def show_notebook(self) -> None:
        """Show the runs of this sitting, the open one first."""
        from quizapp.ui.dialogs.notebook import NotebookDialog  # loads NumPy, see WarmUp

        shown = self._paused()
        if shown is None or self._book is None:
            return
        self._book.note(shown.session.run, shown.session.frame())
        dialog = NotebookDialog(self._book.entries, shown.session.simulation.id, self)
        dialog.opened.connect(self.wanted)
        dialog.compared.connect(self.compared)
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def _paused(self) -> SimulationPanel | None:
        shown = self._host.current
        if shown is not None:
            shown.pause()
        return shown

    def _on_shown(self, _index: int) -> None:
        """Let the notebook hear of what happens to every run that is opened."""
        from quizapp.services.notebook import Notebook  # loads NumPy, see WarmUp

        if self._host.current is not None:
            self._book = self._book or Notebook()
            self._host.current.session.on_left = self._book.note

    def _on_compare(self) -> None:
        self.compared.emit("")

    def _on_export(self) -> None:
        from quizapp.ui.panels.export import FORMATS, export  # loads NumPy, see WarmUp

        shown = self._paused()
        if shown is None:
            return
        proposed = f"{shown.session.simulation.id}.png"
        name, kind = QFileDialog.getSaveFileName(self, "Export", proposed, ";;".join(FORMATS.values()))
        if not name:
            return
        path = Path(name)
        if path.suffix.lower() not in FORMATS:
            path = Path(name + next((ending for ending, words in FORMATS.items() if words == kind), ".png"))
        try:
            export(path, shown.picture, QColor(self.theme.surface), shown.session)
        except OSError as error:
            self.said.emit(f"{path} cannot be written: {error.strerror or error}")
        else:
            self.said.emit(f"Written: {path}")

    def _on_copy(self) -> None:
        if self._host.current is not None:
            QGuiApplication.clipboard().setText(self._host.current.session.share)
            self.said.emit("The link of this run is in the clipboard.")
