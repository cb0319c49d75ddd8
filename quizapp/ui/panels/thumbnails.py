"""Small pictures of simulations for the gallery, drawn by the same views as the large ones."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtGui import QPixmap

from quizapp.services.simulations import SimulationSession, first_preset
from quizapp.sim_views.protocol import SimView, build_view
from quizapp.ui.theme import Theme
from quizapp.ui.view_style import view_style


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
        """Return the picture."""
        widget = build_view(self._session.simulation.id, view_style(theme, ratio))
        view: SimView = widget  # type: ignore[assignment]  # a widget that is a SimView, see build_view
        widget.resize(size)
        view.set_compact(True)
        view.show_frame(self._session.frame())
        picture = widget.grab()
        widget.deleteLater()
        return picture
