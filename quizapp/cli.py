"""The command line: the engine and the content without a window. One line to standard error for whatever is wrong, exit 2."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, NoReturn

from quizapp import __version__
from quizapp.run_commands import code, run, sweep
from quizapp.terminal import UsageError, say

MAX_COUNT = 10_000


class _Parser(argparse.ArgumentParser):
    """Says what is wrong in one line."""

    def error(self, message: str) -> NoReturn:
        say(f"{self.prog}: {message} (see {self.prog} --help)", error=True)
        sys.exit(2)


def parse(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line; a wrong one ends the process with status 2."""
    parser = _Parser(
        prog="quizapp", description="Deep-learning interview questions whose answers you can run.", allow_abbrev=False
    )
    parser.add_argument("--version", action="version", version=f"quizapp {__version__}")
    parser.add_argument("--data", metavar="DIR", type=Path, help="folder of your collection (also: QUIZAPP_DATA)")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", parser_class=_Parser)
    add = commands.add_parser("list", help="name the cards, simulations or problems", allow_abbrev=False)
    add.add_argument("what", choices=("cards", "simulations", "problems"))
    add.add_argument("--json", action="store_true", help="as JSON")
    commands.add_parser("run", help="run a simulation and print its readouts", add_help=False, allow_abbrev=False)
    commands.add_parser("code", help="print a run as a NumPy program", add_help=False, allow_abbrev=False)
    commands.add_parser("sweep", help="run many at once, with intervals", add_help=False, allow_abbrev=False)
    add = commands.add_parser("open", help="open the window with a run in the Lab", allow_abbrev=False)
    add.add_argument("run", metavar="RUN", help="a simulation, a preset like mlp_classifier/moons, or a copied link")
    add = commands.add_parser("problem", help="print computed questions with key and distractors", allow_abbrev=False)
    add.add_argument("problem", metavar="PROBLEM")
    add.add_argument("--seed", type=_whole(0, 2**31 - 1), default=0)
    add.add_argument("--count", type=_whole(1, MAX_COUNT), default=1, help="this many, with consecutive seeds")
    add.add_argument("--json", action="store_true", help="as JSON")
    add = commands.add_parser("check", help="report everything that is wrong with a deck", allow_abbrev=False)
    add.add_argument("folder", nargs="?", type=Path, help="a deck's folder; the shipped deck by default")
    add.add_argument(
        "--seeds", type=_whole(1, 100_000), help="instances drawn of each computed question; 2000 is the long form"
    )
    add.add_argument("--json", action="store_true", help="as JSON")
    add = commands.add_parser("screenshots", help="write every screen, card and simulation as PNG", allow_abbrev=False)
    add.add_argument("folder", type=Path)
    add.add_argument("--theme", choices=("light", "dark", "both"), default="both")
    add.add_argument("--size", type=_size, default=(1280, 800), metavar="WxH", help="size of the window, 1280x800 by default")
    add.add_argument("--ratio", type=_whole(1, 4), default=1, help="device pixels in a logical pixel")
    add.add_argument("--only", metavar="TEXT", default="", help="only pictures with this in their name")
    own, rest = _before_run(arguments)
    options = parser.parse_args(own)
    options.rest = rest
    return options


