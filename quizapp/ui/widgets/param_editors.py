"""One editor for each kind of parameter, made from its spec: what it offers and refuses is what the spec says."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QSlider, QVBoxLayout, QWidget

from engine.params import Choice, Integer, Real, Scale, Spec, plain
from quizapp.ui.widgets.combo import Combo
from quizapp.ui.widgets.marks import Check

ROW_PX = 22
TRAVEL = 1000  # positions of a slider for a real number


class ParamEditor(QWidget):
    """Label, value and control of one parameter.

    Signals:
        changed: Name and new value, only when the learner changed it.
    """

    changed = Signal(str, object)

    def __init__(self, name: str, spec: Spec, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self._spec = spec
        self._control: _NumberControl | _ChoiceControl | _FlagControl
        if isinstance(spec, (Real, Integer)):
            self._control = _NumberControl(spec, self)
        elif isinstance(spec, Choice):
            self._control = _ChoiceControl(spec, self)
        else:
            self._control = _FlagControl(self)
        self._lay_out()
        self._control.edited.connect(self._on_edited)
        words = f"{spec.label} ({spec.symbol})" if spec.symbol else spec.label
        for widget in self._control.focusable():
            widget.setAccessibleName(words)
            widget.setAccessibleDescription(spec.help)
        self.setToolTip(f"{spec.help}\n{spec.allowed[0].upper()}{spec.allowed[1:]}." if spec.help else spec.allowed)

    @property
    def name(self) -> str:
        """Name of the parameter."""
        return self._name

    def set_value(self, value: Any) -> None:
        """Show a value without reporting it as a change."""
        self._control.show_value(value)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(6)
        symbol = f"  {self._spec.symbol}" if self._spec.symbol else ""
        label = QLabel(self._spec.label + symbol, self)
        label.setProperty("role", "muted")
        label.setMinimumWidth(20)
        label.setFixedHeight(ROW_PX)
        row.addWidget(label, 1)
        if isinstance(self._control, _NumberControl):
            row.addWidget(self._control.value)
        column.addLayout(row)
        column.addWidget(self._control)

    def _on_edited(self, value: object) -> None:
        self.changed.emit(self._name, value)


class _NumberControl(QWidget):
    """A slider with its value beside the label; the value can be typed."""

    edited = Signal(object)

    def __init__(self, spec: Real | Integer, parent: QWidget) -> None:
        super().__init__(parent)
        self._spec = spec
        self._shown: float = spec.low
        self.value = QLineEdit(parent)
        self.value.setProperty("kind", "inline")
        self.value.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.value.setFixedWidth(self._widest() + 14)
        self.value.editingFinished.connect(self._on_typed)
        self._slider = QSlider(Qt.Orientation.Horizontal, self)
        if isinstance(spec, Integer):
            self._slider.setRange(spec.low, spec.high)
            self._slider.setPageStep(max(1, (spec.high - spec.low) // 10))
        else:
            self._slider.setRange(0, TRAVEL)
            self._slider.setSingleStep(_single_step(spec))
            self._slider.setPageStep(TRAVEL // 10)
        self._slider.valueChanged.connect(self._on_slid)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._slider)

    def focusable(self) -> tuple[QWidget, ...]:
        return self._slider, self.value

    def show_value(self, value: Any) -> None:
        self._shown = value
        self._slider.blockSignals(True)
        self._slider.setValue(value if isinstance(self._spec, Integer) else round(self._spec.fraction(value) * TRAVEL))
        self._slider.blockSignals(False)
        self._write(value)

    def _widest(self) -> int:
        texts = (plain(value) + self._spec.unit for value in (self._spec.low, self._spec.high, 0.0123))
        return max(self.value.fontMetrics().horizontalAdvance(text) for text in texts)

    def _write(self, value: float) -> None:
        text = plain(value)
        self.value.setText(f"{text} {self._spec.unit}" if self._spec.unit else text)
        self._set_invalid(False)

    def _set_invalid(self, invalid: bool) -> None:
        if bool(self.value.property("invalid")) != invalid:
            self.value.setProperty("invalid", invalid)
            self.value.style().polish(self.value)

    def _on_slid(self, position: int) -> None:
        value = position if isinstance(self._spec, Integer) else self._spec.at(position / TRAVEL)
        if value != self._shown:
            self._shown = value
            self._write(value)
            self.edited.emit(value)

    def _on_typed(self) -> None:
        text = self.value.text().removesuffix(self._spec.unit).strip().replace(",", ".").replace("\u2212", "-")
        if text == plain(self._shown):
            self._write(self._shown)
            return
        try:
            value = self._spec.parse(text)
        except ValueError as error:
            self._set_invalid(True)
            self.value.setToolTip(f"Allowed: {error}.")
            return
        self.show_value(value)
        self.edited.emit(value)


def _single_step(spec: Real) -> int:
    if spec.step is None or spec.scale is Scale.LOG:
        return TRAVEL // 100
    return max(1, round(TRAVEL * spec.step / (spec.high - spec.low)))


class _ChoiceControl(QWidget):
    """A combo box. Members are found by their place: an enumeration does not survive as item data."""

    edited = Signal(object)

    def __init__(self, spec: Choice, parent: QWidget) -> None:
        super().__init__(parent)
        self._members = spec.members
        self._box = Combo(self)
        self._box.addItems([spec.label_of(member) for member in self._members])
        self._box.activated.connect(self._on_activated)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._box)

    def focusable(self) -> tuple[QWidget, ...]:
        return (self._box,)

    def show_value(self, value: Any) -> None:
        self._box.setCurrentIndex(self._members.index(value))

    def _on_activated(self, position: int) -> None:
        self.edited.emit(self._members[position])


class _FlagControl(QWidget):
    """A check box."""

    edited = Signal(object)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._box = Check("on", self)
        self._box.toggled.connect(self._on_toggled)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 2, 0, 2)
        row.addWidget(self._box)

    def focusable(self) -> tuple[QWidget, ...]:
        return (self._box,)

    def show_value(self, value: Any) -> None:
        self._box.blockSignals(True)
        self._box.setChecked(bool(value))
        self._box.setText("yes" if value else "no")
        self._box.blockSignals(False)

    def _on_toggled(self, checked: bool) -> None:
        self._box.setText("yes" if checked else "no")
        self.edited.emit(checked)
