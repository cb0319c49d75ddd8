"""Simulations and problem families are found by module name."""

from __future__ import annotations

from pathlib import Path

import pytest

import engine
from engine.catalog import load_problem, load_simulation, problem_ids, simulation_ids
from engine.errors import EngineError, UnknownNameError


def modules(folder: str) -> list[str]:
    return sorted(path.stem for path in (Path(engine.__file__).parent / folder).glob("*.py") if path.stem != "__init__")


def test_every_module_is_listed_and_loads() -> None:
    assert list(simulation_ids()) == modules("simulations")
    assert list(problem_ids()) == modules("problems")
    assert [load_simulation(name).id for name in simulation_ids()] == list(simulation_ids())
    assert [load_problem(name).id for name in problem_ids()] == list(problem_ids())


def test_loading_twice_gives_the_same_object() -> None:
    assert load_simulation("perceptron_learning") is load_simulation("perceptron_learning")


def test_unknown_simulation_names_the_nearest_and_all() -> None:
    with pytest.raises(
        UnknownNameError, match=r'no simulation "perceptron"; did you mean "perceptron_learning"\? Allowed: act'
    ):
        load_simulation("perceptron")


@pytest.mark.parametrize("name", ["", "zzz", "../os", "engine.params", "__init__"])
def test_unknown_names_are_refused_without_importing_anything(name: str) -> None:
    for load in (load_simulation, load_problem):
        with pytest.raises(EngineError, match="there is no"):
            load(name)
