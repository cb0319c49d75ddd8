"""What the mouse does in the picture of a network: a click chooses a weight or a bias, a drag nudges it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from engine.catalog import load_simulation
from engine.simulation import Run
from engine.timeline import Timeline
from quizapp.sim_views.inside_the_network import build_view
from quizapp.sim_views.network_parts import NetworkParts, short
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def picture(qapp: Any) -> Iterator[tuple[NetworkParts, list[dict[str, Any]]]]:
    """The picture of the first preset, 600 pixels wide and 300 high, and what was picked in it."""
    view: Any = build_view(view_style(LIGHT, 1.0))
    simulation = load_simulation("inside_the_network")
    view.show_frame(Timeline(Run(simulation, simulation.presets[0].params)).frame())
    parts, found = view.findChild(NetworkParts), []
    view.picked.connect(found.append)
    parts.resize(600, 300)
    yield parts, found
    view.close()
    view.deleteLater()


def test_click_on_a_link_chooses_its_weight_and_on_a_unit_its_bias(picture: Any) -> None:
    parts, found = picture
    QTest.mouseClick(parts, LEFT, pos=QPoint(100, 225))  # from the second input straight to the second unit
    QTest.mouseClick(parts, LEFT, pos=QPoint(214, 75))
    assert found == [{"chosen": 4, "nudge": 0.0}, {"chosen": 5, "nudge": 0.0}]


def test_click_on_what_is_chosen_or_on_nothing_picks_nothing(picture: Any) -> None:
    parts, found = picture
    QTest.mouseClick(parts, LEFT, pos=QPoint(100, 75))
    QTest.mouseClick(parts, LEFT, pos=QPoint(560, 20))
    assert found == []


def test_drag_upwards_adds_to_the_weight_within_its_limits(picture: Any) -> None:
    parts, found = picture
    QTest.mousePress(parts, LEFT, pos=QPoint(100, 225))
    QTest.mouseMove(parts, QPoint(100, 175))
    QTest.mouseMove(parts, QPoint(100, -300))
    QTest.mouseRelease(parts, LEFT, pos=QPoint(100, -300))
    assert found == [{"chosen": 4, "nudge": 1.0}, {"chosen": 4, "nudge": 5.0}]


@pytest.mark.parametrize(
    ("value", "text"), [(0.0, "0"), (0.5, ".5"), (-0.0112, "−.011"), (10.0, "10"), (3.04, "3"), (2e-4, "2e-4"), (120.0, "1e2")]
)
def test_short_number_keeps_its_value_to_two_digits(value: float, text: str) -> None:
    assert short(value).replace("e−", "e-") == text
