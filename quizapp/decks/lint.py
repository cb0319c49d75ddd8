"""Rules on the texts of a deck: what must not stand in them, and what makes an answer good to say and to trust.

Errors found here do not keep a card from being studied; they are for its author. Nothing here needs the engine.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from quizapp.decks.card_reader import CardReading
from quizapp.decks.card_text import Section
from quizapp.decks.claims import absolute_words, surnames_of, unsourced_claims
from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.forbidden import forbidden, unknown_marks
from quizapp.decks.loader import DeckReading
from quizapp.decks.markdown import SIM_SCHEME, Kind, prose, scan
from quizapp.decks.passages import card_passages, shared_passages
from quizapp.decks.readability import grade, words
from quizapp.decks.shared_files import Shared

SHORT, LONG = "Answer 30 s", "Answer 2 min"
MAX_WORDS: Mapping[str, tuple[str, int]] = {SHORT: ("W101", 75), LONG: ("W102", 300)}
MAX_GRADE = 11.0
MIN_ITEMS = 3
MIN_SIM_LINKS = 2
MAX_LONGEST = 0.4
CLAIMS = (LONG, "Whiteboard", "Wrong answers")  # where facts stand; the short answer repeats them, follow-ups only ask on
SPOKEN = (SHORT, LONG, "Whiteboard", "Follow-ups")  # where the card speaks for itself; wrong answers quote beliefs


def lint_deck(reading: DeckReading) -> list[Diagnostic]:
    """Return what is wrong with the texts of a deck."""
    findings = [finding for passage in shared_passages(reading.shared) for finding in forbidden(passage, reading.folder)]
    for card in reading.cards:
        findings += lint_card(card, reading.shared, reading.folder)
    return findings


def lint_card(card: CardReading, shared: Shared, folder: Path) -> list[Diagnostic]:
    """Return what is wrong with the texts of a card."""
    findings: list[Diagnostic] = []
    for passage in card_passages(card):
        findings += forbidden(passage, folder)
        if card.draft is not None:
            findings += unknown_marks(passage, [citation.key for citation in card.draft.citations])
    surnames = surnames_of((shared.sources or {}).values())
    for section in card.text.sections.values():
        findings += _length(card.file, section)
        findings += _unsourced(card.file, section, surnames)
    return [*findings, *_composition(card)]


def _length(file: str, section: Section) -> Iterator[Diagnostic]:
    """Yield what makes an answer too long or too hard to say."""
    text = prose(section.text)
    if section.title in MAX_WORDS:
        code, limit = MAX_WORDS[section.title]
        count = len(words(text))
        if count > limit:
            yield Diagnostic(
                file, section.line, code, f"{section.title} has {count} words; at most {limit} can be said in time"
            )
    if section.title == SHORT and (level := grade(text)) > MAX_GRADE:
        message = f"{section.title} reads at grade {level:.1f}, at most {MAX_GRADE:g}: shorter sentences, shorter words"
        yield Diagnostic(file, section.line, "W106", message)


def _unsourced(file: str, section: Section, surnames: frozenset[str]) -> Iterator[Diagnostic]:
    """Yield what needs a source and has none."""
    if section.title in CLAIMS:
        for offset, claim in unsourced_claims(section.text, surnames):
            yield Diagnostic(file, section.line_at(offset), "W103", f'"{claim}" needs a source: add [^key]')
    if section.title in SPOKEN:
        for offset, word in absolute_words(section.text):
            yield Diagnostic(file, section.line_at(offset), "W107", f'"{word}" needs a source, or a weaker word')


def _composition(card: CardReading) -> Iterator[Diagnostic]:
    """Yield what the card as a whole lacks."""
    if card.draft is None:
        return
    count = len(card.text.quizzes)
    if count < MIN_ITEMS:
        yield Diagnostic(card.file, 1, "W104", f"the card has {count} quiz items, at least {MIN_ITEMS} are asked for")
    choices = [options for options in (_options(item.table) for item in card.items) if options]
    longest = sum(_is_correct_longest(options) for options in choices)
    if longest > MAX_LONGEST * len(choices):
        message = f"the correct option is the longest in {longest} of {len(choices)} choices: a cue that needs no knowledge"
        yield Diagnostic(card.file, 1, "W105", message)
    if card.draft.simulations:
        yield from _simulated(card)


def _simulated(card: CardReading) -> Iterator[Diagnostic]:
    """Yield what a card that opens a simulation does not make of it."""
    is_whole = len(card.items) == len(card.text.quizzes)
    if is_whole and all(item.table.get("skill") != "predict" for item in card.items):
        yield Diagnostic(card.file, 1, "W108", 'no quiz item has skill = "predict", though the card opens a simulation')
    links = sum(
        token.kind is Kind.LINK and token.target.startswith(SIM_SCHEME)
        for section in card.text.sections.values()
        for token in scan(section.text)
    )
    if links < MIN_SIM_LINKS:
        yield Diagnostic(card.file, 1, "W110", f"the text holds {links} links sim:…, at least {MIN_SIM_LINKS} are asked for")


def _options(table: Mapping[str, Any]) -> list[tuple[int, bool]]:
    """Return the length and correctness of the options of an item with one right one; nothing for other items."""
    listed = {"single": table.get("options"), "truefalse": table.get("reasons")}.get(str(table.get("type")))
    if not isinstance(listed, list) or not all(isinstance(option, dict) for option in listed):
        return []
    return [(_shown_length(str(option.get("text", ""))), option.get("correct") is True) for option in listed]


def _shown_length(text: str) -> int:
    """Return about how many characters are seen: a command of a formula is one sign, its braces are none."""
    return len(re.sub(r"[{}$*`_^]", "", re.sub(r"\\[A-Za-z]+ ?", "x", text)))


def _is_correct_longest(options: list[tuple[int, bool]]) -> bool:
    right = [length for length, correct in options if correct]
    wrong = [length for length, correct in options if not correct]
    return bool(right and wrong) and max(right) > max(wrong)
