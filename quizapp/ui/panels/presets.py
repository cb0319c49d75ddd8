"""The list of named runs of a simulation."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QWidget

from quizapp.ui.widgets.combo import Combo

OWN = "Your own settings"


class PresetBox(Combo):
    """Chooses a preset; says so when the run is none of them.

    Signals:
        chosen: Id of the preset the learner chose.
    """

    chosen = Signal(str)

    def __init__(self, simulation: Any, parent: QWidget) -> None:
        super().__init__(parent)
        self._presets = tuple(simulation.presets)
        self.setAccessibleName("Start from")
        for position, preset in enumerate(self._presets):
            self.addItem(preset.title)
            self.setItemData(position, preset.caption, Qt.ItemDataRole.ToolTipRole)
        self.addItem(OWN)
        self.activated.connect(self._on_activated)

    def show_run(self, run: Any) -> None:
        """Show which preset a run is."""
        place = next(
            (
                position
                for position, preset in enumerate(self._presets)
                if preset.params == run.params and preset.seed == run.seed and not run.events
            ),
            len(self._presets),
        )
        self.setCurrentIndex(place)

    def _on_activated(self, position: int) -> None:
        if position < len(self._presets):
            self.chosen.emit(self._presets[position].id)
