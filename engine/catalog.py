"""Finds simulations and problem families by module name, so that adding one needs no list to edit."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from pkgutil import iter_modules
from typing import Any

import engine.problems
import engine.simulations
from engine.errors import UnknownNameError
from engine.params import unknown
from engine.problem import ProblemFamily
from engine.simulation import Run, Simulation


@cache
def simulation_ids() -> tuple[str, ...]:
    """Return the ids of all simulations, sorted.

    Example:
        >>> "gradient_descent" in simulation_ids()
        True
    """
    return tuple(sorted(module.name for module in iter_modules(engine.simulations.__path__)))


@cache
def problem_ids() -> tuple[str, ...]:
    """Return the ids of all problem families, sorted.

    Example:
        >>> "gradient_step" in problem_ids()
        True
    """
    return tuple(sorted(module.name for module in iter_modules(engine.problems.__path__)))


@cache
def load_simulation(simulation_id: str) -> Simulation[Any, Any, Any]:
    """Import a simulation.

    Raises:
        UnknownNameError: If there is none of that id.

    Example:
        >>> load_simulation("gradient_descent").title
        'Gradient descent'
    """
    if simulation_id not in simulation_ids():
        raise UnknownNameError(unknown("there is no simulation", simulation_id, simulation_ids()))
    simulation: Simulation[Any, Any, Any] = import_module(f"engine.simulations.{simulation_id}").SIMULATION
    return simulation


@cache
def load_problem(problem_id: str) -> ProblemFamily:
    """Import a problem family.

    Raises:
        UnknownNameError: If there is none of that id.

    Example:
        >>> load_problem("perceptron_output").title
        'Score and output of a perceptron'
    """
    if problem_id not in problem_ids():
        raise UnknownNameError(unknown("there is no problem", problem_id, problem_ids()))
    family: ProblemFamily = import_module(f"engine.problems.{problem_id}").FAMILY
    return family


def write_program(run: Run[Any, Any, Any], steps: int, every: int = 1) -> str:
    """Return a run as a program that prints its readouts at step 0, every k-th step and the last one.

    Args:
        run: The run.
        steps: Its length, at least 0.
        every: Report every this many steps, at least 1.

    Raises:
        UnknownNameError: If the simulation has no program.

    Example:
        >>> from engine.simulation import Run
        >>> simulation = load_simulation("perceptron_learning")
        >>> write_program(Run(simulation, simulation.Params()), 4).splitlines()[0]
        '# Perceptron learning'
    """
    name = f"engine.programs.{run.simulation.id}"
    if find_spec(name) is None:
        raise UnknownNameError(f"{run.simulation.id} cannot be shown as a program")
    text: str = import_module(name).program(run, steps, every)
    return text
