from __future__ import annotations

import math
from typing import Any

import pytest
from PySide6.QtWidgets import QWidget

from engine.catalog import simulation_ids
from quizapp.sim_views.protocol import build_view, place_view
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style

TAKING = {"gradient_descent"}  # what a deck may ask for a click in


@pytest.mark.parametrize("simulation_id", simulation_ids())
def test_views_say_whether_a_place_can_be_predicted_in_them(simulation_id: str, parent: QWidget) -> None:
    view = build_view(simulation_id, view_style(LIGHT, 1.0))
    view.setParent(parent)
    assert (place_view(view) is not None) == (simulation_id in TAKING)


def marked(view: Any) -> list[tuple[bool, bool]]:
    return [(mark.isVisible(), words.isVisible()) for mark, words in zip(view._places._marks, view._places._words, strict=True)]


def test_places_are_marked_and_taken_away_again(parent: QWidget) -> None:
    view: Any = build_view("gradient_descent", view_style(LIGHT, 1.0))
    view.setParent(parent)
    assert marked(view) == [(False, False), (False, False)]
    view.show_places((0.5, -0.5), None)
    assert marked(view) == [(True, True), (False, False)]
    view.show_places((0.5, -0.5), (1.0, math.inf))
    assert marked(view) == [(True, True), (False, False)]
    view.show_places((0.5, -0.5), (1.0, 0.0))
    assert [mark.pos().toTuple() for mark in view._places._marks] == [(0.5, -0.5), (1.0, 0.0)]
    view.show_places(None, None)
    assert marked(view) == [(False, False), (False, False)]
