"""Several right options among several. A wrong tick takes back a right one; ticking nothing earns nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.fields import Fields
from quizapp.domain.kinds.single import Option, read_options
from quizapp.domain.questions import Grade, QuestionKind, Remark, Verdict, verdict_of


@dataclass(frozen=True, slots=True)
class Multi:
    """Body of a question with one or more right options. A response is the list of chosen indices.

    Attributes:
        options: At least one of them right.
        shuffle: Whether they may be shown in any order.
        least: Fewest options one may choose.
        most: Most options one may choose.
    """

    options: tuple[Option, ...]
    shuffle: bool = True
    least: int = 1
    most: int = 8
    kind: str = "multi"


def read(fields: Fields) -> Multi:
    """Read the keys of this kind."""
    fields.require("options")
    options = read_options(fields)
    shuffle = fields.flag("shuffle", True)
    count = max(len(options), 1)
    least = fields.whole("min", 1, count, 1)
    most = fields.whole("max", 1, count, count)
    correct = sum(option.correct for option in options)
    if options and not correct:
        fields.complain("E052", "options", "at least one option must be correct, found none")
    if correct and not least <= correct <= most:
        key = "min" if least > correct else "max"
        fields.complain("E023", key, f"{key} does not allow the {correct} correct options to be chosen")
    return Multi(options, shuffle, least, most)


def check(body: Multi, response: Any) -> list[int]:
    """Return the chosen indices, sorted.

    Raises:
        ValueError: If they are not distinct options, or too few or too many.
    """
    known = range(len(body.options))
    numbers = response if isinstance(response, list | tuple) else ()
    chosen = sorted({number for number in numbers if type(number) is int and number in known})
    if len(chosen) != len(numbers) or not body.least <= len(chosen) <= body.most:
        count = str(body.least) if body.least == body.most else f"{body.least} to {body.most}"
        raise ValueError(f"choose {count} of the {len(body.options)} options")
    return chosen


def grade(body: Multi, response: Any) -> Grade:
    """Grade by net correct choices: max(0, (hits - false alarms) / number of correct options).

    Every option gets its remark, also those rightly left out. Paying for each decision instead would pay about half for doing
    nothing.
    """
    right = [option for option in body.options if option.correct]
    if response is None:
        return Grade(0.0, Verdict.UNANSWERED, tuple(Remark(option.text, True, option.why) for option in right))
    chosen = check(body, response)
    hits = sum(body.options[index].correct for index in chosen)
    false_alarms = len(chosen) - hits
    score = max(0.0, (hits - false_alarms) / len(right))
    return Grade(score, verdict_of(score), tuple(_remark(option, index in chosen) for index, option in enumerate(body.options)))


def _remark(option: Option, chosen: bool) -> Remark:
    """Return the feedback on one decision; only a wrong option that was chosen points to a misconception."""
    if chosen == option.correct:
        return Remark(option.text, True, option.why, decision="" if chosen else "rightly left out")
    if chosen:
        return Remark(option.text, False, option.why, option.misconception, "chosen, but does not belong")
    return Remark(option.text, False, option.why, decision="belongs, but was left out")


def from_json(stored: Mapping[str, Any]) -> Multi:
    """Return the body that was stored with an attempt."""
    options = tuple(Option(**option) for option in stored["options"])
    return Multi(options, stored["shuffle"], stored["least"], stored["most"])


KIND = QuestionKind("multi", read, grade, from_json, check)
