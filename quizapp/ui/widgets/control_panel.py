"""The controls of a simulation, generated from its parameters; those without effect are hidden."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QGridLayout, QWidget

from engine.params import has_effect, specs
from quizapp.ui.widgets.param_editors import ParamEditor

COLUMN_WIDTH = 150
SPACING = 22


class ControlPanel(QWidget):
    """A grid of parameter editors, as many columns as the width allows.

    Signals:
        changed: Name and new value of a parameter the learner changed.
    """

    changed = Signal(str, object)

    def __init__(self, params_type: type, parent: QWidget | None = None, *, columns: int | None = None) -> None:
        """Make the editors.

        Args:
            params_type: Class of the parameters.
            parent: Owner.
            columns: Fixed number of columns; None fits them to the width.
        """
        super().__init__(parent)
        self._specs = specs(params_type)
        self._columns = columns
        self._limit: int | None = None
        self._params: Any = None
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(SPACING)
        self._grid.setVerticalSpacing(10)
        self._editors = [ParamEditor(name, spec, self) for name, spec in self._specs.items()]
        for editor in self._editors:
            editor.changed.connect(self.changed)
        self._placed: tuple[tuple[str, ...], int] = ((), 0)

    def show_params(self, params: Any) -> None:
        """Show these values."""
        self._params = params
        for editor in self._editors:
            editor.set_value(getattr(params, editor.name))
        self._place()

    def set_limit(self, limit: int | None) -> None:
        """Show only the first editors; None shows all."""
        self._limit = limit
        self._place()

    def hidden_count(self) -> int:
        """Return how many editors that have an effect the limit hides."""
        return 0 if self._limit is None else max(0, len(self._effective()) - self._limit)

    def columns_for(self, width: int) -> int:
        """Return how many columns fit a width."""
        return self._columns or max(1, (width + SPACING) // (COLUMN_WIDTH + SPACING))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fit the columns to the new width."""
        super().resizeEvent(event)
        self._place()

    def _effective(self) -> list[ParamEditor]:
        if self._params is None:
            return []
        return [editor for editor in self._editors if has_effect(self._specs[editor.name], self._params)]

    def _place(self) -> None:
        shown = self._effective()[: self._limit]
        columns = self.columns_for(self.width())
        placing = (tuple(editor.name for editor in shown), columns)
        if placing == self._placed:
            return
        self._placed = placing
        for editor in self._editors:
            self._grid.removeWidget(editor)
            editor.setVisible(editor in shown)
        for position, editor in enumerate(shown):
            self._grid.addWidget(editor, position // columns, position % columns)
        for column in range(self._grid.columnCount()):
            self._grid.setColumnStretch(column, 1 if column < columns else 0)
