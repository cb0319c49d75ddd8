"""A dense network drawn as what its units see: each unit is the map of its own output, each link a weight."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from quizapp.sim_views.plotting import LEVELS, diverging
from quizapp.sim_views.style import ViewStyle

LARGEST_NODE = 46.0
SMALLEST_NODE = 16.0
STRANDS = 5  # of the largest weight; thin strands side by side cost Qt a quarter of one thick line
FAINTEST = 0.04


@dataclass(frozen=True, slots=True)
class Unit:
    """A place in the diagram: its layer (0 for the inputs) and its number in it."""

    layer: int
    index: int


class NetworkDiagram(QWidget):
    """Inputs on the left, output on the right.

    Signals:
        hovered: The hidden unit under the mouse, or None.
    """

    hovered = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMouseTracking(True)
        self.setMinimumSize(120, 90)
        self._style: ViewStyle | None = None
        self._weights: tuple[NDArray[np.float64], ...] = ()
        self._images: list[list[QImage]] = []
        self._buffers: list[NDArray[np.uint8]] = []  # what the images are drawn from
        self._places: dict[Unit, QRectF] = {}
        self._placed_for: tuple[int, ...] = ()
        self._dead: tuple[NDArray[np.bool_], ...] = ()
        self._colours: list[int] = []
        self._under: Unit | None = None

    def sizeHint(self) -> QSize:
        """Return a size that suits three layers of four."""
        return QSize(280, 260)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self._colours = [colour.rgb() for colour in diverging(style, 0.85)]
        self.update()

    def show_network(
        self,
        weights: Sequence[NDArray[np.float64]],
        maps: Sequence[NDArray[np.float32]],
        output: NDArray[np.float32],
        dead: Sequence[NDArray[np.bool_]],
    ) -> None:
        """Show a network.

        Args:
            weights: Of each layer, shape (n_inputs, n_units), the output layer last.
            maps: Outputs of each hidden layer's units over the plane, shape (n_units, rows, columns).
            output: Logit over the plane, shape (rows, columns).
            dead: For each hidden layer, whether each unit passes nothing.
        """
        self._weights = tuple(weights)
        self._dead = tuple(dead)
        # Inputs are the coordinates themselves: maps from left to right and from below to above.
        ramp = np.tile(np.linspace(-1.0, 1.0, 16, dtype=np.float32), (16, 1))
        layers = [np.stack([ramp, ramp.T]), *maps, output[np.newaxis, ::2, ::2]]
        self._buffers = [_levels(layer) for layer in layers]
        self._images = [self._pictures(levels) for levels in self._buffers]
        self._find_places()
        self.update()

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        """Place the units anew."""
        self._placed_for = ()
        self._find_places()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw links, then units."""
        if self._style is None or not self._images:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        self._draw_links(painter, self._style)
        for layer, images in enumerate(self._images):
            for index, image in enumerate(images):
                self._draw_unit(painter, self._style, Unit(layer, index), image)
        self._draw_words(painter, self._style)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Find the hidden unit under the mouse."""
        self._set_under(self._unit_at(event.position()))

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        """No unit is under the mouse any more."""
        self._set_under(None)

    def _pictures(self, levels: NDArray[np.uint8]) -> list[QImage]:
        pictures = []
        for level in levels:
            picture = QImage(level.data, level.shape[1], level.shape[0], level.shape[1], QImage.Format.Format_Indexed8)
            picture.setColorTable(self._colours)
            pictures.append(picture)
        return pictures

    def _find_places(self) -> None:
        """Work out where each unit is drawn; only a new size or another network moves them."""
        counts = tuple(len(pictures) for pictures in self._images)
        if not counts or (self._placed_for == counts and self._places):
            return
        self._placed_for = counts
        across = self.width() / (len(counts) * 1.75)
        size = max(SMALLEST_NODE, min(LARGEST_NODE, (self.height() - 20) / (max(counts) * 1.28), across))
        self._places = {}
        for layer, count in enumerate(counts):
            left = (self.width() - size - 8) * layer / (len(counts) - 1) + 4
            gap = min(size * 1.28, (self.height() - 20) / count)
            for index in range(count):
                top = (self.height() - 16) / 2 + (index - (count - 1) / 2) * gap - size / 2
                self._places[Unit(layer, index)] = QRectF(left, top, size, size)

    def _draw_links(self, painter: QPainter, style: ViewStyle) -> None:
        """Draw each weight: colour and dash tell its sign, strands its size beside the largest."""
        largest = max((float(np.abs(layer).max()) for layer in self._weights), default=1.0) or 1.0
        pens = _pens(style)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for layer, weights in enumerate(self._weights):
            for (source, target), weight in np.ndenumerate(weights):
                share = abs(float(weight)) / largest
                strands = 1 + int(share * (STRANDS - 1) + 0.5)
                if not share >= FAINTEST:  # also for what is not a number
                    continue
                painter.setPen(pens[bool(weight > 0), strands - 1])
                start, end = self._places[Unit(layer, source)], self._places[Unit(layer + 1, target)]
                for strand in range(strands):
                    painter.drawPath(_link(start, end, strand - (strands - 1) / 2))

    def _draw_unit(self, painter: QPainter, style: ViewStyle, unit: Unit, image: QImage) -> None:
        place = self._places[unit]
        clip = QPainterPath()
        clip.addRoundedRect(place, 5, 5)
        painter.save()
        painter.setClipPath(clip)
        painter.drawImage(place, image)
        painter.restore()
        hidden = 0 < unit.layer < len(self._images) - 1
        dead = hidden and bool(self._dead[unit.layer - 1][unit.index])
        colour = style.vermillion if dead else style.accent if unit == self._under else style.muted
        pen = QPen(QColor(colour), 2.0 if dead or unit == self._under else 1.0)
        pen.setStyle(Qt.PenStyle.DashLine if dead else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 5, 5)

    def _draw_words(self, painter: QPainter, style: ViewStyle) -> None:
        painter.setFont(style.font(11))
        painter.setPen(QColor(style.muted))
        columns = len(self._images)
        for layer in range(columns):
            words = "inputs" if layer == 0 else "output" if layer == columns - 1 else f"hidden {layer}"
            place = self._places[Unit(layer, 0)]
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(0.0, place.center().x() - width / 2), self.width() - width)
            painter.drawText(QPointF(left, self.height() - 3), words)

    def _unit_at(self, point: QPointF) -> Unit | None:
        for layer in range(1, len(self._images) - 1):
            for index in range(len(self._images[layer])):
                if self._places[Unit(layer, index)].contains(point):
                    return Unit(layer, index)
        return None

    def _set_under(self, unit: Unit | None) -> None:
        if unit != self._under:
            self._under = unit
            self.update()
            self.hovered.emit(unit)


def _levels(layer: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return maps as bytes, each scaled by its own largest value; the first row is the topmost then.

    Args:
        layer: Shape (n_units, rows, columns); the number of columns is a multiple of four, as a QImage wants it.
    """
    largest = np.abs(layer).max(axis=(1, 2), keepdims=True)
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(largest > 0, layer / largest, 0.0)
        return np.ascontiguousarray(np.nan_to_num(shares[:, ::-1] * 0.5 + 0.5) * (LEVELS - 1), dtype=np.uint8)


def _pens(style: ViewStyle) -> dict[tuple[bool, int], QPen]:
    """Return the pen for each sign and number of strands."""
    pens = {}
    for positive in (False, True):
        for strand in range(STRANDS):
            colour = QColor(style.orange if positive else style.blue)
            colour.setAlphaF(0.35 + 0.55 * strand / (STRANDS - 1))
            pens[positive, strand] = QPen(colour, 1.0, Qt.PenStyle.SolidLine if positive else Qt.PenStyle.DashLine)
    return pens


def _link(start: QRectF, end: QRectF, offset: float) -> QPainterPath:
    """Return one strand from the right side of a unit to the left side of another."""
    first = QPointF(start.right(), start.center().y() + offset)
    last = QPointF(end.left(), end.center().y() + offset)
    reach = QPointF((last.x() - first.x()) * 0.45, 0)
    path = QPainterPath(first)
    path.cubicTo(first + reach, last - reach, last)
    return path
