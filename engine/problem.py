"""What a computed question is: givens, key, distractors that name their misconception, and worked steps.

The key is always computed by the engine's own functions, never by template code, and what is stored with an attempt is the
concrete problem, not its seed: random streams are not promised to be the same for ever (NumPy, NEP 19).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

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
