"""One right option among several; every wrong one names the belief it tests. Score 0 or 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.fields import Fields
from quizapp.domain.questions import Grade, QuestionKind, Remark, Verdict

MAX_OPTIONS = 9  # one digit key each


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice.

    Attributes:
        text: Markdown with formulas.
        correct: Whether choosing it is right.
        why: One sentence on why it is right or wrong.
        misconception: Id of the belief a wrong one tests; may be empty if ``why`` says enough.
    """

    text: str
    correct: bool
    why: str
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Single:
    """Body of a question with exactly one right option. A response is the option's index."""

    options: tuple[Option, ...]
    shuffle: bool = True
    kind: str = "single"


def read_options(fields: Fields) -> tuple[Option, ...]:
    """Read the ``options`` of a choice and complain of what no choice may have."""
    options = []
    for table in fields.tables("options"):
        option = Option(
            table.text("text"), table.flag("correct", False), table.text("why", ""), table.text("misconception", "")
        )
        table.finish()
        if not option.correct and not option.why:
            table.complain("E053", "why", f'wrong option "{option.text}" needs a "why"')
        options.append(option)
    if not 2 <= len(options) <= MAX_OPTIONS:
        fields.complain("E052", "options", f"there must be 2 to {MAX_OPTIONS} options, found {len(options)}")
    texts = [" ".join(option.text.split()).casefold() for option in options]
    for position, text in enumerate(texts):
        if text in texts[:position]:
            fields.complain("E054", f"options.{position + 1}.text", f'two options read "{options[position].text}"')
    return tuple(options)


def read(fields: Fields) -> Single:
    """Read the keys of this kind."""
    body = Single(read_options(fields), fields.flag("shuffle", True))
    correct = sum(option.correct for option in body.options)
    if body.options and correct != 1:
        fields.complain("E052", "options", f"exactly one option must be correct, found {correct}")
    return body


def check(body: Single, response: Any) -> int:
    """Return the index of an option."""
    if isinstance(response, bool) or not isinstance(response, int) or not 0 <= response < len(body.options):
        raise ValueError(f"choose one of the {len(body.options)} options")
    return response


def grade(body: Single, response: Any) -> Grade:
    """Grade the chosen option; a wrong choice is explained, and so is the right one."""
    right = next(option for option in body.options if option.correct)
    if response is None:
        return Grade(0.0, Verdict.UNANSWERED, (Remark(right.text, True, right.why),))
    chosen = body.options[check(body, response)]
    if chosen.correct:
        return Grade(1.0, Verdict.CORRECT, (Remark(chosen.text, True, chosen.why),))
    wrong = Remark(chosen.text, False, chosen.why, chosen.misconception)
    return Grade(0.0, Verdict.WRONG, (wrong, Remark(right.text, True, right.why)))


def from_json(stored: Mapping[str, Any]) -> Single:
    """Return the body that was stored with an attempt."""
    return Single(tuple(Option(**option) for option in stored["options"]), stored["shuffle"])


KIND = QuestionKind("single", read, grade, from_json, check)
