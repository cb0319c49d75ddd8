"""Notebook and tables in the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton

from quizapp.services.tables import as_csv, tables_of
from quizapp.ui.dialogs.notebook import NotebookDialog
from quizapp.ui.dialogs.tables import TablesDialog
from quizapp.ui.panels.comparison import ComparisonPanel
from quizapp.ui.panels.simulation_panel import SimulationPanel
from quizapp.ui.widgets.combo import Combo


def shown(desk: Any) -> SimulationPanel:
    panel = next(panel for panel in desk.window.findChildren(SimulationPanel) if panel.isVisible())
    panel.settle()
    return panel


def click(dialog: Any, text: str) -> None:
    next(button for button in dialog.findChildren(QPushButton) if button.text() == text).click()


@pytest.fixture
def lab(desk: Any) -> Any:
    desk.open().go("lab/perceptron_learning/and_gate")
    shown(desk)
    desk.window.go("lab/perceptron_learning/xor_cycles")
    shown(desk)
    return desk


def test_the_notebook_leads_back_to_a_run_at_its_step(lab: Any) -> None:
    lab.press("n")
    dialog = lab.window.findChild(NotebookDialog)
    table = dialog._view.model()
    assert [table.index(row, 0).data() for row in range(table.rowCount())] == ["XOR goes round in circles", "AND is learned"]
    dialog._view.selectRow(1)
    click(dialog, "Open")
    panel = shown(lab)
    assert (panel.session.params.data, panel.session.step) == ("and", 24)


def test_a_run_of_the_notebook_is_compared_with_the_open_one(lab: Any) -> None:
    lab.press("n")
    dialog = lab.window.findChild(NotebookDialog)
    dialog._view.selectRow(1)
    click(dialog, "Compare")
    made = lab.window.findChild(ComparisonPanel)
    assert [session.params.data for session in made.sessions] == ["xor", "and"]


def test_an_empty_notebook_says_what_it_is_for(desk: Any) -> None:
    dialog = NotebookDialog((), "perceptron_learning", desk.open())
    assert any("is kept here" in made.text() for made in dialog.findChildren(QLabel))
    assert not any(made.isEnabled() for made in dialog.findChildren(QPushButton) if made.text() != "Close")


def test_every_table_can_be_chosen_copied_and_saved(lab: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lab.press("v")
    dialog = lab.window.findChild(TablesDialog)
    session = shown(lab).session
    tables = tables_of(session.simulation, session.frame())
    choice = dialog.findChild(Combo)
    assert choice.count() == len(tables)
    for index, table in enumerate(tables):
        choice.setCurrentIndex(index)
        model = dialog._view.model()
        assert (model.rowCount(), model.columnCount()) == (table.n_rows, len(table.names))
        assert model.headerData(0, Qt.Orientation.Horizontal) == table.names[0]
        click(dialog, "Copy")
        assert QGuiApplication.clipboard().text() == as_csv(table, separator="\t")
        monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "numbers"), ""))
        click(dialog, "Save …")
        assert (tmp_path / "numbers.csv").read_text(encoding="utf-8") == as_csv(table)
    dialog.close()
