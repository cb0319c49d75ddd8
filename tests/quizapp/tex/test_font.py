"""The font's tables, read a second time by ziafont and ziamath; and what happens without the font."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import fontpkg_inter
import pytest
from PySide6.QtGui import QFontDatabase, QRawFont

from quizapp.tex import font as font_module
from quizapp.tex.errors import MathFontError
from quizapp.tex.font import MathFont, math_font
from quizapp.tex.opentype import Corner, MathConstants

STIX = next(path for path in font_module._candidates() if isinstance(path, Path))


@pytest.fixture(scope="module")
def other(ziamath: Any) -> Any:
    """The same font as ziamath reads it."""
    return ziamath.mathfont.MathFont(STIX)


def camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.capitalize() for part in tail)


@pytest.mark.parametrize("name", MathConstants._fields)
def test_constant_agrees_with_another_reader(name: str, font: MathFont, other: Any) -> None:
    assert getattr(font.table.constants, name) == getattr(other.math.consts, camel(name))


def test_percentages_agree_with_another_reader(font: MathFont, other: Any) -> None:
    consts, table = other.math.consts, font.table
    assert table.script_scale == consts.scriptPercentScaleDown / 100
    assert table.scriptscript_scale == consts.scriptScriptPercentScaleDown / 100
    assert table.radical_degree_raise == consts.radicalDegreeBottomRaisePercent / 100
    assert table.display_operator_min_height == consts.displayOperatorMinHeight


@pytest.mark.parametrize("char", "xfVW𝑥𝑓𝑉𝑊𝛼∑∫(√\u0302⏞→")
def test_glyph_agrees_with_another_reader(char: str, font: MathFont, other: Any) -> None:
    glyph, theirs = font.glyph(char), other.glyph(char)
    assert glyph == theirs.index
    assert font.metrics(glyph).advance == theirs.advance()
    assert font.metrics(glyph).left == pytest.approx(theirs.bbox.xmin, abs=1)
    assert font.metrics(glyph).height == pytest.approx(theirs.bbox.ymax, abs=1)
    assert font.table.italic_correction(glyph) == (other.math.italicsCorrection.getvalue(glyph) or 0)
    assert font.table.accent_position(glyph) == other.math.topAccentAttachment.getvalue(glyph)


@pytest.mark.parametrize("char", "([{|√∑∫⟨")
def test_vertical_variants_agree_with_another_reader(char: str, font: MathFont, other: Any) -> None:
    glyph = font.glyph(char)
    assert {length: variant for variant, length in font.table.vertical_growth(glyph).variants} == other.math.listvariants(glyph)


@pytest.mark.parametrize("char", "𝑉𝑓𝐴𝑊𝐿𝛾")
@pytest.mark.parametrize("height", [-300, 0, 155, 157, 250, 290, 700])
def test_corner_kerns_agree_with_another_reader(char: str, height: int, font: MathFont, other: Any) -> None:
    record = other.math.kernInfo.glyph(font.glyph(char))
    theirs = [record.topright, record.topleft, record.bottomright, record.bottomleft]
    ours = [font.table.kern(font.glyph(char), corner, height) for corner in Corner]
    assert ours == [kern.getkern(height) for kern in theirs]


@pytest.mark.parametrize("pair", ["AV", "To", "Te", "Va", "fi", "LT", "xx", "mm"])
def test_kerning_agrees_with_another_reader(pair: str, font: MathFont, other: Any) -> None:
    from ziafont import Font

    plain = Font(STIX)
    theirs = plain.advance(plain.glyphindex(pair[0]), plain.glyphindex(pair[1])) - plain.advance(
        plain.glyphindex(pair[0]), None
    )
    assert font.kern(font.glyph(pair[0]), font.glyph(pair[1])) == theirs


def test_script_forms_differ_from_text_forms_and_exist_for_both_levels(font: MathFont) -> None:
    for char in "𝑥′2+𝛼":
        text = font.glyph(char)
        script, scriptscript = font.script_form(text, 1), font.script_form(text, 2)
        assert font.script_form(text, 0) == text
        assert len({text, script, scriptscript}) == 3


def test_dotless_i_is_lower_than_i(font: MathFont) -> None:
    dotted = font.glyph("𝑖")
    assert font.metrics(font.dotless(dotted)).height < font.metrics(dotted).height
    assert font.dotless(font.glyph("𝑥")) == font.glyph("𝑥")


def test_missing_character_is_glyph_zero(font: MathFont) -> None:
    assert font.glyph("語") == 0


@pytest.fixture
def forget_font() -> Iterator[None]:
    math_font.cache_clear()
    yield
    math_font.cache_clear()


@pytest.mark.usefixtures("forget_font", "qapp")
def test_math_font_falls_back_to_an_installed_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_module, "find_spec", lambda _name: None)
    monkeypatch.setattr(QFontDatabase, "families", lambda: ["Sans", "Some Math"])
    monkeypatch.setattr(QRawFont, "fromFont", lambda described: QRawFont(str(STIX), 16.0, described.hintingPreference()))
    assert math_font().table.constants.axis_height == 258


@pytest.mark.usefixtures("forget_font", "qapp")
def test_math_font_says_what_to_install_when_there_is_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(font_module, "_candidates", lambda: iter([Path("nowhere.ttf")]))
    with pytest.raises(MathFontError, match='install the Python package "ziamath"'):
        math_font()


@pytest.mark.usefixtures("qapp")
def test_font_refuses_files_that_are_no_math_fonts(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"no font at all")
    with pytest.raises(MathFontError, match="cannot be read as a font"):
        MathFont(broken)
    with pytest.raises(MathFontError, match="no font file"):
        MathFont(tmp_path / "absent.ttf")
    plain = next(Path(fontpkg_inter.__file__).parent.rglob("Inter*.ttf"))
    with pytest.raises(MathFontError, match="no readable MATH table"):
        MathFont(plain)
