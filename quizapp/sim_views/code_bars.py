"""Rows of small buttons around a program: run, stop and reset; one line on and back; what the place below shows."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget


class RunBar(QWidget):
    """Title of the program, what is shown of it, and the buttons for lines of one's own."""

    run_asked = Signal()
    stop_asked = Signal()
    reset_asked = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        title = QLabel("PROGRAM", self)
        title.setProperty("role", "over")
        self._words = QLabel(self)
        self._words.setProperty("role", "muted")
        self._words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._run = _chip("▶ Run", "Run the lines as they stand (Ctrl+Enter)", self, self.run_asked.emit)
        self._stop = _chip("■ Stop", "Stop the run at once (Esc in the editor)", self, self.stop_asked.emit)
        self._reset = _chip("Reset", "Bring the built-in lines back", self, self.reset_asked.emit)
        _in_a_row(self, (title, self._words, self._run, self._stop, self._reset), wide=1)

    def show_state(self, words: str, *, running: bool, mine: bool) -> None:
        """Say what is shown, and offer what can be done."""
        self._words.setText(words)
        self._run.setEnabled(not running)
        self._stop.setEnabled(running)
        self._reset.setEnabled(mine)


class StepBar(QWidget):
    """Through a recorded run of one's own.

    Signals:
        moved: By so many lines.
        jumped: To the next (1) or previous (-1) breakpoint.
    """

    moved = Signal(int)
    jumped = Signal(int)

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._place = QLabel(self)
        self._place.setProperty("role", "muted")
        self._place.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self._first = _chip("‹ ●", "Back to the breakpoint before, or to the start", self, lambda: self.jumped.emit(-1))
        self._back = _chip("‹ line", "One line back", self, lambda: self.moved.emit(-1))
        self._next = _chip("line ›", "One line on", self, lambda: self.moved.emit(1))
        self._last = _chip("● ›", "On to the next breakpoint, or to the end", self, lambda: self.jumped.emit(1))
        _in_a_row(self, (self._first, self._back, self._next, self._last, self._place), wide=4)

    def show_place(self, step: int, length: int, stops: bool) -> None:
        """Show where in the run one stands, and whether there are breakpoints."""
        self._place.setText(f"{step:,} of {length:,} lines")
        for button, able in (
            (self._first, step > 0),
            (self._back, step > 0),
            (self._next, step < length),
            (self._last, step < length),
        ):
            button.setEnabled(able)
        self._first.setText("‹ ●" if stops else "‹‹")
        self._last.setText("● ›" if stops else "››")


class ChoiceBar(QWidget):
    """One of several.

    Signals:
        chosen: Another one was chosen.
    """

    chosen = Signal()

    def __init__(self, names: tuple[str, ...], parent: QWidget) -> None:
        super().__init__(parent)
        self.choice = names[0]
        self._buttons = {name: QPushButton(name, self) for name in names}
        for name, button in self._buttons.items():
            button.setProperty("kind", "tab")
            button.setCheckable(True)
            button.setChecked(name == self.choice)
            button.clicked.connect(lambda _=False, name=name: self.choose(name))
        _in_a_row(self, (*self._buttons.values(), QWidget(self)), wide=len(names))

    def choose(self, name: str) -> None:
        """Choose one."""
        self.choice = name
        for other, button in self._buttons.items():
            button.setChecked(other == name)
        self.chosen.emit()

    def allow(self, name: str, allowed: bool) -> None:
        """Offer one, or take it away."""
        self._buttons[name].setVisible(allowed)


def _chip(words: str, tip: str, parent: QWidget, on_click: Callable[[], object]) -> QPushButton:
    made = QPushButton(words, parent)
    made.setProperty("kind", "chip")
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.clicked.connect(on_click)
    return made


def _in_a_row(owner: QWidget, parts: tuple[QWidget, ...], wide: int) -> None:
    row = QHBoxLayout(owner)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(6)
    for index, part in enumerate(parts):
        row.addWidget(part, 1 if index == wide else 0)
