"""A run as one line of text, and back."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.catalog import load_simulation
from engine.errors import EngineError, ParamError, ShareError, UnknownNameError
from engine.share import MAX_LENGTH, find_run, from_share, to_share
from engine.simulation import MAX_SEED, Event, Run
from engine.simulations.perceptron_learning import Data, Order, Params
from engine.timeline import Timeline

PERCEPTRON = load_simulation("perceptron_learning")


def test_every_value_is_written() -> None:
    assert to_share(Run(PERCEPTRON, Params(), 7)) == (
        "perceptron_learning@1?data=and&order=cyclic&learning_rate=1.0&fires_at_zero=true&points=40&margin=0.2&noise=0.1&seed=7"
    )


@settings(max_examples=40, deadline=None)
@given(
    data=st.sampled_from(Data),
    order=st.sampled_from(Order),
    rate=st.floats(0.01, 10.0),
    fires=st.booleans(),
    seed=st.integers(0, MAX_SEED),
)
def test_share_text_gives_the_same_run_back(data: Data, order: Order, rate: float, fires: bool, seed: int) -> None:
    run = Run(PERCEPTRON, Params(data=data, order=order, learning_rate=rate, fires_at_zero=fires), seed)
    assert from_share(to_share(run)) == run


def test_events_follow_in_their_order_and_replay() -> None:
    timeline = Timeline(Run(PERCEPTRON, Params()))
    timeline.seek(3)
    timeline.act("flip_point", 0)
    timeline.act("add_point", 0.5, -0.25, 1)
    text = to_share(timeline.run)
    assert text.endswith("&seed=0&event=3,flip_point,0&event=3,add_point,0.5,-0.25,1")
    again = Timeline(from_share(text))
    again.seek(3)
    assert again.run == timeline.run
    assert again.state.examples.labels.tolist() == [1, 0, 0, 1, 1]


def test_changed_live_parameter_is_an_event() -> None:
    simulation = load_simulation("gradient_descent")
    run = Run(simulation, simulation.Params(), 0, (Event(4, "set", ("learning_rate", 0.25)),))
    assert to_share(run).endswith("&event=4,set,learning_rate,0.25")
    assert from_share(to_share(run)) == run


def test_what_is_not_written_has_its_default() -> None:
    assert from_share("perceptron_learning@1") == Run(PERCEPTRON, Params())
    assert from_share("  perceptron_learning@1?data=xor&\n") == Run(PERCEPTRON, Params(data=Data.XOR))


@pytest.mark.parametrize(
    ("text", "error", "message"),
    [
        ("", ShareError, "is not a run; a run looks like"),
        ("perceptron_learning", ShareError, "is not a run"),
        ("Perceptron@1", ShareError, "is not a run"),
        ("perceptron_learning@1#x", ShareError, "is not a run"),
        ("perceptron_learning@1?" + "a" * MAX_LENGTH, ShareError, "is not a run"),
        ("perceptrons@1", UnknownNameError, 'did you mean "perceptron_learning"?'),
        ("perceptron_learning@2", ShareError, "this program runs perceptron_learning@1"),
        ("perceptron_learning@1?data", ShareError, '"data" in a run must be name=value'),
        ("perceptron_learning@1?data=or&data=and", ShareError, "each name once"),
        ("perceptron_learning@1?dta=or", ParamError, 'perceptron_learning has no parameter "dta"; did you mean "data"?'),
        ("perceptron_learning@1?learning_rate=nan", ParamError, "learning_rate must be a number from 0.01 to 10, got nan"),
        ("perceptron_learning@1?points=1e2", ParamError, "points must be a whole number from 4 to 200, got 1e2"),
        ("perceptron_learning@1?seed=-1", ShareError, "seed must be a whole number from 0 to 2147483647, got -1"),
        ("perceptron_learning@1?event=x,flip_point,0", ShareError, "must be STEP,KIND,ARG"),
        ("perceptron_learning@1?event=1,flip_point", ShareError, "event flip_point takes index; got 0 values"),
        ("perceptron_learning@1?event=1,flip_point,0,0", ShareError, "event flip_point takes index; got 2 values"),
        ("perceptron_learning@1?event=1,flip_point,a", ShareError, "value 1 must be a whole number from 0 to 199"),
        ("perceptron_learning@1?event=1,flop_point,0", ShareError, 'has no event "flop_point"; did you mean "flip_point"?'),
        ("perceptron_learning@1?event=1,set,data,or", ShareError, 'has no live parameter "data"'),
        ("perceptron_learning@1?event=1,set", ShareError, "has no live parameter"),
        ("perceptron_learning@1?event=2,flip_point,0&event=1,flip_point,0", EngineError, "order of their steps"),
    ],
)
def test_bad_text_gets_one_error_that_says_what_is_wrong(text: str, error: type[EngineError], message: str) -> None:
    with pytest.raises(error) as refused:
        from_share(text)
    assert message in str(refused.value)
    assert len(str(refused.value)) < 600


@given(st.text(max_size=60))
def test_any_text_is_a_run_or_one_engine_error(text: str) -> None:
    for candidate in (text, f"perceptron_learning@1?{text}", f"perceptron_learning@1?event={text}"):
        try:
            run = from_share(candidate)
        except EngineError:
            continue
        assert from_share(to_share(run)) == run


def test_event_on_a_missing_point_is_found_when_it_happens() -> None:
    run = from_share("perceptron_learning@1?event=2,flip_point,7")
    with pytest.raises(ParamError, match="there is no point 7; indices run from 0 to 3"):
        Timeline(run).seek(2)


def test_find_run_takes_presets_and_share_texts() -> None:
    preset = find_run("perceptron_learning/xor_cycles")
    assert preset.run == Run(PERCEPTRON, Params(data=Data.XOR))
    assert (preset.at, preset.title) == (40, "XOR goes round in circles")
    full = find_run("perceptron_learning@1?data=xor")
    assert full.run == preset.run
    assert (full.at, full.title, full.caption) == (0, "", "")


@pytest.mark.parametrize("text", ["perceptron_learning/xor", "nothing/here", "perceptron_learning/", "/", "plain words"])
def test_find_run_refuses_what_it_does_not_know(text: str) -> None:
    with pytest.raises(EngineError, match=r"has no preset|there is no simulation|is not a run"):
        find_run(text)
