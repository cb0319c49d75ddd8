"""TeX's eight styles and the space between two atoms. Free of Qt.

Source: Knuth, The TeXbook (1986), chapter 17 p. 140-141 (styles), chapter 18 p. 170 (spacing), Appendix G rules 5 and 6.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum


class Style(IntEnum):
    """Display, text, script, scriptscript; each also cramped (exponents are raised less)."""

    DISPLAY = 0
    DISPLAY_CRAMPED = 1
    TEXT = 2
    TEXT_CRAMPED = 3
    SCRIPT = 4
    SCRIPT_CRAMPED = 5
    SCRIPTSCRIPT = 6
    SCRIPTSCRIPT_CRAMPED = 7

    @property
    def is_cramped(self) -> bool:
        """Whether exponents are raised less."""
        return self & 1 == 1

    @property
    def is_display(self) -> bool:
        """Whether it is one of the two display styles."""
        return self < Style.TEXT

    @property
    def is_script(self) -> bool:
        """Whether it is smaller than text."""
        return self >= Style.SCRIPT

    @property
    def script_level(self) -> int:
        """Return 0 for full size, 1 for script, 2 for scriptscript."""
        return _SCRIPT_LEVEL[self]

    def cramped(self) -> Style:
        """Return the cramped form: for what stands under a rule or an accent."""
        return _CRAMPED[self]

    def superscript(self) -> Style:
        """Return the style of an exponent."""
        return _SUPERSCRIPT[self]

    def subscript(self) -> Style:
        """Return the style of an index."""
        return _SUPERSCRIPT[_CRAMPED[self]]

    def above_bar(self) -> Style:
        """Return the style above a fraction bar."""
        return _ABOVE_BAR[self]

    def below_bar(self) -> Style:
        """Return the style below a fraction bar."""
        return _ABOVE_BAR[_CRAMPED[self]]


_D, _DC, _T, _TC, _S, _SC, _SS, _SSC = Style
_SCRIPT_LEVEL = (0, 0, 0, 0, 1, 1, 2, 2)
_CRAMPED = (_DC, _DC, _TC, _TC, _SC, _SC, _SSC, _SSC)
_SUPERSCRIPT = (_S, _SC, _S, _SC, _SS, _SSC, _SS, _SSC)
_ABOVE_BAR = (_T, _TC, _S, _SC, _SS, _SSC, _SS, _SSC)


class Atom(IntEnum):
    """The classes between which TeX knows how much space to put."""

    ORD = 0
    OP = 1
    BIN = 2
    REL = 3
    OPEN = 4
    CLOSE = 5
    PUNCT = 6
    INNER = 7


# Rows: left atom; columns: right atom; both in the order of Atom. Capitals: only in display and text style.
# "." none, t thin, m medium, k thick, "*" cannot happen once binary operators have been demoted.
_TABLE = (
    ". t M K . . . T",
    "t t * K . . . T",
    "M M * * M * * M",
    "K K * . K . . K",
    ". . * . . . . .",
    ". t M K . . . T",
    "T T * T T T T T",
    "T t M K T . T T",
)
_MU = {".": 0, "*": 0, "t": 3, "m": 4, "k": 5}
_SPACE_TEXT = tuple(tuple(_MU[cell.lower()] for cell in row.split()) for row in _TABLE)
_SPACE_SCRIPT = tuple(tuple(0 if cell.isupper() else _MU[cell] for cell in row.split()) for row in _TABLE)


def space_mu(left: Atom, right: Atom, style: Style) -> int:
    """Return the space between two neighbouring atoms in mu, eighteenths of an em.

    >>> space_mu(Atom.ORD, Atom.REL, Style.TEXT), space_mu(Atom.ORD, Atom.REL, Style.SCRIPT)
    (5, 0)
    """
    return (_SPACE_SCRIPT if style.is_script else _SPACE_TEXT)[left][right]


_NO_LEFT_OPERAND = frozenset({None, Atom.BIN, Atom.OP, Atom.REL, Atom.OPEN, Atom.PUNCT})
_NO_RIGHT_OPERAND = frozenset({None, Atom.REL, Atom.CLOSE, Atom.PUNCT})


def demote_binaries(atoms: Sequence[Atom]) -> list[Atom]:
    """Turn a binary operator that lacks an operand into an ordinary atom, as in ``-a`` and ``(+)``.

    >>> [atom.name for atom in demote_binaries([Atom.BIN, Atom.ORD])]
    ['ORD', 'ORD']
    """
    result: list[Atom] = []
    previous: Atom | None = None
    for atom in atoms:
        if previous is Atom.BIN and atom in _NO_RIGHT_OPERAND:
            result[-1] = Atom.ORD
        demoted = Atom.ORD if atom is Atom.BIN and previous in _NO_LEFT_OPERAND else atom
        result.append(demoted)
        previous = demoted
    if previous is Atom.BIN:
        result[-1] = Atom.ORD
    return result
