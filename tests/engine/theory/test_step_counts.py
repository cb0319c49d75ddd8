"""How many steps a quadratic takes: the condition number decides for plain descent, its root with momentum."""

from __future__ import annotations

import math

import numpy as np
import pytest

from engine.maths.optimizers import Optimizer, Rule, init_slots, update

N_RUNS = 10_000
SMALL = 1e-6


def steps_until_small(rule: Rule, curvatures: np.ndarray, start: np.ndarray, longest: int) -> np.ndarray:
    """Updates after which each run, shape (n_runs, n_dimensions), is nearer to the minimum than a millionth of its start."""
    theta, slots = start, init_slots(rule.optimizer, start.shape)
    near, counts = SMALL * np.linalg.norm(start, axis=1), np.zeros(len(start), dtype=np.int64)
    for step in range(longest):
        theta, slots = update(rule, theta, curvatures * theta, slots, step)
        counts[(counts == 0) & (np.linalg.norm(theta, axis=1) <= near)] = step + 1
    assert counts.all()
    return counts


def tuned_curvatures(rng: np.random.Generator, condition: np.ndarray) -> np.ndarray:
    """Flattest, steepest and one curvature between, such that 1 is the best rate: flattest + steepest = 2."""
    flat, steep = 2.0 / (1.0 + condition), 2.0 * condition / (1.0 + condition)
    return np.column_stack([flat, steep, flat + rng.random(len(condition)) * (steep - flat)])


def test_plain_descent_needs_the_steps_that_its_condition_number_says() -> None:
    # Flattest and steepest component shrink by (k - 1) / (k + 1) a step, what lies between by more: so runs that start in
    # their plane take exactly the least n with ((k - 1) / (k + 1))^n <= 1e-6, all others at most that.
    rng = np.random.default_rng(0)
    condition = 10.0 ** rng.uniform(0.3, 2.0, N_RUNS)
    curvatures, start = tuned_curvatures(rng, condition), rng.normal(size=(N_RUNS, 3))
    start[::2, 2] = 0.0
    exact = math.log(SMALL) / np.log((condition - 1.0) / (condition + 1.0))
    counts = steps_until_small(Rule(Optimizer.PLAIN, 1.0), curvatures, start, math.ceil(exact.max()))
    assert np.array_equal(counts[::2], np.ceil(exact[::2]))
    assert (counts <= np.ceil(exact)).all()


@pytest.mark.parametrize(("condition", "expected"), [(10, 69), (100, 691), (1000, 6908)])  # about k ln(10^6) / 2
def test_plain_descent_takes_half_the_condition_number_for_each_factor_e(condition: int, expected: int) -> None:
    curvatures = np.array([1.0, condition])
    start = np.random.default_rng(1).normal(size=(4, 2))
    counts = steps_until_small(Rule(Optimizer.PLAIN, 2.0 / (1.0 + condition)), curvatures, start, 7000)
    assert counts.tolist() == [expected] * 4


@pytest.mark.parametrize("condition", [10.0, 100.0, 1000.0])
def test_best_momentum_needs_the_root_of_the_condition_number(condition: float) -> None:
    # At Polyak's settings all components shrink like z^n, z = sqrt(beta) = (sqrt(k) - 1) / (sqrt(k) + 1). From rest the extreme
    # ones have the double root -z or z and follow (1 + c n) (+-z)^n with c from the first step 1 - rate * curvature.
    rng, root = np.random.default_rng(1), math.sqrt(condition)
    z = (root - 1.0) / (root + 1.0)
    rate = 4.0 / (1.0 + root) ** 2
    start = rng.normal(size=(N_RUNS // 3, 2))
    longest = 4 * math.ceil(math.log(SMALL) / math.log(z))
    counts = steps_until_small(Rule(Optimizer.MOMENTUM, rate, z * z), np.array([1.0, condition]), start, longest)
    n = np.arange(1, longest + 1)
    components = [1.0 + n * ((1.0 - rate) / z - 1.0), 1.0 + n * ((1.0 - rate * condition) / -z - 1.0)]
    distances = z**n * np.hypot(start[:, :1] * components[0], start[:, 1:] * components[1])
    expected = (distances <= SMALL * np.linalg.norm(start, axis=1)[:, None]).argmax(axis=1) + 1
    assert np.array_equal(counts, expected)


def test_momentum_shrinks_every_oscillation_at_the_root_of_beta() -> None:
    # Where the roots are complex, x_n^2 - t x_n x_(n-1) + beta x_(n-1)^2 with t = 1 + beta - rate * curvature is a length that
    # each step multiplies by beta exactly. Curvatures keep 5 % from the ends of that range, so it stays well conditioned and
    # 200 steps of rounding, 1e-16 / (1 - 0.9^2) each, change it by less than 1e-11.
    rng, n_steps = np.random.default_rng(2), 200
    for beta in np.linspace(0.1, 0.98, 20):
        low, high = (1.0 - math.sqrt(beta)) ** 2, (1.0 + math.sqrt(beta)) ** 2
        curvatures = low + rng.uniform(0.05, 0.95, N_RUNS // 20) * (high - low)
        rule, before = Rule(Optimizer.MOMENTUM, 1.0, float(beta)), rng.normal(size=N_RUNS // 20)
        slots = init_slots(rule.optimizer, before.shape)
        lengths, trace = [], 1.0 + beta - curvatures
        for step in range(n_steps):
            after, slots = update(rule, before, curvatures * before, slots, step)
            lengths.append(after * after - trace * after * before + beta * before * before)
            before = after
        rates = (lengths[-1] / lengths[0]) ** (0.5 / (n_steps - 1))
        assert rates == pytest.approx(math.sqrt(beta), rel=1e-11)


def test_momentum_is_slower_than_the_root_of_beta_where_nothing_oscillates() -> None:
    # Below rate * curvature = (1 - sqrt(beta))^2 both roots are real and their product is beta: the larger one exceeds its root
    # and in the end alone remains. At 0.9 of that limit the roots are 0.9305 and 0.8705, below it farther apart, so over 400
    # steps the smaller one fades to (0.8705 / 0.9305)^400 = 3e-12 of the larger.
    rng, rule = np.random.default_rng(3), Rule(Optimizer.MOMENTUM, 1.0, 0.81)
    curvatures = rng.uniform(0.001, 0.9, N_RUNS) * (1.0 - 0.9) ** 2
    theta = rng.normal(size=N_RUNS)
    slots = init_slots(rule.optimizer, theta.shape)
    for step in range(400):
        before = theta
        theta, slots = update(rule, theta, curvatures * theta, slots, step)
    trace = 1.81 - curvatures
    larger = 0.5 * (trace + np.sqrt(np.square(trace) - 4.0 * 0.81))
    assert (larger > 0.9).all()
    assert theta / before == pytest.approx(larger, rel=1e-9)
