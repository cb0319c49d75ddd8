from __future__ import annotations

import pytest

from engine.errors import EngineError
from quizapp.services.batch_run import RunRequest, as_csv, as_table, run_batch


def test_a_whole_run_is_the_default() -> None:
    batch = run_batch(RunRequest(text="perceptron_learning", params={}))
    assert batch.steps == batch.run.simulation.horizon(batch.run.params)
    assert len(batch.readouts) == batch.steps + 1


def test_given_values_stand_in_for_those_of_a_preset() -> None:
    batch = run_batch(RunRequest(text="gradient_descent/overshoot", params={"learning_rate": "0.5"}, steps=1))
    preset = batch.run.simulation.preset("overshoot")
    assert batch.run.params.learning_rate == 0.5
    assert batch.run.params.surface == preset.params.surface


def test_a_seed_stands_in_for_that_of_the_text() -> None:
    batch = run_batch(RunRequest(text="mlp_classifier@1?seed=3", params={}, steps=0, seed=9))
    assert batch.run.seed == 9


def test_events_of_a_share_text_are_part_of_the_run() -> None:
    text = "perceptron_learning@1?data=and&event=0,flip_point,3"
    batch = run_batch(RunRequest(text=text, params={}, steps=30))
    assert (
        batch.readouts[-1]["updates"]
        != run_batch(RunRequest(text="perceptron_learning", params={}, steps=30)).readouts[-1]["updates"]
    )


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_a_seed_out_of_range_is_refused(seed: int) -> None:
    with pytest.raises(EngineError, match="seed must be a whole number"):
        run_batch(RunRequest(text="perceptron_learning", params={}, seed=seed))


def test_csv_and_table_have_a_row_for_each_readout() -> None:
    batch = run_batch(RunRequest(text="gradient_descent", params={}, steps=3))
    assert len(as_csv(batch).splitlines()) == 1 + 4
    assert len(as_table(batch).splitlines()) == 1 + 4 + 3
