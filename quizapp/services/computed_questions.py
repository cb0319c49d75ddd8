"""Makes a computed question concrete with the engine. Import it only when one is asked: it loads NumPy."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.catalog import load_problem
from engine.errors import ParamError
from engine.params import from_texts
from engine.problem import Distractor, Problem
from quizapp.domain.kinds.generated import Generated, as_numeric, as_single, param_texts
from quizapp.domain.kinds.numeric import Wrong
from quizapp.domain.kinds.single import Option
from quizapp.domain.questions import Body, Question


def computed(question: Question, body: Generated, seed: int) -> tuple[Question, Mapping[str, Any]]:
    """Return a question with its numbers filled in, and where they come from.

    Args:
        question: The question as the deck has it.
        body: Its body: which problem family, asked in which form.
        seed: Seed of the numbers.

    Raises:
        EngineError: If there is no such family, or it does not allow these parameters or this form.
    """
    family = load_problem(body.template)
    if body.form not in family.forms:
        raise ParamError([f'{family.id} cannot be asked as "{body.form}"; allowed: {", ".join(family.forms)}'])
    problem = family.generate(from_texts(family.Params, param_texts(body), owner=family.id), seed)
    concrete = replace(
        question,
        prompt=problem.prompt,
        body=_body(problem, body.form),
        explain="\n\n".join(text for text in (_numbered(problem.steps), question.explain) if text),
        run=problem.run or question.run,
    )
    givens = {name: _plain(value) for name, value in problem.givens.items()}
    return concrete, {"problem": family.id, "version": family.version, "seed": seed, "givens": givens}


def _body(problem: Problem, form: str) -> Body:
    if form == "single":
        return as_single(problem.key_text, (_option(distractor) for distractor in problem.distractors))
    if not isinstance(problem.key, (int, float)):
        raise ParamError([f"{problem.family} has no number as its answer and cannot be asked as numeric"])
    wrong = [
        Wrong(float(distractor.value), distractor.why, distractor.misconception)
        for distractor in problem.distractors
        if isinstance(distractor.value, (int, float))
    ]
    return as_numeric(float(problem.key), tolerance=problem.tolerance, unit=problem.unit, wrong=wrong)


def _option(distractor: Distractor) -> Option:
    return Option(distractor.text, False, distractor.why, distractor.misconception)


def _numbered(steps: tuple[str, ...]) -> str:
    return "\n".join(f"{number}. {step}" for number, step in enumerate(steps, 1))


def _plain(value: Any) -> Any:
    """Return a given in a form that JSON can hold."""
    return value.tolist() if hasattr(value, "tolist") else value
