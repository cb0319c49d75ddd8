"""Source text to tokens: commands, characters, runs of spaces; comments are dropped. Free of Qt."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from quizapp.tex.errors import TexError

_TOKEN = re.compile(r"\\(?:[a-zA-Z]+|.)|%[^\n]*\n?|\s+|.", re.DOTALL)


class Token(NamedTuple):
    r"""A piece of source.

    Attributes:
        text: A command with its backslash (``\frac``), a single character, one space for a run of spaces, or "" at the end.
        position: Offset of its first character.
    """

    text: str
    position: int

    @property
    def is_command(self) -> bool:
        r"""Whether it is ``\something``."""
        return len(self.text) > 1

    @property
    def name(self) -> str:
        """Return a command without its backslash."""
        return self.text[1:]


def tokenize(tex: str) -> list[Token]:
    r"""Cut the source into tokens, with one empty token at the end.

    >>> [token.text for token in tokenize(r"\frac12 x")]
    ['\\frac', '1', '2', ' ', 'x', '']
    """
    tokens = []
    for match in _TOKEN.finditer(tex):
        text = match[0]
        if text[0] == "%":
            continue
        if text.isspace():
            text = " "
        elif text[0] == "\\" and text[1:].isspace():
            text = "\\ "
        tokens.append(Token(text, match.start()))
    tokens.append(Token("", len(tex)))
    return tokens


class TokenStream:
    """Tokens read from left to right. Spaces are skipped unless asked for, as in TeX's math mode."""

    def __init__(self, tex: str) -> None:
        self.tex = tex
        self._tokens = tokenize(tex)
        self._next = 0

    def peek(self) -> Token:
        """Return the next token that is no space, and stay before it."""
        while self._tokens[self._next].text == " ":
            self._next += 1
        return self._tokens[self._next]

    def take(self) -> Token:
        """Return the next token that is no space, and go past it; the end stays ahead for ever."""
        token = self.peek()
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def take_raw(self) -> Token:
        """Return the next token, be it a space, and go past it."""
        token = self._tokens[self._next]
        self._next = min(self._next + 1, len(self._tokens) - 1)
        return token

    def accept(self, text: str) -> bool:
        """Go past the next token if it is this one."""
        found = self.peek().text == text
        if found:
            self.take()
        return found

    def take_match(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Go past the source that matches a pattern at the next token; None if it does not match."""
        match = pattern.match(self.tex, self.peek().position)
        if match is not None:
            self._skip_while(lambda token: token.position < match.end())
        return match

    def error(self, problem: str, token: Token) -> TexError:
        """Return an error at a token, ready to be raised."""
        return TexError(problem, self.tex, token.position)

    def _skip_while(self, wanted: Callable[[Token], bool]) -> None:
        while self._tokens[self._next].text and wanted(self._tokens[self._next]):
            self._next += 1
