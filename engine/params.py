"""One description of a parameter: it drives controls, command line, validation, share text, documents and tests.

May be imported by everything, the screens included; needs nothing but the standard library.
"""

from __future__ import annotations

import difflib
import math
import numbers
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from enum import Enum
from typing import Any, TypeVar, dataclass_transform

from engine.errors import ParamError

T = TypeVar("T")
P = TypeVar("P")


class Scale(Enum):
    """How a slider maps its travel to values."""

    LINEAR = "linear"
    LOG = "log"


@dataclass(frozen=True, slots=True, kw_only=True)
class Spec(ABC):
    """What is common to every parameter: its words and where it shows.

    Attributes:
        label: Name shown beside the control.
        help: One sentence for the tool tip and the documents.
        symbol: The field's symbol, for example ``η``; empty where there is none.
        unit: Unit of the value; empty for a pure number.
        live: Whether it may change in mid-run. Other parameters start the run anew.
        when: Parameters this one depends on, each with the values for which it has an effect; empty means always.
    """

    label: str
    help: str = ""
    symbol: str = ""
    unit: str = ""
    live: bool = False
    when: Mapping[str, tuple[object, ...]] = field(default_factory=dict)

    @property
    @abstractmethod
    def kind(self) -> str:
        """Name of the type: ``real``, ``integer``, ``choice`` or ``flag``."""

    @property
    @abstractmethod
    def allowed(self) -> str:
        """The allowed values in words, for messages."""

    @abstractmethod
    def clean(self, value: object) -> Any:
        """Return the value in its one normal form.

        Raises:
            ValueError: If it is not allowed; the message is what ``allowed`` says.
        """

    @abstractmethod
    def parse(self, text: str) -> Any:
        """Read a value from the command line or a share text.

        Raises:
            ValueError: If the text is not an allowed value.
        """

    @abstractmethod
    def format(self, value: Any) -> str:
        """Write a value so that ``parse`` gives it back exactly."""

    @abstractmethod
    def bad_values(self) -> tuple[object, ...]:
        """Values that ``clean`` must refuse; the negative tests are made of them."""


def _number(value: object) -> float | None:
    """Return a real number, NumPy's included, as a float; None for anything else, bools and arrays among it."""
    if isinstance(value, bool) or not isinstance(value, numbers.Real):
        return None
    try:
        return float(value)
    except OverflowError:
        return None


def plain(number: float) -> str:
    """Write a number without a needless ``.0``.

    Example:
        >>> plain(10.0), plain(0.001), plain(1e-05)
        ('10', '0.001', '1e-05')
    """
    return f"{number:.6g}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Real(Spec):
    """A real number in a closed interval.

    Attributes:
        low: Smallest allowed value.
        high: Largest allowed value.
        step: Distance of the values a slider offers; None means three significant digits.
        scale: Linear or logarithmic travel; a logarithmic one needs ``low > 0``.
    """

    low: float
    high: float
    step: float | None = None
    scale: Scale = Scale.LINEAR

    @property
    def kind(self) -> str:
        return "real"

    @property
    def allowed(self) -> str:
        return f"a number from {plain(self.low)} to {plain(self.high)}"

    def clean(self, value: object) -> float:
        number = _number(value)
        if number is None or not self.low <= number <= self.high:  # a NaN fails the comparison
            raise ValueError(self.allowed)
        return number + 0.0  # turns -0.0 into 0.0, so that equal runs have equal texts

    def parse(self, text: str) -> float:
        try:
            return self.clean(float(text))
        except ValueError:
            raise ValueError(self.allowed) from None

    def format(self, value: float) -> str:
        return repr(value)

    def bad_values(self) -> tuple[object, ...]:
        span = self.high - self.low
        return (self.low - span, self.high + span, math.nan, math.inf, -math.inf, "1", None, True)

    def at(self, fraction: float) -> float:
        """Return the value at a fraction of the slider's travel, rounded to a value a person would type.

        Example:
            >>> Real(label="rate", low=0.001, high=1.0, scale=Scale.LOG).at(0.5)
            0.0316
        """
        fraction = min(max(fraction, 0.0), 1.0)
        if self.scale is Scale.LOG:
            value = self.low * (self.high / self.low) ** fraction
        else:
            value = self.low + (self.high - self.low) * fraction
        return self.nearest(value)

    def nearest(self, value: float) -> float:
        """Return the offered value closest to a number, inside the interval."""
        if self.step is None:
            value = float(f"{value:.3g}")
        else:
            value = float(f"{self.low + round((value - self.low) / self.step) * self.step:.12g}")
        return min(max(value, self.low), self.high) + 0.0

    def fraction(self, value: float) -> float:
        """Return where on the slider's travel a value lies, 0 to 1."""
        if self.scale is Scale.LOG:
            return math.log(value / self.low) / math.log(self.high / self.low)
        return (value - self.low) / (self.high - self.low)


