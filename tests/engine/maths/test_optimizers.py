"""Update rules against hand calculation, and the stable rates against the eigenvalues of the linear systems they come from."""

from __future__ import annotations

import math
from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.maths import optimizers
from engine.maths.optimizers import N_SLOTS, Optimizer, Rule, init_slots, largest_stable_rate, update

ADAM_ROOT = math.sqrt((0.999 * 0.004 + 0.001) / (1.0 - 0.999**2))  # second update after gradients 2 and 1
WITH_LIMIT = [Optimizer.PLAIN, Optimizer.MOMENTUM, Optimizer.NESTEROV]
ADAPTIVE = [each for each in Optimizer if each not in WITH_LIMIT]
COUPLED = [each for each in Optimizer if each not in (Optimizer.ADAMW, Optimizer.LION)]
rates = st.floats(1e-3, 1.0)
momenta = st.floats(0.0, 0.99)
curvatures = st.floats(0.01, 1000.0)


def run(rule: Rule, start: float, curvature: float, count: int) -> list[float]:
    """Positions on f(x) = curvature x^2 / 2."""
    theta, slots, path = np.array([start]), init_slots(rule.optimizer, (1,)), [start]
    for step in range(count):
        theta, slots = update(rule, theta, curvature * theta, slots, step)
        path.append(float(theta[0]))
    return path


def spectral_radius(rule: Rule, curvature: float) -> float:
    """Growth per update on f(x) = curvature x^2 / 2: columns of the matrix are the images of the unit vectors (x, v)."""
    columns = []
    for theta, velocity in ((1.0, 0.0), (0.0, 1.0)):
        slots = np.full((N_SLOTS[rule.optimizer], 1), velocity)
        moved, slots = update(rule, np.array([theta]), np.array([curvature * theta]), slots, 0)
        columns.append([moved[0], *slots[:, 0]] if len(slots) else [moved[0], 0.0])
    return float(np.abs(np.linalg.eigvals(np.array(columns).T)).max())


def test_plain_descent_on_a_parabola_is_geometric() -> None:
    path = run(Rule(Optimizer.PLAIN, 0.3), 8.0, curvature=4.0, count=3)
    assert path == pytest.approx([8.0, -1.6, 0.32, -0.064], rel=1e-12)


@pytest.mark.parametrize(
    ("optimizer", "expected"),
    [
        (Optimizer.PLAIN, [0.8, 0.7]),
        (Optimizer.MOMENTUM, [0.8, 0.52]),  # v = 2, then 0.9 * 2 + 1 = 2.8
        (Optimizer.NESTEROV, [0.62, 0.268]),  # steps 2 + 0.9 * 2 = 3.8 and 1 + 0.9 * 2.8 = 3.52
        (Optimizer.ADAGRAD, [1.0 - 0.2 / (2.0 + 1e-10), 1.0 - 0.2 / (2.0 + 1e-10) - 0.1 / (math.sqrt(5.0) + 1e-10)]),
        (Optimizer.RMSPROP, [1.0 - 0.2 / (0.2 + 1e-8), 1.0 - 0.2 / (0.2 + 1e-8) - 0.1 / (math.sqrt(0.0496) + 1e-8)]),
        (Optimizer.ADAM, [1.0 - 0.2 / (2.0 + 1e-8), 1.0 - 0.2 / (2.0 + 1e-8) - 0.028 / 0.19 / (ADAM_ROOT + 1e-8)]),
        (Optimizer.ADAMW, [1.0 - 0.2 / (2.0 + 1e-8), 1.0 - 0.2 / (2.0 + 1e-8) - 0.028 / 0.19 / (ADAM_ROOT + 1e-8)]),
        (Optimizer.LION, [0.9, 0.8]),  # signs of 0.1 * 2 and 0.9 * 0.02 + 0.1 * 1
    ],
)
def test_two_updates_by_hand(optimizer: Optimizer, expected: list[float]) -> None:
    rule, theta, slots = Rule(optimizer, 0.1), np.array([1.0]), init_slots(optimizer, (1,))
    for step, gradient in enumerate((2.0, 1.0)):
        theta, slots = update(rule, theta, np.array([gradient]), slots, step)
        assert theta[0] == pytest.approx(expected[step], abs=1e-14)


def test_first_update_of_adadelta_by_hand() -> None:
    theta, slots = update(
        Rule(Optimizer.ADADELTA, 0.5), np.array([1.0]), np.array([2.0]), init_slots(Optimizer.ADADELTA, (1,)), 0
    )
    change = 2.0 * math.sqrt(1e-6) / math.sqrt(0.4 + 1e-6)
    assert theta[0] == pytest.approx(1.0 - 0.5 * change, abs=1e-15)
    assert slots[:, 0] == pytest.approx([0.4, 0.1 * change**2], rel=1e-14)


