"""Strict reading of a plain table (from TOML): every problem is collected with its code and key, none is raised.

The codes are those of ``docs/deck-format.md``; whoever knows the file adds its name and the line of the key.
"""

from __future__ import annotations

import difflib
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

SLUG = re.compile(r"[a-z0-9]+(?:[-_][a-z0-9]+)*")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One problem of a table.

    Attributes:
        code: Code of the rule, for example ``"E020"``.
        key: Where it is: a key, or a path such as ``options.2.why``; empty for the table as a whole.
        message: One sentence: what is wrong and what is allowed.
    """

    code: str
    key: str
    message: str


class Fields:
    """A table being read. Ask for each key once, then call ``finish``."""

    def __init__(self, table: Mapping[str, Any], *, path: str = "") -> None:
        self._table = table
        self._path = path
        self._asked: set[str] = set()
        self.complaints: list[Complaint] = []

    def complain(self, code: str, key: str, message: str) -> None:
        """Add a problem of a key of this table."""
        self.complaints.append(Complaint(code, self._path + key, message))

    def has(self, key: str) -> bool:
        """Return whether the key is written at all."""
        return key in self._table

    def require(self, *keys: str) -> None:
        """Complain of each of these keys that is not written."""
        for key in keys:
            if key not in self._table:
                self.complain("E020", key, f'missing key "{key}"')

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text that is not blank; without a default the key is required."""
        value = self._get(key, str, "text", "" if default is None else default, required=default is None)
        if key in self._table and isinstance(self._table[key], str) and not value.strip():
            self.complain("E021", key, f'"{key}" must not be empty')
        return str(value)

    def slug(self, key: str) -> str:
        """Return an id: lower-case letters, digits and single hyphens or underscores."""
        value = self.text(key)
        if value and not SLUG.fullmatch(value):
            self.complain("E024", key, f'"{key}" must be lower-case letters, digits and hyphens, got "{value}"')
        return value

    def choice(self, key: str, allowed: Sequence[str], default: str | None = None) -> str:
        """Return one of the allowed words; without a default the key is required."""
        value = self.text(key, default)
        if value and value not in allowed:
            self.complain("E023", key, f'{key} "{value}" is not one of {", ".join(allowed)}')
        return value

    def whole(self, key: str, low: int, high: int, default: int | None = None) -> int:
        """Return a whole number in an interval; without a default the key is required."""
        value = self._get(key, int, "int", low if default is None else default, required=default is None)
        if not low <= value <= high:
            shown = f"{key} {value}" if abs(value) < 10**18 else f"{key}"  # Python refuses to write very long integers
            self.complain("E023", key, f"{shown} is not a whole number from {low} to {high}")
        return int(value)

    def number(self, key: str, default: float | None = None) -> float:
        """Return a finite number; without a default the key is required."""
        value = self._get(key, (int, float), "number", 0.0 if default is None else default, required=default is None)
        try:
            number = float(value)
        except OverflowError:  # an integer of more than 308 digits
            number = math.inf
        if not math.isfinite(number):
            self.complain("E023", key, f"{key} must be a finite number")
            return 0.0
        return number

    def flag(self, key: str, default: bool | None = None) -> bool:
        """Return true or false; without a default the key is required."""
        return bool(self._get(key, bool, "true or false", bool(default), required=default is None))

    def list_of(self, key: str, kind: type, name: str) -> list[Any]:
        """Return a list whose elements are all of one type; nothing if the key is not written."""
        value: list[Any] = self._get(key, list, name, [], required=False)
        if any(not isinstance(item, kind) for item in value):
            self.complain("E021", key, f'"{key}" must be a {name}')
            return []
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """Return a list of texts; nothing if the key is not written."""
        return tuple(self.list_of(key, str, "list of text"))

    def tables(self, key: str) -> list[Fields]:
        """Return a list of tables to be read in turn; nothing if the key is not written.

        What is wrong with them is added to the complaints of this table.
        """
        value = self.list_of(key, Mapping, "list of tables")
        children = [Fields(item, path=f"{self._path}{key}.{position}.") for position, item in enumerate(value, 1)]
        for child in children:
            child.complaints = self.complaints
        return children

    def table(self, key: str) -> Mapping[str, Any]:
        """Return a table as it is; empty if the key is not written."""
        value: Mapping[str, Any] = self._get(key, Mapping, "table", {}, required=False)
        return value

    def child(self, key: str) -> Fields | None:
        """Return a table to be read in turn, or None if there is none; what is wrong with it is added to the complaints."""
        value = self._get(key, Mapping, "table", None, required=False)
        if value is None:
            return None
        made = Fields(value, path=f"{self._path}{key}.")
        made.complaints = self.complaints
        return made

    def finish(self) -> None:
        """Complain of every key that nobody asked for."""
        for key in self._table:
            if key not in self._asked:
                self.complain("E022", key, f'unknown key "{key}"' + near(key, self._asked))

    def _get(self, key: str, kind: Any, name: str, default: Any, *, required: bool) -> Any:
        self._asked.add(key)
        if key not in self._table:
            if required:
                self.complain("E020", key, f'missing key "{key}"')
            return default
        value = self._table[key]
        if not isinstance(value, kind) or (isinstance(value, bool) and kind is not bool):
            self.complain("E021", key, f'"{key}" must be {name}, found {type(value).__name__}')
            return default
        return value


def near(name: str, known: Iterable[str]) -> str:
    """Return a hint at the nearest known name, ready to be added to a message; empty if none is near.

    Example:
        >>> near("prerequisits", ["prerequisites", "tags"])
        '; did you mean "prerequisites"?'
    """
    found = difflib.get_close_matches(name, list(known), n=1)
    return f'; did you mean "{found[0]}"?' if found else ""
