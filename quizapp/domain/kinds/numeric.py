"""A number typed by the learner, with a tolerance and perhaps a unit. A listed wrong value is met with its reason."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from quizapp.domain.fields import Fields
from quizapp.domain.numbers import Quantity, parse_quantity, plain_signs, show_number
from quizapp.domain.questions import Grade, QuestionKind, Remark, Verdict

UNIT_SHARE = 0.5  # what the right number earns with a missing or wrong unit
SHARES = ("", "share")  # units of a pure number, for which 50 % means 0.5
MAX_UNIT = 24
_ROUNDING = 1e-12  # relative; a typed 0.4 is inside 0.3 ± 0.1 though their floating-point difference is not


@dataclass(frozen=True, slots=True)
class Wrong:
    """A wrong value that a known mistake leads to.

    Attributes:
        value: The value, in the unit of the answer.
        why: One sentence: what was done wrong.
        misconception: Id of the belief it points to; may be empty.
    """

    value: float
    why: str
    misconception: str = ""


@dataclass(frozen=True, slots=True)
class Numeric:
    """Body of a question that is answered with a number. A response is the typed text.

    Attributes:
        answer: The right value.
        rtol: Accepted difference as a share of the answer.
        atol: Accepted difference in the answer's unit; the two are added.
        unit: Unit that must be typed; empty or ``share`` for a pure number.
        units_ok: Other accepted units, each with how many of ``unit`` one of it is.
        sigfig: Significant digits the answer is shown with; 0 for as many as it has.
        wrong: Wrong values worth a remark.
    """

    answer: float
    rtol: float = 0.0
    atol: float = 0.0
    unit: str = ""
    units_ok: tuple[tuple[str, float], ...] = ()
    sigfig: int = 0
    wrong: tuple[Wrong, ...] = ()
    kind: str = "numeric"


def read(fields: Fields) -> Numeric:
    """Read the keys of this kind."""
    answer = fields.number("answer")
    rtol, atol = (_tolerance(fields, key) for key in ("rtol", "atol"))
    if not fields.has("rtol") and not fields.has("atol"):
        fields.complain("E050", "", "numeric item needs rtol or atol")
    body = Numeric(answer, rtol, atol, _unit(fields), _units_ok(fields), fields.whole("sigfig", 0, 12, 0), _wrong(fields))
    for position, wrong in enumerate(body.wrong, 1):
        if is_close(body, wrong.value):
            message = f"listed wrong value {wrong.value:.12g} lies inside the tolerance of the answer {answer:.12g}"
            fields.complain("E051", f"wrong.{position}.value", message)
    return body


def _tolerance(fields: Fields, key: str) -> float:
    tolerance = fields.number(key, 0.0)
    if tolerance < 0.0:
        fields.complain("E023", key, f"{key} must not be negative, got {tolerance:g}")
    return max(tolerance, 0.0)


def _unit(fields: Fields) -> str:
    unit = fields.text("unit", "")
    if not _is_unit(unit):
        fields.complain("E023", "unit", f'unit "{unit}" is not one that can be typed, such as ms, m/s^2 or %')
    return unit


def _units_ok(fields: Fields) -> tuple[tuple[str, float], ...]:
    units = []
    for unit, factor in fields.table("units_ok").items():
        if isinstance(factor, bool) or not isinstance(factor, int | float) or not 0.0 < factor < 1e300 or not _is_unit(unit):
            fields.complain("E023", f"units_ok.{unit}", f'units_ok needs a unit and a positive factor, got "{unit}"')
        else:
            units.append((unit, float(factor)))
    return tuple(units)


def _is_unit(unit: str) -> bool:
    """Return whether a learner could type this unit after a number."""
    try:
        return len(unit) <= MAX_UNIT and parse_quantity(f"1 {unit}") == Quantity(1.0, plain_signs(unit))
    except ValueError:
        return False


def _wrong(fields: Fields) -> tuple[Wrong, ...]:
    listed = []
    for table in fields.tables("wrong"):
        listed.append(Wrong(table.number("value"), table.text("why", ""), table.text("misconception", "")))
        table.finish()
        if not table.has("why"):
            table.complain("E053", "why", f'listed wrong value {listed[-1].value:.12g} needs a "why"')
    return tuple(listed)


def check(body: Numeric, response: Any) -> str:
    """Return the typed text without outer blanks.

    Raises:
        ValueError: If it cannot be read as a number; the message says what is accepted.
    """
    try:
        parse_quantity(response if isinstance(response, str) else "")
    except ValueError as error:
        raise ValueError(f"{error}" if body.unit in SHARES else f"{error}, with its unit {body.unit}") from None
    return str(response).strip()


def grade(body: Numeric, response: Any) -> Grade:
    """Grade the typed number: right if its distance from the answer is at most atol + rtol * abs(answer).

    The right number with a missing or wrong unit earns half.
    """
    expected = Remark(shown(body), True, "")
    if response is None:
        return Grade(0.0, Verdict.UNANSWERED, (expected,))
    typed = check(body, response)
    value, unit_is_right = in_unit(body, parse_quantity(typed))
    if is_close(body, value):
        if unit_is_right:
            return Grade(1.0, Verdict.CORRECT, (expected,))
        why = f"The number is right, its unit is not: it must be {body.unit}." if body.unit else "This number has no unit."
        return Grade(UNIT_SHARE, Verdict.PARTIAL, (Remark(typed, False, why), expected))
    known = min(body.wrong, key=lambda wrong: abs(wrong.value - value), default=None)
    if known is not None and _within(value, known.value, body):
        return Grade(0.0, Verdict.WRONG, (Remark(typed, False, known.why, known.misconception), expected))
    return Grade(0.0, Verdict.WRONG, (Remark(typed, False, f"The answer is {shown(body)}."), expected))


def is_close(body: Numeric, value: float) -> bool:
    """Return whether a value counts as the answer."""
    return _within(value, body.answer, body)


def _within(value: float, target: float, body: Numeric) -> bool:
    tolerance = body.atol + body.rtol * abs(target)
    return abs(value - target) <= tolerance + _ROUNDING * max(abs(value), abs(target))


def in_unit(body: Numeric, typed: Quantity) -> tuple[float, bool]:
    """Return the typed number in the answer's unit and whether its own unit was an accepted one."""
    pure = body.unit in SHARES
    factors = {plain_signs(unit): factor for unit, factor in body.units_ok}
    factors |= {"": 1.0, "share": 1.0, "%": 0.01} if pure else {plain_signs(body.unit): 1.0}
    if typed.unit in factors:
        return typed.value * factors[typed.unit], True
    return typed.value, False


def shown(body: Numeric) -> str:
    """Return the answer with its unit, Markdown."""
    number = show_number(body.answer, body.sigfig)
    return number if body.unit in SHARES else f"{number} {body.unit}"


def from_json(stored: Mapping[str, Any]) -> Numeric:
    """Return the body that was stored with an attempt."""
    units_ok = tuple((unit, factor) for unit, factor in stored["units_ok"])
    wrong = tuple(Wrong(**value) for value in stored["wrong"])
    plain = {key: stored[key] for key in ("answer", "rtol", "atol", "unit", "sigfig")}
    return Numeric(**plain, units_ok=units_ok, wrong=wrong)


KIND = QuestionKind("numeric", read, grade, from_json, check)
