"""Space between atoms, measured between the glyphs of set formulas."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.tex.font import MathFont

MU = 1000 / 18  # design units

GAPS = [
    # source, left character, right character, mu between them by The TeXbook, chapter 18
    ("a+b", "𝑎", "+", 4),
    ("a+c", "+", "𝑐", 4),
    ("a-b", "𝑎", "−", 4),
    ("a=c", "𝑎", "=", 5),
    ("a=c", "=", "𝑐", 5),
    ("-a", "−", "𝑎", 0),
    ("(-a)", "−", "𝑎", 0),
    ("=-a", "=", "−", 5),
    ("=-a", "−", "𝑎", 0),
    ("a,c", "𝑎", ",", 0),
    ("a,c", ",", "𝑐", 3),
    ("a(c)", "𝑎", "(", 0),
    ("a(c)", "(", "𝑐", 0),
    ("a/c", "𝑎", "/", 0),
    ("a!c", "!", "𝑐", 0),
    ("a:c", "𝑎", ":", 5),
    (r"a\colon c", "𝑎", ":", 0),
    (r"a\colon c", ":", "𝑐", 3),
    (r"a\mid c", "𝑎", "∣", 5),
    (r"a|c", "𝑎", "|", 0),
    (r"a\cdot c", "𝑎", "⋅", 4),
    (r"a\odot c", "⊙", "𝑐", 4),
    (r"a\to c", "→", "𝑐", 5),
    (r"a\,c", "𝑎", "𝑐", 3),
    (r"a\:c", "𝑎", "𝑐", 4),
    (r"a\;c", "𝑎", "𝑐", 5),
    (r"a\!c", "𝑎", "𝑐", -3),
    (r"a\quad c", "𝑎", "𝑐", 18),
    (r"a\qquad c", "𝑎", "𝑐", 36),
    (r"a\mathbin{=}c", "𝑎", "=", 4),
    (r"a{=}c", "𝑎", "=", 0),
    (r"a\mathrel{+}c", "𝑎", "+", 5),
    (r"a,\ldots", ",", "…", 3),
    (r"a\sum c", "𝑎", "∑", 3),
    (r"a_c+c", "+", "𝑐", 4),
    ("3.1", ".", "1", 0),
    ("3{,}1", ",", "1", 0),
]


@pytest.mark.parametrize(("tex", "left", "right", "mu"), GAPS)
def test_gap_is_that_of_the_book(tex: str, left: str, right: str, mu: int, take: Callable[..., Any]) -> None:
    taken = take(tex)
    if tex == "a_c+c":
        right_x = max(x for x, y, glyph in taken.glyphs if glyph.gid == taken.font.glyph(right))
        assert right_x - taken.at(left)[0] - taken.advance(left) == pytest.approx(mu * MU)
    else:
        assert taken.gap(left, right) == pytest.approx(mu * MU)


def test_function_name_is_followed_by_a_thin_space_unless_a_parenthesis_opens(take: Callable[..., Any]) -> None:
    assert take(r"\sin a").gap("n", "𝑎") == pytest.approx(3 * MU)
    assert take(r"\sin(a)").gap("n", "(") == pytest.approx(0)


def test_fence_is_inner(take: Callable[..., Any]) -> None:
    assert take(r"\left(a\right)c").gap(")", "𝑐") == pytest.approx(3 * MU)
    assert take(r"(a)c").gap(")", "𝑐") == pytest.approx(0)


def test_scripts_have_no_space_around_operators(take: Callable[..., Any], font: MathFont) -> None:
    taken = take(r"x^{a=c}")
    a, equals = taken.at("𝑎"), taken.at("=")
    script_advance = font.metrics(font.script_form(font.glyph("𝑎"), 1)).advance * font.table.script_scale
    assert equals[0] - a[0] == pytest.approx(script_advance)


def test_style_switch_brings_the_space_back(take: Callable[..., Any]) -> None:
    tight, spaced = take(r"x^{a=c}"), take(r"x^{\textstyle a=c}")
    assert spaced.gap("𝑎", "=") == pytest.approx(5 * MU)
    assert tight.box.width < spaced.box.width


def test_slanted_letter_makes_room_before_an_upright_one_only(take: Callable[..., Any], font: MathFont) -> None:
    lean = font.table.italic_correction(font.glyph("𝑉"))
    assert lean > 50
    assert take("V(c)").gap("𝑉", "(") == pytest.approx(lean)
    assert take("Vc").gap("𝑉", "𝑐") == pytest.approx(0)
    assert take("V=c").gap("𝑉", "=") == pytest.approx(lean + 5 * MU)
    assert take("V").box.width == pytest.approx(font.metrics(font.glyph("𝑉")).advance + lean)


def test_words_are_kerned(take: Callable[..., Any], font: MathFont) -> None:
    kern = font.kern(font.glyph("V"), font.glyph("a"))
    assert kern < 0
    for tex in (r"\text{Va}", r"\mathrm{Va}", r"\operatorname{Va}"):
        assert take(tex).gap("V", "a") == pytest.approx(kern)


def test_text_keeps_its_spaces_and_math_does_not(take: Callable[..., Any]) -> None:
    assert take(r"\text{a  c}").gap("a", "c") == pytest.approx(250)
    assert take(r"\mathrm{a  c}").gap("a", "c") == pytest.approx(0)


def test_phantom_takes_the_room_of_what_it_hides(take: Callable[..., Any]) -> None:
    shown, hidden = take(r"a\frac{b}{c}d"), take(r"a\phantom{\frac{b}{c}}d")
    assert (hidden.box.width, hidden.box.height) == pytest.approx((shown.box.width, shown.box.height))
    assert len(hidden.glyphs) == 2


def test_smash_and_lap_take_no_room(take: Callable[..., Any]) -> None:
    assert take(r"\smash{\frac bc}").box.height == 0
    assert take(r"\mathrlap{abc}").box.width == 0
    assert take(r"\mathllap{a}").at("𝑎")[0] == pytest.approx(-take("a").box.width)
    assert take(r"\mathclap{a}").at("𝑎")[0] == pytest.approx(-take("a").box.width / 2)


def test_negated_symbol_has_its_slash_in_the_middle(take: Callable[..., Any], font: MathFont) -> None:
    taken = take(r"\not\coloneqq")
    slash = font.metrics(font.glyph("\u0338"))
    middle = taken.at("\u0338")[0] + (slash.left + slash.right) / 2
    assert middle == pytest.approx(taken.box.width / 2)
