"""Every simulation can be shown as a program that needs NumPy alone and prints the same numbers, to the last bit."""

from __future__ import annotations

import ast
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from engine.catalog import load_simulation, simulation_ids, write_program
from engine.errors import EngineError
from engine.params import Choice, Flag, Integer, Real, Spec, specs
from engine.share import to_share
from engine.simulation import Run
from engine.timeline import Timeline

SIMULATIONS = [load_simulation(name) for name in simulation_ids()]
ALLOWED = {*sys.stdlib_module_names, "numpy"}
SHORT = 30  # steps of a run at the end of a parameter's range
LONGEST_LINE = 160

# Runs programs from standard input, each in names of its own, in an interpreter that has not seen the engine.
RUNNER = """
import contextlib, io, json, sys
for text in json.load(sys.stdin):
    with contextlib.redirect_stdout(io.StringIO()) as printed:
        exec(compile(text, "program", "exec"), {"__name__": "__main__"})
    print(printed.getvalue().strip())
assert not {"engine", "quizapp"} & set(sys.modules)
"""


def printed(programs: list[str]) -> list[Any]:
    """What programs print, in a fresh interpreter that turns warnings into errors."""
    command = [sys.executable, "-I", "-W", "error", "-c", RUNNER]
    environment = {**os.environ, "OPENBLAS_NUM_THREADS": "1"}
    done = subprocess.run(command, input=json.dumps(programs), capture_output=True, text=True, env=environment, check=False)
    assert done.returncode == 0, done.stderr
    return [json.loads(line)["readouts"] for line in done.stdout.splitlines()]


def readouts(run: Run[Any, Any, Any], steps: int, every: int) -> list[dict[str, float]]:
    """What the run itself shows at the same steps."""
    timeline, rows = Timeline(run), []
    for step in sorted({*range(0, steps, every), steps}):
        timeline.seek(step)
        rows.append({"step": step, **timeline.frame().readouts})
    return rows


def check(runs: list[tuple[Run[Any, Any, Any], int, int]]) -> None:
    texts = [write_program(run, steps, every) for run, steps, every in runs]
    for text, numbers, case in zip(texts, printed(texts), runs, strict=True):
        assert numbers == readouts(*case), to_share(case[0])
        imports = [node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.Import | ast.ImportFrom)]
        roots = {alias.name.split(".")[0] for node in imports if isinstance(node, ast.Import) for alias in node.names}
        assert roots | {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)} <= ALLOWED


def ends(spec: Spec) -> tuple[Any, ...]:
    if isinstance(spec, Real | Integer):
        return spec.low, spec.high
    return (False, True) if isinstance(spec, Flag) else tuple(spec.members) if isinstance(spec, Choice) else ()


def corners(simulation: Any) -> Iterator[Run[Any, Any, Any]]:
    """Every parameter at its ends, with the parameters it depends on set so that it has an effect."""
    for name, spec in specs(simulation.Params).items():
        needed = {other: allowed[0] for other, allowed in spec.when.items()}
        for value in ends(spec):
            yield Run(simulation, simulation.Params(**{**needed, name: value}), seed=3)


def with_events(simulation: Any) -> Iterator[Run[Any, Any, Any]]:
    """For each preset a run in which the user does one thing of every kind."""
    for preset in simulation.presets:
        timeline = Timeline(Run(simulation, preset.params, preset.seed))
        live = [("set", name, _some(spec)) for name, spec in specs(simulation.Params).items() if spec.live]
        for step, (kind, *args) in enumerate([*live, *_own_events(simulation)], start=2):
            timeline.seek(step)
            try:
                timeline.act(kind, *args)
            except EngineError:
                continue  # not possible in this run
        if timeline.run.events:
            yield timeline.run


def _own_events(simulation: Any) -> Iterator[tuple[Any, ...]]:
    for kind, wanted in simulation.event_specs.items():
        yield kind, *map(_some, wanted.values())


def _some(spec: Spec) -> Any:
    return spec.at(0.3) if isinstance(spec, Real) else ends(spec)[0]


def short(run: Run[Any, Any, Any]) -> int:
    """A length that is enough for what the program does at every step."""
    return max(1, min(SHORT, run.simulation.horizon(run.params) // 2))


@pytest.fixture(params=SIMULATIONS, ids=lambda simulation: simulation.id)
def simulation(request: pytest.FixtureRequest) -> Any:
    return request.param


def test_program_of_every_preset_prints_the_numbers_of_the_run(simulation: Any) -> None:
    runs = [Run(simulation, preset.params, preset.seed) for preset in simulation.presets]
    lengths = [simulation.horizon(run.params) for run in runs]
    check([(run, length, max(1, length // 8)) for run, length in zip(runs, lengths, strict=True)])


@pytest.mark.slow
def test_program_of_every_preset_prints_the_numbers_of_every_step(simulation: Any) -> None:
    for preset in simulation.presets:
        run = Run(simulation, preset.params, preset.seed)
        check([(run, simulation.horizon(run.params), 1)])


def test_program_prints_the_numbers_at_the_ends_of_every_parameter(simulation: Any) -> None:
    check([(run, short(run), 10) for run in corners(simulation)])


def test_program_does_what_the_user_did(simulation: Any) -> None:
    check([(run, short(run), 1) for run in with_events(simulation)])


def test_program_is_readable(simulation: Any) -> None:
    for preset in simulation.presets:
        text = write_program(Run(simulation, preset.params, preset.seed), 10)
        assert text.startswith(f"# {simulation.title}\n")
        assert "\t" not in text
        code = [line for line in text.splitlines() if not line.startswith("#")]
        assert max(map(len, code)) <= LONGEST_LINE, max(code, key=len)
