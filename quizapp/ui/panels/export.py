"""A simulation as a file: its picture as PNG or SVG, its numbers as CSV."""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor, QImage, QPaintDevice, QPainter, QRegion
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QWidget

from quizapp.services.simulations import SimulationSession

FORMATS = {".png": "Picture (*.png)", ".svg": "Drawing (*.svg)", ".csv": "Numbers of every step (*.csv)"}


def export(path: Path, picture: QWidget, ground: QColor, session: SimulationSession) -> None:
    """Write a file in the format of its ending.

    Args:
        path: Where to write; what is there is replaced.
        picture: The simulation's view.
        ground: Colour behind it.
        session: The simulation.

    Raises:
        OSError: If the file cannot be written.
        ValueError: If the ending is none of ``FORMATS``.
    """
    writers: dict[str, Callable[[], None]] = {
        ".png": lambda: _write_png(path, picture, ground),
        ".svg": lambda: _write_svg(path, picture, ground, session),
        ".csv": lambda: _write_csv(path, session),
    }
    if path.suffix.lower() not in writers:
        raise ValueError(f'"{path.name}" must end in {", ".join(writers)}')
    writers[path.suffix.lower()]()


def _write_png(path: Path, picture: QWidget, ground: QColor) -> None:
    path.touch()  # says why a file cannot be written, which saving a picture does not
    ratio = picture.devicePixelRatioF()
    image = QImage(picture.size() * ratio, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(ratio)
    _paint(image, picture, ground)
    if not image.save(str(path)):
        raise OSError(f"{path} cannot be written")


def _write_svg(path: Path, picture: QWidget, ground: QColor, session: SimulationSession) -> None:
    path.touch()
    drawing = QSvgGenerator()
    drawing.setFileName(str(path))
    drawing.setSize(picture.size())
    drawing.setViewBox(picture.rect())
    drawing.setTitle(session.simulation.title)
    drawing.setDescription(session.describe(session.frame()))
    _paint(drawing, picture, ground)


def _paint(device: QPaintDevice, picture: QWidget, ground: QColor) -> None:
    painter = QPainter(device)
    painter.fillRect(picture.rect(), ground)
    picture.render(painter, QPoint(0, 0), QRegion(), QWidget.RenderFlag.DrawChildren)
    painter.end()


def _write_csv(path: Path, session: SimulationSession) -> None:
    """Write what is recorded at every step up to the cursor."""
    history = session.history()
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([session.simulation.step_name, *history])
        for step, row in enumerate(zip(*(values.tolist() for values in history.values()), strict=True)):
            writer.writerow([step, *row])
