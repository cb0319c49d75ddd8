"""Every question kind that is put to a learner has a view, and every view takes a response and shows its grade."""

from __future__ import annotations

import tomllib
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QWidget

import quizapp.ui.question_views
from quizapp.decks.items import read_item
from quizapp.decks.toml_block import Span, TomlBlock
from quizapp.domain.kinds import kinds
from quizapp.domain.questions import Verdict
from quizapp.ui.question_views.protocol import build_question_view
from quizapp.ui.theme import DARK, LIGHT

EXAMPLES = Path(__file__).parents[1] / "content" / "kinds"
NOT_PUT = {"generated"}  # becomes one of the others before it is put
SHARED = {"protocol", "choices"}
PUT = sorted(set(kinds()) - NOT_PUT)
KEYS = {"single": "1", "multi": "12", "truefalse": "13", "numeric": ""}

pytestmark = pytest.mark.usefixtures("qapp")


def body_of(kind: str) -> Any:
    source = f'id = "example"\ntype = "{kind}"\n' + (EXAMPLES / kind / "example.toml").read_text(encoding="utf-8")
    question, _ = read_item(TomlBlock(Span("example.toml", 1, 1, source), tomllib.loads(source)))
    assert question is not None
    return question.body


def view_of(kind: str, parent: QWidget) -> Any:
    view = build_question_view(kind, body_of(kind), LIGHT, parent)
    view.resize(560, 400)
    parent.show()
    return view


def respond(kind: str, view: Any) -> None:
    for key in KEYS[kind]:
        assert view.key(key)
    for field in view.findChildren(QLineEdit):
        QTest.keyClicks(field, "7")


def test_every_kind_that_is_put_has_a_view() -> None:
    modules = {module.name for module in iter_modules(quizapp.ui.question_views.__path__)} - SHARED
    assert modules == set(PUT)


@pytest.mark.parametrize("kind", PUT)
def test_no_response_before_something_is_chosen(kind: str, parent: QWidget) -> None:
    assert view_of(kind, parent).response() is None


@pytest.mark.parametrize("kind", PUT)
def test_the_keyboard_alone_gives_a_response_the_kind_can_grade(kind: str, parent: QWidget) -> None:
    view = view_of(kind, parent)
    changes: list[None] = []
    view.changed.connect(lambda: changes.append(None))
    respond(kind, view)
    assert changes
    assert view.complaint() == ""
    assert kinds()[kind].grade(body_of(kind), view.response()).verdict is not Verdict.UNANSWERED


@pytest.mark.parametrize("kind", PUT)
def test_an_incomplete_response_is_met_with_a_sentence(kind: str, parent: QWidget) -> None:
    assert view_of(kind, parent).complaint() or kind == "single"


@pytest.mark.parametrize("kind", PUT)
def test_a_shown_grade_takes_no_more_input(kind: str, parent: QWidget) -> None:
    view = view_of(kind, parent)
    respond(kind, view)
    response = view.response()
    view.show_grade(kinds()[kind].grade(body_of(kind), response), response)
    for button in view.findChildren(QAbstractButton):
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    for field in view.findChildren(QLineEdit):
        QTest.keyClicks(field, "9")
    assert view.response() == response


@pytest.mark.parametrize("kind", PUT)
def test_a_grade_changes_the_picture_and_not_by_colour_alone(kind: str, parent: QWidget) -> None:
    view = view_of(kind, parent)
    respond(kind, view)
    before = view.grab().toImage()
    response = view.response()
    view.show_grade(kinds()[kind].grade(body_of(kind), response), response)
    assert view.grab().toImage() != before


@pytest.mark.parametrize("kind", PUT)
def test_everything_that_takes_the_keyboard_has_a_name(kind: str, parent: QWidget) -> None:
    view = view_of(kind, parent)
    for widget in view.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget


@pytest.mark.parametrize("kind", PUT)
def test_a_view_follows_the_theme(kind: str, parent: QWidget) -> None:
    view = view_of(kind, parent)
    view.set_theme(DARK)
    view.grab()
