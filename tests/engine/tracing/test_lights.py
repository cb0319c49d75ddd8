"""The three tests of a program, each seen to pass, to fail for its reason, and to say why there is none."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from engine.maths.finite_differences import BEST_STEP
from engine.tracing.gradient_check import Check, check, digits, error_curve
from engine.tracing.lights import Light, Mark, gap, lights, losses
from engine.tracing.listings import NAMES, Bug, Program, largest_safe_rate, listing
from engine.tracing.tracer import Names, Recording, record

RATES = {Program.VALLEY: 0.15, Program.REGRESSION: 0.1, Program.XOR_NETWORK: 2.0}
P, F = Mark.PASSED, Mark.FAILED
# Gradient check, loss falls, equals the right program: what each slip does to them, at the end of the run.
MARKS = {
    Bug.NONE: (P, P, P),
    Bug.PLUS_FOR_MINUS: (P, F, F),
    Bug.ONE_AFTER_OTHER: (F, P, F),
    Bug.MEAN_TWICE: (F, P, F),
    Bug.WRONG_DIVISOR: (F, P, F),
    Bug.FORGOTTEN_BIAS: (P, P, F),
    Bug.NO_SHUFFLE: (P, P, F),
    Bug.IN_PLACE: (P, P, F),
}


@cache
def recorded(program: Program, bug: Bug = Bug.NONE, rate: float | None = None, seed: int = 1) -> Recording:
    made = listing(program, bug, rate or RATES[program], 8, seed)
    return record(made.source, made.names, stop_at_infinity=True)


def at_end(program: Program, bug: Bug) -> tuple[Light, Light, Light]:
    recording = recorded(program, bug)
    return lights(recording, recorded(program), NAMES[program], len(recording.turns) - 1)


PLANTED = [(program, bug) for program in Program for bug in Bug if bug is Bug.NONE or listing(program, bug, 0.1, 8, 0).slip]


@pytest.mark.parametrize(("program", "bug"), [pair for pair in PLANTED if pair[1] in MARKS])
def test_each_slip_shows_in_its_own_lights(program: Program, bug: Bug) -> None:
    assert tuple(light.mark for light in at_end(program, bug)) == MARKS[bug]


@pytest.mark.parametrize("program", Program)
def test_a_forgotten_factor_fails_the_gradient_check(program: Program) -> None:
    assert at_end(program, Bug.FORGOTTEN_FACTOR)[0].mark is Mark.FAILED


@pytest.mark.parametrize(("bug", "words"), [(Bug.MEAN_TWICE, ", 8 times as much."), (Bug.WRONG_DIVISOR, ", 5 times as much.")])
def test_a_whole_factor_between_the_two_is_named(bug: Bug, words: str) -> None:
    assert at_end(Program.REGRESSION, bug)[0].reason.endswith(words)


@pytest.mark.parametrize(("program", "bug"), PLANTED)
def test_the_slip_names_the_first_line_that_differs(program: Program, bug: Bug) -> None:
    right, made = listing(program, Bug.NONE, 0.1, 8, 0), listing(program, bug, 0.1, 8, 0)
    if bug is not Bug.NONE:
        number = int(made.slip.split()[1])
        assert made.source.splitlines()[number - 1] != right.source.splitlines()[number - 1]
        assert made.source.splitlines()[: number - 1] == right.source.splitlines()[: number - 1]


def test_a_slip_that_a_program_has_no_line_for_leaves_it_alone() -> None:
    assert listing(Program.VALLEY, Bug.NO_SHUFFLE, 0.1, 8, 0) == listing(Program.VALLEY, Bug.NONE, 0.1, 8, 0)


def test_before_the_first_turn_the_lights_wait() -> None:
    recording = recorded(Program.REGRESSION)
    assert [light.mark for light in lights(recording, recording, NAMES[Program.REGRESSION], 0)] == [Mark.WAITING] * 3


@pytest.mark.parametrize(
    ("lines", "why"),
    [
        ("w = 1.0", "no loop assigns a variable `loss`"),
        ("w = 1.0\nfor k in range(3):\n    loss = w\n    w = w / 2", "no variable `grad`"),
        ("for k in range(3):\n    loss = k * 1.0\n    grad = 1.0", "no variable `w` before the loop"),
        ("w = 1.0\nfor k in range(3):\n    loss = w\n    grad = 'up'", "`grad` is no number and no small array"),
        ("w = [1.0, 2.0]\nfor k in range(3):\n    loss = sum(w)\n    grad = 1.0", "there are 2 parameters and 1 derivatives"),
    ],
)
def test_a_missing_variable_is_named(lines: str, why: str) -> None:
    names = Names("loss", ("w",), ("grad",))
    recording = record(lines, names)
    light = lights(recording, recording, names, max(0, len(recording.turns) - 1))[0]
    assert (light.mark, light.reason) == (Mark.UNTESTED, f"Not tested: {why}.")


def test_gradients_of_whole_numbers_and_lists_are_checked_too() -> None:
    names = Names("loss", ("w",), ("grad",))
    lines = (
        "import numpy as np\nw = [2, 3]\nfor k in range(2):\n    loss = np.sum(np.array(w) ** 2)\n    grad = 2 * np.array(w)"
    )
    found = check(record(lines, names), names, 0)
    assert isinstance(found, Check)
    assert (found.count, found.error < 1e-9) == (2, True)


def test_a_program_that_stops_early_does_not_equal_the_right_one() -> None:
    names = NAMES[Program.VALLEY]
    source = listing(Program.VALLEY, Bug.NONE, 0.15, 8, 0).source
    short = record(source.replace("range(100)", "range(20)"), names)
    light = lights(short, recorded(Program.VALLEY), names, 20)[2]
    assert light.reason == "It makes 20 turns of the loop, the right program 46."


def test_the_first_difference_is_named_with_both_numbers() -> None:
    reason = at_end(Program.VALLEY, Bug.IN_PLACE)[2].reason
    assert reason == "After turn 1 path[0, 1] is \u22121, in the right program 2."


def test_gap_is_zero_for_the_program_itself_and_grows_with_the_slip() -> None:
    right, names = recorded(Program.REGRESSION), NAMES[Program.REGRESSION]
    assert gap(right, right, names).sizes.max() == 0.0
    found = gap(recorded(Program.REGRESSION, Bug.PLUS_FOR_MINUS), right, names)
    assert (found.first, found.sizes[-1] > 1e3) == (1, True)


def test_loss_counts_as_falling_only_if_it_falls() -> None:
    names, flat = Names("loss", ("w",), ()), "w = 1.0\nfor k in range(10):\n    loss = 3.0"
    light = lights(record(flat, names), record(flat, names), names, 10)[1]
    assert (light.mark, light.reason) == (Mark.FAILED, "Mean of the first 2: 3, of the last 2: 3.")


def test_losses_are_those_of_the_turns() -> None:
    found = losses(recorded(Program.VALLEY), NAMES[Program.VALLEY], 3)
    x, y = -1.5 * 0.85 ** np.arange(3), 2.0 * (-0.5) ** np.arange(3)
    assert found == pytest.approx(0.5 * (x**2 + 10.0 * y**2))


def test_a_slip_is_a_plateau_and_rounding_is_a_v() -> None:
    program = Program.XOR_NETWORK
    right = error_curve(recorded(program), NAMES[program], 5)
    wrong = error_curve(recorded(program, Bug.ONE_AFTER_OTHER), NAMES[program], 5)
    assert right is not None
    assert wrong is not None
    lowest = right.steps[right.errors.argmin()]
    assert BEST_STEP / 30.0 < lowest < BEST_STEP * 30.0
    assert right.errors.min() < 1e-9 < 1e-4 < wrong.errors.min()


def test_error_of_the_difference_is_what_truncation_and_rounding_explain_over_random_turns() -> None:
    """At least 1,000 turns of random runs: the measured error stays near the law that is drawn, and a slip never does."""
    rng, looked_at = np.random.default_rng(3), 0
    for seed in range(24):
        program = list(Program)[seed % 3]
        rate = float(np.exp(rng.uniform(np.log(0.01), np.log(0.15 if program is not Program.XOR_NETWORK else 3.0))))
        recording = recorded(program, Bug.NONE, rate, seed)
        for turn in range(min(len(recording.turns) - 1, 50)):
            curve = error_curve(recording, NAMES[program], turn)
            assert curve is not None
            small = curve.steps < 1e-2
            # The loss is a mean of up to 40 terms, each rounded, and its parameters are rounded when h is added.
            assert (curve.errors[small] <= 30.0 * curve.expected[small] + 1e-13).all()
            looked_at += 1
    assert looked_at >= 1000


@pytest.mark.parametrize(("error", "right"), [(0.0, 16.0), (1e-20, 16.0), (1e-3, 3.0), (1.0, 0.0), (50.0, 0.0)])
def test_digits_of_an_error(error: float, right: float) -> None:
    assert digits(error) == pytest.approx(right)


def test_largest_safe_rate_divides_convergence_from_divergence() -> None:
    for program in (Program.VALLEY, Program.REGRESSION):
        safe = largest_safe_rate(program)
        assert safe is not None
        ends = []
        for factor in (0.98, 1.02):
            made = listing(program, Bug.NONE, factor * safe, 40, 0)
            longer = made.source.replace("range(8)", "range(300)").replace("range(100)", "range(400)")
            ends.append(losses(record(longer, made.names), made.names, 300))
        assert ends[0][-1] < ends[0][0] < ends[1][-1]


def test_the_regression_runs_the_textbook_updates() -> None:
    made = listing(Program.REGRESSION, Bug.NONE, 0.05, 16, 4)
    rng = np.random.default_rng(4)
    x = np.linspace(-1.0, 3.0, 40)
    y = 2.0 * x - 1.0 + 0.5 * rng.normal(size=40)
    theta = np.zeros(2)
    design = np.column_stack([x, np.ones(40)])
    for _ in range(8):
        order = rng.permutation(40)
        for start in range(0, 40, 16):
            rows = order[start : start + 16]
            theta = theta - 0.05 * design[rows].T @ (design[rows] @ theta - y[rows]) / len(rows)
    last = record(made.source, made.names).turns[-1].values
    assert [last["w"], last["b"]] == pytest.approx(theta.tolist(), rel=1e-12)
