"""The picture of the parts of a network: units, links and the loss with their numbers."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from engine.maths.network_parts import Link, links, unit_name
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.inside_the_network import Observation

MANY = 2  # units of a layer beyond which numbers are short
LARGEST, SMALLEST = 38.0, 15.0  # radius of a unit
ROOMY = 88.0  # pixels between two columns from which a link shows weight and gradient at once
BIG = 31.0  # radius from which letters are larger
AT_SOURCE, AT_TARGET = 0.22, 0.78  # where numbers lie on a link; near quarters those of up to three units never collide
NEAR_PX = 9.0
PER_PX = 0.02  # nudge of a drag


def number(value: float) -> str:
    """Return a number in at most three significant digits, with a real minus.

    Example:
        >>> number(-0.50004), number(-0.0), number(0.0000123)
        ('−0.5', '0', '1.2e−5')
    """
    if abs(value) < 1e-12:
        return "0"
    text = f"{value:.3g}" if 1e-3 <= abs(value) < 1e3 else f"{value:.1e}".replace("e-0", "e-").replace("e+0", "e")
    return text.replace("-", "\u2212")


def short(value: float) -> str:
    """Return a number in two significant digits without a leading zero, for where many stand close together.

    Example:
        >>> short(-0.0112), short(12.4), short(0.0)
        ('−.011', '12', '0')
    """
    if abs(value) < 1e-12:
        return "0"
    text = f"{value:.2g}" if 1e-3 <= abs(value) < 1e2 else f"{value:.0e}".replace("e-0", "e-").replace("e+0", "e")
    return text.replace("-", "\u2212").replace("0.", ".", 1) if 1e-3 <= abs(value) < 1.0 else text.replace("-", "\u2212")


class NetworkParts(QWidget):
    """Inputs on the left, the loss on the right.

    Signals:
        chosen: Place of the parameter that was clicked.
        nudged: Place of the parameter that is dragged, and what is to be added to it.
    """

    chosen = Signal(int)
    nudged = Signal(int, float)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setMinimumSize(160, 120)
        self._style: ViewStyle | None = None
        self._seen: Observation | None = None
        self._nudge = 0.0
        self._held: tuple[int, float, float] | None = None  # what is dragged, its nudge and the height it began with
        self._dragging = False

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self.update()

    def show_network(self, seen: Observation, nudge: float) -> None:
        """Show a network; ``nudge`` is what the chosen parameter was changed by."""
        self._seen, self._nudge = seen, nudge
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw links, then the numbers on them, then units and loss."""
        if self._style is None or self._seen is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for link in links(self._seen.sizes):
            if link.source is not None:
                self._draw_line(painter, self._style, self._seen, link)
        for link in links(self._seen.sizes):
            if link.source is not None:
                self._draw_numbers(painter, self._style, self._seen, link)
        for layer, count in enumerate(self._seen.sizes):
            for unit in range(count):
                self._draw_unit(painter, self._style, self._seen, (layer, unit))
        self._draw_loss(painter, self._style, self._seen)
        painter.end()

    # -- places

    def _pitch(self, sizes: tuple[int, ...]) -> float:
        return (self.width() - 2.0 * self._radius(sizes) - 8.0) / len(sizes)  # the loss is one column more

    def _radius(self, sizes: tuple[int, ...]) -> float:
        tall = (self.height() / max(sizes) - 32.0) / 2.0
        return max(SMALLEST, min(LARGEST, tall, self.width() / (len(sizes) + 1) * 0.19))

    def _centre(self, sizes: tuple[int, ...], layer: int, unit: float) -> QPointF:
        count = 1 if layer == len(sizes) else sizes[layer]
        gap = self.height() / max(sizes)
        left = self._radius(sizes) + 4.0
        return QPointF(left + layer * self._pitch(sizes), self.height() / 2 + (unit - (count - 1) / 2) * gap)

    def _ends(self, sizes: tuple[int, ...], link: Link) -> tuple[QPointF, QPointF]:
        radius = QPointF(self._radius(sizes), 0.0)
        return (
            self._centre(sizes, link.layer, link.source or 0) + radius,
            self._centre(sizes, link.layer + 1, link.target) - radius,
        )

    # -- drawing

    def _draw_line(self, painter: QPainter, style: ViewStyle, seen: Observation, link: Link) -> None:
        weight = float(seen.held[link.place])
        start, end = self._ends(seen.sizes, link)
        if link == seen.chosen:
            painter.setPen(style.pen(style.accent, 5))
            painter.drawLine(start, end)
        dash = Qt.PenStyle.SolidLine if weight > 0 else Qt.PenStyle.DashLine
        colour = style.border if weight == 0 else style.mix(style.blue, 0.75).name()
        painter.setPen(style.pen(colour, 1.0 + 1.6 * math.tanh(abs(weight) / 1.5), dash))
        painter.drawLine(start, end)

    def _draw_numbers(self, painter: QPainter, style: ViewStyle, seen: Observation, link: Link) -> None:
        known = self._gradient_known(seen, link.layer)
        roomy = self._pitch(seen.sizes) - 2.0 * self._radius(seen.sizes) >= ROOMY
        ends = self._ends(seen.sizes, link)
        boxed = style.accent if link == seen.chosen else ""
        if roomy or not known:
            self._tag(painter, style, (*ends, AT_SOURCE), (self._text(float(seen.held[link.place])), style.blue, boxed))
        if known:
            words = (self._text(float(seen.inside.gradient[link.place])), style.vermillion, boxed)
            self._tag(painter, style, (*ends, AT_TARGET if roomy else AT_SOURCE), words)

    def _text(self, value: float) -> str:
        """Return a number as long as there is room for."""
        return short(value) if self._crowded() else number(value)

    def _size(self, size: int) -> int:
        """Return the size of letters: larger where the units are."""
        return round(size * 1.25) if self._seen is not None and self._radius(self._seen.sizes) > BIG else size

    def _crowded(self) -> bool:
        return self._seen is not None and max(self._seen.sizes) > MANY

    def _gradient_known(self, seen: Observation, layer: int) -> bool:
        """Return whether the gradients of a layer are shown: from their part on, until the new weights take their place."""
        return seen.parts.index(f"∂W{layer + 1}") < seen.part < len(seen.parts)

    def _tag(
        self, painter: QPainter, style: ViewStyle, where: tuple[QPointF, QPointF, float], words: tuple[str, str, str]
    ) -> None:
        """Write a number at a share of a link on a ground of its own, framed if the last colour is not empty."""
        (start, end, share), (text, colour, frame) = where, words
        painter.setFont(style.font(11 if self._crowded() else self._size(12)))
        width = painter.fontMetrics().horizontalAdvance(text) + 6.0
        centre = start + (end - start) * share
        left = max(start.x() + 1.0, min(end.x() - 1.0 - width, centre.x() - width / 2))  # never under a unit
        tall = painter.fontMetrics().height()
        place = QRectF(left, centre.y() - tall / 2, width, tall)
        painter.setBrush(QColor(style.surface))
        painter.setPen(style.pen(frame, 1.6) if frame else Qt.PenStyle.NoPen)
        painter.drawRoundedRect(place, 4, 4)
        painter.setPen(QColor(colour))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, text)

    def _draw_unit(self, painter: QPainter, style: ViewStyle, seen: Observation, unit: tuple[int, int]) -> None:
        layer, index = unit
        radius, centre = self._radius(seen.sizes), self._centre(seen.sizes, layer, index)
        last = layer == len(seen.sizes) - 1
        known = layer == 0 or seen.part > seen.parts.index("ŷ" if last else f"a{layer}")
        quiet = known and layer > 0 and not last and seen.quiet[layer - 1][index]
        marked = seen.chosen.source is None and (seen.chosen.layer + 1, seen.chosen.target) == unit
        outline = style.accent if marked else style.vermillion if quiet else style.muted
        painter.setPen(
            style.pen(outline, 2.4 if marked or quiet else 1.2, Qt.PenStyle.DashLine if quiet else Qt.PenStyle.SolidLine)
        )
        painter.setBrush(style.mix(style.green if layer == 0 else style.orange if last else style.blue, 0.16))
        painter.drawEllipse(centre, radius, radius)
        value = self._text(float(seen.outputs[layer][index])) if known else "?"
        self._write(
            painter,
            style,
            centre + QPointF(0, -radius * 0.42),
            (unit_name(seen.sizes, layer, index), style.muted, 10 if radius > 18 else 9),
        )
        self._write(
            painter,
            style,
            centre + QPointF(0, radius * 0.22),
            (value, style.text if known else style.muted, 13 if radius > 21 else 11),
        )
        if layer:
            self._write_around(painter, style, seen, unit)

    def _write_around(self, painter: QPainter, style: ViewStyle, seen: Observation, unit: tuple[int, int]) -> None:
        """Write bias and sum above a unit, and its delta below."""
        layer, index = unit
        centre, away = self._centre(seen.sizes, layer, index), QPointF(0.0, self._radius(seen.sizes) + self._size(7))
        bias = next(link for link in links(seen.sizes) if (link.layer + 1, link.source, link.target) == (layer, None, index))
        words = [f"b {self._text(float(seen.held[bias.place]))}"]
        if seen.part > seen.parts.index(f"z{layer}"):
            words.append(f"z {self._text(float(seen.inside.sums[layer - 1][index]))}")
        narrow = self._pitch(seen.sizes) < ROOMY + 29.0
        self._write(painter, style, centre - away, (words[-1] if narrow else "  ".join(words), style.text, 11))
        if seen.part > seen.parts.index(f"δ{layer}"):
            delta = self._text(float(seen.inside.deltas[layer - 1][index]))
            self._write(painter, style, centre + away, (f"δ {delta}", style.vermillion, 11))

    def _write(self, painter: QPainter, style: ViewStyle, centre: QPointF, words: tuple[str, str, int]) -> None:
        text, colour, size = words
        painter.setFont(style.font(self._size(size)))
        painter.setPen(QColor(colour))
        painter.drawText(QRectF(centre.x() - 80, centre.y() - 10, 160, 20), Qt.AlignmentFlag.AlignCenter, text)

    def _draw_loss(self, painter: QPainter, style: ViewStyle, seen: Observation) -> None:
        columns, radius = len(seen.sizes), self._radius(seen.sizes)
        centre, before = self._centre(seen.sizes, columns, 0), self._centre(seen.sizes, columns - 1, 0)
        painter.setPen(style.pen(style.muted, 1.2))
        painter.drawLine(before + QPointF(radius, 0), centre - QPointF(radius, 0))
        known = seen.part > seen.parts.index("L")
        painter.setBrush(style.mix(style.vermillion, 0.14))
        painter.drawRoundedRect(QRectF(centre.x() - radius, centre.y() - radius, 2 * radius, 2 * radius), 5, 5)
        loss = self._text(seen.loss_held if seen.part == len(seen.parts) else seen.loss) if known else "?"
        self._write(painter, style, centre + QPointF(0, -radius * 0.42), ("loss", style.muted, 10))
        self._write(painter, style, centre + QPointF(0, radius * 0.22), (loss, style.text if known else style.muted, 13))
        self._write(painter, style, centre - QPointF(0, radius + self._size(7)), (f"y {number(seen.target)}", style.text, 11))

    # -- the mouse

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of a parameter."""
        place = self._at(event.position())
        self._dragging = False
        self._held = None
        if place is not None and self._seen is not None:
            self._held = (place, self._nudge if place == self._seen.chosen.place else 0.0, event.position().y())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Nudge it: up for more."""
        if self._held is None:
            return
        place, nudge, height = self._held
        moved = height - event.position().y()
        if self._dragging or abs(moved) > 4:
            self._dragging = True
            self.nudged.emit(place, max(-5.0, min(5.0, round(nudge + PER_PX * moved, 1) + 0.0)))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: ARG002
        """Choose it, if it was not dragged."""
        held, dragging = self._held, self._dragging
        self._held, self._dragging = None, False
        if held is not None and not dragging and self._seen is not None and held[0] != self._seen.chosen.place:
            self.chosen.emit(held[0])

    def _at(self, point: QPointF) -> int | None:
        """Return the parameter at a point: the bias of a unit, or the nearest link that is near."""
        if self._seen is None:
            return None
        sizes = self._seen.sizes
        near: list[tuple[float, int]] = []
        for link in links(sizes):
            if link.source is None:
                away = point - self._centre(sizes, link.layer + 1, link.target)
                near.append((math.hypot(away.x(), away.y()) - self._radius(sizes) - NEAR_PX, link.place))
            else:
                near.append((_distance(point, *self._ends(sizes, link)), link.place))
        distance, place = min(near)
        return place if distance <= NEAR_PX else None


def _distance(point: QPointF, start: QPointF, end: QPointF) -> float:
    """Return how far a point is from a stretch."""
    along, away = end - start, point - start
    length = QPointF.dotProduct(along, along)
    share = max(0.0, min(1.0, QPointF.dotProduct(away, along) / length)) if length else 0.0
    rest = away - along * share
    return math.hypot(rest.x(), rest.y())
