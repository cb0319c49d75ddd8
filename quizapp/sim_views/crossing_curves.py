"""Learning curves of three learners of digits, and what the network has learned: first-layer weights, worst mistakes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from engine.simulations.crossing_curves import SHOWN, SIDE, SIZES
from engine.timeline import Frame
from quizapp.sim_views.items import Curve, DashedCurve, HeatMap, Mark, Scatter
from quizapp.sim_views.legend import titled
from quizapp.sim_views.plotting import LEVELS, bare_plot, put, sequential, set_range, set_ticks, style_plot
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.crossing_curves import Observation

ROWS, COLUMNS = 2, SHOWN // 2
PITCH, LINE = SIDE + 1, SIDE + 5  # from tile to tile across and down, in pixels of a picture; words stand below a tile
FINE = 4  # each pixel of a picture is drawn as 4 x 4, so that smoothing leaves it a square
LOOKS = (("distance", "green", "s"), ("features", "orange", "t1"), ("network", "blue", "o"))
LABELLED = (25, 50, 100, 200, 400, 800, 1600)
TALL = 300  # pixels from which there is room for the pictures


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return CrossingCurvesView(style)


class Mosaic(QWidget):
    """Small pictures in two rows, with words below each.

    Signals:
        clicked: The left button went down and up in it.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._plot = bare_plot(self, axes=False, locked=True)
        width, height = COLUMNS * PITCH - 1, ROWS * LINE
        set_range(self._plot, (-0.5, width + 0.5), (-0.5, height + 0.5))
        self._heat = HeatMap(height * FINE, width * FINE)
        self._heat.set_rect(QRectF(0, 0, width, height))
        self._words = [pg.TextItem(anchor=(0.5, 0.5)) for _ in range(SHOWN)]
        self._plot.addItem(self._heat)
        for number, words in enumerate(self._words):
            row, column = divmod(number, COLUMNS)
            words.setPos(column * PITCH + SIDE / 2, height - row * LINE - SIDE - 2.2)
            self._plot.addItem(words)
        Pointer(self._plot).clicked.connect(self._on_clicked)
        column_of_one = QVBoxLayout(self)
        column_of_one.setContentsMargins(0, 0, 0, 0)
        column_of_one.addWidget(self._plot)

    def set_style(self, style: ViewStyle, colours: list[QColor]) -> None:
        """Take on colours, those of the pictures from 0 to 1."""
        style_plot(self._plot, style)
        self._heat.set_colours(colours)
        for words in self._words:
            words.setColor(style.text)
            words.setFont(style.font(11))

    def show_pictures(self, pictures: NDArray[np.float64], empty: float, words: list[str]) -> None:
        """Draw pictures of shape (n, 64), values in [0, 1], with words below; ``empty`` is the value where there is none."""
        field = np.full((ROWS * LINE, COLUMNS * PITCH - 1), empty)
        for number, picture in enumerate(pictures):
            row, column = divmod(number, COLUMNS)
            place = slice(row * LINE, row * LINE + SIDE), slice(column * PITCH, column * PITCH + SIDE)
            field[place] = picture.reshape(SIDE, SIDE)
        self._heat.set_field(np.kron(field[::-1], np.ones((FINE, FINE))))
        for number, item in enumerate(self._words):
            item.setText(words[number] if number < len(words) else "")

    def _on_clicked(self, _x: float, _y: float, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self.clicked.emit()


class CrossingCurvesView(QWidget):
    """Clicking the pictures shuffles their pixels, or puts them back."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._shuffled = False
        self._make_chart()
        self._weights, self._mistakes = Mosaic(self), Mosaic(self)
        for mosaic in (self._weights, self._mistakes):
            mosaic.clicked.connect(self._shuffle)
        self._lower = QWidget(self)
        pictures = QGridLayout(self._lower)
        pictures.setContentsMargins(0, 0, 0, 0)
        pictures.setHorizontalSpacing(14)
        pictures.setVerticalSpacing(3)
        self._weights_legend = titled(pictures, 0, 0, "First layer")
        self._mistakes_legend = titled(pictures, 0, 1, "Mistakes")
        for column, mosaic in enumerate((self._weights, self._mistakes)):
            pictures.addWidget(mosaic, 1, column)
            pictures.setColumnStretch(column, 1)
        pictures.setRowStretch(1, 1)
        chart = QGridLayout()
        chart.setVerticalSpacing(3)
        self._legend = titled(chart, 0, 0, "Digits right, %")
        chart.addWidget(self._plot, 1, 0)
        column_of_both = QVBoxLayout(self)
        column_of_both.setContentsMargins(0, 0, 0, 0)
        column_of_both.setSpacing(4)
        column_of_both.addLayout(chart, 5)
        column_of_both.addWidget(self._lower, 3)
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Click the small pictures to shuffle all pixels, or to put them back."

    def set_compact(self, compact: bool) -> None:
        """Nothing: what there is room for depends on the height alone."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the pictures where there is no room."""
        super().resizeEvent(event)
        self._lower.setVisible(self.height() >= TALL)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plot, style)
        self._grid.setPen(style.pen(style.border, 1))
        self._chance.setPen(style.pen(style.muted, 1.4))
        self._in_order.setPen(style.pen(style.orange, 1.6))
        self._crossing.setPen(style.pen(style.accent, 1.4))
        self._ring.set_look(style.pen(style.accent, 2), None)
        self._crossing_words.setColor(style.accent)
        self._crossing_words.setFont(style.font(12))
        for (_, colour, _), curve, dots, bars in zip(LOOKS, self._curves, self._dots, self._bars, strict=True):
            curve.setPen(style.pen(getattr(style, colour), 2))
            bars.setPen(style.pen(style.mix(getattr(style, colour), 0.55).name(), 1.4))
            dots.setBrush(pg.mkBrush(getattr(style, colour)))
            dots.setPen(style.pen(style.surface, 1))
        shares = np.linspace(-0.9, 0.9, LEVELS).tolist()
        weights = [style.mix(style.blue if share < 0.0 else style.orange, abs(share)) for share in shares]
        self._weights.set_style(style, weights)
        self._mistakes.set_style(style, sequential(style, style.text, 0.9))
        self._show_legends()

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        across = np.log10(seen.sizes)
        rows = zip(self._curves, self._dots, self._bars, 100.0 * seen.accuracies, 100.0 * seen.intervals, strict=True)
        for curve, dots, bars, values, intervals in rows:
            curve.set_points(across, values)
            put(dots, across, values)
            put(bars, np.repeat(across, 2), intervals.ravel())
        self._in_order.set_points(across[: len(seen.in_order)], 100.0 * seen.in_order)
        self._mark_crossing(seen)
        sizes = np.abs(seen.weights).max(axis=1, keepdims=True)
        self._weights.show_pictures(0.5 + 0.5 * seen.weights / np.maximum(sizes, 1e-12), 0.5, [])
        words = [f"{drawn}→{read}" for drawn, read in zip(seen.drawn.tolist(), seen.read.tolist(), strict=True)]
        self._mistakes.show_pictures(seen.mistakes, 0.0, words)
        if frame.params.shuffle != self._shuffled:
            self._shuffled = frame.params.shuffle
            self._show_legends()

    def _make_chart(self) -> None:
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(32)
        self._plot.getAxis("bottom").setHeight(20)
        ends = np.log10([SIZES[0], SIZES[-1]])
        left, right = float(ends[0]) - 0.06, float(ends[1]) + 0.08
        set_range(self._plot, (left, right), (0.0, 106.0))
        set_ticks(self._plot, "bottom", np.log10(LABELLED).tolist(), log=True)
        heights = [0.0, 20.0, 40.0, 60.0, 80.0, 100.0]
        set_ticks(self._plot, "left", heights)
        self._grid = pg.PlotCurveItem(connect="pairs")
        put(self._grid, np.tile([left, right], len(heights)), np.repeat(heights, 2))
        self._chance, self._in_order = DashedCurve((2.0, 3.0)), DashedCurve((7.0, 4.0))
        self._chance_at = np.array([left, right])
        self._curves = [Curve() for _ in LOOKS]
        self._bars = [pg.PlotCurveItem(connect="pairs") for _ in LOOKS]
        self._dots = [Scatter(symbol, 8) for _, _, symbol in LOOKS]
        self._crossing = pg.PlotCurveItem(connect="pairs")
        self._ring = Mark("o", 17)
        self._crossing_words = pg.TextItem(anchor=(1.0, 1.0))
        lines = (self._grid, self._chance, self._crossing, self._in_order)
        for item in (*lines, *self._bars, *self._curves, *self._dots, self._ring, self._crossing_words):
            self._plot.addItem(item)
        self._chance.set_points(self._chance_at, np.array([10.0, 10.0]))

    def _mark_crossing(self, seen: Observation) -> None:
        """Mark where the network overtakes the features, if it was behind before."""
        place = np.nan if seen.crossing is None or seen.crossing <= seen.sizes[0] else float(np.log10(seen.crossing))
        height = float(np.interp(place, np.log10(seen.sizes), 100.0 * seen.accuracies[2]))
        self._ring.place(place, height)
        there = bool(np.isfinite(place))
        put(self._crossing, [place, place] if there else [], [0.0, height] if there else [])
        self._crossing_words.setVisible(there)
        if there:
            self._crossing_words.setText(f"crossing at n = {seen.crossing:,.0f}")
            self._crossing_words.setPos(place, 14.0)

    def _show_legends(self) -> None:
        style = self._style
        signs = ("■", "▲", "●")
        marks = [(getattr(style, colour), f"{sign} {name}") for (name, colour, _), sign in zip(LOOKS, signs, strict=True)]
        in_order = [(style.orange, "╌╌ in order")] if self._shuffled else []
        rest = [(style.muted, "┈┈ chance"), (style.muted, "against examples n")]
        self._legend.show_marks([*marks[:0:-1], *in_order, marks[0], *rest])
        self._weights_legend.show_marks([(style.orange, "+"), (style.blue, "−")])
        self._mistakes_legend.show_marks([(style.muted, "drawn→read"), (style.muted, "surest first")])

    def _shuffle(self) -> None:
        self.picked.emit({"shuffle": not self._shuffled})
