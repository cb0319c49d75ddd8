"""What every question kind must do. Kinds and their examples are found by name, so a new one is covered when it exists."""

from __future__ import annotations

import json
import tomllib
from dataclasses import asdict, fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest

from quizapp.decks.items import read_item
from quizapp.decks.toml_block import Span, TomlBlock
from quizapp.domain.kinds import kinds
from quizapp.domain.questions import Body, Question, Verdict, verdict_of

EXAMPLES = Path(__file__).parents[1] / "content" / "kinds"
NAMES = sorted(kinds())
PLAIN = (str, int, float, bool, type(None))


def table(kind: str, file: str) -> dict[str, Any]:
    return tomllib.loads((EXAMPLES / kind / file).read_text(encoding="utf-8"))


def block(kind: str, file: str) -> TomlBlock:
    source = f'id = "example"\ntype = "{kind}"\n' + (EXAMPLES / kind / file).read_text(encoding="utf-8")
    return TomlBlock(Span(file, 1, 1, source), tomllib.loads(source))


def example(kind: str) -> Question:
    question, findings = read_item(block(kind, "example.toml"))
    assert findings == []
    assert question is not None
    return question


def is_plain(value: Any) -> bool:
    if isinstance(value, tuple):
        return all(map(is_plain, value))
    if is_dataclass(value):
        return all(is_plain(getattr(value, item.name)) for item in fields(value))
    return isinstance(value, PLAIN)


def test_examples_name_the_kinds_there_are() -> None:
    assert sorted(path.name for path in EXAMPLES.iterdir()) == NAMES


@pytest.mark.parametrize("kind", NAMES)
def test_kind_is_named_as_its_module_and_body(kind: str) -> None:
    assert kinds()[kind].name == example(kind).body.kind == kind


@pytest.mark.parametrize("kind", NAMES)
def test_body_is_frozen_plain_and_survives_json(kind: str) -> None:
    body: Any = example(kind).body
    assert is_plain(body)
    assert kinds()[kind].from_json(json.loads(json.dumps(asdict(body)))) == body
    with pytest.raises(AttributeError):
        body.kind = "other"


@pytest.mark.parametrize("kind", NAMES)
def test_broken_example_is_reported_and_not_read(kind: str) -> None:
    question, findings = read_item(block(kind, "broken.toml"))
    assert question is None
    assert sorted({finding.code for finding in findings}) == table(kind, "expected.toml")["broken"]


@pytest.mark.parametrize("kind", NAMES)
def test_unanswered_scores_nothing_and_is_explained(kind: str) -> None:
    grade = kinds()[kind].grade(example(kind).body, None)
    assert (grade.score, grade.verdict) == (0.0, Verdict.UNANSWERED)
    assert grade.remarks


@pytest.mark.parametrize(
    ("kind", "response", "score"), [(kind, *case) for kind in NAMES for case in table(kind, "expected.toml")["scores"]]
)
def test_response_gets_its_score_and_feedback(kind: str, response: Any, score: float) -> None:
    body: Body = example(kind).body
    checked = kinds()[kind].check(body, response)
    assert kinds()[kind].check(body, json.loads(json.dumps(checked))) == checked
    grade = kinds()[kind].grade(body, checked)
    assert grade.score == pytest.approx(score)
    assert grade.verdict is verdict_of(score)
    assert grade.remarks
    if score == 0.0:
        assert any(remark.why for remark in grade.remarks if not remark.right)


@pytest.mark.parametrize(("kind", "junk"), [(kind, junk) for kind in NAMES for junk in table(kind, "expected.toml")["junk"]])
def test_junk_is_refused_with_one_sentence(kind: str, junk: Any) -> None:
    body = example(kind).body
    with pytest.raises(ValueError, match=r"^[^\n]{10,120}$"):
        kinds()[kind].check(body, junk)
    with pytest.raises(ValueError, match=r"^[^\n]{10,120}$"):
        kinds()[kind].grade(body, junk)
