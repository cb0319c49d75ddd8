"""``quizapp sweep`` as a person or a script uses it: what it writes, where it computes, how it stops and what it refuses."""

from __future__ import annotations

import csv
import io
import json
import logging
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from typing import Any

import pytest

from engine.catalog import load_simulation
from engine.maths.intervals import wilson_interval
from engine.params import specs
from engine.sweep import Sweep, SweepCancelled, run, summarise
from quizapp.__main__ import main
from quizapp.services import sweep_workers
from quizapp.services.sweep_workers import ClusterError, processes
from quizapp.services.sweeps import SweepRequest, as_csv, as_json, as_table, plan

Ran = tuple[int, str, str]
XOR = ("mlp_classifier", "--data", "xor", "--width", "1,4", "--seeds", "12", "--steps", "60")


@pytest.fixture
def sweep(capsys: pytest.CaptureFixture[str]) -> Callable[..., Ran]:
    def call(*arguments: str) -> Ran:
        status = main(["sweep", *arguments])
        captured = capsys.readouterr()
        return status, captured.out, captured.err

    return call


def test_json_has_the_documented_shape(sweep: Callable[..., Ran]) -> None:
    status, out, err = sweep(*XOR, "--format", "json", "--jobs", "1")
    rows = json.loads(out)
    assert (status, err) == (0, "")
    assert [row["params"]["width"] for row in rows] == [1, 4]
    for row in rows:
        assert set(row) == {"params", "seeds", "steps", "share", "low", "high", "readouts"}
        assert set(row["params"]) == set(specs(load_simulation("mlp_classifier").Params))
        assert (row["seeds"], row["steps"]) == (12, 60)
        assert (row["low"], row["high"]) == wilson_interval(round(12 * row["share"]), 12)
        assert set(row["readouts"]) == {readout.name for readout in load_simulation("mlp_classifier").readout_specs}
        assert all(set(spread) == {"median", "q05", "q95"} for spread in row["readouts"].values())


@pytest.mark.parametrize("form", ["table", "csv", "json"])
def test_bytes_are_the_same_whatever_the_number_of_processes(form: str, sweep: Callable[..., Ran]) -> None:
    assert sweep(*XOR, "--format", form, "--jobs", "1") == sweep(*XOR, "--format", form, "--jobs", "2")


def test_csv_can_be_read_back(sweep: Callable[..., Ran]) -> None:
    command = (*XOR, "--jobs", "1", "--readouts", "loss")
    rows = list(csv.DictReader(io.StringIO(sweep(*command, "--format", "csv")[1])))
    for row, same in zip(rows, json.loads(sweep(*command, "--format", "json")[1]), strict=True):
        assert row["width"] == str(same["params"]["width"])
        assert [float(row[name]) for name in ("seeds", "share", "low", "high")] == [
            same[name] for name in ("seeds", "share", "low", "high")
        ]
        assert float(row["loss_q95"]) == same["readouts"]["loss"]["q95"]


def test_table_shows_what_was_swept_and_what_came_of_it(sweep: Callable[..., Ran]) -> None:
    command = ("perceptron_learning", "--data", "and,xor", "--seeds", "20", "--readouts", "updates", "--jobs", "1")
    lines = sweep(*command)[1].splitlines()
    assert lines[0].split() == ["data", "converged", "95", "%", "interval", "updates", "mean", "updates", "median"]
    assert lines[1].split() == ["and", "1.000", "0.839", "to", "1.000", "11", "11"]
    assert lines[2].split() == ["xor", "0.000", "0.000", "to", "0.161", "158", "158"]
    assert lines[-1] == "perceptron_learning: seeds 0 to 19 at each of 2 points, 160 steps a run"


def test_a_file_is_written(sweep: Callable[..., Ran], tmp_path: Any) -> None:
    file = tmp_path / "sweep.json"
    assert sweep(*XOR, "--jobs", "1", "--format", "json", "--out", str(file))[:2] == (0, "")
    assert len(json.loads(file.read_text(encoding="utf-8"))) == 2


def test_help_names_simulations_and_options(sweep: Callable[..., Ran]) -> None:
    status, out, _ = sweep("--help")
    assert status == 0
    assert all(word in out for word in ("mlp_classifier", "--cluster", "LOW:HIGH:COUNT"))


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("0.1:0.3:3", (0.1, 0.2, 0.3)),
        ("0.5", (0.5,)),
        ("2,0.1:0.2:2", (2.0, 0.1, 0.2)),
        ("1:0.5:3", (1.0, 0.75, 0.5)),
    ],
)
def test_real_values_are_lists_and_ranges(text: str, values: tuple[float, ...]) -> None:
    assert plan(SweepRequest(text="perceptron_learning", grid={"learning_rate": text})).grid == {"learning_rate": values}


