"""A formula in spoken English, for screen readers and for search. Free of Qt.

Short parts are read plainly ("x squared", "1 over 2"); a part with operators of its own is closed by a word ("end
fraction"), so that what is heard has one meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import islice, takewhile
from typing import Any

from quizapp.tex import nodes
from quizapp.tex.errors import TexError
from quizapp.tex.nodes import Limits, Node, Row, Scripts, Symbol
from quizapp.tex.parser import parse
from quizapp.tex.styles import Atom
from quizapp.tex.vocabulary import (
    ACCENT_WORDS,
    FENCE_WORDS,
    FUNCTION_LETTERS,
    OPERATOR_WORDS,
    POWER_WORDS,
    PRIMES,
    letter,
    symbol_word,
)

_BARS = {"|": "absolute value", "‖": "norm"}


def speak(tex: str) -> str:
    r"""Return a formula in words; the source itself if it is not understood.

    >>> speak(r"\frac{\partial L}{\partial z_k}")
    'partial L over partial z sub k'
    >>> speak(r"\sum_{k=1}^{K} p_k^2")
    'sum over k from 1 to K of p sub k squared'
    """
    try:
        node = parse(tex)
    except TexError:
        return tex
    return " ".join(_say(node).split()).replace(" ,", ",") or tex


def _say(node: Node) -> str:
    return _SPEAKERS[type(node)](node)


def _row(node: Row) -> str:
    return _phrase([item for item in node.items if not _is_inaudible(item)])


def _is_inaudible(node: Node) -> bool:
    """Whether a node only moves its neighbours a little; a wide space keeps them apart in speech too."""
    return isinstance(node, nodes.StyleSwitch) or (isinstance(node, nodes.Space) and node.in_mu)


def _phrase(items: Sequence[Node]) -> str:
    words = []
    at = 0
    while at < len(items):
        found = _number(items, at) or _between_bars(items, at) or _application(items, at) or _nabla(items, at)
        word, length = found or (_say(items[at]), 1)
        words.append(word)
        at += length
    return " ".join(words)


def _number(items: Sequence[Node], at: int) -> tuple[str, int] | None:
    """Return digits as one number, its power included: 0.05, not 0 point 0 5."""
    digits = [item.char for item in takewhile(_is_digit, islice(items, at, None)) if isinstance(item, Symbol)]
    number, end = letter("".join(digits)), at + len(digits)
    last = items[end] if at < end < len(items) else None
    if isinstance(last, Scripts) and _is_digit(last.base):
        return f"{number}{_say(last)}", end + 1 - at
    return (number, end - at) if end - at > 1 else None


def _is_digit(node: Node) -> bool:
    return isinstance(node, Symbol) and (letter(node.char).isdigit() or node.char == ".")


def _between_bars(items: Sequence[Node], at: int) -> tuple[str, int] | None:
    """Return what stands between two equal bars as a norm or an absolute value, a closing script included."""
    opener = items[at]
    if not (isinstance(opener, Symbol) and opener.char in _BARS):
        return None
    for end in range(at + 1, len(items)):
        closer = items[end]
        base = closer.base if isinstance(closer, Scripts) else closer
        if isinstance(base, Symbol) and base.char == opener.char and end > at + 1:
            inside = items[at + 1 : end]
            ending = "" if _is_plain(Row(tuple(inside))) else f"end {_BARS[opener.char]}"
            tail = _scripts_words(closer) if isinstance(closer, Scripts) else ""
            return f"{_BARS[opener.char]} of {_phrase(inside)} {ending} {tail}", end - at + 1
    return None


def _application(items: Sequence[Node], at: int) -> tuple[str, int] | None:
    """Return a function and its argument, if that is a single thing in parentheses: f of x."""
    if not (_is_function(items[at]) and at + 1 < len(items) and _is_char(items[at + 1], "(")):
        return None
    name = _say(items[at])
    if at + 3 < len(items) and _is_char(items[at + 3], ")"):
        return f"{name} of {_say(items[at + 2])}", 4
    return f"{name} of", 1


def _nabla(items: Sequence[Node], at: int) -> tuple[str, int] | None:
    """Return the name of the sign itself where it is multiplied, as in a divergence."""
    is_factor = at + 1 < len(items) and nodes.atom_of(items[at + 1]) is Atom.BIN
    return ("del", 1) if is_factor and _is_char(items[at], "∇") else None


def _is_function(node: Node) -> bool:
    base = node.base if isinstance(node, Scripts) else node
    if isinstance(base, nodes.Accent):
        base = base.body
    if isinstance(base, Symbol):
        return letter(base.char) in FUNCTION_LETTERS
    if isinstance(base, nodes.Text):
        return base.text.isalpha()
    letters = base.body.items if isinstance(base, nodes.Group) and isinstance(base.body, Row) else ()
    return bool(letters) and all(isinstance(item, Symbol) and item.char.isalpha() for item in letters)


def _is_char(node: Node, char: str) -> bool:
    return isinstance(node, Symbol) and node.char == char


def _is_plain(node: Node) -> bool:
    """Whether a part needs no closing word: nothing in it could be taken for a part of what follows."""
    if isinstance(node, Row):
        signed = node.items[1:] if node.items and _is_char(node.items[0], "−") else node.items
        return len(signed) <= 4 and all(_is_plain(item) for item in signed)
    if isinstance(node, Scripts):
        return _is_plain(node.base) and not isinstance(node.base, nodes.LargeOperator)
    if isinstance(node, nodes.Group):
        return _is_plain(node.body)
    if isinstance(node, Symbol):
        return node.atom in (Atom.ORD, Atom.PUNCT)
    return isinstance(node, nodes.Text | nodes.Accent | nodes.Space | nodes.StyleSwitch)


def _closed(opening: str, body: Node, closing: str, *, spoken: str | None = None) -> str:
    """Return a part behind its opening words and, where it needs an end, before its closing words.

    Args:
        opening: Words before it.
        body: The part.
        closing: Words after it.
        spoken: The part in words, if they are known already; saying it twice at each level would never end.
    """
    words = _say(body) if spoken is None else spoken
    return f"{opening} {words}" + ("" if _is_plain(body) else f" {closing}")


def _symbol(node: Symbol) -> str:
    return symbol_word(node.char)


def _text(node: nodes.Text) -> str:
    return letter(node.text)


def _body(node: nodes.Group | nodes.NamedOperator) -> str:
    return _letters_together(_say(node.body))


def _letters_together(words: str) -> str:
    """Return a name spelled letter by letter, as an upright "Var" is, as one word."""
    parts = words.split()
    is_spelled = len(parts) > 1 and all(len(part) == 1 and part.isalpha() for part in parts)
    return "".join(parts) if is_spelled else words


def _large_operator(node: nodes.LargeOperator) -> str:
    return f"{symbol_word(node.char)} of"


def _scripts(node: Scripts) -> str:
    base = node.base
    if isinstance(base, nodes.LargeOperator):
        return _with_range(symbol_word(base.char), node)
    if isinstance(base, nodes.NamedOperator):
        return _operator(node, base)
    if _is_char(base, "∇") and node.subscript is not None:
        return f"gradient with respect to {_say(node.subscript)} of"
    if isinstance(base, nodes.Stretched) and base.takes_limits:
        label = node.subscript or node.superscript
        return f"{_say(base)} labelled {_say(label)}," if label is not None else _say(base)
    if _is_char(base, "𝔼"):
        return f"expectation over {_say(node.subscript)} of" if node.subscript else f"expectation {_scripts_words(node)}"
    return f"{_say(base)} {_scripts_words(node)}"


def _scripts_words(node: Scripts) -> str:
    words = []
    if node.subscript is not None:
        words.append(_closed("sub", node.subscript, "end sub"))
    if node.superscript is not None:
        words.append(_power(node.superscript))
    return " ".join(words)


def _power(node: Node) -> str:
    items = node.items if isinstance(node, Row) else (node,)
    if items and isinstance(items[0], Symbol):
        if items[0].char in PRIMES:
            return f"{_say(items[0])} {_power(Row(items[1:])) if items[1:] else ''}"
        if len(items) > 2 and items[0].char in "([":
            return _closed("superscript", Row(items[1:-1]), "end superscript")
    spoken = _say(node)
    return POWER_WORDS.get(spoken) or _closed("to the", node, "end power", spoken=spoken)


def _with_range(name: str, node: Scripts) -> str:
    below = _say(node.subscript) if node.subscript is not None else ""
    above = f" to {_say(node.superscript)}" if node.superscript is not None else ""
    if not below:
        return f"{name}{above} of"
    variable, equals, start = below.partition(" equals ")
    if equals:
        return f"{name} over {variable} from {start}{above} of"
    return f"{name} from {below}{above} of" if above else f"{name} over {below} of"


def _operator(node: Scripts, base: nodes.NamedOperator) -> str:
    name = _say(base)
    power = f" {_power(node.superscript)}" if node.superscript is not None else ""
    if node.subscript is None:
        return name + power
    below = _say(node.subscript)
    if base.limits is Limits.NEVER:
        return f"{name} {'base' if name == 'log' else 'sub'} {below}{power}"
    if name.startswith("lim"):
        return f"{OPERATOR_WORDS.get(name, name)} as {below.replace(' to ', ' goes to ')} of"
    return f"{name}{power} over {below} of"


def _fraction(node: nodes.Fraction) -> str:
    above, below = _say(node.numerator), _say(node.denominator)
    if not node.rule:
        return f"{above} choose {below}"
    if _is_plain(node.numerator) and _is_plain(node.denominator):
        return f"{above} over {below}"
    return f"fraction {above} over {below} end fraction"


def _radical(node: nodes.Radical) -> str:
    degree = _say(node.degree) if node.degree is not None else "2"
    name = {"2": "square root", "3": "cube root"}.get(degree, f"root of degree {degree}")
    return _closed(f"{name} of", node.body, "end root")


def _fenced(node: nodes.Fenced) -> str:
    first = _only(node.parts[0])
    if isinstance(first, nodes.Table):
        return _fenced_table(node, first)
    if isinstance(first, nodes.Fraction) and not first.rule and node.left:
        return _say(first)
    inner = _say(first)
    for middle, part in zip(node.middles, node.parts[1:], strict=True):
        inner += f" {'given' if middle == '|' else symbol_word(middle)} {_say(part)}"
    if node.left == node.right and node.left in _BARS:
        return f"{_BARS[node.left]} of {inner} end {_BARS[node.left]}"
    opening, closing = (FENCE_WORDS.get(fence, symbol_word(fence)) if fence else "" for fence in (node.left, node.right))
    return f"{opening} {inner} {closing}"


def _fenced_table(node: nodes.Fenced, table: nodes.Table) -> str:
    if node.left == "{" and not node.right:
        return f"cases: {_say(table)};"
    if node.left and all(len(row) == 1 for row in table.rows):
        return f"column {_say(table).replace(';', ',')};"
    return _say(table)


def _only(node: Node) -> Node:
    return node.items[0] if isinstance(node, Row) and len(node.items) == 1 else node


def _big_delimiter(node: nodes.BigDelimiter) -> str:
    return symbol_word(node.char) if node.char else ""


def _accent(node: nodes.Accent) -> str:
    return f"{_say(node.body)} {ACCENT_WORDS.get(node.mark, '')}"


def _line(node: nodes.Line) -> str:
    return f"{_say(node.body)} {'bar' if node.over else 'underlined'}"


def _stretched(node: nodes.Stretched) -> str:
    return _say(node.body) if node.takes_limits else f"{_say(node.body)} {ACCENT_WORDS.get(node.mark, '')}"


def _stack(node: nodes.Stack) -> str:
    base = _say(node.base)
    if node.under is not None and node.atom is Atom.OP:
        return f"{base} over {_say(node.under)} of"
    above = f" with {_say(node.over)} above" if node.over is not None else ""
    below = f" with {_say(node.under)} below" if node.under is not None else ""
    return f"{base}{above}{below}"


def _labelled_arrow(node: nodes.LabelledArrow) -> str:
    label = _say(node.over) or (_say(node.under) if node.under is not None else "")
    return f"{symbol_word(node.arrow)} labelled {label}," if label else symbol_word(node.arrow)


def _boxed(node: nodes.Boxed) -> str:
    return _say(node.body)


def _phantom(node: nodes.Phantom) -> str:
    return _say(node.body) if node.drawn else ""


def _negated(node: nodes.Negated) -> str:
    return f"not {_say(node.body)}"


def _table(node: nodes.Table) -> str:
    between = " " if node.format.separator_atom else ", "  # a cell of an aligned equation goes on in the next
    rows = [between.join(filter(None, (_say(cell).strip() for cell in row))) for row in node.rows]
    columns = max(len(row) for row in node.rows)
    if node.format.align.startswith("c") and columns > 1:
        numbered = "; ".join(f"row {number}: {row}" for number, row in enumerate(rows, 1))
        return f"{len(rows)} by {columns} matrix, {numbered};"
    return "; ".join(rows)


def _silence(_node: Node) -> str:
    return ""


_SPEAKERS: dict[type[Any], Callable[[Any], str]] = {
    nodes.Row: _row,
    nodes.Symbol: _symbol,
    nodes.Text: _text,
    nodes.Group: _body,
    nodes.Space: _silence,
    nodes.StyleSwitch: _silence,
    nodes.LargeOperator: _large_operator,
    nodes.NamedOperator: _body,
    nodes.Scripts: _scripts,
    nodes.Fraction: _fraction,
    nodes.Radical: _radical,
    nodes.Fenced: _fenced,
    nodes.BigDelimiter: _big_delimiter,
    nodes.Accent: _accent,
    nodes.Line: _line,
    nodes.Stretched: _stretched,
    nodes.Stack: _stack,
    nodes.LabelledArrow: _labelled_arrow,
    nodes.Boxed: _boxed,
    nodes.Phantom: _phantom,
    nodes.Negated: _negated,
    nodes.Table: _table,
}
