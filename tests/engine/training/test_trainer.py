"""The fast path against the readable one: the same numbers for every optimizer, activation, loss and layout."""

from __future__ import annotations

import itertools
from typing import Any

import numpy as np
import pytest

from engine.errors import EngineError
from engine.maths import datasets, losses
from engine.maths.activations import Activation, FloatArray
from engine.maths.losses import Loss
from engine.maths.networks import Network, backward, forward, init_theta, layers
from engine.maths.optimizers import Optimizer, Rule, init_slots, update_in_place
from engine.maths.sampling import epoch_order
from engine.training.layouts import Layout
from engine.training.penalties import Penalty
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

LABELLED = (Loss.HINGE, Loss.PERCEPTRON)
TRAINABLE = [loss for loss in Loss if loss is not Loss.ZERO_ONE]
PLAIN = Rule(Optimizer.PLAIN, 0.1)


def examples(loss: Loss, n: int = 12, n_outputs: int = 1, seed: int = 0) -> tuple[FloatArray, FloatArray]:
    rng = np.random.default_rng(seed)
    inputs = rng.standard_normal((n, 2))
    if loss is Loss.SOFTMAX_CROSS_ENTROPY:
        return inputs, np.eye(n_outputs)[rng.integers(n_outputs, size=n)]
    targets = (rng.random((n, n_outputs)) > 0.5).astype(float)
    return inputs, 2.0 * targets - 1.0 if loss in LABELLED else targets


def start(network: Network, seed: int = 1) -> FloatArray:
    return init_theta(network, np.random.default_rng(seed))


