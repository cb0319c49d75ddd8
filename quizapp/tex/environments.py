r"""``\begin … \end``, rows and columns: from the name of an environment to a table. Free of Qt.

Source of the measures: LaTeX 2e (``\arraycolsep``, ``\jot``, struts) and amsmath (matrix, cases, aligned, smallmatrix),
in em of a ten-point font.
"""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING, NamedTuple

from quizapp.tex.lengths import braced_name, row_gap
from quizapp.tex.nodes import EMPTY, Fenced, Node, Row, Table, TableFormat
from quizapp.tex.styles import Style
from quizapp.tex.tokens import Token

if TYPE_CHECKING:
    from quizapp.tex.parser import Parser

BREAKS = frozenset({"\\\\", r"\cr", r"\newline"})


class Takes(Enum):
    """What an environment reads after its name."""

    NOTHING = 0
    COLUMNS = 1
    COUNT = 2


class Environment(NamedTuple):
    """A kind of table, the delimiters around it, and what follows its name."""

    format: TableFormat
    left: str = ""
    right: str = ""
    takes: Takes = Takes.NOTHING


_MATRIX = TableFormat(pad=0.1)
_SMALL = TableFormat(gaps=(5 / 18,), style=Style.SCRIPT, line=1.0)
_CASES = TableFormat(align="l", line=1.44)
_ALIGNED = TableFormat(align="rl", gaps=(0.0, 1.0), style=Style.DISPLAY, jot=0.3, separator_atom=True)
_ALIGN = TableFormat(align="rl", gaps=(0.0, 2.0), style=Style.DISPLAY, jot=0.3, separator_atom=True)
_ALIGNAT = TableFormat(align="rl", gaps=(0.0,), style=Style.DISPLAY, jot=0.3, separator_atom=True)
_GATHERED = TableFormat(style=Style.DISPLAY, jot=0.3)
_SUBSTACK = TableFormat(style=Style.SCRIPT, line=1.1)
_DISPLAY_CASES = TableFormat(align="l", style=Style.DISPLAY, line=1.44, jot=0.3)
_EQNARRAY = TableFormat(align="rcl", gaps=(0.28,), style=Style.DISPLAY, jot=0.3)
_ARRAY = TableFormat(pad=0.5)

ENVIRONMENTS = {
    "matrix": Environment(_MATRIX),
    "pmatrix": Environment(_MATRIX, "(", ")"),
    "bmatrix": Environment(_MATRIX, "[", "]"),
    "Bmatrix": Environment(_MATRIX, "{", "}"),
    "vmatrix": Environment(_MATRIX, "|", "|"),
    "Vmatrix": Environment(_MATRIX, "‖", "‖"),
    "smallmatrix": Environment(_SMALL),
    "psmallmatrix": Environment(_SMALL, "(", ")"),
    "bsmallmatrix": Environment(_SMALL, "[", "]"),
    "cases": Environment(_CASES, "{", ""),
    "rcases": Environment(_CASES, "", "}"),
    "dcases": Environment(_DISPLAY_CASES, "{", ""),
    "aligned": Environment(_ALIGNED),
    "split": Environment(_ALIGNED),
    "align": Environment(_ALIGN),
    "align*": Environment(_ALIGN),
    "alignedat": Environment(_ALIGNAT, takes=Takes.COUNT),
    "alignat": Environment(_ALIGNAT, takes=Takes.COUNT),
    "alignat*": Environment(_ALIGNAT, takes=Takes.COUNT),
    "gathered": Environment(_GATHERED),
    "gather": Environment(_GATHERED),
    "gather*": Environment(_GATHERED),
    "equation": Environment(_GATHERED),
    "equation*": Environment(_GATHERED),
    "eqnarray": Environment(_EQNARRAY),
    "eqnarray*": Environment(_EQNARRAY),
    "array": Environment(_ARRAY, takes=Takes.COLUMNS),
    "subarray": Environment(_SUBSTACK, takes=Takes.COLUMNS),
}

