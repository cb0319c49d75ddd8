"""Layout of fractions and roots.

Source: Knuth, The TeXbook (1986), Appendix G, rules 11 and 15, with the constants of the OpenType specification 1.9.1,
chapter MATH.
"""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

from quizapp.tex.boxes import Box, Placed, Rule
from quizapp.tex.nodes import Fraction, Radical
from quizapp.tex.opentype import MathConstants
from quizapp.tex.stretching import grown_upwards
from quizapp.tex.styles import Style
from quizapp.tex.typesetter import Typesetter

NULL_DELIMITER_EM = 0.12  # the space TeX leaves where a delimiter could be
_ROOT = "√"
_TICK_GAP_EM = 0.06


class _Measures(NamedTuple):
    """How far numerator and denominator move from the baseline at least, and the gaps to keep."""

    up: float
    down: float
    gap_above: float
    gap_below: float


def fraction(setter: Typesetter, node: Fraction, style: Style) -> Box:
    """Set one thing over another, with or without a bar."""
    style = style if node.style is None else node.style
    constants = setter.constants(style)
    above = setter.clean(node.numerator, style.above_bar())
    below = setter.clean(node.denominator, style.below_bar())
    width = max(above.width, below.width)
    margin = NULL_DELIMITER_EM * setter.px(style)
    thickness, axis = constants.fraction_rule_thickness, constants.axis_height
    if node.rule:
        up, down = _shifts_with_bar(constants, above, below, style)
    else:
        up, down = _shifts_without_bar(constants, above, below, style)
    parts: list[Placed] = [
        (margin + (width - above.width) / 2, -up, above),
        (margin + (width - below.width) / 2, down, below),
    ]
    if node.rule:
        parts.append((margin, -axis - thickness / 2, Rule(width, thickness)))
    return Box(width + 2 * margin, up + above.height, down + below.depth, tuple(parts))


def _shifts_with_bar(constants: MathConstants, above: Box, below: Box, style: Style) -> tuple[float, float]:
    measures = _bar_measures(constants, style)
    half, axis = constants.fraction_rule_thickness / 2, constants.axis_height
    up = max(measures.up, axis + half + measures.gap_above + above.depth)
    down = max(measures.down, half - axis + measures.gap_below + below.height)
    return up, down


def _bar_measures(constants: MathConstants, style: Style) -> _Measures:
    if style.is_display:
        return _Measures(
            constants.fraction_numerator_display_style_shift_up,
            constants.fraction_denominator_display_style_shift_down,
            constants.fraction_num_display_style_gap_min,
            constants.fraction_denom_display_style_gap_min,
        )
    return _Measures(
        constants.fraction_numerator_shift_up,
        constants.fraction_denominator_shift_down,
        constants.fraction_numerator_gap_min,
        constants.fraction_denominator_gap_min,
    )


def _shifts_without_bar(constants: MathConstants, above: Box, below: Box, style: Style) -> tuple[float, float]:
    if style.is_display:
        up, down = constants.stack_top_display_style_shift_up, constants.stack_bottom_display_style_shift_down
        least = constants.stack_display_style_gap_min
    else:
        up, down, least = constants.stack_top_shift_up, constants.stack_bottom_shift_down, constants.stack_gap_min
    gap = (up - above.depth) - (below.height - down)
    missing = max(0.0, least - gap) / 2
    return up + missing, down + missing


def radical(setter: Typesetter, node: Radical, style: Style) -> Box:
    """Set a root: a sign at least as tall as the body, a rule over the body, the degree in the crook."""
    constants = setter.constants(style)
    body = setter.clean(node.body, style.cramped())
    thickness = constants.radical_rule_thickness
    gap = constants.radical_display_style_vertical_gap if style.is_display else constants.radical_vertical_gap
    sign = grown_upwards(setter, _ROOT, body.total + gap + thickness, style)
    gap += max(0.0, sign.total - body.total - gap - thickness) / 2
    top = body.height + gap + thickness
    parts: list[Placed] = [
        (0.0, sign.height - top, sign),
        (sign.width, -top, Rule(body.width, thickness, hang=sign.height)),
        (sign.width, 0.0, body),
    ]
    height = top + constants.radical_extra_ascender
    root = Box(sign.width + body.width, height, max(body.depth, sign.total - top), tuple(parts))
    if node.degree is None:
        return root
    return _with_degree(setter, root, setter.clean(node.degree, Style.SCRIPTSCRIPT), sign, style)


def _with_degree(setter: Typesetter, root: Box, degree: Box, sign: Box, style: Style) -> Box:
    """Put the degree into the crook of a root sign, clear of the sign's tick."""
    constants, font = setter.constants(style), setter.font
    before, after = constants.radical_kern_before_degree, constants.radical_kern_after_degree
    root_x = max(0.0, before + degree.width + after)
    foot = sign.total - root.height + constants.radical_extra_ascender  # of the sign, below the baseline
    raised = font.table.radical_degree_raise * sign.total - foot
    if sign.glyph is not None:
        tick = font.top_left_of(sign.glyph.gid, -after / setter.unit(style)) * setter.unit(style)
        raised = max(raised, tick + sign.depth - foot + _TICK_GAP_EM * setter.px(style))
    parts: tuple[Placed, ...] = ((root_x - after - degree.width, -raised - degree.depth, degree), (root_x, 0.0, root))
    height = max(root.height, raised + degree.total)
    return replace(root, width=root_x + root.width, height=height, parts=parts)
