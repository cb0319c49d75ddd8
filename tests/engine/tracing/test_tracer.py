"""What a recording holds: the lines in their order, what each changed, and how the program ended."""

from __future__ import annotations

import math
import sys

import numpy as np
import pytest

from engine.tracing import tracer
from engine.tracing.playback import Variable, after, hits, printed, written
from engine.tracing.tracer import Names, Recording, record
from engine.tracing.values import Cut, finite, snapshot

NAMES = Names("loss", ("w",), ("grad",), "path")


def made(*lines: str, names: Names = NAMES) -> Recording:
    return record("\n".join(lines), names)


def changes(recording: Recording) -> list[tuple[int, dict[str, object]]]:
    return [(event.line, dict(event.changed)) for event in recording.events]


def test_each_line_is_recorded_with_what_it_changed() -> None:
    found = changes(made("a = 1", "b = a + 1", "a = 5"))
    assert found == [(1, {"a": 1}), (2, {"b": 2}), (3, {"a": 5})]


def test_a_loop_comes_back_to_its_head_and_leaves_from_there() -> None:
    recording = made("for k in range(2):", "    a = k", "b = 0")
    assert [event.line for event in recording.events] == [1, 2, 1, 2, 1, 3]
    assert hits(recording, 6, 3) == (3, 2, 1)


def test_a_change_in_place_shows_in_every_name_of_the_array() -> None:
    recording = made("import numpy as np", "a = np.zeros(2)", "path = [a]", "a += 1")
    changed = dict(recording.events[3].changed)
    assert changed["a"].tolist() == [1.0, 1.0]  # type: ignore[union-attr]
    assert changed["path"].tolist() == [[1.0, 1.0]]  # type: ignore[union-attr]


def test_variables_of_a_function_stand_behind_its_name() -> None:
    found = changes(made("def f(x):", "    y = 2 * x", "    return y", "z = f(3)"))
    assert found == [(1, {}), (4, {"z": 6}), (2, {"f.x": 3, "f.y": 6}), (3, {})]
    assert ("f.y", 6) in [change for event in found for change in event[1].items()]


def test_values_are_copies_that_nobody_can_change() -> None:
    recording = made("import numpy as np", "a = np.zeros(2)", "a[0] = 7")
    first, second = (dict(event.changed)["a"] for event in recording.events[1:])
    assert (first.tolist(), second.tolist()) == ([0.0, 0.0], [7.0, 0.0])  # type: ignore[union-attr]
    assert not first.flags.writeable  # type: ignore[union-attr]


def test_turns_hold_the_moment_before_each_turn_and_the_end() -> None:
    recording = made("w = 8.0", "for k in range(2):", "    loss = w", "    w = w / 2")
    assert [turn.event for turn in recording.turns] == [2, 5, 8]
    assert [turn.values["w"] for turn in recording.turns] == [8.0, 4.0, 2.0]


@pytest.mark.parametrize(
    ("lines", "line", "words"),
    [
        (["x = 1", "y = x / 0"], 2, "ZeroDivisionError: division by zero."),
        (["x = 1", "for"], 2, "Invalid syntax."),
        (["import numpy", "import os"], 2, "os may not be imported; allowed are numpy and math."),
        (["from . import a"], 1, ". may not be imported; allowed are numpy and math."),
        (["x = ().__class__"], 1, "__class__ is not available: names that begin with two underscores stay unused."),
        (["open('a')"], 1, "open is not available: files can be neither read nor written here."),
        (["raise ValueError('twice  spaced.')"], 1, "ValueError: twice spaced."),
    ],
)
def test_a_failure_names_its_line_and_says_why(lines: list[str], line: int, words: str) -> None:
    failure = made(*lines).failure
    assert failure is not None
    assert (failure.line, failure.sentence) == (line, words)


def test_endless_recursion_is_a_failure_like_any_other() -> None:
    failure = made("def f():", "    return f()", "f()").failure
    assert failure is not None
    assert failure.sentence == "The function calls itself too often (RecursionError)."


def test_what_ran_before_a_failure_is_kept_and_the_broken_turn_does_not_count() -> None:
    recording = made("w = 1.0", "for k in range(3):", "    loss = w", "    w = w / (1 - k)")
    assert [event.line for event in recording.events] == [1, 2, 3, 4, 2, 3, 4]
    assert len(recording.turns) == 2


def test_math_numpy_and_main_guard_are_allowed() -> None:
    recording = made("import math", "from numpy import linalg", "if __name__ == '__main__':", "    print(math.floor(2.5))")
    assert (recording.failure, recording.printed) == (None, "2\n")