@dataclass(frozen=True, slots=True, kw_only=True)
class Integer(Spec):
    """A whole number in a closed interval."""

    low: int
    high: int

    @property
    def kind(self) -> str:
        return "integer"

    @property
    def allowed(self) -> str:
        return f"a whole number from {self.low} to {self.high}"

    def clean(self, value: object) -> int:
        if isinstance(value, bool) or not isinstance(value, numbers.Integral):
            raise ValueError(self.allowed)
        number = int(value)
        if not self.low <= number <= self.high:
            raise ValueError(self.allowed)
        return number

    def parse(self, text: str) -> int:
        try:
            return self.clean(int(text))
        except ValueError:
            raise ValueError(self.allowed) from None

    def format(self, value: int) -> str:
        return str(value)

    def bad_values(self) -> tuple[object, ...]:
        return (self.low - 1, self.high + 1, self.low + 0.5, math.nan, "1", None, True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Spec):
    """One of the members of an enumeration whose values are short texts.

    Attributes:
        options: The enumeration; each member's value is its text on the command line.
        labels: Words shown for each member; a member without one shows its value with spaces.
    """

    options: type[Enum]
    labels: Mapping[Enum, str] = field(default_factory=dict)

    @property
    def kind(self) -> str:
        return "choice"

    @property
    def members(self) -> tuple[Enum, ...]:
        """The members in their order."""
        return tuple(self.options)

    @property
    def allowed(self) -> str:
        return "one of " + ", ".join(str(member.value) for member in self.options)

    def label_of(self, member: Enum) -> str:
        """Return the words shown for a member."""
        return self.labels.get(member, str(member.value).replace("_", " "))

    def clean(self, value: object) -> Enum:
        # Only the member itself: a text that happens to equal its value comes from a lossy store and is refused.
        if not isinstance(value, self.options):
            raise ValueError(self.allowed)
        return value

    def parse(self, text: str) -> Enum:
        for member in self.options:
            if member.value == text:
                return member
        raise ValueError(self.allowed)

    def format(self, value: Enum) -> str:
        return str(value.value)

    def bad_values(self) -> tuple[object, ...]:
        return (str(next(iter(self.options)).value), "no such choice", 0, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Flag(Spec):
    """True or false."""

    @property
    def kind(self) -> str:
        return "flag"

    @property
    def allowed(self) -> str:
        return "true or false"

    def clean(self, value: object) -> bool:
        if not isinstance(value, bool):
            raise ValueError(self.allowed)
        return value

    def parse(self, text: str) -> bool:
        if text not in ("true", "false"):
            raise ValueError(self.allowed)
        return text == "true"

    def format(self, value: bool) -> str:
        return "true" if value else "false"

    def bad_values(self) -> tuple[object, ...]:
        return (0, 1, "true", None)


def param(default: T, spec: Spec) -> T:
    """Declare a field of a ``Params`` class: its default and its one description; example at ``parameters``.

    Type checkers see a plain field of the default's type.
    """
    return field(default=default, metadata={"spec": spec})


@dataclass_transform(frozen_default=True, kw_only_default=True)
def parameters(cls: type[P]) -> type[P]:
    """Make a class of ``param`` fields a frozen, keyword-only dataclass whose constructor checks every value.

    Example:
        >>> @parameters
        ... class Params:
        ...     rate: float = param(0.1, Real(label="Learning rate", low=0.001, high=1.0))
        >>> list(specs(Params)), values(Params()), texts(from_texts(Params, {"rate": "0.5"}))
        (['rate'], {'rate': 0.1}, {'rate': '0.5'})
        >>> Params(rate=2.0)
        Traceback (most recent call last):
        ...
        engine.errors.ParamError: rate must be a number from 0.001 to 1, got 2.0
    """
    cls.__post_init__ = _check  # type: ignore[attr-defined]  # a dataclass looks it up by this name
    return dataclass(frozen=True, slots=True, kw_only=True)(cls)


def _check(self: Any) -> None:
    problems = []
    for name, spec in specs(type(self)).items():
        value = getattr(self, name)
        try:
            object.__setattr__(self, name, spec.clean(value))
        except ValueError:
            problems.append(refusal(name, spec, value))
    if problems:
        raise ParamError(problems)


def refusal(name: str, spec: Spec, value: object) -> str:
    """Return the one sentence that says what is wrong with a value and what is allowed.

    Example:
        >>> refusal("layers", Integer(label="Layers", low=1, high=3), 0)
        'layers must be a whole number from 1 to 3, got 0'
    """
    return f"{name} must be {spec.allowed}, got {value if isinstance(value, str) else repr(value)}"


def specs(params_type: type) -> dict[str, Spec]:
    """Return the specs of a ``Params`` class by field name, in their order; example at ``parameters``."""
    return {item.name: item.metadata["spec"] for item in fields(params_type)}


def values(params: object) -> dict[str, Any]:
    """Return the values of a ``Params`` object by field name, in their order; example at ``parameters``."""
    return {name: getattr(params, name) for name in specs(type(params))}


def texts(params: object) -> dict[str, str]:
    """Return the values of a ``Params`` object as texts that ``from_texts`` reads back exactly; example at ``parameters``."""
    return {name: spec.format(getattr(params, name)) for name, spec in specs(type(params)).items()}


def from_texts(params_type: type[P], given: Mapping[str, str], *, base: P | None = None, owner: str = "it") -> P:
    """Build a ``Params`` object from texts; what is not given keeps the value of ``base`` (or the default).

    ``owner`` is whose parameters these are, for messages. Example at ``parameters``.

    Raises:
        ParamError: If a name is unknown or a text is not an allowed value; all problems together.
    """
    known = specs(params_type)
    parsed: dict[str, Any] = {}
    problems = []
    for name, text in given.items():
        if name not in known:
            problems.append(unknown(f"{owner} has no parameter", name, known))
            continue
        try:
            parsed[name] = known[name].parse(text)
        except ValueError:
            problems.append(refusal(name, known[name], text))
    if problems:
        raise ParamError(problems)
    return replace(base, **parsed) if base is not None else params_type(**parsed)  # type: ignore[type-var]


def unknown(what: str, name: str, allowed: Iterable[str]) -> str:
    """Return the one sentence for an unknown name: the nearest known one, and all that are allowed.

    Example:
        >>> unknown("it has no parameter", "rat", ["rate", "seed"])
        'it has no parameter "rat"; did you mean "rate"? Allowed: rate, seed'
    """
    names = list(allowed)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f'; did you mean "{near[0]}"?' if near else ";"
    return f'{what} "{name}"{hint} ' + ("Allowed: " if near else "allowed: ") + ", ".join(names)


def has_effect(spec: Spec, params: object) -> bool:
    """Return whether a parameter changes anything, given the values it depends on.

    Example:
        >>> from types import SimpleNamespace
        >>> has_effect(Flag(label="Shuffle", when={"epochs": (2, 3)}), SimpleNamespace(epochs=1))
        False
    """
    return all(getattr(params, name) in allowed for name, allowed in spec.when.items())
