"""Named runs of the simulation inside the network, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

ROWS = (
    Row(
        "open_the_case",
        9,
        "Every part is a number",
        "Forward the answer is 6 where 5 is wanted. Backward each link gets a gradient: its input times the δ of its unit. The "
        "finite difference says the same.",
    ),
    Row(
        "forward_pass",
        4,
        "Forward: sum, then activation",
        "Each hidden unit adds up its links and its bias (z), then applies tanh (a). The output adds up once more.",
        "units=3&activation=tanh&start=random&target=1&chosen=2",
        3,
    ),
    Row(
        "one_update",
        10,
        "The update moves all nine at once",
        "New weight = old weight minus the rate times its gradient, for weights and biases alike. The loss falls from 0.5 to "
        "about 0.02.",
        "chosen=7",
    ),
    Row(
        "dead_unit",
        9,
        "A dead unit learns nothing",
        "The sum of the second unit is -0.5, so ReLU passes 0. Its δ is 0, and with it the gradients of all links into it.",
        "x1=0.5&x2=3&chosen=2",
    ),
    Row(
        "saturated",
        9,
        "Saturated: large sums, small gradients",
        "Weights ten times as large drive tanh to its flat ends. The output is far off, yet hardly any gradient gets past the "
        "units.",
        "activation=tanh&start=large&chosen=2",
        15,
    ),
    Row(
        "alike",
        50,
        "Units that start alike stay alike",
        "All weights began at one half. After five updates both hidden units still hold the same numbers: two units, one "
        "function.",
        "activation=tanh&start=alike&target=2&x1=0.2&x2=0.6&chosen=1",
    ),
    Row(
        "cut_link",
        9,
        "Cut a link: no way back",
        "The link from the first hidden unit to the output is 0. What the unit computes no longer counts, and its δ is 0 too.",
        "chosen=7&nudge=-2",
    ),
    Row(
        "kink",
        9,
        "On the kink the check fails",
        "The sum of the second unit is exactly 0. Backpropagation takes the slope 0, the difference sees half of each side.",
        "x1=1&x2=3&chosen=2",
    ),
    Row(
        "deep_sigmoid",
        13,
        "Two layers of sigmoids: δ shrinks on its way",
        "Each sigmoid multiplies what comes back by at most a quarter. Compare δ at the output, in the second and in the first "
        "layer.",
        "hidden=2&units=3&activation=sigmoid&loss=cross_entropy&start=random&chosen=1",
        1,
    ),
    Row(
        "no_hidden_layer",
        5,
        "No hidden layer: three parameters",
        "Two weights and a bias are left. δ is the answer minus the class, and no derivative of the sigmoid is in it.",
        "hidden=0&loss=cross_entropy&label=0&chosen=2",
    ),
    Row(
        "too_fast",
        40,
        "Too fast: the units die",
        "Linearised, this network is safe up to a rate of about 0.05. With 0.12 the answer jumps to and fro, and after three "
        "updates both hidden units are dead.",
        "learning_rate=0.12&chosen=7",
    ),
)
