"""Named runs of the two neurons, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

ROWS = (
    Row(
        "and_both",
        200,
        "One sum, two neurons",
        "Unit and cell get the same sum. Only (1, 1) lifts it above 0: there the unit says 1 and the cell fires at 67 Hz.",
    ),
    Row(
        "just_below",
        200,
        "Not quite enough",
        "A score of −0.05: the potential ends 0.5 mV below threshold, and no waiting makes a spike. The unit says 0.",
        "x2=0.45",
    ),
    Row(
        "tie",
        200,
        "Exactly at the threshold",
        "x lies on the line, the score is 0. The unit says 1 by its tie rule; the cell creeps up and never arrives.",
        "x1=0.75&x2=0.75",
    ),
    Row(
        "how_much_over",
        200,
        "The cell says how much, the unit says whether",
        "Weights and bias doubled: the line stays, and so do all answers of the unit. The cell goes from 67 to 91 Hz.",
        "w1=2&w2=2&b=-3",
    ),
    Row(
        "rate_limit",
        200,
        "A cell cannot fire faster than it rests",
        "A score of 9 nA and 12 ms of rest after each spike: the rate stays below 1/t_ref = 83 Hz, however strong the current.",
        "w1=3&w2=3&b=3&refractory=12&target=always",
    ),
    Row(
        "slow_membrane",
        200,
        "The unit has no time",
        "With τ = 60 ms the first spike comes after 66 ms. The unit answers at once: it has no clock at all.",
        "time_constant=60",
    ),
    Row(
        "inhibition",
        200,
        "A weight below zero is a veto",
        "x₂ inhibits: alone x₁ makes the cell fire, with x₂ it falls silent, below its rest. This is “x₁ and not x₂”.",
        "w1=1.5&w2=-2&b=-1&target=x1_not_x2",
    ),
    Row(
        "or_gate",
        200,
        "OR is AND with the line moved",
        "The same weights, and b = −0.5 instead of −1.5: the line moves towards the origin, and three rows fire.",
        "b=-0.5&x2=0&target=or",
    ),
    Row(
        "nand_gate",
        200,
        "NAND needs a current of its own",
        "With b = 1.5 the cell fires without any input, and only both inhibiting inputs together silence it.",
        "w1=-1&w2=-1&b=1.5&x1=0&target=nand",
    ),
    Row(
        "nand_integers",
        200,
        "NAND in whole numbers leans on the tie rule",
        "w = (−1, −1), b = 1 puts two corners on the line. The unit says 1 there; cells with the same sums stay silent.",
        "w1=-1&w2=-1&b=1&x2=0&target=nand",
    ),
    Row(
        "xor_fails",
        200,
        "No line makes XOR",
        "Three of four rows are right. Drag the line as you like: of the 16 functions of two inputs, 14 have a line.",
        "b=-0.5&target=xor",
    ),
    Row(
        "distance",
        200,
        "The bias is a distance only if w has length 1",
        "‖w‖ = 1, so the line is |b| = 0.5 from the origin and the score of x is its distance from the line.",
        "w1=0.6&w2=0.8&b=-0.5&x1=1&x2=1&target=or",
    ),
    Row(
        "noise_softens",
        200,
        "Noise softens the threshold",
        "0.05 nA below the rheobase, with a noisy current: the cell spikes now and then. A chance grows where a step was.",
        "x2=0.45&noise=3",
    ),
    Row(
        "no_line",
        200,
        "Without weights there is no line",
        "Both weights are 0: the inputs are not heard, and the bias alone answers 0 for every point of the plane.",
        "w1=0&w2=0&b=-0.5",
    ),
)
