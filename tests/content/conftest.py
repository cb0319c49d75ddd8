"""The content check with the app's own typesetter."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TypeAlias

import pytest

from quizapp.decks.diagnostics import Diagnostic
from quizapp.services.content_check import check
from quizapp.tex.errors import TexError
from quizapp.tex.parser import parse

Check: TypeAlias = Callable[[Path], list[Diagnostic]]


@pytest.fixture(scope="session")
def checked() -> Check:
    return lambda folder: check(folder, formula_error=formula_error)


def formula_error(tex: str) -> tuple[int, str] | None:
    try:
        parse(tex)
    except TexError as error:
        return error.position, error.problem
    return None
