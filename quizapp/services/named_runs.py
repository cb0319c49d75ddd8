"""Runs by their names: what a card, a link, a place in the program or a person calls them."""

from __future__ import annotations

from dataclasses import dataclass

from engine.catalog import load_simulation, simulation_ids
from engine.errors import EngineError
from engine.share import Named as Named  # what ``find`` returns
from engine.share import find_run


@dataclass(frozen=True, slots=True)
class Titled:
    """A simulation in a list."""

    id: str
    title: str
    summary: str


def all_simulations() -> tuple[Titled, ...]:
    """Return every simulation with its words, in the order of the ids."""
    loaded = (load_simulation(simulation_id) for simulation_id in simulation_ids())
    return tuple(Titled(simulation.id, simulation.title, simulation.summary) for simulation in loaded)


def first_preset(simulation_id: str) -> Named:
    """Return the run that a simulation opens with.

    Raises:
        EngineError: If there is no such simulation.
    """
    return find_run(f"{simulation_id}/{load_simulation(simulation_id).presets[0].id}")


def find(text: str) -> Named:
    """Return the run that a card, a link or a place names: a preset, a share text, or a simulation as it opens.

    Raises:
        EngineError: If it names none.
    """
    return find_run(text) if "/" in text or "@" in text else first_preset(text)


def problem_with(text: str) -> str:
    """Return why a text names no run, on one line; empty if it names one."""
    if not text:
        return "it is empty"
    try:
        find(text)
    except EngineError as error:
        return " ".join(str(error).split())[:300]
    return ""
