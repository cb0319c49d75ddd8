"""Which function lays out which node, and the typesetters in use."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from quizapp.tex import nodes
from quizapp.tex.boxes import Box
from quizapp.tex.fences import big_delimiter, fenced
from quizapp.tex.font import MathFont
from quizapp.tex.fractions import fraction, radical
from quizapp.tex.marks import accent, boxed, line, stretched
from quizapp.tex.rows import (
    group,
    large_operator,
    named_operator,
    negated,
    phantom,
    row,
    space,
    style_switch,
    symbol,
    text,
)
from quizapp.tex.scripts import labelled_arrow, scripts, stack
from quizapp.tex.styles import Style
from quizapp.tex.tables import table
from quizapp.tex.typesetter import Layout, Typesetter

LAYOUTS: dict[type[Any], Layout] = {
    nodes.Row: row,
    nodes.Symbol: symbol,
    nodes.Text: text,
    nodes.Group: group,
    nodes.Space: space,
    nodes.StyleSwitch: style_switch,
    nodes.LargeOperator: large_operator,
    nodes.NamedOperator: named_operator,
    nodes.Scripts: scripts,
    nodes.Fraction: fraction,
    nodes.Radical: radical,
    nodes.Fenced: fenced,
    nodes.BigDelimiter: big_delimiter,
    nodes.Accent: accent,
    nodes.Line: line,
    nodes.Stretched: stretched,
    nodes.Stack: stack,
    nodes.LabelledArrow: labelled_arrow,
    nodes.Boxed: boxed,
    nodes.Phantom: phantom,
    nodes.Negated: negated,
    nodes.Table: table,
}


@lru_cache(maxsize=32)
def _typesetter(font: MathFont, size: float) -> Typesetter:
    return Typesetter(font, size, LAYOUTS)


def lay_out(node: nodes.Node, font: MathFont, size: float, *, display: bool) -> Box:
    """Return a formula as a box.

    Args:
        node: Syntax tree.
        font: Math font.
        size: Text size in pixels.
        display: Whether it stands on a line of its own.

    Raises:
        MissingGlyphError: If the font lacks one of its characters.
    """
    return _typesetter(font, size).clean(node, Style.DISPLAY if display else Style.TEXT)
