r"""Text inside a formula: ``\text{for all $x$}``, where spaces count. Free of Qt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from quizapp.tex.alphabets import Alphabet, Family, shaped
from quizapp.tex.nodes import Group, Node, Row, Space, Text
from quizapp.tex.symbols import SPACES_EM, SPACES_MU
from quizapp.tex.tokens import Token

if TYPE_CHECKING:
    from quizapp.tex.parser import Parser

TEXT_COMMANDS = {
    "text": Alphabet(Family.ROMAN),
    "textrm": Alphabet(Family.ROMAN),
    "textnormal": Alphabet(Family.ROMAN),
    "textup": Alphabet(Family.ROMAN),
    "mbox": Alphabet(Family.ROMAN),
    "hbox": Alphabet(Family.ROMAN),
    "textbf": Alphabet(Family.ROMAN, bold=True),
    "textit": Alphabet(Family.ITALIC),
    "emph": Alphabet(Family.ITALIC),
    "textsf": Alphabet(Family.SANS),
    "texttt": Alphabet(Family.MONO),
}
_CHARACTERS = {
    "ldots": "…",
    "dots": "…",
    "textellipsis": "…",
    "textbackslash": "\\",
    "textasciitilde": "~",
    "textasciicircum": "^",
    "textendash": "–",
    "textemdash": "—",
    "textunderscore": "_",
    "textdegree": "°",
    "slash": "/",
} | {char: char for char in "%$&#_{}"}
_LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’"}


def text(parser: Parser, command: Token) -> Node:
    """Read the argument of a text command; formulas between dollars are allowed in it."""
    opener = parser.tokens.peek()
    if not parser.tokens.accept("{"):
        raise parser.tokens.error(f"{command.text} needs its text in braces", command)
    parser.enter()
    node = _TextReader(parser, opener).read(TEXT_COMMANDS.get(command.name, Alphabet(Family.ROMAN)))
    parser.leave()
    return node


class _TextReader:
    """Collects words, and whatever interrupts them, up to the closing brace."""

    def __init__(self, parser: Parser, opener: Token) -> None:
        self._parser = parser
        self._opener = opener
        self._pieces: list[Node] = []
        self._word = ""
        self._word_position = opener.position + 1

    def read(self, alphabet: Alphabet) -> Node:
        depth = 1
        while depth:
            token = self._parser.tokens.take_raw()
            if not token.text:
                raise self._parser.tokens.error('"{" is never closed', self._opener)
            if token.text in "{}":
                depth += 1 if token.text == "{" else -1
            else:
                self._take(token, alphabet)
        self._flush(alphabet)
        return self._pieces[0] if len(self._pieces) == 1 else Group(Row(tuple(self._pieces)))

    def _take(self, token: Token, alphabet: Alphabet) -> None:
        if not token.is_command and token.text != "$":
            self._add("\u00a0" if token.text == "~" else token.text, token)
        elif token.name in _CHARACTERS and token.is_command:
            self._add(_CHARACTERS[token.name], token)
        else:
            self._flush(alphabet)
            self._pieces.append(self._interruption(token))

    def _add(self, char: str, token: Token) -> None:
        if not self._word:
            self._word_position = token.position
        self._word += char

    def _interruption(self, token: Token) -> Node:
        if token.text == "$":
            row = self._parser.row()
            self._parser.close("$", token)
            return Group(row)
        if token.name in SPACES_MU:
            return Space(SPACES_MU[token.name], in_mu=True)
        if token.name in SPACES_EM:
            return Space(SPACES_EM[token.name])
        if token.name in TEXT_COMMANDS:
            return text(self._parser, token)
        raise self._parser.tokens.error(f"{token.text} cannot stand in text; put it between dollars", token)

    def _flush(self, alphabet: Alphabet) -> None:
        if self._word:
            word = self._word
            for typed, printed in _LIGATURES.items():
                word = word.replace(typed, printed)
            self._pieces.append(Text(shaped(word, alphabet), self._word_position))
        self._word = ""
