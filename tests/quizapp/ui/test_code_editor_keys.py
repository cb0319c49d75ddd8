"""Keys of the page do nothing while one types a program."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from quizapp.sim_views.code_editor import CodeEditor


def focus_editor(window: Any) -> CodeEditor:
    editor: CodeEditor = next(found for found in window.findChildren(CodeEditor) if found.isVisible())
    window.activateWindow()
    editor.setFocus()
    QApplication.processEvents()
    return editor


@pytest.fixture
def lab(desk: Any) -> Any:
    window = desk.open()
    window.go("lab/code_trace/right")
    QApplication.processEvents()
    return window


def test_letters_that_are_keys_of_the_lab_are_typed_and_nothing_else(lab: Any, desk: Any) -> None:
    editor = focus_editor(lab)
    shown = lab.page("lab")._host.current
    before = (shown.session.run, shown.session.step, shown.session.playing, lab._theme.name)
    editor.selectAll()
    desk.press("p.,rdszybmlxet1234?c ")
    assert editor.text == "p.,rdszybmlxet1234?c "
    assert (shown.session.run, shown.session.step, shown.session.playing, lab._theme.name) == before
    assert lab.screen_name == "lab"
    assert lab.page("lab").detail() == "code_trace/right"


def test_arrows_and_paging_stay_in_the_editor(lab: Any, desk: Any) -> None:
    editor = focus_editor(lab)
    for key in (Qt.Key.Key_Up, Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_PageUp, Qt.Key.Key_End, Qt.Key.Key_Down):
        desk.press(key)
    assert editor.hasFocus()
    assert lab.screen_name == "lab"


def test_the_first_escape_stays_and_the_second_leaves(lab: Any, desk: Any) -> None:
    focus_editor(lab)
    desk.press(Qt.Key.Key_Escape)
    assert lab.page("lab").detail() == "code_trace/right"
    desk.press(Qt.Key.Key_Escape)
    assert lab.page("lab").detail() == ""
