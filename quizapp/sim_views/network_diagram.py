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
THICKEST_LINK = 4.5


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
        self._dead: tuple[NDArray[np.bool_], ...] = ()
        self._colours: list[QColor] = []
        self._under: Unit | None = None

    def sizeHint(self) -> QSize:
        """Return a size that suits three layers of four."""
        return QSize(280, 260)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self._colours = diverging(style, 0.85)
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
        self._buffers = []
        # Inputs are the coordinates themselves: maps from left to right and from below to above.
        ramp = np.tile(np.linspace(-1.0, 1.0, 16, dtype=np.float32), (16, 1))
        layers = [np.stack([ramp, ramp.T]), *maps, output[np.newaxis, ::2, ::2]]
        self._images = [[self._image(field) for field in layer] for layer in layers]
        self.update()

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

    def _image(self, field: NDArray[np.float32]) -> QImage:
        largest = float(np.abs(field).max()) or 1.0
        rows, columns = field.shape
        levels = np.zeros((rows, (columns + 3) // 4 * 4), np.uint8)
        with np.errstate(invalid="ignore"):
            levels[:, :columns] = np.nan_to_num((field[::-1] / largest * 0.5 + 0.5) * (LEVELS - 1))
        self._buffers.append(levels)
        image = QImage(levels.data, columns, rows, levels.shape[1], QImage.Format.Format_Indexed8)
        image.setColorTable([colour.rgb() for colour in self._colours])
        return image

    def _node_size(self) -> float:
        tallest = max(len(images) for images in self._images)
        across = self.width() / (len(self._images) * 1.75)
        return max(SMALLEST_NODE, min(LARGEST_NODE, (self.height() - 20) / (tallest * 1.28), across))

    def _place(self, unit: Unit) -> QRectF:
        """Return where a unit is drawn."""
        size = self._node_size()
        count = len(self._images[unit.layer])
        columns = len(self._images)
        left = (self.width() - size - 8) * unit.layer / (columns - 1) + 4
        middle = (self.height() - 16) / 2
        gap = min(size * 1.28, (self.height() - 20) / count)
        top = middle + (unit.index - (count - 1) / 2) * gap - size / 2
        return QRectF(left, top, size, size)

    def _draw_links(self, painter: QPainter, style: ViewStyle) -> None:
        largest = max((float(np.abs(layer).max()) for layer in self._weights), default=1.0) or 1.0
        for layer, weights in enumerate(self._weights):
            for source in range(weights.shape[0]):
                start = self._place(Unit(layer, source))
                for target in range(weights.shape[1]):
                    weight = float(weights[source, target])
                    end = self._place(Unit(layer + 1, target))
                    self._draw_link(painter, style, (start, end), weight / largest)

    def _draw_link(self, painter: QPainter, style: ViewStyle, ends: tuple[QRectF, QRectF], share: float) -> None:
        """Draw a weight: colour and dash tell its sign, thickness its size beside the largest."""
        colour = QColor(style.orange if share > 0 else style.blue)
        colour.setAlphaF(0.30 + 0.55 * abs(share))
        pen = QPen(colour, 0.6 + THICKEST_LINK * abs(share))
        pen.setStyle(Qt.PenStyle.SolidLine if share >= 0 else Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        start = QPointF(ends[0].right(), ends[0].center().y())
        end = QPointF(ends[1].left(), ends[1].center().y())
        reach = (end.x() - start.x()) * 0.45
        path = QPainterPath(start)
        path.cubicTo(start + QPointF(reach, 0), end - QPointF(reach, 0), end)
        painter.drawPath(path)

    def _draw_unit(self, painter: QPainter, style: ViewStyle, unit: Unit, image: QImage) -> None:
        place = self._place(unit)
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
            place = self._place(Unit(layer, 0))
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(0.0, place.center().x() - width / 2), self.width() - width)
            painter.drawText(QPointF(left, self.height() - 3), words)

    def _unit_at(self, point: QPointF) -> Unit | None:
        for layer in range(1, len(self._images) - 1):
            for index in range(len(self._images[layer])):
                if self._place(Unit(layer, index)).contains(point):
                    return Unit(layer, index)
        return None

    def _set_under(self, unit: Unit | None) -> None:
        if unit != self._under:
            self._under = unit
            self.update()
            self.hovered.emit(unit)
