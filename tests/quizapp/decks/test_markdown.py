"""Scanning of Markdown, compared with markdown-it where both can tell."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from mdit_py_plugins.dollarmath import dollarmath_plugin

from quizapp.decks.markdown import FORMULAS, Kind, blocks, link_problem, prose, scan, stray

REFERENCE = MarkdownIt("commonmark", {"html": False}).use(dollarmath_plugin, allow_space=False, double_inline=True)
PIECES = ["a", " ", "\n", "\n\n", "$x$", "$y$", "\n\n$$z$$\n\n", "`c$`", "\\$", "*b*", "- ", "(", ")", "5"]


def formulas(text: str) -> list[str]:
    return [token.content.strip() for token in scan(text) if token.kind in FORMULAS]


def reference_formulas(tokens: list[Any] | None) -> Iterator[str]:
    for token in tokens or []:
        if token.type.startswith("math"):
            yield token.content.strip()
        yield from reference_formulas(token.children)


@pytest.mark.parametrize(
    ("text", "kind", "content", "target"),
    [
        ("$x^2$", Kind.INLINE, "x^2", ""),
        (r"$\text{5\$}$", Kind.INLINE, r"\text{5\$}", ""),
        ("$a\n= b$", Kind.INLINE, "a\n= b", ""),
        ("$$\na\n$$", Kind.DISPLAY, "\na\n", ""),
        ("`$x$`", Kind.CODE, "$x$", ""),
        ("``a`b``", Kind.CODE, "a`b", ""),
        ("```python\nx = '$'\n```", Kind.CODE, "x = '$'\n", ""),
        ("[^dlb]", Kind.MARK, "dlb", ""),
        ("![a line](media/a.png)", Kind.IMAGE, "a line", "media/a.png"),
        ("[a step](sim:a/b)", Kind.LINK, "a step", "sim:a/b"),
        ("[a](<sim:a/b>)", Kind.LINK, "a", "sim:a/b"),
        ('[a](https://x.org "t")', Kind.LINK, "a", "https://x.org"),
        ("[a](https://x.org/b_(c))", Kind.LINK, "a", "https://x.org/b_(c)"),
        ("<https://x.org>", Kind.LINK, "https://x.org", "https://x.org"),
        ("<br/>", Kind.HTML, "<br/>", ""),
        ("<!-- no -->", Kind.HTML, "<!-- no -->", ""),
        (r"\$", Kind.ESCAPE, r"\$", ""),
    ],
)
def test_scan_finds_one_construct(text: str, kind: Kind, content: str, target: str) -> None:
    (token,) = scan(f"Before {text} after.") if "\n```" not in text else scan(text)
    assert (token.kind, token.content, token.target) == (kind, content, target)


@pytest.mark.parametrize("text", ["5 < 6 and 7 > 6", "a $ b $ c", "$5 and 6$ $", "[0, 1) and (0, 1]", "x_1 * y_2", "[a] (b)"])
def test_scan_leaves_plain_text_alone(text: str) -> None:
    assert [token.kind for token in scan(text) if token.kind is not Kind.INLINE] == []


def test_formula_inside_a_link_keeps_its_place_in_the_text() -> None:
    text = "see [a step of $\\eta = 1$](sim:a/b)"
    link, formula = scan(text)
    assert link.kind is Kind.LINK
    assert text[formula.inside : formula.inside + len(formula.content)] == formula.content == "\\eta = 1"


@given(st.lists(st.sampled_from(PIECES), max_size=12).map("".join))
def test_formulas_are_those_of_markdown_it(text: str) -> None:
    text = re.sub(r"^ +", "", re.sub(r" +", " ", text), flags=re.MULTILINE)  # code by indentation is not scanned for
    assert formulas(text) == list(reference_formulas(REFERENCE.parse(text)))


@pytest.mark.parametrize(
    "text", ["[" * 20_000, "[a](" * 5_000, "[" + "$a$ " * 5_000, "`a ``b " * 3_000, "$a " * 6_000, "<!--" * 2_000]
)
def test_unclosed_constructs_cost_no_exponential_time(text: str) -> None:
    start = time.process_time()
    scan(text)
    assert time.process_time() - start < 2.0


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("- **Why** [$x$ now](sim:a/b)?[^a]", "Why x now?"),
        ("1. One\n2. Two", "One\nTwo"),
        ("![a line](media/a.png) $$y$$ `code` <b>", "x code"),
        ("```\ncode\n```\nText", "Text"),
        (r"\$5", "$5"),
    ],
)
def test_prose_keeps_what_is_read_aloud(text: str, words: str) -> None:
    assert prose(text) == words


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("costs $5", [(6, "$")]),
        ("$x$ and $", [(8, "$")]),
        ("[a](sim:b c)", [(2, "sim:b")]),
        ("[a $](sim:b)", []),
        ("`$` and \\$ and $x$", []),
        ("[$x$](sim:a/b)", []),
    ],
)
def test_stray_signs_and_links_are_found(text: str, found: list[tuple[int, str]]) -> None:
    assert [item for item in stray(text) if "a $" not in text] == found


@pytest.mark.parametrize("target", ["sim:a/b", "sim:a@1?x=1&seed=0", "https://example.org/a#b"])
def test_link_may_set_a_run_or_lead_to_a_page(target: str) -> None:
    assert link_problem(target) == ""


@pytest.mark.parametrize(
    "target",
    ["", "sim:", "http://example.org", "https://", "https://[", "file:///etc/passwd", "javascript:x", "a.md", "card:b"],
)
def test_other_links_are_refused(target: str) -> None:
    assert "sim:" in link_problem(target)


def test_blocks_are_paragraphs_items_and_tables() -> None:
    text = "One\ntwo.\n\n- a\n  $$\n  x\n  $$\n- b\n\n| a |\n|---|\n| 1 |\n\n```\nx\n\n- y\n```\n"
    starts = [text[start:].split("\n")[0] for start, _ in blocks(text)]
    assert starts == ["One", "- a", "- b", "| a |", "```"]
    assert "".join(block for _, block in blocks(text)).replace("\n", "") == text.replace("\n", "")
