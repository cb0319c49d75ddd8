"""What a drag of the line asks for in the middle of a run: the start that leads there."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication

from engine.simulation import Run
from engine.simulations.weights_and_bias import SIMULATION, Motion, Params, unit_at
from engine.timeline import Timeline
from quizapp.sim_views.weights_and_bias import WeightsAndBiasView
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style


@pytest.mark.parametrize("motion", list(Motion))
@pytest.mark.usefixtures("qapp")
def test_shaped_line_becomes_the_parameters_that_lead_to_it(motion: Motion) -> None:
    view = WeightsAndBiasView(view_style(LIGHT, 1.0))
    timeline = Timeline(Run(SIMULATION, Params(motion=motion)))
    timeline.seek(10)
    view.show_frame(timeline.frame())
    asked: list[dict[str, float]] = []
    view.picked.connect(asked.append)
    weights, bias = unit_at(Params(motion=motion, w1=-1.0, w2=2.5, b=0.75), 10)
    view._plane.shaped.emit(*weights, bias)
    QApplication.processEvents()
    assert asked == [{"w1": -1.0, "w2": 2.5, "b": 0.75}]
    view.deleteLater()


@pytest.mark.usefixtures("qapp")
def test_without_a_bias_only_the_weights_are_asked_for() -> None:
    view = WeightsAndBiasView(view_style(LIGHT, 1.0))
    view.show_frame(Timeline(Run(SIMULATION, Params(use_bias=False))).frame())
    asked: list[dict[str, float]] = []
    view.picked.connect(asked.append)
    view._plane.shaped.emit(1.0, 2.0, 3.0)
    assert asked == [{"w1": 1.0, "w2": 2.0}]
    view.deleteLater()
