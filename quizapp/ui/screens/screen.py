"""What the window expects of a page."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from quizapp.ui.context import Context
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.icon_painter import paint_icons

Keys = tuple[tuple[str, str], ...]


class Screen(QWidget):
    """A page of the window.

    Signals:
        go: Another place is asked for, for example ``study`` or ``lab/gradient_descent``.
        said: A sentence for the learner, shown for a while.
    """

    go = Signal(str)
    said = Signal(str)

    def __init__(self, context: Context, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.context = context
        self.theme = theme

    def enter(self, detail: str) -> None:
        """Come on the screen; ``detail`` is what stands behind the place's first slash."""

    def detail(self) -> str:
        """Return what ``enter`` needs to come back here."""
        return ""

    def keys(self) -> Keys:
        """Return the keys of this page and what they do."""
        return ()

    def key(self, event: QKeyEvent) -> bool:  # noqa: ARG002
        """Do what a key means here, unless a widget took it. Returns whether it means anything."""
        return False

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self.theme = theme
        paint_icons(self, theme)
