"""What a computed question is: givens, key, distractors that name their misconception, and worked steps.

The key is always computed by the engine's own functions, never by template code, and what is stored with an attempt is the
concrete problem, not its seed: random streams are not promised to be the same for ever (NumPy, NEP 19).
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Any, TypeAlias, TypeVar

import numpy as np

from engine.errors import EngineError
from engine.rng import step_rng

MIN_DISTRACTORS = 3
MAX_DRAWS = 1_000  # the families accept well over one draw in ten, so running out means a family is wrong

T = TypeVar("T")
Answer: TypeAlias = float | str | tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Distractor:
    """A wrong answer that a known wrong belief leads to.

    Attributes:
        value: The wrong answer, of the key's type.
        misconception: Id of the belief, for example ``"M-PERC-SIGN"``; empty for a plain slip.
        why: One sentence: what was done wrong.
        text: How it is shown.
    """

    value: Answer
    misconception: str
    why: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """One concrete computed question.

    Attributes:
        family: Id of its family.
        version: Version of the family.
        seed: Seed it was generated from.
        prompt: Markdown with formulas.
        givens: The numbers of the question by name.
        key: The right answer: a number, a word, or several numbers in a stated order.
        key_text: How the key is shown, Markdown with formulas.
        unit: Unit of the key; empty for a pure number.
        tolerance: Largest accepted absolute difference of a typed number; 0 for exact answers.
        distractors: At least three, all different from the key and from one another as shown.
        steps: Worked solution, Markdown, with these numbers filled in.
        run: Preset or share text of the simulation that shows it; empty if none does.
    """

    family: str
    version: int
    seed: int
    prompt: str
    givens: Mapping[str, Any]
    key: Answer
    key_text: str
    unit: str = ""
    tolerance: float = 0.0
    distractors: tuple[Distractor, ...]
    steps: tuple[str, ...]
    run: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemFamily:
    """A family of computed questions. One constant ``FAMILY`` in each module of ``engine.problems``.

    Attributes:
        id: The module's name.
        version: Raised when a seed would give another problem.
        title: What is asked, in a few words.
        Params: Class of the ranges to draw from, made with ``engine.params.parameters``.
        generate: A problem from ranges and a seed; draws again until the acceptance rule of ``acceptable`` holds.
        solve: The key, from the givens alone.
        forms: Question kinds it may be asked as: ``"numeric"`` needs a key that is one number, ``"single"`` none.
        sources: Author, year, and section or equation of the rule that is asked.
    """

    id: str
    version: int
    title: str
    Params: type[Any]
    generate: Callable[[Any, int], Problem]
    solve: Callable[[Mapping[str, Any]], Answer]
    forms: tuple[str, ...]
    sources: tuple[str, ...] = field(default=())


def acceptable(problem: Problem) -> bool:
    """Return whether a problem can be put: one right answer, and wrong ones that nobody can take for it or for one another.

    All numbers are finite; there are at least three distractors; no two answers are within twice the tolerance of each other or
    read the same. Families round a distractor's value to what is shown, so that this holds for what the learner sees.

    Example:
        >>> from dataclasses import replace
        >>> wrong = tuple(Distractor(value, "", "A slip.", decimal(value, 0)) for value in (0.0, 1.0, 3.0))
        >>> rest = {"version": 1, "seed": 0, "prompt": "1 + 1?", "givens": {}, "distractors": wrong, "steps": ()}
        >>> right = Problem(family="sum", key=2.0, key_text="2", **rest)
        >>> acceptable(right), acceptable(replace(right, key=3.0))  # 3 is one of the wrong answers
        (True, False)
    """
    answers = [problem.key, *(distractor.value for distractor in problem.distractors)]
    texts = {problem.key_text, *(distractor.text for distractor in problem.distractors)}
    return (
        len(problem.distractors) >= MIN_DISTRACTORS
        and len(texts) == len(answers)
        and all(math.isfinite(number) for answer in answers for number in numbers(answer))
        and all(differ(one, other, problem.tolerance) for one, other in combinations(answers, 2))
    )


def numbers(answer: Answer) -> tuple[float, ...]:
    """Return the numbers of an answer; a word has none.

    Example:
        >>> numbers(2.0), numbers((1.0, -1.0)), numbers("diverges")
        ((2.0,), (1.0, -1.0), ())
    """
    if isinstance(answer, str):
        return ()
    return answer if isinstance(answer, tuple) else (answer,)


def differ(one: Answer, other: Answer, tolerance: float) -> bool:
    """Return whether two answers are different words, or numbers more than twice a tolerance apart in some place.

    Example:
        >>> differ(1.0, 1.5, 0.1), differ((1.0, 2.0), (1.0, 2.1), 0.1)
        (True, False)
    """
    if isinstance(one, str) or isinstance(other, str):
        return one != other
    pairs = zip(numbers(one), numbers(other), strict=True)
    return any(abs(first - second) > 2.0 * tolerance + 1e-9 for first, second in pairs)


def first_acceptable(family: str, seed: int, draw: Callable[[np.random.Generator], Problem]) -> Problem:
    """Return the first acceptable problem of a seed.

    Args:
        family: Id of the family; two families draw different numbers from the same seed.
        seed: Seed of the problem, at least 0.
        draw: Makes a problem from random numbers.

    Raises:
        EngineError: If no draw is acceptable, because the ranges leave no room for distinct answers.

    Example:
        >>> wrong = tuple(Distractor(value, "", "A slip.", decimal(value, 0)) for value in (0.0, 1.0, 3.0))
        >>> rest = {"version": 1, "seed": 0, "prompt": "1 + 1?", "givens": {}, "distractors": wrong, "steps": ()}
        >>> draw = lambda rng: Problem(key=float(key := rng.integers(4)), key_text=str(key), family="sum", **rest)
        >>> first_acceptable("sum", 0, draw).key  # each other key is one of the wrong answers
        2.0
    """
    for attempt in range(MAX_DRAWS):
        problem = draw(step_rng(seed, attempt, family))
        if acceptable(problem):
            return problem
    raise EngineError(f"{family}: no acceptable problem in {MAX_DRAWS} draws; allow wider ranges")


def decimal(value: float, decimals: int) -> str:
    """Write a number with at most so many decimals and without needless zeros.

    Example:
        >>> decimal(2.50, 2), decimal(-0.001, 2), decimal(12.0, 0)
        ('2.5', '0', '12')
    """
    text = f"{value:.{decimals}f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def factor(value: float, decimals: int) -> str:
    """Write a number as it stands behind a multiplication dot or a minus: in parentheses if negative.

    Example:
        >>> factor(2.0, 1), factor(-0.5, 1)
        ('2', '(-0.5)')
    """
    text = decimal(value, decimals)
    return f"({text})" if text.startswith("-") else text


def pick(rng: np.random.Generator, values: Sequence[T]) -> T:
    """Return one of some values, each as likely as the others.

    Example:
        >>> pick(np.random.default_rng(0), (2, 4, 8)) in (2, 4, 8)
        True
    """
    return values[int(rng.integers(len(values)))]
