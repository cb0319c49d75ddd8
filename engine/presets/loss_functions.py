"""Named runs of the loss function simulation, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

_FOUR = "data=four&fit_slope=false&start_w=0&start_b=6&learning_rate=0.2"
_SURE = "data=overlap&stray=3.45&start_w=2"
_GAP = "data=gap&learning_rate=1"

ROWS = (
    Row(
        "one_outlier",
        0,
        "Three losses, three best lines",
        "Squared error bends its best line to the one point that is off: here 64 % of the cost. The others hardly move.",
        "start_w=1.85&start_b=1.89",
    ),
    Row(
        "outlier_decides",
        0,
        "One point is the cost",
        "On the line of the other nine the outlier makes 99 % of the squared cost: twice as far off costs four times as much.",
        "start_w=0.8&start_b=1",
    ),
    Row(
        "absolute_shrugs",
        0,
        "Every point pulls alike",
        "Absolute error: however far off, each point pulls with 1. The outlier costs most of all and has one vote in ten.",
        "loss=absolute&start_w=0.91&start_b=1.12",
    ),
    Row(
        "huber_between",
        0,
        "Huber: a bound on the pull",
        "Squared up to a residual of δ = 1, straight beyond: smooth at the bottom, and the outlier pulls no harder than 1.",
        "loss=huber&start_w=0.99&start_b=1.2",
    ),
    Row(
        "mean_of_four",
        40,
        "Squared error picks the mean",
        "The best constant for 0, 0, 0, 10 by squared error is 2.5, their mean, though no number is anywhere near it.",
        f"{_FOUR}&outlier=10",
    ),
    Row(
        "median_of_four",
        60,
        "Absolute error picks the median",
        "The same four numbers: the best constant is 0. With a constant rate, descent ends up hopping about it.",
        f"{_FOUR}&outlier=10&loss=absolute",
    ),
    Row(
        "outlier_doubles",
        40,
        "Twice as far: the mean follows",
        "0, 0, 0, 20: the mean goes from 2.5 to 5. The median is still 0, and Huber's best is still 1/3.",
        f"{_FOUR}&outlier=20",
    ),
    Row(
        "one_x_valley",
        60,
        "A whole valley of best lines",
        "All x are 1, so only w + b counts: every point of the dashed line is a minimum. The start decides which is reached.",
        "data=same_x&outlier=0&start_w=-2",
    ),
    Row(
        "rate_too_large",
        5,
        "Past 2/L",
        "The rate 1.3 is above 2/L, so every update overshoots by more than it gains. Status names the largest safe one.",
        "learning_rate=1.3",
    ),
    Row(
        "sure_and_wrong",
        0,
        "Log loss pulls the sure and wrong",
        "The stray point is given p = 0.999 and is of class 0. Its pull is p − y = 0.999, as hard as log loss can.",
        _SURE,
    ),
    Row(
        "sure_and_ignored",
        0,
        "Squared error of p lets go of it",
        "The same point, the same p: now its pull is (p − y) p (1 − p) = 0.001, a thousandth. The sigmoid swallows it.",
        f"{_SURE}&class_loss=squared_probability",
    ),
    Row(
        "hinge_margin",
        0,
        "Hinge asks for a margin",
        "Points beyond a margin of 1 cost nothing and pull not at all; the others pull with 1, right or wrong.",
        f"{_SURE}&class_loss=hinge&start_w=0.73&start_b=-0.23",
    ),
    Row(
        "staircase",
        30,
        "Counting mistakes gives no slope",
        "Zero-one loss is a staircase: 30 updates have not moved the line, though a better step is near. Hence surrogates.",
        f"{_SURE}&class_loss=zero_one",
    ),
    Row(
        "surer_for_ever",
        200,
        "No lowest place",
        "A threshold parts these classes, so log loss falls as long as the line gets steeper: w grows for ever, ever slower.",
        _GAP,
    ),
    Row(
        "both_right",
        0,
        "Both right: cost 0.511",
        "Two points of class 1, each given p = 0.60. No mistake, and a mean log loss of 0.511.",
        "data=pair&start_w=0&start_b=0.405",
    ),
    Row(
        "one_wrong",
        0,
        "One wrong: cost 0.362",
        "The same two points, given 0.99 and 0.49: one mistake, and yet the cost is lower. Loss is not accuracy.",
        "data=pair&start_w=2.32&start_b=2.28",
    ),
)
