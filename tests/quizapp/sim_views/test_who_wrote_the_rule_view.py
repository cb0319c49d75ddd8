"""Thresholds that are dragged and sizes that are clicked become parameters; words grow with the room they have."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication, QWidget

from engine.simulation import Run
from engine.simulations.who_wrote_the_rule import SIMULATION, Params, Points
from engine.timeline import Timeline
from quizapp.sim_views.who_wrote_the_rule import WhoWroteTheRuleView
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style


@pytest.fixture
def view(parent: QWidget) -> WhoWroteTheRuleView:
    made = WhoWroteTheRuleView(view_style(LIGHT, 1.0))
    made.setParent(parent)
    made.resize(900, 560)
    parent.show()
    made.show()
    QApplication.processEvents()
    made.show_frame(Timeline(Run(SIMULATION, Params())).frame())
    return made


def asked(view: WhoWroteTheRuleView) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    view.picked.connect(found.append)
    return found


def test_dragged_line_asks_for_the_nearest_offered_threshold(view: WhoWroteTheRuleView) -> None:
    found, pointer = asked(view), view._panes[0]._pointer
    for grip, place, expected in (
        ((-0.5, 1.2), (0.26, 0.0), {"threshold_1": 0.25}),
        ((1.2, -0.5), (0.0, -1.0), {"threshold_2": -1.0}),
        ((1.2, 0.5), (0.0, 0.0), None),
    ):
        pointer.pressed.emit(*grip)
        pointer.dragged.emit(*place)
        pointer.dropped.emit(*place)
        assert found[-1:] == ([expected] if expected else found[-1:])
    assert len(found) == 2


def test_click_on_the_learning_curves_asks_for_the_nearest_size(view: WhoWroteTheRuleView) -> None:
    found = asked(view)
    view._experience.clicked.emit(2.1)
    view._experience.clicked.emit(-5.0)
    assert found == [{"points": Points.N100}, {"points": Points.N4}]


def test_formulas_stand_where_there_is_room(view: WhoWroteTheRuleView) -> None:
    for width, words in ((900, "x₁ > −0.5 and x₂ > −0.5"), (420, "rule by hand"), (900, "x₁ > −0.5 and x₂ > −0.5")):
        view.resize(width, 560)
        QApplication.processEvents()
        assert view._panes[0]._labels["formula"].text() == words


def test_charts_are_there_where_there_is_room(view: WhoWroteTheRuleView) -> None:
    for height, there in ((240, False), (560, True)):
        view.resize(420, height)
        QApplication.processEvents()
        assert view._lower.isHidden() is not there
