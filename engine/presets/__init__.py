"""Tables of named runs for simulations that have many: text only, in the syntax of share texts, one file a simulation.

A simulation imports its own table and turns it into presets with ``build``; one with few presets keeps them in its own file.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple, TypeVar

from engine.params import from_texts
from engine.simulation import Preset

P = TypeVar("P")


class Row(NamedTuple):
    """One named run as text.

    Attributes:
        id: Name inside the simulation.
        at: Step at which the picture makes the point.
        title: The point in a few words.
        caption: One or two sentences that say what to look at.
        settings: Parameters that differ from their defaults, ``name=value&name=value``.
        seed: Seed of the run.
    """

    id: str
    at: int
    title: str
    caption: str
    settings: str = ""
    seed: int = 0


def build(params_type: type[P], rows: Iterable[Row]) -> tuple[Preset[P], ...]:
    """Return the presets of a table.

    Raises:
        ParamError: If a setting is unknown or not allowed.

    Example:
        >>> from engine.catalog import load_simulation
        >>> row = Row("large_rate", 10, "A large rate", "It overshoots.", "learning_rate=0.9")
        >>> build(load_simulation("gradient_descent").Params, [row])[0].params.learning_rate
        0.9
    """
    return tuple(
        Preset(id=row.id, title=row.title, caption=row.caption, params=_params(params_type, row), seed=row.seed, at=row.at)
        for row in rows
    )


def _params(params_type: type[P], row: Row) -> P:
    pairs = (pair.partition("=") for pair in row.settings.split("&") if pair)
    return from_texts(params_type, {name: text for name, _, text in pairs}, owner=row.id)
