"""Two runs side by side: a fair comparison, driven by one transport."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton

from engine.timeline import Timeline
from quizapp.services.comparison import differences, followed, gap
from quizapp.services.named_runs import find
from quizapp.ui.panels.comparison import ComparisonPanel
from quizapp.ui.panels.simulation_panel import SimulationPanel


@pytest.fixture
def compared(desk: Any) -> Any:
    window = desk.open()
    window.go("lab/mlp_classifier/moons")
    desk.press("b")
    panel = window.findChild(ComparisonPanel)
    panel.settle()
    return panel


def test_a_changed_setting_holds_from_the_start_and_at_the_same_step(compared: Any) -> None:
    first, second = compared.sessions
    first.seek(80)
    second.set_param("learning_rate", 0.5)
    compared.settle()
    assert (first.step, second.step) == (80, 80)
    assert second.run.events == ()
    alone = Timeline(second.run)
    alone.seek(80)
    assert second.frame().history["loss"].tolist() == alone.history()["loss"].tolist()
    assert "Learning rate: 0.1 → 0.5" in compared._words.text()


def test_both_begin_as_the_same_run(compared: Any) -> None:
    first, second = compared.sessions
    assert first.run == second.run
    assert first.step == second.step > 0
    assert compared._words.text() == "A and B are the same run so far"


def test_keys_drive_both(compared: Any, desk: Any) -> None:
    step = compared.sessions[0].step
    desk.press(".", ".", ",")
    compared.settle()
    assert [session.step for session in compared.sessions] == [step + 1, step + 1]


def test_escape_leads_back_to_the_one_run(compared: Any, desk: Any) -> None:
    desk.press(Qt.Key.Key_Escape)
    QApplication.processEvents()
    assert not compared.isVisible()
    assert next(panel for panel in desk.window.findChildren(SimulationPanel) if panel.isVisible())


def test_the_button_compares_too(desk: Any) -> None:
    window = desk.open()
    window.go("lab/perceptron_learning")
    next(button for button in window.findChildren(QPushButton) if button.text() == "Compare").click()
    assert window.findChild(ComparisonPanel).isVisible()


def test_differences_name_parameters_seed_and_events() -> None:
    first = find("mlp_classifier@1?data=xor&layers=0&width=4&seed=1").run
    second = find("mlp_classifier@1?data=xor&layers=0&width=8&learning_rate=0.5&seed=2").run
    assert differences(first, second) == ["Learning rate: 0.1 → 0.5", "seed: 1 → 2"]  # without hidden layers no width
    assert differences(first, first) == []


def test_the_gap_reaches_as_far_as_both() -> None:
    assert gap(np.array([1.0, 2.0, 3.0]), np.array([2.0, 5.0])).tolist() == [1.0, 3.0]


def test_the_curve_of_a_run_is_its_first_headline() -> None:
    readout = followed(find("mlp_classifier").run)
    assert readout is not None
    assert readout.name == "loss"


def test_a_branch_is_the_same_up_to_its_step(desk: Any) -> None:
    window = desk.open()
    window.go("lab/mlp_classifier/moons")
    shown = next(panel for panel in window.findChildren(SimulationPanel) if panel.isVisible())
    shown.settle()
    shown.follow(40)
    shown.settle()
    desk.press("f")
    made = window.findChild(ComparisonPanel)
    made.settle()
    first, second = made.sessions
    second.set_param("learning_rate", 1.0)
    first.seek(60)
    made.settle()
    before, after = (session.history()["loss"] for session in made.sessions)
    assert np.array_equal(before[:41], after[:41])
    assert before[60] != after[60]
    assert made._words.text() == "B differs in Learning rate 1.0 from update 40 on"


def test_the_better_of_two_runs_is_kept(desk: Any, compared: Any) -> None:
    first, second = compared.sessions
    first.seek(30)
    second.set_param("learning_rate", 0.5)
    compared.settle()
    next(button for button in compared.findChildren(QPushButton) if button.text() == "Keep B").click()
    shown = next(panel for panel in desk.window.findChildren(SimulationPanel) if panel.isVisible())
    shown.settle()
    assert (shown.session.params.learning_rate, shown.session.step) == (0.5, 30)
    shown.session.undo()  # what was open before is not lost
    assert shown.session.params.learning_rate == 0.1
