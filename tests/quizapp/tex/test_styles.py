"""TeX's styles, and its table of spaces in the form in which the book prints it."""

from __future__ import annotations

from itertools import product

import pytest

from quizapp.tex.styles import Atom, Style, demote_binaries, space_mu

D, D_, T, T_, S, S_, SS, SS_ = Style

# The TeXbook, chapter 18: 0 none, 1 thin, 2 medium, 3 thick; in parentheses: not in script styles; * impossible.
BOOK = """
       Ord  Op  Bin  Rel  Open Close Punct Inner
Ord     0    1  (2)  (3)   0    0    0    (1)
Op      1    1   *   (3)   0    0    0    (1)
Bin    (2)  (2)  *    *   (2)   *    *    (2)
Rel    (3)  (3)  *    0   (3)   0    0    (3)
Open    0    0   *    0    0    0    0     0
Close   0    1  (2)  (3)   0    0    0    (1)
Punct  (1)  (1)  *   (1)  (1)  (1)  (1)   (1)
Inner  (1)   1  (2)  (3)  (1)   0   (1)   (1)
"""
ROWS = [line.split()[1:] for line in BOOK.strip().splitlines()[1:]]
MU = {"0": 0, "1": 3, "2": 4, "3": 5}


@pytest.mark.parametrize(("left", "right"), list(product(Atom, Atom)), ids=lambda atom: atom.name)
def test_space_is_that_of_the_book(left: Atom, right: Atom) -> None:
    cell = ROWS[left][right]
    if cell == "*":
        return
    assert space_mu(left, right, Style.TEXT) == space_mu(left, right, Style.DISPLAY_CRAMPED) == MU[cell.strip("()")]
    assert space_mu(left, right, Style.SCRIPT) == (0 if cell.startswith("(") else MU[cell])


@pytest.mark.parametrize(
    ("style", "superscript", "subscript", "above", "below"),
    [
        (D, S, S_, T, T_),
        (D_, S_, S_, T_, T_),
        (T, S, S_, S, S_),
        (T_, S_, S_, S_, S_),
        (S, SS, SS_, SS, SS_),
        (S_, SS_, SS_, SS_, SS_),
        (SS, SS, SS_, SS, SS_),
        (SS_, SS_, SS_, SS_, SS_),
    ],
)
def test_style_of_parts(style: Style, superscript: Style, subscript: Style, above: Style, below: Style) -> None:
    assert (style.superscript(), style.subscript(), style.above_bar(), style.below_bar()) == (
        superscript,
        subscript,
        above,
        below,
    )


@pytest.mark.parametrize(
    ("atoms", "demoted"),
    [
        ("ORD BIN ORD", "ORD BIN ORD"),
        ("BIN ORD", "ORD ORD"),
        ("ORD BIN", "ORD ORD"),
        ("REL BIN ORD", "REL ORD ORD"),
        ("ORD BIN REL", "ORD ORD REL"),
        ("ORD BIN BIN ORD", "ORD BIN ORD ORD"),
        ("OPEN BIN CLOSE", "OPEN ORD CLOSE"),
        ("OP BIN ORD", "OP ORD ORD"),
        ("PUNCT BIN ORD", "PUNCT ORD ORD"),
        ("INNER BIN INNER", "INNER BIN INNER"),
        ("ORD BIN CLOSE", "ORD ORD CLOSE"),
        ("", ""),
    ],
)
def test_binary_without_operands_is_ordinary(atoms: str, demoted: str) -> None:
    assert demote_binaries([Atom[name] for name in atoms.split()]) == [Atom[name] for name in demoted.split()]
