"""Parts of the picture of losses: their looks, how high scores are drawn, residual squares. For that view only."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from quizapp.sim_views.items import Curve
from quizapp.sim_views.plotting import Points
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.loss_functions import Observation

LOOKS = {
    "squared": ("squared", "vermillion"),
    "absolute": ("absolute", "green"),
    "huber": ("Huber", "purple"),
    "log": ("log", "purple"),
    "squared_probability": ("squared (p)", "vermillion"),
    "hinge": ("hinge", "green"),
    "zero_one": ("0-1", "muted"),
}
"""Name and colour of each loss."""

LEFT, RIGHT = -4.0, 4.0  # ends of the horizontal axis
DASHES = ((0.0, 0.0), (7.0, 4.0), (2.0, 3.0), (12.0, 3.0))  # of the losses of a family, in their order; first a solid line
MARKS = ("━━", "╌╌", "┈┈", "╍╍")


def colour_of(style: ViewStyle, loss: str) -> str:
    """Return the colour of a loss."""
    colour: str = getattr(style, LOOKS[loss][1])
    return colour


def legend_of(style: ViewStyle, seen: Observation) -> str:
    """Return the names of the losses in their colours, the one in force bold."""
    words = []
    for loss, mark in zip(seen.family, MARKS, strict=False):
        text = f'<span style="color:{colour_of(style, loss)}">{mark} {LOOKS[loss][0]}</span>'
        words.append(f"<b>{text}</b>" if loss is seen.loss else text)
    return "&nbsp;&nbsp; ".join(words)


def height_range(seen: Observation) -> tuple[float, float]:
    """Return the part of the vertical axis that is shown."""
    if seen.classes:
        return (-0.15, 1.15) if as_probability(seen) else (-3.2, 3.2)
    y = seen.points[:, 1]
    low, high = min(float(y.min(initial=0.0)), -1.0), max(float(y.max(initial=0.0)), 3.0)
    room = 0.08 * (high - low)
    return low - room, high + room


def as_probability(seen: Observation) -> bool:
    """Return whether scores are drawn as probabilities: where the loss compares these."""
    return seen.loss.value in ("log", "squared_probability")


def shown(seen: Observation, scores: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return how high scores are drawn."""
    return 0.5 + 0.5 * np.tanh(0.5 * scores) if as_probability(seen) else scores


def drawn_line(seen: Observation, line: tuple[float, float]) -> Points:
    """Return a line as points: along a sigmoid, or the ends of the part that is not far above or below the picture."""
    w, b = line
    if as_probability(seen):
        x = np.linspace(LEFT, RIGHT, 97)
        return x, shown(seen, w * x + b)
    low, high = height_range(seen)
    x = np.array([LEFT, RIGHT])
    if w:
        first, last = sorted(((2.0 * low - high - b) / w, (2.0 * high - low - b) / w))
        x = np.clip(x, first, last)
    return x, w * x + b


def score_at(seen: Observation, height: float) -> float:
    """Return the score that is drawn so high."""
    if not as_probability(seen):
        return height
    p = min(max(height, 0.01), 0.99)
    return float(np.log(p / (1.0 - p)))


def targets(seen: Observation) -> NDArray[np.float64]:
    """Return how high the points are drawn: as they are, or classes at -1 and 1 where the loss asks for a margin."""
    y: NDArray[np.float64] = seen.points[:, 1]
    return 2.0 * y - 1.0 if seen.classes and not as_probability(seen) else y


def target_at(seen: Observation, height: float) -> float:
    """Return the target of a point drawn so high."""
    return (height + 1.0) / 2.0 if seen.classes and not as_probability(seen) else height


class Smooth(Curve):
    """A curve drawn as one path: a wide line through many points has no beads then."""

    def __init__(self) -> None:
        super().__init__()
        self.setSegmentedLineMode("off")


class Areas(pg.GraphicsObject):
    """A square on each residual: as wide on the screen as it is high."""

    def __init__(self) -> None:
        super().__init__()
        self._residuals = np.empty((0, 3))
        self._colour = pg.mkBrush(None)
        self._pen = pg.mkPen(None)

    def set_look(self, fill: pg.QtGui.QColor, pen: pg.QtGui.QPen) -> None:
        """Take on colours."""
        self._colour, self._pen = pg.mkBrush(fill), pen

    def set_residuals(self, x: NDArray[np.float64], y: NDArray[np.float64], line: NDArray[np.float64]) -> None:
        """Put a square between each point and its place on the line, all of shape (n,)."""
        self._residuals = np.column_stack([x, y, line])
        self.update()

    def boundingRect(self) -> QRectF:
        """Return the plane that is shown."""
        box = self.getViewBox()
        return QRectF() if box is None else QRectF(box.viewRect())

    def paint(self, painter: QPainter, *_: object) -> None:
        """Draw the squares towards the middle, so that they stay in the picture."""
        across, up = self.pixelVectors()
        if across is None or up is None:
            return
        middle, shape = self.boundingRect().center().x(), across.length() / up.length()
        painter.setBrush(self._colour)
        painter.setPen(self._pen)
        for x, y, line in self._residuals.tolist():
            width = abs(y - line) * shape
            painter.drawRect(QRectF(x if x < middle else x - width, min(y, line), width, abs(y - line)))