def test_first_update_of_nadam_by_hand() -> None:
    first, second = (0.9 * (1.0 - 0.5 * 0.96 ** (0.004 * t)) for t in (1, 2))
    theta, _ = update(Rule(Optimizer.NADAM, 0.1), np.array([1.0]), np.array([2.0]), init_slots(Optimizer.NADAM, (1,)), 0)
    blend = 2.0 + second * 0.2 / (1.0 - first * second)  # a = (1 - m_1) / (1 - m_1) = 1, u = 0.1 * 2
    assert theta[0] == pytest.approx(1.0 - 0.1 * blend / (2.0 + 1e-8), abs=1e-14)


def test_nadam_at_any_update_uses_the_product_of_all_momenta_so_far() -> None:
    product, rule, slots = 1.0, Rule(Optimizer.NADAM, 1.0), np.array([[0.5], [4.0]])
    for step in range(200):
        now, later = (0.9 * (1.0 - 0.5 * 0.96 ** (0.004 * t)) for t in (step + 1, step + 2))
        product *= now
        theta, (mean, square) = update(rule, np.zeros(1), np.ones(1), slots, step)
        numerator = (1.0 - now) / (1.0 - product) + later / (1.0 - product * later) * mean[0]
        root = math.sqrt(square[0] / (1.0 - 0.999 ** (step + 1)))
        assert theta[0] == pytest.approx(-numerator / (root + 1e-8), rel=1e-14)


def test_nadams_table_ends_where_the_product_no_longer_matters() -> None:
    assert 1.0 - optimizers._NADAM_PRODUCTS[-1] == 1.0


@given(st.lists(st.integers(-8, 8), min_size=1, max_size=30))
def test_lion_moves_by_signs_of_exact_sums(gradients: list[int]) -> None:
    rule, theta, slots = Rule(Optimizer.LION, 0.25), np.zeros(1), init_slots(Optimizer.LION, (1,))
    place, mean = Fraction(0), Fraction(0)
    for step, gradient in enumerate(gradients):
        theta, slots = update(rule, theta, np.array([float(gradient)]), slots, step)
        blend = mean * Fraction(9, 10) + Fraction(gradient, 10)
        place -= Fraction((blend > 0) - (blend < 0), 4)
        mean = mean * Fraction(99, 100) + Fraction(gradient, 100)
        assert slots[0, 0] == pytest.approx(float(mean), rel=1e-12, abs=1e-14)
        assert theta[0] == place or abs(blend) < 1e-12
        theta = np.array([float(place)])  # where the sum is 0 but for rounding, either sign is right


@pytest.mark.parametrize("optimizer", COUPLED)
def test_coupled_weight_decay_is_the_gradient_of_a_penalty(optimizer: Optimizer) -> None:
    theta, gradient = np.random.default_rng(0).normal(size=(2, 6))
    slots, rule = np.full((N_SLOTS[optimizer], 6), 0.5), Rule(optimizer, 0.1)
    moved, memory = update(replace(rule, weight_decay=0.25), theta, gradient, slots, 3)
    expected, expected_memory = update(rule, theta, gradient + 0.25 * theta, slots, 3)
    assert np.array_equal(moved, expected)
    assert np.array_equal(memory, expected_memory)


@pytest.mark.parametrize("optimizer", [Optimizer.ADAMW, Optimizer.LION])
def test_decoupled_weight_decay_shrinks_first_and_leaves_the_memory_alone(optimizer: Optimizer) -> None:
    theta, gradient = np.random.default_rng(0).normal(size=(2, 6))
    slots, rule = np.full((N_SLOTS[optimizer], 6), 0.5), Rule(optimizer, 0.1)
    moved, memory = update(replace(rule, weight_decay=0.25), theta, gradient, slots, 3)
    expected, expected_memory = update(rule, (1.0 - 0.1 * 0.25) * theta, gradient, slots, 3)
    assert np.array_equal(moved, expected)
    assert np.array_equal(memory, expected_memory)


def test_adamw_without_weight_decay_is_adam() -> None:
    assert run(Rule(Optimizer.ADAMW, 0.1), 3.0, 2.0, 50) == run(Rule(Optimizer.ADAM, 0.1), 3.0, 2.0, 50)


