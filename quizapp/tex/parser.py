r"""Source to syntax tree: the grammar of rows, scripts, groups and arguments. Free of Qt.

What each command takes is in ``commands``, ``environments`` and ``words``. There are no macros: nothing in the source
can expand, so the tree is never larger than the text. Nothing but ``TexError`` is raised.
"""

from __future__ import annotations

from dataclasses import replace

from quizapp.tex.alphabets import Alphabet, shaped
from quizapp.tex.commands import COMMANDS, INFIX, infix_fraction
from quizapp.tex.environments import BREAKS, plain_rows
from quizapp.tex.errors import TexError
from quizapp.tex.nodes import (
    EMPTY,
    LargeOperator,
    Limits,
    NamedOperator,
    Node,
    Row,
    Scripts,
    Space,
    StyleSwitch,
    Symbol,
    as_atom,
)
from quizapp.tex.styles import Atom
from quizapp.tex.symbols import LARGE_CHARACTERS, SYMBOLS, TYPED
from quizapp.tex.tokens import Token, TokenStream

MAX_LENGTH = 10_000  # a page of source; longer is a mistake or an attack
MAX_DEPTH = 100  # rows, arguments and atoms inside one another: 30 to 50 pairs of braces, and half of Python's stack

# A row ends before one of these; whoever asked for the row says which of them is right.
_CLOSERS = frozenset({"", "}", "&", "$", r"\end", r"\right", r"\middle", *BREAKS})
_CLOSER_PROBLEMS = {
    "}": '"}" without "{"',
    "&": '"&" outside a table',
    "$": '"$" inside a formula',
    r"\end": r"\end without \begin",
    r"\right": r"\right without \left",
    r"\middle": r"\middle without \left",
}
_SCRIPT_MARKS = frozenset("^_'")
_PRIMES = {1: "′", 2: "″", 3: "‴", 4: "⁗"}
_LIMITS = {r"\limits": Limits.ALWAYS, r"\nolimits": Limits.NEVER, r"\displaylimits": Limits.DISPLAY}
_AFTER_BASE = _SCRIPT_MARKS.union(_LIMITS)


def parse(tex: str) -> Node:
    r"""Return the syntax tree of a formula.

    >>> parse(r"x^2").items[0].superscript
    Symbol(char='2', atom=<Atom.ORD: 0>, position=2)

    Raises:
        TexError: If the source is not understood.
    """
    if len(tex) > MAX_LENGTH:
        raise TexError(f"a formula of {len(tex)} characters; at most {MAX_LENGTH} are allowed", tex, MAX_LENGTH)
    _refuse_unprintable(tex)
    parser = Parser(tex)
    node = plain_rows(parser)
    end = parser.tokens.peek()
    if end.text:
        raise parser.unexpected(end)
    return node


def formula_error(tex: str) -> str | None:
    """Return what is wrong with the source of a formula, or None if it is understood."""
    try:
        parse(tex)
    except TexError as error:
        return str(error)
    return None


