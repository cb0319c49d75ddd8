"""Every Markdown text of a deck with the line of the file at which each of its own lines stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from quizapp.decks.card_reader import CardReading
from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.items import texts_in
from quizapp.decks.shared_files import GLOSSARY, MISCONCEPTIONS, Shared
from quizapp.decks.toml_block import TomlBlock

MARKDOWN_KEYS = frozenset(
    {"title", "caption", "prompt", "statement", "explain", "hints", "text", "why", "belief", "correction"}
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A Markdown text and where it stands.

    Attributes:
        file: Path inside the deck.
        text: The text.
        lines: Line of the file of each line of the text.
        is_toml: Whether it is a value in TOML.
        escapes: Whether it stands in double quotes on one line, so that a newline in it comes from an escape.
    """

    file: str
    text: str
    lines: tuple[int, ...]
    is_toml: bool = False
    escapes: bool = False

    def line(self, offset: int) -> int:
        """Return the line of the file at an offset of the text."""
        return self.lines[min(self.text.count("\n", 0, offset), len(self.lines) - 1)]

    def finding(self, offset: int, code: str, message: str) -> Diagnostic:
        """Return a finding about the text at an offset."""
        return Diagnostic(self.file, self.line(offset), code, message)


def card_passages(reading: CardReading) -> Iterator[Passage]:
    """Yield the Markdown texts of a card: sections, title and captions, and the texts of its quiz items."""
    for section in reading.text.sections.values():
        count = section.text.count("\n") + 1
        yield Passage(reading.file, section.text, tuple(range(section.first, section.first + count)))
    for block in (reading.front, *reading.items):
        if block is not None:
            yield from _marked(block, MARKDOWN_KEYS)


def shared_passages(shared: Shared) -> Iterator[Passage]:
    """Yield the Markdown texts of the misconceptions and the glossary."""
    for file in (MISCONCEPTIONS, GLOSSARY):
        if file in shared.blocks:
            yield from _marked(shared.blocks[file], MARKDOWN_KEYS if file == MISCONCEPTIONS else None)


def _marked(block: TomlBlock, keys: frozenset[str] | None) -> Iterator[Passage]:
    """Yield the texts of a block under these keys; under any key if None."""
    for path, text in texts_in(block.table):
        name = next((part for part in reversed(path.split(".")) if not part.isdigit()), path)
        if keys is None or name in keys:
            place = block.places.get(path)
            yield Passage(block.span.file, text, block.lines_of(path), True, place is not None and place.escapes)
