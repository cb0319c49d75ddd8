"""The commands ``run``, ``code`` and ``sweep``.

Their words are read by hand, because the parameters' names are the simulation's and a value may begin with a minus sign.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from quizapp.terminal import UsageError, progress, say

if TYPE_CHECKING:
    from quizapp.services.batch_run import RunRequest

RUN_OPTIONS = {
    "seed": "random numbers of the run, 0 by default",
    "steps": "length of the run; a whole run by default",
    "every": "report every K-th step, 1 by default",
    "format": "table, json or csv; table by default",
    "out": "write to this file instead of the terminal",
}
CODE_OPTIONS = {name: words for name, words in RUN_OPTIONS.items() if name != "format"}
SWEEP_OPTIONS = {
    "seeds": "how many from 0 on, or FIRST:LAST; 64 by default",
    "steps": "length of the runs; whole runs by default",
    "readouts": "names with commas between them; all by default",
    "jobs": "processes on this machine; one for each core by default",
    "cluster": "address of a Dask scheduler to use instead",
    "format": "table, json or csv; table by default",
    "out": "write to this file instead of the terminal",
}
FORMATS = ("table", "json", "csv")
MAX_STEPS = 10_000_000
MAX_PROCESSES = 1024


def run(words: Sequence[str]) -> int:
    """Run a simulation, print its readouts and return the exit status."""
    from quizapp.services.batch_run import as_csv, as_json, as_table, run_batch

    text, given = _arguments(words)
    if text is None:
        say(_help("run SIMULATION|PRESET|'SHARE TEXT' [--PARAM VALUE ...] [options]", RUN_OPTIONS))
        return 0
    form = _format(given)
    out = given.pop("out", None)
    batch = run_batch(_request(text, given))
    _deliver({"table": as_table, "json": as_json, "csv": as_csv}[form](batch), out)
    return 0


def code(words: Sequence[str]) -> int:
    """Print the program that reproduces a run and return the exit status."""
    from quizapp.services.batch_run import program_of

    text, given = _arguments(words)
    if text is None:
        say(_help("code SIMULATION|PRESET|'SHARE TEXT' [--PARAM VALUE ...] [options]", CODE_OPTIONS))
        return 0
    out = given.pop("out", None)
    _deliver(program_of(_request(text, given)).rstrip("\n"), out)
    return 0


def sweep(words: Sequence[str]) -> int:
    """Run a simulation at every point of a grid with many seeds, print what came of it and return the exit status."""
    try:
        return _sweep(words)
    except KeyboardInterrupt:
        say("quizapp sweep: stopped", error=True)
        return 130


def _sweep(words: Sequence[str]) -> int:
    from quizapp.services.sweep_workers import ClusterError, compute
    from quizapp.services.sweeps import DEFAULT_SEEDS, SweepRequest, as_csv, as_json, as_table, plan

    text, given = _arguments(words)
    if text is None:
        say(_help("sweep SIMULATION|PRESET|'SHARE TEXT' [--PARAM A,B,LOW:HIGH:COUNT ...] [options]", SWEEP_OPTIONS))
        return 0
    write = {"table": as_table, "json": as_json, "csv": as_csv}[_format(given)]
    out, jobs, address = given.pop("out", None), _number(given, "jobs", 1, MAX_PROCESSES), given.pop("cluster", None)
    if jobs is not None and address is not None:
        raise UsageError("give --jobs or --cluster, not both")
    request = SweepRequest(
        text=text,
        seeds=given.pop("seeds", DEFAULT_SEEDS),
        steps=_number(given, "steps", 0, MAX_STEPS),
        readouts=given.pop("readouts", ""),
        grid=given,
    )
    planned = plan(request)
    try:
        with progress("runs") as show:
            summaries = compute(planned, jobs=jobs, address=address, progress=show)
    except ClusterError as error:
        raise UsageError(str(error)) from None
    _deliver(write(planned, summaries), out)
    return 0


def _request(text: str, given: dict[str, str]) -> RunRequest:
    """Return what is asked for; what is left of the given values are parameters."""
    from quizapp.services.batch_run import RunRequest

    return RunRequest(
        text=text,
        seed=_number(given, "seed", 0, 2**31 - 1),
        steps=_number(given, "steps", 0, MAX_STEPS),
        every=_number(given, "every", 1, MAX_STEPS) or 1,
        params=given,
    )


def _arguments(rest: Sequence[str]) -> tuple[str | None, dict[str, str]]:
    """Return the simulation and the given values by name; None if help is asked for."""
    given: dict[str, str] = {}
    found: list[str] = []
    waiting: str | None = None
    for word in rest:
        if waiting is not None:
            given[waiting], waiting = word, None
        elif word in ("-h", "--help"):
            return None, {}
        elif word.startswith("--"):
            name, equals, value = word[2:].partition("=")
            name = name.replace("-", "_")
            if name in given:
                raise UsageError(f"--{name.replace('_', '-')} is given twice")
            if equals:
                given[name] = value
            else:
                waiting = name
        else:
            found.append(word)
    if waiting is not None:
        raise UsageError(f"--{waiting.replace('_', '-')} needs a value")
    if len(found) != 1:
        raise UsageError(f"give one simulation, preset or share text; got {len(found)}: {' '.join(found) or 'none'}")
    return found[0], given


def _help(usage: str, options: dict[str, str]) -> str:
    from engine.catalog import simulation_ids

    lines = [f"usage: quizapp {usage}", "", "options:", *(f"  --{name:<8} {words}" for name, words in options.items())]
    lines += ["", f"simulations: {', '.join(simulation_ids())}"]
    return "\n".join([*lines, "parameters of each: quizapp list simulations --json, or docs/parameters.md"])


def _format(given: dict[str, str]) -> str:
    form = given.pop("format", "table")
    if form not in FORMATS:
        raise UsageError(f"--format must be one of {', '.join(FORMATS)}, got {form}")
    return form


def _number(given: dict[str, str], name: str, low: int, high: int) -> int | None:
    text = given.pop(name, None)
    if text is None:
        return None
    if not text.isdecimal() or not low <= int(text) <= high:
        raise UsageError(f"--{name} must be a whole number from {low} to {high}, got {text}")
    return int(text)


def _deliver(text: str, out: str | None) -> None:
    if out is None:
        say(text)
        return
    try:
        Path(out).write_text(text + "\n", encoding="utf-8")
    except OSError as error:
        raise UsageError(f"cannot write {out}: {error.strerror}") from None
