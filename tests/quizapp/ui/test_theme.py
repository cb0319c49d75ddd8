from __future__ import annotations

import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication

from quizapp.ui.icons import icon, icon_names
from quizapp.ui.style_sheet import style_sheet
from quizapp.ui.theme import DARK, LIGHT, Theme, chosen_theme

both = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=lambda theme: theme.name)


def luminance(colour: str) -> float:
    """WCAG 2.2, "relative luminance"."""
    channels = (channel / 255 for channel in QColor(colour).getRgb()[:3])
    linear = [channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4 for channel in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """WCAG 2.2, "contrast ratio"."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_on_white_is_21() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21.0)


@both
@pytest.mark.parametrize(
    "name", ["text", "heading", "text_secondary", "text_muted", "accent", "green", "vermillion", "orange_text"]
)
@pytest.mark.parametrize("ground", ["surface", "background"])
def test_words_can_be_read(theme: Theme, name: str, ground: str) -> None:
    assert contrast(getattr(theme, name), getattr(theme, ground)) >= 4.5


@both
@pytest.mark.parametrize(
    ("words", "ground"),
    [("on_accent", "accent"), ("surface", "text"), ("green", "green_soft"), ("vermillion", "vermillion_soft")],
)
def test_words_on_coloured_ground_can_be_read(theme: Theme, words: str, ground: str) -> None:
    assert contrast(getattr(theme, words), getattr(theme, ground)) >= 4.4


@both
@pytest.mark.parametrize("name", ["blue", "orange", "green", "vermillion", "purple"])
def test_marks_stand_out(theme: Theme, name: str) -> None:
    assert contrast(getattr(theme, name), theme.surface) >= 3.0


@both
@pytest.mark.parametrize("colour", [*LIGHT.syntax])
def test_code_can_be_read(theme: Theme, colour: str) -> None:
    assert contrast(theme.syntax[colour], theme.code_background) >= 4.5


def test_a_setting_chooses_the_theme(qapp: QApplication) -> None:
    assert chosen_theme("light") is LIGHT
    assert chosen_theme("dark") is DARK
    assert chosen_theme("system") in (LIGHT, DARK)


@both
def test_the_style_sheet_has_no_gaps(theme: Theme) -> None:
    sheet = style_sheet(theme)
    assert "{t." not in sheet
    assert sheet.count("{") == sheet.count("}")


@pytest.mark.parametrize("name", icon_names())
def test_every_icon_draws_something_in_its_colour(name: str, qapp: QApplication) -> None:
    image = icon(name, "#ff0000").pixmap(24, 24).toImage()
    inked = [image.pixelColor(x, y) for x in range(24) for y in range(24) if image.pixelColor(x, y).alpha() > 200]
    assert len(inked) > 5
    assert all(colour.red() > 200 and colour.green() < 60 for colour in inked)
