"""A dense network drawn as what its units see: each unit is the map of its own output, each link a weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
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
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it fills its own ground, so the panel need not
        self.setMinimumSize(120, 90)
        self._style: ViewStyle | None = None
        self._weights: tuple[NDArray[np.float64], ...] = ()
        self._images: list[list[QImage]] = []
        self._buffers: list[NDArray[np.uint8]] = []  # what the images are drawn from
        self._places: dict[Unit, QRectF] = {}
        self._links = QPixmap()
        self._links_key = b""
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
        self._make_images()
        self._links_key = b""
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
        levels = [_levels(layer) for layer in layers]
        if [level.shape for level in levels] == [buffer.shape for buffer in self._buffers]:
            for buffer, level in zip(self._buffers, levels, strict=True):
                buffer[...] = level  # the images are drawn from these bytes
        else:
            self._buffers = levels
            self._make_images()
        self._find_places()
        self.update()

    def resizeEvent(self, event: object) -> None:  # noqa: ARG002
        """Place the units anew."""
        self._placed_for = ()
        self._find_places()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw links, then units."""
        if self._style is None:
            return
        painter = QPainter(self)
        if not self._images:
            painter.fillRect(self.rect(), QColor(self._style.surface))
            return
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

    def _make_images(self) -> None:
        self._images = [self._pictures(levels) for levels in self._buffers]

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
        self._links_key = b""
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
        """Draw each weight: colour and dash tell its sign, strands its size beside the largest.

        The picture depends on signs and numbers of strands only; while those stay, it is drawn once and copied.
        """
        largest = max((float(np.abs(layer).max()) for layer in self._weights), default=1.0) or 1.0
        strands = [_strands(layer / largest) for layer in self._weights]
        key = b"".join(layer.tobytes() for layer in strands)
        if key != self._links_key:
            self._links_key = key
            self._links = QPixmap(self.size() * self.devicePixelRatioF())
            self._links.setDevicePixelRatio(self.devicePixelRatioF())
            self._links.fill(QColor(style.surface))
            inner = QPainter(self._links)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            for pen, bundle in self._bundles(strands, style):
                inner.setPen(pen)
                inner.drawPath(bundle)
            inner.end()
        painter.drawPixmap(0, 0, self._links)

    def _bundles(self, strands: Sequence[NDArray[np.int8]], style: ViewStyle) -> Iterator[tuple[QPen, QPainterPath]]:
        """Yield all links of one sign and thickness as one path, which costs a fraction of a path for each."""
        bundles: dict[int, QPainterPath] = {}
        for layer, counts in enumerate(strands):
            for source, target in np.argwhere(counts).tolist():
                count = int(counts[source, target])
                start, end = self._places[Unit(layer, source)], self._places[Unit(layer + 1, target)]
                _add_link(bundles.setdefault(count, QPainterPath()), start, end, abs(count))
        for count, bundle in sorted(bundles.items(), key=lambda item: abs(item[0])):
            colour = QColor(style.orange if count > 0 else style.blue)
            colour.setAlphaF(0.35 + 0.55 * (abs(count) - 1) / (STRANDS - 1))
            yield QPen(colour, 1.0, Qt.PenStyle.SolidLine if count > 0 else Qt.PenStyle.DashLine), bundle

    def _draw_unit(self, painter: QPainter, style: ViewStyle, unit: Unit, image: QImage) -> None:
        place = self._places[unit]
        painter.drawImage(place, image)
        hidden = 0 < unit.layer < len(self._images) - 1
        dead = hidden and bool(self._dead[unit.layer - 1][unit.index])
        colour = style.vermillion if dead else style.accent if unit == self._under else style.muted
        pen = QPen(QColor(colour), 2.0 if dead or unit == self._under else 1.0)
        pen.setStyle(Qt.PenStyle.DashLine if dead else Qt.PenStyle.SolidLine)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(place, 2, 2)

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


def _strands(shares: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the number of strands of each link with the sign of its weight; 0 for what is too faint or not a number."""
    size = np.nan_to_num(np.abs(shares))
    counts = np.where(size >= FAINTEST, 1 + np.rint(size * (STRANDS - 1)), 0)
    return (np.sign(np.nan_to_num(shares)) * counts).astype(np.int8)


def _add_link(bundle: QPainterPath, start: QRectF, end: QRectF, strands: int) -> None:
    """Add the strands of a link from the right side of a unit to the left side of another."""
    x0, x1 = start.right(), end.left()
    y0, y1 = start.center().y(), end.center().y()
    reach = (x1 - x0) * 0.45
    for strand in range(strands):
        offset = strand - (strands - 1) / 2
        bundle.moveTo(x0, y0 + offset)
        bundle.cubicTo(x0 + reach, y0 + offset, x1 - reach, y1 + offset, x1, y1 + offset)
