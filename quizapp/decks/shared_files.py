"""Reads what the cards of a deck share: deck.toml, sources.toml, misconceptions.toml, glossary.toml."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.toml_block import TomlBlock, UnreadableError, read_format, read_toml
from quizapp.domain.cards import Misconception, Source, Topic
from quizapp.domain.fields import SLUG, Fields

DECK, SOURCES, MISCONCEPTIONS, GLOSSARY = "deck.toml", "sources.toml", "misconceptions.toml", "glossary.toml"
SOURCE_KINDS = ("book", "article", "proceedings", "report", "notes")
MISCONCEPTION_ID = re.compile(r"M(?:-[A-Z0-9]+)+")

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Outline:
    """What deck.toml says.

    Attributes:
        block: The file, for the lines of later findings.
        id: Id of the deck.
        title: Its title.
        licence: Its licence.
        topics: Topics in their order.
        cards: Ids of cards in the order of study; others follow.
        confusable: Sets of cards that learners mix up.
    """

    block: TomlBlock
    id: str
    title: str
    licence: str
    topics: tuple[Topic, ...]
    cards: tuple[str, ...]
    confusable: tuple[tuple[str, ...], ...]


@dataclass(slots=True)
class Shared:
    """What the cards of a deck share. A file that could not be read is None, and nothing is checked against it."""

    outline: Outline | None = None
    sources: dict[str, Source] | None = None
    misconceptions: dict[str, Misconception] | None = None
    glossary: dict[str, str] = field(default_factory=dict)
    blocks: dict[str, TomlBlock] = field(default_factory=dict)
    findings: list[Diagnostic] = field(default_factory=list)


def read_shared(folder: Path) -> Shared:
    """Read the files that the cards of a deck share. Only deck.toml must exist."""
    shared = Shared()
    for file in (DECK, SOURCES, MISCONCEPTIONS, GLOSSARY):
        if file != DECK and not (folder / file).exists():
            continue
        try:
            shared.blocks[file] = read_toml(folder, file)
        except UnreadableError as error:
            shared.findings.append(error.finding)
    shared.outline = _outline(shared)
    shared.sources = _tables(shared, SOURCES, _source)
    shared.misconceptions = _tables(shared, MISCONCEPTIONS, _misconception)
    shared.glossary = _glossary(shared)
    return shared


def _outline(shared: Shared) -> Outline | None:
    """Read deck.toml. With faults it still gives what it can, so that the cards can be studied."""
    block = shared.blocks.get(DECK)
    if block is None:
        return None
    fields = Fields(block.table)
    read_format(fields)
    outline = Outline(
        block,
        fields.slug("id"),
        fields.text("title"),
        fields.text("licence"),
        _topics(fields),
        fields.texts("cards"),
        _sets(fields, "confusable"),
    )
    fields.finish()
    shared.findings += block.locate(fields.complaints)
    return outline


def _topics(fields: Fields) -> tuple[Topic, ...]:
    fields.require("topics")
    topics: list[Topic] = []
    for table in fields.tables("topics"):
        topic = Topic(table.slug("id"), table.text("title"))
        table.finish()
        if topic.id in (earlier.id for earlier in topics):
            table.complain("E025", "id", f'topic "{topic.id}" stands twice')
        topics.append(topic)
    return tuple(topics)


def _sets(fields: Fields, key: str) -> tuple[tuple[str, ...], ...]:
    """Read a list of lists of ids."""
    sets = fields.list_of(key, list, "list of lists of ids")
    if any(not isinstance(name, str) for names in sets for name in names):
        fields.complain("E021", key, f'"{key}" must be a list of lists of ids')
        return ()
    return tuple(tuple(names) for names in sets)


def _tables(shared: Shared, file: str, read: Callable[[Fields, str], T]) -> dict[str, T] | None:
    """Read a file of tables, one an entry. A faulty entry is reported once and kept, so that those who name it are not."""
    block = shared.blocks.get(file)
    if block is None:
        return {} if not any(finding.file == file for finding in shared.findings) else None
    entries = {}
    for key, value in block.table.items():
        if not isinstance(value, dict):
            shared.findings.append(block.finding("E021", key, f'"{key}" must be a table: a line [{key}] and its keys'))
            continue
        fields = Fields(value, path=f"{key}.")
        entries[key] = read(fields, key)
        fields.finish()
        shared.findings += block.locate(fields.complaints)
    return entries


def _source(fields: Fields, key: str) -> Source:
    if not SLUG.fullmatch(key):
        fields.complain("E024", "", f'source "{key}" must be lower-case letters, digits and hyphens')
    return Source(
        key, fields.text("authors"), fields.whole("year", 1600, 2100), fields.text("title"), fields.choice("kind", SOURCE_KINDS)
    )


def _misconception(fields: Fields, key: str) -> Misconception:
    if not MISCONCEPTION_ID.fullmatch(key):
        fields.complain("E024", "", f'misconception "{key}" must look like M-PERC-SIGN')
    return Misconception(key, fields.text("belief"), fields.text("correction"), fields.text("run", ""))


def _glossary(shared: Shared) -> dict[str, str]:
    block = shared.blocks.get(GLOSSARY)
    if block is None:
        return {}
    fields = Fields(block.table)
    glossary = {term: fields.text(term) for term in block.table}
    shared.findings += block.locate(fields.complaints)
    return glossary
