"""Named runs of the simulation of the limits of a single layer, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

ROWS = (
    Row(
        "xor_wall",
        40,
        "XOR: there is no line",
        "The best line gets three of four right, and the weights of the rule come back to zero every pass. 14 of 16 gates "
        "can be made; XOR and its negation cannot.",
    ),
    Row(
        "nand_gate",
        40,
        "NAND is no problem",
        "One corner against three: a line cuts it off, and the rule finds one after a few corrections.",
        "gate=14",
    ),
    Row(
        "xor_with_product",
        40,
        "One feature removes the wall",
        "With x₁x₂ as a third input XOR is a matter of one sign, and all 16 gates can be made.",
        "feature=product",
    ),
    Row(
        "xor_with_squares",
        40,
        "Not any feature does",
        "The sum of squares is 2 at all four corners: a second bias, and XOR stays out of reach.",
        "feature=squares",
    ),
    Row(
        "half_at_six",
        400,
        "Six points: half of all labellings",
        "Of 400 random labellings of six points about half can be made by a line: Cover's curve passes 1/2 at N = 2D = 6.",
        "points=cloud&size=6",
    ),
    Row(
        "four_points",
        400,
        "Four points: 14 of 16",
        "Four points anywhere, two of their 16 labellings out of reach: 87.5 %, the gates again.",
        "points=cloud&size=4",
        24,
    ),
    Row(
        "twenty_points",
        400,
        "Twenty points: hardly any",
        "Only 382 of about a million labellings can be made by a line. The best gets 16 of these 20 right.",
        "points=cloud&size=20",
    ),
    Row(
        "more_inputs",
        400,
        "One more input, two more points",
        "With four inputs instead of three, the bias among them, half moves from six points to eight.",
        "points=cloud&size=8&feature=product",
    ),
    Row(
        "noisy_labels",
        400,
        "A few wrong labels are a wall too",
        "Twenty points that a line divided, then some labels flipped: the best line has two errors, the rule never settles.",
        "points=cloud&size=20&noise=0.1",
        14,
    ),
    Row(
        "in_a_row",
        400,
        "Points in a row",
        "On one straight line a boundary can only cut once: fewer labellings than Cover counts, who wants no three in a row.",
        "points=in_a_row&size=6",
    ),
    Row(
        "one_class",
        40,
        "Only one label",
        "Where all answers are 1, the bias alone will do: no point has to be told from another.",
        "gate=15",
    ),
)
