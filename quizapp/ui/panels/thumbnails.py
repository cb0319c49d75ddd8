"""Small pictures of simulations for the gallery, drawn by the same views as the large ones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QPalette, QPixmap

from quizapp.services.named_runs import first_preset
from quizapp.services.simulations import SimulationSession
from quizapp.sim_views.protocol import SimView, build_view
from quizapp.ui.theme import Theme
from quizapp.ui.view_style import view_style

SHRUNK = 1.25  # how much larger a view is drawn than it is shown


class ThumbnailMaker:
    """Makes one thumbnail in portions, so that the gallery stays responsive while they appear."""

    def __init__(self, simulation_id: str, clock: Callable[[], float]) -> None:
        session = SimulationSession(first_preset(simulation_id), clock)
        session.seek(session.origin.at)
        self._session = session

    def work(self, budget_s: float) -> bool:
        """Compute for about this long. Returns whether the picture can be drawn."""
        self._session.work(budget_s)
        return self._session.goal == self._session.step

    def draw(self, size: QSize, theme: Theme, ratio: float) -> QPixmap:
        """Return the picture: the view in a small panel, made smaller still."""
        widget = build_view(self._session.simulation.id, view_style(theme, ratio))
        view: SimView = widget  # type: ignore[assignment]  # a widget that is a SimView, see build_view
        palette = widget.palette()
        palette.setColor(QPalette.ColorRole.Window, QColor(theme.surface))
        widget.setPalette(palette)
        widget.resize(size * SHRUNK)
        view.set_compact(True)
        view.show_frame(self._session.frame())
        picture = widget.grab()
        widget.deleteLater()
        small = picture.scaled(
            size * picture.devicePixelRatio(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
        )
        small.setDevicePixelRatio(picture.devicePixelRatio())
        return small
