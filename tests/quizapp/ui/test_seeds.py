"""256 seeds, from the Lab, by keyboard."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from quizapp.ui.dialogs.seeds import SeedsDialog
from quizapp.ui.panels.simulation_panel import SimulationPanel
from quizapp.ui.widgets.seed_grid import COLUMNS, SeedGrid, SeedMark


def test_a_learner_looks_at_the_seeds_and_opens_one(desk: Any) -> None:
    window = desk.open()
    window.go("lab/mlp_classifier@1?data=xor&width=2")
    desk.press("m")
    dialog = window.findChild(SeedsDialog)
    assert dialog.isVisible()
    dialog._survey.length = 20  # a whole run would take seconds here
    dialog.finish()
    desk.press(Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return)
    shown = next(panel for panel in window.findChildren(SimulationPanel) if panel.isVisible())
    assert shown.session.run.seed == COLUMNS + 1
    assert window.findChild(SeedsDialog) is None
    shown.session.pause()


def test_closing_stops_the_work(desk: Any) -> None:
    window = desk.open()
    window.go("lab/mlp_classifier")
    desk.press("m")
    dialog = window.findChild(SeedsDialog)
    timer = dialog.findChild(QTimer)
    assert timer.isActive()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not timer.isActive()
    assert not dialog.isVisible()


def test_work_is_done_in_slices_and_shown(desk: Any, qtbot: Any) -> None:
    window = desk.open()
    window.go("lab/perceptron_learning@1?data=and")
    desk.press("m")
    dialog = window.findChild(SeedsDialog)
    qtbot.waitUntil(lambda: dialog._survey.done, timeout=20_000)
    QApplication.processEvents()
    assert dialog._share.text() == "256 of 256 converge: 100.0 %"
    assert "All runs are the same" in dialog._words.text()
    dialog.reject()


def test_the_grid_is_walked_with_arrow_keys_and_says_what_it_shows(parent: QWidget) -> None:
    grid = SeedGrid(64, parent)
    parent.show()
    grid.show_marks([SeedMark("converged", "converged, loss 0.01"), SeedMark("diverged", "diverged")])
    picked: list[int] = []
    opened: list[int] = []
    grid.picked.connect(picked.append)
    grid.opened.connect(opened.append)
    keys = (
        Qt.Key.Key_Right,
        Qt.Key.Key_Return,
        Qt.Key.Key_Down,
        Qt.Key.Key_Down,
        Qt.Key.Key_Return,
        Qt.Key.Key_End,
        Qt.Key.Key_Home,
    )
    for key in keys:
        QTest.keyClick(grid, key)
    assert picked == [1, 33, 63, 0]
    assert opened == [1]  # the others are still to come
    assert grid.accessibleDescription() == "seed 0: converged, loss 0.01"
    grid.grab()
