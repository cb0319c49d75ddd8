"""A run as a program, for the window."""

from __future__ import annotations

from dataclasses import dataclass

from engine.catalog import write_program
from quizapp.services.simulations import SimulationSession

ROWS = 20  # about so many rows of numbers a program prints


@dataclass(frozen=True, slots=True)
class Program:
    """A run as a program.

    Attributes:
        title: Title of the simulation.
        text: The program.
        promise: One sentence: what it prints, and what it needs.
        file_name: Under which it would be saved.
    """

    title: str
    text: str
    promise: str
    file_name: str

    @property
    def n_lines(self) -> int:
        """Number of lines that are code."""
        lines = (line.strip() for line in self.text.splitlines())
        return sum(bool(line) and not line.startswith("#") for line in lines)


def program_of(session: SimulationSession) -> Program:
    """Return the run up to the cursor, or whole if it stands at the start, as a program that prints some of its readouts."""
    simulation, steps = session.simulation, session.step or session.horizon
    every = max(1, steps // ROWS)
    name = simulation.step_name
    where = f"at {name}s 0, {every}, {2 * every} … {steps}" if every > 1 else f"from {name} 0 to {steps}"
    promise = f"Prints the numbers of this run {where}, equal to the last bit. Needs Python and NumPy, nothing else."
    return Program(simulation.title, write_program(session.run, steps, every), promise, f"{simulation.id}.py")
