"""A stretch of TOML in a file: parsed once, and able to say at which line of the file a key stands."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.toml_places import Place, find_places
from quizapp.domain.fields import Complaint, Fields

FORMAT = 1
MAX_FILE_BYTES = 256 * 1024  # the longest card of the founding deck has a twentieth of it


class UnreadableError(Exception):
    """A file cannot be read; the finding says why."""

    def __init__(self, finding: Diagnostic) -> None:
        super().__init__(finding.text)
        self.finding = finding


@dataclass(frozen=True, slots=True)
class Span:
    """Lines of a file that should be TOML.

    Attributes:
        file: Path inside the deck.
        opening: Line of what opens the block, to which complaints about the block as a whole go.
        first: Line of its first line of TOML.
        source: The text.
    """

    file: str
    opening: int
    first: int
    source: str


@dataclass(frozen=True)
class TomlBlock:
    """TOML from a file: where it stands and what it says."""

    span: Span
    table: dict[str, Any]

    @cached_property
    def places(self) -> dict[str, Place]:
        """Return the places of the keys inside the block, found on first use."""
        try:
            return find_places(self.span.source)
        except RecursionError:  # brackets nested so deeply that the parser only just got through
            return {}

    def line_of(self, path: str) -> int:
        """Return the line of a key; of the nearest table around it if the key is not written."""
        while path:
            if path in self.places:
                return self.span.first + self.places[path].line - 1
            path = path.rpartition(".")[0]
        return self.span.opening

    def lines_of(self, path: str) -> tuple[int, ...]:
        """Return the line of each line of a text."""
        place = self.places.get(path)
        if place is None or not place.lines:
            return (self.line_of(path),)
        return tuple(self.span.first + line - 1 for line in place.lines)

    def finding(self, code: str, path: str, message: str) -> Diagnostic:
        """Return a finding about a key."""
        return Diagnostic(self.span.file, self.line_of(path), code, message)

    def locate(self, complaints: Iterable[Complaint]) -> list[Diagnostic]:
        """Return complaints about this block's table with their lines."""
        return [self.finding(complaint.code, complaint.key, complaint.message) for complaint in complaints]


def parse_block(span: Span, code: str, name: str) -> TomlBlock | Diagnostic:
    """Parse TOML.

    Args:
        span: The text and where it stands.
        code: Code of the finding if it is not TOML.
        name: What it is, for the message.
    """
    try:
        return TomlBlock(span, tomllib.loads(span.source))
    except RecursionError:
        return Diagnostic(span.file, span.opening, code, f"{name} is nested too deeply")
    except ValueError as error:  # besides tomllib's own error: an integer too long for Python
        message, line, column = _place_of(str(error), span)
        return Diagnostic(span.file, line, code, f"{name} is not valid TOML: {message}{column}")


def _place_of(message: str, span: Span) -> tuple[str, int, str]:
    """Return the reason, the file's line and the column of an error of ``tomllib``."""
    match = re.search(r" \(at line (\d+), column (\d+)\)$", message)
    if match:
        return message[: match.start()], span.first + int(match[1]) - 1, f", column {match[2]}"
    if message.endswith(" (at end of document)"):
        return message.removesuffix(" (at end of document)"), span.first + span.source.rstrip("\n").count("\n"), ", at its end"
    return message, span.opening, ""


def read_text(folder: Path, file: str) -> str:
    """Return the text of a file with plain line ends.

    Raises:
        UnreadableError: If it does not exist, is too large or is not UTF-8.
    """
    try:
        with (folder / file).open("rb") as stream:
            content = stream.read(MAX_FILE_BYTES + 1)
    except OSError as error:
        raise UnreadableError(Diagnostic(file, 1, "E080", f"{file} cannot be read: {error.strerror}")) from None
    if len(content) > MAX_FILE_BYTES:
        raise UnreadableError(Diagnostic(file, 1, "E077", f"the file has more than {MAX_FILE_BYTES // 1024} kB"))
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise UnreadableError(Diagnostic(file, line, "E080", f"{file} is not UTF-8 text")) from None


def read_toml(folder: Path, file: str) -> TomlBlock:
    """Return a whole file of TOML.

    Raises:
        UnreadableError: If it cannot be read or is not TOML.
    """
    block = parse_block(Span(file, 1, 1, read_text(folder, file)), "E010", file)
    if isinstance(block, Diagnostic):
        raise UnreadableError(block)
    return block


def read_format(fields: Fields) -> None:
    """Complain of a file in another format than the one this program reads."""
    fields.require("format")
    number = fields.number("format", FORMAT)
    if number != FORMAT:
        fields.complain("E023", "format", f"format {number:g} is not known here; this program reads format {FORMAT}")
