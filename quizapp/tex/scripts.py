"""Layout of superscripts, subscripts and limits.

Source: Knuth, The TeXbook (1986), Appendix G, rules 13a and 18, with the constants and the corner kerns of the OpenType
specification 1.9.1, chapter MATH.
"""

from __future__ import annotations

from dataclasses import replace

from quizapp.tex.boxes import Box, Placed
from quizapp.tex.nodes import LabelledArrow, LargeOperator, Limits, NamedOperator, Node, Scripts, Stack, Stretched
from quizapp.tex.opentype import Corner
from quizapp.tex.rows import leaning_operator
from quizapp.tex.stretching import grown_sideways
from quizapp.tex.styles import Style
from quizapp.tex.typesetter import Typesetter

_ARROW_PADDING_EM = 0.5  # an arrow sticks out on both sides of its label by half of this
_ARROW_MIN_EM = 1.5
_STEP_TOLERANCE_EM = 0.04


def scripts(setter: Typesetter, node: Scripts, style: Style) -> Box:
    """Set a base with its scripts, beside it or above and below."""
    base = leaning_operator(setter, node.base, style) if isinstance(node.base, LargeOperator) else setter.lay(node.base, style)
    above = setter.clean(node.superscript, style.superscript()) if node.superscript else None
    below = setter.clean(node.subscript, style.subscript()) if node.subscript else None
    if _has_limits(node.base, style):
        return limits(setter, base, above, below, style)
    lean = base.italic if isinstance(node.base, LargeOperator) else 0.0
    return _beside(setter, base, above, below, style, lean)


def _has_limits(base: Node, style: Style) -> bool:
    if isinstance(base, Stretched):
        return base.takes_limits
    if not isinstance(base, LargeOperator | NamedOperator):
        return False
    return base.limits is Limits.ALWAYS or (base.limits is Limits.DISPLAY and style.is_display)


def limits(setter: Typesetter, base: Box, above: Box | None, below: Box | None, style: Style) -> Box:
    """Set things centred above and below a base; over a leaning base they follow its slant."""
    constants = setter.constants(style)
    half_lean = base.italic / 2
    width = max(box.width for box in (base, above, below) if box is not None)
    height, depth = base.height, base.depth
    parts: list[Placed] = [((width - base.width) / 2, 0.0, base)]
    if above is not None:
        rise = base.height + max(constants.upper_limit_gap_min + above.depth, constants.upper_limit_baseline_rise_min)
        parts.append(((width - above.width) / 2 + half_lean, -rise, above))
        height = rise + above.height
    if below is not None:
        drop = base.depth + max(constants.lower_limit_gap_min + below.height, constants.lower_limit_baseline_drop_min)
        parts.append(((width - below.width) / 2 - half_lean, drop, below))
        depth = drop + below.depth
    return Box(width, height, depth, tuple(parts))


def _beside(setter: Typesetter, base: Box, above: Box | None, below: Box | None, style: Style, lean: float) -> Box:
    up, down = _shifts(setter, base, above, below, style)
    width, height, depth = base.width, base.height, base.depth
    parts: list[Placed] = [(0.0, 0.0, base)]
    if above is not None:
        x = base.width + (0.0 if lean else base.italic) + _upper_kern(setter, base, above, up)
        parts.append((x, -up, above))
        width, height, depth = max(width, x + above.width), max(height, up + above.height), max(depth, above.depth - up)
    if below is not None:
        x = base.width - lean + _lower_kern(setter, base, below, down)
        parts.append((x, down, below))
        width, height, depth = max(width, x + below.width), max(height, below.height - down), max(depth, down + below.depth)
    width += setter.constants(style).space_after_script
    return Box(width, height, depth, tuple(parts), slanted=base.slanted)


