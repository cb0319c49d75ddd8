"""Reads what layout needs from a font's OpenType MATH table: constants, italic corrections, variants, kerns. Free of Qt.

All lengths are in the font's design units, y upwards.
Source: OpenType specification 1.9.1, chapter MATH (the mathematical typesetting table) and chapter 2 (coverage tables).
"""

from __future__ import annotations

import struct
from enum import IntEnum
from typing import NamedTuple


class Reader:
    """Big-endian numbers at offsets of a table.

    Raises:
        struct.error: From every method, if the offset lies outside the table.
    """

    def __init__(self, table: bytes) -> None:
        self._table = table

    def u16(self, offset: int) -> int:
        """Return an unsigned number of two bytes."""
        value: int = struct.unpack_from(">H", self._table, offset)[0]
        return value

    def i16(self, offset: int) -> int:
        """Return a signed number of two bytes."""
        value: int = struct.unpack_from(">h", self._table, offset)[0]
        return value

    def u32(self, offset: int) -> int:
        """Return an unsigned number of four bytes."""
        value: int = struct.unpack_from(">I", self._table, offset)[0]
        return value

    def u16s(self, offset: int, count: int) -> tuple[int, ...]:
        """Return a run of unsigned numbers."""
        return struct.unpack_from(f">{count}H", self._table, offset)

    def tag(self, offset: int) -> str:
        """Return a name of four letters."""
        return self._table[offset : offset + 4].decode("latin-1")

    def link(self, base: int, field: int) -> int | None:
        """Return the place that an offset stored at ``base + field`` and counted from ``base`` points to, if it is set."""
        offset = self.u16(base + field)
        return base + offset if offset else None

    def coverage(self, offset: int) -> list[int]:
        """Return the glyphs of a coverage table, in the order of their indices."""
        form, count = self.u16s(offset, 2)
        if form == 1:
            return list(self.u16s(offset + 4, count))
        glyphs: list[int] = []
        for index in range(count):
            first, last, _ = self.u16s(offset + 4 + 6 * index, 3)
            glyphs.extend(range(first, last + 1))
        return glyphs


class MathConstants(NamedTuple):
    """Lengths of the MathConstants table, in its order."""

    math_leading: float
    axis_height: float
    accent_base_height: float
    flattened_accent_base_height: float
    subscript_shift_down: float
    subscript_top_max: float
    subscript_baseline_drop_min: float
    superscript_shift_up: float
    superscript_shift_up_cramped: float
    superscript_bottom_min: float
    superscript_baseline_drop_max: float
    sub_superscript_gap_min: float
    superscript_bottom_max_with_subscript: float
    space_after_script: float
    upper_limit_gap_min: float
    upper_limit_baseline_rise_min: float
    lower_limit_gap_min: float
    lower_limit_baseline_drop_min: float
    stack_top_shift_up: float
    stack_top_display_style_shift_up: float
    stack_bottom_shift_down: float
    stack_bottom_display_style_shift_down: float
    stack_gap_min: float
    stack_display_style_gap_min: float
    stretch_stack_top_shift_up: float
    stretch_stack_bottom_shift_down: float
    stretch_stack_gap_above_min: float
    stretch_stack_gap_below_min: float
    fraction_numerator_shift_up: float
    fraction_numerator_display_style_shift_up: float
    fraction_denominator_shift_down: float
    fraction_denominator_display_style_shift_down: float
    fraction_numerator_gap_min: float
    fraction_num_display_style_gap_min: float
    fraction_rule_thickness: float
    fraction_denominator_gap_min: float
    fraction_denom_display_style_gap_min: float
    skewed_fraction_horizontal_gap: float
    skewed_fraction_vertical_gap: float
    overbar_vertical_gap: float
    overbar_rule_thickness: float
    overbar_extra_ascender: float
    underbar_vertical_gap: float
    underbar_rule_thickness: float
    underbar_extra_descender: float
    radical_vertical_gap: float
    radical_display_style_vertical_gap: float
    radical_rule_thickness: float
    radical_extra_ascender: float
    radical_kern_before_degree: float
    radical_kern_after_degree: float

    def scaled(self, factor: float) -> MathConstants:
        """Return all lengths times a factor."""
        return MathConstants(*(value * factor for value in self))


class Corner(IntEnum):
    """A corner of a glyph at which a script may be tucked in; the order of the table."""

    TOP_RIGHT = 0
    TOP_LEFT = 1
    BOTTOM_RIGHT = 2
    BOTTOM_LEFT = 3


class Part(NamedTuple):
    """A piece of a glyph built from pieces, from left to right or from bottom to top.

    Attributes:
        glyph: Glyph index.
        start: How much of it may be overlapped by the piece before.
        end: How much of it may be overlapped by the piece after.
        length: Its length along the direction of growth.
        is_extender: Whether it may be left out or repeated.
    """

    glyph: int
    start: int
    end: int
    length: int
    is_extender: bool


