"""The settings. Every change holds at once; a wrong one is said beside its field and changes nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from quizapp.domain.errors import InvalidSettingsError
from quizapp.domain.settings import MAX_NEW_PER_DAY, Theme
from quizapp.services.settings import SettingsService
from quizapp.ui.widgets.basics import button, label
from quizapp.ui.widgets.combo import Combo
from quizapp.ui.widgets.marks import Check, Number

THEMES = ((Theme.SYSTEM, "As the system"), (Theme.LIGHT, "Light"), (Theme.DARK, "Dark"))


class SettingsDialog(QDialog):
    """Look and schedule.

    Signals:
        changed: A setting has another value now.
    """

    changed = Signal()

    def __init__(self, settings: SettingsService, where: str, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            settings: What is shown and changed.
            where: Path of the collection file.
            parent: Owner.
        """
        super().__init__(parent)
        self._settings = settings
        self.setWindowTitle("Settings")
        self.setMinimumWidth(480)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._error = label("", self, "muted", wrap=True)
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(12)
        column.addLayout(self._form())
        column.addWidget(self._error)
        column.addWidget(label(f"Your collection: {where}", self, "muted", wrap=True))
        column.addWidget(button("Close", self, self.accept), 0, Qt.AlignmentFlag.AlignRight)

    def _form(self) -> QGridLayout:
        form = QGridLayout()
        form.setHorizontalSpacing(24)
        form.setVerticalSpacing(12)
        form.setColumnStretch(1, 1)
        for row, (name, field) in enumerate(self._fields()):
            form.addWidget(label(name, self), row, 0)
            form.addWidget(field, row, 1)
        return form

    def _fields(self) -> Iterator[tuple[str, QWidget]]:
        now = self._settings.current
        theme = Combo(self)
        theme.addItems([words for _, words in THEMES])
        theme.setCurrentIndex([value for value, _ in THEMES].index(now.theme))
        theme.activated.connect(self._on_theme)
        yield "Colours", _named(theme, "Colours")
        yield "New cards a day", self._number("new_per_day", now.new_per_day, 0, MAX_NEW_PER_DAY, "")
        retention = self._number(
            "desired_retention", round(100 * now.desired_retention), 70, 99, " %", lambda value: value / 100
        )
        retention.setToolTip("Chance of recall at which a card is asked again. Higher means more reviews.")
        yield "Wanted recall", _named(retention, "Wanted recall")
        yield "Learning steps, minutes", self._steps("learning_steps", now.learning_steps)
        yield "Steps after forgetting, minutes", self._steps("relearning_steps", now.relearning_steps)
        yield "The day begins at", self._number("day_start_hour", now.day_start_hour, 0, 23, " h")
        motion = Check("Show results without animation", self)
        motion.setChecked(now.reduced_motion)
        motion.toggled.connect(self._on_motion)
        yield "Motion", motion

    def _number(self, name: str, value: int, low: int, high: int, suffix: str, convert: Callable[[int], Any] = int) -> Number:
        box = Number(self)
        box.setRange(low, high)
        box.setSuffix(suffix)
        box.setValue(value)
        box.setAccessibleName(name.replace("_", " "))
        box.setProperty("setting", name)
        box.setProperty("factor", convert(100) / 100)
        box.valueChanged.connect(self._on_number)
        return box

    def _steps(self, name: str, steps: tuple[int, ...]) -> QLineEdit:
        field = QLineEdit(" ".join(map(str, steps)), self)
        field.setAccessibleName(name.replace("_", " "))
        field.setProperty("setting", name)
        field.editingFinished.connect(self._on_steps)
        return field

    def _change(self, name: str, value: Any) -> None:
        try:
            self._settings.change(**{name: value})
        except InvalidSettingsError as error:
            self._error.setText(f"Not changed: {error}")
            return
        self._error.setText("")
        self.changed.emit()

    def _on_theme(self, place: int) -> None:
        self._change("theme", THEMES[place][0])

    def _on_number(self, value: int) -> None:
        box = self.sender()
        factor = float(box.property("factor"))
        self._change(str(box.property("setting")), value if factor == 1 else round(value * factor, 2))

    def _on_steps(self) -> None:
        field = self.sender()
        if not isinstance(field, QLineEdit):
            return
        words = field.text().replace(",", " ").split()
        if not all(word.isdecimal() for word in words):
            self._error.setText("Not changed: steps are whole minutes with spaces between them, for example 1 10")
            return
        self._change(str(field.property("setting")), tuple(map(int, words)))

    def _on_motion(self, reduced: bool) -> None:
        self._change("reduced_motion", reduced)


def _named(widget: QWidget, name: str) -> QWidget:
    widget.setAccessibleName(name)
    return widget
