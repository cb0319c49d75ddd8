"""Whatever a learner does with a simulation, in whatever order: nothing fails, nothing runs on, nothing is kept for ever.

The short form makes some dozens of random moves with each simulation; ``--slow`` makes 10,000, and 100 openings.
"""

from __future__ import annotations

import gc
import random
import re
import time
import tracemalloc
import weakref
from collections.abc import Callable
from typing import Any

import pyqtgraph as pg
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from engine.catalog import simulation_ids
from engine.params import Choice, Integer, Real, Spec, specs
from engine.share import MAX_LENGTH, from_share
from quizapp.services.named_runs import find
from quizapp.ui.panels.simulation_panel import SimulationPanel
from quizapp.ui.theme import LIGHT

NOT_A_NUMBER = re.compile(r"(?<![\w-])[-+\u2212]?(nan|inf)(?![\w])", re.IGNORECASE)
MOVES = 40
SIZES = ((420, 560), (600, 720), (960, 600))
MOST_STEPS = 400

every_simulation = pytest.mark.parametrize("simulation_id", simulation_ids())


def some(dice: random.Random, spec: Spec) -> Any:
    """A random allowed value; one in four lies at an end."""
    if isinstance(spec, Real):
        return spec.at(dice.choice([0.0, 1.0]) if dice.random() < 0.25 else dice.random())
    if isinstance(spec, Integer):
        return dice.choice([spec.low, spec.high]) if dice.random() < 0.25 else dice.randint(spec.low, spec.high)
    return dice.choice(list(spec.members)) if isinstance(spec, Choice) else dice.random() < 0.5


class Learner:
    """Does random things to a panel."""

    def __init__(self, panel: Any, seed: int) -> None:
        self.panel, self.dice = panel, random.Random(seed)
        self.simulation = panel.session.simulation
        self.specs = specs(self.simulation.Params)
        self.moves: list[Callable[[], None]] = [
            self.change_parameter,
            self.change_parameter,
            self.act,
            self.use_mouse,
            self.use_mouse,
            self.go_somewhere,
            self.press_key,
            self.play,
            self.open_preset,
            self.resize,
            self.open_link,
        ]

    def change_parameter(self) -> None:
        name = self.dice.choice(list(self.specs))
        self.panel._on_param(name, some(self.dice, self.specs[name]))

    def act(self) -> None:
        if self.simulation.event_specs:
            kind = self.dice.choice(list(self.simulation.event_specs))
            self.panel._on_acted(kind, [some(self.dice, spec) for spec in self.simulation.event_specs[kind].values()])

    def use_mouse(self) -> None:
        plots = [plot for plot in self.panel.findChildren(pg.PlotWidget) if plot.isVisible()]
        widget = self.dice.choice([plot.viewport() for plot in plots] or [self.panel.picture])
        start, end = (QPoint(self.dice.randrange(widget.width()), self.dice.randrange(widget.height())) for _ in range(2))
        button = self.dice.choice([Qt.MouseButton.LeftButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton])
        QTest.mousePress(widget, button, Qt.KeyboardModifier.NoModifier, start)
        if self.dice.random() < 0.6:
            QTest.mouseMove(widget, (start + end) / 2)
            QTest.mouseMove(widget, end)
        QTest.mouseRelease(widget, button, Qt.KeyboardModifier.NoModifier, end)

    def go_somewhere(self) -> None:
        self.panel._on_sought(self.dice.randrange(min(MOST_STEPS, self.panel.session.horizon) + 1))

    def press_key(self) -> None:
        self.panel.key(self.dice.choice(".,rdszyc"))

    def play(self) -> None:
        session = self.panel.session
        session.play()
        for _ in range(3):
            session.tick(0.03)
            session.work(0.002)
        session.pause()
        self.panel.refresh()

    def open_preset(self) -> None:
        self.panel._on_preset(self.dice.choice(self.simulation.presets).id)

    def resize(self) -> None:
        self.panel.resize(*self.dice.choice(SIZES))

    def open_link(self) -> None:
        text = self.panel.session.share
        if len(text) <= MAX_LENGTH:
            assert from_share(text) == self.panel.session.run


def painted_words(panel: QWidget) -> str:
    """Every word that can be read in a panel."""
    found = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    for plot in panel.findChildren(pg.PlotWidget):
        if plot.isVisible():
            found += [
                item.toPlainText() for item in plot.items() if isinstance(item, pg.TextItem | pg.QtWidgets.QGraphicsTextItem)
            ]
    return "\n".join([*found, panel.picture.accessibleDescription()])


def wander(simulation_id: str, parent: QWidget, moves: int) -> None:
    panel = SimulationPanel(find(simulation_id), LIGHT, time.perf_counter, parent, compact=moves % 2 == 0)
    panel.resize(600, 720)
    parent.show()
    learner = Learner(panel, seed=moves)
    done: list[str] = []
    for _ in range(moves):
        move = learner.dice.choice(learner.moves)
        done = [*done[-8:], move.__name__]
        move()
        panel.session.pause()
        QApplication.processEvents()
        words = painted_words(panel)
        assert not NOT_A_NUMBER.search(words), (done, panel.session.share, panel.session.step, words)
    panel.session.pause()
    panel.settle()
    QApplication.processEvents()
    assert not [timer for timer in panel.findChildren(QTimer) if timer.isActive()]
    panel.close()


@every_simulation
def test_random_moves_leave_every_simulation_in_order(simulation_id: str, parent: QWidget) -> None:
    wander(simulation_id, parent, MOVES)


@pytest.mark.slow
@every_simulation
def test_ten_thousand_random_moves_leave_every_simulation_in_order(simulation_id: str, parent: QWidget) -> None:
    wander(simulation_id, parent, 10_000)


def open_and_close(simulation_id: str, parent: QWidget) -> weakref.ref[SimulationPanel]:
    panel = SimulationPanel(find(simulation_id), LIGHT, time.perf_counter, parent, compact=True)
    panel.resize(600, 720)
    panel.show()
    panel.settle()
    panel.play_or_pause()
    QApplication.processEvents()
    panel.close()
    panel.deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return weakref.ref(panel)


@every_simulation
def test_a_closed_simulation_is_gone(simulation_id: str, parent: QWidget) -> None:
    parent.show()
    left = [open_and_close(simulation_id, parent) for _ in range(2)]
    gc.collect()
    assert [panel() for panel in left] == [None, None]
    assert not parent.findChildren(QTimer)


@pytest.mark.slow
@every_simulation
def test_a_hundred_openings_take_no_memory(simulation_id: str, parent: QWidget) -> None:
    parent.show()
    for _ in range(3):  # caches fill
        open_and_close(simulation_id, parent)
    gc.collect()
    tracemalloc.start()
    try:
        before = tracemalloc.get_traced_memory()[0]
        for _ in range(100):
            open_and_close(simulation_id, parent)
        gc.collect()
        grown = tracemalloc.get_traced_memory()[0] - before
    finally:
        tracemalloc.stop()
    assert grown < 5e6
    assert not parent.findChildren(QTimer)
