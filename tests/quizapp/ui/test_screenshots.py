from __future__ import annotations

import statistics
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget

from engine.catalog import simulation_ids
from quizapp.main import make_context
from quizapp.services.library import Library
from quizapp.ui.main_window import SCREENS
from quizapp.ui.panels.quiz_result import QuizResultPanel
from quizapp.ui.screenshots import RESPONSES, Tour, close_dialogs, settle, stations, write_tour
from quizapp.ui.widgets.prediction_strip import ResultStrip


def clipped(window: QWidget) -> list[str]:
    """Return the labels and buttons on the screen that have less room than their text needs."""
    found = []
    for widget in window.findChildren(QWidget):
        if not widget.isVisible() or widget.visibleRegion().isEmpty():
            continue
        if isinstance(widget, QLabel) and widget.text():
            width = widget.contentsRect().width()
            if widget.wordWrap():
                short = widget.heightForWidth(widget.width()) > widget.height()
            else:
                short = widget.sizeHint().width() > widget.width() or widget.fontMetrics().height() > widget.height()
            if short or width <= 0:
                found.append(f"{type(widget).__name__} {widget.text()!r} {widget.size()} needs {widget.sizeHint()}")
        elif isinstance(widget, QAbstractButton) and widget.text():
            needed = widget.fontMetrics().horizontalAdvance(widget.text())
            if needed > widget.width():
                found.append(f"{type(widget).__name__} {widget.text()!r} {widget.size()}")
    return found


def has_arrived(window: QWidget, station: str) -> bool:
    """Return whether the keys of a station did what they are for, as far as the station has a mark to tell it by."""
    if station == "quiz-result":
        return any(panel.isVisible() for panel in window.findChildren(QuizResultPanel))
    if station == "card-predict-result":
        return any(strip.isVisible() for strip in window.findChildren(ResultStrip))
    if station.endswith("-feedback"):
        return any(button.isVisible() for button in window.findChildren(QAbstractButton) if button.accessibleName() == "Next")
    return True


@pytest.mark.parametrize("size", [pytest.param((1280, 800), marks=pytest.mark.slow), (960, 640)])
def test_nothing_is_clipped_on_any_picture(size: tuple[int, int], desk: Any) -> None:
    window = desk.open()
    window.resize(*size)
    found = {}
    for name, arrive in stations(window, desk.context).items():
        arrive()
        settle(window)
        assert has_arrived(window, name), name
        shown = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
        short = [text for widget in shown for text in clipped(widget)]
        if short:
            found[name] = short
        close_dialogs(window)
    assert found == {}


def test_the_tour_shows_every_screen_card_simulation_and_kind(desk: Any, library: Library) -> None:
    window = desk.open()
    names = set(stations(window, desk.context))
    expected = {f"lab-{name}" for name in simulation_ids()}
    for number, card in enumerate(library.cards, 1):
        expected |= {f"card-{number:02}-{card}-question", f"card-{number:02}-{card}-answer"}
    for kind in RESPONSES:
        expected |= {f"quiz-{kind}", f"quiz-{kind}-feedback"}
    assert expected <= names
    rest = names - expected
    assert rest == {
        "today",
        "cards",
        "lab",
        "quiz-setup",
        "quiz-result",
        "study-done",
        "help",
        "settings",
        "card-predict-result",
        "lab-seeds",
        "lab-compare",
        "lab-program",
        "lab-tables",
        "lab-notebook",
    }
    assert set(SCREENS) == {"today", "study", "cards", "lab", "quiz"}


def test_pictures_are_written_in_both_themes_and_any_size(tmp_path: Path, library: Library, qapp: QApplication) -> None:
    tour = Tour(folder=tmp_path / "new" / "pictures", theme="both", size=(960, 640), only="today")
    assert write_tour(tour, library, make_context) == 0
    pictures = {file.name: QImage(str(file)) for file in tour.folder.iterdir()}
    assert sorted(pictures) == ["today-dark.png", "today-light.png"]
    for picture in pictures.values():
        assert (picture.width(), picture.height()) == (960, 640)
    dark, light = (pictures[name].pixelColor(450, 635).lightness() for name in sorted(pictures))
    assert dark < 60 < 200 < light


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path, library: Library, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder")
    assert write_tour(Tour(file / "pictures", "light", (960, 640), "today"), library, make_context) == 2
    assert "cannot write to" in capsys.readouterr().err


def test_pictures_of_a_finer_screen_have_more_pixels_and_the_same_layout(tmp_path: Path) -> None:
    command = [
        sys.executable,
        "-m",
        "quizapp",
        "screenshots",
        str(tmp_path),
        "--theme",
        "light",
        "--only",
        "lab-mlp",
        "--ratio",
    ]
    for ratio in ("1", "2"):
        subprocess.run([*command, ratio], check=True, capture_output=True)
        (tmp_path / "lab-mlp_classifier-light.png").rename(tmp_path / f"{ratio}.png")
    coarse, fine = (QImage(str(tmp_path / f"{ratio}.png")) for ratio in ("1", "2"))
    assert fine.size() == 2 * coarse.size() == QSize(2560, 1600)
    shrunk = fine.scaled(coarse.size(), Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation)
    places = [(x, y) for x in range(4, 1280, 8) for y in range(4, 800, 8)]
    differences = [abs(coarse.pixelColor(x, y).lightness() - shrunk.pixelColor(x, y).lightness()) for x, y in places]
    assert statistics.mean(differences) < 3
