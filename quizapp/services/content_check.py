"""Every finding of a deck: structure and prose, and, joined with the engine, its runs, formulas and computed questions."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from itertools import combinations
from pathlib import Path
from typing import Any, TypeAlias

from engine.catalog import load_problem
from engine.errors import EngineError
from engine.params import from_texts
from engine.problem import MIN_DISTRACTORS, Answer, Problem, ProblemFamily, differ, numbers
from engine.share import Named, find_run
from quizapp.decks.card_reader import CardReading
from quizapp.decks.diagnostics import Diagnostic
from quizapp.decks.forbidden import control_finding
from quizapp.decks.items import read_item
from quizapp.decks.lint import lint_deck
from quizapp.decks.loader import DeckReading, read_deck
from quizapp.decks.markdown import FORMULAS, SIM_SCHEME, Kind, link_problem, scan
from quizapp.decks.passages import Passage, card_passages, shared_passages
from quizapp.decks.shared_files import MISCONCEPTIONS
from quizapp.decks.toml_block import TomlBlock
from quizapp.domain.cards import SimulationLink
from quizapp.domain.kinds.generated import Generated, param_texts
from quizapp.services.forecast import faults, forecast, objections

FormulaError: TypeAlias = Callable[[str], tuple[int, str] | None]

SHORT_SEEDS = 300  # a quick look at each problem family
LONG_SEEDS = 2_000  # the campaign behind a release
MIN_KEYS = 30
MAX_HORIZONS = 10  # how many whole runs a card may wait for its step
_AGREEMENT = 1e-9


def check(folder: Path, *, formula_error: FormulaError, seeds: int = SHORT_SEEDS) -> list[Diagnostic]:
    """Return every finding of a deck, sorted.

    Args:
        folder: The deck.
        formula_error: Offset and message of the first error of a formula, None for a good one. It is the typesetter's, which
            services do not know.
        seeds: How many instances of each computed question are looked at.
    """
    reading = read_deck(folder)
    findings = {*reading.findings, *lint_deck(reading), *_runs(reading), *_computed(reading, seeds)}
    for passage in _passages(reading):
        findings.update(_links(passage))
        findings.update(_formulas(passage, formula_error))
    return sorted(findings)


def _passages(reading: DeckReading) -> Iterator[Passage]:
    """Yield the texts of a deck that are not spoilt by control characters, which are findings already."""
    for source in (shared_passages(reading.shared), *map(card_passages, reading.cards)):
        yield from (passage for passage in source if control_finding(passage) is None)


def _formulas(passage: Passage, formula_error: FormulaError) -> Iterator[Diagnostic]:
    """Yield the formulas that cannot be set."""
    for token in scan(passage.text):
        if token.kind in FORMULAS and (error := formula_error(token.content)):
            position, message = error
            yield passage.finding(token.inside + position, "E071", f"in ${token.content.strip()}$: {message}")


def _links(passage: Passage) -> Iterator[Diagnostic]:
    """Yield the links to runs that do not exist."""
    for token in scan(passage.text):
        if token.kind is Kind.LINK and token.target.startswith(SIM_SCHEME) and not link_problem(token.target):
            found = _find(token.target.removeprefix(SIM_SCHEME))
            if isinstance(found, str):
                yield passage.finding(token.start, "E026", found)


def _find(run: str) -> Named | str:
    """Return the run that a text names, or what is wrong with the text."""
    try:
        return find_run(run)
    except EngineError as error:
        return str(error)


def _runs(reading: DeckReading) -> Iterator[Diagnostic]:
    """Yield the runs named by a key that do not exist, and steps beyond them."""
    if beliefs := reading.shared.blocks.get(MISCONCEPTIONS):
        for belief in (reading.shared.misconceptions or {}).values():
            yield from _named(beliefs, f"{belief.id}.run", belief.run)
    for card in reading.cards:
        yield from _opened(card)
        for item in card.items:
            yield from _named(item, "run", item.table.get("run"))


def _named(block: TomlBlock, path: str, run: object) -> Iterator[Diagnostic]:
    """Yield a finding if a text under a key names a run that does not exist."""
    if isinstance(run, str) and run.strip() and isinstance(found := _find(run), str):
        yield block.finding("E026", path, found)


def _opened(card: CardReading) -> Iterator[Diagnostic]:
    """Yield what is wrong with the simulations that a card opens."""
    if card.draft is None or card.front is None:
        return
    for position, link in enumerate(card.draft.simulations, 1):
        yield from _named(card.front, f"simulations.{position}.run", link.run)
        found = _find(link.run)
        if isinstance(found, str):
            continue
        at = found.at if link.at is None else link.at
        most = MAX_HORIZONS * found.run.simulation.horizon(found.run.params)
        if at > most:
            message = f"at {at} lies beyond {MAX_HORIZONS} whole runs of {link.run}, which are {most} steps"
            yield card.front.finding("E023", f"simulations.{position}.at", message)
        if link.gate > at:
            message = (
                f"gate {link.gate} lies after step {at}, which makes the point; before the answer the run is shown at the gate"
            )
            yield card.front.finding("E023", f"simulations.{position}.gate", message)
        if at <= most:
            for code, key, message in _predicted(link, found):
                yield card.front.finding(code, f"simulations.{position}.{key}", message)


def _predicted(link: SimulationLink, named: Named) -> Iterator[tuple[str, str, str]]:
    """Yield what is wrong with the prediction that is asked for, once the engine has computed its key."""
    objected = list(objections(link, named.run))
    yield from objected
    if not objected and link.predict is not None and link.at is not None:
        yield from faults(link.predict, forecast(named.run, link.gate, link.at, link.predict))


def _computed(reading: DeckReading, seeds: int) -> Iterator[Diagnostic]:
    """Yield what is wrong with the computed questions of all cards; equal ones are computed once."""
    known: dict[Generated, tuple[str, str, str] | None] = {}
    for item in (item for card in reading.cards for item in card.items):
        body = _generated(item)
        if body is None:
            continue
        if body not in known:
            known[body] = generated_problem(body, seeds)
        if (problem := known[body]) is not None:
            code, key, message = problem
            yield item.finding(code, key, message)


def _generated(item: TomlBlock) -> Generated | None:
    """Return the body of a quiz item that is computed and has no fault of its own."""
    if item.table.get("type") != "generated":
        return None
    question, _ = read_item(item)
    return question.body if question is not None and isinstance(question.body, Generated) else None


def generated_problem(body: Generated, seeds: int) -> tuple[str, str, str] | None:
    """Return code, key and message of the first thing that is wrong with a computed question."""
    try:
        family = load_problem(body.template)
    except EngineError as error:
        return "E026", "template", str(error)
    if body.form not in family.forms:
        return "E023", "as", f"{family.id} can be asked as {', '.join(family.forms)}, not as {body.form}"
    try:
        params = from_texts(family.Params, param_texts(body), owner=family.id)
    except EngineError as error:
        return "E023", "params", str(error)
    message = family_problem(family, params, seeds)
    return ("E060", "template", message) if message else None


def family_problem(family: ProblemFamily, params: Any, seeds: int) -> str:
    """Return what is wrong with the instances of a problem family; empty if nothing is.

    Args:
        family: The family.
        params: Ranges it draws from.
        seeds: How many instances are looked at.
    """
    answers = set()
    for seed in range(seeds):
        try:
            problem = family.generate(params, seed)
        except EngineError as error:
            return f"{family.id} finds no problem for seed {seed}: {error}"
        if wrong := instance_problem(problem, family.solve(problem.givens)):
            return f"{family.id}, seed {seed}: {wrong}"
        # A word as key comes from a short list that is meant to repeat: then the questions must differ.
        answers.add(repr(problem.givens) if isinstance(problem.key, str) else problem.key_text)
    if len(answers) < min(MIN_KEYS, seeds):
        return f"{family.id} has only {len(answers)} different answers in {seeds} seeds, at least {MIN_KEYS} are needed"
    return ""


def instance_problem(problem: Problem, solved: Answer) -> str:
    """Return what is wrong with one computed question; empty if nothing is."""
    if not _agree(problem.key, solved):
        return f"the key is {problem.key}, but solving the givens gives {solved}"
    if len(problem.distractors) < MIN_DISTRACTORS:
        return f"it has {len(problem.distractors)} distractors, at least {MIN_DISTRACTORS} are needed"
    choices = [(problem.key, problem.key_text), *((wrong.value, wrong.text) for wrong in problem.distractors)]
    for (one, shown), (other, also) in combinations(choices, 2):
        if shown == also or not differ(one, other, problem.tolerance):
            return f"the answers {shown} and {also} cannot be told apart"
    return ""


def _agree(key: Answer, solved: Answer) -> bool:
    if isinstance(key, str) or isinstance(solved, str):
        return key == solved
    mine, other = numbers(key), numbers(solved)
    return len(mine) == len(other) and all(map(_is_equal, mine, other))


def _is_equal(one: float, other: float) -> bool:
    return math.isclose(one, other, rel_tol=_AGREEMENT, abs_tol=_AGREEMENT)
