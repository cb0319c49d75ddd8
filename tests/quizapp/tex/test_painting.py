"""What reaches the pixels."""

from __future__ import annotations

from itertools import pairwise

import pytest
from PySide6.QtCore import QPointF, QRect
from PySide6.QtGui import QColor, QImage, QPainter, QPen

from quizapp.tex.font import MathFont
from quizapp.tex.formula import Formula

RATIOS = [1.0, 1.25, 1.5, 2.0, 3.0]
MARGIN = 20
PAINTED = [
    r"\frac{\partial\mathcal L}{\partial w} = \sum_{i=1}^{n}(\hat y_i - y_i)\,x_i",
    r"\sqrt[3]{\frac{x}{y}} + \left\|\frac{a}{b}\right\| + \overline{fgj}",
    r"\left\{\begin{matrix}1\\2\\3\\4\\5\\6\end{matrix}\right\}\underbrace{abcdefgh}_{f}",
    r"f_j^f L \int_0^1 \boxed{V} \xrightarrow{f} \widehat{xyz}",
    r"\begin{array}{|c|c|}\hline a&b\\\hline\end{array}",
]
BLACK, WHITE = QColor("black"), QColor("white")


def painted(formula: Formula, ratio: float, *, color: QColor = BLACK, paper: QColor = WHITE, offset: float = 0.0) -> QImage:
    """Return a picture of a formula with a margin around what it claims to cover."""
    width, height = formula.width + 2 * MARGIN, formula.ascent + formula.descent + 2 * MARGIN
    image = QImage(round(width * ratio) + 2, round(height * ratio) + 2, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    image.fill(paper)
    painter = QPainter(image)
    formula.paint(painter, MARGIN + offset, MARGIN + formula.ascent + offset, color)
    painter.end()
    return image


def inked(image: QImage, paper: QColor = WHITE) -> list[tuple[int, int]]:
    """Return the device pixels that differ clearly from the paper."""
    blank = paper.getRgb()[:3]

    def differs(x: int, y: int) -> bool:
        seen = image.pixelColor(x, y).getRgb()[:3]
        return any(abs(one - other) > 24 for one, other in zip(seen, blank, strict=True))

    white = paper.rgb()
    return [(x, y) for y in range(image.height()) for x in range(image.width()) if image.pixel(x, y) != white and differs(x, y)]


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("tex", PAINTED)
def test_ink_stays_inside_the_claimed_box(tex: str, ratio: float, font: MathFont) -> None:
    formula = Formula(tex, 17.0, display=True, font=font)
    ink = inked(painted(formula, ratio))
    assert len(ink) > 100
    assert min(x for x, _ in ink) >= MARGIN * ratio - 1
    assert max(x for x, _ in ink) + 1 <= (MARGIN + formula.width) * ratio + 1
    assert min(y for _, y in ink) >= MARGIN * ratio - 1.5  # the baseline itself moves by up to half a pixel
    assert max(y for _, y in ink) + 1 <= (MARGIN + formula.ascent + formula.descent) * ratio + 1.5


@pytest.mark.parametrize("ratio", RATIOS)
def test_painting_twice_gives_the_same_bytes(ratio: float, font: MathFont) -> None:
    for tex in PAINTED:
        formula = Formula(tex, 17.0, display=True, font=font)
        first, second = painted(formula, ratio), painted(formula, ratio)
        again = painted(Formula(tex, 17.0, display=True, font=font), ratio)
        assert bytes(first.constBits()) == bytes(second.constBits()) == bytes(again.constBits())


@pytest.mark.parametrize("name", ["#c24a00", "#8aa4ff"])
def test_everything_is_painted_in_the_colour(name: str, font: MathFont) -> None:
    color = QColor(name)
    image = painted(Formula(r"\frac{M}{\boxed{\left|\frac ab\right|}}", 40.0, font=font), 1.0, color=color)
    found = {image.pixelColor(x, y).name() for x, y in inked(image)}
    assert name in found
    for other in map(QColor, found):  # every ink is a mixture of the colour and the paper
        shares = [
            (255 - theirs) / (255 - ours)
            for theirs, ours in zip(other.getRgb()[:3], color.getRgb()[:3], strict=True)
            if ours < 250
        ]
        assert max(shares) - min(shares) < 0.06


@pytest.mark.parametrize("offset", [0.0, 0.2, 0.37, 0.5, 0.81])
@pytest.mark.parametrize("ratio", RATIOS)
def test_fraction_bar_covers_whole_pixels(ratio: float, offset: float, font: MathFont) -> None:
    formula = Formula(r"\frac{\hspace{1em}}{\hspace{1em}}", 17.0, font=font)
    image = painted(formula, ratio, offset=offset)
    shades = {image.pixelColor(x, y).value() for x, y in inked(image)}
    rows = {y for _, y in inked(image)}
    assert shades == {0}
    assert len(rows) == max(1, round(0.068 * 17.0 * ratio))


@pytest.mark.parametrize("ratio", RATIOS)
def test_frame_is_closed_and_even(ratio: float, font: MathFont) -> None:
    ink = set(inked(painted(Formula(r"\boxed{\hspace{2em}\vphantom{x}}", 17.3, font=font), ratio)))
    xs, ys = [x for x, _ in ink], [y for _, y in ink]
    corners = [(min(xs), min(ys)), (max(xs), min(ys)), (min(xs), max(ys)), (max(xs), max(ys))]
    thickness = max(1, round(0.068 * 17.3 * ratio))
    assert set(corners) <= ink
    inside = QRect(min(xs), min(ys), max(xs) - min(xs) + 1, max(ys) - min(ys) + 1).adjusted(
        thickness, thickness, -thickness, -thickness
    )
    assert not [point for point in ink if inside.contains(*point)]
    assert len(ink) == (max(xs) - min(xs) + 1) * (max(ys) - min(ys) + 1) - inside.width() * inside.height()


@pytest.mark.parametrize("ratio", RATIOS)
@pytest.mark.parametrize("size", [13.0, 16.0, 17.9, 24.0])
def test_rule_of_a_root_is_level_with_its_sign(ratio: float, size: float, font: MathFont) -> None:
    for body in ("x", r"\frac ab", r"\hspace{3em}"):
        image = painted(Formula(rf"\sqrt{{{body}}}", size, font=font), ratio)
        ink = inked(image)
        top = min(y for _, y in ink)
        row = sorted(x for x, y in ink if y in (top, top + 1))
        assert max(right - left for left, right in pairwise(row)) <= 1  # no gap between sign and rule
        right_end = max(x for x, _ in ink)
        assert min(y for x, y in ink if x == right_end - 1) - top <= 1


def test_pieces_of_a_bar_leave_no_beads(font: MathFont) -> None:
    image = painted(
        Formula(r"\left|\vphantom{\begin{matrix}1\\2\\3\\4\\5\end{matrix}}\right.", 17.3, font=font), 1.0, offset=0.3
    )
    ink = inked(image)
    columns = {x for x, _ in ink}
    rows = sorted({y for _, y in ink})[2:-2]
    for x in columns:
        assert len({image.pixelColor(x, y).value() for y in rows}) == 1


def test_paint_leaves_the_painter_as_it_was(font: MathFont) -> None:
    image = QImage(100, 100, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    painter.setPen(QPen(QColor("red"), 3.0))
    hints = painter.renderHints()
    Formula(r"\left\|\frac ab\right\|", 17.0, font=font).paint(painter, 10.0, 50.0, BLACK)
    assert (painter.pen().color().name(), painter.pen().widthF()) == ("#ff0000", 3.0)
    assert painter.renderHints() == hints
    painter.end()


def test_formula_can_be_painted_turned(font: MathFont) -> None:
    formula = Formula(r"\boxed{\frac ab}", 30.0, font=font)
    image = QImage(200, 200, QImage.Format.Format_RGB32)
    image.fill(WHITE)
    painter = QPainter(image)
    painter.translate(QPointF(100.0, 150.0))
    painter.rotate(-90.0)
    formula.paint(painter, 0.0, 0.0, BLACK)
    painter.end()
    ink = inked(image)
    height = max(y for _, y in ink) - min(y for _, y in ink)
    assert height == pytest.approx(formula.width, abs=2)
