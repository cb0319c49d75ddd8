"""The threshold unit and the spiking cell as a program. Of the five cells of the simulation only that at x is run."""

from __future__ import annotations

from string import Template
from typing import Any

import numpy as np

from engine.params import values
from engine.program import assemble, literal
from engine.rng import step_rng
from engine.simulation import Run
from engine.simulations.neuron import Params, truth_table

USES = (step_rng,)
SETUP = Template("""\
steps, every = $steps, $every
w, b = np.array([$w1, $w2]), $b
inputs = np.array([[0, 0], [0, 1], [1, 0], [1, 1], [$x1, $x2]])  # the corners of the truth table, then x
wanted = $wanted
tau, t_ref = $time_constant, $refractory  # ms
R, V_rest, V_th = 10.0, -65.0, 10.0  # MOhm, mV, mV above rest
rheobase = V_th / R  # nA: the current that just reaches the threshold

# The threshold unit: one sum, one comparison. Rounding makes ties exact.
scores = np.array([round(float(np.dot(w, x)) + b, 12) + 0.0 for x in inputs])
answers = scores $fires 0
s = float(scores[-1])
${length}
# The cell gets the same sum as a current, I = rheobase + s. Without noise its rate has a formula.
V_inf = V_th + R * s  # = R I: where the potential, above rest, would end without spikes
theory = float(1000.0 / (t_ref + tau * np.log1p(rheobase / s))) if s > 0 else 0.0  # Hz
V, wait, spikes = 0.0, 0.0, []  # mV above rest, ms of the refractory time left, times of the spikes in ms
""")
EXACT = """
readouts = []
for step in range(steps + 1):
    if step > 0:  # one millisecond of tau dV/dt = -V + R I, solved exactly from spike to spike
        t = 0.0
        while True:
            resting = min(wait, 1.0 - t)
            t, wait = t + resting, wait - resting
            rise = tau * max(0.0, math.log((V_inf - V) / (R * s))) if s > 0 else math.inf  # to the threshold
            if wait > 0 or rise > 1.0 - t:
                break
            t += rise
            spikes.append(step - 1 + t)
            V, wait = 0.0, t_ref
        if wait == 0:
            V = V_inf + (V - V_inf) * math.exp(-(1.0 - t) / tau)
"""
NOISY = Template("""
seed = $seed
noise = $noise  # mV: the spread that V would have without a threshold
dt = 1.0 / 5  # ms
decay = math.exp(-dt / tau)
spread = math.sqrt(1.0 - decay * decay)

readouts = []
for step in range(steps + 1):
    if step > 0:  # one millisecond of tau dV/dt = -V + R I + noise, in five steps, each from its exact law
        draws = step_rng(seed, step - 1, "noise").standard_normal((5, 5))  # one row for each of the inputs
        for part, kick in enumerate((noise * draws[-1]).tolist(), 1):
            if wait > dt / 2:
                wait -= dt
                continue
            V, wait = V_inf + (V - V_inf) * decay + spread * kick, 0.0
            if V >= V_th:
                spikes.append(step - 1 + part * dt)
                V, wait = 0.0, t_ref
""")
REPORT = Template("""\
    if step % every == 0 or step == steps:
        n = len(spikes)
        readouts.append({
            "step": step,
            "score": s,
            "output": float(answers[-1]),
            "rate": 1000.0 * (n - 1) / (spikes[-1] - spikes[0]) if n > 1 else 1000.0 * n / max(step, 1),
            "theory_rate": theory,
            "spikes": float(n),
            "potential": V_rest + V,
            "current": rheobase + s,
            "distance": $distance
            "line_distance": $line_distance,
            "corners_right": float((answers[:4] == wanted).sum()),
        })
print(json.dumps({"readouts": readouts}))
""")


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the two neurons as a program."""
    params, there_is_a_line = run.params, run.params.w1 != 0.0 or run.params.w2 != 0.0
    names: dict[str, Any] = values(params) | {
        "steps": steps,
        "every": every,
        "seed": run.seed,
        "wanted": literal(np.array(truth_table(params.target))),
        "fires": ">=" if params.fires_at_zero else ">",
        "length": "length = float(np.hypot(*w))\n" if there_is_a_line else "",
        "distance": "s / length," if there_is_a_line else "0.0,  # without weights there is no line",
        "line_distance": "abs(b / length)" if there_is_a_line else "0.0",
    }
    cell = NOISY.substitute(names) if params.noise > 0.0 else EXACT
    return assemble(run, SETUP.substitute(names) + cell + REPORT.substitute(names), USES)
