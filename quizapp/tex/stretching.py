"""Glyphs that grow: larger variants first, then assemblies of pieces.

Source: OpenType specification 1.9.1, chapter MATH, MathVariants and GlyphAssembly.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate, pairwise
from math import ceil

from quizapp.tex.boxes import Assembly, Box, Glyph
from quizapp.tex.errors import MissingGlyphError
from quizapp.tex.opentype import Growth, Part
from quizapp.tex.styles import Style
from quizapp.tex.typesetter import Typesetter

_MAX_REPEATS = 500  # a delimiter of some hundred em


def grown_upwards(setter: Typesetter, char: str, length: float, style: Style) -> Box:
    """Return a character grown to a height and depth of at least ``length``, if the font can."""
    glyph = _glyph(setter, char)
    growth = setter.font.table.vertical_growth(glyph)
    unit = setter.unit(style)
    chosen = _variant(growth, length / unit)
    if chosen is not None or not growth.parts:
        return setter.glyph_box(chosen or _largest(growth, glyph), style)
    pieces, overlaps = _assembly(growth.parts, length / unit, setter.font.table.min_overlap)
    inks = [setter.font.metrics(piece.glyph) for piece in pieces]
    placed = [
        (0.0, -(bottom + ink.depth) * unit, piece.glyph)
        for piece, ink, bottom in zip(pieces, inks, _starts(pieces, overlaps), strict=True)
    ]
    return Box(
        max(ink.advance for ink in inks) * unit,
        _reach(pieces, overlaps) * unit,
        0.0,
        ((0.0, 0.0, Assembly(tuple(placed), setter.px(style))),),
    )


def grown_sideways(setter: Typesetter, char: str, length: float, style: Style) -> Box:
    """Return a character grown to a width of at least ``length``, if the font can; its ink begins at the origin."""
    glyph = _glyph(setter, char)
    growth = setter.font.table.horizontal_growth(glyph)
    unit = setter.unit(style)
    chosen = _variant(growth, length / unit)
    if chosen is not None or not growth.parts:
        return ink_box(setter, chosen or _largest(growth, glyph), style)
    pieces, overlaps = _assembly(growth.parts, length / unit, setter.font.table.min_overlap)
    inks = [setter.font.metrics(piece.glyph) for piece in pieces]
    placed = [
        ((left - min(ink.left, 0.0)) * unit, 0.0, piece.glyph)  # combining pieces hang to the left of their origin
        for piece, ink, left in zip(pieces, inks, _starts(pieces, overlaps), strict=True)
    ]
    return Box(
        _reach(pieces, overlaps) * unit,
        max(ink.height for ink in inks) * unit,
        max(ink.depth for ink in inks) * unit,
        ((0.0, 0.0, Assembly(tuple(placed), setter.px(style))),),
    )


def widest_within(setter: Typesetter, glyph: int, width: float, style: Style) -> int:
    """Return the widest variant of a glyph that is no wider than ``width``; the glyph itself if all are wider."""
    unit = setter.unit(style)
    widest = glyph
    for variant, _ in setter.font.table.horizontal_growth(glyph).variants:
        metrics = setter.font.metrics(variant)
        if (metrics.right - metrics.left) * unit <= width:
            widest = variant
    return widest


def ink_box(setter: Typesetter, glyph: int, style: Style) -> Box:
    """Return the box of a glyph's ink: as wide as what is seen, with signed height and depth."""
    metrics, unit = setter.font.metrics(glyph), setter.unit(style)
    drawn = Glyph(glyph, setter.px(style))
    width = (metrics.right - metrics.left) * unit
    return Box(width, metrics.height * unit, metrics.depth * unit, ((-metrics.left * unit, 0.0, drawn),))


def _glyph(setter: Typesetter, char: str) -> int:
    glyph = setter.font.glyph(char)
    if not glyph:
        raise MissingGlyphError(char, 0)
    return glyph


def _variant(growth: Growth, length: float) -> int | None:
    return next((glyph for glyph, reach in growth.variants if reach >= length), None)


def _largest(growth: Growth, glyph: int) -> int:
    return growth.variants[-1][0] if growth.variants else glyph


def _assembly(parts: Sequence[Part], length: float, min_overlap: float) -> tuple[list[Part], list[float]]:
    """Return the pieces that reach a length with the fewest repeats, and how much each pair of neighbours overlaps.

    The pieces are first laid with the least overlap and then pushed together as far as their connectors allow.
    """
    fixed = sum(part.length - min_overlap for part in parts if not part.is_extender) + min_overlap
    gained = sum(part.length - min_overlap for part in parts if part.is_extender)
    repeats = min(max(ceil((length - fixed) / gained), 0), _MAX_REPEATS) if gained > 0 else 0
    pieces = [piece for part in parts for piece in ([part] * repeats if part.is_extender else [part])]
    slack = fixed + repeats * gained - length
    joints = max(len(pieces) - 1, 1)
    rooms = [max(_room(left, right), min_overlap) for left, right in pairwise(pieces)]
    return pieces, [min(room, min_overlap + max(slack, 0.0) / joints) for room in rooms]


def _room(left: Part, right: Part) -> float:
    """Return how far two pieces may overlap. Two of the same glyph are bars and fit wherever either has a connector."""
    return max(left.end, right.start) if left.glyph == right.glyph else min(left.end, right.start)


def _starts(pieces: Sequence[Part], overlaps: Sequence[float]) -> list[float]:
    steps = [piece.length - overlap for piece, overlap in zip(pieces, overlaps, strict=False)]
    return list(accumulate(steps, initial=0.0))


def _reach(pieces: Sequence[Part], overlaps: Sequence[float]) -> float:
    return sum(piece.length for piece in pieces) - sum(overlaps)
