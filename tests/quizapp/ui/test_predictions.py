"""Predict gates as a learner meets them: commit, be shown, be graded, and nothing that leads around a gate."""

from __future__ import annotations

from typing import Any

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QRadioButton

from quizapp.domain.predictions import Pick
from quizapp.storage import predictions
from quizapp.storage.predictions import LoggedPrediction
from quizapp.ui.widgets.prediction_strip import QuestionStrip, ResultStrip

Key = Qt.Key
CARD = "pc-learning"  # asks by options for b at step 17, then for the outcome of XOR


def study(desk: Any, card: str = CARD) -> Any:
    window = desk.window or desk.open()
    window.go(f"study/card:{card}")
    QApplication.processEvents()
    page = window.page("study")
    page._simulation.current.settle()
    return page


def log(desk: Any) -> list[LoggedPrediction]:
    return predictions.load(desk.context.predictions._database)


def panel(page: Any) -> Any:
    return page._simulation.current


def press_button(page: Any, name: str) -> None:
    found = next(button for button in page.findChildren(QPushButton) if name in button.text() and button.isVisible())
    QTest.mouseClick(found, Qt.MouseButton.LeftButton)


def question(page: Any) -> QuestionStrip:
    (found,) = (strip for strip in page.findChildren(QuestionStrip) if strip.isVisible())
    return found


def result(page: Any) -> ResultStrip:
    (found,) = (strip for strip in page.findChildren(ResultStrip) if strip.isVisible())
    return found


@pytest.mark.parametrize(
    ("letter", "right", "word"), [("a", True, "Right. You said A"), ("B", False, "Not so. You said B; it is A")]
)
def test_a_committed_option_is_graded_and_kept_before_the_run_goes(desk: Any, letter: str, right: bool, word: str) -> None:
    page = study(desk)
    assert panel(page).session.step == 17
    desk.press(letter, Key.Key_Return)
    (made,) = log(desk)
    assert (made.card_id, made.gate, made.at, made.kind, made.right) == (CARD, 17, 18, "choice", right)
    assert made.run.startswith("perceptron_learning@1?")
    assert made.truth == -1.0
    panel(page).settle()
    assert panel(page).session.step == 18
    assert result(page).accessibleDescription().startswith(word)
    assert word in panel(page).picture.accessibleDescription()
    assert not page._card.revealed


def test_nothing_of_the_simulation_answers_before_the_commitment_and_everything_after_it(desk: Any) -> None:
    page = study(desk)
    shown = panel(page)
    title = shown.session.simulation.preset("and_gate").title
    assert title != shown._head._title.text()
    assert not any(widget.isVisible() for widget in (shown._transport, shown._controls, shown._status))
    desk.press("p", ".", "r", "e", "z")
    assert (shown.session.step, shown.session.playing) == (17, False)
    desk.press("1", Key.Key_Return)
    shown.settle()
    assert title == shown._head._title.text()
    assert shown._transport.isEnabled()
    desk.press(".")
    shown.settle()
    assert shown.session.step == 19


def test_an_option_is_chosen_by_a_click_anywhere_on_it_and_space_still_shows_the_answer(desk: Any) -> None:
    page = study(desk)
    line = question(page)._widget.lines[1]
    QTest.mouseClick(line, Qt.MouseButton.LeftButton, pos=line.rect().center())
    assert question(page)._widget.response() == Pick(1)
    desk.press(Key.Key_Space)
    assert page._card.revealed
    assert [made.response for made in log(desk)] == [None]


def test_enter_without_a_choice_says_what_is_missing_and_reveals_nothing(desk: Any) -> None:
    page = study(desk)
    desk.press(Key.Key_Return)
    assert question(page)._complaint.text() == "Choose one of A to C first."
    assert not page._card.revealed
    assert log(desk) == []


@pytest.mark.parametrize("how", ["button", "space"])
def test_to_be_just_shown_is_always_there_and_is_kept(desk: Any, how: str) -> None:
    page = study(desk)
    if how == "button":
        press_button(page, "Just show me")
    else:
        desk.press(Key.Key_Space)
    (made,) = log(desk)
    assert (made.response, made.right, made.truth) == (None, None, -1.0)
    panel(page).settle()
    assert panel(page).session.step == 18
    assert "Not predicted" in result(page).text
    assert page._card.revealed is (how == "space")


def test_revealing_after_a_commitment_leaves_the_result_and_the_run_alone(desk: Any) -> None:
    page = study(desk)
    desk.press("a", Key.Key_Return)
    panel(page).settle()
    desk.press(".", Key.Key_Space)
    panel(page).settle()
    assert page._card.revealed
    assert panel(page).session.step == 19
    assert result(page).isVisible()
    assert len(log(desk)) == 1


