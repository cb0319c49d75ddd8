"""A click on a scaler's bar or on a gate chooses it: what the view emits is what the parameters take."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from quizapp.services.named_runs import find
from quizapp.services.simulations import SimulationSession
from quizapp.sim_views.protocol import build_view
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style

Used = tuple[Any, SimulationSession]


@pytest.fixture
def use(qapp: QApplication) -> Iterator[Callable[[str], Used]]:
    made: list[Any] = []

    def open_view(simulation_id: str) -> Used:
        session = SimulationSession(find(simulation_id), lambda: 0.0)
        view: Any = build_view(simulation_id, view_style(LIGHT, 1.0))
        view.resize(860, 560)
        view.picked.connect(session.set_params)
        view.acted.connect(lambda kind, args: session.act(kind, *args))
        view.show()
        qapp.processEvents()
        view.show_frame(session.frame())
        made.append(view)
        return view, session

    yield open_view
    for view in made:
        view.close()
        view.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def click(plot: pg.PlotWidget, x: float, y: float) -> None:
    place = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(x, y)))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_a_click_on_a_bar_chooses_its_scaler(use: Callable[[str], Used]) -> None:
    view, session = use("normalization")
    click(view._bars._plot, 0.1, -2.0)
    assert session.params.scaling.value == "min_max"


def test_a_click_on_a_gate_chooses_it_even_from_a_cloud(use: Callable[[str], Used]) -> None:
    view, session = use("single_layer_limits")
    session.set_params({"points": type(session.params.points)("cloud")})
    click(view._board._plot, 2.0, -3.0)
    assert (session.params.points.value, session.params.gate) == ("gate", 14)


def test_a_click_on_a_point_flips_its_label(use: Callable[[str], Used]) -> None:
    view, session = use("single_layer_limits")
    click(view._plane, 1.0, 1.0)
    assert session.frame().observation.labels.tolist() == [0, 1, 1, 1]


def test_a_click_beside_bars_gates_and_points_changes_nothing(use: Callable[[str], Used]) -> None:
    view, session = use("single_layer_limits")
    before = session.share
    click(view._board._plot, 3.9, 0.0)
    click(view._plane, 0.0, 0.0)
    assert session.share == before
