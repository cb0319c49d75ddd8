"""Lab: a gallery of simulations; each opens full size."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QGuiApplication, QKeyEvent, QKeySequence, QPixmap, QResizeEvent
from PySide6.QtWidgets import QFileDialog, QGridLayout, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from quizapp.ui.context import Context
from quizapp.ui.panels.simulation_host import SimulationHost
from quizapp.ui.screens.screen import Keys, Screen
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import button, label, scrolled, tool

if TYPE_CHECKING:
    from quizapp.ui.panels.comparison import ComparisonPanel

THUMBNAIL = QSize(336, 196)
TILE_WIDTH = 380
PORTION_S = 0.008


class LabScreen(Screen):
    """The gallery and the simulation that is open."""

    def __init__(self, context: Context, theme: Theme, parent: QWidget) -> None:
        super().__init__(context, theme, parent)
        self._open_id = ""
        self._comparison: ComparisonPanel | None = None
        self._tiles: dict[str, _Tile] = {}
        self._pending: list[str] = []
        self._maker: tuple[str, object] | None = None
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._draw_thumbnails)
        self._pages = QStackedWidget(self)
        self._make_gallery()
        self._make_room()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._pages)
        context.warm_up.ready.connect(self._fill)
        self.set_theme(theme)

    def enter(self, detail: str) -> None:
        """Open a simulation by its id, a preset or a share text; without one show the gallery."""
        if self.context.warm_up.done:
            self._fill()
        else:
            self.context.warm_up.start()
        self._open_id = detail
        self._end_comparison()
        if detail:
            self._host.show_run(detail)
            self._pages.setCurrentIndex(1)
            self._host.setFocus()
        else:
            self._pages.setCurrentIndex(0)
            self._focus_gallery()
            self._timer.start(0)

    def detail(self) -> str:
        """Return the open simulation."""
        return self._open_id

    def keys(self) -> Keys:
        """Return the keys of this page."""
        if not self._open_id:
            return (("Tab", "Next simulation"), ("Enter", "Open it"), ("Ctrl+V", "Open a copied link"))
        return (
            ("P", "Play or pause"),
            (".  ,", "One step on, one step back"),
            ("R  D", "Same start again, new random numbers"),
            ("S", "Speed"),
            ("Z  Y", "Undo, redo"),
            ("B", "Compare with a changed run"),
            ("M", "The same from 256 seeds"),
            ("L  Ctrl+V", "Copy the run as a link, open a copied one"),
            ("K", "The run as a Python program"),
            ("V", "The values behind the picture, as tables"),
            ("X", "Export picture or numbers"),
            ("Esc", "Back to the gallery"),
        )

    def key(self, event: QKeyEvent) -> bool:
        """Play the open simulation, go back, or open what was copied."""
        if event.matches(QKeySequence.StandardKey.Paste):
            self._on_paste()
            return True
        shown = self._host.current
        if not self._open_id or shown is None:
            return False
        if self._comparison is not None:
            if event.key() == Qt.Key.Key_Escape:
                self._end_comparison()
                return True
            return self._comparison.key(event)
        actions: dict[str, Callable[[], object]] = {
            "b": self.compare,
            "k": self.show_program,
            "l": self._on_copy,
            "m": self.show_seeds,
            "v": self.show_tables,
            "x": self._on_export,
        }
        if event.key() == Qt.Key.Key_Escape:
            self.go.emit("lab")
        elif event.key() == Qt.Key.Key_Space:
            shown.play_or_pause()
        elif event.text().lower() in actions:
            actions[event.text().lower()]()
        else:
            return shown.key(event.text().lower())
        return True

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        super().set_theme(theme)
        self._host.set_theme(theme)
        if self._comparison is not None:
            self._comparison.set_theme(theme)
        self._pending = list(self._tiles)
        self._maker = None
        if self._pending and self.isVisible() and not self._open_id:
            self._timer.start(0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the gallery's columns to the width."""
        super().resizeEvent(event)
        self._place_tiles()

    def show_seeds(self) -> None:
        """Compute the open run from 256 seeds, as far as it is shown, or whole from its start, and show how they end."""
        from quizapp.services.seed_survey import SeedSurvey  # load NumPy and pyqtgraph, see WarmUp
        from quizapp.ui.dialogs.seeds import SeedsDialog

        shown = self._host.current
        if shown is None:
            return
        shown.pause()
        length = shown.session.step or shown.session.horizon
        survey = SeedSurvey(shown.session.run, length, self.context.stopwatch)
        dialog = SeedsDialog(survey, self.theme, self.context.stopwatch, self)
        dialog.chosen.connect(self._on_seed)
        dialog.open()

    def show_program(self) -> None:
        """Show the open run, as far as it is shown, or whole from its start, as a program."""
        from quizapp.services.programs import program_of  # loads NumPy, see WarmUp
        from quizapp.ui.dialogs.program import ProgramDialog

        shown = self._host.current
        if shown is None:
            return
        shown.pause()
        dialog = ProgramDialog(program_of(shown.session), self.theme, self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def show_tables(self) -> None:
        """Show the numbers behind the picture."""
        from quizapp.services.tables import tables_of  # loads NumPy, see WarmUp
        from quizapp.ui.dialogs.tables import TablesDialog

        shown = self._host.current
        if shown is None:
            return
        shown.pause()
        frame = shown.session.frame()
        dialog = TablesDialog(tables_of(shown.session.simulation, frame), shown.session.describe(frame), self)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.open()

    def compare(self) -> ComparisonPanel | None:
        """Show the open run beside itself, for the learner to change one setting."""
        from quizapp.ui.panels.comparison import ComparisonPanel  # loads NumPy and pyqtgraph, see WarmUp

        shown = self._host.current
        if shown is None:
            return None
        shown.pause()
        made = ComparisonPanel(shown.session, self.theme, self.context.stopwatch, self._pages)
        made.failed.connect(self.said)
        made.closed.connect(self._end_comparison)
        self._comparison = made
        self._pages.addWidget(made)
        self._pages.setCurrentWidget(made)
        made.setFocus()
        return made

    def finish_thumbnails(self) -> None:
        """Draw all thumbnails at once, for pictures of the window."""
        while self._pending:
            self._draw_thumbnails()
        self._timer.stop()

    def _make_gallery(self) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(16, 14, 18, 18)
        column.setSpacing(6)
        column.addWidget(label("Lab", page, "heading"))
        column.addWidget(label("Touch the answers: change anything, play it, go back in time.", page, "secondary"))
        column.addSpacing(8)
        inner = QWidget(page)
        self._grid = QGridLayout(inner)
        self._grid.setContentsMargins(0, 0, 8, 8)
        self._grid.setSpacing(14)
        self._loading = label("The simulations are being set up …", inner, "muted")
        self._grid.addWidget(self._loading, 0, 0)
        column.addWidget(scrolled(inner, page), 1)
        self._pages.addWidget(page)

    def _make_room(self) -> None:
        page = QWidget(self)
        column = QVBoxLayout(page)
        column.setContentsMargins(8, 10, 18, 18)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(tool("Back to the gallery (Esc)", "back", page, self._on_back))
        top.addWidget(label("Lab", page, "title"))
        top.addStretch(1)
        top.addWidget(button("Compare", page, self.compare, "small", "This run beside a changed one (B)"))
        top.addWidget(
            button("256 seeds", page, self.show_seeds, "small", "The same run from 256 seeds: how often it works (M)")
        )
        top.addWidget(button("Tables", page, self.show_tables, "small", "The values behind the picture, as tables (V)"))
        top.addWidget(button("Python", page, self.show_program, "small", "This run as a short NumPy program (K)"))
        top.addWidget(button("Export", page, self._on_export, "small", "Picture as PNG or SVG, numbers as CSV (X)"))
        top.addWidget(button("Copy link", page, self._on_copy, "small", "This run as one line of text (L)"))
        column.addLayout(top)
        self._host = SimulationHost(self.context.warm_up, self.theme, self.context.stopwatch, page, compact=False)
        self._host.failed.connect(self.said)
        column.addWidget(self._host, 1)
        self._pages.addWidget(page)

    def _fill(self) -> None:
        if self._tiles:
            return
        from quizapp.services.simulations import all_simulations  # loads NumPy, see WarmUp

        self._loading.hide()
        for simulation in all_simulations():
            tile = _Tile(simulation.id, simulation.title, simulation.summary, self)
            tile.opened.connect(self._on_opened)
            self._tiles[simulation.id] = tile
        self._pending = list(self._tiles)
        self._place_tiles()
        if self.isVisible() and not self._open_id:
            self._focus_gallery()
            self._timer.start(0)

    def _place_tiles(self) -> None:
        columns = max(1, (self.width() - 40) // TILE_WIDTH)
        for position, tile in enumerate(self._tiles.values()):
            self._grid.addWidget(tile, position // columns, position % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
        self._grid.setRowStretch(len(self._tiles) // columns + 1, 1)

    def _focus_gallery(self) -> None:
        if self._tiles:
            next(iter(self._tiles.values())).setFocus()

    def _draw_thumbnails(self) -> None:
        """Work on one thumbnail for a moment, then let the window breathe; nothing is drawn that is not seen."""
        from quizapp.ui.panels.thumbnails import ThumbnailMaker

        if not self._pending or self._open_id:
            return
        name = self._pending[0]
        if self._maker is None or self._maker[0] != name:
            self._maker = (name, ThumbnailMaker(name, self.context.stopwatch))
        maker = self._maker[1]
        if isinstance(maker, ThumbnailMaker) and maker.work(PORTION_S):
            self._tiles[name].show_picture(maker.draw(THUMBNAIL, self.theme, self.devicePixelRatioF()))
            self._pending.pop(0)
            self._maker = None
        if self._pending:
            self._timer.start(0)

    def _on_opened(self, simulation_id: str) -> None:
        self.go.emit(f"lab/{simulation_id}")

    def _on_back(self) -> None:
        self.go.emit("lab")

    def _on_seed(self, seed: int, length: int) -> None:
        if self._host.current is not None:
            self._host.current.take_seed(seed, length)

    def _end_comparison(self) -> None:
        if self._comparison is not None:
            self._pages.setCurrentIndex(1)
            self._pages.removeWidget(self._comparison)
            self._comparison.deleteLater()
            self._comparison = None
            self._host.setFocus()

    def _on_export(self) -> None:
        from quizapp.ui.panels.export import FORMATS, export  # loads NumPy, see WarmUp

        shown = self._host.current
        if shown is None:
            return
        shown.pause()
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

    def _on_paste(self) -> None:
        from quizapp.services.simulations import problem_with  # loads NumPy, see WarmUp

        text = QGuiApplication.clipboard().text().strip()
        problem = problem_with(text)
        if problem:
            self.said.emit(f"What was copied is no run: {problem}")
        else:
            self.go.emit(f"lab/{text}")

    def _on_copy(self) -> None:
        shown = self._host.current
        if shown is not None:
            QGuiApplication.clipboard().setText(shown.session.share)
            self.said.emit("The link of this run is in the clipboard.")


class _Tile(QPushButton):
    """One simulation in the gallery.

    Signals:
        opened: Id of the simulation.
    """

    opened = Signal(str)

    def __init__(self, simulation_id: str, title: str, summary: str, parent: QWidget) -> None:
        super().__init__(parent)
        self._id = simulation_id
        self.setProperty("kind", "tile")
        self.setAccessibleName(title)
        self.setAccessibleDescription(summary)
        column = QVBoxLayout(self)
        column.setContentsMargins(18, 18, 18, 14)
        column.setSpacing(4)
        self._picture = QLabel(self)
        self._picture.setFixedHeight(THUMBNAIL.height())
        self._picture.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._picture)
        column.addSpacing(6)
        column.addWidget(label(title, self, "title", wrap=True))
        column.addWidget(label(summary, self, "muted", wrap=True))
        column.addStretch(1)
        for child in self.findChildren(QLabel):
            child.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.clicked.connect(self._on_clicked)

    def show_picture(self, picture: QPixmap) -> None:
        """Show the thumbnail."""
        self._picture.setPixmap(picture)

    def _on_clicked(self) -> None:
        self.opened.emit(self._id)
