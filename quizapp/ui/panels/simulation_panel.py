"""A live simulation: picture, numbers, status, controls and transport. Beside a card it is compact, in the Lab it is large."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from engine.errors import EngineError
from quizapp.services.simulations import SPEEDS, Named, SimulationSession, find
from quizapp.sim_views.protocol import SimView, build_view
from quizapp.ui.panels.player import Player
from quizapp.ui.panels.presets import PresetBox
from quizapp.ui.panels.simulation_head import SimulationHead
from quizapp.ui.theme import Theme
from quizapp.ui.view_style import view_style
from quizapp.ui.widgets.basics import label, rule, scrolled, tool
from quizapp.ui.widgets.control_panel import ControlPanel
from quizapp.ui.widgets.icon_painter import paint_icons
from quizapp.ui.widgets.readout_row import ReadoutTable
from quizapp.ui.widgets.steady import StatusLine
from quizapp.ui.widgets.transport_bar import TransportBar

SIDE_WIDTH = 268
TONES = {
    "running": "blue",
    "converged": "green",
    "cycling": "orange_text",
    "diverged": "vermillion",
    "waiting": "orange_text",
}
WAITING = "Answer first. Space shows the answer and sets the simulation going."


class SimulationPanel(QFrame):
    """One simulation in use.

    Signals:
        failed: A sentence for the learner when something asked for is not allowed.
        changed: The run is another one now (parameter, seed, event).
        next_example: The learner asks for the next of the card's simulations.
        drawn: A frame was drawn.
    """

    failed = Signal(str)
    changed = Signal()
    next_example = Signal()
    drawn = Signal()

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
        self._all_controls = False
        self._waiting = False
        self._session = SimulationSession(named, clock)
        self._player = Player(clock, self)
        self._player.set_session(self._session)
        self._make_widgets()
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

    def open(self, named: Named, *, at: int | None = None, caption: str = "") -> None:
        """Go to another run of the same simulation."""
        self._session.open(named, at=at)
        self._show_words(named.title, caption or named.caption)
        self._after_change()

    def show_examples(self, position: int | None, count: int) -> None:
        """Show which of a card's simulations this is; None for one that a link led to."""
        self._head.show_examples(position, count)

    def wait(self, waiting: bool) -> None:
        """Hold the run where it is until the learner has answered, or let it go; a preset's title would tell the answer."""
        self._waiting = waiting
        self._show_words(*self._words)
        for widget in (self._head, self._transport, self._controls, self._presets, self._more, self._widget):
            widget.setEnabled(not waiting)
        self.refresh()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        self._view.set_style(view_style(theme, self.devicePixelRatioF()))
        self._transport.set_theme(theme)
        self._status.set_theme(theme)
        paint_icons(self, theme)
        self.refresh()

    def refresh(self) -> None:
        """Draw the frame at the cursor."""
        session = self._session
        frame = session.frame()
        self._view.show_frame(frame)
        self._head.show_values(frame.readouts)
        self._table.show_values(frame.readouts)
        self._widget.setAccessibleDescription(session.describe(frame))
        outcome, reason = ("waiting", WAITING) if self._waiting else (frame.status.outcome.value, frame.status.reason)
        self._status.show_status(outcome, TONES[outcome], reason)
        self._transport.show_position(session.step, session.horizon, session.goal, session.simulation.step_name)
        self._transport.show_playing(session.playing)
        self._undo.setEnabled(session.can_undo and not self._waiting)
        self._redo.setEnabled(session.can_redo and not self._waiting)
        self.drawn.emit()

    def settle(self) -> None:
        """Compute until the cursor has arrived, and draw; for pictures of the window."""
        self._player.sleep()
        while self._session.goal != self._session.step:
            self._session.work(1.0)
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
            self._session.seek(step)
            self._after_seek()

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
        action = actions.get(text)
        if action is None or self._waiting:
            return False
        action()
        return True

    def showEvent(self, event: QShowEvent) -> None:
        """Go on where it was hidden."""
        super().showEvent(event)
        self._player.wake()

    def hideEvent(self, event: QHideEvent) -> None:
        """Stop the clock: what nobody sees costs nothing."""
        super().hideEvent(event)
        self._player.sleep()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave out what a small panel has no room for."""
        super().resizeEvent(event)
        tight = self._compact and (self.height() < 640 or self.width() < 520)
        self._view.set_compact(tight)
        margin = 16 if self.width() < 480 else 24
        self._column.setContentsMargins(margin, 16, margin, 12)
        self._show_controls()

    # -- building

    def _make_widgets(self) -> None:
        simulation = self._session.simulation
        self._head = SimulationHead(tuple(spec for spec in simulation.readout_specs if spec.headline), self)
        self._widget = build_view(simulation.id, view_style(self._theme, self.devicePixelRatioF()))
        self._widget.setParent(self)
        self._widget.setAccessibleName(f"Picture of {simulation.title}")
        self._view: SimView = self._widget  # type: ignore[assignment]  # a widget that is a SimView, see build_view
        self._widget.setToolTip(self._view.hint())
        self._status = StatusLine(self)
        self._controls = ControlPanel(simulation.Params, self, columns=None if self._compact else 1)
        self._presets = PresetBox(simulation, self)
        self._table = ReadoutTable(simulation.readout_specs, self)
        self._transport = TransportBar(SPEEDS, self)
        self._more = self._transport.add_tool(tool("All controls (C)", "sliders", self, self._toggle_controls))
        self._undo = self._transport.add_tool(tool("Undo (Z)", "undo", self, self._on_undo))
        self._redo = self._transport.add_tool(tool("Redo (Y)", "redo", self, self._on_redo))
        self._show_words(self._session.origin.title, self._session.origin.caption)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setSpacing(8)
        self._column = column
        column.addWidget(self._head)
        if self._compact:
            column.addWidget(self._widget, 1)
            column.addWidget(self._status)
            self._controls_area = scrolled(self._controls, self)
            column.addWidget(self._controls_area)
            self._presets.hide()
            self._table.hide()
        else:
            left = QVBoxLayout()
            left.setSpacing(8)
            left.addWidget(self._widget, 1)
            left.addWidget(self._status)
            row = QHBoxLayout()
            row.setSpacing(22)
            row.addLayout(left, 1)
            row.addWidget(self._side())
            column.addLayout(row, 1)
            self._more.hide()
        column.addWidget(rule(self))
        column.addWidget(self._transport)

    def _side(self) -> QWidget:
        inner = QWidget(self)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 10, 0)
        column.setSpacing(12)
        for title, widget in (("Start from", self._presets), ("Controls", self._controls), ("Numbers", self._table)):
            column.addWidget(label(title, inner, "over"))
            column.addWidget(widget)
            column.addSpacing(4)
        column.addStretch(1)
        area = scrolled(inner, self)
        area.setFixedWidth(SIDE_WIDTH)
        return area

    def _connect(self) -> None:
        self._head.next_example.connect(self.next_example)
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
        self._head.show_words((not self._waiting and title) or self._session.simulation.title, caption)

    def _show_controls(self) -> None:
        self._controls.show_params(self._session.params)
        self._presets.show_run(self._session.run)
        if not self._compact:
            return
        # Beside a card one row of controls is shown until all of them are asked for.
        row = self._controls.columns_for(self._controls_area.width())
        self._controls.set_limit(None if self._all_controls else row)
        needed = self._controls.sizeHint().height()
        self._controls_area.setFixedHeight(min(needed, max(60, self.height() * 2 // 5)))

    def _toggle_controls(self) -> None:
        if self._compact:
            self._all_controls = not self._all_controls
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