_NO_RULES: tuple[int, ...] = ()
_IGNORED_IN_COLUMNS = re.compile(r"[@!><]\{[^{}]*\}|\s")
_REPEATED_COLUMNS = re.compile(r"\*\{(\d{1,2})\}\{([lcr|]{1,9})\}")


def begin(parser: Parser, command: Token) -> Node:
    r"""Read an environment whose ``\begin`` has been taken."""
    name = braced_name(parser, command)
    environment = ENVIRONMENTS.get(name)
    if environment is None:
        raise parser.tokens.error(f'unknown environment "{name}"', command)
    parser.enter()
    table_format, verticals = environment.format, _NO_RULES
    if environment.takes is Takes.COLUMNS:
        table_format, verticals = _columns(parser, command, environment.format)
    elif environment.takes is Takes.COUNT:
        braced_name(parser, command)
    table = _table(parser, table_format, verticals)
    _end(parser, command, name)
    parser.leave()
    if environment.left or environment.right:
        return Fenced(environment.left, (table,), (), environment.right)
    return table


def substack(parser: Parser, command: Token) -> Node:
    r"""Read ``\substack{i < n \\ j < m}``."""
    opener = parser.tokens.peek()
    if not parser.tokens.accept("{"):
        raise parser.tokens.error(f"{command.text} needs its rows in braces", command)
    table = _table(parser, _SUBSTACK, _NO_RULES)
    parser.close("}", opener)
    return table


def plain_rows(parser: Parser) -> Node:
    r"""Read a whole formula, which may be broken into rows by ``\\`` outside any table."""
    rows: list[tuple[Node, ...]] = [(parser.row(),)]
    extra = []
    while parser.tokens.peek().text in BREAKS:
        extra.append(row_gap(parser, parser.tokens.take()))
        rows.append((parser.row(),))
    if len(rows) > 1 and rows[-1] == (Row(),):
        rows.pop()
    if len(rows) == 1:
        return rows[0][0]
    return Table(tuple(rows), _GATHERED, tuple(extra))


def _end(parser: Parser, command: Token, name: str) -> None:
    end = parser.tokens.peek()
    parser.close(r"\end", Token(f"{command.text}{{{name}}}", command.position))
    closed = braced_name(parser, end)
    if closed != name:
        raise parser.tokens.error(rf"\begin{{{name}}} is closed by \end{{{closed}}}", end)


def _columns(parser: Parser, command: Token, plain: TableFormat) -> tuple[TableFormat, tuple[int, ...]]:
    r"""Read a column list such as ``{l|cc}``: alignments, and the columns before which a rule stands."""
    written = braced_name(parser, command)
    columns = _REPEATED_COLUMNS.sub(lambda match: match[2] * int(match[1]), _IGNORED_IN_COLUMNS.sub("", written))
    align = columns.replace("|", "")
    if not align or set(align) - set("lcr"):
        raise parser.tokens.error(f'columns "{written}"; they are made of l, c, r and |', command)
    verticals = tuple(len(columns[:at].replace("|", "")) for at, char in enumerate(columns) if char == "|")
    return TableFormat(align, plain.gaps, plain.style, plain.line, plain.jot, plain.pad), verticals


def _table(parser: Parser, table_format: TableFormat, verticals: tuple[int, ...]) -> Table:
    rows: list[tuple[Node, ...]] = []
    extra: list[float] = []
    horizontals: list[int] = []
    while True:
        while parser.tokens.accept(r"\hline"):
            horizontals.append(len(rows))
        cells = _cells(parser, separator_atom=table_format.separator_atom)
        token = parser.tokens.peek()
        is_last = token.text not in BREAKS
        if not (is_last and rows and cells == (Row(),)):
            rows.append(cells)
        if is_last:
            return Table(tuple(rows), table_format, tuple(extra), verticals, tuple(horizontals))
        extra.append(row_gap(parser, parser.tokens.take()))


def _cells(parser: Parser, *, separator_atom: bool) -> tuple[Node, ...]:
    cells = [parser.row()]
    while parser.tokens.accept("&"):
        row = parser.row()
        if separator_atom and len(cells) % 2 == 1:
            row = Row((EMPTY, *row.items))
        cells.append(row)
    return tuple(cells)
