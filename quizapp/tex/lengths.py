r"""Lengths and names in braces: what ``\hspace``, ``\\[...]`` and ``\begin`` take. Free of Qt."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from quizapp.tex.nodes import Space
from quizapp.tex.tokens import Token

if TYPE_CHECKING:
    from quizapp.tex.parser import Parser

_MAX_EM = 50.0  # wider than any screen holds; keeps a slip of the pen from making a picture of a kilometre
_NUMBER_AND_UNIT = r"\s*([+-]?\s*(?:\d{1,6}\.?\d{0,6}|\.\d{1,6}))\s*([a-z]{2})\s*"
_BARE = re.compile(_NUMBER_AND_UNIT)
_IN_BRACES = re.compile(r"\{" + _NUMBER_AND_UNIT + r"\}")
_IN_BRACKETS = re.compile(r"\[" + _NUMBER_AND_UNIT + r"\]")
_NAME = re.compile(r"\{((?:[^{}]|\{[^{}]*\})*)\}")

# In em at TeX's usual size of ten points. Source: Knuth, The TeXbook (1986), chapter 10.
_EM_PER_UNIT = {
    "em": 1.0,
    "ex": 0.45,
    "pt": 0.1,
    "mu": 1 / 18,
    "pc": 1.2,
    "bp": 0.100375,
    "px": 0.075,
    "in": 7.227,
    "cm": 2.8453,
    "mm": 0.28453,
}
_ALLOWED = ", ".join(_EM_PER_UNIT)


def braced_name(parser: Parser, owner: Token) -> str:
    """Read a name in braces, such as that of an environment or a colour."""
    match = parser.tokens.take_match(_NAME)
    if match is None:
        raise parser.tokens.error(f"{owner.text} needs a name in braces", owner)
    return match[1].strip()


def space(parser: Parser, command: Token) -> Space:
    r"""Read the length of ``\hspace{1em}``, ``\kern 3pt`` or ``\mskip 3mu``."""
    parser.tokens.accept("*")
    match = parser.tokens.take_match(_IN_BRACES) or parser.tokens.take_match(_BARE)
    if match is None:
        raise parser.tokens.error(f"{command.text} needs a length such as 1em; units are {_ALLOWED}", command)
    em = _em(parser, command, match)
    return Space(em * 18, in_mu=True) if match[2] == "mu" else Space(em)


def row_gap(parser: Parser, command: Token) -> float:
    r"""Read what may follow a row break, ``\\*`` and ``\\[2pt]``, in em."""
    parser.tokens.accept("*")
    if not parser.tokens.tex.startswith("[", command.position + len(command.text)):
        return 0.0  # a bracket after a space belongs to the next row, as in amsmath
    match = parser.tokens.take_match(_IN_BRACKETS)
    if match is None:
        raise parser.tokens.error(f"{command.text}[ needs a length such as 2pt; units are {_ALLOWED}", command)
    return _em(parser, command, match)


def _em(parser: Parser, command: Token, match: re.Match[str]) -> float:
    number, unit = float(match[1].replace(" ", "")), match[2]
    if unit not in _EM_PER_UNIT:
        raise parser.tokens.error(f'"{unit}" is no unit of length; units are {_ALLOWED}', command)
    em = number * _EM_PER_UNIT[unit]
    if abs(em) > _MAX_EM:
        raise parser.tokens.error(f"a length of {number:g}{unit}; at most {_MAX_EM:g}em are allowed", command)
    return em
