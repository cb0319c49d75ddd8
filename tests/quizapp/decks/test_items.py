"""Quiz blocks to questions."""

from __future__ import annotations

import tomllib

import pytest

from quizapp.decks.items import read_item, read_items
from quizapp.decks.toml_block import Span, TomlBlock
from quizapp.domain.kinds.generated import Generated

TRUEFALSE = """
id = "it-is"
type = "truefalse"
prompt = 'True or false?'
statement = 'It is.'
answer = true
explain = 'It is so.'
"""


def block(source: str) -> TomlBlock:
    return TomlBlock(Span("a.md", 1, 1, source), tomllib.loads(source))


def codes(source: str) -> list[tuple[int, str]]:
    return [(finding.line, finding.code) for finding in read_item(block(source))[1]]


def test_common_keys_have_the_defaults_of_a_question() -> None:
    question, findings = read_item(block(TRUEFALSE))
    assert findings == []
    assert question is not None
    assert (question.skill, question.difficulty, question.time_s, question.hints, question.run) == ("recall", 1, 45, (), "")


def test_common_keys_are_taken() -> None:
    extra = 'skill = "predict"\ndifficulty = 3\ntime_s = 90\nhints = ["a", "b"]\nsources = ["dlb"]\nrun = "s/p"\n'
    question, _ = read_item(block(TRUEFALSE + extra + 'confidence = false\nalt = "A line."\nprereq = ["x"]\n'))
    assert question is not None
    assert (question.skill, question.difficulty, question.time_s) == ("predict", 3, 90)
    assert (question.hints, question.sources, question.run) == (("a", "b"), ("dlb",), "s/p")


def test_generated_item_needs_neither_prompt_nor_explanation() -> None:
    question, findings = read_item(block('id = "g"\ntype = "generated"\ntemplate = "gradient_step"\n'))
    assert findings == []
    assert question is not None
    assert question.body == Generated("gradient_step")


@pytest.mark.parametrize(
    ("extra", "expected"),
    [
        ('skill = "guess"', (8, "E023")),
        ("difficulty = 4", (8, "E023")),
        ("time_s = 1", (8, "E023")),
        ("hints = 'one'", (8, "E021")),
        ("hint = 'one'", (8, "E022")),
        ("confidence = 1", (8, "E021")),
    ],
)
def test_fault_is_at_its_line(extra: str, expected: tuple[int, str]) -> None:
    assert codes(TRUEFALSE + extra) == [expected]


def test_unknown_type_is_the_only_complaint_about_its_item() -> None:
    question, findings = read_item(block("id = 'a'\ntype = 'truefals'\nwhatever = 1"))
    assert question is None
    assert [finding.message for finding in findings] == ['unknown quiz type "truefals"; did you mean "truefalse"?']


@pytest.mark.parametrize(
    ("source", "code"), [("id = 'a'", "E020"), ("type = 3", "E021"), (TRUEFALSE.replace('"it-is"', "3"), "E021")]
)
def test_item_without_type_or_id_is_told_so(source: str, code: str) -> None:
    question, findings = read_item(block(source))
    assert question is None
    assert [finding.code for finding in findings] == [code]
    assert read_items([Span("a.md", 1, 1, source)])[2] == findings


def test_unknown_type_near_to_none_lists_them() -> None:
    (finding,) = read_item(block("type = 'essay'"))[1]
    assert finding.message.endswith("the types are generated, multi, numeric, single, truefalse")


def test_faulty_item_does_not_take_the_others_with_it() -> None:
    spans = [Span("a.md", 1, 2, TRUEFALSE), Span("a.md", 20, 21, "id = "), Span("a.md", 30, 31, TRUEFALSE)]
    blocks, questions, findings = read_items(spans)
    assert (len(blocks), len(questions)) == (2, 2)
    assert [(finding.line, finding.code) for finding in findings] == [(21, "E031"), (32, "E041")]
    assert findings[1].message == 'duplicate quiz id "it-is", first used at line 3'
