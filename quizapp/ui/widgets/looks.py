"""How stretches of text and blocks look, and where a line must not end: what the writer of documents decides by."""

from __future__ import annotations

from dataclasses import dataclass, replace

from markdown_it.token import Token
from PySide6.QtGui import QFont, QTextBlockFormat

from quizapp.ui.theme import Theme

BODY = 16.0


@dataclass(frozen=True, slots=True)
class Look:
    """How a stretch of text looks."""

    size: float = BODY
    weight: QFont.Weight = QFont.Weight.Normal
    colour: str = ""
    italic: bool = False
    struck: bool = False
    link: str = ""


def clings(before: Token | None, token: Token) -> bool:
    """Return whether no line may end between two pieces: a formula and the comma after it, or the bracket before it."""
    if before is None:
        return False
    after_formula = before.type == "math_inline" and token.type == "text" and token.content[:1] in ",.;:!?)]’”'\"-–"
    before_formula = token.type == "math_inline" and before.type == "text" and before.content[-1:] in "([‘“"
    return after_formula or before_formula


def opened(token: Token, look: Look, theme: Theme) -> Look | None:
    """Return the look inside a mark that opens at a token, or None if none opens."""
    match token.type:
        case "strong_open":
            return replace(look, weight=QFont.Weight.DemiBold, colour=theme.heading)
        case "em_open":
            return replace(look, italic=True)
        case "s_open":
            return replace(look, struck=True)
        case "link_open":
            return replace(look, link=str(token.attrGet("href") or ""))
    return None


def block_format(*, top: float = 0.0, bottom: float = 0.0, distance: float = 6.0, left: float = 0.0) -> QTextBlockFormat:
    """Return the format of a block: margins and the distance between its lines in pixels."""
    block = QTextBlockFormat()
    block.setTopMargin(top)
    block.setBottomMargin(bottom)
    block.setLeftMargin(left)
    # A fixed distance between lines, never a proportion: that would multiply the height of lines with tall formulas.
    block.setLineHeight(distance, QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value)
    return block
