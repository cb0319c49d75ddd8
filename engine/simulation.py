"""What a simulation is: functions over frozen data, and the words and limits that belong to them.

A simulation is a record, not a base class. ``init``, ``step`` and ``observe`` are pure: state n of a run depends on parameters,
seed, events and n only, which is what makes replay, scrubbing, share texts and graded predictions possible.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

import numpy as np
from numpy.typing import NDArray

from engine.errors import EngineError, ParamError, UnknownNameError
from engine.params import Integer, Spec, refusal, unknown

FloatArray = NDArray[np.float64]
MAX_SEED = 2**31 - 1
SEED = Integer(label="Seed", help="Number that all random draws of the run are made from.", low=0, high=MAX_SEED)


class HasStep(Protocol):
    """Every state knows how many steps led to it."""

    @property
    def step(self) -> int:
        """Number of steps that led to this state."""
        ...


P = TypeVar("P")
S = TypeVar("S", bound=HasStep)
O = TypeVar("O")  # noqa: E741  (observation)


class Outcome(StrEnum):
    """Where a run stands."""

    RUNNING = "running"
    CONVERGED = "converged"
    CYCLING = "cycling"
    DIVERGED = "diverged"


@dataclass(frozen=True, slots=True)
class Status:
    """Where a run stands, and why.

    Attributes:
        outcome: One of the four outcomes.
        reason: One sentence for the learner, with the numbers that decide it.
        final: Whether no later step can change anything, so that playing may stop.
    """

    outcome: Outcome
    reason: str
    final: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """A named scalar that is shown, exported and graded.

    Attributes:
        name: Key in the exported data, snake case.
        label: Words shown beside the number; a few letters, since several stand side by side.
        unit: Unit; empty for a pure number.
        digits: Digits after the point where the number is shown; 0 for counts.
        headline: Whether it stands above the picture; at most three do.
    """

    name: str
    label: str
    unit: str = ""
    digits: int = 3
    headline: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Preset(Generic[P]):
    """A named run that makes one point.

    Attributes:
        id: Name inside the simulation; ``<simulation>/<id>`` names it everywhere else.
        title: The point in a few words.
        caption: One or two sentences that say what to look at.
        params: Parameters of the run.
        seed: Seed of the run.
        at: Step at which the picture makes the point.
    """

    id: str
    title: str
    caption: str
    params: P
    seed: int = 0
    at: int = 0


@dataclass(frozen=True, slots=True)
class Event:
    """What the user did in mid-run: it changes the state that ``step`` steps led to.

    Attributes:
        step: Step index at which it happened.
        kind: ``"set"`` for a changed live parameter, or a name from the simulation's ``event_specs``.
        args: Cleaned arguments; for ``"set"`` the parameter's name and its new value.
    """

    step: int
    kind: str
    args: tuple[Any, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Simulation(Generic[P, S, O]):
    """A simulation: its functions and its words. One constant ``SIMULATION`` in each module of ``engine.simulations``.

    Attributes:
        id: The module's name.
        version: Raised when old share texts would mean another run.
        title: Name shown in the Lab.
        summary: One sentence: what one can find out with it.
        step_name: What one step is, singular: "example", "update", "layer".
        Params: Class of the parameters, made with ``engine.params.parameters``.
        init: State before the first step.
        step: State one step later. From a final state on, only the step index grows.
        observe: What is drawn and asked about; arrays in it are read-only.
        readouts: Named scalars of an observation, in the order of ``readout_specs``.
        readout_specs: Words, units and digits of the readouts.
        status: Where the run stands, and why.
        describe: One sentence that says what the picture shows, for those who do not see it.
        trace_names: Names of the scalars that the timeline records at every step, for curves and paths.
        trace: Those scalars of one state, in that order.
        horizon: Length of a whole run in steps, for the scrub bar and the command line's default.
        presets: Named runs; the first one is what the Lab opens with.
        sources: Author, year, and section or equation of what is computed.
        event_specs: Arguments of each kind of event besides ``"set"``.
        apply: State after an event of such a kind.
        advance: Optional fast form of n steps: the state n steps later and the traces of these n steps, shape
            (n, n_traces), both bit-identical to stepping.
        instant: Whether a whole run is cheap enough to be computed anew at every drag of a control.
    """

    id: str
    version: int
    title: str
    summary: str
    step_name: str
    Params: type[P]
    init: Callable[[P, int], S]
    step: Callable[[P, S], S]
    observe: Callable[[P, S], O]
    readouts: Callable[[O], dict[str, float]]
    readout_specs: tuple[Readout, ...]
    status: Callable[[P, S], Status]
    describe: Callable[[P, O], str]
    trace_names: tuple[str, ...]
    trace: Callable[[P, S], tuple[float, ...]]
    horizon: Callable[[P], int]
    presets: tuple[Preset[P], ...]
    sources: tuple[str, ...]
    event_specs: Mapping[str, Mapping[str, Spec]] = field(default_factory=dict)
    apply: Callable[[P, S, Event], S] | None = None
    advance: Callable[[P, S, int], tuple[S, FloatArray]] | None = None
    instant: bool = False

    def preset(self, preset_id: str) -> Preset[P]:
        """Return a preset by its id.

        Raises:
            UnknownNameError: If there is none of that name.
        """
        for preset in self.presets:
            if preset.id == preset_id:
                return preset
        raise UnknownNameError(unknown(f"{self.id} has no preset", preset_id, [preset.id for preset in self.presets]))


@dataclass(frozen=True, slots=True)
class Run(Generic[P, S, O]):
    """A run is a value: simulation, parameters, seed and events. ``engine.share`` writes it as one line of text."""

    simulation: Simulation[P, S, O]
    params: P
    seed: int = 0
    events: tuple[Event, ...] = ()

    def __post_init__(self) -> None:
        try:
            SEED.clean(self.seed)
        except ValueError:
            raise ParamError([refusal("seed", SEED, self.seed)]) from None
        if any(later.step < earlier.step for earlier, later in zip(self.events, self.events[1:], strict=False)):
            raise EngineError("events must be in the order of their steps")


def readonly(array: NDArray[Any]) -> NDArray[Any]:
    """Mark an array read-only and return it, so that an edit in place raises at once.

    Example:
        >>> readonly(np.zeros(2))[0] = 1.0
        Traceback (most recent call last):
        ...
        ValueError: assignment destination is read-only
    """
    array.flags.writeable = False
    return array
