"""The mouse in a plot, in data coordinates: clicks, and drags with a start and an end."""

from __future__ import annotations

import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent

DRAG_PX = 4


class Pointer(QObject):
    """Reports what the mouse does in a plot.

    Signals:
        pressed: x, y of a button going down.
        clicked: x, y and the event, for a press and release at one place.
        dragged: x, y while the left button moves.
        dropped: x, y where a drag ended.
    """

    pressed = Signal(float, float)
    clicked = Signal(float, float, object)
    dragged = Signal(float, float)
    dropped = Signal(float, float)

    def __init__(self, plot: pg.PlotWidget) -> None:
        super().__init__(plot)
        self._plot = plot
        self._down: QPointF | None = None
        self._dragging = False
        plot.viewport().installEventFilter(self)

    def pixel_size(self) -> tuple[float, float]:
        """Return the width and height of a pixel in data coordinates."""
        width, height = self._plot.getViewBox().viewPixelSize()
        return float(width), float(height)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Turn mouse events into signals; none goes on to the plot."""
        if not isinstance(event, QMouseEvent):
            return super().eventFilter(watched, event)
        place = event.position()
        x, y = self._data(place)
        match event.type():
            case QEvent.Type.MouseButtonPress:
                self._down, self._dragging = place, False
                self.pressed.emit(x, y)
            case QEvent.Type.MouseMove if self._down is not None:
                far = (place - self._down).manhattanLength() > DRAG_PX
                if (far or self._dragging) and event.buttons() & Qt.MouseButton.LeftButton:
                    self._dragging = True
                    self.dragged.emit(x, y)
            case QEvent.Type.MouseButtonRelease if self._down is not None:
                if self._dragging:
                    self.dropped.emit(x, y)
                else:
                    self.clicked.emit(x, y, event)
                self._down, self._dragging = None, False
            case _:
                return super().eventFilter(watched, event)
        return True

    def _data(self, place: QPointF) -> tuple[float, float]:
        scene = self._plot.mapToScene(place.toPoint())
        point = self._plot.getViewBox().mapSceneToView(scene)
        return float(point.x()), float(point.y())
