"""Update rules, schedules and whole trajectories against PyTorch in float64, where it is installed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

from engine.maths.activations import Activation
from engine.maths.networks import Network, layers
from engine.maths.optimizers import N_SLOTS, Optimizer, Rule, update
from engine.maths.sampling import epoch_order
from engine.maths.schedules import Constant, Cosine, OneCycle, Schedule, StepDecay, WarmUp
from engine.simulations import gradient_descent, mlp_classifier

torch = pytest.importorskip("torch")
torch.set_num_threads(1)
lr_scheduler = torch.optim.lr_scheduler

SLOT_NAMES = {
    Optimizer.PLAIN: (),
    Optimizer.MOMENTUM: ("momentum_buffer",),
    Optimizer.NESTEROV: ("momentum_buffer",),
    Optimizer.ADAGRAD: ("sum",),
    Optimizer.RMSPROP: ("square_avg",),
    Optimizer.ADAM: ("exp_avg", "exp_avg_sq"),
    Optimizer.ADADELTA: ("square_avg", "acc_delta"),
    Optimizer.ADAMW: ("exp_avg", "exp_avg_sq"),
    Optimizer.NADAM: ("exp_avg", "exp_avg_sq"),
}
OF_TORCH = list(SLOT_NAMES)  # all but Lion
RATES = {
    Optimizer.PLAIN: 0.05,
    Optimizer.MOMENTUM: 0.01,
    Optimizer.NESTEROV: 0.01,
    Optimizer.ADAGRAD: 0.1,
    Optimizer.RMSPROP: 0.01,
    Optimizer.ADAM: 0.01,
    Optimizer.ADADELTA: 1.0,
    Optimizer.ADAMW: 0.01,
    Optimizer.NADAM: 0.01,
}


@pytest.fixture(autouse=True)
def double_precision() -> Iterator[None]:
    """NAdam keeps the product of its momenta in torch's default type."""
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float64)
    yield
    torch.set_default_dtype(before)


def torch_optimizer(rule: Rule, parameters: list[Any]) -> Any:
    settings = {"lr": rule.learning_rate, "weight_decay": rule.weight_decay}
    match rule.optimizer:
        case Optimizer.PLAIN:
            return torch.optim.SGD(parameters, **settings)
        case Optimizer.MOMENTUM | Optimizer.NESTEROV:
            nesterov = rule.optimizer is Optimizer.NESTEROV
            return torch.optim.SGD(parameters, **settings, momentum=rule.momentum, nesterov=nesterov)
        case _:
            names = {"adagrad": "Adagrad", "rmsprop": "RMSprop", "adam": "Adam", "adadelta": "Adadelta"}
            names |= {"adamw": "AdamW", "nadam": "NAdam"}
            return getattr(torch.optim, names[rule.optimizer])(parameters, **settings)


def momentum_product(step: int) -> Any:
    """What NAdam has remembered after so many updates."""
    return torch.tensor(np.prod([0.9 * (1.0 - 0.5 * 0.96 ** (0.004 * t)) for t in range(1, step + 1)]))


@pytest.mark.parametrize("weight_decay", [0.0, 0.3])
@pytest.mark.parametrize("optimizer", OF_TORCH)
def test_one_update_from_a_common_state_is_the_same(optimizer: Optimizer, weight_decay: float) -> None:
    rng, rule = np.random.default_rng(0), Rule(optimizer, 0.07, 0.85, weight_decay)
    for step in range(200):
        theta, gradient = rng.normal(size=(2, 40))
        slots = np.abs(rng.normal(size=(N_SLOTS[optimizer], 40)))
        parameter = torch.tensor(theta, requires_grad=True)
        peer = torch_optimizer(rule, [parameter])
        memory = {name: torch.tensor(slot) for name, slot in zip(SLOT_NAMES[optimizer], slots, strict=True)}
        counts = {"step": torch.tensor(float(step)), "mu_product": momentum_product(step)}
        peer.state[parameter].update(memory | counts)
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


@pytest.mark.parametrize("optimizer", OF_TORCH)
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
        assert np.abs(ours[:n, walker] - path[:n]).max() <= 1e-12


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


@pytest.mark.parametrize("optimizer", OF_TORCH)
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
    examples, size = mlp_classifier.examples_of(params, 5), params.batch_size
    points, labels = (torch.tensor(array[examples.training]) for array in (examples.points, examples.labels))
    per_epoch = -(-len(points) // size)
    for number in range(1000):
        epoch, batch = divmod(number, per_epoch)
        rows = epoch_order(5, epoch, len(points))[size * batch : size * (batch + 1)]
        peer.zero_grad()
        loss(module(points[rows]), labels[rows]).backward()
        peer.step()
    for linear, layer in zip(module[::2], layers(network, ended.learner.theta), strict=True):
        assert np.abs(linear.weight.detach().numpy().T - layer.weights).max() <= 1e-12
        assert np.abs(linear.bias.detach().numpy() - layer.bias).max() <= 1e-12


def torch_rates(make: Callable[[Any], Any], rate: float, count: int) -> list[float]:
    """Learning rates that a scheduler of torch gives the first updates of a run."""
    peer = torch.optim.SGD([torch.zeros(1, requires_grad=True)], lr=rate)
    scheduler, rates = make(peer), []
    for _ in range(count):
        rates.append(float(scheduler.get_last_lr()[0]))
        peer.step()
        scheduler.step()
    return rates


def warm_cosine(peer: Any) -> Any:
    rise = lr_scheduler.LinearLR(peer, start_factor=0.1, total_iters=10)
    return lr_scheduler.SequentialLR(peer, [rise, lr_scheduler.CosineAnnealingLR(peer, T_max=40)], milestones=[10])


@pytest.mark.parametrize(
    ("schedule", "make"),
    [
        (Constant(0.3), lambda peer: lr_scheduler.ConstantLR(peer, factor=1.0)),
        (StepDecay(0.3, 7, 0.5), lambda peer: lr_scheduler.StepLR(peer, step_size=7, gamma=0.5)),
        (Cosine(0.3, 50, 0.01), lambda peer: lr_scheduler.CosineAnnealingLR(peer, T_max=50, eta_min=0.01)),
        (WarmUp(Cosine(0.3, 40), 10), warm_cosine),
        (OneCycle(0.3, 50), lambda peer: lr_scheduler.OneCycleLR(peer, max_lr=0.3, total_steps=50, cycle_momentum=False)),
    ],
    ids=lambda each: type(each).__name__,
)
def test_schedules_are_the_same(schedule: Schedule, make: Callable[[Any], Any]) -> None:
    assert [schedule.rate(step) for step in range(50)] == pytest.approx(torch_rates(make, 0.3, 50), rel=1e-12)
