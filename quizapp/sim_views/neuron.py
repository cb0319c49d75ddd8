"""A cell in time on the left, the threshold unit in the plane on the right, and below how both answer to the same sum."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.params import Real, specs
from engine.timeline import Frame
from quizapp.sim_views.chart import roomy
from quizapp.sim_views.items import Curve, DashedCurve, Mark, Scatter
from quizapp.sim_views.legend import titled
from quizapp.sim_views.plotting import Points, bare_plot, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.style import ViewStyle
from quizapp.sim_views.unit_plane import Unit, UnitPlane

if TYPE_CHECKING:
    from engine.simulations.neuron import Observation

WINDOW_MS, MARGIN_MS = 200.0, 12.0
REST_MV, THRESHOLD_MV, PEAK_MV = -65.0, -55.0, -38.0
PLANE = QRectF(-0.65, -0.65, 2.3, 2.3)
ANCHOR = (0.2, 0.8)  # the arrow of w stands near it, between the corners
ROWS = np.arange(4.0, -1.0, -1.0)  # of the raster, the first cell on top
LOW = 330  # pixels from which a small panel has room for the answers


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return NeuronView(style)


class NeuronView(QWidget):
    """The input can be dragged in the plane, the line shifted, and its arrow turned."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._compact = False
        self._frame: Frame[Any, Any] | None = None
        self._drawn: object = None  # parameters of what is drawn of the unit
        self._levels: tuple[float, float] | None = None  # what the two level lines are drawn for
        self._make_membrane()
        self._make_raster()
        self._plane = UnitPlane(PLANE, ANCHOR, self)
        self._plane.moved.connect(lambda x1, x2: self._pick(x1=x1, x2=x2))
        self._plane.shaped.connect(lambda w1, w2, b: self._pick(w1=w1, w2=w2, b=b))
        self._make_answers()
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Drag the ring or click the plane to set the input. Drag the line to shift it (b), its arrow to turn it (w)."

    def set_compact(self, compact: bool) -> None:
        """Drop what there is no room for."""
        self._words.setVisible(not compact)
        self._lower_grid.setColumnStretch(1, 0 if compact else 4)
        self._lower_grid.setHorizontalSpacing(0 if compact else 16)
        self._compact = compact
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the lower row where there is no room, or bring it back."""
        super().resizeEvent(event)
        self._make_room()

    def _make_room(self) -> None:
        self._lower.setVisible(not self._compact or self.height() > LOW)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        for plot in (self._membrane, self._raster, self._answers):
            style_plot(plot, style)
        self._trace.setPen(style.pen(style.blue, 1.8))
        for dashes, colour in ((self._threshold, style.vermillion), (self._steady, style.muted)):
            dashes.setPen(style.pen(colour, 1.4))
        self._ticks.setPen(style.pen(style.mix(style.text, 0.6).name(), 1.6))
        self._own_ticks.setPen(style.pen(style.blue, 2))
        for place, scatter in enumerate(self._classes):
            scatter.setBrush(pg.mkBrush((style.blue, style.orange)[place % 2]))
            scatter.setPen(style.pen(style.surface, 1))
        self._ring.set_look(style.pen(style.accent, 2.4), None)
        self._plane.set_style(style)
        self._curve.setPen(style.pen(style.blue, 2.2))
        self._step.setPen(style.pen(style.orange, 2))
        self._grid.setPen(style.pen(style.border, 1))
        for legend, marks in (
            (self._membrane_legend, ((style.muted, "mV"), (style.vermillion, "╌╌ threshold"), (style.muted, "┈┈ RI"))),
            (self._raster_legend, ((style.muted, "x₁ x₂ → unit, ms"),)),
            (
                self._answers_legend,
                ((style.muted, "s, nA"), (style.blue, "━━ cell, Hz"), (style.orange, "╌╌ unit, 0 or 1")),
            ),
        ):
            legend.show_marks(marks)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        noisy = frame.params.noise > 0.0
        self._draw_membrane(frame, seen)
        self._draw_raster(seen)
        if noisy or frame.params != self._drawn:  # time moves neither the line nor the formula
            self._draw_plane(frame, seen)
            self._draw_answers(seen, noisy=noisy)
            self._drawn = frame.params
        self._words.setText(_words(seen, noisy=noisy))

    def _make_membrane(self) -> None:
        self._membrane = bare_plot(self, axes=True)
        self._trace = Curve()
        self._threshold, self._steady = DashedCurve((7.0, 4.0)), DashedCurve((2.0, 3.0))
        for item in (self._threshold, self._steady, self._trace):
            self._membrane.addItem(item)

    def _make_raster(self) -> None:
        self._raster = bare_plot(self, axes=True)
        self._ticks, self._own_ticks = Curve("pairs"), Curve("pairs")
        self._classes = [Scatter("o", 9), Scatter("t1", 9)]
        for item in (self._ticks, self._own_ticks, *self._classes):
            self._raster.addItem(item)
        for plot in (self._membrane, self._raster):
            plot.getAxis("left").setWidth(54)
            plot.getAxis("bottom").setHeight(18)

    def _make_answers(self) -> None:
        self._lower = QWidget(self)
        self._answers = bare_plot(self._lower, axes=True)
        self._answers.getAxis("left").setWidth(34)
        self._answers.getAxis("bottom").setHeight(18)
        self._grid = pg.PlotCurveItem(connect="pairs")
        self._curve, self._step = Curve(), DashedCurve((7.0, 4.0))
        self._classes += [Scatter("o", 9), Scatter("t1", 9)]
        self._ring = Mark("o", 18)
        for item in (self._grid, self._step, self._curve, *self._classes[2:], self._ring):
            self._answers.addItem(item)
        self._words = QLabel(self._lower)
        self._words.setTextFormat(Qt.TextFormat.RichText)
        self._words.setStyleSheet("font-size: 12px")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._words.setWordWrap(True)

    def _lay_out(self) -> None:
        upper, lower = QGridLayout(), QGridLayout(self._lower)
        self._lower_grid = lower
        for grid in (lower, upper):
            grid.setContentsMargins(0, 0, 0, 0)
            grid.setHorizontalSpacing(16)
            grid.setVerticalSpacing(2)
            grid.setColumnStretch(0, 5)
            grid.setColumnStretch(1, 4)
        self._membrane_legend = titled(upper, 0, 0, "Potential")
        self._raster_legend = titled(upper, 2, 0, "Spikes")
        self._plane_legend = titled(upper, 0, 1, "The unit")
        self._answers_legend = titled(lower, 0, 0, "Answers")
        upper.addWidget(self._membrane, 1, 0)
        upper.addWidget(self._raster, 3, 0)
        upper.addWidget(self._plane, 1, 1, 3, 1)
        lower.addWidget(self._answers, 1, 0)
        lower.addWidget(self._words, 0, 1, 2, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(upper, 5)
        column.addWidget(self._lower, 2)

    def _draw_membrane(self, frame: Frame[Any, Any], seen: Observation) -> None:
        left = max(0.0, seen.time - WINDOW_MS)
        right = left + WINDOW_MS
        floor = min(-68.0, seen.steady - 3.0)
        set_range(self._membrane, (left - MARGIN_MS, right), (floor, PEAK_MV + 1.0))
        set_ticks(self._membrane, "left", ticks(floor, PEAK_MV, 3))
        set_ticks(self._membrane, "bottom", ticks(left, right, 4))
        self._trace.set_points(*_trace(frame.history["potential"], seen.spikes[-1], frame.params.refractory))
        if (left, seen.steady) == self._levels:
            return
        self._levels = (left, seen.steady)
        ends = np.array([left, right])
        self._threshold.set_points(ends, np.full(2, THRESHOLD_MV))
        self._steady.set_points(ends, np.full(2, seen.steady if seen.steady < PEAK_MV else math.nan))  # or far above

    def _draw_raster(self, seen: Observation) -> None:
        left = max(0.0, seen.time - WINDOW_MS)
        set_range(self._raster, (left - MARGIN_MS, left + WINDOW_MS), (-0.6, 4.6))
        set_ticks(self._raster, "bottom", ticks(left, left + WINDOW_MS, 4))
        names = [*(f"{one:.0f} {two:.0f}" for one, two in seen.inputs[:-1]), "x"]
        wanted = [(row, f"{name} → {answer}") for row, name, answer in zip(ROWS, names, seen.answers, strict=True)]
        if self._raster.property("shown_rows") != wanted:
            self._raster.setProperty("shown_rows", wanted)
            self._raster.getAxis("left").setTicks([wanted])
        for item, cells in ((self._ticks, range(4)), (self._own_ticks, range(4, 5))):
            rows = [np.tile([ROWS[cell] - 0.36, ROWS[cell] + 0.36], len(seen.spikes[cell])) for cell in cells]
            put(item, np.repeat([time for cell in cells for time in seen.spikes[cell]], 2), np.concatenate(rows))
        for label in (0, 1):
            rows = ROWS[:-1][seen.wanted == label]
            put(self._classes[label], np.full(len(rows), left - MARGIN_MS / 2), rows)

    def _draw_plane(self, frame: Frame[Any, Any], seen: Observation) -> None:
        self._plane.show_unit(
            Unit(
                weights=seen.weights,
                bias=seen.bias,
                points=seen.inputs[:-1],
                wanted=seen.wanted,
                answers=seen.answers[:-1],
                fires_at_zero=frame.params.fires_at_zero,
                ringed=seen.inputs[-1],
            )
        )
        line = f"┈┈ |b|/‖w‖ = {frame.readouts['line_distance']:.3g}" if seen.weights.any() else "no line: w = 0"
        self._plane_legend.show_marks(((self._style.text, line),))

    def _draw_answers(self, seen: Observation, *, noisy: bool) -> None:
        left, right = min(-2.0, float(seen.scores.min()) - 0.3), max(2.0, float(seen.scores.max()) + 0.3)
        first, last = np.searchsorted(seen.grid, [left, right])
        shown = slice(first, last + 1)
        rates = seen.rates if noisy else seen.theory  # with noise there is no formula; without, time brings one to the other
        top = roomy(max(float(seen.curve[shown].max()), float(rates.max())) * 1.02)
        set_range(self._answers, (left, right), (-0.2 * top, 1.1 * top))
        set_ticks(self._answers, "bottom", ticks(left, right, 5))
        up = ticks(0.0, top, 3)
        set_ticks(self._answers, "left", up)
        put(self._grid, np.tile([left, right], len(up)), np.repeat(up, 2))
        put(self._curve, np.append(left, seen.grid[shown]), np.append(0.0, seen.curve[shown]))
        self._step.set_points(np.array([left, 0.0, 0.0, right]), np.array([0.0, 0.0, top, top]))
        for label in (0, 1):
            chosen = seen.wanted == label
            put(self._classes[2 + label], seen.scores[:-1][chosen], rates[:-1][chosen])
        self._ring.place(float(seen.scores[-1]), float(rates[-1]))

    def _pick(self, **wanted: float) -> None:
        if self._frame is None:
            return
        known = specs(type(self._frame.params))
        self.picked.emit(
            {name: spec.nearest(wanted[name]) for name, spec in known.items() if name in wanted and isinstance(spec, Real)}
        )


def _trace(potentials: NDArray[np.float64], spikes: tuple[float, ...], refractory: float) -> Points:
    """Return the potential as it is drawn: up at every spike, then down and flat for the refractory time."""
    now = len(potentials) - 1.0
    first = max(0, len(potentials) - 1 - int(WINDOW_MS))
    times = np.array([(time, time, time, min(time + refractory, now)) for time in spikes]).reshape(-1)
    jumps = np.tile([THRESHOLD_MV, PEAK_MV, REST_MV, REST_MV], len(spikes))
    x = np.append(np.arange(first, now + 1.0), times)
    order = np.argsort(x, kind="stable")
    return x[order], np.append(potentials[first:], jumps)[order]


def _count(seen: Observation) -> str:
    return "1 spike" if seen.counts[-1] == 1 else f"{seen.counts[-1]} spikes"


def _words(seen: Observation, *, noisy: bool) -> str:
    """Return where the likeness of cell and unit ends, with the numbers of this run."""
    sure = f"first spike after {seen.first_spike:.3g} ms" if math.isfinite(seen.first_spike) else "no spike, ever"
    first = "spikes by chance" if noisy else sure
    rows = (
        ("time", first, "at once"),
        ("answer", f"{_count(seen)} so far", f"{seen.answers[-1]}"),
        ("input", "dendrites compute too", "added up, no more"),
        ("learning", "in its synapses, over time", "from mistakes"),
    )
    body = "".join(
        f'<tr><td style="padding-right:8px"><i>{name}</i></td><td style="padding-right:10px">{cell}</td><td>{unit}</td></tr>'
        for name, cell, unit in rows
    )
    return f"<table><tr><td></td><td><b>Cell</b></td><td><b>Unit</b></td></tr>{body}</table>"
