"""A unit's line in the plane: what is taken hold of, and what a drag of it asks for."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QApplication, QWidget

from quizapp.sim_views.unit_plane import Unit, UnitPlane
from quizapp.ui.theme import LIGHT
from quizapp.ui.view_style import view_style

AREA = QRectF(-1.0, -1.0, 3.0, 3.0)


@pytest.fixture
def plane(parent: QWidget) -> UnitPlane:
    plane = UnitPlane(AREA, (0.0, 1.0), parent)
    plane.set_style(view_style(LIGHT, 1.0))
    plane.resize(300, 300)
    plane.show_unit(unit())
    plane.grab()
    return plane


def unit(weights: tuple[float, float] = (1.0, 0.0)) -> Unit:
    """Return a unit whose line is x1 = 0.5, with an input at (1.5, 1.5)."""
    none = np.empty(0, np.int64)
    return Unit(
        weights=np.array(weights), bias=-0.5, points=np.empty((0, 2)), wanted=none, answers=none, ringed=np.array([1.5, 1.5])
    )


def send(plane: UnitPlane, kind: QEvent.Type, x: float, y: float) -> None:
    place = QPointF(plane.plot.mapFromScene(plane.plot.getViewBox().mapViewToScene(QPointF(x, y))))
    button = Qt.MouseButton.LeftButton
    QApplication.sendEvent(
        plane.plot.viewport(), QMouseEvent(kind, place, place, button, button, Qt.KeyboardModifier.NoModifier)
    )


def drag(plane: UnitPlane, start: tuple[float, float], end: tuple[float, float]) -> None:
    send(plane, QEvent.Type.MouseButtonPress, *start)
    send(plane, QEvent.Type.MouseMove, *end)
    send(plane, QEvent.Type.MouseButtonRelease, *end)


def asked(plane: UnitPlane) -> list[tuple[float, ...]]:
    found: list[tuple[float, ...]] = []
    plane.moved.connect(lambda *numbers: found.append(numbers))
    plane.shaped.connect(lambda *numbers: found.append(numbers))
    return found


def test_dragging_the_line_changes_the_bias_only(plane: UnitPlane) -> None:
    found = asked(plane)
    drag(plane, (0.5, -0.5), (1.2, 0.0))
    assert found == [pytest.approx((1.0, 0.0, -1.2), abs=0.02)]


def test_dragging_the_arrow_turns_the_line_about_its_foot_and_keeps_the_length(plane: UnitPlane) -> None:
    found = asked(plane)
    drag(plane, (0.5 + 0.18 * 3.0, 1.0), (0.5, 1.9))  # from pointing right to pointing up: the line becomes x2 = 1
    assert found == [pytest.approx((0.0, 1.0, -1.0), abs=0.03)]


def test_dragging_the_ring_and_clicking_the_plane_set_the_input(plane: UnitPlane) -> None:
    found = asked(plane)
    drag(plane, (1.5, 1.5), (1.0, -0.5))
    send(plane, QEvent.Type.MouseButtonPress, -0.5, -0.5)
    send(plane, QEvent.Type.MouseButtonRelease, -0.5, -0.5)
    assert found == [pytest.approx((1.0, -0.5), abs=0.02), pytest.approx((-0.5, -0.5), abs=0.02)]


def test_empty_plane_is_not_draggable_and_without_weights_there_is_nothing_to_turn(plane: UnitPlane) -> None:
    found = asked(plane)
    drag(plane, (-0.5, 0.0), (-0.9, 0.5))
    plane.show_unit(unit((0.0, 0.0)))
    drag(plane, (0.5, -0.5), (1.2, 0.0))
    plane.grab()
    assert found == []
