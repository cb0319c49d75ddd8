"""Named numbers: a few above a picture, all of them in a table."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from quizapp.ui.widgets.steady import SteadyLabel


class ReadoutSpec(Protocol):
    """Words, unit and digits of a number."""

    @property
    def name(self) -> str:
        """Key of the value."""
        ...

    @property
    def label(self) -> str:
        """Words beside the number."""
        ...

    @property
    def unit(self) -> str:
        """Unit; empty for a pure number."""
        ...

    @property
    def digits(self) -> int:
        """Digits after the point."""
        ...


def number_text(value: float, spec: ReadoutSpec) -> str:
    """Write a number for the eye: fixed digits where they suffice, powers of ten where they do not.

    Percentages are written as such: a unit of ``%`` says that the value is a share.
    """
    if not math.isfinite(value):
        return "–"
    if spec.unit == "%":
        return f"{100 * value:.{spec.digits}f}%"
    size = abs(value)
    if size >= 1e6 or (spec.digits and 0 < size < 10.0 ** (1 - spec.digits)):
        text = f"{value:.2e}".replace("e-0", "e-").replace("e+0", "e").replace("e+", "e")
    else:
        text = f"{value:.{spec.digits}f}"
    text = text.replace("-", "\u2212")
    return f"{text} {spec.unit}" if spec.unit else text


class ReadoutRow(QWidget):
    """A few numbers side by side, right-aligned in a face of fixed width so that they do not dance."""

    def __init__(self, specs: Sequence[ReadoutSpec], parent: QWidget) -> None:
        super().__init__(parent)
        self._specs = tuple(specs)
        self._numbers: dict[str, SteadyLabel] = {}
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(16)
        for spec in self._specs:
            column = QVBoxLayout()
            column.setSpacing(2)
            label = QLabel(spec.label, self)
            label.setProperty("role", "muted")
            label.setAlignment(Qt.AlignmentFlag.AlignRight)
            column.addWidget(label)
            number = SteadyLabel(self, 60, 20)
            number.setProperty("role", "number")
            column.addWidget(number, 0, Qt.AlignmentFlag.AlignRight)
            row.addLayout(column)
            self._numbers[spec.name] = number

    def show_values(self, values: Mapping[str, float]) -> None:
        """Show the values by name."""
        for spec in self._specs:
            self._numbers[spec.name].show_text(number_text(values[spec.name], spec))


class ReadoutTable(QWidget):
    """All numbers below one another."""

    def __init__(self, specs: Sequence[ReadoutSpec], parent: QWidget) -> None:
        super().__init__(parent)
        self._specs = tuple(specs)
        self._numbers: dict[str, SteadyLabel] = {}
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setVerticalSpacing(3)
        for row, spec in enumerate(self._specs):
            label = QLabel(spec.label, self)
            label.setProperty("role", "muted")
            number = SteadyLabel(self, 90, 18)
            number.setProperty("role", "mono")
            number.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(label, row, 0)
            grid.addWidget(number, row, 1, Qt.AlignmentFlag.AlignRight)
            self._numbers[spec.name] = number
        grid.setColumnStretch(1, 1)

    def show_values(self, values: Mapping[str, float]) -> None:
        """Show the values by name."""
        if self.isHidden():
            return
        for spec in self._specs:
            self._numbers[spec.name].show_text(number_text(values[spec.name], spec))
