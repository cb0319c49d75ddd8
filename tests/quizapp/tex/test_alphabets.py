"""Mathematical alphabets against Unicode's own data."""

from __future__ import annotations

import unicodedata
from itertools import product

import pytest

from quizapp.tex.alphabets import Alphabet, Family, is_slanted, shaped
from quizapp.tex.font import MathFont

LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
GREEK = "ΑΒΓΔΕΖΗΘΙΚΛΜΝΞΟΠΡΣΤΥΦΧΨΩαβγδεζηθικλμνξοπρςστυφχψω∂ϵϑϰϕϱϖ∇"
ALPHABETS = [Alphabet(family, bold) for family, bold in product(Family, (False, True))]
WORDS = {
    Family.DEFAULT: "ITALIC",
    Family.ITALIC: "ITALIC",
    Family.SCRIPT: "SCRIPT",
    Family.FRAKTUR: "FRAKTUR",
    Family.BLACKBOARD: "DOUBLE-STRUCK",
    Family.SANS: "SANS-SERIF",
    Family.MONO: "MONOSPACE",
}


@pytest.mark.parametrize("alphabet", ALPHABETS, ids=str)
def test_shaped_letters_stand_for_the_plain_ones(alphabet: Alphabet) -> None:
    plain = LATIN + GREEK + "0123456789"
    assert unicodedata.normalize("NFKC", shaped(plain, alphabet)) == unicodedata.normalize("NFKC", plain)


@pytest.mark.parametrize("alphabet", ALPHABETS, ids=str)
def test_shaped_letters_are_all_in_the_font(alphabet: Alphabet, font: MathFont) -> None:
    assert [char for char in shaped(LATIN + GREEK + "0123456789", alphabet) if not font.glyph(char)] == []


@pytest.mark.parametrize("family", WORDS, ids=lambda family: family.name)
def test_shaped_latin_has_the_name_of_its_alphabet(family: Family) -> None:
    old = {"ℎ": "PLANCK"}  # the only hole whose name does not tell its shape
    names = [old.get(char) or unicodedata.name(char) for char in shaped(LATIN, Alphabet(family))]
    script_like = {WORDS[family], "SCRIPT", "BLACK-LETTER", "PLANCK"}
    assert all(any(word in name for word in script_like) for name in names)
    bold = [unicodedata.name(char) for char in shaped(LATIN, Alphabet(family, bold=True))]
    assert all("BOLD" in name for name in bold) or family in (Family.BLACKBOARD, Family.MONO)


def test_default_is_slanted_but_for_digits_and_capital_greek() -> None:
    assert shaped("hxαΓ1∇∂", Alphabet()) == "ℎ𝑥𝛼Γ1∇𝜕"


def test_shaped_leaves_other_characters_alone() -> None:
    assert shaped("+ é≤", Alphabet(Family.SCRIPT, bold=True)) == "+ é≤"


@pytest.mark.parametrize(("char", "slanted"), [("𝑥", True), ("ℎ", True), ("𝜎", True), ("𝒙", True), ("𝐱", False), ("x", False)])
def test_is_slanted(char: str, slanted: bool) -> None:
    assert is_slanted(char) is slanted
