"""Taking a run away: as a picture, as numbers, as a link."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog

from quizapp.ui.panels.export import FORMATS
from quizapp.ui.panels.simulation_panel import SimulationPanel
from quizapp.ui.widgets.toast import Toast

RUN = "perceptron_learning@1?data=or&seed=0"


@pytest.fixture
def shown(desk: Any) -> Any:
    window = desk.open()
    window.go(f"lab/{RUN}")
    panel = next(panel for panel in window.findChildren(SimulationPanel) if panel.isVisible())
    panel.session.seek(12)
    panel.settle()
    return panel


def save_as(monkeypatch: pytest.MonkeyPatch, path: Path | str, kind: str = "") -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


def said(desk: Any) -> str:
    return str(desk.window.findChild(Toast).accessibleName())


def test_a_picture_is_exported_as_it_is_shown(desk: Any, shown: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_as(monkeypatch, tmp_path / "run.png")
    desk.press("x")
    image = QImage(str(tmp_path / "run.png"))
    assert image.size() == shown.picture.size() * shown.devicePixelRatioF()
    assert len({image.pixelColor(x, y).name() for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}) > 4
    assert said(desk) == f"Written: {tmp_path / 'run.png'}"


def test_a_drawing_has_lines_and_a_description(desk: Any, shown: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_as(monkeypatch, tmp_path / "run.svg")
    desk.press("x")
    root = ElementTree.parse(tmp_path / "run.svg").getroot()
    names = [element.tag.rpartition("}")[2] for element in root.iter()]
    assert len([name for name in names if name in ("path", "polyline", "rect", "circle", "text")]) > 5
    assert shown.session.describe(shown.session.frame()) in "".join(root.itertext())


def test_numbers_are_those_of_every_step_so_far(desk: Any, shown: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    save_as(monkeypatch, tmp_path / "run", FORMATS[".csv"])  # the ending comes from the chosen kind
    desk.press("x")
    with (tmp_path / "run.csv").open(encoding="utf-8") as file:
        header, *rows = csv.reader(file)
    history = shown.session.frame().history
    assert header == ["example", *history]
    assert [int(row[0]) for row in rows] == list(range(13))
    assert [[float(number) for number in row[1:]] for row in rows] == [
        list(values) for values in zip(*history.values(), strict=True)
    ]


def test_a_place_that_cannot_be_written_is_said(desk: Any, shown: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown.isVisible()
    for ending in FORMATS:
        save_as(monkeypatch, tmp_path / "nowhere" / f"run{ending}")
        desk.press("x")
        assert "cannot be written: No such file or directory" in said(desk)


def test_a_cancelled_export_writes_nothing(desk: Any, shown: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert shown.isVisible()
    save_as(monkeypatch, "")
    desk.press("x")
    assert not list(tmp_path.glob("*.png"))


def test_a_copied_link_is_opened_and_anything_else_refused(desk: Any, shown: Any) -> None:
    desk.press("l")
    link = QGuiApplication.clipboard().text()
    desk.press(Qt.Key.Key_Escape)
    assert not shown.isVisible()
    desk.press_control(Qt.Key.Key_V)
    assert shown.isVisible()
    assert shown.session.share == link
    for text in ("", "not a run", "perceptron_learning@1?data=nonsense"):
        QGuiApplication.clipboard().setText(text)
        desk.press_control(Qt.Key.Key_V)
        assert said(desk).startswith("What was copied is no run: ")
        assert shown.session.share == link
