"""Every formula of the corpus is read, set and spoken; together they use every command there is."""

from __future__ import annotations

import math
import re

from quizapp.tex.boxes import Assembly, Glyph, flat
from quizapp.tex.commands import COMMANDS, INFIX
from quizapp.tex.environments import ENVIRONMENTS
from quizapp.tex.font import MathFont
from quizapp.tex.formula import Formula
from quizapp.tex.layout import LAYOUTS, lay_out
from quizapp.tex.nodes import Node
from quizapp.tex.parser import parse
from quizapp.tex.speech import speak
from quizapp.tex.symbols import DELIMITERS, SYMBOLS


def test_corpus_has_no_formula_twice(corpus: list[str]) -> None:
    assert len(corpus) >= 250
    assert len(set(corpus)) == len(corpus)


def test_corpus_uses_every_command(corpus: list[str]) -> None:
    used = set(re.findall(r"\\([a-zA-Z]+|.)", "\n".join(corpus)))
    delimiters = {text[1:] for text in DELIMITERS if text.startswith("\\")}
    assert {*SYMBOLS, *COMMANDS, *INFIX, *delimiters} - used == set()


def test_corpus_uses_every_environment(corpus: list[str]) -> None:
    assert set(re.findall(r"\\begin\{(.*?)\}", "\n".join(corpus))) == set(ENVIRONMENTS)


def test_every_kind_of_node_has_a_layout() -> None:
    assert set(LAYOUTS) == set(Node.__args__)


def test_formula_has_finite_size_and_every_glyph(corpus_tex: str, font: MathFont) -> None:
    for display in (False, True):
        formula = Formula(corpus_tex, 17.0, display=display, font=font)
        assert all(math.isfinite(length) for length in (formula.width, formula.ascent, formula.descent))
        assert formula.width > 0
        for _, _, item in flat(lay_out(parse(corpus_tex), font, 17.0, display=display)):
            if isinstance(item, Glyph):
                assert item.gid != 0
            elif isinstance(item, Assembly):
                assert all(gid != 0 for _, _, gid in item.pieces)


def test_formula_is_spoken_in_words(corpus_tex: str) -> None:
    words = speak(corpus_tex)
    assert words
    assert words != corpus_tex or corpus_tex == "x"
    assert not re.search(r"\\[a-zA-Z]|  ", words)
