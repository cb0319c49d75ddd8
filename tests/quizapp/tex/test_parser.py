"""Source to syntax tree, and what is said of source that is wrong."""

from __future__ import annotations

import subprocess
import sys

import pytest

from quizapp.tex.errors import TexError
from quizapp.tex.nodes import (
    EMPTY,
    Fenced,
    Fraction,
    Group,
    LargeOperator,
    Limits,
    NamedOperator,
    Radical,
    Row,
    Scripts,
    Space,
    Symbol,
    Table,
    Text,
)
from quizapp.tex.parser import MAX_DEPTH, MAX_LENGTH, formula_error, parse
from quizapp.tex.styles import Atom


def only(tex: str) -> object:
    """The single thing a formula consists of."""
    node = parse(tex)
    assert isinstance(node, Row)
    (item,) = node.items
    return item


X, Y, ONE, TWO = Symbol("𝑥"), Symbol("𝑦"), Symbol("1"), Symbol("2")


def test_parse_scripts_in_either_order() -> None:
    assert only("x_1^2") == only("x^2_1") == Scripts(X, TWO, ONE)


def test_parse_braces_around_one_symbol_change_nothing() -> None:
    assert only("{{x}}") == X


def test_parse_braces_make_a_relation_ordinary() -> None:
    assert only("{=}") == Group(Row((Symbol("=", Atom.REL),)))


def test_parse_fraction_takes_single_digits() -> None:
    assert only(r"\frac12") == Fraction(ONE, TWO)


def test_parse_script_before_anything_has_an_empty_base() -> None:
    assert only("^2") == Scripts(EMPTY, TWO, None)


@pytest.mark.parametrize(("primes", "char"), [("'", "′"), ("''", "″"), ("'''", "‴"), ("''''", "⁗")])
def test_parse_primes_become_one_superscript(primes: str, char: str) -> None:
    assert only("x" + primes) == Scripts(X, Symbol(char), None)


def test_parse_prime_and_superscript_share_the_place() -> None:
    assert only("x'^2_1") == Scripts(X, Row((Symbol("′"), TWO)), ONE)


def test_parse_optional_degree_may_hold_brackets_in_braces() -> None:
    assert only("\\sqrt[{]}]{x}") == Radical(Row((X,)), Row((Group(Row((Symbol("]", Atom.CLOSE),))),)))


def test_parse_over_splits_its_group() -> None:
    assert only(r"{x \over 2}") == Group(Row((Fraction(Row((X,)), Row((TWO,)), atom=Atom.INNER),)))


def test_parse_middle_cuts_a_fence() -> None:
    fence = only(r"\left( x \middle| y \right.")
    assert fence == Fenced("(", (Row((X,)), Row((Y,))), ("|",), "")


@pytest.mark.parametrize(
    ("tex", "limits"),
    [
        (r"\sum", Limits.DISPLAY),
        (r"\int", Limits.NEVER),
        (r"\int\limits", Limits.ALWAYS),
        (r"\sum\nolimits", Limits.NEVER),
        (r"\int\limits\displaylimits", Limits.DISPLAY),
    ],
)
def test_parse_limits_follow_the_operator_or_the_command(tex: str, limits: Limits) -> None:
    operator = only(tex)
    assert isinstance(operator, LargeOperator)
    assert operator.limits is limits


def test_parse_limits_may_follow_a_script() -> None:
    scripts = only(r"\sum_1\limits")
    assert isinstance(scripts, Scripts)
    assert scripts.base == LargeOperator("∑", Limits.ALWAYS)


def test_parse_operatorname_star_takes_limits() -> None:
    plain, starred = only(r"\operatorname{f}"), only(r"\operatorname*{f}")
    assert isinstance(plain, NamedOperator)
    assert isinstance(starred, NamedOperator)
    assert (plain.limits, starred.limits) == (Limits.NEVER, Limits.DISPLAY)


