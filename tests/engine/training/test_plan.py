"""The three uses of one list of calls: run, watched, read."""

from __future__ import annotations

import numpy as np
import pytest

from engine.errors import EngineError
from engine.maths import activations, losses
from engine.maths.activations import Activation, FloatArray
from engine.maths.losses import Loss
from engine.maths.networks import Network, init_theta
from engine.maths.optimizers import Optimizer, Rule
from engine.training.micro import micro_steps
from engine.training.penalties import Penalty
from engine.training.plan import Part, listing
from engine.training.recipe import Recipe
from engine.training.trainer import Trainer

KINKED = (Activation.STEP,)  # the derivative it is trained with is not that of its value


def trainer_of(recipe: Recipe, seed: int = 0) -> Trainer:
    rng = np.random.default_rng(seed)
    inputs = rng.standard_normal((6, 2))
    n_outputs = recipe.network.sizes[-1]
    targets: FloatArray = np.eye(n_outputs)[rng.integers(n_outputs, size=6)] if n_outputs > 1 else rng.random((6, 1))
    if recipe.loss in (Loss.HINGE, Loss.PERCEPTRON):
        targets = np.where(targets > 0.5, 1.0, -1.0)
    return Trainer(recipe, inputs, targets, init_theta(recipe.network, rng) + 0.03)


def recipes() -> list[Recipe]:
    """Return a recipe for every loss and activation, and one for every optimizer."""
    plain = Rule(Optimizer.PLAIN, 0.1)
    trainable = [loss for loss in Loss if loss is not Loss.ZERO_ONE]
    found = [
        Recipe(Network((2, 3, 2, 2), activation), loss, plain)
        for activation in Activation
        if activation not in KINKED
        for loss in trainable
    ]
    return found + [
        Recipe(
            Network((2, 3, 1), Activation.TANH), Loss.SQUARED, Rule(one, 0.1, weight_decay=0.1), 4, Penalty(0.1, 0.1), dropout
        )
        for one in Optimizer
        for dropout in (0.0, 0.5)
    ]


@pytest.mark.parametrize(
    "recipe", recipes(), ids=lambda one: f"{one.network.activation}-{one.loss}-{one.rule.optimizer}-{one.dropout}"
)
def test_every_derivative_of_an_update_agrees_with_finite_differences(recipe: Recipe) -> None:
    steps = micro_steps(trainer_of(recipe))
    checked = [step for step in steps if step.check is not None]
    assert len(checked) >= 2 * (len(recipe.network.sizes) - 1)
    for step in checked:
        assert step.check is not None
        assert step.value == pytest.approx(step.check, abs=1e-7 * max(np.abs(step.check).max(), 1e-3)), step.call.code


@pytest.mark.parametrize("optimizer", [Optimizer.PLAIN, Optimizer.ADAM])
def test_an_update_in_slow_motion_is_the_fast_one_to_the_last_bit(optimizer: Optimizer) -> None:
    recipe = Recipe(Network((2, 5, 4, 1), Activation.SILU), Loss.BINARY_CROSS_ENTROPY, Rule(optimizer, 0.05), batch_size=2)
    slow, fast = trainer_of(recipe), trainer_of(recipe)
    for _ in range(5):
        micro_steps(slow)
    fast.run(5)
    assert slow.theta.tobytes() == fast.theta.tobytes()
    assert slow.update == fast.update == 5


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("activation", Activation)
def test_the_program_that_is_read_is_the_program_that_runs(optimizer: Optimizer, activation: Activation) -> None:
    recipe = Recipe(Network((2, 4, 3, 3), activation), Loss.SOFTMAX_CROSS_ENTROPY, Rule(optimizer, 0.05))
    read, run = trainer_of(recipe), trainer_of(recipe)
    names = {"np": np, "gelu": activations.gelu, "gelu_derivative": lambda z: activations.derivative(Activation.GELU, z)}
    exec(listing(read.calls), {**names, **read.prepare()})
    run.run(1)
    assert read.theta.tobytes() == run.theta.tobytes()


def test_the_program_of_every_loss_can_be_read() -> None:
    for loss in Loss:
        if loss is not Loss.ZERO_ONE:
            trainer = trainer_of(Recipe(Network((2, 3, 2), Activation.RELU), loss, Rule(Optimizer.PLAIN, 0.1)))
            gradient = {f"{loss.value}_gradient": lambda z, y, loss=loss: losses.gradient(loss, z.T, y.T).T}
            exec(listing(trainer.calls), {"np": np, **gradient, **trainer.prepare()})


def test_an_update_of_a_network_with_a_hidden_layer_fits_on_a_screen() -> None:
    recipe = Recipe(Network((2, 4, 1), Activation.TANH), Loss.BINARY_CROSS_ENTROPY, Rule(Optimizer.PLAIN, 0.5))
    lines = listing(recipe.calls()).splitlines()
    assert [line[2:] for line in lines if line.startswith("#")] == [part.value for part in Part]
    assert len(lines) <= 20
    assert max(map(len, lines)) <= 120
    assert all(" # " in line or line.startswith("# ") for line in lines)


def test_many_networks_have_no_slow_motion() -> None:
    network = Network((2, 3, 1), Activation.TANH)
    many = Trainer(
        Recipe(network, Loss.SQUARED, Rule(Optimizer.PLAIN, 0.1)), np.ones((4, 2)), np.ones((4, 1)), np.zeros((5, 13))
    )
    with pytest.raises(EngineError, match="for a single network"):
        micro_steps(many)


def test_large_arrays_are_watched_but_not_checked() -> None:
    network = Network((2, 1000, 1), Activation.TANH)
    steps = micro_steps(trainer_of(Recipe(network, Loss.SQUARED, Rule(Optimizer.PLAIN, 0.1))))
    by_name = {step.call.result: step for step in steps}
    assert by_name["G1"].check is None
    assert by_name["G2"].check is not None
