from __future__ import annotations

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication, QWidget

from quizapp.services.named_runs import find
from quizapp.services.simulations import SimulationSession
from quizapp.ui.panels.player import FRAME_S, Player


class Stopwatch:
    """Stands still unless it is moved; each reading may cost a little."""

    def __init__(self, cost_s: float = 0.0) -> None:
        self.now, self.cost_s = 0.0, cost_s

    def __call__(self) -> float:
        self.now += self.cost_s
        return self.now


def playing(parent: QWidget, run: str, cost_s: float = 0.0) -> tuple[Player, SimulationSession, Stopwatch, list[int]]:
    stopwatch = Stopwatch(cost_s)
    session = SimulationSession(find(run), stopwatch)
    player = Player(stopwatch, parent)
    player.set_session(session)
    drawn: list[int] = []
    player.moved.connect(lambda: drawn.append(session.step))
    return player, session, stopwatch, drawn


def test_an_idle_player_runs_no_timer(parent: QWidget) -> None:
    player, _, _, _ = playing(parent, "perceptron_learning/and_gate")
    player.wake()
    assert not player.findChild(QTimer).isActive()


def test_a_frame_is_drawn_at_most_thirty_times_a_second(parent: QWidget) -> None:
    player, session, stopwatch, drawn = playing(parent, "gradient_descent/three_walkers")
    session.play()
    for _ in range(400):  # four seconds in steps of 10 ms
        stopwatch.now += 0.01
        player.advance(stopwatch.now)
    assert 60 <= len(drawn) <= 4 / FRAME_S + 1
    assert drawn == sorted(drawn)


def test_one_slice_leaves_long_work_unfinished(parent: QWidget) -> None:
    player, session, stopwatch, _ = playing(parent, "mlp_classifier/moons", cost_s=0.0002)
    session.seek(2000)
    assert player.advance(stopwatch.now)
    assert 0 < session.step < 2000


def test_the_share_of_a_frame_is_kept_for_drawing_and_keys(parent: QWidget) -> None:
    player, session, stopwatch, _ = playing(parent, "mlp_classifier/moons", cost_s=0.0005)
    session.seek(100_000)
    spent = 0
    while player.advance(stopwatch.now):
        spent += 1
        assert spent < 100
    assert stopwatch.now < FRAME_S


def test_it_arrives_and_then_sleeps(parent: QWidget, qapp: QApplication) -> None:
    player, session, stopwatch, drawn = playing(parent, "perceptron_learning/and_gate")
    session.seek(24)
    stopwatch.cost_s = 0.0001
    player.wake()
    for _ in range(10_000):
        qapp.processEvents()
        stopwatch.now += FRAME_S
        if session.idle and not player.findChild(QTimer).isActive():
            break
    assert session.step == 24
    assert drawn[-1] == 24
    assert not player.findChild(QTimer).isActive()
