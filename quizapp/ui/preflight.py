"""Looks, before Qt is asked to open a window, whether it can: Qt itself would abort the process. Needs no Qt."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path

# Shared libraries and the Debian or Ubuntu package each comes in; other systems name theirs alike.
PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
}
ALL_PACKAGES = (
    "libegl1 libgl1 libglib2.0-0 libdbus-1-3 libfontconfig1 libxkbcommon0 "
    "libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-keysyms1 libxcb-shape0"
)


def problem(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """Return why no window can be opened and what to do, or None if nothing speaks against it."""
    if find_spec("PySide6") is None:
        return (
            "quizapp: PySide6 is not installed in this Python.\n"
            "Set the program up as its README says:\n"
            "  python3 -m venv .venv && .venv/bin/pip install -e '.[test]' && .venv/bin/quizapp"
        )
    try:
        import PySide6.QtWidgets  # noqa: F401  (the import is the test: it loads Qt's libraries)
    except ImportError as error:
        return missing_library(str(error))
    if not platform.startswith("linux"):
        return None
    chosen = environment.get("QT_QPA_PLATFORM", "").split(":")[0].split(";")[0]
    if not chosen and not environment.get("DISPLAY") and not environment.get("WAYLAND_DISPLAY"):
        return (
            "quizapp: there is no screen to open a window on (DISPLAY and WAYLAND_DISPLAY are not set).\n"
            "Start it on a desktop, or over SSH with X forwarding (ssh -X).\n"
            "Without a screen these work: quizapp screenshots FOLDER, quizapp list, quizapp run, quizapp --help"
        )
    return _plugin_problem(chosen or ("wayland" if environment.get("WAYLAND_DISPLAY") else "xcb"), environment)


def _plugin_problem(chosen: str, environment: Mapping[str, str]) -> str | None:
    """Load the platform plug-in as Qt would; with Wayland failing, X11 stands in."""
    failure = _load(chosen)
    if failure and chosen == "wayland" and environment.get("DISPLAY"):
        failure = _load("xcb")
    return missing_library(failure) if failure else None


def _load(chosen: str) -> str | None:
    spec = find_spec("PySide6")
    folders = spec.submodule_search_locations if spec else None
    plugin = Path(folders[0]) / "Qt/plugins/platforms" / f"libq{chosen}.so" if folders else Path()
    if not plugin.is_file():
        return None  # a plug-in from elsewhere: Qt will find it or say so itself
    try:
        ctypes.CDLL(str(plugin))
    except OSError as error:
        return str(error)
    return None


def missing_library(error: str) -> str:
    """Return what to install for a library that could not be loaded.

    Args:
        error: The loader's message, for example ``libEGL.so.1: cannot open shared object file: No such file or directory``.
    """
    library = error.split(":")[0].strip().split(" ")[-1]
    package = PACKAGES.get(library)
    first = f"quizapp: Qt needs a system library that is missing: {error}"
    if package is None:
        return f"{first}\nOn Debian and Ubuntu all of them come with: sudo apt install {ALL_PACKAGES}"
    return (
        f"{first}\nOn Debian and Ubuntu: sudo apt install {package}\n"
        f"On a bare system all at once: sudo apt install {ALL_PACKAGES}"
    )
