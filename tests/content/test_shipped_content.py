"""The decks that come with the app: one test a file, found by looking."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.loader import load_deck, read_deck
from quizapp.decks.markdown import FORMULAS, scan
from quizapp.decks.passages import card_passages, shared_passages
from quizapp.domain.cards import Card

CONTENT = Path(__file__).parents[2] / "content"
DECKS = sorted(path.parent for path in CONTENT.glob("*/deck.toml"))
FILES = [path for deck in DECKS for path in sorted(deck.rglob("*")) if path.suffix in (".toml", ".md")]
CARDS = [path for path in FILES if path.suffix == ".md"]
REFERENCE = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")
REFERENCE.use(dollarmath_plugin, allow_space=False, double_inline=True)
Check = Callable[[Path], list[Diagnostic]]


def name(path: Path) -> str:
    return path.relative_to(CONTENT).as_posix()


@pytest.fixture(scope="session")
def findings(checked: Check) -> dict[str, list[str]]:
    """The findings of all shipped decks by file."""
    found: dict[str, list[str]] = {}
    for deck in DECKS:
        for finding in checked(deck):
            found.setdefault(f"{deck.name}/{finding.file}", []).append(finding.text)
    return found


@cache
def cards() -> dict[str, Card]:
    return {name(deck / "cards" / f"{key}.md"): card for deck in DECKS for key, card in _loaded(deck).items()}


def _loaded(deck: Path) -> dict[str, Card]:
    loaded, _ = load_deck(deck)
    return dict(loaded.cards) if loaded else {}


def reference_formulas(tokens: list[Any] | None) -> Iterator[str]:
    for token in tokens or []:
        if token.type.startswith("math"):
            yield token.content.strip()
        yield from reference_formulas(token.children)


@pytest.mark.parametrize("path", FILES, ids=name)
def test_shipped_file_has_no_finding(path: Path, findings: dict[str, list[str]]) -> None:
    assert findings.get(name(path), []) == []


@pytest.mark.parametrize("path", CARDS, ids=name)
def test_card_opens_a_simulation_and_asks_in_several_kinds(path: Path) -> None:
    card = cards()[name(path)]
    assert card.simulations
    assert len({question.body.kind for question in card.questions}) >= 2


@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.name)
def test_checker_and_typesetter_see_the_same_formulas(deck: Path) -> None:
    reading = read_deck(deck)
    for source in (shared_passages(reading.shared), *map(card_passages, reading.cards)):
        for passage in source:
            seen = [token.content.strip() for token in scan(passage.text) if token.kind in FORMULAS]
            assert seen == list(reference_formulas(REFERENCE.parse(passage.text))), passage.file


@pytest.mark.parametrize("deck", DECKS, ids=lambda deck: deck.name)
def test_every_listed_misconception_has_a_correction_of_its_own(deck: Path) -> None:
    loaded, _ = load_deck(deck)
    assert loaded is not None
    assert len(loaded.misconceptions) >= 69
    assert len({each.correction for each in loaded.misconceptions.values()}) == len(loaded.misconceptions)
