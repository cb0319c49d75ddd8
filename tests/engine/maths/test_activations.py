"""Activation functions against the standard library, closed forms and finite differences."""

from __future__ import annotations

import importlib.util
import math

import numpy as np
import pytest

from engine.maths.activations import (
    LARGEST_SLOPE,
    Activation,
    derivative,
    erf,
    largest_slope,
    softmax,
    softmax_jacobian,
    value,
)

GRID = np.linspace(-12.0, 12.0, 2401)  # holds 0
NOT_SMOOTH_AT_ZERO = (Activation.STEP, Activation.RELU, Activation.LEAKY_RELU, Activation.ELU)
SLOPE = 0.2

PLAIN_PYTHON = {
    Activation.IDENTITY: lambda z: z,
    Activation.STEP: lambda z: 1.0 if z >= 0 else 0.0,
    Activation.SIGMOID: lambda z: 1.0 / (1.0 + math.exp(-z)),
    Activation.TANH: math.tanh,
    Activation.RELU: lambda z: max(0.0, z),
    Activation.LEAKY_RELU: lambda z: max(SLOPE * z, z),
    Activation.ELU: lambda z: z if z > 0 else math.expm1(z),
    Activation.SOFTPLUS: lambda z: math.log1p(math.exp(z)),
    Activation.GELU: lambda z: z * 0.5 * math.erfc(-z / math.sqrt(2.0)),
    Activation.SILU: lambda z: z / (1.0 + math.exp(-z)),
}


@pytest.mark.parametrize("activation", Activation)
def test_value_is_the_formula(activation: Activation) -> None:
    expected = [PLAIN_PYTHON[activation](z) for z in GRID.tolist()]
    np.testing.assert_allclose(value(activation, GRID, SLOPE), expected, rtol=2e-15, atol=1e-15)


@pytest.mark.parametrize("activation", Activation)
def test_derivative_agrees_with_central_differences(activation: Activation) -> None:
    h = 1e-5
    points = GRID[np.abs(GRID) > 2 * h] if activation in NOT_SMOOTH_AT_ZERO else GRID
    numeric = (value(activation, points + h, SLOPE) - value(activation, points - h, SLOPE)) / (2 * h)
    np.testing.assert_allclose(derivative(activation, points, SLOPE), numeric, atol=2e-10)


@pytest.mark.parametrize(
    ("activation", "expected"),
    [(Activation.STEP, 0.0), (Activation.RELU, 0.0), (Activation.LEAKY_RELU, SLOPE), (Activation.ELU, 1.0)],
)
def test_derivative_at_zero_is_the_stated_convention(activation: Activation, expected: float) -> None:
    assert derivative(activation, [0.0, -0.0], SLOPE).tolist() == [expected, expected]


@pytest.mark.parametrize("activation", Activation)
@pytest.mark.parametrize("function", [value, derivative])
def test_far_out_values_are_finite_and_warn_of_nothing(activation: Activation, function: object) -> None:
    far = np.array([-1e300, -1e4, -1000.0, -700.0, -40.0, 40.0, 700.0, 1000.0, 1e4, 1e300])
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        result = value(activation, far) if function is value else derivative(activation, far)
    assert np.isfinite(result).all()


@pytest.mark.parametrize("activation", Activation)
def test_shape_and_float64_are_kept_and_the_input_untouched(activation: Activation) -> None:
    z = np.arange(-3, 3).reshape(2, 3)
    before = z.copy()
    for result in (value(activation, z), derivative(activation, z)):
        assert (result.shape, result.dtype) == ((2, 3), np.float64)
        assert not np.shares_memory(result, z)
    assert (z == before).all()
    assert float(value(activation, 0.5)) == float(value(activation, [0.5])[0])


@pytest.mark.parametrize("activation", Activation)
def test_largest_slope_is_the_supremum(activation: Activation) -> None:
    slopes = np.abs(derivative(activation, np.linspace(-40.0, 40.0, 800_001)))
    assert slopes.max() <= largest_slope(activation) + 1e-15
    assert slopes.max() == pytest.approx(largest_slope(activation), abs=1e-8)
    assert LARGEST_SLOPE.keys() == set(Activation)


def test_largest_slopes_have_their_closed_forms() -> None:
    u = 1.0
    for _ in range(200):
        u = 1.0 / math.tanh(u)  # a contraction towards the root of u tanh u = 1
    assert largest_slope(Activation.SILU) == pytest.approx((1.0 + u) / 2.0, rel=1e-15)
    assert largest_slope(Activation.GELU) == pytest.approx(float(derivative(Activation.GELU, math.sqrt(2.0))), rel=1e-15)


@pytest.mark.parametrize(
    ("activation", "lowest", "at"), [(Activation.GELU, -0.16997, -0.7518), (Activation.SILU, -0.27846, -1.2785)]
)
def test_dip_of_the_smooth_ones_is_where_the_docstring_says(activation: Activation, lowest: float, at: float) -> None:
    z = np.linspace(-5.0, 0.0, 500_001)
    values = value(activation, z)
    assert values.min() == pytest.approx(lowest, abs=5e-6)
    assert z[values.argmin()] == pytest.approx(at, abs=1e-4)


