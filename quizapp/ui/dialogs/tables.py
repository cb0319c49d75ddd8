"""The numbers behind a picture: one table at a time, to read, to copy, to save."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QAbstractItemView, QDialog, QFileDialog, QHBoxLayout, QTableView, QVBoxLayout, QWidget

from quizapp.services.tables import Table, as_csv
from quizapp.ui.widgets.basics import button, label
from quizapp.ui.widgets.combo import Combo

SIZE = (760, 600)
MARGIN = 60  # pixels of the window that stay visible around the dialog
WIDEST_COLUMN = 260
Index = QModelIndex | QPersistentModelIndex


class TableModel(QAbstractTableModel):
    """A table for Qt. Cells are written when they are shown, so a long run costs nothing."""

    def __init__(self, table: Table, parent: QWidget) -> None:
        super().__init__(parent)
        self._table = table

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  (Qt's signature)
        """Return the number of rows."""
        return 0 if parent.isValid() else self._table.n_rows

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """Return the number of columns."""
        return 0 if parent.isValid() else len(self._table.names)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a cell's text, or how it stands: numbers to the right."""
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.text(index.row(), index.column())
        return self._alignment(index.column()) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def headerData(self, section: int, side: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Return a column's heading; rows have none."""
        if side is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self._table.names[section]
        return self._alignment(section) if role == Qt.ItemDataRole.TextAlignmentRole else None

    def _alignment(self, column: int) -> Qt.AlignmentFlag:
        text = self._table.columns[column].dtype.kind == "U"
        side = Qt.AlignmentFlag.AlignLeft if text else Qt.AlignmentFlag.AlignRight
        return side | Qt.AlignmentFlag.AlignVCenter


class TableView(QTableView):
    """Shows one table at a time; rows are chosen, Tab leads on."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.verticalHeader().hide()
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setTabKeyNavigation(False)

    def show_table(self, table: Table) -> None:
        """Show a table with columns as wide as their words."""
        old = self.model()
        self.setModel(TableModel(table, self))
        if old is not None:
            old.deleteLater()
        for column in range(len(table.names)):
            self.resizeColumnToContents(column)
            self.setColumnWidth(column, min(WIDEST_COLUMN, self.columnWidth(column) + 16))


class TablesDialog(QDialog):
    """Shows the tables of one frame."""

    def __init__(self, tables: tuple[Table, ...], sentence: str, parent: QWidget) -> None:
        """Make the dialog.

        Args:
            tables: At least one.
            sentence: What the picture shows, in words.
            parent: Owner.
        """
        super().__init__(parent)
        self._tables = tables
        self.setWindowTitle("The picture in numbers")
        room = parent.window().size()
        self.resize(min(SIZE[0], room.width() - MARGIN), min(SIZE[1], room.height() - MARGIN))
        self._choice = Combo(self)
        self._choice.setAccessibleName("Table")
        for table in tables:
            self._choice.addItem(f"{table.title}  ·  {table.n_rows} row{'' if table.n_rows == 1 else 's'}")
        self._view = TableView(self)
        self._view.setAccessibleName("Numbers")
        self._view.setAccessibleDescription(sentence)
        self._said = label("", self, "secondary")
        self._lay_out(sentence)
        self._choice.currentIndexChanged.connect(self._show)
        self._show(0)
        self._view.setFocus()

    def _lay_out(self, sentence: str) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(28, 24, 28, 20)
        column.setSpacing(10)
        column.addWidget(label("The picture in numbers", self, "over"))
        column.addWidget(label(sentence[:1].upper() + sentence[1:], self, wrap=True))
        column.addWidget(self._choice)
        column.addWidget(self._view, 1)
        foot = QHBoxLayout()
        foot.addWidget(self._said, 1)
        foot.addWidget(button("Close", self, self.reject))
        foot.addWidget(button("Save …", self, self._on_save, tip="This table as comma-separated values"))
        foot.addWidget(button("Copy", self, self._on_copy, "primary", "This table, for a spreadsheet"))
        column.addLayout(foot)

    @property
    def _table(self) -> Table:
        return self._tables[self._choice.currentIndex()]

    def _show(self, _index: int) -> None:
        self._view.show_table(self._table)
        self._said.setText("")

    def _on_copy(self) -> None:
        QGuiApplication.clipboard().setText(as_csv(self._table, separator="\t"))
        self._said.setText("Copied.")

    def _on_save(self) -> None:
        name, _ = QFileDialog.getSaveFileName(self, "Save the table", "numbers.csv", "Comma-separated values (*.csv)")
        if not name:
            return
        path = Path(name if name.endswith(".csv") else f"{name}.csv")
        try:
            path.write_text(as_csv(self._table), encoding="utf-8")
        except OSError as error:
            self._said.setText(f"{path} cannot be written: {error.strerror or error}")
        else:
            self._said.setText(f"Written: {path}")
