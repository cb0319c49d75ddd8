"""Imports NumPy, pyqtgraph and the engine in a thread once the first card is painted: start-up does not wait for them."""

from __future__ import annotations

import threading
from importlib import import_module

from PySide6.QtCore import QObject, Signal

# In the order they are needed; pyqtgraph makes no QObject while it is imported, so a thread may do it.
MODULES = (
    "quizapp.services.fsrs_scheduler",
    "numpy",
    "engine.catalog",
    "engine.simulations.perceptron_learning",
    "pyqtgraph",
    "contourpy",
    "quizapp.services.simulations",
    "quizapp.ui.panels.simulation_panel",
    "quizapp.ui.screens.study",
    "quizapp.ui.screens.cards",
    "quizapp.ui.screens.lab",
    "quizapp.ui.screens.quiz",
)


class WarmUp(QObject):
    """Loads what simulations need.

    Signals:
        ready: Everything is loaded; emitted in the window's own thread.
    """

    ready = Signal()
    _loaded = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.done = False
        self._thread: threading.Thread | None = None
        self._loaded.connect(self._on_loaded)

    def start(self) -> None:
        """Start loading, once."""
        if self._thread is None:
            self._thread = threading.Thread(target=self._load, name="warm-up", daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Load whatever is missing now; for pictures and tests, which must not wait for a thread."""
        self.start()
        if self._thread is not None:
            self._thread.join()
        self._on_loaded()

    def _load(self) -> None:
        for name in MODULES:
            import_module(name)
        self._loaded.emit()

    def _on_loaded(self) -> None:
        if not self.done:
            self.done = True
            self.ready.emit()
