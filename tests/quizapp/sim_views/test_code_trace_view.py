"""The learner's own lines in the view: they are kept, run elsewhere, stop at once, and never reach a run of the simulation."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from PySide6.QtCore import QEvent, QEventLoop, QPoint, QProcess, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget

from engine.simulations.code_trace import Params, program_of
from engine.tracing.lights import Mark
from engine.tracing.listings import Bug, Program
from quizapp.services.named_runs import find
from quizapp.services.simulations import SimulationSession
from quizapp.sim_views.code_runner import CodeRunner
from quizapp.sim_views.code_trace import build_view
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style

ENDLESS = "while True:\n    pass"
CONTROL = Qt.KeyboardModifier.ControlModifier


def until(done: Callable[[], bool], limit_s: float = 20.0) -> None:
    """Let the window work until something is so."""
    end = time.monotonic() + limit_s
    while not done() and time.monotonic() < end:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
    assert done()


class Bench:
    """A view and the session it shows, as a panel joins them."""

    def __init__(self, run: str) -> None:
        self.session = SimulationSession(find(run), time.perf_counter)
        self.view: Any = build_view(view_style(LIGHT, 1.0))
        self.view.picked.connect(self.session.set_params)
        self.view.resize(860, 560)
        self.view.show()
        self.show()

    @property
    def editor(self) -> Any:
        return self.view._editor

    def show(self, step: int | None = None) -> None:
        self.session.seek(self.session.origin.at if step is None else step)
        while self.session.goal != self.session.step:
            self.session.work(1.0)
        self.view.show_frame(self.session.frame())
        QApplication.processEvents()

    def type(self, text: str) -> None:
        self.editor.selectAll()
        self.editor.insertPlainText(text)

    def run(self) -> Any:
        self.view.run_own()
        until(lambda: not self.view._runner.running)
        return self.view._own

    def set(self, **values: object) -> None:
        self.session.set_params(values)
        self.show(self.session.step)


@pytest.fixture
def bench(qapp: QApplication) -> Iterator[Bench]:
    made = Bench("code_trace/right")
    yield made
    made.view.close()
    made.view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_built_in_program_is_shown_with_its_next_line(bench: Bench) -> None:
    assert bench.editor.text == program_of(Params(), 0).source
    assert (bench.editor._line, bench.editor._hits[15]) == (17, 17)


def test_own_lines_run_and_are_tested_like_the_built_in_ones(bench: Bench) -> None:
    bench.type(bench.editor.text.replace("np.mean(error)", "np.mean(error) / 2"))
    own = bench.run()
    assert [light.mark for light in own.lights] == [Mark.FAILED, Mark.PASSED, Mark.FAILED]
    assert "2 times as much" in own.lights[0].reason
    assert (own.length, bench.view._own_step) == (352, 352)


def test_own_lines_never_become_part_of_the_run(bench: Bench) -> None:
    before = bench.session.share
    bench.type("secret = 1")
    bench.run()
    assert bench.session.share == before
    assert "secret" not in str(bench.session.run)


def test_what_is_typed_survives_steps_changed_parameters_and_another_program(bench: Bench) -> None:
    bench.type("mine = 1")
    bench.show(40)
    bench.set(learning_rate=0.3)
    assert bench.editor.text == "mine = 1"
    bench.set(program=Program.VALLEY, bug=Bug.NONE)
    assert bench.editor.text.startswith("import numpy")
    bench.set(program=Program.REGRESSION)
    assert bench.editor.text == "mine = 1"
    assert bench.view.drafts == {"regression": "mine = 1"}


def test_reset_brings_the_built_in_lines_back_and_undo_the_own_ones(bench: Bench) -> None:
    bench.type("mine = 1")
    bench.view.reset_own()
    assert (bench.editor.text, bench.view.drafts) == (program_of(Params(), 0).source, {})
    bench.editor.undo()
    assert bench.editor.text == "mine = 1"
    assert bench.view.drafts == {"regression": "mine = 1"}


def test_kept_drafts_come_back_without_being_run(bench: Bench) -> None:
    bench.view.set_drafts({"regression": "kept = 2", "valley": "other = 3"})
    assert (bench.editor.text, bench.view._runner.running) == ("kept = 2", False)
    assert bench.view._own is None


def test_a_run_of_the_unchanged_lines_is_dropped_when_the_lines_change(bench: Bench) -> None:
    assert bench.run() is not None
    bench.show(10)
    assert bench.view._own is not None
    bench.set(learning_rate=0.05)
    assert bench.view._own is None
    assert "0.05" in bench.editor.text


def test_stop_kills_at_once_and_says_nothing(bench: Bench) -> None:
    bench.type(ENDLESS)
    bench.view.run_own()
    process = bench.view._runner._process
    until(lambda: process.state() is QProcess.ProcessState.Running)
    began = time.monotonic()
    QTest.keyClick(bench.editor, Qt.Key.Key_Escape)
    assert time.monotonic() - began < 1.0
    assert process.state() is QProcess.ProcessState.NotRunning
    assert (bench.view._runner.running, bench.view._own) == (False, None)


@pytest.mark.parametrize("how", ["close", "delete", "parent"])
def test_a_view_that_goes_takes_its_process_along(how: str, qapp: QApplication) -> None:
    owner = QWidget()
    made = Bench("code_trace/right")
    made.view.setParent(owner)
    made.type(ENDLESS)
    made.view.run_own()
    process = made.view._runner._process
    until(lambda: process.state() is QProcess.ProcessState.Running)
    if how == "close":
        made.view.close()
        assert process.state() is QProcess.ProcessState.NotRunning
    (owner if how == "parent" else made.view).deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert process.state() is QProcess.ProcessState.NotRunning
    if how != "parent":
        owner.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_run_that_takes_too_long_is_killed_by_the_clock(parent: QWidget) -> None:
    runner, found = CodeRunner(parent, wall_s=1.0, compute_s=60), []
    runner.finished.connect(found.append)
    names = program_of(Params(), 0).names
    runner.run(ENDLESS, "w = 1", names)
    until(lambda: bool(found))
    assert found[0].recording.failure.sentence == "It has taken 1 s and was stopped: does a loop never end?"
    assert (runner.running, [timer.isActive() for timer in runner.findChildren(QTimer)]) == (False, [False])


def test_a_process_that_dies_costs_a_message(parent: QWidget) -> None:
    runner, found = CodeRunner(parent), []
    runner.finished.connect(found.append)
    runner.run(ENDLESS, "w = 1", program_of(Params(), 0).names)
    process: Any = runner._process
    until(lambda: process.state() is QProcess.ProcessState.Running)
    process.kill()
    until(lambda: bool(found))
    assert found[0].recording.failure.sentence.startswith("Its process ended without an answer")
    assert found[0].lights[0].mark is Mark.UNTESTED


def test_a_second_run_replaces_the_first(bench: Bench) -> None:
    bench.type(ENDLESS)
    bench.view.run_own()
    first = bench.view._runner._process
    until(lambda: first.state() is QProcess.ProcessState.Running)
    bench.type("w = 3")
    assert first.state() is QProcess.ProcessState.NotRunning
    assert bench.run().recording.failure is None


def test_a_failure_marks_its_line_and_says_why(bench: Bench) -> None:
    bench.type("x = 1\ny = x / 0\n")
    bench.run()
    assert (bench.editor._failed, bench.view._said.text()) == (2, "Line 2: ZeroDivisionError: division by zero.")
    bench.view.step_own(1)
    assert (bench.editor._failed, bench.editor._line) == (0, 2)


def test_breakpoints_stop_a_run_and_are_gone_through(bench: Bench) -> None:
    bench.editor.toggle_breakpoint(9)
    bench.run()
    assert (bench.view._own_step, bench.editor._line) == (7, 9)
    bench.view.to_breakpoint(1)
    assert (bench.view._own_step, bench.editor._hits[8]) == (50, 1)  # 1 + 5 * (1 + 7) + 1 + 1 lines a turn of the outer loop
    bench.view.to_breakpoint(-1)
    assert bench.view._own_step == 7
    bench.view.to_breakpoint(-1)
    assert bench.view._own_step == 0


def test_a_click_beside_a_line_and_f9_set_breakpoints(bench: Bench) -> None:
    height = bench.editor.fontMetrics().lineSpacing()
    QTest.mouseClick(bench.editor._margin, Qt.MouseButton.LeftButton, pos=QPoint(8, 4 + 2 * height + height // 2))
    assert bench.editor.breakpoints == {3}
    QTest.keyClick(bench.editor, Qt.Key.Key_F9)
    assert bench.editor.breakpoints == {1, 3}
    QTest.keyClick(bench.editor, Qt.Key.Key_F9)
    assert bench.editor.breakpoints == {3}


def test_control_enter_runs_and_buttons_say_what_they_do(bench: Bench) -> None:
    bench.type("w = 3")
    QTest.keyClick(bench.editor, Qt.Key.Key_Return, CONTROL)
    assert bench.view._runner.running
    until(lambda: not bench.view._runner.running)
    assert bench.editor.text == "w = 3"
    assert all(button.toolTip() or button.text() for button in bench.view.findChildren(QPushButton))


def test_enter_keeps_the_indent_and_tab_indents(bench: Bench) -> None:
    bench.type("")
    for key in ("for k in x:", Qt.Key.Key_Return, "a", Qt.Key.Key_Return, "b"):
        QTest.keyClicks(bench.editor, key) if isinstance(key, str) else QTest.keyClick(bench.editor, key)
    assert bench.editor.text == "for k in x:\n    a\n    b"
    QTest.keyClick(bench.editor, Qt.Key.Key_Tab)
    assert bench.editor.text.endswith("    b   ")


def test_tab_leaves_after_escape_and_with_control(bench: Bench) -> None:
    bench.view.activateWindow()
    for keys in ([(Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier), (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier)],
                 [(Qt.Key.Key_Tab, CONTROL)], [(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)]):  # fmt: skip
        bench.editor.setFocus()
        text = bench.editor.text
        for key, held in keys:
            QTest.keyClick(bench.editor, key, held)
        assert not bench.editor.hasFocus()
        assert bench.editor.text == text


@pytest.mark.parametrize("size", [(860, 560), (538, 470), (420, 330), (390, 240), (330, 190)])
def test_program_and_lights_are_there_at_every_size(size: tuple[int, int], bench: Bench) -> None:
    bench.view.resize(*size)
    QApplication.processEvents()
    for part in (bench.editor, bench.view._lights):
        assert part.isVisible()
        assert bench.view.rect().contains(part.geometry())
    assert bench.editor.height() >= 60
    if size[0] < 640:
        assert bench.view.minimumSizeHint().width() <= 390


def test_below_one_another_the_chosen_part_is_shown(bench: Bench) -> None:
    bench.view.resize(420, 400)
    QApplication.processEvents()
    for name, part in (("Loss", "_loss"), ("Path", "_path"), ("Check", "_error"), ("Variables", "_variables")):
        bench.view._tabs.choose(name)
        shown = [one for one in ("_loss", "_path", "_error", "_variables") if getattr(bench.view, one).isVisible()]
        assert shown == [part]


def test_the_marked_line_is_seen_in_a_small_view(bench: Bench) -> None:
    bench.view.resize(420, 330)
    QApplication.processEvents()
    for step in (0, 20, 152, 352):
        bench.show(step)
        line = bench.editor._line
        seen = [block.blockNumber() + 1 for block, *_ in bench.editor._seen_blocks()]
        assert not line or line in seen
