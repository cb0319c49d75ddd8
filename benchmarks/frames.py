"""A frame of each simulation as a learner sees it beside a card: step, observe, draw, paint; CPU time of this process.

The same frames are drawn several times. A machine that shares its processor is slower at one moment than at another; so the
table has the median of all frames, and the median of each frame's fastest pass, which is close to what the frame itself costs.
Beside them, in the same passes, a peer: pyqtgraph's plots as they come, with the picture and curves of the heaviest alone.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from typing import Any

FRAMES = 200
PASSES = 5
SIZE = (600, 730)
HEAVIEST = {
    "mlp_classifier": "mlp_classifier@1?data=spirals&points=500&layers=3&width=8",
    "gradient_descent": "gradient_descent@1?surface=data_fit&points=256",
    "perceptron_learning": "perceptron_learning@1?data=noisy&points=200",
    "activation_functions": "activation_functions@1?layers=50",
    "loss_functions": "loss_functions@1?points=40",
    "normalization": "normalization@1?points=200",
    "who_wrote_the_rule": "who_wrote_the_rule@1?points=400&width=12&squares=true&radius=true",
}
PEER = "three plain pyqtgraph plots: picture 64 x 64, twice two curves"


def measure() -> list[dict[str, Any]]:
    """Return the cost of a frame of each simulation at its largest settings, and of the peer."""
    from engine.catalog import simulation_ids
    from quizapp.main import make_application
    from quizapp.ui.style_sheet import style_sheet
    from quizapp.ui.theme import LIGHT

    application = make_application()
    application.setStyleSheet(style_sheet(LIGHT))
    drawn = {f"frame of {one}": _simulation(application, one) for one in simulation_ids()}
    drawn[PEER] = _plain_plots(application)
    times: dict[str, list[list[float]]] = {name: [] for name in drawn}
    for _ in range(PASSES):  # by turns, so that a slow moment of the machine is shared
        for name, (_, draw) in drawn.items():
            times[name].append([_cpu_ms(draw, frame) for frame in range(FRAMES + 20)][20:])
    application.closeAllWindows()
    return [_row(name, passes) for name, passes in times.items()]


def _cpu_ms(draw: Callable[[int], None], frame: int) -> float:
    began = time.process_time()
    draw(frame)
    return (time.process_time() - began) * 1000


def _simulation(application: Any, simulation_id: str) -> tuple[Any, Callable[[int], None]]:
    from PySide6.QtWidgets import QWidget

    from quizapp.services.named_runs import find
    from quizapp.ui.panels.simulation_panel import SimulationPanel
    from quizapp.ui.theme import LIGHT

    parent = QWidget()
    parent.resize(*SIZE)
    panel = SimulationPanel(find(HEAVIEST.get(simulation_id, simulation_id)), LIGHT, time.perf_counter, parent, compact=True)
    panel.resize(*SIZE)
    parent.show()
    application.processEvents()

    def draw(frame: int) -> None:
        panel.session.seek(frame + 1)
        panel.session.work(1.0)
        panel.refresh()
        application.processEvents()

    return parent, draw


def _plain_plots(application: Any) -> tuple[Any, Callable[[int], None]]:
    import numpy as np
    import pyqtgraph as pg

    plots = pg.GraphicsLayoutWidget()
    plots.resize(*SIZE)
    picture = pg.ImageItem()
    plots.addPlot(row=0, col=0, colspan=2).addItem(picture)
    curves = []
    for column in (0, 1):
        plot = plots.addPlot(row=1, col=column)
        curves += [plot.plot(pen=pg.mkPen(colour, width=2), antialias=True) for colour in ("b", "r")]
    plots.show()
    application.processEvents()
    rng = np.random.default_rng(0)
    fields = rng.random((8, 64, 64))
    values = np.exp(-np.arange(FRAMES + 20) / 80) + 0.02 * rng.standard_normal((4, FRAMES + 20))

    def draw(frame: int) -> None:
        picture.setImage(fields[frame % len(fields)], levels=(0.0, 1.0))
        for curve, one in zip(curves, values, strict=True):
            curve.setData(one[: frame + 1])
        application.processEvents()

    return plots, draw


def _row(name: str, passes: list[list[float]]) -> dict[str, Any]:
    ordered = sorted(ms for one in passes for ms in one)
    return {
        "what": name,
        "median_ms": statistics.median(ordered),
        "p95_ms": ordered[int(0.95 * (len(ordered) - 1))],
        "undisturbed_ms": statistics.median(min(same) for same in zip(*passes, strict=True)),
        "runs": len(ordered),
        "clock": "cpu",
    }
