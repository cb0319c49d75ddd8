"""Scrubbing: from anywhere to anywhere in 10,000 epochs (steps, where there are none), and the memory that takes."""

from __future__ import annotations

import random
import statistics
import time
import tracemalloc
from typing import Any

EPOCHS = 10_000
SEEKS = 200


def measure() -> list[dict[str, Any]]:
    """Return for the first run of each simulation, and the longest one, how long a seek takes and what the timeline holds."""
    from engine.catalog import load_simulation, simulation_ids
    from engine.share import find_run
    from engine.simulation import Run

    rows = []
    for name in simulation_ids():
        simulation = load_simulation(name)
        run = Run(simulation, simulation.presets[0].params)
        steps = EPOCHS if name != "crossing_curves" else simulation.horizon(run.params)  # it has as many sizes, no more
        rows.append(_row(name, run, steps))
    moons = find_run("mlp_classifier/moons").run
    rows.append(_row("mlp_classifier/moons, 5 updates an epoch", moons, 5 * EPOCHS))
    return rows


def _row(name: str, run: Any, steps: int) -> dict[str, Any]:
    from engine.timeline import Timeline

    tracemalloc.start()
    timeline = Timeline(run)
    timeline.seek(steps)
    held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    dice, times = random.Random(0), []
    for _ in range(SEEKS):
        step = dice.randrange(steps + 1)
        began = time.perf_counter()
        timeline.seek(step)
        times.append((time.perf_counter() - began) * 1000)
    times.sort()
    return {
        "what": f"seek in {steps} steps of {name}",
        "median_ms": statistics.median(times),
        "p95_ms": times[int(0.95 * (SEEKS - 1))],
        "memory_mb": held / 1e6,
        "runs": SEEKS,
        "clock": "wall",
    }