class Parser:
    """Reads one formula, once.

    Attributes:
        tokens: What is still to be read.
        alphabet: In which alphabet letters are set at this place.
    """

    def __init__(self, tex: str) -> None:
        self.tokens = TokenStream(tex)
        self.alphabet = Alphabet()
        self._depth = 0

    def enter(self) -> None:
        """Go one level down; every way of nesting calls it, so that no source can exhaust Python's stack."""
        self._depth += 1
        if self._depth > MAX_DEPTH:
            raise self.tokens.error("nested too deeply", self.tokens.peek())

    def leave(self) -> None:
        """Come back from one level down."""
        self._depth -= 1

    def row(self, *, until_bracket: bool = False, denominator: bool = False) -> Row:
        r"""Read up to a token that ends a row, and stay before it. Alphabets and styles chosen inside end with it.

        Args:
            until_bracket: Whether "]" ends it too, as in ``\sqrt[3]{x}``.
            denominator: Whether it stands behind an ``\over``, so that a second one would be ambiguous.
        """
        self.enter()
        alphabet = self.alphabet
        items: list[Node] = []
        while not self._row_ends(until_bracket):
            token = self.tokens.peek()
            if token.name in INFIX:
                if denominator:
                    raise self.tokens.error(f"{token.text} is ambiguous here; use braces", token)
                items = [infix_fraction(self, self.tokens.take(), Row(tuple(items)), until_bracket=until_bracket)]
                break
            node = self._item()
            if node is not None:
                items.append(node)
        self.alphabet = alphabet
        self.leave()
        return Row(tuple(items))

    def argument(self, owner: Token) -> Node:
        """Read what a command or a script mark applies to: a group in braces or a single atom."""
        token = self.tokens.peek()
        if token.text in _CLOSERS or token.name in INFIX:
            raise self.tokens.error(f"{owner.text} needs something after it", owner)
        self.enter()
        node = self.braced_row(token) if self.tokens.accept("{") else self.atom()
        if node is None:
            raise self.tokens.error(f"{owner.text} cannot apply to {token.text}", owner)
        self.leave()
        return node

    def optional(self) -> Row | None:
        """Read an argument in square brackets, if there is one."""
        opener = self.tokens.peek()
        if not self.tokens.accept("["):
            return None
        row = self.row(until_bracket=True)
        self.close("]", opener)
        return row

    def braced_row(self, opener: Token) -> Row:
        """Read the rest of a group whose brace has been taken."""
        row = self.row()
        self.close("}", opener)
        return row

    def close(self, closer: str, opener: Token) -> None:
        """Go past the token that must end what ``opener`` began."""
        token = self.tokens.peek()
        if token.text == closer:
            self.tokens.take()
        elif not token.text:
            raise self.tokens.error(f'"{opener.text}" is never closed', opener)
        else:
            raise self.tokens.error(f'"{token.text}" where "{closer}" should close "{opener.text}"', token)

    def unexpected(self, token: Token) -> TexError:
        """Return the error for a token that ends a row but ends nothing here."""
        return self.tokens.error(_CLOSER_PROBLEMS.get(token.text, f'unexpected "{token.text}"'), token)

    def atom(self) -> Node | None:
        """Read one atom without scripts; None for a command that sets nothing, such as a label."""
        self.enter()
        token = self.tokens.take()
        if token.text == "{":
            node: Node | None = as_atom(self.braced_row(token))
        elif token.is_command:
            node = self._command(token)
        else:
            node = self._character(token)
        self.leave()
        return node

    def symbol(self, char: str, atom: Atom, position: int) -> Symbol:
        """Return a character in the alphabet of this place."""
        return Symbol(shaped(char, self.alphabet), atom, position)

    def _row_ends(self, until_bracket: bool) -> bool:
        text = self.tokens.peek().text
        return text in _CLOSERS or (until_bracket and text == "]")

    def _item(self) -> Node | None:
        base = EMPTY if self.tokens.peek().text in _SCRIPT_MARKS else self.atom()
        if base is None or isinstance(base, Space | StyleSwitch):
            return base
        return self._scripts(base)

    def _scripts(self, base: Node) -> Node:
        superscript: Node | None = None
        subscript: Node | None = None
        while (token := self.tokens.peek()).text in _AFTER_BASE:
            if token.text in _LIMITS:
                base = self._with_limits(base, self.tokens.take())
            elif token.text == "_":
                if subscript is not None:
                    raise self.tokens.error("a second subscript on one base; use braces", token)
                subscript = self.argument(self.tokens.take())
            elif superscript is not None:
                raise self.tokens.error("a second superscript on one base; use braces", token)
            else:
                superscript = self._superscript()
        if superscript is None and subscript is None:
            return base
        return Scripts(base, superscript, subscript)

    def _with_limits(self, base: Node, token: Token) -> Node:
        if isinstance(base, LargeOperator | NamedOperator):
            return replace(base, limits=_LIMITS[token.text])
        raise self.tokens.error(f"{token.text} must follow an operator", token)

    def _superscript(self) -> Node:
        mark = self.tokens.peek()
        if mark.text == "^":
            return self.argument(self.tokens.take())
        count = 0
        while self.tokens.accept("'"):
            count += 1
        primes = [Symbol(_PRIMES[min(count - done, 4)], Atom.ORD, mark.position) for done in range(0, count, 4)]
        if self.tokens.peek().text == "^":
            return Row((*primes, self.argument(self.tokens.take())))
        return primes[0] if len(primes) == 1 else Row(tuple(primes))

    def _command(self, token: Token) -> Node | None:
        meaning = SYMBOLS.get(token.name)
        if meaning is not None:
            return self.symbol(meaning.char, meaning.atom, token.position)
        handler = COMMANDS.get(token.name)
        if handler is None:
            raise self.tokens.error(f"unknown command {token.text}", token)
        return handler(self, token)

    def _character(self, token: Token) -> Node:
        char = token.text
        if char in LARGE_CHARACTERS:
            return LargeOperator(char, LARGE_CHARACTERS[char], token.position)
        if char == "~":
            return Space(0.25)
        if char in "^_":
            raise self.tokens.error(f'"{char}" where a symbol was expected', token)
        if char in "#\\":
            raise self.tokens.error(f'a single "{char}" cannot stand in a formula', token)
        char, atom = TYPED.get(char, (char, Atom.ORD))
        return self.symbol("′" if char == "'" else char, atom, token.position)


def _refuse_unprintable(tex: str) -> None:
    if not tex.isprintable():
        for position, char in enumerate(tex):
            if not (char.isprintable() or char.isspace()):
                raise TexError(f"the character U+{ord(char):04X} cannot be shown", tex, position)
