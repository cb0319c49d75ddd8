"""A small editor for programs: numbers, hits, breakpoints and colours of lines, and the one that runs next."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QSyntaxHighlighter,
    QTextBlock,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QPlainTextEdit, QTextEdit, QWidget

from quizapp.sim_views.style import ViewStyle

INDENT = "    "
BREAK = 1  # state of a line with a breakpoint; it moves with the line while one types
DOT_PX = 15
TIP = (
    "Your own lines run in a process of their own, with limits. Ctrl+Enter runs them, Esc stops. F9 or a click beside a line "
    "sets a breakpoint. Tab indents; Esc and then Tab, or Ctrl+Tab, leaves the editor."
)


@lru_cache(maxsize=512)
def pieces(line: str) -> tuple[tuple[int, int, str], ...]:
    """Return the coloured pieces of a line of Python: start, length and the field of the style that colours it.

    Example:
        >>> pieces("for k in x:  # all")
        ((0, 3, 'purple'), (6, 2, 'purple'), (13, 5, 'muted'))
    """
    from pygments.lexers.python import PythonLexer  # 25 ms, needed only where code is shown
    from pygments.token import Comment, Keyword, Literal, Name, Operator

    families = (
        (Comment, "muted"),
        (Keyword, "purple"),
        (Operator.Word, "purple"),
        (Literal.String, "green"),
        (Literal.Number, "vermillion"),
        (Name.Builtin, "blue"),
    )
    found = []
    for start, kind, text in PythonLexer(stripnl=False, ensurenl=False).get_tokens_unprocessed(line):
        colour = next((colour for family, colour in families if kind in family), "")
        if colour:
            found.append((start, len(text), colour))
    return tuple(found)


class _Colours(QSyntaxHighlighter):
    """Colours the lines in the tones of a theme."""

    def __init__(self, document: QTextDocument) -> None:
        super().__init__(document)
        self._style: ViewStyle | None = None

    def set_style(self, style: ViewStyle) -> None:
        self._style = style
        self.rehighlight()

    def highlightBlock(self, text: str) -> None:
        if self._style is None:
            return
        for start, length, colour in pieces(text):
            look = QTextCharFormat()
            look.setForeground(QColor(getattr(self._style, colour)))
            self.setFormat(start, length, look)


class _Margin(QWidget):
    """Beside the lines: breakpoint, number, and how often the line has run."""

    def __init__(self, editor: CodeEditor) -> None:
        super().__init__(editor)
        self._editor = editor
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self.setToolTip("Click to set or remove a breakpoint (F9). ×: how often the line has run.")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002
        """Draw what belongs to the lines that are seen."""
        self._editor.paint_margin(self)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set or remove a breakpoint."""
        self._editor.toggle_breakpoint(self._editor.cursorForPosition(QPoint(0, round(event.position().y()))).blockNumber() + 1)


