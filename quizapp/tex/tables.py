r"""Layout of tables: matrices, cases, aligned equations, stacked conditions.

Source: LaTeX 2e and amsmath for struts, ``\lineskip`` and centring on the axis (``\vcenter``; Knuth, The TeXbook
(1986), Appendix G, rule 8).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from quizapp.tex.boxes import Box, Placed, Rule
from quizapp.tex.nodes import Table, TableFormat
from quizapp.tex.styles import Style
from quizapp.tex.typesetter import Typesetter

_STRUT_HEIGHT, _STRUT_DEPTH = 0.7, 0.3  # of the distance of two baselines
_LINESKIP_EM = 0.2  # between two rows so tall that they would touch
_SHARE_LEFT = {"l": 0.0, "c": 0.5, "r": 1.0}


class _Columns(NamedTuple):
    """Left edges and widths of the columns, and the width of all."""

    lefts: list[float]
    widths: list[float]
    total: float


class _Rows(NamedTuple):
    """Upper edges, baselines and lower edges of the rows, counted from the top of the table."""

    tops: list[float]
    baselines: list[float]
    bottoms: list[float]


def table(setter: Typesetter, node: Table, style: Style) -> Box:
    """Set rows and columns, centred on the axis."""
    cell_style = max(node.format.style, style) if style.is_script else node.format.style
    em = setter.px(cell_style)
    cells = [[setter.clean(cell, cell_style) for cell in row] for row in node.rows]
    columns, rows = _columns(cells, node.format, em), _rows(cells, node, em)
    total = rows.bottoms[-1]
    height = total / 2 + setter.constants(style).axis_height
    parts: list[Placed] = []
    for baseline, row in zip(rows.baselines, cells, strict=True):
        for index, cell in enumerate(row):
            share = _SHARE_LEFT[_cyclic(node.format.align, index)]
            parts.append((columns.lefts[index] + share * (columns.widths[index] - cell.width), baseline - height, cell))
    thickness = setter.constants(cell_style).fraction_rule_thickness
    rights = [left + width for left, width in zip(columns.lefts, columns.widths, strict=True)]
    verticals = _rule_places(node.verticals, columns.lefts, rights, columns.total)
    horizontals = _rule_places(node.horizontals, rows.tops, rows.bottoms, total)
    parts.extend((x - thickness / 2, -height, Rule(thickness, total)) for x in verticals)
    parts.extend((0.0, y - height - thickness / 2, Rule(columns.total, thickness)) for y in horizontals)
    return Box(columns.total, height, total - height, tuple(parts))


def _cyclic(values: Sequence[str], index: int) -> str:
    return values[index % len(values)]


def _columns(cells: list[list[Box]], form: TableFormat, em: float) -> _Columns:
    count = max(len(row) for row in cells)
    widths = [0.0] * count
    for row in cells:
        for index, cell in enumerate(row):
            widths[index] = max(widths[index], cell.width)
    lefts, x = [], form.pad * em
    for index, width in enumerate(widths):
        lefts.append(x)
        x += width + form.gaps[index % len(form.gaps)] * em
    return _Columns(lefts, widths, lefts[-1] + widths[-1] + form.pad * em)


def _rows(cells: list[list[Box]], node: Table, em: float) -> _Rows:
    form = node.format
    strut_height, strut_depth = _STRUT_HEIGHT * form.line * em, _STRUT_DEPTH * form.line * em
    rows = _Rows([], [], [])
    y = spare = 0.0
    for index, row in enumerate(cells):
        height, depth = max(cell.height for cell in row), max(cell.depth for cell in row)
        if index:
            asked = form.jot + (node.extra[index - 1] if index <= len(node.extra) else 0.0)
            free = spare + max(0.0, strut_height - height)  # between the two rows, inside their struts
            y += asked * em + max(0.0, _LINESKIP_EM * em - free)
        rows.tops.append(y)
        y += max(height, strut_height)
        rows.baselines.append(y)
        y += max(depth, strut_depth)
        rows.bottoms.append(y)
        spare = max(0.0, strut_depth - depth)
    return rows


def _rule_places(numbers: Sequence[int], starts: Sequence[float], ends: Sequence[float], total: float) -> Iterator[float]:
    """Yield the middle of the gap before each column or row that has a rule before it; the edge at the ends."""
    for number in numbers:
        if number == 0:
            yield 0.0
        elif number >= len(starts):
            yield total
        else:
            yield (ends[number - 1] + starts[number]) / 2
