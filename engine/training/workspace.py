"""The arrays that the calls of an update name: parameters, values of every layer, constants, and the examples of each batch."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.errors import EngineError
from engine.maths.losses import Loss
from engine.maths.networks import Network
from engine.maths.regularizers import weight_mask
from engine.maths.sampling import updates_per_epoch
from engine.training import optimizer_calls
from engine.training.layouts import Layout, units, values, weight_views
from engine.training.plan import Array
from engine.training.recipe import Recipe

LEAKY_SLOPE = 0.01
AT_ONCE = 262_144  # numbers; more would make a pause at the start of each epoch


def parameters(network: Network, layout: Layout, theta: Array, slots: Array) -> dict[str, Array]:
    """Return all parameters ``W``, their gradient ``G``, scratch and slots, with the parts of each layer as views.

    Example:
        >>> theta = np.array([1.0, 2.0, 3.0])
        >>> named = parameters(Network((2, 1), ()), Layout.SINGLE, theta, np.empty((0, 3)))
        >>> named["V1"][...] = 0.0  # the weights without the bias
        >>> theta.tolist()
        [0.0, 0.0, 3.0]
    """
    gradient = np.zeros_like(theta)
    named = {"W": theta, "G": gradient, "t": np.zeros_like(theta), "u": np.zeros_like(theta)}
    named |= {f"s{number}": slot for number, slot in enumerate(slots, 1)}
    return named | weight_views(layout, network, theta, "W") | weight_views(layout, network, gradient, "G")


def constants(recipe: Recipe, layout: Layout, rate: optimizer_calls.Rate, dtype: DTypeLike) -> dict[str, Array]:
    """Return the numbers that calls read as arrays without axes, or with one learning rate for each network.

    Example:
        >>> from engine.maths.optimizers import Optimizer, Rule
        >>> recipe = Recipe(Network((1, 1), ()), Loss.SQUARED, Rule(Optimizer.MOMENTUM, 0.5, momentum=0.9))
        >>> found = constants(recipe, Layout.SINGLE, 0.5, np.float64)
        >>> found["one"].item(), found["rate"].item(), found["mu"].item()
        (1.0, 0.5, 0.9)
    """
    named = {"one": 1.0, "zero": 0.0, "slope": LEAKY_SLOPE, **optimizer_calls.factors(recipe.rule, rate)}
    named |= optimizer_calls.corrections(recipe.rule, rate, 0)
    found = {name: np.array(upright(layout, number), dtype) for name, number in named.items()}
    for name, strength in (("l1", recipe.penalty.l1), ("l2", recipe.penalty.l2)):
        if strength:
            factor = np.asarray(strength * optimizer_calls.gradient_factor(recipe.rule, rate))
            mask = weight_mask(recipe.network)
            found[name] = np.array(mask * factor if layout is Layout.SINGLE else np.multiply.outer(factor, mask), dtype)
            if layout is Layout.LAST:
                found[name] = np.ascontiguousarray(np.atleast_2d(found[name]).T)
    return found


def upright(layout: Layout, number: optimizer_calls.Rate) -> optimizer_calls.Rate:
    """Return one number for each network so that it lies along the replicas of the parameters.

    Example:
        >>> upright(Layout.STACKED, np.array([0.1, 0.2])).tolist(), upright(Layout.SINGLE, 0.1)
        ([[0.1], [0.2]], 0.1)
    """
    if layout is not Layout.STACKED or isinstance(number, float) or np.ndim(number) == 0:
        return number
    return np.asarray(number)[:, None]


def workspace(network: Network, layout: Layout, width: int, replicas: int | None, dtype: DTypeLike) -> dict[str, Array]:
    """Return the arrays for the values of every layer and their derivatives, for a batch of ``width`` examples.

    Example:
        >>> from engine.maths.activations import Activation
        >>> arrays = workspace(Network((2, 3, 1), Activation.TANH), Layout.SINGLE, 5, None, np.float64)
        >>> arrays["Z1"].shape, arrays["A1"].shape, arrays["Z2"].shape  # A1 has the unit of ones
        ((3, 5), (4, 5), (1, 5))
    """
    hidden = network.sizes[1:-1]
    outputs = values(layout, sum(hidden) + len(hidden), width, replicas, dtype)
    slopes, masks = np.zeros_like(outputs), np.ones_like(outputs)
    named = {"A": outputs, "S": slopes}
    start = 0
    for layer, n_units in enumerate(hidden, 1):
        end = start + n_units
        named[f"a{layer}"] = units(layout, outputs, start, end)
        named[f"A{layer}"] = units(layout, outputs, start, end + 1)  # with the unit of ones
        named[f"S{layer}"] = units(layout, slopes, start, end)
        named[f"M{layer}"] = units(layout, masks, start, end)
        start = end + 1
    for layer, n_units in enumerate(network.sizes[1:], 1):
        for letter in ("Z", "D"):
            array = values(layout, n_units, width, replicas, dtype)
            named[f"{letter}{layer}"] = array
            if layout is Layout.LAST:
                named[f"{letter}{layer}F"] = array.reshape(width, -1)
            else:
                named[f"{letter}{layer}T"] = array.swapaxes(-1, -2)
    named["ones"] = np.ones((1, network.sizes[-1]), dtype)
    named["m"] = values(layout, 1, width, replicas, dtype)
    return named


class Batches:
    """The examples in the order of an epoch, each batch a view that exists once for all: loading an epoch fills them anew.

    Attributes:
        shared: Whether all networks see the same examples.
        n_examples: Number of examples.
        bounds: First place of each batch in an epoch, and the place behind its last.
        at_once: Whether the examples are few enough to be put in order all at once; else batch by batch, without a pause.
    """

    def __init__(
        self,
        recipe: Recipe,
        layout: Layout,
        examples: tuple[Array, Array],
        replicas: int | None,
        rate: optimizer_calls.Rate,
    ) -> None:
        """Lay out the examples, inputs and targets, of shapes as ``Trainer`` takes them."""
        inputs, targets = examples
        self.shared, self.n_examples = inputs.ndim == 2, inputs.shape[-2]
        self._layout, self._dtype = layout, inputs.dtype
        size = min(recipe.batch_size or self.n_examples, self.n_examples)
        count = updates_per_epoch(self.n_examples, size)
        self.at_once = inputs.size <= AT_ONCE
        self.bounds = [(start * size, min((start + 1) * size, self.n_examples)) for start in range(count)]
        ones = np.ones((*inputs.shape[:-1], 1), inputs.dtype)
        self._inputs = np.concatenate([inputs, ones], axis=-1)
        wanted = np.broadcast_to(targets, (*(() if replicas is None else (replicas,)), *targets.shape[-2:]))
        self._targets = wanted.swapaxes(-1, -2)  # (..., n_outputs, n_examples)
        if layout is Layout.LAST:
            self._targets = wanted.transpose(1, 2, 0)
            self._inputs = self._inputs if self.shared else np.ascontiguousarray(self._inputs.transpose(1, 2, 0))
        self._example_axis = 0 if layout is Layout.LAST else self._targets.ndim - 1
        self._factors = self._factor_of_each(optimizer_calls.gradient_factor(recipe.rule, rate))
        self._loss = recipe.loss
        self._rows = self._inputs.copy()
        self._wanted, self._scaled = np.array(self._targets, order="C"), np.array(self._targets, order="C")

    def load(self, order: NDArray[np.intp], start: int, stop: int) -> None:
        """Put examples into these places of the epoch; the views show them.

        Args:
            order: Which examples an epoch takes, one after another, shape (n_examples,); or (R, n_examples) for orders of
                their own.
            start: First place.
            stop: Place behind the last.
        """
        taken, place = order[..., start:stop], slice(start, stop)
        there = (place,) if self._example_axis == 0 else (..., place)
        if order.ndim == 2:
            wanted = self._load_own(taken, place)
        else:
            # "clip" lets take write straight into the view; every index is in range.
            if self._layout is Layout.LAST or self.shared:
                np.take(self._inputs, taken, axis=0, out=self._rows[place], mode="clip")
            else:
                np.take(self._inputs, taken, axis=1, out=self._rows[:, place], mode="clip")
            wanted = np.take(self._targets, taken, axis=self._example_axis)
        self._wanted[there] = wanted
        read = 1.0 - wanted if self._loss is Loss.BINARY_CROSS_ENTROPY else wanted
        np.multiply(read, self._factors[there], out=self._scaled[there])

    def _load_own(self, taken: NDArray[np.intp], place: slice) -> Array:
        """Put the examples of each network, shape (R, n_taken), into a place; return their targets."""
        if self._layout is Layout.LAST:
            of_each = taken.T[:, None, :]
            self._rows[place] = np.take_along_axis(self._inputs, of_each, axis=0)
            return np.take_along_axis(self._targets, of_each, axis=0)
        self._rows[:, place] = np.take_along_axis(self._inputs, taken[:, :, None], axis=1)
        return np.take_along_axis(self._targets, taken[:, None, :], axis=2)

    def views(self) -> Iterator[dict[str, Array]]:
        """Yield the arrays of each batch: inputs ``A0``, targets ``Y``, targets as the loss reads them ``Yc``, factor ``c``."""
        for start, stop in self.bounds:
            batch = slice(start, stop)
            place = (batch,) if self._example_axis == 0 else (..., batch)
            named = {
                "Y": self._wanted[place],
                "Yc": self._scaled[place],
                "c": np.array(self._factors[place][self._one_factor()]),
            }
            rows = self._rows[batch] if self._layout is Layout.LAST or self.shared else self._rows[:, batch]
            if self._layout is Layout.LAST and not self.shared:
                yield {**named, "A0": rows}
            else:
                yield {**named, "A0": rows.swapaxes(-1, -2), "A0T": rows}

    def _factor_of_each(self, factor: optimizer_calls.Rate) -> Array:
        """Return c of each example: the learning rate, where it belongs in, over the size of its batch."""
        share = np.concatenate([np.full(stop - start, 1.0 / (stop - start)) for start, stop in self.bounds])
        if self._layout is Layout.LAST:
            return np.asarray(share[:, None, None] * factor, self._dtype)
        rates = np.asarray(factor)[:, None, None] if np.ndim(factor) else factor
        return np.asarray(share * rates, self._dtype)

    def _one_factor(self) -> Any:
        """Return the index of one example's factor, for all networks: the factors of a batch are alike."""
        if self._layout is Layout.LAST:
            return (0, 0, slice(None)) if self._factors.shape[-1] > 1 else (0, 0, 0)
        return (..., slice(0, 1)) if self._factors.ndim > 1 else (0,)


