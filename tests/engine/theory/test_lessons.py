"""What the simulations teach comes out of them: shares of success and escape as measured by other programs, within their noise.

The measured shares are those of independent throw-away programs; ours must agree with each within 3.3 standard errors of the
difference, which a right simulation misses once in a thousand times. The short forms make fewer runs, so they see less.
"""

from __future__ import annotations

import math
from dataclasses import replace

import pytest

from engine.catalog import load_simulation
from engine.maths.activations import Activation
from engine.share import from_share
from engine.sweep import Sweep, run
from engine.timeline import steps

MLP, DESCENT = load_simulation("mlp_classifier"), load_simulation("gradient_descent")
XOR = "data=xor&optimizer=plain&first_weights=normal"
PARABOLA = "surface=quadratic&condition_number=1&gradient_noise=0&start_x=0&start_y=1"
FAR = 3.3  # standard errors
few_or_many = pytest.mark.parametrize("many", [False, pytest.param(True, marks=pytest.mark.slow)], ids=["few", "many"])

# 1,024 seeds, four points of XOR, one hidden layer, weights from N(0, 1), biases 0, all points an update.
XOR_SOLVED = {
    Activation.SIGMOID: {1: 0.0, 2: 0.688, 3: 0.953, 4: 0.996, 8: 1.0},
    Activation.RELU: {1: 0.0, 2: 0.182, 3: 0.421, 4: 0.614, 8: 0.928},
}
XOR_RUNS = {Activation.SIGMOID: (1.0, 3000), Activation.RELU: (0.1, 2000)}  # rate and updates
# 400 runs of (x^2 - 1)^2 + 0.3 x, gradients with Gaussian noise of 6, 3,000 updates: share that ends in the deep basin, by B.
SHALLOW_START, DEEP_START, BARRIER = 0.96, -1.04, 0.076
ESCAPED: dict[tuple[float, float], dict[int, float]] = {
    (0.05, SHALLOW_START): {1: 0.65, 4: 0.93, 16: 0.003},
    (0.05, DEEP_START): {1: 0.60, 4: 0.92},
    (0.01, SHALLOW_START): {1: 0.33, 4: 0.0},
}


def agree(count: int, runs: int, measured: float, measured_runs: int) -> bool:
    """Whether a share and a measured one are as near as chance allows."""
    common = (count + measured * measured_runs) / (runs + measured_runs)
    error = math.sqrt(common * (1.0 - common) * (1.0 / runs + 1.0 / measured_runs))
    return abs(count / runs - measured) <= FAR * error + 1e-12


@few_or_many
@pytest.mark.parametrize("activation", XOR_SOLVED)
def test_xor_is_solved_as_often_as_width_and_activation_say(activation: Activation, many: bool) -> None:
    rate, updates = XOR_RUNS[activation]
    widths, seeds = (list(XOR_SOLVED[activation]), range(1024)) if many else ([2], range(32))
    base = from_share(f"mlp_classifier@1?{XOR}&activation={activation}&learning_rate={rate}").params
    for width in widths:
        sweep = Sweep(simulation=MLP.id, base=replace(base, width=width), seeds=seeds, steps=updates, readouts=("accuracy",))
        solved = sum(result.readouts == (1.0,) for result in run(sweep))
        assert agree(solved, len(seeds), XOR_SOLVED[activation][width], 1024), (width, solved / len(seeds))


@few_or_many
@pytest.mark.parametrize(("rate", "start"), ESCAPED)
def test_noise_crosses_the_barrier_as_often_as_rate_and_batch_say(rate: float, start: float, many: bool) -> None:
    # The noise scale goes with rate / B: it throws out of either basin, and a better gradient keeps in.
    params = replace(DESCENT.preset("double_well_noise").params, learning_rate=rate, start_x=start)
    runs, deep = 400 if many else 16, {1: 0, 4: 0, 16: 0}
    for seed in range(runs):
        for batch_size in (4, 16):
            one = replace(params, batch_size=batch_size)
            state, _ = steps(DESCENT, one, DESCENT.init(one, seed), 3000)
            deep[batch_size] += int(state.walkers.positions[1, 0] < BARRIER)
        deep[1] += int(state.walkers.positions[2, 0] < BARRIER)  # one example an update, whatever the batch size
    for batch_size, measured in ESCAPED[rate, start].items():
        assert agree(deep[batch_size], runs, measured, 400), (batch_size, deep[batch_size] / runs)


@pytest.mark.parametrize(("product", "expected"), [(1.999, 0.135), (2.0, 1.0), (2.001, 7.4)])
def test_two_over_the_curvature_is_the_border(product: float, expected: float) -> None:
    params = from_share(f"gradient_descent@1?{PARABOLA}&learning_rate={product}").params
    state, _ = steps(DESCENT, params, DESCENT.init(params, 0), 2000)
    assert abs(state.walkers.positions[0, 1]) == pytest.approx(expected, rel=0.01)


def test_just_past_the_border_the_run_is_told_where_it_left() -> None:
    params = from_share(f"gradient_descent@1?{PARABOLA}&learning_rate={2.01}").params
    state, _ = steps(DESCENT, params, DESCENT.init(params, 0), 2000)
    assert state.walkers.diverged_at[0] == math.ceil(math.log(1000.0) / math.log(1.01))
