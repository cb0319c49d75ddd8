"""The six numbers of a turn as cards; below them the cost along the step with its tangent and its upper bound."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from engine.params import Real, specs
from engine.simulations.one_step import STAGES, UPDATE, Problem, names
from engine.timeline import Frame
from quizapp.sim_views.chart import Chart, Series
from quizapp.sim_views.items import Curve, DashedCurve, Mark
from quizapp.sim_views.plotting import bare_plot, put, set_range, style_plot, tick_text, ticks
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.step_cards import Card, StepCards
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.one_step import Observation

COST = Series("cost", "blue", Qt.PenStyle.SolidLine, 2.4)
BOUND = Series("bound", "orange", Qt.PenStyle.DashLine)
APART = 0.09  # of the width, at least, between the names of two rates
TINY = 1e-16  # what a logarithmic axis shows for nothing
TALL = 440  # pixels from which there is room for the lower chart
LOW = 290

# What a card says below its name: on a model with examples, and on a function.
FORMULAS = {
    Problem.SIGMOID_UNIT: ("p = σ(wx + b)", "L = −ln p(y)", "(p − y)·(x, 1)"),
    Problem.TWO_POINTS: ("ŷ = wx + b", "L = ½ mean r²", "mean of r·(x, 1)"),
}
ON_FUNCTIONS = ("where it stands", "f there", "∇f there")
LATER = ("−η · gradient", "old + scaled", "new ‖∇‖ ≤ ε ?")


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return OneStepView(style)


def number(value: float) -> str:
    """Return a number in at most three significant digits, with a real minus.

    Example:
        >>> number(-0.50004), number(0.0000123)
        ('−0.5', '1.23e−5')
    """
    return f"{value + 0.0:.3g}".replace("e-0", "e-").replace("-", "\u2212")


def pair(values: tuple[float, ...]) -> str:
    """Return numbers side by side."""
    return ", ".join(map(number, values))


class OneStepView(QWidget):
    """Clicking or dragging in the picture chooses the learning rate."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._frame: Frame[Any, Any] | None = None
        self._turn: tuple[object, ...] = ()  # what the picture shows
        self._right = 1.0  # rate at the right edge
        self._ticks: dict[str, list[tuple[float, str]]] = {}
        self._cards = StepCards(self)
        self._legend = QLabel(self)
        self._legend.setTextFormat(Qt.TextFormat.RichText)
        self._legend.setMinimumWidth(40)
        self._make_plot()
        self._chart = Chart("Cost above the lowest, by updates", (COST, BOUND), self, log=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self._cards)
        column.addWidget(self._legend)
        column.addWidget(self._plot, 5)
        column.addWidget(self._chart, 3)
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Drag in the picture to choose the learning rate η."

    def set_compact(self, compact: bool) -> None:
        """Nothing: what there is room for depends on the height alone."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the lower chart and the remarks where there is no room, then the formulas and the legend."""
        super().resizeEvent(event)
        tall, low = self.height() >= TALL, self.height() < LOW
        self._cards.set_lines(4 if tall else 2 if low else 3)
        self._legend.setVisible(not low)
        self._chart.setVisible(tall)
        if tall and self._frame is not None:
            self._draw_chart(self._frame)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plot, style)
        self._cards.set_style(style)
        self._chart.set_style(style)
        self._cost.setPen(style.pen(style.blue, 2.6))
        self._bound.setPen(style.pen(style.orange, 2.0))
        self._tangent.setPen(style.pen(style.green, 1.8))
        self._level.setPen(style.pen(style.mix(style.text, 0.35).name(), 1))
        self._fall.setPen(style.pen(style.text, 1.6))
        self._limits.setPen(style.pen(style.mix(style.orange, 0.7).name(), 1))
        self._promise.setBrush(style.mix(style.orange, 0.14))
        self._start.set_look(style.pen(style.text, 1.8), QColor(style.surface))
        self._most.set_look(style.pen(style.surface, 1.4), QColor(style.orange))
        for words, colour in ((self._half, style.orange), (self._safe, style.orange), (self._rate, style.text)):
            words.setColor(colour)
            words.setFont(style.font(12))
        self._legend.setStyleSheet("font-size: 12px")
        self._turn = ()
        if self._frame is not None:
            self.show_frame(self._frame)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        self._cards.show_cards(_cards(seen, frame.params.tolerance), seen.stage)
        self._name_curves(seen)
        turn = (seen.problem, seen.origin, seen.rate, seen.curvature, seen.stage >= UPDATE)
        if turn != self._turn:  # most numbers of a turn leave the picture as it is
            self._turn = turn
            self._draw_slice(seen)
        self._draw_chart(frame)

    def _make_plot(self) -> None:
        self._plot = bare_plot(self, axes=True)
        self._plot.setMinimumHeight(110)
        self._plot.getAxis("left").setWidth(44)
        self._plot.getAxis("bottom").setHeight(20)
        self._promise = pg.PlotCurveItem(pen=pg.mkPen(None))
        self._level, self._fall = DashedCurve((2.0, 4.0)), Curve()
        self._cost, self._bound, self._tangent = Curve(), DashedCurve((7.0, 4.0)), DashedCurve((2.0, 3.0))
        self._limits = pg.PlotCurveItem(connect="pairs")
        self._start, self._landing, self._most = Mark("o", 12), Mark("o", 14), Mark("s", 10)
        self._half, self._safe, self._rate = (pg.TextItem(anchor=(0.5, 0.0)) for _ in range(3))
        lines = (self._promise, self._limits, self._level, self._tangent, self._bound, self._cost, self._fall)
        for item in (*lines, self._start, self._most, self._landing, self._half, self._safe, self._rate):
            self._plot.addItem(item)
        pointer = Pointer(self._plot)
        pointer.dragged.connect(self._pick)
        pointer.clicked.connect(self._on_clicked)

    def _name_curves(self, seen: Observation) -> None:
        style, bound = self._style, "upper bound" if seen.proven else "estimated bound"
        marks = ((style.blue, "━━ cost after a step of rate η"), (style.green, "┈┈ tangent"), (style.orange, f"╌╌ {bound}"))
        self._legend.setText(
            "&nbsp;&nbsp;&nbsp;".join(f'<span style="color:{colour}">{words}</span>' for colour, words in marks)
        )

    def _draw_slice(self, seen: Observation) -> None:
        """Draw in shares of the picture: costs near a minimum are 10^-13, and far out 10^9."""
        along, start = seen.along, seen.origin.cost
        low, high = _heights(seen)
        room, right = 0.16 * (high - low), float(along.rates[-1])
        low, high = low - 0.5 * room, high + room
        self._right = right

        def up(cost: Any) -> Any:
            return np.clip((cost - low) / (high - low), -2.0, 3.0)

        rates, safe, rate = along.rates / right, seen.safe_rate / right, seen.rate / right
        set_range(self._plot, (float(rates[0]), 1.0), (0.0, 1.0))
        self._put_ticks("bottom", ticks(0.0, right, 5), 0.0, right)
        self._put_ticks("left", ticks(low, high, 4) if high - low > 1e-4 * abs(high) else [start], low, high)
        for curve, heights in ((self._cost, along.costs), (self._bound, along.bounds), (self._tangent, along.tangent)):
            curve.set_points(rates, up(heights))
        promised = np.linspace(0.0, seen.safe_rate, 60)
        self._promise.setFillLevel(up(start))
        put(self._promise, promised / right, up(start - promised * (1.0 - promised / seen.safe_rate) * seen.origin.norm**2))
        self._level.set_points(rates[[0, -1]], np.repeat(up(start), 2))
        put(self._limits, np.repeat([0.5 * safe, safe], 2), [0.0, 0.86, 0.0, 0.86])  # up to their names
        put(self._fall, [rate, rate], [up(start), up(seen.landing_cost)])
        self._start.place(0.0, up(start))
        self._most.place(rate, up(seen.bound))
        made = seen.stage >= UPDATE
        self._landing.set_look(self._style.pen(self._style.blue, 2), QColor(self._style.blue if made else self._style.surface))
        self._landing.place(rate, up(seen.landing_cost))
        self._place_words(seen.rate, rate, safe)

    def _put_ticks(self, side: str, values: list[float], low: float, high: float) -> None:
        wanted = [((value - low) / (high - low), tick_text(value)) for value in values]
        if self._ticks.get(side) != wanted:
            self._ticks[side] = wanted
            self._plot.getAxis(side).setTicks([wanted])

    def _place_words(self, chosen: float, rate: float, safe: float) -> None:
        """Name the rates at the top, in shares of the picture; where the chosen one is on another its name says both."""
        for words, name, place in ((self._half, "1/L", 0.5 * safe), (self._safe, "2/L", safe)):
            words.setText(name)
            words.setPos(place, 1.0)
            words.setVisible(abs(place - rate) > APART and (safe > 2.0 * APART or name == "2/L"))
        same = [f" = {name}" for name, place in (("1/L", 0.5 * safe), ("2/L", safe)) if abs(place - rate) < 1e-9]
        self._rate.setText(f"η = {number(chosen)}{same[0] if same else ''}")
        self._rate.setPos(rate, 1.0)

    def _draw_chart(self, frame: Frame[Any, Any]) -> None:
        if self._chart.isHidden():
            return
        lowest = frame.observation.lowest
        costs, bounds = (np.maximum(frame.history[name][:: len(STAGES)] - lowest, TINY) for name in ("loss", "bound"))
        updates = np.arange(len(costs), dtype=float)
        self._chart.show_curves({COST.name: (updates, costs), BOUND.name: (updates, bounds)}, 5.0)

    # -- the mouse

    def _pick(self, x: float, _y: float) -> None:
        spec = specs(type(self._frame.params))["learning_rate"] if self._frame is not None else None
        if isinstance(spec, Real):
            self.picked.emit({"learning_rate": spec.nearest(x * self._right)})

    def _on_clicked(self, x: float, y: float, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.LeftButton:
            self._pick(x, y)


def _heights(seen: Observation) -> tuple[float, float]:
    """Return the lowest and the highest cost worth showing: start, landing, and the bowl of the bound."""
    bowl = seen.origin.cost - 0.25 * seen.safe_rate * seen.origin.norm**2
    on_the_way = seen.along.costs[(seen.along.rates >= 0.0) & (seen.along.rates <= max(seen.rate, seen.safe_rate))]
    low = min(bowl, seen.landing_cost, float(on_the_way.min()))
    high = max(seen.origin.cost, seen.landing_cost)
    high += 0.3 * (high - low)
    return (low, high) if high > low + 1e-12 * abs(high) else (low - 0.5, high + 0.5)


def _cards(seen: Observation, tolerance: float) -> list[Card]:
    """Return what the six cards say."""
    called, count = ", ".join(names(seen.problem)), len(names(seen.problem))
    origin, inside = seen.origin, seen.inside
    landing = origin.after(seen.rate)[:count]
    moved = tuple(-seen.rate * slope + 0.0 for slope in origin.gradient[:count])
    where = pair(tuple(inside.predictions)) if len(inside.predictions) else pair(origin.theta[:count])
    target = f"target {pair(tuple(inside.targets))}" if len(inside.targets) else called
    terms = " + ".join(f"({pair(tuple(term))})" for term in inside.terms) if len(inside.terms) > 1 else ""
    check = f"by difference {pair(inside.differences[:count])}"
    stops = seen.held.norm <= tolerance if seen.stage >= UPDATE else False
    values = (
        (where, target),
        (number(origin.cost), ""),
        (pair(origin.gradient[:count]), terms or check),
        (pair(moved), f"η = {number(seen.rate)}"),
        (pair(landing), f"new {called}"),
        ("stop" if stops else "go on", f"{number(seen.held.norm)} {'≤' if stops else '>'} {number(tolerance)}"),
    )
    formulas = (*FORMULAS.get(seen.problem, ON_FUNCTIONS), *LATER)
    stages = STAGES if len(inside.predictions) else ("position", *STAGES[1:])
    return [(name, formula, *rest) for name, formula, rest in zip(stages, formulas, values, strict=True)]