def test_the_next_simulation_asks_once_while_the_card_is_shown_and_again_at_the_next_visit(desk: Any) -> None:
    page = study(desk)
    desk.press("a", Key.Key_Return)
    panel(page).settle()
    desk.press("e")
    panel(page).settle()
    assert (panel(page).gate.asking, panel(page).session.step) == (True, 8)
    desk.press("c", Key.Key_Return)
    panel(page).settle()
    assert [made.truth for made in log(desk)] == [-1.0, "cycling"]
    desk.press("e", "e", "e")  # the third has no question, but waits for the answer: it is the last
    desk.press(Key.Key_Space, "e", "e")
    panel(page).settle()
    assert (panel(page).gate.asking, panel(page).session.step) == (False, 40)
    study(desk)
    assert (panel(page).gate.asking, panel(page).session.step) == (True, 17)
    assert len(log(desk)) == 2


def test_digits_grade_the_card_once_it_is_revealed_though_a_simulation_asks(desk: Any) -> None:
    page = study(desk)
    desk.press("1", Key.Key_Space)
    panel(page).settle()
    desk.press("e")
    assert panel(page).gate.asking
    desk.press("3")
    assert desk.context.study.memories()[CARD] is not None


def test_a_link_in_the_text_does_not_wait_and_nothing_leads_back_before_the_gate(desk: Any) -> None:
    page = study(desk)
    page._on_link("sim:perceptron_learning/xor_cycles")
    shown = panel(page)
    shown.settle()
    assert not shown.waiting
    assert not shown.session.can_undo
    desk.press("z")
    assert shown.session.origin.run.params.data == "xor"
    assert log(desk) == []


def test_undo_after_the_run_stays_on_this_side_of_the_gate(desk: Any) -> None:
    page = study(desk)
    desk.press("a", Key.Key_Return)
    shown = panel(page)
    shown.settle()
    shown._controls.changed.emit("learning_rate", 0.5)
    desk.press("z", "z", "z")
    assert (shown.session.params.learning_rate, shown.session.step) == (1.0, 18)


def type_into(page: Any, *texts: str) -> None:
    for field, text in zip(question(page).findChildren(QLineEdit), texts, strict=False):
        field.setFocus()
        QTest.keyClicks(field, text)


@pytest.mark.parametrize(
    ("texts", "stored", "right"),
    [
        (["40"], (0.4, 0.4), True),
        (["20"], (0.2, 0.2), False),
        (["30", "39"], (0.3, 0.39), True),
        (["10 %", "20 %"], (0.1, 0.2), False),
    ],
)
def test_a_number_or_an_interval_is_typed_in_the_unit_that_is_shown(
    desk: Any, texts: list[str], stored: tuple[float, float], right: bool
) -> None:
    page = study(desk, "norm-inputs")  # 38.3 % of the way are left
    type_into(page, *texts)
    desk.press(Key.Key_Return)
    (made,) = log(desk)
    assert (made.response["low"], made.response["high"]) == pytest.approx(stored)  # type: ignore[index]
    assert (made.kind, made.right) == ("number", right)
    panel(page).settle()
    assert "38.27%" in result(page).text
    assert result(page)._axis is not None


@pytest.mark.parametrize(
    ("texts", "complaint"),
    [
        ([], "Type a number first"),
        (["abc"], "type a number such as"),
        (["50", "40"], "must begin below"),
        (["3 kg"], "type a number in %"),
    ],
)
def test_what_is_no_number_is_handed_back(desk: Any, texts: list[str], complaint: str) -> None:
    page = study(desk, "norm-inputs")
    type_into(page, *texts)
    press_button(page, "Commit")
    assert complaint in question(page)._complaint.text()
    assert log(desk) == []


def test_digits_typed_anywhere_begin_a_number_and_shortcuts_do_not_fire_in_it(desk: Any) -> None:
    page = study(desk, "norm-inputs")
    desk.press("4", "2", "e", "u", "p")
    (field, _) = question(page).findChildren(QLineEdit)
    assert (field.hasFocus(), field.text()) == (True, "42eup")
    assert (panel(page).session.step, panel(page).session.playing) == (1, False)


def ask_for_a_place(desk: Any) -> Any:
    """Go to the question where the walker on the ridge will be."""
    page = study(desk, "opt-gd")
    desk.press(Key.Key_Space)
    panel(page).settle()
    for _ in range(3):
        desk.press("e")
        panel(page).settle()
        if panel(page).session.simulation.preset("saddle_stuck").params != panel(page).session.run.params:
            panel(page).gate.decline()
            panel(page).settle()
    return page


