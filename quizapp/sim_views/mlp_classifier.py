"""The plane as the network divides it, the network as its units see the plane, and the curves of its training."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyqtgraph as pg
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from engine.timeline import Frame
from quizapp.sim_views.chart import Chart, Series
from quizapp.sim_views.items import Curve, HeatMap, Scatter
from quizapp.sim_views.network_diagram import NetworkDiagram, Unit
from quizapp.sim_views.plotting import bare_plot, diverging, isoline, style_plot
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.mlp_classifier import Observation

TRAINING = Series("training", "blue")
VALIDATION = Series("validation", "orange", Qt.PenStyle.DashLine)
PICTURE = 64
LOW = 300  # pixels from which a small panel has room for the curves


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return MlpView(style)


class MlpView(QWidget):
    """Holding the mouse over a unit shows its map large."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._compact = False
        self._frame: Frame[Any, Any] | None = None
        self._seen: Observation | None = None
        self._points: NDArray[np.float64] | None = None
        self._rect = QRectF()
        self._unit: Unit | None = None
        self._make_map()
        self._diagram = NetworkDiagram(self)
        self._diagram.hovered.connect(self._on_hovered)
        self._loss = Chart("Loss", (TRAINING, VALIDATION), self)
        self._accuracy = Chart("Accuracy", (TRAINING, VALIDATION), self)
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Hold the mouse over a hidden unit to see what it responds to."

    def set_compact(self, compact: bool) -> None:
        """Drop the curves of accuracy, or all curves, where there is no room."""
        self._compact = compact
        self._accuracy.setVisible(not compact)
        self._make_room()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop all curves where there is no room, or bring them back."""
        super().resizeEvent(event)
        self._make_room()

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        style_plot(self._map, style)
        self._heat.set_colours(diverging(style))
        self._boundary.setPen(style.pen(style.text, 2))
        for scatter, colour in zip(self._classes, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(colour))
            scatter.setPen(style.pen(style.surface, 1.2))
        for scatter, colour in zip(self._held_out, (style.blue, style.orange), strict=True):
            scatter.setBrush(pg.mkBrush(style.surface))
            scatter.setPen(style.pen(colour, 1.4))
        self._diagram.set_style(style)
        self._loss.set_style(style)
        self._accuracy.set_style(style)
        if self._seen is not None:
            self._draw_network(self._seen)

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        self._frame, self._seen = frame, seen
        if seen.points is not self._points:
            self._draw_points(seen)
        self._draw_map(seen)
        self._draw_network(seen)
        if not self._lower.isHidden():
            self._draw_curves(frame)

    def _make_room(self) -> None:
        hidden = self._lower.isHidden()
        self._lower.setVisible(not self._compact or self.height() > LOW)
        if hidden and not self._lower.isHidden() and self._frame is not None:
            self._draw_curves(self._frame)

    def _make_map(self) -> None:
        self._map = bare_plot(self, axes=False, locked=True)
        self._map.setMinimumSize(150, 120)
        self._heat = HeatMap(PICTURE, PICTURE)
        self._boundary = Curve("finite")
        self._classes = (Scatter("o", 8), Scatter("t1", 9))
        self._held_out = (Scatter("o", 7), Scatter("t1", 8))
        for item in (self._heat, self._boundary, *self._held_out, *self._classes):
            self._map.addItem(item)
        for scatter in (*self._held_out, *self._classes):  # the points stand still: draw them once, then copy
            scatter.setCacheMode(scatter.CacheMode.DeviceCoordinateCache)
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(16)
        upper.addWidget(self._map, 6)
        upper.addWidget(self._diagram, 5)
        self._lower = QWidget(self)
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self._loss, 1)
        row.addWidget(self._accuracy, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addLayout(upper, 5)
        column.addWidget(self._words)
        column.addWidget(self._lower, 3)

    def _draw_points(self, seen: Observation) -> None:
        self._points = seen.points
        low, high = seen.window
        half = (high - low) / (PICTURE - 1) / 2  # the field's outermost points lie on the edge of the window
        self._rect = QRectF(low - half, low - half, high - low + 2 * half, high - low + 2 * half)
        self._heat.set_rect(self._rect)
        self._map.setRange(xRange=(low, high), yRange=(low, high), padding=0)
        large = len(seen.points) <= 8
        for label in (0, 1):
            for scatters, chosen in ((self._classes, seen.training), (self._held_out, ~seen.training)):
                points = seen.points[chosen & (seen.labels == label)]
                scatters[label].setData(points[:, 0], points[:, 1])
                scatters[label].setSize((15 if large else 8) + label)

    def _draw_map(self, seen: Observation) -> None:
        unit = self._unit
        hidden = unit is not None and unit.layer <= len(seen.unit_maps) and unit.index < len(seen.unit_maps[unit.layer - 1])
        if unit is not None and hidden:
            field = seen.unit_maps[unit.layer - 1][unit.index]
            largest = float(np.abs(field).max()) or 1.0
            self._heat.set_field(np.repeat(np.repeat(field / largest * 0.5 + 0.5, 2, axis=0), 2, axis=1))
            self._boundary.setData([], [])
            self._words.setText(f"Output of unit {unit.index + 1} in hidden layer {unit.layer}")
            return
        logits = seen.surface
        with np.errstate(over="ignore", invalid="ignore"):
            self._heat.set_field(0.5 + 0.5 * np.tanh(0.5 * logits))
        finite = bool(np.isfinite(logits).all())
        self._boundary.setData(*(isoline(logits, 0.0, self._rect) if finite else ([], [])), connect="finite")
        held_out = not bool(seen.training.all())
        self._words.setText(
            "Line: the network says 50 %. Hollow points are held out." if held_out else "Line: the network says 50 %."
        )

    def _draw_network(self, seen: Observation) -> None:
        weights = [layer.weights for layer in seen.parameters]
        self._diagram.show_network(weights, seen.unit_maps, seen.surface, seen.dead)

    def _draw_curves(self, frame: Frame[Any, Any]) -> None:
        steps = np.arange(frame.step + 1, dtype=float)
        history = frame.history
        held_out = not bool(frame.observation.training.all())
        loss = {TRAINING.name: (steps, history["loss"])}
        accuracy = {TRAINING.name: (steps, history["accuracy"])}
        if held_out:
            loss[VALIDATION.name] = (steps, history["validation_loss"])
            accuracy[VALIDATION.name] = (steps, history["validation_accuracy"])
        self._loss.show_curves(loss, 20.0)
        if not self._accuracy.isHidden():
            self._accuracy.show_curves(accuracy, 20.0)

    def _on_hovered(self, unit: Unit | None) -> None:
        self._unit = unit
        if self._seen is not None:
            self._draw_map(self._seen)
