"""Every rule has a broken file; the checker reports exactly what the table beside it says: file, line and code."""

from __future__ import annotations

import shutil
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.loader import load_deck
from quizapp.decks.rules import RULES

HERE = Path(__file__).parent
BROKEN, DECKS = HERE / "broken", HERE / "broken" / "decks"
Check = Callable[[Path], list[Diagnostic]]


def table(folder: Path) -> dict[str, list[str]]:
    return tomllib.loads((folder / "expected.toml").read_text(encoding="utf-8"))


@pytest.fixture
def deck(tmp_path: Path) -> Path:
    return Path(shutil.copytree(HERE / "good", tmp_path / "deck"))


def test_good_deck_has_no_finding(deck: Path, checked: Check) -> None:
    assert checked(deck) == []


@pytest.mark.parametrize("name", table(BROKEN))
def test_broken_card_gets_exactly_its_findings(name: str, deck: Path, checked: Check) -> None:
    shutil.copy(BROKEN / f"{name}.md", deck / "cards")
    findings = checked(deck)
    assert [f"{finding.line} {finding.code}" for finding in findings] == table(BROKEN)[name]
    assert {finding.file for finding in findings} == {f"cards/{name}.md"}


@pytest.mark.parametrize("name", table(DECKS))
def test_broken_deck_gets_exactly_its_findings(name: str, deck: Path, checked: Check) -> None:
    shutil.copytree(DECKS / name, deck, dirs_exist_ok=True)
    assert [f"{finding.file}:{finding.line} {finding.code}" for finding in checked(deck)] == table(DECKS)[name]


@pytest.mark.parametrize("name", table(BROKEN))
def test_broken_card_never_breaks_the_deck(name: str, deck: Path) -> None:
    shutil.copy(BROKEN / f"{name}.md", deck / "cards")
    loaded, _ = load_deck(deck)
    assert loaded is not None
    assert {"good", "other"} <= set(loaded.cards)


def test_every_file_is_in_a_table_and_every_rule_has_a_file() -> None:
    assert sorted(table(BROKEN)) == sorted(path.stem for path in BROKEN.glob("*.md"))
    assert sorted(table(DECKS)) == sorted(path.name for path in DECKS.iterdir() if path.is_dir())
    expected: list[Any] = [line for folder in (BROKEN, DECKS) for lines in table(folder).values() for line in lines]
    assert {line.split()[-1] for line in expected} | {"E080"} == set(RULES)


def test_file_that_is_not_utf8_is_a_finding(deck: Path, checked: Check) -> None:
    card = (deck / "cards" / "good.md").read_text(encoding="utf-8").replace("short and right", "short as a café")
    (deck / "cards" / "good.md").write_bytes(card.encode("latin-1"))  # no such file in the project: tools stumble over it
    assert [(finding.line, finding.code) for finding in checked(deck)] == [(14, "E080")]