@pytest.mark.parametrize("optimizer", Optimizer)
def test_update_leaves_its_arguments_alone(optimizer: Optimizer) -> None:
    arrays = np.ones(3), np.full(3, 2.0), np.full((N_SLOTS[optimizer], 3), 0.5)
    for array in arrays:
        array.flags.writeable = False
    theta, slots = update(Rule(optimizer, 0.1), *arrays, 4)
    assert theta.flags.writeable
    assert not np.shares_memory(theta, arrays[0])
    assert slots.shape == arrays[2].shape


@pytest.mark.parametrize("optimizer", Optimizer)
def test_racers_in_one_array_move_as_each_would_alone(optimizer: Optimizer) -> None:
    rng, rule = np.random.default_rng(0), Rule(optimizer, 0.05, weight_decay=0.1)
    theta, slots = rng.normal(size=(3, 2)), init_slots(optimizer, (3, 2))
    alone = [(theta[i], init_slots(optimizer, (2,))) for i in range(3)]
    for step in range(20):
        gradient = rng.normal(size=(3, 2))
        theta, slots = update(rule, theta, gradient, slots, step)
        alone = [update(rule, alone[i][0], gradient[i], alone[i][1], step) for i in range(3)]
    assert np.array_equal(theta, [position for position, _ in alone])


@pytest.mark.parametrize("optimizer", [Optimizer.MOMENTUM, Optimizer.NESTEROV])
def test_momentum_0_is_plain_descent(optimizer: Optimizer) -> None:
    assert run(Rule(optimizer, 0.1, 0.0), 3.0, 2.0, 30) == run(Rule(Optimizer.PLAIN, 0.1), 3.0, 2.0, 30)


@pytest.mark.parametrize("optimizer", [each for each in ADAPTIVE if each is not Optimizer.ADADELTA])
@given(scale=st.floats(1e-3, 1e3))
def test_adaptive_optimizers_do_not_feel_the_scale_of_the_loss(optimizer: Optimizer, scale: float) -> None:
    rule = Rule(optimizer, 0.1)
    theta = np.array([2.0])
    once, _ = update(rule, theta, np.array([0.7]), init_slots(optimizer, (1,)), 0)
    scaled, _ = update(rule, theta, np.array([0.7 * scale]), init_slots(optimizer, (1,)), 0)
    assert scaled[0] == pytest.approx(once[0], abs=2e-4)  # not exactly: epsilon does not scale


@given(beta=momenta, curvature=curvatures, weight_decay=st.sampled_from([0.0, 0.1, 10.0]))
@pytest.mark.parametrize("optimizer", WITH_LIMIT)
def test_stable_rate_is_where_the_spectral_radius_reaches_1(
    optimizer: Optimizer, beta: float, curvature: float, weight_decay: float
) -> None:
    rule = Rule(optimizer, 1.0, beta, weight_decay)
    limit = largest_stable_rate(rule, curvature)
    assert limit is not None
    below, above = (spectral_radius(replace(rule, learning_rate=limit * each), curvature) for each in (0.999, 1.001))
    assert below < 1.0 < above


@given(fraction=st.floats(0.01, 0.99), beta=momenta)
@pytest.mark.parametrize("optimizer", WITH_LIMIT)
def test_every_rate_below_the_limit_is_stable(optimizer: Optimizer, fraction: float, beta: float) -> None:
    limit = largest_stable_rate(Rule(optimizer, 1.0, beta), 3.0)
    assert limit is not None
    assert spectral_radius(Rule(optimizer, fraction * limit, beta), 3.0) < 1.0


def test_parabola_of_curvature_10_converges_swings_or_diverges_around_a_fifth() -> None:
    converged, swings, diverged = (run(Rule(Optimizer.PLAIN, rate), 2.0, 10.0, 200)[-1] for rate in (0.19, 0.2, 0.21))
    assert abs(converged) < 1e-8
    assert abs(swings) == pytest.approx(2.0, rel=1e-12)
    assert abs(diverged) > 1e8


@given(beta=st.floats(0.05, 0.95), fraction=st.floats(0.05, 0.95))
def test_momentum_shrinks_with_the_root_of_beta_wherever_it_oscillates(beta: float, fraction: float) -> None:
    low, high = (1.0 - math.sqrt(beta)) ** 2, (1.0 + math.sqrt(beta)) ** 2
    rule = Rule(Optimizer.MOMENTUM, low + fraction * (high - low), beta)
    assert spectral_radius(rule, 1.0) == pytest.approx(math.sqrt(beta), rel=1e-9)


@pytest.mark.parametrize("optimizer", ADAPTIVE)
def test_no_stable_rate_is_claimed_for_adaptive_optimizers(optimizer: Optimizer) -> None:
    assert largest_stable_rate(Rule(optimizer, 0.1), 1.0) is None
