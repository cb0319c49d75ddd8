"""A run as a NumPy program: to read, to copy, to save."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtGui import QColor, QGuiApplication, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QDialog, QFileDialog, QHBoxLayout, QPlainTextEdit, QVBoxLayout, QWidget

from quizapp.services.programs import Program
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.basics import button, label
from quizapp.ui.widgets.code_colours import coloured

SIZE = (880, 640)
MARGIN = 60  # pixels of the window that stay visible around the dialog


class ProgramDialog(QDialog):
    """Shows a program; nothing in it can be edited or run here."""

    def __init__(self, program: Program, theme: Theme, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            program: What is shown.
            theme: Colours.
            parent: Owner.
        """
        super().__init__(parent)
        self._program = program
        self.setWindowTitle("This run as a program")
        room = parent.window().size()
        self.resize(min(SIZE[0], room.width() - MARGIN), min(SIZE[1], room.height() - MARGIN))
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        column.addWidget(label("The code is the answer", self, "over"))
        column.addWidget(label(f"{program.title} in {program.n_lines} lines of NumPy", self, "title"))
        column.addWidget(label(program.promise, self, "muted", wrap=True))
        self._text = QPlainTextEdit(self)
        self._text.setReadOnly(True)
        self._text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._text.setProperty("role", "mono")
        self._text.setAccessibleName("Program")
        self._text.setTabChangesFocus(True)
        self._fill(theme)
        column.addWidget(self._text, 1)
        self._said = label("", self, "secondary")
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(button("Close", self, self.reject))
        foot.addWidget(button("Save …", self, self._on_save, tip="As a Python file"))
        copy = button("Copy", self, self._on_copy, "primary", "The whole program, to the clipboard (Enter)")
        copy.setDefault(True)
        foot.addWidget(copy)
        column.addLayout(foot)
        copy.setFocus()

    def _fill(self, theme: Theme) -> None:
        cursor = QTextCursor(self._text.document())
        for number, line in enumerate(coloured(self._program.text.rstrip("\n"), "python", theme)):
            if number:
                cursor.insertBlock()
            for text, colour in line:
                style = QTextCharFormat()
                style.setForeground(QColor(colour))
                cursor.insertText(text, style)

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(self._program.text)
        self._said.setText("Copied.")

    def _on_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the program", self._program.file_name, "Python (*.py)")
        if not name:
            return
        path = Path(name if name.endswith(".py") else f"{name}.py")
        try:
            path.write_text(self._program.text, encoding="utf-8")
        except OSError as error:
            self._said.setText(f"{path} cannot be written: {error.strerror or error}")
        else:
            self._said.setText(f"Written: {path}")
