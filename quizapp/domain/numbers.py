"""Numbers as people type them, with their unit, and numbers as people read them."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass

ACCEPTED = "type a number such as 0.5, 0,5, -1.5, 1/3, 2e-3, 3π/4 or 50 %"
MAX_LENGTH = 80

_SAME = {ord(same): plain for plain, all_same in {"-": "−–‒", "/": "⁄∕÷", "*": "×·⋅∙", "π": "𝜋𝛑"}.items() for same in all_same}
_SAME |= dict.fromkeys(map(ord, "\t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f"), " ")

_DECIMAL = r"(?:[0-9]+(?:[.,][0-9]+)*\.?|[.,][0-9]+)"
_POWER = r"(?:[eE][+-]?[0-9]{1,3}(?![0-9])| ?\* ?10 ?(?:\^|\*\*) ?\(?[+-]?[0-9]{1,3}\)?)"
_PI = r"(?:π|[pP]i(?![a-zA-Z]))"
_FACTOR = rf"(?:{_DECIMAL}{_POWER}?(?: ?\*? ?{_PI})?|{_PI})"
_QUANTITY = re.compile(rf"([+-]?) ?({_FACTOR})(?: ?/ ?({_FACTOR}))? ?(.*)")
_UNIT = re.compile(r"(?:[^\W\d_]|[%‰°])*(?:[ */^-]{1,2}(?:[^\W\d_]|[%°])+|\^-?[0-9])*")
_THOUSANDS = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?|[0-9]{1,3}(?:\.[0-9]{3})+,[0-9]+")


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number and the unit typed after it.

    Attributes:
        value: The number as typed; a percentage is not yet divided by 100.
        unit: The text after the number; empty if there is none.
    """

    value: float
    unit: str


def parse_quantity(text: str) -> Quantity:
    """Read a number with an optional unit.

    It takes decimal points and decimal commas, fractions, powers of ten, multiples of π, typographic minus signs and thin
    blanks between groups of three digits. A text with two readings is refused, so that no point is lost over a comma.

    Raises:
        ValueError: If it is not such a number; the message is one sentence on what is accepted.

    Example:
        >>> parse_quantity("−3π/4").value == -3 * math.pi / 4
        True
        >>> parse_quantity("0,5 ms")
        Quantity(value=0.5, unit='ms')
        >>> parse_quantity("235,146")
        Traceback (most recent call last):
        ...
        ValueError: "235,146" has two readings: write 235146 or 235.146
    """
    plain = plain_signs(text)
    plain = re.sub(r"(?<=[0-9]) (?=[0-9]{3}(?![0-9]))", "", plain)
    match = _QUANTITY.fullmatch(plain) if len(text) <= MAX_LENGTH else None
    if match is None or not _UNIT.fullmatch(match[4]):
        raise ValueError(ACCEPTED)
    divisor = _factor(match[3]) if match[3] else 1.0
    if divisor == 0.0:
        raise ValueError("a fraction cannot be divided by zero")
    value = _factor(match[2]) / divisor
    if not math.isfinite(value):
        raise ValueError("the number is too large")
    return Quantity(-value if match[1] == "-" else value, match[4].strip())


def plain_signs(text: str) -> str:
    """Return a text with one form of each sign and one blank between words, so that units can be compared.

    Example:
        >>> plain_signs("kg·m ∕ s")
        'kg*m / s'
    """
    return " ".join(text.translate(_SAME).split())


def _factor(text: str) -> float:
    """Return the value of a decimal number, a multiple of π, or π."""
    match = re.fullmatch(rf"({_DECIMAL})?({_POWER})?(?: ?\*? ?({_PI}))?", text)
    assert match is not None  # the quantity's pattern is made of factors
    power = re.search(r"([+-]?[0-9]+)\)?$", match[2]) if match[2] else None
    number = float(f"{_plain(match[1] or '1')}e{power[1] if power else 0}")
    return number * math.pi if match[3] else number


def _plain(digits: str) -> str:
    """Return digits with points and commas as Python writes them.

    Raises:
        ValueError: If the commas have two readings or none.
    """
    if re.fullmatch(r"[1-9][0-9]{0,2},[0-9]{3}", digits):
        raise ValueError(f'"{digits}" has two readings: write {digits.replace(",", "")} or {digits.replace(",", ".")}')
    if digits.count(",") + digits.count(".") <= 1:
        return digits.replace(",", ".")
    if not _THOUSANDS.fullmatch(digits):
        raise ValueError(ACCEPTED)
    if -1 < digits.find(".") < digits.find(","):
        return digits.replace(".", "").replace(",", ".")
    return digits.replace(",", "")


def show_number(value: float, digits: int = 0) -> str:
    r"""Write a number as Markdown, with a true minus sign and without a needless ``.0``.

    Args:
        value: The number.
        digits: Significant digits; 0 for as many as it has, at most twelve.

    Example:
        >>> show_number(-1.50), show_number(1 / 3, 3), show_number(9.5367431640625e-07, 3)
        ('−1.5', '0.333', '$9.54\\cdot10^{-7}$')
    """
    text = f"{value:.{digits or 12}g}"
    mantissa, _, exponent = text.partition("e")
    if exponent:
        return f"${mantissa}\\cdot10^{{{int(exponent)}}}$"
    return text.replace("-", "−")
