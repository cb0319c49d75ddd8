"""Play, pause, step, back, scrub, speed, reset and new seed. Knows counts of steps and nothing of the simulation."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QSlider,
    QSpacerItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from quizapp.ui.icons import icon
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.steady import SteadyLabel

NARROW_PX = 560
BUTTONS_BEFORE = 5  # the scrub bar


class TransportBar(QWidget):
    """The row of buttons and the scrub bar under a simulation."""

    play_toggled = Signal()
    stepped = Signal()
    stepped_back = Signal()
    reset = Signal()
    reseeded = Signal()
    sought = Signal(int)
    speed_changed = Signal(float)

    def __init__(self, speeds: Sequence[float], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._speeds = tuple(speeds)
        self._speed = 1.0
        self._theme: Theme | None = None
        self._playing = False
        self._narrow = True
        self._reset = self._tool("Same start again (R)", "reset")
        self._seed = self._tool("New random numbers (D)", "dice")
        self._back = self._tool("One step back (,)", "step-back")
        self._play = self._tool("Play or pause (P)", "play")
        self._play.setProperty("kind", "play")
        self._forward = self._tool("One step on (.)", "step")
        self._scrub = QSlider(Qt.Orientation.Horizontal, self)
        self._scrub.setAccessibleName("Timeline")
        self._scrub.valueChanged.connect(self.sought)
        self._clock = SteadyLabel(self, 66, 20)
        self._clock.setProperty("role", "mono")
        self._speed_button = QPushButton("1×", self)
        self._speed_button.setProperty("kind", "small")
        self._speed_button.setAccessibleName("Speed")
        self._speed_button.setToolTip("Speed (S)")
        self._speed_button.setFixedWidth(50)
        self._connect()
        self._lay_out()

    def set_theme(self, theme: Theme) -> None:
        """Colour the icons."""
        self._theme = theme
        for button in (self._reset, self._seed, self._back, self._forward):
            button.setIcon(icon(str(button.property("icon_name")), theme.text_secondary))
        self._paint_play()

    def show_position(self, step: int, horizon: int, goal: int, step_name: str) -> None:
        """Show where the run stands."""
        self._scrub.blockSignals(True)
        self._scrub.setRange(0, horizon)
        self._scrub.setPageStep(max(1, horizon // 10))
        self._scrub.setValue(goal)
        self._scrub.blockSignals(False)
        self._clock.show_text(f"{step_name} {step}")

    def show_playing(self, playing: bool) -> None:
        """Show whether it plays."""
        if playing != self._playing:
            self._playing = playing
            self._paint_play()

    def set_driven(self) -> None:
        """Leave the time to something else: everything but the tools only shows where the run stands."""
        for widget in (self._reset, self._seed, self._back, self._play, self._forward, self._scrub, self._speed_button):
            widget.setEnabled(False)

    def add_tool(self, button: QToolButton) -> QToolButton:
        """Put a further button at the end of the row and return it."""
        self._buttons.addWidget(button)
        return button

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the scrub bar a row of its own where the buttons leave it no room."""
        super().resizeEvent(event)
        narrow = self.width() < NARROW_PX
        if narrow != self._narrow:
            self._narrow = narrow
            self._arrange()

    def _arrange(self) -> None:
        """Put scrub bar and clock into a row of their own, or between the buttons."""
        for row in (self._above, self._buttons):
            for widget in (self._scrub, self._clock):
                row.removeWidget(widget)
        if self._narrow:
            self._above.addWidget(self._scrub, 1)
            self._above.addWidget(self._clock)
        else:
            self._buttons.insertWidget(BUTTONS_BEFORE, self._scrub, 1)
            self._buttons.insertWidget(BUTTONS_BEFORE + 1, self._clock)
        self._stretch.changeSize(0, 0, QSizePolicy.Policy.Expanding if self._narrow else QSizePolicy.Policy.Fixed)
        self._buttons.invalidate()

    def cycle_speed(self) -> None:
        """Go to the next speed."""
        self._on_speed()

    def _connect(self) -> None:
        self._reset.clicked.connect(self.reset)
        self._seed.clicked.connect(self.reseeded)
        self._back.clicked.connect(self.stepped_back)
        self._play.clicked.connect(self.play_toggled)
        self._forward.clicked.connect(self.stepped)
        self._speed_button.clicked.connect(self._on_speed)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self._above, self._buttons = QHBoxLayout(), QHBoxLayout()
        self._buttons.setSpacing(4)
        for button in (self._reset, self._seed, self._back, self._play, self._forward):
            self._buttons.addWidget(button)
        self._stretch = QSpacerItem(0, 0, QSizePolicy.Policy.Fixed)
        self._buttons.addSpacerItem(self._stretch)
        self._buttons.addWidget(self._speed_button)
        column.addLayout(self._above)
        column.addLayout(self._buttons)
        self._arrange()

    def _tool(self, tip: str, name: str) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(tip)
        button.setAccessibleName(tip)
        button.setIconSize(QSize(18, 18))
        button.setProperty("icon_name", name)
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        return button

    def _paint_play(self) -> None:
        if self._theme is not None:
            self._play.setIcon(icon("pause" if self._playing else "play", self._theme.on_accent))

    def _on_speed(self) -> None:
        place = self._speeds.index(self._speed)
        self._speed = self._speeds[(place + 1) % len(self._speeds)]
        text = {0.25: "¼", 0.5: "½"}.get(self._speed, f"{self._speed:g}")
        self._speed_button.setText(f"{text}×")
        self.speed_changed.emit(self._speed)
