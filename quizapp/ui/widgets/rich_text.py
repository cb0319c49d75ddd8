"""A read-only view of Markdown with typeset formulas, code panels, source marks and links to simulations."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, QRect, QRectF, QSize, QSizeF, Qt, QUrl, Signal
from PySide6.QtGui import (
    QColor,
    QDesktopServices,
    QFontMetricsF,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPyTextObject,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QFrame, QSizePolicy, QTextBrowser, QWidget

from quizapp.tex.errors import TexError
from quizapp.ui.fonts import font
from quizapp.ui.theme import LIGHT, Theme
from quizapp.ui.widgets.document import CODE_PROPERTY, JOINER, DocumentWriter, Reference
from quizapp.ui.widgets.looks import BODY

if TYPE_CHECKING:
    from quizapp.tex.formula import Formula

_FORMULA_TYPE = int(QTextFormat.ObjectTypes.UserObject) + 1
_TEX = int(QTextFormat.Property.UserProperty) + 2
_SIZE = int(QTextFormat.Property.UserProperty) + 3
_DISPLAY = int(QTextFormat.Property.UserProperty) + 4
_DESCENT = int(QTextFormat.Property.UserProperty) + 5
_OBJECT = "\ufffc"
_MAX_DESCENT_PX = 400.0
FITTED_WIDTH_PX = 400


class _FormulaObject(QPyTextObject):
    """Tells the text layout how large a formula is, and draws it on the line's baseline."""

    def __init__(self, view: RichText) -> None:
        super().__init__(view)
        self._view = view

    def intrinsicSize(self, doc: QTextDocument, position: int, form: QTextFormat) -> QSizeF:  # noqa: ARG002
        laid_out = _formula_of(form)
        padding = 0.0 if form.property(_DISPLAY) else 2.0
        return QSizeF(laid_out.width + padding, laid_out.ascent + float(form.property(_DESCENT)))

    def drawObject(
        self,
        painter: QPainter,
        rect: QRectF | QRect,
        doc: QTextDocument,  # noqa: ARG002
        position: int,  # noqa: ARG002
        form: QTextFormat,
    ) -> None:
        padding = 0.0 if form.property(_DISPLAY) else 1.0
        colour = QColor(self._view.theme.text)
        box = QRectF(rect)
        _formula_of(form).paint(painter, box.x() + padding, box.bottom() - float(form.property(_DESCENT)), colour)


def _formula(tex: str, size: float, display: bool) -> Formula:
    from quizapp.tex.formula import formula  # not before the first formula: most questions have none

    return formula(tex, size, display=display)


def _formula_of(form: QTextFormat) -> Formula:
    return _formula(str(form.property(_TEX)), float(form.property(_SIZE)), bool(form.property(_DISPLAY)))


def _spoken(tex: str) -> str:
    from quizapp.tex.speech import speak

    return f" {speak(tex)} "


