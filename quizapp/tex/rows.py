"""Layout of rows, symbols, words, groups and space: TeX's math lists.

Source: Knuth, The TeXbook (1986), Appendix G, rules 1-6, 13, 14, 17 and 20; for italic correction, which OpenType
fonts keep apart from the advance, the OpenType specification 1.9.1, chapter MATH, MathItalicsCorrectionInfo.
"""

from __future__ import annotations

from dataclasses import replace

from quizapp.tex.boxes import Box, Placed, centred
from quizapp.tex.nodes import Group, LargeOperator, NamedOperator, Negated, Node, Phantom, Row, Space, StyleSwitch, Symbol, Text
from quizapp.tex.styles import Atom, Style, demote_binaries, space_mu
from quizapp.tex.typesetter import MU_PER_EM, Typesetter

_SLASH = "\u0338"
_BLANKS = {" ": 0.25, "\u00a0": 0.25, "\u2009": 1 / 6}  # em; the width of STIX Two's own space


def row(setter: Typesetter, node: Row, style: Style) -> Box:
    """Set things side by side with the space their classes ask for."""
    if len(node.items) == 1 and not isinstance(node.items[0], Space | StyleSwitch):
        return setter.lay(node.items[0], style)
    line = _Line(setter, style)
    atoms = iter(demote_binaries([item.atom for item in node.items if not isinstance(item, Space | StyleSwitch)]))
    for item in node.items:
        if isinstance(item, StyleSwitch):
            line.style = item.style
        elif isinstance(item, Space):
            line.add_space(item)
        else:
            line.add_atom(item, next(atoms))
    return line.finish()


class _Line:
    """A row being set.

    Attributes:
        style: The style at this place; it may change within a row.
    """

    def __init__(self, setter: Typesetter, style: Style) -> None:
        self.style = style
        self._setter = setter
        self._x = self._height = self._depth = 0.0
        self._parts: list[Placed] = []
        self._previous: tuple[Node, Atom] | None = None
        self._italic = 0.0  # of the last letter, not yet given room
        self._touching = False  # whether nothing stands between the last letter and here
        self._slanted = False
        self._is_word = True

    def add_space(self, node: Space) -> None:
        em = self._setter.px(self.style) / MU_PER_EM if node.in_mu else self._setter.size
        self._make_room(node.width * em)

    def add_atom(self, node: Node, atom: Atom) -> None:
        box = self._setter.lay(node, self.style)
        if self._previous is not None:
            gap = space_mu(self._previous[1], atom, self.style)
            if gap or not (box.slanted and self._touching):
                self._make_room(gap * self._setter.px(self.style) / MU_PER_EM + self._kern(self._previous[0], node))
        else:
            self._slanted = box.slanted
        self._is_word = self._is_word and box.is_word and atom is Atom.ORD
        self._parts.append((self._x, 0.0, box))
        self._x += box.width
        self._height = max(self._height, box.height)
        self._depth = max(self._depth, box.depth)
        self._previous, self._italic, self._touching = (node, atom), box.italic, True

    def finish(self) -> Box:
        self._make_room(0.0)
        return Box(self._x, self._height, self._depth, tuple(self._parts), slanted=self._slanted, is_word=self._is_word)

    def _make_room(self, width: float) -> None:
        self._x += self._italic + width
        self._italic = 0.0
        self._touching = False

    def _kern(self, left: Node, right: Node) -> float:
        if not (self._touching and isinstance(left, Symbol) and isinstance(right, Symbol)):
            return 0.0
        font = self._setter.font
        return font.kern(font.glyph(left.char), font.glyph(right.char)) * self._setter.unit(self.style)


def symbol(setter: Typesetter, node: Symbol, style: Style) -> Box:
    """Set one character."""
    return setter.character(node.char, style, node.position)


def text(setter: Typesetter, node: Text, style: Style) -> Box:
    """Set words with the font's kerning."""
    x = height = depth = 0.0
    parts: list[Placed] = []
    unit, previous = setter.unit(style), 0
    for offset, char in enumerate(node.text):
        if char in _BLANKS:
            x += _BLANKS[char] * setter.px(style)
            previous = 0
            continue
        box = setter.character(char, style, node.position + offset)
        glyph = setter.font.glyph(char)
        x += setter.font.kern(previous, glyph) * unit if previous else 0.0
        parts.append((x, 0.0, box))
        x += box.width
        height, depth, previous = max(height, box.height), max(depth, box.depth), glyph
    return Box(x, height, depth, tuple(parts), is_word=True)


def group(setter: Typesetter, node: Group, style: Style) -> Box:
    """Set what braces make one atom."""
    return setter.lay(node.body, style)


def space(setter: Typesetter, node: Space, style: Style) -> Box:
    """Set space that stands alone."""
    return Box(node.width * (setter.px(style) / MU_PER_EM if node.in_mu else setter.size), 0.0, 0.0)


def style_switch(_setter: Typesetter, _node: StyleSwitch, _style: Style) -> Box:
    """Set a style switch with nothing after it."""
    return Box(0.0, 0.0, 0.0)


def large_operator(setter: Typesetter, node: LargeOperator, style: Style) -> Box:
    """Set a sum or an integral, larger in display style, centred on the axis.

    It is a box and no character, so that its scripts are placed by its size; its advance already covers its lean.
    """
    return replace(leaning_operator(setter, node, style), italic=0.0)


def leaning_operator(setter: Typesetter, node: LargeOperator, style: Style) -> Box:
    """Set a large operator and keep its italic correction, by which scripts below are moved to the left."""
    box = setter.character(node.char, style, node.position)
    if style.is_display:
        font = setter.font
        variants = font.table.vertical_growth(font.glyph(node.char)).variants
        enough = font.table.display_operator_min_height
        chosen = next((glyph for glyph, length in variants if length >= enough), variants[-1][0] if variants else None)
        if chosen is not None:
            box = setter.glyph_box(chosen, style)
    return centred(box, setter.constants(style).axis_height)


def named_operator(setter: Typesetter, node: NamedOperator, style: Style) -> Box:
    """Set the name of a function."""
    return replace(setter.clean(node.body, style), glyph=None)


def negated(setter: Typesetter, node: Negated, style: Style) -> Box:
    """Set a symbol with a slash through its middle."""
    body = setter.lay(node.body, style)
    slash = setter.font.glyph(_SLASH)
    if not slash:
        return body
    metrics, unit = setter.font.metrics(slash), setter.unit(style)
    x = body.width / 2 - (metrics.left + metrics.right) / 2 * unit
    y = (metrics.height - metrics.depth) / 2 * unit - setter.constants(style).axis_height
    return replace(body, parts=(*body.parts, (x, y, setter.glyph_box(slash, style))), glyph=None, is_word=False)


def phantom(setter: Typesetter, node: Phantom, style: Style) -> Box:
    """Set something unseen, or something whose size does not count."""
    body = setter.clean(node.body, style)
    return Box(
        body.width if node.keeps_width else 0.0,
        body.height if node.keeps_height else 0.0,
        body.depth if node.keeps_height else 0.0,
        ((-node.overlap * body.width, 0.0, body),) if node.drawn else (),
    )
