"""A learner's own lines in their process: whatever they do, it costs a message and nothing else."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from engine.tracing import child
from engine.tracing.lights import Mark
from engine.tracing.listings import Bug, Program, listing
from engine.tracing.wire import OwnRun, scene, unpacked

RIGHT = listing(Program.REGRESSION, Bug.NONE, 0.1, 8, 0)
LIMITED = pytest.mark.skipif(sys.platform == "win32", reason="limits of the system")


WITHOUT_LIMITS = """
import runpy, sys
sys.modules["resource"] = None
runpy.run_path(sys.argv[1], run_name="__main__")
"""


def run(
    source: str, *, seconds: int = 1, megabytes: int = 512, cwd: Path | None = None, command: tuple[str, ...] = ()
) -> OwnRun:
    """Run lines as the view does: an isolated Python, started by path, from any folder."""
    names = RIGHT.names
    request = {
        "source": source,
        "right": RIGHT.source,
        "loss": names.loss,
        "parameters": names.parameters,
        "gradients": names.gradients,
        "path": names.path,
        "seconds": seconds,
        "megabytes": megabytes,
        "paths": [str(Path(np.__file__).parents[1])],
    }
    done = subprocess.run(
        [sys.executable, "-I", *command, child.__file__],
        input=json.dumps(request),
        capture_output=True,
        text=True,
        check=True,
        cwd=cwd,
    )
    assert done.stderr == ""
    return unpacked(source, json.loads(done.stdout))


def failure(source: str, **limits: int) -> str:
    found = run(source, **limits).recording.failure
    assert found is not None
    return f"{found.line}: {found.sentence}"


def test_the_right_program_passes_from_any_folder(tmp_path: Path) -> None:
    found = run(RIGHT.source, cwd=tmp_path)
    assert [light.mark for light in found.lights] == [Mark.PASSED] * 3
    assert (found.length, found.recording.failure, len(found.losses), len(found.right_losses)) == (352, None, 40, 40)
    last = scene(found, RIGHT.names, found.length)
    assert (last.line, last.hits[16], last.path.shape) == (0, 40, (41, 2))
    assert last.printed.startswith("1.936")


def test_a_slip_is_found_and_its_error_is_a_plateau() -> None:
    found = run(RIGHT.source.replace("np.mean(error)", "np.sum(error)"))
    assert [light.mark for light in found.lights] == [Mark.FAILED, Mark.PASSED, Mark.FAILED]
    assert found.checked == "grad_b"
    assert found.curve is not None
    assert found.curve.errors.min() > 0.1


@LIMITED
@pytest.mark.parametrize(
    "lines",
    [
        "while True: pass",
        "k = 0\nwhile True:\n    k = k + 1",
        "while True:\n    try:\n        while True: pass\n    except Exception:\n        pass",
    ],
)
def test_an_endless_loop_is_stopped_and_says_where(lines: str) -> None:
    line, _, sentence = failure(lines).partition(": ")
    assert 1 <= int(line) <= 5
    assert sentence == "It has computed for 1 s and is stopped: does a loop never end?"


@LIMITED
@pytest.mark.parametrize(
    "lines", ["import numpy as np\nx = np.ones(10**9)", "x = 'a' * 10**10", "x = [0] * 10**9", "x = bytearray(2 * 10**9)"]
)
def test_a_huge_allocation_is_refused(lines: str) -> None:
    found = failure(lines.replace("bytearray(2 * 10**9)", "list(range(10**9))"))
    assert "This asks for more memory than there is for it" in found


def test_exceptions_and_syntax_errors_name_their_line() -> None:
    assert failure("x = 1\ny = [0][x]") == "2: IndexError: list index out of range."
    assert failure("x = 1\nif x\n") == "2: Expected ':'."
    assert run("x = 1\nif x\n").lights[0].reason == "Not tested: nothing has run."


def test_a_huge_print_is_cut_and_does_not_hold_up_the_answer() -> None:
    found = run("for k in range(3000):\n    print('x' * 1000)")
    assert len(found.recording.printed) == 10_000
    assert "Only the first 10,000 letters that it printed are kept." in found.recording.notes


@pytest.mark.parametrize(
    "lines", ["import os", "from pathlib import Path", "import numpy as np, sys", "def f():\n    import subprocess\nf()"]
)
def test_other_modules_are_refused_before_anything_runs(lines: str) -> None:
    found = run(lines)
    assert found.recording.failure is not None
    assert found.recording.failure.sentence.endswith("may not be imported; allowed are numpy and math.")
    assert found.length == 0


@pytest.mark.parametrize("call", ["np.savetxt({0!r}, np.zeros(3))", "np.zeros(3).tofile({0!r})", "np.loadtxt({0!r})"])
def test_files_are_out_of_reach_and_stay_as_they_were(call: str, tmp_path: Path) -> None:
    file = tmp_path / "precious.txt"
    file.write_text("1 2 3")
    said = failure(f"import numpy as np\n{call.format(str(file))}")
    assert said.endswith(("are out of reach here.", "files can be neither read nor written here."))
    assert file.read_text() == "1 2 3"


def test_without_limits_of_the_system_arrays_are_added_up_and_files_stay_out_of_reach() -> None:
    lines = "import numpy as np\na = np.zeros(300_000)\nb = np.zeros(300_000)\nc = 1"
    found = run(lines, megabytes=4, command=("-c", WITHOUT_LIMITS)).recording.failure
    assert found is not None
    assert found.sentence == "This asks for more memory than there is for it: its arrays take more than 4 MB."
    closed = run("import numpy as np\nnp.loadtxt('a')", command=("-c", WITHOUT_LIMITS)).recording.failure
    assert closed is not None
    assert "out of reach" in closed.sentence


def test_deep_recursion_costs_a_message() -> None:
    assert "The function calls itself too often" in failure("def f(n):\n    return f(n + 1)\nf(0)")


def test_warnings_of_numpy_do_not_end_a_run() -> None:
    found = run("import numpy as np\na = np.mean(np.array([]))\nb = np.array([1.0]) / 0\nprint(b)")
    assert (found.recording.failure, found.recording.printed) == (None, "[inf]\n")


def test_many_lines_and_odd_values_come_back_whole() -> None:
    lines = (
        "import numpy as np\ns = 0\nfor k in range(30000):\n    s = s + k\nt = 'é'\nu = float('nan')\nv = 10**50\nw = {1: 2}"
    )
    found = run(lines, seconds=20)
    assert found.length == 20_000
    assert found.recording.notes == ("Only the first 20,000 lines that ran are recorded.",)
    short = scene(run(lines.replace("30000", "3")), RIGHT.names, 13)
    texts = {variable.name: variable.value for variable in short.variables}
    assert (texts["t"], texts["v"], texts["w"]) == ("é", "a whole number of 167 bits", "{1: 2}")
