from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QSize, Qt, QTimer
from PySide6.QtWidgets import QAbstractButton, QApplication, QDialog, QLabel, QToolButton, QWidget

from quizapp.domain.settings import Theme
from quizapp.main import opened
from quizapp.services.named_runs import find
from quizapp.services.settings import SettingsService
from quizapp.services.study import Done
from quizapp.ui.main_window import DEFAULT_SIZE, PLACES, SCREENS, MainWindow
from quizapp.ui.theme import DARK, LIGHT

Key = Qt.Key


def rail_place(window: Any) -> str:
    return next(button.text() for button in window._rail.findChildren(QToolButton) if button.isChecked())


def dialog(window: Any) -> QDialog:
    (shown,) = [child for child in window.findChildren(QDialog) if child.isVisible()]
    return shown


def test_the_window_opens_on_today(desk: Any) -> None:
    window = desk.open()
    assert window.screen_name == "today"
    assert rail_place(window) == "Today"


@pytest.mark.parametrize(("number", "place"), [(index, name) for index, (name, _) in enumerate(PLACES, 1)])
def test_control_and_a_digit_go_to_a_place(number: int, place: str, desk: Any) -> None:
    window = desk.open()
    desk.press_control(Key(Key.Key_0 + number))
    assert window.screen_name == place
    assert rail_place(window) == dict(PLACES)[place]


def test_every_rail_button_leads_to_its_place(desk: Any) -> None:
    window = desk.open()
    for name, title in PLACES:
        next(button for button in window._rail.findChildren(QToolButton) if button.text() == title).click()
        assert window.screen_name == name


@pytest.mark.parametrize("place", ["cards", "lab", "quiz", "study"])
def test_the_place_is_remembered(place: str, desk: Any) -> None:
    desk.open().go(place)
    desk.quit()
    assert desk.open().screen_name == place


def test_the_open_simulation_is_remembered(desk: Any) -> None:
    desk.open().go("lab/gradient_descent")
    desk.quit()
    window = desk.open()
    assert window.page("lab").detail() == "gradient_descent"
    assert window.page("lab")._host.current.session.simulation.id == "gradient_descent"


def test_the_shown_card_is_remembered(desk: Any) -> None:
    desk.open().go("cards/opt-gd")
    desk.quit()
    assert desk.open().page("cards")._card.card.id == "opt-gd"


def test_the_size_of_the_window_is_remembered(desk: Any) -> None:
    desk.open().resize(900, 700)  # no wider: the screen of the offscreen platform is small, and Qt keeps windows inside it
    desk.quit()
    assert desk.open(resize=False).size() == QSize(900, 700)


def test_a_damaged_geometry_opens_the_usual_window(desk: Any) -> None:
    with opened(desk.file, desk.clock) as database:
        SettingsService(database).remember("geometry", "no base64 at all!")
    assert desk.open(resize=False).size() == QSize(*DEFAULT_SIZE)


@pytest.mark.parametrize("stored", ["nonsense", "lab/no_such_simulation", "cards/no-such-card", "study/topic:nothing", ""])
def test_a_place_that_is_gone_does_no_harm(stored: str, desk: Any) -> None:
    window = desk.open()
    desk.quit()
    window = desk.open()
    window.go(stored)
    QApplication.processEvents()
    assert window.screen_name in SCREENS


def test_the_theme_is_toggled_by_key_and_kept(desk: Any) -> None:
    window = desk.open()
    assert window._theme is LIGHT
    desk.press("t")
    assert window._theme is DARK
    assert desk.context.settings.current.theme is Theme.DARK
    desk.quit()
    assert desk.open()._theme is DARK


@pytest.mark.parametrize("place", sorted(SCREENS))
def test_every_page_tells_its_keys(place: str, desk: Any) -> None:
    window = desk.open()
    window.go(place)
    desk.press(Key.Key_F1)
    words = " ".join(label.text() for label in dialog(window).findChildren(QLabel))
    for key, meaning in window.page(place).keys():  # noqa: SIM118  (a page, not a dictionary)
        assert key in words
        assert meaning in words
    dialog(window).close()


def test_settings_change_at_once_and_last(desk: Any) -> None:
    window = desk.open()
    desk.press_control(Key.Key_Comma)
    shown = dialog(window)
    shown._change("new_per_day", 3)
    shown.close()
    assert desk.context.study.overview().counts.new == 3
    desk.quit()
    desk.open()
    assert desk.context.settings.current.new_per_day == 3


def test_a_setting_that_is_not_allowed_is_said_and_not_taken(desk: Any) -> None:
    window = desk.open()
    window.show_settings()
    shown = dialog(window)
    shown._change("learning_steps", (0,))
    assert "Not changed" in shown._error.text()
    assert desk.context.settings.current.learning_steps == (1, 10)
    shown.close()


def test_today_shows_what_is_due_and_what_comes_first(desk: Any) -> None:
    window = desk.open()
    page = window.page("today")
    upcoming = desk.context.study.next_card()
    assert not isinstance(upcoming, Done)
    assert upcoming.card.title in page._next.plain_text()
    assert "minutes" in page._figure.text()
    assert f"{desk.context.study.overview().counts.new} new" in page._counts.text()


def test_a_card_of_the_deck_opens_from_today(desk: Any) -> None:
    window = desk.open()
    window.page("today")._grid.chosen.emit("mlp-what")
    assert window.screen_name == "cards"
    assert window.page("cards")._card.card.id == "mlp-what"


