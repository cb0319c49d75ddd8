"""A question that the engine computes anew each time. This body only names the problem family; a service makes it concrete.

What is graded and stored is the ``single`` or ``numeric`` body that the service builds with the functions below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from quizapp.domain.fields import Fields
from quizapp.domain.kinds.numeric import Numeric, Wrong
from quizapp.domain.kinds.single import MAX_OPTIONS, Option, Single
from quizapp.domain.questions import Grade, QuestionKind, Remark, Verdict

FORMS = ("single", "numeric")
Scalar: TypeAlias = bool | int | float | str


@dataclass(frozen=True, slots=True)
class Generated:
    """Body of a computed question before it is computed. It takes no response.

    Attributes:
        template: Id of the problem family.
        params: Overrides of the ranges the family draws from, by name.
        form: The kind it is asked as: ``single`` or ``numeric``; the key ``as`` of a deck.
    """

    template: str
    params: tuple[tuple[str, Scalar], ...] = ()
    form: str = "single"
    kind: str = "generated"


def read(fields: Fields) -> Generated:
    """Read the keys of this kind."""
    params = []
    for name, value in fields.table("params").items():
        if isinstance(value, bool | int | float | str):
            params.append((name, value))
        else:
            fields.complain("E021", f"params.{name}", f'"params.{name}" must be one number, word or true or false')
    return Generated(fields.text("template"), tuple(params), fields.choice("as", FORMS, FORMS[0]))


def param_texts(body: Generated) -> dict[str, str]:
    """Return the overrides as texts, the form in which the engine reads parameters.

    Example:
        >>> param_texts(Generated("gradient_step", (("max_rate", 0.5), ("exact", True))))
        {'max_rate': '0.5', 'exact': 'true'}
    """
    return {name: str(value).lower() if isinstance(value, bool) else str(value) for name, value in body.params}


def as_single(key_text: str, wrong: Iterable[Option]) -> Single:
    """Return the choice between a computed answer and its distractors; the answer comes first, to be shuffled."""
    return Single((Option(key_text, True, ""), *wrong)[:MAX_OPTIONS])


def as_numeric(key: float, *, tolerance: float, unit: str, wrong: Iterable[Wrong]) -> Numeric:
    """Return the question for a computed number."""
    return Numeric(key, atol=tolerance, unit=unit, wrong=tuple(wrong))


def check(body: Generated, _response: Any) -> Any:
    """Refuse every response: there is nothing to answer yet.

    Raises:
        ValueError: Always.
    """
    raise ValueError(f"the question {body.template} has not been computed yet")


def grade(body: Generated, response: Any) -> Grade:
    """Return the grade of an unanswered question; any response is refused."""
    if response is not None:
        check(body, response)
    return Grade(0.0, Verdict.UNANSWERED, (Remark(body.template, True, "Its numbers are computed when it is asked."),))


def from_json(stored: Mapping[str, Any]) -> Generated:
    """Return the body that was stored."""
    params = tuple((name, value) for name, value in stored["params"])
    return Generated(stored["template"], params, stored["form"])


KIND = QuestionKind("generated", read, grade, from_json, check)
