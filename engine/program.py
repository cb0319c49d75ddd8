"""A run as a short program that needs NumPy alone: the modules of ``engine.programs`` write the loop, this one all around it.

Functions of the engine that a program uses go into it as they stand, without types and with the first line of their docstring
only; so its numbers are those of the run, to the last bit. What a whiteboard would show, the loop, is written out.
"""

from __future__ import annotations

import ast
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Sequence
from copy import deepcopy
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from itertools import pairwise
from typing import Any, TypeAlias, TypeVar

from numpy.typing import NDArray

from engine.errors import EngineError
from engine.share import to_share
from engine.simulation import HasStep, Run
from engine.timeline import Timeline

WIDTH = 110  # characters of a comment before it is folded
_CONSTANT = re.compile(r"\w+ = ")
PROMISE = "# The numbers of one run, to the last bit; it needs NumPy alone. The run:"
P = TypeVar("P")
S = TypeVar("S", bound=HasStep)
_Definition: TypeAlias = ast.FunctionDef | ast.ClassDef


def assemble(run: Run[Any, Any, Any], body: str, uses: Sequence[Callable[..., object]] = ()) -> str:
    """Return a program: what it is, its imports, the functions it uses, and its body.

    Args:
        run: The run that it reproduces.
        body: What is particular: set-up, loop and output. It may use ``json``, ``math`` and ``np``.
        uses: Functions of the engine that the body may call; those that it names go in, and what they need themselves.

    Raises:
        EngineError: If two things that the program needs have the same name.

    Example:
        >>> from engine.share import find_run
        >>> print(assemble(find_run("perceptron_learning/and_gate").run, "print(json.dumps(1))").splitlines()[1])
        # The numbers of one run, to the last bit; it needs NumPy alone. The run:
    """
    found, named = _Definitions(), {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    for function in uses:
        if function.__name__ in named:
            found.include(function.__module__, function.__name__)
    sources = [_comment(f"Source: {source}") for source in run.simulation.sources]
    header = "\n".join([f"# {run.simulation.title}", PROMISE, f"# {to_share(run)}", *sources])
    modules = {"json": "import json", "math": "import math", "np": "import numpy as np"}
    imports = sorted({*(line for name, line in modules.items() if name in named), *found.imports}, key=_import_order)
    parts = ["\n".join([header, "", *imports]), _stacked(found.texts), body]
    return "\n\n\n".join(part.strip("\n") for part in parts if part) + "\n"


def _import_order(line: str) -> tuple[bool, bool, str]:
    return "numpy" in line, line.startswith("from"), line


def _stacked(definitions: Sequence[str]) -> str:
    """Return definitions below one another: constants stand together, functions and classes apart."""
    text = "".join(definitions[:1])
    for before, after in pairwise(definitions):
        text += ("\n" if _CONSTANT.match(before) and _CONSTANT.match(after) else "\n\n\n") + after
    return text


def _comment(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="# ", subsequent_indent="#   ", break_on_hyphens=False)


class _Definitions:
    """Collects top-level definitions of the engine, each after what it needs."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.imports: set[str] = set()
        self._homes: dict[str, str] = {}

    def include(self, module: str, name: str) -> None:
        """Take a definition, and all that it needs."""
        node = _top_level(module)[name]
        if isinstance(node, ast.Import):
            self.imports.add(ast.unparse(node))
        elif isinstance(node, ast.ImportFrom):
            self._follow(node, name)
        elif name not in self._homes:
            self._homes[name] = module
            self._write(module, node)
        elif self._homes[name] != module:
            raise EngineError(f"a program cannot hold {name} of {self._homes[name]} and {name} of {module}")

    def _follow(self, node: ast.ImportFrom, name: str) -> None:
        source = str(node.module)
        if source.partition(".")[0] == "engine":
            self.include(source, name)
        else:
            self.imports.add(f"from {source} import {name}")

    def _write(self, module: str, node: ast.stmt) -> None:
        bare, before = _Bare(module), ast.unparse(node)
        text = ast.unparse(bare.visit(deepcopy(node)))
        if isinstance(node, ast.Assign) and text == before:  # nothing to rewrite: a table keeps its lines and comments
            text = "\n".join(_source(module).splitlines()[node.lineno - 1 : node.end_lineno])
        for place in bare.needs:
            self.include(*place)
        self.texts.append(text)


class _Bare(ast.NodeTransformer):
    """Takes types and long docstrings from a definition, names members of modules plainly, and notes what it needs.

    Attributes:
        needs: Module and name of each top-level thing that is used, in the order of their use.
    """

    def __init__(self, module: str) -> None:
        self.needs: list[tuple[str, str]] = []
        self._module = module
        self._known = _top_level(module)
        self._local: set[str] = set()

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        outer = self._local
        self._local = outer | set(_own_names(node))
        for argument in ast.walk(node.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
        node.returns = None
        node.body = _with_short_docstring(node.body)
        self.generic_visit(node)
        self._local = outer
        return node

    def visit_ClassDef(self, node: ast.ClassDef) -> ast.AST:
        node.body = _with_short_docstring(node.body)
        return self.generic_visit(node)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> ast.AST:
        if node.value is None:  # a field of a dataclass or a named tuple
            return ast.AnnAssign(node.target, ast.Name("object"), None, simple=1)
        return ast.copy_location(ast.Assign([node.target], self.visit(node.value)), node)

    def visit_Attribute(self, node: ast.Attribute) -> ast.AST:
        module = self._submodule(node.value)
        if module is None:
            return self.generic_visit(node)
        self.needs.append((module, node.attr))
        return ast.Name(node.attr, node.ctx)

    def visit_Name(self, node: ast.Name) -> ast.AST:
        if isinstance(node.ctx, ast.Load) and node.id in self._known and node.id not in self._local:
            self.needs.append((self._module, node.id))
        return node

    def _submodule(self, node: ast.expr) -> str | None:
        """Return the engine module that an expression names, or None."""
        found = self._known.get(node.id) if isinstance(node, ast.Name) and node.id not in self._local else None
        if not isinstance(found, ast.ImportFrom) or not str(found.module).startswith("engine."):
            return None
        name = f"{found.module}.{node.id}" if isinstance(node, ast.Name) else ""
        return name if hasattr(import_module(str(found.module)), "__path__") and find_spec(name) else None


def _own_names(node: ast.FunctionDef) -> Iterator[str]:
    """Yield the arguments of a function and the names that it binds."""
    for part in ast.walk(node):
        if isinstance(part, ast.arg):
            yield part.arg
        elif isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            yield part.id


def _with_short_docstring(body: list[ast.stmt]) -> list[ast.stmt]:
    first = body[0]
    if isinstance(first, ast.Expr) and isinstance(first.value, ast.Constant) and isinstance(first.value.value, str):
        return [ast.Expr(ast.Constant(first.value.value.strip().partition("\n")[0])), *body[1:]]
    return body


@cache
def _source(module: str) -> str:
    return inspect.getsource(import_module(module))


@cache
def _top_level(module: str) -> dict[str, ast.stmt]:
    """Return what a module defines or imports, by name; it is kept, so it must not be rewritten."""
    found: dict[str, ast.stmt] = {}
    for node in ast.parse(_source(module)).body:
        if isinstance(node, _Definition):
            found[node.name] = node
        elif isinstance(node, ast.Import | ast.ImportFrom):
            found |= {alias.asname or alias.name: node for alias in node.names}
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found |= {target.id: node for target in targets if isinstance(target, ast.Name)}
    return found


def literal(array: NDArray[Any]) -> str:
    """Return a NumPy array as an expression that makes the same one.

    Example:
        >>> import numpy as np
        >>> literal(np.array([[0, 1], [2, 3]]))
        'np.array([[0, 1], [2, 3]])'
    """
    return f"np.array({array.tolist()!r})" if array.size else f"np.empty({array.shape!r}, dtype=np.{array.dtype})"


def moments(run: Run[P, S, Any]) -> list[tuple[int, P, S]]:
    """Return the steps at which the user did something, with parameters and state after it.

    Example:
        >>> from engine.share import from_share
        >>> run = from_share("gradient_descent@1?event=3,set,learning_rate,0.5")
        >>> [(step, params.learning_rate) for step, params, _ in moments(run)]
        [(3, 0.5)]
    """
    timeline, found = Timeline(run), []
    for step in sorted({event.step for event in run.events}):
        timeline.seek(step)
        found.append((step, timeline.params, timeline.state))
    return found
