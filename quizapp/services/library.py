"""The decks the app knows: finds their folders, loads each, keeps the good cards and tells what is wrong with the others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias, TypeVar

from quizapp.decks.diagnostics import Diagnostic
from quizapp.domain.cards import Card, Deck, Misconception, Source, Topic

Value = TypeVar("Value")
DeckLoader: TypeAlias = Callable[[Path], tuple[Deck | None, list[Diagnostic]]]
PACKAGE = Path(__file__).parents[1]


@dataclass(frozen=True, slots=True)
class LoadedDeck:
    """A deck folder as it was loaded.

    Attributes:
        folder: Where it is.
        deck: The deck with its good cards; None if there is none to be had.
        findings: What is wrong in the folder.
    """

    folder: Path
    deck: Deck | None
    findings: tuple[Diagnostic, ...]


@dataclass(frozen=True)
class Library:
    """All loaded decks, and what they hold together. Where two decks use one id, the first one keeps it."""

    decks: tuple[LoadedDeck, ...]

    @cached_property
    def cards(self) -> Mapping[str, Card]:
        """All cards by id, in the order of the decks."""
        return _merged(deck.cards for deck in self._good)

    @cached_property
    def topics(self) -> tuple[Topic, ...]:
        """All topics in the order of the decks."""
        return tuple(_merged({topic.id: topic for topic in deck.topics} for deck in self._good).values())

    @cached_property
    def misconceptions(self) -> Mapping[str, Misconception]:
        """All misconceptions by id."""
        return _merged(deck.misconceptions for deck in self._good)

    @cached_property
    def sources(self) -> Mapping[str, Source]:
        """All sources by key."""
        return _merged(deck.sources for deck in self._good)

    @cached_property
    def glossary(self) -> Mapping[str, str]:
        """All explained words."""
        return _merged(deck.glossary for deck in self._good)

    def find(self, card_id: str) -> Card | None:
        """Return a card by its id or by one it had earlier."""
        return self.cards.get(card_id) or self._renamed.get(card_id)

    @cached_property
    def _renamed(self) -> Mapping[str, Card]:
        return {alias: card for card in self.cards.values() for alias in card.aliases}

    @property
    def _good(self) -> list[Deck]:
        return [loaded.deck for loaded in self.decks if loaded.deck is not None]


def _merged(parts: Iterable[Mapping[str, Value]]) -> dict[str, Value]:
    """Return one mapping of all; of two equal keys the first stays."""
    whole: dict[str, Value] = {}
    for part in parts:
        for key, value in part.items():
            whole.setdefault(key, value)
    return whole


def load_library(folders: Iterable[Path], load_deck: DeckLoader) -> Library:
    """Load decks; a card whose id an earlier deck has is reported and left out."""
    decks: list[LoadedDeck] = []
    owners: dict[str, Path] = {}
    for folder in folders:
        deck, findings = load_deck(folder)
        taken = [card_id for card_id in (deck.cards if deck else ()) if owners.setdefault(card_id, folder) != folder]
        findings = [*findings, *(_taken(card_id, owners[card_id]) for card_id in taken)]
        decks.append(LoadedDeck(folder, deck, tuple(findings)))
    return Library(tuple(decks))


def _taken(card_id: str, owner: Path) -> Diagnostic:
    message = f'the deck "{owner.name}" has a card "{card_id}" already; every card needs an id of its own'
    return Diagnostic(f"cards/{card_id}.md", 1, "E025", message)


def deck_folders(content: Path) -> list[Path]:
    """Return the deck folders inside a folder, sorted by name; a deck folder holds a ``deck.toml``."""
    return sorted(file.parent for file in content.glob("*/deck.toml"))


def shipped_content() -> Path:
    """Return the folder of the decks that come with the app: inside the installed package, or beside it in a checkout."""
    installed = PACKAGE / "content"
    return installed if installed.is_dir() else PACKAGE.parent / "content"
