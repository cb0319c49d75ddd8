"""Mathematical alphabets: from a plain letter to its code point in bold, script, blackboard and so on. Free of Qt.

Source: The Unicode Standard 15, block Mathematical Alphanumeric Symbols (U+1D400-1D7FF) and Unicode Technical Report 25.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from enum import Enum
from functools import cache
from typing import NamedTuple


class Family(Enum):
    """The shapes a letter can take."""

    DEFAULT = "TeX's own choice: Latin and small Greek slanted, digits and capital Greek upright"
    ROMAN = "upright"
    ITALIC = "slanted"
    SCRIPT = "calligraphic"
    FRAKTUR = "fraktur"
    BLACKBOARD = "double-struck"
    SANS = "sans serif"
    MONO = "monospaced"


class Alphabet(NamedTuple):
    """A family, light or bold."""

    family: Family = Family.DEFAULT
    bold: bool = False


_UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_DIGITS = "0123456789"
_GREEK_UPPER = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡϴΣΤΥΦΧΨΩ∇"
_GREEK_LOWER = "αβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ"

# First code point of each run of letters: (light, bold).
_LATIN = {
    Family.DEFAULT: (0x1D434, 0x1D468),
    Family.ITALIC: (0x1D434, 0x1D468),
    Family.ROMAN: (ord("A"), 0x1D400),
    Family.SCRIPT: (0x1D49C, 0x1D4D0),
    Family.FRAKTUR: (0x1D504, 0x1D56C),
    Family.BLACKBOARD: (0x1D538, 0x1D538),
    Family.SANS: (0x1D5A0, 0x1D5D4),
    Family.MONO: (0x1D670, 0x1D670),
}
_DIGIT = {
    Family.BLACKBOARD: (0x1D7D8, 0x1D7D8),
    Family.SANS: (0x1D7E2, 0x1D7EC),
    Family.MONO: (0x1D7F6, 0x1D7F6),
}
_DIGIT_DEFAULT = (ord("0"), 0x1D7CE)
_GREEK_ITALIC = (0x1D6E2, 0x1D71C)
_GREEK_BOLD_UPRIGHT = 0x1D6A8

# Letters that had a code point before the block was made: their places in the block are empty.
_HOLES_TABLE = """
1D455 ℎ  1D49D ℬ  1D4A0 ℰ  1D4A1 ℱ  1D4A3 ℋ  1D4A4 ℐ  1D4A7 ℒ  1D4A8 ℳ  1D4AD ℛ  1D4BA ℯ  1D4BC ℊ  1D4C4 ℴ
1D506 ℭ  1D50B ℌ  1D50C ℑ  1D515 ℜ  1D51D ℨ  1D53A ℂ  1D53F ℍ  1D545 ℕ  1D547 ℙ  1D548 ℚ  1D549 ℝ  1D551 ℤ
"""
_HOLES = {int(code, 16): letter for code, letter in re.findall(r"(\w+) (\w)", _HOLES_TABLE)}


def _run(letters: str, first: int) -> Iterator[tuple[str, str]]:
    for code, letter in enumerate(letters, first):
        yield letter, _HOLES.get(code, chr(code))


def _latin(alphabet: Alphabet) -> Iterator[tuple[str, str]]:
    first = _LATIN[alphabet.family][alphabet.bold]
    yield from _run(_UPPER, first)
    # ASCII puts six signs between its capitals and its small letters; the mathematical block does not.
    yield from _run(_LOWER, ord("a") if first == ord("A") else first + len(_UPPER))
    yield from _run(_DIGITS, _DIGIT.get(alphabet.family, _DIGIT_DEFAULT)[alphabet.bold])


def _greek(alphabet: Alphabet) -> Iterator[tuple[str, str]]:
    upright_first = _GREEK_BOLD_UPRIGHT
    italic_first = _GREEK_ITALIC[alphabet.bold]
    if alphabet.family is Family.ROMAN:
        if alphabet.bold:
            yield from _run(_GREEK_UPPER + _GREEK_LOWER, upright_first)
        return
    if alphabet.family is Family.ITALIC:
        yield from _run(_GREEK_UPPER, italic_first)
    elif alphabet.bold:
        yield from _run(_GREEK_UPPER, upright_first)
    yield from _run(_GREEK_LOWER, italic_first + len(_GREEK_UPPER))


@cache
def _table(alphabet: Alphabet) -> dict[int, str]:
    table = {ord(plain): shaped for plain, shaped in (*_latin(alphabet), *_greek(alphabet)) if plain != shaped}
    if alphabet.family in (Family.DEFAULT, Family.ITALIC) and not alphabet.bold:
        table |= {ord("ı"): "\U0001d6a4", ord("ȷ"): "\U0001d6a5"}
    return table


def shaped(text: str, alphabet: Alphabet) -> str:
    """Return the text in an alphabet; what the alphabet does not have stays as it is.

    >>> shaped("R2", Alphabet(Family.BLACKBOARD)), shaped("x2", Alphabet())
    ('ℝ𝟚', '𝑥2')
    """
    return text.translate(_table(alphabet))


def is_slanted(char: str) -> bool:
    """Whether a character leans to the right, so that its neighbour needs no italic correction."""
    code = ord(char)
    return (
        0x1D434 <= code <= 0x1D49B  # Latin, light and bold
        or 0x1D608 <= code <= 0x1D66F  # sans
        or 0x1D6A4 <= code <= 0x1D6A5  # dotless
        or 0x1D6E2 <= code <= 0x1D755  # Greek, light and bold
        or char == "ℎ"
    )