def test_whole_numbers_choices_and_negative_values_can_be_swept() -> None:
    grid = {"points": "20:60:3", "surface": "quadratic,saddle", "start_x": "-2:2:5"}
    planned = plan(SweepRequest(text="gradient_descent", grid=grid)).grid
    assert planned["points"] == (20, 40, 60)
    assert [member.value for member in planned["surface"]] == ["quadratic", "saddle"]
    assert planned["start_x"] == (-2.0, -1.0, 0.0, 1.0, 2.0)


@pytest.mark.parametrize(("text", "seeds"), [("3", range(3)), ("5:7", range(5, 8)), ("4:4", range(4, 5))])
def test_seeds_are_a_count_or_a_first_and_a_last(text: str, seeds: range) -> None:
    assert plan(SweepRequest(text="perceptron_learning", grid={}, seeds=text)).seeds == seeds


def test_a_preset_gives_what_the_grid_does_not() -> None:
    sweep = plan(SweepRequest(text="perceptron_learning/thin_margin", grid={"points": "10,20"}))
    assert [(point.margin, point.points) for point in sweep.points()] == [(0.02, 10), (0.02, 20)]


def test_numbers_beyond_json_are_null() -> None:
    sweep = Sweep(simulation="perceptron_learning", readouts=("b",))
    [result] = run(sweep)
    broken = summarise(sweep, [type(result)(result.outcome, (float("inf"),))])
    assert json.loads(as_json(sweep, broken))[0]["readouts"] == {"b": {"median": None, "q05": None, "q95": None}}
    assert "inf" in as_csv(sweep, broken)
    assert "inf" in as_table(sweep, broken)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], ["give one simulation"]),
        (["perceptron_learnin"], ['did you mean "perceptron_learning"?']),
        (["perceptron_learning", "--foo", "1"], ['no parameter "foo"']),
        (["perceptron_learning", "--learning-rate", "0.1,zebra"], ["learning_rate must be a number", "got zebra"]),
        (["perceptron_learning", "--learning-rate", "0.1,"], ["learning_rate must be a number"]),
        (["perceptron_learning", "--learning-rate", "0.1:99:3"], ["from 0.01 to 10", "got 0.1:99:3"]),
        (["perceptron_learning", "--learning-rate", "0.1:1"], ["LOW:HIGH:COUNT"]),
        (["perceptron_learning", "--learning-rate", "0.1:1:1"], ["at least 2"]),
        (["perceptron_learning", "--learning-rate", "0.1,0.1"], ["has 0.1 twice"]),
        (["perceptron_learning", "--points", "4:9:3"], ["not whole numbers"]),
        (["perceptron_learning", "--data", "and:xor:2"], ["data must be one of", "got and:xor:2"]),
        (["perceptron_learning", "--seeds", "0"], ["seeds must be", "FIRST:LAST"]),
        (["perceptron_learning", "--seeds", "7:3"], ["seeds must be"]),
        (["perceptron_learning", "--seeds", "0:2147483647"], ["at most 1000000 runs"]),
        (["perceptron_learning", "--readouts", "b,bias"], ['no readout "bias"']),
        (["perceptron_learning", "--steps", "-1"], ["--steps must be a whole number"]),
        (["perceptron_learning", "--jobs", "0"], ["--jobs must be a whole number from 1"]),
        (["perceptron_learning", "--jobs", "2", "--cluster", "tcp://127.0.0.1:1"], ["--jobs or --cluster"]),
        (["perceptron_learning", "--format", "text"], ["table, json, csv"]),
        (["perceptron_learning@1?event=3,flip_point,1"], ["no run with events"]),
    ],
)
def test_refusals_are_one_line_that_says_what_is_allowed(
    arguments: list[str], words: list[str], sweep: Callable[..., Ran]
) -> None:
    status, out, err = sweep(*arguments)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert all(word in err for word in words), err


