"""Colours and line widths of a picture. The screens make one from their theme; views only use it."""

from __future__ import annotations

from dataclasses import dataclass

import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPen


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewStyle:
    """What a view needs to know of the theme.

    Attributes:
        dark: Whether the surface is dark.
        ratio: Device pixels in a logical pixel; pens are counted in device pixels, so their widths are multiplied by it.
        family: Font family of labels.
    """

    dark: bool
    ratio: float
    family: str
    surface: str
    sunken: str
    text: str
    muted: str
    border: str
    accent: str
    blue: str
    orange: str
    green: str
    vermillion: str
    purple: str

    def pen(self, colour: str, width: float = 2.0, dash: Qt.PenStyle = Qt.PenStyle.SolidLine) -> QPen:
        """Return a pen of a width in logical pixels."""
        pen: QPen = pg.mkPen(colour, width=width * self.ratio, style=dash)
        return pen

    def font(self, size: int = 11) -> QFont:
        """Return the font of labels; size in logical pixels."""
        face = QFont(self.family)
        face.setPixelSize(size)
        return face

    def mix(self, colour: str, share: float, base: str | None = None) -> QColor:
        """Return a colour laid over the surface with this share, 0 to 1."""
        below, above = QColor(base or self.surface), QColor(colour)
        return QColor(
            *(
                round(low + (high - low) * share)
                for low, high in zip(below.getRgb()[:3], above.getRgb()[:3], strict=True)  # type: ignore[index]
            )
        )
