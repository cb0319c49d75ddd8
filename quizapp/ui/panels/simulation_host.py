"""The place beside a card where simulations live: shows the one asked for as soon as the engine is loaded, and keeps it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.errors import EngineError
from quizapp.domain.cards import Card, SimulationLink
from quizapp.ui.theme import Theme
from quizapp.ui.warm_up import WarmUp
from quizapp.ui.widgets.basics import label, panel

if TYPE_CHECKING:
    from quizapp.services.simulations import Named
    from quizapp.ui.panels.simulation_panel import SimulationPanel


class SimulationHost(QStackedWidget):
    """Shows at most one simulation at a time; one panel for each simulation is kept and used again.

    Signals:
        failed: A sentence for the learner.
    """

    failed = Signal(str)

    def __init__(
        self, warm_up: WarmUp, theme: Theme, clock: Callable[[], float], parent: QWidget, *, compact: bool = True
    ) -> None:
        super().__init__(parent)
        self._warm_up = warm_up
        self._theme = theme
        self._clock = clock
        self._compact = compact
        self._panels: dict[str, SimulationPanel] = {}
        self._examples: tuple[SimulationLink, ...] = ()
        self._wanted: SimulationLink | None = None
        self._waiting = False
        self._loading = panel(self)
        column = QVBoxLayout(self._loading)
        words = label("The simulation is being set up …", self._loading, "muted")
        column.addWidget(words, 1, Qt.AlignmentFlag.AlignCenter)
        self.addWidget(self._loading)
        warm_up.ready.connect(self._show_wanted)

    @property
    def current(self) -> SimulationPanel | None:
        """The panel that is shown, if any."""
        shown = self.currentWidget()
        return next((made for made in self._panels.values() if made is shown), None)

    def show_card(self, card: Card, *, waiting: bool = False) -> None:
        """Show the first of a card's simulations; while waiting it stands at its gate and takes no input."""
        self._examples = card.simulations
        self._waiting = waiting
        self.setVisible(bool(self._examples))
        if self._examples:
            self._show(self._examples[0])

    def show_run(self, run: str) -> None:
        """Show a run that a text links to."""
        self._waiting = False
        self._show(SimulationLink(run))

    def next_example(self) -> None:
        """Show the next of the card's simulations; after the last comes the first."""
        if self._examples and not self._waiting:
            position = self._examples.index(self._wanted) if self._wanted in self._examples else -1
            self._show(self._examples[(position + 1) % len(self._examples)])

    def release(self) -> None:
        """The learner has answered: let the simulation go to the step that makes its point."""
        self._waiting = False
        if self._warm_up.done:
            self._show_wanted()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for made in self._panels.values():
            made.set_theme(theme)

    def _show(self, link: SimulationLink) -> None:
        self._wanted = link
        if self._warm_up.done:
            self._show_wanted()
        else:
            self.setCurrentWidget(self._loading)
            self._warm_up.start()

    def _show_wanted(self) -> None:
        if self._wanted is None:
            return
        from quizapp.services.simulations import find  # loads NumPy, see WarmUp

        link = self._wanted
        try:
            named = find(link.run)
        except EngineError as error:
            self.failed.emit(f"This simulation cannot be shown: {error}")
            return
        shown = self._panel(named)
        shown.open(named, at=link.gate if self._waiting else link.at, caption=link.caption)
        shown.show_examples(self._examples.index(link) if link in self._examples else None, len(self._examples))
        shown.wait(self._waiting)
        self.setCurrentWidget(shown)

    def _panel(self, named: Named) -> SimulationPanel:
        from quizapp.ui.panels.simulation_panel import SimulationPanel  # loads NumPy and pyqtgraph, see WarmUp

        simulation_id = named.run.simulation.id
        if simulation_id not in self._panels:
            made = SimulationPanel(named, self._theme, self._clock, self, compact=self._compact)
            made.failed.connect(self.failed)
            made.next_example.connect(self.next_example)
            self._panels[simulation_id] = made
            self.addWidget(made)
        return self._panels[simulation_id]
