"""The command line as a person or a script uses it: exit codes, one line for what is wrong, stable shapes."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any

import pytest

from engine.catalog import load_simulation, problem_ids, simulation_ids
from engine.params import specs
from quizapp import __version__
from quizapp.__main__ import main

FOUNDING = [
    "dl-ai-ml-dl",
    "dl-vs-classical",
    "pc-neuron",
    "pc-weights-bias",
    "act-why",
    "pc-learning",
    "loss-role",
    "opt-gd",
    "opt-minibatch",
    "opt-steps",
    "opt-code",
    "pc-limits",
    "mlp-what",
    "mlp-parts",
    "norm-inputs",
]


class Ran:
    """What a command printed and returned."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def quizapp(capsys: pytest.CaptureFixture[str]) -> Any:
    def run(*arguments: str) -> Ran:
        try:
            status = main(list(arguments))
        except SystemExit as leaving:
            status = int(leaving.code or 0)
        captured = capsys.readouterr()
        return Ran(status, captured.out, captured.err)

    return run


def assert_refused(ran: Ran, *words: str) -> None:
    assert ran.status == 2
    assert ran.out == ""
    assert len(ran.err.strip().splitlines()) == 1, ran.err
    for word in words:
        assert word in ran.err


def test_version(quizapp: Any) -> None:
    assert quizapp("--version").out.strip() == f"quizapp {__version__}"


def test_list_cards_names_the_fifteen_founding_questions(quizapp: Any) -> None:
    rows = quizapp("list", "cards", "--json").json
    assert [row["id"] for row in rows] == FOUNDING
    for row in rows:
        assert set(row) == {"id", "title", "topic", "difficulty", "level", "simulations", "items"}
        assert row["simulations"]
        assert len(row["items"]) >= 3
        assert all(set(item) == {"id", "type"} for item in row["items"])


def test_list_simulations_tells_every_parameter(quizapp: Any) -> None:
    rows = quizapp("list", "simulations", "--json").json
    assert [row["id"] for row in rows] == list(simulation_ids())
    for row in rows:
        simulation = load_simulation(row["id"])
        assert [param["name"] for param in row["params"]] == list(specs(simulation.Params))
        assert {"id", "version", "title", "params", "readouts"} <= set(row)
        for param in row["params"]:
            assert {"name", "type", "default", "low", "high", "choices", "label", "unit"} == set(param)


def test_list_problems(quizapp: Any) -> None:
    assert [row["id"] for row in quizapp("list", "problems", "--json").json] == list(problem_ids())


@pytest.mark.parametrize("what", ["cards", "simulations", "problems"])
def test_list_without_json_is_one_line_each(what: str, quizapp: Any) -> None:
    ran = quizapp("list", what)
    assert ran.status == 0
    assert len(ran.out.splitlines()) == len(quizapp("list", what, "--json").json)


def test_run_json_has_the_documented_shape(quizapp: Any) -> None:
    table = quizapp("run", "perceptron_learning", "--data", "and", "--format", "json").json
    assert {"simulation", "version", "params", "seed", "steps", "status", "share", "readouts"} <= set(table)
    assert table["readouts"][0]["step"] == 0
    assert table["readouts"][-1]["step"] == table["steps"]


@pytest.mark.parametrize(
    ("tie", "updates", "bias"), [("true", 11, -3.0), ("false", 10, -2.0)], ids=["fires at zero", "does not fire at zero"]
)
def test_run_and_converges_with_the_known_numbers(tie: str, updates: int, bias: float, quizapp: Any) -> None:
    table = quizapp("run", "perceptron_learning", "--data", "and", "--fires-at-zero", tie, "--format", "json").json
    last = table["readouts"][-1]
    assert table["status"] == "converged"
    assert (last["updates"], last["passes"], last["w1"], last["w2"], last["b"]) == (updates, 6, 2.0, 1.0, bias)
    assert last["mistakes"] == 0


def test_run_xor_is_reported_as_cycling(quizapp: Any) -> None:
    assert quizapp("run", "perceptron_learning", "--data", "xor", "--format", "json").json["status"] == "cycling"


def test_run_solves_xor_with_a_hidden_layer(quizapp: Any) -> None:
    command = ("run", "mlp_classifier", "--data", "xor", "--layers", "1", "--width", "4", "--steps", "5000", "--every", "5000")
    solved = [
        quizapp(*command, "--seed", str(seed), "--format", "json").json["readouts"][-1]["accuracy"] == 1.0 for seed in range(5)
    ]
    assert sum(solved) >= 4


def test_run_prints_the_same_bytes_twice(quizapp: Any) -> None:
    command = ("run", "mlp_classifier", "--data", "moons", "--steps", "30", "--format", "json", "--seed", "5")
    assert quizapp(*command).out == quizapp(*command).out


def test_run_takes_a_share_text_and_a_preset(quizapp: Any) -> None:
    first = quizapp("run", "gradient_descent/overshoot", "--steps", "20", "--format", "json").json
    again = quizapp("run", first["share"], "--steps", "20", "--format", "json").json
    assert again == first


def test_run_every_keeps_the_first_and_the_last_step(quizapp: Any) -> None:
    table = quizapp("run", "perceptron_learning", "--steps", "10", "--every", "4", "--format", "json").json
    assert [row["step"] for row in table["readouts"]] == [0, 4, 8, 10]


def test_run_csv_can_be_read_back(quizapp: Any) -> None:
    command = ("run", "gradient_descent", "--steps", "5")
    rows = list(csv.DictReader(io.StringIO(quizapp(*command, "--format", "csv").out)))
    table = quizapp(*command, "--format", "json").json
    assert [{name: float(text) for name, text in row.items()} for row in rows] == table["readouts"]


