"""Every error the typesetter raises. Free of Qt."""

from __future__ import annotations

_SNIPPET = 24  # characters of source shown in a message


class TexError(ValueError):
    """A formula cannot be read or drawn.

    Attributes:
        problem: What is wrong, without the place.
        position: Offset of the character where it is wrong, 0 to ``len(tex)``; ``len(tex)`` means the end.
    """

    def __init__(self, problem: str, tex: str, position: int) -> None:
        self.problem = problem
        self.position = position
        snippet = tex[position : position + _SNIPPET]
        near = f'near "{snippet}"' if snippet else "at the end"
        super().__init__(f"{problem} (character {position + 1}, {near})")


class MathFontError(RuntimeError):
    """No font with an OpenType MATH table can be used."""


class MissingGlyphError(LookupError):
    """The font has no glyph for a character.

    Attributes:
        char: The character.
        position: Its offset in the source.
    """

    def __init__(self, char: str, position: int) -> None:
        self.char = char
        self.position = position
        super().__init__(f"the font has no glyph for {char} (U+{ord(char):04X})")
