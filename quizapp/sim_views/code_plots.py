"""What a program's variables draw: the path of two parameters, and the error of central differences against their step."""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from engine.maths.finite_differences import BEST_STEP
from engine.simulation import FloatArray
from engine.tracing.gradient_check import ErrorCurve
from quizapp.sim_views.items import Curve, DashedCurve, Mark, Scatter
from quizapp.sim_views.legend import Legend, titled
from quizapp.sim_views.plotting import bare_plot, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.style import ViewStyle

LOWEST = 1e-16  # what a logarithmic axis shows for nothing
ERRORS = (-16.5, 3.0)  # powers of ten of the vertical axis
STEPS = (-12.6, 0.4)


class PathPlot(QWidget):
    """The variable ``path`` as it is: its places joined, the first one open, the last one full."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._legend, self._plot = _titled_plot(self, "Path")
        self._line, self._dots = Curve("finite"), Scatter("o", 5)
        self._start, self._end = Mark("o", 11), Mark("o", 11)
        self._style: ViewStyle | None = None
        self._count = -1
        for item in (self._line, self._dots, self._start, self._end):
            self._plot.addItem(item)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plot, style)
        self._line.setPen(style.pen(style.blue, 1.6))
        self._dots.setPen(pg.mkPen(None))
        self._dots.setBrush(pg.mkBrush(style.blue))
        self._start.set_look(style.pen(style.text, 1.6), QColor(style.surface))
        self._end.set_look(style.pen(style.surface, 1.2), QColor(style.blue))
        self._count = -1

    def show_path(self, path: FloatArray) -> None:
        """Show the places, shape (n, 2)."""
        kept = path[np.isfinite(path).all(axis=1)]
        x, y = kept.T if len(kept) else (np.empty(0), np.empty(0))
        set_range(self._plot, _around(x), _around(y))
        set_ticks(self._plot, "bottom", ticks(*_around(x), 4))
        set_ticks(self._plot, "left", ticks(*_around(y), 3))
        self._line.set_points(x, y)
        self._dots.setData(x, y)
        for mark, place in ((self._start, 0), (self._end, -1)):
            mark.setVisible(bool(len(x)))
            if len(x):
                mark.place(float(x[place]), float(y[place]))
        if self._style is not None and len(path) != self._count:
            self._count = len(path)
            distinct = len(np.unique(path, axis=0))
            words = f"{len(path)} entries" + (f", {distinct} different" if distinct < len(path) else "")
            self._legend.show_marks(((self._style.blue, words),))


class ErrorPlot(QWidget):
    """The error of the central difference against h, both in powers of ten: a V for a right derivative, else a plateau."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._legend, self._plot = _titled_plot(self, "Check error")
        self._measured, self._expected = Curve("finite"), DashedCurve((5.0, 3.0))
        self._dots = Scatter("o", 4)
        self._best = pg.PlotCurveItem(connect="pairs")
        self._name = pg.TextItem("∛ε", anchor=(0.5, 0.0))
        self._style: ViewStyle | None = None
        for item in (self._best, self._expected, self._measured, self._dots, self._name):
            self._plot.addItem(item)
        self._best.setData(np.repeat(np.log10(BEST_STEP), 2), np.array([ERRORS[0], ERRORS[1] - 4.0]), connect="pairs")
        self._name.setPos(float(np.log10(BEST_STEP)), ERRORS[1])
        set_range(self._plot, STEPS, ERRORS)
        set_ticks(self._plot, "bottom", [-12.0, -8.0, -4.0, 0.0], log=True)
        set_ticks(self._plot, "left", [-16.0, -8.0, 0.0], log=True)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plot, style)
        self._measured.setPen(style.pen(style.blue, 1.6))
        self._dots.setPen(pg.mkPen(None))
        self._dots.setBrush(pg.mkBrush(style.blue))
        self._expected.setPen(style.pen(style.orange, 1.6))
        self._best.setPen(style.pen(style.muted, 1, Qt.PenStyle.DashLine))
        self._name.setColor(style.muted)
        self._name.setFont(style.font(11))

    def show_curve(self, curve: ErrorCurve | None, checked: str) -> None:
        """Show the error of a derivative."""
        empty = np.empty(0)
        h = empty if curve is None else np.log10(curve.steps)
        for item, errors in (
            (self._measured, empty if curve is None else curve.errors),
            (self._expected, empty if curve is None else curve.expected),
        ):
            item.set_points(h, np.log10(np.maximum(errors, LOWEST)))
        self._dots.setData(h, empty if curve is None else np.log10(np.maximum(curve.errors, LOWEST)))
        if self._style is not None:
            marks = ((self._style.blue, f"━ {checked or 'derivative'}, by h"), (self._style.orange, "╌ explained"))
            self._legend.show_marks(marks)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out the name of the best step where there is no room for it."""
        super().resizeEvent(event)
        self._name.setVisible(self.height() > 90)


def _titled_plot(owner: QWidget, title: str) -> tuple[Legend, pg.PlotWidget]:
    grid = QGridLayout(owner)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(3)
    legend = titled(grid, 0, 0, title)
    plot = bare_plot(owner, axes=True)
    plot.getAxis("left").setWidth(38)
    plot.getAxis("bottom").setHeight(20)
    grid.addWidget(plot, 1, 0)
    grid.setRowStretch(1, 1)
    return legend, plot


def _around(values: FloatArray) -> tuple[float, float]:
    """Return a range that holds values and leaves some room; it changes only when they leave a grid of round numbers."""
    if not len(values):
        return (-1.0, 1.0)
    low, high = float(values.min()), float(values.max())
    middle, half = 0.5 * (low + high), max(0.5 * (high - low), 1e-3 * max(1.0, abs(high)))
    return middle - 1.2 * half, middle + 1.2 * half