def test_print_is_kept_by_line_and_cut_with_a_note(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracer, "MAX_PRINTED", 10)
    recording = made("print('abc', 1, sep='-', end='|')", "print('0123456789')")
    assert [event.printed for event in recording.events] == [6, 10]
    assert printed(recording, 1) == "abc-1|"
    assert recording.printed == "abc-1|0123"
    assert recording.notes == ("Only the first 10 letters that it printed are kept.",)


def test_recording_stops_after_so_many_lines_but_the_program_does_not(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tracer, "MAX_EVENTS", 50)
    recording = made("s = 0", "for k in range(1000):", "    s = s + k", "print(s)")
    assert (len(recording.events), recording.printed) == (50, "499500\n")
    assert recording.notes == ("Only the first 50 lines that ran are recorded.",)


def test_large_values_are_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    shown = dict(made("import numpy as np", "a = np.arange(100.0)").events[1].changed)["a"]
    assert isinstance(shown, Cut)
    assert (shown.shape, shown.first.tolist()) == ((100,), [0.0, 1.0, 2.0, 3.0])
    monkeypatch.setattr(tracer, "MAX_KEPT", 3)
    notes = made("a = [1.0, 2.0]", "b = [3.0, 4.0, 5.0]", "c = [1.0, 2.0]", "d = 1").notes
    assert notes == ("There is too much to keep all of it: large arrays are cut from some line on.",)


def test_arrays_together_may_not_take_more_than_allowed() -> None:
    recording = record("import numpy as np\na = np.zeros(300_000)\nb = np.zeros(300_000)\nc = 1", NAMES, max_bytes=4 << 20)
    assert recording.failure is not None
    assert recording.failure.sentence == "This asks for more memory than there is for it: its arrays take more than 4 MB."


def test_a_run_can_end_with_the_first_infinity() -> None:
    lines = "w = 1e200\nfor k in range(9):\n    loss = w * w\n    w = w + 1"
    stopped, whole = record(lines, NAMES, stop_at_infinity=True), record(lines, NAMES)
    assert (len(stopped.events), stopped.failure) == (3, None)
    assert stopped.turns[-1].values["loss"] == math.inf
    assert len(whole.events) == 29


def test_who_traces_already_goes_on_tracing_afterwards() -> None:
    def other(*_: object) -> None:
        return None

    before = sys.gettrace()
    sys.settrace(other)
    try:
        made("a = 1", "b = a / 0")
        assert sys.gettrace() is other
    finally:
        sys.settrace(before)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (3, "3"),
        (True, "True"),
        (np.float64(0.1), "0.1"),
        (np.int64(12345), "12,345"),
        (10**400, "a whole number of 1,329 bits"),
        ("x" * 500, "x" * 120),
        ([1, 2], "[1, 2]"),
        ([np.zeros(2), np.ones(2)], "[0, 0, 1, 1] 2×2"),
        (np.arange(40), "[0, 1, 2, 3, …] 40"),
        (np.zeros(100), "[0, 0, 0, 0, …] 100"),
        ({"a": 1}, "{'a': 1}"),
        ([[1], [2, 3]], "[[1], [2, 3]]"),
    ],
)
def test_values_are_written_in_few_letters(value: object, text: str) -> None:
    shown = snapshot(value)
    assert shown is not None
    assert written(shown) == text


def test_modules_functions_and_generators_are_not_shown() -> None:
    assert [snapshot(value) for value in (np, len, np.random.default_rng(0), int)] == [None] * 4


def test_long_lists_of_long_texts_are_not_made_into_arrays() -> None:
    assert isinstance(snapshot(["a" * 10_000] * 1000), str)


def test_finite_looks_into_arrays() -> None:
    cut = Cut((99,), np.array([1.0, math.nan]))
    assert [finite(value) for value in (1.0, math.inf, np.array([1.0]), np.array([math.nan]), cut, "text")] == [
        True, False, True, False, False, True,
    ]  # fmt: skip


def test_variables_remember_what_they_were_for_one_line() -> None:
    recording = made("a = 1", "a = 2", "b = 0")
    seen: tuple[Variable, ...] = ()
    for executed, event in enumerate(recording.events, 1):
        seen = after(seen, event, executed)
        if executed == 2:
            assert seen == (Variable("a", 2, 1, True, 2),)
    assert seen == (Variable("a", 2, None, False, 2), Variable("b", 0, None, True, 3))
