"""A dense network drawn as what its units see: each unit is the map of its own output, each link a weight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QWidget

from quizapp.sim_views.plotting import LEVELS, colour_table, diverging
from quizapp.sim_views.style import ViewStyle

LARGEST_NODE = 46.0
SMALLEST_NODE = 16.0
STRANDS = 5  # of the largest weight; thin strands side by side cost Qt a quarter of one thick line
FAINTEST = 0.04
WORDS_PX = 16  # below the units, for the names of the layers
MAP = 32  # rows and columns of a unit's map
_RAMP = np.tile(np.linspace(-1.0, 1.0, MAP, dtype=np.float32), (MAP, 1))
INPUTS = np.stack([_RAMP, _RAMP.T])  # the coordinates themselves: from left to right, and from below to above


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
        self._counts: tuple[int, ...] = ()  # units of each layer
        self._images: list[QImage] = []  # of all units, layer after layer
        self._levels = np.empty((0, MAP, MAP), np.uint8)
        self._pixels = np.empty((0, MAP, MAP), np.uint32)  # what the images are drawn from
        self._places: list[list[QRect]] = []
        self._paths: dict[tuple[int, int, int, int], QPainterPath] = {}
        self._pens: tuple[QPen, QPen, QPen] = (QPen(), QPen(), QPen())
        self._links = QPixmap()
        self._drawn: list[bytes] = []  # the strands of each layer's links in the picture
        self._placed_for: tuple[int, ...] = ()
        self._dead: tuple[NDArray[np.bool_], ...] = ()
        self._colours = np.zeros(LEVELS, np.uint32)
        self._under: Unit | None = None

    def sizeHint(self) -> QSize:
        """Return a size that suits three layers of four."""
        return QSize(280, 260)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self._colours = colour_table(diverging(style, 0.85))
        self._pens = (
            QPen(QColor(style.muted), 1.0),
            QPen(QColor(style.accent), 2.0),
            QPen(QColor(style.vermillion), 2.0, Qt.PenStyle.DashLine),
        )
        self._fill()
        self._drawn = []
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
            maps: Outputs of each hidden layer's units over the plane, shape (n_units, MAP, MAP).
            output: Logit over the plane, shape (2 MAP, 2 MAP).
            dead: For each hidden layer, whether each unit passes nothing.
        """
        self._weights = tuple(weights)
        self._dead = tuple(dead)
        self._counts = (len(INPUTS), *map(len, maps), 1)
        self._levels = _levels(np.concatenate([INPUTS, *maps, output[np.newaxis, ::2, ::2]]))
        self._fill()
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
        self._draw_units(painter)
        painter.end()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Find the hidden unit under the mouse."""
        self._set_under(self._unit_at(event.position()))

    def leaveEvent(self, event: object) -> None:  # noqa: ARG002
        """No unit is under the mouse any more."""
        self._set_under(None)

    def _fill(self) -> None:
        if self._pixels.shape != self._levels.shape:
            self._pixels = np.empty(self._levels.shape, np.uint32)
            self._images = [QImage(unit.data, MAP, MAP, 4 * MAP, QImage.Format.Format_RGB32) for unit in self._pixels]
        np.take(self._colours, self._levels, out=self._pixels, mode="clip")

    def _find_places(self) -> None:
        """Work out where each unit is drawn; only a new size or another network moves them."""
        counts = self._counts
        if not counts or (self._placed_for == counts and self._places):
            return
        self._placed_for = counts
        self._drawn = []
        self._paths.clear()
        across = self.width() / (len(counts) * 1.75)
        size = round(max(SMALLEST_NODE, min(LARGEST_NODE, (self.height() - WORDS_PX - 4) / (max(counts) * 1.28), across)))
        self._places = []
        for layer, count in enumerate(counts):
            left = round((self.width() - size - 8) * layer / (len(counts) - 1)) + 4
            gap = min(size * 1.28, (self.height() - WORDS_PX - 4) / count)
            top = (self.height() - WORDS_PX) / 2 - (count - 1) / 2 * gap - size / 2
            self._places.append([QRect(left, round(top + index * gap), size, size) for index in range(count)])

    def _draw_links(self, painter: QPainter, style: ViewStyle) -> None:
        """Draw each weight: colour and dash tell its sign, strands its size beside the largest.

        The picture depends on signs and numbers of strands alone, and is drawn anew only between layers where one changes.
        """
        flat = np.concatenate([layer.ravel() for layer in self._weights])
        counts = _strands(flat / (float(np.abs(flat).max()) or 1.0))
        ends = np.cumsum([layer.size for layer in self._weights])
        strands = [part.reshape(layer.shape) for part, layer in zip(np.split(counts, ends[:-1]), self._weights, strict=True)]
        if not self._drawn:
            self._links = QPixmap(self.size() * self.devicePixelRatioF())
            self._links.setDevicePixelRatio(self.devicePixelRatioF())
            self._links.fill(QColor(style.surface))
            words = QPainter(self._links)
            self._draw_words(words, style)
            words.end()
            self._drawn = [b""] * len(strands)
        for layer, between in enumerate(strands):
            if between.tobytes() != self._drawn[layer]:
                self._drawn[layer] = between.tobytes()
                self._draw_between(layer, between, style)
        painter.drawPixmap(0, 0, self._links)

    def _draw_between(self, layer: int, counts: NDArray[np.int8], style: ViewStyle) -> None:
        left, right = self._places[layer][0].right() + 1, self._places[layer + 1][0].left()
        inner = QPainter(self._links)
        inner.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner.setClipRect(QRectF(left - 1, 0, right - left + 2, self.height() - WORDS_PX))
        inner.fillRect(self.rect(), QColor(style.surface))
        for pen, bundle in self._bundles(layer, counts, style):
            inner.setPen(pen)
            inner.drawPath(bundle)
        inner.end()

    def _bundles(self, layer: int, counts: NDArray[np.int8], style: ViewStyle) -> Iterator[tuple[QPen, QPainterPath]]:
        """Yield all links of one sign and thickness as one path, which costs a fraction of a path for each."""
        bundles: dict[int, QPainterPath] = {}
        for source, target in np.argwhere(counts).tolist():
            count = int(counts[source, target])
            bundles.setdefault(count, QPainterPath()).addPath(self._path(layer, source, target, abs(count)))
        for count, bundle in sorted(bundles.items(), key=lambda item: abs(item[0])):
            colour = QColor(style.orange if count > 0 else style.blue)
            colour.setAlphaF(0.35 + 0.55 * (abs(count) - 1) / (STRANDS - 1))
            yield QPen(colour, 1.0, Qt.PenStyle.SolidLine if count > 0 else Qt.PenStyle.DashLine), bundle

    def _path(self, layer: int, source: int, target: int, strands: int) -> QPainterPath:
        """Return the strands of a link from the right side of a unit to the left side of one in the next layer."""
        key = (layer, source, target, strands)
        if key not in self._paths:
            self._paths[key] = _link(self._places[layer][source], self._places[layer + 1][target], strands)
        return self._paths[key]

    def _draw_units(self, painter: QPainter) -> None:
        plain, pointed_at, passes_nothing = self._pens
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)  # places are whole pixels
        images = iter(self._images)
        for layer, places in enumerate(self._places):
            for place in places:
                painter.drawImage(place, next(images))
            frames = [place.adjusted(0, 0, -1, -1) for place in places]
            painter.setPen(plain)
            painter.drawRects(frames)
            painter.setPen(passes_nothing)
            if 0 < layer < len(self._places) - 1 and self._dead[layer - 1].any():
                painter.drawRects([frames[unit] for unit in np.flatnonzero(self._dead[layer - 1])])
            if self._under is not None and self._under.layer == layer:
                painter.setPen(pointed_at)
                painter.drawRect(frames[self._under.index])

    def _draw_words(self, painter: QPainter, style: ViewStyle) -> None:
        painter.setFont(style.font(11))
        painter.setPen(QColor(style.muted))
        columns = len(self._places)
        for layer in range(columns):
            words = "inputs" if layer == 0 else "output" if layer == columns - 1 else f"hidden {layer}"
            place = self._places[layer][0]
            width = painter.fontMetrics().horizontalAdvance(words)
            left = min(max(0.0, place.left() + place.width() / 2 - width / 2), self.width() - width)
            painter.drawText(QPointF(left, self.height() - 3), words)

    def _unit_at(self, point: QPointF) -> Unit | None:
        for layer, places in enumerate(self._places[1:-1], 1):
            for index, place in enumerate(places):
                if place.contains(point.toPoint()):
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
        shares = np.where(largest > 0, layer[:, ::-1] / largest, 0.0)
    # fmax passes over what is not a number
    return (np.fmax(shares * 0.5 + 0.5, 0.0) * (LEVELS - 1)).astype(np.uint8)


def _strands(shares: NDArray[np.float64]) -> NDArray[np.int8]:
    """Return the number of strands of each link with the sign of its weight; 0 for what is too faint or not a number."""
    size = np.fmax(np.abs(shares), 0.0)  # fmax passes over what is not a number
    counts = np.where(size >= FAINTEST, 1 + np.rint(size * (STRANDS - 1)), 0).astype(np.int8)
    return np.where(shares < 0, -counts, counts)


def _link(start: QRect, end: QRect, strands: int) -> QPainterPath:
    path = QPainterPath()
    x0, x1 = start.right() + 1, end.left()
    y0, y1 = start.top() + start.height() / 2, end.top() + end.height() / 2
    reach = (x1 - x0) * 0.45
    for strand in range(strands):
        offset = strand - (strands - 1) / 2
        path.moveTo(x0, y0 + offset)
        path.cubicTo(x0 + reach, y0 + offset, x1 - reach, y1 + offset, x1, y1 + offset)
    return path
