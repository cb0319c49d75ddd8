"""The program of a run in the window: what it prints is what the window shows."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPlainTextEdit, QPushButton

from quizapp.ui.dialogs.program import ProgramDialog
from quizapp.ui.panels.simulation_panel import SimulationPanel


@pytest.fixture
def panel(desk: Any) -> Any:
    window = desk.open()
    window.go("lab/perceptron_learning/and_strict")
    found = next(panel for panel in window.findChildren(SimulationPanel) if panel.isVisible())
    found.session.seek(9)
    found.settle()
    return found


@pytest.fixture
def dialog(desk: Any, panel: Any) -> Any:
    desk.press("k")
    found = desk.window.findChild(ProgramDialog)
    yield found
    found.close()


def click(dialog: ProgramDialog, text: str) -> None:
    next(button for button in dialog.findChildren(QPushButton) if button.text() == text).click()


def test_the_copied_program_prints_the_numbers_on_the_screen(dialog: Any, panel: Any) -> None:
    click(dialog, "Copy")
    text = QGuiApplication.clipboard().text()
    done = subprocess.run([sys.executable, "-I", "-"], input=text, capture_output=True, text=True, check=True)
    last = json.loads(done.stdout)["readouts"][-1]
    assert last == {"step": 9, **panel.session.frame().readouts}
    assert dialog.findChild(QPlainTextEdit).toPlainText() == text.rstrip("\n")


def test_the_program_of_a_run_that_has_not_begun_is_that_of_a_whole_run(desk: Any, panel: Any) -> None:
    panel.session.reset()
    panel.settle()
    desk.press("k")
    dialog = desk.window.findChild(ProgramDialog)
    assert f"0, 8, 16 … {panel.session.horizon}" in " ".join(made.text() for made in dialog.findChildren(QLabel))
    dialog.close()


def test_a_saved_program_is_the_copied_one(dialog: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "run"), ""))
    click(dialog, "Save …")
    click(dialog, "Copy")
    assert (tmp_path / "run.py").read_text(encoding="utf-8") == QGuiApplication.clipboard().text()


def test_a_file_that_cannot_be_written_is_said(dialog: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "missing" / "run.py"), ""))
    click(dialog, "Save …")
    assert any("cannot be written: No such file" in made.text() for made in dialog.findChildren(QLabel))