def readable(recipe: Recipe, inputs: FloatArray, targets: FloatArray, theta: FloatArray, n: int, seed: int = 0) -> FloatArray:
    """Train as a textbook would, with the pure functions of ``engine.maths``."""
    theta, gradient = theta.copy(), np.zeros_like(theta)
    slots = init_slots(recipe.rule.optimizer, theta.shape)
    size = min(recipe.batch_size or len(inputs), len(inputs))
    per_epoch = -(-len(inputs) // size)
    for update in range(n):
        epoch, batch = divmod(update, per_epoch)
        rows = epoch_order(seed, epoch, len(inputs))[batch * size : (batch + 1) * size] if per_epoch > 1 else slice(None)
        passed = forward(recipe.network, layers(recipe.network, theta), inputs[rows])
        slope = losses.gradient(recipe.loss, passed.outputs, targets[rows]) / len(passed.outputs)
        backward(recipe.network, layers(recipe.network, theta), passed, slope, layers(recipe.network, gradient))
        update_in_place(recipe.rule, theta, gradient, slots, update)
    return theta


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("weight_decay", [0.0, 0.03])
def test_every_optimizer_takes_the_steps_of_its_definition(optimizer: Optimizer, weight_decay: float) -> None:
    network = Network((2, 5, 4, 1), Activation.TANH)
    recipe = Recipe(network, Loss.BINARY_CROSS_ENTROPY, Rule(optimizer, 0.01, 0.8, weight_decay))
    inputs, targets = examples(recipe.loss)
    trainer = Trainer(recipe, inputs, targets, start(network))
    trainer.run(50)  # soon after, RMSprop near a minimum doubles a difference in rounding at every step
    expected = readable(recipe, inputs, targets, start(network), 50)
    assert trainer.parameters() == pytest.approx(expected, rel=1e-11, abs=1e-12)
    assert trainer.update == 50


@pytest.mark.parametrize("activation", Activation)
def test_every_activation_trains_as_the_readable_way_does(activation: Activation) -> None:
    network = Network((2, 5, 4, 1), activation)
    recipe = Recipe(network, Loss.BINARY_CROSS_ENTROPY, PLAIN)
    inputs, targets = examples(recipe.loss)
    trainer = Trainer(recipe, inputs, targets, start(network))
    trainer.run(50)
    assert trainer.parameters() == pytest.approx(readable(recipe, inputs, targets, start(network), 50), rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("loss", TRAINABLE)
@pytest.mark.parametrize("n_outputs", [1, 3])
def test_every_loss_trains_as_the_readable_way_does(loss: Loss, n_outputs: int) -> None:
    network = Network((2, 4, 4, n_outputs), (Activation.RELU, Activation.SIGMOID))
    recipe = Recipe(network, loss, PLAIN, batch_size=5)
    inputs, targets = examples(loss, n_outputs=n_outputs)
    trainer = Trainer(recipe, inputs, targets, start(network), seed=3)
    trainer.run(40)
    assert trainer.parameters() == pytest.approx(readable(recipe, inputs, targets, start(network), 40, 3), rel=1e-12, abs=1e-13)


@pytest.mark.parametrize("sizes", [(2, 1), (2, 1, 1), (2, 3, 2, 1), (2, 8, 8, 8, 8, 1)])
def test_any_depth(sizes: tuple[int, ...]) -> None:
    network = Network(sizes, Activation.SILU)
    recipe = Recipe(network, Loss.SQUARED, Rule(Optimizer.ADAM, 0.01), batch_size=1)
    inputs, targets = examples(recipe.loss, n=7)
    trainer = Trainer(recipe, inputs, targets, start(network))
    trainer.run(30)
    assert trainer.parameters() == pytest.approx(readable(recipe, inputs, targets, start(network), 30), rel=1e-11, abs=1e-12)


@pytest.mark.parametrize(("sizes", "layout"), [((2, 4, 3, 1), Layout.LAST), ((2, 8, 1), Layout.STACKED), ((2, 1), Layout.LAST)])
@pytest.mark.parametrize("loss", [Loss.BINARY_CROSS_ENTROPY, Loss.HUBER])
@pytest.mark.parametrize("optimizer", [Optimizer.PLAIN, Optimizer.NADAM, Optimizer.LION])
@pytest.mark.parametrize("shared", [True, False])
def test_networks_side_by_side_are_the_networks_alone(
    sizes: tuple[int, ...], layout: Layout, loss: Loss, optimizer: Optimizer, *, shared: bool
) -> None:
    network, count = Network(sizes, Activation.TANH), 40
    many = [examples(loss, n=7, seed=0 if shared else number) for number in range(count)]
    inputs, targets = (np.stack([pair[part] for pair in many]) for part in (0, 1))
    thetas = np.stack([start(network, number) for number in range(count)])
    rates = np.geomspace(0.003, 0.3, count)
    recipe = Recipe(network, loss, Rule(optimizer, 0.1, weight_decay=0.01), batch_size=3, penalty=Penalty(l1=0.001))
    together = Trainer(recipe, inputs[0] if shared else inputs, targets[0] if shared else targets, thetas, rates=rates, seed=5)
    together.run(9)
    assert together.layout is layout
    for number in (0, 17, count - 1):
        rule = Rule(optimizer, float(rates[number]), weight_decay=0.01)
        alone = Trainer(Recipe(network, loss, rule, 3, recipe.penalty), inputs[number], targets[number], thetas[number], seed=5)
        alone.run(9)
        assert together.parameters()[number] == pytest.approx(alone.parameters(), rel=1e-12, abs=1e-14)


@pytest.mark.parametrize(("sizes", "layout"), [((2, 4, 3, 1), Layout.LAST), ((2, 8, 1), Layout.STACKED)])
@pytest.mark.parametrize("batch_size", [None, 3, 7])
@pytest.mark.parametrize("dropout", [0.0, 0.3])
@pytest.mark.parametrize("same_data", [True, False])
def test_networks_with_seeds_of_their_own_are_the_networks_alone_with_these_seeds(
    sizes: tuple[int, ...], layout: Layout, batch_size: int | None, dropout: float, *, same_data: bool
) -> None:
    network, seeds = Network(sizes, Activation.TANH), [3 * number + 1 for number in range(40)]
    many = [examples(Loss.SQUARED, n=7, seed=0 if same_data else number) for number in range(40)]
    inputs, targets = (np.stack([pair[part] for pair in many]) for part in (0, 1))
    thetas = np.stack([start(network, number) for number in range(40)])
    recipe = Recipe(network, Loss.SQUARED, Rule(Optimizer.ADAM, 0.05), batch_size, dropout=dropout)
    own = (inputs[0], targets[0]) if same_data else (inputs, targets)
    together = Trainer(recipe, *own, thetas, seed=seeds)
    together.run(11)
    assert together.layout is layout
    for number in (0, 17, 39):
        alone = Trainer(recipe, inputs[number], targets[number], thetas[number], seed=seeds[number])
        alone.run(11)
        assert together.parameters()[number] == pytest.approx(alone.parameters(), rel=1e-11, abs=1e-13)


def test_seeds_that_do_not_fit_the_networks_are_refused() -> None:
    network = Network((2, 3, 1), Activation.TANH)
    inputs, targets = examples(Loss.SQUARED)
    recipe = Recipe(network, Loss.SQUARED, PLAIN)
    with pytest.raises(EngineError, match="one for each of 2 networks, got 3"):
        Trainer(recipe, inputs, targets, np.stack([start(network)] * 2), seed=[0, 1, 2])
    with pytest.raises(EngineError, match="a single network has one seed"):
        Trainer(recipe, inputs, targets, start(network), seed=[0])


def test_softmax_of_networks_side_by_side() -> None:
    network = Network((2, 3, 3), Activation.TANH)
    inputs, targets = examples(Loss.SOFTMAX_CROSS_ENTROPY, n_outputs=3)
    recipe = Recipe(network, Loss.SOFTMAX_CROSS_ENTROPY, PLAIN)
    thetas = np.stack([start(network, number) for number in range(50)])
    together = Trainer(recipe, inputs, targets, thetas)
    together.run(20)
    expected = readable(recipe, inputs, targets, thetas[31], 20)
    assert together.parameters()[31] == pytest.approx(expected, rel=1e-12, abs=1e-14)


def test_updates_are_the_same_in_any_portions_and_after_a_return() -> None:
    network = Network((2, 6, 1), Activation.GELU)
    recipe = Recipe(network, Loss.BINARY_CROSS_ENTROPY, Rule(Optimizer.ADAM, 0.02), batch_size=5, dropout=0.2)
    inputs, targets = examples(recipe.loss, n=23)
    whole, parts = (Trainer(recipe, inputs, targets, start(network), seed=9) for _ in range(2))
    whole.run(37)
    for portion in (1, 2, 13, 4):
        parts.run(portion)
    kept = parts.theta.copy(), parts.slots.copy(), parts.update
    parts.run(40)
    parts.restore(*kept)
    parts.run(17)
    assert whole.theta.tobytes() == parts.theta.tobytes()
    assert whole.slots.tobytes() == parts.slots.tobytes()


def test_many_examples_are_loaded_batch_by_batch_with_the_same_numbers(monkeypatch: pytest.MonkeyPatch) -> None:
    network = Network((2, 4, 1), Activation.TANH)
    inputs, targets = examples(Loss.SQUARED, n=31)
    trained = []
    for limit in (1, 10_000):
        monkeypatch.setattr("engine.training.workspace.AT_ONCE", limit)
        trainer = Trainer(Recipe(network, Loss.SQUARED, PLAIN, 4), inputs, targets, start(network), seed=2)
        trainer.run(25)
        trained.append(trainer.theta.tobytes())
    assert trained[0] == trained[1]


@pytest.mark.parametrize("penalty", [Penalty(l1=0.1), Penalty(l2=0.2), Penalty(l1=0.05, l2=0.3)])
def test_a_penalty_pulls_weights_but_no_biases(penalty: Penalty) -> None:
    network = Network((2, 3, 1), Activation.TANH)
    inputs, targets = examples(Loss.SQUARED)
    theta = start(network) + 0.1
    free, pulled = (
        Trainer(Recipe(network, Loss.SQUARED, PLAIN, None, one), inputs, targets, theta) for one in (Penalty(), penalty)
    )
    for trainer in (free, pulled):
        trainer.run(1)
    expected = np.zeros_like(theta)
    for part, layer in zip(layers(network, expected), layers(network, theta), strict=True):
        part.weights[...] = -0.1 * (penalty.l1 * np.sign(layer.weights) + penalty.l2 * layer.weights)
    assert pulled.parameters() - free.parameters() == pytest.approx(expected, abs=1e-15)


def test_dropout_keeps_the_mean_and_drops_the_share() -> None:
    network = Network((2, 400, 1), Activation.SIGMOID)
    recipe = Recipe(network, Loss.SQUARED, PLAIN, dropout=0.3)
    trainer = Trainer(recipe, *examples(recipe.loss, n=50), start(network))
    mask = trainer.prepare()["M1"]
    kept = mask > 0.0
    assert mask[kept] == pytest.approx(1.0 / 0.7)
    assert abs(kept.mean() - 0.7) < 4.0 * np.sqrt(0.3 * 0.7 / mask.size)


def test_single_precision_stays_single_and_near() -> None:
    network = Network((2, 4, 1), Activation.TANH)
    recipe = Recipe(network, Loss.BINARY_CROSS_ENTROPY, Rule(Optimizer.ADAM, 0.01))
    inputs, targets = examples(recipe.loss)
    single = Trainer(recipe, inputs, targets, start(network).astype(np.float32))
    double = Trainer(recipe, inputs, targets, start(network))
    for trainer in (single, double):
        trainer.run(100)
    assert {array.dtype for array in single.prepare().values()} == {np.dtype(np.float32)}
    assert single.parameters() == pytest.approx(double.parameters(), abs=2e-4)


def test_overflow_runs_on_and_shows_in_the_parameters() -> None:
    network = Network((2, 4, 1), Activation.RELU)
    trainer = Trainer(Recipe(network, Loss.SQUARED, Rule(Optimizer.PLAIN, 1e6)), *examples(Loss.SQUARED), start(network))
    trainer.run(200)
    assert not np.isfinite(trainer.theta).all()


@pytest.mark.parametrize(
    ("sizes", "n", "batch_size", "optimizer", "loss", "limit"),
    [
        ((2, 4, 1), 4, None, Optimizer.PLAIN, Loss.BINARY_CROSS_ENTROPY, 14),
        ((2, 8, 8, 1), 500, 10, Optimizer.PLAIN, Loss.BINARY_CROSS_ENTROPY, 19),
        ((2, 64, 10), 64, 32, Optimizer.ADAM, Loss.SOFTMAX_CROSS_ENTROPY, 26),
    ],
)
def test_an_update_takes_few_calls(sizes: Any, n: int, batch_size: Any, optimizer: Any, loss: Any, limit: int) -> None:
    recipe = Recipe(Network(sizes, Activation.TANH), loss, Rule(optimizer, 0.1), batch_size)
    assert len(recipe.calls()) <= limit
    trainer = Trainer(recipe, *examples(loss, n, sizes[-1]), start(recipe.network))
    trainer.run(3)
    assert np.isfinite(trainer.theta).all()


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"theta": np.zeros(5)}, r"theta must have shape \(17,\) or \(R, 17\), got \(5,\)"),
        ({"inputs": np.zeros((4, 3))}, r"inputs must have shape \(4, 2\) with at least one example, got \(4, 3\)"),
        ({"inputs": np.zeros((0, 2))}, r"inputs must have shape \(0, 2\) with at least one example, got \(0, 2\)"),
        ({"targets": np.zeros((3, 1))}, r"targets must have shape \(4, 1\)"),
        ({"theta": np.zeros((6, 17)), "rates": np.ones(5)}, r"rates must have shape \(6,\), one for each network, got \(5,\)"),
    ],
)
def test_shapes_that_do_not_fit_are_said(changed: dict[str, Any], message: str) -> None:
    points, labels = datasets.xor()
    given = {"inputs": points, "targets": labels[:, None], "theta": np.zeros(17), **changed}
    with pytest.raises(EngineError, match=message):
        Trainer(Recipe(Network((2, 4, 1), Activation.TANH), Loss.BINARY_CROSS_ENTROPY, PLAIN), **given)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"loss": Loss.ZERO_ONE}, "its gradient is 0 wherever it exists"),
        ({"dropout": 1.0}, "dropout must be from 0 to below 1, got 1.0"),
        ({"batch_size": 0}, "batch_size must be at least 1, got 0"),
        ({"network": Network((2, 4, 1), (Activation.TANH,) * 2)}, "needs 1 activations"),
    ],
)
def test_recipes_that_cannot_be_trained_are_said(changed: dict[str, Any], message: str) -> None:
    given = {"network": Network((2, 4, 1), Activation.TANH), "loss": Loss.SQUARED, "rule": PLAIN, **changed}
    with pytest.raises(EngineError, match=message):
        Recipe(**given)


