"""What a learner writes in a program is there again: on another page, after a restart, and never in a link."""

from __future__ import annotations

import json
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from quizapp.services.drafts import MAX_LENGTH, Drafts
from quizapp.sim_views.code_editor import CodeEditor


def editor(desk: Any, place: str = "lab/code_trace/right") -> CodeEditor:
    desk.window.go(place)
    QApplication.processEvents()
    found = next(found for found in desk.window.findChildren(CodeEditor) if found.isVisible())
    desk.window.activateWindow()
    found.setFocus()
    QApplication.processEvents()
    return found


def append(desk: Any, line: str) -> None:
    """Write a last line."""
    shown = editor(desk)
    shown.moveCursor(shown.textCursor().MoveOperation.End)
    desk.press(line)


def test_lines_are_there_again_after_a_restart(desk: Any) -> None:
    desk.open()
    append(desk, "# mine")
    desk.quit()
    desk.open()
    assert editor(desk).text.endswith("# mine")


def test_lines_are_there_on_another_page(desk: Any) -> None:
    desk.open()
    append(desk, "# mine")
    desk.window.go("study/card:opt-code")
    desk.press(Qt.Key.Key_Space)
    page = desk.window.page("study")
    page._simulation.show_run("code_trace/right")
    QApplication.processEvents()
    shown = next(found for found in page.findChildren(CodeEditor) if found.isVisible())
    assert shown.text.endswith("# mine")


def test_a_reset_forgets_what_was_kept(desk: Any) -> None:
    desk.open()
    append(desk, "# mine")
    desk.window.page("lab")._host.current.picture.reset_own()
    assert Drafts(desk.context.settings).load("code_trace") == {}


def test_links_do_not_carry_them(desk: Any) -> None:
    desk.open()
    append(desk, "# mine")
    assert "mine" not in desk.window.page("lab")._host.current.session.share


@pytest.mark.parametrize("stored", ["not json", "[1]", '{"valley": 3}'])
def test_what_cannot_be_read_is_no_draft(desk: Any, stored: str) -> None:
    desk.open()
    desk.context.settings.remember("drafts.code_trace", stored)
    assert Drafts(desk.context.settings).load("code_trace") == {}


def test_a_text_beyond_all_measure_is_not_kept(desk: Any) -> None:
    desk.open()
    drafts = Drafts(desk.context.settings)
    drafts.save("code_trace", {"valley": "x = 1"})
    drafts.save("code_trace", {"valley": "#" * MAX_LENGTH})
    assert drafts.load("code_trace") == {"valley": "x = 1"}
    assert json.dumps({"valley": "x = 1"}) == desk.context.settings.recall("drafts.code_trace")
