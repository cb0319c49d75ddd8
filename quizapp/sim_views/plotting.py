"""Functions that views share: a bare plot, its range and ticks, colour tables, contour lines, dashes."""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from typing import Any, TypeAlias

import contourpy
import numpy as np
import pyqtgraph as pg
from numpy.typing import ArrayLike, NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QFrame, QGraphicsItem, QWidget

from quizapp.sim_views.style import ViewStyle

Points: TypeAlias = tuple[NDArray[np.float64], NDArray[np.float64]]
LEVELS = 256  # of a colour table
MAX_DASHES = 2000
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
    plot.setRenderHint(QPainter.RenderHint.Antialiasing)
    plot.setViewportUpdateMode(plot.ViewportUpdateMode.MinimalViewportUpdate)
    plot.getViewBox().setDefaultPadding(0)
    plot.setMinimumSize(60, 40)
    for widget in (plot, plot.viewport()):  # the view as a whole is described; its keys are the panel's
        widget.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    if locked:
        plot.setAspectLocked(True)
    for side in ("left", "bottom"):
        plot.showAxis(side, axes)
        plot.getAxis(side).setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # beside curves that move it stays
    return plot


def set_range(plot: pg.PlotWidget, x: tuple[float, float], y: tuple[float, float]) -> None:
    """Show this part of the plane; costs nothing if it is shown already."""
    wanted = (*map(float, x), *map(float, y))
    if plot.property("shown_range") != wanted:
        plot.setProperty("shown_range", wanted)
        plot.setRange(xRange=x, yRange=y, padding=0)


def put(item: pg.PlotCurveItem | pg.ScatterPlotItem, x: ArrayLike, y: ArrayLike) -> None:
    """Give an item its points, as shape (n,); nothing is drawn anew if it has them already."""
    x, y = np.asarray(x, float), np.asarray(y, float)
    old_x, old_y = item.getData()
    if old_x is None or not (np.array_equal(x, old_x) and np.array_equal(y, old_y)):
        item.setData(x, y)


def style_plot(plot: pg.PlotWidget, style: ViewStyle) -> None:
    """Give a plot the colours of a theme."""
    plot.setBackground(style.surface)
    for side in ("left", "bottom"):
        axis = plot.getAxis(side)
        axis.setStyle(tickLength=0, tickFont=style.font(11), tickTextOffset=6)
        axis.setPen(style.pen(style.border, 1))
        axis.setTextPen(style.pen(style.muted, 1))


def dashed(points: Points, scale: tuple[float, float], dash: tuple[float, float]) -> Points:
    """Cut a curve into dashes, to be drawn with ``connect="pairs"``; Qt's own would begin anew at every point.

    Args:
        points: x and y, each of shape (n,); the curve is broken where one is not a number.
        scale: Pixels of a unit of x and of y.
        dash: Length of a dash and of a gap in pixels.

    Returns:
        x and y of the ends of the dashes, each of shape (2 m,).
    """
    kept = np.flatnonzero(np.isfinite(points[0]) & np.isfinite(points[1]))
    x, y = points[0][kept], points[1][kept]
    along = np.append(0.0, np.cumsum(np.hypot(np.diff(x) * scale[0], np.diff(y) * scale[1])))[: len(x)]
    if len(x) < 2 or not 0.0 < along[-1] < math.inf:
        return np.empty(0), np.empty(0)
    period = sum(dash)
    if along[-1] > MAX_DASHES * period:  # far more than a picture shows: the scale is about to change
        return np.repeat(x, 2)[1:-1], np.repeat(y, 2)[1:-1]
    starts = np.arange(0.0, along[-1], period)
    knots = np.unique(np.concatenate([along, starts, np.minimum(starts + dash[0], along[-1])]))
    middle = (knots[1:] + knots[:-1]) / 2
    unbroken = np.diff(kept) == 1
    drawn = (middle % period < dash[0]) & unbroken[np.searchsorted(along, middle) - 1]
    ends = np.stack([knots[:-1][drawn], knots[1:][drawn]], axis=1).ravel()
    return np.interp(ends, along, x), np.interp(ends, along, y)


def diverging(style: ViewStyle, share: float = 0.42) -> list[QColor]:
    """Return a colour table from blue over the surface's tone to orange, pale enough for points to stand out."""
    middle = style.mix(style.text, 0.03).name()
    places = np.linspace(-1.0, 1.0, LEVELS)
    return [style.mix(style.blue if place < 0 else style.orange, abs(place) * share, middle) for place in places]


def sequential(style: ViewStyle, colour: str, share: float = 0.5) -> list[QColor]:
    """Return a colour table from the surface to a colour."""
    return [style.mix(colour, place * share) for place in np.linspace(0.0, 1.0, LEVELS)]


def colour_table(colours: Sequence[QColor]) -> NDArray[np.uint32]:
    """Return colours as the pixels of a picture, shape (n,)."""
    return np.array([colour.rgb() for colour in colours], np.uint32)


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
        mantissa, exponent = f"{value:.1e}".split("e")
        return f"{mantissa.removesuffix('.0')}e{int(exponent)}".replace("-", "\u2212", value < 0)
    if abs(value) >= 10_000:
        return f"{value / 1000:g}k"
    return f"{value:g}".replace("-", "\u2212")


def set_ticks(plot: pg.PlotWidget, side: str, values: Sequence[float], *, log: bool = False) -> None:
    """Put ticks at these values; costs nothing if they are there already."""
    wanted = [(value, tick_text(10.0**value if log else value)) for value in values]
    if plot.property(f"shown_ticks_{side}") != wanted:
        plot.setProperty(f"shown_ticks_{side}", wanted)
        plot.getAxis(side).setTicks([wanted])


@lru_cache(maxsize=4)  # the curves of a frame are equally long
def thinned(length: int) -> NDArray[np.intp]:
    """Return the indices to draw of a curve of this length: at most ``MAX_POINTS``, the last one always."""
    kept = np.arange(0, length, max(1, -(-length // MAX_POINTS)))
    kept = kept if not length or kept[-1] == length - 1 else np.append(kept, length - 1)
    kept.flags.writeable = False
    return kept
