"""Every simulation has a view, and every view keeps what the Lab relies on."""

from __future__ import annotations

import gc
import weakref
from collections.abc import Iterator
from pkgutil import iter_modules
from typing import Any

import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QWidget

import quizapp.sim_views
from engine.catalog import load_simulation, simulation_ids
from engine.simulation import Run
from engine.timeline import Frame, Timeline
from quizapp.sim_views.protocol import build_view
from quizapp.ui.theme import DARK, LIGHT
from quizapp.ui.view_style import view_style

pytestmark = pytest.mark.usefixtures("qapp")
every_view = pytest.mark.parametrize("simulation_id", simulation_ids())
PRESETS = [
    (simulation_id, preset.id) for simulation_id in simulation_ids() for preset in load_simulation(simulation_id).presets
]


def frame_at(simulation_id: str, preset_id: str, step: int | None = None) -> Frame[Any, Any]:
    simulation = load_simulation(simulation_id)
    preset = simulation.preset(preset_id)
    timeline = Timeline(Run(simulation, preset.params, preset.seed))
    timeline.seek(preset.at if step is None else step)
    return timeline.frame()


@pytest.fixture
def make_view() -> Iterator[Any]:
    made: list[QWidget] = []

    def make(simulation_id: str) -> Any:
        view = build_view(simulation_id, view_style(LIGHT, 1.0))
        view.resize(600, 420)
        made.append(view)
        return view

    yield make
    for view in made:
        view.close()
        view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def picture(view: QWidget) -> QImage:
    return view.grab().toImage()


def colours(image: QImage) -> set[int]:
    return {image.pixel(x, y) for x in range(0, image.width(), 5) for y in range(0, image.height(), 5)}


def test_there_is_a_view_for_every_simulation() -> None:
    modules = {module.name for module in iter_modules(quizapp.sim_views.__path__)}
    assert set(simulation_ids()) <= modules


@every_view
def test_view_says_what_the_mouse_can_do(simulation_id: str, make_view: Any) -> None:
    assert make_view(simulation_id).hint().endswith(".")


@pytest.mark.parametrize(("simulation_id", "preset_id"), PRESETS)
def test_view_draws_every_preset_at_its_first_and_its_own_step(simulation_id: str, preset_id: str, make_view: Any) -> None:
    view = make_view(simulation_id)
    for step in (0, None):
        view.show_frame(frame_at(simulation_id, preset_id, step))
        assert len(colours(picture(view))) > 5


@every_view
def test_view_is_the_same_picture_for_the_same_frame(simulation_id: str, make_view: Any) -> None:
    preset = load_simulation(simulation_id).presets[0].id
    pictures = []
    for _ in range(2):
        view = make_view(simulation_id)
        view.show_frame(frame_at(simulation_id, preset))
        pictures.append(picture(view))
    assert pictures[0] == pictures[1]


@every_view
def test_view_forgets_what_it_drew_before(simulation_id: str, make_view: Any) -> None:
    presets = load_simulation(simulation_id).presets
    fresh, used = make_view(simulation_id), make_view(simulation_id)
    used.show_frame(frame_at(simulation_id, presets[-1].id))
    picture(used)
    for view in (fresh, used):
        view.show_frame(frame_at(simulation_id, presets[0].id))
    assert picture(fresh) == picture(used)


@every_view
def test_view_follows_the_theme(simulation_id: str, make_view: Any) -> None:
    view = make_view(simulation_id)
    view.show_frame(frame_at(simulation_id, load_simulation(simulation_id).presets[0].id))
    light = picture(view)
    view.set_style(view_style(DARK, 1.0))
    assert picture(view) != light
    view.set_style(view_style(LIGHT, 1.0))
    assert picture(view) == light


@every_view
def test_view_fits_a_small_panel(simulation_id: str, make_view: Any) -> None:
    view = make_view(simulation_id)
    view.set_compact(True)
    view.resize(360, 240)
    view.show_frame(frame_at(simulation_id, load_simulation(simulation_id).presets[0].id))
    picture(view)
    assert view.minimumSizeHint().width() <= 390


@every_view
def test_view_leaves_nothing_alive(simulation_id: str, qapp: QApplication) -> None:
    view = build_view(simulation_id, view_style(LIGHT, 1.0))
    view.show_frame(frame_at(simulation_id, load_simulation(simulation_id).presets[0].id))  # type: ignore[attr-defined]
    gone = weakref.ref(view)
    view.close()
    view.deleteLater()
    del view
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    gc.collect()
    assert gone() is None
