"""A program that runs line by line, its variables, curves and tests; an editor for lines of one's own, which run elsewhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent, QHideEvent, QResizeEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QSizePolicy, QWidget

from engine.timeline import Frame
from engine.tracing.lights import TITLES, Light, Mark
from engine.tracing.listings import NAMES
from engine.tracing.playback import Scene
from engine.tracing.tracer import Recording
from engine.tracing.wire import OwnRun, scene
from quizapp.sim_views.chart import Chart, Series
from quizapp.sim_views.code_bars import ChoiceBar, RunBar, StepBar
from quizapp.sim_views.code_editor import CodeEditor
from quizapp.sim_views.code_panels import LightPanel, VariableTable
from quizapp.sim_views.code_plots import ErrorPlot, PathPlot
from quizapp.sim_views.code_runner import CodeRunner
from quizapp.sim_views.style import ViewStyle

if TYPE_CHECKING:
    from engine.simulations.code_trace import Observation

LOSS = Series("loss", "blue", Qt.PenStyle.SolidLine, 2.0)
RIGHT = Series("right program", "green", Qt.PenStyle.DashLine, 1.6)
ROOMY = (640, 400)  # pixels from which tests and variables stand beside the program
PLOTS_PX = 136
TABS_PX = 330  # height from which there is room for a plot below the lights
BARS_PX = 200  # ... for buttons
UNTRIED = tuple(Light(title, Mark.WAITING, "Ctrl+Enter runs your lines.") for title in TITLES)
_NEVER = Recording(())


def build_view(style: ViewStyle) -> QWidget:
    """Return a new view."""
    return CodeTraceView(style)


class CodeTraceView(QWidget):
    """Shows the run of the simulation until the learner changes a line; from then on the lines and the run of the learner.

    The learner's lines are kept by program and never become part of a run, so no link and no deck can carry them.
    """

    acted = Signal(str, list)
    picked = Signal(object)
    drafted = Signal()

    def __init__(self, style: ViewStyle) -> None:
        super().__init__()
        self._style = style
        self._frame: Frame[Any, Any] | None = None
        self._drafts: dict[str, str] = {}
        self._kept: dict[str, str] = {}  # what the host has been told of
        self._own: OwnRun | None = None
        self._own_step = 0
        self._putting = False
        self._roomy: bool | None = None
        self._drawn: tuple[object, ...] = ()
        self._make_widgets()
        self._connect()
        self.set_style(style)

    # -- what the Lab asks

    def hint(self) -> str:
        """Return what the mouse can do."""
        return "Click into the program to change it; Ctrl+Enter runs your lines, Reset brings the built-in ones back."

    def set_compact(self, compact: bool) -> None:
        """Nothing: what there is room for depends on the size alone."""

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style, self._drawn = style, ()
        for part in (self._editor, self._lights, self._variables, self._loss, self._path, self._error):
            part.set_style(style)
        self._said.setStyleSheet(f"font-size: 12px; color: {style.muted}")
        self._refresh()

    def show_frame(self, frame: Frame[Any, Any]) -> None:
        """Draw a frame; the learner's own lines stay as they are."""
        if self._frame is None or frame.params.program is not self._frame.params.program:
            self._forget_run()
        elif self._own is not None and self._built_in() == self._own.source != frame.observation.scene.source:
            self._forget_run()  # it was a run of the built-in lines, which are others now
        self._frame = frame
        wanted = self._drafts.get(self._program(), self._built_in())
        if self._editor.text != wanted:
            self._put(wanted)
        self._refresh()

    def hideEvent(self, event: QHideEvent) -> None:
        """Let the host keep what was typed."""
        super().hideEvent(event)
        self._tell()

    # -- what a host may keep

    @property
    def drafts(self) -> dict[str, str]:
        """The learner's own lines by program."""
        return dict(self._drafts)

    def set_drafts(self, drafts: dict[str, str]) -> None:
        """Bring lines back that were kept; nothing runs before the learner says so."""
        self._drafts, self._kept = dict(drafts), dict(drafts)
        if self._frame is not None:
            self.show_frame(self._frame)

    # -- own lines

    def run_own(self) -> None:
        """Run what stands in the editor in a process of its own."""
        if self._frame is None:
            return
        self._own = None
        self._tell()
        self._runner.run(self._editor.text, self._frame.observation.right, NAMES[self._frame.params.program])
        self._refresh()

    def stop_own(self) -> None:
        """Stop what runs, at once."""
        if self._runner.running:
            self._runner.stop()
            self._refresh()

    def reset_own(self) -> None:
        """Bring the built-in lines back; Ctrl+Z in the editor undoes it."""
        self._forget_run()
        self._drafts.pop(self._program(), None)
        if self._editor.text != self._built_in():
            self._put(self._built_in(), undoable=True)
        self._tell()
        self._refresh()

    def step_own(self, step: int) -> None:
        """Go to a line of the learner's own run."""
        if self._own is not None:
            self._own_step = min(max(step, 0), self._own.length)
            self._refresh()

    def to_breakpoint(self, direction: int) -> None:
        """Go to the next (1) or previous (-1) moment at which a line with a breakpoint is about to run, or to the end."""
        if self._own is None:
            return
        stops, events = self._editor.breakpoints, self._own.recording.events
        places = [place for place, event in enumerate(events) if event.line in stops]
        if direction > 0:
            self.step_own(next((place for place in places if place > self._own_step), self._own.length))
        else:
            self.step_own(next((place for place in reversed(places) if place < self._own_step), 0))

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the parts for the room there is."""
        super().resizeEvent(event)
        self._arrange()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Leave no process behind."""
        self._runner.stop()
        super().closeEvent(event)

    # -- building

    def _make_widgets(self) -> None:
        self._runner = CodeRunner(self)
        self._run_bar, self._step_bar = RunBar(self), StepBar(self)
        self._tabs = ChoiceBar(("Variables", "Loss", "Path", "Check"), self)
        self._editor = CodeEditor(self)
        self._lights, self._variables = LightPanel(self), VariableTable(self)
        self._titles = [_over(words, self) for words in ("Tests", "Variables")]
        self._said = QLabel(self)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._said.setFixedHeight(18)
        self._plots = QWidget(self)
        self._loss = Chart("Loss", (LOSS, RIGHT), self._plots, log=True)
        self._path, self._error = PathPlot(self._plots), ErrorPlot(self._plots)
        row = QHBoxLayout(self._plots)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(14)
        for plot in (self._loss, self._path, self._error):
            row.addWidget(plot, 1)
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(18)
        self._grid.setVerticalSpacing(4)

    def _connect(self) -> None:
        self._editor.textChanged.connect(self._on_typed)
        self._editor.run_asked.connect(self.run_own)
        self._editor.stop_asked.connect(self.stop_own)
        self._editor.left.connect(self._tell)
        self._run_bar.run_asked.connect(self.run_own)
        self._run_bar.stop_asked.connect(self.stop_own)
        self._run_bar.reset_asked.connect(self.reset_own)
        self._step_bar.moved.connect(lambda by: self.step_own(self._own_step + by))
        self._step_bar.jumped.connect(self.to_breakpoint)
        self._tabs.chosen.connect(self._show_parts)
        self._runner.finished.connect(self._on_finished)

    def _arrange(self) -> None:
        roomy = self.width() >= ROOMY[0] and self.height() >= ROOMY[1]
        if roomy is not self._roomy:
            self._roomy = roomy
            self._place(roomy)
        self._lights.set_brief(not roomy)
        self._show_parts()

    def _place(self, roomy: bool) -> None:
        """Put the parts side by side, or below one another."""
        grid, plots = self._grid, self._plots
        column = (self._run_bar, self._editor, self._step_bar, self._said, self._lights, self._tabs, self._variables, plots)
        for part in (*column, *self._titles):
            grid.removeWidget(part)
        if roomy:
            places = [(self._run_bar, 0, 0, 1, 1), (self._editor, 1, 0, 3, 1), (self._step_bar, 4, 0, 1, 1)]
            places += [(self._titles[0], 0, 1, 1, 1), (self._lights, 1, 1, 1, 1), (self._titles[1], 2, 1, 1, 1)]
            places += [(self._variables, 3, 1, 2, 1), (self._said, 5, 0, 1, 2), (plots, 6, 0, 1, 2)]
        else:
            places = [(part, min(row, 6), 0, 1, 1) for row, part in enumerate(column)]  # of the last two one is shown
        for part, *place in places:
            grid.addWidget(part, *place)
        plots.setFixedHeight(PLOTS_PX) if roomy else plots.setMaximumHeight(10_000)
        plots.setMinimumHeight(PLOTS_PX if roomy else 60)
        grid.setColumnStretch(0, 8)
        grid.setColumnStretch(1, 5 if roomy else 0)

    def _show_parts(self) -> None:
        """Show what there is room for, and of several in one place the chosen one."""
        roomy, chosen = bool(self._roomy), self._tabs.choice
        tabs, bars = not roomy and self.height() >= TABS_PX, self.height() >= BARS_PX
        has_path = self._frame is not None and bool(NAMES[self._frame.params.program].path)
        stretches = {3: 1} if roomy else {1: 3, 6: 2 if tabs else 0}
        for row in range(7):
            self._grid.setRowStretch(row, stretches.get(row, 0))
        for title in self._titles:
            title.setVisible(roomy)
        self._run_bar.setVisible(bars)
        self._step_bar.setVisible(bars and self._own is not None and self._own.length > 0)
        self._said.setVisible(roomy or (bars and bool(self._said.text())))
        self._tabs.setVisible(tabs)
        self._tabs.allow("Path", has_path)
        self._variables.setVisible(roomy or (tabs and chosen == "Variables"))
        self._plots.setVisible(roomy or (tabs and chosen != "Variables"))
        self._loss.setVisible(roomy or chosen == "Loss")
        self._path.setVisible(has_path and (roomy or chosen == "Path"))
        self._error.setVisible(roomy or chosen == "Check" or (chosen == "Path" and not has_path))

    # -- showing

    def _program(self) -> str:
        return str(self._frame.params.program.value) if self._frame is not None else ""

    def _built_in(self) -> str:
        return str(self._frame.observation.scene.source) if self._frame is not None else ""

    def _put(self, text: str, *, undoable: bool = False) -> None:
        self._putting = True
        self._editor.put(text, undoable=undoable)
        self._putting = False

    def _refresh(self) -> None:
        if self._frame is None:
            return
        mine = self._program() in self._drafts
        running = self._runner.running
        words = "running …" if running else "your run" if self._own is not None else "your lines, not run" if mine else ""
        self._run_bar.show_state(words, running=running, mine=mine or self._own is not None)
        self._draw(self._scene(mine or running))
        self._show_parts()

    def _scene(self, mine: bool) -> Scene:
        """Return what is shown: the simulation's program, the learner's run, or the learner's lines that have not run."""
        seen: Observation = self._frame.observation  # type: ignore[union-attr]
        names = NAMES[seen.program]
        if self._own is not None:
            return scene(self._own, names, self._own_step)
        return scene(OwnRun(self._editor.text, _NEVER, lights=UNTRIED), names, 0) if mine else seen.scene

    def _draw(self, shown: Scene) -> None:
        failure = self._own.recording.failure if self._own is not None else None
        at_end = self._own is not None and self._own_step == self._own.length
        failed = failure.line if failure is not None and at_end else 0
        self._editor.show_run(shown.line, shown.hits, last=shown.last, failed=failed)
        self._lights.show_lights(shown.lights)
        self._variables.show_variables(shown.variables)
        self._draw_curves(shown)
        self._say(shown, failure.sentence if failure else "", failure.line if failure else 0)
        if self._own is not None:
            self._step_bar.show_place(self._own_step, self._own.length, bool(self._editor.breakpoints))

    def _draw_curves(self, shown: Scene) -> None:
        """Draw the plots; most lines of a program change none of them."""
        drawn = (shown.losses.tobytes(), shown.right_losses.tobytes(), shown.path.tobytes(), shown.curve, shown.checked)
        if drawn == self._drawn:
            return
        self._drawn = drawn
        turns = np.arange(1.0, len(shown.losses) + 1.0)
        curves = {LOSS.name: (turns, shown.losses)}
        if not np.array_equal(shown.losses[: len(shown.right_losses)], shown.right_losses, equal_nan=True):
            curves[RIGHT.name] = (turns[: len(shown.right_losses)], shown.right_losses)
        self._loss.show_curves(curves, 10.0)
        self._path.show_path(shown.path)
        self._error.show_curve(shown.curve, shown.checked)

    def _say(self, shown: Scene, failure: str, line: int) -> None:
        """Say how the run failed, what was cut, and what was printed; all of it in the tool tip."""
        parts = [f"Line {line}: {failure}" if line else failure] if failure else []
        parts += list(self._own.recording.notes) if self._own is not None else []
        parts += [f"Printed: {' ⏎ '.join(shown.printed.rstrip().splitlines()[-3:])}"] if shown.printed else []
        text = "  ".join(parts)
        self._said.setText(text)
        self._said.setToolTip("\n".join([*parts[: len(parts) - bool(shown.printed)], shown.printed[:2000]]).strip())
        colour = self._style.vermillion if failure else self._style.muted
        self._said.setStyleSheet(f"font-size: 12px; color: {colour}")

    # -- what happens

    def _tell(self) -> None:
        """Let the host keep the learner's lines, if they have changed."""
        if self._drafts != self._kept:
            self._kept = dict(self._drafts)
            self.drafted.emit()

    def _forget_run(self) -> None:
        self._runner.stop()
        self._own, self._own_step = None, 0

    def _on_typed(self) -> None:
        if self._putting or self._frame is None:
            return
        text, program = self._editor.text, self._program()
        if text == self._drafts.get(program, self._built_in()):
            return  # only the look of it has changed
        if text == self._built_in():
            self._drafts.pop(program, None)
        else:
            self._drafts[program] = text
        self._forget_run()
        self._refresh()

    def _on_finished(self, run: OwnRun) -> None:
        self._own, self._own_step = run, run.length
        stops = self._editor.breakpoints
        places = [place for place, event in enumerate(run.recording.events) if event.line in stops]
        self.step_own(places[0] if places else run.length)


def _over(words: str, parent: QWidget) -> QLabel:
    made = QLabel(words.upper(), parent)
    made.setProperty("role", "over")
    return made
