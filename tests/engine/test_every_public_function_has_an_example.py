"""Every public function of the engine shows in its docstring what it is for, in an example that runs with the suite.

Left out are simulations and problem families: their functions are the protocol's, which the conformance tests call.
"""

from __future__ import annotations

import doctest
import inspect
import re
from collections.abc import Iterator
from importlib import import_module
from pkgutil import walk_packages

import pytest

import engine

OF_A_PROTOCOL = ("engine.simulations.", "engine.problems.", "engine.programs.")
SHOWN_TOGETHER = {  # one class of parameters shows what each makes of it; five such classes would teach no more
    f"engine.params.{name}": "engine.params.parameters" for name in ("param", "specs", "values", "texts", "from_texts")
}


def public_functions() -> Iterator[str]:
    """Yield the full name of each public function of the engine at the top of a module."""
    names = [module.name for module in walk_packages(engine.__path__, "engine.")]
    for module in (import_module(name) for name in names if not name.startswith(OF_A_PROTOCOL)):
        for name, found in vars(module).items():
            function = inspect.unwrap(found) if callable(found) else None  # a cached function is the one it calls
            if inspect.isfunction(function) and function.__module__ == module.__name__ and not name.startswith("_"):
                yield f"{module.__name__}.{name}"


def examples(full_name: str) -> list[str]:
    """Return the statements of the examples that doctest runs for a function."""
    found = doctest.DocTestFinder().find(import_module(full_name.rpartition(".")[0]))
    return [example.source for test in found if test.name == full_name for example in test.examples]


@pytest.mark.parametrize("full_name", list(public_functions()))
def test_public_function_is_called_in_its_example(full_name: str) -> None:
    name = full_name.rpartition(".")[2]
    statements = examples(SHOWN_TOGETHER.get(full_name, full_name))
    assert any(re.search(rf"\b{name}\b", statement) for statement in statements), f"{full_name} has no example that calls it"


@pytest.mark.parametrize("full_name", SHOWN_TOGETHER)
def test_function_shown_elsewhere_says_where(full_name: str) -> None:
    module, _, name = full_name.rpartition(".")
    docstring = inspect.getdoc(getattr(import_module(module), name)) or ""
    assert f"xample at ``{SHOWN_TOGETHER[full_name].rpartition('.')[2]}``" in docstring
    assert not examples(full_name), "it has an example of its own now"


def test_discovery_finds_plain_and_cached_functions_but_no_imported_ones() -> None:
    found = set(public_functions())
    assert {"engine.maths.activations.softmax", "engine.maths.surfaces.survey", "engine.catalog.load_problem"} <= found
    assert "engine.maths.finite_sums.epoch_order" not in found
