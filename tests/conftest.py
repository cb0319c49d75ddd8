"""What every test is given: no screen, no slow campaign unless asked for, nothing left behind."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
os.environ["QT_QPA_PLATFORM"] = "offscreen"

import pytest

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication, QWidget


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--slow", action="store_true", help="also run the long forms of campaigns")


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    if not config.getoption("--slow"):
        skip = pytest.mark.skip(reason="a long campaign: run with --slow")
        for item in items:
            if item.get_closest_marker("slow"):
                item.add_marker(skip)


@pytest.fixture(scope="session")
def qapp_cls() -> Callable[..., QApplication]:
    """Let pytest-qt make the application as the program does, with its fonts and style, whichever test comes first."""
    from quizapp.main import make_application

    return lambda _arguments: make_application()


@pytest.fixture
def parent(qapp: QApplication) -> Iterator[QWidget]:
    """Give a widget to put widgets on; both are gone after the test."""
    from PySide6.QtCore import QEvent
    from PySide6.QtWidgets import QWidget

    made = QWidget()
    made.resize(640, 480)
    yield made
    made.close()
    made.deleteLater()
    qapp.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture(autouse=True)
def _nothing_left_behind(request: pytest.FixtureRequest) -> Iterator[None]:
    """Fail a test with windows that leaves a timer running or a window open."""
    yield
    if "qapp" not in request.fixturenames:
        return
    from PySide6.QtCore import QTimer
    from PySide6.QtWidgets import QApplication

    windows = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    timers = [
        timer
        for widget in QApplication.topLevelWidgets()
        for timer in widget.findChildren(QTimer)
        if timer.isActive() and widget.isVisible()
    ]
    for widget in windows:
        widget.close()
    assert not timers, f"timers still run: {timers}"
    assert not windows, f"windows are still open: {windows}"
