"""Losses, their gradients and the scales of first weights against PyTorch in float64, where it is installed."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from engine.maths.initializers import Initializer, draw, orthogonal
from engine.maths.losses import Loss, gradient, value
from engine.maths.regularizers import Regularizer
from engine.maths.regularizers import gradient as penalty_gradient

torch = pytest.importorskip("torch")
torch.set_num_threads(1)

DELTA = 0.7
LABELLED = [Loss.HINGE, Loss.PERCEPTRON]
ELEMENTWISE = [Loss.SQUARED, Loss.ABSOLUTE, Loss.HUBER, *LABELLED, Loss.BINARY_CROSS_ENTROPY]
SPREADS = [1.0, 30.0, 1000.0]


def torch_loss(loss: Loss, predictions: Any, targets: Any) -> Any:
    f = torch.nn.functional
    match loss:
        case Loss.SQUARED:
            return 0.5 * f.mse_loss(predictions, targets, reduction="none")
        case Loss.ABSOLUTE:
            return f.l1_loss(predictions, targets, reduction="none")
        case Loss.HUBER:
            return f.huber_loss(predictions, targets, reduction="none", delta=DELTA)
        case Loss.HINGE | Loss.PERCEPTRON:
            margin = 1.0 if loss is Loss.HINGE else 0.0
            return f.margin_ranking_loss(predictions, torch.zeros_like(predictions), targets, margin=margin, reduction="none")
        case Loss.BINARY_CROSS_ENTROPY:
            return f.binary_cross_entropy_with_logits(predictions, targets, reduction="none")
        case Loss.SOFTMAX_CROSS_ENTROPY:
            return f.cross_entropy(predictions, targets, reduction="none")


def targets_for(loss: Loss, rng: np.random.Generator, n: int) -> np.ndarray:
    if loss in LABELLED:
        return rng.choice([-1.0, 1.0], n)
    return rng.random(n) if loss is Loss.BINARY_CROSS_ENTROPY else rng.normal(size=n)


def assert_same(loss: Loss, predictions: np.ndarray, targets: np.ndarray) -> None:
    """Losses may differ by the rounding of a logit, which PyTorch's form subtracts; gradients by that of the largest."""
    given = torch.tensor(predictions, requires_grad=True)
    expected = torch_loss(loss, given, torch.tensor(targets))
    expected.sum().backward()
    slope = given.grad.numpy()
    rounding = 5e-16 * max(1.0, np.abs(predictions).max())
    np.testing.assert_allclose(value(loss, predictions, targets, DELTA), expected.detach().numpy(), rtol=1e-14, atol=rounding)
    assert np.abs(gradient(loss, predictions, targets, DELTA) - slope).max() <= 1e-14 * np.abs(slope).max()


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_loss_and_gradient_are_the_same(loss: Loss, spread: float) -> None:
    rng = np.random.default_rng(0)
    assert_same(loss, spread * rng.uniform(-1.0, 1.0, 2000), targets_for(loss, rng, 2000))


@pytest.mark.parametrize("loss", ELEMENTWISE)
def test_gradient_at_kinks_is_the_same(loss: Loss) -> None:
    predictions = np.array([0.0, -0.0, 1.0, -1.0, 1.0, -1.0, 1.0 + DELTA, -1.0 - DELTA])
    targets = np.array([1.0, -1.0, 1.0, -1.0, -1.0, 1.0, 1.0, -1.0])
    assert_same(loss, predictions, 0.5 * (targets + 1.0) if loss is Loss.BINARY_CROSS_ENTROPY else targets)


@pytest.mark.parametrize("spread", SPREADS)
@pytest.mark.parametrize("soft", [False, True], ids=["one_hot", "soft"])
def test_softmax_cross_entropy_and_gradient_are_the_same(soft: bool, spread: float) -> None:
    rng = np.random.default_rng(1)
    targets = rng.dirichlet(np.ones(7), 500) if soft else np.eye(7)[rng.integers(7, size=500)]
    assert_same(Loss.SOFTMAX_CROSS_ENTROPY, spread * rng.uniform(-1.0, 1.0, (500, 7)), targets)


