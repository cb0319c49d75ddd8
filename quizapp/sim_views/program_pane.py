"""What one program says everywhere in the plane, with the points it learned from and some of those it is judged by."""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from quizapp.sim_views.items import Curve, HeatMap, Scatter
from quizapp.sim_views.nested_sets import SIDE, NestedSets
from quizapp.sim_views.plotting import bare_plot, diverging, isoline, put, set_range, style_plot
from quizapp.sim_views.pointer import Pointer
from quizapp.sim_views.style import ViewStyle

REACH_PX = 12  # how near the mouse must be to a threshold to take hold of it
CROWDED = 100  # points from which they are drawn smaller
FIRM = 1e4  # factor of the scores of a rule: it knows no doubt
GAP = 5  # pixels between the nested sets and the words beside them
LONGEST = ("ML: features by hand", "line in (x₁, x₂, x₁x₂, x₁², x₂², r)")  # title and formula

Labelled = tuple[NDArray[np.float64], NDArray[np.bool_]]


class Threshold(NamedTuple):
    """A line across the plane that can be dragged.

    Attributes:
        name: What it sets.
        axis: 0 for an upright line at a value of x1, 1 for a level one at a value of x2.
        value: Where it lies.
    """

    name: str
    axis: int
    value: float


class Words(NamedTuple):
    """What stands around the plane.

    Attributes:
        formula: How the program comes to its answer; left out where there is no room.
        share: Share of the fresh points that are right.
        by_hand: How many numbers a person chose.
        what: What those are.
        learned: How many numbers were learned.
    """

    formula: str
    share: str
    by_hand: int
    what: str
    learned: int


