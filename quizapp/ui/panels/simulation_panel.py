"""A live simulation: picture, numbers, status, controls and transport. Beside a card it is compact, in the Lab it is large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from engine.errors import EngineError
from quizapp.domain.cards import SimulationLink
from quizapp.domain.predictions import Commitment
from quizapp.services.named_runs import Named, find
from quizapp.services.simulations import SPEEDS, SimulationSession
from quizapp.sim_views.protocol import SimView, build_view
from quizapp.ui.panels.controls_drawer import ControlsDrawer
from quizapp.ui.panels.player import Player
from quizapp.ui.panels.prediction_gate import PredictionGate
from quizapp.ui.panels.presets import PresetBox
from quizapp.ui.panels.simulation_head import SimulationHead
from quizapp.ui.panels.simulation_side import ruled, side_column, with_side
from quizapp.ui.panels.simulation_status import status_words
from quizapp.ui.theme import Theme
from quizapp.ui.view_style import view_style
from quizapp.ui.widgets.basics import tool
from quizapp.ui.widgets.control_panel import ControlPanel
from quizapp.ui.widgets.icon_painter import paint_icons
from quizapp.ui.widgets.readout_row import ReadoutTable
from quizapp.ui.widgets.steady import StatusLine
from quizapp.ui.widgets.transport_bar import TransportBar


class SimulationPanel(QFrame):
    """One simulation in use.

    Signals:
        failed: A sentence for the learner when something asked for is not allowed.
        changed: The run is another one now (parameter, seed, event).
        next_example: The learner asks for the next of the card's simulations.
        drawn: A frame was drawn.
        predicted: The learner committed to a prediction, or let the run be shown.
    """

    failed = Signal(str)
    changed = Signal()
    next_example = Signal()
    drawn = Signal()
    predicted = Signal(object)

    def __init__(self, named: Named, theme: Theme, clock: Callable[[], float], parent: QWidget, *, compact: bool) -> None:
        """Open a run.

        Args:
            named: The run, found before: a widget whose constructor fails half-way would crash the program later.
            theme: Colours.
            clock: Seconds that only grow.
            parent: Owner.
            compact: Whether it stands beside a card.
        """
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._compact = compact
        self._theme = theme
        self._waiting = False
        self._tight = False
        self._session = SimulationSession(named, clock)
        self._player = Player(clock, self)
        self._player.set_session(self._session)
        self._make_widgets(clock)
        self._lay_out()
        self._connect()
        self.set_theme(theme)
        self._show_controls()
        self.refresh()

    @property
    def session(self) -> SimulationSession:
        """The session that is shown."""
        return self._session

    @property
    def picture(self) -> QWidget:
        """What the simulation is drawn on."""
        return self._widget

    @property
    def waiting(self) -> bool:
        """Whether the run is held where it is."""
        return self._waiting

    @property
    def gate(self) -> PredictionGate:
        """What asks for predictions."""
        return self._gate

    def open(self, named: Named, *, at: int | None = None, caption: str = "") -> None:
        """Go to another run of the same simulation."""
        self._gate.clear()
        self._session.open(named, at=at)
        self._show_words(named.title, caption or named.caption)
        self._after_change()

    def show_examples(self, position: int | None, count: int) -> None:
        """Show which of a card's simulations this is; None for one that a link led to."""
        self._head.show_examples(position, count)

    def ask(self, link: SimulationLink, *, still: bool) -> None:
        """Hold the run at the gate of a link that ``can_ask``, until the learner has predicted; then still or in motion."""
        self._gate.ask(self._session.origin, link, still=still)
        self.wait(True)

    def wait(self, waiting: bool) -> None:
        """Hold the run where it is until the learner has answered, or let it go; a preset's title would tell the answer."""
        self._waiting = waiting
        self._show_words(*self._words)
        for widget in (self._head, self._transport, self._controls, self._presets, self._more):
            widget.setEnabled(not waiting)
        self._widget.setEnabled(not waiting or self._gate.takes_places)
        self._make_room()
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._view.set_style(view_style(theme, self.devicePixelRatioF()))
        self._transport.set_theme(theme)
        self._status.set_theme(theme)
        self._gate.set_theme(theme)
        paint_icons(self, theme)
        self.refresh()

    def refresh(self) -> None:
        """Draw the frame at the cursor."""
        session = self._session
        frame = session.frame()
        self._view.show_frame(frame)
        self._head.show_values(frame.readouts)
        self._table.show_values(frame.readouts)
        self._widget.setAccessibleDescription(f"{session.describe(frame)} {self._gate.result}".rstrip())
        self._status.show_status(*status_words(frame.status, waiting=self._waiting))
        self._transport.show_position(session.step, session.horizon, session.goal, session.simulation.step_name)
        self._transport.show_playing(session.playing)
        for made, can in ((self._undo, session.can_undo), (self._redo, session.can_redo)):
            made.setEnabled(can and not self._waiting)
        self.drawn.emit()
        if self._gate.arrive(frame):
            self.wait(False)

    def settle(self) -> None:
        """Compute until the cursor has arrived, and draw; for pictures of the window."""
        self._player.sleep()
        self._gate.hurry(self._session)
        self._session.settle()
        self._show_controls()
        self.refresh()

    def play_or_pause(self) -> None:
        """Start or stop time."""
        if self._session.playing:
            self._session.pause()
        else:
            self._session.play()
        self.refresh()
        self._player.wake()

    def pause(self) -> None:
        """Stop time."""
        self._session.pause()
        self.refresh()

    def be_driven(self) -> None:
        """Leave the time to something else, which calls ``follow``."""
        self._transport.set_driven()

    def follow(self, step: int) -> None:
        """Go to a step."""
        if self._session.goal != step:
            self._on_sought(step)

    def take_seed(self, seed: int, at: int) -> None:
        """Go to a step of the same run from another seed."""
        self._try(self._session.take_seed, seed, at)

    def key(self, text: str) -> bool:
        """Do what a key of the simulation means. Returns whether it means anything."""
        actions: dict[str, Callable[[], None]] = {
            "p": self.play_or_pause,
            ".": self._on_forward,
            ",": self._on_back,
            "r": self._on_reset,
            "d": self._on_new_seed,
            "s": self._transport.cycle_speed,
            "c": self._toggle_controls,
            "z": self._on_undo,
            "y": self._on_redo,
            "e": self.next_example.emit,
        }
        if self._gate.asking:
            return self._gate.key(text)
        action = actions.get(text)
        if action is None or self._waiting:
            return False
        action()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where it was hidden."""
        super().showEvent(event)
        self._player.wake()
        self._gate.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock: what nobody sees costs nothing."""
        super().hideEvent(event)
        self._player.sleep()
        self._gate.sleep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a small panel has no room for."""
        super().resizeEvent(event)
        self._tight = self._compact and (self.height() < 640 or self.width() < 520)
        self._view.set_compact(self._tight)
        margin = 16 if self.width() < 480 else 24
        self._column.setContentsMargins(margin, 16, margin, 12)
        self._make_room()
        self._show_controls()

    # -- building

    def _make_widgets(self, clock: Callable[[], float]) -> None:
        simulation = self._session.simulation
        self._head = SimulationHead(tuple(spec for spec in simulation.readout_specs if spec.headline), self)
        self._widget = build_view(simulation.id, view_style(self._theme, self.devicePixelRatioF()))
        self._widget.setParent(self)
        self._widget.setAccessibleName(f"Picture of {simulation.title}")
        self._view: SimView = self._widget  # type: ignore[assignment]  # a widget that is a SimView, see build_view
        self._widget.setToolTip(self._view.hint())
        self._status = StatusLine(self)
        self._gate = PredictionGate(clock, self._widget, self)
        self._controls = ControlPanel(simulation.Params, self, columns=None if self._compact else 1)
        self._drawer = ControlsDrawer(self._controls, self) if self._compact else None
        self._presets = PresetBox(simulation, self)
        self._table = ReadoutTable(simulation.readout_specs, self)
        self._transport = TransportBar(SPEEDS, self)
        self._steering = ruled(self._transport, self)
        self._more = self._transport.add_tool(tool("All controls (C)", "sliders", self, self._toggle_controls))
        self._undo = self._transport.add_tool(tool("Undo (Z)", "undo", self, self._on_undo))
        self._redo = self._transport.add_tool(tool("Redo (Y)", "redo", self, self._on_redo))
        self._show_words(self._session.origin.title, self._session.origin.caption)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self._column = column
        column.addWidget(self._head)
        if self._drawer is not None:
            column.addWidget(self._widget, 1)
            column.addWidget(self._gate)
            column.addWidget(self._status)
            column.addWidget(self._drawer)
            self._presets.hide()
            self._table.hide()
        else:
            parts = (("Start from", self._presets), ("Controls", self._controls), ("Numbers", self._table))
            column.addLayout(with_side((self._widget, self._status), side_column(parts, self)), 1)
            self._more.hide()
        column.addWidget(self._steering)

    def _connect(self) -> None:
        self._head.next_example.connect(self.next_example)
        self._gate.predicted.connect(self._on_predicted)
        self._gate.closed.connect(self._make_room)
        self._player.moved.connect(self.refresh)
        self._player.stopped.connect(self.refresh)
        self._controls.changed.connect(self._on_param)
        self._presets.chosen.connect(self._on_preset)
        self._view.acted.connect(self._on_acted)
        self._view.picked.connect(self._on_picked)
        transport = self._transport
        transport.play_toggled.connect(self.play_or_pause)
        transport.stepped.connect(self._on_forward)
        transport.stepped_back.connect(self._on_back)
        transport.reset.connect(self._on_reset)
        transport.reseeded.connect(self._on_new_seed)
        transport.sought.connect(self._on_sought)
        transport.speed_changed.connect(self._on_speed)

    # -- showing

    def _show_words(self, title: str, caption: str) -> None:
        self._words = title, caption
        known = "" if self._waiting else title
        self._head.show_words(known or self._session.simulation.title, "" if self._gate.engaged else caption)

    def _make_room(self) -> None:
        """A prediction's strip stands where the run is steered from until it is decided; in a small panel, until closed."""
        engaged, decided = self._gate.engaged, bool(self._gate.result)
        cramped = engaged or (self._tight and decided)
        self._column.setEnabled(False)  # one layout for all: a picture made small for a moment keeps its old ticks
        self._gate.setVisible(engaged or decided)
        self._status.setVisible(not cramped)
        self._steering.setVisible(not engaged)
        if self._drawer is not None:
            self._drawer.setVisible(not cramped)
        self._column.setEnabled(True)
        self._column.activate()

    def _show_controls(self) -> None:
        self._controls.show_params(self._session.params)
        self._presets.show_run(self._session.run)
        if self._drawer is not None:
            self._drawer.fit(self.height())

    def _toggle_controls(self) -> None:
        if self._drawer is not None and self._drawer.isHidden():
            self._gate.close_result()
        elif self._drawer is not None:
            self._drawer.toggle()
            self._show_controls()

    def _after_change(self) -> None:
        """Compute what one frame's time allows, draw it, and let the player do the rest."""
        self._session.work(0.016)
        self._show_controls()
        self.refresh()
        self._player.wake()
        self.changed.emit()

    def _try(self, change: Callable[..., None], *args: Any) -> None:
        try:
            change(*args)
        except EngineError as error:
            self.failed.emit(str(error))
            self._show_controls()
            return
        self._after_change()

    # -- what the learner does

    def _on_predicted(self, made: Commitment) -> None:
        self.predicted.emit(made)
        self._gate.send(self._session)
        self._after_seek()

    def _on_param(self, name: str, value: object) -> None:
        self._try(self._session.set_param, name, value)

    def _on_picked(self, values: dict[str, object]) -> None:
        self._try(self._session.set_params, values)

    def _on_acted(self, kind: str, args: list[object]) -> None:
        self._try(self._session.act, kind, *args)

    def _on_preset(self, preset: str) -> None:
        self.open(find(f"{self._session.simulation.id}/{preset}"))

    def _on_forward(self) -> None:
        self._session.forward()
        self._after_seek()

    def _on_back(self) -> None:
        self._session.back()
        self._after_seek()

    def _on_sought(self, step: int) -> None:
        self._session.seek(step)
        self._after_seek()

    def _after_seek(self) -> None:
        self._session.work(0.004)
        self.refresh()
        self._player.wake()

    def _on_reset(self) -> None:
        self._session.reset()
        self._after_change()

    def _on_new_seed(self) -> None:
        self._session.new_seed()
        self._after_change()

    def _on_undo(self) -> None:
        self._session.undo()
        self._after_change()

    def _on_redo(self) -> None:
        self._session.redo()
        self._after_change()

    def _on_speed(self, speed: float) -> None:
        self._session.speed = speed