def test_l1_subgradient_at_0_is_that_of_the_1_norm() -> None:
    weights = np.array([0.0, -2.0, 3.0])
    given = torch.tensor(weights, requires_grad=True)
    given.norm(1).backward()
    assert penalty_gradient(Regularizer.L1, weights, 1.0, np.ones(3)).tolist() == given.grad.tolist()


def test_l2_step_is_that_of_weight_decay() -> None:
    weights = np.random.default_rng(2).normal(size=20)
    given = torch.tensor(weights.copy(), requires_grad=True)
    given.grad = torch.zeros_like(given)
    torch.optim.SGD([given], lr=0.1, weight_decay=0.3).step()
    ours = weights - 0.1 * penalty_gradient(Regularizer.L2, weights, 0.3, np.ones(20))
    assert np.abs(ours - given.detach().numpy()).max() <= 1e-15


def torch_weights(initializer: Initializer, weight: Any) -> None:
    init = torch.nn.init
    match initializer:
        case Initializer.NORMAL:
            init.normal_(weight, std=0.01)
        case Initializer.UNIFORM:
            init.kaiming_uniform_(weight, a=5.0**0.5)  # what nn.Linear does
        case Initializer.LECUN_NORMAL:
            init.kaiming_normal_(weight, nonlinearity="linear")
        case Initializer.LECUN_UNIFORM:
            init.kaiming_uniform_(weight, nonlinearity="linear")
        case Initializer.GLOROT_NORMAL:
            init.xavier_normal_(weight)
        case Initializer.GLOROT_UNIFORM:
            init.xavier_uniform_(weight)
        case Initializer.HE_NORMAL:
            init.kaiming_normal_(weight, nonlinearity="relu")
        case Initializer.HE_UNIFORM:
            init.kaiming_uniform_(weight, nonlinearity="relu")


@pytest.mark.parametrize(("fan_in", "fan_out"), [(3, 8), (64, 10), (784, 128)])
@pytest.mark.parametrize("initializer", [one for one in Initializer if one not in (Initializer.ZEROS, Initializer.ORTHOGONAL)])
def test_initializer_scales_its_draws_by_the_same_factor(initializer: Initializer, fan_in: int, fan_out: int) -> None:
    """Both are a factor times standard draws of the same seed, whose own generators differ."""
    weight, standard = torch.empty(fan_out, fan_in, dtype=torch.float64), torch.empty(fan_out, fan_in, dtype=torch.float64)
    torch.manual_seed(0)
    torch_weights(initializer, weight)
    torch.manual_seed(0)
    rng = np.random.default_rng(0)
    if "uniform" in initializer:
        torch.nn.init.uniform_(standard, -1.0, 1.0)
        ours_standard = rng.uniform(-1.0, 1.0, (fan_in, fan_out))
    else:
        torch.nn.init.normal_(standard)
        ours_standard = rng.standard_normal((fan_in, fan_out))
    theirs = float((weight * standard).sum() / standard.square().sum())
    assert np.abs((weight - theirs * standard).numpy()).max() <= 1e-14
    ours = draw(initializer, np.random.default_rng(0), fan_in, fan_out)
    assert np.abs(ours - theirs * ours_standard).max() <= 1e-14


class Replay:
    """A generator whose standard normal numbers are given."""

    def __init__(self, numbers: np.ndarray) -> None:
        self.numbers = numbers

    def standard_normal(self, size: tuple[int, int]) -> np.ndarray:
        return self.numbers.reshape(size)


@pytest.mark.parametrize(("fan_in", "fan_out"), [(5, 5), (3, 8), (8, 3), (64, 10)])
def test_orthogonal_weights_from_the_same_normal_numbers_are_the_same(fan_in: int, fan_out: int) -> None:
    weight, normal = torch.empty(fan_out, fan_in, dtype=torch.float64), torch.empty(fan_out, fan_in, dtype=torch.float64)
    torch.manual_seed(0)
    torch.nn.init.orthogonal_(weight, gain=1.5)
    torch.manual_seed(0)
    tall = normal.normal_().numpy() if fan_out >= fan_in else normal.normal_().numpy().T
    ours: Any = orthogonal(Replay(tall), fan_in, fan_out, gain=1.5)  # type: ignore[arg-type]
    assert np.abs(ours - weight.numpy().T).max() <= 1e-13