def _shifts(setter: Typesetter, base: Box, above: Box | None, below: Box | None, style: Style) -> tuple[float, float]:
    """Return how far the superscript goes up and the subscript down (rule 18).

    TeX moves them by the size of the base unless it is a single character. Words count as such here: with the
    constants of its own fonts that makes no visible difference, with those of OpenType fonts the 2 of log would sink.
    """
    constants = setter.constants(style)
    up = down = 0.0
    if not base.is_word:
        up = base.height - constants.superscript_baseline_drop_max
        down = base.depth + constants.subscript_baseline_drop_min
    if above is not None:
        least = constants.superscript_shift_up_cramped if style.is_cramped else constants.superscript_shift_up
        up = max(up, least, above.depth + constants.superscript_bottom_min)
    if below is not None:
        down = max(down, constants.subscript_shift_down)
        if above is None:
            down = max(down, below.height - constants.subscript_top_max)
    if above is not None and below is not None:
        gap = (up - above.depth) - (below.height - down)
        down += max(0.0, constants.sub_superscript_gap_min - gap)
        if gap < constants.sub_superscript_gap_min:
            raised = max(0.0, constants.superscript_bottom_max_with_subscript - (up - above.depth))
            up, down = up + raised, down - raised
    return up, down


def _upper_kern(setter: Typesetter, base: Box, script: Box, up: float) -> float:
    """Return how far a superscript is tucked in; at its foot and at the top of the base, whichever leaves more room."""
    at_foot = _corner(setter, base, Corner.TOP_RIGHT, up - script.depth)
    at_top = _corner(setter, base, Corner.TOP_RIGHT, base.height)
    return max(
        at_foot + _corner(setter, script, Corner.BOTTOM_LEFT, -script.depth),
        at_top + _corner(setter, script, Corner.BOTTOM_LEFT, base.height - up),
    )


def _lower_kern(setter: Typesetter, base: Box, script: Box, down: float) -> float:
    """Return how far a subscript is tucked in; at its head and at the foot of the base, whichever leaves more room."""
    at_head = _head_room(setter, base, script.height - down)
    at_foot = _corner(setter, base, Corner.BOTTOM_RIGHT, -base.depth)
    tucked = max(
        at_head + _corner(setter, script, Corner.TOP_LEFT, script.height),
        at_foot + _corner(setter, script, Corner.TOP_LEFT, down - base.depth),
    )
    return min(tucked, 0.0)


def _head_room(setter: Typesetter, base: Box, height: float) -> float:
    """Return the kern at the head of a subscript.

    Fonts describe a slanted side in two or three coarse steps. The last one is as wide as the top of the base, so that
    the dot of an i just over it would push the script far out: such a script gets half of what the step below it gives.
    """
    at_head = _corner(setter, base, Corner.BOTTOM_RIGHT, height)
    if at_head <= 0.0:
        return at_head
    return _corner(setter, base, Corner.BOTTOM_RIGHT, height - _STEP_TOLERANCE_EM * setter.size) / 2


def _corner(setter: Typesetter, box: Box, corner: Corner, height: float) -> float:
    if box.glyph is None:
        return 0.0
    unit = box.glyph.px / setter.font.units_per_em
    return setter.font.table.kern(box.glyph.gid, corner, height / unit) * unit


def stack(setter: Typesetter, node: Stack, style: Style) -> Box:
    """Set small things above and below a base."""
    base = setter.clean(node.base, style)
    above = setter.clean(node.over, style.superscript()) if node.over else None
    below = setter.clean(node.under, style.subscript()) if node.under else None
    return limits(setter, base, above, below, style)


def labelled_arrow(setter: Typesetter, node: LabelledArrow, style: Style) -> Box:
    """Set an arrow as long as its labels, and the labels above and below it."""
    constants, em = setter.constants(style), setter.px(style)
    above = setter.clean(node.over, style.superscript())
    below = setter.clean(node.under, style.subscript()) if node.under else None
    widest = max(above.width, below.width if below else 0.0)
    arrow = grown_sideways(setter, node.arrow, max(widest + _ARROW_PADDING_EM * em, _ARROW_MIN_EM * em), style)
    rise = arrow.height + constants.stretch_stack_gap_above_min + above.depth
    parts: list[Placed] = [(0.0, 0.0, arrow), ((arrow.width - above.width) / 2, -rise, above)]
    depth = arrow.depth
    if below is not None:
        drop = constants.stretch_stack_gap_below_min + below.height + arrow.depth
        parts.append(((arrow.width - below.width) / 2, drop, below))
        depth = drop + below.depth
    return replace(arrow, height=rise + above.height, depth=depth, parts=tuple(parts), glyph=None, italic=0.0, is_word=False)
