"""Whatever is typed: a formula, or one error with a place in the text."""

from __future__ import annotations

import math

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quizapp.tex.commands import COMMANDS, INFIX
from quizapp.tex.environments import ENVIRONMENTS
from quizapp.tex.errors import TexError
from quizapp.tex.font import MathFont
from quizapp.tex.formula import Formula
from quizapp.tex.parser import formula_error, parse
from quizapp.tex.speech import speak
from quizapp.tex.symbols import DELIMITERS, SYMBOLS

FIXTURES = [HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
COMMAND_NAMES = sorted({*COMMANDS, *INFIX, *SYMBOLS, "right", "middle", "end", "hline", "cr", "\\", "unknown"})
STRUCTURE = [
    "{",
    "}",
    "[",
    "]",
    "(",
    ")",
    "^",
    "_",
    "'",
    "&",
    "$",
    "~",
    "%",
    "#",
    " ",
    "\n",
    "\\",
    "1",
    "x",
    "|",
    "=",
    "-",
    "é",
    "∑",
]
TOKENS = st.one_of(
    st.sampled_from(STRUCTURE),
    st.sampled_from([f"\\{name} " for name in COMMAND_NAMES]),
    st.sampled_from([f"\\begin{{{name}}}" for name in ENVIRONMENTS] + [f"\\end{{{name}}}" for name in ENVIRONMENTS]),
    st.sampled_from([f"\\left{text}" for text in DELIMITERS] + [f"\\right{text}" for text in DELIMITERS]),
    st.sampled_from(["{2em}", "{l|c}", "[2pt]", "\\frac12", "{x+y}", "_{i=1}^n", "\\text{a $x$ b}", "\\sqrt[3]{x}"]),
)
SOUP = st.lists(TOKENS, max_size=30).map("".join)


@st.composite
def nested(draw: st.DrawFn) -> str:
    """Formulas that are mostly right: whole commands around whole formulas."""
    leaf = st.sampled_from(["x", "12", r"\alpha", "a+b", r"\sum", "f'", r"\text{if }", r"\cdots", "(", r"\,", "−"])
    patterns = [
        r"\frac{%s}{%s}",
        r"\sqrt{%s}",
        "{%s}^{%s}",
        "{%s}_{%s}",
        r"\left(%s\right)",
        r"\hat{%s}%s",
        "%s+%s",
        r"\overline{%s}",
    ]
    patterns += [r"\begin{pmatrix}%s&%s\\%s\end{pmatrix}", r"\underbrace{%s}_{%s}", r"\sum_{%s}^{%s}%s", r"\mathbf{%s}", "|%s|"]
    patterns += [
        r"\begin{aligned}%s&=%s\\&%s\end{aligned}",
        r"\overset{%s}{%s}",
        r"\boxed{%s}",
        r"{%s \over %s}",
        r"\|%s\|_{%s}",
    ]

    def build(children: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
        return st.sampled_from(patterns).flatmap(
            lambda pattern: st.tuples(*[children] * pattern.count("%s")).map(lambda parts: pattern % parts)
        )

    return draw(st.recursive(leaf, build, max_leaves=25))


def check(tex: str, font: MathFont) -> bool:
    """Check that a source is a formula of finite size, or an error inside it; return which."""
    assert isinstance(speak(tex), str)
    outcome = _outcome(tex, font)
    if isinstance(outcome, TexError):
        assert 0 <= outcome.position <= len(tex)
        assert outcome.problem in str(outcome)
        return False
    assert all(math.isfinite(length) for length in (outcome.width, outcome.ascent, outcome.descent))
    return True


def _outcome(tex: str, font: MathFont) -> Formula | TexError:
    try:
        return Formula(tex, 17.0, display=True, font=font)
    except TexError as error:
        return error


@settings(max_examples=300, deadline=None, suppress_health_check=FIXTURES)
@given(tex=st.text(max_size=60))
def test_any_text_is_a_formula_or_an_error(tex: str, font: MathFont) -> None:
    check(tex, font)


@settings(max_examples=100, deadline=None, suppress_health_check=FIXTURES)
@given(tex=st.text(st.characters(codec=None, categories=("Cs", "Cc", "Mn", "So", "Lo", "Zs", "Co")), max_size=20))
def test_strange_characters_are_a_formula_or_an_error(tex: str, font: MathFont) -> None:
    check(tex, font)


@settings(max_examples=600, deadline=None, suppress_health_check=FIXTURES)
@given(tex=SOUP)
def test_any_soup_of_tokens_is_a_formula_or_an_error(tex: str, font: MathFont) -> None:
    check(tex, font)


@settings(max_examples=200, deadline=None, suppress_health_check=FIXTURES)
@given(tex=nested())
def test_nested_commands_are_a_formula(tex: str, font: MathFont) -> None:
    assert check(tex, font)


@settings(max_examples=200, deadline=None, suppress_health_check=FIXTURES)
@given(number=st.integers(0, 10_000), cut=st.integers(0, 200))
def test_every_beginning_of_a_formula_is_a_formula_or_an_error(
    number: int, cut: int, font: MathFont, corpus: list[str]
) -> None:
    check(corpus[number % len(corpus)][:cut], font)


@settings(max_examples=50, deadline=None)
@given(tex=SOUP)
def test_parse_is_deterministic(tex: str) -> None:
    assert formula_error(tex) == formula_error(tex)
    if formula_error(tex) is None:
        assert parse(tex) == parse(tex)


def test_deep_nesting_is_spoken_and_set_quickly(font: MathFont) -> None:
    for opening, closing in (
        (r"\sqrt{", "}"),
        ("x^{", "}"),
        ("|x^{", "}|"),
        ("{a", "}("),
        (r"\left(", r"\right)"),
        ("x_{(", ")}"),
    ):
        sources = (opening * depth + "x" + closing * depth for depth in range(60, 0, -1))
        assert check(next(tex for tex in sources if formula_error(tex) is None), font)
