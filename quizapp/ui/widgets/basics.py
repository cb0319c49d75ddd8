"""Small makers of labelled, named widgets, so that no screen forgets a role, a tool tip or an accessible name."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QScrollArea, QToolButton, QWidget

ICON = QSize(18, 18)


def label(text: str, parent: QWidget, role: str = "", *, wrap: bool = False) -> QLabel:
    """Return a label with a role of the style sheet; an overline is written in capitals."""
    made = QLabel(text.upper() if role == "over" else text, parent)
    made.setTextFormat(Qt.TextFormat.PlainText)
    if role:
        made.setProperty("role", role)
    made.setWordWrap(wrap)
    return made


def button(text: str, parent: QWidget, on_click: Callable[[], object], kind: str = "", tip: str = "") -> QPushButton:
    """Return a push button."""
    made = QPushButton(text, parent)
    if kind:
        made.setProperty("kind", kind)
    if tip:
        made.setToolTip(tip)
    made.clicked.connect(on_click)
    return made


def tool(tip: str, icon_name: str, parent: QWidget, on_click: Callable[[], object] | None = None) -> QToolButton:
    """Return an icon button; ``paint_icons`` gives it its colour."""
    made = QToolButton(parent)
    made.setToolTip(tip)
    made.setAccessibleName(tip)
    made.setIconSize(ICON)
    made.setProperty("icon_name", icon_name)
    made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    if on_click is not None:
        made.clicked.connect(on_click)
    return made


def rule(parent: QWidget) -> QFrame:
    """Return a hairline."""
    made = QFrame(parent)
    made.setProperty("role", "rule")
    return made


def panel(parent: QWidget, role: str = "panel") -> QFrame:
    """Return a rounded surface."""
    made = QFrame(parent)
    made.setProperty("role", role)
    return made


def scrolled(widget: QWidget, parent: QWidget) -> QScrollArea:
    """Return a vertical scroll area around a widget, without a background of its own."""
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    widget.setObjectName("scrolled")
    area.setWidget(widget)
    return area


def set_property(widget: QWidget, name: str, value: object) -> None:
    """Change a property that the style sheet looks at."""
    if widget.property(name) != value:
        widget.setProperty(name, value)
        widget.style().polish(widget)
