"""Splits the text of a card into front matter, sections and quiz blocks by plain line scanning, with the line of each."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.toml_block import Span

BORDER = "+++"
SECTIONS: Mapping[str, str] = MappingProxyType(
    {
        "Answer 30 s": "answer_short",
        "Answer 2 min": "answer_long",
        "Whiteboard": "whiteboard",
        "Wrong answers": "wrong_answers",
        "Follow-ups": "follow_ups",
    }
)
LISTS: Mapping[str, str] = MappingProxyType({"Whiteboard": "numbered steps", "Wrong answers": "a list", "Follow-ups": "a list"})
MAX_SECTION = 20_000  # characters

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*([^`]*)$")
_HEADING = re.compile(r"(#{1,2})[ \t]+(.*?)[ \t]*#*[ \t]*$")
_NUMBERED = re.compile(r"^\d{1,3}[.)][ \t]+\S", re.MULTILINE)
_BULLET = re.compile(r"^(?:[-*+]|\d{1,3}[.)])[ \t]+\S", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a card.

    Attributes:
        title: Words of its heading.
        line: Line of its heading.
        first: Line of the first line of its text.
        text: Markdown without the quiz blocks, which leave empty lines.
    """

    title: str
    line: int
    first: int
    text: str

    def line_at(self, offset: int) -> int:
        """Return the line of the file at an offset of the text."""
        return self.first + self.text.count("\n", 0, offset)


@dataclass(frozen=True, slots=True)
class CardText:
    """A card's text in its parts.

    Attributes:
        front: Front matter; None if there is none.
        sections: Sections by title; of a doubled one the first.
        quizzes: Quiz blocks in their order.
        findings: What is wrong with the division itself.
    """

    front: Span | None
    sections: dict[str, Section] = field(default_factory=dict)
    quizzes: tuple[Span, ...] = ()
    findings: tuple[Diagnostic, ...] = ()


def split_card(file: str, text: str) -> CardText:
    """Split the text of a card.

    Args:
        file: Path inside the deck.
        text: The whole file, with plain line ends.
    """
    lines = text.split("\n")
    if lines[0].rstrip() != BORDER:
        return CardText(None, findings=(Diagnostic(file, 1, "E001", f'a card begins with a line "{BORDER}"'),))
    end = next((number for number, line in enumerate(lines[1:], 1) if line.rstrip() == BORDER), None)
    if end is None:
        return CardText(
            None, findings=(Diagnostic(file, 1, "E002", f'front matter opened at line 1 is never closed with "{BORDER}"'),)
        )
    front = Span(file, 1, 2, "\n".join(lines[1:end]))
    body = _Body(file, lines, end + 1)
    sections: dict[str, Section] = {}
    for section in body.sections:
        sections.setdefault(section.title, section)
    findings = [*body.findings, *_order(file, body.sections), *_contents(file, sections)]
    return CardText(front, sections, tuple(body.quizzes), tuple(findings))


class _Body:
    """One pass over the lines after the front matter."""

    def __init__(self, file: str, lines: list[str], start: int) -> None:
        self.file = file
        self.sections: list[Section] = []
        self.quizzes: list[Span] = []
        self.findings: list[Diagnostic] = []
        self._title = ""
        self._heading = start
        self._kept: list[str] = []
        numbered = iter(enumerate(lines[start:], start + 1))
        for number, line in numbered:
            if match := _FENCE.match(line):
                self._fence(match, number, line, numbered)
            elif (match := _HEADING.match(line)) is not None:
                self._close()
                self._title, self._heading = match[2], number
            else:
                self._kept.append(line)
        self._close()

    def _fence(self, match: re.Match[str], opening: int, line: str, rest: Iterator[tuple[int, str]]) -> None:
        """Take a fenced block up to its end: a quiz block out of the text, any other code as it is."""
        fence, name = match[1], match[2].strip()
        block = []
        for _, inner in rest:
            stripped = inner.strip()
            if stripped.startswith(fence) and not stripped.strip(fence[0]):
                break
            block.append(inner)
        else:
            self.findings.append(Diagnostic(self.file, opening, "E030", f"the fence opened here is never closed with {fence}"))
        if name == "quiz":
            self.quizzes.append(Span(self.file, opening, opening + 1, "\n".join(block)))
            self._kept += [""] * (len(block) + 2)
        else:
            self._kept += [line, *block, fence]

    def _close(self) -> None:
        """End the section that the lines kept so far belong to."""
        text = "\n".join(self._kept)
        self._kept = []
        if self._title:
            self.sections.append(Section(self._title, self._heading, self._heading + 1, text))
        elif text.strip():
            line = self._heading + 1 + text[: len(text) - len(text.lstrip())].count("\n")
            message = f'text before the first section "## {next(iter(SECTIONS))}"'
            self.findings.append(Diagnostic(self.file, line, "E078", message))


def _order(file: str, sections: list[Section]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the headings."""
    titles = list(SECTIONS)
    reached = -1
    seen: set[str] = set()
    for section in sections:
        if section.title not in SECTIONS:
            message = f'unknown section "{section.title}"; the sections are {", ".join(titles)}'
        elif section.title in seen:
            message = f'section "{section.title}" stands twice'
        elif titles.index(section.title) < reached:
            message = f'section "{section.title}" is out of order; the order is {", ".join(titles)}'
        else:
            reached = titles.index(section.title)
            seen.add(section.title)
            continue
        seen.add(section.title)
        yield Diagnostic(file, section.line, "E078", message)


def _contents(file: str, sections: dict[str, Section]) -> Iterator[Diagnostic]:
    """Yield what is wrong with the texts of the sections; what is missing is a finding about the card, so at line 1."""
    for title in SECTIONS:
        section = sections.get(title)
        if section is None:
            yield Diagnostic(file, 1, "E070", f'section "## {title}" is missing')
        elif not section.text.strip():
            yield Diagnostic(file, section.line, "E070", f'section "{title}" is empty')
        elif len(section.text) > MAX_SECTION:
            yield Diagnostic(file, section.line, "E077", f'section "{title}" has more than {MAX_SECTION} characters')
        elif title in LISTS and not (_NUMBERED if title == "Whiteboard" else _BULLET).search(section.text):
            yield Diagnostic(file, section.line, "E079", f'section "{title}" must hold {LISTS[title]}')
