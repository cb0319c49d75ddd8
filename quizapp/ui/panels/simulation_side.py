"""What stands around a simulation: a hairline over its transport, and beside a large one a column of titled parts."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

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


def with_side(parts: Sequence[QWidget], side: QWidget) -> QHBoxLayout:
    """Return parts below one another, the first as high as there is room, and a column beside them."""
    column = QVBoxLayout()
    column.setSpacing(8)
    for place, part in enumerate(parts):
        column.addWidget(part, 0 if place else 1)
    row = QHBoxLayout()
    row.setSpacing(22)
    row.addLayout(column, 1)
    row.addWidget(side)
    return row
