"""Update rules and whole trajectories against PyTorch in float64, where it is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.maths.activations import Activation
from engine.maths.networks import Network, layers
from engine.maths.optimizers import N_SLOTS, Optimizer, Rule, update
from engine.maths.sampling import epoch_order
from engine.maths.training import batches
from engine.simulations import gradient_descent, mlp_classifier

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

SLOT_NAMES = {
    Optimizer.PLAIN: (),
    Optimizer.MOMENTUM: ("momentum_buffer",),
    Optimizer.NESTEROV: ("momentum_buffer",),
    Optimizer.ADAGRAD: ("sum",),
    Optimizer.RMSPROP: ("square_avg",),
    Optimizer.ADAM: ("exp_avg", "exp_avg_sq"),
}
RATES = {
    Optimizer.PLAIN: 0.05,
    Optimizer.MOMENTUM: 0.01,
    Optimizer.NESTEROV: 0.01,
    Optimizer.ADAGRAD: 0.1,
    Optimizer.RMSPROP: 0.01,
    Optimizer.ADAM: 0.01,
}


def torch_optimizer(rule: Rule, parameters: list[Any]) -> Any:
    rate = rule.learning_rate
    match rule.optimizer:
        case Optimizer.PLAIN:
            return torch.optim.SGD(parameters, lr=rate)
        case Optimizer.MOMENTUM | Optimizer.NESTEROV:
            nesterov = rule.optimizer is Optimizer.NESTEROV
            return torch.optim.SGD(parameters, lr=rate, momentum=rule.momentum, nesterov=nesterov)
        case Optimizer.ADAGRAD:
            return torch.optim.Adagrad(parameters, lr=rate)
        case Optimizer.RMSPROP:
            return torch.optim.RMSprop(parameters, lr=rate)
        case Optimizer.ADAM:
            return torch.optim.Adam(parameters, lr=rate)


@pytest.mark.parametrize("optimizer", Optimizer)
def test_one_update_from_a_common_state_is_the_same(optimizer: Optimizer) -> None:
    rng, rule = np.random.default_rng(0), Rule(optimizer, 0.07, 0.85)
    for step in range(200):
        theta, gradient = rng.normal(size=(2, 40))
        slots = np.abs(rng.normal(size=(N_SLOTS[optimizer], 40)))
        parameter = torch.tensor(theta, requires_grad=True)
        peer = torch_optimizer(rule, [parameter])
        memory = {name: torch.tensor(slot) for name, slot in zip(SLOT_NAMES[optimizer], slots, strict=True)}
        peer.state[parameter].update(memory | {"step": torch.tensor(float(step))})
        parameter.grad = torch.tensor(gradient)
        peer.step()
        moved, moved_slots = update(rule, theta, gradient, slots, step)
        assert np.abs(moved - parameter.detach().numpy()).max() <= 1e-14
        for name, slot in zip(SLOT_NAMES[optimizer], moved_slots, strict=True):
            assert np.abs(slot - peer.state[parameter][name].numpy()).max() <= 1e-14


def example_rows(n: int, batch_size: int, seed: int, n_updates: int) -> list[np.ndarray]:
    """Indices of the examples of each update."""
    per_epoch = -(-n // batch_size)
    orders = [epoch_order(seed, epoch, n) for epoch in range(n_updates // per_epoch + 1)]
    return [order[i : i + batch_size] for order in orders for i in range(0, n, batch_size)][:n_updates]


def settled_after(params: gradient_descent.Params, path: np.ndarray) -> int:
    """Updates until the full gradient is rounding error; dividing that by its own mean square, RMSProp then amplifies it."""
    x, y = gradient_descent.observe(params, gradient_descent.init(params, 3)).data.T
    residual = path[:, :1] * x + path[:, 1:] - y
    still = np.hypot((residual * x).mean(axis=1), residual.mean(axis=1)) < 1e-12
    return int(still.argmax()) if still.any() else len(path)


@pytest.mark.parametrize("optimizer", Optimizer)
def test_line_fit_paths_of_all_walkers_are_the_same_over_1000_updates(optimizer: Optimizer) -> None:
    params = gradient_descent.Params(optimizer=optimizer, learning_rate=RATES[optimizer], points=50, batch_size=7)
    start = gradient_descent.init(params, 3)
    x, y = torch.tensor(gradient_descent.observe(params, start).data.copy()).T
    _, traces = gradient_descent.advance(params, start, 1000)
    ours = traces.reshape(1000, 3, 4)[..., :2]
    for walker, batch_size in enumerate((50, 7, 1)):
        line = torch.tensor([params.start_x, params.start_y], dtype=torch.float64, requires_grad=True)
        peer = torch_optimizer(Rule(optimizer, params.learning_rate, params.momentum), [line])
        path = []
        for rows in example_rows(50, batch_size, 3, 1000):
            peer.zero_grad()
            (0.5 * (line[0] * x[rows] + line[1] - y[rows]).square().mean()).backward()
            peer.step()
            path.append(line.detach().numpy().copy())
        n = settled_after(params, ours[:, walker]) if optimizer is Optimizer.RMSPROP else 1000
        assert np.abs(ours[:n, walker] - path[:n]).max() <= 1e-10


def torch_network(network: Network, theta: np.ndarray) -> Any:
    modules: list[Any] = []
    for n_inputs, n_units in zip(network.sizes, network.sizes[1:], strict=False):
        modules += [torch.nn.Linear(n_inputs, n_units, dtype=torch.float64), torch.nn.Tanh()]
    module = torch.nn.Sequential(*modules[:-1])
    with torch.no_grad():
        for linear, layer in zip(module[::2], layers(network, theta), strict=True):
            linear.weight.copy_(torch.tensor(layer.weights.T.copy()))
            linear.bias.copy_(torch.tensor(layer.bias.copy()))
    return module


@pytest.mark.parametrize("optimizer", Optimizer)
@pytest.mark.parametrize("shape", [(1, 4), (2, 8)], ids=["2-4-1", "2-8-8-1"])
@pytest.mark.parametrize("data", [mlp_classifier.Data.XOR_CLOUD, mlp_classifier.Data.MOONS])
def test_network_after_1000_updates_is_the_same(
    data: mlp_classifier.Data, shape: tuple[int, int], optimizer: Optimizer
) -> None:
    depth, width = shape
    params = mlp_classifier.Params(data=data, layers=depth, width=width, optimizer=optimizer, learning_rate=RATES[optimizer])
    network = Network((2, *[width] * depth, 1), Activation.TANH)
    start = mlp_classifier.init(params, 5)
    ended, _ = mlp_classifier.advance(params, start, 1000)
    module = torch_network(network, start.learner.theta)
    peer = torch_optimizer(Rule(optimizer, params.learning_rate, params.momentum), list(module.parameters()))
    loss = torch.nn.BCEWithLogitsLoss()
    for inputs, targets in batches(mlp_classifier.examples_of(params, 5), 5, params.batch_size, 0, 1000):
        peer.zero_grad()
        loss(module(torch.tensor(inputs)), torch.tensor(targets)).backward()
        peer.step()
    for linear, layer in zip(module[::2], layers(network, ended.learner.theta), strict=True):
        assert np.abs(linear.weight.detach().numpy().T - layer.weights).max() <= 1e-10
        assert np.abs(linear.bias.detach().numpy() - layer.bias).max() <= 1e-10
