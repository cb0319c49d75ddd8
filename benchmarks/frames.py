"""A frame of each simulation as a learner sees it beside a card: step, observe, draw, paint; CPU time of this process."""

from __future__ import annotations

import statistics
import time
from typing import Any

FRAMES = 200
SIZE = (600, 730)
HEAVIEST = {
    "mlp_classifier": "mlp_classifier@1?data=spirals&points=500&layers=3&width=8",
    "gradient_descent": "gradient_descent@1?surface=data_fit&points=256",
    "perceptron_learning": "perceptron_learning@1?data=noisy&points=200",
    "activation_functions": "activation_functions@1?layers=50",
}


def measure() -> list[dict[str, Any]]:
    """Return the cost of a frame of each simulation at its largest settings."""
    from engine.catalog import simulation_ids
    from quizapp.main import make_application

    application = make_application()
    return [_measure_one(application, simulation_id) for simulation_id in simulation_ids()]


def _measure_one(application: Any, simulation_id: str) -> dict[str, Any]:
    from PySide6.QtWidgets import QWidget

    from quizapp.services.simulations import find
    from quizapp.ui.panels.simulation_panel import SimulationPanel
    from quizapp.ui.style_sheet import style_sheet
    from quizapp.ui.theme import LIGHT

    application.setStyleSheet(style_sheet(LIGHT))
    parent = QWidget()
    parent.resize(*SIZE)
    panel = SimulationPanel(find(HEAVIEST.get(simulation_id, simulation_id)), LIGHT, time.perf_counter, parent, compact=True)
    panel.resize(*SIZE)
    parent.show()
    application.processEvents()
    session = panel.session
    times = []
    for _ in range(FRAMES + 20):
        began = time.process_time()
        session.seek(session.step + 1)
        session.work(1.0)
        panel.refresh()
        application.processEvents()
        times.append((time.process_time() - began) * 1000)
    parent.close()
    ordered = sorted(times[20:])
    return {
        "what": f"frame of {simulation_id}",
        "median_ms": statistics.median(ordered),
        "p95_ms": ordered[int(0.95 * (len(ordered) - 1))],
        "runs": FRAMES,
        "clock": "cpu",
    }
