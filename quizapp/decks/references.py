"""What needs more than one file of a deck: ids, and everything that one file names in another."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from graphlib import CycleError, TopologicalSorter

from quizapp.decks.card_reader import CardReading
from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.items import texts_in
from quizapp.decks.shared_files import MISCONCEPTION_ID, Outline, Shared
from quizapp.decks.toml_block import TomlBlock
from quizapp.domain.fields import near

_NAMED_BELIEF = re.compile(rf"`({MISCONCEPTION_ID.pattern})`")


def between_cards(readings: Iterable[CardReading], outline: Outline | None) -> list[Diagnostic]:
    """Return what is wrong with the names by which cards, and deck.toml, know other cards.

    A broken card still counts as existing, so that one fault is not reported again in every card that names it. A card with
    such a finding can be studied: whoever follows a name must be ready for a card that was left out anyway.
    """
    readings = list(readings)
    ids = [reading.id for reading in readings]
    findings = [*_aliases(readings), *_circles(readings), *(_outline(outline, ids) if outline else ())]
    for reading in readings:
        keyed = [(reading.front, key) for key in ("prerequisites", "confusable_with")]
        for block, key in [*keyed, *((item, "prereq") for item in reading.items)]:
            if block is not None:
                findings += (_unknown(block, path, "card", name, ids) for path, name in _names(block, key) if name not in ids)
    return findings


def against_shared(reading: CardReading, shared: Shared) -> Iterator[Diagnostic]:
    """Yield the topics, sources and misconceptions that a card names and that do not exist."""
    yield from _front(reading, shared)
    for item in reading.items:
        yield from _item(item, shared)
    yield from _beliefs_in_text(reading, shared)


def _unknown(block: TomlBlock, path: str, what: str, name: str, known: Collection[str]) -> Diagnostic:
    return block.finding("E026", path, f'there is no {what} "{name}"' + near(name, known))


def _names(block: TomlBlock, key: str) -> Iterator[tuple[str, str]]:
    """Yield the texts of a list with their paths."""
    value = block.table.get(key)
    for path, name in texts_in(value, key) if isinstance(value, list) else ():
        if path.count(".") == 1:
            yield path, name


def _front(reading: CardReading, shared: Shared) -> Iterator[Diagnostic]:
    """Yield what the front matter names and does not exist."""
    front, draft = reading.front, reading.draft
    if front is None or draft is None:
        return
    topics = [topic.id for topic in shared.outline.topics] if shared.outline else []
    if topics and draft.topic and draft.topic not in topics:
        yield _unknown(front, "topic", "topic", draft.topic, topics)
    for position, citation in enumerate(draft.citations, 1):
        if shared.sources is not None and citation.key and citation.key not in shared.sources:
            yield _unknown(front, f"sources.{position}.key", "source", citation.key, shared.sources)


def _item(item: TomlBlock, shared: Shared) -> Iterator[Diagnostic]:
    """Yield what a quiz item names and does not exist."""
    for path, name in _names(item, "sources"):
        if shared.sources is not None and name not in shared.sources:
            yield _unknown(item, path, "source", name, shared.sources)
    for path, name in texts_in(item.table):
        if path.endswith(".misconception") and shared.misconceptions is not None and name not in shared.misconceptions:
            yield _unknown(item, path, "misconception", name, shared.misconceptions)


def _beliefs_in_text(reading: CardReading, shared: Shared) -> Iterator[Diagnostic]:
    """Yield the misconceptions that the sections name and that do not exist."""
    if shared.misconceptions is None:
        return
    for section in reading.text.sections.values():
        for match in _NAMED_BELIEF.finditer(section.text):
            if match[1] not in shared.misconceptions:
                line = section.line_at(match.start())
                hint = near(match[1], shared.misconceptions)
                yield Diagnostic(reading.file, line, "E026", f'there is no misconception "{match[1]}"{hint}')


def _outline(outline: Outline, ids: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the cards that deck.toml names and that do not exist, or names twice."""
    for position, name in enumerate(outline.cards):
        if name not in ids:
            yield _unknown(outline.block, f"cards.{position + 1}", "card", name, ids)
        elif name in outline.cards[:position]:
            yield outline.block.finding("E025", f"cards.{position + 1}", f'card "{name}" is listed twice')
    for place, names in enumerate(outline.confusable, 1):
        for position, name in enumerate(names, 1):
            if name not in ids:
                yield _unknown(outline.block, f"confusable.{place}.{position}", "card", name, ids)


def _aliases(readings: Iterable[CardReading]) -> Iterator[Diagnostic]:
    """Yield the aliases that are another card's id or alias."""
    readings = list(readings)
    owner = {reading.id: reading.id for reading in readings}
    for reading in readings:
        for path, name in _names(reading.front, "aliases") if reading.front else ():
            if owner.setdefault(name, reading.id) != reading.id or name == reading.id:
                assert reading.front is not None
                yield reading.front.finding("E025", path, f'alias "{name}" already belongs to card {owner[name]}')


def _circles(readings: Iterable[CardReading]) -> Iterator[Diagnostic]:
    """Yield each circle of prerequisites once, at the card whose id comes first."""
    fronts = {reading.id: reading.front for reading in readings if reading.front is not None}
    graph = {
        card: [name for _, name in _names(front, "prerequisites") if name in fronts] for card, front in sorted(fronts.items())
    }
    while True:
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            circle = list(error.args[1])[:-1]  # each is a prerequisite of the next
            start = circle.index(min(circle))
            path = [*circle[start:], *circle[:start], circle[start]][::-1]
            card, needs = path[0], path[1]
            graph[card].remove(needs)
            place = next(place for place, name in _names(fronts[card], "prerequisites") if name == needs)
            yield fronts[card].finding("E027", place, f"prerequisites go in a circle: {' -> '.join(path)}")
        else:
            return
