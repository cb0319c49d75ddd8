"""The strip under a waiting simulation: asks for a prediction, and afterwards shows it beside what came true."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from quizapp.domain.predictions import (
    ChoicePrediction,
    Commitment,
    Estimate,
    NumberPrediction,
    Pick,
    Prediction,
    Spot,
    holds,
)
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import button, label, tool
from quizapp.ui.widgets.icon_painter import paint_icons
from quizapp.ui.widgets.prediction_axis import PredictionAxis
from quizapp.ui.widgets.prediction_inputs import PredictionInput, SpotInput, build_input
from quizapp.ui.widgets.prediction_words import LETTERS, response_text, sentence
from quizapp.ui.widgets.readout_row import ReadoutSpec, number_text

CROSS = QSize(12, 12)
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class QuestionStrip(QFrame):
    """Asks for one prediction.

    Signals:
        committed: The learner stands by the response.
        declined: The learner wants to be shown.
        placed: x, y of the place the response names by now; not numbers if it names none.
    """

    committed = Signal(object)
    declined = Signal()
    placed = Signal(float, float)

    def __init__(self, prediction: Prediction, specs: Sequence[ReadoutSpec], parent: QWidget) -> None:
        super().__init__(parent)
        self.setProperty("role", "note")
        self.setAccessibleName(f"Prediction: {prediction.prompt}")
        self._widget = build_input(prediction, specs, self)
        self._input: PredictionInput = self._widget  # type: ignore[assignment]  # a widget that is one, see build_input
        self._input.changed.connect(self._on_changed)
        self._complaint = label("", self, "muted", wrap=True)
        self._complaint.setProperty("tone", "warn")
        self._complaint.hide()
        commit = button("Commit and run    Enter", self, self.commit, "primary")
        commit.setAccessibleName("Commit and run")
        commit.setStyleSheet("min-height: 32px")
        decline = button("Just show me", self, self.declined.emit, "quiet")
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 8)
        column.setSpacing(6)
        column.addWidget(label(prediction.prompt, self, "value", wrap=True))
        column.addWidget(self._widget)
        column.addWidget(self._complaint)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(commit, 1)
        row.addWidget(decline)
        column.addLayout(row)

    def point(self, x: float, y: float) -> None:
        """Take a place the learner points at in the picture."""
        if isinstance(self._widget, SpotInput):
            self._widget.point(x, y)

    def commit(self) -> None:
        """Stand by the response, or say what is missing."""
        response = self._input.response()
        if response is None:
            self._complain(self._input.complaint())
        else:
            self.committed.emit(response)

    def key(self, text: str) -> bool:
        """Let a key choose or begin to type. Returns whether it means anything."""
        return self._input.key(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Commit with Enter from any field, unless a button has the keyboard."""
        if event.key() not in ENTER:
            super().keyPressEvent(event)
            return
        focused = self.focusWidget()
        if isinstance(focused, QPushButton) and focused.hasFocus():
            focused.click()
        else:
            self.commit()

    def _on_changed(self) -> None:
        self._complain("")
        response = self._input.response()
        self.placed.emit(*((response.x, response.y) if isinstance(response, Spot) else (math.nan, math.nan)))

    def _complain(self, text: str) -> None:
        self._complaint.setText(text)
        self._complaint.setVisible(bool(text))


class ResultStrip(QFrame):
    """Shows what was said beside what came true.

    Signals:
        closed: The learner has seen it.
    """

    closed = Signal()

    def __init__(self, made: Commitment, specs: Sequence[ReadoutSpec], parent: QWidget) -> None:
        super().__init__(parent)
        word, tone = {True: ("✓ Right", "good"), False: ("✗ Not so", "bad"), None: ("Shown", "")}[made.right]
        self.text = f"{word.lstrip('✓✗ ')}. {sentence(made, specs)}"
        self.setProperty("role", tone or "note")
        self.setAccessibleName("Your prediction and the run")
        self.setAccessibleDescription(self.text)
        title = label(word, self, "value")
        title.setProperty("tone", tone)
        close = tool("Close the result (C)", "cross", self, self.closed.emit)
        close.setIconSize(CROSS)
        close.setFixedSize(CROSS * 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 6, 6, 6)
        column.setSpacing(2)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(title, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(label(sentence(made, specs), self, "secondary", wrap=True), 1, Qt.AlignmentFlag.AlignTop)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self._axis = _axis(made, specs, self)
        if self._axis is not None:
            column.addWidget(self._axis)
        if isinstance(made.prediction, ChoicePrediction):
            column.addLayout(_marked_options(made.prediction, made, self))

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        paint_icons(self, theme)
        if self._axis is not None:
            self._axis.set_theme(theme)


def _axis(made: Commitment, specs: Sequence[ReadoutSpec], parent: QWidget) -> PredictionAxis | None:
    if not isinstance(made.prediction, NumberPrediction) or not isinstance(made.response, Estimate):
        return None
    if not isinstance(made.truth, float):
        return None
    axis = PredictionAxis(parent)
    words = response_text(made.response, specs), number_text(made.truth, specs[0])
    axis.show_result(made.response, made.prediction.atol, made.truth, words)
    return axis


def _marked_options(prediction: ChoicePrediction, made: Commitment, parent: QWidget) -> QGridLayout:
    """Return the option that was chosen and the one that came true, each with its mark and its word."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(2)
    grid.setColumnStretch(2, 1)
    chosen = made.response.option if isinstance(made.response, Pick) else -1
    for place, option in enumerate(prediction.options):
        is_true = holds(option, made.truth)
        if place == chosen or is_true:
            mark = label("✓" if is_true else "✗", parent, "value")
            mark.setProperty("tone", "good" if is_true else "bad")
            who = label(("you and the run" if is_true else "you") if place == chosen else "the run", parent, "muted")
            text = label(f"{LETTERS[place]}: {option.text}", parent, "value", wrap=True)
            for column, widget in enumerate((mark, who, text)):
                grid.addWidget(widget, place, column)
    return grid