def _before_run(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """Split at ``run``, ``code`` and ``sweep``: what follows them is read by hand, see ``quizapp.run_commands``."""
    given = list(arguments)
    place = 0
    while place < len(given) and given[place].startswith("-"):
        place += 2 if given[place] == "--data" else 1
    if given[place : place + 1] not in (["run"], ["code"], ["sweep"]):
        return given, []
    return given[: place + 1], given[place + 1 :]


def refuse_wrong_run(text: str) -> bool:
    """Say what is wrong with the name of a run. Returns whether it can be opened."""
    from quizapp.services.named_runs import problem_with

    problem = problem_with(text)
    if problem:
        say(f"quizapp open: {problem}", error=True)
    return not problem


def execute(options: argparse.Namespace) -> int:
    """Run a command that needs no window and return the exit status."""
    from engine.errors import EngineError

    commands: dict[str, Callable[[argparse.Namespace], int]] = {
        "list": _list,
        "run": lambda options: run(options.rest),
        "code": lambda options: code(options.rest),
        "sweep": lambda options: sweep(options.rest),
        "problem": _problem,
        "check": _check,
    }
    try:
        return commands[options.command](options)
    except (UsageError, EngineError) as error:
        say(f"quizapp {options.command}: {error}", error=True)
        return 2
    except BrokenPipeError:  # the reader of a pipe has seen enough
        sys.stderr.close()
        return 0


def _whole(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f'"{text}" is not a whole number from {low} to {high}')
        return int(text)

    return read


def _size(text: str) -> tuple[int, int]:
    width, _, height = text.partition("x")
    if not (width.isdecimal() and height.isdecimal() and 640 <= int(width) <= 8000 and 480 <= int(height) <= 8000):
        raise argparse.ArgumentTypeError(f'"{text}" is not WIDTHxHEIGHT from 640x480 to 8000x8000')
    return int(width), int(height)


# -- list


def _list(options: argparse.Namespace) -> int:
    rows = {"cards": _card_rows, "simulations": _simulation_rows, "problems": _problem_rows}[options.what]()
    if options.json:
        say(json.dumps(rows, indent=1, ensure_ascii=False))
    else:
        width = max((len(row["id"]) for row in rows), default=0)
        for row in rows:
            say(f"{row['id']:<{width}}  {row['title']}")
    return 0


def _card_rows() -> list[dict[str, Any]]:
    from quizapp.decks.loader import load_deck
    from quizapp.services.library import deck_folders, load_library, shipped_content

    library = load_library(deck_folders(shipped_content()), load_deck)
    return [
        {
            "id": card.id,
            "title": card.title,
            "topic": card.topic,
            "difficulty": card.difficulty,
            "level": card.level,
            "simulations": [link.run for link in card.simulations],
            "items": [{"id": question.id, "type": question.body.kind} for question in card.questions],
        }
        for card in library.cards.values()
    ]


def _simulation_rows() -> list[dict[str, Any]]:
    from engine.catalog import load_simulation, simulation_ids

    loaded = [load_simulation(simulation_id) for simulation_id in simulation_ids()]
    return [
        {
            "id": simulation.id,
            "version": simulation.version,
            "title": simulation.title,
            "params": _param_rows(simulation.Params),
            "readouts": [{"name": each.name, "label": each.label, "unit": each.unit} for each in simulation.readout_specs],
            "presets": [{"id": preset.id, "title": preset.title} for preset in simulation.presets],
        }
        for simulation in loaded
    ]


def _param_rows(params_type: type) -> list[dict[str, Any]]:
    from engine.params import Choice, Integer, Real, specs, texts

    defaults = params_type()
    rows = []
    for name, spec in specs(params_type).items():
        value = getattr(defaults, name)
        bounded = spec if isinstance(spec, (Real, Integer)) else None
        rows.append(
            {
                "name": name,
                "type": spec.kind,
                "default": texts(defaults)[name] if isinstance(spec, Choice) else value,
                "low": bounded.low if bounded else None,
                "high": bounded.high if bounded else None,
                "choices": [member.value for member in spec.members] if isinstance(spec, Choice) else None,
                "label": spec.label,
                "unit": spec.unit,
            }
        )
    return rows


def _problem_rows() -> list[dict[str, Any]]:
    from engine.catalog import load_problem, problem_ids

    families = [load_problem(problem_id) for problem_id in problem_ids()]
    return [
        {"id": family.id, "version": family.version, "title": family.title, "forms": list(family.forms)} for family in families
    ]


# -- problem and check


def _problem(options: argparse.Namespace) -> int:
    from engine.catalog import load_problem

    family = load_problem(options.problem)
    problems = [family.generate(family.Params(), seed) for seed in range(options.seed, options.seed + options.count)]
    if options.json:
        say(json.dumps([_problem_row(problem) for problem in problems], indent=1, ensure_ascii=False, allow_nan=False))
    else:
        say("\n\n".join(_problem_text(problem) for problem in problems))
    return 0


def _problem_row(problem: Any) -> dict[str, Any]:
    return {
        "problem": problem.family,
        "version": problem.version,
        "seed": problem.seed,
        "prompt": problem.prompt,
        "givens": dict(problem.givens),
        "key": problem.key,
        "unit": problem.unit,
        "tolerance": problem.tolerance,
        "distractors": [
            {"value": each.value, "misconception": each.misconception, "why": each.why} for each in problem.distractors
        ],
        "steps": list(problem.steps),
    }


def _problem_text(problem: Any) -> str:
    unit = f" {problem.unit}" if problem.unit else ""
    lines: Iterable[str] = (
        problem.prompt,
        f"key: {problem.key_text}{unit}",
        *(f"wrong: {each.text}  ({each.misconception or 'slip'}: {each.why})" for each in problem.distractors),
        *problem.steps,
    )
    return "\n".join(lines)


def _check(options: argparse.Namespace) -> int:
    from quizapp.services.content_check import SHORT_SEEDS, check
    from quizapp.services.library import deck_folders, shipped_content

    folders = [options.folder] if options.folder else deck_folders(shipped_content())
    for folder in folders:
        if not folder.is_dir():
            raise UsageError(f"{folder} is not a folder; give a deck's folder")
    seeds = options.seeds or SHORT_SEEDS
    findings = [finding for folder in folders for finding in check(folder, formula_error=formula_error, seeds=seeds)]
    if options.json:
        say(json.dumps([finding.as_json() for finding in findings], indent=1, ensure_ascii=False))
    else:
        for finding in findings:
            say(finding.text)
        say(f"{len(findings)} finding{'' if len(findings) == 1 else 's'}")
    return 1 if any(finding.severity == "error" for finding in findings) else 0


def formula_error(tex: str) -> tuple[int, str] | None:
    """Return where a formula cannot be read and why, or None if it can."""
    from quizapp.tex.errors import TexError
    from quizapp.tex.parser import parse as parse_formula

    try:
        parse_formula(tex)
    except TexError as error:
        return error.position, str(error)
    return None
