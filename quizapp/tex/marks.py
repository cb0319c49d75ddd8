"""Layout of what stands over or under something: accents, rules, braces, arrows, frames.

Source: Knuth, The TeXbook (1986), Appendix G, rules 9, 10 and 12, with the attachment points and the constants of the
OpenType specification 1.9.1, chapter MATH.
"""

from __future__ import annotations

from dataclasses import replace

from quizapp.tex.boxes import Box, Glyph, Placed, Rule, upright
from quizapp.tex.errors import MissingGlyphError
from quizapp.tex.nodes import Accent, Boxed, Line, Node, Row, Stretched, Symbol
from quizapp.tex.stretching import grown_sideways, widest_within
from quizapp.tex.styles import Style
from quizapp.tex.typesetter import Typesetter

_STRETCHED_GAP_EM = 0.1
_FRAME_PADDING_EM = 0.3  # LaTeX's \fboxsep of 3 pt


def accent(setter: Typesetter, node: Accent, style: Style) -> Box:
    """Set a mark over a body. A single letter under it stays a single letter, so that its scripts do not climb."""
    body = _dotless(setter, node.body, style.cramped())
    if body.glyph is None:
        body = upright(body)
    font, unit, constants = setter.font, setter.unit(style), setter.constants(style)
    mark = font.glyph(node.mark)
    if not mark:
        raise MissingGlyphError(node.mark, 0)
    if node.wide:
        mark = widest_within(setter, mark, body.width, style)
    elif body.height > constants.flattened_accent_base_height:
        mark = font.flattened(mark)
    metrics, own_centre = font.metrics(mark), font.table.accent_position(mark)
    centre = body.width / 2 if body.accent_at is None else body.accent_at
    x = centre - ((metrics.left + metrics.right) / 2 if own_centre is None else own_centre) * unit
    lifted = max(0.0, body.height - constants.accent_base_height)
    placed: Placed = (x, -lifted, Glyph(mark, setter.px(style)))
    return replace(body, height=max(body.height, lifted + metrics.height * unit), parts=((0.0, 0.0, body), placed))


def _dotless(setter: Typesetter, node: Node, style: Style) -> Box:
    """Return the body of an accent; i and j lose their dots."""
    inner = node.items[0] if isinstance(node, Row) and len(node.items) == 1 else node
    if isinstance(inner, Symbol):
        glyph = setter.font.glyph(inner.char)
        dotless = setter.font.dotless(glyph)
        if dotless != glyph:
            return setter.glyph_box(setter.font.script_form(dotless, style.script_level), style, slanted=True)
    return setter.lay(node, style)


def line(setter: Typesetter, node: Line, style: Style) -> Box:
    """Set a rule over or under a body."""
    constants = setter.constants(style)
    if node.over:
        body = setter.clean(node.body, style.cramped())
        top = body.height + constants.overbar_vertical_gap + constants.overbar_rule_thickness
        rule = Rule(body.width, constants.overbar_rule_thickness)
        return Box(body.width, top + constants.overbar_extra_ascender, body.depth, ((0.0, 0.0, body), (0.0, -top, rule)))
    body = setter.clean(node.body, style)
    gap, thickness = constants.underbar_vertical_gap, constants.underbar_rule_thickness
    depth = body.depth + gap + thickness + constants.underbar_extra_descender
    return Box(body.width, body.height, depth, ((0.0, 0.0, body), (0.0, body.depth + gap, Rule(body.width, thickness))))


def stretched(setter: Typesetter, node: Stretched, style: Style) -> Box:
    """Set a brace or an arrow as wide as the body, over or under it."""
    body = setter.clean(node.body, style.cramped() if node.over else style)
    mark = grown_sideways(setter, node.mark, body.width, style)
    gap = _STRETCHED_GAP_EM * setter.px(style)
    width = max(body.width, mark.width)
    body_x, mark_x = (width - body.width) / 2, (width - mark.width) / 2
    if node.over:
        rise = body.height + gap + mark.depth
        return Box(width, rise + mark.height, body.depth, ((body_x, 0.0, body), (mark_x, -rise, mark)))
    drop = body.depth + gap + mark.height
    return Box(width, body.height, drop + mark.depth, ((body_x, 0.0, body), (mark_x, drop, mark)))


def boxed(setter: Typesetter, node: Boxed, style: Style) -> Box:
    """Set a body in a frame."""
    body = setter.clean(node.body, style)
    padding = _FRAME_PADDING_EM * setter.px(style)
    thickness = setter.constants(style).fraction_rule_thickness
    border = padding + thickness
    width, height, depth = body.width + 2 * border, body.height + border, body.depth + border
    return Box(width, height, depth, ((border, 0.0, body), (0.0, -height, Rule(width, height + depth, thickness))))
