"""Rows and columns."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.tex.font import MathFont


def places(taken: Any, char: str) -> list[tuple[float, float]]:
    return [(x, y) for x, y, glyph in taken.glyphs if glyph.gid == taken.font.glyph(char)]


def test_aligned_relations_line_up(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{aligned} a &= b \\ a+b+c &= d \\ &= e \end{aligned}")
    xs = [x for x, _ in places(taken, "=")]
    assert len(xs) == 3
    assert xs == pytest.approx([xs[0]] * 3)


def test_aligned_relation_has_the_space_it_has_on_one_line(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{aligned} a &= c \end{aligned}")
    assert taken.gap("𝑎", "=") == pytest.approx(take("a=c").gap("𝑎", "="))
    assert taken.gap("=", "𝑐") == pytest.approx(take("a=c").gap("=", "𝑐"))


def test_aligned_left_sides_end_at_the_relation(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{aligned} a &= c \\ bca &= c \end{aligned}")
    ends = [x + taken.advance("𝑎") for x, _ in places(taken, "𝑎")]
    assert ends == pytest.approx([ends[0]] * 2)


@pytest.mark.parametrize("name", ["align", "split", "aligned", "alignedat"])
def test_second_pair_of_columns_lines_up(name: str, take: Callable[..., Any]) -> None:
    count = "{2}" if name == "alignedat" else ""
    taken = take(rf"\begin{{{name}}}{count} a &= c & d &= e \\ aa &= cc & dd &= ee \end{{{name}}}")
    xs = sorted(x for x, _ in places(taken, "="))
    assert xs == pytest.approx([xs[0], xs[0], xs[2], xs[2]])


@pytest.mark.parametrize("tex", [r"\begin{matrix}a\\b\\c\end{matrix}", r"\begin{aligned}a\\b\end{aligned}", r"a\\b\\c\\d"])
def test_table_is_centred_on_the_axis(tex: str, take: Callable[..., Any], font: MathFont) -> None:
    box = take(tex).box
    assert (box.height - box.depth) / 2 == pytest.approx(font.table.constants.axis_height)


def test_rows_keep_the_line_distance(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{matrix}a\\b\\c\end{matrix}")
    ys = [taken.at(char)[1] for char in "𝑎𝑏𝑐"]
    assert (ys[1] - ys[0], ys[2] - ys[1]) == pytest.approx((1200, 1200))
    aligned = take(r"\begin{aligned}a\\b\end{aligned}")
    assert aligned.at("𝑏")[1] - aligned.at("𝑎")[1] == pytest.approx(1500)


def test_tall_rows_do_not_touch(take: Callable[..., Any]) -> None:
    cell = take(r"\textstyle\frac{a}{b}").box
    taken = take(r"\begin{matrix}\frac{a}{b}\\[0pt]\frac{a}{b}\end{matrix}")
    bars = sorted(rule[1] for rule in taken.rules)
    assert bars[1] - bars[0] >= cell.total + 150


def test_row_gap_is_added(take: Callable[..., Any]) -> None:
    plain, wide = take(r"\begin{matrix}a\\b\end{matrix}"), take(r"\begin{matrix}a\\[5pt]b\end{matrix}")
    assert wide.box.total - plain.box.total == pytest.approx(500)


def test_columns_are_aligned_as_asked(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{array}{lcr} aaa&ccc&ddd \\ a&c&d \end{array}")
    for char, share in (("𝑎", 0.0), ("𝑐", 0.5), ("𝑑", 1.0)):
        *wide, narrow = (x for x, _ in places(taken, char))
        slack = 2 * taken.advance(char)
        assert narrow - wide[0] == pytest.approx(share * slack, abs=share * 25)


def test_matrix_columns_are_an_em_apart(take: Callable[..., Any]) -> None:
    assert take(r"\begin{matrix}a&c\end{matrix}").gap("𝑎", "𝑐") == pytest.approx(1000)


def test_cases_are_left_aligned_behind_one_brace(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{cases} a & c \\ aa & cc \end{cases}")
    for char in "𝑎𝑐":
        xs = sorted(x for x, _ in places(taken, char))
        assert xs[0] == pytest.approx(xs[1])
    assert min(x for x, _ in places(taken, "𝑎")) > 200


def test_array_rules_stand_between_columns_and_rows(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{array}{l|r} a & c \\ \hline a & c \end{array}")
    vertical, horizontal = sorted(taken.rules, key=lambda rule: rule[2])
    assert taken.at("𝑎")[0] + taken.advance("𝑎") < vertical[0] < taken.at("𝑐")[0]
    first, second = sorted(y for _, y in places(taken, "𝑎"))
    assert first < horizontal[1] < second
    assert horizontal[2] == pytest.approx(taken.box.width)
    assert vertical[3] == pytest.approx(taken.box.total)


def test_small_matrix_and_substack_are_set_small(take: Callable[..., Any]) -> None:
    assert {glyph.px for _, _, glyph in take(r"\begin{smallmatrix}a&b\end{smallmatrix}").glyphs} == {700.0}
    assert {glyph.px for _, _, glyph in take(r"\substack{a\\b}").glyphs} == {700.0}


def test_matrix_in_text_stays_readable_and_in_a_script_shrinks(take: Callable[..., Any]) -> None:
    assert take(r"\begin{matrix}a\end{matrix}", display=False).glyphs[0][2].px == 1000
    assert take(r"x^{\begin{matrix}a\end{matrix}}").glyphs[1][2].px == pytest.approx(700)


def test_ragged_rows_are_allowed(take: Callable[..., Any]) -> None:
    taken = take(r"\begin{matrix} a \\ a & c & d \\ & c \end{matrix}")
    assert len(places(taken, "𝑐")) == 2
    assert places(taken, "𝑐")[0][0] == pytest.approx(places(taken, "𝑐")[1][0])


def test_empty_environment_takes_a_line(take: Callable[..., Any]) -> None:
    box = take(r"\begin{matrix}\end{matrix}").box
    assert box.total == pytest.approx(1200)