def test_a_place_is_pointed_at_in_the_picture_and_both_places_are_marked(desk: Any) -> None:
    page = ask_for_a_place(desk)
    plot = panel(page).picture._map
    start = panel(page).session.params
    place = plot.mapFromScene(plot.getViewBox().mapViewToScene(QPointF(0.1, 0.05)))
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel(page).session.params == start
    press_button(page, "Commit")
    made = log(desk)[-1]
    assert (made.kind, made.right) == ("click", True)
    assert made.truth == pytest.approx([1.5 * 0.9**20, 0.0])
    panel(page).settle()
    said, came = panel(page).picture._places._marks
    assert (said.pos().x(), said.pos().y()) == pytest.approx((0.1, 0.05), abs=0.05)
    assert (came.pos().x(), came.pos().y()) == pytest.approx(made.truth)
    QTest.mouseClick(plot.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert panel(page).session.params != start


def test_a_place_can_be_typed(desk: Any) -> None:
    page = ask_for_a_place(desk)
    type_into(page, "0", "1")
    desk.press(Key.Key_Return)
    assert (log(desk)[-1].response, log(desk)[-1].right) == ({"x": 0.0, "y": 1.0}, False)
    panel(page).settle()
    assert "more than 0.35" in result(page).text


def test_the_run_travels_in_steps_unless_motion_is_reduced(desk: Any) -> None:
    page = study(desk, "pc-neuron")
    desk.press("b", Key.Key_Return)
    session = panel(page).session
    started = session.step
    assert session.playing
    assert started < 50  # it has hardly begun
    session.tick(0.75)
    session.work(1.0)
    assert 85 < session.step - started < 110  # half of the way, after half of the time
    panel(page).settle()
    desk.context.settings.change(reduced_motion=True)
    study(desk, "pc-neuron")
    desk.press("b", Key.Key_Return)
    assert not panel(page).session.playing
    panel(page).settle()
    assert panel(page).session.step == 200


def test_the_answer_is_known_when_the_learner_commits_and_nothing_runs_while_he_thinks(desk: Any) -> None:
    page = study(desk, "pc-neuron")
    ahead = panel(page).gate._asked.ahead
    ahead.settle()
    panel(page).gate._player.advance(1.0)
    assert ahead.step == 200
    assert ahead.idle
    assert panel(page).session.step == 5


def test_every_part_of_the_question_has_a_name(desk: Any) -> None:
    for card in (CARD, "norm-inputs"):
        page = study(desk, card)
        strip = question(page)
        inputs = [*strip.findChildren(QRadioButton), *strip.findChildren(QLineEdit)]
        assert strip.accessibleName().startswith("Prediction: ")
        assert inputs
        assert all(widget.accessibleName() for widget in inputs)


def test_closing_the_result_brings_the_controls_back_in_a_small_window(desk: Any) -> None:
    page = study(desk)
    desk.window.resize(960, 640)
    QApplication.processEvents()
    desk.press("a", Key.Key_Return)
    panel(page).settle()
    assert not panel(page)._drawer.isVisible()
    desk.press("c")
    assert panel(page)._drawer.isVisible()
    assert panel(page).gate.result == ""


def test_a_card_revealed_before_the_engine_was_loaded_counts_as_just_shown(desk: Any) -> None:
    page = study(desk)
    host = page._simulation
    host._warm_up = Loading(host._warm_up)
    page._show(desk.context.study.present(CARD))
    desk.press(Key.Key_Space)
    assert log(desk) == []
    host._warm_up.done = True
    host._show_wanted()
    assert [made.response for made in log(desk)] == [None]


class Loading:
    """A warm-up that is not done yet."""

    def __init__(self, real: Any) -> None:
        self.real = real
        self.done = False

    def start(self) -> None:
        """It has started already."""


def test_to_be_shown_at_once_waits_for_nothing_and_is_told_when_the_run_has_come_there(desk: Any) -> None:
    page = study(desk, "dl-ai-ml-dl")
    asked = panel(page).gate._asked
    assert not asked.known  # the learner is faster than the machine
    before = asked.ahead.step
    desk.press(Key.Key_Space)
    assert asked.ahead.step == before  # nothing was computed in one go
    (made,) = log(desk)
    assert (made.response, made.right, made.truth) == (None, None, None)
    panel(page).settle()
    assert f"Features {100 * panel(page).session.frame().readouts['features']:.1f}%" in result(page).text
