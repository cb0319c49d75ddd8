"""Accents, rules, braces, arrows and frames."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.tex.font import MathFont

HAT = "\u0302"


@pytest.mark.parametrize("letter", "xyfAVWLd")
def test_hat_stands_over_the_attachment_point(letter: str, take: Callable[..., Any], font: MathFont) -> None:
    taken = take(rf"\hat {letter}")
    (_, _, base), (x, _, mark) = taken.glyphs
    centre = x + font.table.accent_position(mark.gid)
    assert centre == pytest.approx(font.table.accent_position(base.gid))
    assert taken.box.width == pytest.approx(take(letter).box.width)


def test_accent_rises_with_a_tall_letter_only(take: Callable[..., Any], font: MathFont) -> None:
    base = font.table.constants.accent_base_height
    assert take(r"\hat x").glyphs[1][1] == pytest.approx(0, abs=5)
    assert -take(r"\hat d").glyphs[1][1] == pytest.approx(font.metrics(font.glyph("𝑑")).height - base)


def test_accent_on_a_capital_is_flat(take: Callable[..., Any], font: MathFont) -> None:
    assert take(r"\hat A").glyphs[1][2].gid == font.flattened(font.glyph(HAT)) != font.glyph(HAT)
    assert take(r"\hat x").glyphs[1][2].gid == font.glyph(HAT)


@pytest.mark.parametrize(("plain", "dotless"), [(r"\hat i", r"\hat\imath"), (r"\bar j", r"\bar\jmath")])
def test_accented_i_loses_its_dot(plain: str, dotless: str, take: Callable[..., Any]) -> None:
    assert take(plain).box.height == pytest.approx(take(dotless).box.height, abs=5)


@pytest.mark.parametrize("body", ["x", "xy", "xyz", "w+x+y"])
@pytest.mark.parametrize("accent", ["widehat", "widetilde"])
def test_wide_accent_is_centred_and_no_wider_than_the_body(
    accent: str, body: str, take: Callable[..., Any], font: MathFont
) -> None:
    taken = take(rf"\{accent}{{{body}}}")
    x, _, mark = taken.glyphs[-1]
    metrics = font.metrics(mark.gid)
    assert metrics.right - metrics.left <= max(taken.box.width, 330)
    if len(body) > 1:
        assert x + (metrics.left + metrics.right) / 2 == pytest.approx(taken.box.width / 2, abs=25)


def test_wide_accent_grows_with_the_body(take: Callable[..., Any]) -> None:
    marks = [take(rf"\widehat{{{body}}}").glyphs[-1][2].gid for body in ("x", "xy", "xyz", "wxyz")]
    assert len(set(marks)) >= 3


def test_overline_and_underline_span_the_body(take: Callable[..., Any], font: MathFont) -> None:
    constants, body = font.table.constants, take("x+y").box
    ((left, top, width, thickness),) = take(r"\overline{x+y}").rules
    assert (left, width, thickness) == (0, body.width, constants.overbar_rule_thickness)
    assert -top - thickness == pytest.approx(body.height + constants.overbar_vertical_gap)
    ((left, top, width, thickness),) = take(r"\underline{x+y}").rules
    assert (left, width) == (0, body.width)
    assert top == pytest.approx(body.depth + constants.underbar_vertical_gap)


@pytest.mark.parametrize("command", ["overbrace", "underbrace", "overrightarrow", "overbracket", "overleftrightarrow"])
@pytest.mark.parametrize("body", ["a+b", "a+b+c+d+e+f+g", "abcdefghijklmnopqrstuvwxyzabcdefghijklmn"])
def test_stretched_mark_is_as_wide_as_the_body(command: str, body: str, take: Callable[..., Any]) -> None:
    inner, taken = take(body).box, take(rf"\{command}{{{body}}}").box
    assert inner.width - 1 <= taken.width < max(1.6 * inner.width, inner.width + 700)


def test_stretched_mark_stands_clear_of_the_body(take: Callable[..., Any], font: MathFont) -> None:
    body = take("a+b").box
    for tex, outside in ((r"\overbrace{a+b}", -body.height), (r"\underbrace{a+b}", body.depth)):
        _, y, mark = take(tex).glyphs[-1]
        metrics = font.metrics(mark.gid)
        nearest = y + metrics.depth if outside < 0 else y - metrics.height
        assert 50 < abs(nearest - outside) < 200


def test_box_frames_its_body(take: Callable[..., Any]) -> None:
    body, taken = take("a=b").box, take(r"\boxed{a=b}")
    ((left, top, width, height),) = taken.rules
    assert (left, width) == (0, pytest.approx(taken.box.width))
    assert -top - body.height == pytest.approx(top + height - body.depth) == pytest.approx((width - body.width) / 2)
