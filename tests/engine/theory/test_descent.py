"""What a step of gradient descent must gain below the rate 2 / L, and that exactly beyond it descent diverges."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.descent import Regime, regime
from engine.maths.losses import binary_cross_entropy, binary_cross_entropy_gradient
from engine.maths.optimizers import Optimizer, Rule, init_slots, largest_stable_rate, update

N_RUNS = 10_000
N_DIMENSIONS = 3


def turned_quadratics(rng: np.random.Generator, eigenvalues: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Hessians of given eigenvalues in random directions, shape (n_runs, 3, 3), and the directions as columns."""
    axes = np.linalg.qr(rng.normal(size=(len(eigenvalues), N_DIMENSIONS, N_DIMENSIONS)))[0]
    return axes * eigenvalues[:, None, :] @ axes.transpose(0, 2, 1), axes


def times(matrices: np.ndarray, vectors: np.ndarray) -> np.ndarray:
    return np.einsum("nij,nj->ni", matrices, vectors)


def after_one_step(theta: np.ndarray, gradient: np.ndarray, rates: np.ndarray) -> np.ndarray:
    """One plain update of each run at its own rate: the rate goes into the gradient."""
    return update(Rule(Optimizer.PLAIN, 1.0), theta, rates[:, None] * gradient, init_slots(Optimizer.PLAIN, theta.shape), 0)[0]


def test_descent_lemma_holds_on_quadratics_of_any_curvature() -> None:
    rng = np.random.default_rng(0)
    eigenvalues = rng.uniform(-1.0, 1.0, (N_RUNS, N_DIMENSIONS)) * 10.0 ** rng.uniform(-2.0, 2.0, (N_RUNS, 1))
    hessians, _ = turned_quadratics(rng, eigenvalues)
    smoothness = np.abs(eigenvalues).max(axis=1)
    theta, rates = rng.normal(size=(N_RUNS, N_DIMENSIONS)), rng.uniform(0.0, 2.0, N_RUNS) / smoothness
    gradient = times(hessians, theta)
    moved = after_one_step(theta, gradient, rates)
    before, after = (0.5 * (place * times(hessians, place)).sum(axis=1) for place in (theta, moved))
    promised = rates * (1.0 - 0.5 * rates * smoothness) * np.square(gradient).sum(axis=1)
    # A few dozen roundings of terms of size L |theta|^2, hence 1e-13 of it.
    assert (before - after >= promised - 1e-13 * smoothness * np.square(theta).sum(axis=1)).all()


def test_descent_lemma_is_an_equality_along_the_steepest_direction() -> None:
    rng = np.random.default_rng(1)
    steepest = 10.0 ** rng.uniform(-2.0, 2.0, N_RUNS)
    theta, rates = rng.normal(size=(N_RUNS, 1)), rng.uniform(0.0, 2.0, N_RUNS) / steepest
    gradient = steepest[:, None] * theta
    moved = after_one_step(theta, gradient, rates)
    gained = 0.5 * steepest * (np.square(theta) - np.square(moved))[:, 0]
    promised = rates * (1.0 - 0.5 * rates * steepest) * np.square(gradient[:, 0])
    assert (np.abs(gained - promised) <= 1e-14 * steepest * np.square(theta[:, 0])).all()  # some ten roundings of that size


def test_descent_lemma_holds_for_the_cost_of_logistic_regression() -> None:
    # The second derivative of the cross-entropy by the logit is s (1 - s) <= 1/4, so L = largest eigenvalue of X^T X / 4N.
    rng, n_examples = np.random.default_rng(2), 8
    inputs = rng.normal(size=(N_RUNS, n_examples, N_DIMENSIONS)) * 10.0 ** rng.uniform(-1.0, 1.0, (N_RUNS, 1, 1))
    targets = rng.integers(0, 2, (N_RUNS, n_examples)).astype(float)
    smoothness = np.linalg.eigvalsh(inputs.transpose(0, 2, 1) @ inputs)[:, -1] / (4 * n_examples)
    theta = rng.normal(size=(N_RUNS, N_DIMENSIONS))
    rates = rng.uniform(0.0, 2.0, N_RUNS) / smoothness
    gradient = times(inputs.transpose(0, 2, 1), binary_cross_entropy_gradient(times(inputs, theta), targets) / n_examples)
    moved = after_one_step(theta, gradient, rates)
    before, after = (binary_cross_entropy(times(inputs, place), targets).mean(axis=1) for place in (theta, moved))
    promised = rates * (1.0 - 0.5 * rates * smoothness) * np.square(gradient).sum(axis=1)
    largest = np.abs(times(inputs, theta)).max(axis=1) + np.abs(times(inputs, moved)).max(axis=1) + 1.0
    assert (before - after >= promised - 1e-13 * largest).all()  # a loss is at most its logit in size, plus log 2


