"""The place beside a card where simulations live: shows the one asked for as soon as the engine is loaded, and keeps it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from engine.errors import EngineError
from quizapp.domain.cards import Card, SimulationLink
from quizapp.domain.predictions import Commitment
from quizapp.services.drafts import Drafts
from quizapp.ui.context import Context
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import label, panel

if TYPE_CHECKING:
    from quizapp.services.named_runs import Named
    from quizapp.sim_views.protocol import DraftView
    from quizapp.ui.panels.simulation_panel import SimulationPanel


class SimulationHost(QStackedWidget):
    """Shows at most one simulation at a time; one panel for each simulation is kept and used again.

    Signals:
        failed: A sentence for the learner.
        predicted: What the learner committed to at the gate of one of the card's simulations.
    """

    failed = Signal(str)
    predicted = Signal(object)

    def __init__(self, context: Context, theme: Theme, parent: QWidget, *, compact: bool = True) -> None:
        super().__init__(parent)
        warm_up = context.warm_up
        self._drafts = Drafts(context.settings)
        self._warm_up = warm_up
        self._theme = theme
        self._clock = context.stopwatch
        self._compact = compact
        self._panels: dict[str, SimulationPanel] = {}
        self._examples: tuple[SimulationLink, ...] = ()
        self._wanted: SimulationLink | None = None
        self._place: int | None = None  # of the one wanted among the examples; None for one that a link leads to
        self._passed: set[int] = set()  # examples whose prediction has been made while this card is shown
        self._revealed = True
        self._skipping = False
        self._still = False
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

    def show_card(self, card: Card, *, waiting: bool = False, still: bool = False) -> None:
        """Show the first of a card's simulations.

        Args:
            card: The card.
            waiting: Whether simulations wait at their gates: for a prediction, or else for ``release``.
            still: Whether they go on from there without motion.
        """
        self._examples = card.simulations
        self._passed = set() if waiting else set(range(len(self._examples)))
        self._revealed = not waiting
        self._skipping = False
        self._still = still
        self.setVisible(bool(self._examples))
        if self._examples:
            self._show(self._examples[0], 0)

    def show_run(self, run: str) -> None:
        """Show a run that a text links to."""
        self._show(SimulationLink(run), None)

    def next_example(self) -> None:
        """Show the next of the card's simulations; after the last comes the first."""
        if self._examples and not (self.current is not None and self.current.waiting):
            place = 0 if self._place is None else (self._place + 1) % len(self._examples)
            self._show(self._examples[place], place)

    def release(self) -> None:
        """The answer is shown: let the simulation go to the step that makes its point; what it asks now is passed over."""
        self._revealed = True
        self._skipping = not self._warm_up.done
        shown = self.current
        if self._skipping or shown is None or not shown.waiting:
            return
        if shown.gate.asking:
            shown.gate.decline()
        elif not shown.gate.engaged:
            self._show_wanted()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        for made in self._panels.values():
            made.set_theme(theme)

    def _show(self, link: SimulationLink, place: int | None) -> None:
        self._wanted, self._place = link, place
        if self._warm_up.done:
            self._show_wanted()
        else:
            self.setCurrentWidget(self._loading)
            self._warm_up.start()

    def _show_wanted(self) -> None:
        if self._wanted is None:
            return
        from quizapp.services.named_runs import find  # loads NumPy, see WarmUp

        link = self._wanted
        try:
            named = find(link.run)
        except EngineError as error:
            self.failed.emit(f"This simulation cannot be shown: {error}")
            return
        asks = self._asks(link, named)
        waits = asks or (self._place is not None and not self._revealed and self._place not in self._passed)
        shown = self._panel(named)
        held = waits or shown.waiting
        shown.open(named, at=link.gate if waits else link.at, caption=link.caption)
        if held:
            shown.session.forget_changes()  # or undo would lead around a gate
        shown.show_examples(self._place, len(self._examples))
        if asks:
            shown.ask(link, still=self._still)
        else:
            shown.wait(waits)
        self._bring_drafts(named.run.simulation.id, shown.picture)
        self.setCurrentWidget(shown)
        if self._skipping:
            self._skipping = False
            shown.gate.decline()

    def _asks(self, link: SimulationLink, named: Named) -> bool:
        from quizapp.ui.panels.prediction_gate import can_ask  # loads NumPy, see WarmUp

        return self._place is not None and self._place not in self._passed and can_ask(link, named)

    def _on_predicted(self, made: Commitment) -> None:
        if self._place is not None:
            self._passed.add(self._place)
        self.predicted.emit(made)

    def _panel(self, named: Named) -> SimulationPanel:
        from quizapp.ui.panels.simulation_panel import SimulationPanel  # loads NumPy and pyqtgraph, see WarmUp

        simulation_id = named.run.simulation.id
        if simulation_id not in self._panels:
            made = SimulationPanel(named, self._theme, self._clock, self, compact=self._compact)
            made.failed.connect(self.failed)
            made.next_example.connect(self.next_example)
            made.predicted.connect(self._on_predicted)
            self._panels[simulation_id] = made
            self.addWidget(made)
            self._keep_drafts(simulation_id, made.picture)
        return self._panels[simulation_id]

    def _bring_drafts(self, simulation_id: str, picture: QWidget) -> None:
        """Show what the learner wrote in a simulation, wherever that was."""
        from quizapp.sim_views.protocol import draft_view  # loads NumPy and pyqtgraph, see WarmUp

        view = draft_view(picture)
        if view is not None and view.drafts != (kept := self._drafts.load(simulation_id)):
            view.set_drafts(kept)

    def _keep_drafts(self, simulation_id: str, picture: QWidget) -> None:
        """Keep from now on what the learner writes in a simulation."""
        from quizapp.sim_views.protocol import draft_view  # loads NumPy and pyqtgraph, see WarmUp

        view = draft_view(picture)
        if view is not None:
            view.drafted.connect(partial(self._on_drafted, simulation_id, view))

    def _on_drafted(self, simulation_id: str, view: DraftView) -> None:
        self._drafts.save(simulation_id, view.drafts)
