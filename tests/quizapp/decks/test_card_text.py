"""Division of a card into front matter, sections and quiz blocks."""

from __future__ import annotations

import pytest

from quizapp.decks.card_text import SECTIONS, split_card

BODY = """
## Answer 30 s

Short.

## Answer 2 min

```python
## not a heading
x = "```quiz"
```

## Whiteboard
1. One.

## Wrong answers

* None.

```quiz
id = "a"
```

## Follow-ups
- Why?

````quiz
prompt = '''
```python
x = 1
```'''
````
"""
CARD = "+++\nid = 1\n+++\n" + BODY


def codes(text: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.code) for finding in split_card("a.md", text).findings]


def test_sections_keep_the_lines_of_the_file() -> None:
    card = split_card("a.md", CARD)
    assert card.findings == ()
    assert list(card.sections) == list(SECTIONS)
    rows = CARD.split("\n")
    for section in card.sections.values():
        assert rows[section.line - 1] == f"## {section.title}"
        first = next(word for word in section.text.split("\n") if word)
        assert rows[section.line_at(section.text.index(first)) - 1] == first


def test_quiz_blocks_leave_the_text_and_other_code_stays() -> None:
    card = split_card("a.md", CARD)
    assert "not a heading" in card.sections["Answer 2 min"].text
    assert "quiz" not in card.sections["Wrong answers"].text
    assert [(quiz.opening, quiz.first) for quiz in card.quizzes] == [(23, 24), (30, 31)]


def test_longer_fence_lets_a_quiz_hold_code() -> None:
    assert "```python\nx = 1\n```" in split_card("a.md", CARD).quizzes[1].source


def test_front_matter_is_kept_apart() -> None:
    front = split_card("a.md", CARD).front
    assert front is not None
    assert (front.source, front.opening, front.first) == ("id = 1", 1, 2)


@pytest.mark.parametrize("text", ["", "\n+++\n+++\n", "# Title\n", "++++\n"])
def test_card_without_front_matter_is_only_that(text: str) -> None:
    assert codes(text) == [(1, "E001")]


def test_unclosed_front_matter_is_only_that() -> None:
    assert codes("+++\nid = 1\n") == [(1, "E002")]


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("## Whiteboard\n", "## Whiteborad\n", [(1, "E070"), (16, "E078")]),
        ("## Whiteboard\n", "# Whiteboard\n", []),
        ("## Follow-ups", "## Whiteboard", [(1, "E070"), (27, "E078")]),
        ("Short.", "", [(5, "E070")]),
        ("* None.", "None.", [(19, "E079")]),
        ("Short.", "S" * 20_001, [(5, "E077")]),
        ("````\n", "```\n", [(30, "E030")]),
    ],
)
def test_faults_have_their_line(old: str, new: str, expected: list[tuple[int, str]]) -> None:
    before, _, after = CARD.rpartition(old)
    assert sorted(codes(before + new + after)) == expected
