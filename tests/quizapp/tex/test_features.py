"""Forms of GSUB and GPOS tables that STIX Two Math does not use, in tables built by hand from the OpenType specification."""

from __future__ import annotations

import struct

import pytest

from quizapp.tex.features import Kerning, Substitutions

A, B, C, D = 10, 11, 12, 13  # glyphs


def words(*values: int) -> bytes:
    return b"".join(struct.pack(">H", value % 0x10000) for value in values)


def layout_table(feature: bytes, kind: int, *subtables: bytes) -> bytes:
    """A table of one feature with one lookup."""
    feature_list = words(1) + feature + words(8, 0, 1, 0)
    places = [6 + 2 * len(subtables) + sum(map(len, subtables[:number])) for number in range(len(subtables))]
    lookup = words(kind, 0, len(subtables), *places) + b"".join(subtables)
    lookup_list = words(1, 4) + lookup
    return words(1, 0, 0, 10, 10 + len(feature_list)) + feature_list + lookup_list


def coverage(*glyphs: int) -> bytes:
    return words(1, len(glyphs), *glyphs)


def extended(kind: int, subtable: bytes) -> bytes:
    return words(1, kind) + struct.pack(">I", 8) + subtable


def test_single_substitution_by_a_distance() -> None:
    table = layout_table(b"dtls", 1, words(1, 6, 5) + coverage(A, C))
    assert Substitutions(table).of("dtls") == {A: (A + 5,), C: (C + 5,)}


def test_single_substitution_by_a_list() -> None:
    table = layout_table(b"dtls", 1, words(2, 10, 2, 90, 91) + coverage(A, B))
    assert Substitutions(table).of("dtls") == {A: (90,), B: (91,)}


def test_alternate_substitution() -> None:
    table = layout_table(b"ssty", 3, words(1, 14, 1, 8) + words(2, 90, 91) + coverage(A))
    assert Substitutions(table).of("ssty") == {A: (90, 91)}


def test_extension_leads_to_the_substitution_itself() -> None:
    table = layout_table(b"flac", 7, extended(1, words(1, 6, 1) + words(2, 1, A, C, 0)))
    assert Substitutions(table).of("flac") == {A: (B,), B: (C,), C: (D,)}


def test_other_features_and_other_kinds_give_nothing() -> None:
    table = layout_table(b"liga", 4, words(1, 6, 0) + coverage(A))
    assert Substitutions(table).of("liga") == Substitutions(table).of("ssty") == {}


def pairs(*, second_value: int = 0) -> bytes:
    """Listed pairs: B and D may follow A."""
    header = words(1, 22, 4, second_value, 1, 12)
    return header + words(2, B, -40, D, 25) + coverage(A)


def classes(first: bytes, second: bytes) -> bytes:
    """Pairs by class, two classes on each side; only class 1 before class 1 is kerned."""
    values = words(0, 0, 0, -70)
    start = 16 + len(values)
    places = words(2, start, 4, 0, start + 8, start + 8 + len(first), 2, 2)
    return places + values + words(1, 2, A, B) + first + second


def test_kerning_by_listed_pairs() -> None:
    kerning = Kerning(layout_table(b"kern", 2, pairs()))
    assert [kerning.between(A, right) for right in (B, C, D)] == [-40, 0, 25]
    assert kerning.between(B, A) == 0


@pytest.mark.parametrize("second", [words(1, C, 2, 1, 0), words(2, 1, C, C, 1)], ids=["array", "ranges"])
def test_kerning_by_class(second: bytes) -> None:
    kerning = Kerning(layout_table(b"kern", 9, extended(2, classes(words(1, A, 1, 1), second))))
    assert [kerning.between(A, C), kerning.between(A, D), kerning.between(B, C), kerning.between(D, C)] == [-70, 0, 0, 0]


def test_first_subtable_that_lists_a_pair_decides() -> None:
    kerning = Kerning(layout_table(b"kern", 2, pairs(), classes(words(1, A, 1, 1), words(1, B, 2, 1, 1))))
    assert (kerning.between(A, B), kerning.between(A, C)) == (-40, -70)


def test_adjustments_that_are_no_kerning_are_passed_over() -> None:
    assert Kerning(layout_table(b"kern", 2, pairs(second_value=4))).between(A, B) == 0
