"""The name of a problem family, and what a service makes of it."""

from __future__ import annotations

import pytest

from quizapp.domain.fields import Fields
from quizapp.domain.kinds import numeric, single
from quizapp.domain.kinds.generated import Generated, as_numeric, as_single, grade, param_texts, read
from quizapp.domain.kinds.numeric import Wrong
from quizapp.domain.kinds.single import Option


def test_read_takes_scalars_as_params() -> None:
    fields = Fields({"template": "gradient_step", "as": "numeric", "params": {"largest_rate": 0.2, "exact": True}})
    assert read(fields) == Generated("gradient_step", (("largest_rate", 0.2), ("exact", True)), "numeric")
    assert fields.complaints == []


def test_params_become_the_texts_the_engine_reads() -> None:
    body = Generated("p", (("rate", 1e-05), ("count", 3), ("exact", False), ("word", "valley")))
    assert param_texts(body) == {"rate": "1e-05", "count": "3", "exact": "false", "word": "valley"}


def test_as_single_has_the_computed_answer_as_its_right_option() -> None:
    body = as_single("$6$", [Option("$5$", False, "One short.", "M-LAST-BATCH"), Option("$7$", False, "One more.")])
    assert single.grade(body, 0).score == 1.0
    assert single.grade(body, 1).remarks[0].misconception == "M-LAST-BATCH"


def test_as_single_keeps_to_the_number_of_options_a_question_may_have() -> None:
    assert len(as_single("key", [Option(str(number), False, "No.") for number in range(20)]).options) == single.MAX_OPTIONS


def test_as_numeric_grades_with_the_problem_s_tolerance() -> None:
    body = as_numeric(6.0, tolerance=0.005, unit="", wrong=[Wrong(5.0, "One short.", "M-LAST-BATCH")])
    assert [numeric.grade(body, typed).score for typed in ("6", "6.004", "6.01", "5")] == [1.0, 1.0, 0.0, 0.0]
    assert numeric.grade(body, "5").remarks[0].misconception == "M-LAST-BATCH"


def test_response_before_the_question_is_computed_is_refused() -> None:
    with pytest.raises(ValueError, match="gradient_step has not been computed yet"):
        grade(Generated("gradient_step"), 0)
