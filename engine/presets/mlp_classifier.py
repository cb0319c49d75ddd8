"""Named runs of the multilayer perceptron simulation, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

_DEEP = "layers=2&width=8"

ROWS = (
    Row(
        "xor_four_units",
        300,
        "Four hidden units solve XOR",
        "Each unit's map is one cut through the plane; their weighted sum separates the corners. 253 of 256 seeds get there.",
    ),
    Row(
        "xor_line_fails",
        50,
        "No line solves XOR",
        "Without a hidden layer the loss ends at ln 2 = 0.693: 0.5 for every corner. No line gets more than three right.",
        "layers=0",
    ),
    Row(
        "xor_two_units",
        300,
        "Two units can be enough",
        "Two tanh units suffice, but only 156 of 256 seeds find the solution within 2,000 updates; try new seeds.",
        "width=2",
    ),
    Row(
        "xor_relu_dies",
        300,
        "Both ReLU units are dead",
        "Each unit gives 0 at all four corners, so no gradient reaches its weights, and training cannot bring it back.",
        "width=2&activation=relu",
        13,
    ),
    Row(
        "zero_weights",
        300,
        "Equal weights stay equal",
        "All weights began at 0, so the four hidden units get the same gradient: they remain one unit, which cannot solve XOR.",
        "activation=sigmoid&first_weights=zeros",
    ),
    Row(
        "linear_layers_collapse",
        300,
        "Three linear layers are one",
        "177 parameters, yet the boundary is a straight line: a product of matrices is a matrix.",
        "data=moons&layers=3&width=8&activation=identity",
    ),
    Row(
        "circles_ring",
        400,
        "A ring from four cuts",
        "Four tanh units close a boundary around the inner ring. Each map shows one soft cut; the output adds them up.",
        "data=circles",
    ),
    Row(
        "circles_two_units",
        1000,
        "Two cuts cannot close a ring",
        "Two units leave two sides open: of 40 seeds none got more than 90 % of the training points right. Three units can.",
        "data=circles&width=2",
    ),
    Row(
        "moons",
        300,
        "Two moons",
        "Eight tanh units bend the boundary into the gap between the moons, and the held-out points agree.",
        "data=moons&width=8",
    ),
    Row(
        "moons_linear",
        300,
        "Two moons, one line",
        "The line with the lowest loss leaves the tips of both moons on the wrong side, and more training does not move it.",
        "data=moons&layers=0",
    ),
    Row(
        "spirals_deep",
        1000,
        "Depth for the spirals",
        "Three layers of eight: cuts in the first layer, bands in the second, the winding in the third.",
        "data=spirals&points=300&noise=0.05&layers=3&width=8",
    ),
    Row(
        "spirals_shallow",
        1000,
        "Four cuts for the spirals",
        "One layer of four units has too few cuts to follow the turns; part of each arm stays on the wrong side.",
        "data=spirals&points=300&noise=0.05",
    ),
    Row(
        "too_fast",
        90,
        "Too large a rate",
        "The loss jumps far above that of guessing, 0.69, and back: every step overshoots, and saturated units cannot follow.",
        f"data=moons&{_DEEP}&optimizer=plain&learning_rate=10",
    ),
    Row(
        "blows_up",
        23,
        "Divergence",
        "Large weights make large gradients, which make larger weights: within 23 updates a weight is beyond 10,000.",
        "data=moons&layers=3&width=8&activation=leaky_relu&learning_rate=3",
    ),
    Row(
        "small_steps",
        2000,
        "Too small a rate",
        "The same network as in two moons at rate 0.0002: the loss falls smoothly, and after 2,000 updates is still above 0.4.",
        "data=moons&width=8&learning_rate=0.0002",
    ),
    Row(
        "overfits_noise",
        2000,
        "Learning the noise",
        "Every training point is right, stray ones included; the validation loss has more than doubled since update 414.",
        f"data=moons&points=100&noise=0.35&{_DEEP}",
        7,
    ),
    Row(
        "full_batch",
        300,
        "All points every update",
        "With B at or above the number of training points the loss curve is smooth, and an epoch is one update.",
        "data=moons&width=8&batch_size=512",
    ),
    Row(
        "single_examples",
        300,
        "One point an update",
        "The same network and rate with B = 1: a jagged curve, for every step suits one point only. An epoch is 140 updates.",
        "data=moons&width=8&batch_size=1",
        2,
    ),
)
