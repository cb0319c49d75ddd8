"""The formula as the app uses it: sizes, errors, cache."""

from __future__ import annotations

import subprocess
import sys

import pytest

from quizapp.tex.errors import TexError
from quizapp.tex.font import MathFont
from quizapp.tex.formula import Formula, formula


def test_formula_scales_with_its_size(font: MathFont) -> None:
    small, large = Formula(r"\frac{a}{b}+\sqrt{x}", 10.0, font=font), Formula(r"\frac{a}{b}+\sqrt{x}", 30.0, font=font)
    for name in ("width", "ascent", "descent"):
        assert getattr(large, name) == pytest.approx(3 * getattr(small, name))


def test_formula_remembers_its_source(font: MathFont) -> None:
    assert Formula("x", 16.0, font=font).tex == "x"


def test_display_gives_limits_room(font: MathFont) -> None:
    tex = r"\sum_{i=1}^n x_i"
    inline, display = Formula(tex, 16.0, font=font), Formula(tex, 16.0, display=True, font=font)
    assert display.ascent > 1.3 * inline.ascent
    assert display.descent > 1.3 * inline.descent


def test_formula_covers_ink_that_leans_out_of_its_box(font: MathFont) -> None:
    units = float(font.units_per_em)
    metrics = font.metrics(font.glyph("𝐿"))
    assert metrics.left < 0
    assert Formula("L", units, font=font).width == pytest.approx(metrics.advance - metrics.left)


def test_empty_formula_has_no_size(font: MathFont) -> None:
    empty = Formula("", 16.0, font=font)
    assert (empty.width, empty.ascent, empty.descent) == (0.0, 0.0, 0.0)


@pytest.mark.parametrize(("tex", "position"), [("a+語", 2), (r"\text{ab語}", 8), (r"x^{語}", 3)])
def test_character_the_font_lacks_is_an_error_at_its_place(tex: str, position: int, font: MathFont) -> None:
    with pytest.raises(TexError, match=r"the font has no glyph for 語 \(U\+8A9E\)") as caught:
        Formula(tex, 16.0, font=font)
    assert caught.value.position == position


def test_formula_is_laid_out_once(qapp: object) -> None:
    assert formula("x^2", 16.0) is formula("x^2", 16.0, display=False)
    assert formula("x^2", 16.0) is not formula("x^2", 16.0, display=True)
    assert formula("x^2", 16.0) is not formula("x^2", 17.0)


def test_formula_without_an_application_is_a_clear_error() -> None:
    code = (
        "from quizapp.tex.formula import formula\n"
        "from quizapp.tex.errors import MathFontError\n"
        "try: formula('x', 16.0)\n"
        "except MathFontError as error: print(error)"
    )
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "a QGuiApplication must exist" in run.stdout


def test_formula_does_not_import_ziamath() -> None:
    code = (
        "import sys\nfrom PySide6.QtGui import QGuiApplication\napp = QGuiApplication([])\n"
        "from quizapp.tex.formula import formula\nformula('x', 16.0)\nsys.exit('ziamath' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
