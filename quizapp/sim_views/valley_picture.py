"""A valley of a cost, seen from above along its flattest and its steepest direction, with the path of a descent in it."""

from __future__ import annotations

import math

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from quizapp.sim_views.chart import roomy
from quizapp.sim_views.items import Curve, HeatMap, Mark
from quizapp.sim_views.plotting import Points, bare_plot, put, sequential, set_range, style_plot
from quizapp.sim_views.style import ViewStyle

FloatArray = NDArray[np.float64]
SIZES = (0.25, 0.5, 0.75, 1.0, 1.35, 1.75)  # of the contours; the one of size 1 runs through the start
ROWS, COLUMNS = 361, 61  # cells of the shading; many rows, for a valley can be thin
REACH = 3.0  # the picture is drawn so many times further than its window, for panels that are wide


class ValleyPicture(QWidget):
    """Contours, the two principal axes, start, path and place; one unit is equally long in both directions."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._shape: tuple[float, ...] | None = None
        self._title = QLabel(self)
        self._title.setProperty("role", "over")
        self._limit = QLabel(self)
        self._limit.setProperty("role", "muted")
        self._plot = bare_plot(self, axes=False, locked=True)
        self._plot.setMinimumHeight(110)
        self._heat = HeatMap(ROWS, COLUMNS)
        self._axes = Curve("pairs")
        self._contours = Curve("finite")
        self._path = Curve()
        self._minimum = Mark("+", 11)
        self._start = Mark("o", 12)
        self._place = Mark("o", 12)
        self._words = (pg.TextItem("flattest", anchor=(0.0, 1.0)), pg.TextItem("steepest", anchor=(1.0, 0.0)))
        for item in (self._heat, self._axes, self._contours, *self._words, self._path, self._minimum, self._start, self._place):
            self._plot.addItem(item)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for label in (self._title, self._limit):
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
            column.addWidget(label)
        column.addWidget(self._plot, 1)

    def set_style(self, style: ViewStyle, colour: str) -> None:
        """Take on colours; that of the walker is given."""
        style_plot(self._plot, style)
        self._heat.set_colours(sequential(style, style.accent, 0.42 if style.dark else 0.34))
        self._contours.setPen(style.pen(style.mix(style.text, 0.30).name(), 1))
        self._axes.setPen(style.pen(style.mix(style.text, 0.45).name(), 1))
        self._path.setPen(style.pen(colour, 2.0))
        self._minimum.set_look(style.pen(style.text, 1.0), QColor(style.text))
        self._start.set_look(style.pen(style.text, 1.8), None)
        self._place.set_look(style.pen(style.surface, 1.4), QColor(colour))
        for word in self._words:
            word.setColor(style.muted)
            word.setFont(style.font(11))

    def set_words(self, title: str, limit: str) -> None:
        """Set what stands above the picture."""
        self._title.setText(title)
        self._limit.setText(limit)

    def show_descent(self, curvatures: FloatArray, start: FloatArray, path: Points, place: FloatArray) -> None:
        """Draw the valley, and the descent in it.

        Args:
            curvatures: Of the flattest and the steepest direction, shape (2,).
            start: Where the descent begins, the minimum being the origin, shape (2,).
            path: Where it went, along the flattest and along the steepest direction, each of shape (n,).
            place: Where it is, shape (2,).
        """
        half = 1.3 * float(start.max()) or 1.0
        far = max(float(np.abs(coordinate).max(initial=0.0)) for coordinate in path)
        if far > half:  # a descent that grows is followed for a while
            half *= min(roomy(1.1 * far / half), 20.0)
        shape = (*curvatures.tolist(), *start.tolist(), half)
        if shape != self._shape:
            self._shape = shape
            set_range(self._plot, (-half, half), (-half, half))
            self._draw_valley(curvatures, start, REACH * half)
        put(self._path, *path)
        self._start.place(*start)
        self._place.place(*place)
        self._minimum.place(0.0, 0.0)

    def _draw_valley(self, curvatures: FloatArray, start: FloatArray, reach: float) -> None:
        level = float(curvatures @ np.square(start)) or float(curvatures[1])  # twice the cost of the start
        pieces = [_contour(curvatures, size * size * level, reach) for size in SIZES]
        put(self._contours, *(np.concatenate([piece[axis] for piece in pieces]) for axis in (0, 1)))
        put(self._axes, [-reach, reach, 0.0, 0.0], [0.0, 0.0, -reach, reach])
        along, across = (np.square(np.linspace(-reach, reach, count)) for count in (COLUMNS, ROWS))
        height = curvatures[1] * across[:, None] + curvatures[0] * along[None, :]
        low, high = math.log(SIZES[0] ** 2 * level), math.log(SIZES[-1] ** 2 * level)
        room_x, room_y = reach / (COLUMNS - 1), reach / (ROWS - 1)  # half a cell: its value belongs to its centre
        self._heat.set_rect(QRectF(-reach - room_x, -reach - room_y, 2 * (reach + room_x), 2 * (reach + room_y)))
        self._heat.set_field((high - np.log(np.maximum(height, 1e-300))) / (high - low))
        self._words[0].setPos(-reach / REACH, 0.0)
        self._words[1].setPos(0.0, reach / REACH)


def _contour(curvatures: FloatArray, level: float, reach: float) -> Points:
    """Return the part of curvatures . place^2 = level that is near, as two arcs with a gap after each."""
    flat, steep = curvatures.tolist()
    longest = math.sqrt(level / flat) if flat > 0.0 else math.inf
    if longest <= reach:
        angle = np.linspace(0.0, 2.0 * math.pi, 97)
        return np.append(longest * np.cos(angle), np.nan), np.append(math.sqrt(level / steep) * np.sin(angle), np.nan)
    along = np.linspace(-reach, reach, 97)
    away = np.sqrt((level - flat * np.square(along)) / steep)
    return np.tile(np.append(along, np.nan), 2), np.concatenate([away, [np.nan], -away, [np.nan]])
