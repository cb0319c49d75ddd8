"""Named runs of the gradient descent simulation, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

_BOWL = "surface=quadratic&gradient_noise=0"
_VALLEY = f"{_BOWL}&condition_number=100&start_x=-2.5&start_y=1.5"
_RIDGE = "surface=saddle&start_x=1.5&start_y=0"
_WELL = "surface=double_well&learning_rate=0.05&gradient_noise=6&points=256&replacement=true&start_x=0.96&start_y=0"

ROWS = (
    Row(
        "three_walkers",
        64,
        "Three walkers, one start",
        "After 64 updates batch has used 4,096 examples, mini-batch 512, stochastic 64. Who leads depends on what is counted.",
    ),
    Row(
        "small_batch",
        150,
        "Two examples an update",
        "Mini-batch wobbles almost as much as stochastic: the noise falls only with the square root of the batch size.",
        "batch_size=2&learning_rate=0.2",
    ),
    Row(
        "large_batch",
        150,
        "All examples an update",
        "With B = N mini-batch is batch: no wobble at all, for 64 times the examples of stochastic.",
        "batch_size=64&learning_rate=0.2",
    ),
    Row(
        "one_step",
        1,
        "One step is enough",
        "The curvature λ is 1 in every direction and the rate exactly 1/λ: the first step ends on the minimum.",
        f"{_BOWL}&condition_number=1&learning_rate=1",
    ),
    Row(
        "crawl",
        300,
        "Far too small a rate",
        "The direction is right, but after 300 updates at rate 0.001 only a quarter of the way along the flat axis is done.",
        f"{_BOWL}&learning_rate=0.001",
    ),
    Row(
        "overshoot",
        10,
        "Past the minimum, and back",
        "With 1 < ηλ < 2, here 1.7, every step lands beyond the minimum but closer to it: it oscillates and converges.",
        f"{_BOWL}&condition_number=1&learning_rate=1.7",
    ),
    Row(
        "edge_of_stability",
        20,
        "Exactly 2/λ",
        "The steep direction has λ = 10. At η = 0.2 = 2/λ its factor 1 - ηλ is -1: it swings for ever and gets nowhere.",
        f"{_BOWL}&learning_rate=0.2",
    ),
    Row(
        "diverges",
        8,
        "A little past 2/λ",
        "At η = 0.21 the factor of the steep direction is -1.1: each swing is a tenth wider than the one before.",
        f"{_BOWL}&learning_rate=0.21",
    ),
    Row(
        "one_walker_diverges",
        40,
        "Stable for all, not for one",
        "The rate 1.1 is below the limit 2/λ of the full gradient, and batch settles; a single example can be steeper: "
        "stochastic is thrown out.",
        "learning_rate=1.1",
    ),
    Row(
        "zigzag",
        20,
        "Zigzag",
        "Just under the limit 2/30 the steep direction flips its sign at every step, while the flat one creeps along.",
        f"{_BOWL}&condition_number=30&learning_rate=0.063&start_x=-2.8&start_y=1",
    ),
    Row(
        "round_valley",
        10,
        "Features on one scale",
        "κ = 1: from everywhere the negative gradient points at the minimum, and one rate suits both directions.",
        f"{_BOWL}&condition_number=1&learning_rate=0.5&start_x=-2.5&start_y=1.5",
    ),
    Row(
        "stretched_valley",
        100,
        "Features on two scales",
        "κ = 100 at its best rate, 2/(1 + 100): 14 % of the way is left after 100 updates. Rescaling makes the valley round.",
        f"{_VALLEY}&learning_rate=0.0198",
    ),
    Row(
        "momentum_valley",
        50,
        "Momentum in the valley",
        "κ = 100 again: the velocity adds up along the flat axis and cancels across it. Plain descent has loss 0.46 by now.",
        f"{_VALLEY}&optimizer=momentum&learning_rate=0.019&momentum=0.8",
    ),
    Row(
        "adam_valley",
        50,
        "Adam in the valley",
        "Each coordinate is divided by the size of its own gradients, so the path sets out along the diagonal whatever κ is.",
        f"{_VALLEY}&optimizer=adam&learning_rate=0.1",
    ),
    Row(
        "rosenbrock_valley",
        300,
        "Down fast, along slowly",
        "Ten updates reach the floor of the valley. The rate that its steep walls allow is far too small for its flat floor.",
        "surface=rosenbrock&gradient_noise=0&learning_rate=0.001",
    ),
    Row(
        "beale_plateau",
        300,
        "A nearly flat floor",
        "Twenty updates bring the loss below 0.06; the next 280 move the walker by only 0.2, for hardly any gradient is left.",
        "surface=beale&gradient_noise=0&learning_rate=0.01&start_x=4&start_y=0.9",
    ),
    Row(
        "saddle_stuck",
        200,
        "Stuck on a ridge",
        "Started exactly on the ridge, the exact gradient has no part across it: descent converges to a saddle, no minimum.",
        f"{_RIDGE}&gradient_noise=0",
    ),
    Row(
        "saddle_escape",
        60,
        "Noise finds the way down",
        "Same start. Batch stays on the ridge; the noise of small batches pushes the others off, and the slope does the rest.",
        f"{_RIDGE}&gradient_noise=0.5",
    ),
    Row(
        "double_well_noise",
        3000,
        "Noise leaves the shallow basin",
        "Batch stays where it began. Of many such runs about 92 % end in the deep basin with B = 4, but 65 % with B = 1: "
        "noise also throws out of it.",
        f"{_WELL}&batch_size=4",
    ),
    Row(
        "double_well_large_batch",
        3000,
        "A large batch stays",
        "With B = 64 the noise is an eighth of that of single examples: mini-batch never leaves the basin it began in.",
        f"{_WELL}&batch_size=64",
    ),
)
