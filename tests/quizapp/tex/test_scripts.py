"""Where exponents, indices and limits go."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.tex.font import MathFont
from quizapp.tex.opentype import Corner, MathConstants


@pytest.fixture
def constants(font: MathFont) -> MathConstants:
    return font.table.constants


def test_superscript_is_raised_by_the_constant(take: Callable[..., Any], constants: MathConstants) -> None:
    assert -take("x^2").at("2")[1] == constants.superscript_shift_up


def test_superscript_under_a_rule_is_raised_less(take: Callable[..., Any], constants: MathConstants) -> None:
    under_root = take(r"\sqrt{x^2}")
    assert under_root.at("𝑥")[1] - under_root.at("2")[1] == constants.superscript_shift_up_cramped
    below_bar = take(r"\dfrac{1}{x^2}")
    assert below_bar.at("𝑥")[1] - below_bar.at("2")[1] == constants.superscript_shift_up_cramped


def test_superscript_in_a_numerator_is_not_cramped(take: Callable[..., Any], constants: MathConstants) -> None:
    taken = take(r"\dfrac{x^2}{1}")
    assert taken.at("𝑥")[1] - taken.at("2")[1] == constants.superscript_shift_up


def test_deep_superscript_keeps_its_foot_above_the_minimum(take: Callable[..., Any], constants: MathConstants) -> None:
    taken = take(r"x^{\frac{\frac ab}{\frac cd}}")
    _, top_rule, *_ = sorted(taken.rules, key=lambda rule: rule[1])
    assert taken.at("𝑑")[1] < -constants.superscript_bottom_min
    assert top_rule[1] < 0


def test_subscript_is_lowered_by_the_constant(take: Callable[..., Any], constants: MathConstants) -> None:
    assert take("x_n").at("𝑛")[1] == constants.subscript_shift_down


def test_tall_subscript_keeps_its_head_below_the_maximum(
    take: Callable[..., Any], constants: MathConstants, font: MathFont
) -> None:
    taken = take(r"x_{\left(2\right)^2}")
    exponent = font.metrics(font.script_form(font.glyph("2"), 2)).height * font.table.scriptscript_scale
    heads = [-(y - exponent) for x, y, glyph in taken.glyphs if glyph.px == pytest.approx(550)]
    assert max(heads) <= constants.subscript_top_max + 1


def test_both_scripts_keep_the_gap(take: Callable[..., Any], constants: MathConstants, font: MathFont) -> None:
    taken = take("x_2^2")
    (upper, lower) = sorted(y for x, y, glyph in taken.glyphs if glyph.px == pytest.approx(700))
    metrics = font.metrics(font.script_form(font.glyph("2"), 1))
    foot_of_upper = -upper - metrics.depth * 0.7
    head_of_lower = metrics.height * 0.7 - lower
    assert foot_of_upper - head_of_lower >= constants.sub_superscript_gap_min - 1e-6
    assert -upper >= constants.superscript_shift_up


def test_both_scripts_begin_apart_by_the_lean_of_the_base(take: Callable[..., Any], font: MathFont) -> None:
    taken = take("H_2^2")
    (low, high) = sorted(x for x, y, glyph in taken.glyphs if glyph.px == pytest.approx(700))
    assert high - low == pytest.approx(font.table.italic_correction(font.glyph("𝐻")))


def test_scripts_of_a_tall_base_hang_on_its_size(take: Callable[..., Any], constants: MathConstants) -> None:
    base, taken = take(r"\left(\frac ab\right)"), take(r"\left(\frac ab\right)^2_3")
    assert -taken.at("2")[1] == pytest.approx(base.box.height - constants.superscript_baseline_drop_max)
    assert taken.at("3")[1] == pytest.approx(base.box.depth + constants.subscript_baseline_drop_min)


def test_scripts_of_words_stand_as_those_of_letters(take: Callable[..., Any], constants: MathConstants) -> None:
    assert take(r"\log_2").at("2")[1] == constants.subscript_shift_down
    assert -take(r"\mathrm{KL}^2").at("2")[1] == constants.superscript_shift_up


def test_scripts_do_not_climb_with_an_accent(take: Callable[..., Any]) -> None:
    assert take(r"\hat x^2").at("2") == take("x^2").at("2")


def test_subscript_is_tucked_under_a_slanted_letter(take: Callable[..., Any], font: MathFont) -> None:
    assert font.table.kern(font.glyph("𝑉"), Corner.BOTTOM_RIGHT, 150) < -100
    assert take("V_n").gap("𝑉", "𝑛") < -100
    assert take(r"V_{\frac{a}{b}}").rules[0][0] > take("V").advance("𝑉") - 1  # too tall to be tucked in


@pytest.mark.parametrize("letter", "VWTYFPfrUN")
@pytest.mark.parametrize("script", "iknd2")
def test_subscript_never_moves_away(letter: str, script: str, take: Callable[..., Any], font: MathFont) -> None:
    taken = take(f"{letter}_{script}")
    x = next(x for x, y, glyph in taken.glyphs if glyph.px == pytest.approx(700))
    assert 0.4 * font.metrics(font.glyph(taken_base(letter))).advance < x
    assert x <= font.metrics(font.glyph(taken_base(letter))).advance


def taken_base(letter: str) -> str:
    return chr(0x1D434 + ord(letter) - ord("A")) if letter.isupper() else chr(0x1D44E + ord(letter) - ord("a"))


def test_script_sizes_are_those_of_the_font(take: Callable[..., Any], font: MathFont) -> None:
    sizes = [glyph.px for _, _, glyph in take("x_{y_{z_w}}").glyphs]
    assert sizes == pytest.approx([1000, 700, 550, 550])


def test_prime_is_drawn_in_its_script_form(take: Callable[..., Any], font: MathFont) -> None:
    prime = take("f'").glyphs[1][2]
    assert prime.gid == font.script_form(font.glyph("′"), 1) != font.glyph("′")


def test_limits_stand_centred_above_and_below_in_display(take: Callable[..., Any], constants: MathConstants) -> None:
    taken = take(r"\sum_{a}^{c}")
    bare = take(r"\sum")
    middle = taken.box.width / 2
    for char in "𝑎𝑐":
        x, _ = taken.at(char)
        width = taken.font.metrics(taken.font.script_form(taken.font.glyph(char), 1)).advance * 0.7
        assert x + width / 2 == pytest.approx(middle, abs=10)
    assert taken.at("𝑎")[1] >= bare.box.depth + constants.lower_limit_baseline_drop_min
    assert -taken.at("𝑐")[1] >= bare.box.height + constants.upper_limit_baseline_rise_min


def test_limits_stand_beside_in_text(take: Callable[..., Any]) -> None:
    taken = take(r"\sum_{a}^{c}", display=False)
    assert min(taken.at("𝑎")[0], taken.at("𝑐")[0]) > taken.at("∑")[0] + 500


@pytest.mark.parametrize("tex", [r"\max_a", r"\lim_a", r"\operatorname*{arg\,min}_a", r"\mathop{M}_a", r"\int\limits_a"])
def test_named_limits_stand_below_in_display(tex: str, take: Callable[..., Any]) -> None:
    assert take(tex).at("𝑎")[1] > take(tex, display=False).at("𝑎")[1] or "limits" in tex
    assert take(tex).at("𝑎")[0] < take(tex).box.width / 2


def test_scripts_of_an_integral_follow_its_slant(take: Callable[..., Any], font: MathFont) -> None:
    taken = take(r"\int_0^1")
    variant = font.table.vertical_growth(font.glyph("∫")).variants[-1][0]
    lean = font.table.italic_correction(variant)
    assert taken.at("1")[0] - taken.at("0")[0] == pytest.approx(lean)
    assert taken.at("1")[1] < -500
    assert taken.at("0")[1] > 300


def test_large_operator_is_centred_on_the_axis(take: Callable[..., Any], constants: MathConstants) -> None:
    for tex in (r"\sum", r"\int", r"\prod"):
        for display in (True, False):
            box = take(tex, display=display).box
            assert (box.height - box.depth) / 2 == pytest.approx(constants.axis_height)
        assert take(tex).box.total > take(tex, display=False).box.total


def test_brace_label_stands_below_its_brace(take: Callable[..., Any]) -> None:
    bare, labelled = take(r"\underbrace{a+b}"), take(r"\underbrace{a+b}_{c}", display=False)
    x, y = labelled.at("𝑐")
    assert y > bare.box.depth
    assert x == pytest.approx(labelled.box.width / 2, abs=250)


def test_overset_takes_the_class_of_its_base(take: Callable[..., Any]) -> None:
    assert take(r"a\overset{2}{=}c").gap("𝑎", "=") == pytest.approx(5 * 1000 / 18)
    assert take(r"a\overset{2}{c}").gap("𝑎", "𝑐") == pytest.approx(0)
    assert take(r"a\stackrel{2}{c}").gap("𝑎", "𝑐") == pytest.approx(5 * 1000 / 18)


def test_labelled_arrow_is_longer_than_its_label(take: Callable[..., Any]) -> None:
    short, long = take(r"\xrightarrow{a}"), take(r"\xrightarrow[k]{abcdefghij}")
    label = take(r"\scriptstyle abcdefghij").box.width
    assert short.box.width < label < long.box.width
    assert long.at("𝑎")[1] < 0 < long.at("𝑘")[1]
