"""What no text of a deck may hold: control characters, raw HTML, lone dollar signs, bad links, pictures without words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterator
from pathlib import Path

from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.markdown import MEDIA, Kind, Token, link_problem, scan, stray
from quizapp.decks.passages import Passage
from quizapp.domain.fields import near

_ESCAPES = {"\t": "a tab (\\t)", "\b": "a backspace (\\b)", "\f": "a form feed (\\f)", "\r": "a carriage return (\\r)"}
_REMEDY = "in double quotes a backslash is an escape: write formulas in '…' or '''…'''"
_REORDERING = re.compile("[\u202a-\u202e\u2066-\u2069\ufffd]")  # invisible signs that turn text round, and the lost character
_EATEN_NEWLINE = re.compile(r"\n(?:abla|eq|e\b|u\b|ot|otin|i\b|earrow|mid|olimits)")  # \nabla, \neq, \nu, …


def forbidden(passage: Passage, folder: Path) -> Iterator[Diagnostic]:
    """Yield what a text may not hold. A text with control characters is not looked at further."""
    if finding := control_finding(passage):
        yield finding
        return
    for token in scan(passage.text):
        if token.kind is Kind.HTML:
            yield passage.finding(token.start, "E075", f"raw HTML {token.content} is shown as it is; use Markdown")
        elif token.kind is Kind.LINK and (problem := link_problem(token.target)):
            yield passage.finding(token.start, "E026", problem)
        elif token.kind is Kind.IMAGE:
            yield from _picture(passage, token, folder)
    for offset, sign in stray(passage.text):
        if sign == "$":
            yield passage.finding(offset, "E071", r"this $ opens or closes no formula; write \$ for a dollar sign")
        else:
            yield passage.finding(offset, "E026", f'the link to "{sign}" does not parse: write [words](address), no blanks')


def unknown_marks(passage: Passage, known: Collection[str]) -> Iterator[Diagnostic]:
    """Yield the source marks that name none of these sources."""
    for token in scan(passage.text):
        if token.kind is Kind.MARK and token.content not in known:
            message = f'"[^{token.content}]" names no source of this card' + near(token.content, known)
            yield passage.finding(token.start, "E072", message)


def control_finding(passage: Passage) -> Diagnostic | None:
    """Return the first control character of a text, with the way to mend it."""
    text = passage.text
    if passage.escapes and (match := _EATEN_NEWLINE.search(text)):
        command = "\\n" + match[0][1:]
        return passage.finding(match.start(), "E074", f"a line end where {command} was meant; {_REMEDY}")
    for offset, character in enumerate(text):
        if character == "\n" or (character == "\t" and not passage.is_toml):
            continue
        if unicodedata.category(character) == "Cc" or _REORDERING.match(character):
            name = _ESCAPES.get(character, f"the control character U+{ord(character):04X}")
            remedy = f"; {_REMEDY}" if passage.is_toml and character in _ESCAPES else ""
            return passage.finding(offset, "E074", f"the text holds {name}{remedy}")
    return None


def _picture(passage: Passage, token: Token, folder: Path) -> Iterator[Diagnostic]:
    if not token.content.strip():
        yield passage.finding(token.start, "E073", f"a picture needs words: ![what it shows]({token.target})")
    name = token.target.removeprefix(MEDIA)
    if not token.target.startswith(MEDIA) or "/" in name or name.startswith(".") or not (folder / MEDIA / name).is_file():
        yield passage.finding(token.start, "E026", f'there is no picture "{token.target}"; pictures are files {MEDIA}<name>')
