"""What every quiz question is, whatever its kind: a prompt, a way to read it, a response and a grade.

Each kind is one module of ``quizapp.domain.kinds`` with its own ``Question`` and a constant ``KIND``; nothing lists them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from quizapp.domain.fields import Fields

SKILLS = ("recall", "apply", "explain", "predict", "derive")


class Verdict(StrEnum):
    """What a grade says in one word."""

    CORRECT = "correct"
    PARTIAL = "partial"
    WRONG = "wrong"
    UNANSWERED = "unanswered"


@dataclass(frozen=True, slots=True)
class Remark:
    """Feedback on one part of a response.

    Attributes:
        about: What it is about, Markdown: the option's text, the typed number.
        right: Whether the learner's decision on it was right.
        why: One sentence: why, Markdown.
        misconception: Id of the wrong belief it points to; empty for none.
        decision: What the learner did with it, where that is not plain: ``rightly left out``.
    """

    about: str
    right: bool
    why: str
    misconception: str = ""
    decision: str = ""


@dataclass(frozen=True, slots=True)
class Grade:
    """The result of grading one response.

    Attributes:
        score: 0 to 1.
        verdict: The score in a word.
        remarks: Feedback on the parts of the response, never empty after a wrong one.
    """

    score: float
    verdict: Verdict
    remarks: tuple[Remark, ...]


class Body(Protocol):
    """What is particular to a kind: a frozen dataclass of plain values, so that it can be stored with an attempt."""

    @property
    def kind(self) -> str:
        """Name of the kind."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question as it is put to the learner or written in a deck.

    Attributes:
        id: Unique in its card.
        prompt: Markdown with formulas.
        body: What is particular to its kind.
        skill: One of ``SKILLS``.
        difficulty: 1 recall, 2 explain and apply, 3 derive or judge.
        time_s: Expected time in seconds.
        explain: The reasoning, always shown after the answer, Markdown.
        hints: From faint to strong.
        sources: Keys of the deck's sources.
        run: Preset or share text of the simulation that shows it; empty for the card's first one.
    """

    id: str
    prompt: str
    body: Body
    skill: str = "recall"
    difficulty: int = 1
    time_s: int = 45
    explain: str = ""
    hints: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    run: str = ""


@dataclass(frozen=True, slots=True)
class QuestionKind:
    """A kind of question.

    Attributes:
        name: The module's name and the ``type`` in a deck.
        read: Body from the kind's own keys of a table; problems are left in the fields.
        grade: Grade of a response. A response is plain data that JSON can hold; None means unanswered.
        from_json: Body from what ``dataclasses.asdict`` made of one and JSON kept.
        check: The response itself if it is one this body could get, else ValueError with one clear sentence.
        statement: What is asked about, beyond the prompt, Markdown; empty for nothing.
    """

    name: str
    read: Callable[[Fields], Body]
    grade: Callable[[Any, Any], Grade]
    from_json: Callable[[Mapping[str, Any]], Body]
    check: Callable[[Any, Any], Any]
    statement: Callable[[Any], str] = lambda _: ""


def verdict_of(score: float) -> Verdict:
    """Return the verdict of an answered question's score.

    Example:
        >>> verdict_of(1.0), verdict_of(0.5), verdict_of(0.0)
        (<Verdict.CORRECT: 'correct'>, <Verdict.PARTIAL: 'partial'>, <Verdict.WRONG: 'wrong'>)
    """
    if score >= 1.0:
        return Verdict.CORRECT
    return Verdict.PARTIAL if score > 0.0 else Verdict.WRONG
