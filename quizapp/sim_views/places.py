"""Two marked places in a plot: the one a learner predicted and the one that came true, with the way between them."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor

from quizapp.sim_views.items import DashedCurve, Mark
from quizapp.sim_views.style import ViewStyle

Place: TypeAlias = tuple[float, float]
ABOVE = 100.0  # what else a plot shows


class PlaceMarks:
    """A diamond for what was said and a ring for what came true. Both are named, so that no colour has to tell them apart."""

    def __init__(self, plot: pg.PlotWidget) -> None:
        self._plot = plot
        self._way = DashedCurve((4.0, 4.0))
        self._marks = (Mark("d", 15), Mark("o", 22))
        self._words = (pg.TextItem("you", anchor=(0.5, 1.6)), pg.TextItem("the run", anchor=(0.5, -0.7)))
        for item in (self._way, *self._marks, *self._words):
            item.setZValue(ABOVE)
            plot.addItem(item)
        self.show(None, None)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._way.setPen(style.pen(style.text, 1.6))
        said, came = self._marks
        said.set_look(style.pen(style.surface, 1.4), QColor(style.purple))
        came.set_look(style.pen(style.text, 2.4), None)
        ground = QColor(style.surface)
        ground.setAlphaF(0.8)
        for words in self._words:
            words.setColor(style.text)
            words.setFont(style.font(12))
            words.fill = pg.mkBrush(ground)

    def show(self, said: Place | None, came: Place | None) -> None:
        """Mark places; None, and what lies outside the plot, gets no word."""
        nowhere = (math.nan, math.nan)
        for mark, words, place in zip(self._marks, self._words, (said, came), strict=True):
            mark.place(*(place or nowhere))
            words.setVisible(place is not None and all(map(math.isfinite, place)))
            if words.isVisible() and place is not None:
                words.setPos(QPointF(*place))
        ends = np.array([said, came], float) if said is not None and came is not None else np.empty((0, 2))
        self._way.set_points(ends[:, 0], ends[:, 1])
