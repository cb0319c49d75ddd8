from __future__ import annotations

import pytest
from PySide6.QtGui import QFont, QFontDatabase, QFontInfo
from PySide6.QtWidgets import QApplication

from quizapp.ui.fonts import MONO, SANS, font, renamed


@pytest.mark.parametrize("family", [SANS, MONO])
def test_the_apps_own_typefaces_are_loaded(family: str, qapp: QApplication) -> None:
    assert family in QFontDatabase.families()
    assert QFontInfo(QFont(family)).family() == family


def test_figures_of_the_fixed_face_are_equally_wide(qapp: QApplication) -> None:
    from PySide6.QtGui import QFontMetricsF

    metrics = QFontMetricsF(font(14, mono=True))
    assert len({metrics.horizontalAdvance(figure) for figure in "0123456789."}) == 1


def table(tag: bytes, start: int, length: int) -> bytes:
    return tag + bytes(4) + start.to_bytes(4, "big") + length.to_bytes(4, "big")


def test_renamed_changes_the_name_table_and_nothing_else() -> None:
    body, names = b"Inter in another table", b"Inter" + "Inter".encode("utf-16-be")
    head = b"\x00\x01\x00\x00" + (2).to_bytes(2, "big") + bytes(6)
    start = len(head) + 32
    font_file = head + table(b"glyf", start, len(body)) + table(b"name", start + len(body), len(names)) + body + names
    expected = font_file.replace(names, b"QuizS" + "QuizS".encode("utf-16-be"))
    assert renamed(font_file, "Inter", "QuizS") == expected


def test_renamed_refuses_a_name_of_another_length() -> None:
    with pytest.raises(ValueError, match='"Quiz" must be as long as "Inter"'):
        renamed(b"", "Inter", "Quiz")
