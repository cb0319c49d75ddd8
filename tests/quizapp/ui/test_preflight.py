from __future__ import annotations

import os
import subprocess
import sys

import pytest

from quizapp.ui.preflight import ALL_PACKAGES, missing_library, problem


def start(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    given = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    return subprocess.run(
        [sys.executable, "-m", "quizapp", *arguments], env={**given, **environment}, capture_output=True, text=True, timeout=60
    )


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems always have a screen to ask for")
def test_without_a_screen_the_program_says_so_and_ends_with_2() -> None:
    run = start()
    assert run.returncode == 2
    assert "there is no screen" in run.stderr
    assert "quizapp screenshots" in run.stderr
    assert "Traceback" not in run.stderr


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="other systems have no X11 to look for")
def test_an_x11_screen_that_is_not_there_is_no_traceback() -> None:
    run = start(DISPLAY=":97")
    assert run.returncode == 2
    assert "Traceback" not in run.stderr
    assert run.stderr.strip()


def test_a_missing_library_is_named_with_its_package() -> None:
    words = missing_library("libxcb-cursor.so.0: cannot open shared object file: No such file or directory")
    assert "apt install libxcb-cursor0" in words


def test_an_unknown_library_gets_the_whole_list() -> None:
    assert ALL_PACKAGES in missing_library("libstrange.so.9: cannot open shared object file")


def test_a_screen_or_another_platform_is_no_problem() -> None:
    assert problem({"QT_QPA_PLATFORM": "offscreen"}) is None
    assert problem({}, platform="darwin") is None


def test_a_run_that_does_not_exist_is_refused_before_a_window_opens() -> None:
    run = start("open", "mlp_classifier/nothing", QT_QPA_PLATFORM="offscreen")
    assert run.returncode == 2
    assert run.stderr.startswith("quizapp open: ")
    assert run.stderr.count("\n") == 1
