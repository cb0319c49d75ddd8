"""From the start of the process to the first painted card, in fresh processes, files warm."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

RUNS = 15
CHILD = """
import gc, sys, time
gc.disable()  # as quizapp.__main__ does before it loads the window
import quizapp.main
from quizapp.ui.main_window import MainWindow

class Watched(MainWindow):
    def __init__(self, *given):
        super().__init__(*given)
        self.painted.connect(self.report)

    def report(self):
        assert self.screen_name == "study", self.screen_name
        print(time.clock_gettime_ns(time.CLOCK_MONOTONIC), flush=True)
        self._context.warm_up.ready.connect(self.say_ready)

    def say_ready(self):
        print(time.clock_gettime_ns(time.CLOCK_MONOTONIC), flush=True)
        self.close()

quizapp.main.MainWindow = Watched
from quizapp.__main__ import main
sys.exit(main(["--data", sys.argv[1]]))
"""

EMPTY = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow

class Empty(QMainWindow):
    def paintEvent(self, event):
        print(time.clock_gettime_ns(time.CLOCK_MONOTONIC), flush=True)
        self.close()

application = QApplication(sys.argv[:1])
window = Empty()
window.show()
sys.exit(application.exec())
"""


def measure() -> list[dict[str, Any]]:
    """Return the times to the first painted card, to the loaded engine, and for comparison to an empty window; wall clock."""
    with tempfile.TemporaryDirectory() as folder:
        _remember_study(Path(folder))
        # By turns, as the machine is now faster and now slower; the first two warm the files and write the compiled modules.
        times = [_run(folder, CHILD) + _run(folder, EMPTY) for _ in range(RUNS + 2)][2:]
    names = (
        "start to first card painted",
        "start to engine loaded, simulations ready",
        "start to an empty PySide6 window painted",
    )
    return [_row(name, [run[place] for run in times]) for place, name in enumerate(names)]


def _remember_study(folder: Path) -> None:
    """Leave the collection as a learner does who closed the window while studying."""
    from quizapp.main import COLLECTION, opened
    from quizapp.services.clock import SystemClock
    from quizapp.services.settings import SettingsService

    with opened(folder / COLLECTION, SystemClock()) as database:
        SettingsService(database).remember("place", "study")


def _run(folder: str, program: str) -> list[float]:
    began = time.clock_gettime_ns(time.CLOCK_MONOTONIC)
    # As installed: modules are compiled once. A folder of their own keeps the working copy clean.
    surroundings = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    surroundings["PYTHONPYCACHEPREFIX"] = str(Path(folder) / "compiled")
    child = subprocess.run(
        [sys.executable, "-c", program, folder], capture_output=True, text=True, check=True, env=surroundings
    )
    return [(int(line) - began) / 1e6 for line in child.stdout.split()]


def _row(name: str, times: list[float]) -> dict[str, Any]:
    ordered = sorted(times)
    return {
        "what": name,
        "median_ms": statistics.median(ordered),
        "p95_ms": ordered[int(0.95 * (len(ordered) - 1))],
        "runs": len(ordered),
        "clock": "wall",
    }
