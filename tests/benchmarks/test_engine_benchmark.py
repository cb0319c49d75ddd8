"""The benchmark of the engine measures equal work, and refuses a peer whose work is another."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise

import numpy as np
import pytest

from benchmarks import engine
from benchmarks.peers import ours, textbook
from benchmarks.peers.jobs import RECIPES, Job, cut, make


@pytest.mark.parametrize("name", ["J1", "J2", "J3", "J6"])
def test_ours_follows_the_textbook(name: str) -> None:
    job = make(RECIPES[name])
    ends = []
    for peer in (ours, textbook):
        state = peer.build(job, "float64")
        peer.advance(state, 20)
        peer.advance(state, 10)
        ends.append(peer.parameters(state))
    np.testing.assert_allclose(ends[0], ends[1], rtol=0, atol=1e-12)
    assert np.abs(ends[0] - job.theta).max() > 1e-3


@pytest.mark.parametrize("name", list(RECIPES))
def test_a_job_is_cut_into_layers_and_whole_epochs(name: str) -> None:
    job = make(RECIPES[name])
    sizes = job.recipe.sizes
    pairs = cut(sizes, job.theta)
    assert [(W.shape[-2:], b.shape[-1]) for W, b in pairs] == [((i, o), o) for i, o in pairwise(sizes)]
    assert sum(W[..., 0, 0].size * (W.shape[-2] + 1) * W.shape[-1] for W, _ in pairs) == job.theta.size
    assert job.recipe.parity_updates % job.updates_per_epoch == job.recipe.whole % job.updates_per_epoch == 0


@pytest.mark.parametrize("name", ["J2", "J3"])
def test_every_example_is_seen_once_an_epoch(name: str) -> None:
    job = make(RECIPES[name])
    assert job.order is not None
    first_epoch = job.order[: job.updates_per_epoch].ravel()
    np.testing.assert_array_equal(np.sort(first_epoch), np.arange(len(job.inputs)))


def test_the_same_recipe_gives_the_same_job() -> None:
    one, other = (make(RECIPES["J2"]) for _ in range(2))
    for field in ("inputs", "targets", "order", "theta"):
        np.testing.assert_array_equal(getattr(one, field), getattr(other, field))


def test_measure_gives_a_row_for_updates_and_changes() -> None:
    rows, errors = engine.measure(["J1"], rounds=2, peers=["textbook"], dtypes=["float64"])
    assert errors == []
    (row,) = rows
    assert (row["job"], row["peer"], row["dtype"], row["rounds"]) == ("J1", "textbook", "float64", 2)
    assert 0.1 < row["ratio_cpu"] < 1000
    assert 0.1 < row["ours_us"] < 10_000
    assert "textbook" in engine.table(rows)


def test_a_peer_that_cannot_be_loaded_is_an_error_not_a_row() -> None:
    rows, errors = engine.measure(["J1"], rounds=1, peers=["nobody"], dtypes=["float64"])
    assert rows == []
    assert errors == ["nobody: ModuleNotFoundError: No module named 'benchmarks.peers.nobody'"]


def test_check_refuses_other_parameters() -> None:
    expected = np.zeros(3)
    engine._check("numba", expected + 1e-11, expected, "float64")
    for other in (expected + 1e-9, np.full(3, np.nan), np.zeros(4)):
        with pytest.raises(engine.PeerError, match="numba: its parameters"):
            engine._check("numba", other, expected, "float64")


def test_rows_take_the_median_of_ratios_within_a_round() -> None:
    times = [{"ours": 1.0, "numba": 3.0}, {"ours": 10.0, "numba": 20.0}, {"ours": 2.0, "numba": 8.0}]
    expected = {"job": "J1", "peer": "numba", "dtype": "float64", "ratio_cpu": 3.0, "ours_us": 2.0, "rounds": 3}
    assert engine._rows("J1", "float64", times) == [expected]


def test_a_changed_job_keeps_its_data() -> None:
    def data(job: Job) -> list[float]:
        return [*job.inputs.ravel(), *job.targets.ravel()]

    wider = make(RECIPES["J2"].with_hidden(11))
    assert wider.recipe.sizes == (2, 11, 11, 1)
    assert data(wider) == data(make(RECIPES["J2"]))


def test_an_unknown_job_is_refused_with_what_there_is() -> None:
    command = [sys.executable, "-m", "benchmarks", "engine", "--jobs", "J1,J9"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "no job is called 'J9'; there are J1, J2, J3, J4, J6, change J1, change J2" in done.stderr
