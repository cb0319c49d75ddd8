r"""Layout of delimiters that grow: ``\left … \right`` and ``\big``.

Source: Knuth, The TeXbook (1986), Appendix G, rule 19, with ``\delimiterfactor`` 901 and ``\delimitershortfall`` 5 pt;
amsmath for the sizes of ``\big``.
"""

from __future__ import annotations

from quizapp.tex.boxes import Box, centred, side_by_side
from quizapp.tex.fractions import NULL_DELIMITER_EM
from quizapp.tex.nodes import BigDelimiter, Fenced
from quizapp.tex.stretching import grown_upwards
from quizapp.tex.styles import Style
from quizapp.tex.typesetter import Typesetter

_FACTOR = 0.901
_SHORTFALL_EM = 0.5


def fenced(setter: Typesetter, node: Fenced, style: Style) -> Box:
    """Set delimiters around, and between, what they must cover."""
    parts = [setter.clean(part, style) for part in node.parts]
    axis = setter.constants(style).axis_height
    reach = max(max(part.height - axis, part.depth + axis) for part in parts)
    boxes = [_delimiter(setter, node.left, 2 * reach, style), parts[0]]
    for middle, part in zip(node.middles, parts[1:], strict=True):
        boxes += [_delimiter(setter, middle, 2 * reach, style), part]
    boxes.append(_delimiter(setter, node.right, 2 * reach, style))
    return side_by_side(boxes)


def big_delimiter(setter: Typesetter, node: BigDelimiter, style: Style) -> Box:
    """Set a delimiter of a chosen size."""
    return _delimiter(setter, node.char, node.size * setter.px(style), style)


def _delimiter(setter: Typesetter, char: str, span: float, style: Style) -> Box:
    """Return a delimiter that covers ``span`` as far as TeX wants it covered, centred on the axis."""
    em = setter.px(style)
    if not char:
        return Box(NULL_DELIMITER_EM * em, 0.0, 0.0)
    length = max(_FACTOR * span, span - _SHORTFALL_EM * em)
    return centred(grown_upwards(setter, char, length, style), setter.constants(style).axis_height)
