"""Named runs of turning, shifting and scaling a unit, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

ROWS = (
    Row(
        "turn",
        25,
        "The direction of w turns the line",
        "Each notch turns w by 3.6°, and the line with it, at the same distance from the origin. After 90° all are right.",
        "w1=1.5&w2=-2",
    ),
    Row(
        "shift",
        40,
        "The bias shifts the line along w",
        "Each notch adds 0.05 to b. The line slides against its arrow and does not turn; at b = −1.25 all are right.",
        "motion=shift&b=-3.25",
    ),
    Row(
        "scale",
        30,
        "Scaling both only sharpens",
        "w and b are now 8 times what they were: the line has not moved, no answer has changed. Only the slope has.",
        "motion=scale&w1=0.8&w2=0.6&b=-0.5",
    ),
    Row(
        "lengthen",
        20,
        "A longer w alone pulls the line in",
        "w is four times as long, b as it was: the line is at 0.5 instead of 2. The bias alone is no distance.",
        "motion=lengthen&w1=0.4&w2=0.3&b=-1",
    ),
    Row(
        "one_input",
        0,
        "One input: middle −b/w, slope w/4",
        "w = 4 and b = −2: the output passes ½ at 0.5, with slope 1. The second input has no weight and changes nothing.",
        "w1=4&w2=0&b=-2&data=none",
    ),
    Row(
        "three_four_ten",
        0,
        "The slope is −w₁/w₂, not w",
        "w = (3, 4), b = −10: the line falls by 3 for every 4 to the right, and is 10/5 = 2 from the origin.",
        "w1=1.5&w2=2&b=-5&scale=2&data=none",
    ),
    Row(
        "and_gate",
        40,
        "AND with a bias",
        "w = (2, 2): at b = −3 the line cuts off one corner. Without the bias it would have to go through (0, 0).",
        "motion=shift&w1=2&w2=2&b=-5&data=and",
    ),
    Row(
        "no_bias_and",
        100,
        "Without a bias AND is out of reach",
        "A full turn through the origin: never more than 2 of 4 right. With a bias a line gets all four.",
        "w1=1&w2=1&b=-1.5&scale=4&use_bias=false&data=and",
    ),
    Row(
        "no_bias_cloud",
        100,
        "Pinned to the origin",
        "A full turn through the origin: no direction gets more than 35 of 40 right. With a bias a line gets all of them.",
        "use_bias=false",
    ),
    Row(
        "sure_and_wrong",
        50,
        "Being surer does not make it right",
        "Scaled 32 times: the same nine points are wrong, but surely so: the log loss has gone from 0.54 to 1.04 nats.",
        "motion=scale&w1=0.8&w2=-0.1&b=-0.2",
    ),
    Row(
        "almost_a_step",
        50,
        "Long weights make a step",
        "‖w‖ = 64: the sigmoid goes from 0 to 1 within a hair. A step unit is what is left when w grows without end.",
        "motion=scale&w1=0.8&w2=0.6&b=-0.5&scale=2",
    ),
    Row(
        "hardly_sure",
        10,
        "Short weights are never sure",
        "‖w‖ = 0.5: the same line, the same answers, and no output is far from ½.",
        "motion=scale&scale=0.1",
    ),
    Row(
        "no_weights",
        30,
        "Without weights there is no line",
        "w = 0: only the bias is left, and the output is σ(b) everywhere. When b grows past 0 all answers change at once.",
        "motion=shift&w1=0&w2=0&b=-1",
    ),
    Row(
        "one_class",
        75,
        "One class needs no line",
        "All labels are 1. As b grows the line leaves the points behind, and the constant answer 1 is right everywhere.",
        "motion=shift&data=one_class",
    ),
)