class ProgramPane(QWidget):
    """Class 0 is a blue disc, class 1 an orange triangle; small ones are fresh points, large ones were learned from.

    Signals:
        moved: name, value: a threshold was dragged to another place.
    """

    moved = Signal(str, float)

    def __init__(self, number: int, title: str, reach: float, parent: QWidget) -> None:
        """Make an empty pane.

        Args:
            number: To which of the nested sets the program belongs, 0 for the widest.
            title: Name of the set, and who chose what, with a colon between.
            reach: Half the width of the plane.
            parent: Owner.
        """
        super().__init__(parent)
        self._reach = reach
        self._firm = number == 0
        self._thresholds: tuple[Threshold, ...] = ()
        self._held: Threshold | None = None
        self._words = Words("", "", 0, "", 0)
        self._roomy = False
        self._scores: object = None
        self._sets = NestedSets(number, self)
        self._set, _, self._who = title.partition(": ")
        self._labels = {name: QLabel(self) for name in ("title", "formula", "share", "counts")}
        self._labels["title"].setProperty("role", "over")
        for label in self._labels.values():
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._make_plane()
        self._lay_out()

    def set_style(self, style: ViewStyle, colour: str) -> None:
        """Take on colours; the second is the program's own."""
        style_plot(self._plot, style)
        self._sets.set_colours(style.pen(style.muted, 1.2), QColor(style.surface), QColor(colour))
        self._heat.set_colours(diverging(style))
        self._boundary.setPen(style.pen(style.text, 2))
        self._lines.setPen(style.pen(style.accent, 1.8, Qt.PenStyle.DashLine))
        for fresh, learned, tone in zip(self._fresh, self._learned, (style.blue, style.orange), strict=True):
            fresh.setBrush(pg.mkBrush(tone))
            fresh.setPen(pg.mkPen(None))
            learned.setBrush(pg.mkBrush(tone))
            learned.setPen(style.pen(style.surface, 1.2))
        self._labels["share"].setStyleSheet(f"font-size: 17px; font-weight: 600; color: {colour}")
        for name in ("formula", "counts"):
            self._labels[name].setStyleSheet(f"font-size: 11px; color: {style.muted}")

    def show_program(self, scores: NDArray[Any], words: Words) -> None:
        """Show what the program says, scores over the plane with row 0 at the lowest x2, and what is to be said of it."""
        if scores is not self._scores:  # those of a rule are the same from frame to frame
            self._scores = scores
            self._heat.set_field(0.5 + 0.5 * np.tanh((FIRM if self._firm else 0.5) * scores))
            self._boundary.setData(*isoline(scores, 0.0, self._rect), connect="finite")
        self._words = words
        self._write()

    def show_points(self, fresh: Labelled, learned: Labelled) -> None:
        """Show points with their labels: some that the program is judged by, and those it learned from."""
        size = 6 if len(learned[1]) >= CROWDED else 10
        for (points, labels), scatters in ((fresh, self._fresh), (learned, self._learned)):
            for label, scatter in enumerate(scatters):
                chosen = points[labels == bool(label)]
                put(scatter, chosen[:, 0], chosen[:, 1])
        for scatter in self._learned:
            if scatter.opts["size"] != size:
                scatter.setSize(size)

    def show_thresholds(self, thresholds: tuple[Threshold, ...]) -> None:
        """Show lines that can be dragged."""
        self._thresholds = thresholds
        self._draw_lines(thresholds)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Say as much as there is room for, alike for all programs."""
        super().resizeEvent(event)
        title, formula = self._labels["title"], self._labels["formula"]
        formula.ensurePolished()  # the style sheet sets the font
        needed = max(
            1.2 * title.fontMetrics().horizontalAdvance(LONGEST[0].upper()), formula.fontMetrics().horizontalAdvance(LONGEST[1])
        )
        self._roomy = self.width() - SIDE - GAP >= needed
        self._write()

    def _write(self) -> None:
        words = self._words
        self._labels["title"].setText(f"{self._set}: {self._who}".upper() if self._roomy else self._set)
        self._labels["formula"].setText(words.formula if self._roomy else self._who)
        self._labels["share"].setText(words.share)
        what = f"{words.what} " if self._roomy else ""
        self._labels["counts"].setText(f"{words.by_hand} {what}by hand, {words.learned} learned")
        self.setToolTip(words.formula)

    def _make_plane(self) -> None:
        self._plot = bare_plot(self, axes=False, locked=True)
        self._plot.setMinimumHeight(70)
        size, reach = 64, self._reach
        half = reach / (size - 1)  # the outermost values of a map lie on the edge of the plane
        self._rect = QRectF(-reach - half, -reach - half, 2 * (reach + half), 2 * (reach + half))
        self._heat = HeatMap(size, size)
        self._heat.set_rect(self._rect)
        self._boundary, self._lines = Curve("finite"), pg.PlotCurveItem(connect="pairs")
        self._fresh = Scatter("o", 4), Scatter("t1", 5)
        self._learned = Scatter("o", 10), Scatter("t1", 10)
        for item in (self._heat, *self._fresh, *self._learned, self._boundary, self._lines):
            self._plot.addItem(item)
        for scatter in (*self._fresh, *self._learned):  # the points mostly stand still: draw them once, then copy
            scatter.setCacheMode(scatter.CacheMode.DeviceCoordinateCache)
        set_range(self._plot, (-reach, reach), (-reach, reach))
        if self._firm:
            self._pointer = Pointer(self._plot)
            self._pointer.pressed.connect(self._on_pressed)
            self._pointer.dragged.connect(self._on_dragged)
            self._pointer.dropped.connect(self._on_dropped)

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(0)
        names.addWidget(self._labels["title"])
        names.addWidget(self._labels["formula"])
        head = QHBoxLayout()
        head.setSpacing(GAP)
        head.addWidget(self._sets)
        head.addLayout(names, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        column.addLayout(head)
        column.addWidget(self._plot, 1)
        column.addWidget(self._labels["share"])
        column.addWidget(self._labels["counts"])

    def _draw_lines(self, thresholds: tuple[Threshold, ...]) -> None:
        ends = np.array([-1.0, 1.0]) * self._reach
        pairs = [(np.full(2, line.value), ends)[:: -1 if line.axis else 1] for line in thresholds]
        both = [np.concatenate([pair[axis] for pair in pairs] or [np.empty(0)]) for axis in (0, 1)]
        put(self._lines, *both)

    # -- the mouse

    def _on_pressed(self, x: float, y: float) -> None:
        sizes, here = self._pointer.pixel_size(), (x, y)
        distances = [abs(line.value - here[line.axis]) / (sizes[line.axis] or math.inf) for line in self._thresholds]
        nearest = min(range(len(distances)), key=distances.__getitem__, default=None)
        self._held = None if nearest is None or distances[nearest] > REACH_PX else self._thresholds[nearest]

    def _on_dragged(self, x: float, y: float) -> None:
        if self._held is not None:
            value, name = (x, y)[self._held.axis], self._held.name
            self._draw_lines(tuple(line._replace(value=value) if line.name == name else line for line in self._thresholds))

    def _on_dropped(self, x: float, y: float) -> None:
        if self._held is not None:
            self.moved.emit(self._held.name, (x, y)[self._held.axis])
