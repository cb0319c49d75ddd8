"""Named runs of the program simulation, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

_XOR = "program=xor_network&learning_rate=2"
_VALLEY = "program=valley&learning_rate=0.15"

ROWS = (
    Row(
        "right",
        152,
        "The program is the run",
        "Each step executes one line of mini-batch gradient descent. Variables, curves and the three tests are those of these "
        "lines.",
    ),
    Row(
        "valley",
        45,
        "Two factors, one rate",
        "At rate 0.15 every update multiplies x by 0.85 and y by −0.5. The stop test ends the loop after 45 updates.",
        _VALLEY,
    ),
    Row(
        "which_line_1",
        260,
        "Which line? The loss looks right",
        "After eight epochs the loss is as low as that of the right program. Two of three tests know better from the first "
        "update on.",
        "bug=one_after_other",
    ),
    Row(
        "which_line_2",
        215,
        "Which line? It learns too slowly",
        "The loss falls, and nothing looks wrong but the pace. Which line is it, and by which factor?",
        "bug=mean_twice",
    ),
    Row(
        "which_line_3",
        170,
        "Which line? The path is one point",
        "Parameters and loss are right to the last bit, and yet the path is wrong. Which line spoils it?",
        f"{_VALLEY}&bug=in_place",
    ),
    Row(
        "which_line_4",
        110,
        "Which line? Uphill",
        "The gradient is right, and after 40 turns of the loop the loss is a billion. Which line?",
        "bug=plus_for_minus",
    ),
    Row(
        "which_line_5",
        215,
        "Which line? The gradient is right, the answer is not",
        "The gradient check passes and the loss falls, but w and b end elsewhere. Which line?",
        "bug=forgotten_bias",
    ),
    Row(
        "which_line_6",
        330,
        "Which line? Twelve of seventeen",
        "A network that does not learn XOR: twelve of its derivatives are wrong, five are right. Which line of the backward "
        "pass?",
        f"{_XOR}&bug=forgotten_factor",
        1,
    ),
    Row(
        "which_line_7",
        330,
        "Which line? The swing of every epoch",
        "Each gradient is right, and from the fifth epoch on the path swings the same way each time. Which line?",
        "bug=no_shuffle&learning_rate=0.2",
    ),
    Row(
        "which_line_8",
        215,
        "Which line? A fifth of the step",
        "40 rows, batches of 8: one derivative comes out five times too small. Which line?",
        "bug=wrong_divisor",
    ),
    Row(
        "rate_too_large",
        607,
        "No bug, and it diverges",
        "The gradient is right and every line too. The rate 0.21 is above 2/10, so y swings wider by a tenth each time.",
        "program=valley&learning_rate=0.21",
    ),
    Row(
        "v_shape",
        24,
        "The best h is about 6e-6",
        "Halve h and truncation falls to a quarter, while rounding doubles. They meet near the cube root of 2.2e-16.",
        _XOR,
        1,
    ),
    Row(
        "plateau",
        24,
        "A bug is a plateau",
        "The output is updated before the gradient goes back through it. No h makes the difference vanish: it is no rounding "
        "error.",
        f"{_XOR}&bug=one_after_other",
        1,
    ),
)
