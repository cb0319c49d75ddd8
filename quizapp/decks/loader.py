"""A deck folder to a deck. A broken card is reported and left out; the others load."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from quizapp.decks.card_reader import CardReading, read_card
from quizapp.decks.card_text import CardText
from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.references import against_shared, between_cards
from quizapp.decks.shared_files import Outline, Shared, read_shared
from quizapp.decks.toml_block import UnreadableError, read_text
from quizapp.domain.cards import Card, Deck

CARDS = "cards"


@dataclass(frozen=True, slots=True)
class DeckReading:
    """Everything that was read of a deck folder.

    Attributes:
        folder: The folder.
        shared: What the cards share.
        cards: The card files by name, broken ones included.
        findings: What is wrong, sorted. Rules on prose and on computed content are not among them: see
            ``quizapp.decks.lint`` and ``quizapp.services.content_check``.
    """

    folder: Path
    shared: Shared
    cards: tuple[CardReading, ...]
    findings: tuple[Diagnostic, ...]


def load_deck(folder: Path) -> tuple[Deck | None, list[Diagnostic]]:
    """Load a deck.

    Returns:
        The deck with every card that has no error, and all findings, sorted. The deck is None if deck.toml cannot be read.
    """
    reading = read_deck(folder)
    outline = reading.shared.outline
    findings = list(reading.findings)
    if outline is None:
        return None, findings
    cards = [card for card in (each.card for each in reading.cards) if card is not None]
    return (
        Deck(
            id=outline.id or folder.name,
            title=outline.title or folder.name,
            licence=outline.licence,
            topics=outline.topics,
            cards={card.id: card for card in _in_order(_with_sets(cards, outline), outline)},
            sources=reading.shared.sources or {},
            misconceptions=reading.shared.misconceptions or {},
            glossary=reading.shared.glossary,
        ),
        findings,
    )


def read_deck(folder: Path) -> DeckReading:
    """Read every file of a deck folder, its structure and its references."""
    shared = read_shared(folder)
    cards = tuple(_read_file(folder, file) for file in card_files(folder))
    for card in cards:
        card.findings += against_shared(card, shared)
    findings = [*shared.findings, *(finding for card in cards for finding in card.findings)]
    findings += between_cards(cards, shared.outline)
    if not cards:
        findings.append(Diagnostic(CARDS, 1, "E080", f"there is no card: a card is a file {CARDS}/<id>.md"))
    return DeckReading(folder, shared, cards, tuple(sorted(findings)))


def card_files(folder: Path) -> list[str]:
    """Return the paths of the card files inside a deck, sorted; a folder without ``cards`` is itself a folder of cards."""
    home = folder / CARDS
    prefix, home = (f"{CARDS}/", home) if home.is_dir() else ("", folder)
    return sorted(f"{prefix}{path.name}" for path in home.glob("*.md") if path.is_file())


def _read_file(folder: Path, file: str) -> CardReading:
    card_id = Path(file).stem
    try:
        return read_card(file, card_id, read_text(folder, file))
    except UnreadableError as error:
        return CardReading(file, card_id, CardText(None), findings=[error.finding])


def _with_sets(cards: Iterable[Card], outline: Outline) -> list[Card]:
    """Return the cards, each confusable with the members of its sets as well."""
    joined = []
    for card in cards:
        others = [name for names in outline.confusable if card.id in names for name in names if name != card.id]
        joined.append(replace(card, confusable_with=tuple(dict.fromkeys([*card.confusable_with, *others]))))
    return joined


def _in_order(cards: Iterable[Card], outline: Outline) -> list[Card]:
    """Return the cards in the listed order; others follow by id."""
    rank = {name: position for position, name in enumerate(outline.cards)}
    return sorted(cards, key=lambda card: (rank.get(card.id, len(rank)), card.id))
