"""Simple formulas have the size that ziamath gives them, with the same font.

ziamath takes the space around operators from MathML's dictionary and not from TeX's table: formulas with operators are
measured gap by gap elsewhere. Nor are those compared that it draws otherwise on purpose or by mistake: hats (too wide),
vertical bars next to a root (far too tall), scripts of scripts (without the font's second script forms), and subscripts
that the font's coarse kerns push away from their base.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.tex.boxes import Glyph
from quizapp.tex.font import MathFont
from quizapp.tex.formula import Formula

LETTERS = ["x", "xy", "f", "2x", "fg", "xyz", r"\theta\lambda", r"\Gamma", r"\mathbf{W}x", r"\text{loss}", "42"]
SCRIPTS = ["x^2", "x_i", "x_i^2", "x^{n+1}", "a_{ij}", r"\mathbb{R}^d", "n_0", "z_1^2", "x_{12}", "e^{-x}"]
OTHERS = ["f(x)", r"\sigma(z)", "a/b", r"\overline{x}", r"\sqrt{x}", r"\sqrt{xy}", r"\sum_{i=1}^{n}x_i", r"a\cdot b"]
FRACTIONS = [r"\frac{a}{b}", r"\frac{1}{2}", r"\frac{x}{yz}", r"\frac{ab}{c}", r"\frac{xy}{2}"]
HEIGHTS = [*LETTERS, *SCRIPTS, r"\frac{a}{b}", r"\frac{1}{2}", "a+b", "a=b", r"a\le b", r"\int f\,dx", "f(x)", r"a\odot b"]


@pytest.fixture
def theirs(ziamath: Any) -> Callable[[str], tuple[float, float]]:
    return lambda tex: ziamath.Latex(tex, size=1000.0).getsize()


@pytest.mark.parametrize("tex", [*LETTERS, *SCRIPTS, *OTHERS])
def test_ink_is_as_wide_as_in_ziamath(tex: str, take: Callable[..., Any], theirs: Callable[..., Any]) -> None:
    taken = take(tex)
    inks = [(x, taken.font.metrics(glyph.gid), glyph.px / 1000) for x, _, glyph in taken.glyphs if isinstance(glyph, Glyph)]
    left = min([x + ink.left * unit for x, ink, unit in inks] + [x for x, *_ in taken.rules])
    right = max([x + ink.right * unit for x, ink, unit in inks] + [x + width for x, _, width, _ in taken.rules])
    assert right - left == pytest.approx(theirs(tex)[0], rel=0.04)


@pytest.mark.parametrize("tex", FRACTIONS)
def test_fraction_is_as_wide_as_in_ziamath(tex: str, font: MathFont, theirs: Callable[..., Any]) -> None:
    assert Formula(tex, 1000.0, display=True, font=font).width == pytest.approx(theirs(tex)[0], rel=0.04)


@pytest.mark.parametrize("tex", HEIGHTS)
def test_formula_is_as_tall_as_in_ziamath(tex: str, font: MathFont, theirs: Callable[..., Any]) -> None:
    ours = Formula(tex, 1000.0, display=True, font=font)
    assert ours.ascent + ours.descent == pytest.approx(theirs(tex)[1], rel=0.02)