def require_fit(recipe: Recipe, theta: Array, inputs: Array, targets: Array, rate: optimizer_calls.Rate) -> None:
    """Raise an error unless parameters, examples and learning rates fit the recipe, with shapes as ``Trainer`` takes them.

    Example:
        >>> from engine.maths.optimizers import Optimizer, Rule
        >>> recipe = Recipe(Network((2, 1), ()), Loss.SQUARED, Rule(Optimizer.PLAIN, 0.5))
        >>> require_fit(recipe, np.zeros(2), np.zeros((4, 2)), np.zeros((4, 1)), 0.5)
        Traceback (most recent call last):
        ...
        engine.errors.EngineError: theta must have shape (3,) or (R, 3), got (2,)
    """
    sizes, n_parameters = recipe.network.sizes, recipe.network.n_parameters
    if theta.ndim not in (1, 2) or theta.shape[-1] != n_parameters:
        raise EngineError(f"theta must have shape ({n_parameters},) or (R, {n_parameters}), got {theta.shape}")
    leading = theta.shape[:-1]
    n_examples = inputs.shape[-2] if inputs.ndim > 1 else 0
    for name, array, n_columns in (("inputs", inputs, sizes[0]), ("targets", targets, sizes[-1])):
        allowed = [(n_examples, n_columns), (*leading, n_examples, n_columns)]
        if array.shape not in allowed or n_examples == 0:
            wanted = " or ".join(map(str, dict.fromkeys(allowed)))
            raise EngineError(f"{name} must have shape {wanted} with at least one example, got {array.shape}")
    if np.ndim(rate) and np.shape(rate) != leading:
        raise EngineError(f"rates must have shape {leading}, one for each network, got {np.shape(rate)}")


def require_seeds(seeds: Sequence[int], replicas: int | None) -> None:
    """Raise an error unless there is a seed for each network.

    Example:
        >>> require_seeds([0, 1, 2], 2)
        Traceback (most recent call last):
        ...
        engine.errors.EngineError: seeds must be one for each of 2 networks, got 3
    """
    if replicas is None:
        raise EngineError("a single network has one seed, a whole number")
    if len(seeds) != replicas:
        raise EngineError(f"seeds must be one for each of {replicas} networks, got {len(seeds)}")
