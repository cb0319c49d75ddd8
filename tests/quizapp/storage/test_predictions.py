"""The log of predictions: what is written comes back, from any schema that has or had no such table."""

from __future__ import annotations

import math
from pathlib import Path
from typing import Any

import pytest

from quizapp.domain.predictions import (
    ChoicePrediction,
    ClickPrediction,
    Commitment,
    Estimate,
    NumberPrediction,
    Option,
    Pick,
    Spot,
)
from quizapp.storage import predictions
from quizapp.storage.collection import open_collection
from quizapp.storage.database import Database

RUN: dict[str, Any] = {"run": "neuron@1?seed=0", "gate": 2, "at": 9}
CHOICE = ChoicePrediction("Which?", "loss", (Option("less", high=0.5), Option("more", low=0.5)), change=True)
NUMBER = NumberPrediction("How many?", "rate", atol=0.5)
CLICK = ClickPrediction("Where?", ("x", "y"), atol=0.1)


def kept(database: Database, **made: Any) -> predictions.LoggedPrediction:
    with database.transaction():
        predictions.append(database, "card", Commitment(**RUN, **made), 77)
    return predictions.load(database)[-1]


@pytest.mark.parametrize(
    ("prediction", "response", "truth", "stored", "right"),
    [
        (CHOICE, Pick(1), 0.75, {"option": 1}, True),
        (NUMBER, Estimate(3.0, 4.0), 4.5, {"low": 3.0, "high": 4.0}, False),
        (CLICK, Spot(0.0, 1.0), (0.0, 1.05), {"x": 0.0, "y": 1.0}, True),
        (NUMBER, None, 4.5, None, None),
    ],
)
def test_commitment_comes_back_as_it_was_made(
    database: Database, prediction: Any, response: Any, truth: Any, stored: Any, right: Any
) -> None:
    found = kept(database, prediction=prediction, response=response, truth=truth)
    assert found[:6] == (77, "card", RUN["run"], 2, 9, prediction.kind)
    assert (found.response, found.right) == (stored, right)
    assert found.truth == (list(truth) if isinstance(truth, tuple) else truth)
    assert found.asked["prompt"] == prediction.prompt


def test_ends_that_an_interval_does_not_have_and_numbers_that_are_none_are_kept_as_nothing(database: Database) -> None:
    found = kept(database, prediction=CHOICE, response=Pick(0), truth=math.nan)
    assert [(option["low"], option["high"]) for option in found.asked["options"]] == [(None, 0.5), (0.5, None)]
    assert (found.truth, found.right) == (None, False)


def test_a_collection_of_the_first_schema_gets_an_empty_log(filled: Path) -> None:
    opened = open_collection(filled, 5)
    assert predictions.load(opened) == []
    assert opened.rows("SELECT number, name FROM migrations")[:2] == [(1, "0001_initial"), (2, "0002_predictions")]
    assert kept(opened, prediction=NUMBER, response=None, truth=1.0).right is None
    opened.close()


def test_predictions_of_a_released_file_are_read(newest: Path) -> None:
    opened = open_collection(newest, 0)
    first, second = predictions.load(opened)
    assert (first.card_id, first.kind, first.response, first.right) == ("first", "choice", {"option": 0}, True)
    assert (second.card_id, second.kind, second.response, second.right) == ("second", "number", None, None)
    assert (first.truth, second.truth) == (0.25, 2.0)
    opened.close()


def test_nothing_is_written_outside_of_a_transaction(database: Database) -> None:
    with pytest.raises(RuntimeError, match="needs a transaction"):
        predictions.append(database, "card", Commitment(**RUN, prediction=NUMBER, response=None, truth=1.0), 77)
