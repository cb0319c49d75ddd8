"""One module a question kind; each has a constant ``KIND``. Found by module name, so that adding one needs no list to edit."""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from quizapp.domain.questions import QuestionKind


@cache
def kinds() -> dict[str, QuestionKind]:
    """Return all question kinds by name, sorted."""
    names = sorted(module.name for module in iter_modules(__path__))
    return {name: import_module(f"{__name__}.{name}").KIND for name in names}
