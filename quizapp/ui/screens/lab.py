"""Lab: a gallery of simulations; each opens full size."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence, QPixmap, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from quizapp.ui.context import Context
from quizapp.ui.panels.lab_tools import KEYS, LabTools
from quizapp.ui.panels.simulation_host import SimulationHost
from quizapp.ui.screens.screen import Keys, Screen
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label, scrolled, tool

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
            *KEYS,
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
        if event.key() == Qt.Key.Key_Escape:
            self.go.emit("lab")
        elif event.key() == Qt.Key.Key_Space:
            shown.play_or_pause()
        else:
            return self.tools.key(event.text().lower()) or shown.key(event.text().lower())
        return True

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        super().set_theme(theme)
        self._host.set_theme(theme)
        self.tools.theme = theme
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

    def compare(self, other: str = "", *, branched: bool = False) -> ComparisonPanel | None:
        """Show the open run beside another one, or beside itself for the learner to change.

        Args:
            other: Share text of the other run; empty for the open one.
            branched: Whether what is changed holds from this step on.
        """
        from quizapp.services.named_runs import find  # load NumPy and pyqtgraph, see WarmUp
        from quizapp.ui.panels.comparison import ComparisonPanel, Pair

        shown = self._host.current
        if shown is None:
            return None
        shown.pause()
        session = shown.session
        pair = Pair(session.run, find(other).run if other else session.run, session.step, branched)
        made = ComparisonPanel(pair, self.theme, self.context.stopwatch, self._pages)
        made.failed.connect(self.said)
        made.closed.connect(self._end_comparison)
        made.kept.connect(self._on_wanted)
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
        self._host = SimulationHost(self.context, self.theme, page, compact=False)
        self._host.failed.connect(self.said)
        self.tools = LabTools(self._host, self.theme, self.context.stopwatch, page)
        self.tools.said.connect(self.said)
        self.tools.wanted.connect(self._on_wanted)
        self.tools.compared.connect(self.compare)
        self.tools.branched.connect(self._on_branch)
        top.addWidget(self.tools)
        column.addLayout(top)
        column.addWidget(self._host, 1)
        self._pages.addWidget(page)

    def _fill(self) -> None:
        if self._tiles:
            return
        from quizapp.services.named_runs import all_simulations  # loads NumPy, see WarmUp

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

    def _on_branch(self) -> None:
        self.compare(branched=True)

    def _on_wanted(self, share: str, step: int) -> None:
        """Go to a step of a run, as a change of the open simulation that can be undone."""
        self._end_comparison()
        self._host.show_run(share)
        if self._host.current is not None:
            self._host.current.follow(step)

    def _end_comparison(self) -> None:
        if self._comparison is not None:
            self._pages.setCurrentIndex(1)
            self._pages.removeWidget(self._comparison)
            self._comparison.deleteLater()
            self._comparison = None
            self._host.setFocus()

    def _on_paste(self) -> None:
        from quizapp.services.named_runs import problem_with  # loads NumPy, see WarmUp

        text = QGuiApplication.clipboard().text().strip()
        problem = problem_with(text)
        if problem:
            self.said.emit(f"What was copied is no run: {problem}")
        else:
            self.go.emit(f"lab/{text}")


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
