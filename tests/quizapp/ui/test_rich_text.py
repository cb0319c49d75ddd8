from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QEvent, Qt, QUrl
from PySide6.QtGui import QColor, QImage, QKeyEvent, QTextDocument
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QScrollArea, QVBoxLayout, QWidget

from quizapp.ui.theme import DARK, LIGHT
from quizapp.ui.widgets.document import Reference
from quizapp.ui.widgets.rich_text import RichText


@pytest.fixture
def view(parent: QWidget) -> RichText:
    made = RichText(parent)
    made.resize(560, 400)
    parent.show()
    return made


def anchors(view: RichText) -> list[tuple[str, str]]:
    found = []
    block = view.document().begin()
    while block.isValid():
        iterator = block.begin()
        while not iterator.atEnd():
            form = iterator.fragment().charFormat()
            if form.isAnchor():
                found.append((iterator.fragment().text(), form.anchorHref()))
            iterator += 1
        block = block.next()
    return found


def ink_rows(image: QImage, columns: range) -> list[int]:
    ground = QColor(LIGHT.surface).rgb()
    return [y for y in range(image.height()) if any(image.pixel(x, y) != ground for x in columns)]


def test_formulas_are_typeset_not_shown_as_source(view: RichText) -> None:
    view.set_markdown(r"The rule $w \leftarrow w + \eta x$ is short.")
    text = view.document().toPlainText()
    assert "$" not in text
    assert "\\" not in text
    assert "\ufffc" in text


def test_emphasis_marks_inside_formulas_are_left_alone(view: RichText) -> None:
    view.set_markdown(r"$a_1 * b_2 * c_3$ and *leaning*")
    assert view.document().toPlainText() == "\ufffc and leaning"


def test_a_broken_formula_is_shown_as_source_with_its_reason(view: RichText) -> None:
    view.set_markdown(r"before $\frac{1}$ after")
    assert r"$\frac{1}$" in view.document().toPlainText()


def test_copying_gives_the_source_of_formulas_back(view: RichText) -> None:
    view.set_markdown(r"Let $x^2$ be, and **bold**.")
    view.selectAll()
    assert view.createMimeDataFromSelection().text() == "Let $x^2$ be, and bold."


def test_plain_text_says_formulas_in_words(view: RichText) -> None:
    view.set_markdown("Here $x^2$ stands.")
    assert "x squared" in view.plain_text()
    assert "x squared" in view.accessibleDescription()


