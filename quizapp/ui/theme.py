"""Design tokens and palette, light and dark: the only place where a colour of the app is written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette


@dataclass(frozen=True, slots=True, kw_only=True)
class Theme:
    """All colours of one look. ``text`` on ``surface`` and the data colours keep the contrast that tests compute."""

    name: str
    background: str
    surface: str
    raised: str
    sunken: str
    border: str
    border_strong: str
    text: str
    heading: str
    text_secondary: str
    text_muted: str
    accent: str
    accent_hover: str
    on_accent: str
    accent_soft: str
    blue: str
    orange: str
    orange_text: str
    green: str
    green_soft: str
    vermillion: str
    vermillion_soft: str
    purple: str
    code_background: str
    selection: str
    syntax: Mapping[str, str]


LIGHT = Theme(
    name="light",
    background="#F4F3F0",
    surface="#FFFFFF",
    raised="#FFFFFF",
    sunken="#F0EFEB",
    border="#E3E1DB",
    border_strong="#CFCCC4",
    text="#1B1B1F",
    heading="#1B1B1F",
    text_secondary="#55555E",
    text_muted="#696973",
    accent="#3355CC",
    accent_hover="#2846B4",
    on_accent="#FFFFFF",
    accent_soft="#E8ECFB",
    blue="#0072B2",
    orange="#C77700",
    orange_text="#9A5C00",
    green="#007A5A",
    green_soft="#E3F3EC",
    vermillion="#B44200",
    vermillion_soft="#FBEBE1",
    purple="#A64D86",
    code_background="#F6F5F2",
    selection="#CFDAFF",
    syntax={
        "keyword": "#8A3FA0",
        "string": "#2B7A3F",
        "comment": "#696973",
        "number": "#B3541E",
        "name": "#2456B3",
        "builtin": "#9A5B00",
        "operator": "#55555E",
    },
)

DARK = Theme(
    name="dark",
    background="#121317",
    surface="#1A1C22",
    raised="#22252D",
    sunken="#14161B",
    border="#2A2D36",
    border_strong="#3A3E4A",
    text="#D8DAE2",
    heading="#F4F4F7",
    text_secondary="#B0B3C0",
    text_muted="#8A8D9B",
    accent="#8AA4FF",
    accent_hover="#A1B6FF",
    on_accent="#0E1220",
    accent_soft="#232A45",
    blue="#56B4E9",
    orange="#F0AE3C",
    orange_text="#F0AE3C",
    green="#2FBF92",
    green_soft="#17302A",
    vermillion="#F0804A",
    vermillion_soft="#38241B",
    purple="#DE9CC6",
    code_background="#14161B",
    selection="#35437A",
    syntax={
        "keyword": "#C9A1E8",
        "string": "#8FCF9B",
        "comment": "#8A8D9B",
        "number": "#F0A875",
        "name": "#8AB8FF",
        "builtin": "#E8C27A",
        "operator": "#B4B6C2",
    },
)


def chosen_theme(setting: str) -> Theme:
    """Return the theme for the setting ``system``, ``light`` or ``dark``.

    On bare X11 and without a screen Qt does not know the system's scheme; light it is then.
    """
    if setting == "system":
        dark = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Dark
        return DARK if dark else LIGHT
    return DARK if setting == "dark" else LIGHT


def palette(theme: Theme) -> QPalette:
    """Return the palette for what the style sheet does not reach."""
    role = QPalette.ColorRole
    colours = {
        role.Window: theme.background,
        role.Base: theme.surface,
        role.AlternateBase: theme.sunken,
        role.WindowText: theme.text,
        role.Text: theme.text,
        role.Button: theme.raised,
        role.ButtonText: theme.text,
        role.Highlight: theme.accent,
        role.HighlightedText: theme.on_accent,
        role.ToolTipBase: theme.raised,
        role.ToolTipText: theme.text,
        role.Link: theme.accent,
        role.PlaceholderText: theme.text_muted,
        role.Mid: theme.border,
        role.Accent: theme.accent,
    }
    result = QPalette()
    for key, colour in colours.items():
        result.setColor(key, QColor(colour))
    for key in (role.WindowText, role.Text, role.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, key, QColor(theme.text_muted))
    return result