def test_descent_on_quadratics_grows_exactly_past_two_over_the_largest_curvature() -> None:
    rng, n_steps = np.random.default_rng(3), 100
    eigenvalues = 10.0 ** rng.uniform(-2.0, 2.0, (N_RUNS, N_DIMENSIONS))
    hessians, axes = turned_quadratics(rng, eigenvalues)
    excess = rng.choice([-1.0, 1.0], N_RUNS) * 10.0 ** rng.uniform(-6.0, -0.5, N_RUNS)
    steepest = eigenvalues.max(axis=1)
    limits = np.array([largest_stable_rate(Rule(Optimizer.PLAIN, 1.0), curvature) for curvature in steepest])
    rates, theta = (1.0 + excess) * limits, rng.normal(size=(N_RUNS, N_DIMENSIONS))
    top = np.take_along_axis(axes, eigenvalues.argmax(axis=1)[:, None, None], axis=2)[:, :, 0]
    start = np.abs((top * theta).sum(axis=1))
    for _ in range(n_steps):
        theta = after_one_step(theta, times(hessians, theta), rates)
    growth = np.abs((top * theta).sum(axis=1)) / start
    # The steepest component is multiplied by 1 - rate L = -(1 + 2 excess) a step, at least 2e-4 from 1 over all of them; what
    # rounding leaks from the other components, at most 1e-14 of |theta| a step, must stay below that.
    sure = start > 1e-6
    assert sure.mean() > 0.999
    assert np.array_equal(growth[sure] > 1.0, excess[sure] > 0.0)
    shown = [regime(curvature, rate) is Regime.DIVERGES for curvature, rate in zip(steepest, rates, strict=True)]
    assert np.array_equal(shown, excess > 0.0)


def test_at_exactly_the_limit_descent_swings_for_ever() -> None:
    rng = np.random.default_rng(4)
    curvatures = 2.0 ** rng.integers(-20, 20, N_RUNS)  # powers of two, so that nothing is rounded
    start = theta = rng.normal(size=(N_RUNS, 1))
    for _ in range(100):
        theta = after_one_step(theta, curvatures[:, None] * theta, 2.0 / curvatures)
    assert np.array_equal(theta, start)


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.NESTEROV])
def test_with_momentum_descent_grows_exactly_past_its_own_limit(optimizer: Optimizer) -> None:
    rng, n_steps = np.random.default_rng(5), 300
    for momentum in np.linspace(0.0, 0.9, 10):
        rule = Rule(optimizer, 1.0, float(momentum))
        limit = largest_stable_rate(rule, 1.0)
        assert limit is not None
        excess = rng.choice([-1.0, 1.0], N_RUNS // 10) * 10.0 ** rng.uniform(-4.0, -1.0, N_RUNS // 10)
        curvatures, theta = (1.0 + excess) * limit, rng.normal(size=N_RUNS // 10)  # only rate times curvature matters
        slots, path = init_slots(optimizer, theta.shape), []
        for step in range(2 * n_steps):
            theta, slots = update(rule, theta, curvatures * theta, slots, step)
            path.append(np.abs(theta))
        # One root passes -1 at the limit, and an excess e moves it by at least 2 e, 300 steps change its part by 6 % or more;
        # the other one, or both where they are complex, is at most sqrt(0.9) in size and fades to 0.949^300 = 2e-7.
        assert np.array_equal(path[-1] > path[n_steps - 1], excess > 0.0)
