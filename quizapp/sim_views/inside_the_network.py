"""A small network drawn large, with the numbers of one update on its units and links, and one gradient told in full."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from engine.maths.network_parts import link_name
from engine.simulations.inside_the_network import Cost
from engine.timeline import Frame
from quizapp.sim_views.legend import titled
from quizapp.sim_views.network_parts import NetworkParts, number
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.inside_the_network import Observation

STRIP_PX = 24
LINE_PX = 17
GAP_PX = 4


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return InsideTheNetworkView(style)


class PartStrip(QWidget):
    """The names of the parts in their order; known ones filled, the last one marked."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._style: ViewStyle | None = None
        self._names: tuple[str, ...] = ()
        self._part = 0
        self.setFixedHeight(STRIP_PX)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self.update()

    def show_parts(self, names: tuple[str, ...], part: int) -> None:
        """Show the parts, so many of them known."""
        self._names, self._part = names, part
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw the names."""
        if self._style is None or not self._names:
            return
        style, painter = self._style, QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(style.font(12))
        width = (self.width() + 3) / len(self._names)
        for index, name in enumerate(self._names):
            known, last = index < self._part, index == self._part - 1
            place = QRectF(index * width + 1, 1, width - 4, STRIP_PX - 2)
            painter.setPen(style.pen(style.accent if last else style.border, 2 if last else 1))
            painter.setBrush(style.mix(style.accent, 0.14) if known else QColor(style.sunken))
            painter.drawRoundedRect(place, 5, 5)
            painter.setPen(QColor(style.text if known else style.muted))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, name)
        painter.end()


class InsideTheNetworkView(QWidget):
    """A click on a link or a unit chooses the weight or bias that is explained; a drag up or down nudges it."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._frame: Frame[Any, Any] | None = None
        self._strip, self._parts = PartStrip(self), NetworkParts(self)
        self._told, self._chosen = QLabel(self), QLabel(self)
        for words in (self._told, self._chosen):
            words.setTextFormat(Qt.TextFormat.RichText)
            words.setStyleSheet("font-size: 12px")
            words.setWordWrap(True)
            words.setMinimumWidth(40)
            words.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(GAP_PX)
        grid.addWidget(self._strip, 0, 0)
        self._legend = titled(grid, 1, 0, "Network")
        grid.addWidget(self._parts, 2, 0)
        grid.addWidget(self._told, 3, 0)
        grid.addWidget(self._chosen, 4, 0)
        grid.setRowStretch(2, 1)
        self._parts.chosen.connect(lambda place: self.picked.emit({"chosen": place + 1, "nudge": 0.0}))
        self._parts.nudged.connect(lambda place, nudge: self.picked.emit({"chosen": place + 1, "nudge": nudge}))
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Click a link or a unit to have its weight or bias explained; drag it up or down to change it at the start."

    def set_compact(self, compact: bool) -> None:
        """Nothing: what there is room for depends on the size alone."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep as many lines for the words as the longest ones need at this width."""
        super().resizeEvent(event)
        self._told.setFixedHeight((1 if self.width() >= 396 else 2) * LINE_PX)
        self._chosen.setFixedHeight((1 if self.width() >= 650 else 2 if self.width() >= 330 else 3) * LINE_PX)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self._strip.set_style(style)
        self._parts.set_style(style)
        if self._frame is not None:
            self.show_frame(self._frame)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame = frame
        style = self._style
        self._strip.show_parts(seen.parts, seen.part)
        self._parts.show_network(seen, frame.params.nudge)
        self._legend.show_marks(
            (
                (style.blue, "━ weight"),
                (style.vermillion, "gradient, δ"),
                (style.accent, "▢ explained"),
                (style.muted, f"Σ (n+1)·m = {_count(seen.sizes)}"),
            )
        )
        self._told.setText(f'<span style="color:{style.text}">{_told(seen)}</span>')
        self._chosen.setText(self._explained(seen))

    def _explained(self, seen: Observation) -> str:
        """Return the chosen gradient as a product of two numbers of the picture, and its finite difference."""
        link = seen.chosen
        slope, check = (float(one[link.place]) for one in (seen.inside.gradient, seen.inside.differences))
        name = link_name(seen.sizes, link)
        start = f"{name}: {number(float(seen.origin[link.place]))}"
        if seen.part <= seen.parts.index(f"∂W{link.layer + 1}"):
            return f'<span style="color:{self._style.muted}">{start}, gradient not known yet</span>'
        delta = float(seen.inside.deltas[link.layer][link.target])
        inputs = seen.outputs[link.layer]
        source = 1.0 if link.source is None else float(inputs[link.source])
        equal = abs(slope - check) <= 1e-6 * max(1.0, abs(slope))
        colour = self._style.green if equal else self._style.vermillion
        product = f"{number(source)} · {number(delta) if delta >= 0 else f'({number(delta)})'} = {number(slope)}"
        if seen.part == len(seen.parts):
            start += f", now {number(float(seen.held[link.place]))}"
        badge = f"{'✓' if equal else '✗'} by difference {number(check)}"
        return f'{start}, gradient = input · δ = {product} <span style="color:{colour}"><b>{badge}</b></span>'


def _count(sizes: tuple[int, ...]) -> int:
    return sum((below + 1) * above for below, above in pairwise(sizes))


def _told(seen: Observation) -> str:
    """Return the formula of the part at hand; where there are several numbers the picture shows them."""
    if seen.part == 0:
        return f"{len(seen.parts)} parts: forward, loss, backward, new weights."
    name = seen.parts[seen.part - 1]
    if seen.part <= seen.parts.index("L"):
        return f"Forward: {_forward(seen, name)}"
    if name == "L":
        formula = "½ (ŷ − y)²" if seen.loss_kind is Cost.SQUARED else "−ln ŷ" if seen.target else "−ln(1 − ŷ)"
        return f"Loss: L = {formula} = {number(seen.loss)}"
    if name == "W":
        return f"Update: w − {number(seen.rate)} · gradient, for all; L was {number(seen.loss)}, now {number(seen.loss_held)}"
    return f"Backward: {_backward(seen, name)}"


def _forward(seen: Observation, name: str) -> str:
    if name == "ŷ":
        last = f"z{len(seen.sizes) - 1}"
        return f"ŷ = {last if seen.loss_kind is Cost.SQUARED else f'σ({last})'} = {_answer(seen)}, the answer"
    layer = int(name[1:])
    if name.startswith("a"):
        return f"{name} = φ(z{layer}), the activation of each unit"
    return f"{name} = weights · {f'a{layer - 1}' if layer > 1 else 'x'} + bias, for each unit of the layer"


def _backward(seen: Observation, name: str) -> str:
    layer = int(name.lstrip("∂Wδ"))
    if name.startswith("∂"):
        return f"{name} = {f'a{layer - 1}' if layer > 1 else 'x'} · δ{layer}: input of each link times δ of its unit"
    if layer == len(seen.sizes) - 1:
        return f"{name} = ŷ − y = {_answer(seen)} − {number(seen.target)} = {number(float(seen.inside.deltas[-1][0]))}"
    return f"{name} = (W{layer + 1} δ{layer + 1}) · φ′(z{layer}) (Rumelhart et al. 1986)"


def _answer(seen: Observation) -> str:
    return number(float(seen.outputs[-1][0]))
