"""What two runs of one simulation have apart from each other."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.params import has_effect, specs
from engine.simulation import FloatArray, Readout, Run

MAX_NAMED = 2  # events that are named one by one


def differences(first: Run[Any, Any, Any], second: Run[Any, Any, Any]) -> list[str]:
    """Return in words what differs: ``Learning rate: 0.1 → 0.5``. Parameters that have no effect in either run do not count."""
    found = []
    for name, spec in specs(type(first.params)).items():
        values = [getattr(run.params, name) for run in (first, second)]
        matters = any(has_effect(spec, run.params) for run in (first, second))
        if matters and values[0] != values[1]:
            found.append(f"{spec.label}: {spec.format(values[0])} → {spec.format(values[1])}")
    if first.seed != second.seed:
        found.append(f"seed: {first.seed} → {second.seed}")
    return [*found, *_only_in(second, first, "{}"), *_only_in(first, second, "no {}")]


def _only_in(run: Run[Any, Any, Any], other: Run[Any, Any, Any], form: str) -> list[str]:
    """Return in words what was done in one run and not in the other."""
    known, name = specs(type(run.params)), run.simulation.step_name
    done = []
    for event in run.events:
        if event in other.events:
            continue
        what = event.kind.replace("_", " ")
        if event.kind == "set":
            spec = known[str(event.args[0])]
            what = f"{spec.label} {spec.format(event.args[1])}"
        done.append(form.format(f"{what} from {name} {event.step} on"))
    return done if len(done) <= MAX_NAMED else [*done[:MAX_NAMED], f"and {len(done) - MAX_NAMED} more"]


def followed(run: Run[Any, Any, Any]) -> Readout | None:
    """Return the readout whose curve stands for a run: the first headline that is recorded at every step, if there is one."""
    recorded = [readout for readout in run.simulation.readout_specs if readout.name in run.simulation.trace_names]
    return min(recorded, key=lambda readout: not readout.headline, default=None)


def gap(first: FloatArray, second: FloatArray) -> FloatArray:
    """Return second - first as far as both reach, shape (n,)."""
    n = min(len(first), len(second))
    with np.errstate(invalid="ignore", over="ignore"):
        return second[:n] - first[:n]
