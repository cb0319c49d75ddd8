"""The app's own typefaces, read from the font packages it depends on. A missing one falls back to the system's."""

from __future__ import annotations

import logging
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QFont, QFontDatabase

log = logging.getLogger(__name__)

# A font of the same family that the system has installed wins over a bundled one and looks different, so each is given a
# family name of its own. The new name has the old one's length: offsets in the file stay as they are.
_FACES = (("fontpkg_inter", "Inter", "QuizS"), ("fontpkg_jetbrains_mono", "JetBrains", "QuizBytes"))
SANS = "QuizS"
MONO = "QuizBytes Mono"


def load_fonts() -> None:
    """Make the typefaces known to Qt. Call once, after the application object exists."""
    for package, old, new in _FACES:
        for path in _files(package):
            if QFontDatabase.addApplicationFontFromData(QByteArray(renamed(path.read_bytes(), old, new))) < 0:
                log.warning("the font file %s cannot be used; the system's font stands in", path.name)
    QFont.insertSubstitutions(SANS, ["Inter", "Noto Sans", "DejaVu Sans", "sans-serif"])
    QFont.insertSubstitutions(MONO, ["JetBrains Mono", "Noto Sans Mono", "DejaVu Sans Mono", "monospace"])


def _files(package: str) -> list[Path]:
    spec = find_spec(package)
    folders = spec.submodule_search_locations if spec else None
    if not folders:
        log.warning("the font package %s is missing; the system's font stands in", package)
        return []
    return sorted(Path(folders[0]).glob("files/*.ttf"))


def renamed(font: bytes, old: str, new: str) -> bytes:
    """Return a TrueType file in which a family name stands in for another of the same length.

    Args:
        font: The file's bytes.
        old: Part of the family name to replace.
        new: What stands there instead, of the same length.

    Source: OpenType specification, "Organization of an OpenType font" (table directory) and "name" table.
    """
    if len(old) != len(new):
        raise ValueError(f'"{new}" must be as long as "{old}"')
    table_count = int.from_bytes(font[4:6], "big")
    for entry in range(12, 12 + 16 * table_count, 16):
        if font[entry : entry + 4] == b"name":
            start, length = (int.from_bytes(font[entry + at : entry + at + 4], "big") for at in (8, 12))
            names = font[start : start + length]
            for encoding in ("utf-16-be", "latin-1"):
                names = names.replace(old.encode(encoding), new.encode(encoding))
            return font[:start] + names + font[start + length :]
    return font


def font(size: float, *, weight: QFont.Weight = QFont.Weight.Normal, mono: bool = False, italic: bool = False) -> QFont:
    """Return one of the app's fonts; size in logical pixels."""
    face = QFont(MONO if mono else SANS)
    face.setPixelSize(max(1, round(size)))
    face.setWeight(weight)
    face.setItalic(italic)
    if mono:  # code is shown as it is typed: no arrow for "->", no single sign for "<="
        face.setFeature(QFont.Tag("calt"), 0)
    face.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return face
