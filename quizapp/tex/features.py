"""Reads glyph substitutions (GSUB) and pair kerning (GPOS) of a font: script-size glyphs, flat accents, kerned words.

Only single and alternate substitutions and horizontal pair adjustments are read: all that a formula needs. Free of Qt.
Source: OpenType specification 1.9.1, chapters GSUB (lookup types 1, 3 and 7), GPOS (lookup types 2 and 9) and 2.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from quizapp.tex.opentype import Reader

_SINGLE, _ALTERNATE, _SUBSTITUTION_EXTENSION = 1, 3, 7
_PAIR, _POSITION_EXTENSION = 2, 9
_X_ADVANCE = 0x0004


class _Lookups:
    """The common frame of both tables: features by name, lookups by number, subtables of lookups."""

    def __init__(self, table: bytes, extension: int) -> None:
        self.reader = Reader(table)
        self._extension = extension
        self._features, self._lookup_list = self.reader.u16s(6, 2)

    def subtables(self, feature: str) -> Iterator[tuple[int, int]]:
        """Yield lookup type and place of every subtable of a feature, whatever the script."""
        reader, features = self.reader, self._features
        numbers: dict[int, None] = {}
        for index in range(reader.u16(features)):
            record = features + 2 + 6 * index
            if reader.tag(record) == feature:
                place = features + reader.u16(record + 4)
                numbers.update(dict.fromkeys(reader.u16s(place + 4, reader.u16(place + 2))))
        for number in sorted(numbers):
            yield from self._subtables_of(self._lookup_list + reader.u16(self._lookup_list + 2 + 2 * number))

    def _subtables_of(self, lookup: int) -> Iterator[tuple[int, int]]:
        reader = self.reader
        kind = reader.u16(lookup)
        for offset in reader.u16s(lookup + 6, reader.u16(lookup + 4)):
            place = lookup + offset
            if kind == self._extension:
                yield reader.u16(place + 2), place + reader.u32(place + 4)
            else:
                yield kind, place


class Substitutions:
    """A GSUB table."""

    def __init__(self, table: bytes) -> None:
        self._lookups = _Lookups(table, _SUBSTITUTION_EXTENSION)

    def of(self, feature: str) -> dict[int, tuple[int, ...]]:
        """Return the substitutes of each glyph that a feature changes."""
        result: dict[int, tuple[int, ...]] = {}
        for kind, place in self._lookups.subtables(feature):
            for glyph, substitutes in self._read(kind, place):
                result.setdefault(glyph, substitutes)
        return result

    def _read(self, kind: int, place: int) -> Iterator[tuple[int, tuple[int, ...]]]:
        reader = self._lookups.reader
        if kind not in (_SINGLE, _ALTERNATE):
            return
        glyphs = reader.coverage(place + reader.u16(place + 2))
        if kind == _SINGLE and reader.u16(place) == 1:
            delta = reader.u16(place + 4)
            yield from ((glyph, ((glyph + delta) % 0x10000,)) for glyph in glyphs)
            return
        for glyph, field in zip(glyphs, reader.u16s(place + 6, len(glyphs)), strict=True):
            yield glyph, (field,) if kind == _SINGLE else reader.u16s(place + field + 2, reader.u16(place + field))


class Kerning:
    """A GPOS table."""

    def __init__(self, table: bytes) -> None:
        self._lookups = _Lookups(table, _POSITION_EXTENSION)
        self._pairs: dict[tuple[int, int], int] = {}

    @cached_property
    def _subtables(self) -> list[tuple[int, dict[int, int]]]:
        """Places of the pair adjustments, each with its first glyphs and their indices."""
        reader = self._lookups.reader
        places = [place for kind, place in self._lookups.subtables("kern") if kind == _PAIR]
        coverages = [reader.coverage(place + reader.u16(place + 2)) for place in places]
        return [(place, {g: i for i, g in enumerate(glyphs)}) for place, glyphs in zip(places, coverages, strict=True)]

    def between(self, left: int, right: int) -> int:
        """Return the space added between two glyphs, in design units; negative is closer."""
        pair = (left, right)
        if pair not in self._pairs:
            found = (self._lookup(place, first[left], pair) for place, first in self._subtables if left in first)
            self._pairs[pair] = next((value for value in found if value is not None), 0)
        return self._pairs[pair]

    def _lookup(self, place: int, index: int, pair: tuple[int, int]) -> int | None:
        reader = self._lookups.reader
        form, _, first_format, second_format = reader.u16s(place, 4)
        if first_format != _X_ADVANCE or second_format:
            return None
        return self._listed(place, index, pair[1]) if form == 1 else self._by_class(place, *pair)

    def _listed(self, place: int, index: int, right: int) -> int | None:
        """Look a pair up among those listed for the first glyph, ordered by the second."""
        reader = self._lookups.reader
        pairs = place + reader.u16(place + 10 + 2 * index)
        low, high = 0, reader.u16(pairs)
        while low < high:
            middle = (low + high) // 2
            glyph = reader.u16(pairs + 2 + 4 * middle)
            if glyph == right:
                return reader.i16(pairs + 4 + 4 * middle)
            low, high = (middle + 1, high) if glyph < right else (low, middle)
        return None

    def _by_class(self, place: int, left: int, right: int) -> int:
        reader = self._lookups.reader
        first_classes, second_classes, _, second_count = reader.u16s(place + 8, 4)
        row = self._class_of(place + first_classes, left)
        column = self._class_of(place + second_classes, right)
        return reader.i16(place + 16 + 2 * (row * second_count + column))

    def _class_of(self, place: int, glyph: int) -> int:
        reader = self._lookups.reader
        if reader.u16(place) == 1:
            first, count = reader.u16s(place + 2, 2)
            return reader.u16(place + 6 + 2 * (glyph - first)) if first <= glyph < first + count else 0
        for index in range(reader.u16(place + 2)):
            first, last, number = reader.u16s(place + 4 + 6 * index, 3)
            if first <= glyph <= last:
                return number
        return 0