class CodeEditor(QPlainTextEdit):
    """Shows a program that runs, and lets the learner change it.

    Signals:
        run_asked: The learner wants the lines to run.
        stop_asked: ... or to stop.
        left: The keyboard goes elsewhere.
    """

    run_asked = Signal()
    stop_asked = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._style: ViewStyle | None = None
        self._line = self._failed = self._in_sight = 0
        self._hits: tuple[int, ...] = ()
        self._leaving = False  # whether the next Tab leaves the editor
        self.setProperty("role", "mono")
        self.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setMinimumSize(120, 60)
        self.setAccessibleName("Program")
        self.setToolTip(TIP)
        self._margin = _Margin(self)
        self._colours = _Colours(self.document())
        self.updateRequest.connect(self._on_update)

    @property
    def text(self) -> str:
        """The program."""
        return self.toPlainText()

    @property
    def breakpoints(self) -> frozenset[int]:
        """Numbers of the lines with a breakpoint, from 1."""
        blocks = (self.document().findBlockByNumber(number) for number in range(self.blockCount()))
        return frozenset(block.blockNumber() + 1 for block in blocks if block.userState() == BREAK)

    def set_style(self, style: ViewStyle) -> None:
        """Take on colours."""
        self._style = style
        self.setStyleSheet(
            f"QPlainTextEdit {{ background: {style.sunken}; border: 1px solid {style.border}; border-radius: 8px; padding: 0;"
            f" min-height: 0; }} QPlainTextEdit:focus {{ border: 1px solid {style.accent}; padding: 0; }}"
        )
        self.document().setDocumentMargin(3)
        self._colours.set_style(style)
        self._mark_lines()

    def put(self, text: str, *, undoable: bool = False) -> None:
        """Show another program.

        Args:
            text: The program.
            undoable: Whether Ctrl+Z brings the old one back.
        """
        if undoable:
            cursor = self.textCursor()
            cursor.select(QTextCursor.SelectionType.Document)
            cursor.insertText(text)
        else:
            self.setPlainText(text)

    def show_run(self, line: int, hits: tuple[int, ...], *, last: int = 0, failed: int = 0) -> None:
        """Show a moment of a run.

        Args:
            line: The line that runs next, which is marked; 0 for none.
            hits: How often each line has run.
            last: The line that has run last; it is kept in sight where none runs next.
            failed: The line that failed, which is marked too; 0 for none.
        """
        self._in_sight = failed or line or last
        if hits != self._hits:
            self._hits = hits
            self._margin.update()
        if (line, failed) != (self._line, self._failed):
            self._line, self._failed = line, failed
            self._mark_lines()
        self.follow()

    def follow(self) -> None:
        """Scroll so that the marked line is seen; where to depends on the line and the room alone."""
        if self.hasFocus():
            return
        line, rows, bar = self._in_sight, self._rows(), self.verticalScrollBar()
        bar.setRange(0, max(0, self.blockCount() - rows))  # Qt does not compute it as long as nothing is shown
        bar.setPageStep(rows)
        bar.setValue(max(0, line + 1 - rows))
        self.horizontalScrollBar().setValue(0)

    def toggle_breakpoint(self, line: int) -> None:
        """Set or remove the breakpoint of a line."""
        block = self.document().findBlockByNumber(line - 1)
        if block.isValid():
            block.setUserState(-1 if block.userState() == BREAK else BREAK)
            self._margin.update()

    def paint_margin(self, margin: QWidget) -> None:
        """Draw breakpoints, numbers and hits beside the lines that are seen."""
        style = self._style
        if style is None:
            return
        painter = QPainter(margin)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(margin.rect(), QColor(style.sunken))
        painter.setFont(self.font())
        width, digit = margin.width(), self.fontMetrics().horizontalAdvance("0")
        for block, top, height in self._seen_blocks():
            number = block.blockNumber() + 1
            painter.setPen(QColor(style.accent if number == self._line else style.muted))
            numbered = QRect(DOT_PX, top, 2 * digit, height)
            painter.drawText(numbered, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number))
            count = self._hits[number - 1] if number <= len(self._hits) else 0
            if count:
                painter.setPen(style.mix(style.muted, 0.75))
                counted = QRect(0, top, width - digit // 2, height)
                painter.drawText(counted, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, f"×{_few(count)}")
            if block.userState() == BREAK:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(QColor(style.vermillion))
                painter.drawEllipse(QRect(4, top + (height - 8) // 2, 8, 8))
        painter.end()

    # -- Qt

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the margin beside the lines."""
        super().resizeEvent(event)
        self._place_margin()
        self.follow()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the learner has gone on."""
        super().focusOutEvent(event)
        self.left.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Run, stop, set breakpoints, indent, leave; everything that types stays here and is no key of the page."""
        code, held = event.key(), event.modifiers()
        control = bool(held & Qt.KeyboardModifier.ControlModifier)
        enter = code in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if control and enter:
            self.run_asked.emit()
        elif code == Qt.Key.Key_F9:
            self.toggle_breakpoint(self.textCursor().blockNumber() + 1)
        elif code in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab):
            self._tab(back=code == Qt.Key.Key_Backtab, leave=control or self._leaving)
        elif code == Qt.Key.Key_Escape and not self._leaving:
            self._leaving = True
            self.stop_asked.emit()
            return
        elif code == Qt.Key.Key_Escape:
            event.ignore()  # the second one is the page's
            return
        elif enter:
            self._new_line()
        else:
            super().keyPressEvent(event)
            if control or held & Qt.KeyboardModifier.AltModifier or not (event.text() or _navigates(code)):
                return
        self._leaving = False
        event.accept()

    def _tab(self, *, back: bool, leave: bool) -> None:
        if leave or back:
            self.setTabChangesFocus(True)
            self.focusNextPrevChild(not back)
            self.setTabChangesFocus(False)
        else:
            column = self.textCursor().positionInBlock()
            self.insertPlainText(INDENT[column % len(INDENT) :])

    def _new_line(self) -> None:
        """Begin a line as far in as the one before, and farther after a colon."""
        cursor = self.textCursor()
        before = cursor.block().text()[: cursor.positionInBlock()]
        inward = INDENT if before.rstrip().endswith(":") else ""
        cursor.insertText("\n" + before[: len(before) - len(before.lstrip())] + inward)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    # -- drawing

    def _rows(self) -> int:
        """Return how many lines are seen at once."""
        return max(1, (self.viewport().height() - 8) // max(1, self.fontMetrics().lineSpacing()))

    def _seen_blocks(self) -> list[tuple[QTextBlock, int, int]]:
        """Return the lines that are seen, each with its top and height in pixels."""
        found, block = [], self.firstVisibleBlock()
        top = self.blockBoundingGeometry(block).translated(self.contentOffset()).top()
        while block.isValid() and top <= self.viewport().height():
            height = self.blockBoundingRect(block).height()
            found.append((block, round(top), round(height)))
            block, top = block.next(), top + height
        return found

    def _mark_lines(self) -> None:
        if self._style is None:
            return
        marks = []
        for line, colour in ((self._line, self._style.accent), (self._failed, self._style.vermillion)):
            block = self.document().findBlockByNumber(line - 1)
            if line and block.isValid():
                mark = QTextEdit.ExtraSelection()
                mark.format.setBackground(self._style.mix(colour, 0.2, self._style.sunken))
                mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
                mark.cursor = QTextCursor(block)
                marks.append(mark)
        self.setExtraSelections(marks)
        self._margin.update()

    def _place_margin(self) -> None:
        width = DOT_PX + 7 * self.fontMetrics().horizontalAdvance("0")
        if self.viewportMargins().left() != width:
            self.setViewportMargins(width, 0, 0, 0)
        inside = self.contentsRect()
        self._margin.setGeometry(QRect(inside.left(), inside.top(), width, inside.height()))

    def _on_update(self, _rect: QRect, dy: int) -> None:
        if dy:
            self._margin.scroll(0, dy)
        else:
            self._margin.update()


def _navigates(code: int) -> bool:
    return Qt.Key.Key_Home <= code <= Qt.Key.Key_PageDown


def _few(count: int) -> str:
    return str(count) if count < 1000 else f"{count / 1000:.0f}k"
