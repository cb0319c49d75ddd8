"""What a prediction is typed, chosen or pointed with; one widget for each kind of prediction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QButtonGroup, QFrame, QGridLayout, QHBoxLayout, QLineEdit, QRadioButton, QWidget

from quizapp.domain.numbers import parse_quantity, plain_signs
from quizapp.domain.predictions import ChoicePrediction, ClickPrediction, Estimate, Option, Pick, Prediction, Response, Spot
from quizapp.ui.widgets.basics import label, set_property
from quizapp.ui.widgets.prediction_words import LETTERS
from quizapp.ui.widgets.readout_row import ReadoutSpec

FIELD_PX = 92
LINE_PX = 25
SHORT = 16  # characters of options that stand side by side
BEGINNINGS = "0123456789.,-−+"  # of a number that is typed


class PredictionInput(Protocol):
    """A widget that takes the response to one prediction.

    Attributes:
        changed: Signal(): the response is another one now.
    """

    changed: SignalInstance

    def response(self) -> Response | None:
        """Return the response; None as long as there is none, or none that can be read."""
        ...

    def complaint(self) -> str:
        """Return what is missing or cannot be read, one sentence; empty if nothing is."""
        ...

    def key(self, text: str) -> bool:
        """Do what a key means that nobody took. Returns whether it means anything."""
        ...


def build_input(prediction: Prediction, specs: Sequence[ReadoutSpec], parent: QWidget) -> QWidget:
    """Return a new widget for a prediction: a ``PredictionInput``."""
    if isinstance(prediction, ChoicePrediction):
        return ChoiceInput(prediction.options, parent)
    return SpotInput(specs, parent) if isinstance(prediction, ClickPrediction) else NumberInput(specs[0], parent)


class OptionLine(QFrame):
    """One option: a radio button, its letter and its text. A click anywhere on it chooses it."""

    def __init__(self, option: Option, letter: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "option")
        self.button = QRadioButton(self)
        self.button.setAccessibleName(f"{letter}: {option.text}")
        self.button.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # after a click, Space still shows the card's answer
        self.button.toggled.connect(self._on_toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 2, 10, 2)
        row.setSpacing(8)
        row.addWidget(self.button)
        row.addWidget(label(option.text, self, "value", wrap=True), 1)
        row.addWidget(label(letter, self, "key"), 0, Qt.AlignmentFlag.AlignVCenter)
        self.setMinimumHeight(LINE_PX)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        if event.button() is Qt.MouseButton.LeftButton:
            self.button.click()

    def _on_toggled(self, chosen: bool) -> None:
        set_property(self, "chosen", chosen)


class ChoiceInput(QWidget):
    """Options below one another, short ones side by side; letters and digits choose."""

    changed = Signal()

    def __init__(self, options: Sequence[Option], parent: QWidget) -> None:
        super().__init__(parent)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(4)
        columns = 2 if max(len(option.text) for option in options) <= SHORT else 1
        self._group = QButtonGroup(self)
        self.lines = [OptionLine(option, letter, self) for letter, option in zip(LETTERS, options, strict=False)]
        for place, line in enumerate(self.lines):
            self._group.addButton(line.button, place)
            grid.addWidget(line, place // columns, place % columns)
        self._group.idToggled.connect(self._on_toggled)

    def response(self) -> Pick | None:
        """Return the chosen option."""
        chosen = self._group.checkedId()
        return None if chosen < 0 else Pick(chosen)

    def complaint(self) -> str:
        """Return what to do as long as nothing is chosen."""
        return "" if self.response() is not None else f"Choose one of A to {LETTERS[len(self.lines) - 1]} first."

    def key(self, text: str) -> bool:
        """Choose by letter or by digit."""
        place = LETTERS.find(text.upper()) if len(text) == 1 and text.isalpha() else int(text) - 1 if text.isdecimal() else -1
        if not 0 <= place < len(self.lines):
            return False
        self.lines[place].button.click()
        return True

    def _on_toggled(self) -> None:
        self.changed.emit()


class NumberInput(QWidget):
    """A number, or with the second field an interval."""

    changed = Signal()

    def __init__(self, spec: ReadoutSpec, parent: QWidget) -> None:
        super().__init__(parent)
        self._unit = spec.unit
        self._low = number_field(f"Your prediction of {spec.label}, a number, or where your interval begins", self)
        self._high = number_field("Where your interval ends; empty for a single number", self)
        self._low.setPlaceholderText("a number")
        self._high.setPlaceholderText("if unsure")
        row = _row(self, label(spec.label, self, "secondary"), self._low, label("to", self, "muted"), self._high)
        if spec.unit:
            row.addWidget(label(spec.unit, self, "secondary"))
        row.addStretch(1)
        for field in (self._low, self._high):
            field.textEdited.connect(self._on_edited)

    def response(self) -> Estimate | None:
        """Return the number or the interval, in the readout's own scale."""
        try:
            low = _read(self._low, self._unit)
            high = _read(self._high, self._unit) if self._high.text().strip() else low
        except ValueError:
            return None
        return Estimate(low, high) if low <= high else None

    def complaint(self) -> str:
        """Return what cannot be read."""
        if not self._low.text().strip():
            return "Type a number first, or two ends of an interval."
        try:
            low = _read(self._low, self._unit)
            high = _read(self._high, self._unit) if self._high.text().strip() else low
        except ValueError as error:
            return str(error)
        return "" if low <= high else "The interval must begin below its end."

    def key(self, text: str) -> bool:
        """Begin to type."""
        return _begin(self._low, text)

    def _on_edited(self) -> None:
        self.changed.emit()