def test_a_cluster_without_the_extra_says_what_to_install(sweep: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    status, out, err = sweep("perceptron_learning", "--cluster", "tcp://127.0.0.1:8786")
    assert (status, out) == (2, "")
    assert err == 'quizapp sweep: --cluster needs the extra "cluster": pip install "quizapp[cluster]"\n'


@pytest.mark.parametrize(
    ("address", "words"), [("nowhere", "must be the address"), ("tcp://127.0.0.1:1", "no Dask scheduler answers")]
)
def test_a_cluster_that_is_not_there_is_refused(
    address: str, words: str, sweep: Callable[..., Ran], monkeypatch: pytest.MonkeyPatch
) -> None:
    pytest.importorskip("distributed")
    monkeypatch.setattr(sweep_workers, "CONNECT_SECONDS", 0.2)
    status, out, err = sweep("perceptron_learning", "--cluster", address)
    assert (status, out, len(err.splitlines())) == (2, "", 1)
    assert words in err


@pytest.fixture
def address() -> Any:
    distributed = pytest.importorskip("distributed")
    logging.disable()
    threads = {"processes": False, "protocol": "tcp", "threads_per_worker": 1}
    with distributed.LocalCluster(n_workers=1, dashboard_address=None, **threads) as cluster:
        yield cluster.scheduler_address
    logging.disable(logging.NOTSET)


def test_a_cluster_writes_the_same_bytes(address: str, sweep: Callable[..., Ran]) -> None:
    command = (*XOR, "--format", "json")
    assert sweep(*command, "--cluster", address) == sweep(*command, "--jobs", "1")


@pytest.mark.slow
def test_a_cluster_with_another_program_is_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed")

    class Connected:
        def __enter__(self) -> Any:
            return self

        def __exit__(self, *_error: object) -> None:
            return None

    monkeypatch.setattr(sweep_workers, "_connected", lambda *_: Connected())
    with pytest.raises(ClusterError, match="need the same quizapp as this one"), sweep_workers.cluster("tcp://127.0.0.1:1"):
        raise RuntimeError("cannot be read") from ModuleNotFoundError("No module named 'engine'")


@pytest.mark.skipif(os.name != "posix", reason="needs SIGKILL")
def test_worker_processes_that_are_killed_are_replaced() -> None:
    sweep = plan(SweepRequest(text="mlp_classifier", grid={"width": "1:8:8"}, seeds="125", steps=3))
    others = set(multiprocessing.active_children())
    killed = []

    def progress(done: int, total: int) -> None:
        if 0 < done < total and not killed:
            killed.append((set(multiprocessing.active_children()) - others).pop())
            killed[0].kill()

    assert run(sweep, processes(2), progress=progress) == run(sweep)
    assert killed


def test_processes_end_at_once_with_an_error() -> None:
    others = set(multiprocessing.active_children())
    sweep = plan(SweepRequest(text="mlp_classifier", grid={}, seeds="500"))
    with pytest.raises(SweepCancelled):
        run(sweep, processes(2), cancelled=lambda: True)
    assert not set(multiprocessing.active_children()) - others


COMMAND = [sys.executable, "-m", "quizapp", "sweep"]


def test_nothing_of_qt_is_loaded() -> None:
    program = (
        "import sys; from quizapp.__main__ import main; main(['sweep', 'perceptron_learning', '--jobs', '1']); "
        "sys.exit(any(name.startswith(('PySide6', 'pyqtgraph', 'distributed')) for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", program], stdout=subprocess.DEVNULL, check=False).returncode == 0


@pytest.mark.skipif(os.name != "posix", reason="needs a process group and a terminal")
@pytest.mark.parametrize("jobs", ["1", "2"])
def test_ctrl_c_stops_in_one_line_with_status_130(jobs: str) -> None:
    # A terminal as standard error, so that the first line of progress tells when the sweep is under way.
    reader, terminal = os.openpty()
    command = [*COMMAND, "mlp_classifier", "--data", "moons", "--seeds", "2000", "--jobs", jobs]
    going = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=terminal, start_new_session=True)
    os.close(terminal)
    said = os.read(reader, 1000)
    time.sleep(0.3)  # the workers are starting: Ctrl-C reaches them too
    os.killpg(going.pid, signal.SIGINT)
    out, _ = going.communicate(timeout=30)
    said += os.read(reader, 100_000)
    os.close(reader)
    assert (going.returncode, out) == (130, b"")
    assert said.startswith(b"\r0 of 2000 runs")
    assert said.decode().split("\r")[-2:] == ["quizapp sweep: stopped", "\n"]
    assert b"Traceback" not in said
