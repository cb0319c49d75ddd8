"""A small line chart: title, legend, curves up to the cursor. Used for losses, errors, products over steps."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGraphicsLineItem, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from quizapp.sim_views.items import Curve, DashedCurve
from quizapp.sim_views.plotting import Points, bare_plot, set_ticks, style_plot, thinned, ticks
from quizapp.sim_views.style import ViewStyle


def roomy(value: float) -> float:
    """Return the next of 1, 2, 3, 5, 7.5 or 10 times a power of ten: an axis that grew at every step would cost milliseconds.

    Example:
        >>> roomy(20.0), roomy(21.0), roomy(640.0)
        (20.0, 30.0, 750.0)
    """
    if not value > 0:
        return 1.0
    power = 10.0 ** math.floor(math.log10(value))
    return next(factor * power for factor in (1.0, 2.0, 3.0, 5.0, 7.5, 10.0) if factor * power >= value * (1 - 1e-12))


_NOTHING: Points = (np.empty(0), np.empty(0))
_DASHES = {Qt.PenStyle.DashLine: (7.0, 4.0), Qt.PenStyle.DotLine: (2.0, 3.0)}
_DASH_MARKS = {Qt.PenStyle.SolidLine: "━━", Qt.PenStyle.DashLine: "╌╌", Qt.PenStyle.DotLine: "┈┈"}


@dataclass(frozen=True, slots=True)
class Series:
    """One curve: its name in the legend, the style's field that colours it, and its dash, so that colour is not all."""

    name: str
    colour: str
    dash: Qt.PenStyle = Qt.PenStyle.SolidLine
    width: float = 2.0