class SpotInput(QWidget):
    """Two coordinates: pointed at in the picture, or typed."""

    changed = Signal()

    def __init__(self, specs: Sequence[ReadoutSpec], parent: QWidget) -> None:
        super().__init__(parent)
        self._fields = [number_field(f"Your prediction of {spec.label}", self) for spec in specs]
        x, y = self._fields
        row = _row(self, label("Click in the picture, or type", self, "secondary"), x, y)
        row.addStretch(1)
        for field, name in ((x, "x"), (y, "y")):
            field.setPlaceholderText(name)
            field.setFixedWidth(FIELD_PX - 16)
            field.textEdited.connect(self._on_edited)

    def point(self, x: float, y: float) -> None:
        """Take a place from the picture."""
        for field, value in zip(self._fields, (x, y), strict=True):
            field.setText(f"{value:.3g}")
        self.changed.emit()

    def response(self) -> Spot | None:
        """Return the place."""
        try:
            return Spot(*(_read(field, "") for field in self._fields))
        except ValueError:
            return None

    def complaint(self) -> str:
        """Return what is missing."""
        return "" if self.response() is not None else "Click in the picture first, or type two numbers."

    def key(self, text: str) -> bool:
        """Begin to type."""
        return _begin(self._fields[0], text)

    def _on_edited(self) -> None:
        self.changed.emit()


def number_field(name: str, parent: QWidget) -> QLineEdit:
    """Return a small field for a number."""
    field = QLineEdit(parent)
    field.setAccessibleName(name)
    field.setMaxLength(24)
    field.setFixedWidth(FIELD_PX)
    return field


def _row(owner: QWidget, *widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout(owner)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(8)
    for widget in widgets:
        row.addWidget(widget)
    return row


def _begin(field: QLineEdit, text: str) -> bool:
    if len(text) != 1 or text not in BEGINNINGS:
        return False
    field.setFocus()
    field.insert(text)
    field.textEdited.emit(field.text())
    return True


def _read(field: QLineEdit, unit: str) -> float:
    """Return a typed number in the readout's own scale: where the unit is a per cent sign, 85 means 0.85.

    Raises:
        ValueError: If it is no number, or in another unit.
    """
    typed = parse_quantity(field.text())
    if typed.unit not in ("", plain_signs(unit)):
        raise ValueError(f"type a number in {unit}" if unit else "this number has no unit")
    return typed.value / 100 if unit == "%" else typed.value
