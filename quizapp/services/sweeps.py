"""Many runs at once, for the command line: a grid read from texts, and its summaries as a table, JSON or CSV."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from engine.catalog import load_simulation
from engine.errors import EngineError, ParamError
from engine.params import Integer, Real, Spec, refusal, specs, texts, unknown, values
from engine.share import find_run
from engine.simulation import SEED, Simulation
from engine.sweep import MAX_JOBS, Spread, Summary, Sweep

DEFAULT_SEEDS = "64"
PARTS = ("mean", "median", "q05", "q95")


@dataclass(frozen=True, slots=True, kw_only=True)
class SweepRequest:
    """What to run, as it was typed.

    Attributes:
        text: Id of a simulation, preset, or share text.
        grid: Values by parameter name: ``0.1,0.3`` or ``LOW:HIGH:COUNT``, or both.
        seeds: How many from 0 on, or ``FIRST:LAST``.
        steps: Number of steps; None for whole runs.
        readouts: Names with commas between them; empty for all.
    """

    text: str
    grid: Mapping[str, str]
    seeds: str = DEFAULT_SEEDS
    steps: int | None = None
    readouts: str = ""


def plan(request: SweepRequest) -> Sweep:
    """Return the sweep that is asked for.

    Raises:
        EngineError: If a text cannot be read, or something is unknown or not allowed.
    """
    simulation, base = _base(request.text)
    known = specs(simulation.Params)
    problems = [unknown(f"{simulation.id} has no parameter", name, known) for name in request.grid if name not in known]
    if problems:
        raise ParamError(problems)
    return Sweep(
        simulation=simulation.id,
        base=base,
        grid={name: _values(name, known[name], text) for name, text in request.grid.items()},
        seeds=_seeds(request.seeds),
        steps=request.steps,
        readouts=tuple(request.readouts.split(",")) if request.readouts else (),
    )


def _base(text: str) -> tuple[Simulation[Any, Any, Any], Any]:
    """Return the simulation and the parameters of runs where the grid says nothing."""
    if "@" not in text and "/" not in text:
        simulation = load_simulation(text)
        return simulation, simulation.Params()
    run = find_run(text).run
    if run.events:
        raise EngineError("a sweep takes no run with events, since what was done in one run means nothing in another")
    return run.simulation, run.params


def _values(name: str, spec: Spec, text: str) -> tuple[Any, ...]:
    found: list[Any] = []
    for part in text.split(","):
        if ":" in part and isinstance(spec, (Real, Integer)):
            found += _range(name, spec, part)
            continue
        try:
            found.append(spec.parse(part))
        except ValueError:
            raise ParamError([refusal(name, spec, part)]) from None
    return tuple(found)


def _range(name: str, spec: Real | Integer, text: str) -> list[float] | list[int]:
    """Return evenly spaced values, both ends among them.

    Raises:
        ParamError: If the text is no range of allowed values.
    """
    low_text, _, rest = text.partition(":")
    high_text, _, count_text = rest.partition(":")
    if not count_text.isdecimal() or not 2 <= int(count_text) <= MAX_JOBS:
        raise ParamError([f'{name}: "{text}" must be LOW:HIGH:COUNT with a count of at least 2, for example 1:5:3 for 1,3,5'])
    try:
        low, high = spec.parse(low_text), spec.parse(high_text)
    except ValueError:
        raise ParamError([refusal(name, spec, text)]) from None
    gaps = int(count_text) - 1
    if isinstance(spec, Real):  # twelve digits: 0.1:0.3:3 holds 0.2, as one would type it
        return [low, *(float(f"{low + (high - low) * gap / gaps:.12g}") for gap in range(1, gaps)), high]
    if (high - low) % gaps:
        raise ParamError([f'{name}: the values of "{text}" are not whole numbers'])
    return [low + (high - low) // gaps * gap for gap in range(gaps + 1)]


def _seeds(text: str) -> range:
    first, colon, last = text.partition(":")
    allowed = f"a number from 1 to {MAX_JOBS}, or FIRST:LAST with {SEED.low} <= FIRST <= LAST <= {SEED.high}"
    if first.isdecimal() and not colon and 1 <= int(first) <= MAX_JOBS:
        return range(int(first))
    if first.isdecimal() and last.isdecimal() and int(first) <= int(last) <= SEED.high:
        return range(int(first), int(last) + 1)
    raise ParamError([f"seeds must be {allowed}, got {text}"])


def as_json(_sweep: Sweep, summaries: Sequence[Summary]) -> str:
    """Write the summaries as JSON; the shape is that of docs/command-line.md."""
    rows = [
        {
            "params": {
                name: value.value if isinstance(value, Enum) else value for name, value in values(summary.params).items()
            },
            "seeds": summary.seeds,
            "steps": summary.steps,
            "share": summary.share,
            "low": summary.low,
            "high": summary.high,
            "readouts": {
                name: {part: _finite(getattr(spread, part)) for part in PARTS[1:]} for name, spread in summary.readouts.items()
            },
        }
        for summary in summaries
    ]
    return json.dumps(rows, ensure_ascii=False, allow_nan=False)


def _finite(number: float) -> float | None:
    """Return a number that JSON knows; diverged runs may have others."""
    return number if math.isfinite(number) else None


def as_csv(sweep: Sweep, summaries: Sequence[Summary]) -> str:
    """Write the summaries as comma-separated values with a header: every parameter, then what the runs came to."""
    header = [*texts(sweep.base), "seeds", "steps", "share", "low", "high"]
    header += [f"{name}_{part}" for name in sweep.readouts for part in PARTS]
    lines = [header]
    for summary in summaries:
        numbers = [summary.seeds, summary.steps, summary.share, summary.low, summary.high]
        numbers += [getattr(spread, part) for spread in summary.readouts.values() for part in PARTS]
        lines.append([*texts(summary.params).values(), *map(repr, numbers)])
    return "\n".join(",".join(line) for line in lines)


def as_table(sweep: Sweep, summaries: Sequence[Summary]) -> str:
    """Write the swept parameters, the share that converged and the means in columns, and below them what was run."""
    header = [*sweep.grid, "converged", "95 % interval", *(f"{name} {part}" for name in _shown(sweep) for part in PARTS[:2])]
    rows = [header, *(_table_row(sweep, summary) for summary in summaries)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(header))]
    lines = ["  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in rows]
    lengths = sorted({summary.steps for summary in summaries})
    steps = f"{lengths[0]}" if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}"
    points = "1 point" if len(summaries) == 1 else f"{len(summaries)} points"
    seeds = f"seeds {sweep.seeds[0]} to {sweep.seeds[-1]}"
    return "\n".join([*lines, "", f"{sweep.simulation}: {seeds} at each of {points}, {steps} steps a run"])


def _shown(sweep: Sweep) -> list[str]:
    """Return the readouts a table has room for: the named ones, or of all of them those the picture shows on top."""
    readouts = load_simulation(sweep.simulation).readout_specs
    if len(sweep.readouts) < len(readouts):
        return list(sweep.readouts)
    return [readout.name for readout in readouts if readout.headline]


def _table_row(sweep: Sweep, summary: Summary) -> list[str]:
    given = texts(summary.params)
    spreads: list[Spread] = [summary.readouts[name] for name in _shown(sweep)]
    return [
        *(given[name] for name in sweep.grid),
        f"{summary.share:.3f}",
        f"{summary.low:.3f} to {summary.high:.3f}",
        *(f"{number:.6g}" for spread in spreads for number in (spread.mean, spread.median)),
    ]
