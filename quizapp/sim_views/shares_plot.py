"""Shares in per cent over some quantity, one curve for each program, with a marker where one stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from quizapp.sim_views.chart import Series
from quizapp.sim_views.items import Curve, DashedCurve, Mark, Scatter
from quizapp.sim_views.legend import titled
from quizapp.sim_views.plotting import bare_plot, put, set_range, set_ticks, style_plot, thinned
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

LOWEST, TOP = 40.0, 107.0  # per cent; the axis begins lower where a share is
DASHES = {Qt.PenStyle.DashLine: (7.0, 4.0), Qt.PenStyle.DotLine: (2.0, 3.0)}
MARKS = {Qt.PenStyle.SolidLine: "━", Qt.PenStyle.DashLine: "╌", Qt.PenStyle.DotLine: "┈"}


class SharesPlot(QWidget):
    """Curves, or points joined by lines.

    Signals:
        clicked: Horizontal place of a click.
    """

    clicked = Signal(float)

    def __init__(self, title: str, series: Sequence[Series], symbols: Sequence[str], parent: QWidget) -> None:
        """Make an empty plot.

        Args:
            title: What is over what.
            series: The curves.
            symbols: Symbol of the points of each curve; empty for curves without.
            parent: Owner.
        """
        super().__init__(parent)
        self._series = series
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(32)
        self._plot.getAxis("bottom").setHeight(20)
        self._grid, self._here = pg.PlotCurveItem(connect="pairs"), pg.PlotCurveItem(connect="pairs")
        self._curves = [DashedCurve(DASHES[one.dash]) if one.dash in DASHES else Curve() for one in series]
        self._dots, self._rings = [Scatter(symbol, 8) for symbol in symbols], [Mark("o", 15) for _ in symbols]
        for item in (self._grid, self._here, *self._curves, *self._dots, *self._rings):
            self._plot.addItem(item)
        self._drawn: tuple[NDArray[np.float64], ...] = ()
        Pointer(self._plot).clicked.connect(self._on_clicked)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        self._legend = titled(grid, 0, 0, title)
        grid.addWidget(self._plot, 1, 0)
        grid.setRowStretch(1, 1)

    def set_style(self, style: ViewStyle, remarks: Sequence[str]) -> None:
        """Take on colours; the legend has the names of the curves, if they have no symbols, and the remarks."""
        style_plot(self._plot, style)
        self._grid.setPen(style.pen(style.border, 1))
        self._here.setPen(style.pen(style.muted, 1))
        colours = [getattr(style, one.colour) for one in self._series]
        for one, curve, colour in zip(self._series, self._curves, colours, strict=True):
            curve.setPen(style.pen(colour, one.width))
        for dots, ring, colour in zip(self._dots, self._rings, colours[: len(self._dots)], strict=True):
            dots.setBrush(pg.mkBrush(colour))
            dots.setPen(style.pen(style.surface, 1))
            ring.set_look(style.pen(colour, 1.6), None)
        names = [(colour, f"{MARKS[one.dash]} {one.name}") for one, colour in zip(self._series, colours, strict=True)]
        self._legend.show_marks([*(names if not self._dots else []), *((style.muted, remark) for remark in remarks)])

    def set_across(self, ends: tuple[float, float], places: Sequence[float], *, log: bool = False) -> None:
        """Set the horizontal axis: its ends and the places of its ticks, as powers of ten if logarithmic."""
        self._ends = ends
        set_ticks(self._plot, "bottom", places, log=log)

    def show_curves(self, across: NDArray[np.float64], shares: NDArray[np.float64], here: int) -> None:
        """Draw the curves.

        Args:
            across: Shape (n,).
            shares: Shape (n_series, n).
            here: Index of the place to mark.
        """
        rows = 100.0 * shares
        low = min(LOWEST, 10.0 * float(np.floor(rows.min() / 10.0)))
        set_range(self._plot, self._ends, (low, TOP))
        heights = np.arange(100.0, low - 1.0, -20.0)
        set_ticks(self._plot, "left", heights.tolist())
        put(self._grid, np.tile(self._ends, len(heights)), np.repeat(heights, 2))
        put(self._here, np.full(2, across[here]), [low, TOP])
        for ring, row in zip(self._rings, rows, strict=False):
            ring.place(float(across[here]), float(row[here]))
        kept = thinned(len(across))
        wanted = across[kept], rows[:, kept]
        if len(self._drawn) == 2 and all(map(np.array_equal, wanted, self._drawn)):
            return
        self._drawn = wanted
        for curve, row in zip(self._curves, wanted[1], strict=True):
            curve.set_points(wanted[0], row)
        for dots, row in zip(self._dots, wanted[1], strict=False):
            put(dots, wanted[0], row)

    def _on_clicked(self, x: float, _y: float, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit(x)
