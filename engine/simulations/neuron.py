"""Two neurons on the same weights and inputs: a threshold unit, and a leaky integrate-and-fire cell in time.

Modelled: the unit answers y = H(s), s = w.x + b. The cell is driven by the same number: its current is the rheobase, which is
1 nA here, plus s in nA, so w1 and w2 are the currents of two synapses (below 0 they inhibit) and b is a background current,
counted from the rheobase. Its potential follows tau dV/dt = -V + R I from rest; 10 mV above rest it spikes, and is then held at
rest for the refractory time. Five such cells run: one for each corner of the truth table, one for the learner's input x.
One step is one millisecond. Without noise each step is exact, spike times included; with noise on the current the potential
is an Ornstein-Uhlenbeck process in substeps of 0.2 ms, drawn for each cell from the seed.

Left out: dendrites, synapses with dynamics of their own, adaptation, the shape of a spike, and learning of the weights.

Units: ms, mV, nA, MOhm, Hz; weights and bias in nA for inputs that are 0 or 1. Rest -65 mV, threshold -55 mV, R = 10 MOhm.

Known limits: at s = 0 the unit answers by a rule, the cell never gets there in finite time. With noise a crossing within a
substep is missed if the potential has come back, so noisy rates are a little low. Scores are rounded to 12 decimals, which
makes ties exact. Only the spikes of the last 200 ms are kept.

Source: McCulloch & Pitts 1943; Rosenblatt 1958; Gerstner et al. 2014, chapter 1; see ``engine.maths.integrate_and_fire``.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from enum import Enum, StrEnum

import numpy as np
from numpy.typing import NDArray

from engine.maths.integrate_and_fire import (
    RHEOBASE_NA,
    THRESHOLD_MV,
    Membrane,
    Potential,
    firing_rate,
    first_spike,
    integrate,
    integrate_noisy,
    steady_potential,
)
from engine.maths.perceptron import fewest_errors, output, score
from engine.params import Choice, Flag, Real, param, parameters
from engine.presets import build
from engine.presets.neuron import ROWS
from engine.rng import step_rng
from engine.simulation import FloatArray, Outcome, Readout, Simulation, Status, readonly

REST_MV = -65.0
WINDOW_MS = 200
SUBSTEPS = 5
SETTLED_MV = 0.1
CORNERS = ((0.0, 0.0), (0.0, 1.0), (1.0, 0.0), (1.0, 1.0))
GRID = readonly(np.concatenate([[-12.0, 0.0], np.geomspace(1e-6, 0.1, 60), np.linspace(0.12, 12.1, 240)]))
LEARNER = len(CORNERS)  # index of the cell that is given x


class Target(StrEnum):
    """The sixteen functions of two inputs, in the order of their truth tables."""

    NEVER = "never"
    AND = "and"
    X1_NOT_X2 = "x1_not_x2"
    X1 = "x1"
    X2_NOT_X1 = "x2_not_x1"
    X2 = "x2"
    XOR = "xor"
    OR = "or"
    NOR = "nor"
    XNOR = "xnor"
    NOT_X2 = "not_x2"
    X1_OR_NOT_X2 = "x1_or_not_x2"
    NOT_X1 = "not_x1"
    X2_OR_NOT_X1 = "x2_or_not_x1"
    NAND = "nand"
    ALWAYS = "always"


WORDS: dict[Enum, str] = {
    one: one.value.upper() for one in (Target.AND, Target.XOR, Target.OR, Target.NOR, Target.XNOR, Target.NAND)
}
WORDS |= {
    Target.NEVER: "always 0", Target.ALWAYS: "always 1", Target.X1: "x₁", Target.X2: "x₂", Target.NOT_X1: "not x₁",
    Target.NOT_X2: "not x₂", Target.X1_NOT_X2: "x₁ and not x₂", Target.X2_NOT_X1: "x₂ and not x₁",
    Target.X1_OR_NOT_X2: "x₁ or not x₂", Target.X2_OR_NOT_X1: "x₂ or not x₁",
}  # fmt: skip
TARGET_HELP = "Which of the sixteen functions of two inputs the corners are coloured by."
BIAS_HELP = "Score without input, minus the threshold; for the cell a background current, counted from the rheobase."
TIE_HELP = "The tie rule: whether a score of exactly 0 gives the answer 1 rather than 0."
TAU_HELP = "How slowly the potential follows the current: the time in which 63 % of the way is done."
REFRACTORY_HELP = "For so long after a spike the cell is held at rest; its rate stays below 1 / t_ref."
NOISE_HELP = "Standard deviation that a noisy current would give the potential if there were no threshold."


def _weight(number: int) -> Real:
    words = f"Weight of input {number}, the current of its synapse: above 0 it excites, below 0 it inhibits."
    return Real(label=f"Weight {number}", symbol="w" + "₁₂"[number - 1], unit="nA", help=words, low=-3.0, high=3.0, step=0.05)


def _input(number: int) -> Real:
    words = f"Input {number} of the unit and the cell in the picture; 0 and 1 are the corners of the truth table."
    return Real(label=f"Input {number}", symbol="x" + "₁₂"[number - 1], help=words, low=-0.5, high=1.5, step=0.05)


@parameters
class Params:
    """What a run is made of."""

    w1: float = param(1.0, _weight(1))
    w2: float = param(1.0, _weight(2))
    b: float = param(-1.5, Real(label="Bias", symbol="b", unit="nA", help=BIAS_HELP, low=-3.0, high=3.0, step=0.05))
    x1: float = param(1.0, _input(1))
    x2: float = param(1.0, _input(2))
    target: Target = param(Target.AND, Choice(label="Wanted", help=TARGET_HELP, options=Target, labels=WORDS))
    fires_at_zero: bool = param(True, Flag(label="Answers 1 at zero", help=TIE_HELP))
    time_constant: float = param(
        10.0, Real(label="Time constant", symbol="τ", unit="ms", help=TAU_HELP, low=2.0, high=100.0, step=1.0)
    )
    refractory: float = param(
        4.0, Real(label="Refractory time", symbol="t_ref", unit="ms", help=REFRACTORY_HELP, low=1.0, high=20.0, step=0.5)
    )
    noise: float = param(0.0, Real(label="Noise", symbol="σ", unit="mV", help=NOISE_HELP, low=0.0, high=5.0, step=0.1))


@dataclass(frozen=True, slots=True)
class State:
    """Five cells after so many milliseconds; the last one is given x.

    Attributes:
        step: Milliseconds so far.
        seed: Seed of the noise.
        cells: Each cell's potential and refractory time.
        spikes: Spike times of each cell in ms, of the last 200 ms.
        counts: Number of spikes of each cell since the start.
        first: Time of each cell's first spike; NaN before it.
        last: Time of each cell's last spike; NaN before the first.
    """

    step: int
    seed: int
    cells: tuple[Potential, ...] = (Potential(),) * 5
    spikes: tuple[tuple[float, ...], ...] = ((),) * 5
    counts: tuple[int, ...] = (0,) * 5
    first: tuple[float, ...] = (math.nan,) * 5
    last: tuple[float, ...] = (math.nan,) * 5


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Observation:
    """What is drawn. Arrays over the five cells begin with the corners (0, 0), (0, 1), (1, 0), (1, 1); the last is x.

    Attributes:
        inputs: Inputs of each cell, shape (5, 2).
        scores: w.x + b of each, in nA, shape (5,).
        answers: What the unit says of each, shape (5,).
        wanted: Truth table of the wanted function, shape (4,).
        fewest_errors: Corners that the best line gets wrong.
        weights: Shape (2,).
        bias: Bias.
        potential: Potential of the cell at x in mV.
        steady: Where that potential would end without spikes, in mV.
        spikes: Spike times of each cell in ms.
        counts: Spikes of each cell since the start, shape (5,).
        rates: Measured rates in Hz, shape (5,): from the first to the last spike; with fewer than two, spikes over time.
        theory: Rates that the formula gives, without noise, shape (5,).
        first_spike: Time of the first spike at x without noise in ms; infinite if there is none.
        grid: Scores at which the formula is drawn, shape (n_grid,).
        curve: Rates of the formula there, same shape.
        time: Milliseconds so far.
    """

    inputs: FloatArray
    scores: FloatArray
    answers: NDArray[np.int64]
    wanted: NDArray[np.int64]
    fewest_errors: int
    weights: FloatArray
    bias: float
    potential: float
    steady: float
    spikes: tuple[tuple[float, ...], ...]
    counts: NDArray[np.int64]
    rates: FloatArray
    theory: FloatArray
    first_spike: float
    grid: FloatArray
    curve: FloatArray
    time: int


def truth_table(target: Target) -> tuple[int, ...]:
    """Return the wanted answers at (0, 0), (0, 1), (1, 0), (1, 1)."""
    place = list(Target).index(target)
    return tuple(place >> shift & 1 for shift in (3, 2, 1, 0))


def _best_errors(target: Target) -> int:
    return fewest_errors(np.array(CORNERS), np.array(truth_table(target)))


def _scores(params: Params) -> tuple[float, ...]:
    weights, inputs = (params.w1, params.w2), (*CORNERS, (params.x1, params.x2))
    return tuple(round(score(weights, params.b, point), 12) + 0.0 for point in inputs)


def init(_params: Params, seed: int) -> State:
    """Return five cells at rest."""
    return State(step=0, seed=seed)


def step(params: Params, state: State) -> State:
    """Let a millisecond pass: tau dV/dt = -V + R I, a spike and a rest at the threshold.

    Source: Gerstner, Kistler, Naud, Paninski 2014, chapter 1.
    """
    membrane, scores = Membrane(params.time_constant, params.refractory), _scores(params)
    if params.noise > 0.0:
        draws = step_rng(state.seed, state.step, "noise").standard_normal((len(scores), SUBSTEPS))
        moved = [
            integrate_noisy(cell, excess, params.noise * kicks, 1.0 / SUBSTEPS, membrane)
            for cell, excess, kicks in zip(state.cells, scores, draws, strict=True)
        ]
    else:
        moved = [integrate(cell, excess, 1.0, membrane) for cell, excess in zip(state.cells, scores, strict=True)]
    fresh = [tuple(state.step + time for time in times) for _, times in moved]
    oldest = state.step + 1 - WINDOW_MS
    return replace(
        state,
        step=state.step + 1,
        cells=tuple(cell for cell, _ in moved),
        spikes=tuple((*(time for time in old if time >= oldest), *new) for old, new in zip(state.spikes, fresh, strict=True)),
        counts=tuple(count + len(new) for count, new in zip(state.counts, fresh, strict=True)),
        first=tuple(
            new[0] if new and not count else old for old, new, count in zip(state.first, fresh, state.counts, strict=True)
        ),
        last=tuple(new[-1] if new else old for old, new in zip(state.last, fresh, strict=True)),
    )


def _rate(state: State, cell: int) -> float:
    """Return the measured rate in Hz: intervals over their time, or, with fewer than two spikes, spikes over the whole time."""
    count, span = state.counts[cell], state.last[cell] - state.first[cell]
    return 1000.0 * (count - 1) / span if count > 1 else 1000.0 * count / max(state.step, 1)


def observe(params: Params, state: State) -> Observation:
    """Return what is drawn."""
    scores, membrane = _scores(params), Membrane(params.time_constant, params.refractory)
    own = scores[LEARNER]
    return Observation(
        inputs=readonly(np.array([*CORNERS, (params.x1, params.x2)])),
        scores=readonly(np.array(scores)),
        answers=readonly(np.array([output(one, fires_at_zero=params.fires_at_zero) for one in scores])),
        wanted=readonly(np.array(truth_table(params.target))),
        fewest_errors=_best_errors(params.target),
        weights=readonly(np.array([params.w1, params.w2])),
        bias=params.b,
        potential=REST_MV + state.cells[LEARNER].above_rest_mv,
        steady=REST_MV + steady_potential(own),
        spikes=state.spikes,
        counts=readonly(np.array(state.counts)),
        rates=readonly(np.array([_rate(state, cell) for cell in range(len(scores))])),
        theory=readonly(firing_rate(scores, membrane)),
        first_spike=first_spike(own, membrane),
        grid=GRID,
        curve=readonly(firing_rate(GRID, membrane)),
        time=state.step,
    )


def trace(_params: Params, state: State) -> tuple[float, ...]:
    """Return the potential of the cell at x in mV, and its spikes so far."""
    return REST_MV + state.cells[LEARNER].above_rest_mv, float(state.counts[LEARNER])


def distance(observation: Observation, offset: float) -> float:
    """Return a score as a signed distance from the line, s / ||w||; 0 if there is no line."""
    length = float(np.hypot(*observation.weights))
    return offset / length if length > 0.0 else 0.0


def corners_right(observation: Observation) -> int:
    """Return how many of the four corners get the wanted answer."""
    return int((observation.answers[:LEARNER] == observation.wanted).sum())


def readouts(observation: Observation) -> dict[str, float]:
    """Return the named scalars; without a line both distances are 0."""
    seen = observation
    return {
        "score": float(seen.scores[LEARNER]),
        "output": float(seen.answers[LEARNER]),
        "rate": float(seen.rates[LEARNER]),
        "theory_rate": float(seen.theory[LEARNER]),
        "spikes": float(seen.counts[LEARNER]),
        "potential": seen.potential,
        "current": RHEOBASE_NA + float(seen.scores[LEARNER]),
        "distance": distance(seen, float(seen.scores[LEARNER])),
        "line_distance": abs(distance(seen, seen.bias)),
        "corners_right": float(corners_right(seen)),
    }


READOUTS = (
    Readout(name="score", label="score s", unit="nA", headline=True),
    Readout(name="output", label="unit", digits=0, headline=True),
    Readout(name="rate", label="cell", unit="Hz", digits=1, headline=True),
    Readout(name="theory_rate", label="rate, formula", unit="Hz", digits=1),
    Readout(name="spikes", label="spikes", digits=0),
    Readout(name="potential", label="potential", unit="mV", digits=2),
    Readout(name="current", label="current", unit="nA"),
    Readout(name="distance", label="x from the line"),
    Readout(name="line_distance", label="line from origin"),
    Readout(name="corners_right", label="corners right", digits=0),
)


def status(params: Params, state: State) -> Status:
    """Return what the cell does, and whether the line makes the wanted function."""
    own = _scores(params)[LEARNER]
    cell = state.cells[LEARNER].above_rest_mv
    settled = state.counts[LEARNER] > 1 if own > 0.0 else abs(cell - steady_potential(own)) < SETTLED_MV
    outcome = Outcome.CONVERGED if settled and params.noise == 0.0 else Outcome.RUNNING
    return Status(outcome, f"{_cell_words(params, state, own)} {_gate_words(params)}")


def _cell_words(params: Params, state: State, own: float) -> str:
    membrane = Membrane(params.time_constant, params.refractory)
    if params.noise > 0.0:
        clean = f"without noise {float(firing_rate(own, membrane)):.1f} Hz"
        return f"The noisy cell has spiked {state.counts[LEARNER]} times in {state.step} ms; {clean}."
    if own > 0.0:
        interval = 1000.0 / float(firing_rate(own, membrane))
        return f"The cell spikes first after {first_spike(own, membrane):.3g} ms, then every {interval:.3g} ms."
    if own == 0.0:
        answer = int(params.fires_at_zero)
        return f"The score is exactly 0: the unit says {answer} by the tie rule, the cell creeps up to threshold for ever."
    missing = THRESHOLD_MV - steady_potential(own)
    return f"The current is {-own:.3g} nA below the rheobase: the potential ends {missing:.3g} mV below threshold, silent."


def _gate_words(params: Params) -> str:
    name, wanted = WORDS[params.target], truth_table(params.target)
    answers = tuple(output(one, fires_at_zero=params.fires_at_zero) for one in _scores(params)[:LEARNER])
    right = sum(answer == want for answer, want in zip(answers, wanted, strict=True))
    if params.w1 == params.w2 == 0.0:
        return f"With both weights 0 there is no line: every input gets the answer {answers[0]}, {right} of 4 as wanted."
    if right == len(wanted):
        return f"The unit is “{name}”."
    if _best_errors(params.target):
        return (
            f"{right} of 4 corners are as “{name}” wants; no line gets all: 14 of the 16 functions have a line, this has none."
        )
    return f"{right} of 4 corners are as “{name}” wants; some line gets all."


def describe(params: Params, observation: Observation) -> str:
    """Return what the picture shows in three sentences."""
    seen, (w1, w2) = observation, observation.weights.tolist()
    own, answer = float(seen.scores[LEARNER]), seen.answers[LEARNER]
    line = f"The line {w1:.3g} x1 {w2:+.3g} x2 {seen.bias:+.3g} = 0 gives {corners_right(seen)} of 4 corners the wanted answer"
    if w1 == w2 == 0.0:
        line = f"There is no line, every input gets the answer {answer}"
    unit = f"At x = ({params.x1:g}, {params.x2:g}) the score is {own:.3g} and the unit answers {answer}"
    cell = f"the cell is at {seen.potential:.1f} mV after {seen.time} ms and has spiked {seen.counts[LEARNER]} times"
    return f"{line}. {unit}; {cell}. By the formula it fires at {seen.theory[LEARNER]:.1f} Hz."


def horizon(_params: Params) -> int:
    """Return 200 ms."""
    return WINDOW_MS


SIMULATION = Simulation(
    id="neuron",
    version=1,
    title="Neuron and threshold unit",
    summary="Compare a threshold unit with a cell that spikes in time: what is kept of a neuron, and what is not.",
    step_name="millisecond",
    Params=Params,
    init=init,
    step=step,
    observe=observe,
    readouts=readouts,
    readout_specs=READOUTS,
    status=status,
    describe=describe,
    trace_names=("potential", "spikes"),
    trace=trace,
    horizon=horizon,
    presets=build(Params, ROWS),
    sources=(
        "McCulloch & Pitts 1943, A logical calculus of the ideas immanent in nervous activity: the threshold unit",
        "Rosenblatt 1958, The perceptron, Psychological Review 65: weights that can be learned",
        "Gerstner, Kistler, Naud, Paninski 2014, Neuronal Dynamics, chapter 1: rate 1/(t_ref + τ ln(RI/(RI − V_th)))",
        "Bishop 2006, Pattern Recognition and Machine Learning, section 4.1.1: distances |b|/‖w‖ and s/‖w‖",
        "Gillespie 1996, Physical Review E 54: exact steps of the noisy potential",
        "Cover 1965: which labellings a line can make; of the 16 functions of two inputs it makes 14",
    ),
    instant=True,
)
