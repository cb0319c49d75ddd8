"""Two runs side by side: the same data, start and order, one setting changed; one transport drives both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.simulation import Run
from quizapp.services.comparison import differences, followed, gap
from quizapp.services.named_runs import Named
from quizapp.services.simulations import Holds, SimulationSession
from quizapp.sim_views.chart import Chart, Series
from quizapp.ui.panels.simulation_panel import SimulationPanel
from quizapp.ui.theme import Theme
from quizapp.ui.view_style import view_style
from quizapp.ui.widgets.basics import button, label, panel, tool
from quizapp.ui.widgets.icon_painter import paint_icons

SERIES = (
    Series("A", "blue"),
    Series("B", "orange", Qt.PenStyle.DashLine),
    Series("B − A", "muted", Qt.PenStyle.DotLine, 1.6),
)
CHART_PX = 160
ROOMY_PX = 720


@dataclass(frozen=True, slots=True)
class Pair:
    """Two runs of one simulation.

    Attributes:
        first: A.
        second: B.
        step: Step to begin at.
        branched: Whether what is changed holds from that step on, rather than from the start.
    """

    first: Run[Any, Any, Any]
    second: Run[Any, Any, Any]
    step: int
    branched: bool = False


class ComparisonPanel(QWidget):
    """A on the left drives; B on the right follows to the same step, whatever is changed in either.

    Signals:
        failed: A sentence for the learner when something asked for is not allowed.
        closed: The learner has seen enough.
        kept: The share text of the run to go on with, and the step.
    """

    failed = Signal(str)
    closed = Signal()
    kept = Signal(str, int)

    def __init__(self, pair: Pair, theme: Theme, clock: Callable[[], float], parent: QWidget) -> None:
        """Open two runs.

        Args:
            pair: The runs, and the step to begin at.
            theme: Colours.
            clock: Seconds that only grow.
            parent: Owner.
        """
        super().__init__(parent)
        self._branched = pair.branched
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._readout = followed(pair.first)
        titles = ("A: the run as it was", "B: the branch, change it from here on" if pair.branched else "B: change one setting")
        self._panels = [
            SimulationPanel(Named(run, pair.step, title), theme, clock, self, compact=True)
            for run, title in zip((pair.first, pair.second), titles, strict=True)
        ]
        self._panels[1].be_driven()
        self._below = panel(self)
        self._below.setFixedHeight(CHART_PX)
        self._below.setVisible(self._readout is not None)
        self._chart = Chart(self._readout.label if self._readout else "", SERIES, self._below)
        self._words = label("", self, "secondary", wrap=True)
        self._lay_out()
        for made in self._panels:
            made.session.holds = Holds.FROM_HERE if pair.branched else Holds.FROM_START
            made.session.seek(pair.step)
            made.failed.connect(self.failed)
            made.drawn.connect(self._on_drawn)
        self.set_theme(theme)
        self._on_drawn()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        for made in self._panels:
            made.set_theme(theme)
        self._chart.set_style(view_style(theme, self.devicePixelRatioF()))
        paint_icons(self, theme)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the common chart out where the pictures need its room."""
        super().resizeEvent(event)
        self._below.setVisible(self._readout is not None and self.height() >= ROOMY_PX)

    def key(self, event: QKeyEvent) -> bool:
        """Drive both runs. Returns whether the key means anything."""
        if event.key() == Qt.Key.Key_Space:
            self._panels[0].play_or_pause()
            return True
        return event.text().lower() in "p.,rs" and self._panels[0].key(event.text().lower())

    def settle(self) -> None:
        """Compute until both have arrived; for pictures of the window."""
        self._panels[0].settle()
        self._panels[1].follow(self._panels[0].session.step)
        self._panels[1].settle()

    @property
    def sessions(self) -> tuple[SimulationSession, SimulationSession]:
        """The sessions of A and B."""
        first, second = (made.session for made in self._panels)
        return first, second

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 10, 18, 18)
        column.setSpacing(10)
        top = QHBoxLayout()
        top.addWidget(tool("Back to one run (Esc)", "back", self, self.closed.emit))
        top.addWidget(label("Branch" if self._branched else "Compare", self, "title"))
        top.addWidget(self._words, 1)
        for name, made in zip("AB", self._panels, strict=True):
            tip = f"Go on with {name} alone"
            top.addWidget(button(f"Keep {name}", self, partial(self._keep, made), "small", tip))
        column.addLayout(top)
        row = QHBoxLayout()
        row.setSpacing(14)
        for made in self._panels:
            row.addWidget(made, 1)
        column.addLayout(row, 1)
        column.addWidget(self._below)
        inner = QVBoxLayout(self._below)
        inner.setContentsMargins(24, 12, 24, 10)
        inner.addWidget(self._chart)

    def _keep(self, chosen: SimulationPanel) -> None:
        self.kept.emit(chosen.session.share, chosen.session.step)

    def _on_drawn(self) -> None:
        first, second = self._panels
        if second.session.goal != first.session.step:
            second.follow(first.session.step)  # which draws it, and leads here again
            return
        found = differences(first.session.run, second.session.run)
        self._words.setText("B differs in " + "; ".join(found) if found else "A and B are the same run so far")
        self._draw_curves()

    def _draw_curves(self) -> None:
        if self._readout is None:
            return
        name = self._readout.name
        curves = [made.session.history()[name] for made in self._panels]
        steps = [np.arange(len(curve), dtype=float) for curve in curves]
        apart = gap(*curves)
        points = {"A": (steps[0], curves[0]), "B": (steps[1], curves[1]), "B − A": (steps[0][: len(apart)], apart)}
        self._chart.show_curves(points, 20.0, floor=None)
