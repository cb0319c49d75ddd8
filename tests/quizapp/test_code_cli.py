"""``quizapp code``: the program it prints gives the numbers that ``quizapp run`` gives."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from quizapp.__main__ import main

RUN = ("perceptron_learning/xor_cycles", "--learning-rate", "0.3", "--seed", "4", "--steps", "30", "--every", "7")


def printed(program: str) -> object:
    done = subprocess.run([sys.executable, "-I", "-"], input=program, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)["readouts"]


def test_program_prints_the_readouts_of_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", *RUN]) == 0
    program = capsys.readouterr().out
    assert main(["run", *RUN, "--format", "json"]) == 0
    assert printed(program) == json.loads(capsys.readouterr().out)["readouts"]


def test_program_of_a_link_does_what_was_done_in_it(capsys: pytest.CaptureFixture[str]) -> None:
    link = "perceptron_learning@1?data=separable&points=9&seed=2&event=3,flip_point,4&event=8,add_point,1,1,0"
    assert main(["code", link, "--steps", "12"]) == 0
    program = capsys.readouterr().out
    assert main(["run", link, "--steps", "12", "--format", "json"]) == 0
    assert printed(program) == json.loads(capsys.readouterr().out)["readouts"]


def test_program_goes_to_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", *RUN]) == 0
    assert main(["code", *RUN, "--out", str(tmp_path / "run.py")]) == 0
    assert (tmp_path / "run.py").read_text(encoding="utf-8") == capsys.readouterr().out


def test_help_names_the_options_and_the_simulations(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", "--help"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("usage: quizapp code SIMULATION|PRESET|'SHARE TEXT'")
    assert "--every" in out
    assert "--format" not in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["nothing"], 'there is no simulation "nothing"'),
        (["perceptron_learning", "--eta", "1"], 'perceptron_learning has no parameter "eta"'),
        (["perceptron_learning", "--steps", "-1"], "--steps must be a whole number from 0"),
        ([], "give one simulation, preset or share text"),
    ],
)
def test_what_is_wrong_is_said_in_one_line(arguments: list[str], message: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["code", *arguments]) == 2
    captured = capsys.readouterr()
    assert captured.out == ""
    assert captured.err.startswith("quizapp code: ")
    assert message in captured.err
    assert captured.err.count("\n") == 1
