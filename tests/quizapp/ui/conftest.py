from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from quizapp.main import make_context, shipped_library
from quizapp.services.clock import FixedClock
from quizapp.services.library import Library
from quizapp.storage.collection import open_collection
from quizapp.ui.context import Context
from quizapp.ui.main_window import MainWindow

MONDAY = int(datetime(2026, 3, 2, 9, tzinfo=UTC).timestamp() * 1000)


@pytest.fixture(scope="session")
def library() -> Library:
    return shipped_library()


@dataclass
class Desk:
    """A learner's desk: one collection file, a clock that stands until it is moved, and at most one open window."""

    file: Path
    library: Library
    clock: FixedClock
    window: MainWindow | None = None
    _close: Callable[[], None] | None = None

    def open(self, *, resize: bool = True) -> MainWindow:
        database = open_collection(self.file, self.clock.now_ms())
        context = make_context(database, self.library, self.clock)
        context.warm_up.finish()
        window = MainWindow(context, str(self.file))
        if resize:
            window.resize(1280, 800)
        window.show()
        QApplication.processEvents()
        self.window, self._close = window, database.close
        return window

    @property
    def context(self) -> Context:
        assert self.window is not None
        return self.window._context

    def press(self, *keys: Qt.Key | str) -> None:
        """Press keys where the keyboard is, as a learner does."""
        for key in keys:
            target = QApplication.focusWidget() or self.window
            assert target is not None
            if isinstance(key, str):
                QTest.keyClicks(target, key)
            else:
                QTest.keyClick(target, key)
            QApplication.processEvents()

    def press_control(self, key: Qt.Key) -> None:
        target = QApplication.focusWidget() or self.window
        assert target is not None
        QTest.keyClick(target, key, Qt.KeyboardModifier.ControlModifier)
        QApplication.processEvents()

    def quit(self) -> None:
        if self.window is not None:
            self.window.close()
            self.window.deleteLater()
            QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
            self.window = None
        if self._close is not None:
            self._close()
            self._close = None


@pytest.fixture
def desk(tmp_path: Path, library: Library, qapp: QApplication) -> Iterator[Desk]:
    made = Desk(tmp_path / "collection.sqlite3", library, FixedClock(MONDAY))
    yield made
    made.quit()
