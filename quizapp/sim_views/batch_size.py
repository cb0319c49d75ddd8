"""The time to a target against the batch size, and what it is the product of: updates needed and examples a second."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.maths.batch_laws import fastest_size, update_time
from engine.simulations.batch_size import EXAMPLES, SIZES, fastest
from engine.timeline import Frame
from quizapp.sim_views.items import DashedCurve, Mark, Scatter
from quizapp.sim_views.plotting import bare_plot, put, set_range, set_ticks, style_plot, tick_text
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.batch_size import Observation

ACROSS = np.log10(SIZES)
EDGE = 0.18  # room beside the smallest and the largest size, in powers of ten
TALL = 340  # pixels from which there is room for the lower row


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return BatchSizeView(style)


class Panel(QWidget):
    """One quantity against the batch size, both axes logarithmic: dots where measured, a dashed line for the law.

    Signals:
        chosen: The place on the horizontal axis that was clicked or dragged to, as a batch size.
    """

    chosen = Signal(float)

    def __init__(self, title: str, law: str, parent: QWidget, *, every_size: bool = False) -> None:
        """Make an empty panel.

        Args:
            title: What the vertical axis shows.
            law: What it follows.
            parent: Owner.
            every_size: Whether there is room to name every size on the axis, rather than every third.
        """
        super().__init__(parent)
        self._title = QLabel(f"{title.upper()}  {law}", self)
        self._title.setProperty("role", "over")
        self._title.setMinimumWidth(30)
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(40)
        self._plot.getAxis("bottom").setHeight(20)
        self._ticks = ACROSS if every_size else ACROSS[::3]
        self._grid = pg.PlotCurveItem(connect="pairs")
        self._marked = pg.InfiniteLine(0, 90)
        self._law = DashedCurve((7.0, 4.0))
        self._dots, self._missing, self._ring = Scatter("o", 9), Scatter("t", 9), Mark("o", 15)
        for item in (self._grid, self._marked, self._law, self._missing, self._dots, self._ring):
            self._plot.addItem(item)
        pointer = Pointer(self._plot)
        pointer.dragged.connect(self._choose)
        pointer.clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addWidget(self._title)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        style_plot(self._plot, style)
        self._grid.setPen(style.pen(style.border, 1))
        self._marked.setPen(style.pen(style.accent, 1.4))
        self._law.setPen(style.pen(style.orange, 1.8))
        self._dots.setBrush(pg.mkBrush(style.blue))
        self._dots.setPen(style.pen(style.surface, 1))
        self._missing.setBrush(pg.mkBrush(style.surface))
        self._missing.setPen(style.pen(style.muted, 1.4))
        self._ring.set_look(style.pen(style.accent, 2), None)

    def show_values(self, measured: NDArray[np.float64] | None, law: NDArray[np.float64], marked: int) -> None:
        """Draw measured values and a law, each of shape (n_sizes,).

        Args:
            measured: 0 where there is none yet; None for what is given by the law alone.
            law: NaN where there is none.
            marked: Index of the marked size.
        """
        values = np.zeros(len(SIZES)) if measured is None else measured
        known = values > 0.0
        missing = ~known if measured is not None else known
        up = np.log10(values, where=known, out=np.full(len(values), np.nan))
        with np.errstate(invalid="ignore", divide="ignore"):
            line = np.log10(law)
        low, high = _range(np.concatenate([up, line]))
        set_range(self._plot, (ACROSS[0] - EDGE, ACROSS[-1] + EDGE), (low, high))
        set_ticks(self._plot, "bottom", self._ticks.tolist(), log=True)
        heights = _round_heights(low, high)
        set_ticks(self._plot, "left", heights, log=True)
        put(self._grid, np.tile([ACROSS[0] - EDGE, ACROSS[-1] + EDGE], len(heights)), np.repeat(heights, 2))
        self._law.set_points(ACROSS, line)
        put(self._dots, ACROSS[known], up[known])
        put(self._missing, ACROSS[missing], np.full(int(missing.sum()), high - 0.06 * (high - low)))
        self._marked.setPos(ACROSS[marked])
        self._ring.place(float(ACROSS[marked]), float((line if measured is None else up)[marked]))

    def _choose(self, x: float, _y: float) -> None:
        self.chosen.emit(10.0**x)

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._choose(x, y)


class BatchSizeView(QWidget):
    """Clicking or dragging in a panel marks a batch size."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._legend = QLabel(self)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setMinimumWidth(40)
        self._answer = QLabel(self)
        self._answer.setMinimumWidth(40)
        self._time = Panel("Time to the target, ms", "updates · (a + c B)", self, every_size=True)
        self._updates = Panel("Updates", "∝ 1 + B_crit / B", self)
        self._speed = Panel("Examples/s", "B / (a + c B)", self)
        self._noise = Panel("Noise", "σ / √B", self)
        self._panels = (self._time, self._updates, self._speed, self._noise)
        for panel in self._panels:
            panel.chosen.connect(self._pick)
        self._lower = QWidget(self)
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for panel in self._panels[1:]:
            row.addWidget(panel, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._legend)
        column.addWidget(self._answer)
        column.addWidget(self._time, 5)
        column.addWidget(self._lower, 3)
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Click or drag in a picture to mark a batch size."

    def set_compact(self, compact: bool) -> None:
        """Nothing: what there is room for depends on the height alone."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the lower row where there is no room."""
        super().resizeEvent(event)
        self._lower.setVisible(self.height() >= TALL)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        for panel in self._panels:
            panel.set_style(style)
        marks = (
            (style.blue, "● measured"),
            (style.orange, "╌╌ law"),
            (style.muted, "▽ not reached"),
            (style.accent, "│ marked size"),
        )
        self._legend.setText(
            "&nbsp;&nbsp;&nbsp;".join(f'<span style="color:{colour}">{words}</span>' for colour, words in marks)
        )
        for label in (self._legend, self._answer):
            label.setStyleSheet("font-size: 12px")

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        duration = update_time(SIZES, seen.overhead, seen.per_example)
        nothing = np.full(len(SIZES), np.nan)
        needed = nothing if seen.law is None else seen.law.updates(SIZES)
        self._time.show_values(seen.times, needed * duration / 1000.0, seen.marked)
        self._updates.show_values(seen.updates.astype(float), needed, seen.marked)
        self._speed.show_values(None, seen.throughputs, seen.marked)
        self._noise.show_values(seen.noises, seen.noise / np.sqrt(SIZES), seen.marked)
        self._answer.setText(_answer(seen))

    def _pick(self, size: float) -> None:
        self.picked.emit({"batch_size": int(min(max(round(size), 1), EXAMPLES))})


