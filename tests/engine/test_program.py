"""What goes around a program: pasted functions with all they need, in an order that runs, without types."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from dataclasses import replace

import numpy as np
import pytest

from engine.catalog import load_simulation, write_program
from engine.errors import EngineError, UnknownNameError
from engine.maths import activations, digits
from engine.maths.perceptron import distance_to_hull, mistake_bound
from engine.program import assemble, literal
from engine.share import find_run, to_share
from engine.simulation import Run

RUN = find_run("perceptron_learning/and_gate").run


def output(text: str) -> object:
    done = subprocess.run([sys.executable, "-I", "-W", "error", "-"], input=text, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def test_a_function_comes_with_what_it_needs() -> None:
    body = "points = np.array([[0.0, 0.0], [1.0, 1.0]])\nprint(json.dumps(mistake_bound(points, np.array([0, 1]))))"
    text = assemble(RUN, body, [mistake_bound])
    assert output(text) == mistake_bound(np.array([[0.0, 0.0], [1.0, 1.0]]), np.array([0, 1]))
    names = [node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert names.index("_nearest_shares") < names.index("distance_to_hull") < names.index("mistake_bound")
    assert text.count("_HULL_TOLERANCE = ") == 1


def test_what_the_body_does_not_name_stays_out() -> None:
    text = assemble(RUN, "print(json.dumps(1))", [mistake_bound, distance_to_hull])
    assert "def " not in text
    assert "numpy" not in text.replace("NumPy", "")
    assert output(text) == 1


def test_functions_stand_without_types_and_with_one_line_of_their_docstring() -> None:
    text = assemble(RUN, "print(json.dumps(distance_to_hull(np.array([[3.0, -1.0], [3.0, 2.0]]))))", [distance_to_hull])
    function = next(
        node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef) and node.name == "distance_to_hull"
    )
    assert function.returns is None
    assert [argument.annotation for argument in function.args.args] == [None]
    assert "\n" not in str(ast.get_docstring(function))
    assert output(text) == 3.0


def test_tables_keep_their_lines_and_comments() -> None:
    text = assemble(RUN, "print(json.dumps(digits(np.random.default_rng(0), 10)[0].sum()))", [digits.digits])
    assert max(map(len, text.splitlines())) <= 160
    assert output(text) == float(digits.digits(np.random.default_rng(0), 10)[0].sum())


def test_two_things_of_one_name_are_refused() -> None:
    steps = [load_simulation(name).step for name in ("perceptron_learning", "neuron")]
    with pytest.raises(EngineError, match="cannot hold step of engine"):
        assemble(RUN, "step(1)", steps)


def test_the_head_says_what_it_is_where_it_comes_from_and_which_run() -> None:
    lines = assemble(RUN, "print(json.dumps(activations))").splitlines()
    assert lines[0] == "# Perceptron learning"
    assert lines[2] == f"# {to_share(RUN)}"
    assert [line for line in lines if line.startswith("# Source: Novikoff")]


@pytest.mark.parametrize("array", [np.arange(6).reshape(2, 3), np.array([0.1, -0.0]), np.empty((0, 2)), np.array([True])])
def test_a_literal_makes_the_same_array(array: np.ndarray) -> None:
    made = eval(literal(array), {"np": np})
    assert (made.dtype, made.shape, made.tobytes()) == (array.dtype, array.shape, array.tobytes())


def test_a_simulation_without_a_program_is_named() -> None:
    nameless = replace(RUN.simulation, id="nothing")
    with pytest.raises(UnknownNameError, match="nothing cannot be shown as a program"):
        write_program(Run(nameless, RUN.params), 3)


def test_activations_are_those_of_the_engine() -> None:
    body = "print(json.dumps(gelu(np.linspace(-3.0, 3.0, 5)).tolist()))"
    assert output(assemble(RUN, body, [activations.gelu])) == activations.gelu(np.linspace(-3.0, 3.0, 5)).tolist()