def test_parse_hyphen_in_a_name_is_no_minus() -> None:
    name = only(r"\operatorname{a-b}")
    assert name == NamedOperator(Row((Symbol("a"), Symbol("-"), Symbol("b"))), Limits.NEVER)


def test_parse_text_keeps_spaces_and_holds_formulas() -> None:
    assert only(r"\text{if $x$ }") == Group(Row((Text("if "), Group(Row((X,))), Text(" "))))


def test_parse_command_swallows_the_space_behind_it_as_tex_does() -> None:
    assert parse(r"\alpha x") == parse(r"\alpha{}x".replace("{}", " ")) == Row((Symbol("𝛼"), X))


def test_parse_comment_ends_with_its_line() -> None:
    assert parse("x % y\n y") == Row((X, Y))


def test_parse_alphabet_ends_with_its_group() -> None:
    assert parse(r"{\bf x}x") == Row((Symbol("𝐱"), X))


def test_parse_bold_symbol_keeps_the_alphabet_outside() -> None:
    assert only(r"\boldsymbol{\mathcal{L}}") == Symbol("𝓛")


def test_parse_typed_greek_and_relations_are_those_of_the_commands() -> None:
    assert parse("α ≤ ∑") == parse(r"\alpha \le \sum")


def test_parse_dots_choose_their_height() -> None:
    low, high = parse(r"\dots,"), parse(r"\dots+")
    assert isinstance(low, Row)
    assert isinstance(high, Row)
    assert (low.items[0], high.items[0]) == (Symbol("…", Atom.INNER), Symbol("⋯", Atom.INNER))


def test_parse_not_composes_or_keeps_a_slash() -> None:
    assert only(r"\not=") == Symbol("≠", Atom.REL)
    assert type(only(r"\not\coloneqq")).__name__ == "Negated"


def test_parse_aligned_gives_relations_an_atom_to_lean_on() -> None:
    table = only(r"\begin{aligned} x &= y \\ &= 1 \end{aligned}")
    assert isinstance(table, Table)
    assert table.rows[1] == (Row(), Row((EMPTY, Symbol("=", Atom.REL), ONE)))


def test_parse_last_row_break_adds_no_row() -> None:
    table = only("\\begin{matrix} 1 \\\\ 2 \\\\ \\end{matrix}")
    assert isinstance(table, Table)
    assert len(table.rows) == 2


def test_parse_bracket_behind_a_space_belongs_to_the_next_row() -> None:
    table = only("\\begin{matrix} 1 \\\\[1em] 2 \\\\ [1] \\end{matrix}")
    assert isinstance(table, Table)
    assert (len(table.rows), table.extra) == (3, (1.0, 0.0))


def test_parse_column_list_with_rules() -> None:
    table = only("\\begin{array}{l|*{2}{c}|} 1 & 2 & 3 \\\\ \\hline \\end{array}")
    assert isinstance(table, Table)
    assert (table.format.align, table.verticals, table.horizontals) == ("lcc", (1, 3), (1,))


def test_parse_row_breaks_outside_a_table_make_rows() -> None:
    table = parse("x \\\\ y")
    assert isinstance(table, Table)
    assert table.rows == ((Row((X,)),), (Row((Y,)),))


@pytest.mark.parametrize(("tex", "em"), [(r"\hspace{1em}", 1.0), (r"\hskip 10pt", 1.0), (r"\kern-.5em", -0.5)])
def test_parse_lengths(tex: str, em: float) -> None:
    assert only(tex) == Space(em)


def test_parse_colour_is_dropped() -> None:
    assert parse(r"\color{red}x") == parse(r"\textcolor{red}{x}") == Row((X,))