class Chart(QWidget):
    """Curves over a common horizontal axis, with a marker at the cursor."""

    def __init__(self, title: str, series: tuple[Series, ...], parent: QWidget, *, log: bool = False) -> None:
        """Make an empty chart.

        Args:
            title: What the vertical axis shows.
            series: The curves.
            parent: Owner.
            log: Whether the vertical axis is logarithmic; values that are not positive are left out then.
        """
        super().__init__(parent)
        self._series = series
        self._named = [one.name for one in series]  # in the legend
        self._style: ViewStyle | None = None
        self._log = log
        self._ranges: tuple[float, float, float, float] | None = None
        self._shown = (0.0, 1.0)  # part of the vertical axis
        self._crowded = False
        self._tools: list[QWidget] = []
        self._title = QLabel(title.upper(), self)
        self._title.setProperty("role", "over")
        self._legend = QLabel(self)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(38)
        self._plot.getAxis("bottom").setHeight(20)
        self._curves = [
            Curve("finite") if one.dash is Qt.PenStyle.SolidLine else DashedCurve(_DASHES[one.dash]) for one in series
        ]
        self._grid = pg.PlotCurveItem(connect="pairs")
        self._grid.setZValue(-5)
        self._cursor = QGraphicsLineItem()
        self._cursor.setZValue(5)
        for item in (self._grid, self._cursor, *self._curves):
            self._plot.addItem(item)
        self._lay_out()

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        style_plot(self._plot, style)
        for item, series in zip(self._curves, self._series, strict=True):
            pen = style.pen(getattr(style, series.colour), series.width)
            if series.dash is not Qt.PenStyle.SolidLine:
                pen.setCapStyle(Qt.PenCapStyle.FlatCap)
            item.setPen(pen)
        self._grid.setPen(style.pen(style.border, 1))
        self._cursor.setPen(style.pen(style.muted, 1))
        self._legend.setStyleSheet("font-size: 12px")
        self._style = style
        self._name_curves(self._named)

    def set_title(self, title: str) -> None:
        """Change what the vertical axis shows."""
        self._title.setText(title.upper())

    def set_log(self, log: bool) -> None:
        """Make the vertical axis logarithmic or linear."""
        if log != self._log:
            self._log = log
            self._ranges = None

    def add_tool(self, widget: QWidget) -> None:
        """Put a control between title and legend."""
        self._tools.append(widget)
        self._top.insertWidget(1, widget)

    def show_curves(self, curves: Mapping[str, Points], end: float, *, floor: float | None = 0.0) -> None:
        """Draw the curves up to the cursor.

        Args:
            curves: Horizontal and vertical values by series name, each pair of shape (n,).
            end: Right end of the horizontal axis, at least.
            floor: Lowest value the vertical axis shows at least; None fits it to the data. Not used when logarithmic.
        """
        if list(curves) != self._named:
            self._name_curves(list(curves))
        drawn = []
        for series in self._series:
            x, y = curves.get(series.name, _NOTHING)
            kept = thinned(len(x))
            x, y = x[kept], self._scaled(y[kept])
            if len(x) == 1:  # a lone point is drawn as a short line
                x, y = x + end * np.array([-0.01, 0.01]), np.repeat(y, 2)
            drawn.append((x, y))
        right = max((float(curves[name][0][-1]) for name in curves if len(curves[name][0])), default=0.0)
        self._fit(roomy(max(right, end)), [y for _, y in drawn], floor)
        self._cursor.setLine(right, self._shown[0], right, self._shown[1])
        for item, points in zip(self._curves, drawn, strict=True):
            item.set_points(*points)

    def _name_curves(self, names: list[str]) -> None:
        self._named = names
        if self._style is not None:
            marks = [
                f'<span style="color:{getattr(self._style, one.colour)}">{_DASH_MARKS.get(one.dash, "━━")} {one.name}</span>'
                for one in self._series
                if one.name in names
            ]
            self._legend.setText("&nbsp;&nbsp;&nbsp;".join(marks))
            self._place_legend()

    def _scaled(self, y: NDArray[np.float64]) -> NDArray[np.float64]:
        if not self._log:
            return y
        with np.errstate(divide="ignore", invalid="ignore"):
            logarithm = np.log10(y)
        return np.where(np.isfinite(logarithm), logarithm, np.nan)

    def _fit(self, right: float, drawn: list[NDArray[np.float64]], floor: float | None) -> None:
        """Choose the range; it only changes when the data leave it or shrink far below it."""
        values = np.concatenate([curve[np.isfinite(curve)] for curve in drawn]) if drawn else np.empty(0)
        low, high = (float(values.min()), float(values.max())) if len(values) else (0.0, 1.0)
        if self._log:
            low, high = math.floor(low), max(math.ceil(high), math.floor(low) + 1)
        else:
            low = low if floor is None else min(low, floor)
            span = high - low if high > low else max(abs(high), 1.0)
            high = low + span * 1.06
            if floor is None:
                low -= span * 0.06
        old = self._ranges
        fits = old is not None and old[1] == right and old[2] <= low + 1e-12 and high <= old[3] * (1 + 1e-9)
        if fits and old is not None and high - low > 0.5 * (old[3] - old[2]):
            return
        self._ranges = (0.0, right or 1.0, low, high)
        room = 0.1 * (high - low)  # so that the topmost tick is not cut
        self._shown = (low, high + room)
        self._plot.setRange(xRange=(0.0, right or 1.0), yRange=self._shown, padding=0)
        self._put_ticks(right, low, high)

    def _put_ticks(self, right: float, low: float, high: float) -> None:
        across = ticks(0.0, right or 1.0, 5)
        set_ticks(self._plot, "bottom", across)
        if self._log:
            step = max(1, math.ceil((high - low) / 4))
            up: list[float] = [float(power) for power in range(int(low), int(high) + 1, step)]
        else:
            up = ticks(low, high, 3)
        set_ticks(self._plot, "left", up, log=self._log)
        x = np.tile([0.0, right or 1.0], len(up))
        self._grid.setData(x, np.repeat(np.asarray(up, float), 2), connect="pairs")

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the legend a line of its own where it does not fit beside the title."""
        super().resizeEvent(event)
        self._place_legend()

    def _place_legend(self) -> None:
        words = self._title.fontMetrics().horizontalAdvance(self._title.text()) * 1.15
        tools = sum(tool.sizeHint().width() + self._top.spacing() for tool in self._tools)
        crowded = self.width() < words + tools + self._legend.sizeHint().width() + 60
        if crowded != self._crowded:
            self._crowded = crowded
            (self._top if crowded else self._second).removeWidget(self._legend)
            (self._second if crowded else self._top).addWidget(self._legend)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        self._top = QHBoxLayout()
        self._second = QHBoxLayout()
        # Neither may force the panel to be wider than the learner made the window.
        self._title.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._title.setMinimumWidth(40)
        self._legend.setMinimumWidth(20)
        self._legend.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)
        self._top.addWidget(self._title, 1)
        self._top.addWidget(self._legend)
        column.addLayout(self._top)
        column.addLayout(self._second)
        column.addWidget(self._plot, 1)
