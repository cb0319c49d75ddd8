"""Strict reading of a table: what is accepted, and the code and key of every complaint."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from quizapp.domain.fields import Fields, near


def complaints(table: dict[str, Any], ask: Callable[[Fields], object]) -> list[tuple[str, str, str]]:
    fields = Fields(table)
    ask(fields)
    return [(complaint.code, complaint.key, complaint.message) for complaint in fields.complaints]


@pytest.mark.parametrize(
    ("table", "ask", "expected"),
    [
        ({}, lambda fields: fields.text("a"), ("E020", "a", 'missing key "a"')),
        ({"a": 1}, lambda fields: fields.text("a"), ("E021", "a", '"a" must be text, found int')),
        ({"a": " "}, lambda fields: fields.text("a", ""), ("E021", "a", '"a" must not be empty')),
        ({"a": True}, lambda fields: fields.whole("a", 0, 1), ("E021", "a", '"a" must be int, found bool')),
        ({"a": 4}, lambda fields: fields.whole("a", 1, 3), ("E023", "a", "a 4 is not a whole number from 1 to 3")),
        ({"a": 16**5000}, lambda fields: fields.whole("a", 1, 3), ("E023", "a", "a is not a whole number from 1 to 3")),
        ({"a": float("nan")}, lambda fields: fields.number("a"), ("E023", "a", "a must be a finite number")),
        ({"a": 16**5000}, lambda fields: fields.number("a"), ("E023", "a", "a must be a finite number")),
        ({"a": 1}, lambda fields: fields.flag("a"), ("E021", "a", '"a" must be true or false, found int')),
        ({"a": "x"}, lambda fields: fields.choice("a", ["b", "c"]), ("E023", "a", 'a "x" is not one of b, c')),
        ({"a": ["x", 1]}, lambda fields: fields.texts("a"), ("E021", "a", '"a" must be a list of text')),
        ({"a": [1]}, lambda fields: fields.tables("a"), ("E021", "a", '"a" must be a list of tables')),
        ({"a": []}, lambda fields: fields.table("a"), ("E021", "a", '"a" must be table, found list')),
        ({}, lambda fields: fields.require("a"), ("E020", "a", 'missing key "a"')),
    ],
)
def test_fault_is_complained_of_once(table: dict[str, Any], ask: Any, expected: tuple[str, str, str]) -> None:
    assert complaints(table, ask) == [expected]


def test_slug_names_what_is_allowed() -> None:
    (complaint,) = complaints({"id": "Not a slug"}, lambda fields: fields.slug("id"))
    assert complaint[0] == "E024"
    assert "lower-case letters, digits and hyphens" in complaint[2]


def test_defaults_stand_in_for_what_is_not_written() -> None:
    fields = Fields({})
    assert (fields.text("a", "x"), fields.whole("b", 0, 9, 3), fields.number("c", 0.5), fields.flag("d", True)) == (
        "x",
        3,
        0.5,
        True,
    )
    assert (fields.texts("e"), fields.tables("f"), fields.table("g"), fields.list_of("h", list, "lists")) == ((), [], {}, [])
    assert fields.complaints == []


def test_finish_names_unknown_keys_of_inner_tables_with_their_path() -> None:
    fields = Fields({"options": [{"text": "a"}, {"txt": "b"}]})
    for table in fields.tables("options"):
        table.text("text", "")
        table.finish()
    fields.finish()
    (complaint,) = fields.complaints
    assert (complaint.code, complaint.key) == ("E022", "options.2.txt")
    assert complaint.message == 'unknown key "txt"; did you mean "text"?'


def test_near_is_silent_when_nothing_is_near() -> None:
    assert near("zebra", ["prompt", "answer"]) == ""