def test_all_pairs_of_activations_share_no_arrays_by_mistake() -> None:
    inputs, targets = examples(Loss.SQUARED)
    for pair in itertools.product(Activation, repeat=2):
        network = Network((2, 3, 2, 1), pair)
        recipe = Recipe(network, Loss.SQUARED, PLAIN)
        trainer = Trainer(recipe, inputs, targets, start(network))
        trainer.run(4)
        assert trainer.parameters() == pytest.approx(readable(recipe, inputs, targets, start(network), 4), rel=1e-12), pair


def test_seeds_may_be_numbers_of_numpy() -> None:
    network = Network((2, 3, 1), Activation.TANH)
    inputs, targets = examples(Loss.SQUARED)
    recipe = Recipe(network, Loss.SQUARED, PLAIN, batch_size=2)
    plain, of_numpy = (Trainer(recipe, inputs, targets, start(network), seed=seed) for seed in (4, np.int64(4)))
    own = Trainer(recipe, inputs, targets, np.stack([start(network)] * 2), seed=np.array([4, 5]))
    for trainer in (plain, of_numpy, own):
        trainer.run(5)
    assert of_numpy.parameters().tobytes() == plain.parameters().tobytes()
    assert own.parameters()[0] == pytest.approx(plain.parameters(), rel=1e-12)