def test_gelu_slope_never_falls_below_the_stated_bound() -> None:
    assert derivative(Activation.GELU, GRID).min() == pytest.approx(-0.1289, abs=5e-5)


def test_sigmoid_keeps_relative_accuracy_where_it_is_small() -> None:
    assert value(Activation.SIGMOID, -700.0) == pytest.approx(math.exp(-700.0), rel=1e-14)
    assert derivative(Activation.TANH, 300.0) == pytest.approx(4 * math.exp(-600.0), rel=1e-12)


def test_erf_has_full_double_accuracy() -> None:
    x = np.concatenate([np.linspace(-7.0, 7.0, 140_001), np.logspace(-300, 0, 3_000), -np.logspace(-12, 0, 500)])
    expected = np.array([math.erf(number) for number in x.tolist()])
    scale = np.where(expected == 0.0, 1.0, np.abs(expected))
    assert (np.abs(erf(x) - expected) / scale).max() <= 5e-16


def test_erf_is_odd_and_reaches_one() -> None:
    assert erf([-1e300, -0.0, 0.0, 1e300]).tolist() == [-1.0, -0.0, 0.0, 1.0]
    assert math.copysign(1.0, float(erf(-0.0))) == -1.0
    assert (erf(-GRID) == -erf(GRID)).all()


@pytest.mark.parametrize("temperature", [0.05, 0.5, 1.0, 10.0])
def test_softmax_is_the_formula_and_sums_to_one(temperature: float) -> None:
    logits = np.array([[2.0, 1.0, 0.0], [-3.0, 0.5, 0.25]])
    powers = np.exp(logits / temperature)
    np.testing.assert_allclose(softmax(logits, temperature), powers / powers.sum(axis=1, keepdims=True), rtol=1e-13)
    np.testing.assert_allclose(softmax(logits, temperature).sum(axis=-1), 1.0, rtol=1e-15)


def test_softmax_ignores_a_constant_exactly_when_the_sum_is_exact() -> None:
    assert softmax([5.0, 4.0, 3.0]).tolist() == softmax([2.0, 1.0, 0.0]).tolist()


@pytest.mark.parametrize("temperature", [1e-6, 1.0])
def test_softmax_is_stable_far_out(temperature: float) -> None:
    with np.errstate(over="raise", invalid="raise", divide="raise"):
        assert softmax([1000.0, 0.0, -1000.0], temperature).tolist() == [1.0, 0.0, 0.0]


def test_softmax_of_two_is_a_sigmoid() -> None:
    pairs = np.column_stack([GRID, np.zeros_like(GRID)])
    np.testing.assert_allclose(softmax(pairs)[:, 0], value(Activation.SIGMOID, GRID), rtol=1e-14)


@pytest.mark.parametrize("temperature", [0.25, 1.0, 4.0])
def test_softmax_jacobian_agrees_with_central_differences(temperature: float) -> None:
    logits, h = np.array([2.0, 1.0, -0.5]), 1e-6
    shifts = h * np.eye(3)
    numeric = np.array(
        [(softmax(logits + shift, temperature) - softmax(logits - shift, temperature)) / (2 * h) for shift in shifts]
    )
    jacobian = softmax_jacobian(logits, temperature)
    np.testing.assert_allclose(jacobian, numeric.T, atol=1e-9)
    np.testing.assert_allclose(jacobian.sum(axis=1), 0.0, atol=1e-16)


def test_softmax_jacobian_works_on_stacks() -> None:
    logits = np.array([[1.0, 2.0], [0.0, -1.0]])
    stacked = softmax_jacobian(logits)
    assert stacked.shape == (2, 2, 2)
    assert (stacked[1] == softmax_jacobian(logits[1])).all()


@pytest.mark.skipif(importlib.util.find_spec("torch") is None, reason="PyTorch is an optional oracle")
@pytest.mark.parametrize("activation", [one for one in Activation if one not in (Activation.IDENTITY, Activation.STEP)])
def test_values_and_derivatives_equal_those_of_torch(activation: Activation) -> None:
    torch = importlib.import_module("torch")
    z = torch.linspace(-9.0, 9.0, 1801, dtype=torch.float64, requires_grad=True)
    if activation is Activation.LEAKY_RELU:
        out = torch.nn.functional.leaky_relu(z, SLOPE)
    else:
        source = torch if activation in (Activation.SIGMOID, Activation.TANH) else torch.nn.functional
        out = getattr(source, activation.value)(z)
    out.sum().backward()
    np.testing.assert_allclose(value(activation, z.detach().numpy(), SLOPE), out.detach().numpy(), rtol=1e-13, atol=1e-15)
    np.testing.assert_allclose(derivative(activation, z.detach().numpy(), SLOPE), z.grad.numpy(), rtol=1e-13, atol=1e-15)
