"""What a program may use here: arithmetic, NumPy and math. A fence for accidents, see ``engine.tracing.child``."""

from __future__ import annotations

import ast
import builtins
from collections.abc import Callable
from types import ModuleType
from typing import Any

_ALLOWED = """abs all any bool callable chr complex dict divmod enumerate filter float format frozenset hash hex int isinstance
issubclass iter len list map max min next object oct ord pow property range repr reversed round set slice sorted staticmethod
classmethod str sum super tuple type zip ArithmeticError AssertionError AttributeError Exception FloatingPointError IndexError
KeyError LookupError NameError NotImplementedError OverflowError RecursionError RuntimeError StopIteration TypeError ValueError
ZeroDivisionError MemoryError __build_class__"""
ALLOWED_MODULES = ("numpy", "math")
_REFUSED = {
    "open": "files can be neither read nor written here",
    "input": "there is nobody to type anything while it runs; write the value into a line",
    **dict.fromkeys(("exec", "eval", "compile"), "code that is made of text is not run here; write it out as lines"),
    **dict.fromkeys(("getattr", "setattr", "delattr", "vars", "globals", "locals"), "write the name itself"),
    **dict.fromkeys(("exit", "quit"), "it ends with its last line"),
    **dict.fromkeys(("breakpoint", "help"), "click beside a line number to stop there"),
}


class ProgramError(Exception):
    """A program asks for what is not allowed here; the message says what is.

    Attributes:
        line: Where; 0 if only the traceback tells.
    """

    def __init__(self, message: str, line: int = 0) -> None:
        self.line = line
        super().__init__(message)


def refuse_forbidden(tree: ast.AST) -> None:
    """Refuse what can be seen before the first line runs: other modules, and names that begin with two underscores.

    Raises:
        ProgramError: With the line that asks for it.

    Example:
        >>> refuse_forbidden(ast.parse("import os"))
        Traceback (most recent call last):
        ...
        engine.tracing.rules.ProgramError: os may not be imported; allowed are numpy and math.
    """
    for node in ast.walk(tree):
        if isinstance(node, ast.Import | ast.ImportFrom):
            dots = "." * node.level if isinstance(node, ast.ImportFrom) else ""
            asked = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [dots + (node.module or "")]
            for module in asked:
                if not _may_import(module):
                    raise ProgramError(_import_refusal(module), node.lineno)
        elif isinstance(node, ast.Attribute | ast.Name):
            name = node.attr if isinstance(node, ast.Attribute) else node.id
            if name.startswith("__") and name != "__name__":
                raise ProgramError(f"{name} is not available: names that begin with two underscores stay unused.", node.lineno)


def _may_import(module: str) -> bool:
    return module.split(".")[0] in ALLOWED_MODULES


def _import_refusal(module: str) -> str:
    return f"{module} may not be imported; allowed are {' and '.join(ALLOWED_MODULES)}."


def permitted_builtins(print_: Callable[..., None]) -> dict[str, Any]:
    """Return the built-in names of a program, with its own ``print``.

    Example:
        >>> permitted_builtins(print)["open"]("notes.txt")
        Traceback (most recent call last):
        ...
        engine.tracing.rules.ProgramError: open is not available: files can be neither read nor written here.
    """
    allowed: dict[str, Any] = {name: getattr(builtins, name) for name in _ALLOWED.split()}
    refused = {name: _refusing(name, why) for name, why in _REFUSED.items()}
    return {**allowed, **refused, "print": print_, "__import__": _import}


def _refusing(name: str, why: str) -> Callable[..., Any]:
    def refuse(*_args: object, **_named: object) -> Any:
        raise ProgramError(f"{name} is not available: {why}.")

    return refuse


def _import(name: str, *args: Any) -> ModuleType:
    if not _may_import(name):
        raise ProgramError(_import_refusal(name))
    return __import__(name, *args)
