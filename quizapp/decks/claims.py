"""Finds statements that need a source: numbers, years, persons, laws, and absolute words.

A finding is about a paragraph, list item or table as a whole: one source mark in it is enough. Figures inside formulas, code
and addresses are not claims, nor are names of dimensions such as 2-D.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from quizapp.decks.markdown import SIM_SCHEME, Kind, blocks, scan
from quizapp.domain.cards import Source

_ABSOLUTE = re.compile(r"\b(?:always|never|guarantee[sd]?|best|perfect(?:ly)?|impossible)\b", re.IGNORECASE)
_NEGATION = re.compile(r"\b(?:no|not|nothing|neither|nor|without|never|cannot)\b|n['’]t\b", re.IGNORECASE)
_NEGATION_REACH = 5  # words before an absolute word in which a negation still takes it back
_CLAUSE_END = re.compile(r"[.!?:;]\s")
_YEAR = re.compile(r"\b(?:1[6-9]|20)\d\d\b")
_LAW = re.compile(r"\b[A-Z]\w+['’]s (?:\w+ )?(?:theorem|law|rule|lemma|inequality|bound|principle|conjecture)\b")
_NUMBER = re.compile(r"(?<![\w.-])\d[\d.,]*(?!-[A-Za-z]|\w)")
_NAME = re.compile(r"\b[A-Z]\w{3,}")
_COMMON_WORDS = frozenset({"Cover"})  # surnames that begin ordinary sentences; names of two or three letters are not looked for


def absolute_words(text: str) -> Iterator[tuple[int, str]]:
    """Yield the absolute words of a text with their offsets, except in blocks with a source and shortly after a negation.

    Example:
        >>> list(absolute_words("It always works. There is no guarantee."))
        [(3, 'always')]
    """
    for start, block in blocks(text):
        if _has_source(block):
            continue
        words = _words_only(block)
        for match in _ABSOLUTE.finditer(words):
            clause = _CLAUSE_END.split(words[: match.start()])[-1]
            if not _NEGATION.search(" ".join(clause.split()[-_NEGATION_REACH:])):
                yield start + match.start(), match[0]


def unsourced_claims(text: str, surnames: frozenset[str]) -> Iterator[tuple[int, str]]:
    r"""Yield the first claim of each block that has no source, with the block's offset.

    A number may have a run instead of a source: a link that shows it being computed.

    Args:
        text: Markdown.
        surnames: Names that are claims.

    Example:
        >>> list(unsourced_claims("About 75 % [run](sim:a/b).\n\nFound in 1962.", frozenset()))
        [(28, '1962')]
    """
    for start, block in blocks(text):
        if _has_source(block):
            continue
        words = _words_only(block)
        person = next((name for name in _NAME.findall(words) if name in surnames), "")
        match = _YEAR.search(words) or _LAW.search(words) or (None if _has_run(block) else _NUMBER.search(words))
        if claim := person or (match[0].rstrip(".,") if match else ""):
            yield start, claim


def surnames_of(sources: Iterable[Source]) -> frozenset[str]:
    """Return the surnames of the authors: the last word of each name between commas."""
    names = {name.split()[-1] for source in sources for name in re.split(r",|\band\b", source.authors) if name.strip()}
    return frozenset(name for name in names if _NAME.fullmatch(name) and name not in _COMMON_WORDS)


def _words_only(block: str) -> str:
    """Return a text of the same length with blanks for list marker, formulas, code, marks and addresses."""
    rest = list(block)
    for token in scan(block):
        words = (token.inside, token.inside + len(token.content)) if token.kind is Kind.LINK else (token.end, token.end)
        for start, end in ((token.start, words[0]), (words[1], token.end)):
            rest[start:end] = " " * (end - start)
    return re.sub(r"^[ \t]*\d{1,3}[.)]", lambda match: " " * len(match[0]), "".join(rest))


def _has_source(block: str) -> bool:
    return any(token.kind is Kind.MARK for token in scan(block))


def _has_run(block: str) -> bool:
    return any(token.kind is Kind.LINK and token.target.startswith(SIM_SCHEME) for token in scan(block))
