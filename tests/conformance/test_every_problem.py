"""What every family of computed questions must do: a new module of ``engine.problems`` is covered the moment it exists."""

from __future__ import annotations

import dataclasses
import importlib
import json
import math
import re
from functools import cache
from itertools import combinations
from typing import Any, NamedTuple

import pytest

from engine.catalog import load_problem, problem_ids
from engine.errors import ParamError
from engine.params import Choice, Flag, Integer, Real, from_texts, specs, texts
from engine.problem import Problem, ProblemFamily
from engine.share import find_run

SEEDS = 2_000
MISCONCEPTION = re.compile(r"M(-[A-Z0-9]+)+")
FAMILIES = [load_problem(name) for name in problem_ids()]


class Sample(NamedTuple):
    """A family and its problems of many seeds."""

    family: ProblemFamily
    problems: list[Problem]


@cache
def problems_of(family_id: str) -> list[Problem]:
    family = load_problem(family_id)
    return [family.generate(family.Params(), seed) for seed in range(SEEDS)]


@pytest.fixture(params=FAMILIES, ids=lambda family: family.id)
def sample(request: pytest.FixtureRequest) -> Sample:
    return Sample(request.param, problems_of(request.param.id))


@pytest.fixture(params=FAMILIES, ids=lambda family: family.id)
def family(request: pytest.FixtureRequest) -> ProblemFamily:
    return request.param


def components(answer: Any) -> tuple[Any, ...]:
    return answer if isinstance(answer, tuple) else (answer,)


def clearly_differ(one: Any, other: Any, tolerance: float) -> bool:
    pairs = zip(components(one), components(other), strict=True)
    return any(a != b if isinstance(a, str) else abs(a - b) > max(2 * tolerance, 1e-9) for a, b in pairs)


def shown_numbers(text: str) -> list[float]:
    """The numbers of a displayed answer, without indices such as that of ``x_1``."""
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", re.sub(r"_\w", "", text))]


def test_family_is_named_like_its_module_and_says_where_it_comes_from(family: ProblemFamily) -> None:
    module = importlib.import_module(f"engine.problems.{family.id}")
    assert module.FAMILY is family
    assert family.version >= 1
    assert all([family.title, family.forms, family.sources, module.__doc__])
    assert set(family.forms) <= {"numeric", "single"}


def test_same_seed_gives_the_same_problem_and_seeds_differ(family: ProblemFamily) -> None:
    params = family.Params()
    assert family.generate(params, 7) == family.generate(params, 7)
    assert len({family.generate(params, seed).prompt for seed in range(30)}) >= 20


def test_problem_carries_its_origin(sample: Sample) -> None:
    for seed, problem in enumerate(sample.problems):
        assert (problem.family, problem.version, problem.seed) == (sample.family.id, sample.family.version, seed)


def test_key_is_what_solve_says_of_the_stored_givens(sample: Sample) -> None:
    for problem in sample.problems:
        assert sample.family.solve(json.loads(json.dumps(problem.givens))) == problem.key


def test_no_two_answers_of_a_problem_can_be_taken_for_one_another(sample: Sample) -> None:
    for problem in sample.problems:
        answers = [problem.key, *(distractor.value for distractor in problem.distractors)]
        shown = [problem.key_text, *(distractor.text for distractor in problem.distractors)]
        assert len(set(shown)) == len(shown) >= 4
        assert all(clearly_differ(one, other, problem.tolerance) for one, other in combinations(answers, 2))


def test_numbers_are_finite_and_shown_as_they_are(sample: Sample) -> None:
    for problem in sample.problems:
        answers = [(problem.key, problem.key_text), *((wrong.value, wrong.text) for wrong in problem.distractors)]
        for answer, text in answers:
            if isinstance(answer, str):
                continue
            assert all(math.isfinite(number) for number in components(answer))
            assert shown_numbers(text) == pytest.approx(list(components(answer)), abs=max(problem.tolerance, 1e-9))


def test_wrong_answers_say_what_was_done_wrong(sample: Sample) -> None:
    for problem in sample.problems:
        for distractor in problem.distractors:
            assert type(distractor.value) is type(problem.key)
            assert distractor.why.endswith(".")
            assert not distractor.misconception or MISCONCEPTION.fullmatch(distractor.misconception)
    assert any(wrong.misconception for problem in sample.problems for wrong in problem.distractors)


def test_texts_are_complete_and_their_formulas_closed(sample: Sample) -> None:
    for problem in sample.problems[:300]:
        answers = [problem.key_text, *(text for wrong in problem.distractors for text in (wrong.text, wrong.why))]
        for text in [problem.prompt, *problem.steps, *answers]:
            assert text.strip()
            assert text.count("$") % 2 == 0
            assert text.count("{") == text.count("}")
            assert not re.search(r"nan|inf\b|\+ -|-0(?![.\d])|None", text)
        assert problem.prompt.endswith("?")
        assert len(problem.steps) >= 2


def test_problem_fits_into_json(sample: Sample) -> None:
    for problem in sample.problems[:300]:
        assert json.loads(json.dumps(dataclasses.asdict(problem), allow_nan=False))["key_text"] == problem.key_text


def test_keys_vary(sample: Sample) -> None:
    keys = {problem.key for problem in sample.problems}
    words = all(isinstance(key, str) for key in keys)
    assert len(keys) >= (2 if words else 30)
    if words:  # a short list of words must be used up evenly, or the most frequent one is a good guess
        counts = [sum(problem.key == key for problem in sample.problems) for key in keys]
        assert min(counts) >= 0.6 * SEEDS / len(keys)


def test_key_of_a_typed_answer_is_one_number(sample: Sample) -> None:
    if "numeric" in sample.family.forms:
        assert all(isinstance(problem.key, float) for problem in sample.problems)


def test_named_simulation_exists(sample: Sample) -> None:
    for run in {problem.run for problem in sample.problems} - {""}:
        assert find_run(run).run.simulation.id


def test_ranges_are_refused_or_give_problems(family: ProblemFamily) -> None:
    for name, spec in specs(family.Params).items():
        for bad in spec.bad_values():
            with pytest.raises(ParamError, match=f"{name} must be"):
                family.Params(**{name: bad})
        ends = spec.members if isinstance(spec, Choice) else (False, True) if isinstance(spec, Flag) else ()
        for end in (spec.low, spec.high) if isinstance(spec, Real | Integer) else ends:
            params = family.Params(**{name: end})
            assert from_texts(family.Params, texts(params)) == params
            assert all(len(family.generate(params, seed).distractors) >= 3 for seed in range(20))
