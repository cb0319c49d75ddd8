"""What every part of the layout asks: sizes, constants and glyph boxes of a font at one text size."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from quizapp.tex.alphabets import is_slanted
from quizapp.tex.boxes import Box, Glyph, upright
from quizapp.tex.errors import MissingGlyphError
from quizapp.tex.font import MathFont
from quizapp.tex.nodes import Node
from quizapp.tex.opentype import MathConstants
from quizapp.tex.styles import Style

MU_PER_EM = 18


class Typesetter:
    """Turns nodes into boxes. It keeps the boxes of characters, so one serves many formulas.

    Attributes:
        font: The math font.
        size: Text size in pixels.
    """

    def __init__(self, font: MathFont, size: float, layouts: Mapping[type[Any], Layout]) -> None:
        self.font = font
        self.size = size
        scales = (1.0, font.table.script_scale, font.table.scriptscript_scale)
        self._px = tuple(size * scales[style.script_level] for style in Style)
        self._constants = tuple(font.constants(px) for px in self._px)
        self._layouts = layouts
        self._characters: dict[tuple[str, int], Box] = {}

    def lay(self, node: Node, style: Style) -> Box:
        """Return a node as a box.

        Raises:
            MissingGlyphError: If the font lacks one of its characters.
        """
        return self._layouts[type(node)](self, node, style)

    def clean(self, node: Node, style: Style) -> Box:
        """Return a node as a box that nothing leans out of."""
        return upright(self.lay(node, style))

    def px(self, style: Style) -> float:
        """Return the size of an em in a style."""
        return self._px[style]

    def constants(self, style: Style) -> MathConstants:
        """Return the font's constants in pixels in a style."""
        return self._constants[style]

    def unit(self, style: Style) -> float:
        """Return the size of a design unit in a style."""
        return self._px[style] / self.font.units_per_em

    def character(self, char: str, style: Style, position: int) -> Box:
        """Return the box of a character in the form drawn in a style."""
        key = (char, style.script_level)
        box = self._characters.get(key)
        if box is None:
            glyph = self.font.glyph(char)
            if not glyph:
                raise MissingGlyphError(char, position)
            box = self.glyph_box(self.font.script_form(glyph, style.script_level), style, slanted=is_slanted(char))
            self._characters[key] = box
        return box

    def glyph_box(self, glyph: int, style: Style, *, slanted: bool = False) -> Box:
        """Return the box of a glyph. As in TeX, height and depth are never negative."""
        unit, table = self.unit(style), self.font.table
        metrics = self.font.metrics(glyph)
        drawn = Glyph(glyph, self._px[style])
        accent_at = table.accent_position(glyph)
        return Box(
            metrics.advance * unit,
            max(metrics.height * unit, 0.0),
            max(metrics.depth * unit, 0.0),
            ((0.0, 0.0, drawn),),
            italic=table.italic_correction(glyph) * unit,
            accent_at=None if accent_at is None else accent_at * unit,
            glyph=drawn,
            slanted=slanted,
            is_word=True,
        )


Layout: TypeAlias = Callable[[Typesetter, Any, Style], Box]
"""Turns one kind of node into a box."""
