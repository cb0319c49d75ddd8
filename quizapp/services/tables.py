"""The numbers behind a picture as tables: for those who would rather read than look, and for taking them away."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.simulation import Simulation
from engine.timeline import Frame

MAX_COLUMNS = 12  # a wider array is a picture of its own: a map, a digit
AXES = ("x", "y")


@dataclass(frozen=True, slots=True)
class Table:
    """Columns of equal length.

    Attributes:
        title: What the rows are.
        names: Heading of each column.
        columns: Values of each column, shape (n_rows,).
    """

    title: str
    names: tuple[str, ...]
    columns: tuple[NDArray[Any], ...]

    @property
    def n_rows(self) -> int:
        """Number of rows."""
        return len(self.columns[0])

    def text(self, row: int, column: int) -> str:
        """Return a cell in as many letters as its value needs; numbers keep ten digits."""
        value = self.columns[column][row]
        if isinstance(value, np.bool_):
            return "yes" if value else "no"
        return f"{value:.10g}" if isinstance(value, np.floating) else str(value)


def tables_of(simulation: Simulation[Any, Any, Any], frame: Frame[Any, Any]) -> tuple[Table, ...]:
    """Return the numbers behind a frame: the readouts, what is recorded over time, and what the picture is drawn from.

    What is drawn is grouped: arrays of one part of the picture with equally many rows stand side by side.
    """
    specs = simulation.readout_specs
    columns = {
        "number": np.array([spec.label for spec in specs]),
        "value": np.array([frame.readouts[spec.name] for spec in specs]),
        "unit": np.array([spec.unit for spec in specs]),
    }
    if not any(columns["unit"]):
        del columns["unit"]
    numbers = Table("Numbers now", tuple(columns), tuple(columns.values()))
    steps = np.arange(frame.step + 1)
    over_time = Table(
        f"Every {simulation.step_name}", (simulation.step_name, *map(_words, frame.history)), (steps, *frame.history.values())
    )
    drawn = [table for title, part in _parts("", frame.observation) for table in _grouped(title, part)]
    return (*([over_time] if frame.history and frame.step else []), *drawn, numbers)


def as_csv(table: Table, separator: str = ",") -> str:
    """Write a table with a header and a separator between the values; numbers are written in full."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\n")
    writer.writerow(table.names)
    writer.writerows(zip(*(column.tolist() for column in table.columns), strict=True))
    return out.getvalue()


def _parts(title: str, value: Any) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the records in an observation, each with the words that lead to it."""
    named = _record(value)
    if named is None:
        return
    yield title, named
    for name, part in named.items():
        inner = f"{title}, {_words(name)}" if title else _words(name)
        if isinstance(part, tuple) and not hasattr(part, "_fields"):
            alike = _alike(part)
            if alike is not None:
                yield inner, alike
                continue
            for number, item in enumerate(part, start=1):
                yield from _parts(f"{inner} {number}", item)
        else:
            yield from _parts(inner, part)


def _alike(items: tuple[Any, ...]) -> dict[str, Any] | None:
    """Return records that hold the same things as one record of arrays with a row each; None if they differ."""
    records = [record for record in map(_record, items) if record is not None]
    if len(records) != len(items) or len(records) < 2:
        return None
    found: dict[str, Any] = {"number": np.arange(1, len(items) + 1)}
    for name in records[0]:
        values = [np.asarray(record[name]) for record in records]
        if any(value.dtype == object or value.shape != values[0].shape for value in values):
            return None
        if values[0].ndim < 2:
            found[name] = np.stack(values)
    return found


def _record(value: Any) -> dict[str, Any] | None:
    """Return the fields of a dataclass or a named tuple; None for anything else."""
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: getattr(value, one.name) for one in fields(value)}
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return dict(zip(value._fields, value, strict=True))
    return None


def _grouped(title: str, named: Mapping[str, Any]) -> Iterator[Table]:
    """Yield a table for each number of rows that arrays among these values have."""
    groups: dict[int, list[tuple[str, NDArray[Any]]]] = {}
    for name, value in named.items():
        for heading, column in _columns(_words(name), value):
            groups.setdefault(len(column), []).append((heading, column))
    for length, columns in groups.items():
        if length:
            names = tuple(heading for heading, _ in columns)
            shown = title or ", ".join(dict.fromkeys(heading.rpartition(" ")[0] or heading for heading in names))
            yield Table(shown[:1].upper() + shown[1:], names, tuple(column for _, column in columns))


def _columns(name: str, value: Any) -> Iterator[tuple[str, NDArray[Any]]]:
    """Yield the columns that a value is: none if it is a single number or a map."""
    if isinstance(value, Sequence) and not isinstance(value, str) and not hasattr(value, "_fields"):
        plain = value and all(isinstance(item, bool | int | float | str) and not isinstance(item, Enum) for item in value)
        value = np.array(value) if plain else None
    if not isinstance(value, np.ndarray) or value.ndim not in (1, 2):
        return
    if value.ndim == 1:
        yield name, value
    elif 0 < value.shape[1] <= MAX_COLUMNS:
        axes = AXES if value.shape[1] == len(AXES) else tuple(str(column + 1) for column in range(value.shape[1]))
        for axis, column in zip(axes, value.T, strict=True):
            yield f"{name} {axis}", column


def _words(name: str) -> str:
    return name.replace("_", " ").strip()
