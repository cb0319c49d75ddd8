"""One right option among several; every wrong one says why it is wrong. Score 0 or 1."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.fields import Fields
from quizapp.domain.questions import Grade, QuestionKind, Remark, Verdict

MAX_OPTIONS = 8  # one digit key each, and nobody weighs more than a handful
_EMPHASIS = str.maketrans("", "", "*_`")


@dataclass(frozen=True, slots=True)
class Option:
    """One option of a choice.

    Attributes:
        text: Markdown with formulas.
        correct: Whether choosing it is right.
        why: One sentence on why it is right or wrong; a wrong one always has it.
        misconception: Id of the belief a wrong one tests; may be empty since ``why`` says enough.
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


def read_options(fields: Fields, key: str = "options") -> tuple[Option, ...]:
    """Read the options of a choice and complain of what no choice may have."""
    options = []
    for table in fields.tables(key):
        option = Option(
            table.text("text"), table.flag("correct", False), table.text("why", ""), table.text("misconception", "")
        )
        table.finish()
        if not option.correct and not table.has("why"):
            table.complain("E053", "why", f'wrong option "{option.text}" needs a "why"')
        options.append(option)
    if fields.has(key) and not 2 <= len(options) <= MAX_OPTIONS:
        fields.complain("E076", key, f"there must be 2 to {MAX_OPTIONS} {key}, found {len(options)}")
    texts = [rendered(option.text) for option in options]
    for position, text in enumerate(texts):
        if text and text in texts[:position]:
            fields.complain("E054", f"{key}.{position + 1}.text", f'two {key} read "{options[position].text}"')
    return tuple(options)


def rendered(text: str) -> str:
    """Return what the eye tells apart in a short Markdown text.

    Blanks tell no options apart, nor do emphasis and capitals; but in a formula X and x are two symbols.

    Example:
        >>> rendered("**Momentum** helps"), rendered("$X$ and $x$")
        ('momentumhelps', 'Xandx')
    """
    parts = ["".join(part.split()) for part in text.split("$")]
    return "".join(part if inside % 2 else part.translate(_EMPHASIS).casefold() for inside, part in enumerate(parts))


def read(fields: Fields) -> Single:
    """Read the keys of this kind."""
    fields.require("options")
    body = Single(read_options(fields), fields.flag("shuffle", True))
    correct = sum(option.correct for option in body.options)
    if body.options and correct != 1:
        fields.complain("E052", "options", f"exactly one option must be correct, found {correct}")
    return body


def check(body: Single, response: Any) -> int:
    """Return the index of an option.

    Raises:
        ValueError: If it is not one.
    """
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
