"""The rail on the left of the window: one button a place, settings and help at its foot."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QToolButton, QVBoxLayout, QWidget

from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import tool
from quizapp.ui.widgets.icon_painter import paint_icons

WIDTH_PX = 76


class Rail(QWidget):
    """Where one can go.

    Signals:
        chosen: Name of the place.
        theme_toggled: Light to dark or back.
        help_asked: The keys of the page are asked for.
        settings_asked: The settings are asked for.
    """

    chosen = Signal(str)
    theme_toggled = Signal()
    help_asked = Signal()
    settings_asked = Signal()

    def __init__(self, places: Sequence[tuple[str, str]], parent: QWidget) -> None:
        """Make the rail.

        Args:
            places: Name and title of each place; the name is also its icon's.
            parent: Owner.
        """
        super().__init__(parent)
        self.setFixedWidth(WIDTH_PX)
        self._buttons: dict[str, QToolButton] = {}
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 14, 4, 14)
        column.setSpacing(6)
        for number, (name, title) in enumerate(places, 1):
            made = self._place(name, title, number)
            column.addWidget(made)
            self._buttons[name] = made
        column.addStretch(1)
        self._theme = tool("Light or dark (T)", "moon", self, self.theme_toggled.emit)
        help_button = tool("Keys of this page (?)", "keyboard", self, self.help_asked.emit)
        settings = tool("Settings (Ctrl+,)", "settings", self, self.settings_asked.emit)
        for button in (self._theme, help_button, settings):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)

    def show_place(self, name: str, theme: Theme) -> None:
        """Mark the place that is shown."""
        for place, button in self._buttons.items():
            button.setChecked(place == name)
        paint_icons(self, theme)

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme.setProperty("icon_name", "sun" if theme.name == "dark" else "moon")
        paint_icons(self, theme)

    def _place(self, name: str, title: str, number: int) -> QToolButton:
        made = QToolButton(self)
        made.setText(title)
        made.setToolTip(f"{title} (Ctrl+{number})")
        made.setAccessibleName(title)
        made.setProperty("icon_name", name)
        made.setProperty("kind", "rail")
        made.setProperty("place", name)
        made.setIconSize(QSize(22, 22))
        made.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
        made.setCheckable(True)
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(self._on_clicked)
        return made

    def _on_clicked(self) -> None:
        self.chosen.emit(str(self.sender().property("place")))
