from __future__ import annotations

from enum import Enum
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QLineEdit, QSlider, QWidget

from engine.params import Choice, Flag, Integer, Real, Scale, Spec, param, parameters
from quizapp.ui.widgets.control_panel import ControlPanel
from quizapp.ui.widgets.param_editors import ParamEditor


class Shape(Enum):
    BOWL = "bowl"
    VALLEY = "valley"


RATE = Real(label="Rate", symbol="η", help="Factor of the step.", low=0.001, high=10.0, scale=Scale.LOG)
COUNT = Integer(label="Points", low=1, high=40)
SHAPE = Choice(label="Shape", options=Shape, labels={Shape.VALLEY: "long valley"})
TIE = Flag(label="Fires at zero")


@parameters
class Params:
    shape: Shape = param(Shape.BOWL, SHAPE)
    rate: float = param(0.1, RATE)
    depth: float = param(1.0, Real(label="Depth", low=0.0, high=2.0, when={"shape": (Shape.VALLEY,)}))
    tie: bool = param(True, TIE)


def editor(spec: Spec, value: Any, parent: QWidget) -> tuple[ParamEditor, list[Any]]:
    made = ParamEditor("it", spec, parent)
    made.set_value(value)
    changes: list[Any] = []
    made.changed.connect(lambda _name, new: changes.append(new))
    return made, changes


def test_showing_a_value_reports_no_change(parent: QWidget) -> None:
    made, changes = editor(RATE, 0.1, parent)
    made.set_value(0.5)
    assert changes == []


def test_a_slider_offers_round_values(parent: QWidget) -> None:
    made, changes = editor(RATE, 0.1, parent)
    made.findChild(QSlider).setValue(731)
    assert changes == [float(f"{changes[0]:.3g}")]


def test_a_typed_value_is_taken_exactly(parent: QWidget) -> None:
    made, changes = editor(RATE, 0.1, parent)
    field = made.findChild(QLineEdit)
    field.setText("0,12345")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert changes == [0.12345]


@pytest.mark.parametrize("text", ["", "abc", "99", "nan", "-1"])
def test_a_typed_value_that_is_not_allowed_is_marked_and_changes_nothing(text: str, parent: QWidget) -> None:
    made, changes = editor(RATE, 0.1, parent)
    field = made.findChild(QLineEdit)
    field.setText(text)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert changes == []
    assert field.property("invalid") is True
    assert "a number from 0.001 to 10" in field.toolTip()


def test_a_whole_number_stays_one(parent: QWidget) -> None:
    made, changes = editor(COUNT, 4, parent)
    made.findChild(QSlider).setValue(7)
    assert changes == [7]
    assert isinstance(changes[0], int)


def test_a_choice_gives_the_member_itself(parent: QWidget) -> None:
    made, changes = editor(SHAPE, Shape.BOWL, parent)
    box = made.findChild(QComboBox)
    box.activated.emit(1)
    assert changes == [Shape.VALLEY]
    assert box.itemText(1) == "long valley"


def test_a_flag_is_toggled(parent: QWidget) -> None:
    made, changes = editor(TIE, True, parent)
    made.findChild(QCheckBox).click()
    assert changes == [False]


def test_every_control_has_a_name(parent: QWidget) -> None:
    for spec, value in ((RATE, 0.1), (COUNT, 4), (SHAPE, Shape.BOWL), (TIE, True)):
        made, _ = editor(spec, value, parent)
        focusable = [
            child
            for child in made.findChildren(QWidget)
            if child.focusPolicy() & Qt.FocusPolicy.TabFocus and child.isVisibleTo(made)
        ]
        assert focusable
        assert all(child.accessibleName().startswith(spec.label) for child in focusable)


def test_a_panel_hides_what_has_no_effect(parent: QWidget) -> None:
    panel = ControlPanel(Params, parent)
    panel.show_params(Params())
    shown = [made.name for made in panel.findChildren(ParamEditor) if not made.isHidden()]
    assert shown == ["shape", "rate", "tie"]
    panel.show_params(Params(shape=Shape.VALLEY))
    shown = [made.name for made in panel.findChildren(ParamEditor) if not made.isHidden()]
    assert shown == ["shape", "rate", "depth", "tie"]


def test_a_panel_shows_the_first_few_when_limited(parent: QWidget) -> None:
    panel = ControlPanel(Params, parent)
    panel.show_params(Params())
    panel.set_limit(2)
    assert [made.name for made in panel.findChildren(ParamEditor) if not made.isHidden()] == ["shape", "rate"]
    assert panel.hidden_count() == 1


def test_a_panel_has_as_many_columns_as_fit(parent: QWidget) -> None:
    panel = ControlPanel(Params, parent)
    assert panel.columns_for(100) == 1
    assert panel.columns_for(560) == 3
    assert ControlPanel(Params, parent, columns=1).columns_for(2000) == 1