class RichText(QTextBrowser):
    """Shows Markdown. Nothing is ever loaded from disk or network; a link to the web opens the learner's browser.

    Signals:
        link_activated: The address of any other link, for example ``sim:gradient_descent/overshoot``, or of one for which no
            browser could be opened.
    """

    link_activated = Signal(str)

    def __init__(
        self, parent: QWidget | None = None, *, body: float = BODY, fitted: bool = False, heading: bool = False
    ) -> None:
        """Make an empty view.

        Args:
            parent: Owner.
            body: Size of the running text in pixels.
            fitted: Whether the view grows to its text's height instead of scrolling.
            heading: Whether the text is a heading rather than running text.
        """
        super().__init__(parent)
        self.theme: Theme = LIGHT
        self._body = body
        self._fitted = fitted
        self._heading = heading
        self._heights: dict[int, int] = {}  # of a fitted view, by width
        self._source: tuple[tuple[str, str], ...] = ()
        self._references: Mapping[str, Reference] = {}
        self.setOpenLinks(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.document().setDocumentMargin(0)
        self.document().setUndoRedoEnabled(False)
        self.document().documentLayout().registerHandler(_FORMULA_TYPE, _FormulaObject(self))
        self.anchorClicked.connect(self._on_anchor_clicked)
        self._code_panels: list[tuple[int, int]] = []
        if fitted:
            self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
            policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
            policy.setHeightForWidth(True)
            self.setSizePolicy(policy)
            self.setFocusPolicy(Qt.FocusPolicy.NoFocus)

    def set_markdown(self, markdown: str, references: Mapping[str, Reference] | None = None) -> None:
        """Show one Markdown text."""
        self.set_parts((("", markdown),), references)

    def set_parts(self, parts: tuple[tuple[str, str], ...], references: Mapping[str, Reference] | None = None) -> None:
        """Show several texts below one another, each under a small heading (empty for none)."""
        self._source = parts
        self._references = references or {}
        self._rebuild()

    def set_theme(self, theme: Theme) -> None:
        """Take on the colours of a theme."""
        if theme is not self.theme:
            self.theme = theme
            self._rebuild()

    def plain_text(self) -> str:
        """Return what is shown as text, with formulas in words."""
        return self._text(_spoken)

    def loadResource(self, kind: int, name: QUrl | str) -> Any:  # noqa: ARG002
        """Load nothing: a card must not reach files or the network."""
        return None

    def createMimeDataFromSelection(self) -> QMimeData:
        """Give copied formulas back as their source."""
        data = QMimeData()
        cursor = self.textCursor()
        data.setText(self._text(lambda tex: f"${tex}$", cursor.selectionStart(), cursor.selectionEnd()))
        return data

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint rounded panels behind code, then the text."""
        if self._code_panels:
            self._paint_code_panels()
        super().paintEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Keep the keys that scroll, select and copy; leave Space, digits and letters to the screen."""
        plain = not event.modifiers() & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.MetaModifier)
        if (plain and event.text().strip() != "") or event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            event.ignore()
            return
        super().keyPressEvent(event)

    def heightForWidth(self, width: int) -> int:
        """Return the height a fitted view needs: layouts ask before they place it, so that nothing jumps afterwards."""
        if not self._fitted:
            return -1
        if width not in self._heights:
            document = self.document()
            shown = document.textWidth()
            document.setTextWidth(width)
            self._heights[width] = int(document.size().height()) + 1
            document.setTextWidth(shown)
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Return a usual width and the height it needs."""
        return QSize(FITTED_WIDTH_PX, self.heightForWidth(FITTED_WIDTH_PX)) if self._fitted else super().sizeHint()

    def minimumSizeHint(self) -> QSize:
        """A fitted view may be narrow; its height follows."""
        return QSize(60, 1) if self._fitted else super().minimumSizeHint()

    def _rebuild(self) -> None:
        document = self.document()
        document.clear()
        self._heights.clear()
        writer = DocumentWriter(document, self.theme, self._insert_formula, self._references, self._body, self._heading)
        for heading, markdown in self._source:
            if heading:
                writer.overline(heading)
            writer.write(markdown)
        self._code_panels = _runs_of_code(document)
        self.moveCursor(QTextCursor.MoveOperation.Start)
        self.setAccessibleDescription(self.plain_text())
        if self._fitted:
            self.updateGeometry()

    def _insert_formula(self, cursor: QTextCursor, tex: str, size: float, display: bool) -> None:
        try:
            laid_out = _formula(tex, size, display)
        except TexError as error:
            broken = QTextCharFormat()
            broken.setFont(font(self._body * 0.9, mono=True))
            broken.setForeground(QColor(self.theme.vermillion))
            broken.setToolTip(str(error))
            cursor.insertText(f"${tex}$", broken)
            return
        form = QTextCharFormat()
        form.setObjectType(_FORMULA_TYPE)
        form.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignBaseline)
        # The layout takes the descent of a baseline-aligned object from the font of its format: choose one deep enough.
        face, descent = _font_as_deep_as(laid_out.descent)
        form.setFont(face)
        for key, value in ((_TEX, tex), (_SIZE, size), (_DISPLAY, display), (_DESCENT, descent)):
            form.setProperty(key, value)
        cursor.insertText(_OBJECT, form)

    def _text(self, of_formula: Any, start: int = 0, end: int | None = None) -> str:
        end = self.document().characterCount() if end is None else end
        lines = []
        block = self.document().findBlock(start)
        while block.isValid() and block.position() < end:
            pieces = []
            for fragment in _fragments(block):
                first, last = max(fragment.position(), start), min(fragment.position() + fragment.length(), end)
                if first >= last:
                    continue
                form = fragment.charFormat()
                if form.objectType() == _FORMULA_TYPE:
                    pieces.append(of_formula(str(form.property(_TEX))) * (last - first))
                else:
                    pieces.append(fragment.text()[first - fragment.position() : last - fragment.position()])
            lines.append("".join(pieces))
            block = block.next()
        return "\n".join(lines).replace("\u2028", "\n").replace("\u200b", "").replace("\u2009", "").replace(JOINER, "")

    def _paint_code_panels(self) -> None:
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(self.theme.border), 1))
        painter.setBrush(QColor(self.theme.code_background))
        layout, scrolled = self.document().documentLayout(), self.verticalScrollBar().value()
        for first, last in self._code_panels:
            top = layout.blockBoundingRect(self.document().findBlockByNumber(first)).top()
            bottom = layout.blockBoundingRect(self.document().findBlockByNumber(last)).bottom()
            panel = QRectF(0.5, round(top - scrolled) - 12.5, self.viewport().width() - 1, round(bottom - top) + 24)
            painter.drawRoundedRect(panel, 10, 10)
        painter.end()

    def _on_anchor_clicked(self, address: QUrl) -> None:
        if address.scheme() != "https" or not QDesktopServices.openUrl(address):
            self.link_activated.emit(address.toString())


def _fragments(block: Any) -> Any:
    iterator = block.begin()
    while not iterator.atEnd():
        yield iterator.fragment()
        iterator += 1


def _runs_of_code(document: QTextDocument) -> list[tuple[int, int]]:
    """Return the first and last block number of each code listing."""
    runs: list[tuple[int, int]] = []
    block = document.begin()
    while block.isValid():
        if block.blockFormat().property(CODE_PROPERTY):
            number = block.blockNumber()
            if runs and runs[-1][1] == number - 1:
                runs[-1] = (runs[-1][0], number)
            else:
                runs.append((number, number))
        block = block.next()
    return runs


def _font_as_deep_as(descent: float) -> tuple[Any, float]:
    size = max(4.0, min(descent, _MAX_DESCENT_PX) * 4.0)
    while True:
        face = font(size)
        deep = QFontMetricsF(face).descent()
        if deep >= min(descent, _MAX_DESCENT_PX):
            return face, deep
        size += 1.0
