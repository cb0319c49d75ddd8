"""What is particular to three programs for one task: who learns, from what, and what a turn of the world does to each."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest

from engine.maths.threshold_rules import ThresholdRule
from engine.maths.turned_worlds import World, turned
from engine.simulation import Outcome, Run
from engine.simulations.who_wrote_the_rule import (
    PICTURE_SIZE,
    REACH,
    SIMULATION,
    SIZES,
    TRACE_NAMES,
    UPDATES,
    Observation,
    Params,
    Points,
    State,
    describe,
    init,
    lesson_at,
    observe,
    readouts,
    status,
    step,
    trace,
)
from engine.timeline import Timeline
from engine.training.feature_learners import bench_of

# Means over seeds 0 to 63 at the end of each preset, in per cent: rule, features, network. The captions say these numbers.
MEANS = {
    "eight_examples": (95.1, 86.9, 83.8),
    "many_examples": (95.1, 95.8, 99.2),
    "world_turns": (76.4, 85.0, 99.2),
    "small_turn": (88.5, 92.7, 99.1),
    "quarter_turn": (56.3, 95.8, 99.2),
    "twisted_world": (55.8, 86.7, 98.3),
    "raw_coordinates": (95.1, 84.9, 99.2),
    "right_feature": (99.9, 97.7, 85.2),
    "wrong_feature": (49.7, 49.9, 99.6),
    "turned_rings": (97.7, 99.9, 96.5),
    "unknown_features": (50.0, 52.9, 96.6),
    "one_unit": (95.1, 95.8, 84.8),
}
HARDLY_VARY = [name for name in MEANS if name not in ("eight_examples", "right_feature", "turned_rings", "unknown_features")]


def at(params: Params, steps: int, seed: int = 0) -> State:
    state = init(params, seed)
    for _ in range(steps):
        state = step(params, state)
    return state


def seen(params: Params, steps: int = UPDATES, seed: int = 0) -> Observation:
    return observe(params, at(params, steps, seed))


def ends(preset: str, n_seeds: int) -> np.ndarray:
    """Shares of all three programs at the end of a preset, in per cent, shape (n_seeds, 3)."""
    params = SIMULATION.preset(preset).params
    return np.array([100.0 * seen(params, seed=seed).shares for seed in range(n_seeds)])


@pytest.mark.slow
@pytest.mark.parametrize("preset", MEANS)
def test_means_of_64_seeds_are_those_of_the_captions(preset: str) -> None:
    assert ends(preset, 64).mean(axis=0) == pytest.approx(MEANS[preset], abs=0.2)


@pytest.mark.parametrize("preset", HARDLY_VARY)
def test_means_of_four_seeds_are_near_those_of_the_captions(preset: str) -> None:
    assert ends(preset, 4).mean(axis=0) == pytest.approx(MEANS[preset], abs=1.5)


@pytest.mark.slow
def test_rule_is_ahead_with_eight_examples_in_60_of_64_seeds_and_the_network_with_400_in_all() -> None:
    few, many = ends("eight_examples", 64), ends("many_examples", 64)
    assert (few[:, 0] > few[:, 1:].max(axis=1)).sum() == pytest.approx(60, abs=1)
    assert (many[:, 2] > many[:, :2].max(axis=1)).all()


def random_rules(count: int) -> Iterator[tuple[Params, int]]:
    """Random parameters, those of the rule and the chosen size changing 50 times as often as the lesson."""
    rng = np.random.default_rng(0)
    for number in range(count):
        if number % 50 == 0:
            world, degrees, seed = list(World)[number // 50 % 5], float(rng.uniform(-180.0, 180.0)), int(rng.integers(1000))
        yield Params(
            world=world, rotation=degrees, width=2, rule=list(ThresholdRule)[number % 7], points=list(Points)[number % 8],
            threshold_1=float(rng.uniform(-2.0, 2.0)), threshold_2=float(rng.uniform(-2.0, 2.0)),
        ), seed  # fmt: skip


def test_a_rule_gains_nothing_from_experience_in_1000_random_runs() -> None:
    for params, seed in random_rules(1000):
        fresh = bench_of(lesson_at(params, seed, 0)).fresh
        start = init(params, seed)
        shares = {trace(params, state)[0] for state in (start, step(params, start))}
        a, b = params.threshold_1, params.threshold_2
        x1, x2 = fresh.points.T
        said = {
            ThresholdRule.NONE: x1 > 9.0, ThresholdRule.ABOVE: x1 > a, ThresholdRule.BOTH: (x1 > a) & (x2 > b),
            ThresholdRule.EITHER: (x1 > a) | (x2 > b), ThresholdRule.ONE: (x1 > a) ^ (x2 > b),
            ThresholdRule.BAND: (a < x1) & (x1 < b), ThresholdRule.BOX: (a < x1) & (x1 < b) & (a < x2) & (x2 < b),
        }[params.rule]  # fmt: skip
        assert shares == {float((said == fresh.labels).mean())}


def test_learners_gain_from_experience() -> None:
    gains = np.mean([np.diff(seen(Params(), seed=seed).curves[:, [0, -1]])[:, 0] for seed in range(6)], axis=0)
    assert (gains > 0.1).all()


def adam(gradient: np.ndarray, memory: tuple[np.ndarray, np.ndarray], update: int, rate: float) -> np.ndarray:
    """One step of Adam as Kingma and Ba write it; the memory is changed in place."""
    first, second = memory
    first[...] = 0.9 * first + 0.1 * gradient
    second[...] = 0.999 * second + 0.001 * gradient**2
    return -rate * (first / (1 - 0.9**update)) / (np.sqrt(second / (1 - 0.999**update)) + 1e-8)


def test_features_are_learned_by_logistic_regression() -> None:
    params = Params(points=Points.N16, squares=True, radius=True)
    found = observe(params, at(params, 60, 3))
    x1, x2 = found.training.points.T
    inputs = np.column_stack([x1, x2, x1 * x2, x1**2, x2**2, np.hypot(x1, x2), np.ones(16)])
    theta, memory = np.zeros(7), (np.zeros(7), np.zeros(7))
    for update in range(1, 61):
        misses = 1.0 / (1.0 + np.exp(-inputs @ theta)) - found.training.labels
        theta += adam(inputs.T @ misses / 16, memory, update, 0.1)
    assert found.thetas[0] == pytest.approx(theta, rel=1e-3, abs=1e-4)


def test_network_is_learned_by_backpropagation_through_two_hidden_layers() -> None:
    params = Params(points=Points.N8, width=3)
    found, theta = observe(params, at(params, 40, 2)), observe(params, init(params, 2)).thetas[1].astype(float)
    inputs, labels = found.training.points, found.training.labels[:, None]
    memory = np.zeros_like(theta), np.zeros_like(theta)
    for update in range(1, 41):
        w1, w2, w3 = theta[:9].reshape(3, 3), theta[9:21].reshape(4, 3), theta[21:].reshape(4, 1)
        h1 = np.tanh(inputs @ w1[:-1] + w1[-1])
        h2 = np.tanh(h1 @ w2[:-1] + w2[-1])
        d3 = (1.0 / (1.0 + np.exp(-(h2 @ w3[:-1] + w3[-1]))) - labels) / 8
        d2 = d3 @ w3[:-1].T * (1.0 - h2**2)
        d1 = d2 @ w2[:-1].T * (1.0 - h1**2)
        below = ((inputs, d1), (h1, d2), (h2, d3))
        gradient = np.concatenate([np.vstack([a.T @ d, d.sum(axis=0)]).ravel() for a, d in below])
        theta = theta + adam(gradient, memory, update, 0.05)
    assert found.thetas[1] == pytest.approx(theta, rel=1e-2, abs=1e-3)


def test_training_sets_are_nested_and_half_of_each_class() -> None:
    largest = seen(Params(points=Points.N400), 0).training
    for size in Points:
        training = seen(Params(points=size), 0).training
        n = int(size)
        assert (training.points == largest.points[:n]).all()
        assert training.labels.sum() == n // 2


def test_chosen_size_decides_what_is_shown_and_nothing_that_is_learned() -> None:
    rows = [trace(Params(points=size), at(Params(points=size), 20)) for size in Points]
    assert len({row[3:] for row in rows}) == 1
    for place, row in enumerate(rows):
        assert row[1:3] == (rows[0][3 + place], rows[0][3 + len(SIZES) + place])
    assert len(TRACE_NAMES) == len(rows[0])


def test_another_size_in_mid_run_shows_the_run_of_that_size() -> None:
    timeline = Timeline(Run(SIMULATION, Params(points=Points.N8)))
    timeline.seek(30)
    timeline.act("set", "points", Points.N400)
    timeline.seek(60)
    assert timeline.frame().readouts == readouts(seen(Params(points=Points.N400), 60))


def test_points_to_learn_from_and_to_be_judged_by_are_turned_alike() -> None:
    upright, there = seen(Params(), 0), seen(Params(rotation=30.0, twist=60.0), 0)
    for before, after in ((upright.fresh, there.fresh), (upright.training, there.training)):
        assert after.points == pytest.approx(turned(before.points, 30.0, 60.0))
        assert (after.labels == before.labels).all()


def test_world_is_upright_until_it_turns() -> None:
    turning, still = Params(rotation=45.0, turn_at=20), Params()
    before, after = at(turning, 19), at(turning, 20)
    assert trace(turning, before) == trace(still, at(still, 19))
    assert trace(turning, after)[0] == trace(Params(rotation=45.0), init(Params(), 0))[0]
    assert [np.array_equal(*pair) for pair in zip(after.learners[1], at(still, 20).learners[1], strict=True)] == [True, True]


def test_at_a_turn_all_fall_and_only_the_network_comes_all_the_way_back() -> None:
    preset = SIMULATION.preset("world_turns")
    timeline = Timeline(Run(SIMULATION, preset.params, seed=1))
    timeline.seek(UPDATES)
    old, new, end = (
        [timeline.history()[name][place] for name in TRACE_NAMES[:3]]
        for place in (preset.params.turn_at - 1, preset.params.turn_at, -1)
    )
    assert all(before - after > 0.15 for before, after in zip(old, new, strict=True))
    assert end[0] == new[0]
    assert new[1] + 0.05 < end[1] < old[1] - 0.05
    assert end[2] == pytest.approx(old[2], abs=0.01)


def test_without_features_only_a_bias_is_learned() -> None:
    found = seen(Params(coordinates=False, product=False), 50)
    assert found.thetas[0][0] == 0.0
    assert found.thetas[0][1] == pytest.approx(0.0, abs=1e-6)
    numbers = readouts(found)
    assert (numbers["features"], numbers["learned_features"], numbers["by_hand_features"]) == (0.5, 1.0, 0.0)


@pytest.mark.parametrize(
    ("params", "words"),
    [
        (Params(rule=ThresholdRule.NONE), "Nobody wrote a rule, so the answer is 0 everywhere."),
        (
            Params(rule=ThresholdRule.BOX, threshold_1=0.25, threshold_2=-1.0),
            "No x₁ is above 0.25 and below −1: the rule contradicts itself and answers 0 everywhere.",
        ),
        (
            Params(coordinates=False, product=False),
            "No feature is ticked: the linear model only knows how often each class comes.",
        ),
    ],
)
def test_status_names_the_program_that_has_nothing_to_go_by(params: Params, words: str) -> None:
    assert words in status(params, init(params, 0)).reason
    assert 0.5 in readouts(seen(params, 5)).values()


def test_status_says_who_is_ahead_and_when_the_network_has_learned_all_its_points() -> None:
    params = Params()
    assert (status(params, init(params, 0)).outcome, status(params, init(params, 0)).final) == (Outcome.RUNNING, False)
    end = status(params, at(params, UPDATES))
    assert end.outcome is Outcome.CONVERGED
    assert end.reason == "The network has all 8 training points right. Ahead on fresh points: the rule, 95.3 %."


@pytest.mark.parametrize(("width", "expected"), [(1, 7), (2, 15), (8, 105), (12, 205)])
def test_numbers_learned_are_weights_and_biases_of_all_layers(width: int, expected: int) -> None:
    layers = ((2, width), (width, width), (width, 1))
    found = seen(Params(width=width, squares=True), 0)
    assert found.learned == (0, 6, sum(n_in * n_out + n_out for n_in, n_out in layers)) == (0, 6, expected)
    assert found.by_hand == (2, 5, 0)


def test_maps_say_what_the_programs_say_of_the_points() -> None:
    params = Params(points=Points.N100)
    found = seen(params, 100)
    cells = np.rint((found.fresh.points + REACH) / (2.0 * REACH) * (PICTURE_SIZE - 1)).astype(int)
    for map_, share in zip(found.maps, found.shares, strict=True):
        assert map_.shape == (PICTURE_SIZE, PICTURE_SIZE)
        answers = map_[cells[:, 1], cells[:, 0]] > 0.0
        assert (answers == found.fresh.labels).mean() == pytest.approx(share, abs=0.02)


def test_describe_names_all_three_shares() -> None:
    params = Params(points=Points.N16)
    found = seen(params, 30)
    for share in found.shares:
        assert f"{100.0 * share:.1f} %" in describe(params, found)
