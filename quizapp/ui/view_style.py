"""A theme in the words of the simulation views. Apart from the theme, because it needs pyqtgraph."""

from __future__ import annotations

from quizapp.sim_views.style import ViewStyle
from quizapp.ui.fonts import SANS
from quizapp.ui.theme import Theme


def view_style(theme: Theme, ratio: float) -> ViewStyle:
    """Return what views need to know of a theme, for a screen with this many device pixels in a logical one."""
    return ViewStyle(
        dark=theme.name == "dark",
        ratio=ratio,
        family=SANS,
        surface=theme.surface,
        sunken=theme.sunken,
        text=theme.text,
        muted=theme.text_muted,
        border=theme.border,
        accent=theme.accent,
        blue=theme.blue,
        orange=theme.orange,
        green=theme.green,
        vermillion=theme.vermillion,
        purple=theme.purple,
    )
