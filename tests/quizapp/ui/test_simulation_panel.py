from __future__ import annotations

import time
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from engine.catalog import simulation_ids
from quizapp.services.named_runs import find
from quizapp.ui.panels.simulation_panel import SimulationPanel
from quizapp.ui.theme import DARK, LIGHT


def make(parent: QWidget, run: str, *, compact: bool = True, size: tuple[int, int] = (600, 720)) -> Any:
    parent.resize(*size)
    panel = SimulationPanel(find(run), LIGHT, time.perf_counter, parent, compact=compact)
    panel.resize(*size)
    parent.show()
    QApplication.processEvents()
    panel.settle()
    return panel


def words(widget: QWidget) -> str:
    return " ".join(label.text() for label in widget.findChildren(QLabel) if label.isVisible())


def stop(panel: Any) -> None:
    panel.session.pause()
    panel._player.sleep()


@pytest.mark.parametrize("simulation_id", simulation_ids())
@pytest.mark.parametrize("compact", [True, False], ids=["compact", "full"])
def test_every_simulation_can_be_shown(simulation_id: str, compact: bool, parent: QWidget) -> None:
    panel = make(parent, simulation_id, compact=compact)
    assert panel.session.simulation.presets[0].title in words(panel)
    assert panel._widget.accessibleDescription()


@pytest.mark.parametrize("simulation_id", simulation_ids())
def test_every_simulation_fits_beside_a_card_in_a_small_window(simulation_id: str, parent: QWidget) -> None:
    panel = make(parent, simulation_id, size=(420, 560))
    assert panel.minimumSizeHint().width() <= 420
    assert panel._widget.height() >= 150


def test_opening_a_preset_shows_it_at_its_step(parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/and_gate")
    panel.open(find("perceptron_learning/xor_cycles"))
    panel.settle()
    preset = panel.session.simulation.preset("xor_cycles")
    assert panel.session.step == preset.at
    assert preset.title in words(panel)
    assert panel._status.text().startswith("cycling")


def test_waiting_holds_the_run_and_takes_no_input(parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/and_gate")
    panel.wait(True)
    assert panel._status.text().startswith("waiting")
    assert not panel.key("p")
    assert not panel._transport.isEnabled()
    panel.wait(False)
    assert panel.key(".")


@pytest.mark.parametrize(("key", "steps"), [(".", 1), (",", -1)])
def test_step_keys_move_by_one(key: str, steps: int, parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/and_gate")
    panel.session.seek(5)
    panel.settle()
    assert panel.key(key)
    panel.settle()
    assert panel.session.step == 5 + steps


def test_play_and_pause_by_key(parent: QWidget) -> None:
    panel = make(parent, "gradient_descent/three_walkers")
    panel.key("p")
    assert panel.session.playing
    assert panel._player.findChild(QTimer).isActive()
    panel.key("p")
    assert not panel.session.playing
    stop(panel)


def test_a_hidden_panel_runs_no_timer(parent: QWidget) -> None:
    panel = make(parent, "gradient_descent/three_walkers")
    panel.key("p")
    panel.hide()
    assert not panel._player.findChild(QTimer).isActive()
    panel.show()
    assert panel._player.findChild(QTimer).isActive()
    stop(panel)


def test_a_changed_control_changes_the_run_and_can_be_undone(parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/and_gate")
    panel._controls.changed.emit("learning_rate", 0.5)
    assert panel.session.params.learning_rate == 0.5
    panel.key("z")
    assert panel.session.params.learning_rate == 1.0
    panel.key("y")
    assert panel.session.params.learning_rate == 0.5


def test_what_is_not_allowed_is_said_and_changes_nothing(parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/and_gate")
    said: list[str] = []
    panel.failed.connect(said.append)
    panel._controls.changed.emit("learning_rate", -1.0)
    assert len(said) == 1
    assert "learning_rate must be" in said[0]
    assert panel.session.params.learning_rate == 1.0


def test_all_controls_are_shown_on_request(parent: QWidget) -> None:
    panel = make(parent, "mlp_classifier")
    few = panel._controls.hidden_count()
    panel.key("c")
    assert few > 0
    assert panel._controls.hidden_count() == 0


def test_the_preset_box_tells_own_settings_from_presets(parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/and_gate", compact=False, size=(1100, 720))
    box = panel._presets
    assert box.currentText() == panel.session.simulation.presets[0].title
    panel._controls.changed.emit("learning_rate", 0.37)
    assert box.currentText() == "Your own settings"
    box.activated.emit(0)
    assert box.currentText() == panel.session.simulation.presets[0].title


def test_clicking_the_map_places_the_start_of_gradient_descent(parent: QWidget) -> None:
    panel = make(parent, "gradient_descent/three_walkers")
    before = (panel.session.params.start_x, panel.session.params.start_y)
    view = panel._view._map.viewport()
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(view.width() // 4, view.height() // 4))
    after = (panel.session.params.start_x, panel.session.params.start_y)
    assert after != before
    land = panel.session.frame().observation.landscape
    assert after[0] == pytest.approx(land.x[0] + 0.25 * (land.x[-1] - land.x[0]), abs=0.1)
    assert after[1] == pytest.approx(land.y[0] + 0.75 * (land.y[-1] - land.y[0]), abs=0.1)


def test_points_of_the_perceptron_are_added_flipped_moved_and_removed(parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/and_gate")
    view, plot = panel._view._plane.viewport(), panel._view._plane

    def at(x: float, y: float) -> QPoint:
        return plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(x, y)))

    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(0.5, 0.5))
    assert panel.session.frame().observation.labels.tolist() == [0, 0, 0, 1, 1]
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=at(0.0, 0.0))
    assert panel.session.frame().observation.labels.tolist() == [1, 0, 0, 1, 1]
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=at(1.0, 1.0))
    QTest.mouseMove(view, at(1.2, 0.8))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=at(1.2, 0.8))
    moved = panel.session.frame().observation.points[3]
    assert moved == pytest.approx([1.2, 0.8], abs=0.03)
    QTest.mouseClick(view, Qt.MouseButton.RightButton, pos=at(0.5, 0.5))
    assert len(panel.session.frame().observation.points) == 4


def test_the_probe_follows_the_mouse(parent: QWidget) -> None:
    panel = make(parent, "activation_functions/sigmoid_saturates")
    view, plot = panel._view._plot.viewport(), panel._view._plot
    place = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(-2.0, 0.5)))
    QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=place)
    assert panel.session.params.probe == pytest.approx(-2.0, abs=0.1)


def test_a_theme_is_taken_on(parent: QWidget) -> None:
    panel = make(parent, "mlp_classifier")
    light = panel.grab().toImage()
    panel.set_theme(DARK)
    assert panel.grab().toImage() != light


def test_while_it_waits_the_title_does_not_tell_the_answer(parent: QWidget) -> None:
    panel = make(parent, "perceptron_learning/xor_cycles")
    title = panel.session.simulation.preset("xor_cycles").title
    panel.wait(True)
    assert title not in words(panel)
    assert panel.session.simulation.title in words(panel)
    panel.wait(False)
    assert title in words(panel)
