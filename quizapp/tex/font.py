"""A math font: Qt draws its glyphs, its own tables say where they go. Also which font is used when none is named."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from functools import cache, cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QPainterPath, QRawFont

from quizapp.tex.errors import MathFontError
from quizapp.tex.features import Kerning, Substitutions
from quizapp.tex.opentype import MathConstants, MathTable

_FONT_PACKAGE = "ziamath"  # its wheel carries STIX Two Math; the package itself is never imported here
_FONT_FILE = Path("fonts", "STIXTwoMath-Regular.ttf")
_MISSING = 0  # the glyph that a font shows for characters it does not have


class GlyphMetrics(NamedTuple):
    """Size of a glyph in design units: advance, and its ink above, below, left and right of the origin."""

    advance: float
    height: float
    depth: float
    left: float
    right: float


class MathFont:
    """A font with an OpenType MATH table. All lengths are in design units unless a size is named.

    Attributes:
        table: The MATH table.
        units_per_em: Design units in an em.
    """

    def __init__(self, source: Path | QFont) -> None:
        """Read a font.

        Args:
            source: A font file, or an installed font.

        Raises:
            MathFontError: If it cannot be read or has no MATH table.
        """
        # Lengths and outlines come from an unhinted font of their own: Qt lets the sizes of one font influence each other.
        self._raw = _opened(source, QFont.HintingPreference.PreferNoHinting)
        self.units_per_em = self._raw.unitsPerEm()
        self._raw.setPixelSize(self.units_per_em)  # so that Qt reports design units
        # Vertical hinting keeps the strokes of "=" alike on coarse screens and leaves widths, hence layout, as they are.
        self._drawn = _opened(source, QFont.HintingPreference.PreferVerticalHinting)
        self._drawn_by_size: dict[float, QRawFont] = {}
        self._constants_by_size: dict[float, MathConstants] = {}
        self._metrics: dict[int, GlyphMetrics] = {}
        self._glyphs: dict[str, int] = {}
        try:
            self.table = MathTable(self._table("MATH"))
            self._script_forms, self._dotless, self._flattened = self._substitutes("ssty", "dtls", "flac")
        except struct.error:
            raise MathFontError(f"{self._raw.familyName() or source} has no readable MATH table") from None

    def glyph(self, char: str) -> int:
        """Return the glyph of a character; 0 if the font does not have it."""
        glyph = self._glyphs.get(char)
        if glyph is None:
            found = self._raw.glyphIndexesForString(char)
            glyph = self._glyphs[char] = found[0] if found else _MISSING
        return glyph

    def metrics(self, glyph: int) -> GlyphMetrics:
        """Return the size of a glyph."""
        metrics = self._metrics.get(glyph)
        if metrics is None:
            advance = self._raw.advancesForGlyphIndexes([glyph])[0].x()
            ink = self._raw.boundingRect(glyph)
            metrics = self._metrics[glyph] = GlyphMetrics(advance, -ink.top(), ink.bottom(), ink.left(), ink.right())
        return metrics

    def script_form(self, glyph: int, level: int) -> int:
        """Return the glyph drawn for scripts of level 1 or 2, if the font has one."""
        forms = self._script_forms.get(glyph) if level else None
        return forms[min(level, len(forms)) - 1] if forms else glyph

    def dotless(self, glyph: int) -> int:
        """Return the form of i or j that carries an accent."""
        return self._dotless.get(glyph, (glyph,))[0]

    def flattened(self, glyph: int) -> int:
        """Return the form of an accent that stands on a tall letter."""
        return self._flattened.get(glyph, (glyph,))[0]

    def kern(self, left: int, right: int) -> float:
        """Return the space added between two glyphs of upright text; negative is closer."""
        return self._kerning.between(left, right) if self._kerning is not None else 0.0

    def sized(self, px: float) -> QRawFont:
        """Return the font for drawing at a size in pixels."""
        drawn = self._drawn_by_size.get(px)
        if drawn is None:
            drawn = self._drawn_by_size[px] = QRawFont(self._drawn)
            drawn.setPixelSize(px)
        return drawn

    def outline(self, glyph: int) -> QPainterPath:
        """Return the outline of a glyph, y downwards."""
        return self._raw.pathForGlyph(glyph)

    def top_left_of(self, glyph: int, x: float) -> float:
        """Return how high a glyph reaches left of ``x``; 0 if it does not reach above the baseline there."""
        outline = self.outline(glyph)
        points = (outline.elementAt(index) for index in range(outline.elementCount()))
        return max((-point.y for point in points if point.x < x), default=0.0)

    def constants(self, px: float) -> MathConstants:
        """Return the font's constants in pixels at a size in pixels."""
        constants = self._constants_by_size.get(px)
        if constants is None:
            constants = self._constants_by_size[px] = self.table.constants.scaled(px / self.units_per_em)
        return constants

    @cached_property
    def _kerning(self) -> Kerning | None:
        table = self._table("GPOS")
        return Kerning(table) if table else None

    def _substitutes(self, *features: str) -> list[dict[int, tuple[int, ...]]]:
        table = self._table("GSUB")
        substitutions = Substitutions(table) if table else None
        return [substitutions.of(feature) if substitutions else {} for feature in features]

    def _table(self, tag: str) -> bytes:
        return bytes(self._raw.fontTable(tag).data())


@cache
def math_font() -> MathFont:
    """Return the font in which formulas are set: STIX Two Math, or else any math font of the system.

    Raises:
        MathFontError: If there is none, or no ``QGuiApplication`` yet.
    """
    if QGuiApplication.instance() is None:
        raise MathFontError("a QGuiApplication must exist before a formula is laid out")
    for source in _candidates():
        try:
            return MathFont(source)
        except MathFontError:
            continue
    raise MathFontError(f'no math font: install the Python package "{_FONT_PACKAGE}" or any font with an OpenType MATH table')


def _candidates() -> Iterator[Path | QFont]:
    """Yield the font that comes with us, then installed ones that call themselves math fonts.

    They are sought by name, since opening every installed font would take seconds.
    """
    spec = find_spec(_FONT_PACKAGE)
    folders = spec.submodule_search_locations if spec is not None else None
    yield from (Path(folder) / _FONT_FILE for folder in folders or ())
    for family in QFontDatabase.families():
        if "math" in family.casefold():
            yield QFont(family)


def _opened(source: Path | QFont, hinting: QFont.HintingPreference) -> QRawFont:
    if isinstance(source, QFont):
        described = QFont(source)
        described.setHintingPreference(hinting)
        raw = QRawFont.fromFont(described)
    elif source.is_file():
        raw = QRawFont(str(source), 16.0, hinting)
    else:
        raise MathFontError(f"no font file {source}")
    if not raw.isValid():
        raise MathFontError(f"{source} cannot be read as a font")
    return raw
