"""The charts below the picture of losses: what each point costs, and the losses as curves. For that view only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from quizapp.sim_views.chart import roomy
from quizapp.sim_views.items import DashedCurve, Scatter
from quizapp.sim_views.loss_parts import DASHES, Smooth, colour_of, legend_of
from quizapp.sim_views.plotting import bare_plot, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.loss_functions import Observation

FAR = 5.0  # times the height of a chart: what lies above is cut, or there would be millions of dashes nobody sees
FIRST_TAB = {"hinge": 1, "log": 2, "squared_probability": 2}
"""The tab that says most of a loss; the first of all others."""


class Titled(QWidget):
    """A small plot with axes under a title, a legend and tabs."""

    def __init__(self, title: str, tabs: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.plot = bare_plot(self, axes=True)
        self.plot.getAxis("left").setWidth(36)
        self.plot.getAxis("bottom").setHeight(20)
        self.grid = pg.PlotCurveItem(connect="pairs")
        self.plot.addItem(self.grid)
        self.title = QLabel(title.upper(), self)
        self.title.setProperty("role", "over")
        self.legend = QLabel(self)
        self.legend.setTextFormat(Qt.TextFormat.RichText)
        self.legend.setStyleSheet("font-size: 12px")
        self.tabs = QButtonGroup(self)
        self._look: tuple[object, ...] = ()
        top = QHBoxLayout()
        top.setSpacing(4)
        top.addWidget(self.title, 1)
        for number, name in enumerate(tabs):
            button = QPushButton(name, self)
            button.setCheckable(True)
            button.setProperty("kind", "tab")
            self.tabs.addButton(button, number)
            top.addWidget(button)
        for words in (self.title, self.legend):
            words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(top)
        column.addWidget(self.legend)
        column.addWidget(self.plot, 1)

    def looks_other(self, style: ViewStyle, *key: object) -> bool:
        """Return whether colours or what they depend on changed, and give the plot its colours if so."""
        if self._look == (style, *key):
            return False
        self._look = (style, *key)
        style_plot(self.plot, style)
        self.grid.setPen(style.pen(style.border, 1))
        return True

    def fit(self, x: tuple[float, float], y: tuple[float, float], across: list[float] | None = None) -> None:
        """Show a range with its ticks and grid."""
        set_range(self.plot, x, y)
        up = ticks(*y, 3)
        set_ticks(self.plot, "left", up)
        set_ticks(self.plot, "bottom", ticks(*x, 5) if across is None else across)
        put(self.grid, np.tile(x, len(up)), np.repeat(up, 2))


class PointBars(Titled):
    """What each point costs, and beside it how hard it pulls."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("Each point", (), parent)
        self._loss = pg.BarGraphItem(x=[], height=[], width=0.44)
        self._pull = pg.BarGraphItem(x=[], height=[], width=0.26)
        for item in (self._loss, self._pull):
            self.plot.addItem(item)

    def show_points(self, seen: Observation, style: ViewStyle) -> None:
        """Draw both bars of each point, from left to right as the points lie."""
        if self.looks_other(style, seen.loss):
            colour = colour_of(style, seen.loss)
            self._loss.setOpts(brush=style.mix(colour, 0.85), pen=pg.mkPen(None))
            self._pull.setOpts(brush=style.mix(style.text, 0.12), pen=style.pen(style.text, 1.2))
            self.legend.setText(f'<span style="color:{colour}">■ loss</span>&nbsp;&nbsp; <span>□ pull: its slope</span>')
        order = np.argsort(seen.points[:, 0], kind="stable")
        loss, pull, places = seen.losses[order], np.abs(seen.slopes[order]), np.arange(1.0, len(order) + 1)
        self._loss.setOpts(x=places - 0.18, height=loss)
        self._pull.setOpts(x=places + 0.22, height=pull)
        top = 1.06 * roomy(max(float(loss.max(initial=0.0)), float(pull.max(initial=0.0)), 0.05))
        count = max(1, len(order))
        across = [float(number) for number in range(1, count + 1, max(1, -(-count // 10)))]
        self.fit((0.4, count + 0.6), (0.0, top), across)


class LossCurves(Titled):
    """The cost along b, or the loss or the pull of one point, for all losses of a kind."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__("", ("cost", "loss", "pull"), parent)
        self._seen: Observation | None = None
        self._style: ViewStyle | None = None
        self._curves = [DashedCurve(dash) if dash[1] else Smooth() for dash in DASHES]
        self._drawn = (np.empty(0), np.empty(0))
        self._window = (0.0, 0.0, 0.0)
        self._bound = DashedCurve((4.0, 4.0))
        self._lines = DashedCurve((3.0, 3.0))
        self._dots = Scatter("o", 9)
        self._words = [pg.TextItem(anchor=(0.0, 0.0)), pg.TextItem(anchor=(1.0, 0.0))]
        for item in (self._lines, self._bound, *self._curves[::-1], self._dots, *self._words):
            self.plot.addItem(item)
        self._chosen = False  # until the learner takes a tab, the loss decides which says most
        self.tabs.buttonClicked.connect(self._on_tab)

    def show_losses(self, seen: Observation, style: ViewStyle) -> None:
        """Draw the chosen curves."""
        self._seen, self._style = seen, style
        if not self._chosen:
            self.tabs.button(FIRST_TAB.get(seen.loss, 0)).setChecked(True)
        self._redraw()

    def _on_tab(self) -> None:
        self._chosen = True
        self._redraw()

    def _redraw(self) -> None:
        seen, style = self._seen, self._style
        if seen is None or style is None:
            return
        tab = self.tabs.checkedId()
        if self.looks_other(style, seen.loss, tab):
            self._put_on(style, seen, tab)
        (self._show_slice, self._show_single, self._show_pull)[tab](seen)
        self._mark_centres(seen, shown=tab == 0)

    def _put_on(self, style: ViewStyle, seen: Observation, tab: int) -> None:
        """Take on the colours of a family of losses and the words of a tab."""
        self.title.setText("ALONG b" if tab == 0 else "BY MARGIN" if seen.classes else "BY RESIDUAL")
        bound = "&nbsp; log₂" if seen.classes and tab == 1 else ""
        self.legend.setText(legend_of(style, seen) + bound)
        for loss, curve in zip(seen.family, self._curves, strict=False):
            curve.setPen(style.pen(colour_of(style, loss), 3.0 if loss is seen.loss else 1.6))
        self._lines.setPen(style.pen(style.muted, 1.2))
        self._bound.setPen(style.pen(colour_of(style, "log"), 1.4))
        self._dots.setBrush(pg.mkBrush(style.text))
        self._dots.setPen(style.pen(style.surface, 1.2))
        for words, name, of_loss in zip(self._words, ("mean", "median"), ("squared", "absolute"), strict=True):
            words.setColor(colour_of(style, of_loss))
            words.setFont(style.font(12))
            words.setText(name)

    def _look_at(self, x: NDArray[np.float64], top: float) -> None:
        """Show another part of the plane; without the old curves, whose dashes would all be cut anew for it."""
        window = float(x[0]), float(x[-1]), top
        if window != self._window:
            self._window, self._drawn = window, (x[:0], x[:0])
            for curve in (*self._curves, self._bound, self._lines):
                curve.set_points(x[:0], x[:0])
            self.fit(window[:2], (0.0, top))
            self.plot.getViewBox().updateMatrix()  # or the new dashes would be measured in the old pixels

    def _draw(self, x: NDArray[np.float64], rows: NDArray[np.float64], top: float, *, bound: bool = False) -> None:
        rows = np.minimum(rows, FAR * top)
        if np.array_equal(x, self._drawn[0]) and np.array_equal(rows, self._drawn[1]):
            return
        self._drawn = x, rows
        self._bound.set_points(*((x, rows[0] / np.log(2.0)) if bound else (x[:0], x[:0])))
        for curve, row in zip(self._curves, [*rows, np.empty(0)], strict=False):
            curve.set_points(x if len(row) else row, row)
        if len(rows) == len(DASHES):  # zero-one jumps: no slope between two heights
            self._curves[-1].set_points(np.repeat(x, 2)[1:], np.repeat(rows[-1], 2)[:-1])

    def _show_slice(self, seen: Observation) -> None:
        curves = seen.curves
        top = _slice_top(seen)
        self._look_at(curves.b, top)
        self._draw(curves.b, curves.costs, top)
        put(self._dots, [seen.line[1]], [seen.cost])

    def _show_single(self, seen: Observation) -> None:
        curves = seen.curves
        top = 6.0 if seen.classes else float(curves.losses[seen.family.index(seen.loss)].max())
        self._look_at(curves.places, 1.05 * top)
        self._draw(curves.places, curves.losses, top, bound=seen.classes)
        put(self._dots, seen.places, seen.losses)

    def _show_pull(self, seen: Observation) -> None:
        curves = seen.curves
        top = 1.1 if seen.classes else max(1.1, float(np.abs(curves.slopes[seen.family.index(seen.loss)]).max()))
        self._look_at(curves.places, 1.1 * top)
        self._draw(curves.places, np.abs(curves.slopes), top)
        put(self._dots, seen.places, np.abs(seen.slopes))

    def _mark_centres(self, seen: Observation, *, shown: bool) -> None:
        """Say where the mean and the median of what b has to hit are: the theory of the first two losses."""
        marked = seen.centres if shown else None
        for words in self._words:
            words.setVisible(marked is not None)
        if marked is None:
            self._lines.set_points(np.empty(0), np.empty(0))
            return
        top = _slice_top(seen)
        self._lines.set_points(np.repeat(marked, 3)[:5], np.array([0.0, top, np.nan, 0.0, top]))
        right = marked[0] >= marked[1]
        for words, place, side in zip(self._words, marked, (right, not right), strict=True):
            words.setAnchor((0.0 if side else 1.0, 0.0))
            words.setPos(place, top)


def _slice_top(seen: Observation) -> float:
    """Return the height of the slice: nine tenths of the curve in force, and the line as it is."""
    high = float(np.quantile(seen.curves.costs[seen.family.index(seen.loss)], 0.9))
    return 1.12 * roomy(max(high, seen.cost, 0.1))
