"""What the first card must not wait for, and what PySide6 must not do."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = ("numpy", "pyqtgraph", "contourpy", "fsrs", "ziamath", "pygments", "hypothesis", "engine.timeline")


@pytest.mark.parametrize("module", ["quizapp.main", "quizapp.ui.screens.lab", "quizapp.cli", "quizapp.services.study"])
def test_nothing_heavy_is_imported_before_the_first_card(module: str) -> None:
    program = f"import sys, {module}; print([name for name in {HEAVY!r} if name in sys.modules])"
    run = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "[]"


def test_the_command_line_loads_no_qt() -> None:
    program = (
        "import sys; from quizapp.__main__ import main; main(['list', 'cards']); "
        "assert not [name for name in sys.modules if name.startswith('PySide6')]"
    )
    subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_pyside_gives_no_reference_to_none_away() -> None:
    """PySide6 6.12.0 on Python 3.11 loses one reference at every call of a void function, until the interpreter aborts."""
    from PySide6.QtCore import QObject

    target = QObject()
    before = sys.getrefcount(None)
    for _ in range(200):
        target.setObjectName("a")
    assert before - sys.getrefcount(None) < 100
