"""The lab notebook keeps what was left, says what changed, and leads back."""

from __future__ import annotations

from typing import Any

from engine.share import from_share
from engine.timeline import Timeline
from quizapp.services.comparison import differences
from quizapp.services.named_runs import find
from quizapp.services.notebook import MAX_ENTRIES, Notebook
from quizapp.services.simulations import Holds, SimulationSession


def session(text: str, book: Notebook) -> SimulationSession:
    made = SimulationSession(find(text), lambda: 0.0)
    made.on_left = book.note
    return made


def walk(made: SimulationSession, step: int) -> None:
    made.seek(step)
    while made.goal != made.step:
        made.work(1.0)
    made.frame()


def test_a_run_that_is_changed_is_kept_as_it_stood() -> None:
    book = Notebook()
    made = session("gradient_descent/overshoot", book)
    walk(made, 12)
    loss = made.frame().readouts["loss_batch"]
    made.take_seed(5, 0)
    (entry,) = book.entries
    assert (entry.title, entry.step, entry.changed, entry.outcome) == ("Past the minimum, and back", 12, "", "running")
    assert f"{loss:.4f}" in entry.numbers
    assert from_share(entry.share) == find("gradient_descent/overshoot").run


def test_the_newest_comes_first_and_says_what_it_changed() -> None:
    book = Notebook()
    made = session("gradient_descent/overshoot", book)
    walk(made, 12)
    made.holds = Holds.FROM_START
    made.set_param("learning_rate", 0.3)
    walk(made, 20)
    made.new_seed()
    assert [entry.step for entry in book.entries] == [20, 12]
    assert book.entries[0].changed == "Learning rate: 1.7 → 0.3"
    assert book.entries[0].title == "Gradient descent"  # no preset any more


def test_a_run_that_never_began_is_no_result() -> None:
    book = Notebook()
    made = session("gradient_descent/overshoot", book)
    made.frame()
    made.new_seed()
    assert book.entries == ()


def test_a_run_that_is_left_again_moves_to_the_top() -> None:
    book = Notebook()
    made = session("gradient_descent/overshoot", book)
    walk(made, 3)
    made.new_seed()
    walk(made, 4)
    made.undo()  # back to the first run
    walk(made, 9)
    made.new_seed()
    assert book.entries[0].step == 9
    assert [entry.run.seed for entry in book.entries].count(0) == 1


def test_a_drag_of_a_slider_is_one_entry() -> None:
    book = Notebook()
    made = session("perceptron_learning/and_gate", book)
    walk(made, 8)
    for rate in (0.5, 0.4, 0.3, 0.2):
        made.set_param("learning_rate", rate)
        walk(made, 8)
    assert [entry.run.params.learning_rate for entry in book.entries] == [1.0]


def test_the_book_does_not_grow_without_end() -> None:
    book = Notebook()
    run: Any = find("perceptron_learning/and_gate").run
    timeline = Timeline(run)
    timeline.seek(1)
    for seed in range(MAX_ENTRIES + 5):
        book.note(from_share(f"perceptron_learning@1?seed={seed}"), timeline.frame())
    assert len(book.entries) == MAX_ENTRIES
    assert book.entries[0].run.seed == MAX_ENTRIES + 4


def test_what_was_done_on_the_way_is_named() -> None:
    first = from_share("gradient_descent@1?event=3,set,learning_rate,0.5")
    second = from_share("gradient_descent@1?event=3,set,learning_rate,0.5&event=7,set,learning_rate,0.25")
    assert differences(first, second) == ["Learning rate 0.25 from update 7 on"]
    assert differences(second, first) == ["no Learning rate 0.25 from update 7 on"]
    third = from_share("perceptron_learning@1?" + "&".join(f"event={step},flip_point,0" for step in range(1, 6)))
    assert differences(from_share("perceptron_learning@1?"), third) == [
        "flip point from example 1 on",
        "flip point from example 2 on",
        "and 3 more",
    ]


def test_a_branch_changes_a_live_setting_from_its_step_on_even_where_runs_are_instant() -> None:
    made = SimulationSession(find("gradient_descent/overshoot"), lambda: 0.0)
    walk(made, 6)
    made.holds = Holds.FROM_HERE
    made.set_param("learning_rate", 0.5)
    assert [(event.step, event.args) for event in made.run.events] == [(6, ("learning_rate", 0.5))]
    old = Timeline(find("gradient_descent/overshoot").run)
    old.seek(6)
    assert made.history()["loss_batch"].tolist() == old.history()["loss_batch"].tolist()
