"""Helpers that views share: a bare plot, a heat map, ticks, contour lines. Functions and one item, no base class."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import contourpy
import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QFrame, QWidget

from quizapp.sim_views.style import ViewStyle

LEVELS = 256
MAX_POINTS = 200  # of a drawn curve: more than the pixels of a panel show nothing more and cost milliseconds


def bare_plot(parent: QWidget, *, axes: bool, locked: bool = False) -> pg.PlotWidget:
    """Return a plot that a learner cannot pan by accident: no menu, no buttons, no automatic range.

    Args:
        parent: Owner.
        axes: Whether it has a left and a bottom axis.
        locked: Whether one unit is equally long in both directions.
    """
    plot = pg.PlotWidget(parent)
    plot.setFrameShape(QFrame.Shape.NoFrame)
    plot.setMenuEnabled(False)
    plot.hideButtons()
    plot.setMouseEnabled(False, False)
    plot.disableAutoRange()
    plot.setViewportUpdateMode(plot.ViewportUpdateMode.MinimalViewportUpdate)
    plot.getViewBox().setDefaultPadding(0)
    plot.setMinimumSize(60, 40)
    for widget in (plot, plot.viewport()):  # the view as a whole is described; its keys are the panel's
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if locked:
        plot.setAspectLocked(True)
    for side in ("left", "bottom"):
        plot.showAxis(side, axes)
    return plot


def style_plot(plot: pg.PlotWidget, style: ViewStyle) -> None:
    """Give a plot the colours of a theme."""
    plot.setBackground(style.surface)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setStyle(tickLength=0, tickFont=style.font(11), tickTextOffset=6)
        axis.setPen(style.pen(style.border, 1))
        axis.setTextPen(style.pen(style.muted, 1))


class HeatMap(pg.GraphicsObject):
    """A smooth picture of a field of numbers in [0, 1], drawn from a byte buffer through a colour table."""

    def __init__(self, rows: int, columns: int) -> None:
        super().__init__()
        self._columns = columns
        self._bytes = np.zeros((rows, (columns + 3) // 4 * 4), np.uint8)  # rows of a QImage start at multiples of four
        self._image = QImage(self._bytes.data, columns, rows, self._bytes.shape[1], QImage.Format.Format_Indexed8)
        self._rect = QRectF(0, 0, 1, 1)

    def set_rect(self, rect: QRectF) -> None:
        """Place the picture in data coordinates; row 0 is at the lowest y."""
        self.prepareGeometryChange()
        self._rect = rect
        self.update()

    def set_colours(self, colours: Sequence[QColor]) -> None:
        """Set the colour table, from 0 to 1."""
        self._image.setColorTable([colour.rgb() for colour in colours])
        self.update()

    def set_field(self, field: NDArray[Any]) -> None:
        """Show a field, shape (rows, columns), values clipped to [0, 1]; what is not a number is shown as 0."""
        levels = np.nan_to_num(np.clip(field, 0.0, 1.0)) * (LEVELS - 1)
        self._bytes[:, : self._columns] = levels
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the place of the picture."""
        return self._rect

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the picture smoothly scaled."""
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.drawImage(self._rect, self._image)


def diverging(style: ViewStyle, share: float = 0.42) -> list[QColor]:
    """Return a colour table from blue over the surface's tone to orange, pale enough for points to stand out."""
    middle = style.mix(style.text, 0.03).name()
    places = np.linspace(-1.0, 1.0, LEVELS)
    return [style.mix(style.blue if place < 0 else style.orange, abs(place) * share, middle) for place in places]


def sequential(style: ViewStyle, colour: str, share: float = 0.5) -> list[QColor]:
    """Return a colour table from the surface to a colour."""
    return [style.mix(colour, place * share) for place in np.linspace(0.0, 1.0, LEVELS)]


def isoline(field: NDArray[Any], level: float, rect: QRectF) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the line on which a field has a value, as x and y with NaN between its pieces.

    Args:
        field: Values at the centres of a grid over ``rect``, shape (rows, columns), row 0 at the lowest y. Give logits rather
            than probabilities: saturated probabilities make the line jagged.
        level: The value.
        rect: Place of the field in data coordinates.
    """
    rows, columns = field.shape
    pieces = contourpy.contour_generator(z=field, name="serial", line_type="ChunkCombinedNan").lines(level)
    points = pieces[0][0]
    if points is None:
        return np.empty(0), np.empty(0)
    x = rect.left() + (points[:, 0] + 0.5) * rect.width() / columns
    y = rect.top() + (points[:, 1] + 0.5) * rect.height() / rows
    return x, y


def ticks(low: float, high: float, count: int = 4) -> list[float]:
    """Return about ``count`` round numbers in an interval.

    Example:
        >>> ticks(0.0, 0.7, 4)
        [0.0, 0.2, 0.4, 0.6]
    """
    if not high > low:
        return [low]
    raw = (high - low) / max(1, count)
    power = 10.0 ** math.floor(math.log10(raw))
    step = next(factor * power for factor in (1, 2, 2.5, 5, 10) if factor * power >= raw * 0.999)
    first = math.ceil(low / step - 1e-9)
    return [round(index * step, 12) + 0.0 for index in range(first, math.floor(high / step + 1e-9) + 1)]


def tick_text(value: float) -> str:
    """Write a tick in few letters: ``10k`` for 10,000, ``1e-4`` for 0.0001."""
    if value and (abs(value) >= 1e6 or abs(value) < 1e-3):
        mantissa, exponent = f"{value:.0e}".split("e")
        return f"{mantissa}e{int(exponent)}"
    if abs(value) >= 10_000:
        return f"{value / 1000:g}k"
    return f"{value:g}".replace("-", "\u2212")


def set_ticks(plot: pg.PlotWidget, side: str, values: Sequence[float]) -> None:
    """Put ticks at these values."""
    plot.getAxis(side).setTicks([[(value, tick_text(value)) for value in values]])


def thinned(length: int) -> NDArray[np.intp]:
    """Return the indices to draw of a curve of this length: at most ``MAX_POINTS``, the last one always."""
    if length <= MAX_POINTS:
        return np.arange(length)
    return np.unique(np.append(np.arange(0, length, -(-length // MAX_POINTS)), length - 1))
