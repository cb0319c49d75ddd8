"""Pictures of every screen, card and simulation, made without a screen, on a collection that exists only for them."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QImage, QKeyEvent, QPainter
from PySide6.QtWidgets import QApplication, QWidget

from quizapp.domain.scheduling import Rating
from quizapp.services.clock import Clock, FixedClock
from quizapp.services.library import Library
from quizapp.services.study import Presented
from quizapp.storage.collection import open_collection
from quizapp.storage.database import Database
from quizapp.ui.context import Context
from quizapp.ui.main_window import MainWindow
from quizapp.ui.panels.simulation_host import SimulationHost
from quizapp.ui.screens.lab import LabScreen
from quizapp.ui.theme import DARK, LIGHT, Theme

NOON = int(datetime(2026, 3, 2, 12, tzinfo=UTC).timestamp() * 1000)
QUIZ_COUNT = 30  # enough for every kind to be among them
QUIZ_SEED = 7
RESPONSES = {"single": "1", "multi": "12", "truefalse": "13", "numeric": "3"}  # keys, mostly wrong answers
ANSWERED = 5  # cards of the demonstration collection that have been studied before


@dataclass(frozen=True, slots=True)
class Tour:
    """What to write.

    Attributes:
        folder: Where the pictures go.
        theme: ``light``, ``dark`` or ``both``.
        size: Size of the window in logical pixels.
        only: Part of the name of the pictures wanted; empty for all.
    """

    folder: Path
    theme: str
    size: tuple[int, int]
    only: str


MakeContext = Callable[[Database, Library, Clock], Context]


def write_tour(tour: Tour, library: Library, make_context: MakeContext) -> int:
    """Write all pictures and return the exit status."""
    try:
        tour.folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        print(f"quizapp screenshots: cannot write to {tour.folder}: {error.strerror}", file=sys.stderr)  # noqa: T201
        return 2
    written = 0
    for theme in (LIGHT, DARK):
        if tour.theme in (theme.name, "both"):
            with tempfile.TemporaryDirectory() as folder:
                written += _write_theme(tour, theme, library, make_context, Path(folder))
    print(f"{written} pictures in {tour.folder}")  # noqa: T201  (this is a command)
    return 0


def _write_theme(tour: Tour, theme: Theme, library: Library, make_context: MakeContext, folder: Path) -> int:
    clock = FixedClock(NOON)
    database = open_collection(folder / "demonstration.sqlite3", clock.now_ms())
    try:
        context = make_context(database, library, clock)
        _study_a_little(context, clock)
        context.warm_up.finish()
        window = MainWindow(context, "demonstration.sqlite3")
        window.resize(*tour.size)
        window.set_theme(theme)
        window.show()
        written = 0
        for name, arrive in stations(window, context).items():
            if tour.only in name:
                arrive()
                settle(window)
                picture(window).save(str(tour.folder / f"{name}-{theme.name}.png"))
                close_dialogs(window)
                written += 1
        window.close()
        window.deleteLater()
        QApplication.processEvents()
        return written
    finally:
        database.close()


def _study_a_little(context: Context, clock: FixedClock) -> None:
    """Answer some cards on earlier days, so that the pictures show a collection in use."""
    clock.advance(days=-4)
    for number in range(2 * ANSWERED):
        shown = context.study.next_card()
        if isinstance(shown, Presented):
            context.study.answer(shown, Rating.EASY if number % 3 == 0 else Rating.GOOD, 35_000)
        clock.advance(minutes=11)
    clock.instant_ms = NOON


def stations(window: MainWindow, context: Context) -> dict[str, Callable[[], None]]:
    """Return for the name of each picture what brings the window there, in the order of the tour."""
    found: dict[str, Callable[[], None]] = {
        "today": partial(window.go, "today"),
        "cards": partial(window.go, "cards"),
        "lab": partial(_gallery, window),
        "quiz-setup": partial(window.go, "quiz"),
    }
    for number, card_id in enumerate(context.library.cards, 1):
        found[f"card-{number:02}-{card_id}-question"] = partial(window.go, f"study/card:{card_id}")
        found[f"card-{number:02}-{card_id}-answer"] = partial(_reveal, window, card_id)
    found["card-predict-result"] = partial(_predict, window)
    for simulation in _simulations():
        found[f"lab-{simulation}"] = partial(window.go, f"lab/{simulation}")
    found["lab-compare"] = partial(_compare, window)
    found["lab-seeds"] = partial(_seeds, window)
    found["lab-program"] = partial(_program, window)
    found["lab-tables"] = partial(_tables, window)
    found["lab-notebook"] = partial(_notebook, window)
    found |= _quiz_stations(window, context)
    found["study-done"] = partial(window.go, "study/topic:none")
    found["help"] = partial(_dialog, window, "study", window.show_help)
    found["settings"] = partial(_dialog, window, "today", window.show_settings)
    return found


def _simulations() -> list[str]:
    from quizapp.services.named_runs import all_simulations  # loads NumPy, see WarmUp

    return [simulation.id for simulation in all_simulations()]


def _gallery(window: MainWindow) -> None:
    window.go("lab")
    page = window.page("lab")
    settle(window)
    if isinstance(page, LabScreen):
        page.finish_thumbnails()


def _compare(window: MainWindow) -> None:
    window.go("lab/mlp_classifier/moons")
    settle(window)
    page = window.page("lab")
    made = page.compare() if isinstance(page, LabScreen) else None
    if made is not None:
        made.sessions[1].set_param("learning_rate", 0.5)
        made.sessions[0].seek(60)
        made.settle()


def _seeds(window: MainWindow) -> None:
    from quizapp.ui.dialogs.seeds import SeedsDialog  # loads pyqtgraph

    window.go("lab/mlp_classifier/xor_two_units")
    settle(window)
    page = window.page("lab")
    if isinstance(page, LabScreen):
        page.tools.show_seeds()
    for dialog in window.findChildren(SeedsDialog):
        dialog.finish()


def _program(window: MainWindow) -> None:
    window.go("lab/perceptron_learning/and_gate")
    settle(window)
    page = window.page("lab")
    if isinstance(page, LabScreen):
        page.tools.show_program()


def _tables(window: MainWindow) -> None:
    window.go("lab/mlp_classifier/moons")
    settle(window)
    page = window.page("lab")
    if isinstance(page, LabScreen):
        page.tools.show_tables()


def _notebook(window: MainWindow) -> None:
    for run in ("gradient_descent/overshoot", "gradient_descent/edge_of_stability", "gradient_descent/diverges"):
        window.go(f"lab/{run}")
        settle(window)
    page = window.page("lab")
    if isinstance(page, LabScreen):
        page.tools.show_notebook()


def _reveal(window: MainWindow, card_id: str) -> None:
    window.go(f"study/card:{card_id}")
    settle(window)
    press(window.page("study"), Qt.Key.Key_Space)


def _predict(window: MainWindow) -> None:
    """Predict a number, a little too high, and see how it comes out."""
    window.go("study/card:norm-inputs")
    settle(window)
    for text in "45":
        press(window.focusWidget() or window, Qt.Key.Key_A, text)
    press(window.page("study"), Qt.Key.Key_Return)


def _quiz_stations(window: MainWindow, context: Context) -> dict[str, Callable[[], None]]:
    """Return one station for each kind of question, before and after the answer, and the result."""

    def start(count: int) -> tuple[str, ...]:
        window.go("quiz")
        settle(window)
        return tuple(item.question.body.kind for item in context.quizzes.start((), count, QUIZ_SEED).items)

    def ask(kind: str) -> None:
        window.go(f"quiz/{start(QUIZ_COUNT).index(kind)}")
        settle(window)

    def answer(kind: str) -> None:
        for text in RESPONSES[kind]:
            press(window.focusWidget() or window, Qt.Key.Key_A, text)
        press(window.page("quiz"), Qt.Key.Key_Return)

    def ask_and_answer(kind: str) -> None:
        ask(kind)
        answer(kind)

    def finish() -> None:
        for index, kind in enumerate(start(8)):
            window.go(f"quiz/{index}")
            settle(window)
            answer(kind)
            press(window.page("quiz"), Qt.Key.Key_Return)

    found: dict[str, Callable[[], None]] = {}
    for kind in RESPONSES:
        found[f"quiz-{kind}"] = partial(ask, kind)
        found[f"quiz-{kind}-feedback"] = partial(ask_and_answer, kind)
    found["quiz-result"] = finish
    return found


def _dialog(window: MainWindow, place: str, show: Callable[[], None]) -> None:
    window.go(place)
    show()


def close_dialogs(window: MainWindow) -> None:
    """Close what stands over the window and give the keyboard back to it."""
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            widget.close()
    window.activateWindow()  # nobody else gives the keyboard back without a screen


def press(widget: QWidget, key: Qt.Key, text: str = "") -> None:
    """Press and release a key."""
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        QApplication.sendEvent(widget, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))


def settle(window: MainWindow) -> None:
    """Let everything arrive: layouts, prepared answers, simulations on their way to a step."""
    QApplication.processEvents()
    for host in window.findChildren(SimulationHost):
        if host.isVisible() and host.current is not None:
            host.current.settle()
    QApplication.processEvents()


def picture(window: MainWindow) -> QImage:
    """Return the window, and an open dialog over it, as a picture with as many pixels as its screen would show."""
    ratio = window.devicePixelRatioF()
    image = QImage(window.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    painter = QPainter(image)
    window.render(painter, QPoint(0, 0))
    for widget in QApplication.topLevelWidgets():
        if widget is not window and widget.isVisible():
            place = QPoint((window.width() - widget.width()) // 2, (window.height() - widget.height()) // 2)
            painter.fillRect(window.rect(), Qt.GlobalColor.transparent)
            painter.save()
            painter.setOpacity(0.35)
            painter.fillRect(window.rect(), Qt.GlobalColor.black)
            painter.restore()
            widget.render(painter, place)
    painter.end()
    return image