ERRORS = [
    (r"x + \foo{y}", r"unknown command \foo", 4),
    (r"\frac{a}", r"\frac needs something after it", 0),
    (r"{a + b", '"{" is never closed', 0),
    (r"a + b}", '"}" without "{"', 5),
    (r"\left( a", r'"\left" is never closed', 0),
    (r"a \right)", r"\right without \left", 2),
    (r"\left( {a \right) }", r'"\right" where "}" should close "{"', 10),
    (r"\left a b \right)", r'\left needs a delimiter, not "a"', 6),
    (r"x^", "^ needs something after it", 1),
    (r"x^2^3", "a second superscript on one base; use braces", 3),
    (r"x_2_3", "a second subscript on one base; use braces", 3),
    (r"x^2'", "a second superscript on one base; use braces", 3),
    (r"a & b", '"&" outside a table', 2),
    (r"a $ b", '"$" inside a formula', 2),
    (r"a # b", 'a single "#" cannot stand in a formula', 2),
    ("a \\", 'a single "\\" cannot stand in a formula', 2),
    (r"x\limits", r"\limits must follow an operator", 1),
    (r"\limits", r"\limits must follow an operator", 0),
    (r"{a \over b \over c}", r"\over is ambiguous here; use braces", 11),
    (r"\begin{foo} x \end{foo}", 'unknown environment "foo"', 0),
    (r"\begin{matrix} x", r'"\begin{matrix}" is never closed', 0),
    (r"\begin{matrix} x \end{cases}", r"\begin{matrix} is closed by \end{cases}", 17),
    (r"\end{matrix}", r"\end without \begin", 0),
    (r"\begin{array}{lx} a \end{array}", 'columns "lx"; they are made of l, c, r and |', 0),
    (r"\begin matrix", r"\begin needs a name in braces", 0),
    (r"\sqrt[3{x}", '"[" is never closed', 5),
    (r"\text{abc", '"{" is never closed', 5),
    (r"\text abc", r"\text needs its text in braces", 0),
    (r"\text{a \alpha}", r"\alpha cannot stand in text; put it between dollars", 8),
    (r"\not{ab}", r"\not must stand before a single symbol", 0),
    (r"\hat\label{a}", r"\hat cannot apply to \label", 0),
    (r"\hspace{3}", r"\hspace needs a length such as 1em", 0),
    (r"\hspace{3zz}", '"zz" is no unit of length', 0),
    (r"\hspace{999em}", "a length of 999em; at most 50em are allowed", 0),
    ("a \\\\[x] b", r"\\[ needs a length such as 2pt", 2),
    (r"\substack ab", r"\substack needs its rows in braces", 0),
    ("a\x00b", "the character U+0000 cannot be shown", 1),
    ("a\ud800b", "the character U+D800 cannot be shown", 1),
]


@pytest.mark.parametrize(("tex", "problem", "position"), ERRORS)
def test_parse_says_what_is_wrong_and_where(tex: str, problem: str, position: int) -> None:
    with pytest.raises(TexError) as caught:
        parse(tex)
    assert caught.value.problem.startswith(problem)
    assert caught.value.position == position
    assert f"(character {position + 1}, " in str(caught.value)


def test_error_shows_the_source_near_it() -> None:
    assert formula_error(r"x + \foo{y}") == r'unknown command \foo (character 5, near "\foo{y}")'
    assert formula_error("x") is None


def test_parse_refuses_what_is_too_long() -> None:
    assert parse("x" * MAX_LENGTH)
    with pytest.raises(TexError, match=f"at most {MAX_LENGTH} are allowed"):
        parse("x" * (MAX_LENGTH + 1))


NESTS = [
    r"\sqrt{",
    "{a",
    "x^{",
    "x_{",
    r"\frac1{",
    r"\left(",
    r"\begin{matrix}",
    r"\text{$",
    r"\text{\text{",
    r"\sqrt[",
    r"\hat",
    "{1\\over{",
]


@pytest.mark.parametrize("opening", NESTS)
def test_parse_refuses_what_is_nested_too_deeply(opening: str) -> None:
    with pytest.raises(TexError, match="nested too deeply"):
        parse(opening * MAX_DEPTH)


@pytest.mark.parametrize("module", ["parser", "speech", "commands", "symbols", "nodes", "opentype", "features", "boxes"])
def test_module_does_not_import_qt(module: str) -> None:
    code = f"import sys, quizapp.tex.{module}; sys.exit('PySide6' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
