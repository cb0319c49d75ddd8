r"""Markdown with formulas written into a QTextDocument, block by block, from markdown-it tokens.

``QTextDocument.setMarkdown`` would read ``_``, ``\`` and ``*`` inside formulas and gives no say over spacing and colour.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, lru_cache

from markdown_it import MarkdownIt
from markdown_it.token import Token
from mdit_py_plugins.dollarmath import dollarmath_plugin
from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextFrameFormat,
    QTextLength,
    QTextListFormat,
    QTextTable,
    QTextTableFormat,
)

from quizapp.ui.fonts import font
from quizapp.ui.theme import Theme
from quizapp.ui.widgets.code_colours import coloured
from quizapp.ui.widgets.looks import BODY, Look, block_format, clings, opened

TABLE = 14.5
CODE = 13.5
HEADINGS = {1: 24.0, 2: 19.0, 3: 17.0}
LIST_INDENT = 26
JOINER = "\u2060"  # word joiner: Qt would break the line on either side of a formula
CODE_PROPERTY = int(QTextFormat.Property.UserProperty) + 1

_MARK = re.compile(r"\[\^([a-z0-9][a-z0-9-]*)\]")
_MISCONCEPTION = re.compile(r"M-[A-Z0-9-]+")
_ALIGNMENTS = {
    "text-align:right": Qt.AlignmentFlag.AlignRight,
    "text-align:center": Qt.AlignmentFlag.AlignHCenter,
}


@dataclass(frozen=True, slots=True)
class Reference:
    """A numbered source mark: what stands in the text and what its tool tip says."""

    number: int
    tip: str


@cache
def _parser() -> MarkdownIt:
    markdown = MarkdownIt("commonmark", {"html": False}).enable("table").enable("strikethrough")
    return markdown.use(dollarmath_plugin, allow_space=False, double_inline=True)


@lru_cache(maxsize=256)
def tokens_of(markdown: str) -> tuple[Token, ...]:
    """Return the block tokens of a Markdown text; raw HTML stays text."""
    return tuple(_parser().parse(markdown))


@dataclass
class _List:
    """A list that is being written."""

    ordered: bool
    format: QTextListFormat
    first_block: int = -1


@dataclass
class DocumentWriter:
    """Writes Markdown at the end of a document.

    Attributes:
        document: Where to write.
        theme: Colours.
        insert_formula: Puts a formula at a cursor: cursor, TeX source, size in pixels, whether it stands on its own line.
        references: Source marks by key; a mark without one is left out.
        body: Size of the running text in pixels.
        strong: Whether all text is set as a heading.
    """

    document: QTextDocument
    theme: Theme
    insert_formula: Callable[[QTextCursor, str, float, bool], None]
    references: Mapping[str, Reference] = field(default_factory=dict)
    body: float = BODY
    strong: bool = False

    def __post_init__(self) -> None:
        self.document.setIndentWidth(LIST_INDENT)
        self._cursor = QTextCursor(self.document)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        self._first = self.document.isEmpty()
        self._lists: list[_List] = []
        self._item_open = False
        self._quote = 0
        self._formats: dict[tuple[Look, bool], QTextCharFormat] = {}

    def write(self, markdown: str) -> None:
        """Write a Markdown text."""
        tokens = tokens_of(markdown)
        base = Look(self.body, colour=self.theme.text)
        if self.strong:
            base = Look(self.body, QFont.Weight.DemiBold, self.theme.heading)
        self._cursor.beginEditBlock()
        position = 0
        while position < len(tokens):
            position = self._block(tokens, position, base)
        self._cursor.endEditBlock()

    def overline(self, text: str, *, top: float = 20.0) -> None:
        """Write a small letter-spaced line over a part."""
        self._new_block(block_format(top=0.0 if self._first else top, bottom=6.0, distance=2.0))
        spaced = font(11, weight=QFont.Weight.DemiBold)
        spaced.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, 1.0)
        char = QTextCharFormat()
        char.setFont(spaced)
        char.setForeground(QColor(self.theme.text_muted))
        self._cursor.insertText(text.upper(), char)

    def _block(self, tokens: Sequence[Token], at: int, base: Look) -> int:
        """Write the block that starts at a token and return where the next one starts."""
        token = tokens[at]
        match token.type:
            case "heading_open":
                look = replace(base, size=HEADINGS.get(int(token.tag[1]), 16.0), weight=QFont.Weight.DemiBold)
                self._new_block(block_format(top=0.0 if self._first else 14.0, bottom=10.0, distance=3.0))
                self._inline(tokens[at + 1].children or [], replace(look, colour=self.theme.heading))
                return at + 3
            case "paragraph_open":
                self._paragraph(tokens[at + 1].children or [], base)
                return at + 3
            case "bullet_list_open" | "ordered_list_open":
                self._open_list(token)
            case "bullet_list_close" | "ordered_list_close":
                self._lists.pop()
            case "list_item_open":
                self._item_open = True
            case "blockquote_open" | "blockquote_close":
                self._quote += 1 if token.type == "blockquote_open" else -1
            case "fence" | "code_block":
                self._code(token.content.rstrip("\n"), (token.info or "").split(" ")[0])
            case "math_block" | "math_block_label":
                self._display(token.content.strip())
            case "table_open":
                return self._table(tokens, at, replace(base, size=TABLE))
            case _:
                pass
        return at + 1

    def _new_block(self, block: QTextBlockFormat) -> None:
        if self._first:
            self._cursor.setBlockFormat(block)
            self._first = False
        else:
            self._cursor.insertBlock(block, QTextCharFormat())

    def _paragraph(self, children: Sequence[Token], base: Look) -> None:
        """Write a paragraph. A formula between double dollars stands on its own line, wherever it is written."""
        look = replace(base, colour=self.theme.text_secondary) if self._quote else base
        words: list[Token] = []
        for child in children:
            if child.type == "math_inline_double":
                self._words(words, look)
                self._display(child.content.strip())
                words = []
            else:
                words.append(child)
        self._words(words, look)

    def _words(self, children: list[Token], look: Look) -> None:
        """Write running text as one block, or nothing if there is nothing but space."""
        while children and children[0].type == "softbreak":
            children = children[1:]
        while children and children[-1].type == "softbreak":
            children = children[:-1]
        if not any(child.content.strip() or child.children for child in children):
            return
        depth = len(self._lists)
        if depth == 0:
            self._new_block(block_format(bottom=12.0, left=18.0 * self._quote))
        elif self._item_open:
            self._item_open = False
            self._new_block(block_format(bottom=7.0))
            self._mark_item(self._lists[-1])
        else:  # more of the same item
            self._new_block(block_format(bottom=7.0, left=LIST_INDENT * depth))
        self._inline(children, look)

    def _open_list(self, token: Token) -> None:
        ordered = token.type == "ordered_list_open"
        style = QTextListFormat()
        style.setStyle(QTextListFormat.Style.ListDecimal if ordered else QTextListFormat.Style.ListDisc)
        style.setIndent(len(self._lists) + 1)
        self._lists.append(_List(ordered, style))

    def _mark_item(self, current: _List) -> None:
        """Make the block at the cursor an item of the list."""
        if current.first_block < 0:
            self._cursor.createList(current.format)
            current.first_block = self._cursor.blockNumber()
        else:
            first = self.document.findBlockByNumber(current.first_block).textList()
            first.add(self._cursor.block())
        # Every item joins one Qt list, whose blocks take no indent of their own.
        plain = self._cursor.blockFormat()
        plain.setIndent(0)
        self._cursor.setBlockFormat(plain)

    def _display(self, tex: str) -> None:
        block = block_format(top=4.0, bottom=14.0, distance=0.0, left=LIST_INDENT * len(self._lists))
        block.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._new_block(block)
        self.insert_formula(self._cursor, tex, self.body * 1.12, True)

    def _inline(self, children: Sequence[Token], look: Look) -> None:
        stack = [look]
        before: Token | None = None
        skip_space = False
        for child in children:
            now = stack[-1]
            if child.type == "code_inline" and _MISCONCEPTION.fullmatch(child.content):
                skip_space = True  # an id for the checker and the statistics, not for the reader
                continue
            inner = opened(child, now, self.theme)
            if inner is not None:
                stack.append(inner)
            elif child.type.endswith("_close"):
                stack.pop()
            else:
                if clings(before, child):
                    self._cursor.insertText(JOINER, self._char(now))
                self._leaf(child, now, skip_space)
            before = child
            skip_space = False

    def _leaf(self, token: Token, look: Look, skip_space: bool) -> None:
        match token.type:
            case "text":
                self._text(token.content.lstrip() if skip_space else token.content, look)
            case "code_inline":
                self._cursor.insertText(
                    f"\u2009{token.content}\u2009", self._char(replace(look, size=look.size * 0.9), mono=True)
                )
            case "math_inline":
                self.insert_formula(self._cursor, token.content, look.size * 1.06, False)
            case "softbreak":
                self._cursor.insertText(" ", self._char(look))
            case "hardbreak":
                self._cursor.insertText("\u2028", self._char(look))
            case _:
                self._cursor.insertText(token.content, self._char(look))

    def _text(self, text: str, look: Look) -> None:
        end = 0
        for mark in _MARK.finditer(text):
            self._cursor.insertText(text[end : mark.start()], self._char(look))
            reference = self.references.get(mark[1])
            if reference is not None:
                comma = "," if mark.start() == end and end else ""
                self._cursor.insertText(f"{comma}{reference.number}", self._mark_format(reference, look))
            end = mark.end()
        self._cursor.insertText(text[end:], self._char(look))

    def _mark_format(self, reference: Reference, look: Look) -> QTextCharFormat:
        char = QTextCharFormat(self._char(replace(look, size=look.size * 0.85, colour=self.theme.text_muted)))
        char.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        char.setToolTip(reference.tip)
        return char

    def _char(self, look: Look, *, mono: bool = False) -> QTextCharFormat:
        known = self._formats.get((look, mono))
        if known is not None:
            return known
        char = QTextCharFormat()
        char.setFont(font(look.size, weight=look.weight, mono=mono, italic=look.italic))
        char.setForeground(QColor(look.colour or self.theme.text))
        char.setFontStrikeOut(look.struck)
        if mono:
            char.setBackground(QColor(self.theme.sunken))
        if look.link:
            char.setAnchor(True)
            char.setAnchorHref(look.link)
            char.setForeground(QColor(self.theme.accent))
            char.setFontWeight(QFont.Weight.Medium)
            char.setUnderlineStyle(QTextCharFormat.UnderlineStyle.DotLine)
        self._formats[look, mono] = char
        return char

    def _code(self, code: str, language: str) -> None:
        lines = coloured(code, language, self.theme)
        for position, line in enumerate(lines):
            block = block_format(top=14.0 if position == 0 else 0.0, distance=4.0, left=16.0)
            block.setRightMargin(16.0)
            block.setBottomMargin(30.0 if position == len(lines) - 1 else 0.0)
            block.setProperty(CODE_PROPERTY, 1)
            block.setNonBreakableLines(True)
            self._new_block(block)
            for text, colour in line:
                self._cursor.insertText(text, self._code_char(colour))

    def _code_char(self, colour: str) -> QTextCharFormat:
        char = QTextCharFormat()
        char.setFont(font(CODE, mono=True))
        char.setForeground(QColor(colour))
        return char

    def _table(self, tokens: Sequence[Token], at: int, look: Look) -> int:
        rows: list[list[Token]] = []
        end = at
        while tokens[end].type != "table_close":
            if tokens[end].type == "tr_open":
                rows.append([])
            if tokens[end].type in ("th_open", "td_open"):
                rows[-1].extend((tokens[end], tokens[end + 1]))
            end += 1
        table = self._insert_table(len(rows), len(rows[0]) // 2)
        for row, cells in enumerate(rows):
            for column in range(0, len(cells), 2):
                self._cell(table, row, column // 2, cells[column], cells[column + 1], look)
        self._cursor.movePosition(QTextCursor.MoveOperation.End)
        return end + 1

    def _insert_table(self, rows: int, columns: int) -> QTextTable:
        style = QTextTableFormat()
        style.setBorder(0)
        style.setCellPadding(6)
        style.setCellSpacing(0)
        style.setTopMargin(4)
        style.setBottomMargin(14)
        style.setBorderCollapse(True)
        style.setWidth(QTextLength(QTextLength.Type.PercentageLength, 100))
        self._first = False
        return self._cursor.insertTable(rows, columns, style)

    def _cell(self, table: QTextTable, row: int, column: int, opening: Token, inline: Token, look: Look) -> None:
        header = opening.type == "th_open"
        cell = table.cellAt(row, column)
        style = cell.format().toTableCellFormat()
        style.setBottomBorder(1)
        style.setBottomBorderStyle(QTextFrameFormat.BorderStyle.BorderStyle_Solid)
        style.setBottomBorderBrush(QColor(self.theme.border_strong if header else self.theme.border))
        cell.setFormat(style)
        outer, self._cursor = self._cursor, cell.firstCursorPosition()
        block = block_format(distance=4.0)
        block.setAlignment(_ALIGNMENTS.get(str(opening.attrGet("style")), Qt.AlignmentFlag.AlignLeft))
        self._cursor.setBlockFormat(block)
        # A line that starts with a formula would get another baseline than its neighbours: a zero-width space leads.
        self._cursor.insertText("\u200b", self._char(look))
        if header:
            look = replace(look, weight=QFont.Weight.DemiBold, colour=self.theme.text_secondary)
        self._inline(inline.children or [], look)
        self._cursor = outer
