"""Which questions are drawn, in which balance and form."""

from __future__ import annotations

from collections import Counter
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog import load_problem
from engine.errors import EngineError
from engine.params import texts
from quizapp.domain.kinds.generated import Generated
from quizapp.domain.kinds.multi import Multi
from quizapp.domain.kinds.numeric import Numeric, is_close
from quizapp.domain.kinds.single import Option, Single
from quizapp.domain.kinds.truefalse import TrueFalse
from quizapp.domain.questions import Body, Question
from quizapp.services.computed_questions import _body, computed
from quizapp.services.quiz_selection import in_turns, select, shuffled

OPTIONS = tuple(Option(letter, letter == "a", "why") for letter in "abcdef")


def questions(card_id: str, count: int) -> tuple[Question, ...]:
    return tuple(Question(id=f"{card_id}{number}", prompt="?", body=Single(OPTIONS)) for number in range(count))


def generated(template: str = "gradient_step", form: str = "single", **params: Any) -> Question:
    return Question(id="g", prompt="?", body=Generated(template, tuple(params.items()), form), explain="Why.", run="x/y")


@pytest.fixture
def cards(make_card: Any) -> list[Any]:
    """Topic t has a card of five and one of two questions, topic u a card of three."""
    sizes = {"a": ("t", 5), "b": ("t", 2), "c": ("u", 3)}
    return [make_card(card_id, topic, questions(card_id, count)) for card_id, (topic, count) in sizes.items()]


@pytest.mark.parametrize("seed", range(20))
def test_topics_and_in_them_cards_take_turns(cards: list[Any], seed: int) -> None:
    items = select(cards, 4, seed).items
    assert Counter(item.topic for item in items) == {"t": 2, "u": 2}
    assert {item.card_id for item in items} == {"a", "b", "c"}


@pytest.mark.parametrize("seed", range(20))
def test_no_question_comes_twice_before_all_have_come(cards: list[Any], seed: int) -> None:
    drawn = [item.question.id for item in select(cards, 23, seed).items]
    assert len(set(drawn[:10])) == len(set(drawn[10:20])) == 10
    assert len(drawn) == 23


def test_same_seed_gives_the_same_quiz_and_another_seed_another(cards: list[Any]) -> None:
    assert select(cards, 10, 5) == select(cards, 10, 5)
    assert select(cards, 10, 5) != select(cards, 10, 6)


def test_every_order_of_options_comes_up() -> None:
    orders = Counter(shuffled(Single(OPTIONS[:3]), Random(seed)).options for seed in range(600))  # type: ignore[attr-defined]
    assert len(orders) == 6
    assert min(orders.values()) > 60  # 100 are expected, with a standard deviation of 9


@pytest.mark.parametrize(
    "body", [Single(OPTIONS), Multi(OPTIONS), TrueFalse("It is.", True, OPTIONS)], ids=lambda body: body.kind
)
def test_options_are_moved_and_never_changed(body: Body) -> None:
    field = "reasons" if body.kind == "truefalse" else "options"
    moved = getattr(shuffled(body, Random(1)), field)
    assert moved != OPTIONS
    assert sorted(moved, key=lambda option: option.text) == list(OPTIONS)


@pytest.mark.parametrize(
    "body", [Single(OPTIONS, False), Multi(OPTIONS, False), TrueFalse("x", True, OPTIONS, False), Numeric(1.0, rtol=0.1)]
)
def test_what_must_not_be_moved_stays(body: Body) -> None:
    assert all(shuffled(body, Random(seed)) == body for seed in range(20))


@given(st.lists(st.lists(st.integers(), max_size=5), max_size=5))
@settings(deadline=None)
def test_in_turns_keeps_everything_and_the_order_inside_groups(groups: list[list[int]]) -> None:
    marked = [[(number, position) for position in range(len(group))] for number, group in enumerate(groups)]
    mixed = in_turns(marked)
    assert [[item for item in mixed if item[0] == number] for number in range(len(groups))] == marked
    assert [position for _, position in mixed] == sorted(position for _, position in mixed)


@pytest.mark.parametrize("seed", range(25))
def test_computed_choice_has_the_engines_key_as_its_only_right_option(seed: int) -> None:
    question, origin = computed(generated("learning_rate_regime"), Generated("learning_rate_regime"), seed)
    family = load_problem("learning_rate_regime")
    problem = family.generate(family.Params(), seed)
    assert isinstance(question.body, Single)
    assert [option.text for option in question.body.options if option.correct] == [problem.key_text]
    assert family.solve(origin["givens"]) == problem.key
    assert question.prompt == problem.prompt


@pytest.mark.parametrize("template", ["gradient_step", "mlp_parameters", "updates_per_epoch"])
def test_computed_number_is_the_engines_key(template: str) -> None:
    question, origin = computed(generated(template), Generated(template, form="numeric"), 3)
    assert isinstance(question.body, Numeric)
    assert is_close(question.body, float(load_problem(template).solve(origin["givens"])))  # type: ignore[arg-type]
    assert not any(is_close(question.body, wrong.value) for wrong in question.body.wrong)


def test_computed_question_says_where_it_comes_from_and_how_it_is_solved() -> None:
    question, origin = computed(generated(), Generated("gradient_step"), 7)
    assert (origin["problem"], origin["seed"]) == ("gradient_step", 7)
    assert question.explain.startswith("1. ")
    assert question.explain.endswith("\n\nWhy.")


def test_word_is_not_asked_as_a_number() -> None:
    family = load_problem("learning_rate_regime")
    with pytest.raises(EngineError, match="learning_rate_regime has no number as its answer"):
        _body(family.generate(family.Params(), 1), "numeric")


def test_parameters_of_the_deck_reach_the_engine() -> None:
    family = load_problem("gradient_step")
    defaults = texts(family.Params())
    same, _ = computed(generated(), Generated("gradient_step", tuple(defaults.items())), 7)
    assert same == computed(generated(), Generated("gradient_step"), 7)[0]
    with pytest.raises(EngineError, match='gradient_step has no parameter "no_such"'):
        computed(generated(), Generated("gradient_step", (("no_such", 1),)), 7)


@pytest.mark.parametrize(
    ("question", "message"),
    [
        (generated("no_such_family"), 'there is no problem "no_such_family"'),
        (generated(no_such_parameter=1), 'has no parameter "no_such_parameter"'),
        (generated("learning_rate_regime", "numeric"), 'learning_rate_regime cannot be asked as "numeric"; allowed: single'),
    ],
)
def test_question_that_cannot_be_computed_is_left_out_with_its_reason(make_card: Any, question: Question, message: str) -> None:
    good = make_card("good", questions=questions("good", 2))
    selection = select([make_card("bad", questions=(question,)), good], 5, 1)
    assert {item.card_id for item in selection.items} == {"good"}
    assert len(selection.items) == 5
    (reason,) = selection.left_out
    assert reason.startswith('question "g" of card "bad" cannot be asked: ')
    assert message in reason
    assert select([make_card("bad", questions=(question,))], 5, 1).items == ()
