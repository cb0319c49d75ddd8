"""Holds a simulation at its gate until the learner has predicted, then decides the prediction; part of the simulation panel."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from quizapp.domain.cards import SimulationLink
from quizapp.domain.predictions import (
    UNKNOWN,
    ChoicePrediction,
    ClickPrediction,
    Commitment,
    Prediction,
    Response,
    Spot,
    Truth,
)
from quizapp.services.forecast import objections, readouts_of, truth_of
from quizapp.services.named_runs import Named
from quizapp.services.simulations import SimulationSession
from quizapp.sim_views.protocol import place_view
from quizapp.ui.panels.player import Player
from quizapp.ui.theme import LIGHT, Theme
from quizapp.ui.widgets.prediction_strip import QuestionStrip, ResultStrip

TRAVEL_S = 1.5  # from the gate to the step that decides
STEP_S = 0.3  # and no longer than this for a step


def can_ask(link: SimulationLink, named: Named) -> bool:
    """Return whether a link asks for a prediction that its run can decide."""
    return link.predict is not None and next(objections(link, named.run), None) is None


class PredictionGate(QWidget):
    """Asks, commits, shows the result. While the learner thinks, a second session runs ahead to the step that decides.

    Signals:
        predicted: A commitment was made, also the one to be just shown; the simulation may go.
        closed: The learner has seen the result.
    """

    predicted = Signal(object)
    closed = Signal()

    def __init__(self, clock: Callable[[], float], picture: QWidget, parent: QWidget) -> None:
        """Make a gate that stands open.

        Args:
            clock: Seconds that only grow.
            picture: The simulation's view.
            parent: Owner.
        """
        super().__init__(parent)
        self._clock = clock
        self._theme: Theme = LIGHT
        self._places = place_view(picture)
        self._player = Player(clock, self)
        self._still = False
        self._asked: _Asked | None = None
        self._made: Commitment | None = None
        self._question: QuestionStrip | None = None
        self._result: ResultStrip | None = None
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.hide()
        if self._places is not None:
            self._places.pointed.connect(self._on_pointed)

    @property
    def asking(self) -> bool:
        """Whether a response is awaited."""
        return self._asked is not None and self._made is None

    @property
    def engaged(self) -> bool:
        """Whether a response is awaited or being decided."""
        return self._question is not None

    @property
    def result(self) -> str:
        """The result in words; empty as long as there is none."""
        return "" if self._result is None else self._result.text

    @property
    def takes_places(self) -> bool:
        """Whether the learner may point in the picture now."""
        return self.asking and self._places is not None and self._asks_for_place()

    def ask(self, named: Named, link: SimulationLink, *, still: bool) -> None:
        """Ask for the prediction of a link.

        Args:
            named: The run.
            link: One that ``can_ask``.
            still: Whether the run is shown without motion then.
        """
        self.clear()
        if link.predict is None or link.at is None:
            return
        by_name = {spec.name: spec for spec in named.run.simulation.readout_specs}
        specs = tuple(by_name[name] for name in readouts_of(link.predict))
        self._asked = _Asked(link.predict, link.gate, link.at, specs, SimulationSession(named, self._clock))
        self._still = still
        self._question = QuestionStrip(link.predict, specs, self)
        self._question.committed.connect(self._commit)
        self._question.declined.connect(self.decline)
        self._question.placed.connect(self._on_placed)
        self._put(self._question)
        if self._places is not None:
            self._places.take_places(self.takes_places)
        self._asked.ahead.seek(link.at)
        self._player.set_session(self._asked.ahead)
        self.wake()

    def commit(self) -> None:
        """Stand by the response given so far, or say what is missing."""
        if self._question is not None and self.asking:
            self._question.commit()

    def decline(self) -> None:
        """Just show the run."""
        if self.asking:
            self._commit(None)

    def key(self, text: str) -> bool:
        """Let a key answer. Returns whether it means anything here."""
        return self._question is not None and self.asking and self._question.key(text)

    def send(self, session: SimulationSession) -> None:
        """Send the session that is shown to the step that decides."""
        target = self._target
        if target is None:
            return
        left = target - session.step
        if self._still or left <= 0:
            session.seek(target)
        else:
            session.play_to(target, min(TRAVEL_S, STEP_S * left))

    def hurry(self, session: SimulationSession) -> None:
        """Let a session that is on its way go to the step that decides at once."""
        if self._target is not None:
            session.seek(self._target)

    def arrive(self, frame: Any) -> bool:
        """Show what was said beside what came true, if the simulation has come to the step that decides.

        Args:
            frame: What the simulation shows.

        Returns:
            Whether it has, this time.
        """
        if self._made is None or self._asked is None or self._question is None or frame.step < self._made.at:
            return False
        if self._made.response is None:
            self._made = replace(self._made, truth=self._asked.truth_of(frame))
        _discard(self._question)
        self._question = None
        self._result = ResultStrip(self._made, self._asked.specs, self)
        self._result.closed.connect(self.close_result)
        self._result.set_theme(self._theme)
        self._put(self._result)
        said, truth = self._made.response, self._made.truth
        if self._places is not None and isinstance(truth, tuple):
            self._places.show_places((said.x, said.y) if isinstance(said, Spot) else None, truth)
        return True

    def close_result(self) -> None:
        """Give the room back to the controls."""
        self.clear()
        self.closed.emit()

    def clear(self) -> None:
        """Ask nothing and show nothing."""
        self._player.set_session(None)
        for strip in (self._question, self._result):
            if strip is not None:
                _discard(strip)
        self._question = self._result = self._made = self._asked = None
        if self._places is not None:
            self._places.take_places(False)
            self._places.show_places(None, None)
        self.hide()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        self._theme = theme
        if self._result is not None:
            self._result.set_theme(theme)

    def wake(self) -> None:
        """Go on computing ahead."""
        self._player.wake()

    def sleep(self) -> None:
        """Stop computing ahead."""
        self._player.sleep()

    @property
    def _target(self) -> int | None:
        """Step that decides, as long as the simulation is on its way there."""
        return None if self._made is None or self._result is not None else self._made.at

    def _commit(self, response: Response | None) -> None:
        asked, question = self._asked, self._question
        if asked is None or question is None or self._made is not None:
            return
        self._player.set_session(None)
        self._made = Commitment(
            run=asked.ahead.share,
            gate=asked.gate,
            at=asked.at,
            prediction=asked.prediction,
            response=response,
            truth=asked.truth() if asked.known or response is not None else UNKNOWN,  # to show needs no waiting
        )
        if self._places is not None:
            self._places.take_places(False)
        self.predicted.emit(self._made)  # before the strip is locked: the keyboard is to go where the listener sends it
        question.setEnabled(False)

    def _put(self, strip: QWidget) -> None:
        """Take in a strip, out of sight until the panel has room for it: then it is known how much that is."""
        self.hide()
        self._column.addWidget(strip)
        strip.show()

    def _asks_for_place(self) -> bool:
        return self._asked is not None and isinstance(self._asked.prediction, ClickPrediction)

    def _on_pointed(self, x: float, y: float) -> None:
        if self._question is not None:
            self._question.point(x, y)

    def _on_placed(self, x: float, y: float) -> None:
        if self._places is not None and self.takes_places:
            self._places.show_places((x, y) if math.isfinite(x) else None, None)


def _discard(strip: QWidget) -> None:
    strip.hide()
    strip.deleteLater()


@dataclass(frozen=True)
class _Asked:
    """What is asked, and the session that computes it while the learner thinks."""

    prediction: Prediction
    gate: int
    at: int
    specs: tuple[Any, ...]
    ahead: SimulationSession

    @property
    def known(self) -> bool:
        """Whether the step that decides has been computed."""
        return self.ahead.step == self.at

    def truth(self) -> Truth:
        """Return what comes true; what has not been computed yet is computed now."""
        return self.truth_of(self._frame_at(self.at))

    def truth_of(self, after: Any) -> Truth:
        """Return what comes true according to the frame at the step that decides."""
        changes = isinstance(self.prediction, ChoicePrediction) and self.prediction.change
        return truth_of(self.prediction, self._frame_at(self.gate) if changes else after, after)

    def _frame_at(self, step: int) -> Any:
        self.ahead.seek(step)
        self.ahead.settle()
        return self.ahead.frame()
