"""The window: a rail, the pages, and the keys that hold everywhere. It navigates and does nothing else."""

from __future__ import annotations

import base64
import binascii
from importlib import import_module

from PySide6.QtCore import QByteArray, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QKeyEvent, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QMainWindow, QStackedWidget, QWidget

from quizapp.domain.settings import Theme as ThemeSetting
from quizapp.ui.context import Context
from quizapp.ui.screens.screen import Screen
from quizapp.ui.style_sheet import style_sheet
from quizapp.ui.theme import Theme, chosen_theme, palette
from quizapp.ui.widgets.rail import Rail
from quizapp.ui.widgets.toast import Toast

PLACES = (("today", "Today"), ("cards", "Cards"), ("lab", "Lab"), ("quiz", "Quiz"))
# Page by name. Each is imported when it is first shown: the first card does not wait for the other pages.
SCREENS = {
    "today": ("quizapp.ui.screens.today", "TodayScreen"),
    "study": ("quizapp.ui.screens.study", "StudyScreen"),
    "cards": ("quizapp.ui.screens.cards", "CardsScreen"),
    "lab": ("quizapp.ui.screens.lab", "LabScreen"),
    "quiz": ("quizapp.ui.screens.quiz", "QuizScreen"),
}
DEFAULT_SIZE = (1280, 800)
SMALLEST = (900, 600)


class MainWindow(QMainWindow):
    """One window, four places.

    Signals:
        painted: The first page has been painted; what is not needed for it may be loaded now.
    """

    painted = Signal()

    def __init__(self, context: Context, where: str) -> None:
        """Make the window with its first page.

        Args:
            context: The services.
            where: Path of the collection file, shown in the settings.
        """
        super().__init__()
        self._context = context
        self._where = where
        self._theme = chosen_theme(context.settings.current.theme.value)
        self._screens: dict[str, Screen] = {}
        self._place = ""
        self._seen = False
        self.setWindowTitle("Deep-learning interview")
        self.setMinimumSize(*SMALLEST)
        root = QWidget(self)
        root.setObjectName("window")
        self._rail = Rail(PLACES, root)
        self._stack = QStackedWidget(root)
        row = QHBoxLayout(root)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._rail)
        row.addWidget(self._stack, 1)
        self.setCentralWidget(root)
        self._toast = Toast(self)
        self._rail.chosen.connect(self.go)
        self._rail.theme_toggled.connect(self.toggle_theme)
        self._rail.help_asked.connect(self.show_help)
        self._rail.settings_asked.connect(self.show_settings)
        self._apply_theme()
        self._restore_geometry()
        self.go(context.settings.recall("place") or "today")

    @property
    def screen_name(self) -> str:
        """Name of the page that is shown."""
        return self._place

    def page(self, name: str) -> Screen:
        """Return a page, made on first use."""
        if name not in self._screens:
            module, page = SCREENS[name]
            made: Screen = getattr(import_module(module), page)(self._context, self._theme, self._stack)
            made.go.connect(self.go)
            made.said.connect(self._toast.say)
            self._screens[name] = made
            self._stack.addWidget(made)
        return self._screens[name]

    def go(self, place: str) -> None:
        """Show a place: a page's name, and behind a slash what it should show."""
        name, _, detail = place.partition("/")
        if name not in SCREENS:
            name, detail = "today", ""
        page = self.page(name)
        self._place = name
        self._stack.setCurrentWidget(page)
        self._rail.show_place("today" if name == "study" else name, self._theme)
        page.enter(detail)

    def toggle_theme(self) -> None:
        """Go from light to dark or back, and keep it."""
        dark = self._theme.name == "dark"
        self._context.settings.change(theme=ThemeSetting.LIGHT if dark else ThemeSetting.DARK)
        self._apply_theme()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        application = QApplication.instance()
        if isinstance(application, QApplication):
            application.setPalette(palette(theme))
            application.setStyleSheet(style_sheet(theme))
        self._rail.set_theme(theme)
        for page in self._screens.values():
            page.set_theme(theme)

    def say(self, text: str) -> None:
        """Show a sentence at the foot of the window for a while."""
        self._toast.say(text)

    def show_help(self) -> None:
        """Show the keys of the present page."""
        from quizapp.ui.dialogs.help import HelpDialog  # like the pages: not before it is needed

        HelpDialog(self.page(self._place).keys(), self).open()

    def show_settings(self) -> None:
        """Show the settings."""
        from quizapp.ui.dialogs.settings import SettingsDialog

        dialog = SettingsDialog(self._context.settings, self._where, self)
        dialog.changed.connect(self._apply_theme)
        dialog.open()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Tell, once, that there is something to see."""
        super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Handle the keys no widget took: first the ones that hold everywhere, then the page's."""
        if not (self._key_everywhere(event) or self.page(self._place).key(event)):
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the message at the foot of the window."""
        super().resizeEvent(event)
        self._toast.place()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Remember where the learner was."""
        page = self.page(self._place)
        detail = page.detail()
        self._context.settings.remember("place", f"{self._place}/{detail}" if detail else self._place)
        geometry = bytes(self.saveGeometry().data())
        self._context.settings.remember("geometry", base64.b64encode(geometry).decode())
        super().closeEvent(event)

    def _key_everywhere(self, event: QKeyEvent) -> bool:
        code, control = event.key(), bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        number = code - Qt.Key.Key_1
        if control and 0 <= number < len(PLACES):
            self.go(PLACES[number][0])
        elif control and code == Qt.Key.Key_Comma:
            self.show_settings()
        elif control and code == Qt.Key.Key_Q:
            self.close()
        elif event.text() == "?" or code == Qt.Key.Key_F1:
            self.show_help()
        elif event.text().lower() == "t" and not control:
            self.toggle_theme()
        else:
            return False
        return True

    def _apply_theme(self) -> None:
        theme = chosen_theme(self._context.settings.current.theme.value)
        if theme is not self._theme or not self._screens:
            self.set_theme(theme)

    def _restore_geometry(self) -> None:
        self.resize(*DEFAULT_SIZE)
        stored = self._context.settings.recall("geometry")
        if stored:
            try:
                self.restoreGeometry(QByteArray(base64.b64decode(stored, validate=True)))
            except binascii.Error:
                return  # a geometry is a convenience: without one the window opens in its usual size
