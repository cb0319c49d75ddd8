"""Which examples an update uses: every run walks one stream of examples, epoch by epoch, in batches of the real size."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.rng import step_rng


def epoch_order(seed: int, epoch: int, n_examples: int, *, replacement: bool = False) -> NDArray[np.intp]:
    """Return the order of the examples in one epoch: a new shuffle, or independent draws with replacement.

    Args:
        seed: Seed of the run.
        epoch: Index of the epoch, from 0.
        n_examples: Number of examples, at least 1.
        replacement: Whether every example is drawn from all of them anew.

    Returns:
        Indices, shape (n_examples,).

    Example:
        >>> sorted(epoch_order(0, 3, 4).tolist())
        [0, 1, 2, 3]

    Source: Bottou, Curtis, Nocedal 2018, section 3.2 (sampling), and Bottou 2009 (shuffling).
    """
    rng = step_rng(seed, epoch, "order")
    return rng.integers(n_examples, size=n_examples) if replacement else rng.permutation(n_examples)


def updates_per_epoch(n_examples: int, batch_size: int) -> int:
    """Return ceil(n_examples / batch_size): the last batch of an epoch may be short.

    Example:
        >>> updates_per_epoch(500, 32)
        16

    Source: Goodfellow, Bengio, Courville 2016, section 8.1.3.
    """
    return -(-n_examples // batch_size)


def samples_used(n_updates: int | NDArray[np.int64], n_examples: int, batch_size: int) -> NDArray[np.int64]:
    """Return how many examples a number of updates have used, short last batches counted at their real size.

    Args:
        n_updates: Numbers of updates, any shape.
        n_examples: Number of examples, at least 1.
        batch_size: Examples per update, at least 1; more than all of them means all of them.

    Returns:
        Counts, shape of ``n_updates``.

    Example:
        >>> samples_used(17, 500, 32)
        np.int64(532)
    """
    epochs, rest = np.divmod(n_updates, updates_per_epoch(n_examples, batch_size))
    used: NDArray[np.int64] = epochs * n_examples + np.minimum(rest * batch_size, n_examples)
    return used
