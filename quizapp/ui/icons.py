"""The app's icons: drawn on one grid (24 px, 2 px stroke, round caps) and coloured from the theme at any size."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

_SHAPES = {
    "today": '<rect x="4" y="5" width="16" height="15" rx="3"/><path d="M4 10h16M9 3v4M15 3v4M9 15l2 2 4-4"/>',
    "cards": '<rect x="4" y="8" width="13" height="12" rx="2.5"/><path d="M8 4.5h9.5A2.5 2.5 0 0 1 20 7v8.5"/>',
    "lab": '<path d="M9.5 4h5M10.5 4v5.5L5 18a1.6 1.6 0 0 0 1.4 2.5h11.2A1.6 1.6 0 0 0 19 18l-5.5-8.5V4M7.6 15h8.8"/>',
    "quiz": '<circle cx="12" cy="12" r="8.5"/><path d="M9.6 9.6a2.5 2.5 0 1 1 3.6 2.2c-.8.4-1.2.9-1.2 1.7"/>'
    '<path d="M12 16.6v.1"/>',
    "settings": '<path d="M5 7h9M18 7h1M5 17h1M10 17h9M5 12h3M12 12h7"/>'
    '<circle cx="16" cy="7" r="2"/><circle cx="8" cy="17" r="2"/>'
    '<circle cx="10" cy="12" r="2"/>',
    "back": '<path d="M14.5 6l-6 6 6 6"/>',
    "search": '<circle cx="11" cy="11" r="6.5"/><path d="M16 16l4.5 4.5"/>',
    "keyboard": '<rect x="3" y="6" width="18" height="12" rx="2.5"/><path d="M7 10h.1M11 10h.1M15 10h.1M17.5 10h.1M8.5 14h7"/>',
    "moon": '<path d="M20 14.2A8 8 0 1 1 9.8 4a6.4 6.4 0 0 0 10.2 10.2z"/>',
    "sun": '<circle cx="12" cy="12" r="4"/><path d="M12 3v1.6M12 19.4V21M3 12h1.6M19.4 12H21M5.6 5.6l1.2 1.2M17.2 17.2l1.2 1.2'
    'M5.6 18.4l1.2-1.2M17.2 6.8l1.2-1.2"/>',
    "play": '<path d="M8 5.2v13.6L19 12z" fill="currentColor"/>',
    "pause": '<path d="M8.5 6v12M15.5 6v12" stroke-width="3.4"/>',
    "step": '<path d="M6 5v14M11 6.5v11l8-5.5z"/>',
    "step-back": '<path d="M18 5v14M13 6.5v11L5 12z"/>',
    "reset": '<path d="M4.5 5v5h5"/><path d="M5 10a7.6 7.6 0 1 1-.6 4.4"/>',
    "dice": '<rect x="4" y="4" width="16" height="16" rx="4"/><path d="M9 9h.1M15 9h.1M12 12h.1M9 15h.1M15 15h.1"/>',
    "sliders": '<path d="M7 4v6M7 15v5M17 4v3M17 12v8"/><circle cx="7" cy="12.5" r="2.4"/><circle cx="17" cy="9.5" r="2.4"/>',
    "undo": '<path d="M8 5L4 9l4 4"/><path d="M4 9h10a6 6 0 0 1 0 12h-3"/>',
    "redo": '<path d="M16 5l4 4-4 4"/><path d="M20 9H10a6 6 0 0 0 0 12h3"/>',
    "link": '<path d="M10 14a4 4 0 0 0 6 .4l3-3a4 4 0 0 0-5.7-5.7l-1.4 1.4"/>'
    '<path d="M14 10a4 4 0 0 0-6-.4l-3 3a4 4 0 0 0 5.7 5.7l1.4-1.4"/>',
    "check": '<path d="M5 12.5l4.5 4.5L19 7.5"/>',
    "cross": '<path d="M6.5 6.5l11 11M17.5 6.5l-11 11"/>',
    "dash": '<path d="M6 12h12"/>',
    "chevron-down": '<path d="M6.5 9.5l5.5 5.5 5.5-5.5"/>',
    "chevron-right": '<path d="M9.5 6.5L15 12l-5.5 5.5"/>',
    "expand": '<path d="M14 4h6v6M20 4l-7 7M10 20H4v-6M4 20l7-7"/>',
    "warning": '<path d="M12 4.5L3.5 19h17zM12 10v4M12 16.6v.1"/>',
    "spark": '<path d="M12 3v5M12 16v5M3 12h5M16 12h5M6 6l3 3M15 15l3 3M18 6l-3 3M9 15l-3 3"/>',
}


def icon_names() -> tuple[str, ...]:
    """Return the names of all icons."""
    return tuple(_SHAPES)


def icon(name: str, colour: str) -> QIcon:
    """Return an icon in one colour; it is drawn anew at every size and device pixel ratio."""
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        f'stroke-linecap="round" stroke-linejoin="round">{_SHAPES[name]}</svg>'
    ).replace("currentColor", colour)
    return QIcon(_SvgEngine(svg))


class _SvgEngine(QIconEngine):
    """Draws a vector picture at the size asked for, so no pixmap is ever scaled."""

    def __init__(self, svg: str) -> None:
        super().__init__()
        self._svg = svg
        self._renderer = QSvgRenderer(QByteArray(svg.encode()))

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:  # noqa: ARG002
        painter.save()
        painter.setOpacity(0.4 if mode is QIcon.Mode.Disabled else 1.0)
        self._renderer.render(painter, QRectF(rect))
        painter.restore()

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(0, 0), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _SvgEngine(self._svg)