class Growth(NamedTuple):
    """How a glyph grows: larger glyphs (index, length), then pieces."""

    variants: tuple[tuple[int, int], ...] = ()
    parts: tuple[Part, ...] = ()


class MathTable:
    """A MATH table. Glyph lists are read at once, the constructions and kerns of a glyph when it is asked for.

    Attributes:
        constants: Lengths.
        script_scale: Size of script style, as part of text size.
        scriptscript_scale: Size of scriptscript style, as part of text size.
        display_operator_min_height: Height that an operator has at least in display style.
        radical_degree_raise: Height of the bottom of a root's degree, as part of the root sign's height.
        min_overlap: How much two pieces of an assembly overlap at least.
    """

    def __init__(self, table: bytes) -> None:
        self._reader = reader = Reader(table)
        constants, glyph_info, variants = reader.u16s(4, 3)
        self._read_constants(constants)
        self._italics = self._values(reader.link(glyph_info, 0))
        self._accents = self._values(reader.link(glyph_info, 2))
        self._kerns = self._kern_offsets(reader.link(glyph_info, 6))
        self.min_overlap = reader.u16(variants)
        vertical_count, horizontal_count = reader.u16s(variants + 6, 2)
        self._vertical = self._constructions(variants, 2, 10, vertical_count)
        self._horizontal = self._constructions(variants, 4, 10 + 2 * vertical_count, horizontal_count)

    def italic_correction(self, glyph: int) -> int:
        """Return how far a slanted glyph leans over its advance."""
        return self._italics.get(glyph, 0)

    def accent_position(self, glyph: int) -> int | None:
        """Return where over a glyph an accent is centred, or where in an accent its centre is."""
        return self._accents.get(glyph)

    def vertical_growth(self, glyph: int) -> Growth:
        """Return how a glyph grows upwards."""
        return self._growth(self._vertical.get(glyph))

    def horizontal_growth(self, glyph: int) -> Growth:
        """Return how a glyph grows sideways."""
        return self._growth(self._horizontal.get(glyph))

    def kern(self, glyph: int, corner: Corner, height: float) -> int:
        """Return by how much a script at a corner moves, when it is attached at a height; negative is closer."""
        info = self._kerns.get(glyph)
        place = self._reader.link(info[0], info[1] + 2 * corner) if info is not None else None
        if place is None:
            return 0
        count = self._reader.u16(place)
        index = 0
        while index < count and self._reader.i16(place + 2 + 4 * index) < height:
            index += 1
        return self._reader.i16(place + 2 + 4 * (count + index))

    def _read_constants(self, offset: int) -> None:
        reader, names = self._reader, MathConstants._fields
        self.script_scale = reader.i16(offset) / 100
        self.scriptscript_scale = reader.i16(offset + 2) / 100
        self.display_operator_min_height = reader.u16(offset + 6)
        self.constants = MathConstants(*(reader.i16(offset + 8 + 4 * index) for index in range(len(names))))
        self.radical_degree_raise = reader.i16(offset + 8 + 4 * len(names)) / 100

    def _values(self, place: int | None) -> dict[int, int]:
        """Read a coverage followed by one MathValueRecord for each of its glyphs."""
        if place is None:
            return {}
        glyphs = self._reader.coverage(place + self._reader.u16(place))
        return {glyph: self._reader.i16(place + 4 + 4 * index) for index, glyph in enumerate(glyphs)}

    def _kern_offsets(self, place: int | None) -> dict[int, tuple[int, int]]:
        """Return, for each glyph, the base and the field from which its four corners are linked."""
        if place is None:
            return {}
        glyphs = self._reader.coverage(place + self._reader.u16(place))
        return {glyph: (place, 4 + 8 * index) for index, glyph in enumerate(glyphs)}

    def _constructions(self, base: int, coverage_field: int, first_field: int, count: int) -> dict[int, int]:
        place = self._reader.link(base, coverage_field)
        if place is None:
            return {}
        glyphs = self._reader.coverage(place)[:count]
        return {glyph: base + self._reader.u16(base + first_field + 2 * index) for index, glyph in enumerate(glyphs)}

    def _growth(self, place: int | None) -> Growth:
        if place is None:
            return Growth()
        reader = self._reader
        variants = tuple(reader.u16s(place + 4 + 4 * index, 2) for index in range(reader.u16(place + 2)))
        assembly = reader.link(place, 0)
        if assembly is None:
            return Growth(tuple((glyph, length) for glyph, length in variants))
        records = (reader.u16s(assembly + 6 + 10 * index, 5) for index in range(reader.u16(assembly + 4)))
        parts = tuple(Part(glyph, start, end, length, bool(flags & 1)) for glyph, start, end, length, flags in records)
        return Growth(tuple((glyph, length) for glyph, length in variants), parts)
