"""Trains one dense network, or many side by side, by making the calls of an update over and over."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

from engine.maths.optimizers import N_SLOTS
from engine.maths.sampling import epoch_order
from engine.rng import step_rng
from engine.training import optimizer_calls
from engine.training.layouts import Layout, layout_for
from engine.training.plan import Array, Arrays, bind
from engine.training.recipe import Recipe
from engine.training.workspace import Batches, constants, parameters, require_fit, require_seeds, upright, workspace

BoundCalls: TypeAlias = list[Callable[[], object]]

MOST_UNPREPARED = 1000  # updates in one go


class Trainer:
    """A training in progress: parameters, the optimizer's memory, and every array an update needs, made once.

    Attributes:
        recipe: What is trained.
        layout: How the parameters are laid out; ``engine.training.layouts`` shows the shapes.
        theta: All parameters. They change with every update.
        slots: What the optimizer remembers, shape (n_slots, *theta.shape), in the units of ``engine.training.optimizer_calls``.
        update: Number of updates made.
        calls: The calls of an update.
    """

    def __init__(
        self,
        recipe: Recipe,
        inputs: ArrayLike,
        targets: ArrayLike,
        theta: ArrayLike,
        *,
        seed: int | Sequence[int] = 0,
        rates: ArrayLike | None = None,
    ) -> None:
        """Prepare a training. If ``theta`` is of single precision, all of it is: faster, where rounding is no lesson.

        Args:
            recipe: What to train.
            inputs: Shape (n_examples, n_inputs), for all networks; or (R, n_examples, n_inputs), each its own.
            targets: Shape (n_examples, n_outputs) or (R, n_examples, n_outputs).
            theta: First parameters, shape (n_parameters,) for one network, (R, n_parameters) for R side by side.
            seed: Decides the order of the examples and what is dropped out. One for all networks: they share the order; or one
                for each of R networks: each has the order that it would have alone.
            rates: Learning rate of each of R networks, shape (R,), in place of the recipe's.

        Raises:
            EngineError: If the recipe cannot be trained, or shapes do not fit one another.
        """
        start = np.asarray(theta)
        dtype = np.float32 if start.dtype == np.float32 else np.float64
        replicas = None if start.ndim == 1 else len(start)
        self.recipe, self.update = recipe, 0
        self.seed = list(map(int, seed)) if isinstance(seed, Sequence | np.ndarray) else int(seed)
        self.layout = layout_for(recipe.network, replicas)
        self._rate = recipe.rule.learning_rate if rates is None else np.asarray(rates, np.float64)
        require_fit(recipe, start, np.asarray(inputs), np.asarray(targets), self._rate)
        examples = np.asarray(inputs, dtype), np.asarray(targets, dtype)
        if not isinstance(self.seed, int):
            require_seeds(self.seed, replicas)
            examples = np.broadcast_to(examples[0], (len(self.seed), *examples[0].shape[-2:])), examples[1]
        self._batches = Batches(recipe, self.layout, examples, replicas, self._rate)
        self.theta: Array = np.array(start.T if self.layout is Layout.LAST else start, dtype, order="C")
        self.slots: Array = np.zeros((N_SLOTS[recipe.rule.optimizer], *self.theta.shape), dtype)
        self._factors = constants(recipe, self.layout, self._rate, dtype)
        self.calls = recipe.calls(self.layout, shared=self._batches.shared)
        laid_out = list(self._lay_out(replicas))
        self._arrays, self._bound = [arrays for arrays, _ in laid_out], [bound for _, bound in laid_out]
        self._differs = bool(recipe.dropout or optimizer_calls.corrections(recipe.rule, self._rate, 0))
        self._epoch = -1

    def run(self, n_updates: int) -> None:
        """Make a number of updates. Overflow is not stopped: parameters that are not finite tell it."""
        end = self.update + n_updates
        with np.errstate(over="ignore", invalid="ignore", divide="ignore", under="ignore"):
            while self.update < end:
                self.prepare()
                updates = self._unprepared(end - self.update)
                for calls in updates:
                    for call in calls:
                        call()
                self.update += len(updates)

    def step(self) -> None:
        """Make one update, in a loop whose owner says with ``np.errstate`` what overflow means."""
        self.prepare()
        for call in self._bound[self.update % len(self._bound)]:
            call()
        self.update += 1

    def prepare(self) -> Arrays:
        """Set what differs from update to update for the next one, and return its arrays by name.

        That is the examples, Adam's corrections, and what is dropped out.
        """
        epoch, batch = divmod(self.update, len(self._bound))
        self._load(epoch, batch)
        for name, number in optimizer_calls.corrections(self.recipe.rule, self._rate, self.update).items():
            self._factors[name][...] = upright(self.layout, number)
        if self.recipe.dropout:
            self._drop_out(self._arrays[batch])
        return self._arrays[batch]

    def parameters(self) -> Array:
        """Return a copy of the parameters, shape (n_parameters,) or (R, n_parameters)."""
        return np.array(self.theta.T if self.layout is Layout.LAST else self.theta, order="C")

    def restore(self, theta: Array, slots: Array, update: int) -> None:
        """Go to a state that a trainer of the same recipe and examples was in."""
        self.theta[...] = theta
        self.slots[...] = slots
        self.update = update

    def _unprepared(self, n_updates: int) -> list[BoundCalls]:
        """Return the calls of the next updates that need no preparation between them, at least one and at most so many."""
        batch = self.update % len(self._bound)
        if self._differs or not self._batches.at_once:
            return [self._bound[batch]]
        if len(self._bound) == 1:
            return self._bound * min(n_updates, MOST_UNPREPARED)
        return self._bound[batch : batch + n_updates]

    def _lay_out(self, replicas: int | None) -> Iterator[tuple[Arrays, BoundCalls]]:
        """Yield arrays and bound calls of each batch; what does not read the examples is bound once for batches of one size."""
        network, dtype = self.recipe.network, self.theta.dtype
        named = {**self._factors, **parameters(network, self.layout, self.theta, self.slots)}
        alike: dict[int, tuple[dict[str, Array], BoundCalls]] = {}
        for (start, stop), views in zip(self._batches.bounds, self._batches.views(), strict=True):
            width = stop - start
            if width not in alike:
                arrays = {**named, **workspace(network, self.layout, width, replicas, dtype), **views}
                alike[width] = arrays, [bind(call, arrays) for call in self.calls]
            arrays, bound = {**alike[width][0], **views}, alike[width][1]
            reads = [not views.keys().isdisjoint(call.operands) for call in self.calls]
            yield arrays, [bind(call, arrays) if new else old for call, old, new in zip(self.calls, bound, reads, strict=True)]

    def _drop_out(self, arrays: Arrays) -> None:
        """Draw which units of the hidden layers are left out; networks with seeds of their own draw as they would alone."""
        kept, own = 1.0 - self.recipe.dropout, not isinstance(self.seed, int)
        seeds = [self.seed] if isinstance(self.seed, int) else self.seed
        generators = [step_rng(seed, self.update, "dropout") for seed in seeds]
        for layer in range(1, len(self.recipe.network.sizes) - 1):
            mask = arrays[f"M{layer}"]
            seen = mask.transpose(2, 1, 0) if own and self.layout is Layout.LAST else mask
            for rng, place in zip(generators, seen if own else [seen], strict=True):
                place[...] = (rng.random(place.shape) >= self.recipe.dropout) / kept

    def _load(self, epoch: int, batch: int) -> None:
        """Put the examples of this update in their places."""
        n_examples, one_batch = self._batches.n_examples, len(self._bound) == 1
        if one_batch and self._epoch >= 0:
            return  # the mean over all examples does not depend on their order
        if epoch != self._epoch:
            self._epoch = epoch
            self._order = np.arange(n_examples) if one_batch else self._orders(epoch)
            if self._batches.at_once:
                self._batches.load(self._order, 0, n_examples)
        if not self._batches.at_once:
            self._batches.load(self._order, *self._batches.bounds[batch])

    def _orders(self, epoch: int) -> NDArray[np.intp]:
        """Return the order of the examples in an epoch, shape (n_examples,), or (R, n_examples) if each network has its own."""
        n_examples = self._batches.n_examples
        if isinstance(self.seed, int):
            return epoch_order(self.seed, epoch, n_examples)
        return np.stack([epoch_order(seed, epoch, n_examples) for seed in self.seed])
