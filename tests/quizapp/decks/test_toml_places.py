"""Lines of keys and texts, compared with what tomllib reads."""

from __future__ import annotations

import tomllib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quizapp.decks.items import texts_in
from quizapp.decks.toml_places import find_places

SOURCE = r"""# A comment with [brackets] and a = sign
title = "a # in \"quotes\"" # and a comment
when = 1979-05-27 07:32:00
site."google.com".on = true

list = [ # one
  "first",
  [1, 2],
  { deep = 'x', also = "y" },
]
literal = '''
line one
line "two"'''
basic = '''starts here
ends here'''

[table.inner]
key = 1

[[wrong]]
value = 0x10

[[wrong]]
value = 2e3
  [[wrong.more]]
  why = "nested"
"""


def line(path: str) -> int:
    return find_places(SOURCE)[path].line


def test_source_is_toml() -> None:
    assert tomllib.loads(SOURCE)["wrong"][1]["more"] == [{"why": "nested"}]


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("title", 2),
        ("when", 3),
        ("site", 4),
        ("site.google.com.on", 4),
        ("list", 6),
        ("list.1", 7),
        ("list.2.2", 8),
        ("list.3.also", 9),
        ("literal", 11),
        ("basic", 14),
        ("table", 17),
        ("table.inner.key", 18),
        ("wrong.1", 20),
        ("wrong.1.value", 21),
        ("wrong.2.value", 24),
        ("wrong.2.more.1.why", 26),
    ],
)
def test_place_is_the_line_of_the_key(path: str, expected: int) -> None:
    assert line(path) == expected


def test_lines_of_a_text_skip_the_first_line_end() -> None:
    assert find_places(SOURCE)["literal"].lines == (12, 13)
    assert find_places(SOURCE)["basic"].lines == (14, 15)


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        ('a = "one\\ntwo"', (1, 1)),
        ('a = """\none\ntwo"""', (2, 3)),
        ('a = """one \\\n   joined\nnext"""', (1, 3)),
        ('a = """a\\\\n\nb"""', (1, 2)),
        ("a = '''\\\n\nb'''", (1, 2, 3)),
        ('a = """quote ""\n"""""', (1, 2)),
    ],
)
def test_lines_of_a_text_follow_its_escapes(source: str, lines: tuple[int, ...]) -> None:
    assert find_places(source)["a"].lines == lines
    assert tomllib.loads(source)["a"].count("\n") == len(lines) - 1


def test_only_one_line_in_double_quotes_takes_line_ends_from_escapes() -> None:
    places = find_places("a = \"x\"\nb = 'x'\nc = '''x'''\nd = \"\"\"x\"\"\"\n")
    assert [name for name, place in places.items() if place.escapes] == ["a"]


keys = st.from_regex(r"[a-z]{1,3}", fullmatch=True)
scalars = st.one_of(st.integers(-9, 9).map(str), st.sampled_from(["'a'", '"b\\n"', "'''\nc\nd'''", "true", "1.5"]))
values = st.recursive(scalars, lambda inner: st.lists(inner, max_size=3).map(lambda items: "[" + ",\n ".join(items) + "]"))


@given(st.dictionaries(keys, values, max_size=6), st.dictionaries(keys, values, max_size=3))
def test_every_text_that_tomllib_reads_has_its_place(top: dict[str, str], table: dict[str, str]) -> None:
    source = "".join(f"{key} = {value} # note\n" for key, value in top.items()) + "[TAB]\n"
    source += "\n".join(f"{key} = {value}" for key, value in table.items())
    places = find_places(source)
    rows = source.split("\n")
    for path, text in texts_in(tomllib.loads(source)):
        assert len(places[path].lines) == text.count("\n") + 1
        assert text.split("\n")[0] in rows[places[path].lines[0] - 1]
