"""Delimiters that grow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.tex.font import MathFont

BODIES = ["x", r"\frac ab", r"\frac{\frac ab}{\frac cd}", r"\begin{matrix}1\\2\\3\\4\\5\\6\\7\\8\end{matrix}"]
PAIRS = [
    ("(", ")"),
    ("[", "]"),
    (r"\{", r"\}"),
    ("|", "|"),
    (r"\|", r"\|"),
    (r"\lfloor", r"\rceil"),
    (r"\uparrow", r"\Downarrow"),
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_delimiters_cover_what_tex_wants_covered(
    left: str, right: str, body: str, take: Callable[..., Any], font: MathFont
) -> None:
    axis = font.table.constants.axis_height
    inner, fence = take(body).box, take(rf"\left{left} {body} \right{right}").box
    span = 2 * max(inner.height - axis, inner.depth + axis)
    assert fence.total >= max(0.901 * span, span - 500) - 1e-6


@pytest.mark.parametrize(("left", "right"), PAIRS)
def test_delimiters_alone_are_centred_on_the_axis(left: str, right: str, take: Callable[..., Any], font: MathFont) -> None:
    box = take(rf"\left{left} \vphantom{{\frac{{\frac ab}}{{\frac cd}}}} \right{right}").box
    assert (box.height - box.depth) / 2 == pytest.approx(font.table.constants.axis_height, abs=60)


@pytest.mark.parametrize("delimiter", ["(", "[", r"\{", "|", r"\|", r"\langle", r"\lfloor", "/"])
def test_big_delimiters_grow_step_by_step(delimiter: str, take: Callable[..., Any]) -> None:
    totals = [take(rf"\{size}{delimiter}").box.total for size in ("big", "Big", "bigg", "Bigg")]
    assert totals == sorted(totals)
    assert len(set(totals)) == 4
    assert all(0.9 * wanted <= total <= 1.3 * wanted for total, wanted in zip(totals, (1200, 1800, 2400, 3000), strict=True))


def test_assembly_reaches_the_length_without_wasting_any(take: Callable[..., Any], font: MathFont) -> None:
    body = r"\begin{matrix}" + r"\\".join("1" * 12) + r"\end{matrix}"
    inner, taken = take(body).box, take(rf"\left({body}\right.")
    (_, _, assembly) = taken.assemblies[0]
    inks = [(-y - font.metrics(gid).depth, -y + font.metrics(gid).height) for _, y, gid in assembly.pieces]
    assert max(top for _, top in inks) - min(bottom for bottom, _ in inks) == pytest.approx(inner.total - 500, abs=30)


def test_pieces_of_an_assembly_overlap_enough_and_not_too_much(take: Callable[..., Any], font: MathFont) -> None:
    body = r"\begin{matrix}" + r"\\".join("1" * 12) + r"\end{matrix}"
    (_, _, assembly) = take(rf"\left\{{{body}\right.").assemblies[0]
    parts = {part.glyph: part for part in font.table.vertical_growth(font.glyph("{")).parts}
    for (_, below, lower), (_, above, upper) in zip(assembly.pieces, assembly.pieces[1:], strict=False):
        bottom_of_upper = -above - font.metrics(upper).depth
        top_of_lower = -below - font.metrics(lower).depth + parts[lower].length
        overlap = top_of_lower - bottom_of_upper
        assert font.table.min_overlap - 1e-6 <= overlap <= max(parts[lower].end, parts[upper].start) + 1e-6


def test_invisible_delimiter_leaves_a_little_space(take: Callable[..., Any]) -> None:
    assert take(r"\left.x\right.").box.width == pytest.approx(take("x").box.width + 2 * 120)


def test_middle_is_as_tall_as_the_fence(take: Callable[..., Any]) -> None:
    taken = take(r"\left( \frac{\frac ab}{\frac cd} \middle) x \right)")
    delimiters = [glyph for _, y, glyph in taken.glyphs if glyph.px == 1000 and taken.font.metrics(glyph.gid).height > 1500]
    assert len({glyph.gid for glyph in delimiters if taken.font.metrics(glyph.gid).advance < 1000}) <= 2


def test_matrix_environments_are_fences(take: Callable[..., Any]) -> None:
    matrix = take(r"\begin{matrix}a&b\\c&d\end{matrix}").box.width
    for name in ("pmatrix", "bmatrix", "Bmatrix", "vmatrix", "Vmatrix"):
        assert take(rf"\begin{{{name}}}a&b\\c&d\end{{{name}}}").box.width > matrix + 400
