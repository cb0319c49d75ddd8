"""The composition root: builds everything once, in order. Nothing else makes services."""

from __future__ import annotations

import argparse
import faulthandler
import gc
import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtWidgets import QApplication

from quizapp.decks.loader import load_deck
from quizapp.services.clock import Clock, SystemClock
from quizapp.services.library import Library, deck_folders, load_library, shipped_content
from quizapp.services.predictions import PredictionService
from quizapp.services.quizzes import QuizService
from quizapp.services.settings import SettingsService
from quizapp.services.study import StudyService, fsrs_scheduler
from quizapp.storage.collection import open_collection
from quizapp.storage.database import CollectionError, Database
from quizapp.ui.context import Context
from quizapp.ui.fonts import load_fonts
from quizapp.ui.main_window import MainWindow
from quizapp.ui.slot_errors import report_slot_errors
from quizapp.ui.warm_up import WarmUp

COLLECTION = "collection.sqlite3"
NAME = "quizapp"


def data_folder(given: Path | None) -> Path:
    """Return where the collection lives: the given folder, ``QUIZAPP_DATA``, or the platform's place for such data."""
    if given is not None:
        return given
    if os.environ.get("QUIZAPP_DATA"):
        return Path(os.environ["QUIZAPP_DATA"])
    from platformdirs import user_data_path

    return user_data_path(NAME, appauthor=False)


def make_application() -> QApplication:
    """Return the one application object, with fonts and base style."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName(NAME)
    application.setDesktopFileName(NAME)
    application.setStyle("Fusion")
    load_fonts()
    return application


def shipped_library() -> Library:
    """Return the decks that come with the app."""
    return load_library(deck_folders(shipped_content()), load_deck)


def make_context(database: Database, library: Library, clock: Clock) -> Context:
    """Build the services of an open collection."""
    settings = SettingsService(database)
    return Context(
        library=library,
        study=StudyService(database, library, fsrs_scheduler, clock, settings),
        quizzes=QuizService(database, library, clock),
        predictions=PredictionService(database, clock),
        settings=settings,
        clock=clock,
        stopwatch=time.perf_counter,
        warm_up=WarmUp(),
    )


@contextmanager
def opened(path: Path, clock: Clock) -> Iterator[Database]:
    """Open a collection and close it again, whatever happens."""
    database = open_collection(path, clock.now_ms())
    try:
        yield database
    finally:
        database.close()


def open_window(options: argparse.Namespace) -> int:
    """Open the window on the learner's collection and stay until it is closed."""
    faulthandler.enable()
    application = make_application()
    path = data_folder(options.data) / COLLECTION
    clock = SystemClock()
    try:
        with opened(path, clock) as database:
            context = make_context(database, shipped_library(), clock)
            window = MainWindow(context, str(path))
            report_slot_errors(window)
            window.painted.connect(gc.enable)  # off since the start of the process
            window.painted.connect(context.warm_up.start)
            if options.command == "open":
                window.go(f"lab/{options.run}")
            window.show()
            return application.exec()
    except CollectionError as error:
        print(f"quizapp: {error}", file=sys.stderr)  # noqa: T201  (also said where the window cannot open)
        return 2


def take_screenshots(options: argparse.Namespace) -> int:
    """Write pictures of everything, without a screen and without touching the learner's collection."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    os.environ["QT_SCALE_FACTOR"] = str(options.ratio)
    from quizapp.ui.screenshots import Tour, write_tour

    make_application()
    tour = Tour(options.folder, options.theme, options.size, options.only)
    return write_tour(tour, shipped_library(), make_context)
