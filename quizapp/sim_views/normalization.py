"""Two valleys, raw and scaled; below, the updates each scaler costs, the points after scaling, and the way left."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QBrush, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from engine.params import Choice, specs
from engine.timeline import Frame
from quizapp.sim_views.chart import Chart, Series
from quizapp.sim_views.items import Curve, Mark, Scatter
from quizapp.sim_views.plotting import bare_plot, put, set_range, set_ticks, style_plot, ticks
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle
from quizapp.sim_views.valley_picture import ValleyPicture

if TYPE_CHECKING:
    from engine.simulations.normalization import Observation, Setting

RAW = Series("raw", "blue", Qt.PenStyle.SolidLine, 2.2)
SCALED = Series("scaled", "orange", Qt.PenStyle.DashLine, 2.4)
WORST = Series("worst start", "green", Qt.PenStyle.DotLine, 2.0)
DRAWN_STEPS = 200  # of a path: every other one would hide the zigzag
ROOM_FOR_ALL = 620  # pixels
LOW = 300  # pixels from which a small panel has room for the bars
LOWEST_WAY = 1e-7  # a tenth of the goal: what is below counts as arrived


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return NormalizationView(style)


class NormalizationView(QWidget):
    """Clicking a bar chooses its scaler."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._compact = False
        self._frame: Frame[Any, Any] | None = None
        self._setting: Setting | None = None
        self._valleys = (ValleyPicture(self), ValleyPicture(self))
        self._bars = _Bars(self)
        self._bars.chosen.connect(lambda kind: self.picked.emit({"scaling": kind}))
        self._points = _Points(self)
        self._chart = Chart("Way left", (RAW, WORST, SCALED), self, log=True)
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Click a bar to choose its scaler."

    def set_compact(self, compact: bool) -> None:
        """Drop what there is no room for."""
        self._compact = compact
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the curves only where all three parts of the lower row fit, and that row only where its bars do."""
        super().resizeEvent(event)
        self._make_room()
        if self._frame is not None:
            self.show_frame(self._frame)

    def _make_room(self) -> None:
        self._points.setVisible(not self._compact)
        self._chart.setVisible(not self._compact and self.width() >= ROOM_FOR_ALL)
        self._lower.setVisible(not self._compact or self.height() > LOW)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        for valley, series in zip(self._valleys, (RAW, SCALED), strict=True):
            valley.set_style(style, getattr(style, series.colour))
        self._bars.set_style(style)
        self._points.set_style(style)
        self._chart.set_style(style)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        scaler = specs(type(frame.params))["scaling"]
        words = scaler.label_of(seen.scaling) if isinstance(scaler, Choice) else ""
        for place, (name, title) in enumerate((("raw", "Raw"), ("scaled", words))):
            valley = seen.setting.valleys[place]
            self._valleys[place].set_words(
                f"{title} · κ = {_number(valley.condition_number)}".upper().replace("Κ", "κ"),
                f"largest stable rate 2/λ = {_number(valley.largest_stable_rate)}",
            )
            path = tuple(frame.history[f"{axis}_{name}"][: DRAWN_STEPS + 1] for axis in ("flat", "steep"))
            self._valleys[place].show_descent(
                seen.curvatures[place], seen.starts[place], (path[0], path[1]), seen.positions[place]
            )
        if seen.setting is not self._setting:  # the same in all frames of a run
            self._setting = seen.setting
            self._bars.show_scalers(seen, scaler)
            self._points.show_points(seen)
        if not self._chart.isHidden():
            self._draw_chart(frame, seen)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(14)
        for valley in self._valleys:
            top.addWidget(valley, 1)
        self._lower = QWidget(self)
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        row.addWidget(self._bars, 5)
        row.addWidget(self._points, 3)
        row.addWidget(self._chart, 4)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(10)
        column.addLayout(top, 5)
        column.addWidget(self._lower, 4)

    def _draw_chart(self, frame: Frame[Any, Any], seen: Observation) -> None:
        steps = np.arange(frame.step + 1, dtype=float)
        with np.errstate(over="ignore", under="ignore"):
            worst = np.power(seen.slowest[1], steps)
        curves = {
            RAW.name: (steps, np.maximum(frame.history["way_raw"], LOWEST_WAY)),
            SCALED.name: (steps, np.maximum(frame.history["way_scaled"], LOWEST_WAY)),
            WORST.name: (steps, np.clip(worst, LOWEST_WAY, 1e6)),
        }
        self._chart.show_curves(curves, 20.0)


class _Bars(QWidget):
    """Updates until a millionth of the way is left, a bar for each scaler, and what the formula says of the worst start."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._kinds: tuple[object, ...] = ()
        self._chosen: object = None
        self._style: ViewStyle | None = None
        title = QLabel("UPDATES NEEDED", self)
        title.setProperty("role", "over")
        self._note = QLabel("to 10⁻⁶ of the way; line: worst start", self)
        self._note.setProperty("role", "muted")
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(82)
        self._plot.getAxis("bottom").setHeight(20)
        self._rows = pg.BarGraphItem(x0=[], x1=[], y=[], height=0.62)
        self._worst = Curve("pairs")
        self._numbers: list[pg.TextItem] = []
        for item in (self._rows, self._worst):
            self._plot.addItem(item)
        Pointer(self._plot).clicked.connect(self._on_clicked)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for label in (title, self._note):
            label.setMinimumWidth(40)
            column.addWidget(label)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._plot, style)
        self._worst.setPen(style.pen(style.text, 1.6))
        for number in self._numbers:
            number.setColor(style.text)
            number.setFont(style.font(11))
        self._rows.setOpts(pen=pg.mkPen(None), brushes=self._brushes())

    def show_scalers(self, seen: Observation, scaler: object) -> None:
        """Draw a bar for each scaler."""
        if not isinstance(scaler, Choice) or self._style is None:
            return
        self._kinds = scaler.members
        self._chosen = seen.scaling
        needed, worst = (np.log10(np.maximum(counts, 1.0)) for counts in (seen.setting.needed, seen.setting.worst))
        rows = -np.arange(len(needed), dtype=float)
        ends = np.concatenate([needed, worst])
        right = max(3.0, 1.35 * float(ends[np.isfinite(ends)].max(initial=0.0)))
        needed, worst = np.minimum(needed, right), np.minimum(worst, right)
        self._rows.setOpts(x0=np.full(len(rows), -0.08 * right), x1=needed, y=rows, height=0.62, brushes=self._brushes())
        put(self._worst, np.repeat(worst, 2), (rows[:, None] + [-0.42, 0.42]).ravel())
        set_range(self._plot, (-0.08 * right, right), (float(rows[-1]) - 0.6, 0.6))
        set_ticks(self._plot, "bottom", [tick for tick in ticks(0.0, right, 4) if tick == int(tick)], log=True)
        self._plot.getAxis("left").setTicks(
            [[(row, scaler.label_of(kind)) for row, kind in zip(rows, self._kinds, strict=True)]]
        )
        self._write(seen.setting.needed.tolist(), np.maximum(needed, worst), rows)

    def _write(self, counts: list[float], ends: NDArray[np.float64], rows: NDArray[np.float64]) -> None:
        while len(self._numbers) < len(counts) and self._style is not None:
            number = pg.TextItem(anchor=(0.0, 0.5), color=self._style.text)
            number.setFont(self._style.font(11))
            self._plot.addItem(number)
            self._numbers.append(number)
        for number, count, end, row in zip(self._numbers, counts, ends, rows, strict=True):
            number.setText(_number(count))
            number.setPos(float(end), float(row))

    def _brushes(self) -> list[QBrush]:
        if self._style is None:
            return []
        raw, scaled, other = self._style.blue, self._style.orange, self._style.mix(self._style.text, 0.28).name()
        named = [scaled if kind is self._chosen else other for kind in self._kinds]
        return [pg.mkBrush(raw if place == 0 else colour) for place, colour in enumerate(named)]

    def _on_clicked(self, _x: float, y: float, event: QMouseEvent) -> None:
        row = round(-y)
        if event.button() is Qt.MouseButton.LeftButton and 0 <= row < len(self._kinds):
            self.chosen.emit(self._kinds[row])


