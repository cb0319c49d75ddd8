"""A whole run at once, for the command line: readouts of every k-th step as a table, JSON or CSV, or the run as a program."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from engine.catalog import load_simulation, write_program
from engine.errors import ParamError
from engine.params import from_texts, refusal, values
from engine.share import find_run, to_share
from engine.simulation import SEED, Run, Status
from engine.timeline import Timeline


@dataclass(frozen=True, slots=True, kw_only=True)
class RunRequest:
    """What to run.

    Attributes:
        text: Id of a simulation, preset, or share text.
        seed: Seed; None for the text's own.
        steps: Number of steps; None for a whole run.
        every: Report every this many steps; the first and the last one always.
        params: Texts of parameters that stand in for the text's own.
    """

    text: str
    seed: int | None = None
    steps: int | None = None
    every: int = 1
    params: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Batch:
    """A finished run.

    Attributes:
        run: The run.
        steps: Its length.
        status: How it ended.
        readouts: Named numbers at step 0, every k-th step and the last.
    """

    run: Run[Any, Any, Any]
    steps: int
    status: Status
    readouts: list[dict[str, float]]


def run_batch(request: RunRequest) -> Batch:
    """Run it.

    Raises:
        EngineError: If the text, a parameter or the seed is not allowed.
    """
    run, steps = _resolve(request)
    timeline = Timeline(run)
    rows = []
    for step in sorted({*range(0, steps, request.every), steps}):
        timeline.seek(step)
        rows.append({"step": step, **timeline.frame().readouts})
    return Batch(run, steps, timeline.status, rows)


def program_of(request: RunRequest) -> str:
    """Return the run as a program that prints the same readouts.

    Raises:
        EngineError: If the text, a parameter or the seed is not allowed.
    """
    return write_program(*_resolve(request), request.every)


def as_json(batch: Batch) -> str:
    """Write a run as JSON; the shape is that of docs/command-line.md."""
    simulation = batch.run.simulation
    table = {
        "simulation": simulation.id,
        "version": simulation.version,
        "params": {name: value.value if isinstance(value, Enum) else value for name, value in values(batch.run.params).items()},
        "seed": batch.run.seed,
        "steps": batch.steps,
        "status": batch.status.outcome.value,
        "reason": batch.status.reason,
        "share": to_share(batch.run),
        "readouts": batch.readouts,
    }
    return json.dumps(table, ensure_ascii=False, allow_nan=False)


def as_csv(batch: Batch) -> str:
    """Write the readouts as comma-separated values with a header."""
    names = list(batch.readouts[0])
    lines = [",".join(names)]
    lines += [",".join(repr(row[name]) for name in names) for row in batch.readouts]
    return "\n".join(lines)


def as_table(batch: Batch) -> str:
    """Write the readouts in columns, and below them how the run ended."""
    names = list(batch.readouts[0])
    cells = [names, *([_short(row[name]) for name in names] for row in batch.readouts)]
    widths = [max(len(row[column]) for row in cells) for column in range(len(names))]
    lines = ["  ".join(text.rjust(width) for text, width in zip(row, widths, strict=True)) for row in cells]
    return "\n".join([*lines, "", f"{batch.status.outcome.value}: {batch.status.reason}", to_share(batch.run)])


def _short(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.6g}"


def _resolve(request: RunRequest) -> tuple[Run[Any, Any, Any], int]:
    """Return the run and its length in steps."""
    text = request.text
    run = find_run(text).run if "@" in text or "/" in text else _default_run(text)
    params = from_texts(type(run.params), request.params, base=run.params, owner=run.simulation.id)
    seed = run.seed if request.seed is None else _seed(request.seed)
    run = Run(run.simulation, params, seed, run.events)
    return run, run.simulation.horizon(params) if request.steps is None else request.steps


def _default_run(simulation_id: str) -> Run[Any, Any, Any]:
    simulation = load_simulation(simulation_id)
    return Run(simulation, simulation.Params())


def _seed(seed: int) -> int:
    try:
        cleaned: int = SEED.clean(seed)
    except ValueError:
        raise ParamError([refusal("seed", SEED, seed)]) from None
    return cleaned
