"""Fractions and roots."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.tex.font import MathFont

SOURCES = [r"\frac{a}{b}", r"\frac{a+b}{c}", r"\frac{a}{\sum_i x_i}", r"\frac{\frac ab}{c}", r"\frac{x^2}{\sqrt y}"]


@pytest.mark.parametrize("display", [True, False])
@pytest.mark.parametrize("tex", SOURCES)
def test_bar_lies_on_the_axis(tex: str, display: bool, take: Callable[..., Any], font: MathFont) -> None:
    _, top, _, thickness = max(take(tex, display=display).rules, key=lambda rule: rule[2])
    assert -(top + thickness / 2) == pytest.approx(font.table.constants.axis_height)
    assert thickness == font.table.constants.fraction_rule_thickness


def test_numerator_and_denominator_are_centred(take: Callable[..., Any]) -> None:
    taken = take(r"\frac{1}{x+y+z}")
    left, _, width, _ = taken.rules[0]
    assert taken.at("1")[0] + taken.advance("1") / 2 == pytest.approx(left + width / 2)
    assert taken.at("𝑥")[0] == pytest.approx(left)


@pytest.mark.parametrize(
    ("display", "gap"), [(True, "fraction_num_display_style_gap_min"), (False, "fraction_numerator_gap_min")]
)
def test_deep_numerator_keeps_its_gap_to_the_bar(display: bool, gap: str, take: Callable[..., Any], font: MathFont) -> None:
    taken = take(r"\frac{\left(\frac{a}{b}\right)}{c}", display=display)
    inner = take(r"\textstyle\left(\frac ab\right)") if display else take(r"\scriptstyle\left(\frac ab\right)")
    bar = max(taken.rules, key=lambda rule: rule[2])
    foot = taken.box.height - inner.box.total
    assert foot + bar[1] == pytest.approx(getattr(font.table.constants, gap))


def test_inline_fraction_is_set_in_script_size(take: Callable[..., Any]) -> None:
    assert [glyph.px for _, _, glyph in take(r"\frac ab", display=False).glyphs] == pytest.approx([700, 700])
    assert [glyph.px for _, _, glyph in take(r"\frac ab").glyphs] == pytest.approx([1000, 1000])
    assert [glyph.px for _, _, glyph in take(r"\tfrac ab").glyphs] == pytest.approx([700, 700])
    assert [glyph.px for _, _, glyph in take(r"\dfrac ab", display=False).glyphs] == pytest.approx([1000, 1000])
    assert [glyph.px for _, _, glyph in take(r"\frac{\frac ab}{c}").glyphs] == pytest.approx([700, 700, 1000])


def test_continued_fraction_does_not_shrink(take: Callable[..., Any]) -> None:
    assert {glyph.px for _, _, glyph in take(r"\cfrac{1}{1+\cfrac{1}{1+x}}").glyphs} == {1000.0}


def test_binomial_has_parentheses_and_no_bar(take: Callable[..., Any], font: MathFont) -> None:
    taken = take(r"\binom nk")
    assert taken.rules == []
    assert taken.at("(")[0] < taken.at("𝑛")[0] < taken.at(")")[0]
    gap = taken.at("𝑘")[1] - font.metrics(font.glyph("𝑘")).height - taken.at("𝑛")[1]
    assert gap >= font.table.constants.stack_display_style_gap_min


def test_over_and_choose_are_frac_and_binom(take: Callable[..., Any]) -> None:
    for infix, prefix in ((r"{a \over b}", r"\frac ab"), (r"{n \choose k}", r"\binom nk")):
        assert take(infix).box.width == pytest.approx(take(prefix).box.width)
        assert take(infix).box.height == pytest.approx(take(prefix).box.height)


RADICANDS = ["x", "x^2", r"\frac ab", r"\frac{\frac ab}{\frac cd}", r"\begin{matrix}1\\2\\3\\4\\5\end{matrix}"]


@pytest.mark.parametrize("body", RADICANDS)
def test_root_covers_its_body(body: str, take: Callable[..., Any], font: MathFont) -> None:
    constants = font.table.constants
    inner, root = take(rf"\displaystyle {body}").box, take(rf"\sqrt{{{body}}}")
    left, top, width, thickness = min(root.rules, key=lambda rule: rule[1])
    assert width == pytest.approx(inner.width)
    assert left + width == pytest.approx(root.box.width)
    assert -top - thickness - inner.height >= constants.radical_display_style_vertical_gap - 110  # the cramped body is lower
    assert root.box.depth >= inner.depth - 1
    assert root.box.height == pytest.approx(-top + constants.radical_extra_ascender)


@pytest.mark.parametrize("body", RADICANDS[:3])
def test_rule_goes_on_where_the_root_sign_ends(body: str, take: Callable[..., Any], font: MathFont) -> None:
    root = take(rf"\sqrt{{{body}}}")
    x, y = root.at("√")
    sign = next(glyph for gx, gy, glyph in root.glyphs if (gx, gy) == (x, y))
    metrics = font.metrics(sign.gid)
    left, top, _, _ = min(root.rules, key=lambda rule: rule[1])
    assert top == pytest.approx(y - metrics.height)
    assert left <= x + metrics.right


@pytest.mark.parametrize("degree", ["3", "n", "n+1", "10"])
@pytest.mark.parametrize("body", ["x", r"\frac ab"])
def test_degree_stands_in_the_crook_clear_of_the_tick(degree: str, body: str, take: Callable[..., Any], font: MathFont) -> None:
    root = take(rf"\sqrt[{degree}]{{{body}}}")
    small = [(x, y, glyph) for x, y, glyph in root.glyphs if glyph.px == pytest.approx(550)]
    sign_x, sign_y = root.at("√")
    sign = next(glyph for gx, gy, glyph in root.glyphs if (gx, gy) == (sign_x, sign_y))
    tick = font.top_left_of(sign.gid, -font.table.constants.radical_kern_after_degree)
    assert small
    for x, y, glyph in small:
        assert sign_y - y - font.metrics(glyph.gid).depth * 0.55 > tick
        assert x >= 0
    assert sign_x >= 0


def test_degree_does_not_move_a_root_to_the_left(take: Callable[..., Any]) -> None:
    assert take(r"\sqrt[1]{x}").box.width >= take(r"\sqrt{x}").box.width
