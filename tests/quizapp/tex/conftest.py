"""A QApplication for every test here, and a formula taken apart: where its characters and rules are."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from PySide6.QtWidgets import QApplication

from quizapp.tex.boxes import Assembly, Box, Glyph, Rule, flat
from quizapp.tex.font import MathFont, math_font
from quizapp.tex.layout import lay_out
from quizapp.tex.parser import parse

CORPUS = Path(__file__).with_name("corpus.txt").read_text(encoding="utf-8").splitlines()


@dataclass(frozen=True)
class Taken:
    """A formula set at as many pixels as its font has design units, so that one pixel is one unit. y grows downwards."""

    box: Box
    font: MathFont

    @property
    def rules(self) -> list[tuple[float, float, float, float]]:
        """Left, top, width and height of every rule."""
        return [(x, y, item.width, item.height) for x, y, item in flat(self.box) if isinstance(item, Rule)]

    @property
    def assemblies(self) -> list[tuple[float, float, Assembly]]:
        return [(x, y, item) for x, y, item in flat(self.box) if isinstance(item, Assembly)]

    @property
    def glyphs(self) -> list[tuple[float, float, Glyph]]:
        return [(x, y, item) for x, y, item in flat(self.box) if isinstance(item, Glyph)]

    def at(self, char: str) -> tuple[float, float]:
        """Origin of the first occurrence of a character, in whichever form it is drawn."""
        forms = {self.font.script_form(self.font.glyph(char), level) for level in range(3)}
        forms |= {glyph for glyph, _ in self.font.table.vertical_growth(self.font.glyph(char)).variants}
        return next((x, y) for x, y, item in self.glyphs if item.gid in forms)

    def advance(self, char: str) -> float:
        return self.font.metrics(self.font.glyph(char)).advance

    def gap(self, left: str, right: str) -> float:
        """Space between the advance of one character and the origin of another, both at text size."""
        return self.at(right)[0] - self.at(left)[0] - self.advance(left)


@pytest.fixture(scope="session")
def font(qapp: QApplication) -> MathFont:
    return math_font()


@pytest.fixture
def take(font: MathFont) -> Callable[..., Taken]:
    def taken(tex: str, *, display: bool = True) -> Taken:
        return Taken(lay_out(parse(tex), font, float(font.units_per_em), display=display), font)

    return taken


@pytest.fixture(scope="session")
def ziamath() -> Any:
    """Another typesetter, for a second opinion."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # its way to its own font file, up to 0.13
        import ziamath
        import ziamath.mathfont
    return ziamath


@pytest.fixture(scope="session")
def corpus() -> list[str]:
    return CORPUS


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give every formula of the corpus to a test that asks for ``corpus_tex``."""
    if "corpus_tex" in metafunc.fixturenames:
        metafunc.parametrize("corpus_tex", CORPUS, ids=[f"line{number}" for number in range(1, len(CORPUS) + 1)])
