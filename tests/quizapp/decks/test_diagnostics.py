"""Findings as data, and the table of rules."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import quizapp
from quizapp.decks.diagnostics import MAX_MESSAGE, Diagnostic
from quizapp.decks.rules import RULES

PACKAGE = Path(quizapp.__file__).parent
CHECKS = [PACKAGE / "services" / name for name in ("content_check.py", "forecast.py")]
SOURCES = [*PACKAGE.glob("decks/*.py"), *PACKAGE.glob("domain/**/*.py"), *CHECKS]


def test_text_is_one_line_with_file_line_and_code() -> None:
    finding = Diagnostic("cards/a.md", 7, "E023", 'level "middle" is not one of\nintern, junior, senior')
    assert finding.text == 'cards/a.md:7: E023 level "middle" is not one of intern, junior, senior'


def test_findings_sort_by_file_line_and_code() -> None:
    findings = [Diagnostic("b", 1, "E001", ""), Diagnostic("a", 10, "E001", ""), Diagnostic("a", 9, "W101", "")]
    assert [(finding.file, finding.line) for finding in sorted(findings)] == [("a", 9), ("a", 10), ("b", 1)]


@pytest.mark.parametrize(("code", "severity"), [("E001", "error"), ("W101", "warning")])
def test_json_form_has_the_severity(code: str, severity: str) -> None:
    expected = {"file": "a", "line": 1, "code": code, "severity": severity, "message": "m"}
    assert Diagnostic("a", 1, code, "m").as_json() == expected


def test_message_that_quotes_a_whole_file_is_cut() -> None:
    assert len(Diagnostic("a", 1, "E001", "x" * 10_000).message) == MAX_MESSAGE


def test_every_code_in_use_has_a_rule_and_every_rule_is_in_use() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in SOURCES if path.name != "rules.py")
    assert set(re.findall(r'"([EW]\d{3})"', text)) == set(RULES)
