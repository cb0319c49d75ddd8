"""Colours the icon buttons below a widget from a theme."""

from __future__ import annotations

from PySide6.QtWidgets import QToolButton, QWidget

from quizapp.ui.icons import icon
from quizapp.ui.theme import Theme


def paint_icons(root: QWidget, theme: Theme) -> None:
    """Give every icon button below a widget the theme's colour."""
    for made in root.findChildren(QToolButton):
        name = made.property("icon_name")
        if name and made.property("kind") != "play":
            checked = made.isCheckable() and made.isChecked()
            made.setIcon(icon(str(name), theme.accent if checked else theme.text_secondary))
