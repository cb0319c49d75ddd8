"""A whole sitting by keyboard alone, against a real collection file: study, undo, simulate, quiz, quit, and come back."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel

Key = Qt.Key


def test_a_sitting_by_keyboard_alone(desk: Any) -> None:
    window = desk.open()
    assert window.screen_name == "today"

    desk.press(Key.Key_Space)
    assert window.screen_name == "study"
    study = window.page("study")
    first = study._card.card.id
    assert not study._card.revealed

    desk.press(Key.Key_Space)
    assert study._card.revealed
    desk.press("3")
    second = study._card.card.id
    assert second != first

    desk.press("u")
    assert study._card.card.id == first
    assert desk.context.study.memories()[first] is None
    desk.press(Key.Key_Space, "4")
    assert study._card.card.id == second
    assert desk.context.study.memories()[first] is not None

    desk.press(Key.Key_Space)
    simulation = study._simulation.current
    simulation.settle()
    step = simulation.session.step
    desk.press(".")
    simulation.settle()
    assert simulation.session.step == step + 1
    desk.press("r")
    simulation.settle()
    assert simulation.session.step == 0
    desk.press("p")
    assert simulation.session.playing
    desk.press("p", "1")
    assert not simulation.session.playing

    desk.press(Key.Key_Escape)
    assert window.screen_name == "today"
    take_a_quiz(desk, window)

    desk.quit()
    again = desk.open()
    assert again.screen_name == "quiz"
    assert desk.context.study.memories()[first] is not None
    assert desk.context.quizzes.resume() is None


def take_a_quiz(desk: Any, window: Any) -> None:
    """Answer five questions with their first option, or with a number."""
    desk.press_control(Key.Key_4)
    assert window.screen_name == "quiz"
    quiz = window.page("quiz")
    desk.press("1", Key.Key_Space)
    items = desk.context.quizzes.quiz.items
    assert len(items) == 5
    for index, item in enumerate(items):
        for text in {"single": ["1"], "multi": ["1"], "truefalse": ["1", "3"], "numeric": ["12"]}[item.question.body.kind]:
            desk.press(text)
        desk.press(Key.Key_Return)
        attempt = desk.context.quizzes.quiz.items[index].attempt
        assert attempt is not None, item.question.body
        assert attempt.response is not None
        assert quiz._question.graded
        desk.press(Key.Key_Space)
    assert desk.context.quizzes.quiz is None
    assert quiz._pages.currentIndex() == 2
    shown = quiz._result
    assert shown.isVisible()
    QApplication.processEvents()


def test_what_was_learned_is_asked_again_when_it_is_due(desk: Any) -> None:
    window = desk.open()
    desk.press(Key.Key_Space)
    asked = []
    while window.page("study")._pages.currentIndex() == 0:
        asked.append(window.page("study")._card.card.id)
        desk.press(Key.Key_Space, "4")
    assert len(asked) == desk.context.settings.current.new_per_day
    desk.quit()

    desk.clock.advance(days=400)
    window = desk.open()
    assert desk.context.study.overview().counts.due == len(asked)
    desk.press_control(Key.Key_1)
    desk.press(Key.Key_Space)
    assert window.page("study")._card.card.id in asked


def test_an_unfinished_quiz_goes_on_after_a_restart(desk: Any) -> None:
    desk.open()
    desk.press_control(Key.Key_4)
    desk.press("1", Key.Key_Space)
    item = desk.context.quizzes.quiz.items[0]
    window_quiz = desk.window.page("quiz")
    window_quiz._question._skip.click()
    assert desk.context.quizzes.quiz.items[0].attempt is not None
    desk.quit()

    desk.open()
    resumed = desk.context.quizzes.resume()
    assert resumed.items[0].question == item.question
    desk.window.page("quiz")._setup.resumed.emit()
    assert desk.window.page("quiz")._at == 1


def test_giving_up_counts_as_unanswered(desk: Any) -> None:
    desk.open()
    desk.press_control(Key.Key_4)
    desk.press("1", Key.Key_Space)
    quiz = desk.window.page("quiz")
    for _ in range(5):
        quiz._question._skip.click()
        desk.press(Key.Key_Space)
    assert quiz._pages.currentIndex() == 2
    assert desk.context.quizzes.quiz is None
    assert any(words.text() == "0 of 5" for words in quiz._result.findChildren(QLabel))
