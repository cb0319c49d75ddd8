"""Three programs for one task side by side, their accuracy against updates, and performance against experience."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from engine.maths.plane_features import N_NUMBERS
from engine.maths.threshold_rules import ThresholdRule, lines
from engine.params import Real, specs
from engine.simulations.who_wrote_the_rule import REACH, SIZES, UPDATES, Points
from engine.timeline import Frame
from quizapp.sim_views.chart import Series
from quizapp.sim_views.plotting import ticks
from quizapp.sim_views.program_pane import ProgramPane, Threshold, Words
from quizapp.sim_views.shares_plot import SharesPlot
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.who_wrote_the_rule import Observation, Params

RULE = Series("rule", "green", Qt.PenStyle.DotLine, 2.6)
FEATURES = Series("features", "purple", Qt.PenStyle.DashLine)
NETWORK = Series("network", "vermillion")
PROGRAMS = (RULE, FEATURES, NETWORK)
SYMBOLS = ("s", "t1", "o")
TITLES = ("AI: rule by hand", "ML: features by hand", "DL: features learned")
NAMES = ("threshold_1", "threshold_2")
N_FRESH_SHOWN = 200
ACROSS = np.log10(SIZES)
LABELLED = (4, 8, 16, 50, 100, 200, 400)
TALL = 330  # pixels from which there is room for the charts
FORMULAS = {"coordinates": "x₁, x₂", "product": "x₁x₂", "squares": "x₁², x₂²", "radius": "r"}
RULES = {
    ThresholdRule.NONE: "always 0",
    ThresholdRule.ABOVE: "x₁ > {a}",
    ThresholdRule.BOTH: "x₁ > {a} and x₂ > {b}",
    ThresholdRule.EITHER: "x₁ > {a} or x₂ > {b}",
    ThresholdRule.ONE: "one of x₁ > {a}, x₂ > {b}",
    ThresholdRule.BAND: "{a} < x₁ < {b}",
    ThresholdRule.BOX: "{a} < x₁, x₂ < {b}",
}


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return WhoWroteTheRuleView(style)


class WhoWroteTheRuleView(QWidget):
    """Thresholds of the rule can be dragged; a click on the learning curve chooses another training set."""

    acted = Signal(str, list)
    picked = Signal(object)

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._frame: Frame[Any, Any] | None = None
        self._panes = [ProgramPane(number, title, REACH, self) for number, title in enumerate(TITLES)]
        self._panes[0].moved.connect(self._on_moved)
        self._updates = SharesPlot("P", PROGRAMS, (), self)
        self._experience = SharesPlot("P against E", PROGRAMS, SYMBOLS, self)
        self._experience.set_across((ACROSS[0] - 0.1, ACROSS[-1] + 0.2), np.log10(LABELLED).tolist(), log=True)
        self._experience.clicked.connect(self._on_clicked)
        self._lay_out()
        self.set_style(style)

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Drag the dashed lines of the rule. Click the learning curve to choose how many examples."

    def set_compact(self, compact: bool) -> None:
        """Nothing: what there is room for depends on the height alone."""

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Drop the charts where there is no room."""
        super().resizeEvent(event)
        self._lower.setVisible(self.height() >= TALL)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        for pane, program in zip(self._panes, PROGRAMS, strict=True):
            pane.set_style(style, getattr(style, program.colour))
        self._updates.set_style(style, ("against updates",))
        self._experience.set_style(style, ("P: fresh points right, %", "E: examples"))

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame."""
        seen: Observation = frame.observation
        params: Params = frame.params
        self._frame = frame
        fresh = seen.fresh.points[:N_FRESH_SHOWN], seen.fresh.labels[:N_FRESH_SHOWN]
        nothing = seen.training.points[:0], seen.training.labels[:0]
        for number, (pane, words) in enumerate(zip(self._panes, _words(params, seen), strict=True)):
            pane.show_program(seen.maps[number], words)
            pane.show_points(fresh, (seen.training.points, seen.training.labels) if number else nothing)
        thresholds = (Threshold(NAMES[which], axis, getattr(params, NAMES[which])) for which, axis in lines(params.rule))
        self._panes[0].show_thresholds(tuple(thresholds))
        self._draw_updates(frame)
        rule = np.full(len(SIZES), seen.shares[0])
        self._experience.show_curves(ACROSS, np.stack([rule, *seen.curves]), SIZES.index(int(params.points)))

    def _lay_out(self) -> None:
        upper = QHBoxLayout()
        upper.setSpacing(14)
        for pane in self._panes:
            upper.addWidget(pane, 1)
        self._lower = QWidget(self)
        row = QHBoxLayout(self._lower)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(18)
        row.addWidget(self._updates, 1)
        row.addWidget(self._experience, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(upper, 5)
        column.addWidget(self._lower, 3)

    def _draw_updates(self, frame: Frame[Any, Any]) -> None:
        """Draw the shares at the chosen size from the first update on, whatever was chosen then."""
        n, end = frame.params.points.value, float(max(UPDATES, frame.step))
        names = (RULE.name, f"{FEATURES.name}_{n}", f"{NETWORK.name}_{n}")
        self._updates.set_across((0.0, 1.03 * end), ticks(0.0, end, 3))
        self._updates.show_curves(np.arange(frame.step + 1.0), np.stack([frame.history[name] for name in names]), frame.step)

    def _on_moved(self, name: str, value: float) -> None:
        """Ask for the offered value nearest to where a threshold was dropped."""
        if self._frame is not None and isinstance(spec := specs(type(self._frame.params))[name], Real):
            self.picked.emit({name: spec.nearest(value)})

    def _on_clicked(self, x: float) -> None:
        """Ask for the size nearest to a click on the learning curves."""
        self.picked.emit({"points": Points(str(SIZES[int(np.abs(ACROSS - x).argmin())]))})


def _words(params: Params, seen: Observation) -> list[Words]:
    """Return what stands around each pane."""
    thresholds = {letter: f"{getattr(params, name):g}".replace("-", "−") for letter, name in zip("ab", NAMES, strict=True)}
    ticked = ", ".join(FORMULAS[name] for name in N_NUMBERS if getattr(params, name))
    formulas = (
        RULES[params.rule].format(**thresholds),
        f"line in ({ticked})" if ticked else "a bias alone",
        f"tanh 2-{params.width}-{params.width}-1 on x₁, x₂",
    )
    nouns = (f"number{_plural(seen.by_hand[0])}", f"feature{_plural(seen.by_hand[1])}", "features")
    shares = (f"{100.0 * share:.1f} %" for share in seen.shares)
    return [Words(*five) for five in zip(formulas, shares, seen.by_hand, nouns, seen.learned, strict=True)]


def _plural(count: int) -> str:
    return "" if count == 1 else "s"
