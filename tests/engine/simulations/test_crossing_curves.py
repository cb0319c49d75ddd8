"""What is particular to learning curves side by side: nested training sets, features, invariances, the crossing."""

from __future__ import annotations

import numpy as np
import pytest

from engine.maths.digits import digits
from engine.maths.intervals import wilson_interval
from engine.maths.picture_features import crossings, directions, zones
from engine.rng import step_rng
from engine.simulation import Outcome, Run
from engine.simulations.crossing_curves import (
    SIMULATION,
    SIZES,
    TESTED,
    Distance,
    Observation,
    Params,
    State,
    World,
    crossing,
    describe,
    held_out,
    init,
    observe,
    readouts,
    status,
    step,
    training_set,
)
from engine.timeline import Timeline

LAST = len(SIZES) - 1
PLACE = World(1.5, False, 3)


def state_at(params: Params, index: int, seed: int = 0) -> State:
    timeline = Timeline(Run(SIMULATION, params, seed))
    timeline.seek(index)
    return timeline.state


def at(params: Params, index: int, seed: int = 0) -> Observation:
    return observe(params, state_at(params, index, seed))


def some_digits(count: int) -> np.ndarray:
    return digits(np.random.default_rng(0), count, 8)[0].reshape(-1, 8, 8)


def test_each_training_set_contains_those_before_it() -> None:
    largest = training_set(PLACE, 5)
    for index in range(5):
        smaller = training_set(PLACE, index)
        assert len(smaller.images) == SIZES[index]
        for part, whole in zip(smaller, largest, strict=True):
            assert (part == whole[: SIZES[index]]).all()


def test_every_digit_is_in_the_smallest_training_set_about_equally_often() -> None:
    assert set(np.bincount(training_set(PLACE, 0).labels).tolist()) == {2, 3}


def test_shuffle_moves_the_same_pixels_of_every_picture() -> None:
    order = step_rng(PLACE.seed, 0, "shuffle").permutation(64)
    shuffled = PLACE._replace(shuffle=True)
    assert sorted(order.tolist()) == list(range(64))
    assert (held_out(shuffled).images == held_out(PLACE).images[:, order]).all()
    assert (training_set(shuffled, 3).images == training_set(PLACE, 3).images[:, order]).all()


@pytest.mark.parametrize("index", [0, 3, 6])
def test_nearest_neighbour_is_that_of_brute_force(index: int) -> None:
    train, asked = training_set(World(1.5, False, 0), index), held_out(World(1.5, False, 0))
    right = 0
    for image, label in zip(asked.images, asked.labels, strict=True):
        right += int(train.labels[np.square(train.images - image).sum(axis=1).argmin()] == label)
    assert state_at(Params(), index).right[0, index] == right


def test_nearest_mean_is_that_of_brute_force() -> None:
    train, asked = training_set(World(1.5, False, 0), 2), held_out(World(1.5, False, 0))
    means = [train.images[train.labels == digit].mean(axis=0) for digit in range(10)]
    read = [int(np.argmin([np.linalg.norm(image - mean) for mean in means])) for image in asked.images]
    assert state_at(Params(distance=Distance.MEAN), 2).right[0, 2] == (np.array(read) == asked.labels).sum()


def test_distances_do_not_change_when_pixels_are_shuffled() -> None:
    rng = np.random.default_rng(1)
    first, second = rng.random((2, 64))
    for _ in range(1000):
        order = rng.permutation(64)
        assert np.linalg.norm(first[order] - second[order]) == pytest.approx(np.linalg.norm(first - second), rel=1e-12)
    for distance in Distance:
        plain, shuffled = (at(Params(distance=distance, shuffle=shuffle), 6) for shuffle in (False, True))
        assert (plain.accuracies[0] == shuffled.accuracies[0]).all()


def test_dashed_line_is_the_run_without_shuffle() -> None:
    plain, shuffled = at(Params(), 6, seed=4), at(Params(shuffle=True), 6, seed=4)
    assert (shuffled.in_order == plain.accuracies[1]).all()
    assert plain.in_order.shape == (0,)


def test_shuffle_costs_the_features_much_and_the_network_nothing() -> None:
    plain, shuffled = (at(Params(shuffle=shuffle), LAST).accuracies[:, LAST] for shuffle in (False, True))
    assert plain[1] - shuffled[1] > 0.12
    assert abs(plain[2] - shuffled[2]) < 0.02


@pytest.mark.parametrize("seed", [0, 5])
def test_features_are_ahead_with_few_examples_and_the_network_with_many(seed: int) -> None:
    seen = at(Params(), LAST, seed)
    assert (seen.accuracies[1, :6] > seen.accuracies[2, :6]).all()
    assert seen.accuracies[2, LAST] > seen.accuracies[1, LAST]
    assert seen.crossing is not None
    assert 500.0 < seen.crossing < 1000.0


