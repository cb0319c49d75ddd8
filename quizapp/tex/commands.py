r"""What each command takes and makes: one small reader for a family of commands, and the table of them. Free of Qt.

A reader gets the parser just behind its command and returns a node, or None if the command sets nothing.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

from quizapp.tex.alphabets import Alphabet, Family
from quizapp.tex.environments import begin, substack
from quizapp.tex.lengths import braced_name, space
from quizapp.tex.nodes import (
    Accent,
    BigDelimiter,
    Boxed,
    Fenced,
    Fraction,
    Group,
    LabelledArrow,
    LargeOperator,
    Limits,
    Line,
    NamedOperator,
    Negated,
    Node,
    Phantom,
    Radical,
    Row,
    Space,
    Stack,
    Stretched,
    StyleSwitch,
    Symbol,
    Text,
    as_atom,
    atom_of,
)
from quizapp.tex.styles import Atom, Style
from quizapp.tex.symbols import (
    ACCENTS,
    BIG_SIZES,
    DELIMITERS,
    LABELLED_ARROWS,
    LARGE_OPERATORS,
    LINES,
    OPERATOR_NAMES,
    SPACES_EM,
    SPACES_MU,
    STRETCHED,
    SYMBOLS,
    TYPED,
    WIDE_ACCENTS,
)
from quizapp.tex.tokens import Token
from quizapp.tex.words import TEXT_COMMANDS, text

if TYPE_CHECKING:
    from quizapp.tex.parser import Parser

Reader: TypeAlias = "Callable[[Parser, Token], Node | None]"

_ROMAN = Alphabet(Family.ROMAN)
_MATHSTRUT = Phantom(Symbol("(", Atom.OPEN), keeps_width=False)

_FRACTION_STYLES = {"frac": None, "dfrac": Style.DISPLAY, "cfrac": Style.DISPLAY, "tfrac": Style.TEXT}
_BINOMIAL_STYLES = {"binom": None, "dbinom": Style.DISPLAY, "tbinom": Style.TEXT}
_STYLES = {
    "displaystyle": Style.DISPLAY,
    "textstyle": Style.TEXT,
    "scriptstyle": Style.SCRIPT,
    "scriptscriptstyle": Style.SCRIPTSCRIPT,
}
_CLASSES = {f"math{atom.name.lower()}": atom for atom in Atom if atom is not Atom.OP}
_FAMILIES = {
    "mathrm": Family.ROMAN,
    "mathup": Family.ROMAN,
    "mathit": Family.ITALIC,
    "mathnormal": Family.DEFAULT,
    "mathcal": Family.SCRIPT,
    "mathscr": Family.SCRIPT,
    "mathfrak": Family.FRAKTUR,
    "mathbb": Family.BLACKBOARD,
    "mathbbm": Family.BLACKBOARD,
    "mathds": Family.BLACKBOARD,
    "mathsf": Family.SANS,
    "mathtt": Family.MONO,
}
_BOLD = frozenset({"mathbf", "boldsymbol", "bm", "pmb"})
_DECLARED_ALPHABETS = {
    "rm": _ROMAN,
    "bf": Alphabet(Family.ROMAN, bold=True),
    "it": Alphabet(Family.ITALIC),
    "cal": Alphabet(Family.SCRIPT),
    "sf": Alphabet(Family.SANS),
    "tt": Alphabet(Family.MONO),
}
_PHANTOMS = {
    "phantom": Phantom(Row()),
    "hphantom": Phantom(Row(), keeps_height=False),
    "vphantom": Phantom(Row(), keeps_width=False),
    "smash": Phantom(Row(), drawn=True, keeps_height=False),
    "mathrlap": Phantom(Row(), drawn=True, keeps_width=False),
    "mathclap": Phantom(Row(), drawn=True, keeps_width=False, overlap=0.5),
    "mathllap": Phantom(Row(), drawn=True, keeps_width=False, overlap=1.0),
}
_BIG_CLASSES = {"": Atom.ORD, "l": Atom.OPEN, "r": Atom.CLOSE, "m": Atom.REL}
_BIG = {stem + side: (size, atom) for stem, size in BIG_SIZES.items() for side, atom in _BIG_CLASSES.items()}


class Infix(NamedTuple):
    """Whether there is a bar, and the delimiters around the whole."""

    rule: bool
    left: str = ""
    right: str = ""


INFIX = {
    "over": Infix(rule=True),
    "atop": Infix(rule=False),
    "choose": Infix(False, "(", ")"),
    "brack": Infix(False, "[", "]"),
    "brace": Infix(False, "{", "}"),
}
r"""Commands that stand between numerator and denominator, as in ``{n \choose k}``."""


def infix_fraction(parser: Parser, command: Token, numerator: Row, *, until_bracket: bool) -> Node:
    """Read the rest of a row as the denominator of what came before."""
    infix = INFIX[command.name]
    denominator = parser.row(until_bracket=until_bracket, denominator=True)
    fraction = Fraction(numerator, denominator, rule=infix.rule, atom=Atom.INNER)
    return Fenced(infix.left, (fraction,), (), infix.right) if infix.left else fraction


def _fraction(parser: Parser, command: Token) -> Node:
    numerator, denominator = parser.argument(command), parser.argument(command)
    if command.name == "cfrac":
        numerator = Row((_MATHSTRUT, numerator))
    return Fraction(numerator, denominator, style=_FRACTION_STYLES[command.name])


def _binomial(parser: Parser, command: Token) -> Node:
    upper, lower = parser.argument(command), parser.argument(command)
    fraction = Fraction(upper, lower, rule=False, style=_BINOMIAL_STYLES[command.name])
    return Group(Fenced("(", (fraction,), (), ")"))


def _radical(parser: Parser, command: Token) -> Node:
    degree = parser.optional()
    return Radical(parser.argument(command), degree)


def _delimiter(parser: Parser, command: Token) -> str:
    token = parser.tokens.peek()
    if token.text not in DELIMITERS:
        raise parser.tokens.error(f'{command.text} needs a delimiter, not "{token.text}"', token)
    return DELIMITERS[parser.tokens.take().text]


def _fenced(parser: Parser, command: Token) -> Node:
    left = _delimiter(parser, command)
    parts: list[Node] = [parser.row()]
    middles = []
    while (token := parser.tokens.peek()).text == r"\middle":
        parser.tokens.take()
        middles.append(_delimiter(parser, token))
        parts.append(parser.row())
    parser.close(r"\right", command)
    return Fenced(left, tuple(parts), tuple(middles), _delimiter(parser, command))


def _big_delimiter(parser: Parser, command: Token) -> Node:
    size, atom = _BIG[command.name]
    return BigDelimiter(_delimiter(parser, command), size, atom)


def _accent(parser: Parser, command: Token) -> Node:
    wide = command.name in WIDE_ACCENTS
    return Accent(parser.argument(command), (WIDE_ACCENTS if wide else ACCENTS)[command.name], wide)


def _line(parser: Parser, command: Token) -> Node:
    return Line(parser.argument(command), LINES[command.name])


def _stretched(parser: Parser, command: Token) -> Node:
    return Stretched(parser.argument(command), *STRETCHED[command.name])


def _stack(parser: Parser, command: Token) -> Node:
    small, base = parser.argument(command), parser.argument(command)
    inner = base.items[0] if isinstance(base, Row) and len(base.items) == 1 else base
    atom = Atom.REL if command.name == "stackrel" else atom_of(inner) or Atom.ORD
    return Stack(base, None, small, atom) if command.name == "underset" else Stack(base, small, None, atom)


def _labelled_arrow(parser: Parser, command: Token) -> Node:
    under = parser.optional()
    return LabelledArrow(LABELLED_ARROWS[command.name], parser.argument(command), under)


def _boxed(parser: Parser, command: Token) -> Node:
    return Boxed(text(parser, command) if command.name == "fbox" else parser.argument(command))


def _phantom(parser: Parser, command: Token) -> Node:
    return replace(_PHANTOMS[command.name], body=parser.argument(command))


def _mathstrut(_parser: Parser, _command: Token) -> Node:
    return _MATHSTRUT


def _negated(parser: Parser, command: Token) -> Node:
    target = parser.argument(command)
    if isinstance(target, Row) and len(target.items) == 1:
        target = target.items[0]
    if not isinstance(target, Symbol):
        raise parser.tokens.error(f"{command.text} must stand before a single symbol", command)
    composed = unicodedata.normalize("NFC", target.char + "\u0338")
    return replace(target, char=composed) if len(composed) == 1 else Negated(target)


def _class(parser: Parser, command: Token) -> Node:
    return Group(parser.argument(command), _CLASSES[command.name])


def _large_operator(_parser: Parser, command: Token) -> Node:
    return LargeOperator(*LARGE_OPERATORS[command.name], command.position)


def _operator_word(_parser: Parser, command: Token) -> Node:
    word, limits = OPERATOR_NAMES[command.name]
    return NamedOperator(Text(word, command.position), limits)


def _operator(parser: Parser, command: Token) -> Node:
    return NamedOperator(parser.argument(command), Limits.DISPLAY)


def _operator_name(parser: Parser, command: Token) -> Node:
    limits = Limits.DISPLAY if command.name.endswith("limits") or parser.tokens.accept("*") else Limits.NEVER
    body = _in_alphabet(parser, command, _ROMAN)
    return NamedOperator(Row(tuple(map(_letter_like, body.items))) if isinstance(body, Row) else body, limits)


def _letter_like(node: Node) -> Node:
    """Return a hyphen or a star in a name as LaTeX sets it there: without the space of an operator."""
    if isinstance(node, Symbol) and node.atom is Atom.BIN:
        return Symbol({"−": "-"}.get(node.char, node.char), Atom.ORD, node.position)
    return node


def _in_alphabet(parser: Parser, command: Token, alphabet: Alphabet) -> Node:
    outer, parser.alphabet = parser.alphabet, alphabet
    body = parser.argument(command)
    parser.alphabet = outer
    return body


def _alphabet(parser: Parser, command: Token) -> Node:
    if command.name in _BOLD:
        family = Family.ROMAN if command.name == "mathbf" else parser.alphabet.family
        chosen = Alphabet(family, bold=True)
    else:
        chosen = Alphabet(_FAMILIES[command.name], parser.alphabet.bold)
    body = _in_alphabet(parser, command, chosen)
    if isinstance(body, Row) and len(body.items) == 1 and isinstance(body.items[0], Symbol):
        return body.items[0]
    return as_atom(body) if isinstance(body, Row) else body


def _declared_alphabet(parser: Parser, command: Token) -> None:
    parser.alphabet = _DECLARED_ALPHABETS[command.name]


def _style(_parser: Parser, command: Token) -> Node:
    return StyleSwitch(_STYLES[command.name])


def _space_mu(_parser: Parser, command: Token) -> Node:
    return Space(SPACES_MU[command.name], in_mu=True)


def _space_em(_parser: Parser, command: Token) -> Node:
    return Space(SPACES_EM[command.name])


def _dots(parser: Parser, command: Token) -> Node:
    """Return dots on the axis between operators and relations, on the baseline elsewhere, as amsmath does."""
    token = parser.tokens.peek()
    meaning = SYMBOLS.get(token.name) if token.is_command else TYPED.get(token.text)
    on_axis = token.name in LARGE_OPERATORS or (meaning is not None and meaning.atom in (Atom.BIN, Atom.REL))
    return Symbol("⋯" if on_axis else "…", Atom.INNER, command.position)


def _mod(parser: Parser, command: Token) -> Node:
    word = Text("mod", command.position)
    if command.name == "bmod":
        return Group(word, Atom.BIN)
    body: tuple[Node, ...] = (word, Space(6, in_mu=True), parser.argument(command))
    if command.name == "pmod":
        body = (Symbol("(", Atom.OPEN, command.position), *body, Symbol(")", Atom.CLOSE, command.position))
    return Row((Space(8, in_mu=True), *body))


def _tag(parser: Parser, command: Token) -> Node:
    bare = parser.tokens.accept("*")
    label = text(parser, command)
    return Row((Space(2.0), label) if bare else (Space(2.0), Text("(", command.position), label, Text(")", command.position)))


def _coloured(parser: Parser, command: Token) -> Node | None:
    """Drop a colour: a formula has the colour of the text around it, in which contrast is certain."""
    parser.optional()
    braced_name(parser, command)
    return as_atom(parser.argument(command)) if command.name == "textcolor" else None


def _nothing(_parser: Parser, _command: Token) -> None:
    return None


def _label(parser: Parser, command: Token) -> None:
    braced_name(parser, command)


def _misplaced_limits(parser: Parser, command: Token) -> Node:
    raise parser.tokens.error(f"{command.text} must follow an operator", command)


_READERS: tuple[tuple[Iterable[str], Reader], ...] = (
    (_FRACTION_STYLES, _fraction),
    (_BINOMIAL_STYLES, _binomial),
    (("sqrt",), _radical),
    (("left",), _fenced),
    (_BIG, _big_delimiter),
    (ACCENTS, _accent),
    (WIDE_ACCENTS, _accent),
    (LINES, _line),
    (STRETCHED, _stretched),
    (("overset", "underset", "stackrel"), _stack),
    (LABELLED_ARROWS, _labelled_arrow),
    (("boxed", "fbox"), _boxed),
    (_PHANTOMS, _phantom),
    (("mathstrut", "strut"), _mathstrut),
    (("not",), _negated),
    (_CLASSES, _class),
    (LARGE_OPERATORS, _large_operator),
    (OPERATOR_NAMES, _operator_word),
    (("mathop",), _operator),
    (("operatorname", "operatornamewithlimits"), _operator_name),
    (_FAMILIES, _alphabet),
    (_BOLD, _alphabet),
    (_DECLARED_ALPHABETS, _declared_alphabet),
    (TEXT_COMMANDS, text),
    (_STYLES, _style),
    (SPACES_MU, _space_mu),
    (SPACES_EM, _space_em),
    (("hspace", "hskip", "kern", "mkern", "mskip", "mspace"), space),
    (("dots",), _dots),
    (("bmod", "pmod", "mod"), _mod),
    (("tag",), _tag),
    (("begin",), begin),
    (("substack",), substack),
    (("color", "textcolor"), _coloured),
    (("label",), _label),
    (("nonumber", "notag", "relax", "allowbreak", "nobreak"), _nothing),
    (("limits", "nolimits", "displaylimits"), _misplaced_limits),
)

COMMANDS: dict[str, Reader] = {name: reader for names, reader in _READERS for name in names}
"""Command name to reader, for every command that is not one symbol."""
