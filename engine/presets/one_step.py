"""Named runs of the one-step simulation, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

_POINTS = "problem=two_points&start_w=0&start_b=0"
_PARABOLA = "problem=parabola&curvature=2&start_w=1.5"

ROWS = (
    Row(
        "whiteboard",
        6,
        "One turn, six numbers",
        "Predict 0.5, loss 0.693, gradient (-1, -0.5), times the rate 0.4, new weights, stop test. The bound promises a fall "
        "of 0.375; the step gains 0.380.",
    ),
    Row(
        "two_points",
        6,
        "The gradient is a mean of terms",
        "Each of the two points adds its residual times its input; the first lies on the line y = 0 already and adds nothing.",
        f"{_POINTS}&learning_rate=0.2",
    ),
    Row(
        "best_promise",
        6,
        "1/L: the lowest point of the bound",
        "On a parabola the bound is the cost itself. At η = 1/L = 0.5 the step lands on the minimum.",
        f"{_PARABOLA}&learning_rate=0.5",
    ),
    Row(
        "too_careful",
        60,
        "A hundredth of 1/L",
        "Every step is safe, and after ten updates the cost has fallen by no more than a fifth: it follows the tangent, hardly "
        "moving.",
        f"{_PARABOLA}&learning_rate=0.005",
    ),
    Row(
        "exactly_2_over_l",
        6,
        "2/L: where the bound is back at the start",
        "The step lands across the valley at the very same cost, and the next one comes back, for ever.",
        f"{_PARABOLA}&learning_rate=1",
    ),
    Row(
        "beyond_2_over_l",
        30,
        "Five per cent beyond 2/L",
        "Each step lands 10 % farther out than it began, so the cost grows by a fifth every turn.",
        f"{_PARABOLA}&learning_rate=1.05&start_w=0.5",
    ),
    Row(
        "lucky",
        6,
        "No promise is not a threat",
        "At 2.4 the rate is above 2/L = 1.6 and the bound is above the start, yet the cost falls: a bound is not the cost.",
        "learning_rate=2.4",
    ),
    Row(
        "estimate_fails",
        6,
        "L from one point only",
        "At x = 0.58 the well is almost straight, so its curvature there says 2/L = 2; farther on it bends up, and the step of "
        "0.6 raises the cost.",
        "problem=double_well&start_w=0.58&start_b=0&learning_rate=0.6",
    ),
    Row(
        "saddle",
        126,
        "Stopped, but at no minimum",
        "On the ridge every step is safe and the gradient goes to zero. The stop test is content: it cannot tell a saddle "
        "from a minimum.",
        "problem=saddle&start_w=1.5&start_b=0&learning_rate=0.5",
    ),
    Row(
        "nothing_to_reach",
        6,
        "A test that stops too soon",
        "With the tolerance 0.01 the loop ends at p = 0.998, though a larger weight would always fit this one example better.",
        "start_w=3&start_b=0.2&tolerance=0.01",
    ),
    Row(
        "long_valley",
        4146,
        "691 turns",
        "Condition number 100, best fixed rate 2/(1 + κ): each turn keeps 99/101 of the gradient, so a millionth takes 691.",
        "problem=valley&condition_number=100&learning_rate=0.019801980198019802&start_w=0.6&start_b=0.008",
    ),
)
