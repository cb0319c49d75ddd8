"""How sure a share is that was counted over a number of independent runs."""

from __future__ import annotations

import math

Z_95 = 1.959963984540054  # 97.5 % point of the standard normal distribution: 2.5 % lie beyond it on each side


def wilson_interval(successes: int, trials: int) -> tuple[float, float]:
    """Return the 95 % Wilson score interval of a share: the p with |successes - n p| <= z sqrt(n p (1 - p)).

    Unlike the share plus or minus its standard error it never leaves [0, 1], and does not shrink to a point when all or
    none of the runs succeed.

    Args:
        successes: Number of runs that succeeded, 0 to ``trials``.
        trials: Number of runs n, at least 1.

    Returns:
        Low and high end, 0 <= low <= successes / trials <= high <= 1.

    Raises:
        ValueError: If there is no trial, or the successes are not among them.

    Example:
        >>> low, high = wilson_interval(137, 256)
        >>> f"{low:.3f} to {high:.3f}"
        '0.474 to 0.595'

    Source: Wilson 1927, JASA 22, p. 209; Brown, Cai, DasGupta 2001, Statistical Science 16, equation 4 (coverage).
    """
    if not 0 <= successes <= trials or trials < 1:
        raise ValueError(f"successes must be from 0 to the number of trials, at least 1; got {successes} of {trials}")
    return _low(successes, trials), 1.0 - _low(trials - successes, trials)


def _low(successes: int, trials: int) -> float:
    """Return the smaller root of (n + z²) p² - (2 s + z²) p + s² / n, as product of the roots over the larger one.

    That form subtracts nothing, so it is exactly 0 without a success; the high end is that of the failures, mirrored.
    """
    spread = math.sqrt(Z_95**2 + 4.0 * successes * (trials - successes) / trials)
    return 2.0 * successes**2 / trials / (2.0 * successes + Z_95**2 + Z_95 * spread)
