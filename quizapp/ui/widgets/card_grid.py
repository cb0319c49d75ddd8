"""All cards of a deck as rows: a mark for the state, the question, the state in a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from quizapp.ui.fonts import font
from quizapp.ui.theme import LIGHT, Theme

ROW_PX = 34
TALL_PX = 66
_TILE = int(Qt.ItemDataRole.UserRole)


@dataclass(frozen=True, slots=True)
class Tile:
    """A card in the list."""

    card_id: str
    title: str
    topic: str
    state: str
    state_word: str


class CardGrid(QWidget):
    """A list of cards.

    Signals:
        chosen: Id of the card that was opened.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget, *, tall: bool = False) -> None:
        """Make an empty list.

        Args:
            parent: Owner.
            tall: Whether topic and state stand below the title, for a narrow list.
        """
        super().__init__(parent)
        self._row_px = TALL_PX if tall else ROW_PX
        self._list = QListWidget(self)
        self._list.setAccessibleName("Cards of the deck")
        self._list.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setMouseTracking(True)
        self._delegate = _TileDelegate(self, tall=tall)
        self._list.setItemDelegate(self._delegate)
        self._list.itemActivated.connect(self._on_activated)
        self._list.itemClicked.connect(self._on_activated)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._list)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these cards."""
        self._list.clear()
        for tile in tiles:
            item = QListWidgetItem(f"{tile.title}, {tile.state_word}")
            item.setData(_TILE, tile)
            item.setToolTip(f"{tile.topic}: {tile.state_word}")
            item.setSizeHint(QSize(100, self._row_px))
            self._list.addItem(item)

    def first(self) -> str:
        """Return the id of the first card; empty if there is none."""
        return str(self._list.item(0).data(_TILE).card_id) if self._list.count() else ""

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._delegate.theme = theme
        self._list.viewport().update()

    def sizeHint(self) -> QSize:
        """Ask for room for every row."""
        return QSize(300, self._row_px * max(1, self._list.count()) + 4)

    def _on_activated(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_TILE).card_id)


class _TileDelegate(QStyledItemDelegate):
    """Paints a row; the state is told by shape and word, not by colour alone."""

    def __init__(self, parent: QWidget, *, tall: bool) -> None:
        super().__init__(parent)
        self.theme = LIGHT
        self._tall = tall

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        tile: Tile = index.data(_TILE)
        theme, rect = self.theme, QRect(option.rect)
        state = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.accent_soft if state & QStyle.StateFlag.State_Selected else theme.sunken))
            painter.drawRoundedRect(rect, 8, 8)
        if self._tall:
            self._draw_tall(painter, rect, tile)
        else:
            self._draw_flat(painter, rect, tile)
        painter.restore()

    def _draw_tall(self, painter: QPainter, rect: QRect, tile: Tile) -> None:
        self._mark(painter, QRect(rect.left() + 8, rect.top() + 11, 11, 11), tile.state)
        words = rect.adjusted(30, 7, -8, -22)
        painter.setFont(font(14))
        painter.setPen(QColor(self.theme.text))
        metrics = painter.fontMetrics()
        title = metrics.elidedText(tile.title, Qt.TextElideMode.ElideRight, round(1.75 * words.width()))
        wrap = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
        painter.drawText(words.adjusted(0, 0, 0, 4), wrap, title)
        painter.setFont(font(12))
        painter.setPen(QColor(self.theme.text_muted))
        below = painter.fontMetrics().elidedText(
            f"{tile.topic} · {tile.state_word}", Qt.TextElideMode.ElideRight, words.width()
        )
        foot = QRect(words.left(), rect.bottom() - 20, words.width(), 16)
        painter.drawText(foot, int(Qt.AlignmentFlag.AlignVCenter), below)

    def _draw_flat(self, painter: QPainter, rect: QRect, tile: Tile) -> None:
        theme = self.theme
        self._mark(painter, QRect(rect.left() + 8, rect.center().y() - 5, 11, 11), tile.state)
        painter.setFont(font(12))
        word_width = painter.fontMetrics().horizontalAdvance(tile.state_word) + 10
        painter.setPen(QColor(theme.text_muted))
        right = rect.adjusted(0, 0, -8, 0)
        painter.drawText(right, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tile.state_word)
        painter.setFont(font(14))
        painter.setPen(QColor(theme.text))
        words = rect.adjusted(30, 0, -word_width - 12, 0)
        title = painter.fontMetrics().elidedText(tile.title, Qt.TextElideMode.ElideRight, words.width())
        painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, title)

    def _mark(self, painter: QPainter, place: QRect, state: str) -> None:
        theme = self.theme
        colour = {"review": theme.green, "learning": theme.orange, "relearning": theme.orange}.get(state, theme.border_strong)
        painter.setPen(QPen(QColor(colour), 2))
        painter.setBrush(QColor(colour) if state == "review" else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(place)
        if state in ("learning", "relearning"):  # half a disc
            painter.setBrush(QColor(colour))
            painter.drawChord(place, 90 * 16, 180 * 16)
