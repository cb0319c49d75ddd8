"""From a moved slider to the picture: the largest settings of each simulation in the Lab, each of its sliders dragged in turn.

A drag changes the parameter, computes what one frame's time allows, draws and paints; that is what is measured.
"""

from __future__ import annotations

import statistics
import time
from typing import Any

from benchmarks.frames import HEAVIEST

MOVES = 12  # of each slider
SIZE = (1180, 720)


def measure() -> list[dict[str, Any]]:
    """Return for each simulation how long a move of a slider takes until its picture is painted."""
    from engine.catalog import simulation_ids
    from quizapp.main import make_application
    from quizapp.ui.style_sheet import style_sheet
    from quizapp.ui.theme import LIGHT

    application = make_application()
    application.setStyleSheet(style_sheet(LIGHT))
    rows = [_row(f"slider of {one}", _dragged(application, one)) for one in simulation_ids()]
    application.closeAllWindows()
    return rows


def _dragged(application: Any, simulation_id: str) -> list[float]:
    from PySide6.QtWidgets import QWidget

    from engine.params import Real, specs
    from quizapp.services.named_runs import find
    from quizapp.ui.panels.simulation_panel import SimulationPanel
    from quizapp.ui.theme import LIGHT

    parent = QWidget()
    parent.resize(*SIZE)
    named = find(HEAVIEST.get(simulation_id, simulation_id))
    panel: Any = SimulationPanel(named, LIGHT, time.perf_counter, parent, compact=False)
    panel.resize(*SIZE)
    parent.show()
    panel.session.seek(min(300, panel.session.horizon))
    panel.settle()
    times = []
    for name, spec in specs(panel.session.simulation.Params).items():
        if not isinstance(spec, Real):
            continue
        before = getattr(panel.session.params, name)
        for move in range(MOVES):
            began = time.process_time()
            panel._on_param(name, spec.at((move + 0.5) / MOVES))  # noqa: SLF001  (as its control panel does)
            application.processEvents()
            times.append((time.process_time() - began) * 1000)
            panel.settle()
        panel._on_param(name, before)  # noqa: SLF001
        panel.settle()
    parent.close()
    return times


def _row(name: str, times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "what": name,
        "median_ms": statistics.median(ordered),
        "p95_ms": ordered[int(0.95 * (len(ordered) - 1))],
        "runs": len(ordered),
        "clock": "cpu",
    }