@pytest.mark.parametrize(
    ("text", "expected"), [("perceptron learn", "pc-learning"), ("XOR hidden", "mlp-what"), ("zzzz", None), ("", "dl-ai-ml-dl")]
)
def test_cards_are_found_as_one_types(text: str, expected: str | None, desk: Any) -> None:
    window = desk.open()
    window.go("cards")
    page = window.page("cards")
    desk.press(text)
    found = [page._list._list.item(row).text() for row in range(page._list._list.count())]
    if expected is None:
        assert page._found.text() == "No card matches."
    else:
        assert any(desk.library.cards[expected].title in row for row in found)


def test_cards_are_filtered_by_difficulty_and_topic(desk: Any) -> None:
    window = desk.open()
    window.go("cards")
    page = window.page("cards")
    page._difficulty.setCurrentIndex(2)
    shown = page._list._list.count()
    assert shown == sum(card.difficulty == 2 for card in desk.library.cards.values())
    page._topic.setCurrentIndex(1)
    assert page._list._list.count() <= shown


def test_a_card_is_studied_from_the_list(desk: Any) -> None:
    window = desk.open()
    window.go("cards/act-why")
    window.page("cards")._on_study()
    assert window.screen_name == "study"
    assert window.page("study")._card.card.id == "act-why"


def test_a_link_in_the_answer_sets_the_simulation(desk: Any) -> None:
    window = desk.open()
    window.go("study/card:pc-learning")
    desk.press(Key.Key_Space)
    study = window.page("study")
    study._card.link_activated.emit("sim:perceptron_learning/xor_cycles")
    simulation = study._simulation.current
    simulation.settle()
    assert simulation.session.params.data.value == "xor"


def test_a_broken_link_is_said_and_changes_nothing(desk: Any) -> None:
    window = desk.open()
    window.go("study/card:pc-learning")
    desk.press(Key.Key_Space)
    before = window.page("study")._simulation.current.session.run
    window.page("study")._card.link_activated.emit("sim:perceptron_learning/no_such")
    assert window._toast.isVisible()
    assert "no preset" in window._toast._words.text()
    assert window.page("study")._simulation.current.session.run == before
    window._toast.mousePressEvent(None)


def test_the_lab_copies_a_link_that_opens_the_same_run(desk: Any) -> None:
    window = desk.open()
    window.go("lab/perceptron_learning")
    desk.press("l")
    text = QApplication.clipboard().text()
    assert text.startswith("perceptron_learning@1?")
    window.go(f"lab/{text}")
    assert window.page("lab")._host.current.session.share == text
    window._toast.mousePressEvent(None)


def test_nothing_due_leads_to_the_quiz(desk: Any) -> None:
    window = desk.open()
    desk.context.settings.change(new_per_day=0)
    window.go("today")
    assert window.page("today")._figure.text() == "Nothing due"
    desk.press(Key.Key_Space)
    assert window.screen_name == "quiz"


def test_the_main_window_stays_small() -> None:
    own = [name for name, value in vars(MainWindow).items() if callable(value) and not name.startswith("__")]
    assert len(own) <= 25


@pytest.mark.parametrize("place", ["today", "study/card:act-why", "cards", "lab", "lab/mlp_classifier", "quiz"])
def test_everything_that_takes_the_keyboard_has_a_name(place: str, desk: Any) -> None:
    window = desk.open()
    window.go(place)
    QApplication.processEvents()
    nameless = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.isVisible()
        and not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


@pytest.mark.parametrize("place", ["today", "study/card:act-why", "cards", "lab", "lab/mlp_classifier", "quiz"])
@pytest.mark.parametrize("size", [(900, 600), (960, 640), (1280, 800), (1900, 1000)], ids=lambda size: f"{size[0]}x{size[1]}")
def test_every_page_fits_its_window(place: str, size: tuple[int, int], desk: Any) -> None:
    window = desk.open()
    window.resize(*size)
    window.go(place)
    QApplication.processEvents()
    assert window.size() == QSize(*size)
    page = window.page(place.split("/")[0])
    assert page.minimumSizeHint().width() <= page.width()


def test_idle_pages_run_no_timer(desk: Any) -> None:
    window = desk.open()
    for place in ("today", "cards", "quiz", "lab/mlp_classifier", "study/card:act-why"):
        window.go(place)
        QApplication.processEvents()
        for host in window.findChildren(QWidget):
            if hasattr(host, "settle"):
                host.settle()
        QApplication.processEvents()
        active = [timer for timer in window.findChildren(QTimer) if timer.isActive()]
        assert active == [], place


def test_a_card_shows_its_simulations_one_after_another(desk: Any) -> None:
    window = desk.open()
    window.go("study/card:pc-learning")
    study = window.page("study")
    card = study._card.card
    first = study._simulation.current
    first.settle()
    assert (first.session.step, card.simulations[0].gate) == (17, 17)
    desk.press("e")  # still waiting for the answer: nothing happens
    assert study._simulation.current.session.origin.run == find(card.simulations[0].run).run
    desk.press(Key.Key_Space)
    first.settle()
    assert first.session.step == card.simulations[0].at == 18
    for link in (*card.simulations[1:], card.simulations[0]):
        desk.press("e")
        shown = study._simulation.current
        shown.gate.decline()  # where it asks for a prediction, it waits for one
        shown.settle()
        assert shown.session.origin.run == find(link.run).run
        assert link.at is None or shown.session.step == link.at
