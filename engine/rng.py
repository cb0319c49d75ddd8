"""Random numbers as a function of (seed, step, stream), so that state n of a run needs no history of draws."""

from __future__ import annotations

from zlib import crc32

import numpy as np


def step_rng(seed: int, step: int, stream: str) -> np.random.Generator:
    """Return the generator that one step of one run draws from.

    Two different streams, steps or seeds give independent generators (NumPy's ``SeedSequence`` mixes the three words), so a
    draw added to one purpose never shifts the numbers of another.

    Args:
        seed: Seed of the run, at least 0.
        step: Step index, at least 0.
        stream: Name of the purpose, for example ``"order"``.

    Example:
        >>> step_rng(7, 3, "order").integers(10) == step_rng(7, 3, "order").integers(10)
        np.True_

    Source: NumPy reference, "Parallel random number generation: SeedSequence".
    """
    return np.random.default_rng([seed, step, crc32(stream.encode())])
