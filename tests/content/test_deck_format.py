"""The page on the deck format: its example is checked, its table is the program's own."""

from __future__ import annotations

import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.items import MAX_TEXT
from quizapp.decks.rules import RULES
from quizapp.decks.shared_files import SOURCE_KINDS
from quizapp.domain.kinds import kinds
from quizapp.domain.questions import SKILLS

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "deck-format.md").read_text(encoding="utf-8")
Check = Callable[[Path], list[Diagnostic]]


def test_example_has_no_finding(tmp_path: Path, checked: Check) -> None:
    deck = Path(shutil.copytree(ROOT / "content" / "deep-learning", tmp_path / "deck"))
    (example,) = re.findall(r"^````markdown\n(.*?)^````$", PAGE, re.MULTILINE | re.DOTALL)
    (deck / "cards" / "opt-lr.md").write_text(example, encoding="utf-8")
    assert [finding.text for finding in checked(deck) if finding.file == "cards/opt-lr.md"] == []


def test_table_of_rules_is_the_program_s() -> None:
    assert dict(re.findall(r"^\| ([EW]\d{3}) \| (.*) \|$", PAGE, re.MULTILINE)) == dict(RULES)


@pytest.mark.parametrize("name", [*kinds(), *SKILLS, *SOURCE_KINDS])
def test_every_word_an_author_may_write_is_named(name: str) -> None:
    assert f"`{name}`" in PAGE


def test_every_type_of_item_is_described() -> None:
    assert re.findall(r"^\*\*`(\w+)`\*\*", PAGE, re.MULTILINE) == ["single", "multi", "truefalse", "numeric", "generated"]
    assert f"{MAX_TEXT:,}" in PAGE