@pytest.mark.parametrize(
    ("address", "browser", "reported"),
    [
        ("https://example.org/paper", True, []),
        ("https://example.org/paper", False, ["https://example.org/paper"]),
        ("file:///etc/passwd", True, ["file:///etc/passwd"]),
    ],
)
def test_only_web_addresses_go_to_the_browser(
    address: str, browser: bool, reported: list[str], view: RichText, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    told: list[str] = []

    def open_url(url: QUrl) -> bool:
        asked.append(url.toString())
        return browser

    monkeypatch.setattr("quizapp.ui.widgets.rich_text.QDesktopServices.openUrl", open_url)
    view.link_activated.connect(told.append)
    view.anchorClicked.emit(QUrl(address))
    assert asked == ([address] if address.startswith("https:") else [])
    assert told == reported


def test_links_to_simulations_are_reported(view: RichText) -> None:
    view.set_markdown("[a step of 1.05](sim:gradient_descent@1?learning_rate=1.05&seed=7)")
    opened: list[str] = []
    view.link_activated.connect(opened.append)
    (text, address) = anchors(view)[0]
    assert text == "a step of 1.05"
    view.anchorClicked.emit(QUrl(address))
    assert opened == ["sim:gradient_descent@1?learning_rate=1.05&seed=7"]


@pytest.mark.parametrize("address", ["file:///etc/passwd", "https://example.org/x.png", "qrc:/x"])
def test_nothing_is_ever_loaded(address: str, view: RichText) -> None:
    assert view.loadResource(QTextDocument.ResourceType.ImageResource.value, QUrl(address)) is None
    view.set_markdown(f"![a picture]({address})")
    assert "a picture" in view.document().toPlainText()


def test_raw_html_stays_text(view: RichText) -> None:
    view.set_markdown("<script>alert(1)</script> <b>no</b>")
    assert "<script>" in view.document().toPlainText()


def test_source_marks_become_numbers_with_a_tool_tip(view: RichText) -> None:
    view.set_markdown("Known since 1958.[^a][^b][^unknown]", {"a": Reference(1, "First (1958)"), "b": Reference(2, "Second")})
    assert view.document().toPlainText() == "Known since 1958.1,2"


def test_misconception_ids_are_for_the_checker_not_the_reader(view: RichText) -> None:
    view.set_markdown("- `M-PERC-SIGN` The sign is wrong.\n- Right. `M-PERC-NOX`")
    assert "M-PERC" not in view.document().toPlainText()
    assert "The sign is wrong." in view.document().toPlainText()


def test_parts_stand_under_their_headings(view: RichText) -> None:
    view.set_parts((("In thirty seconds", "One."), ("", "Two.")))
    assert view.document().toPlainText() == "IN THIRTY SECONDS\nOne.\nTwo."


def test_lists_tables_and_code_keep_their_words(view: RichText) -> None:
    view.set_markdown(
        "1. first $x$\n\n   more\n2. second\n\n| a | b |\n|---|--:|\n| 1 | $y$ |\n\n```python\nx = 1  # set\n```\n\n> quoted"
    )
    text = view.document().toPlainText()
    for words in ("first", "more", "second", "a", "b", "x = 1  # set", "quoted"):
        assert words in text


def test_code_has_colours_and_a_panel(view: RichText) -> None:
    view.set_markdown("```python\ndef f(x):\n    return x\n```")
    assert view._code_panels == [(0, 1)]
    colours = set()
    iterator = view.document().begin().begin()
    while not iterator.atEnd():
        colours.add(iterator.fragment().charFormat().foreground().color().name())
        iterator += 1
    assert len(colours) >= 3


@pytest.mark.parametrize("formula", ["x", "x^2", "x_{y_z}", r"x\frac{a}{b}", r"x\sqrt{\frac{a}{b}}", r"x\sum_{k=1}^K y_k"])
def test_a_formula_stands_on_the_baseline_of_its_line(formula: str, view: RichText) -> None:
    """The letter x of the text and the first x of the formula end at the same height, however tall and deep the formula is."""
    view.set_markdown(f"x\u2003${formula}$")
    QApplication.processEvents()
    image = view.viewport().grab().toImage()
    start = view.fontMetrics().horizontalAdvance("x") + 18
    letter, first = ink_rows(image, range(10)), ink_rows(image, range(start, start + 6))
    assert letter
    assert first
    assert abs(max(letter) - max(first)) <= 1


def test_a_fitted_view_is_as_tall_as_its_text_however_deep_it_stands(parent: QWidget) -> None:
    area = QScrollArea(parent)
    area.setWidgetResizable(True)
    inner = QWidget()
    boxes = [inner, QWidget(inner)]
    boxes.append(QWidget(boxes[1]))
    made = RichText(boxes[2], fitted=True)
    for box, child in zip(boxes, [*boxes[1:], made], strict=True):
        column = QVBoxLayout(box)
        column.addWidget(child)
        column.addStretch(1)
    area.setWidget(inner)
    made.set_markdown("word " * 60 + "$x^2$ " * 20)
    heights = []
    for width in (300, 700, 300):
        area.resize(width, 2000)
        parent.show()
        QApplication.processEvents()
        assert made.height() == pytest.approx(made.document().size().height(), abs=2)
        heights.append(made.height())
    assert heights[0] == heights[2] > heights[1]
    made.set_markdown("word")
    QApplication.processEvents()
    assert made.height() == pytest.approx(made.document().size().height(), abs=2)
    assert made.height() < heights[1]


def test_a_theme_recolours_what_is_shown(view: RichText) -> None:
    view.set_markdown("Text with $x$.")
    view.set_theme(DARK)
    form = view.document().begin().begin().fragment().charFormat()
    assert form.foreground().color() == QColor(DARK.text)


@pytest.mark.parametrize("key", [Qt.Key.Key_Space, Qt.Key.Key_1, Qt.Key.Key_U, Qt.Key.Key_Return])
def test_keys_of_the_screen_are_left_to_it(key: Qt.Key, view: RichText) -> None:
    view.set_markdown("word " * 2000)
    event = QKeyEvent(QEvent.Type.KeyPress, key, Qt.KeyboardModifier.NoModifier, chr(key.value) if key.value < 128 else "")
    view.keyPressEvent(event)
    assert not event.isAccepted()
    assert view.verticalScrollBar().value() == 0


def test_arrow_keys_scroll(view: RichText) -> None:
    view.set_markdown("word " * 2000)
    QApplication.processEvents()
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert view.verticalScrollBar().value() > 0


def test_shown_formulas_look_the_same_twice(view: RichText, parent: QWidget) -> None:
    pictures: list[Any] = []
    for _ in range(2):
        view.set_markdown(r"$\frac{\partial L}{\partial z_k} = \hat p_k - y_k$")
        QApplication.processEvents()
        pictures.append(view.grab().toImage())
    assert pictures[0] == pictures[1]


@pytest.mark.parametrize("text", ["before\n$$x^2$$\nafter", "before\n\n$$x^2$$\n\nafter", "1. before\n   $$x^2$$\n   after"])
def test_a_formula_between_double_dollars_stands_on_its_own_line(text: str, view: RichText) -> None:
    view.set_markdown(text)
    assert view.document().toPlainText().split("\n") == ["before", "\ufffc", "after"]


def test_emphasis_around_and_inside_survives(view: RichText) -> None:
    view.set_markdown("**bold** and *leaning* and ~~struck~~ and `code`")
    assert view.document().toPlainText().replace("\u2009", "") == "bold and leaning and struck and code"


def test_no_line_ends_between_a_formula_and_its_comma(view: RichText) -> None:
    view.set_markdown("Text ($x$), then $y$, and $z$ more.")
    assert view.document().toPlainText() == "Text (\u2060\ufffc\u2060), then \ufffc\u2060, and \ufffc more."
    assert "\u2060" not in view.plain_text()
