"""Named runs of the normalisation simulation, for that simulation only."""

from __future__ import annotations

from engine.presets import Row

_AGE_AND_INCOME = "spread=15.6&ratio=1000&mean_1=3.1&mean_2=3.1&correlation=0.34"
_TWO_MEANS = "ratio=100&mean_1=5&mean_2=10"

ROWS = (
    Row(
        "round_valley",
        12,
        "The valley becomes round",
        "Feature 2 has five times the spread: raw, the descent zigzags through a valley with κ = 25. Standardised, "
        "κ is 1 and the first step ends on the minimum.",
    ),
    Row(
        "age_and_income",
        14,
        "Age and income",
        "Raw, κ is 4·10¹⁰: drawn to scale the valley is thinner than a pixel, and 10¹¹ updates lie ahead. "
        "Standardised, thirteen.",
        _AGE_AND_INCOME,
    ),
    Row(
        "age_and_income_min_max",
        150,
        "Min-max is good, not best",
        "All values between 0 and 1, but none centred: the bias still leans on both features, and κ is 60 instead of 2.",
        f"{_AGE_AND_INCOME}&scaling=min_max",
    ),
    Row(
        "centre_only",
        150,
        "Subtracting the mean is half the work",
        "Means of 5 and 10 deviations make κ 10⁸; without them 10⁴ is left, the square of the ratio 100 of the spreads.",
        f"{_TWO_MEANS}&scaling=centre",
    ),
    Row(
        "correlated",
        40,
        "Correlation stays",
        "Standardised features with ρ = 0.8 still have κ = (1 + ρ)/(1 − ρ) = 9: each by itself is scaled, together they lean.",
        "correlation=0.8",
    ),
    Row(
        "whitened",
        1,
        "Whitening removes it",
        "The same features, ρ = 0.8, turned to their principal axes and scaled there: κ = 1, and one step is enough.",
        "correlation=0.8&scaling=whitening",
    ),
    Row(
        "outlier_min_max",
        150,
        "One outlier decides min-max",
        "One value 40 deviations up takes the whole range: the middle half of feature 2 is squeezed into a thirtieth of it.",
        "outlier=40&scaling=min_max",
    ),
    Row(
        "outlier_robust",
        40,
        "Quartiles do not see it",
        "With median and quartiles the middle half stays 1 wide. The outlier is still there, far out, and keeps the valley "
        "stretched: a loss has to be robust by itself.",
        "outlier=40&scaling=robust",
    ),
    Row(
        "test_outside",
        0,
        "A test value outside [0, 1]",
        "Fitted to the training set, min-max sends a new extreme value beyond 1. That is no mistake: it is news.",
        "scaling=min_max&outlier=6&outlier_in_test=true",
    ),
    Row(
        "leak",
        0,
        "The scaler has seen the test set",
        "Fitted to all data, min-max keeps the test value inside [0, 1]: each training example has moved to make room for it.",
        "scaling=min_max&outlier=6&outlier_in_test=true&fit_on_all=true",
    ),
    Row(
        "per_row",
        100,
        "Rows instead of columns",
        "Age and income scaled to length 1 in each row: income swallows age, and even the lowest loss is high.",
        f"{_AGE_AND_INCOME}&scaling=per_row",
    ),
    Row(
        "constant_feature",
        2,
        "A constant feature",
        "Its deviation is 0, and dividing by it would give no number. It becomes 0, tells nothing, and should be dropped.",
        "second=constant&mean_2=3",
    ),
    Row(
        "past_the_limit",
        12,
        "Past the limit",
        "At 1.1 times 2/λmax the steepest direction grows by a fifth at each update, on round and on stretched valleys alike.",
        "rate=share&rate_share=1.1&correlation=0.5",
    ),
)
