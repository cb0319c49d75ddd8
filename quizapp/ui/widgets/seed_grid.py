"""The ends of many runs as a grid of small marks, one for each seed; each can be chosen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from quizapp.ui.theme import LIGHT, Theme

COLUMNS = 32
CELL_PX = 18
TONES = {"converged": "green", "running": "text_muted", "cycling": "orange", "diverged": "vermillion"}


@dataclass(frozen=True, slots=True)
class SeedMark:
    """One run: how it ended, and that in words."""

    outcome: str
    words: str


class SeedGrid(QWidget):
    """Marks in rows of 32; shape and colour tell the outcome.

    Signals:
        picked: A seed was chosen, by click or with the arrow keys.
        opened: A seed is to be opened: double click, or Enter.
    """

    picked = Signal(int)
    opened = Signal(int)

    def __init__(self, total: int, parent: QWidget) -> None:
        """Make a grid of empty places.

        Args:
            total: Number of seeds.
            parent: Owner.
        """
        super().__init__(parent)
        self._total = total
        self._marks: Sequence[SeedMark] = ()
        self._current = 0
        self._theme: Theme = LIGHT
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Seeds")

    @property
    def current(self) -> int:
        """The chosen seed."""
        return self._current

    def sizeHint(self) -> QSize:
        """Take the room of all rows."""
        rows = -(-self._total // COLUMNS)
        return QSize(COLUMNS * CELL_PX, rows * CELL_PX)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self.update()

    def show_marks(self, marks: Sequence[SeedMark]) -> None:
        """Show the runs that are done, from seed 0."""
        self._marks = marks
        self.update()
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw all marks."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for seed in range(self._total):
            outcome = self._marks[seed].outcome if seed < len(self._marks) else ""
            _draw_mark(painter, self._cell(seed), outcome, self._theme)
        painter.setPen(QPen(QColor(self._theme.accent if self.hasFocus() else self._theme.text_muted), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(self._cell(self._current).adjusted(1, 1, -1, -1), 4, 4)
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the seed under the mouse."""
        seed = self._seed_at(event.position().toPoint())
        if seed is not None:
            self._choose(seed)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Open the seed under the mouse."""
        if self._seed_at(event.position().toPoint()) is not None:
            self._open()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move with the arrow keys, open with Enter."""
        moves = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -COLUMNS,
            Qt.Key.Key_Down: COLUMNS,
            Qt.Key.Key_Home: -self._total,
            Qt.Key.Key_End: self._total,
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._open()
        elif event.key() in moves:
            wanted = self._current + moves[Qt.Key(event.key())]
            far = event.key() in (Qt.Key.Key_Home, Qt.Key.Key_End)
            if far or 0 <= wanted < self._total:
                self._choose(min(max(wanted, 0), self._total - 1))
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Say how the run under the mouse ended."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            seed = self._seed_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if seed is None else self.words(seed), self)
            return True
        return bool(super().event(event))

    def words(self, seed: int) -> str:
        """Return how the run from a seed ended."""
        return f"seed {seed}: {self._marks[seed].words}" if seed < len(self._marks) else f"seed {seed}: still to come"

    def _choose(self, seed: int) -> None:
        self._current = seed
        self.update()
        self._tell()
        self.picked.emit(seed)

    def _open(self) -> None:
        if self._current < len(self._marks):
            self.opened.emit(self._current)

    def _tell(self) -> None:
        self.setAccessibleDescription(self.words(self._current))

    def _cell(self, seed: int) -> QRect:
        row, column = divmod(seed, COLUMNS)
        return QRect(column * CELL_PX, row * CELL_PX, CELL_PX, CELL_PX)

    def _seed_at(self, point: QPoint) -> int | None:
        seed = point.y() // CELL_PX * COLUMNS + point.x() // CELL_PX
        return seed if 0 <= point.x() < COLUMNS * CELL_PX and 0 <= seed < self._total else None


def _draw_mark(painter: QPainter, cell: QRect, outcome: str, theme: Theme) -> None:
    """Draw a disc for what converged, a ring for what runs on, a diamond for what goes round, a cross for what blew up."""
    place = cell.adjusted(5, 5, -5, -5)
    colour = QColor(getattr(theme, TONES[outcome])) if outcome else QColor(theme.border)
    painter.setPen(Qt.PenStyle.NoPen if outcome in ("", "converged", "cycling") else QPen(colour, 1.6))
    painter.setBrush(colour if outcome in ("", "converged", "cycling") else Qt.BrushStyle.NoBrush)
    if outcome == "":
        painter.drawEllipse(cell.center(), 1, 1)
    elif outcome == "diverged":
        painter.drawLine(place.topLeft(), place.bottomRight())
        painter.drawLine(place.topRight(), place.bottomLeft())
    elif outcome == "cycling":
        middle = place.center()
        painter.drawPolygon([middle + offset for offset in (QPoint(0, -5), QPoint(5, 0), QPoint(0, 5), QPoint(-5, 0))])
    else:
        painter.drawEllipse(place)
