"""Finds the line of every key and text in TOML that ``tomllib`` has accepted but, once parsed, gives no positions for.

The scan is made only when something has to be reported, so a clean deck never pays for it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import NamedTuple

_WHITE = re.compile(r"(?:[ \t\r\n]+|#[^\n]*)*")
_PART = re.compile(r"""[ \t]*("(?:\\.|[^"\\])*"|'[^']*'|[A-Za-z0-9_-]+)[ \t]*""")
_STRINGS = (
    re.compile(r'"""((?:\\[\s\S]|[^\\])*?)"""(?!")'),
    re.compile(r"'''([\s\S]*?)'''(?!')"),
    re.compile(r'"((?:\\.|[^"\\])*)"'),
    re.compile(r"'([^']*)'"),
)
_SCALAR = re.compile(r"[^\s,\]}#]+(?: [0-9][0-9:.]*)?")
_NEWLINES = re.compile(r"\\[ \t]*\n\s*|\\n|\\[\s\S]|\n")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key, a list element or a table begins.

    Attributes:
        line: Line of the key, from 1.
        lines: For a text, the line at which each line of the value begins; empty otherwise.
        escapes: Whether a text stands in double quotes on one line, so that a newline in it can only come from an escape.
    """

    line: int
    lines: tuple[int, ...] = ()
    escapes: bool = False


class _Text(NamedTuple):
    end: int
    lines: tuple[int, ...]
    escapes: bool


def find_places(source: str) -> dict[str, Place]:
    r"""Return the places of all keys by path; list elements count from 1.

    Args:
        source: Valid TOML.

    Example:
        >>> places = find_places("a = 1\n[[wrong]]\nvalue = 2\n")
        >>> [(path, place.line) for path, place in places.items()]
        [('a', 1), ('wrong', 2), ('wrong.1', 2), ('wrong.1.value', 3)]
    """
    return _Scanner(source).scan()


class _Scanner:
    """One pass over a TOML text."""

    def __init__(self, source: str) -> None:
        self._source = source
        self._at = 0
        self._counted_to = 0
        self._line = 1
        self._places: dict[str, Place] = {}
        self._counts: dict[str, int] = {}

    def scan(self) -> dict[str, Place]:
        """Return the places of all keys."""
        prefix = ""
        while self._skip() < len(self._source):
            if self._source[self._at] == "[":
                prefix = self._header() + "."
            else:
                self._pair(prefix)
        return self._places

    def _skip(self) -> int:
        """Move over blanks, line ends and comments."""
        match = _WHITE.match(self._source, self._at)
        self._at = match.end() if match else self._at
        return self._at

    def _line_at(self, position: int) -> int:
        """Return the line of a position; positions only grow."""
        self._line += self._source.count("\n", self._counted_to, position)
        self._counted_to = max(position, self._counted_to)
        return self._line

    def _mark(self, path: str, line: int) -> None:
        self._places.setdefault(path, Place(line))

    def _key(self) -> list[str]:
        """Read a dotted key and return its parts."""
        parts = []
        while match := _PART.match(self._source, self._at):
            word = match[1]
            parts.append(word[1:-1] if word[0] in "\"'" else word)
            self._at = match.end()
            if not self._source.startswith(".", self._at):
                break
            self._at += 1
        return parts

    def _header(self) -> str:
        """Read ``[table]`` or ``[[list of tables]]`` and return the path of what follows."""
        line = self._line_at(self._at)
        many = self._source.startswith("[[", self._at)
        self._at += 2 if many else 1
        parts = self._key()
        self._at += 2 if many else 1
        path = ""
        for position, part in enumerate(parts, 1):
            path = f"{path}.{part}" if path else part
            if many and position == len(parts):
                self._counts[path] = self._counts.get(path, 0) + 1
            self._mark(path, line)
            if path in self._counts:
                path = f"{path}.{self._counts[path]}"
        self._mark(path, line)
        return path

    def _pair(self, prefix: str) -> None:
        """Read ``key = value``."""
        line = self._line_at(self._at)
        start = self._at
        parts = self._key()
        for count in range(1, len(parts)):
            self._mark(prefix + ".".join(parts[:count]), line)
        self._skip()
        self._at = max(self._source.find("=", self._at), start) + 1
        self._skip()
        self._value(prefix + ".".join(parts), line)

    def _value(self, path: str, line: int) -> None:
        """Read a value and note where it begins."""
        first = self._source[self._at : self._at + 1]
        if first == "[":
            self._mark(path, line)
            self._elements(path)
        elif first == "{":
            self._mark(path, line)
            self._inline_table(path)
        elif first and first in "\"'":
            text = self._text()
            self._places[path] = Place(line, text.lines, text.escapes)
            self._at = text.end
        else:
            self._mark(path, line)
            match = _SCALAR.match(self._source, self._at)
            self._at = match.end() if match else self._at + 1

    def _elements(self, path: str) -> None:
        self._at += 1
        count = 0
        while self._skip() < len(self._source) and self._source[self._at] != "]":
            if self._source[self._at] == ",":
                self._at += 1
                continue
            count += 1
            self._value(f"{path}.{count}", self._line_at(self._at))
        self._at += 1

    def _inline_table(self, path: str) -> None:
        self._at += 1
        while self._skip() < len(self._source) and self._source[self._at] != "}":
            if self._source[self._at] == ",":
                self._at += 1
                continue
            self._pair(path + ".")
        self._at += 1

    def _text(self) -> _Text:
        """Return the extent of the string at the cursor and the lines its own lines begin at."""
        for pattern in _STRINGS:
            match = pattern.match(self._source, self._at)
            if match is None:
                continue
            line = self._line_at(match.start(1))
            many = match[0].startswith(('"""', "'''"))
            basic = match[0].startswith('"')
            return _Text(match.end(), _lines_of(match[1], line, basic=basic, trim=many), basic and not many)
        return _Text(self._at + 1, (), False)


def _lines_of(content: str, line: int, *, basic: bool, trim: bool) -> tuple[int, ...]:
    """Return the source line at which each line of a string's value begins."""
    if trim and content.startswith("\n"):
        content = content[1:]
        line += 1
    if not basic:
        return tuple(range(line, line + content.count("\n") + 1))
    lines = [line]
    for match in _NEWLINES.finditer(content):
        line += match[0].count("\n")
        if match[0] in ("\n", "\\n"):  # any other match is an escape, or a line end that a backslash takes away
            lines.append(line)
    return tuple(lines)
