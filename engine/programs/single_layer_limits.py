"""The limits of one unit as a program: the perceptron rule, the best line, and what share of all labellings can be made."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from string import Template
from typing import Any

import numpy as np

from engine.maths.dichotomies import best_dichotomy, cover_count, dichotomies, rays, separator
from engine.program import assemble, literal
from engine.rng import step_rng
from engine.simulation import Event, Run
from engine.simulations.single_layer_limits import CORNERS, Feature, Params, Points, init

USES = (best_dichotomy, cover_count, dichotomies, rays, separator, step_rng)
FEATURES = {Feature.NONE: "", Feature.PRODUCT: "x1 * x2, ", Feature.SQUARES: "x1 * x1 + x2 * x2, "}
PLACES = {
    Points.CLOUD: 'points = step_rng(seed, 0, "points").uniform(-1.2, 1.2, (n, 2)).round(3)',
    Points.IN_A_ROW: "points = (np.linspace(-1.2, 1.2, n)[:, None] * [1.0, 0.5]).round(3)",
}
LABELS = Template("""
labels = ($plain @ np.array([1.0, 0.6, 0.1]) > 0).astype(int)  # by a line
$flips""")
FLIPS = Template("""\
flipped = step_rng(seed, 0, "noise").random(n) < $noise
labels = np.where(flipped, 1 - labels, labels)
""")
ERRORS = "errors = int((best_dichotomy(seen(points), labels)[0] != labels).sum())"
START = Template('''\
def seen(points):
    """Return what the unit sees of points: $what."""
    x1, x2 = points[..., 0], points[..., 1]
    return np.stack([x1, x2, ${feature}np.ones_like(x1)], axis=-1)


seed, steps, every = $seed, $steps, $every
n = $n
$data
$errors  # of the best line

# Of the 16 gates the unit can make those that a hyperplane divides as wanted.
corners = seen(np.array($corners))
tables = [(gate >> np.array([3, 2, 1, 0])) & 1 for gate in range(16)]
gates = sum(separator(corners, table, rays(corners)) is not None for table in tables)

# Of n other points the unit can make these labellings, written as binary numbers, and as many as Cover counts.
others = step_rng(seed, 0, "other points").uniform(-1.0, 1.0, (20, 2))
possible = set((dichotomies(seen(others)) & (2**n - 1)).tolist())
D = corners.shape[1]
cover = cover_count(n, D) / 2.0**n

w, position, mistakes, made = np.zeros(D), 0, 0, 0
readouts = []
for step in range(steps + 1):
    if step > 0:
        x = seen(points[position])
        error = int(labels[position]) - int(x @ w >= 0)
        if error:
            w = w + error * x
            mistakes += 1
        position = (position + 1) % n
        words = step_rng(seed, step, "labels").integers(0, 2 ** np.arange(1, 21))  # a labelling of 1, 2, ... 20 points
        made += int(words[n - 1]) in possible
''')
REPORT = """\
    if step % every == 0 or step == steps:
        answers = seen(points) @ w >= 0
        readouts.append({
            "step": step,
            "best_accuracy": 1 - errors / n,
            "gates": float(gates),
            "cover": cover,
            "share": made / step if step else cover,
            "errors": float(errors),
            "accuracy": float((answers == labels).mean()),
            "mistakes": float(mistakes),
            "capacity": 2.0 * D,  # of so many points half of all labellings can be made
        })
print(json.dumps({"readouts": readouts}))
"""


def program(run: Run[Params, Any, Any], steps: int, every: int) -> str:
    """Return a run of the limits of a single layer as a program."""
    params, start = run.params, init(run.params, run.seed)
    feature = FEATURES[params.feature]
    if params.points is Points.GATE:
        data = f"points = {literal(start.points)}\nlabels = {literal(start.labels)}"
    else:
        plain = "np.stack([*points.T, np.ones(n)], axis=-1)" if feature else "seen(points)"
        flips = FLIPS.substitute(noise=params.noise) if params.noise > 0.0 else ""
        data = PLACES[params.points] + LABELS.substitute(plain=plain, flips=flips)
    names = {
        "seed": run.seed,
        "steps": steps,
        "every": every,
        "n": len(start.labels),
        "what": f"x1, x2, {feature}and 1 for the bias",
        "feature": feature,
        "data": data.rstrip("\n"),
        "errors": ERRORS,
        "corners": CORNERS.tolist(),
    }
    return assemble(run, START.substitute(names) + "".join(_edits(run, steps)) + REPORT, USES)


def _edits(run: Run[Params, Any, Any], last: int) -> Iterator[str]:
    """Yield, for each step up to the last, the lines that do what the user did."""
    for step, events in groupby((event for event in run.events if event.step <= last), key=lambda event: event.step):
        lines = [f"    if step == {step}:  # what the user did; a new pass begins, with the weights as they are"]
        yield "\n        ".join([*lines, *map(_line, events), "position = 0", ERRORS]) + "\n"


def _line(event: Event) -> str:
    """Return what an event does as a line of the program."""
    index, *place = event.args
    if event.kind == "flip_point":
        return f"labels[{index}] = 1 - labels[{index}]"
    return "points[{}] = {}, {}".format(index, *np.round(place, 3).tolist())
