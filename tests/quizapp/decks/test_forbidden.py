"""What no text may hold, with the line of the file."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.decks.forbidden import forbidden, unknown_marks
from quizapp.decks.passages import Passage


def found(text: str, folder: Path, *, is_toml: bool = False, escapes: bool = False) -> list[tuple[int, str]]:
    lines = tuple(range(10, 10 + text.count("\n") + 1))
    return [(finding.line, finding.code) for finding in forbidden(Passage("a.md", text, lines, is_toml, escapes), folder)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("plain\ntext with $x$", []),
        ("one\n<b>two", [(11, "E075")]),
        ("one\n\n[two](http://x.org)", [(12, "E026")]),
        ("one\ncosts $5", [(11, "E071")]),
        ("one [two](sim:a b)", [(10, "E026")]),
        ("one\x07", [(10, "E074")]),
        ("one\ntwo\u202e", [(11, "E074")]),
        ("lost \ufffd", [(10, "E074")]),
        ("one\rtwo", [(10, "E074")]),
        ("`<b>` and $a<b$ and 1 < 2", []),
    ],
)
def test_finding_is_at_the_line_of_its_text(text: str, expected: list[tuple[int, str]], tmp_path: Path) -> None:
    assert found(text, tmp_path) == expected


@pytest.mark.parametrize("command", ["\theta", "\times", "\beta", "\frac", "\rho", "\right", "\tanh", "\begin"])
def test_latex_eaten_by_double_quotes_is_named(command: str, tmp_path: Path) -> None:
    (finding,) = forbidden(Passage("a.md", f"${command}$", (10,), True, True), tmp_path)
    assert finding.code == "E074"
    assert "write formulas in '…' or '''…'''" in finding.message


@pytest.mark.parametrize("command", ["abla", "eq", "u", "ot", "otin", "e"])
def test_line_end_that_was_a_command_is_named(command: str, tmp_path: Path) -> None:
    assert found(f"$x \n{command} y$", tmp_path, is_toml=True, escapes=True) == [(10, "E074")]


def test_line_ends_that_are_meant_pass(tmp_path: Path) -> None:
    assert found("First line.\nNext line.\n\nnew paragraph", tmp_path, is_toml=True, escapes=True) == []
    assert found("$x$\neq", tmp_path, is_toml=True) == []


def test_tab_is_allowed_in_markdown_and_not_in_toml(tmp_path: Path) -> None:
    assert found("```\n\tcode\n```", tmp_path) == []
    assert found("\tcode", tmp_path, is_toml=True) == [(10, "E074")]


@pytest.mark.parametrize(
    ("target", "codes"),
    [
        ("media/line.png", []),
        ("media/none.png", ["E026"]),
        ("line.png", ["E026"]),
        ("media/../media/line.png", ["E026"]),
        ("https://x.org/a.png", ["E026"]),
    ],
)
def test_picture_must_be_a_file_of_the_deck(target: str, codes: list[str], tmp_path: Path) -> None:
    (tmp_path / "media").mkdir()
    (tmp_path / "media" / "line.png").touch()
    assert [code for _, code in found(f"![a line]({target})", tmp_path)] == codes
    assert [code for _, code in found(f"![]({target})", tmp_path)] == ["E073", *codes]


def test_marks_must_name_a_source_of_the_card() -> None:
    (finding,) = unknown_marks(Passage("a.md", "One.[^dlb]\nTwo.[^dlc]", (5, 6)), ["dlb"])
    assert (finding.line, finding.code) == (6, "E072")
    assert finding.message.endswith('did you mean "dlb"?')
