"""What stands around a simulation: a hairline over its transport, and beside a large one a column of titled parts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from quizapp.ui.widgets.basics import label, rule, scrolled

WIDTH_PX = 268


def ruled(widget: QWidget, parent: QWidget) -> QWidget:
    """Return a widget under a hairline."""
    made = QWidget(parent)
    column = QVBoxLayout(made)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(8)
    column.addWidget(rule(made))
    column.addWidget(widget)
    return made


def side_column(parts: Sequence[tuple[str, QWidget]], parent: QWidget) -> QScrollArea:
    """Return a column of titled parts."""
    inner = QWidget(parent)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 10, 0)
    column.setSpacing(12)
    for title, part in parts:
        column.addWidget(label(title, inner, "over"))
        column.addWidget(part)
        column.addSpacing(4)
    column.addStretch(1)
    area = scrolled(inner, parent)
    area.setFixedWidth(WIDTH_PX)
    return area
