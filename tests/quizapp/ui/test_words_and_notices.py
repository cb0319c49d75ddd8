"""Moments in words, feedback, the notice at the foot of the window, and what an error that nobody caught does."""

from __future__ import annotations

import sys
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QListWidget, QWidget

from quizapp.domain.cards import Misconception
from quizapp.domain.kinds.truefalse import TrueFalse
from quizapp.domain.questions import Grade, Question, Remark, Verdict
from quizapp.ui.slot_errors import report_slot_errors
from quizapp.ui.times import when_text
from quizapp.ui.widgets.card_grid import CardGrid, Tile
from quizapp.ui.widgets.feedback import feedback_markdown, question_markdown
from quizapp.ui.widgets.toast import Toast

NOW = datetime(2026, 3, 2, 20, 0, tzinfo=UTC)
EAST = timezone(timedelta(hours=6))


@pytest.mark.parametrize(
    ("later", "zone", "words"),
    [
        (timedelta(0), UTC, "now"),
        (timedelta(minutes=-5), UTC, "now"),
        (timedelta(seconds=1), UTC, "in 1 minute"),
        (timedelta(minutes=10), UTC, "in 10 minutes"),
        (timedelta(minutes=59, seconds=1), UTC, "today at 20:59"),
        (timedelta(hours=3), UTC, "today at 23:00"),
        (timedelta(hours=3), EAST, "today at 05:00"),
        (timedelta(hours=5), UTC, "tomorrow at 01:00"),
        (timedelta(days=2), UTC, "on Wednesday 4 March"),
        (timedelta(hours=22), EAST, "tomorrow at 00:00"),
    ],
)
def test_a_moment_is_said_as_the_learner_sees_it(later: timedelta, zone: Any, words: str) -> None:
    now, then = (round(moment.timestamp() * 1000) for moment in (NOW, NOW + later))
    assert when_text(then, now, zone) == words


def test_feedback_names_the_belief_behind_a_wrong_choice_only() -> None:
    belief = Misconception("M-X", "Weights only grow.", "They move both ways.", "")
    remarks = (
        Remark("always up", False, "Look at the sign", "M-X", "chosen"),
        Remark("it depends", True, "", "M-X", "rightly left out"),
    )
    question = Question(id="q", prompt="Which way?", body=TrueFalse("Up.", False), explain="The sign of $d - y$ decides.")
    text = feedback_markdown(question, Grade(0.0, Verdict.WRONG, remarks), {"M-X": belief})
    assert text.splitlines()[0] == "✗ **always up**, chosen. Look at the sign"
    assert text.count("A common belief") == 1
    assert "✓ **it depends**, rightly left out" in text
    assert text.endswith("The sign of $d - y$ decides.")
    assert question_markdown(question) == "**Which way?**\n\n> Up."


def test_a_notice_stands_in_its_parent_and_a_click_takes_it_away(parent: QWidget) -> None:
    parent.show()
    toast = Toast(parent)
    toast.say("One answer was taken back. " * 12)
    assert parent.rect().contains(toast.geometry())
    assert toast.accessibleName().startswith("One answer")
    QTest.mouseClick(toast, Qt.MouseButton.LeftButton)
    assert not toast.isVisible()
    assert not toast.findChild(QTimer).isActive()
    toast.say("short")
    assert toast.isVisible()
    QTest.mouseClick(toast, Qt.MouseButton.LeftButton)


def test_a_list_of_cards_opens_one_by_key_and_by_click(parent: QWidget) -> None:
    grid = CardGrid(parent)
    assert grid.first() == ""
    grid.show_tiles([Tile(f"card-{number}", f"Question {number}?", "Optimisers", "new", "new") for number in range(3)])
    grid.resize(400, 200)
    parent.show()
    opened: list[str] = []
    grid.chosen.connect(opened.append)
    rows = grid.findChild(QListWidget)
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=rows.visualItemRect(rows.item(1)).center())
    rows.setCurrentRow(2)
    QTest.keyClick(rows, Qt.Key.Key_Return)
    assert (grid.first(), opened) == ("card-0", ["card-1", "card-2"])


def test_an_error_in_a_slot_is_logged_and_said_in_the_window(
    desk: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    window = desk.open()
    monkeypatch.setattr(sys, "excepthook", sys.__excepthook__)
    report_slot_errors(window)
    error = ValueError("weights of another shape")
    sys.excepthook(ValueError, error, None)
    QApplication.processEvents()
    toast = window.findChild(Toast)
    assert toast.isVisible()
    assert "weights of another shape" in toast.accessibleName()
    assert caplog.records[0].exc_info is not None
    assert caplog.records[0].exc_info[1] is error
    caplog.clear()
    QTest.mouseClick(toast, Qt.MouseButton.LeftButton)
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    assert not window.isVisible()
