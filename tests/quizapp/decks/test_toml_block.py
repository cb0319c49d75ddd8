"""TOML in a file: errors with the file's line, files that cannot be read."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.toml_block import MAX_FILE_BYTES, Span, TomlBlock, UnreadableError, parse_block, read_text, read_toml


def parsed(source: str) -> TomlBlock | Diagnostic:
    return parse_block(Span("cards/a.md", 10, 11, source), "E031", "quiz block")


@pytest.mark.parametrize(
    ("source", "line", "words"),
    [
        ('a = 1\nb = "\\sigma"', 12, "Unescaped '\\' in a string, column"),
        ("a = 1\na = 2\nb = 3", 12, "Cannot overwrite a value, column"),
        ("a = 1\nb = '''", 12, "at its end"),
        ("a = " + "9" * 5000, 10, "limit"),
        ("a = " + "[" * 5000, 10, "nested too deeply"),
    ],
)
def test_syntax_error_is_told_with_the_line_of_the_file(source: str, line: int, words: str) -> None:
    finding = parsed(source)
    assert isinstance(finding, Diagnostic)
    assert (finding.file, finding.line, finding.code) == ("cards/a.md", line, "E031")
    assert words in finding.message


def test_line_of_falls_back_to_the_table_around_and_then_to_the_opening() -> None:
    block = parsed("a = 1\n[[wrong]]\nvalue = 1")
    assert isinstance(block, TomlBlock)
    assert [block.line_of(path) for path in ("a", "wrong.1.value", "wrong.1.why", "missing", "")] == [11, 13, 12, 10, 10]


def test_nesting_that_the_scan_cannot_follow_still_has_a_line() -> None:
    deep = "a = " + "[" * 2_000 + "]" * 2_000
    assert TomlBlock(Span("cards/a.md", 10, 11, deep), {}).line_of("a") == 10


def test_windows_line_ends_and_byte_order_mark_are_taken(tmp_path: Path) -> None:
    (tmp_path / "deck.toml").write_bytes(b"\xef\xbb\xbfa = 1\r\nb = 2\r\n")
    assert read_toml(tmp_path, "deck.toml").line_of("b") == 2


@pytest.mark.parametrize(
    ("content", "code", "line"), [(b"ok\nna\xefve", "E080", 2), (b"x" * (MAX_FILE_BYTES + 1), "E077", 1), (None, "E080", 1)]
)
def test_file_that_cannot_be_read_is_a_finding(tmp_path: Path, content: bytes | None, code: str, line: int) -> None:
    if content is not None:
        (tmp_path / "deck.toml").write_bytes(content)
    with pytest.raises(UnreadableError) as caught:
        read_text(tmp_path, "deck.toml")
    assert (caught.value.finding.code, caught.value.finding.line) == (code, line)


def test_folder_in_place_of_a_file_is_a_finding(tmp_path: Path) -> None:
    (tmp_path / "deck.toml").mkdir()
    with pytest.raises(UnreadableError, match=r"E080 deck\.toml cannot be read"):
        read_toml(tmp_path, "deck.toml")
