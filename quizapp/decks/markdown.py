"""Plain scanning of the Markdown that cards use: formulas, links, source marks, pictures, code, raw HTML, with offsets.

It agrees with markdown-it and its dollar-math plug-in (tests compare them) but for code by indentation, which decks do not use.
It only serves to check texts; what the learner sees is built by the real parser.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import Enum, auto
from urllib.parse import urlsplit

SIM_SCHEME = "sim:"
MEDIA = "media/"


class Kind(Enum):
    """What a token is."""

    CODE = auto()
    ESCAPE = auto()
    DISPLAY = auto()
    INLINE = auto()
    MARK = auto()
    IMAGE = auto()
    LINK = auto()
    HTML = auto()


FORMULAS = (Kind.DISPLAY, Kind.INLINE)


@dataclass(frozen=True, slots=True)
class Token:
    """One construct of a text.

    Attributes:
        kind: What it is.
        start: Offset of its first character.
        end: Offset behind its last character.
        content: What is inside: the formula, the code, the words of a link, the text of a picture, the key of a mark.
        inside: Offset of the content.
        target: Address of a link or a picture.
    """

    kind: Kind
    start: int
    end: int
    content: str
    inside: int
    target: str = ""


# Possessive quantifiers (*+) keep an unclosed bracket from costing exponential time.
_ADDRESS = r"\([ ]*(?P<{0}><[^<>\n]*>|[^\s()<>]*+(?:\([^\s()]*\)[^\s()]*+)*+)(?:[ \n]+(?:\"[^\"]*\"|'[^']*'))?[ ]*\)"
_TOKEN = re.compile(
    "|".join(
        [
            r"^[ \t]*(?P<fence>`{3,}|~{3,})[^\n`]*\n(?P<block>(?:.*?\n)??)[ \t]*(?P=fence)[`~]*[ \t]*$",
            r"(?P<ticks>(?<!`)`+(?!`))(?P<code>(?:(?!\n[ \t]*\n).)+?)(?<!`)(?P=ticks)(?!`)",
            r"(?P<escape>\\[!-/:-@\[-`{-~])",
            r"\$\$(?P<display>(?:\\.|[^$\\])*+)\$\$",
            r"\$(?P<inline>(?![\s$])(?:\\.|[^$\\\n]|\n(?![ \t]*(?:\n|[-*+] |\d+[.)] )))++)(?<![ \t\n])\$",
            r"\[\^(?P<mark>[^\]\s]+)\]",
            r"!\[(?P<alt>[^\[\]\n]*)\]" + _ADDRESS.format("picture"),
            r"\[(?P<words>(?:\\.|`[^`\n]*`|\$[^$\n]*\$|\[[^\[\]]*\]|[^\[\]\\`$])*+)\]" + _ADDRESS.format("address"),
            r"<(?P<auto>https?://[^\s<>]+)>",
            r"(?P<html><(?:/?[A-Za-z][^<>]*|!--.*?--|[?!][^<>]*)>)",
        ]
    ),
    re.MULTILINE | re.DOTALL,
)
_KINDS = {
    "block": Kind.CODE,
    "code": Kind.CODE,
    "escape": Kind.ESCAPE,
    "display": Kind.DISPLAY,
    "inline": Kind.INLINE,
    "mark": Kind.MARK,
    "alt": Kind.IMAGE,
    "words": Kind.LINK,
    "auto": Kind.LINK,
    "html": Kind.HTML,
}
_BROKEN_LINK = re.compile(r"\]\(\s*(?:sim|https?):[^\s)]*")
_LIST_OR_TABLE = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)]|>|#{1,6}|\|)[ \t]*", re.MULTILINE)
_BLOCK = re.compile(r"^[ \t]*(?:[-*+]|\d{1,3}[.)])[ \t]|^[ \t]*\n", re.MULTILINE)


def scan(text: str) -> list[Token]:
    r"""Return the tokens of a text in their order, those inside the words of a link included.

    Example:
        >>> [(token.kind.name, token.content) for token in scan(r"costs \$5, is $x^2$ [^dlb]")]
        [('ESCAPE', '\\$'), ('INLINE', 'x^2'), ('MARK', 'dlb')]
    """
    return list(_tokens(text))


def _tokens(text: str) -> Iterator[Token]:
    for match in _TOKEN.finditer(text):
        name = next(name for name in _KINDS if match[name] is not None)
        target = match["picture"] or match["address"] or match["auto"] or ""
        token = Token(_KINDS[name], match.start(), match.end(), match[name], match.start(name), target.strip("<>"))
        yield token
        if name == "words":
            for inner in _tokens(token.content):
                yield replace(
                    inner,
                    start=inner.start + token.inside,
                    end=inner.end + token.inside,
                    inside=inner.inside + token.inside,
                )


def prose(text: str) -> str:
    """Return the words of a text, every formula as the one letter x; offsets of words are not kept.

    Example:
        >>> prose("- **Add** [$x$](sim:a/b) to $w$.[^dlb]")
        'Add x to x.'
    """
    parts = []
    end = 0
    for token in scan(text):
        if token.start < end:  # inside a link, whose words are taken below
            continue
        parts += [text[end : token.start], _spoken(token)]
        end = token.end
    plain = _LIST_OR_TABLE.sub("", "".join(parts) + text[end:])
    return plain.replace("**", "").replace("*", "").strip()


def _spoken(token: Token) -> str:
    """Return what a token adds to the words of a text."""
    if token.kind in FORMULAS:
        return "x"
    if token.kind is Kind.LINK:
        return prose(token.content)
    if token.kind is Kind.ESCAPE:
        return token.content[1:]
    return token.content if token.kind is Kind.CODE and "\n" not in token.content else ""


def stray(text: str) -> Iterator[tuple[int, str]]:
    """Yield the offset of every dollar sign without a partner and of every link that does not parse, with the sign or link."""
    tokens = scan(text)
    rest = list(text)
    for token in tokens:
        if token.kind is not Kind.LINK:
            rest[token.start : token.end] = " " * (token.end - token.start)
    left = "".join(rest)
    links = [(token.start, token.end) for token in tokens if token.kind is Kind.LINK]
    for match in _BROKEN_LINK.finditer(left):
        if not any(start <= match.start() < end for start, end in links):
            yield match.start(), match[0][2:].strip()
    for match in re.finditer(r"\$", left):
        yield match.start(), "$"


def link_problem(target: str) -> str:
    """Return what is wrong with the address of a link; empty if nothing is.

    Whether the run of a ``sim:`` link exists is for those to say who know the engine.

    Example:
        >>> link_problem("http://example.org")
        'a link is sim:<run> or https://…, not "http://example.org"'
    """
    if target.startswith(SIM_SCHEME):
        return "" if target != SIM_SCHEME else "a sim: link names a run, such as sim:gradient_descent/overshoot"
    try:
        is_web = target.startswith("https://") and bool(urlsplit(target).hostname)
    except ValueError:
        is_web = False
    return "" if is_web else f'a link is sim:<run> or https://…, not "{target}"'


def blocks(text: str) -> Iterator[tuple[int, str]]:
    r"""Yield every paragraph, list item and table with its offset.

    Example:
        >>> list(blocks("One\ntwo\n\n- a\n- b"))
        [(0, 'One\ntwo\n'), (9, '- a\n'), (13, '- b')]
    """
    code = [(token.start, token.end) for token in scan(text) if token.kind is Kind.CODE]
    cuts = [match.start() for match in _BLOCK.finditer(text)]
    cuts = [cut for cut in cuts if not any(start <= cut < end for start, end in code)]
    for start, end in zip([0, *cuts], [*cuts, len(text)], strict=True):
        block = text[start:end]
        lead = len(block) - len(block.lstrip("\n"))
        if block.strip():
            yield start + lead, block[lead:]