def _answer(seen: Observation) -> str:
    """Return the fastest size in words, beside the one that the law expects."""
    best = fastest(seen)
    found = "none is there yet" if best is None else f"B = {SIZES[best]:g} ({_short(seen.times[best])} ms)"
    if seen.law is None:
        return f"Fastest: {found}."
    expected = _short(fastest_size(seen.law, seen.overhead, seen.per_example))
    return f"Fastest: {found}. Law: √(B_crit a / c) = {expected}."


def _short(value: float) -> str:
    return tick_text(float(f"{value:.3g}"))


def _range(heights: NDArray[np.float64]) -> tuple[float, float]:
    """Return the part of a logarithmic axis that shows these heights, in quarters of a power of ten: it rarely moves."""
    heights = heights[np.isfinite(heights)]
    if len(heights) == 0:
        return -1.0, 1.0
    low, high = math.floor(4.0 * float(heights.min()) - 0.2) / 4.0, math.ceil(4.0 * float(heights.max()) + 0.6) / 4.0
    return low, max(high, low + 0.75)


def _round_heights(low: float, high: float) -> list[float]:
    """Return powers of ten on a logarithmic axis; on a short one 1, 2 and 5 times them."""
    powers = range(math.floor(low), math.ceil(high) + 1)
    factors = (1.0,) if high - low > 1.8 else (1.0, 2.0, 5.0)
    places = [power + math.log10(factor) for power in powers for factor in factors]
    return [place for place in places if low <= place <= high - 0.05 * (high - low)]  # the topmost must not be cut
