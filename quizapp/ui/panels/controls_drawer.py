"""The controls under a small simulation: one row of them until all are asked for."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from quizapp.ui.widgets.control_panel import ControlPanel

LEAST_PX = 60
MOST = 0.4  # of the simulation's height


class ControlsDrawer(QScrollArea):
    """Takes as much height as its controls need and its panel can spare."""

    def __init__(self, controls: ControlPanel, parent: QWidget) -> None:
        super().__init__(parent)
        self._controls = controls
        self._all = False
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        controls.setObjectName("scrolled")
        self.setWidget(controls)

    def toggle(self) -> None:
        """Show all controls, or one row again; ``fit`` makes it so."""
        self._all = not self._all

    def fit(self, height: int) -> None:
        """Take the room there is in a panel of this height."""
        self._controls.set_limit(None if self._all else self._controls.columns_for(self.width()))
        needed = self._controls.sizeHint().height()
        self.setFixedHeight(min(needed, max(LEAST_PX, round(MOST * height))))
