"""One setting from 256 seeds: how often it works, how far the curves spread, and every run within a click."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from quizapp.services.seed_survey import SeedSurvey
from quizapp.sim_views.chart import Chart, Series
from quizapp.ui.theme import Theme
from quizapp.ui.view_style import view_style
from quizapp.ui.widgets.basics import button, label
from quizapp.ui.widgets.readout_row import number_text
from quizapp.ui.widgets.seed_grid import SeedGrid, SeedMark

SLICE_S = 0.012
DRAW_S = 0.15
BANDS = (
    Series("5th percentile", "muted", Qt.PenStyle.DotLine, 1.6),
    Series("median", "blue"),
    Series("95th percentile", "muted", Qt.PenStyle.DashLine, 1.6),
)


class SeedsDialog(QDialog):
    """Computes while it is open; closing it stops the work.

    Signals:
        chosen: Seed and length of a run to open.
    """

    chosen = Signal(int, int)

    def __init__(self, survey: SeedSurvey, theme: Theme, clock: Callable[[], float], parent: QWidget) -> None:
        """Make the dialog and begin to compute.

        Args:
            survey: What is computed.
            theme: Colours.
            clock: Seconds that only grow.
            parent: Owner.
        """
        super().__init__(parent)
        self._survey, self._clock, self._drawn = survey, clock, float("-inf")
        self.setWindowTitle(f"{survey.total} seeds")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)
        self._lay_out(survey)
        self._chart.set_style(view_style(theme, self.devicePixelRatioF()))
        self._grid.set_theme(theme)
        self._draw()
        self._timer.start(0)

    def finish(self) -> None:
        """Compute all runs at once, for pictures and tests."""
        self._timer.stop()
        while not self._survey.done:
            self._survey.work(1.0)
        self._draw()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the work."""
        self._timer.stop()
        super().hideEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Stop the work."""
        self._timer.stop()
        super().closeEvent(event)

    def _lay_out(self, survey: SeedSurvey) -> None:
        simulation, readout = survey.run.simulation, survey.readout
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        self._share = label("", self, "title")
        self._words = label("", self, "muted", wrap=True)
        self._words.setMinimumHeight(2 * self._words.fontMetrics().lineSpacing() + 4)
        self._words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._chart = Chart(readout.label if readout else "", BANDS, self)
        self._chart.setMinimumHeight(170)
        self._chart.setVisible(readout is not None and survey.length > 0)
        self._grid = SeedGrid(survey.total, self)
        self._grid.picked.connect(self._on_picked)
        self._grid.opened.connect(self._on_opened)
        self._seed = label("", self, "secondary")
        self._progress = QProgressBar(self)
        self._progress.setRange(0, survey.total)
        self._progress.setTextVisible(False)
        self._open = button("Open this seed", self, self._on_open, "primary", "Show this run in the Lab (Enter)")
        foot = QHBoxLayout()
        foot.addWidget(self._seed, 1)
        foot.addWidget(button("Close", self, self.reject))
        foot.addWidget(self._open)
        title = f"{simulation.title}, {survey.length} {simulation.step_name}{'' if survey.length == 1 else 's'} a run"
        column.addWidget(label(title.upper(), self, "over"))
        for widget in (self._share, self._words, self._progress, self._chart):
            column.addWidget(widget)
        column.addWidget(self._grid, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addLayout(foot)
        self._grid.setFocus()

    def _on_timeout(self) -> None:
        self._survey.work(SLICE_S)
        if self._survey.done or self._clock() - self._drawn >= DRAW_S:
            self._draw()
        if not self._survey.done:
            self._timer.start(1)

    def _draw(self) -> None:
        survey, self._drawn = self._survey, self._clock()
        converged, low, high = survey.share()
        done = len(survey.ends)
        if done:
            self._share.setText(f"{converged} of {done} converge: {100 * converged / done:.1f} %")
        else:
            self._share.setText("The first run is being computed")
        self._words.setText(self._explanation(low, high) if done else "")
        self._progress.setValue(done)
        self._progress.setEnabled(not survey.done)
        self._grid.show_marks(
            [SeedMark(end.outcome.value, self._end_words(end.outcome.value, end.value)) for end in survey.ends]
        )
        steps, quantiles = survey.bands()
        if len(steps) and survey.length:
            curves = {series.name: (steps, values) for series, values in zip(BANDS, quantiles, strict=True)}
            self._chart.show_curves(curves, float(survey.length))
        self._on_picked(self._grid.current)

    def _explanation(self, low: float, high: float) -> str:
        survey = self._survey
        if survey.done and survey.all_alike():
            return "All runs are the same: nothing in this setting is random, so one run tells everything."
        others = [f"{count} {outcome.value}" for outcome, count in survey.counts().items() if outcome.value != "converged"]
        rest = f" The others: {', '.join(others)}." if others else ""
        chance = f"The chance that one run converges lies between {100 * low:.1f} and {100 * high:.1f} %"
        return f"{chance} (95 % Wilson interval).{rest}"

    def _end_words(self, outcome: str, value: float) -> str:
        readout = self._survey.readout
        return outcome if readout is None else f"{outcome}, {readout.label.lower()} {number_text(value, readout)}"

    def _on_picked(self, seed: int) -> None:
        self._seed.setText(self._grid.words(seed).capitalize())
        self._open.setEnabled(seed < len(self._survey.ends))

    def _on_open(self) -> None:
        self._on_opened(self._grid.current)

    def _on_opened(self, seed: int) -> None:
        self.chosen.emit(seed, self._survey.length)
        self.accept()