class _Points(QWidget):
    """Training and test examples after scaling, and the box that the training examples span."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = QLabel("AFTER SCALING", self)
        title.setProperty("role", "over")
        self._legend = QLabel(self)
        self._legend.setMinimumWidth(40)
        self._plot = bare_plot(self, axes=True)
        self._plot.getAxis("left").setWidth(38)
        self._plot.getAxis("bottom").setHeight(20)
        self._box = Curve()
        self._train, self._test, self._outlier = Scatter("o", 5), Scatter("t1", 7), Mark("o", 15)
        for item in (self._box, self._train, self._test, self._outlier):
            self._plot.addItem(item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(title)
        column.addWidget(self._legend)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        style_plot(self._plot, style)
        self._box.setPen(style.pen(style.muted, 1))
        for scatter, colour in ((self._train, style.blue), (self._test, style.orange)):
            scatter.setBrush(pg.mkBrush(style.mix(colour, 0.85)))
            scatter.setPen(pg.mkPen(None))
        self._outlier.set_look(style.pen(style.vermillion, 2.0), None)
        self._legend.setStyleSheet("font-size: 12px")
        self._legend.setText(
            f'<span style="color:{style.blue}">● training</span>&nbsp; <span style="color:{style.orange}">▲ test</span>'
        )

    def show_points(self, seen: Observation) -> None:
        """Draw the examples."""
        train, test = seen.setting.train, seen.setting.test
        put(self._train, train[:, 0], train[:, 1])
        put(self._test, test[:, 0], test[:, 1])
        both = np.concatenate([train, test])
        self._outlier.place(*(both[seen.outlier] if seen.outlier is not None else (math.nan, math.nan)))
        (left, bottom), (right, top) = train.min(axis=0), train.max(axis=0)
        put(self._box, [left, right, right, left, left], [bottom, bottom, top, top, bottom])
        low, high = both.min(axis=0), both.max(axis=0)
        room = 0.12 * np.where(high > low, high - low, 1.0)
        (left, bottom), (right, top) = (low - room).tolist(), (high + room).tolist()
        set_range(self._plot, (left, right), (bottom, top))
        set_ticks(self._plot, "bottom", ticks(left, right, 3))
        set_ticks(self._plot, "left", ticks(bottom, top, 3))


def _number(value: float) -> str:
    """Write a number in few letters: ``4·10¹⁰`` for a large or small one."""
    if not math.isfinite(value):
        return "∞"
    if 1e-3 <= value < 1e5 or value == 0.0:
        return f"{value:,.0f}" if value >= 1000.0 else f"{value:.3g}"
    mantissa, exponent = f"{value:.1e}".split("e")
    power = str(int(exponent)).translate(str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{mantissa.removesuffix('.0')}·10{power}"
