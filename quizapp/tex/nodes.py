"""The syntax tree of a formula: frozen records, one for each thing that is laid out in its own way. Free of Qt.

``atom`` is the class by which the space around a node is chosen. ``position`` is an offset in the source; it plays
no part in equality.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import ClassVar, TypeAlias

from quizapp.tex.styles import Atom, Style


class Limits(Enum):
    """Where the scripts of an operator go."""

    DISPLAY = "above and below in display style, else beside"
    ALWAYS = "above and below"
    NEVER = "beside"


@dataclass(frozen=True, slots=True)
class Row:
    """Things side by side."""

    items: tuple[Node, ...] = ()
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Symbol:
    """One character, already in its alphabet."""

    char: str
    atom: Atom = Atom.ORD
    position: int = field(default=0, compare=False)


@dataclass(frozen=True, slots=True)
class Text:
    """Words in the upright text face; spaces count."""

    text: str
    position: int = field(default=0, compare=False)
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Group:
    r"""What braces, or a command such as ``\mathrel``, make into a single atom."""

    body: Node
    atom: Atom = Atom.ORD


@dataclass(frozen=True, slots=True)
class Space:
    """Space of a given width, which may be negative.

    Attributes:
        width: In em of the text size, or in mu of the current style.
        in_mu: Which of the two.
    """

    width: float
    in_mu: bool = False


@dataclass(frozen=True, slots=True)
class StyleSwitch:
    """The rest of the row is set in another style."""

    style: Style


@dataclass(frozen=True, slots=True)
class LargeOperator:
    """A sum, a product, an integral: larger in display style."""

    char: str
    limits: Limits
    position: int = field(default=0, compare=False)
    atom: ClassVar[Atom] = Atom.OP


@dataclass(frozen=True, slots=True)
class NamedOperator:
    r"""A function written as a word, or anything inside ``\mathop``."""

    body: Node
    limits: Limits
    atom: ClassVar[Atom] = Atom.OP


@dataclass(frozen=True, slots=True)
class Scripts:
    """A base with an exponent, an index or both; limits, if the base is an operator that has them."""

    base: Node
    superscript: Node | None
    subscript: Node | None

    @property
    def atom(self) -> Atom:
        """Return the class of the base."""
        return atom_of(self.base) or Atom.ORD


@dataclass(frozen=True, slots=True)
class Fraction:
    r"""One thing over another.

    Attributes:
        rule: Whether there is a bar.
        style: The style it is forced to, or None for that of its place.
        atom: LaTeX's ``\frac`` is ordinary, TeX's ``\over`` is inner.
    """

    numerator: Node
    denominator: Node
    rule: bool = True
    style: Style | None = None
    atom: Atom = Atom.ORD


@dataclass(frozen=True, slots=True)
class Radical:
    """A root, with its degree if it is written."""

    body: Node
    degree: Node | None = None
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Fenced:
    r"""``\left … \middle … \right``. An empty string stands for the invisible delimiter ".".

    Attributes:
        parts: What stands between the delimiters, one more than there are ``middles``.
    """

    left: str
    parts: tuple[Node, ...]
    middles: tuple[str, ...]
    right: str
    atom: ClassVar[Atom] = Atom.INNER


@dataclass(frozen=True, slots=True)
class BigDelimiter:
    r"""A delimiter of a size the writer chose, ``\big`` to ``\Bigg``; ``size`` is its height in em."""

    char: str
    size: float
    atom: Atom


@dataclass(frozen=True, slots=True)
class Accent:
    """A mark over a body; a wide one grows with the body."""

    body: Node
    mark: str
    wide: bool = False
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Line:
    """A rule over or under a body."""

    body: Node
    over: bool
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Stretched:
    """A brace, a bracket or an arrow as wide as the body, over or under it.

    Attributes:
        takes_limits: Whether a script is a label above or below, as for braces.
    """

    body: Node
    mark: str
    over: bool
    takes_limits: bool
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Stack:
    r"""Small things above and below a base, as in ``\overset`` and ``\underset``."""

    base: Node
    over: Node | None
    under: Node | None
    atom: Atom


@dataclass(frozen=True, slots=True)
class LabelledArrow:
    """An arrow as long as the labels above and below it."""

    arrow: str
    over: Node
    under: Node | None
    atom: ClassVar[Atom] = Atom.REL


@dataclass(frozen=True, slots=True)
class Boxed:
    """A body in a frame."""

    body: Node
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Phantom:
    """A body that is not drawn, or whose size is not counted.

    Attributes:
        drawn: Whether it is seen.
        keeps_width: Whether it takes its width; if not it is set ``overlap`` of its width to the left.
        keeps_height: Whether it takes its height and depth.
        overlap: 0 to stick out to the right, 1 to the left, 0.5 to both sides.
    """

    body: Node
    drawn: bool = False
    keeps_width: bool = True
    keeps_height: bool = True
    overlap: float = 0.0
    atom: ClassVar[Atom] = Atom.ORD


@dataclass(frozen=True, slots=True)
class Negated:
    """A symbol with a slash through it that has no code point of its own."""

    body: Symbol

    @property
    def atom(self) -> Atom:
        """Return the class of the symbol."""
        return self.body.atom


@dataclass(frozen=True, slots=True)
class TableFormat:
    """How a kind of table is set. Lengths in em.

    Attributes:
        align: One of ``l``, ``c``, ``r`` for each column, repeated when there are more columns.
        gaps: Space after each column, repeated in the same way.
        style: The style of the cells; a smaller style of the place wins.
        line: Distance of two baselines, when nothing is tall.
        jot: Space added between two rows.
        pad: Space left of the first column and right of the last.
        separator_atom: Whether every second cell begins with an empty atom, so that a relation there gets its space.
    """

    align: str = "c"
    gaps: tuple[float, ...] = (1.0,)
    style: Style = Style.TEXT
    line: float = 1.2
    jot: float = 0.0
    pad: float = 0.0
    separator_atom: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    r"""Rows and columns: matrices, cases, aligned equations.

    Attributes:
        extra: Space asked for after each row, ``\\[2pt]``, in em.
        verticals: Numbers of the columns before which a vertical rule stands.
        horizontals: Numbers of the rows above which a horizontal rule stands.
    """

    rows: tuple[tuple[Node, ...], ...]
    format: TableFormat
    extra: tuple[float, ...] = ()
    verticals: tuple[int, ...] = ()
    horizontals: tuple[int, ...] = ()
    atom: ClassVar[Atom] = Atom.ORD


Node: TypeAlias = (
    Row
    | Symbol
    | Text
    | Group
    | Space
    | StyleSwitch
    | LargeOperator
    | NamedOperator
    | Scripts
    | Fraction
    | Radical
    | Fenced
    | BigDelimiter
    | Accent
    | Line
    | Stretched
    | Stack
    | LabelledArrow
    | Boxed
    | Phantom
    | Negated
    | Table
)

EMPTY = Group(Row())


def atom_of(node: Node) -> Atom | None:
    """Return the class of a node; None for space and style switches, which are no atoms."""
    return None if isinstance(node, Space | StyleSwitch) else node.atom


def as_atom(node: Node) -> Node:
    """Return braces as one atom; around a single ordinary symbol or group they change nothing."""
    inner = node.items[0] if isinstance(node, Row) and len(node.items) == 1 else node
    if isinstance(inner, Symbol | Group) and inner.atom is Atom.ORD:
        return inner
    return Group(node)
