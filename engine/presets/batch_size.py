"""Named runs of the batch size simulation, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

ROWS = (
    Row(
        "the_u",
        1000,
        "Time has a minimum in between",
        "Small batches need many updates, large ones long updates. The product is a U: B = 128 is "
        "there in less than a twentieth of the time of B = 1.",
    ),
    Row(
        "no_overhead",
        1000,
        "Were calls free, B = 1 would do",
        "Without overhead an update of B examples takes B times as long as one of a single example: larger batches only lose.",
        "overhead=0",
    ),
    Row(
        "parallel_hardware",
        1000,
        "Hardware that takes many at once",
        "If another example costs next to nothing, the best batch is the largest: this is why accelerators like large ones.",
        "per_example=0.001",
    ),
    Row(
        "half_the_noise",
        100,
        "Half the noise takes four times the batch",
        "Dots are measured, the line is σ/√B: from B = 16 to B = 64 the noise halves, for four times the examples.",
        "batch_size=64",
    ),
    Row(
        "noisier_gradients",
        1000,
        "More noise, larger batches",
        "With twice the noise it takes four times the examples to the same gradient: B = 32 now needs as many updates as "
        "B = 8 did.",
        "noise=10",
    ),
    Row(
        "hardly_any_noise",
        200,
        "No noise to average away",
        "Where one example tells nearly the whole gradient, a batch of 16 needs the same 12 updates as one of 512, in a "
        "third of the time.",
        "noise=0.5",
    ),
    Row(
        "one_rate_for_all",
        1000,
        "A larger batch at the same rate",
        "With the rate held fixed, a batch of 512 needs nearly as many updates as one of 16: the larger one pays only if "
        "the rate grows with it.",
        "rates=same&learning_rate=0.02&batch_size=512",
    ),
    Row(
        "strict_target",
        1000,
        "Not reached is not zero",
        "With a tenth of that cost left, the smallest batches need more than 1,000 updates: they are drawn open at the top, "
        "not left out.",
        "target=0.001",
    ),
)
