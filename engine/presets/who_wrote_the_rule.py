"""Named runs of the three programs for one task, for that simulation only; means and counts are of seeds 0 to 63."""

from __future__ import annotations

from engine.presets import Row

_XOR = "world=xor&rule=one&threshold_1=0&threshold_2=0&coordinates=false"

ROWS = (
    Row(
        "eight_examples",
        300,
        "Eight examples: the rule wins",
        "The typed rule is right for 95 % of fresh points. From eight examples the features learn 87 %, the network 84 % "
        "(mean of 64 seeds; the rule leads in 60).",
    ),
    Row(
        "many_examples",
        300,
        "400 examples: the network wins",
        "The rule stays at 95 % whatever the data. The features rise to 96 %, the network to 99 %, mean of 64 seeds, and for "
        "each of these the network is ahead.",
        "points=400",
    ),
    Row(
        "world_turns",
        300,
        "The world turns",
        "At update 150 everyone falls. The rule stays at 76 %, features made for the old world come back to 85 %, and the "
        "network learns new ones: 99 %, mean of 64 seeds.",
        "points=400&rotation=45&turn_at=150",
    ),
    Row(
        "small_turn",
        300,
        "A small turn: the rule loses most",
        "A turn by 20° costs the rule 7 points, the features 3 and the network none, mean of 64 seeds, for both learn their "
        "numbers anew.",
        "points=400&rotation=20",
    ),
    Row(
        "quarter_turn",
        300,
        "A quarter turn: the features still fit",
        "The rule is down to 56 %, the features are as good as before: x₁x₂ only changes its sign. What a person chose holds "
        "as far as it fits the world.",
        "points=400&rotation=90",
    ),
    Row(
        "twisted_world",
        300,
        "A twisted world",
        "The rim is turned 120° farther than the centre. No rule or feature was made for that: 56 and 87 %, the network 98 %, "
        "mean of 64 seeds.",
        "points=400&twist=120",
    ),
    Row(
        "raw_coordinates",
        300,
        "Coordinates alone: a line",
        "Both learners see x₁ and x₂ and nothing else. Without a hidden layer that makes a line, 85 %; with two of eight units "
        "99 %, mean of 64 seeds.",
        "points=400&product=false",
    ),
    Row(
        "right_feature",
        300,
        "One right feature",
        "Someone knew that x₁x₂ decides: 98 % from eight examples. The network, 85 % here, needs about fifty to get there, "
        "mean of 64 seeds.",
        f"{_XOR}&points=8",
    ),
    Row(
        "wrong_feature",
        300,
        "The same feature, a turned world",
        "Turned by 45°, x₁x₂ says nothing of the class: 400 examples leave the linear model at 50 %, like the rule. The "
        "network gets more than 99 %, mean of 64 seeds.",
        f"{_XOR}&points=400&rotation=45",
    ),
    Row(
        "turned_rings",
        300,
        "Rings look the same when turned",
        "A box and squares of the coordinates keep what they had, for this world has no direction to be wrong about.",
        "world=circles&points=50&rotation=45&rule=box&threshold_1=-1&threshold_2=1&product=false&squares=true",
    ),
    Row(
        "unknown_features",
        300,
        "Where nobody knows a feature",
        "All four kinds of feature on two spirals: 53 %, little more than guessing. The network finds its own: 97 %, mean of "
        "64 seeds.",
        "world=spirals&points=400&rule=none&squares=true&radius=true",
    ),
    Row(
        "one_unit",
        300,
        "Two layers of one unit",
        "Depth alone is not it: one unit a layer has room for one feature, and 400 examples end at 85 %, as with a line.",
        "points=400&width=1",
    ),
    Row(
        "no_rule",
        300,
        "Nobody wrote a rule",
        "Without a rule the first program has nothing to go by and answers 0 everywhere: right for half of the points.",
        "rule=none",
    ),
    Row(
        "contradiction",
        300,
        "A rule that contradicts itself",
        "Nothing is above 0.5 and below −0.5. Nobody checks a rule but its author; here it never says 1.",
        "rule=band&threshold_1=0.5",
    ),
    Row(
        "no_feature",
        300,
        "No feature ticked",
        "Only the bias is left to learn, and with it how often each class comes: both equally often, so 50 %.",
        "points=400&coordinates=false&product=false",
    ),
)
