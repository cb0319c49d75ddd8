"""Killed at any moment, the program loses no acknowledged answer and leaves a sound file."""

from __future__ import annotations

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from quizapp.domain.reviews import replay
from quizapp.storage import reviews
from quizapp.storage.collection import open_collection

CHILD = Path(__file__).with_name("answering_child.py")
ANSWERS = 200
LINES = 224  # "ready", the answers, every ninth one taken back, and "end"
Log = list[tuple[str, int]]


def run_and_kill(path: Path, rng: random.Random) -> list[str]:
    """Start the child, kill it after a random number of acknowledgements, and return all that it gave."""
    child = subprocess.Popen([sys.executable, str(CHILD), str(path), str(ANSWERS)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    said = [child.stdout.readline() for _ in range(rng.randint(1, LINES))]
    time.sleep(rng.random() * 0.005)  # somewhere inside the next answer
    child.kill()
    said += child.stdout.readlines()
    child.wait()
    child.stdout.close()
    assert said[0] == "ready\n"
    return [line.strip() for line in said[1:] if line.endswith("\n")]


def standing_after(log: Log, steps: list[str]) -> Log:
    """Return the answers that stand after more steps."""
    log = list(log)
    for step in steps:
        if step == "undo":
            log.pop()
        elif step != "end":
            _, card_id, rating = step.split()
            log.append((card_id, int(rating)))
    return log


def check(path: Path, expected: Log) -> Log:
    """Assert that the file is sound and holds what was acknowledged, and perhaps one step more. Return what it holds."""
    database = open_collection(path, 0)
    found = reviews.standing(database)
    assert database.row("PRAGMA integrity_check") == ("ok",)
    assert database.row("PRAGMA foreign_key_check") is None
    assert reviews.states(database) == replay(found)
    database.close()
    log = [(review.card_id, int(review.rating)) for review in found]
    assert log in (expected, expected[:-1]) or log[:-1] == expected
    return log


def campaign(path: Path, rounds: int, seed: int) -> int:
    """Kill the child many times over one file and return how many answers were acknowledged."""
    rng, log, acknowledged = random.Random(seed), Log(), 0
    for _ in range(rounds):
        steps = run_and_kill(path, rng)
        log = check(path, standing_after(log, steps))
        acknowledged += len(steps)
    return acknowledged


def test_no_acknowledged_answer_is_lost_by_a_kill(tmp_path: Path) -> None:
    assert campaign(tmp_path / "collection.db", rounds=12, seed=1) > 500


@pytest.mark.slow
def test_no_acknowledged_answer_is_lost_by_a_thousand_kills(tmp_path: Path) -> None:
    """The long form: ``pytest --slow tests/quizapp/storage/test_kill.py``, about ten minutes."""
    folders = [tmp_path / str(number) for number in range(20)]
    assert sum(campaign(folder / "collection.db", rounds=50, seed=seed) for seed, folder in enumerate(folders)) > 90_000