def test_mean_of_each_zone_is_that_of_its_pixels() -> None:
    images = some_digits(7)
    found = zones(images).reshape(-1, 4, 4)
    for row, column in np.ndindex(4, 4):
        block = images[:, 2 * row : 2 * row + 2, 2 * column : 2 * column + 2]
        assert found[:, row, column] == pytest.approx(block.mean(axis=(1, 2)))


def test_directions_share_out_the_whole_gradient_and_turn_with_the_picture() -> None:
    images = some_digits(20)
    down, right = np.gradient(images, axis=(1, 2))
    found = directions(images).reshape(-1, 4, 4, 4)
    assert found.sum(axis=(1, 2, 3)) * 4.0 == pytest.approx(np.hypot(down, right).sum(axis=(1, 2)))
    turned = directions(np.rot90(images, axes=(1, 2))).reshape(-1, 4, 4, 4)
    assert turned == pytest.approx(np.rot90(found[:, [2, 3, 0, 1]], axes=(2, 3)), abs=1e-12)


def test_crossings_count_runs_of_ink() -> None:
    images = some_digits(30)
    found = crossings(images)
    for image, counts in zip(images >= 0.5, found, strict=True):
        for line, count in zip([*image, *image.T], counts, strict=True):
            text = "".join("x" if ink else " " for ink in line)
            assert count == len(text.split())


def test_crossing_of_straight_lines_over_log_n_is_found_in_random_runs() -> None:
    rng = np.random.default_rng(2)
    sizes = np.array(SIZES, float)
    for _ in range(1000):
        place = float(np.exp(rng.uniform(np.log(26.0), np.log(1590.0))))
        slope, common = float(rng.uniform(0.01, 2.0)), rng.random(len(sizes))
        assert crossing(sizes, common, common + slope * np.log(sizes / place)) == pytest.approx(place, rel=1e-6)


@pytest.mark.parametrize(
    ("lead", "expected"),
    [([1.0, 1.0, 1.0], 25.0), ([-1.0, 1.0, -1.0], None), ([1.0, -1.0, 1.0], 70.7107), ([0.0, 0.0, 0.0], None)],
)
def test_crossing_is_the_last_one_and_none_if_behind_at_the_end(lead: list[float], expected: float | None) -> None:
    found = crossing(np.array([25.0, 50.0, 100.0]), np.zeros(3), np.array(lead))
    assert found == (expected if expected is None else pytest.approx(expected, rel=1e-5))


def test_bars_are_intervals_of_the_share_read_right() -> None:
    state = state_at(Params(), 1)
    seen = observe(Params(), state)
    for place in np.ndindex(3, 2):
        assert tuple(seen.intervals[place]) == wilson_interval(int(state.right[place]), TESTED)


def test_mistakes_are_read_otherwise_than_drawn_and_from_the_test_set() -> None:
    seen = at(Params(), 0)
    assert len(seen.mistakes) == 10
    assert (seen.drawn != seen.read).all()
    asked = held_out(World(1.5, False, 0))
    for picture, label in zip(seen.mistakes, seen.drawn, strict=True):
        assert label in asked.labels[(asked.images == picture).all(axis=1)]


def test_without_features_the_linear_model_names_one_digit() -> None:
    params = Params(directions=False, crossings=False)
    state = init(params, 0)
    assert state.right[1, 0] == TESTED // 10
    assert status(params, state).reason == "No feature is ticked: the linear model names one digit for all, right for 10 %."
    assert readouts(observe(params, state))["learned_features"] == 10.0


def test_equal_pictures_are_all_read_and_nobody_is_ahead() -> None:
    params = Params(distortion=0.0)
    seen = at(params, 2)
    assert (seen.accuracies == 1.0).all()
    assert (seen.crossing, len(seen.mistakes)) == (None, 0)
    assert describe(params, seen).endswith("no crossing of features and network.")


def test_status_names_the_crossing_and_ends_with_the_largest_set() -> None:
    params = Params()
    state = state_at(params, LAST)
    place = readouts(observe(params, state))["crossing"]
    standing = status(params, state)
    assert (standing.outcome, standing.final) == (Outcome.CONVERGED, True)
    assert standing.reason.startswith(f"Curves cross at n = {place:,.0f}: from there on")
    assert step(params, state).right is state.right
    assert status(params, state_at(params, 4)).reason.startswith("No crossing up to now")


def test_numbers_learned_are_those_of_the_layers() -> None:
    numbers = readouts(at(Params(hidden=10, zones=True), 0))
    assert numbers["learned_features"] == 96 * 10 + 10
    assert numbers["learned_network"] == 64 * 10 + 10 + 10 * 10 + 10
