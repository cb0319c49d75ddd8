"""Drives a simulation session from the event loop in slices of a millisecond, so that no key ever waits for a step."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from quizapp.services.simulations import SimulationSession

FRAME_S = 1 / 30
SLICE_S = 0.001
WORK_SHARE = 0.55  # of a frame's time; the rest is for drawing and for the learner's input


class Player(QObject):
    """Runs while there is something to compute or to play, and stops by itself: an idle simulation has no timer.

    Signals:
        moved: The cursor moved and a frame is due.
        stopped: Nothing plays or computes any more.
    """

    moved = Signal()
    stopped = Signal()

    def __init__(self, clock: Callable[[], float], parent: QObject) -> None:
        """Make a player that stands still.

        Args:
            clock: Seconds that only grow.
            parent: Owner.
        """
        super().__init__(parent)
        self._clock = clock
        self._session: SimulationSession | None = None
        self._last = self._drawn = self._spent = 0.0
        self._due = False
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self._on_timeout)

    def set_session(self, session: SimulationSession | None) -> None:
        """Drive this session from now on."""
        self.sleep()
        self._session = session

    def wake(self) -> None:
        """Start if there is something to do."""
        if self._session is not None and not self._session.idle and not self._timer.isActive():
            self._last = self._clock()
            self._spent = 0.0
            self._timer.start(0)

    def sleep(self) -> None:
        """Stop the timer, whatever the session is doing."""
        self._timer.stop()

    def advance(self, now: float) -> bool:
        """Do what is due at a time.

        Returns:
            Whether there is more to do in this frame at once.
        """
        session = self._session
        if session is None:
            return False
        session.tick(now - self._last)
        self._last = now
        self._due |= session.work(SLICE_S)
        self._spent += self._clock() - now
        if self._due and (now - self._drawn >= FRAME_S or session.idle):
            self._drawn, self._due, self._spent = now, False, 0.0
            self.moved.emit()
        return session.goal != session.step and self._spent < WORK_SHARE * FRAME_S

    def _on_timeout(self) -> None:
        now = self._clock()
        more = self.advance(now)
        if self._session is None or self._session.idle:
            self.stopped.emit()
            return
        left = self._drawn + FRAME_S - self._clock()
        self._timer.start(0 if more else max(1, round(left * 1000)))
