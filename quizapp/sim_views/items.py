"""What is drawn in a plane: a curve, a mark, a field. Each costs as little as it can when the next frame comes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from pyqtgraph.graphicsItems.ScatterPlotItem import Symbols
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QImage, QPainter, QPen, QTransform
from PySide6.QtWidgets import QGraphicsItem, QGraphicsPathItem

from quizapp.sim_views.plotting import LEVELS, Points, colour_table, dashed


class Curve(pg.PlotCurveItem):
    """A smooth curve.

    It is drawn as single lines: the outline of one long noisy path, which Qt would fill instead, takes ten times as long.
    """

    def __init__(self, connect: str = "all") -> None:
        """Make a curve without points.

        Args:
            connect: ``all`` points, ``pairs``, or ``finite``: broken where a value is not a number.
        """
        super().__init__(antialias=True, skipFiniteCheck=connect != "finite", connect=connect)
        self.setSegmentedLineMode("on")

    def set_points(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Draw a curve through points, x and y of shape (n,)."""
        self.setData(x, y)

    def boundingRect(self) -> QRectF:
        """Return the plane that is shown: to find the exact rectangle at every frame would cost more than to draw."""
        return _plane(self)


class DashedCurve(Curve):
    """A curve of dashes that are equally long in the picture, whatever the distances of its points."""

    def __init__(self, dash: tuple[float, float]) -> None:
        """Make a curve without points.

        Args:
            dash: Length of a dash and of a gap in pixels.
        """
        super().__init__("pairs")
        self._dash = dash
        self._points: Points = (np.empty(0), np.empty(0))

    def set_points(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> None:
        """Draw a curve through points, x and y of shape (n,); it is broken where one is not a number."""
        self._points = (x, y)
        self._cut()

    def viewTransformChanged(self) -> None:
        """Cut the dashes anew: a pixel is another part of the plane now."""
        super().viewTransformChanged()
        self._cut()

    def _cut(self) -> None:
        across, up = self.pixelVectors()
        if across is not None and up is not None:  # it is in a picture
            self.setData(*dashed(self._points, (1 / across.length(), 1 / up.length()), self._dash))


class Scatter(pg.ScatterPlotItem):
    """Symbols of a constant size at many points."""

    def __init__(self, symbol: str, size: float) -> None:
        """Make a scatter without points.

        Args:
            symbol: Name of a pyqtgraph symbol: ``o`` disc, ``t1`` triangle.
            size: Logical pixels.
        """
        super().__init__(symbol=symbol, size=size)

    def boundingRect(self) -> QRectF:
        """Return the plane that is shown, as ``Curve`` does."""
        return _plane(self)


class Mark(QGraphicsPathItem):
    """A symbol of a constant size at one point."""

    def __init__(self, symbol: str, size: float) -> None:
        """Make a mark.

        Args:
            symbol: Name of a pyqtgraph symbol: ``o`` disc, ``s`` square, ``t1`` triangle.
            size: Logical pixels.
        """
        super().__init__(QTransform.fromScale(size, size).map(Symbols[symbol]))
        self.setFlag(QGraphicsItem.GraphicsItemFlag.ItemIgnoresTransformations)

    def set_look(self, pen: QPen, fill: QColor | None) -> None:
        """Take on colours."""
        self.setPen(pen)
        self.setBrush(QBrush(Qt.BrushStyle.NoBrush) if fill is None else QBrush(fill))

    def place(self, x: float, y: float) -> None:
        """Go to a point; nowhere if it is not a number."""
        if math.isfinite(x) and math.isfinite(y):
            self.setPos(x, y)
            self.show()
        else:
            self.hide()


class HeatMap(pg.GraphicsObject):
    """A smooth picture of a field of numbers in [0, 1].

    Its colours are looked up here: Qt would do it for an indexed picture at every drawing, and slower.
    """

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._levels = np.zeros((rows, columns), np.uint8)
        self._colours = np.zeros(LEVELS, np.uint32)
        self._pixels = np.zeros((rows, columns), np.uint32)
        self._image = QImage(self._pixels.data, columns, rows, 4 * columns, QImage.Format.Format_RGB32)
        self._rect = QRectF(0, 0, 1, 1)

    def set_rect(self, rect: QRectF) -> None:
        """Place the picture in data coordinates; row 0 is at the lowest y."""
        self.prepareGeometryChange()
        self._rect = rect
        self.update()

    def set_colours(self, colours: Sequence[QColor]) -> None:
        """Set the colour table, from 0 to 1."""
        self._colours = colour_table(colours)
        self._fill()

    def set_field(self, field: NDArray[Any]) -> None:
        """Show a field, shape (rows, columns), values clipped to [0, 1]; what is not a number is shown as 0."""
        self._levels[...] = np.fmin(np.fmax(field, 0.0), 1.0) * (LEVELS - 1)  # they pass over what is not a number
        self._fill()

    def boundingRect(self) -> QRectF:
        """Return the place of the picture."""
        return self._rect

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the picture smoothly scaled."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # of the edges, which takes long
        painter.drawImage(self._rect, self._image)

    def _fill(self) -> None:
        np.take(self._colours, self._levels, out=self._pixels, mode="clip")  # without a mode it would copy
        self.update()


def _plane(item: pg.GraphicsItem) -> QRectF:
    box = item.getViewBox()
    return QRectF() if box is None else QRectF(box.viewRect())