def test_run_table_ends_with_status_and_link(quizapp: Any) -> None:
    lines = quizapp("run", "perceptron_learning", "--data", "and").out.splitlines()
    assert lines[-2].startswith("converged: ")
    assert lines[-1].startswith("perceptron_learning@1?data=and&")


def test_run_writes_a_file(quizapp: Any, tmp_path: Path) -> None:
    file = tmp_path / "run.json"
    ran = quizapp("run", "perceptron_learning", "--format", "json", "--out", str(file))
    assert ran.out == ""
    assert json.loads(file.read_text())["simulation"] == "perceptron_learning"


def test_run_takes_negative_values(quizapp: Any) -> None:
    table = quizapp("run", "gradient_descent", "--start-x", "-2.5", "--steps", "1", "--format", "json").json
    assert table["params"]["start_x"] == -2.5


def test_run_help_names_the_simulations(quizapp: Any) -> None:
    ran = quizapp("run", "--help")
    assert ran.status == 0
    assert all(simulation_id in ran.out for simulation_id in simulation_ids())


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["perceptron_learnin"], ["perceptron_learnin", 'did you mean "perceptron_learning"?']),
        (["perceptron_learning", "--foo", "1"], ['no parameter "foo"', "learning_rate"]),
        (["perceptron_learning", "--learning-rate", "1e9"], ["learning_rate must be a number from 0.01 to 10, got 1e9"]),
        (["perceptron_learning", "--learning-rate", "nan"], ["learning_rate must be a number", "got nan"]),
        (["perceptron_learning", "--learning-rate", "inf"], ["got inf"]),
        (["perceptron_learning", "--learning-rate", ""], ["learning_rate must be a number"]),
        (["perceptron_learning", "--data", "zor"], ["data must be one of and, or, nand, xor", "got zor"]),
        (["perceptron_learning", "--fires-at-zero", "yes"], ["true or false"]),
        (["perceptron_learning", "--points", "3.5"], ["a whole number from 4 to 200"]),
        (["perceptron_learning", "--seed", "-1"], ["--seed must be a whole number"]),
        (["perceptron_learning", "--seed", "99999999999"], ["--seed must be a whole number"]),
        (["perceptron_learning", "--steps", "x"], ["--steps must be a whole number"]),
        (["perceptron_learning", "--every", "0"], ["--every must be a whole number from 1"]),
        (["perceptron_learning", "--format", "xml"], ["table, json, csv"]),
        (["perceptron_learning", "--data"], ["--data needs a value"]),
        (["perceptron_learning", "--data", "and", "--data", "or"], ["--data is given twice"]),
        (["perceptron_learning", "more"], ["give one simulation"]),
        ([], ["give one simulation"]),
        (["perceptron_learning@9"], ["perceptron_learning@1"]),
        (["gradient_descent/no_such"], ["no preset", "three_walkers"]),
        (["perceptron_learning@1?data"], ["name=value"]),
        (["perceptron_learning", "--out", "/nowhere/at/all"], ["cannot write /nowhere/at/all"]),
    ],
)
def test_run_refuses_in_one_line_that_says_what_is_allowed(arguments: list[str], words: list[str], quizapp: Any) -> None:
    assert_refused(quizapp("run", *arguments), *words)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["nonsense"], ["nonsense", "list", "run"]),
        (["list"], ["what"]),
        (["list", "decks"], ["cards", "simulations", "problems"]),
        (["problem", "no_such"], ["no_such", "perceptron_update"]),
        (["problem", "perceptron_update", "--count", "0"], ["--count", "whole number"]),
        (["check", "/no/such/folder"], ["/no/such/folder is not a folder"]),
        (["screenshots"], ["folder"]),
        (["screenshots", "x", "--size", "12x"], ["12x"]),
        (["--dat=x", "list", "cards"], ["--dat=x"]),
    ],
)
def test_wrong_usage_is_refused_in_one_line(arguments: list[str], words: list[str], quizapp: Any) -> None:
    assert_refused(quizapp(*arguments), *words)


@pytest.mark.parametrize("problem_id", problem_ids())
def test_problem_json_has_the_documented_shape(problem_id: str, quizapp: Any) -> None:
    rows = quizapp("problem", problem_id, "--seed", "3", "--count", "4", "--json").json
    assert [row["seed"] for row in rows] == [3, 4, 5, 6]
    for row in rows:
        assert {"problem", "version", "seed", "prompt", "givens", "key", "unit", "tolerance", "distractors", "steps"} == set(
            row
        )
        assert len(row["distractors"]) >= 3
        assert all({"value", "misconception"} <= set(each) for each in row["distractors"])


def test_problem_text_shows_key_and_working(quizapp: Any) -> None:
    out = quizapp("problem", "perceptron_update").out
    assert "key: " in out
    assert out.count("wrong: ") >= 3


def test_check_finds_nothing_in_the_shipped_deck(quizapp: Any) -> None:
    ran = quizapp("check")
    assert (ran.status, ran.out.strip()) == (0, "0 findings")


def test_check_reports_a_broken_card_with_file_line_and_code(quizapp: Any, tmp_path: Path) -> None:
    (tmp_path / "cards").mkdir()
    (tmp_path / "cards" / "broken.md").write_text('+++\nformat = 1\nid = "broken"\n', encoding="utf-8")
    ran = quizapp("check", str(tmp_path))
    assert ran.status == 1
    assert "cards/broken.md:1: E002" in ran.out
    rows = quizapp("check", str(tmp_path), "--json").json
    assert {"file", "line", "code", "severity", "message"} == set(rows[0])
    assert ("cards/broken.md", 1, "E002") in [(row["file"], row["line"], row["code"]) for row in rows]
