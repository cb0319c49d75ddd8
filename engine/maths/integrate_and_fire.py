"""The leaky integrate-and-fire cell: its potential in time, its spikes, and how often it fires at a constant current."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

import numpy as np
from numpy.typing import ArrayLike, NDArray

FloatArray: TypeAlias = NDArray[np.float64]

RESISTANCE_MOHM = 10.0
THRESHOLD_MV = 10.0  # above rest
RHEOBASE_NA = THRESHOLD_MV / RESISTANCE_MOHM  # the current that just lifts the potential to the threshold, after endless time


@dataclass(frozen=True, slots=True)
class Membrane:
    """What makes one cell differ from another.

    Attributes:
        time_constant_ms: tau, above 0: after this time without spikes 63 % of the way to the steady potential is done.
        refractory_ms: For so long after a spike the potential is held at rest, at least 0.
    """

    time_constant_ms: float = 10.0
    refractory_ms: float = 4.0


class Potential(NamedTuple):
    """A cell at one moment.

    Attributes:
        above_rest_mv: Potential above rest.
        wait_ms: What is left of the refractory time.
    """

    above_rest_mv: float = 0.0
    wait_ms: float = 0.0


def steady_potential(excess_na: float) -> float:
    """Return R I in mV above rest, where the potential would end without spikes, for a current so far above the rheobase.

    Example:
        >>> steady_potential(0.0), steady_potential(0.5), steady_potential(-1.0)
        (10.0, 15.0, 0.0)

    Source: Gerstner, Kistler, Naud, Paninski 2014, chapter 1.
    """
    return THRESHOLD_MV + RESISTANCE_MOHM * excess_na


def firing_rate(excess_na: ArrayLike, membrane: Membrane) -> FloatArray:
    """Return spikes per second at a constant current: 1 / (t_ref + tau ln(R I / (R I - V_th))), 0 up to the rheobase.

    Args:
        excess_na: Current minus rheobase in nA, any shape. It is taken instead of the current so that no digits cancel near
            the rheobase: the logarithm is log1p(V_th / (R excess)).
        membrane: The cell.

    Returns:
        Rates in Hz, same shape.

    Example:
        >>> firing_rate([-0.5, 0.0, 0.5], Membrane()).round(2).tolist()
        [0.0, 0.0, 66.73]

    Source: Gerstner, Kistler, Naud, Paninski 2014, chapter 1; the rheobase: Lapicque 1907.
    """
    excess = np.asarray(excess_na, dtype=np.float64)
    above = np.where(excess > 0.0, excess, 1.0)
    interval_ms = membrane.refractory_ms + membrane.time_constant_ms * np.log1p(RHEOBASE_NA / above)
    return np.where(excess > 0.0, 1000.0 / interval_ms, 0.0)


def first_spike(excess_na: float, membrane: Membrane) -> float:
    """Return the time in ms from rest to the first spike at a constant current; infinite up to the rheobase.

    Example:
        >>> round(first_spike(0.5, Membrane()), 2), first_spike(0.0, Membrane())
        (10.99, inf)

    Source: as ``firing_rate``, without the refractory time.
    """
    return membrane.time_constant_ms * math.log1p(RHEOBASE_NA / excess_na) if excess_na > 0.0 else math.inf


def integrate(cell: Potential, excess_na: float, duration_ms: float, membrane: Membrane) -> tuple[Potential, tuple[float, ...]]:
    """Let a time pass at a constant current, exactly: tau dV/dt = -V + R I; at V_th a spike, then V = 0 for t_ref.

    Args:
        cell: The cell at the start.
        excess_na: Current minus rheobase in nA.
        duration_ms: The time.
        membrane: The cell's constants.

    Returns:
        The cell at the end, and the times of its spikes in ms from the start.

    Example:
        >>> cell, spikes = integrate(Potential(), 0.5, 30.0, Membrane())
        >>> [round(time, 2) for time in spikes]  # 14.99 ms apart, and firing_rate is 1000 / 14.99
        [10.99, 25.97]

    Source: Gerstner, Kistler, Naud, Paninski 2014, chapter 1: solution of the linear equation between spikes.
    """
    tau, steady = membrane.time_constant_ms, steady_potential(excess_na)
    above, wait = cell
    passed = 0.0
    spikes: list[float] = []
    while True:
        resting = min(wait, duration_ms - passed)
        passed, wait = passed + resting, wait - resting
        left = duration_ms - passed
        reach = tau * max(0.0, math.log((steady - above) / (RESISTANCE_MOHM * excess_na))) if excess_na > 0.0 else math.inf
        if wait > 0.0 or reach > left:
            relaxed = above if wait > 0.0 else steady + (above - steady) * math.exp(-left / tau)
            return Potential(relaxed, wait), tuple(spikes)
        passed += reach
        spikes.append(passed)
        above, wait = 0.0, membrane.refractory_ms


def integrate_noisy(
    cell: Potential, excess_na: float, kicks: FloatArray, substep_ms: float, membrane: Membrane
) -> tuple[Potential, tuple[float, ...]]:
    """Let a time pass with white noise on the current, in substeps; a spike is noticed at the end of one.

    Between spikes the potential is an Ornstein-Uhlenbeck process, and each substep draws from its exact law.

    Args:
        cell: The cell at the start.
        excess_na: Mean current minus rheobase in nA.
        kicks: One normal draw a substep, times the standard deviation that the potential would have without a threshold, in mV;
            shape (n_substeps,).
        substep_ms: Length of a substep.
        membrane: The cell's constants.

    Returns:
        The cell at the end, and the times of its spikes in ms from the start.

    Example:
        >>> integrate_noisy(Potential(), -0.5, np.array([0.0, 200.0]), 0.2, Membrane())
        (Potential(above_rest_mv=0.0, wait_ms=4.0), (0.4,))

    Source: Gillespie 1996, Physical Review E 54 (exact update); Gerstner et al. 2014, chapter 8 (noisy input).
    """
    steady, decay = steady_potential(excess_na), math.exp(-substep_ms / membrane.time_constant_ms)
    spread = math.sqrt(1.0 - decay * decay)
    above, wait = cell
    spikes: list[float] = []
    for number, kick in enumerate(kicks.tolist(), 1):
        if wait > substep_ms / 2.0:
            wait -= substep_ms
            continue
        above = steady + (above - steady) * decay + spread * kick
        wait = 0.0
        if above >= THRESHOLD_MV:
            spikes.append(number * substep_ms)
            above, wait = 0.0, membrane.refractory_ms
    return Potential(above, wait), tuple(spikes)
