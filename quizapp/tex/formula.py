"""A formula that knows its size and paints itself: the only door through which the app uses layout."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QGlyphRun, QPainter, QPainterPath, QTransform

from quizapp.tex.boxes import Assembly, Box, Glyph, Rule, flat
from quizapp.tex.errors import MissingGlyphError, TexError
from quizapp.tex.font import MathFont, math_font
from quizapp.tex.layout import lay_out
from quizapp.tex.parser import parse

_CACHED_FORMULAS = 512  # some kilobytes each; more than one screen shows at all sizes


@lru_cache(maxsize=_CACHED_FORMULAS)
def _cached(tex: str, size: float, display: bool) -> Formula:
    return Formula(tex, size, display=display)


def formula(tex: str, size: float, display: bool = False) -> Formula:
    """Return a formula in the default font, laid out at most once while it is in use.

    Raises:
        TexError: If the source is not understood, or the font lacks one of its characters.
        MathFontError: If there is no math font.
    """
    return _cached(tex, size, display)


class Formula:
    """A formula laid out at a size, ready to be painted as often as needed.

    Attributes:
        tex: Source.
        width: Width in pixels; nothing is painted left of 0 or right of it.
        ascent: Height above the baseline in pixels.
        descent: Depth below the baseline in pixels.
    """

    def __init__(self, tex: str, size: float, *, display: bool = False, font: MathFont | None = None) -> None:
        """Parse and lay out.

        Args:
            tex: LaTeX source without dollars.
            size: Text size in pixels.
            display: Whether it stands on a line of its own, with limits above and below sums.
            font: Math font; the default one if None.

        Raises:
            TexError: If the source is not understood, or the font lacks one of its characters.
            MathFontError: If there is no math font.
        """
        self.tex = tex
        font = font or math_font()
        try:
            box = lay_out(parse(tex), font, size, display=display)
        except MissingGlyphError as error:
            raise TexError(str(error), tex, error.position) from None
        self._runs: list[QGlyphRun] = []
        self._paths: list[QPainterPath] = []
        self._rules: list[tuple[QRectF, Rule]] = []
        ink = self._prepare(box, font)
        self._shift = max(0.0, -ink.left())
        self.width = max(box.width, ink.right()) + self._shift
        self.ascent = max(box.height, -ink.top())
        self.descent = max(box.depth, ink.bottom())

    def paint(self, painter: QPainter, x: float, baseline: float, color: QColor) -> None:
        """Paint with the left edge at ``x`` and the baseline at ``baseline``, in the painter's coordinates.

        Rules cover whole device pixels, and the baseline lies between two, at any device pixel ratio.
        """
        grid = _Grid(painter.deviceTransform())
        origin = QPointF(x + self._shift, grid.row(baseline))
        painter.save()
        painter.setPen(color)
        for run in self._runs:
            painter.drawGlyphRun(origin, run)
        for rectangle, rule in self._rules:
            for piece in grid.whole_pixels(rectangle.translated(origin), rule):
                painter.fillRect(piece, color)
        if self._paths:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for path in self._paths:
                painter.fillPath(path.translated(origin), color)
        painter.restore()

    def _prepare(self, box: Box, font: MathFont) -> QRectF:
        """Make what is painted of a box, and return the extent of the ink."""
        runs: dict[float, tuple[list[int], list[QPointF]]] = {}
        ink = QRectF()
        for x, y, item in flat(box):
            if isinstance(item, Rule):
                rectangle = QRectF(x, y, item.width, item.height)
                self._rules.append((rectangle, item))
            elif isinstance(item, Glyph):
                glyphs, places = runs.setdefault(item.px, ([], []))
                glyphs.append(item.gid)
                places.append(QPointF(x, y))
                rectangle = _ink(font, item, x, y)
            else:
                path = _outline(font, item, x, y)
                self._paths.append(path)
                rectangle = path.boundingRect()
            ink = ink.united(rectangle)
        self._runs = [_run(font, px, glyphs, places) for px, (glyphs, places) in runs.items()]
        return ink


def _ink(font: MathFont, glyph: Glyph, x: float, y: float) -> QRectF:
    metrics, unit = font.metrics(glyph.gid), glyph.px / font.units_per_em
    size = (metrics.right - metrics.left) * unit, (metrics.height + metrics.depth) * unit
    return QRectF(x + metrics.left * unit, y - metrics.height * unit, *size)


def _outline(font: MathFont, assembly: Assembly, x: float, y: float) -> QPainterPath:
    """Return the pieces of an assembly as one outline: painted one by one, their soft edges would add up to beads."""
    outline = QPainterPath()
    outline.setFillRule(Qt.FillRule.WindingFill)  # so that what overlaps is kept when the outlines are merged
    scale = assembly.px / font.units_per_em
    for piece_x, piece_y, gid in assembly.pieces:
        outline.addPath(QTransform(scale, 0.0, 0.0, scale, x + piece_x, y + piece_y).map(font.outline(gid)))
    return outline.simplified()


def _run(font: MathFont, px: float, indexes: list[int], positions: list[QPointF]) -> QGlyphRun:
    run = QGlyphRun()
    run.setRawFont(font.sized(px))
    run.setGlyphIndexes(indexes)
    run.setPositions(positions)
    return run


class _Grid:
    """The device pixels under a painter: what is thin must fill whole ones to be sharp."""

    def __init__(self, to_device: QTransform) -> None:
        self._to_device = to_device
        self._from_device, invertible = to_device.inverted()
        self._is_aligned = invertible and not to_device.isRotating()

    def row(self, y: float) -> float:
        """Return the place nearest to ``y`` that lies between two rows of pixels."""
        if not self._is_aligned:
            return y
        return self._from_device.map(QPointF(0.0, round(self._to_device.map(QPointF(0.0, y)).y()))).y()

    def whole_pixels(self, rectangle: QRectF, rule: Rule) -> list[QRectF]:
        """Return the whole pixels of a rule, or of the four sides of a frame."""
        if not self._is_aligned:
            return _sides(rectangle, rule.border) if rule.border else [rectangle]
        device = self._to_device.mapRect(rectangle)
        is_flat = device.width() >= device.height()
        x, width = _snapped(device.x(), device.width(), is_thickness=not is_flat and not rule.border)
        y, height = _snapped(device.y(), device.height(), is_thickness=is_flat and not rule.border)
        scale = device.height() / rectangle.height()
        if rule.hang is not None:  # Qt rounds the baseline of the glyph, and its hinted height, in the same way
            y = round(device.y() + rule.hang * scale) - round(rule.hang * scale)
        snapped = QRectF(x, y, width, height)
        pieces = _sides(snapped, _thickness(rule.border * scale)) if rule.border else [snapped]
        return [self._from_device.mapRect(piece) for piece in pieces]


def _snapped(start: float, length: float, *, is_thickness: bool) -> tuple[float, float]:
    """Return start and length in whole pixels; a thickness keeps its middle, anything longer keeps its ends."""
    if is_thickness:
        thickness = _thickness(length)
        return round(start + (length - thickness) / 2), thickness
    first = round(start)
    return first, max(round(start + length) - first, 1)


def _thickness(length: float) -> int:
    return max(round(length), 1)


def _sides(frame: QRectF, border: float) -> list[QRectF]:
    x, y, width, height = frame.x(), frame.y(), frame.width(), frame.height()
    return [
        QRectF(x, y, width, border),
        QRectF(x, y + height - border, width, border),
        QRectF(x, y + border, border, height - 2 * border),
        QRectF(x + width - border, y + border, border, height - 2 * border),
    ]
